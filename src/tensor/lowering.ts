/**
 * What each operation becomes in ONNX: a table from operation to nodes. 'cpu' uses ONNX Runtime's fused kernels,
 * 'webgpu' keeps to operations that its WebGPU provider has. An operation without an entry does not compile.
 */
import { ELEM, INT64, variableName, type OnnxGraph, type Target } from './onnx-graph.ts';
import { formatShape, type Dim, type Shape } from './shape.ts';
import { DRAW_FROM, type DType, type Op, type OpOf, type Tensor } from './trace.ts';

/** A leaf to feed: an input by its name, or a variable by its. */
export type LoweredInput = { name: string; dtype: DType; shape: Shape; variable: boolean };

/** A graph being lowered. Leaves are lowered first: they give the sizes of named dimensions. */
export type Lowering = {
  graph: OnnxGraph;
  target: Target;
  /** ONNX names of the nodes lowered so far. */
  names: Map<Tensor, string>;
  leaves: Map<string, Tensor>;
  inputs: LoweredInput[];
  /** ONNX names of the sizes of named dimensions. */
  sizes: Map<string, string>;
};

/** Lowers one node, given the ONNX names of its inputs. Gives the name of its value. */
type Lower<K extends Op['type']> = (lowering: Lowering, node: Tensor, from: string[], op: OpOf<K>) => string;

// — sizes known only when the graph runs —

/** A one-element i64 tensor with the size of a dimension. */
const sizeOf = ({ graph, sizes, leaves, names }: Lowering, dim: Dim): string => {
  if (typeof dim === 'number') return graph.ints(dim);
  const known = sizes.get(dim);
  if (known) return known;
  const size = dim
    .split('*')
    .map((part) => {
      if (/^\d+$/.test(part)) return graph.ints(Number(part));
      for (const leaf of leaves.values()) {
        const axis = leaf.shape.indexOf(part);
        if (axis >= 0) return graph.node('Shape', [names.get(leaf)!], { start: axis, end: axis + 1 });
      }
      throw new TypeError(`lower: no input has the dimension ${part}`);
    })
    .reduce((product, part) => graph.node('Mul', [product, part]));
  sizes.set(dim, size);
  return size;
};

/** The shape `to` as an i64 tensor; of a reshape, `from` is the shape before it. */
const shapeOf = (lowering: Lowering, from: Shape | undefined, to: Shape): string => {
  const { graph } = lowering;
  const named = to.filter((dim) => typeof dim === 'string').length;
  if (named === 0) return graph.ints(...(to as number[]));
  if (from && named === 1) return graph.ints(...to.map((dim) => (typeof dim === 'string' ? -1 : dim)));
  // 0 copies the dimension at the same place of the reshaped tensor; one -1 may be inferred
  const copied = from ? to.map((dim, i) => (typeof dim === 'string' && from[i] === dim ? 0 : dim)) : to;
  const left = copied.filter((dim) => typeof dim === 'string').length;
  if (from && left <= 1) return graph.ints(...copied.map((dim) => (typeof dim === 'string' ? -1 : dim)));
  return graph.node(
    'Concat',
    to.map((dim) => sizeOf(lowering, dim)),
    { axis: 0 },
  );
};

// — operations that become several nodes —

const leaf: Lower<'input' | 'variable'> = ({ leaves, inputs }, node, _from, op) => {
  const name = op.type === 'input' ? op.name : variableName(op.name);
  const known = leaves.get(name);
  if (known)
    throw new TypeError(
      `lower: two different inputs are named ${op.name}: ${formatShape(known.shape)} and ${formatShape(node.shape)}`,
    );
  leaves.set(name, node);
  inputs.push({ name: op.name, dtype: node.dtype, shape: node.shape, variable: op.type === 'variable' });
  return name;
};

/** An operation that ONNX has under another name. */
const same =
  (type: string): Lower<Op['type']> =>
  ({ graph }, _node, from) =>
    graph.node(type, from);

/** ONNX takes no axes for all axes. */
const reduce =
  (type: string): Lower<'sum' | 'mean' | 'max'> =>
  ({ graph }, _node, from, { axes, keepDims }) =>
    axes.length === 0 ? from[0]! : graph.node(type, [from[0]!, graph.ints(...axes)], { keepdims: +keepDims });

