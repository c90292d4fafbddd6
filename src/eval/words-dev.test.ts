/**
 * The development voices of test/words stay read: hardly anything of them is answered wrongly or declined. The test
 * voices are not touched here: they are measured by `mizan eval --words`, seldom.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFirst } from '../reason/read-first.ts';
import { inLongRun } from '../testing/long.ts';
import { isRight, readWords, type WordsRow } from './words.ts';

const FOLDER = new URL('../../test/words', import.meta.url).pathname;

const answerOf = ({ question }: WordsRow): string | undefined => {
  const signal = new AbortController().signal;
  const read = readFirst({ messages: [{ role: 'user', content: question }], seed: 1, signal });
  const decision = read?.events.flatMap((event) => (event.type === 'decision' ? [event.decision] : []))[0];
  return decision === undefined || decision.abstained ? undefined : decision.answer;
};

const EVERY = inLongRun(1, 3);

for (const [split, least, most] of [
  ['dev', 0.97, 0],
  ['more', 0.9, 0.004],
] as const)
  test(`the voices of ${split}: at most ${100 * most} % wrong, ${100 * least} % right`, () => {
    const rows = readWords(FOLDER, split).filter((_, i) => i % EVERY === 0);
    const graded = rows.map((row) => ({ row, answer: answerOf(row) }));
    const wrong = graded.filter(({ row, answer }) => answer !== undefined && !isRight(row, answer));
    assert.ok(
      wrong.length <= most * rows.length,
      wrong.map(({ row, answer }) => `${row.question} → ${answer}`).join('\n'),
    );
    const answerable = graded.filter(({ row }) => row.answer !== 'decline');
    const right = answerable.filter(({ answer }) => answer !== undefined).length;
    assert.ok(right >= least * answerable.length, `${right} of ${answerable.length}`);
  });
