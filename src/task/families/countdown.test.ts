import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../../random.ts';
import { gradeItem, makeItem, readSlots, type Difficulty } from '../family.ts';
import { fill } from '../templates.ts';
import { equationHolds } from '../../problem/expression.ts';
import { tokens } from '../arithmetic-steps.ts';
import { countdown } from './countdown.ts';

const headline = 'Using 3, 7, 25 and 50, each at most once, make 128.';
const verify = (question: string, answer: string) => countdown.verify!(readSlots(countdown, question)!, answer);

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 200 }, (_, i) => makeItem(countdown, split, 1, i, difficulty)),
  ),
);

test('gold passes grade and verify, in every wording', () => {
  for (const item of items) {
    assert.ok(gradeItem(countdown, item, item.gold).correct, item.question);
    assert.ok(verify(item.question, item.gold)?.pass, item.question);
  }
});

test('every equation of a thought is true, the last try is the only one that says yes, and it makes the answer', () => {
  for (const { thought, question } of items) {
    for (const equation of thought.match(/[\d+*/-]+=\d+/g)!) assert.equal(equationHolds(equation, {}), true, question);
    const tries = thought.split('\n').filter((line) => !line.startsWith('check'));
    assert.deepEqual(
      tries.map((line) => line.endsWith(' yes')),
      tries.map((_, i) => i === tries.length - 1),
    );
    assert.equal(new Set(tries).size, tries.length, 'no try twice');
    const last = tries.at(-1)!.match(/=(\d+), (?:[\d+*/-]+=)?(\d+) yes$/);
    if (last) assert.equal(last[1], last[2], 'the gap is made exactly');
    assert.ok(tokens(thought) <= 190, `${tokens(thought)} tokens`);
  }
});

test('the headline is one of the wordings, has a solution, and other right expressions count', () => {
  const problem = { numbers: [3, 7, 25, 50], target: 128 };
  assert.equal(fill(countdown.phrasings[0], { numbers: '3, 7, 25 and 50', target: '128' }), headline);
  assert.equal(countdown.gold(problem), '25*7-50+3');
  assert.match(countdown.solve(problem, createRandom(1)), /25\*7=175, 175-128=47, 50-3=47 yes\ncheck: 175-50\+3=128$/);
  for (const right of ['25*7-50+3', '3 + 7*25 - 50', '25×7−(50−3)', '(25*7)-50+3 = 128']) {
    assert.ok(verify(headline, right)!.pass, right);
  }
});

test('wrong and hostile answers fail quickly, none throws', () => {
  for (const wrong of [
    '25*7-50',
    '128',
    '100+25+3',
    '25*7-50+3+3-3',
    '25*7-47',
    '',
    'x',
    '((((',
    '25/0',
    '1'.repeat(1e6),
    '('.repeat(1e6),
    '25*7-50+3;',
  ]) {
    assert.equal(verify(headline, wrong)!.pass, false, wrong.slice(0, 20));
  }
  assert.equal(countdown.verify!({ numbers: 'an egg', target: 'a cake' }, '3'), undefined);
});