/** Fewest rows and columns of a product aᵀb for which transposing in a pass of its own pays; below it costs more. */
const TRANSPOSED_FROM = 512;

/**
 * aᵀb, as gradients of weights are. ONNX Runtime's product turns panels of `a` anew for every slice of columns; a pass
 * that turns one operand, the one that makes the result wide, saves 8 to 20 % of the time (docs/results/train.md).
 */
const productOfTransposed = (
  graph: OnnxGraph,
  [a, b]: readonly [string, string],
  [rows, columns]: readonly [number, number],
  alpha: number,
): string => {
  const turned = (name: string) => graph.node('Transpose', [name], { perm: [1, 0] });
  const factor = { alpha: { float: alpha } };
  return rows > columns
    ? turned(graph.node('Gemm', [turned(b), a], factor))
    : graph.node('Gemm', [turned(a), b], factor);
};

const matmul: Lower<'matmul'> = ({ graph, target }, node, [x, y], { transA, transB, alpha }) => {
  const [a, b] = node.inputs as [Tensor, Tensor];
  const [rows, columns] = node.shape;
  const large = typeof rows === 'number' && typeof columns === 'number' && Math.min(rows, columns) >= TRANSPOSED_FROM;
  if (a.shape.length === 2 && b.shape.length === 2 && target === 'cpu' && transA && !transB && large)
    return productOfTransposed(graph, [x!, y!], [rows, columns], alpha);
  if (a.shape.length === 2 && b.shape.length === 2)
    return graph.node('Gemm', [x!, y!], { transA: +transA, transB: +transB, alpha: { float: alpha } });
  if (target === 'cpu' && (transA || transB || alpha !== 1)) {
    return graph.microsoft('FusedMatMul', [x!, y!], { transA: +transA, transB: +transB, alpha: { float: alpha } });
  }
  const swap = (name: string, rank: number) =>
    graph.node('Transpose', [name], { perm: [...Array(rank - 2).keys(), rank - 1, rank - 2] });
  const product = graph.node('MatMul', [
    transA ? swap(x!, a.shape.length) : x!,
    transB ? swap(y!, b.shape.length) : y!,
  ]);
  return alpha === 1 ? product : graph.node('Mul', [product, graph.constant(Float32Array.of(alpha), [])]);
};

/** Steps on either side of 0 that a row is rounded to, and the number that stands for 0. */
const [ROW_STEPS, ROW_ZERO] = [127, 128];

/** x as shares of the largest magnitude of each row, and that magnitude; a row of zeros stays 0. */
const sharesOfRows = (graph: OnnxGraph, x: string): { share: string; scale: string } => {
  const largest = graph.node('ReduceMax', [graph.node('Abs', [x]), graph.ints(-1)], { keepdims: 1 });
  const scale = graph.node('Max', [largest, graph.constant(Float32Array.of(1e-30), [])]);
  return { share: graph.node('Div', [x, scale]), scale };
};

/** The rows of x rounded to 8 bits, times a matrix of whole numbers with one scale a column. */
const roundedProduct = (graph: OnnxGraph, x: string, matrix: string, columnScales: string): string => {
  const { share, scale } = sharesOfRows(graph, x);
  const step = graph.constant(Float32Array.of(1 / ROW_STEPS), []);
  const zero = graph.constant(Uint8Array.of(ROW_ZERO), []);
  const whole = graph.node('QuantizeLinear', [share, step, zero]);
  const product = graph.microsoft('MatMulIntegerToFloat', [whole, matrix, step, columnScales, zero]);
  return graph.node('Mul', [product, scale]);
};

/** The same numbers in f32, where there is no kernel for whole numbers. */
const roundedProductInFloats = (graph: OnnxGraph, x: string, matrix: string): string => {
  const { share, scale } = sharesOfRows(graph, x);
  const step = graph.constant(Float32Array.of(1 / ROW_STEPS), []);
  const rounded = graph.node('Mul', [graph.node('Round', [graph.node('Div', [share, step])]), step]);
  return graph.node('Mul', [graph.node('MatMul', [rounded, matrix]), scale]);
};

