/** The replay of recorded outputs: policies on made-up questions whose outcome is known, and files of users. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cascade, majority, panel, single, system } from './policies.ts';
import { readTraces, toQuestion, type RecordedLine } from './question.ts';
import { drawCounts, replayArms } from './replay.ts';
import { compareArms, resultTables } from './results.ts';
import { dualAgreement } from './codet.ts';
import { game24 } from './game24.ts';
import { humaneval } from './humaneval.ts';
import type { SetRequest } from './set.ts';
import { compareTraces } from './traces.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-recorded-'));
after(() => rmSync(folder, { recursive: true }));

const said: string[] = [];
const request: SetRequest = {
  data: folder,
  cache: folder,
  make: true,
  signal: new AbortController().signal,
  onProgress: (text) => said.push(text),
};

/** Draws of one model as `answer` or `answer!` for a right one; '-' has no answer. */
const draws = (id: string, list: string, model = 'm'): RecordedLine => ({
  id,
  question: `question ${id}`,
  candidates: list.split(' ').map((text) => ({
    model,
    text,
    right: text.endsWith('!'),
    answer: text === '-' ? '' : text.replace('!', ''),
    tokens: 10,
  })),
});

test('votes, checks and single draws give what they must on known draws', () => {
  const verify = (_question: string, answer: string) =>
    answer === '7' ? { pass: true, reason: 'checked' } : undefined;
  const questions = [
    draws('a', '5! 6 5! 8'), // the vote is right
    draws('b', '6 6 7! 6'), // only the check is right
    draws('c', '- 1 - 2!'), // no vote decides
  ].map((line) => toQuestion(line, { verify }));
  const arms = [
    { name: 'single', policy: single, n: 1 },
    { name: 'majority', policy: majority, n: 4 },
    { name: 'system', policy: system(), n: 4 },
    { name: 'no check', policy: system({ without: ['check'] }), n: 4 },
  ];
  const [alone, vote, whole, unchecked] = replayArms(questions, arms, { baseline: 'single' });
  const near = (value: number, expected: number) =>
    assert.ok(Math.abs(value - expected) < 1e-9, `${value} for ${expected}`);
  near(alone!.accuracy.value, (2 / 4 + 1 / 4 + 1 / 4) / 3);
  near(vote!.accuracy.value, 1 / 3);
  near(whole!.accuracy.value, 2 / 3);
  near(unchecked!.accuracy.value, 1 / 3);
  near(whole!.oracle, 1);
  near(whole!.difference!.value, 1 / 3);
  assert.ok(whole!.drawn < 4, 'a passed check ends the drawing');
  assert.ok(alone!.accuracy.low < alone!.accuracy.value && alone!.accuracy.high > alone!.accuracy.value);
  assert.throws(
    () => replayArms(questions, [{ name: 'x', policy: single, n: 5 }]),
    /needs 5 draws, and question a has 4/,
  );
});

test('blocks of draws are independent runs, and the question is the unit', () => {
  const questions = [toQuestion(draws('a', '1! 1! 2 2')), toQuestion(draws('b', '1 1 2! 2!'))];
  const [result] = replayArms(questions, [{ name: 'pairs', policy: majority, n: 2 }]);
  assert.equal(result!.accuracy.value, 0.5);
  assert.deepEqual(drawCounts(100), [1, 2, 4, 8, 16, 32, 64, 100]);
});

test('a panel votes, its first member settles ties, and a cascade asks the large model only without agreement', () => {
  const line = (id: string, answers: Record<string, string>): RecordedLine => ({
    id,
    question: id,
    candidates: Object.entries(answers).map(([model, text]) => ({
      model,
      text,
      answer: text.replace('!', ''),
      right: text.endsWith('!'),
    })),
  });
  const questions = [
    line('a', { s1: '1', s2: '2!', s3: '2!', big: '3' }),
    line('b', { s1: '1', s2: '2', s3: '4', big: '3!' }),
  ].map((row) => toQuestion(row));
  const models = ['s1', 's2', 's3'];
  const [alone, voted, withLarge] = replayArms(questions, [
    { name: 's1', policy: panel(['s1']) },
    { name: 'panel', policy: panel(models) },
    { name: 'cascade', policy: cascade(models, 'big', 2) },
  ]);
  assert.deepEqual([alone!.accuracy.value, voted!.accuracy.value, withLarge!.accuracy.value], [0, 0.5, 1]);
  assert.equal(withLarge!.asked['big'], 0.5);
  assert.equal(voted!.asked['big'], undefined);
});

