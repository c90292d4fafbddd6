/**
 * Traced tensors: a tensor is a node with its operation, inputs, shape and type; nothing is computed. A graph is
 * whatever its outputs reach. Shapes and types are checked when a node is made, so that an error is thrown at the
 * line with the mistake. Execution is in run.ts, gradients in vjp.ts, and the f64 reference for tests in
 * testing/reference.ts.
 */
import type { BinaryType, CompareType, DType, Int8Matrix, Op, ReduceType, Tensor, UnaryType } from './op.ts';
import { broadcast, elements, formatShape, sameShape, sameSize, type Dim, type Shape } from './shape.ts';

export type * from './op.ts';

const make = (op: Op, inputs: readonly Tensor[], shape: Shape, dtype: DType): Tensor => ({ op, inputs, shape, dtype });

const requireType = (op: string, dtype: DType, ...tensors: Tensor[]): void => {
  for (const tensor of tensors) {
    if (tensor.dtype !== dtype)
      throw new TypeError(`${op}: needs ${dtype}, got ${tensor.dtype} ${formatShape(tensor.shape)}`);
  }
};

/** A non-negative axis; throws when the tensor has no such axis. */
const axisOf = (op: string, axis: number, shape: Shape): number => {
  const at = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(at) || at < 0 || at >= shape.length)
    throw new TypeError(`${op}: no axis ${axis} in ${formatShape(shape)}`);
  return at;
};

// — leaves —

/** A value fed on every run. */
export const input = (name: string, shape: Shape, dtype: DType = 'f32'): Tensor =>
  make({ type: 'input', name }, [], shape, dtype);

/**
 * A value of fixed shape that stays with the device between runs. One of f32 may be updated by a run; f16 and i8 are
 * how fixed weights are stored.
 */
export const variable = (name: string, shape: readonly number[], dtype: 'f32' | 'f16' | 'i8' = 'f32'): Tensor =>
  make({ type: 'variable', name }, [], shape, dtype);

export const constant = (data: Float32Array | Int32Array, shape: readonly number[]): Tensor => {
  if (data.length !== elements(shape))
    throw new TypeError(`constant: ${data.length} values for shape ${formatShape(shape)}`);
  return make({ type: 'constant', data }, [], shape, data instanceof Float32Array ? 'f32' : 'i32');
};

export const scalar = (value: number): Tensor => constant(Float32Array.of(value), []);

const lift = (value: Tensor | number): Tensor => (typeof value === 'number' ? scalar(value) : value);

// — elementwise —

const unary =
  (type: UnaryType) =>
  (x: Tensor): Tensor => {
    requireType(type, 'f32', x);
    return make({ type }, [x], x.shape, 'f32');
  };

export const neg = unary('neg');
export const exp = unary('exp');
export const log = unary('log');
export const sqrt = unary('sqrt');
export const reciprocal = unary('reciprocal');
export const tanh = unary('tanh');
export const sigmoid = unary('sigmoid');
/** x * sigmoid(x) */
export const silu = unary('silu');
export const sin = unary('sin');
export const cos = unary('cos');
export const abs = unary('abs');

const binary =
  (type: BinaryType) =>
  (a: Tensor | number, b: Tensor | number): Tensor => {
    const [x, y] = [lift(a), lift(b)];
    requireType(type, 'f32', x, y);
    return make({ type }, [x, y], broadcast(type, x.shape, y.shape), 'f32');
  };

export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const div = binary('div');
export const minimum = binary('minimum');
export const maximum = binary('maximum');

const compare =
  (type: CompareType) =>
  (a: Tensor, b: Tensor): Tensor => {
    if (a.dtype !== b.dtype) throw new TypeError(`${type}: types ${a.dtype} and ${b.dtype} differ`);
    if (type === 'less' && a.dtype === 'bool') throw new TypeError('less: needs numbers, got bool');
    return make({ type }, [a, b], broadcast(type, a.shape, b.shape), 'bool');
  };

export const equal = compare('equal');
/** a < b */
export const less = compare('less');

