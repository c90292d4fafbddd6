/**
 * Lowers a traced graph to the bytes of an ONNX model for ONNX Runtime. Which nodes an operation becomes is in
 * lowering.ts. A graph for the CPU that holds an operation known to be racy is refused.
 */
import { lowerNode, type LoweredInput, type Lowering } from './lowering.ts';
import { OnnxGraph, outputName, updateName, valueInfo, type Target } from './onnx-graph.ts';
import { Message } from './protobuf.ts';
import { topological, type Tensor } from './trace.ts';

/** What to compute: named outputs, and new values of variables. */
export type Graph = { outputs: Readonly<Record<string, Tensor>>; updates?: Readonly<Record<string, Tensor>> };

export type Lowered = {
  bytes: Uint8Array;
  /** Leaves to feed, in order. */
  inputs: LoweredInput[];
  /** Operations used, with counts. */
  operations: Map<string, number>;
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

/** The bytes of an ONNX model with this graph and these outputs. */
const encodeModel = ({ graph, leaves }: Lowering, outputs: readonly Message[]): Uint8Array => {
  const body = new Message();
  for (const node of graph.encodeNodes()) body.message(1, node);
  body.string(2, 'mizan');
  for (const tensor of graph.constants) body.message(5, tensor);
  for (const [name, leaf] of leaves) body.message(11, valueInfo(name, leaf.dtype, leaf.shape));
  for (const output of outputs) body.message(12, output);
  const opset = (domain: string, version: number) => new Message().string(1, domain).int(2, version);
  return new Message()
    .int(1, 9)
    .message(7, body)
    .message(8, opset('', OPSET))
    .message(8, opset('com.microsoft', 1))
    .encode();
};

/** Lowers `graph`; throws on an output without a graph or an operation that the target must not run. */
export const lower = (graph: Graph, target: Target): Lowered => {
  const results = [
    ...Object.entries(graph.outputs).map(([name, tensor]): [string, Tensor] => [outputName(name), tensor]),
    ...Object.entries(graph.updates ?? {}).map(([name, tensor]): [string, Tensor] => [updateName(name), tensor]),
  ];
  if (results.length === 0) throw new TypeError('lower: a graph needs an output');
  const nodes = topological(results.map(([, tensor]) => tensor));
  const isLeaf = ({ op }: Tensor) => op.type === 'input' || op.type === 'variable';
  const lowering: Lowering = {
    graph: new OnnxGraph(),
    target,
    names: new Map(),
    leaves: new Map(),
    inputs: [],
    sizes: new Map(),
  };
  for (const node of nodes.filter(isLeaf)) lowerNode(lowering, node);
  for (const node of nodes) if (!isLeaf(node)) lowerNode(lowering, node);
  const outputs = results.map(([name, tensor]) => {
    lowering.graph.output(lowering.names.get(tensor)!, name);
    return valueInfo(name, tensor.dtype, tensor.shape);
  });
  const { operations } = lowering.graph;
  if (target === 'cpu') refuseRacy(operations.keys());
  return { bytes: encodeModel(lowering, outputs), inputs: lowering.inputs, operations };
};