test('answers with keys vote by their keys', () => {
  const line = draws('a', '{"x":1}! {"x":1.0}! {"y":2} {"y":3}');
  const keyed = {
    ...line,
    candidates: line.candidates.map((candidate, i) => ({ ...candidate, key: ['k', 'k', 'l', 'm'][i]! })),
  };
  assert.equal(replayArms([toQuestion(keyed)], [{ name: 'majority', policy: majority }])[0]!.accuracy.value, 1);
});

test('a traces file is read, compared and printed; its faults are named', () => {
  const file = join(folder, 'traces.jsonl');
  const header = { type: 'recorded', version: 1, name: 'Mine', large: 'big' };
  const lines = Array.from({ length: 6 }, (_, i) => ({
    id: `${i}`,
    category: i % 2 ? 'odd' : 'even',
    question: 'Use 4, 5, 6 and 10 to make 24.',
    candidates: [
      { model: 's1', text: 'Answer: (10 - 6) * 5 + 4 = 24', right: true },
      { model: 's1', text: 'Answer: 4 * 6 = 24', right: false },
      { model: 's2', text: 'Answer: 4 * 6 = 24', right: 0 },
      { model: 'big', text: 'Answer: 4 * 5 + 10 - 6 = 24', right: 1 },
    ],
  }));
  const write = (rows: readonly unknown[]) => writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  write([header, ...lines]);
  const result = compareArms(compareTraces(file));
  const right = Object.fromEntries(result.arms.map(({ name, accuracy }) => [name, accuracy.value]));
  assert.equal(right['s1, system with 2'], 1);
  assert.equal(right['s2'], 0);
  assert.equal(right['panel of 2'], 1);
  const [table, categories] = resultTables(result);
  assert.match(table!.title, /^Mine \(6 questions\)/);
  assert.deepEqual(categories!.head, ['policy', 'even', 'odd']);
  write([lines[0]]);
  assert.throws(() => compareTraces(file), /line 1: a traces file begins with/);
  write([header, { id: 'x', question: 'q', candidates: [{ text: 'a' }] }]);
  assert.throws(() => readTraces(file, {}), /question 1: [\s\S]*right/);
  write([header]);
  assert.throws(() => compareTraces(file), /holds no question/);
  writeFileSync(file, '{"type":"recorded","version":1}\nnot json');
  assert.throws(() => compareTraces(file), /line 2: this is no JSON/);
});

test('the game of 24 is read as the paper words it, and checked selection finds what is there', async () => {
  mkdirSync(join(folder, 'games', 'draws'), { recursive: true });
  const games = [
    { numbers: '1 2 3 4', samples: ['Answer: 1 * 2 * 3 + 4 = 24', 'Answer: 1 * 2 * 3 * 4 = 24'], right: [0, 1] },
    { numbers: '3 3 8 8', samples: ['Answer: 3 * 8 = 24', 'Answer: None'], right: [0, 0] },
  ];
  writeFileSync(
    join(folder, 'games', 'draws', 'game24-gpt4-cot.jsonl'),
    games.map((game) => JSON.stringify(game)).join('\n'),
  );
  const [comparison] = (await game24.load({ ...request, data: join(folder, 'games') }))!;
  const result = compareArms(comparison!);
  const right = Object.fromEntries(result.arms.map(({ name, accuracy }) => [name, accuracy.value]));
  assert.deepEqual([right['a single draw'], right['majority of 2'], right['system with 2']], [0.25, 0, 0.5]);
  assert.equal(result.arms.find(({ name }) => name === 'system with 2')!.peer!.difference.value, 0.5);
  for (const { head, rows } of resultTables(result)) for (const row of rows) assert.equal(row.length, head.length);
});

test("CodeT's rule takes the group with the most programs and tests", () => {
  const outcomes = (letters: string) =>
    [...letters].map((letter) => (letter === 'p' ? ('pass' as const) : ('fail' as const)));
  assert.deepEqual(dualAgreement(['pff', 'ppf', 'ppf', 'fff', 'fff', 'fff'].map(outcomes), [1, 1, 1]), [1, 2]);
  assert.deepEqual(dualAgreement(['pff', 'fpf'].map(outcomes), [3, 1, 1]), [0]);
  assert.deepEqual(dualAgreement(['f', 'f'].map(outcomes), [1]), [0, 1]);
});

test('a set whose files are absent is skipped and says so', async () => {
  assert.equal(await game24.load(request), undefined);
  assert.equal(await humaneval.load(request), undefined);
  assert.match(said.join('\n'), /game24 is skipped[\s\S]*humaneval is skipped/);
});
