/**
 * Reverse-mode differentiation: from a traced scalar to the traced gradients of what it was made of. Gradients are
 * built of the same operations, so they are lowered, executed and checked like everything else.
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
  type Tensor,
} from './trace.ts';
import { formatShape, times } from './shape.ts';

type Cotangents = (Tensor | undefined)[];

/** dx of one operation, per input, from the cotangent dy of its result y. */
const pullback = (y: Tensor, dy: Tensor): Cotangents => {
  const { op, inputs } = y;
  const [a, b] = inputs as [Tensor, Tensor];
  switch (op.type) {
    case 'input':
    case 'variable':
    case 'constant':
      return [];
    case 'neg':
      return [neg(dy)];
    case 'exp':
      return [mul(dy, y)];
    case 'log':
      return [div(dy, a)];
    case 'sqrt':
      return [div(mul(dy, 0.5), y)];
    case 'reciprocal':
      return [neg(mul(dy, mul(y, y)))];
    case 'tanh':
      return [mul(dy, sub(1, mul(y, y)))];
    case 'sigmoid':
      return [mul(dy, mul(y, sub(1, y)))];
    case 'silu': {
      const s = sigmoid(a);
      return [mul(dy, add(s, mul(y, sub(1, s))))];
    } // s + x·s·(1 − s)
    case 'sin':
      return [mul(dy, cos(a))];
    case 'cos':
      return [neg(mul(dy, sin(a)))];
    case 'abs':
      return [where(less(a, scalar(0)), neg(dy), dy)];
    case 'add':
      return [reduceTo(dy, a.shape), reduceTo(dy, b.shape)];
    case 'sub':
      return [reduceTo(dy, a.shape), reduceTo(neg(dy), b.shape)];
    case 'mul':
      return [reduceTo(mul(dy, b), a.shape), reduceTo(mul(dy, a), b.shape)];
    case 'div':
      return [reduceTo(div(dy, b), a.shape), reduceTo(neg(div(mul(dy, y), b)), b.shape)];
    // On a tie the first operand takes the whole gradient.
    case 'minimum': {
      const first = less(b, a);
      return [reduceTo(where(first, 0, dy), a.shape), reduceTo(where(first, dy, 0), b.shape)];
    }
    case 'maximum': {
      const second = less(a, b);
      return [reduceTo(where(second, 0, dy), a.shape), reduceTo(where(second, dy, 0), b.shape)];
    }
    case 'equal':
    case 'less':
    case 'oneHot':
    case 'topK':
    case 'argsort':
      return [];
    case 'where':
      return [undefined, reduceTo(where(a, dy, 0), b.shape), reduceTo(where(a, 0, dy), inputs[2]!.shape)];
    case 'cast':
      return [];
    case 'matmul':
      return matmulPullback(y, dy);
    case 'sum':
      return [broadcastTo(withDims(dy, a, op.axes, op.keepDims), a.shape)];
    case 'mean': {
      const count = op.axes.reduce((product, axis) => product * (a.shape[axis] as number), 1);
      return [broadcastTo(mul(withDims(dy, a, op.axes, op.keepDims), 1 / count), a.shape)];
    }
    case 'max': {
      // equal maxima share the gradient
      const hit = cast(equal(a, withDims(y, a, op.axes, op.keepDims)), 'f32');
      return [mul(div(hit, sum(hit, op.axes)), withDims(dy, a, op.axes, op.keepDims))];
    }
    case 'reshape':
      return [reshape(dy, a.shape)];
    case 'broadcastTo':
      return [reduceTo(dy, a.shape)];
    case 'transpose':
      return [
        transpose(
          dy,
          op.perm.map((_, i) => op.perm.indexOf(i)),
        ),
      ];
    case 'concat': {
      let start = 0;
      return inputs.map((part) => slice(dy, op.axis, start, (start += part.shape[op.axis] as number)));
    }
    case 'slice': {
      const size = a.shape[op.axis] as number;
      const zeros = (width: number) => broadcastTo(scalar(0), a.shape.with(op.axis, width));
      const parts = [...(op.start > 0 ? [zeros(op.start)] : []), dy, ...(op.end < size ? [zeros(size - op.end)] : [])];
      return [concat(parts, op.axis)];
    }
    case 'gather': {
      // A one-hot product, not a scatter: ONNX Runtime's ScatterND-add races on the CPU (docs/architecture.md).
      const rows = a.shape[0];
      if (typeof rows !== 'number')
        throw new TypeError(`gather: no gradient for a table of shape ${formatShape(a.shape)}`);
      const width = a.shape.slice(1);
      const hot = reshape(oneHot(b, rows), [times(...b.shape), rows]);
      return [
        reshape(matmul(hot, reshape(dy, [times(...b.shape), times(...width)]), { transA: true }), a.shape),
        undefined,
      ];
    }
    case 'softmax':
      return [mul(y, sub(dy, sum(mul(dy, y), [-1])))];
    case 'logSoftmax':
      return [sub(dy, mul(exp(y), sum(dy, [-1])))];
    case 'rmsNorm': {
      // x̂ = x·r, r = 1/√(mean x² + ε):  dx = r·(dx̂ − x̂·mean(dx̂·x̂)),  dw = Σ dy·x̂
      const r = reciprocal(sqrt(add(mean(mul(a, a), [-1]), op.eps)));
      const xHat = mul(a, r);
      const dHat = mul(dy, b);
      return [mul(r, sub(dHat, mul(xHat, mean(mul(dHat, xHat), [-1])))), reduceTo(mul(dy, xHat), b.shape)];
    }
    // A rotation's transpose is the rotation by the opposite angle.
    case 'rope':
      return [rope(dy, b, inputs[2]!, neg(inputs[3]!), op.heads, op.interleaved), undefined, undefined, undefined];
    case 'groupedMatmul': {
      const counts = inputs[2]!;
      return [
        groupedMatmul(dy, b, counts, { transB: !op.transB }),
        op.transB ? groupedOuter(dy, a, counts) : groupedOuter(a, dy, counts),
        undefined,
      ];
    }
    case 'groupedOuter': {
      const counts = inputs[2]!;
      return [groupedMatmul(b, dy, counts, { transB: true }), groupedMatmul(a, dy, counts), undefined];
    }
    case 'custom':
      return [undefined, ...op.vjp(dy)];
    default:
      throw new Error(`no gradient for ${(op satisfies never as { type: string }).type}`);
  }
};

