/**
 * Reverse-mode automatic differentiation: from a traced scalar to the traced gradients of its inputs (vector-Jacobian
 * products). Gradients are made of the same operations, so they are lowered, executed and checked like everything
 * else.
 */
import {
  add,
  broadcastTo,
  cast,
  concat,
  cos,
  custom,
  div,
  equal,
  exp,
  groupedMatmul,
  groupedOuter,
  int8Product,
  less,
  matmul,
  mean,
  mul,
  neg,
  oneHot,
  reciprocal,
  reduceTo,
  reshape,
  rope,
  scalar,
  sigmoid,
  sin,
  slice,
  sqrt,
  sub,
  sum,
  topological,
  transpose,
  where,
  type Op,
  type OpOf,
  type Tensor,
} from './trace.ts';
import { formatShape, times } from './shape.ts';

type Cotangents = (Tensor | undefined)[];

/** dx of one operation, per input, from the cotangent dy of its result y; undefined where no gradient flows. */
type Pullback<K extends Op['type']> = (y: Tensor, dy: Tensor, op: OpOf<K>) => Cotangents;

/** The cotangent of a reduction with its reduced axes put back as size 1. */
const withDims = (dy: Tensor, x: Tensor, axes: readonly number[], keepDims: boolean): Tensor =>
  keepDims
    ? dy
    : reshape(
        dy,
        x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim)),
      );

const matmulPullback: Pullback<'matmul'> = (y, dy, { transA, transB, alpha }) => {
  const [a, b] = y.inputs as [Tensor, Tensor];
  if (a.shape.length > 2 && b.shape.length === 2) {
    // one matrix for the whole batch: flatten the batch into rows
    const rows = times(...a.shape.slice(0, -1));
    const flat = matmul(reshape(a, [rows, a.shape.at(-1)!]), b, { transB, alpha });
    const [da, db] = matmulPullback(flat, reshape(dy, flat.shape), flat.op as OpOf<'matmul'>) as [Tensor, Tensor];
    return [reshape(da, a.shape), db];
  }
  const da = transA
    ? matmul(b, dy, { transA: transB, transB: true, alpha })
    : matmul(dy, b, { transB: !transB, alpha });
  const db = transB
    ? matmul(dy, a, { transA: true, transB: transA, alpha })
    : matmul(a, dy, { transA: !transA, alpha });
  return [da, db];
};

/** A one-hot product, not a scatter: ONNX Runtime's ScatterND-add races on the CPU (docs/architecture.md). */
const gatherPullback: Pullback<'gather'> = ({ inputs }, dy) => {
  const [table, ids] = inputs as [Tensor, Tensor];
  const rows = table.shape[0];
  if (typeof rows !== 'number')
    throw new TypeError(`gather: no gradient for a table of shape ${formatShape(table.shape)}`);
  const width = table.shape.slice(1);
  const hot = reshape(oneHot(ids, rows), [times(...ids.shape), rows]);
  const flat = reshape(dy, [times(...ids.shape), times(...width)]);
  return [reshape(matmul(hot, flat, { transA: true }), table.shape), undefined];
};

const slicePullback: Pullback<'slice'> = ({ inputs: [x] }, dy, { axis, start, end }) => {
  const size = x!.shape[axis] as number;
  const zeros = (width: number) => broadcastTo(scalar(0), x!.shape.with(axis, width));
  return [concat([...(start > 0 ? [zeros(start)] : []), dy, ...(end < size ? [zeros(size - end)] : [])], axis)];
};

/** x̂ = x·r, r = 1/√(mean x² + ε):  dx = r·(dx̂ − x̂·mean(dx̂·x̂)),  dw = Σ dy·x̂ */
const rmsNormPullback: Pullback<'rmsNorm'> = ({ inputs }, dy, { eps }) => {
  const [x, weight] = inputs as [Tensor, Tensor];
  const r = reciprocal(sqrt(add(mean(mul(x, x), [-1]), eps)));
  const xHat = mul(x, r);
  const dHat = mul(dy, weight);
  return [mul(r, sub(dHat, mul(xHat, mean(mul(dHat, xHat), [-1])))), reduceTo(mul(dy, xHat), weight.shape)];
};

const none = (): Cotangents => [];

