/** Shapes and types are checked where a node is made, and every complaint names the operation and the shapes. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { broadcast, elements, formatShape, resolve, sameSize, times, type Shape } from './shape.ts';
import {
  add,
  broadcastTo,
  cast,
  concat,
  constant,
  div,
  equal,
  exp,
  gather,
  input,
  less,
  logSoftmax,
  matmul,
  max,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  oneHot,
  reduceTo,
  reshape,
  rmsNorm,
  rope,
  scalar,
  slice,
  softmax,
  sub,
  sum,
  sumAll,
  topological,
  transpose,
  variable,
  where,
  type DType,
  type Tensor,
} from './trace.ts';

const f = (...shape: Shape): Tensor => input('x', shape);
const i = (...shape: Shape): Tensor => input('ids', shape, 'i32');
const truth = (...shape: Shape): Tensor => less(f(...shape), f(...shape));

/** What each mistake says. */
const MISTAKES: readonly [name: string, make: () => unknown, message: RegExp][] = [
  ...(
    [
      ['add', add],
      ['sub', sub],
      ['mul', mul],
      ['div', div],
      ['minimum', minimum],
      ['maximum', maximum],
      ['equal', equal],
      ['less', less],
    ] as const
  ).map(([name, fn]): [string, () => unknown, RegExp] => [
    `${name} shapes`,
    () => fn(f('B', 3), f(4)),
    new RegExp(`^${name}: shapes \\(B, 3\\) and \\(4\\) don't broadcast`),
  ]),
  ['two names', () => add(f('B', 3), f('T', 3)), /^add: shapes \(B, 3\) and \(T, 3\) don't broadcast/],
  ['add types', () => add(f(3), i(4)), /^add: needs f32, got i32 \(4\)/],
  ['unary type', () => exp(i(2, 3)), /^exp: needs f32, got i32 \(2, 3\)/],
  ['neg type', () => neg(truth(2)), /^neg: needs f32, got bool \(2\)/],
  ['equal types', () => equal(f(3), i(3)), /^equal: types f32 and i32 differ/],
  ['where condition', () => where(f(3), f(3), f(3)), /^where: needs bool, got f32 \(3\)/],
  ['where type', () => where(truth(3), f(3), i(3)), /^where: needs f32, got i32 \(3\)/],
  ['where branches', () => where(truth(3), f(3), f(4)), /^where: shapes \(3\) and \(4\) don't broadcast/],
  ['where shapes', () => where(truth(2), f(3), f(3)), /^where: shapes \(2\) and \(3\) don't broadcast/],
  ['matmul inner', () => matmul(f(2, 3), f(4, 5)), /^matmul: shapes \(2, 3\) and \(4, 5\) don't fit/],
  [
    'matmul transA',
    () => matmul(f(2, 3), f(3, 5), { transA: true }),
    /^matmul transA: shapes \(2, 3\) and \(3, 5\) don't fit/,
  ],
  [
    'matmul transB',
    () => matmul(f(2, 3), f(3, 5), { transB: true }),
    /^matmul transB: shapes \(2, 3\) and \(3, 5\) don't fit/,
  ],
  ['matmul batch', () => matmul(f('B', 2, 3), f('T', 3, 5)), /^matmul: shapes \(B, 2, 3\) and \(T, 3, 5\) don't fit/],
  [
    'matmul batch of ones',
    () => matmul(f('B', 2, 3), f(1, 3, 5)),
    /^matmul: shapes \(B, 2, 3\) and \(1, 3, 5\) don't fit/,
  ],
  ['matmul shared a', () => matmul(f(2, 3), f('B', 3, 5)), /^matmul: shapes \(2, 3\) and \(B, 3, 5\) don't fit/],
  [
    'matmul shared transA',
    () => matmul(f('B', 3, 2), f(3, 5), { transA: true }),
    /^matmul transA: shapes \(B, 3, 2\) and \(3, 5\) don't fit/,
  ],
  ['matmul vector', () => matmul(f(3), f(3, 5)), /^matmul: shapes \(3\) and \(3, 5\) don't fit/],
  ['matmul type', () => matmul(f(2, 3), i(3, 5)), /^matmul: needs f32, got i32 \(3, 5\)/],
  ['sum axis', () => sum(f(2, 3), [2]), /^sum: no axis 2 in \(2, 3\)/],
  ['max axis', () => max(f(2, 3), [-3]), /^max: no axis -3 in \(2, 3\)/],
  ['mean axis', () => mean(f(2, 3), [0.5]), /^mean: no axis 0.5 in \(2, 3\)/],
  ['mean named', () => mean(f('B', 3), [0]), /^mean: axis 0 of \(B, 3\) has no fixed size/],
  ['sum type', () => sum(i(2), [0]), /^sum: needs f32, got i32 \(2\)/],
  [
    'reshape',
    () => reshape(f('B', 6), ['B', 2, 4]),
    /^reshape: \(B, 6\) does not hold as many elements as \(B, 2, 4\)/,
  ],
  [
    'reshape names',
    () => reshape(f('B', 'T'), ['B', 'B']),
    /^reshape: \(B, T\) does not hold as many elements as \(B, B\)/,
  ],
  ['broadcastTo', () => broadcastTo(f(2, 3), [4, 3]), /^broadcastTo: shapes \(2, 3\) and \(4, 3\) don't broadcast/],
  ['broadcastTo smaller', () => broadcastTo(f(2, 3), [1, 3]), /^broadcastTo: \(2, 3\) does not broadcast to \(1, 3\)/],
  ['transpose', () => transpose(f('B', 3), [0, 0]), /^transpose: \[0, 0\] is no permutation of the axes of \(B, 3\)/],
  ['transpose rank', () => transpose(f('B', 3), [0]), /^transpose: \[0\] is no permutation of the axes of \(B, 3\)/],
  ['concat nothing', () => concat([], 0), /^concat: nothing to join/],
  ['concat shapes', () => concat([f(2, 3), f(3, 3)], 1), /^concat on axis 1: shapes \(2, 3\) and \(3, 3\) don't fit/],
  [
    'concat named',
    () => concat([f('B', 3), f('B', 3)], 0),
    /^concat on axis 0: shapes \(B, 3\) and \(B, 3\) don't fit/,
  ],
  ['concat types', () => concat([f(2), i(2)], 0), /^concat on axis 0: shapes \(2\) and \(2\) don't fit/],
  ['concat axis', () => concat([f(2)], 1), /^concat: no axis 1 in \(2\)/],
  ['slice end', () => slice(f('B', 3), 1, 1, 4), /^slice: 1\.\.4 of axis 1 of \(B, 3\)/],
  ['slice empty', () => slice(f('B', 3), -1, 2, 2), /^slice: 2\.\.2 of axis 1 of \(B, 3\)/],
  ['slice named', () => slice(f('B', 3), 0, 0, 1), /^slice: 0\.\.1 of axis 0 of \(B, 3\)/],
  ['gather ids', () => gather(f(5, 3), f(2)), /^gather ids: needs i32, got f32 \(2\)/],
  ['gather table', () => gather(less(f(5, 3), f(3)), i(2)), /^gather table: needs f32, f16 or i32, got bool \(5, 3\)/],
  ['gather scalar', () => gather(f(), i(2)), /^gather: the table has no axis/],
  ['oneHot', () => oneHot(f(2), 3), /^oneHot: needs i32, got f32 \(2\)/],
  ['softmax scalar', () => softmax(f()), /^softmax: no axis -1 in \(\)/],
  ['logSoftmax type', () => logSoftmax(i(2)), /^logSoftmax: needs f32, got i32 \(2\)/],
  ['rmsNorm', () => rmsNorm(f('B', 4), f(3), 1e-5), /^rmsNorm: weight \(3\) does not fit \(B, 4\)/],
  ['rmsNorm rank', () => rmsNorm(f('B', 4), f(1, 4), 1e-5), /^rmsNorm: weight \(1, 4\) does not fit \(B, 4\)/],
  [
    'rope heads',
    () => rope(f('B', 'T', 8), i('B', 'T'), f(7, 2), f(7, 2), 3),
    /^rope with 3 heads: shapes \(B, T, 8\), positions \(B, T\) and tables \(7, 2\) don't fit/,
  ],
  [
    'rope positions',
    () => rope(f('B', 'T', 8), i('T', 'B'), f(7, 2), f(7, 2), 2),
    /^rope with 2 heads: shapes \(B, T, 8\), positions \(T, B\)/,
  ],
  ['constant', () => constant(Float32Array.of(1, 2), [3]), /^constant: 2 values for shape \(3\)/],
];

for (const [name, make, message] of MISTAKES) {
  test(`mistake: ${name}`, () =>
    assert.throws(make, (error: unknown) => error instanceof TypeError && message.test(error.message)));
}

/** What each operation makes. */
const RESULTS: readonly [name: string, tensor: Tensor, shape: Shape, dtype: DType][] = [
  ['add broadcasts both ways', add(f('B', 1, 3), f('T', 1)), ['B', 'T', 3], 'f32'],
  ['a number is a scalar', mul(2, f('B')), ['B'], 'f32'],
  ['compare', less(f('B', 1), f('T')), ['B', 'T'], 'bool'],
  ['compare i32', equal(i('B', 1), i(3)), ['B', 3], 'bool'],
  ['where', where(truth('B', 1), f('T'), 0), ['B', 'T'], 'f32'],
  ['cast', cast(truth('B'), 'i32'), ['B'], 'i32'],
  ['matmul', matmul(f('B', 'T', 3), f('B', 3, 'T')), ['B', 'T', 'T'], 'f32'],
  ['matmul transposed', matmul(f('B', 3, 2), f('B', 4, 3), { transA: true, transB: true }), ['B', 2, 4], 'f32'],
  ['matmul shared', matmul(f('B', 'T', 3), f(3, 5)), ['B', 'T', 5], 'f32'],
  ['sum kept', sum(f('B', 'T', 3), [-1, 0]), [1, 'T', 1], 'f32'],
  ['sum dropped', sum(f('B', 'T', 3), [-1, 0], false), ['T'], 'f32'],
  ['sumAll', sumAll(f('B', 3)), [], 'f32'],
  ['mean', mean(f('B', 3), [-1]), ['B', 1], 'f32'],
  ['reduceTo', reduceTo(f('B', 'T', 3), ['T', 1]), ['T', 1], 'f32'],
  ['reshape', reshape(f('B', 'T', 6), [times('T', 'B'), 2, 3]), ['B*T', 2, 3], 'f32'],
  ['transpose', transpose(i('B', 'T', 3), [2, 0, 1]), [3, 'B', 'T'], 'i32'],
  ['concat', concat([f('B', 2), f('B', 3)], -1), ['B', 5], 'f32'],
  ['slice', slice(f('B', 5), -1, 1, 3), ['B', 2], 'f32'],
  ['gather', gather(f(5, 2, 3), i('B', 'T')), ['B', 'T', 2, 3], 'f32'],
  ['gather one', gather(f(5), i()), [], 'f32'],
  ['oneHot', oneHot(i('B'), 7), ['B', 7], 'f32'],
  ['variable', variable('w', [2, 3]), [2, 3], 'f32'],
  ['constant i32', constant(Int32Array.of(1, 2), [2, 1]), [2, 1], 'i32'],
];

for (const [name, tensor, shape, dtype] of RESULTS) {
  test(`result: ${name}`, () => assert.deepEqual([tensor.shape, tensor.dtype], [shape, dtype]));
}

test('what changes nothing makes no node', () => {
  const x = f('B', 3);
  for (const same of [
    cast(x, 'f32'),
    reshape(x, ['B', 3]),
    broadcastTo(x, ['B', 3]),
    slice(x, 1, 0, 3),
    reduceTo(x, ['B', 3]),
  ])
    assert.equal(same, x);
});

test('times names products in one way whatever the order', () => {
  assert.equal(times(2, 3), 6);
  assert.equal(times(), 1);
  assert.equal(times('T', 'B'), 'B*T');
  assert.equal(times(times('T', 'B'), 'A'), 'A*B*T');
  assert.equal(times('B', 1), 'B');
  assert.equal(times('B', 2, 3), '6*B');
  assert.equal(times(times(2, 'T'), times(3, 'B')), '6*B*T');
  assert.equal(times('B', 0), 0);
});

test('sameSize compares factors, not places', () => {
  assert.ok(sameSize(['B', 6], ['B', 2, 3]));
  assert.ok(sameSize(['B', 'T', 4], [4, 'B*T']));
  assert.ok(sameSize(['4*B'], [2, 'B', 2]));
  assert.ok(sameSize([], [1, 1]));
  assert.ok(!sameSize(['B'], ['T']));
  assert.ok(!sameSize(['B', 'B'], ['B']));
  assert.ok(!sameSize(['B', 2], ['B', 3]));
});

test('resolve and elements put sizes to names, or say which has none', () => {
  assert.deepEqual(resolve(['B*T', 3, '2*B', 'T'], { B: 2, T: 5 }), [10, 3, 4, 5]);
  assert.equal(elements(['B', 3], { B: 4 }), 12);
  assert.equal(elements([]), 1);
  assert.throws(() => resolve(['B*T', 3], { B: 2 }), /dimension T of \(B\*T, 3\) has no size/);
});

test('broadcast and formatShape', () => {
  assert.deepEqual(broadcast('x', [], ['B']), ['B']);
  assert.deepEqual(broadcast('x', [1, 'T'], ['B', 1]), ['B', 'T']);
  assert.equal(formatShape(['B', 3]), '(B, 3)');
});

test('topological puts inputs before users, each once, and does not recurse', () => {
  const x = f(2);
  let y = x;
  for (let k = 0; k < 20_000; k++) y = add(y, y);
  const order = topological([y, x]);
  assert.equal(order.length, 20_001);
  assert.equal(order[0], x);
  assert.equal(order.at(-1), y);
  const place = new Map(order.map((node, at) => [node, at]));
  for (const node of order) for (const from of node.inputs) assert.ok(place.get(from)! < place.get(node)!);
  assert.deepEqual(
    topological([scalar(1)]).map(({ op }) => op.type),
    ['constant'],
  );
});
