/**
 * Lowers a traced graph to an ONNX model for ONNX Runtime. Two targets: 'cpu' uses ONNX Runtime's fused kernels,
 * 'webgpu' keeps to operations that its WebGPU provider has. Neither may emit an operation known to be racy.
 */
import { Message } from './protobuf.ts';
import { formatShape, type Dim, type Shape } from './shape.ts';
import { topological, type DType, type Tensor } from './trace.ts';

export type Target = 'cpu' | 'webgpu';

/** What to compute: named results, and new values of variables. */
export type Graph = { outputs: Readonly<Record<string, Tensor>>; updates?: Readonly<Record<string, Tensor>> };

export type Lowered = {
  bytes: Uint8Array;
  /** Leaves to feed: inputs by their name, variables by theirs. */
  inputs: { name: string; dtype: DType; shape: Shape; variable: boolean }[];
  /** Operations used, with counts. */
  operations: Map<string, number>;
};

/**
 * CPU kernels of ONNX Runtime that add into a shared output from several threads without order: with duplicate indices
 * ScatterND-add lost sums in 3 of 30 runs (measured; see docs/architecture.md).
 */
const RACY_ON_CPU: readonly string[] = ['ScatterND', 'ScatterElements', 'Scatter', 'GatherGrad', 'GatherElementsGrad'];

/** Throws when the operations hold one that is not repeatable on the CPU. */
export const refuseRacy = (operations: Iterable<string>): void => {
  for (const name of operations)
    if (RACY_ON_CPU.includes(name)) throw new Error(`${name} races on the CPU and must not be in a graph`);
};

const ELEM: Record<DType, number> = { f32: 1, i32: 6, bool: 9 };
const INT64 = 7;
const OPSET = 20;

/** An operator attribute: whole numbers are ints, { float } is a float. */
type Attributes = Record<string, number | readonly number[] | { float: number }>;

const SIMPLE = {
  neg: 'Neg',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  reciprocal: 'Reciprocal',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  sin: 'Sin',
  cos: 'Cos',
  abs: 'Abs',
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  minimum: 'Min',
  maximum: 'Max',
  equal: 'Equal',
  less: 'Less',
  where: 'Where',
  softmax: 'Softmax',
} as const;

const REDUCE = { sum: 'ReduceSum', mean: 'ReduceMean', max: 'ReduceMax' } as const;

/** Collects the nodes and constants of one ONNX graph. Names are made here and nowhere else. */
class Builder {
  nodes: {
    type: string;
    inputs: readonly string[];
    outputs: readonly string[];
    attributes: Attributes;
    domain: string;
  }[] = [];
  constants: Message[] = [];
  operations = new Map<string, number>();
  #known = new Map<string, string>();
  #renamed = new Map<string, string>();
  #next = 0;

  node(type: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    return this.several(type, inputs, 1, attributes, domain)[0]!;
  }

  /** A node with `count` outputs. */
  several(type: string, inputs: readonly string[], count: number, attributes: Attributes = {}, domain = ''): string[] {
    const outputs = Array.from({ length: count }, () => `t${this.#next++}`);
    this.nodes.push({ type, inputs, outputs, attributes, domain });
    this.operations.set(type, (this.operations.get(type) ?? 0) + 1);
    return outputs;
  }

  /** Gives the value `name` out as `output`: under that name where a node makes it, else (and the second time) as a copy. */
  output(name: string, output: string): void {
    const made = this.nodes.some((node) => node.outputs.includes(name));
    this.#renamed.set(made && !this.#renamed.has(name) ? name : this.node('Identity', [name]), output);
  }

  encodeNodes(): Message[] {
    const named = (name: string) => this.#renamed.get(name) ?? name;
    return this.nodes.map(({ type, inputs, outputs, attributes, domain }) => {
      const node = new Message();
      for (const name of inputs) node.string(1, named(name));
      for (const output of outputs) node.string(2, named(output));
      node.string(4, type);
      for (const [name, value] of Object.entries(attributes)) {
        const attribute = new Message().string(1, name);
        if (typeof value === 'number') attribute.int(3, value).int(20, 2);
        else if ('float' in value) attribute.float(2, value.float).int(20, 1);
        else {
          for (const one of value as readonly number[]) attribute.int(8, one);
          attribute.int(20, 7);
        }
        node.message(5, attribute);
      }
      if (domain) node.string(7, domain);
      return node;
    });
  }

  microsoft(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.node(type, inputs, attributes, 'com.microsoft');
  }