const int8Matmul: Lower<'int8Matmul'> = ({ graph, target }, _node, [x], { matrix }) => {
  const { data, scales, rows, columns } = matrix;
  if (target === 'cpu') {
    const whole =
      data instanceof Int8Array ? graph.constant(data, [rows, columns]) : graph.constantInFile(data, [rows, columns]);
    return roundedProduct(graph, x!, whole, graph.constant(scales, [columns]));
  }
  if (!(data instanceof Int8Array)) throw new TypeError(`lower: weights in a file are for the CPU, not for ${target}`);
  const floats = Float32Array.from(data, (value, i) => value * scales[i % columns]!);
  return roundedProductInFloats(graph, x!, graph.constant(floats, [rows, columns]));
};

const int8Product: Lower<'int8Product'> = ({ graph, target }, _node, [x, w, scales], { transB }) => {
  const scaled = transB ? x! : graph.node('Mul', [x!, scales!]);
  const matrix = transB ? graph.node('Transpose', [w!], { perm: [1, 0] }) : w!;
  if (target === 'cpu')
    return roundedProduct(graph, scaled, matrix, transB ? scales! : graph.constant(Float32Array.of(1), []));
  const product = roundedProductInFloats(graph, scaled, graph.node('Cast', [matrix], { to: ELEM.f32 }));
  return transB ? graph.node('Mul', [product, scales!]) : product;
};

const rope: Lower<'rope'> = ({ graph, target }, node, [x, positions, cosTable, sinTable], { heads, interleaved }) => {
  if (target === 'cpu') {
    const ids = graph.node('Cast', [positions!], { to: INT64 });
    return graph.microsoft('RotaryEmbedding', [x!, ids, cosTable!, sinTable!], {
      interleaved: +interleaved,
      num_heads: heads,
    });
  }
  const half = node.inputs[2]!.shape.at(-1) as number;
  const [axis, size] = interleaved ? [4, 1] : [3, half];
  const split = graph.node('Reshape', [
    x!,
    interleaved ? graph.ints(0, 0, heads, half, 2) : graph.ints(0, 0, heads, 2 * half),
  ]);
  const part = (from: number, to: number) =>
    graph.node('Slice', [split, graph.ints(from), graph.ints(to), graph.ints(axis)]);
  const table = (name: string) =>
    graph.node('Unsqueeze', [
      graph.node('Gather', [name, positions!], { axis: 0 }),
      interleaved ? graph.ints(2, 4) : graph.ints(2),
    ]);
  const [low, high, cos, sin] = [part(0, size), part(size, 2 * size), table(cosTable!), table(sinTable!)];
  const rotated = graph.node(
    'Concat',
    [
      graph.node('Sub', [graph.node('Mul', [low, cos]), graph.node('Mul', [high, sin])]),
      graph.node('Add', [graph.node('Mul', [high, cos]), graph.node('Mul', [low, sin])]),
    ],
    { axis },
  );
  return graph.node('Reshape', [rotated, graph.ints(0, 0, 2 * half * heads)]);
};

/**
 * ONNX Runtime's own OneHot is serial and five times slower than either of these. The identity has a last row of zeros:
 * Gather takes id -1 as the last row, and oneHot of -1 is zeros.
 */
const oneHot: Lower<'oneHot'> = ({ graph, target }, _node, [ids], { depth }) => {
  if (target === 'cpu' && depth <= 1024) {
    const identity = new Float32Array((depth + 1) * depth);
    for (let i = 0; i < depth; i++) identity[i * (depth + 1)] = 1;
    return graph.node('Gather', [graph.constant(identity, [depth + 1, depth]), ids!], { axis: 0 });
  }
  const column = graph.node('Unsqueeze', [ids!, graph.ints(-1)]);
  const range = graph.constant(
    Int32Array.from({ length: depth }, (_, i) => i),
    [depth],
  );
  return graph.node('Cast', [graph.node('Equal', [column, range])], { to: ELEM.f32 });
};

const logSoftmax: Lower<'logSoftmax'> = ({ graph, target }, _node, from) => {
  if (target === 'cpu') return graph.node('LogSoftmax', from, { axis: -1 });
  const shifted = graph.node('Sub', [from[0]!, graph.node('ReduceMax', [from[0]!, graph.ints(-1)], { keepdims: 1 })]);
  const total = graph.node('ReduceSum', [graph.node('Exp', [shifted]), graph.ints(-1)], { keepdims: 1 });
  return graph.node('Sub', [shifted, graph.node('Log', [total])]);
};

