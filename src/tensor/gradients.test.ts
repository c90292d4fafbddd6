/** Every gradient against central finite differences, both in f64 by the reference, over the cases of cases.ts. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { drawFeeds, drawValues, leafType, SIZES, traceLeaves, type Case, type Sizes } from './testing/case.ts';
import { CASES } from './testing/cases.ts';
import { attention, COMPOSITIONS } from './testing/compositions.ts';
import { evaluate, type Feed, type Value } from './testing/reference.ts';
import {
  add,
  cast,
  custom,
  input,
  matmul,
  max,
  maximum,
  minimum,
  mul,
  scalar,
  sumAll,
  tanh,
  topological,
  variable,
  type Tensor,
} from './trace.ts';
import { checkpoint, gradients } from './vjp.ts';

const STEP = 1e-5; // error of central differences: about STEP² from the curve, 1e-16 / STEP from rounding

/** A scalar that depends on every element of the case's result, differently on each; and what it may be derived by. */
const traceLoss = (testCase: Case, sizes?: Sizes): { loss: Tensor; leaves: Tensor[]; wrt: number[] } => {
  const leaves = traceLeaves(testCase, sizes);
  const result = cast(testCase.build(...leaves), 'f32');
  const wrt = testCase.leaves.flatMap((leaf, i) => (leafType(leaf) === 'f32' && !leaf.fixed ? [i] : []));
  return { loss: sumAll(mul(result, input('seed', result.shape))), leaves, wrt };
};

const feedsWithSeed = (testCase: Case, sizes: Sizes): Record<string, Feed> => {
  const feeds: Record<string, Feed> = drawFeeds(testCase, sizes);
  const result = testCase.build(...traceLeaves(testCase, sizes));
  return { ...feeds, seed: drawValues({ shape: result.shape, values: 'normal' }, sizes, `seed/${testCase.name}`) };
};

const numericGradient = (loss: Tensor, feeds: Readonly<Record<string, Feed>>, name: string): number[] => {
  const { data, shape } = feeds[name]!;
  const at = (i: number, value: number): number =>
    evaluate([loss], { ...feeds, [name]: { shape, data: Float64Array.from(data).with(i, value) } })[0]!.data[0]!;
  return Array.from(data, (x, i) => (at(i, x + STEP) - at(i, x - STEP)) / (2 * STEP));
};

/** Asserts |a - b| <= tolerance * the largest magnitude in b (or 1e-3, so that zeros can be compared). */
const assertClose = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number, what: string): void => {
  assert.equal(a.length, b.length, `${what}: ${a.length} values for ${b.length}`);
  const scale = Math.max(1e-3, ...Array.from(b, Math.abs));
  for (let i = 0; i < a.length; i++) {
    assert.ok(
      Math.abs(a[i]! - b[i]!) <= tolerance * scale,
      `${what}: element ${i} is ${a[i]}, expected ${b[i]} (scale ${scale})`,
    );
  }
};

const checkCase = (testCase: Case): void => {
  for (const sizes of SIZES) {
    const { loss, leaves, wrt } = traceLoss(testCase, sizes);
    const feeds = feedsWithSeed(testCase, sizes);
    const analytic = evaluate(
      gradients(
        loss,
        wrt.map((i) => leaves[i]!),
      ),
      feeds,
    );
    wrt.forEach((i, k) => {
      assert.deepEqual(analytic[k]!.shape, feeds[`in${i}`]!.shape);
      assertClose(
        analytic[k]!.data,
        numericGradient(loss, feeds, `in${i}`),
        1e-6,
        `d in${i} at ${JSON.stringify(sizes)}`,
      );
    });
  }
};

for (const [type, cases] of Object.entries(CASES)) {
  test(`gradient of ${type}: ${cases.length} cases`, async (t) => {
    assert.ok(cases.length > 0, `${type} has no case`);
    for (const testCase of cases) {
      const made = topological([testCase.build(...traceLeaves(testCase))]);
      assert.ok(
        made.some(({ op }) => op.type === type),
        `case "${testCase.name}" holds no ${type}`,
      );
      await t.test(testCase.name, () => checkCase(testCase));
    }
  });
}

