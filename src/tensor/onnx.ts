/**
 * Lowers a traced graph to the bytes of an ONNX model for ONNX Runtime. Which nodes an operation becomes is in
 * lowering.ts. A graph for the CPU that holds an operation known to be racy is refused.
 */
import { lowerNode, type LoweredInput, type Lowering } from './lowering.ts';
import { ELEM, INT64, OnnxGraph, outputName, updateName, valueInfo, type Target } from './onnx-graph.ts';
import { Message } from './protobuf.ts';
import { topological, type Tensor } from './trace.ts';

/**
 * A graph that is run several times over in one run (ONNX's Loop). It is fed `steps` (1) i32 besides its inputs, and
 * its outputs have a new first axis of so many entries. Updates can't be repeated.
 */
type Repeat = {
  /** Inputs that take, from the second time on, what the time before gave for them. */
  carried: ReadonlyMap<Tensor, Tensor>;
  /** The input () i32 that counts the times from 0; it is not fed. */
  index: Tensor;
  /** A bool () that is true when there shall be a further time. Default: always, up to `steps`. */
  goOn?: Tensor;
};

/** What to compute: named outputs, and new values of variables. */
export type Graph = {
  outputs: Readonly<Record<string, Tensor>>;
  updates?: Readonly<Record<string, Tensor>>;
  repeat?: Repeat;
};

export type Lowered = {
  bytes: Uint8Array;
  /** Leaves to feed, in order. */
  inputs: LoweredInput[];
  /** Operations used, with counts. */
  operations: Map<string, number>;
  /** The folder of the files that hold constants. */
  folder?: string | undefined;
};

const OPSET = 20;

/**
 * CPU kernels of ONNX Runtime that add into a shared output from several threads without order: with duplicate indices
 * ScatterND-add lost sums in 3 of 30 runs (measured; see docs/architecture.md).
 */
const RACY_ON_CPU: readonly string[] = ['ScatterND', 'ScatterElements', 'Scatter', 'GatherGrad', 'GatherElementsGrad'];

/** Throws when one of the operations is not repeatable on the CPU. */
export const refuseRacy = (operations: Iterable<string>): void => {
  for (const name of operations)
    if (RACY_ON_CPU.includes(name)) throw new Error(`${name} races on the CPU and must not be in a graph`);
};

/** A graph as ONNX writes it: that of a model, or the body of a loop. */
const encodeGraph = (graph: OnnxGraph, inputs: readonly Message[], outputs: readonly Message[]): Message => {
  const body = new Message();
  for (const node of graph.encodeNodes()) body.message(1, node);
  body.string(2, 'mizan');
  for (const tensor of graph.constants) body.message(5, tensor);
  for (const given of inputs) body.message(11, given);
  for (const output of outputs) body.message(12, output);
  return body;
};

/** The bytes of an ONNX model with this graph. */
const encodeModel = (body: Message): Uint8Array => {
  const opset = (domain: string, version: number) => new Message().string(1, domain).int(2, version);
  return new Message()
    .int(1, 9)
    .message(7, body)
    .message(8, opset('', OPSET))
    .message(8, opset('com.microsoft', 1))
    .encode();
};

const isLeaf = ({ op }: Tensor): boolean => op.type === 'input' || op.type === 'variable';
const STEPS: LoweredInput = { name: 'steps', dtype: 'i32', shape: [1], variable: false };
const [COUNT, GO_ON] = ['loop:count', 'loop:go-on'];

const inputName = ({ op }: Tensor): string => (op.type === 'input' ? op.name : '');

/** Names the values of a loop's body that come from the loop: what it carries, and its counter. */
const nameCarried = ({ graph, names }: Lowering, { carried, index }: Repeat): void => {
  for (const leaf of carried.keys()) names.set(leaf, `carried:${names.get(leaf)!}`);
  names.set(index, graph.node('Cast', [COUNT], { to: ELEM.i32 }));
};