/** condition ? a : b */
export const where = (condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor => {
  const [x, y] = [lift(a), lift(b)];
  requireType('where', 'bool', condition);
  requireType('where', 'f32', x, y);
  return make(
    { type: 'where' },
    [condition, x, y],
    broadcast('where', condition.shape, broadcast('where', x.shape, y.shape)),
    'f32',
  );
};

export const cast = (x: Tensor, dtype: DType): Tensor =>
  x.dtype === dtype ? x : make({ type: 'cast' }, [x], x.shape, dtype);

// — contractions and reductions —

/**
 * Matrix product over the last two axes. Leading axes must be equal, or `b` may have none: (..., M, K) @ (K, N).
 * With transA, `a` is (..., K, M); with transB, `b` is (..., N, K).
 */
export const matmul = (
  a: Tensor,
  b: Tensor,
  options: { transA?: boolean; transB?: boolean; alpha?: number } = {},
): Tensor => {
  const { transA = false, transB = false, alpha = 1 } = options;
  requireType('matmul', 'f32', a, b);
  const name = `matmul${transA ? ' transA' : ''}${transB ? ' transB' : ''}`;
  const bad = () => new TypeError(`${name}: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} don't fit`);
  if (a.shape.length < 2 || b.shape.length < 2) throw bad();
  const [m, k] = transA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
  const [k2, n] = transB ? [b.shape.at(-1)!, b.shape.at(-2)!] : [b.shape.at(-2)!, b.shape.at(-1)!];
  if (k !== k2) throw bad();
  if (b.shape.length > 2 && !sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2))) throw bad();
  if (transA && a.shape.length > 2 && b.shape.length === 2) throw bad();
  return make({ type: 'matmul', transA, transB, alpha }, [a, b], [...a.shape.slice(0, -2), m, n], 'f32');
};

/**
 * x (..., K) times a matrix (K, N) of 8-bit numbers: (..., N). Each row of x is first rounded to 127 steps on either
 * side of 0, scaled by its own largest value, so that what one row gives never depends on its neighbours (LLM.int8,
 * Dettmers et al. 2022, without outliers). No gradient. CPU only.
 */
export const int8Matmul = (x: Tensor, matrix: Int8Matrix): Tensor => {
  requireType('int8Matmul', 'f32', x);
  const { data, scales, rows, columns } = matrix;
  const size = data instanceof Int8Array ? data.length : rows * columns;
  if (size !== rows * columns || scales.length !== columns)
    throw new TypeError(`int8Matmul: ${size} numbers and ${scales.length} scales for (${rows}, ${columns})`);
  if (x.shape.length < 2 || x.shape.at(-1) !== rows)
    throw new TypeError(`int8Matmul: ${formatShape(x.shape)} does not fit a matrix of (${rows}, ${columns})`);
  return make({ type: 'int8Matmul', matrix }, [x], [...x.shape.slice(0, -1), columns], 'f32');
};

/**
 * x (M, in) times the transpose of W = diag(scales) · w for w (out, in) of 8-bit whole numbers and scales (out): (M,
 * out). Without `transB` x (M, out) times W: (M, in). Each row of what is multiplied with w is rounded to 127 steps on
 * either side of 0 first. The gradient of one is the other (SwitchBack, Wortsman et al. 2023): W itself has none. CPU
 * only.
 */
export const int8Product = (x: Tensor, w: Tensor, scales: Tensor, { transB }: { transB: boolean }): Tensor => {
  requireType('int8Product', 'f32', x, scales);
  requireType('int8Product matrix', 'i8', w);
  const [out, width] = w.shape;
  if (w.shape.length !== 2 || x.shape.length !== 2 || x.shape[1] !== (transB ? width : out) || scales.shape[0] !== out)
    throw new TypeError(
      `int8Product${transB ? ' transB' : ''}: shapes ${formatShape(x.shape)}, ${formatShape(w.shape)} and scales ${formatShape(scales.shape)} don't fit`,
    );
  return make({ type: 'int8Product', transB }, [x, w, scales], [x.shape[0]!, (transB ? out : width)!], 'f32');
};

const reduce =
  (type: ReduceType) =>
  (x: Tensor, axes: readonly number[], keepDims = true): Tensor => {
    requireType(type, 'f32', x);
    const at = axes.map((axis) => axisOf(type, axis, x.shape)).sort((a, b) => a - b);
    if (new Set(at).size !== at.length)
      throw new TypeError(`${type}: axes [${axes.join(', ')}] of ${formatShape(x.shape)} name one axis twice`);
    if (type === 'mean') {
      for (const axis of at)
        if (typeof x.shape[axis] !== 'number')
          throw new TypeError(`mean: axis ${axis} of ${formatShape(x.shape)} has no fixed size`);
    }
    const shape = keepDims
      ? x.shape.map((dim, i) => (at.includes(i) ? 1 : dim))
      : x.shape.filter((_, i) => !at.includes(i));
    return make({ type, axes: at, keepDims }, [x], shape, 'f32');
  };

export const sum = reduce('sum');
/** Axes must have a fixed size. */
export const mean = reduce('mean');
export const max = reduce('max');