  constant(data: Float32Array | Int32Array | BigInt64Array, shape: readonly number[]): string {
    const type = data instanceof Float32Array ? ELEM.f32 : data instanceof Int32Array ? ELEM.i32 : INT64;
    const key =
      data.length <= 64
        ? `${type}|${shape.join()}|${Array.from(data as ArrayLike<number | bigint>, (x) => (Object.is(x, -0) ? '-0' : `${x}`)).join()}`
        : '';
    const known = key && this.#known.get(key);
    if (known) return known;
    const name = `c${this.#next++}`;
    const tensor = new Message();
    for (const dim of shape) tensor.int(1, dim);
    tensor
      .int(2, type)
      .string(8, name)
      .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.constants.push(tensor);
    if (key) this.#known.set(key, name);
    return name;
  }

  ints(...values: number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }
}

const valueInfo = (name: string, dtype: DType, shape: Shape): Message => {
  const dims = new Message();
  for (const dim of shape)
    dims.message(1, typeof dim === 'number' ? new Message().int(1, dim) : new Message().string(2, dim));
  return new Message()
    .string(1, name)
    .message(2, new Message().message(1, new Message().int(1, ELEM[dtype]).message(2, dims)));
};

/** Lowers `graph`; throws on an output without a graph or an operation that the target must not run. */
export const lower = (graph: Graph, target: Target): Lowered => {
  const results = [
    ...Object.entries(graph.outputs).map(([name, tensor]): [string, Tensor] => [outputName(name), tensor]),
    ...Object.entries(graph.updates ?? {}).map(([name, tensor]): [string, Tensor] => [updateName(name), tensor]),
  ];
  if (results.length === 0) throw new TypeError('lower: a graph needs an output');
  const all = topological(results.map(([, tensor]) => tensor));
  const isLeaf = ({ op }: Tensor) => op.type === 'input' || op.type === 'variable';
  const order = [...all.filter(isLeaf), ...all.filter((node) => !isLeaf(node))]; // leaves first: they give the sizes of named dimensions
  const b = new Builder();
  const inputs: Lowered['inputs'] = [];
  const names = new Map<Tensor, string>();
  const leaves = new Map<string, Tensor>();

  /** A one-element i64 tensor with the size that a dimension has when the graph runs. */
  const sizes = new Map<string, string>();
  const size = (dim: Dim): string => {
    if (typeof dim === 'number') return b.ints(dim);
    const known = sizes.get(dim);
    if (known) return known;
    const made = dim
      .split('*')
      .map((part) => {
        if (/^\d+$/.test(part)) return b.ints(Number(part));
        for (const leaf of leaves.values()) {
          const axis = leaf.shape.indexOf(part);
          if (axis >= 0) return b.node('Shape', [names.get(leaf)!], { start: axis, end: axis + 1 });
        }
        throw new TypeError(`lower: no input has the dimension ${part}`);
      })
      .reduce((product, part) => b.node('Mul', [product, part]));
    sizes.set(dim, made);
    return made;
  };

  const shapeInput = (from: Shape | undefined, to: Shape): string => {
    const named = to.filter((dim) => typeof dim === 'string').length;
    if (named === 0) return b.ints(...(to as number[]));
    if (from && named === 1) return b.ints(...to.map((dim) => (typeof dim === 'string' ? -1 : dim)));
    // 0 copies the dimension at the same place of the reshaped tensor; one -1 may be inferred
    const copied = from ? to.map((dim, i) => (typeof dim === 'string' && from[i] === dim ? 0 : dim)) : to;
    const left = copied.filter((dim) => typeof dim === 'string').length;
    if (from && left <= 1) return b.ints(...copied.map((dim) => (typeof dim === 'string' ? -1 : dim)));
    return b.node('Concat', to.map(size), { axis: 0 });
  };

  const matmul = (node: Tensor, [x, y]: string[]): string => {
    if (node.op.type !== 'matmul') throw new TypeError('not a matmul');
    const { transA, transB, alpha } = node.op;
    const [a, c] = node.inputs as [Tensor, Tensor];
    if (a.shape.length === 2 && c.shape.length === 2)
      return b.node('Gemm', [x!, y!], { transA: +transA, transB: +transB, alpha: { float: alpha } });
    if (target === 'cpu' && (transA || transB || alpha !== 1)) {
      return b.microsoft('FusedMatMul', [x!, y!], { transA: +transA, transB: +transB, alpha: { float: alpha } });
    }
    const swap = (name: string, rank: number) =>
      b.node('Transpose', [name], { perm: [...Array(rank - 2).keys(), rank - 1, rank - 2] });
    const product = b.node('MatMul', [transA ? swap(x!, a.shape.length) : x!, transB ? swap(y!, c.shape.length) : y!]);
    return alpha === 1 ? product : b.node('Mul', [product, b.constant(Float32Array.of(alpha), [])]);
  };

  const rope = (node: Tensor, [x, positions, cosTable, sinTable]: string[]): string => {
    if (node.op.type !== 'rope') throw new TypeError('not a rope');
    const { heads, interleaved } = node.op;
    if (target === 'cpu') {
      const ids = b.node('Cast', [positions!], { to: INT64 });
      return b.microsoft('RotaryEmbedding', [x!, ids, cosTable!, sinTable!], {
        interleaved: +interleaved,
        num_heads: heads,
      });
    }
    const half = node.inputs[2]!.shape.at(-1) as number;
    const [axis, size] = interleaved ? [4, 1] : [3, half];
    const split = b.node('Reshape', [x!, interleaved ? b.ints(0, 0, heads, half, 2) : b.ints(0, 0, heads, 2 * half)]);
    const part = (from: number, to: number) => b.node('Slice', [split, b.ints(from), b.ints(to), b.ints(axis)]);
    const table = (name: string) =>
      b.node('Unsqueeze', [b.node('Gather', [name, positions!], { axis: 0 }), interleaved ? b.ints(2, 4) : b.ints(2)]);
    const [low, high, c, s] = [part(0, size), part(size, 2 * size), table(cosTable!), table(sinTable!)];
    const rotated = b.node(
      'Concat',
      [
        b.node('Sub', [b.node('Mul', [low, c]), b.node('Mul', [high, s])]),
        b.node('Add', [b.node('Mul', [high, c]), b.node('Mul', [low, s])]),
      ],
      { axis },
    );
    return b.node('Reshape', [rotated, b.ints(0, 0, 2 * half * heads)]);
  };

  /** The rows of each group: Split takes its sizes when it runs, and 0 is one. */
  const groupRows = (rows: string, counts: string, groups: number): string[] =>
    b.several('Split', [rows, b.node('Cast', [counts], { to: INT64 })], groups, { axis: 0 });

  /** One Gemm per group, on exactly its rows. Measured as fast as one Gemm over all rows (docs/architecture.md). */
  const grouped = (node: Tensor, [x, y, counts]: string[]): string => {
    const groups = node.inputs[2]!.shape[0] as number;
    if (node.op.type === 'groupedOuter') {
      const [as, bs] = [groupRows(x!, counts!, groups), groupRows(y!, counts!, groups)];
      const products = as.map((rows, i) => b.node('Gemm', [rows, bs[i]!], { transA: 1 }));
      return b.node('Reshape', [b.node('Concat', products, { axis: 0 }), b.ints(...(node.shape as number[]))]);
    }
    if (node.op.type !== 'groupedMatmul') throw new TypeError('not a product of groups');
    const { op, shape } = node.inputs[1]!;
    const matrix = shape.slice(1) as [number, number];
    const [size, transB] = [matrix[0] * matrix[1], +node.op.transB];
    const matrices =
      op.type === 'constant' // no copy of a weight that is built in
        ? Array.from({ length: groups }, (_, i) => b.constant(op.data.subarray(i * size, (i + 1) * size), matrix))
        : b
            .several('Split', [y!], groups, { axis: 0, num_outputs: groups })
            .map((one) => b.node('Reshape', [one, b.ints(...matrix)]));
    return b.node(
      'Concat',
      groupRows(x!, counts!, groups).map((rows, i) => b.node('Gemm', [rows, matrices[i]!], { transB })),
      { axis: 0 },
    );
  };

  const lowerOne = (node: Tensor, from: string[]): string => {
    const { op } = node;
    switch (op.type) {
      case 'input':
      case 'variable': {
        const name = op.type === 'input' ? op.name : variableName(op.name);
        const known = leaves.get(name);
        if (known)
          throw new TypeError(
            `lower: two different inputs are named ${op.name}: ${formatShape(known.shape)} and ${formatShape(node.shape)}`,
          );
        leaves.set(name, node);
        inputs.push({ name: op.name, dtype: node.dtype, shape: node.shape, variable: op.type === 'variable' });
        return name;
      }
      case 'constant':
        return b.constant(op.data, node.shape as number[]);
      case 'neg':
      case 'exp':
      case 'log':
      case 'sqrt':
      case 'reciprocal':
      case 'tanh':
      case 'sigmoid':
      case 'sin':
      case 'cos':
      case 'abs':
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'minimum':
      case 'maximum':
      case 'equal':
      case 'less':
      case 'where':
        return b.node(SIMPLE[op.type], from);
      case 'softmax':
        return b.node('Softmax', from, { axis: -1 });
      case 'silu':
        return target === 'cpu'
          ? b.microsoft('QuickGelu', from, { alpha: { float: 1 } })
          : b.node('Mul', [from[0]!, b.node('Sigmoid', from)]);
      case 'cast':
        return b.node('Cast', from, { to: ELEM[node.dtype] });
      case 'matmul':
        return matmul(node, from);
      // ONNX takes no axes for all axes.
      case 'sum':
      case 'mean':
      case 'max':
        return op.axes.length === 0
          ? from[0]!
          : b.node(REDUCE[op.type], [from[0]!, b.ints(...op.axes)], { keepdims: +op.keepDims });
      case 'reshape':
        return b.node('Reshape', [from[0]!, shapeInput(node.inputs[0]!.shape, node.shape)]);
      case 'broadcastTo':
        return b.node('Expand', [from[0]!, shapeInput(undefined, node.shape)]);
      case 'transpose':
        return b.node('Transpose', from, { perm: op.perm });
      case 'concat':
        return b.node('Concat', from, { axis: op.axis });
      case 'slice':
        return b.node('Slice', [from[0]!, b.ints(op.start), b.ints(op.end), b.ints(op.axis)]);
      case 'gather':
        return b.node('Gather', from, { axis: 0 });
      case 'oneHot': {
        // ONNX Runtime's own OneHot is serial and five times slower than either of these. The identity has a last row of
        // zeros: Gather takes id -1 as the last row, and oneHot of -1 is zeros.
        if (target === 'cpu' && op.depth <= 1024) {
          const identity = new Float32Array((op.depth + 1) * op.depth);
          for (let i = 0; i < op.depth; i++) identity[i * (op.depth + 1)] = 1;
          return b.node('Gather', [b.constant(identity, [op.depth + 1, op.depth]), from[0]!], { axis: 0 });
        }
        const ids = b.node('Unsqueeze', [from[0]!, b.ints(-1)]);
        return b.node(
          'Cast',
          [
            b.node('Equal', [
              ids,
              b.constant(
                Int32Array.from({ length: op.depth }, (_, i) => i),
                [op.depth],
              ),
            ]),
          ],
          { to: ELEM.f32 },
        );
      }
      case 'logSoftmax': {
        if (target === 'cpu') return b.node('LogSoftmax', from, { axis: -1 });
        const shifted = b.node('Sub', [from[0]!, b.node('ReduceMax', [from[0]!, b.ints(-1)], { keepdims: 1 })]);
        return b.node('Sub', [
          shifted,
          b.node('Log', [b.node('ReduceSum', [b.node('Exp', [shifted]), b.ints(-1)], { keepdims: 1 })]),
        ]);
      }
      case 'rmsNorm':
        return b.node('SimplifiedLayerNormalization', from, { axis: -1, epsilon: { float: op.eps }, stash_type: 1 });
      case 'rope':
        return rope(node, from);
      case 'topK':
        return b.node(
          'Cast',
          [b.several('TopK', [from[0]!, b.ints(op.k)], 2, { axis: -1, largest: 1, sorted: 1 })[1]!],
          { to: ELEM.i32 },
        );
      case 'argsort':
        return b.node(
          'Cast',
          [b.several('TopK', [from[0]!, size(node.shape[0]!)], 2, { axis: -1, largest: 0, sorted: 1 })[1]!],
          { to: ELEM.i32 },
        );
      case 'groupedMatmul':
      case 'groupedOuter':
        return grouped(node, from);
      case 'custom':
        return from[0]!;
      default:
        throw new Error(`no lowering for ${(op satisfies never as { type: string }).type}`);
    }
  };

  for (const node of order)
    names.set(
      node,
      lowerOne(
        node,
        node.inputs.map((from) => names.get(from)!),
      ),
    );
  const outputs = results.map(([name, tensor]) => {
    b.output(names.get(tensor)!, name);
    return valueInfo(name, tensor.dtype, tensor.shape);
  });
  if (target === 'cpu') refuseRacy(b.operations.keys());

  const body = new Message();
  for (const node of b.encodeNodes()) body.message(1, node);
  body.string(2, 'mizan');
  for (const tensor of b.constants) body.message(5, tensor);
  for (const [name, leaf] of leaves) body.message(11, valueInfo(name, leaf.dtype, leaf.shape));
  for (const output of outputs) body.message(12, output);
  const opset = (domain: string, version: number) => new Message().string(1, domain).int(2, version);
  const bytes = new Message()
    .int(1, 9)
    .message(7, body)
    .message(8, opset('', OPSET))
    .message(8, opset('com.microsoft', 1))
    .encode();
  return { bytes, inputs, operations: b.operations };
};

/** Names inside the ONNX model, so that inputs, variables, outputs and new values of the same name don't clash. */
export const outputName = (name: string): string => `out:${name}`;
export const variableName = (name: string): string => `var:${name}`;
export const updateName = (name: string): string => `new:${name}`;
