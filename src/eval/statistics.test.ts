import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../random.ts';
import {
  clusteredShare,
  mcnemar,
  pairedDifference,
  passAtK,
  reliability,
  seededDifference,
  stratifiedMean,
  wilson,
} from './statistics.ts';

const near = (actual: number, expected: number, tolerance = 5e-4) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);

test('wilson: values computed by hand, and the ends', () => {
  const eight = wilson(8, 10); // centre 0.71674, half-width 0.22658
  near(eight.value, 0.8);
  near(eight.low, 0.4902);
  near(eight.high, 0.9433);
  const none = wilson(0, 10); // z² / (n + z²)
  near(none.low, 0);
  near(none.high, 3.84146 / 13.84146);
  assert.equal(wilson(10, 10).high, 1);
  assert.deepEqual([wilson(0, 0).low, wilson(0, 0).high], [0, 1]);
  assert.throws(() => wilson(11, 10), /11 successes in 10/);
});

test('wilson covers the truth in about 95 % of simulated experiments', () => {
  const random = createRandom(5);
  for (const p of [0.1, 0.5, 0.95]) {
    let inside = 0;
    for (let run = 0; run < 2000; run++) {
      let wins = 0;
      for (let i = 0; i < 60; i++) if (random.chance(p)) wins++;
      const { low, high } = wilson(wins, 60);
      if (low <= p && p <= high) inside++;
    }
    assert.ok(inside / 2000 > 0.92 && inside / 2000 < 0.985, `p=${p}: covered ${inside / 2000}`);
  }
});

test('stratified mean: equal weight per family, one family alone is Wilson, nothing is certain', () => {
  near(stratifiedMean([[1, 1, 1, 1], [0]]).value, 0.5);
  const [alone, wanted] = [stratifiedMean([[1, 1, 1, 0], []]), wilson(3, 4)];
  near(alone.low, wanted.low, 1e-12);
  near(alone.high, wanted.high, 1e-12);
  assert.deepEqual(
    [0, 1].map((score) => {
      const { value, low, high } = stratifiedMean([Array(20).fill(score), Array(20).fill(score)]);
      return [value, low > 0, high < 1];
    }),
    [
      [0, false, true],
      [1, true, false],
    ],
  );
  near(stratifiedMean([Array(20).fill(1), Array(20).fill(1)]).low, wilson(40, 40).low, 1e-12);
  const even = (items: number) => Array.from({ length: items }, (_, i) => i % 2);
  near(stratifiedMean([even(50), even(50)]).low, wilson(50, 100).low, 1e-12);
  const { low, high } = stratifiedMean([Array(30).fill(1), Array(30).fill(0)]);
  assert.ok(low > 0.4 && low < 0.5 && high > 0.5, 'families that differ tell more than as many items of one');
});

test('stratified mean: covers the truth in about 95 % of simulated experiments, also where all families are near 100 %', () => {
  const random = createRandom(6);
  const settings: [truth: number[], items: number][] = [
    [[0.2, 0.6, 0.9, 0.98, 1], 25],
    [Array<number>(15).fill(0.95), 40],
    [[0.92, 0.995, 0.83], 100],
    [[0.8, 0.5, 0.95, 0.6, 0.99, 0.7], 12],
    [Array<number>(15).fill(0.99), 8],
  ];
  for (const [truth, items] of settings) {
    const target = truth.reduce((a, b) => a + b) / truth.length;
    const out = { low: 0, high: 0 };
    for (let run = 0; run < 1500; run++) {
      const { low, high } = stratifiedMean(
        truth.map((p) => Array.from({ length: items }, () => (random.chance(p) ? 1 : 0))),
      );
      if (low > target) out.low++;
      if (high < target) out.high++;
    }
    assert.ok(
      out.low + out.high < 1500 * 0.075 && out.low + out.high > 0 && Math.max(out.low, out.high) < 1500 * 0.045,
      `${truth.join(' ')}: below ${out.high / 1500}, above ${out.low / 1500}`,
    );
  }
});

test('a share of trials in groups: Wilson where each stands alone, as few trials as groups where each group is of one kind', () => {
  const single = Array.from({ length: 40 }, (_, i) => [i % 4 === 0 ? 0 : 1]);
  const assertNear = (found: { low: number; high: number }, wanted: { low: number; high: number }) => {
    near(found.low, wanted.low, 1e-9);
    near(found.high, wanted.high, 1e-9);
  };
  assertNear(clusteredShare(single), wilson(30, 40));
  assertNear(clusteredShare(single.map(([item]) => [item!, item!, item!])), wilson(30, 40));
  assert.deepEqual([clusteredShare([]).low, clusteredShare([]).high], [0, 1]);
  assertNear(clusteredShare([[1, 1], [1]]), wilson(2, 2));
});