/** The borders of the top p and of min-p as the smallest p (R, 1) that stays. */
const smallestInside = (graph: OnnxGraph, p: string, cuts: string, count: number): string => {
  const number = (value: number) => graph.constant(Float32Array.of(value), []);
  const [topP, minP] = graph.multi('Split', [cuts], 2, { axis: 1, num_outputs: 2 }) as [string, string];
  const [likeliest] = graph.multi('TopK', [p, graph.ints(count)], 2, { axis: -1, largest: 1, sorted: 1 });
  const least = graph.node('Mul', [graph.node('ReduceMax', [p, graph.ints(-1)], { keepdims: 1 }), minP]);
  const inside = graph.node('GreaterOrEqual', [likeliest!, least]);
  const survivors = graph.node('Where', [inside, likeliest!, number(0)]);
  const sum = graph.node('ReduceSum', [survivors, graph.ints(-1)], { keepdims: 1 });
  const total = graph.node('Where', [graph.node('Greater', [minP, number(0)]), sum, number(1)]);
  const before = graph.node('CumSum', [survivors, graph.ints(1)], { exclusive: 1 });
  const chosen = graph.node('And', [inside, graph.node('Less', [before, graph.node('Mul', [topP, total])])]);
  const smallest = graph.node('ReduceMin', [graph.node('Where', [chosen, likeliest!, number(1)]), graph.ints(-1)], {
    keepdims: 1,
  });
  return graph.node('Where', [graph.node('Less', [topP, number(1)]), smallest, least]);
};

const lowerDraw: Lower<'draw'> = ({ graph }, node, [logits, heats, uniforms, cuts], { cut }) => {
  const vocabulary = node.inputs[0]!.shape[1] as number;
  let p = graph.node('Softmax', [graph.node('Mul', [logits!, heats!])], { axis: -1 });
  if (cut) {
    const smallest = smallestInside(graph, p, cuts!, Math.min(DRAW_FROM, vocabulary));
    const inside = graph.node('GreaterOrEqual', [p, smallest]);
    p = graph.node('Where', [inside, p, graph.constant(Float32Array.of(0), [])]);
  }
  const sums = graph.node('CumSum', [p, graph.ints(1)]);
  const total = graph.node('ReduceMax', [sums, graph.ints(-1)], { keepdims: 1 });
  const passed = graph.node('LessOrEqual', [sums, graph.node('Mul', [total, uniforms!])]);
  const count = graph.node('ReduceSum', [graph.node('Cast', [passed], { to: ELEM.i32 }), graph.ints(-1)], {
    keepdims: 1,
  });
  return graph.node('Min', [count, graph.constant(Int32Array.of(vocabulary - 1), [])]);
};

/** Places of the `count` largest or smallest of the last axis, in order. */
const sortedPlaces = (graph: OnnxGraph, values: string, count: string, largest: 0 | 1): string => {
  const [, places] = graph.multi('TopK', [values, count], 2, { axis: -1, largest, sorted: 1 });
  return graph.node('Cast', [places!], { to: ELEM.i32 });
};

// — grouped products: one Gemm per group on exactly its rows, measured as fast as one Gemm over all rows
// (docs/architecture.md) —

/** The rows of each group: Split takes its sizes when it runs, and a size may be 0. */
const groupRows = (graph: OnnxGraph, rows: string, counts: string, groups: number): string[] =>
  graph.multi('Split', [rows, graph.node('Cast', [counts], { to: INT64 })], groups, { axis: 0 });

const groupedOuter: Lower<'groupedOuter'> = ({ graph }, node, [x, y, counts]) => {
  const groups = node.inputs[2]!.shape[0] as number;
  const [as, bs] = [groupRows(graph, x!, counts!, groups), groupRows(graph, y!, counts!, groups)];
  const products = as.map((rows, i) => graph.node('Gemm', [rows, bs[i]!], { transA: 1 }));
  return graph.node('Reshape', [graph.node('Concat', products, { axis: 0 }), graph.ints(...(node.shape as number[]))]);
};

