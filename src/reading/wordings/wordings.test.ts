/**
 * Wordings: how many there are, that what is made is read rightly or not at all, and that what is recognised is what
 * was made.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../random.ts';
import { makes } from '../compare-answers.ts';
import { understandByReaders } from '../understand.ts';
import { solve } from '../../problem/solve/solve.ts';
import { INTENTS, wordingsOf, worded, type Worded } from './make.ts';
import { recognise } from './recognise.ts';
import { matchTemplate, parseTemplate, patternOf, variantsOf, writeTemplate } from './template.ts';

const FAMILIES = [...new Set(INTENTS.map((one) => one.family))];

test('each of the fifteen kinds has at least 300 wordings', () => {
  assert.equal(FAMILIES.length, 15);
  for (const family of FAMILIES) assert.ok(wordingsOf(family) >= 300, `${family} has ${wordingsOf(family)}`);
});

test('a wording is counted, written, and read back; two values of one slot match nothing', () => {
  const node = parseTemplate('[what is|work out] [the sum of |]{a} [and|plus] {b}[ please|]');
  assert.equal(variantsOf(node), 16);
  const pattern = patternOf(node, () => String.raw`\d+`);
  for (let i = 0; i < 20; i++) {
    const text = writeTemplate(node, createRandom(i), (name) => (name === 'a' ? '3' : '4'));
    assert.deepEqual(matchTemplate(pattern, text), { a: '3', b: '4' }, text);
  }
  assert.equal(matchTemplate(pattern, 'what is 3 minus 4'), undefined);
  const twice = patternOf(parseTemplate('{a} and {a}'), () => String.raw`\d+`);
  assert.equal(matchTemplate(twice, '3 and 4'), undefined);
  assert.throws(() => parseTemplate('[what is {a}'), /left open/);
});

const plain = (answer: string): string => answer.toLowerCase().replace(/^[a-z] = /, '');

/** Whether an answer is that of the question as it was made. */
const rightly = ({ meaning }: Worded, answer: string): boolean => {
  if (meaning.type !== 'problem') return false;
  if (meaning.problem.type === 'make') return makes(meaning.problem, answer) === true;
  const want = solve(meaning.problem);
  return want.type === 'answer' && plain(want.answer) === plain(answer);
};

test('600 questions in all voices: the readers and the wordings answer rightly or not at all', () => {
  let read = 0;
  for (let k = 0; k < 600; k++) {
    const one = worded('test', k);
    const found = understandByReaders(one.question);
    if (found.type === 'answered') {
      assert.ok(rightly(one, found.solution.answer), `${one.question}: ${found.line} = ${found.solution.answer}`);
      read++;
    }
    const known = recognise(one.question);
    if (known?.solution?.type === 'answer')
      assert.ok(rightly(one, known.solution.answer), `${one.question}: recognised as ${known.solution.answer}`);
  }
  assert.ok(read > 380, `${read} of 600 were read`);
});

test('the same seed and number give the same question, and difficulty 0 has tiny numbers', () => {
  assert.deepEqual(worded('seed', 7), worded('seed', 7));
  for (let k = 0; k < 100; k++) {
    const { slots, family } = worded('easy', k, { near: 0, level: 0 });
    if (family === 'arithmetic' && slots.a !== undefined && slots.list === undefined)
      assert.ok(Number(slots.a) <= 30 || slots.b !== undefined, JSON.stringify(slots));
  }
});
