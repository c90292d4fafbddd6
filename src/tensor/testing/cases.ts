/**
 * The contract of the tensor engine as a table: small graphs for every operation, with inputs to feed them. Gradients
 * are checked on them against finite differences (gradients.test.ts), and ONNX Runtime against the reference
 * (onnx.test.ts). The type of the table requires cases for every operation.
 */
import { times, type Dim, type Shape } from '../shape.ts';
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
  equal,
  exp,
  gather,
  groupedMatmul,
  groupedOuter,
  int8Matmul,
  int8Product,
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
  where,
  type Op,
  type Tensor,
} from '../trace.ts';
import { ids, make, normal, positive, type Case, type Leaf } from './case.ts';
import { CACHE_CASES } from './cache-cases.ts';

const unary = (name: string, fn: (x: Tensor) => Tensor, leaf: (...shape: Dim[]) => Leaf = normal): Case[] =>
  [leaf('B', 'T'), leaf(4), leaf(2, 'T', 3), leaf()].map((x) => make(name, [x], fn));

/** Pairs of shapes that broadcast both ways: by rank, by axes of size 1, by scalars. */
const PAIRS: readonly (readonly [Shape, Shape])[] = [
  [
    ['B', 3],
    ['B', 3],
  ],
  [['B', 'T', 3], [3]],
  [[3], ['B', 3]],
  [
    ['B', 1],
    [1, 'T'],
  ],
  [
    ['B', 1, 3],
    ['T', 1],
  ],
  [[], ['B', 2]],
  [['T'], []],
  [[1], [2, 3]],
  [[1, 1], ['B']],
];

const binary = (
  name: string,
  fn: (a: Tensor, b: Tensor) => Tensor,
  second: (...shape: Dim[]) => Leaf = normal,
): Case[] => PAIRS.map(([a, b]) => make(name, [normal(...a), second(...b)], fn));

/** A matrix of whole numbers up to ±63, its columns of different scales. */
const wholeNumbers = (rows: number, columns: number) => ({
  data: Int8Array.from({ length: rows * columns }, (_, i) => Math.round(63 * Math.sin(i * i))),
  scales: Float32Array.from({ length: columns }, (_, i) => 0.01 + i / 100),
  rows,
  columns,
});

const asNumber =
  (fn: (...leaves: Tensor[]) => Tensor) =>
  (...leaves: Tensor[]): Tensor =>
    cast(fn(...leaves), 'f32');

const reductions = (
  name: string,
  fn: (x: Tensor, axes: readonly number[], keepDims?: boolean) => Tensor,
  named: boolean,
): Case[] => [
  ...[[0], [-1], [1, -1], [2, 0], [0, 1, 2], []].flatMap((axes) =>
    [true, false].map((keep) =>
      make(`${name} ${JSON.stringify(axes)} ${keep ? 'kept' : 'dropped'}`, [normal(2, 3, 4)], (x) => fn(x, axes, keep)),
    ),
  ),
  make(`${name} last`, [normal('B', 'T', 4)], (x) => fn(x, [-1], false)),
  ...(named
    ? [
        make(`${name} named`, [normal('B', 'T', 4)], (x) => fn(x, [0, 1], false)),
        make(`${name} named kept`, [normal('B', 'T', 4)], (x) => fn(x, [-2])),
      ]
    : []),
];

const matmuls = (): Case[] =>
  [false, true].flatMap((transA) =>
    [false, true].flatMap((transB) =>
      [1, -0.375].flatMap((alpha) => {
        const options = { transA, transB, alpha };
        const name = `matmul ${transA ? 'aᵀ' : 'a'} ${transB ? 'bᵀ' : 'b'} × ${alpha}`;
        const pair = (lead: Shape, m: Dim, k: Dim, n: Dim, shared = false): Case =>
          make(
            name,
            [
              normal(...lead, ...(transA ? [k, m] : [m, k])),
              normal(...(shared ? [] : lead), ...(transB ? [n, k] : [k, n])),
            ],
            (a, b) => matmul(a, b, options),
          );
        const shared = transA ? [] : [pair(['B', 2], 'T', 4, 3, true), pair(['B'], 'T', 4, 3, true)];
        return [
          pair([], 2, 3, 4),
          pair([], 'T', 4, 5),
          pair([], 4, 'T', 5),
          pair(['B'], 2, 3, 4),
          pair(['B', 2], 'T', 4, 'T'),
          pair(['B', 2], 'T', 'T', 3),
          ...shared,
        ];
      }),
    ),
  );

/** Straight from its definition, with the gradient given by hand: x³ whose derivative is 3x². */
const cube = (x: Tensor): Tensor => custom(mul(x, mul(x, x)), [x], (dy) => [mul(dy, mul(3, mul(x, x)))]);