/** The graph around a lowered body: a Loop that runs it. */
const encodeLoop = (lowering: Lowering, results: readonly [string, Tensor][], repeat: Repeat): Message => {
  const { graph, leaves, names } = lowering;
  const carried = [...repeat.carried].map(([leaf, next]) => {
    const name = names.get(leaf)!;
    graph.output(names.get(next)!, `next:${name}`);
    return { name, leaf, next };
  });
  for (const [name, tensor] of results) graph.output(names.get(tensor)!, `each:${name}`);
  graph.output(repeat.goOn ? names.get(repeat.goOn)! : GO_ON, `next:${GO_ON}`);
  const going = (name: string) => valueInfo(name, 'bool', []);
  const body = encodeGraph(
    graph,
    [
      valueInfo(COUNT, 'i64', []),
      going(GO_ON),
      ...carried.map(({ name, leaf }) => valueInfo(name, leaf.dtype, leaf.shape)),
    ],
    [
      going(`next:${GO_ON}`),
      ...carried.map(({ name, next }) => valueInfo(`next:${name}`, next.dtype, next.shape)),
      ...results.map(([name, tensor]) => valueInfo(`each:${name}`, tensor.dtype, tensor.shape)),
    ],
  );
  const outer = new OnnxGraph('loop:');
  const steps = outer.node('Cast', [STEPS.name], { to: INT64 });
  const given = carried.map(({ name }) => name.slice('carried:'.length));
  const last = carried.length;
  const out = outer.multi('Loop', [steps, '', ...given], last + results.length, { body: { graph: body } });
  const outputs = results.map(([name, tensor], i) => {
    outer.output(out[last + i]!, name);
    return valueInfo(name, tensor.dtype, ['steps', ...tensor.shape]);
  });
  const counter = names.get(repeat.index)!;
  const fed = [...leaves].filter(([, leaf]) => names.get(leaf) !== counter);
  const inputs = fed.map(([name, { dtype, shape }]) => valueInfo(name, dtype, shape));
  return encodeGraph(outer, [valueInfo(STEPS.name, STEPS.dtype, STEPS.shape), ...inputs], outputs);
};

/** Lowers `graph`; throws on an output without a graph or an operation that the target must not run. */
export const lower = (graph: Graph, target: Target): Lowered => {
  const { repeat } = graph;
  if (repeat && graph.updates) throw new TypeError('lower: a graph that is repeated updates nothing');
  const results = [
    ...Object.entries(graph.outputs).map(([name, tensor]): [string, Tensor] => [outputName(name), tensor]),
    ...Object.entries(graph.updates ?? {}).map(([name, tensor]): [string, Tensor] => [updateName(name), tensor]),
  ];
  if (results.length === 0) throw new TypeError('lower: a graph needs an output');
  const nodes = topological([
    ...results.map(([, tensor]) => tensor),
    ...(repeat?.carried.values() ?? []),
    ...(repeat?.goOn ? [repeat.goOn] : []),
  ]);
  const lowering: Lowering = {
    graph: new OnnxGraph(),
    target,
    names: new Map(),
    leaves: new Map(),
    inputs: [],
    sizes: new Map(),
  };
  for (const node of nodes.filter(isLeaf)) lowerNode(lowering, node);
  if (repeat) nameCarried(lowering, repeat);
  for (const node of nodes) if (!isLeaf(node)) lowerNode(lowering, node);
  const { operations } = lowering.graph;
  // `put` names each place once and adds nothing: its ScatterND has no sums to lose
  const summing = ({ type, attributes }: (typeof lowering.graph.nodes)[number]) =>
    type !== 'ScatterND' || attributes.reduction !== undefined;
  if (target === 'cpu') refuseRacy(lowering.graph.nodes.filter(summing).map(({ type }) => type));
  if (repeat) {
    const inputs = lowering.inputs.filter(({ name }) => name !== inputName(repeat.index));
    const bytes = encodeModel(encodeLoop(lowering, results, repeat));
    return { bytes, inputs: [STEPS, ...inputs], operations, folder: lowering.graph.folder };
  }
  const outputs = results.map(([name, tensor]) => {
    lowering.graph.output(lowering.names.get(tensor)!, name);
    return valueInfo(name, tensor.dtype, tensor.shape);
  });
  const inputs = [...lowering.leaves].map(([name, { dtype, shape }]) => valueInfo(name, dtype, shape));
  const bytes = encodeModel(encodeGraph(lowering.graph, inputs, outputs));
  return { bytes, inputs: lowering.inputs, operations, folder: lowering.graph.folder };
};
