import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply } from '../types.ts';
import { families, item } from './registry.ts';
import {
  correct,
  noLoop,
  resultsIn,
  score,
  standardRubric,
  sumsIn,
  trueSums,
  wellFormed,
  withinTokens,
  type Answered,
  type Rubric,
} from './reward.ts';

const example = item('roman', 'train', 1, 0, 1);

const answered = (answer: string, reply: Partial<Reply> = {}): Answered => ({
  item: example,
  answer,
  reply: { plan: '', reasoning: '', content: answer, finish: 'stop', tokens: 10, ...reply },
});

test('correct follows the grade of the family, and an empty answer is wrong', () => {
  assert.equal(correct(answered(example.gold))?.value, 1);
  assert.equal(correct(answered(`${example.gold}${example.gold}`))?.value, 0);
  assert.deepEqual(correct(answered('')), { value: 0, reason: 'no answer' });
});

test('form is apart from being right', () => {
  assert.equal(wellFormed(answered('nonsense'))?.value, 1);
  assert.equal(wellFormed(answered(example.gold, { finish: 'length' }))?.value, 0);
  assert.equal(wellFormed(answered(example.gold, { content: `first\n${example.gold}` }))?.value, 0);
  assert.equal(wellFormed(answered(example.gold, { content: `${example.gold}<|think|>` }))?.value, 0);
  assert.equal(wellFormed(answered(example.gold, { content: `${example.gold}<|im_start|>` }))?.value, 0);
});

test('tokens over the budget cost, down to nothing', () => {
  const reward = withinTokens(100, 50);
  const values = [10, 100, 125, 150, 400].map((tokens) => reward(answered('x', { tokens }))?.value);
  assert.deepEqual(values, [1, 1, 0.5, 0, 0]);
});

test('a chain of thought that repeats its end is a loop, a long one is not', () => {
  const words = (n: number, start = 0) => Array.from({ length: n }, (_, i) => `w${start + i}`).join(' ');
  assert.equal(noLoop(answered('x', { reasoning: words(200) }))?.value, 1);
  assert.equal(
    noLoop(answered('x', { reasoning: `${words(10, 900)} ${words(24)} ${words(24)} ${words(24)}` }))?.value,
    0,
  );
});

test('a rubric weighs what applies, watches weight 0, and a required failure is final', () => {
  const rubric: Rubric = [
    { name: 'right', weight: 3, reward: correct },
    { name: 'form', weight: 1, reward: wellFormed },
    { name: 'silent', weight: 5, reward: () => undefined },
    { name: 'watched', weight: 0, reward: () => ({ value: 0, reason: 'seen' }) },
  ];
  const cut = score(rubric, answered(example.gold, { finish: 'length' }));
  assert.equal(cut.reward, 0.75);
  assert.deepEqual(
    cut.parts.map(({ name, value }) => [name, value]),
    [
      ['right', 1],
      ['form', 0],
      ['watched', 0],
    ],
  );
  assert.equal(
    score(
      [...rubric, { name: 'must', weight: 0, required: true, reward: () => ({ value: 0, reason: 'no' }) }],
      answered(example.gold),
    ).reward,
    0,
  );
  assert.equal(score(standardRubric, answered(example.gold)).reward, 1);
});

test('rewards that can not be trusted stop the work', () => {
  const bad = (value: number, weight = 1): Rubric => [{ name: 'odd', weight, reward: () => ({ value, reason: '' }) }];
  assert.throws(() => score(bad(2), answered('x')), /odd.*gave 2/);
  assert.throws(() => score(bad(NaN), answered('x')), /gave NaN/);
  assert.throws(() => score(bad(1, -1), answered('x')), /weight -1/);
  assert.throws(() => score(bad(1, 0), answered('x')), /no reward with a weight applies/);
});

test('false sums of a thought are found, and a thought without sums says nothing', () => {
  const found = (text: string) => {
    const sums = sumsIn(text);
    return { count: sums.length, wrong: sums.filter(({ holds }) => !holds).map((sum) => sum.text) };
  };
  assert.deepEqual(found('3+4=7\n12 - 5 = 8, 6*7=42, 8/2=4'), { count: 4, wrong: ['12 - 5=8'] });
  assert.deepEqual(found('half: 36/2=20/2+36/2=10+1=11'), { count: 3, wrong: ['36/2=20/2+36/2', '20/2+36/2=10+1'] });
  assert.deepEqual(found('8-12=-4, 3*-2=-6, 1+2*3=7, 7/2=3').wrong, ['7/2=3']);
  assert.deepEqual(found('x = 3, 2(3+4)=14, 1.5+2=3.5, 2y=3+4=8x, 2*y+1=4').count, 0);
  assert.equal(trueSums(answered('x', { reasoning: '1+1=2, 1+2=4' }))?.value, 0.5);
  assert.equal(trueSums(answered('x', { reasoning: 'nothing to add' })), undefined);
});

test('no sum of a reference thought is taken for false', () => {
  for (const { name } of families)
    for (let i = 0; i < 30; i++) {
      const { thought } = item(name, 'train', 7, i, ((i % 3) + 1) as 1 | 2 | 3);
      assert.deepEqual(
        sumsIn(thought).filter(({ holds }) => !holds),
        [],
        thought,
      );
    }
});

test('results of reference thoughts are what they would have to be, in every family that has any', () => {
  const seen = new Map<string, number>();
  for (const { name } of families)
    for (let i = 0; i < 120; i++) {
      const example = item(name, 'train', 5, i, ((i % 3) + 1) as 1 | 2 | 3);
      for (const { start, end, value } of resultsIn(example, example.thought)) {
        assert.equal(example.thought.slice(start, end), value, `${start} in ${example.question}\n${example.thought}`);
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
    }
  for (const name of ['countdown', 'arithmetic', 'linear', 'word', 'counting', 'sequences', 'bases', 'units'])
    assert.ok((seen.get(name) ?? 0) > 100, `${name}: ${seen.get(name)}`);
  const of = (thought: string) =>
    resultsIn({ family: 'linear', question: 'x' }, thought).map(
      ({ start, end, value }) => `${thought.slice(start, end)}>${value}`,
    );
  assert.deepEqual(of('347+286=547+86=634'), ['634>633'], 'the same in other parts is no result');
  assert.deepEqual(of('23*47=23*40+23*7=920+162=1082'), ['920>920', '162>161', '1082>1082']);
  assert.deepEqual(of('22=2*11+0 450=400+50 5-9=4 9/2=4'), []);
});
