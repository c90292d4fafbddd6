import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom, type Random } from '../random.ts';
import type { Decision } from '../types.ts';
import type { Arm, EvaluationRecord, SampledAnswer } from './collect.ts';
import { measure, scoreItem } from './metrics.ts';
import { majority, replay, type SelectionPolicy } from './replay.ts';

const near = (actual: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not within ${tolerance} of ${expected}`);

const draw = (answer: string, tokens = 10): SampledAnswer => ({ answer, finish: 'stop', tokens, logprob: -1 });

/** A model that is right with probability p and else says one of `wrongs` wrong answers, evenly. */
const drawn = (random: Random, p: number, wrongs: number): SampledAnswer =>
  draw(random.chance(p) ? 'right' : `wrong ${random.int(1, wrongs)}`, random.int(5, 15));

const record = (id: number, samples: SampledAnswer[], arm: Arm = 'none', family = 'f'): EvaluationRecord => ({
  type: 'asked',
  item: { id: `${family}/${id}`, family, difficulty: 1, question: `question ${id}`, gold: 'right' },
  arm,
  plan: arm === 'none' ? '' : 'plan',
  planUsage: { promptTokens: arm === 'none' ? 0 : 20, completionTokens: arm === 'none' ? 0 : 6 },
  greedy: { ...samples[0]!, reasoning: '' },
  greedyUsage: { promptTokens: 20, completionTokens: samples[0]!.tokens },
  samples,
  samplesUsage: { promptTokens: 20, completionTokens: samples.reduce((total, sample) => total + sample.tokens, 0) },
  seconds: { plan: 0.1, greedy: 0.2, samples: 0.5 },
});

const grade = (item: { gold: string }, answer: string) => ({ correct: item.gold === answer, reason: '' });

/** A system with a perfect check: takes the first right answer, stops there; declines when there is none. */
const checked: SelectionPolicy = {
  greedyFirst: false,
  round: (_question, finished, left) => (finished.length === 0 ? 1 : left),
  decide: (_question, finished, open): Decision | undefined => {
    const chosen = finished.findIndex(({ answer }) => answer === 'right');
    if (chosen >= 0) return { chosen, answer: 'right', rule: 'verified', confidence: 1, abstained: false, reason: '' };
    return open > 0
      ? undefined
      : { chosen: undefined, answer: '', rule: 'undecided', confidence: 0, abstained: true, reason: '' };
  },
};

const options = {
  policies: {
    majority: majority({ early: false, greedyFirst: false }),
    early: majority({ early: true, greedyFirst: false }),
    system: checked,
  },
  baseline: 'majority',
  system: 'system',
  grade,
  seed: 1,
};

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);

test('a model right with p = 0.6 and two answers: pass@n, majority and a perfect check are what theory says', () => {
  const random = createRandom(11);
  const records = Array.from({ length: 800 }, (_, i) =>
    record(
      i,
      Array.from({ length: 32 }, () => drawn(random, 0.6, 1)),
    ),
  );
  const [arm] = measure(records, options).arms;
  const at = (policy: string, n: number) => arm!.policies[policy]!.find((cell) => cell.n === n)!;
  near(arm!.greedy.accuracy.value, 0.6, 0.05, 'greedy');
  for (const { n, accuracy } of arm!.passAt) near(accuracy.value, 1 - 0.4 ** n, 0.01, `pass@${n}`);
  for (const n of [1, 2, 4, 8, 16]) {
    let theory = 0; // at an even split the earliest answer wins, which is right half of the time
    for (let k = 0; k <= n; k++)
      theory += choose(n, k) * 0.6 ** k * 0.4 ** (n - k) * (k * 2 > n ? 1 : k * 2 === n ? 0.5 : 0);
    near(at('majority', n).accuracy.value, theory, 0.02, `majority@${n}`);
    near(at('system', n).accuracy.value, 1 - 0.4 ** n, 0.012, `system@${n}`);
    near(at('system', n).abstained, 0.4 ** n, 0.012, `abstained@${n}`);
    assert.ok(at('system', n).oracle.accuracy.value >= at('majority', n).accuracy.value);
    assert.equal(at('system', n).oracle.accuracy.value, at('system', n).accuracy.value);
    near(at('majority', n).tokens, 10 * n, 0.1 * n, `tokens@${n}`);
  }
  assert.equal(at('system', 8).rightWhenAnswered, 1);
  assert.equal(at('system', 8).confidence.ece, 0);
});

test('stopping a vote once it is decided changes no answer and saves tokens', () => {
  const random = createRandom(12);
  let [saved, total] = [0, 0];
  for (let i = 0; i < 300; i++) {
    const samples = Array.from({ length: 8 }, () => drawn(random, 0.5, 3));
    const [full, early] = [options.policies.majority, options.policies.early].map((policy) =>
      replay(policy, 'q', samples, 20),
    );
    assert.equal(early!.decision.answer, full!.decision.answer);
    assert.ok(early!.tokens <= full!.tokens);
    saved += full!.tokens - early!.tokens;
    total += full!.tokens;
  }
  assert.ok(saved / total > 0.1, `saved ${saved} of ${total}`);
  const same = Array.from({ length: 8 }, () => draw('a'));
  assert.equal(replay(options.policies.early, 'q', same, 20).finished.length, 5);
});

test('replay: a stopped candidate pays only for what it had drawn when the decision fell', () => {
  const run = [draw('wrong', 12), draw('wrong', 30), draw('right', 7), draw('wrong', 3)];
  const { tokens, promptTokens, calls, finished, open } = replay(checked, 'q', run, 20);
  assert.deepEqual(
    { tokens, promptTokens, calls, order: finished.map((candidate) => candidate.index), open },
    { tokens: 12 + (7 + 7 + 3), promptTokens: 40, calls: 2, order: [0, 3, 2], open: 1 },
  );
  assert.throws(() => replay({ ...checked, round: () => 9 }, 'q', run, 0), /round of 9 with 4/);
});

test('the greedy candidate comes first where a policy wants it, and the plan is paid for', () => {
  const shared = record(1, [draw('right', 4), draw('wrong', 6), draw('wrong', 8)], 'shared');
  const first = scoreItem(
    { ...shared, greedy: { ...draw('wrong', 5), reasoning: '' } },
    { ...checked, greedyFirst: true },
    1,
    grade,
  );
  assert.deepEqual([first.right, first.abstained, first.tokens, first.promptTokens, first.calls], [0, 1, 5 + 6, 40, 2]);
  assert.throws(() => scoreItem(shared, checked, 4, grade), /more than the 3 draws/);
});

test('an answerless draw has no vote and no answer at all is not right', () => {
  const policy = majority({ early: false, greedyFirst: false });
  assert.equal(replay(policy, 'q', [draw(''), draw(''), draw('7')], 0).decision.answer, '7');
  const empty = replay(policy, 'q', [draw(''), draw('')], 0).decision;
  assert.deepEqual([empty.chosen, empty.rule], [undefined, 'empty']);
});

test('families weigh alike; arms are compared on the items that both have; equal tokens give the baseline no less', () => {
  const random = createRandom(13);
  const records: EvaluationRecord[] = [];
  for (let i = 0; i < 120; i++) {
    const [family, p] = i < 90 ? ['easy', 1] : ['hard', 0.2];
    const samples = () => Array.from({ length: 8 }, () => drawn(random, p as number, 3));
    records.push(record(i, samples(), 'none', family as string));
    if (i !== 5) records.push(record(i, samples(), 'shared', family as string));
  }
  const report = measure(records, options);
  assert.deepEqual(report.families, ['easy', 'hard']);
  const [none, shared] = report.arms;
  assert.equal(none!.items, 119);
  assert.equal(shared!.items, 119);
  near(none!.policies['system']![0]!.accuracy.value, 0.6, 0.05, 'mean of families');
  assert.equal(none!.policies['system']![0]!.byFamily['easy']!.value, 1);
  assert.equal(shared!.planTokens, 6);
  for (const row of report.equalTokens) {
    assert.ok(row.rightTokens >= row.leftTokens || row.rightN === 8, JSON.stringify(row));
    assert.ok(row.difference.low <= row.difference.value && row.difference.value <= row.difference.high);
  }
  assert.deepEqual(
    report.plans.map((row) => [row.left, row.right, row.leftN === row.rightN]),
    report.ns.map(() => ['system (shared)', 'system (none)', true]),
  );
  assert.ok(
    report.plans.at(-1)!.p !== undefined && report.plans[0]!.p === undefined,
    'McNemar only where scores are 0 or 1',
  );
  const better = report.equalTokens.find((row) => row.left === 'system (none)' && row.leftN === 8)!;
  assert.ok(better.difference.low > 0, 'a perfect check beats majority on the hard family');
});
