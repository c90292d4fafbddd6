/**
 * The study of rewards: a tiny one goes through both kinds of run and is gone on with, and its claims follow from what
 * was right before and after.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { HeldOutResult } from '../../src/lab/exam/held-out.ts';
import { rewardsFindings, rewardsPlan, runRewards, type Outcome } from './study.ts';
import type { Plan } from '../small-beats-large/plan.ts';
import { findingsText } from '../../src/lab/findings.ts';
import { onlyInLongRun } from '../../src/testing/long.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-rewards-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Twenty questions of a family, of which the first `right` are answered rightly; one is drawn 32 times. */
const resultsFor = (family: string, right: number, drawn = 32): HeldOutResult[] =>
  Array.from({ length: 20 }, (_, i) => ({
    id: `${family}/${i}`,
    family,
    greedy: i < right,
    tokens: 9,
    right: i === 0 ? drawn : 0,
    draws: i === 0 ? 32 : 0,
  }));
const both = (word: number, linear: number, drawn?: number): HeldOutResult[] => [
  ...resultsFor('word', word, drawn),
  ...resultsFor('linear', linear, drawn),
];
const outcome = (seed: number, kind: Outcome['kind'], before: HeldOutResult[], later: HeldOutResult[]): Outcome => ({
  seed,
  kind,
  before,
  after: later,
  curve: [
    [0, 0.5],
    [200, 0.6],
  ],
});

test('claims follow from the same questions before and after, with and without rewards', () => {
  const plan = rewardsPlan(false);
  assert.equal(
    rewardsFindings(plan, [outcome(1, 'rehearsal', both(5, 5), both(6, 6))]),
    undefined,
    'nothing was learnt from rewards yet',
  );
  const good = [1, 2, 3].flatMap((seed) => [
    outcome(seed, 'rl', both(5, 10), both(12, 16)),
    outcome(seed, 'rehearsal', both(5, 10), both(6, 10)),
  ]);
  const found = rewardsFindings(plan, good)!;
  assert.deepEqual(
    [found.claims.map(({ holds }) => holds), found.runs],
    [[true, true, true, true], { made: 6, missing: 0 }],
  );
  assert.match(
    found.claims[0]!.found,
    /^\+32\.5 points, \[.*over questions and \[.*over seeds \(\+32\.5, \+32\.5, \+32\.5\): 37\.5 → 70\.0, /,
  );
  assert.match(found.claims[3]!.found, /^\+30\.0 /);
  const text = findingsText('rewards', found, false);
  assert.match(text, /\| 2 +\| word +\| +25\.0 \| +60\.0 \| \+35\.0 .*\+5\.0/);
  assert.match(text, /\| all +\| word/);
  const bad = rewardsFindings(plan, [
    outcome(1, 'rl', both(10, 10), both(18, 8, 0)),
    outcome(1, 'rehearsal', both(10, 10), both(16, 10)),
  ])!;
  assert.deepEqual(
    bad.claims.map(({ holds }) => holds),
    [true, false, false, 'undecided'],
  );
  assert.match(bad.claims[1]!.found, /the least is linear, −10\.0/);
  assert.equal(rewardsFindings(plan, good.slice(0, 1))!.claims[3]!.holds, null, 'the control is not made yet');
});

test('a tiny plan: stopped and started again it makes only what is missing', { skip: onlyInLongRun }, async () => {
  const whole = rewardsPlan(true);
  const plan: Plan = {
    ...whole,
    families: ['word'],
    documents: 40,
    vocabulary: 320,
    items: 4,
    model: {
      ...whole.model,
      small: { ...whole.model.small, hidden_size: 16, intermediate_size: 16, num_hidden_layers: 1 },
    },
    train: { ...whole.train, small: { updates: 2, rows: 2, save_every: 1, validate_every: 2, validation_items: 2 } },
    rl: { ...whole.rl, steps: { small: 1, large: 1 }, groups: 2, size: 2, learn: 2, documents: 2 },
  };
  const folder = join(root, 'tiny');
  const request = { quick: true, folder, signal: new AbortController().signal, make: true };
  assert.equal(await runRewards(plan, { ...request, make: false }), undefined, 'nothing is there yet');
  assert.equal(await runRewards(plan, { ...request, signal: AbortSignal.abort() }), undefined);
  assert.ok(!existsSync(join(folder, 'runs', 'small-1', 'rl', 'results.json')));
  assert.deepEqual((await runRewards(plan, request))!.runs, { made: 2, missing: 0 });
  rmSync(join(folder, 'runs', 'small-1', 'rehearsal'), { recursive: true });
  const two = { ...plan, seeds: [1, 2] };
  assert.deepEqual(
    (await runRewards(two, { ...request, seeds: [2], signal: AbortSignal.abort() }))!.runs,
    { made: 1, missing: 3 },
    "another seed is another process's affair",
  );
  await assert.rejects(
    runRewards(plan, { ...request, seeds: [9] }),
    /no runs of seed 9 in this study; its seeds are 1$/,
  );
  assert.deepEqual((await runRewards(plan, request))!.runs, { made: 2, missing: 0 });
  await assert.rejects(
    runRewards({ ...plan, rl: { ...plan.rl, lr: 0.5 } }, { ...request, make: false }),
    /small-1\/rl was made by another plan; give the study another folder with --out/,
  );
});
