/** Cross-entropy: its value by hand, its gradient against finite differences in f64 and against p − onehot. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '../random.ts';
import { evaluate, type Feed } from '../tensor/testing/reference.ts';
import { openDevice } from '../tensor/run.ts';
import { input, mul, variable } from '../tensor/trace.ts';
import { gradients } from '../tensor/vjp.ts';
import { crossEntropy } from './loss.ts';

const [N, V] = [4, 5];
const random = createRandom('loss');
const LOGITS = Float64Array.from({ length: N * V }, () => 2 * random.normal());
const TARGETS = [1, 4, 0, 4];
const WEIGHTS = [0.5, 0.25, 0, 0.25];

const traced = (vocab: number) => {
  const logits = variable('logits', [N, vocab]);
  return { logits, loss: crossEntropy(logits, input('targets', [N], 'i32'), input('weights', [N])) };
};
const feeds = (logits: ArrayLike<number>): Record<string, Feed> => ({
  logits: { data: logits, shape: [N, logits.length / N] },
  targets: { data: TARGETS, shape: [N] },
  weights: { data: WEIGHTS, shape: [N] },
});

const softmax = (row: readonly number[]): number[] => {
  const e = row.map(Math.exp);
  const total = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / total);
};
const rows = Array.from({ length: N }, (_, i) => softmax([...LOGITS.subarray(i * V, (i + 1) * V)]));
const byHand = rows.reduce((sum, p, i) => sum - WEIGHTS[i]! * Math.log(p[TARGETS[i]!]!), 0);

test('the value is the weighted sum of −ln p(target)', () => {
  const [loss] = evaluate([traced(V).loss], feeds(LOGITS));
  assert.ok(Math.abs(loss!.data[0]! - byHand) < 1e-12);
});

test('the gradient is weight · (p − onehot), as finite differences say too', () => {
  const { logits, loss } = traced(V);
  const gradient = evaluate(gradients(mul(loss, 3), [logits]), feeds(LOGITS))[0]!.data;
  const at = (i: number, x: number) => 3 * evaluate([loss], feeds(LOGITS.with(i, x)))[0]!.data[0]!;
  gradient.forEach((g, i) => {
    const [row, column] = [Math.floor(i / V), i % V];
    const exact = 3 * WEIGHTS[row]! * (rows[row]![column]! - (TARGETS[row] === column ? 1 : 0));
    assert.ok(Math.abs(g - exact) < 1e-12, `element ${i}`);
    assert.ok(Math.abs(g - (at(i, LOGITS[i]! + 1e-5) - at(i, LOGITS[i]! - 1e-5)) / 2e-5) < 1e-8, `element ${i}`);
  });
});

test('ONNX Runtime agrees, with a small vocabulary, a large one and huge logits', async () => {
  const device = openDevice({ threads: 1, worker: false });
  for (const [vocab, scale] of [
    [V, 2],
    [1500, 2],
    [V, 1e4],
  ] as const) {
    const { logits, loss } = traced(vocab);
    const data = Float32Array.from({ length: N * vocab }, () => scale * random.normal());
    await device.write({ logits: { data, shape: [N, vocab] } });
    const graph = [loss, ...gradients(loss, [logits])] as const;
    const program = await device.compile({ outputs: { loss: graph[0], gradient: graph[1]! } });
    const out = await program.run({
      targets: { data: Int32Array.from(TARGETS), shape: [N] },
      weights: { data: Float32Array.from(WEIGHTS), shape: [N] },
    });
    const [value, gradient] = evaluate([...graph], feeds(data));
    assert.ok(
      Math.abs(out.loss!.data[0]! / value!.data[0]! - 1) < 1e-5,
      `loss ${out.loss!.data[0]} for ${value!.data[0]}`,
    );
    out.gradient!.data.forEach((x, i) =>
      assert.ok(Math.abs(x - gradient!.data[i]!) < 1e-6, `vocabulary ${vocab}, element ${i}`),
    );
  }
  await device.close();
});
