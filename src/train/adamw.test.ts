/** AdamW and clipping against a plain loop in f64, and the learning rate over a run against values worked by hand. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '../random.ts';
import { openDevice } from '../tensor/run.ts';
import { input, variable } from '../tensor/trace.ts';
import { adamw, clipFactor, hasWeightDecay, globalNorm, stepFeeds, stepInputs, type AdamWOptions } from './adamw.ts';
import { decayStart, learningRate, type Schedule } from './schedule.ts';

const OPTIONS: AdamWOptions = { beta1: 0.9, beta2: 0.95, eps: 1e-8, weightDecay: 0.1 };
const SHAPES: Record<string, number[]> = { 'w.weight': [3, 4], 'norm.weight': [4], 'q.bias': [5] };
const CLIP = 1;

/** The update as the papers write it, one number at a time (Kingma & Ba 2015; Loshchilov & Hutter 2019). */
const plainStep = (
  p: number[],
  m: number[],
  v: number[],
  g: readonly number[],
  lr: number,
  t: number,
  decay: boolean,
): void => {
  for (let i = 0; i < p.length; i++) {
    m[i] = OPTIONS.beta1 * m[i]! + (1 - OPTIONS.beta1) * g[i]!;
    v[i] = OPTIONS.beta2 * v[i]! + (1 - OPTIONS.beta2) * g[i]! ** 2;
    const mHat = m[i]! / (1 - OPTIONS.beta1 ** t);
    const vHat = v[i]! / (1 - OPTIONS.beta2 ** t);
    p[i]! -= lr * (mHat / (Math.sqrt(vHat) + OPTIONS.eps) + (decay ? OPTIONS.weightDecay * p[i]! : 0));
  }
};

test('AdamW with clipping follows an independent f64 loop over six steps', async () => {
  const random = createRandom('adamw');
  const names = Object.keys(SHAPES);
  const size = (name: string) => SHAPES[name]!.reduce((a, b) => a * b, 1);
  const params = Object.fromEntries(names.map((name) => [name, variable(name, SHAPES[name]!)]));
  const grads = Object.fromEntries(names.map((name) => [name, input(`g.${name}`, SHAPES[name]!)]));
  const norm = globalNorm(Object.values(grads));
  const device = openDevice({ threads: 1, worker: false });
  const program = await device.compile({
    outputs: { norm },
    updates: adamw(params, grads, clipFactor(norm, CLIP), stepInputs(), OPTIONS),
  });

  const plain = Object.fromEntries(
    names.map((name) => {
      const p = Array.from(Float32Array.from({ length: size(name) }, () => random.normal()));
      return [name, { p, m: p.map(() => 0), v: p.map(() => 0) }];
    }),
  );
  for (const name of names) {
    const zeros = { data: new Float32Array(size(name)), shape: SHAPES[name]! };
    await device.write({
      [name]: { data: Float32Array.from(plain[name]!.p), shape: SHAPES[name]! },
      [`m.${name}`]: zeros,
      [`v.${name}`]: zeros,
    });
  }
  for (let t = 1; t <= 6; t++) {
    const lr = 0.01 * t;
    const scale = t % 2 === 0 ? 3 : 0.05; // above and below the limit
    const g = Object.fromEntries(
      names.map((name) => [name, Float32Array.from({ length: size(name) }, () => scale * random.normal())]),
    );
    const out = await program.run({
      ...Object.fromEntries(names.map((name) => [`g.${name}`, { data: g[name]!, shape: SHAPES[name]! }])),
      ...stepFeeds(lr, t, OPTIONS),
    });
    const total = Math.sqrt(names.flatMap((name) => [...g[name]!]).reduce((sum, x) => sum + x * x, 0));
    assert.ok(Math.abs(out.norm!.data[0]! / total - 1) < 1e-6);
    assert.equal(total > CLIP, t % 2 === 0, 'the test clips every other step');
    const factor = Math.min(1, CLIP / (total + 1e-6));
    for (const name of names)
      plainStep(
        plain[name]!.p,
        plain[name]!.m,
        plain[name]!.v,
        [...g[name]!].map((x) => x * factor),
        lr,
        t,
        name === 'w.weight',
      );
  }
  const state = await device.read();
  for (const name of names) {
    for (const [key, expected] of [
      [name, plain[name]!.p],
      [`m.${name}`, plain[name]!.m],
      [`v.${name}`, plain[name]!.v],
    ] as const) {
      state[key]!.data.forEach((x, i) =>
        assert.ok(
          Math.abs(x - expected[i]!) <= 2e-6 * Math.max(1, Math.abs(expected[i]!)),
          `${key}[${i}] is ${x}, expected ${expected[i]}`,
        ),
      );
    }
  }
  await device.close();
});

test('only matrices decay', () => {
  assert.deepEqual(
    [
      hasWeightDecay('a.weight', [2, 3]),
      hasWeightDecay('norm.weight', [3]),
      hasWeightDecay('q.bias', [3]),
      hasWeightDecay('odd.bias', [2, 3]),
    ],
    [true, false, false, false],
  );
});

test('warm-up, stable, decay: values by hand', () => {
  const schedule: Schedule = { lr: 1, updates: 10, warmup: 2, decay: 0.4 };
  const rates = Array.from({ length: 10 }, (_, i) => Number(learningRate(schedule, i + 1).toFixed(12)));
  assert.deepEqual(rates, [0.5, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2]);
  assert.equal(decayStart(schedule), 6);
  const floored = { ...schedule, lr: 2, floor: 0.1 };
  assert.ok(Math.abs(learningRate(floored, 10) - 2 * (0.1 + 0.9 * 0.2)) < 1e-12);
});

test('a run may be made longer while its rate is stable', () => {
  const [short, long]: Schedule[] = [
    { lr: 3e-4, updates: 100, warmup: 10, decay: 0.2 },
    { lr: 3e-4, updates: 500, warmup: 10, decay: 0.2 },
  ];
  for (let step = 1; step <= decayStart(short!); step++)
    assert.equal(learningRate(short!, step), learningRate(long!, step));
  assert.notEqual(learningRate(short!, decayStart(short!) + 1), learningRate(long!, decayStart(short!) + 1));
});

test('no schedule gives a rate of zero, above the peak, or rising after warm-up', () => {
  const random = createRandom('schedule');
  for (let trial = 0; trial < 200; trial++) {
    const updates = random.int(1, 60);
    const schedule = { lr: 1, updates, warmup: random.int(0, Math.floor(updates / 2)), decay: random.next() / 2 };
    const rates = Array.from({ length: updates }, (_, i) => learningRate(schedule, i + 1));
    assert.ok(
      rates.every((rate) => rate > 0 && rate <= 1),
      JSON.stringify(schedule),
    );
    assert.ok(
      rates.slice(schedule.warmup).every((rate, i, stable) => i === 0 || rate <= stable[i - 1]!),
      JSON.stringify(schedule),
    );
  }
});