test('a difference over seeds: over items as the mean of the seeds is, over seeds by what each gave', () => {
  const pairs = (a: number[]) => a.map((value, i) => ({ stratum: i < 2 ? 'x' : 'y', a: value, b: 0 }));
  const found = seededDifference([pairs([1, 1, 0, 0]), pairs([1, 0, 0, 0])], { seed: 1 });
  assert.deepEqual([found.value, found.bySeed], [0.375, [0.5, 0.25]]);
  near(found.overSeeds.high - found.value, 12.7062 * 0.125, 1e-6);
  assert.deepEqual([found.low, found.high], [0.25, 0.5]);
  assert.ok(
    Number.isNaN(seededDifference([pairs([1, 1, 0, 0])], { seed: 1 }).overSeeds.low),
    'one seed says nothing of others',
  );
});

test('paired difference: exact middle, seeded, covers a known difference, tighter than unpaired', () => {
  const pairs = [
    { stratum: 'x', a: 1, b: 0 },
    { stratum: 'x', a: 1, b: 1 },
    { stratum: 'y', a: 0, b: 1 },
  ];
  near(pairedDifference(pairs, { seed: 1 }).value, (0.5 - 1) / 2);
  assert.deepEqual(pairedDifference(pairs, { seed: 1 }), pairedDifference(pairs, { seed: 1 }));
  const same = pairedDifference(
    [
      { stratum: 'x', a: 1, b: 1 },
      { stratum: 'x', a: 0, b: 0 },
    ],
    { seed: 1 },
  );
  assert.deepEqual(same, { value: 0, low: 0, high: 0 });

  const random = createRandom(7);
  let inside = 0;
  for (let run = 0; run < 200; run++) {
    const drawn = Array.from({ length: 120 }, (_, i) => {
      const u = random.next(); // b right below 0.6, a right below 0.7: difference 0.1
      return { stratum: `${i % 3}`, a: u < 0.7 ? 1 : 0, b: u < 0.6 ? 1 : 0 };
    });
    const { low, high } = pairedDifference(drawn, { seed: run, draws: 300 });
    if (low <= 0.1 && 0.1 <= high) inside++;
    assert.ok(high - low < 0.2, 'pairing leaves only the items that differ');
  }
  assert.ok(inside / 200 > 0.88, `covered ${inside / 200}`);
});

test('mcnemar: binomial tails by hand', () => {
  near(mcnemar(1, 6), (2 * (1 + 7)) / 128, 1e-9);
  near(mcnemar(6, 1), 0.125, 1e-9);
  near(mcnemar(0, 10), 2 / 1024, 1e-9);
  assert.equal(mcnemar(0, 0), 1);
  assert.equal(mcnemar(5, 5), 1);
  near(mcnemar(900, 1100), 0.0000085, 0.0000015);
});

test('pass@k: by hand, by enumeration of subsets, unbiased in simulation', () => {
  near(passAtK(5, 2, 2), 1 - 3 / 10, 1e-12);
  near(passAtK(32, 8, 1), 0.25, 1e-12);
  assert.equal(passAtK(4, 0, 4), 0);
  assert.equal(passAtK(4, 1, 4), 1);
  assert.throws(() => passAtK(4, 1, 5), /pass@5/);

  const right = [true, false, false, true, false, false, false];
  let hits = 0;
  let sets = 0;
  for (let mask = 0; mask < 2 ** 7; mask++) {
    const chosen = right.filter((_, i) => (mask >> i) & 1);
    if (chosen.length !== 3) continue;
    sets++;
    if (chosen.includes(true)) hits++;
  }
  near(passAtK(7, 2, 3), hits / sets, 1e-12);

  const random = createRandom(8);
  let total = 0;
  for (let run = 0; run < 4000; run++) {
    let c = 0;
    for (let i = 0; i < 16; i++) if (random.chance(0.15)) c++;
    total += passAtK(16, c, 4);
  }
  near(total / 4000, 1 - 0.85 ** 4, 0.015);
});

test('reliability: bins, ECE and Brier by hand', () => {
  const report = reliability([
    { confidence: 0.95, correct: true },
    { confidence: 0.95, correct: false },
    { confidence: 1, correct: true },
    { confidence: 0.25, correct: false },
  ]);
  assert.deepEqual(
    report.bins.map((bin) => [bin.low, bin.count]),
    [
      [0.2, 1],
      [0.9, 3],
    ],
  );
  const top = (0.95 + 0.95 + 1) / 3;
  near(report.ece, (3 * Math.abs(2 / 3 - top) + 0.25) / 4, 1e-9);
  near(report.brier, (0.05 ** 2 + 0.95 ** 2 + 0 + 0.25 ** 2) / 4, 1e-9);
});
