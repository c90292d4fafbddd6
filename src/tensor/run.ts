/**
 * Executes graphs with ONNX Runtime. `openDevice` gives a device that holds variables (parameters, optimiser state)
 * between runs. By default it works in a thread of its own, because a run blocks its thread from start to end.
 */
import { startWorker } from '#device-thread';
import { createOnnxRuntime, type Binding, type Feeds, type Stored, type Values } from './onnx-runtime.ts';
import { updateName, type Target } from './onnx-graph.ts';
import { lower, type Graph, type Lowered } from './onnx.ts';
import { formatShape } from './shape.ts';

export type { Feeds, Stored, Value, Values } from './onnx-runtime.ts';

export type DeviceOptions = {
  target?: Target;
  /** Threads of ONNX Runtime. Results are repeatable at a given number of threads. Default 2. */
  threads?: number;
  /** false runs in the calling thread, for tests and for threads of your own. Default true. */
  worker?: boolean;
};

/**
 * A compiled graph. `run` feeds its inputs, applies its updates to the device's variables and gives its outputs. By
 * `binding` other variables of the device, of the same shapes, stand for those that the graph names.
 */
export type Program = {
  run(feeds: Feeds, binding?: Binding): Promise<Values>;
  operations: ReadonlyMap<string, number>;
};

export type Device = {
  compile(graph: Graph): Promise<Program>;
  /** Sets variables; the arrays are copied. */
  write(values: Readonly<Record<string, Stored>>): Promise<void>;
  /**
   * Sets variables without a copy. The arrays then belong to the device; they are empty here when it works in its own
   * thread.
   */
  adopt(values: Readonly<Record<string, Stored>>): Promise<void>;
  /** Copies of the named variables (default: all), by name in order of writing. Throws on an unknown name. */
  read(names?: readonly string[]): Promise<Values>;
  close(): Promise<void>;
};

/** Throws when a feed is missing, is of another type or shape, or gives a named dimension a second size. */
const checkFeeds = (inputs: Lowered['inputs'], feeds: Feeds): void => {
  const sizes = new Map<string, number>();
  for (const { name, dtype, shape } of inputs) {
    const fed = feeds[name];
    if (!fed) throw new TypeError(`run: input ${name} ${formatShape(shape)} was not fed`);
    const type = fed.data instanceof Float32Array ? 'f32' : 'i32';
    const fits =
      fed.shape.length === shape.length && shape.every((dim, i) => typeof dim === 'string' || dim === fed.shape[i]);
    const size = fed.shape.reduce((product, dim) => product * dim, 1);
    if (type !== dtype || !fits || size !== fed.data.length) {
      throw new TypeError(
        `run: input ${name} is ${dtype} ${formatShape(shape)}, fed ${fed.data.length} × ${type} as ${formatShape(fed.shape)}`,
      );
    }
    shape.forEach((dim, i) => {
      // ONNX Runtime would broadcast a 1 that stands where another size was meant
      if (typeof dim !== 'string') return;
      const known = sizes.get(dim) ?? fed.shape[i]!;
      if (known !== fed.shape[i])
        throw new TypeError(
          `run: dimension ${dim} is ${known} elsewhere, but ${fed.shape[i]} in input ${name} ${formatShape(shape)}`,
        );
      sizes.set(dim, known);
    });
  }
};

/** Starts a device. Nothing is compiled yet. */
export const openDevice = (options: DeviceOptions = {}): Device => {
  const full = {
    target: options.target ?? 'cpu',
    threads: options.threads ?? 2,
    worker: options.worker ?? true,
  } as const;
  const core = full.worker ? startWorker(full) : createOnnxRuntime(full);
  return {
    compile: async (graph) => {
      for (const [name, { dtype }] of Object.entries(graph.outputs))
        if (dtype === 'bool') throw new TypeError(`compile: output ${name} is bool; cast it to f32 or i32`);
      const { bytes, inputs, operations, folder } = lower(graph, full.target);
      const updates = Object.keys(graph.updates ?? {});
      const id = await core.load(
        bytes,
        inputs.filter((leaf) => leaf.variable).map((leaf) => leaf.name),
        updates.map((name) => [name, updateName(name)]),
        folder,
      );
      const needed = inputs.filter((leaf) => !leaf.variable);
      return {
        operations,
        run: async (feeds, binding) => {
          checkFeeds(needed, feeds);
          return core.run(id, Object.fromEntries(needed.map(({ name }) => [name, feeds[name]!])), binding);
        },
      };
    },
    write: (values) => core.write(values),
    adopt: (values) => core.adopt(values),
    read: (names) => core.read(names),
    close: () => core.close(),
  };
};