/** Sum over everything: a scalar of shape (). */
export const sumAll = (x: Tensor): Tensor =>
  sum(
    x,
    x.shape.map((_, i) => i),
    false,
  );

/** The sum of x over whatever broadcasting would have added to make it from `shape`: the transpose of broadcasting. */
export const reduceTo = (x: Tensor, shape: Shape): Tensor => {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((dim, i) => (i < extra || (shape[i - extra] === 1 && dim !== 1) ? [i] : []));
  return reshape(sum(x, axes), shape);
};

// — shape —

export const reshape = (x: Tensor, shape: Shape): Tensor => {
  if (sameShape(x.shape, shape)) return x;
  if (!sameSize(x.shape, shape))
    throw new TypeError(`reshape: ${formatShape(x.shape)} does not hold as many elements as ${formatShape(shape)}`);
  // one reshape is enough, where ONNX can infer the size that is named
  const inferred = shape.filter((dim) => typeof dim === 'string').length <= 1;
  return make({ type: 'reshape' }, [x.op.type === 'reshape' && inferred ? x.inputs[0]! : x], shape, x.dtype);
};

export const broadcastTo = (x: Tensor, shape: Shape): Tensor => {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcast('broadcastTo', x.shape, shape), shape))
    throw new TypeError(`broadcastTo: ${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}`);
  return make({ type: 'broadcastTo' }, [x], shape, x.dtype);
};

export const transpose = (x: Tensor, perm: readonly number[]): Tensor => {
  if (perm.length !== x.shape.length || [...perm].sort((a, b) => a - b).some((axis, i) => axis !== i)) {
    throw new TypeError(`transpose: [${perm.join(', ')}] is no permutation of the axes of ${formatShape(x.shape)}`);
  }
  return make(
    { type: 'transpose', perm },
    [x],
    perm.map((axis) => x.shape[axis]!),
    x.dtype,
  );
};

export const concat = (parts: readonly Tensor[], axis: number): Tensor => {
  const first = parts[0];
  if (!first) throw new TypeError('concat: nothing to join');
  const at = axisOf('concat', axis, first.shape);
  let size: Dim = 0;
  for (const part of parts) {
    const fits =
      part.dtype === first.dtype &&
      part.shape.length === first.shape.length &&
      part.shape.every((dim, i) => i === at || dim === first.shape[i]);
    const dim = part.shape[at];
    if (!fits || typeof dim !== 'number')
      throw new TypeError(
        `concat on axis ${at}: shapes ${formatShape(first.shape)} and ${formatShape(part.shape)} don't fit`,
      );
    size += dim;
  }
  return make({ type: 'concat', axis: at }, parts, first.shape.with(at, size), first.dtype);
};

/** Elements start..end-1 of one axis of fixed size. */
export const slice = (x: Tensor, axis: number, start: number, end: number): Tensor => {
  const at = axisOf('slice', axis, x.shape);
  const dim = x.shape[at]!;
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (typeof dim !== 'number' || !whole || start < 0 || end > dim || start >= end)
    throw new TypeError(`slice: ${start}..${end} of axis ${at} of ${formatShape(x.shape)}`);
  if (start === 0 && end === dim) return x;
  return make({ type: 'slice', axis: at, start, end }, [x], x.shape.with(at, end - start), x.dtype);
};

// — tables and rows —

/** Rows of a table of f32, f16 or i32, in its own type. */
export const gather = (table: Tensor, ids: Tensor): Tensor => {
  if (table.dtype === 'bool' || table.dtype === 'i8')
    throw new TypeError(`gather table: needs f32, f16 or i32, got ${table.dtype} ${formatShape(table.shape)}`);
  requireType('gather ids', 'i32', ids);
  if (table.shape.length === 0) throw new TypeError('gather: the table has no axis');
  return make({ type: 'gather' }, [table, ids], [...ids.shape, ...table.shape.slice(1)], table.dtype);
};

/**
 * x with `values` at the places: places (..., k) i32 name positions on the first k axes of x, and values have their
 * other axes, then the rest of x. No place may be named twice. No gradient. ONNX calls it ScatterND.
 */
export const put = (x: Tensor, places: Tensor, values: Tensor): Tensor => {
  requireType('put', 'f32', x, values);
  requireType('put places', 'i32', places);
  const k = places.shape.at(-1);
  const fits = typeof k === 'number' && k >= 1 && k <= x.shape.length;
  if (!fits || !sameShape(values.shape, [...places.shape.slice(0, -1), ...x.shape.slice(k)]))
    throw new TypeError(
      `put: values ${formatShape(values.shape)} at places ${formatShape(places.shape)} do not fit ${formatShape(x.shape)}`,
    );
  return make({ type: 'put' }, [x, places, values], x.shape, 'f32');
};