const groupedMatmul: Lower<'groupedMatmul'> = ({ graph }, node, [x, y, counts], { transB }) => {
  const groups = node.inputs[2]!.shape[0] as number;
  const { op, shape } = node.inputs[1]!;
  const matrix = shape.slice(1) as [number, number];
  const size = matrix[0] * matrix[1];
  const matrices =
    op.type === 'constant' // no copy of a weight that is built in
      ? Array.from({ length: groups }, (_, i) => graph.constant(op.data.subarray(i * size, (i + 1) * size), matrix))
      : graph
          .multi('Split', [y!], groups, { axis: 0, num_outputs: groups })
          .map((part) => graph.node('Reshape', [part, graph.ints(...matrix)]));
  return graph.node(
    'Concat',
    groupRows(graph, x!, counts!, groups).map((rows, i) =>
      graph.node('Gemm', [rows, matrices[i]!], { transB: +transB }),
    ),
    { axis: 0 },
  );
};

// — the table —

const LOWERINGS: { readonly [K in Op['type']]: Lower<K> } = {
  input: leaf,
  variable: leaf,
  constant: ({ graph }, node, _from, { data }) => graph.constant(data, node.shape as number[]),
  neg: same('Neg'),
  exp: same('Exp'),
  log: same('Log'),
  sqrt: same('Sqrt'),
  reciprocal: same('Reciprocal'),
  tanh: same('Tanh'),
  sigmoid: same('Sigmoid'),
  silu: ({ graph, target }, _node, from) =>
    target === 'cpu'
      ? graph.microsoft('QuickGelu', from, { alpha: { float: 1 } })
      : graph.node('Mul', [from[0]!, graph.node('Sigmoid', from)]),
  sin: same('Sin'),
  cos: same('Cos'),
  abs: same('Abs'),
  add: same('Add'),
  sub: same('Sub'),
  mul: same('Mul'),
  div: same('Div'),
  minimum: same('Min'),
  maximum: same('Max'),
  equal: same('Equal'),
  less: same('Less'),
  where: same('Where'),
  cast: ({ graph }, node, from) => graph.node('Cast', from, { to: ELEM[node.dtype] }),
  matmul,
  int8Matmul,
  int8Product,
  sum: reduce('ReduceSum'),
  mean: reduce('ReduceMean'),
  max: reduce('ReduceMax'),
  reshape: (lowering, node, from) =>
    lowering.graph.node('Reshape', [from[0]!, shapeOf(lowering, node.inputs[0]!.shape, node.shape)]),
  broadcastTo: (lowering, node, from) =>
    lowering.graph.node('Expand', [from[0]!, shapeOf(lowering, undefined, node.shape)]),
  transpose: ({ graph }, _node, from, { perm }) => graph.node('Transpose', from, { perm }),
  concat: ({ graph }, _node, from, { axis }) => graph.node('Concat', from, { axis }),
  slice: ({ graph }, _node, from, { axis, start, end }) =>
    graph.node('Slice', [from[0]!, graph.ints(start), graph.ints(end), graph.ints(axis)]),
  gather: ({ graph }, _node, from) => graph.node('Gather', from, { axis: 0 }),
  put: ({ graph }, _node, [x, places, values]) =>
    graph.node('ScatterND', [x!, graph.node('Cast', [places!], { to: INT64 }), values!]),
  draw: lowerDraw,
  oneHot,
  softmax: ({ graph }, _node, from) => graph.node('Softmax', from, { axis: -1 }),
  logSoftmax,
  rmsNorm: ({ graph }, _node, from, { eps }) =>
    graph.node('SimplifiedLayerNormalization', from, { axis: -1, epsilon: { float: eps }, stash_type: 1 }),
  rope,
  topK: ({ graph }, _node, from, { k }) => sortedPlaces(graph, from[0]!, graph.ints(k), 1),
  argsort: (lowering, node, from) => sortedPlaces(lowering.graph, from[0]!, sizeOf(lowering, node.shape[0]!), 0),
  groupedMatmul,
  groupedOuter,
  custom: (_lowering, _node, from) => from[0]!,
};

/** Lowers one node, whose inputs have been lowered, and remembers its name. */
export const lowerNode = (lowering: Lowering, node: Tensor): void => {
  const from = node.inputs.map((input) => lowering.names.get(input)!);
  const lower = LOWERINGS[node.op.type] as Lower<Op['type']>;
  lowering.names.set(node, lower(lowering, node, from, node.op as never));
};
