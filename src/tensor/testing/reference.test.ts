/**
 * The reference against values worked out by hand: the one place where an operation's meaning is written as numbers.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate, type Feed } from './reference.ts';
import {
  abs,
  add,
  argsort,
  broadcastTo,
  cast,
  concat,
  constant,
  cos,
  custom,
  div,
  draw,
  equal,
  exp,
  gather,
  groupedMatmul,
  groupedOuter,
  int8Matmul,
  int8Product,
  input,
  less,
  log,
  logSoftmax,
  matmul,
  max,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  oneHot,
  put,
  reciprocal,
  reshape,
  rmsNorm,
  rope,
  scalar,
  sigmoid,
  silu,
  sin,
  slice,
  softmax,
  sqrt,
  sub,
  sum,
  sumAll,
  tanh,
  topK,
  transpose,
  variable,
  where,
  type Op,
  type Tensor,
} from '../trace.ts';

const numbers = (shape: readonly number[], ...values: number[]): Tensor => constant(Float32Array.from(values), shape);
const ids = (shape: readonly number[], ...values: number[]): Tensor => constant(Int32Array.from(values), shape);

const x = numbers([2, 3], 1, 2, 3, 4, 5, 6);
const line = numbers([3], -1, 0, 2);
const cube = numbers([2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8);

/** Graph and expected values, row-major, by operation; a new operation must be added here. */
const MEANINGS: Record<Op['type'], readonly [Tensor, readonly number[]][]> = {
  input: [[input('fed', [2]), [7, 8]]],
  variable: [[variable('kept', [2]), [0.5, -1]]],
  constant: [
    [line, [-1, 0, 2]],
    [scalar(3), [3]],
  ],
  neg: [[neg(line), [1, -0, -2]]],
  exp: [[exp(line), [1 / Math.E, 1, Math.E ** 2]]],
  log: [[log(numbers([2], 1, 8)), [0, 3 * Math.LN2]]],
  sqrt: [[sqrt(numbers([2], 0, 9)), [0, 3]]],
  reciprocal: [[reciprocal(numbers([2], 4, -2)), [0.25, -0.5]]],
  tanh: [[tanh(line), [-0.7615941559557649, 0, 0.9640275800758169]]],
  sigmoid: [[sigmoid(line), [0.2689414213699951, 0.5, 0.8807970779778823]]],
  silu: [[silu(line), [-0.2689414213699951, 0, 1.7615941559557646]]],
  sin: [[sin(line), [-0.8414709848078965, 0, 0.9092974268256817]]],
  cos: [[cos(line), [0.5403023058681398, 1, -0.4161468365471424]]],
  abs: [[abs(line), [1, 0, 2]]],
  add: [
    [add(x, line), [0, 2, 5, 3, 5, 8]],
    [add(numbers([2, 1], 10, 20), numbers([1, 2], 1, 2)), [11, 12, 21, 22]],
  ],
  sub: [[sub(line, x), [-2, -2, -1, -5, -5, -4]]],
  mul: [[mul(numbers([2, 1], 2, 3), line), [-2, 0, 4, -3, 0, 6]]],
  div: [[div(line, numbers([2, 1], 2, 4)), [-0.5, 0, 1, -0.25, 0, 0.5]]],
  minimum: [[minimum(x, numbers([3], 3, 2, 1)), [1, 2, 1, 3, 2, 1]]],
  maximum: [[maximum(x, numbers([3], 3, 2, 1)), [3, 2, 3, 4, 5, 6]]],
  equal: [[equal(ids([2, 1], 1, 2), ids([3], 1, 2, 3)), [1, 0, 0, 0, 1, 0]]],
  less: [[less(numbers([3], 1, 2, 3), scalar(2)), [1, 0, 0]]],
  where: [[where(less(line, scalar(0.5)), x, neg(x)), [1, 2, -3, 4, 5, -6]]],
  cast: [
    [cast(numbers([4], 1.9, -1.9, 0.5, -0.5), 'i32'), [1, -1, 0, -0]],
    [cast(numbers([3], 0, -0.5, 2), 'bool'), [0, 1, 1]],
    [cast(less(line, scalar(0)), 'f32'), [1, 0, 0]],
  ],
  matmul: [
    [matmul(x, numbers([3, 2], 1, 0, 0, 1, 1, 1)), [4, 5, 10, 11]],
    [matmul(x, x, { transB: true }), [14, 32, 32, 77]],
    [matmul(x, x, { transA: true, alpha: 0.5 }), [8.5, 11, 13.5, 11, 14.5, 18, 13.5, 18, 22.5]],
    [matmul(x, numbers([2, 2], 1, 2, 3, 4), { transA: true, transB: true }), [9, 19, 12, 26, 15, 33]],
    [matmul(cube, cube), [7, 10, 15, 22, 67, 78, 91, 106]],
    [matmul(cube, numbers([2, 1], 1, 10)), [21, 43, 65, 87]],
  ],
  sum: [
    [sum(x, [0]), [5, 7, 9]],
    [sum(x, [-1]), [6, 15]],
    [sum(cube, [0, 2]), [14, 22]],
    [sumAll(x), [21]],
    [sum(x, []), [1, 2, 3, 4, 5, 6]],
  ],
  mean: [
    [mean(x, [0]), [2.5, 3.5, 4.5]],
    [mean(cube, [1, 2], false), [2.5, 6.5]],
  ],
  max: [
    [max(neg(x), [1]), [-1, -4]],
    [max(cube, [0], false), [5, 6, 7, 8]],
  ],
  reshape: [[reshape(x, [3, 2]), [1, 2, 3, 4, 5, 6]]],
  broadcastTo: [[broadcastTo(numbers([2, 1], 1, 2), [2, 2, 2]), [1, 1, 2, 2, 1, 1, 2, 2]]],
  transpose: [
    [transpose(x, [1, 0]), [1, 4, 2, 5, 3, 6]],
    [transpose(cube, [2, 0, 1]), [1, 3, 5, 7, 2, 4, 6, 8]],
  ],
  concat: [
    [concat([x, neg(x), numbers([2, 1], 8, 9)], 1), [1, 2, 3, -1, -2, -3, 8, 4, 5, 6, -4, -5, -6, 9]],
    [concat([line, line], 0), [-1, 0, 2, -1, 0, 2]],
  ],
  slice: [
    [slice(x, 1, 1, 3), [2, 3, 5, 6]],
    [slice(cube, 0, 1, 2), [5, 6, 7, 8]],
  ],
  gather: [
    [gather(x, ids([3], 1, 0, 1)), [4, 5, 6, 1, 2, 3, 4, 5, 6]],
    [gather(line, ids([], 2)), [2]],
  ],
  oneHot: [[oneHot(ids([3], 2, 0, -1), 3), [0, 0, 1, 1, 0, 0, 0, 0, 0]]],
  softmax: [
    [softmax(numbers([2, 2], 0, Math.fround(Math.log(3)), 1000, 1000)), [0.25, 0.75, 0.5, 0.5]],
    [softmax(numbers([3], -Infinity, 5, 5)), [0, 0.5, 0.5]],
  ],
  logSoftmax: [[logSoftmax(numbers([2, 2], 7, 7, 0, 1000)), [-Math.LN2, -Math.LN2, -1000, 0]]],
  rmsNorm: [
    [
      rmsNorm(numbers([2, 2], 3, 4, -1, 1), numbers([2], 1, 2), 1),
      [3 / Math.sqrt(13.5), 8 / Math.sqrt(13.5), -1 / Math.SQRT2, 2 / Math.SQRT2],
    ],
  ],
  // two heads of two channels pairs (0, 2), (1, 3); row 1 of the tables turns by 90° and 180°, row 0 not at all
  rope: [
    [
      rope(
        numbers([1, 2, 8], 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8),
        ids([1, 2], 1, 0),
        numbers([2, 2], 1, 1, 0, -1),
        numbers([2, 2], 0, 0, 1, 0),
        2,
      ),
      [-3, -2, 1, -4, -7, -6, 5, -8, 1, 2, 3, 4, 5, 6, 7, 8],
    ],
    [
      // interleaved: pairs (0, 1), (2, 3)
      rope(
        numbers([1, 2, 4], 1, 2, 3, 4, 1, 2, 3, 4),
        ids([1, 2], 1, 0),
        numbers([2, 2], 1, 1, 0, -1),
        numbers([2, 2], 0, 0, 1, 0),
        1,
        true,
      ),
      [-2, 1, -3, -4, 1, 2, 3, 4],
    ],
  ],
  put: [
    [
      put(numbers([2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8), ids([2, 2], 1, 0, 0, 1), numbers([2, 2], -1, -2, -3, -4)),
      [1, 2, -3, -4, -1, -2, 7, 8],
    ],
  ],
  draw: [
    // p = 1/8, 1/2, 1/8, 1/4: running sums 0.125, 0.625, 0.75, 1
    [
      draw(
        numbers(
          [4, 4],
          ...Array(4)
            .fill([0, Math.log(4), 0, Math.log(2)])
            .flat(),
        ),
        numbers([4, 1], 1, 1, 1, 1),
        numbers([4, 1], 0.1, 0.2, 0.7, 0.8),
      ),
      [0, 1, 2, 3],
    ],
    // the top 0.7 are ids 1 and 3; all that have 0.4 of the largest are 1 and 3; the top 0.1 is 1
    [
      draw(
        numbers(
          [4, 4],
          ...Array(4)
            .fill([0, Math.log(4), 0, Math.log(2)])
            .flat(),
        ),
        numbers([4, 1], 1, 1, 1, 1),
        numbers([4, 1], 0.1, 0.7, 0.7, 0.9),
        numbers([4, 2], 0.7, 0, 0.7, 0, 1, 0.4, 0.1, 0),
      ),
      [1, 3, 3, 1],
    ],
  ],
  topK: [[topK(numbers([2, 4], 3, 9, 1, 9, -1, -2, 0, -3), 3), [1, 3, 0, 2, 0, 1]]],
  argsort: [[argsort(ids([6], 2, 0, 1, 0, -5, 2)), [4, 1, 3, 2, 0, 5]]],
  int8Matmul: [
    [
      // rows (127, 63.5) and (0, 0): the half of 63.5 goes to 64
      int8Matmul(numbers([2, 2], 127, 63.5, 0, 0), {
        data: Int8Array.of(1, -2, 10, 0),
        scales: Float32Array.of(1, 0.5),
        rows: 2,
        columns: 2,
      }),
      [127 + 640, -127, 0, 0],
    ],
  ],
  int8Product: [
    [
      // rows (127, 63.5) and (0, 0) times the transpose of ((1, 10), (-2, 0)) with scales (1, 0.5)
      int8Product(numbers([2, 2], 127, 63.5, 0, 0), cast(ids([2, 2], 1, 10, -2, 0), 'i8'), numbers([2], 1, 0.5), {
        transB: true,
      }),
      [127 + 640, -127, 0, 0],
    ],
    [
      // (127, 127) times the scales is (127, 63.5), rounded to (127, 64)
      int8Product(numbers([1, 2], 127, 127), cast(ids([2, 2], 1, 10, -2, 0), 'i8'), numbers([2], 1, 0.5), {
        transB: false,
      }),
      [127 - 128, 1270],
    ],
  ],
  groupedMatmul: [
    // group 1 of 3 is empty
    [
      groupedMatmul(numbers([3, 2], 1, 2, 3, 4, 5, 6), numbers([3, 2, 1], 1, 10, 7, 7, 2, 20), ids([3], 2, 0, 1)),
      [21, 43, 130],
    ],
    [
      groupedMatmul(numbers([2, 2], 1, 2, 3, 4), numbers([2, 2, 2], 1, 0, 1, 1, 0, 2, 1, 0), ids([2], 1, 1), {
        transB: true,
      }),
      [1, 3, 8, 3],
    ],
  ],
  groupedOuter: [
    [
      groupedOuter(numbers([3, 2], 1, 2, 3, 4, 5, 6), numbers([3, 1], 1, 10, 100), ids([3], 2, 0, 1)),
      [31, 42, 0, 0, 500, 600],
    ],
  ],
  custom: [[custom(neg(line), [x], () => [undefined]), [1, -0, -2]]],
};

for (const [type, cases] of Object.entries(MEANINGS)) {
  test(`meaning of ${type}`, () => {
    assert.ok(cases.length > 0);
    for (const [graph, expected] of cases) {
      assert.equal(graph.op.type, type);
      const [{ data, shape }] = evaluate([graph], {
        fed: { data: [7, 8], shape: [2] },
        kept: { data: [0.5, -1], shape: [2] },
      }) as [{ data: Float64Array; shape: number[] }];
      assert.deepEqual(shape, graph.shape);
      assert.equal(data.length, expected.length);
      expected.forEach((value, i) =>
        assert.ok(Math.abs(data[i]! - value) < 1e-7, `element ${i} of ${type} is ${data[i]}, expected ${value}`),
      );
    }
  });
}

test('a shared node is computed once', () => {
  let y: Tensor = scalar(1);
  for (let i = 0; i < 60; i++) y = add(y, y); // 2^60 additions if it were not
  assert.equal(evaluate([y], {})[0]!.data[0], 2 ** 60);
});

test('precision is f64; constants are f32', () => {
  const tiny = input('tiny', []);
  assert.equal(evaluate([add(tiny, 1)], { tiny: { data: [1e-12], shape: [] } })[0]!.data[0], 1 + 1e-12);
  assert.equal(evaluate([scalar(0.1)], {})[0]!.data[0], Math.fround(0.1));
});

test('named dimensions take their sizes from the feeds', () => {
  const [a, b] = [input('a', ['B', 'T']), input('b', ['B*T', 2])];
  const y = mul(reshape(a, ['B*T', 1]), b);
  const feeds = (n: number, t: number): Record<string, Feed> => ({
    a: { data: Array.from({ length: n * t }, (_, i) => i), shape: [n, t] },
    b: { data: new Float64Array(n * t * 2).fill(1), shape: [n * t, 2] },
  });
  assert.deepEqual(evaluate([y], feeds(2, 1))[0], { data: Float64Array.of(0, 0, 1, 1), shape: [2, 2] });
  assert.deepEqual(evaluate([y], feeds(1, 3))[0]!.shape, [3, 2]);
});

test('wrong feeds are named', () => {
  const [a, b, at] = [input('a', ['B', 2]), input('b', ['B', 1]), input('at', [2], 'i32')];
  const zeros = (...shape: number[]): Feed => ({ data: new Float64Array(shape.reduce((p, n) => p * n, 1)), shape });
  assert.throws(() => evaluate([a], {}), /nothing is fed for a \(B, 2\)/);
  assert.throws(() => evaluate([a], { a: zeros(3) }), /a is \(B, 2\), fed \(3\)/);
  assert.throws(() => evaluate([a], { a: zeros(3, 4) }), /a is \(B, 2\), fed \(3, 4\)/);
  assert.throws(() => evaluate([a], { a: { data: [1], shape: [1, 2] } }), /1 values are fed for a of shape \(1, 2\)/);
  assert.throws(
    () => evaluate([add(a, b)], { a: zeros(3, 2), b: zeros(1, 1) }),
    /dimension B is 3 elsewhere, but 1 in b \(B, 1\), fed \(1, 1\)/,
  );
  assert.throws(() => evaluate([at], { at: { data: [0, 0.5], shape: [2] } }), /at is i32, fed a fraction/);
  assert.throws(() => evaluate([input('c', ['B*T'])], { c: zeros(4) }), /dimension B of \(B\*T\) has no size/);
});

test('ids outside their tables throw', () => {
  const table = numbers([3, 2], 1, 2, 3, 4, 5, 6);
  assert.throws(() => evaluate([gather(table, ids([1], 3))], {}), /gather: id 3 is outside the 3 rows of the table/);
  assert.throws(() => evaluate([gather(table, ids([1], -1))], {}), /gather: id -1 is outside/);
  assert.throws(() => evaluate([oneHot(ids([1], 3), 3)], {}), /oneHot: id 3 is outside -1\.\.2/);
  assert.throws(
    () => evaluate([rope(numbers([1, 1, 2], 1, 2), ids([1, 1], 4), numbers([1, 1], 1), numbers([1, 1], 0), 1)], {}),
    /rope: position 4 is outside the 1 rows/,
  );
});

test('counts that do not add up to the rows are refused', () => {
  const wrong = groupedMatmul(numbers([3, 2], 1, 2, 3, 4, 5, 6), numbers([2, 2, 1], 1, 10, 7, 7), ids([2], 2, 0));
  assert.throws(() => evaluate([wrong], {}), /counts \[2, 0\] add up to 2, not to 3 rows/);
  assert.throws(
    () => groupedMatmul(numbers([3, 2], 1, 2, 3, 4, 5, 6), numbers([2, 3, 1], 1, 10, 7, 7, 2, 3), ids([2], 2, 1)),
    /groupedMatmul: shapes \(3, 2\), \(2, 3, 1\) and counts \(2\) don't fit/,
  );
});