/** Likeliest tokens among which `draw` finds the top p. */
export const DRAW_FROM = 64;

/**
 * An id (R, 1) i32 for each row of logits (R, V): the one at which the running sum of p passes `uniforms` (R, 1), in
 * [0, 1), of its total, p being softmax(logits · heats), heats (R, 1) = 1 / temperature. `cuts` (R, 2) holds top-p and
 * min-p of each row (1 and 0: nothing is cut): tokens with p ≥ min-p · max p stay, of them the smallest set of
 * likeliest that holds top-p, looked for among the DRAW_FROM likeliest. In f32: at a border it can differ from
 * arithmetic in f64 (infer/sampler.ts). No gradient. CPU only.
 */
export const draw = (logits: Tensor, heats: Tensor, uniforms: Tensor, cuts?: Tensor): Tensor => {
  requireType('draw', 'f32', logits, heats, uniforms, ...(cuts ? [cuts] : []));
  const [r, v] = logits.shape;
  const fits =
    logits.shape.length === 2 &&
    typeof v === 'number' &&
    sameShape(heats.shape, [r!, 1]) &&
    sameShape(uniforms.shape, [r!, 1]) &&
    (!cuts || sameShape(cuts.shape, [r!, 2]));
  if (!fits)
    throw new TypeError(`draw: logits ${formatShape(logits.shape)} with ${formatShape(uniforms.shape)} numbers`);
  const inputs = [logits, heats, uniforms, ...(cuts ? [cuts] : [])];
  return make({ type: 'draw', cut: cuts !== undefined }, inputs, [r!, 1], 'i32');
};

/** Ids lie in -1..depth-1; -1 gives a row of zeros. */
export const oneHot = (ids: Tensor, depth: number): Tensor => {
  requireType('oneHot', 'i32', ids);
  if (!Number.isInteger(depth) || depth < 1)
    throw new TypeError(`oneHot: depth ${depth} is not a positive whole number`);
  return make({ type: 'oneHot', depth }, [ids], [...ids.shape, depth], 'f32');
};

export const softmax = (x: Tensor): Tensor => {
  requireType('softmax', 'f32', x);
  axisOf('softmax', -1, x.shape);
  return make({ type: 'softmax' }, [x], x.shape, 'f32');
};

export const logSoftmax = (x: Tensor): Tensor => {
  requireType('logSoftmax', 'f32', x);
  axisOf('logSoftmax', -1, x.shape);
  return make({ type: 'logSoftmax' }, [x], x.shape, 'f32');
};

export const rmsNorm = (x: Tensor, weight: Tensor, eps: number): Tensor => {
  requireType('rmsNorm', 'f32', x, weight);
  if (weight.shape.length !== 1 || x.shape.at(-1) !== weight.shape[0]) {
    throw new TypeError(`rmsNorm: weight ${formatShape(weight.shape)} does not fit ${formatShape(x.shape)}`);
  }
  return make({ type: 'rmsNorm', eps }, [x, weight], x.shape, 'f32');
};

/**
 * Rotates each head of x (B, T, heads * headDim) by its position. positions (B, T) i32 index the rows of the tables
 * cos and sin (positions, headDim / 2), which take no gradient. ONNX Runtime's CPU kernel wants T ≤ rows of the tables.
 */
export const rope = (
  x: Tensor,
  positions: Tensor,
  cosTable: Tensor,
  sinTable: Tensor,
  heads: number,
  interleaved = false,
): Tensor => {
  requireType('rope', 'f32', x, cosTable, sinTable);
  requireType('rope positions', 'i32', positions);
  const [width, half] = [x.shape.at(-1), cosTable.shape.at(-1)];
  const fits =
    x.shape.length === 3 &&
    typeof half === 'number' &&
    width === heads * half * 2 &&
    sameShape(positions.shape, x.shape.slice(0, 2)) &&
    sameShape(cosTable.shape, sinTable.shape);
  if (!fits) {
    throw new TypeError(
      `rope with ${heads} heads: shapes ${formatShape(x.shape)}, positions ${formatShape(positions.shape)} and tables ${formatShape(cosTable.shape)} don't fit`,
    );
  }
  return make({ type: 'rope', heads, interleaved }, [x, positions, cosTable, sinTable], x.shape, 'f32');
};

// — choice and groups —

