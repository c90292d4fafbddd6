/** What a group earns: by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { item } from './registry.ts';
import { gradeGroup, lengthTerms, type Attempt } from './penalty.ts';
import { correct, trueSums, type Rubric } from './reward.ts';

const example = item('arithmetic', 'train', 1, 0, 1);
const attempt = (answer: string, tokens: number, finish: 'stop' | 'length' = 'stop', reasoning = ''): Attempt => ({
  item: example,
  answer,
  budget: 50,
  reply: { plan: '', reasoning, content: answer, finish, tokens },
});
const rubric: Rubric = [{ name: 'correct', weight: 1, reward: correct }];

test('an answer that its budget cut off pays, and its reason says at what budget', () => {
  const [right, cut] = gradeGroup(rubric, { truncated: 0.1, length: 0 }, [
    attempt(example.gold, 20),
    attempt('', 50, 'length'),
  ]);
  assert.equal(right!.reward, 1);
  assert.equal(cut!.reward, -0.1);
  assert.deepEqual(cut!.parts.at(-1), {
    name: 'truncated',
    weight: 0.1,
    value: -1,
    reason: 'cut off at its budget of 50 tokens',
  });
});

test('of right answers the shortest earns most; a wrong one never earns by being short; equal lengths change nothing', () => {
  assert.deepEqual(lengthTerms([10, 20, 30], [true, true, true]), [0.5, 0, -0.5]);
  assert.deepEqual(lengthTerms([10, 20, 30], [false, false, false]), [0, 0, -0.5]);
  assert.deepEqual(lengthTerms([7, 7], [true, false]), [0, 0]);
  const graded = gradeGroup(rubric, { truncated: 0, length: 0.2 }, [
    attempt(example.gold, 10),
    attempt(example.gold, 30),
    attempt('wrong', 10),
  ]);
  assert.deepEqual(
    graded.map(({ reward }) => reward),
    [1.1, 0.9, 0],
  );
});

test('being right is told whatever the rubric asks', () => {
  const graded = gradeGroup([{ name: 'true-sums', weight: 1, reward: trueSums }], { truncated: 0, length: 0 }, [
    attempt(example.gold, 10, 'stop', '2+2=5'),
    attempt('wrong', 10, 'stop', '2+2=4'),
  ]);
  assert.deepEqual(
    graded.map((each) => [each.reward, each.correct]),
    [
      [0, true],
      [1, false],
    ],
  );
});