/** The cotangent of a reduction with its reduced axes put back as size 1. */
const withDims = (dy: Tensor, x: Tensor, axes: readonly number[], keepDims: boolean): Tensor =>
  keepDims
    ? dy
    : reshape(
        dy,
        x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim)),
      );

const matmulPullback = (y: Tensor, dy: Tensor): Cotangents => {
  const { op, inputs } = y;
  if (op.type !== 'matmul') throw new TypeError('not a matmul');
  const [a, b] = inputs as [Tensor, Tensor];
  const { transA, transB, alpha } = op;
  if (a.shape.length > 2 && b.shape.length === 2) {
    // one matrix for the whole batch: flatten the batch into rows
    const rows = times(...a.shape.slice(0, -1));
    const flat = matmul(reshape(a, [rows, a.shape.at(-1)!]), b, { transB, alpha });
    const [da, db] = matmulPullback(flat, reshape(dy, flat.shape)) as [Tensor, Tensor];
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
    if (from.some((one) => needed.has(one))) needed.add(node);
  }
  const cotangents = new Map<Tensor, Tensor>([[output, seed ?? scalar(1)]]);
  for (const node of order.reverse()) {
    const dy = cotangents.get(node);
    if (!dy || !needed.has(node)) continue;
    const flows = pullback(node, dy);
    node.inputs.forEach((from, i) => {
      const flow = flows[i];
      if (!flow || !needed.has(from)) return;
      const sofar = cotangents.get(from);
      cotangents.set(from, sofar ? add(sofar, flow) : flow);
    });
  }
  return wrt.map((tensor) => cotangents.get(tensor) ?? broadcastTo(scalar(0), tensor.shape));
};

/**
 * Runs `fn` without keeping what it computes inside: the backward pass computes it again from `inputs` (Chen et al.
 * 2016). Memory for time; the values are the same. Everything that needs a gradient must be among `inputs`.
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
    const again = inputs.map((one) => (one.dtype === 'f32' ? add(one, tie) : one));
    // Only the tied copies are asked for, by position (one tensor may be given twice): anything older would lead back
    // through dy into this same checkpoint.
    const flows = gradients(
      fn(...again),
      again.filter((one) => one.dtype === 'f32'),
      dy,
    );
    let next = 0;
    return inputs.map((one) => (one.dtype === 'f32' ? flows[next++] : undefined));
  });