for (const testCase of COMPOSITIONS) test(`gradient of ${testCase.name}`, () => checkCase(testCase));

test('a wrong gradient is noticed', () => {
  const wrong: Case = {
    name: 'wrong',
    leaves: [{ shape: ['B'], values: 'normal' }],
    build: (x) => custom(mul(x, x), [x], (dy) => [mul(dy, mul(2.0001, x))]),
  };
  assert.throws(() => checkCase(wrong), /element 0/);
});

test('named dimensions give the gradients of numbered ones', () => {
  for (const testCase of [...Object.values(CASES).flat(), ...COMPOSITIONS]) {
    for (const sizes of SIZES) {
      const feeds = feedsWithSeed(testCase, sizes);
      const [named, numbered] = [traceLoss(testCase), traceLoss(testCase, sizes)].map(({ loss, leaves, wrt }) =>
        evaluate(
          [
            loss,
            ...gradients(
              loss,
              wrt.map((i) => leaves[i]!),
            ),
          ],
          feeds,
        ),
      );
      assert.deepEqual(named, numbered, testCase.name);
    }
  }
});

test('a seed is the cotangent of the output', () => {
  const testCase = COMPOSITIONS.find(({ name }) => name.startsWith('mlp'))!;
  const leaves = traceLeaves(testCase, SIZES[0]);
  const result = testCase.build(...leaves);
  const seed = input('seed', result.shape);
  const feeds = feedsWithSeed(testCase, SIZES[0]!);
  assert.deepEqual(
    evaluate(gradients(result, leaves, seed), feeds),
    evaluate(gradients(sumAll(mul(result, seed)), leaves), feeds),
  );
});

test('checkpoint changes no bit of value or gradient', () => {
  const inner: { name: string; fn: Case['build'] }[] = [
    { name: 'mlp', fn: (x, w, v) => add(x, matmul(tanh(matmul(x, w)), v)) },
    { name: 'attention', fn: attention as Case['build'] },
  ];
  for (const { name, fn } of inner) {
    const testCase = COMPOSITIONS.find((each) => each.name.startsWith(`${name} `))!;
    const feeds = feedsWithSeed(testCase, SIZES[0]!);
    const of = (build: Case['build']): Value[] => {
      const { loss, leaves, wrt } = traceLoss({ ...testCase, build }, SIZES[0]);
      return evaluate(
        [
          loss,
          ...gradients(
            loss,
            wrt.map((i) => leaves[i]!),
          ),
        ],
        feeds,
      );
    };
    assert.deepEqual(
      of((...leaves) => checkpoint(fn, leaves)),
      of(fn),
      name,
    );
  }
});

test('checkpoint computes its inside again for the backward pass', () => {
  const x = variable('x', [3]);
  const count = (y: Tensor) =>
    topological([y, ...gradients(sumAll(y), [x])]).filter(({ op }) => op.type === 'tanh').length;
  assert.equal(count(tanh(x)), 1);
  assert.equal(count(checkpoint((h) => tanh(h), [x])), 2);
});

test('ties: the first operand takes the gradient, equal maxima share it', () => {
  const x = input('x', [4]);
  const feeds = { x: { data: [2, 2, 1, 2], shape: [4] } };
  const of = (y: Tensor) => [...evaluate(gradients(sumAll(y), [x]), feeds)[0]!.data];

  assert.deepEqual(of(maximum(x, 2)), [1, 1, 0, 1]);
  assert.deepEqual(of(maximum(2, x)), [0, 0, 0, 0]);
  assert.deepEqual(of(minimum(x, 2)), [1, 1, 1, 1]);
  assert.deepEqual(of(max(x, [0])), [1 / 3, 1 / 3, 0, 1 / 3]);
});

test('what can not be derived is refused or zero', () => {
  const x = input('x', [2, 3]);
  assert.throws(() => gradients(x, [x]), /gradients: needs a scalar, got \(2, 3\)/);
  const y = input('y', [3]);
  assert.deepEqual(evaluate(gradients(sumAll(mul(x, x)), [y]), {})[0], { data: new Float64Array(3), shape: [3] });
  assert.deepEqual([...evaluate(gradients(scalar(2), []), {})], []);
});