/** The pullback of each operation. Inputs are named a, b, c in order. */
const PULLBACKS: { readonly [K in Op['type']]: Pullback<K> } = {
  input: none,
  variable: none,
  constant: none,
  neg: (_y, dy) => [neg(dy)],
  exp: (y, dy) => [mul(dy, y)],
  log: ({ inputs: [a] }, dy) => [div(dy, a!)],
  sqrt: (y, dy) => [div(mul(dy, 0.5), y)],
  reciprocal: (y, dy) => [neg(mul(dy, mul(y, y)))],
  tanh: (y, dy) => [mul(dy, sub(1, mul(y, y)))],
  sigmoid: (y, dy) => [mul(dy, mul(y, sub(1, y)))],
  silu: (y, dy) => {
    const s = sigmoid(y.inputs[0]!);
    return [mul(dy, add(s, mul(y, sub(1, s))))]; // s + x·s·(1 − s)
  },
  sin: ({ inputs: [a] }, dy) => [mul(dy, cos(a!))],
  cos: ({ inputs: [a] }, dy) => [neg(mul(dy, sin(a!)))],
  abs: ({ inputs: [a] }, dy) => [where(less(a!, scalar(0)), neg(dy), dy)],
  add: ({ inputs: [a, b] }, dy) => [reduceTo(dy, a!.shape), reduceTo(dy, b!.shape)],
  sub: ({ inputs: [a, b] }, dy) => [reduceTo(dy, a!.shape), reduceTo(neg(dy), b!.shape)],
  mul: ({ inputs: [a, b] }, dy) => [reduceTo(mul(dy, b!), a!.shape), reduceTo(mul(dy, a!), b!.shape)],
  div: (y, dy) => {
    const [a, b] = y.inputs as [Tensor, Tensor];
    return [reduceTo(div(dy, b), a.shape), reduceTo(neg(div(mul(dy, y), b)), b.shape)];
  },
  // On a tie the first operand takes the whole gradient.
  minimum: ({ inputs }, dy) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const second = less(b, a);
    return [reduceTo(where(second, 0, dy), a.shape), reduceTo(where(second, dy, 0), b.shape)];
  },
  maximum: ({ inputs }, dy) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const second = less(a, b);
    return [reduceTo(where(second, 0, dy), a.shape), reduceTo(where(second, dy, 0), b.shape)];
  },
  equal: none,
  less: none,
  where: ({ inputs: [a, b, c] }, dy) => [
    undefined,
    reduceTo(where(a!, dy, 0), b!.shape),
    reduceTo(where(a!, 0, dy), c!.shape),
  ],
  cast: none,
  matmul: matmulPullback,
  sum: ({ inputs: [a] }, dy, { axes, keepDims }) => [broadcastTo(withDims(dy, a!, axes, keepDims), a!.shape)],
  mean: ({ inputs: [a] }, dy, { axes, keepDims }) => {
    const count = axes.reduce((product, axis) => product * (a!.shape[axis] as number), 1);
    return [broadcastTo(mul(withDims(dy, a!, axes, keepDims), 1 / count), a!.shape)];
  },
  // Equal maxima share the gradient.
  max: (y, dy, { axes, keepDims }) => {
    const a = y.inputs[0]!;
    const hit = cast(equal(a, withDims(y, a, axes, keepDims)), 'f32');
    return [mul(div(hit, sum(hit, axes)), withDims(dy, a, axes, keepDims))];
  },
  reshape: ({ inputs: [a] }, dy) => [reshape(dy, a!.shape)],
  broadcastTo: ({ inputs: [a] }, dy) => [reduceTo(dy, a!.shape)],
  transpose: (_y, dy, { perm }) => {
    const inverse = perm.map((_, i) => perm.indexOf(i));
    return [transpose(dy, inverse)];
  },
  concat: ({ inputs }, dy, { axis }) => {
    let start = 0;
    return inputs.map((part) => slice(dy, axis, start, (start += part.shape[axis] as number)));
  },
  slice: slicePullback,
  gather: gatherPullback,
  oneHot: none,
  softmax: (y, dy) => [mul(y, sub(dy, sum(mul(dy, y), [-1])))],
  logSoftmax: (y, dy) => [sub(dy, mul(exp(y), sum(dy, [-1])))],
  rmsNorm: rmsNormPullback,
  // A rotation's transpose is the rotation by the opposite angle.
  rope: ({ inputs: [, positions, cosTable, sinTable] }, dy, { heads, interleaved }) => [
    rope(dy, positions!, cosTable!, neg(sinTable!), heads, interleaved),
    undefined,
    undefined,
    undefined,
  ],
  topK: none,
  argsort: none,
  put: () => {
    throw new TypeError('put has no gradient: it is for caches');
  },
  draw: none,
  int8Matmul: () => {
    throw new TypeError('int8Matmul has no gradient: train with exact weights');
  },
  int8Product: ({ inputs: [, w, scales] }, dy, { transB }) => [
    int8Product(dy, w!, scales!, { transB: !transB }),
    undefined,
    undefined,
  ],
  groupedMatmul: ({ inputs }, dy, { transB }) => {
    const [a, b, counts] = inputs as [Tensor, Tensor, Tensor];
    return [
      groupedMatmul(dy, b, counts, { transB: !transB }),
      transB ? groupedOuter(dy, a, counts) : groupedOuter(a, dy, counts),
      undefined,
    ];
  },
  groupedOuter: ({ inputs }, dy) => {
    const [a, b, counts] = inputs as [Tensor, Tensor, Tensor];
    return [groupedMatmul(b, dy, counts, { transB: true }), groupedMatmul(a, dy, counts), undefined];
  },
  custom: (_y, dy, { vjp }) => [undefined, ...vjp(dy)],
};

