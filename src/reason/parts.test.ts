import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import type { Finish } from '../types.ts';
import { confidenceOf, fitCalibration, priorConfidence, type CalibrationRecord } from './confidence.ts';
import { answerText } from '../answers/read.ts';
import { compare, readVerdict } from './judge.ts';
import { messagePlans } from './plans/plan-message.ts';
import { LONGEST_PLAN, planLeak, readPlan } from './plans/plan.ts';
import type { Candidate } from './cluster.ts';

const extract = (content: string, reasoning = '', finish: Finish = 'stop') =>
  answerText({ content, reasoning, finish });

test('the answer of a reply: declared, short, or the last line; none when cut off', () => {
  assert.equal(extract('42'), '42');
  assert.equal(extract(' x = 3 \n'), 'x = 3');
  assert.equal(extract('So we add. The answer is 42. That was easy'), '42');
  assert.equal(extract('The answer is **3.5**.'), '3.5');
  assert.equal(extract('Final answer: 7\n'), '7');
  assert.equal(extract('The answer is 4. No, the answer is:\n**5**'), '5');
  assert.equal(extract(`the answer is${' '.repeat(20_000)}`), '', 'it names none, and in no time');
  assert.equal(extract('We get \\boxed{\\frac{1}{2}} here'), '\\frac{1}{2}');
  assert.equal(extract('', 'first 3, then \\boxed{5}'), '5');
  assert.equal(extract('', 'the answer is 5.'), '5');
  assert.equal(extract('', 'so 5 perhaps'), '');
  assert.equal(extract(`${'word '.repeat(60)}\nmoon`), 'moon');
  for (const finish of ['length', 'cancelled', 'error'] as const)
    assert.equal(extract('42', 'answer is 42', finish), '');
});

test('a plan that gives something away is found, one of method is not', () => {
  const question = 'A shop sells 12 pens at 3 dollars. Convert XIV too.';
  const clean = [
    'multiply, then add',
    '1. take the 12 pens\n2. multiply by 3',
    'Step 1: split XIV; step 2: add the two parts',
    'try a few pairs, check each by substitution',
    'split by place: 10, 100',
    'find the answer by going backwards',
  ];
  for (const plan of clean) assert.equal(planLeak(plan, question), undefined, plan);
  const leaks = [
    'multiply to get 36',
    'the answer is thirty-six',
    'x = 5',
    'Result: forty',
    '12*3=36',
    'this gives 36',
    '\\boxed{a}',
    'convert to LX',
    'first 12, then 3.5',
    'the final answer equals the sum 12',
  ];
  for (const plan of leaks) assert.notEqual(planLeak(plan, question), undefined, plan);
});

test('a long plan is cut where a sentence ends', () => {
  const { text, leak } = readPlan({ plan: '', content: 'Add the parts. '.repeat(100) }, 'q');
  assert.ok(text.length <= LONGEST_PLAN && text.endsWith('.'), text.slice(-20));
  assert.equal(leak, false);
});

test('the judge: last verdict counts, a cut one does not, orders must agree', () => {
  assert.equal(readVerdict({ content: 'Better: A was my guess.\nBetter: B', finish: 'stop' }), 'B');
  assert.equal(readVerdict({ content: '**Better: A**', finish: 'stop' }), 'A');
  assert.equal(readVerdict({ content: 'Better: tie', finish: 'stop' }), undefined);
  assert.equal(readVerdict({ content: 'Better: A', finish: 'length' }), undefined);
  const candidateAt = (index: number): Candidate => ({
    index,
    answer: 'x',
    reply: { index, plan: '', reasoning: '', content: '', finish: 'stop', tokens: 1, logprob: 0 },
  });
  assert.equal(compare(candidateAt(3), candidateAt(5), 'A', 'B').winner, 3);
  assert.equal(compare(candidateAt(3), candidateAt(5), 'B', 'A').winner, 5);
  assert.equal(compare(candidateAt(3), candidateAt(5), 'A', 'A').winner, undefined);
  assert.equal(compare(candidateAt(3), candidateAt(5), 'A', undefined).winner, undefined);
});

test('without a table confidence is the documented prior', () => {
  assert.equal(priorConfidence({ rule: 'single', votes: 1, ballots: 1 }), 2 / 3);
  assert.equal(priorConfidence({ rule: 'majority', votes: 3, ballots: 3 }), 4 / 5);
  assert.equal(priorConfidence({ rule: 'verified', votes: 1, ballots: 1 }), 0.97);
  assert.equal(priorConfidence({ rule: 'empty', votes: 0, ballots: 0 }), 0);
});

test('a fitted table gives measured rates and leans on coarser ones where it saw little', () => {
  const random = createRandom('calibration');
  // The truth to find: unanimous 3 of 3 is right 90 % when certain and 50 % when not; a lone answer 30 %.
  const records = Array.from({ length: 4000 }, (): CalibrationRecord => {
    if (random.chance(0.5)) return { rule: 'single', votes: 1, ballots: 1, logprob: -0.5, correct: random.chance(0.3) };
    const certain = random.chance(0.5);
    return {
      rule: 'majority',
      votes: 3,
      ballots: 3,
      logprob: certain ? -0.01 : -1,
      correct: random.chance(certain ? 0.9 : 0.5),
    };
  });
  const table = JSON.parse(JSON.stringify(fitCalibration(records))) as ReturnType<typeof fitCalibration>;
  const near = (value: number, target: number) =>
    assert.ok(Math.abs(value - target) < 0.06, `${value} is not near ${target}`);
  near(confidenceOf({ rule: 'majority', votes: 3, ballots: 3, logprob: -0.01 }, table), 0.9);
  near(confidenceOf({ rule: 'majority', votes: 3, ballots: 3, logprob: -1 }, table), 0.5);
  near(confidenceOf({ rule: 'majority', votes: 3, ballots: 3 }, table), 0.7);
  near(confidenceOf({ rule: 'single', votes: 1, ballots: 1, logprob: -0.5 }, table), 0.3);
  const checked = fitCalibration(
    Array.from({ length: 100 }, () => ({ rule: 'verified' as const, votes: 1, ballots: 1, correct: true })),
  );
  for (const calibration of [table, checked])
    assert.equal(
      confidenceOf({ rule: 'judge', votes: 1, ballots: 3 }, calibration),
      0.4,
      'a rule that the table has not seen keeps its prior',
    );
  const preferred = fitCalibration(
    [
      [13, 0.9],
      [7, 0.6],
      [2, 0.2],
    ].flatMap(([votes, right]) =>
      Array.from({ length: 50 }, (_, i) => ({
        rule: 'judge' as const,
        votes: votes!,
        ballots: 28,
        correct: i < 50 * right!,
      })),
    ),
  );
  for (const [votes, right] of [
    [12, 0.9],
    [6, 0.6],
    [1, 0.2],
  ] as const)
    near(confidenceOf({ rule: 'judge', votes, ballots: 30 }, preferred), (right + (votes + 1) / 32) / 2);
  const empty = fitCalibration([]);
  assert.equal(confidenceOf({ rule: 'single', votes: 1, ballots: 1 }, empty), 2 / 3);
});

test('one or two words in the place of a plan are an answer', () => {
  const read = (content: string) => messagePlans.read({ content, plan: '' }, 'What is the capital of France?');
  for (const content of ['Paris', '<plan>Blue whale</plan>', '巴黎']) assert.equal(read(content).leak, true, content);
  for (const content of ['recall the country, then its capital', '<plan>look it up</plan>', '先想国家，再想它的首都'])
    assert.equal(read(content).leak, false, content);
});