/** How often each of 0..groups-1 stands in ids. */
const countsOf = (at: Tensor, groups: number): Tensor =>
  cast(
    sum(
      oneHot(at, groups),
      at.shape.map((_, i) => i),
      false,
    ),
    'i32',
  );

/** Cases by operation. */
export const CASES: Record<Op['type'], readonly Case[]> = {
  input: [
    make('input', [normal('B', 3)], (x) => x),
    make(
      'input i32',
      [ids(-9, 9, 'B')],
      asNumber((x) => x),
    ),
  ],
  variable: [
    make('variable', [{ ...normal(2, 3), variable: true }], (w) => w),
    make('variable and input', [{ ...normal(3), variable: true }, normal('B', 3)], (w, x) => mul(w, x)),
  ],
  constant: [
    make('constant', [normal('B', 3)], (x) => mul(x, constant(Float32Array.of(0.1, -2, 3), [3]))),
    make('constant ids', [normal(4, 2)], (x) => gather(x, constant(Int32Array.of(3, 0, 3), [3]))),
    make('constant large', [normal(1)], (x) =>
      mul(
        x,
        constant(
          Float32Array.from({ length: 100 }, (_, i) => i / 7),
          [4, 25],
        ),
      ),
    ),
  ],
  neg: unary('neg', neg),
  exp: unary('exp', exp),
  log: unary('log', log, positive),
  sqrt: unary('sqrt', sqrt, positive),
  reciprocal: unary('reciprocal', reciprocal, positive),
  tanh: unary('tanh', tanh),
  sigmoid: unary('sigmoid', sigmoid),
  silu: unary('silu', silu),
  sin: unary('sin', sin),
  cos: unary('cos', cos),
  abs: unary('abs', abs),
  add: [
    ...binary('add', add),
    make('add a number', [normal('B', 2)], (x) => add(1.5, x)),
    make('add itself', [normal('B', 2)], (x) => add(x, x)),
  ],
  sub: binary('sub', sub),
  mul: [...binary('mul', mul), make('mul by itself', [normal('B', 2)], (x) => mul(x, x))],
  div: [...binary('div', div, positive), make('div of a number', [positive('B', 2)], (x) => div(2, x))],
  minimum: [...binary('minimum', minimum), make('minimum of a number', [normal('B', 6)], (x) => minimum(x, 0.25))],
  maximum: [...binary('maximum', maximum), make('maximum of a number', [normal('B', 6)], (x) => maximum(0.25, x))],
  equal: [
    make('equal ids', [ids(0, 2, 'B', 1), ids(0, 2, 1, 'T')], asNumber(equal)),
    make('equal numbers', [normal('B', 3), normal(3)], (a, b) => mul(cast(equal(maximum(a, b), a), 'f32'), b)),
    make('equal truths', [normal('B', 3), normal(3)], (a, b) => cast(equal(less(a, b), less(b, scalar(0))), 'f32')),
  ],
  less: [
    ...binary('less', (a, b) => mul(cast(less(a, b), 'f32'), a)),
    make('less ids', [ids(0, 4, 'B', 1), ids(0, 4, 'T')], asNumber(less)),
  ],
  where: [
    ...PAIRS.map(([a, b]) =>
      make('where', [normal(...a), normal(...b), normal(3)].slice(0, a.at(-1) === 3 ? 3 : 2), (x, y, z = x) =>
        where(less(x, y), mul(x, z), y),
      ),
    ),
    make('where by ids', [ids(0, 1, 'B', 'T', 1), normal('T', 3), normal(1)], (c, x, y) =>
      where(cast(c, 'bool'), x, y),
    ),
    make('where with numbers', [normal('B', 'T')], (x) =>
      where(less(x, scalar(0)), mul(0.1, x), where(less(x, scalar(1)), 7, x)),
    ),
  ],
  cast: [
    make('cast to i32', [normal('B', 6)], (x) => cast(cast(mul(x, 3), 'i32'), 'f32')),
    make(
      'cast to bool',
      [ids(-1, 1, 'B', 6)],
      asNumber((x) => cast(x, 'bool')),
    ),
    make(
      'cast numbers to bool',
      [normal('B', 6)],
      asNumber((x) => cast(maximum(x, 0), 'bool')),
    ),
    make('cast through halves', [ids(-99, 99, 'B', 6)], (x) => cast(cast(x, 'f16'), 'f32')),
    make(
      'cast to the same',
      [normal('B', 6)],
      asNumber((x) => mul(cast(cast(less(x, scalar(0)), 'i32'), 'f32'), x)),
    ),
  ],
  matmul: matmuls(),
  sum: [
    ...reductions('sum', sum, true),
    make('sum of all', [normal('B', 'T')], sumAll),
    make('sum of a scalar', [normal()], sumAll),
  ],
  mean: reductions('mean', mean, false),
  max: reductions('max', max, true),
  reshape: [
    make('reshape to rows', [normal('B', 'T', 6)], (x) => reshape(x, [times(x.shape[0]!, x.shape[1]!), 6])),
    make('reshape to heads', [normal('B', 'T', 6)], (x) => reshape(x, [...x.shape.slice(0, 2), 2, 3])),
    make('reshape from the middle', [normal('B', 6, 'T')], (x) => reshape(x, [x.shape[0]!, 2, 3, x.shape[2]!])),
    make('reshape, names swapped', [normal('B', 'T')], (x) => reshape(x, [x.shape[1]!, x.shape[0]!])),
    make('reshape there and back', [normal('B', 'T', 2)], (x) =>
      reshape(tanh(reshape(x, [times(...x.shape)])), x.shape),
    ),
    make('reshape with ones', [normal('B', 'T')], (x) => reshape(x, [1, x.shape[0]!, 1, x.shape[1]!])),
    make('reshape to a scalar', [normal(1, 1)], (x) => reshape(x, [])),
    make('reshape of ids', [normal(5, 2), ids(0, 4, 'B', 'T')], (x, at) =>
      gather(x, reshape(at, [times(...at.shape)])),
    ),
  ],
  broadcastTo: [
    make('broadcastTo by rank', [normal(3), normal('B', 'T', 3)], (a, b) => mul(broadcastTo(a, b.shape), b)),
    make('broadcastTo by ones', [normal('B', 1), normal(1, 'T')], (a, b) => broadcastTo(a, [a.shape[0]!, b.shape[1]!])),
    make('broadcastTo from a scalar', [normal()], (a) => broadcastTo(a, [2, 3])),
    make('broadcastTo a product', [normal(1), normal('B', 'T')], (a, b) => {
      const rows = [times(...b.shape)];
      return mul(broadcastTo(a, rows), reshape(b, rows));
    }),
  ],
  transpose: [
    make('transpose', [normal('B', 'T')], (x) => transpose(x, [1, 0])),
    make('transpose cycle', [normal('B', 'T', 4)], (x) => transpose(x, [2, 0, 1])),
    make('transpose heads', [normal('B', 'T', 2, 3)], (x) => transpose(x, [0, 2, 1, 3])),
    make('transpose ids', [normal(5, 2), ids(0, 4, 'B', 'T')], (x, at) => gather(x, transpose(at, [1, 0]))),
  ],
  concat: [
    make('concat last', [normal('B', 'T', 2), normal('B', 'T', 3)], (a, b) => concat([a, b], -1)),
    make('concat first', [normal(2, 'T'), normal(1, 'T'), normal(3, 'T')], (...parts) => concat(parts, 0)),
    make('concat with itself', [normal('B', 2)], (a) => concat([a, neg(a), a], 1)),
    make('concat one', [normal('B', 2)], (a) => concat([a], -1)),
  ],
  slice: [
    make('slice start', [normal('B', 'T', 5)], (x) => slice(x, -1, 0, 2)),
    make('slice middle', [normal('B', 5, 'T')], (x) => slice(x, 1, 1, 4)),
    make('slice end', [normal(5, 'T')], (x) => slice(x, -2, 4, 5)),
    make('slice twice', [normal('B', 6)], (x) => mul(slice(x, 1, 0, 4), slice(x, 1, 2, 6))),
  ],
  gather: [
    make('gather', [normal(5, 3), ids(0, 4, 'B', 'T')], gather),
    make('gather duplicates', [normal(3, 2), ids(1, 1, 'B', 7)], gather),
    make('gather one', [normal(5, 3), ids(0, 4)], gather),
    make('gather numbers', [normal(5), ids(0, 4, 'B', 3)], gather),
    make('gather halves', [ids(-99, 99, 5, 3), ids(0, 4, 'B')], (x, at) => cast(gather(cast(x, 'f16'), at), 'f32')),
    make('gather matrices', [normal(4, 2, 3), ids(0, 3, 'T')], gather),
  ],
  oneHot: [
    make('oneHot', [ids(0, 3, 'B', 'T')], (at) => oneHot(at, 4)),
    make('oneHot of one', [ids(0, 3)], (at) => oneHot(at, 4)),
    make('oneHot of none', [ids(-1, 3, 'B', 9)], (at) => oneHot(at, 4)),
    make('oneHot of many', [ids(-1, 1299, 'B', 9)], (at) => oneHot(at, 1300)),
  ],
  softmax: unary('softmax', (x) => softmax(mul(2, x.shape.length === 0 ? reshape(x, [1]) : x))),
  logSoftmax: unary('logSoftmax', (x) => logSoftmax(mul(2, x.shape.length === 0 ? reshape(x, [1]) : x))),
  rmsNorm: [normal('B', 'T', 6), normal('B', 6), normal(6), normal('B', 2, 'T', 6)].map((x) =>
    make('rmsNorm', [x, normal(6)], (first, weight) => rmsNorm(first, weight, 1e-5)),
  ),
  // T is 5 at most: ONNX Runtime's kernel refuses more positions in a row than its tables have rows
  rope: [false, true].flatMap((interleaved) =>
    [
      [1, 7],
      [2, 7],
      [2, 5],
    ].map(([heads, rows]) =>
      make(
        `rope of ${heads}${interleaved ? ', interleaved' : ''}`,
        [
          normal('B', 'T', heads! * 6),
          ids(0, rows! - 1, 'B', 'T'),
          { ...normal(rows!, 3), fixed: true },
          { ...normal(rows!, 3), fixed: true },
        ],
        (x, positions, c, s) => rope(x, positions, c, s, heads!, interleaved),
      ),
    ),
  ),
  ...CACHE_CASES,
  topK: [
    ...[1, 2, 5].map((k) =>
      make(
        `topK of ${k}`,
        [normal('B', 'T', 5)],
        asNumber((x) => topK(x, k)),
      ),
    ),
    make(
      'topK of equals',
      [ids(0, 2, 'B', 9)],
      asNumber((x) => topK(cast(x, 'f32'), 4)),
    ),
    make('topK chooses a weight', [normal('B', 5), normal(5, 3)], (x, table) => gather(table, topK(x, 2))),
  ],
  argsort: [
    make('argsort', [ids(0, 3, 'T')], asNumber(argsort)),
    make('argsort of many equals', [ids(0, 2, 300)], asNumber(argsort)),
    make(
      'argsort of an order is its inverse',
      [ids(-9, 9, 'B', 'T')],
      asNumber((x) => argsort(argsort(reshape(x, [times(...x.shape)])))),
    ),
  ],
  int8Matmul: [
    [normal('B', 5), 5, 7],
    [normal('B', 'T', 8), 8, 3],
    [normal(2, 64), 64, 40],
  ].map(([leaf, rows, columns]) =>
    make('int8Matmul', [{ ...(leaf as Leaf), fixed: true }], (x) =>
      int8Matmul(x, wholeNumbers(rows as number, columns as number)),
    ),
  ),
  int8Product: [true, false].flatMap((transB) =>
    [
      [5, 7],
      [64, 40],
    ].map(([out, width]) =>
      make(
        `int8Product${transB ? ' transB' : ''}`,
        [
          { ...normal('B', transB ? width! : out!), fixed: true },
          ids(-63, 63, out!, width!),
          { ...positive(out!), fixed: true },
        ],
        (x, w, scales) => int8Product(x, cast(w, 'i8'), scales, { transB }),
      ),
    ),
  ),
  groupedMatmul: [false, true].flatMap((transB) => [
    make(
      `groupedMatmul ${transB ? 'bᵀ' : 'b'}`,
      [normal('B', 3), normal(4, ...(transB ? [2, 3] : [3, 2])), ids(0, 3, 'B')],
      (x, w, at) => groupedMatmul(x, w, countsOf(at, 4), { transB }),
    ),
    make(
      `groupedMatmul ${transB ? 'bᵀ' : 'b'} of copies`,
      [normal('B', 'T', 3), normal(2, ...(transB ? [4, 3] : [3, 4])), ids(0, 1, 'B', 'T')],
      (x, w, at) => groupedMatmul(reshape(x, [times(...at.shape), 3]), w, countsOf(at, 2), { transB }),
    ),
    make(`groupedMatmul ${transB ? 'bᵀ' : 'b'}, built in`, [normal('B', 3), ids(0, 2, 'B')], (x, at) =>
      groupedMatmul(
        x,
        constant(
          Float32Array.from({ length: 36 }, (_, i) => Math.sin(i)),
          [3, ...(transB ? [4, 3] : [3, 4])],
        ),
        countsOf(at, 3),
        { transB },
      ),
    ),
  ]),
  groupedOuter: [
    make('groupedOuter', [normal('B', 2), normal('B', 3), ids(0, 3, 'B')], (a, b, at) =>
      groupedOuter(a, b, countsOf(at, 4)),
    ),
    make('groupedOuter of itself', [normal('T', 2), ids(0, 1, 'T')], (a, at) => groupedOuter(a, a, countsOf(at, 2))),
  ],
  custom: [
    make('custom', [normal('B', 'T')], cube),
    make('custom inside', [normal('B', 'T')], (x) => mul(x, sigmoid(cube(tanh(x))))),
    make('custom of two', [normal('B', 3), normal(3)], (a, b) =>
      custom(mul(a, b), [a, b], (dy) => [mul(dy, b), sum(mul(dy, a), [0], false)]),
    ),
  ],
};