const pullback = (y: Tensor, dy: Tensor): Cotangents =>
  (PULLBACKS[y.op.type] as Pullback<Op['type']>)(y, dy, y.op as never);

/**
 * Gradients of a scalar with respect to each tensor of `wrt`, in that order; zeros where it does not depend on one.
 * With `seed`, the output may have any shape and `seed` is its cotangent.
 */
export const gradients = (output: Tensor, wrt: readonly Tensor[], seed?: Tensor): Tensor[] => {
  if (!seed && output.shape.length > 0)
    throw new TypeError(`gradients: needs a scalar, got ${formatShape(output.shape)}`);
  const order = topological([output]);
  const needed = new Set<Tensor>(wrt);
  for (const node of order) {
    const from = node.op.type === 'custom' ? node.inputs.slice(1) : node.inputs;
    if (from.some((input) => needed.has(input))) needed.add(node);
  }
  const cotangents = new Map<Tensor, Tensor>([[output, seed ?? scalar(1)]]);
  for (const node of order.reverse()) {
    const dy = cotangents.get(node);
    if (!dy || !needed.has(node)) continue;
    const flows = pullback(node, dy);
    node.inputs.forEach((from, i) => {
      const flow = flows[i];
      if (!flow || !needed.has(from)) return;
      const earlier = cotangents.get(from);
      cotangents.set(from, earlier ? add(earlier, flow) : flow);
    });
  }
  return wrt.map((tensor) => cotangents.get(tensor) ?? broadcastTo(scalar(0), tensor.shape));
};

/**
 * Activation checkpointing (Chen et al. 2016): runs `fn` without storing what it computes inside; the backward pass
 * computes it again from `inputs`. This trades time for memory, and the values are the same. Everything that needs a
 * gradient must be among `inputs`.
 */
export const checkpoint = (fn: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]): Tensor =>
  custom(fn(...inputs), inputs, (dy) => {
    // Each input is tied to the incoming gradient by adding zero times it, so that ONNX Runtime can neither merge the
    // second computation with the first nor start it early.
    const tie = mul(
      sum(
        dy,
        dy.shape.map((_, i) => i),
        false,
      ),
      0,
    );
    const tied = inputs.map((input) => (input.dtype === 'f32' ? add(input, tie) : input));
    // Only the tied copies are asked for, by position (one tensor may be given twice): anything older would lead back
    // through dy into this same checkpoint.
    const flows = gradients(
      fn(...tied),
      tied.filter(({ dtype }) => dtype === 'f32'),
      dy,
    );
    let next = 0;
    return inputs.map(({ dtype }) => (dtype === 'f32' ? flows[next++] : undefined));
  });
