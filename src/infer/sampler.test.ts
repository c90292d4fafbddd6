import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../random.ts';
import type { Sampling } from '../types.ts';
import { sampleToken } from './sampler.ts';

/**
 * What the sampler should draw from, by definition: tempered, then min-p, then top-p of what is left, then
 * normalised.
 */
const reference = (row: Float32Array, { temperature = 1, topP = 1, minP = 0 }: Sampling): number[] => {
  const soft = (t: number) => {
    const e = Array.from(row, (x) => Math.exp((x - Math.max(...row)) / t));
    const sum = e.reduce((a, b) => a + b, 0);
    return e.map((x) => x / sum);
  };
  const p = soft(temperature);
  const most = Math.max(...p);
  const eligible = [...p.keys()]
    .filter((i) => p[i]! >= minP * most * (1 - 1e-12))
    .sort((a, b) => p[b]! - p[a]! || a - b);
  const mass = eligible.reduce((sum, i) => sum + p[i]!, 0);
  const included = new Set<number>();
  let sum = 0;
  for (const i of eligible) {
    if (included.size > 0 && sum >= topP * mass - 1e-12) break;
    included.add(i);
    sum += p[i]!;
  }
  return p.map((x, i) => (included.has(i) ? x / sum : 0));
};

const rowOf = (random: Random, size: number, spread: number) =>
  Float32Array.from({ length: size }, () => random.normal() * spread);

/** The upper bound of chi-square that chance passes once in a million (Wilson & Hilferty 1931). */
const bound = (freedom: number) => freedom * (1 - 2 / (9 * freedom) + 4.75 * Math.sqrt(2 / (9 * freedom))) ** 3;

const at = (u: number): Random => ({ ...createRandom(1), next: () => u });

test('frequencies fit the reference distribution (chi-square, seeded)', () => {
  const random = createRandom('rows');
  const settings: Sampling[] = [
    {},
    { temperature: 0.5 },
    { temperature: 2 },
    { topP: 0.7 },
    { minP: 0.2 },
    { temperature: 1.5, topP: 0.9, minP: 0.05 },
  ];
  for (const setting of settings) {
    const row = rowOf(random, 20, 1.5);
    const p = reference(row, setting);
    const source = createRandom(JSON.stringify(setting));
    const [draws, counts] = [20_000, new Float64Array(20)];
    for (let i = 0; i < draws; i++) counts[sampleToken(row, setting, source).id]!++;
    let [chi, cells, rareExpected, rareSeen] = [0, 0, 0, 0];
    p.forEach((q, i) => {
      if (q === 0) assert.equal(counts[i], 0, `token ${i} is outside the set of ${JSON.stringify(setting)}`);
      else if (q * draws < 5) {
        rareExpected += q * draws;
        rareSeen += counts[i]!;
      } // too rare to test one by one
      else {
        chi += (counts[i]! - q * draws) ** 2 / (q * draws);
        cells++;
      }
    });
    if (rareExpected >= 5) {
      chi += (rareSeen - rareExpected) ** 2 / rareExpected;
      cells++;
    }
    assert.ok(chi < bound(Math.max(1, cells - 1)), `${JSON.stringify(setting)}: chi-square ${chi} over ${cells} cells`);
  }
});

test('each draw is the one that the inverse of the reference distribution gives', () => {
  const random = createRandom('inverse');
  for (let round = 0; round < 300; round++) {
    const row = rowOf(random, random.int(1, 30), 2);
    const setting = {
      temperature: 0.3 + random.next() * 2,
      topP: random.chance(0.5) ? 0.05 + random.next() * 0.95 : 1,
      minP: random.chance(0.5) ? random.next() : 0,
    };
    const u = random.next();
    const fixed = { ...random, next: () => u };
    const { id, logprob } = sampleToken(row, setting, fixed);
    const p = reference(row, setting);
    const below = p.slice(0, id).reduce((a, b) => a + b, 0);
    assert.ok(p[id]! > 0 && u >= below - 1e-9 && u <= below + p[id]! + 1e-9, `${JSON.stringify(setting)} drew ${id}`);
    assert.ok(
      Math.abs(logprob - Math.log(reference(row, {})[id]!)) < 1e-9,
      'the log-probability is that of the raw logits',
    );
  }
});

test('greedy takes the likeliest token, and the lowest id among equals', () => {
  const never: Random = { ...createRandom(1), next: () => assert.fail('greedy needs no randomness') };
  assert.equal(sampleToken(Float32Array.of(0, 3, 3, 1), { temperature: 0 }, never).id, 1);
  assert.ok(
    Math.abs(sampleToken(Float32Array.of(0, 0, 0, 0), { temperature: 0 }, never).logprob + Math.log(4)) < 1e-12,
  );
});

test('edges: one token always stays, ties stay in id order, extremes are finite', () => {
  const row = Float32Array.of(1, 2, 2, 0);
  for (const setting of [{ topP: 0 }, { topP: 1e-9 }, { minP: 1, topP: 0.4 }])
    assert.equal(sampleToken(row, setting, at(0.999)).id, 1, JSON.stringify(setting));
  assert.deepEqual(
    [0, 0.49, 0.51, 0.999].map((u) => sampleToken(row, { minP: 1 }, at(u)).id),
    [1, 1, 2, 2],
  );
  for (const logits of [
    [1e30, -1e30, 0],
    [-1e9, -1e9, -1e9],
    [-Infinity, 0, -Infinity],
  ]) {
    for (const temperature of [0, 0.01, 1, 100]) {
      const { id, logprob } = sampleToken(Float32Array.from(logits), { temperature }, at(0.9999999));
      assert.ok(logits[id]! > -Infinity && Number.isFinite(logprob), `${logits} at ${temperature}`);
    }
  }
  assert.equal(sampleToken(Float32Array.of(7), {}, at(0.5)).id, 0);
});

test('tempered, the log-probability is that of the distribution drawn from; otherwise that of the raw logits', () => {
  const row = Float32Array.of(1, 2, 0.5, -1);
  for (const temperature of [0.4, 1, 2]) {
    const exact = (id: number, heat: number) =>
      row[id]! / heat - Math.log(row.reduce((sum, x) => sum + Math.exp(x / heat), 0));
    for (const u of [0.01, 0.5, 0.9, 0.999]) {
      const [raw, drawn] = [false, true].map((tempered) => sampleToken(row, { temperature, tempered }, at(u)));
      assert.equal(raw!.id, drawn!.id, 'the draw is the same');
      assert.ok(
        Math.abs(raw!.logprob - exact(raw!.id, 1)) < 1e-12 &&
          Math.abs(drawn!.logprob - exact(drawn!.id, temperature)) < 1e-12,
      );
    }
  }
  assert.equal(
    sampleToken(row, { temperature: 0, tempered: true }, at(0.5)).logprob,
    sampleToken(row, { temperature: 0 }, at(0.5)).logprob,
  );
});
