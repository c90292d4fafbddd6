/**
 * An ONNX graph being built: nodes and constants, written as protocol buffers (protobuf.ts). It knows the ONNX file
 * format and nothing of tensors; lowering.ts says which nodes an operation becomes. Field numbers: onnx/onnx.proto.
 */
import { Message } from './protobuf.ts';
import type { Shape } from './shape.ts';
import type { DType, FilePart } from './trace.ts';

/** Where a graph runs: ONNX Runtime's CPU kernels, or its WebGPU or CUDA provider. */
export type Target = 'cpu' | 'webgpu' | 'cuda';

/** ONNX element types. */
export const ELEM: Record<DType, number> = { f32: 1, i32: 6, bool: 9, f16: 10, i8: 3 };
export const INT64 = 7;
const UINT8 = 2;

/** What a constant of a graph can hold. */
type Elements = Float32Array | Int32Array | BigInt64Array | Int8Array | Uint8Array;

const elementTypeOf = (data: Elements): number => {
  if (data instanceof Float32Array) return ELEM.f32;
  if (data instanceof Int8Array) return ELEM.i8;
  if (data instanceof Uint8Array) return UINT8;
  return data instanceof Int32Array ? ELEM.i32 : INT64;
};

/** Names inside the ONNX model, so that inputs, variables, outputs and new values of the same name don't clash. */
export const outputName = (name: string): string => `out:${name}`;
export const variableName = (name: string): string => `var:${name}`;
export const updateName = (name: string): string => `new:${name}`;

/** An operator attribute: whole numbers are ints, { float } is a float, { graph } the body of a loop. */
type Attributes = Record<string, number | readonly number[] | { float: number } | { graph: Message }>;

/** Collects the nodes and constants of one ONNX graph, and names them. */
export class OnnxGraph {
  nodes: {
    type: string;
    inputs: readonly string[];
    outputs: readonly string[];
    attributes: Attributes;
    domain: string;
  }[] = [];
  constants: Message[] = [];
  operations = new Map<string, number>();
  /** The folder of the files that hold constants, if there are any. */
  folder: string | undefined;
  #known = new Map<string, string>();
  #renamed = new Map<string, string>();
  #next = 0;
  readonly #prefix: string;

  /** The names of a graph within another one must differ from those of the other: give one of them a prefix. */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  /** A node with one output. Gives the name of that output. */
  node(type: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    return this.multi(type, inputs, 1, attributes, domain)[0]!;
  }

  /** A node with `count` outputs. */
  multi(type: string, inputs: readonly string[], count: number, attributes: Attributes = {}, domain = ''): string[] {
    const outputs = Array.from({ length: count }, () => `${this.#prefix}t${this.#next++}`);
    this.nodes.push({ type, inputs, outputs, attributes, domain });
    this.operations.set(type, (this.operations.get(type) ?? 0) + 1);
    return outputs;
  }

  /**
   * Makes the value `name` an output called `output`: by renaming it where a node makes it, otherwise, and the second
   * time, as a copy.
   */
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
        else if ('graph' in value) attribute.message(6, value.graph).int(20, 5);
        else {
          for (const int of value as readonly number[]) attribute.int(8, int);
          attribute.int(20, 7);
        }
        node.message(5, attribute);
      }
      if (domain) node.string(7, domain);
      return node;
    });
  }

  /** A node of ONNX Runtime's own operators. */
  microsoft(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.node(type, inputs, attributes, 'com.microsoft');
  }

  /** A constant tensor. Small equal ones share one name. */
  constant(data: Elements, shape: readonly number[]): string {
    const type = elementTypeOf(data);
    const key =
      data.length <= 64
        ? `${type}|${shape.join()}|${Array.from(data as ArrayLike<number | bigint>, (x) => (Object.is(x, -0) ? '-0' : `${x}`)).join()}`
        : '';
    const known = key && this.#known.get(key);
    if (known) return known;
    const name = `${this.#prefix}c${this.#next++}`;
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

  /** A constant of 8-bit whole numbers that lies in a file. All files of a graph are in one folder. */
  constantInFile({ file, offset }: FilePart, shape: readonly number[]): string {
    const at = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
    const [folder, location] = [file.slice(0, at), file.slice(at + 1)];
    if (at < 0 || (this.folder ?? folder) !== folder)
      throw new TypeError(`lower: constants in files need absolute paths in one folder, got ${file}`);
    this.folder = folder;
    const name = `${this.#prefix}c${this.#next++}`;
    const tensor = new Message();
    for (const dim of shape) tensor.int(1, dim);
    const length = shape.reduce((a, b) => a * b, 1);
    tensor.int(2, ELEM.i8).string(8, name).int(14, 1);
    for (const [key, value] of Object.entries({ location, offset, length }))
      tensor.message(13, new Message().string(1, key).string(2, String(value)));
    this.constants.push(tensor);
    return name;
  }

  /** A list of i64 numbers, as ONNX takes axes, sizes and shapes. */
  ints(...values: number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }
}

/** The name, type and shape of an input or output. */
export const valueInfo = (name: string, dtype: DType | 'i64', shape: Shape): Message => {
  const dims = new Message();
  for (const dim of shape)
    dims.message(1, typeof dim === 'number' ? new Message().int(1, dim) : new Message().string(2, dim));
  return new Message()
    .string(1, name)
    .message(2, new Message().message(1, new Message().int(1, dtype === 'i64' ? INT64 : ELEM[dtype]).message(2, dims)));
};
