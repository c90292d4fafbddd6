import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { isTarget, readPublicSets } from './public-sets.ts';
import {
  calibrationError,
  figuresOf,
  isRight,
  readWords,
  wordsTables,
  type WordsOutcome,
  type WordsRow,
} from './words.ts';

const row = (kind: string, answer: string, accept: string[] = []): WordsRow => ({
  id: kind,
  kind,
  voice: 'teacher',
  set: answer === 'decline' ? 'near' : 'words',
  question: '?',
  answer,
  accept,
});

test('an answer is compared by the rules of the test', () => {
  const cases: readonly (readonly [WordsRow, string, boolean])[] = [
    [row('arithmetic', '1000'), '1,000.', true],
    [row('arithmetic', '12'), 'twelve', true],
    [row('stories', '9'), '9 marbles', true],
    [row('stories', '9'), '10 marbles', false],
    [row('linear', '7', ['x = 7']), 'x=7', true],
    [row('order', 'Oak'), 'the Oak', true],
    [row('sorting', '3, 7, 19'), '3 < 7 < 19', true],
    [row('sorting', '3, 7, 19'), '7, 3, 19', false],
    [row('paths', 'Park, Bank, School'), 'Park - Bank - School', true],
    [row('dates', '7 June', ['June 7']), '7 june', true],
    [row('time', '20:20', ['8:20 pm']), '20:20', true],
    [row('truth', 'no', ['liar']), 'No', true],
    [row('near', 'decline', ['12']), '12', true],
    [{ ...row('countdown', '(7+5)*2'), game: { numbers: [3, 5, 7, 2], target: 24, all: false } }, '3*(5+2)+3', false],
    [{ ...row('countdown', '(7+5)*2'), game: { numbers: [3, 5, 7, 2], target: 24, all: false } }, '(5+7)*2 = 24', true],
    [{ ...row('countdown', '6*2+6*2'), game: { numbers: [6, 6, 2, 2], target: 24, all: true } }, '6*2*2', false],
  ];
  for (const [one, answer, right] of cases) assert.equal(isRight(one, answer), right, `${one.kind}: ${answer}`);
});

const outcome = (one: WordsRow, answer: string | undefined, confidence: number, why?: string): WordsOutcome => ({
  row: one,
  answer,
  confidence,
  checked: confidence > 0.9,
  text: '',
  why,
  tokens: 0,
  seconds: 0.01,
});

test('figures: right, wrong, declined, wrong and sure, and the true reason', () => {
  const outcomes = [
    outcome(row('gcd', '6'), '6', 0.98),
    outcome(row('gcd', '6'), '5', 0.95),
    outcome(row('gcd', '6'), undefined, 0),
    outcome({ ...row('gcd', 'decline'), reason: 'contradiction' }, undefined, 0, 'no-solution'),
    outcome({ ...row('gcd', 'decline'), reason: 'missing' }, undefined, 0, 'no-solution'),
  ];
  const { right, wrong, declined, wrongAt90, reasoned, checked, checkedWrong } = figuresOf(outcomes);
  assert.deepEqual(
    { right, wrong, declined, wrongAt90, reasoned, checked, checkedWrong },
    { right: 1, wrong: 1, declined: 3, wrongAt90: 1, reasoned: 1, checked: 2, checkedWrong: 1 },
  );
  assert.ok(Math.abs(calibrationError(outcomes) - 0.465) < 0.001);
  assert.ok(wordsTables(outcomes).every((table) => table.rows.every((cells) => cells.length === table.head.length)));
});

test('folders: rows with their games, sets that are there, one sentence when nothing is', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-words-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.throws(() => readWords(folder, 'dev'), /holds no \*\.dev\.jsonl/);
  writeFileSync(join(folder, 'words.dev.jsonl'), `${JSON.stringify({ ...row('countdown', '2*3'), id: 'a' })}\n`);
  writeFileSync(
    join(folder, 'formal.dev.jsonl'),
    `${JSON.stringify({ id: 'a', formal: { type: 'countdown', numbers: [2, 3], target: 6, all: true } })}\n`,
  );
  assert.deepEqual(readWords(folder, 'dev')[0]?.game, { numbers: [2, 3], target: 6, all: true });
  assert.deepEqual(readPublicSets(folder), []);
  assert.equal(isTarget({ set: 's', id: '1', question: '', target: '(B)', kind: 'choice' }, '(B)'), true);
  assert.equal(isTarget({ set: 's', id: '1', question: '', target: 'a b', kind: 'words' }, 'a, b'), true);
  assert.equal(isTarget({ set: 's', id: '1', question: '', target: '0.333', kind: 'number' }, '1/3'), true);
});