/**
 * Places (..., k) i32 of the k largest of the last axis of x (..., n), largest first, of equals the first. No
 * gradient.
 */
export const topK = (x: Tensor, k: number): Tensor => {
  requireType('topK', 'f32', x);
  const n = x.shape[axisOf('topK', -1, x.shape)];
  if (!Number.isInteger(k) || k < 1 || (typeof n === 'number' && k > n))
    throw new TypeError(`topK: ${k} of ${formatShape(x.shape)}`);
  return make({ type: 'topK', k }, [x], [...x.shape.slice(0, -1), k], 'i32');
};

/**
 * The stable order of ids (M) i32: result[i] is the place of the i-th smallest. Of a permutation this is its inverse.
 */
export const argsort = (ids: Tensor): Tensor => {
  requireType('argsort', 'i32', ids);
  if (ids.shape.length !== 1) throw new TypeError(`argsort: needs a list, got ${formatShape(ids.shape)}`);
  return make({ type: 'argsort' }, [ids], ids.shape, 'i32');
};

/**
 * Throws unless counts (E) i32 has a fixed size; gives it. That the counts add up to the rows is known only when
 * running.
 */
const groupsOf = (op: string, counts: Tensor): number => {
  requireType(`${op} counts`, 'i32', counts);
  const [groups] = counts.shape;
  if (counts.shape.length !== 1 || typeof groups !== 'number')
    throw new TypeError(`${op}: counts ${formatShape(counts.shape)} must be a list of fixed size`);
  return groups;
};

/**
 * The rows of x (M, K) lie in groups, the first counts[0] of them in group 0 and so on; each is multiplied by the
 * matrix of its group: w (E, K, N), or with transB (E, N, K). The counts (E) i32 add up to M. Costs what M rows cost,
 * whatever E is.
 */
export const groupedMatmul = (
  x: Tensor,
  w: Tensor,
  counts: Tensor,
  { transB = false }: { transB?: boolean } = {},
): Tensor => {
  requireType('groupedMatmul', 'f32', x, w);
  const groups = groupsOf('groupedMatmul', counts);
  const [k, n] = transB ? [w.shape[2], w.shape[1]] : [w.shape[1], w.shape[2]];
  if (
    x.shape.length !== 2 ||
    w.shape.length !== 3 ||
    w.shape[0] !== groups ||
    x.shape[1] !== k ||
    typeof k !== 'number' ||
    typeof n !== 'number'
  ) {
    throw new TypeError(
      `groupedMatmul${transB ? ' transB' : ''}: shapes ${formatShape(x.shape)}, ${formatShape(w.shape)} and counts ${formatShape(counts.shape)} don't fit`,
    );
  }
  return make({ type: 'groupedMatmul', transB }, [x, w, counts], [x.shape[0]!, n], 'f32');
};

/**
 * Per group (as in groupedMatmul) the sum over its rows of aᵀb: a (M, N), b (M, K), counts (E) → (E, N, K); zeros for
 * an empty group.
 */
export const groupedOuter = (a: Tensor, b: Tensor, counts: Tensor): Tensor => {
  requireType('groupedOuter', 'f32', a, b);
  const groups = groupsOf('groupedOuter', counts);
  const [n, k] = [a.shape[1], b.shape[1]];
  if (
    a.shape.length !== 2 ||
    b.shape.length !== 2 ||
    a.shape[0] !== b.shape[0] ||
    typeof n !== 'number' ||
    typeof k !== 'number'
  ) {
    throw new TypeError(`groupedOuter: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} don't fit`);
  }
  return make({ type: 'groupedOuter' }, [a, b, counts], [groups, n, k], 'f32');
};

/**
 * The value of `body`, with its own gradient: `vjp` takes the cotangent of `body` and gives one per tensor of `inputs`
 * (undefined: no gradient flows there). What lies between `inputs` and `body` is not differentiated.
 */
export const custom = (body: Tensor, inputs: readonly Tensor[], vjp: (dy: Tensor) => (Tensor | undefined)[]): Tensor =>
  make({ type: 'custom', vjp }, [body, ...inputs], body.shape, body.dtype);

/** Every node that `outputs` reach, inputs before users. */
export const topological = (outputs: readonly Tensor[]): Tensor[] => {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const stack: { node: Tensor; next: number }[] = [];
  for (const output of outputs) {
    if (seen.has(output)) continue;
    seen.add(output);
    stack.push({ node: output, next: 0 });
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const child = top.node.inputs[top.next++];
      if (!child) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(child)) {
        seen.add(child);
        stack.push({ node: child, next: 0 });
      }
    }
  }
  return order;
};
