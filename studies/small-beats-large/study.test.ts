/**
 * The study of small against large: its recipes are sound, a tiny one goes through every stage and is gone on with, and
 * its rows and claims follow from what was drawn.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { countParameters } from '../../src/model/config.ts';
import type { SampledAnswer } from '../../src/eval/collect.ts';
import { item } from '../../src/task/registry.ts';
import type { ExamRecord } from '../../src/lab/exam/exam.ts';
import {
  configOf,
  criticRecipeOf,
  flopsPerToken,
  isMadeBy,
  madeBy,
  rlRecipeOf,
  sftRecipeOf,
  smallLargePlan,
  type Plan,
  type Result,
  type Stage,
} from './plan.ts';
import { rowOf, smallLargeFindings, strategiesOf } from './report.ts';
import { runPlan } from './study.ts';
import { findingsText } from '../../src/lab/findings.ts';
import { onlyInLongRun } from '../../src/testing/long.ts';
import { outcomeOf } from '../../src/lab/exam/strategies.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-small-large-'));
after(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;

test('a result of before, whose recipe has the field names of then, still counts as made by the same plan', () => {
  const plan = smallLargePlan(false);
  const made = madeBy(plan, 'small', 1, 'rl');
  const { recipe, ...rest } = structuredClone(made) as { recipe: Record<string, Record<string, unknown>> };
  const { partial_tokens, ...rollouts } = recipe.rollouts!;
  const stored = { ...rest, recipe: { ...recipe, rollouts: { segment: partial_tokens, ...rollouts } } };
  assert.ok(isMadeBy({ ...stored, recipe: { seed: recipe.seed, ...stored.recipe } }, made, 'rl'));
  assert.ok(!isMadeBy({ ...stored, items: 1 }, made, 'rl'));
  assert.ok(!isMadeBy({ ...stored, recipe: { ...stored.recipe, seed: 2 } }, made, 'rl'));
  assert.ok(!isMadeBy(undefined, made, 'rl'));
});

test('the large model is about twenty times the small one, which has less than a million parameters; every recipe is sound', () => {
  for (const quick of [false, true]) {
    const plan = smallLargePlan(quick);
    const [small, large] = [countParameters(configOf(plan, 'small')), countParameters(configOf(plan, 'large'))];
    assert.ok(small < 1e6 && large / small > 18 && large / small < 23, `${small} ${large}`);
    for (const size of ['small', 'large'] as const) {
      assert.deepEqual(
        sftRecipeOf(plan, size, 2).data,
        sftRecipeOf(plan, 'small', 2).data,
        'both learn the same documents',
      );
      assert.equal(rlRecipeOf(plan, size, 2, 'x').start, 'x');
      assert.equal(criticRecipeOf(plan, size, 2, 'x').seed, 2);
    }
  }
});

test('operations of a token: two for each parameter, and attention', () => {
  const config = configOf(smallLargePlan(false), 'small');
  assert.equal(flopsPerToken(config, 0), 2 * countParameters(config));
  assert.equal(flopsPerToken(config, 100) - flopsPerToken(config, 0), 4 * 3 * 64 * 50);
});

const right = item('word', 'test', 1000, 0, 1);
const draw = (answer: string, tokens = 10, logprob = -1): SampledAnswer => ({
  answer,
  finish: 'stop',
  tokens,
  logprob,
});
const record = (answers: string[], more: Partial<ExamRecord> = {}): ExamRecord => ({
  type: 'asked',
  item: { id: right.id, family: 'word', difficulty: 1, question: right.question, gold: right.gold },
  arm: 'none',
  plan: '',
  planUsage: { promptTokens: 0, completionTokens: 0 },
  greedy: { ...draw(answers[0]!), reasoning: '' },
  greedyUsage: { promptTokens: 20, completionTokens: 10 },
  samples: answers.slice(1).map((answer) => draw(answer)),
  samplesUsage: { promptTokens: 20, completionTokens: 10 * (answers.length - 1) },
  seconds: { plan: 0.1, greedy: 0.2, samples: 0.4 },
  critic: {},
  ...more,
});
const strategy = (start: string, n = 4) => strategiesOf(n).find(({ name }) => name.startsWith(start))!;

test('a strategy answers as the system would: greedy, voted, or as the critic says where votes do not decide', () => {
  const wrong = String(Number(right.gold) + 1);
  assert.deepEqual(outcomeOf(strategy('SFT, one'), record([right.gold, wrong])), {
    family: 'word',
    id: right.id,
    right: 1,
    completion: 10,
    tokens: 30,
  });
  assert.equal(outcomeOf(strategy('SFT + best'), record([wrong, right.gold, right.gold, right.gold])).right, 1);
  const split = [wrong, wrong, right.gold, right.gold];
  const [index, other] = [2, 0];
  const critic = (winner: number) => ({
    critic: { 4: { comparisons: [{ a: other, b: index, winner }], calls: 2, promptTokens: 100, completionTokens: 30 } },
  });
  assert.equal(outcomeOf(strategy('+ critic'), record(split, critic(index))).right, 1);
  assert.equal(outcomeOf(strategy('+ critic'), record(split, critic(other))).right, 0);
  assert.equal(
    outcomeOf(strategy('+ critic'), record(split, critic(index))).tokens -
      outcomeOf(strategy('+ RLVR + best'), record(split, critic(index))).tokens,
    130,
    'and it is paid for',
  );
  assert.equal(
    outcomeOf(strategy('+ critic'), record([right.gold, right.gold, right.gold, wrong], critic(3))).right,
    1,
    'a majority is not asked about',
  );
});

const result = (size: 'small' | 'large', stage: Stage, seed: number, answers: string[]): Result => ({
  size,
  seed,
  stage,
  parameters: size === 'small' ? 100 : 2000,
  tokens: 1000,
  learnt: 900,
  seconds: 5,
  examined: [record(answers), record(answers, { arm: 'shared' })],
});

test('rows are means over seeds, and claims follow from them', () => {
  const plan: Plan = { ...smallLargePlan(false), families: ['word'], ns: { small: [2, 4], large: [2] } };
  const wrong = String(Number(right.gold) + 1);
  const results = [
    result('small', 'sft', 1, [wrong, wrong, right.gold, wrong]),
    result('small', 'sft', 2, [right.gold, right.gold, right.gold, wrong]),
    result('small', 'rl', 1, [right.gold, right.gold, right.gold, wrong]),
    result('small', 'rl', 2, [right.gold, right.gold, right.gold, right.gold]),
    result('large', 'sft', 1, [wrong, wrong, wrong, wrong]),
  ];
  const row = rowOf(plan, results, 'small', strategy('SFT, one'))!;
  assert.deepEqual([row.seeds.length, row.accuracy.value, row.bySeed, row.byFamily], [2, 0.5, [0, 1], { word: 0.5 }]);
  assert.ok(Math.abs(row.flops - 30 * flopsPerToken(configOf(plan, 'small'), 160)) < 1);
  assert.equal(rowOf(plan, results, 'large', strategy('+ RLVR, one')), undefined);
  const found = smallLargeFindings(plan, results, 4);
  assert.deepEqual(
    found.claims.map(({ holds }) => holds),
    [false, true, true, null, null, null, null, 'undecided', null, null],
    JSON.stringify(found.claims, null, 1),
  );
  assert.match(
    found.claims[7]!.found,
    /^\+50\.0 points, \[.*\] over questions and \[−585\.3, \+685\.3\] over seeds \(\+100\.0, 0\.0\): 0\.0 → 100\.0, 100\.0 → 100\.0/,
  );
  const text = findingsText('small-beats-large', found, false);
  assert.match(text, /Not finished: 5 of 9 runs/);
  assert.match(text, /\? undecided: A run of learning from rewards/);
  assert.match(text, /\| small 0k +\| SFT, one answer +\| +2 \| +50\.0/);
  assert.match(text, /learning from rewards, both +\| +\+50\.0 .*\+100\.0, 0\.0/);
  const control = smallLargeFindings(
    plan,
    [
      ...results,
      result('small', 'rehearsal', 1, [wrong, wrong, right.gold, wrong]),
      result('small', 'rehearsal', 2, [wrong, right.gold, right.gold, wrong]),
    ],
    0,
  );
  assert.equal(control.claims[8]!.holds, true, 'by both seeds alike');
  assert.match(control.claims[8]!.found, /\+100\.0 points.*, beside −50\.0 by the SFT loss alone/);
  const all = (answer: string) => Array<string>(4).fill(answer);
  const beaten = smallLargeFindings(
    plan,
    [
      result('small', 'sft', 1, all(wrong)),
      result('small', 'sft', 2, all(wrong)),
      result('small', 'critic', 1, all(right.gold)),
      result('small', 'critic', 2, all(right.gold)),
      result('large', 'sft', 1, all(right.gold)),
      result('large', 'sft', 2, all(right.gold)),
    ],
    0,
  );
  assert.deepEqual([beaten.claims[0]!.holds, beaten.claims[3]!.holds], [true, true], 'as well is enough');
  const unlearnt = smallLargeFindings(plan, [...results.slice(0, 4), result('large', 'sft', 2, all(wrong))], 0);
  assert.ok(
    unlearnt.claims[0]!.holds === false && /^−100\.0 .* about this amount of training/.test(unlearnt.claims[0]!.found),
    unlearnt.claims[0]!.found,
  );
  const taught = smallLargeFindings(
    plan,
    [
      ...results,
      result('small', 'critic', 1, all(right.gold)),
      result('small', 'critic', 2, all(wrong)),
      result('large', 'rl', 1, all(right.gold)),
    ],
    0,
  );
  assert.match(taught.claims[6]!.found, /^0\.0 \[0\.0, 0\.0\] points, at/, 'on the seed that both have');
  const apart = smallLargeFindings(
    plan,
    [result('small', 'sft', 1, all(wrong)), result('large', 'sft', 2, all(wrong))],
    0,
  );
  assert.deepEqual([apart.claims[0]!.holds, apart.claims[1]!.found], [null, ''], 'no seed that both have');
  assert.match(taught.about[0]!, /the large one does the same for 100 steps/);
});

test('what a claim says of some families costs what those cost', () => {
  const plan: Plan = { ...smallLargePlan(false), families: ['word', 'linear'], ns: { small: [2, 4], large: [2] } };
  const [drawnRecord, checked] = [record(Array<string>(4).fill(right.gold)), item('linear', 'test', 1000, 0, 1)];
  const both = (tokens: number): ExamRecord[] =>
    ['none', 'shared'].flatMap((arm) => [
      { ...drawnRecord, arm: arm as 'none' },
      {
        ...drawnRecord,
        arm: arm as 'none',
        item: {
          id: checked.id,
          family: 'linear',
          difficulty: 1 as const,
          question: checked.question,
          gold: checked.gold,
        },
        greedy: { ...draw(checked.gold, tokens), reasoning: '' },
        greedyUsage: { promptTokens: 20, completionTokens: tokens },
      },
    ]);
  const results = (['small', 'large'] as const).flatMap((size) =>
    (['sft', 'critic'] as const).map((stage): Result => ({ ...result(size, stage, 1, []), examined: both(1000) })),
  );
  const found = smallLargeFindings(plan, results, 0)
    .claims.slice(3, 6)
    .map((claim) => Number(/against ([\d.]+) MFLOPs/.exec(claim.found)![1]));
  const perToken = flopsPerToken(configOf(plan, 'large'), 160) / 1e6;
  [525, 1020, 30].forEach((tokens, i) => assert.ok(Math.abs(found[i]! / (tokens * perToken) - 1) < 0.01, `${found}`));
});

test(
  'a tiny plan goes through every stage; stopped and started again it makes only what is missing',
  { skip: onlyInLongRun },
  async () => {
    const whole = smallLargePlan(true);
    const plan: Plan = {
      ...whole,
      families: ['word'],
      documents: 40,
      vocabulary: 320,
      items: 2,
      ns: { small: [2, 4], large: [2] },
      model: {
        small: { ...whole.model.small, hidden_size: 16, intermediate_size: 16, num_hidden_layers: 1 },
        large: { ...whole.model.small, hidden_size: 32 },
      },
      train: {
        small: { updates: 2, rows: 2, save_every: 1, validate_every: 2, validation_items: 2 },
        large: { updates: 2, rows: 2, save_every: 1, validate_every: 2, validation_items: 2 },
      },
      rl: { ...whole.rl, steps: { small: 1, large: 1 }, groups: 2, size: 2, learn: 2 },
      critic: { questions: 4, corrupted: 8, updates: 2, rounds: 1 },
    };
    const folder = `${join(root, 'tiny')}/`; // as it may be typed
    const request = { quick: true, folder, signal: never, make: true };
    assert.equal(await runPlan(plan, { ...request, make: false }), undefined, 'nothing is there yet');
    const found = (await runPlan(plan, request))!;
    assert.deepEqual(found.runs, { made: 5, missing: 0 });
    for (const name of ['small-1/sft', 'small-1/rehearsal', 'small-1/rl', 'small-1/critic', 'large-1/sft'])
      assert.ok(existsSync(join(folder, 'runs', `${name}.jsonl`)), name);
    rmSync(join(folder, 'runs', 'large-1'), { recursive: true });
    assert.deepEqual((await runPlan(plan, { ...request, make: false }))!.runs, { made: 4, missing: 1 });
    const two: Plan = { ...plan, seeds: [1, 2], stages: { small: ['sft'], large: ['sft'] } };
    assert.deepEqual(
      (await runPlan(two, { ...request, seeds: [2] }))!.runs,
      { made: 3, missing: 1 },
      "another seed is another process's affair",
    );
    await assert.rejects(
      runPlan(plan, { ...request, seeds: [9] }),
      /no runs of seed 9 in this study; its seeds are 1$/,
    );
    assert.deepEqual((await runPlan(plan, request))!.runs, { made: 5, missing: 0 });
    await assert.rejects(
      runPlan(
        { ...plan, train: { ...plan.train, large: { ...plan.train.large, lr: 0.002 } } },
        { ...request, make: false },
      ),
      /large-1.sft was made by another plan; .* --out/,
    );
  },
);
