/**
 * ONNX Runtime as a few functions over plain arrays: compile, run, read and write variables. Sessions are numbers and
 * variables are names, so that the functions also work as messages to a worker thread (run.ts, worker.ts).
 */
import './no-telemetry.ts';
import ort from '#onnxruntime';
import { outputName, updateName, variableName, type Target } from './onnx-graph.ts';

export type Value = { data: Float32Array | Int32Array; shape: readonly number[] };
/** A variable as it is written: besides numbers to compute with, IEEE halves by their bits and 8-bit whole numbers. */
export type Stored = Value | { data: Uint16Array | Int8Array; shape: readonly number[] };
export type Feeds = Readonly<Record<string, Value>>;
/** The variable of the device that stands for a variable of a program, by the program's name. */
export type Binding = Readonly<Record<string, string>>;
export type Values = Record<string, Value>;

/** The buffers of the values, each once, for transfer to another thread. */
export const buffersOf = (values: Readonly<Record<string, Stored>>): ArrayBuffer[] => [
  ...new Set(Object.values(values).map(({ data }) => data.buffer as ArrayBuffer)),
];

export type OnnxRuntime = {
  /**
   * Compiles ONNX bytes that use `variables` and compute `updates` [variable, output]; returns the session's number.
   * `folder`: of the files that hold constants.
   */
  load(
    bytes: Uint8Array,
    variables: readonly string[],
    updates: readonly (readonly [string, string])[],
    folder?: string,
  ): Promise<number>;
  /** Runs a session, by `binding` with other variables than those that it names. */
  run(session: number, feeds: Feeds, binding?: Binding): Promise<Values>;
  write(values: Readonly<Record<string, Stored>>): Promise<void>;
  /** `write` without a copy: the arrays must not change afterwards. */
  adopt(values: Readonly<Record<string, Stored>>): Promise<void>;
  read(names?: readonly string[]): Promise<Values>;
  close(): Promise<void>;
};

/**
 * Halves as a tensor. The class would copy them into a Float16Array, whose memory the binding does not find; it takes
 * their bits under this type.
 */
const halves = (data: Uint16Array, shape: readonly number[]): ort.Tensor =>
  Object.assign(new ort.Tensor('uint16', data, shape), { type: 'float16' });

const toTensor = ({ data, shape }: Stored): ort.Tensor => {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, shape);
  if (data instanceof Int8Array) return new ort.Tensor('int8', data, shape);
  return data instanceof Uint16Array ? halves(data, shape) : new ort.Tensor('int32', data, shape);
};

/**
 * How long a thread without work waits busily before it sleeps, in millionths of a second: about as long as the gap
 * between two operations of a run. ONNX Runtime's own choice is far longer, and waiting threads hold the processors
 * that others need. Steps at several settings on a busy machine: docs/results/lora.md.
 */
const SPIN_MICROSECONDS = '20';

/** It would undo `productOfTransposed` (lowering.ts). */
const UNWANTED_OPTIMISERS = 'GemmTransposeFusion';

/**
 * Options of every session: operations one after another, threads that hardly spin. The memory pattern is off: from the
 * second run on it allocates one block for all values of a run beside what the first run took, and saves no time.
 */
const sessionOptions = (
  target: Target,
  threads: number,
  folder: string | undefined,
): ort.InferenceSession.SessionOptions => ({
  executionProviders: target === 'cuda' ? ['cuda', 'cpu'] : [target],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  enableMemPattern: false,
  logSeverityLevel: 3,
  extra: {
    optimization: { disable_specified_optimizers: UNWANTED_OPTIMISERS },
    session: {
      intra_op: { allow_spinning: '1', spin_duration_us: SPIN_MICROSECONDS },
      ...(folder !== undefined && { model_external_initializers_file_folder_path: folder }),
    },
  },
});

/** The variables of a device, by name. */
const createVariables = () => {
  const state = new Map<string, ort.Tensor>();
  /** Arrays that runs wrote and that are no longer a variable's value, by variable: the next run writes there. */
  const spare = new Map<string, ort.Tensor>();
  const written = new WeakSet<ort.Tensor>();
  return {
    names: () => [...state.keys()],
    /** Throws when it has no value. */
    get: (name: string): ort.Tensor => {
      const tensor = state.get(name);
      if (!tensor) throw new Error(`variable ${name} has no value; write it to the device before the first run`);
      return tensor;
    },
    set: (name: string, value: Stored): void => {
      state.set(name, toTensor(value));
    },
    /** Where a run may write the new value of a variable: memory that an earlier run made for it, or null. */
    place: (name: string): ort.Tensor | null => spare.get(name) ?? null,
    /** Takes a run's new value. The memory of the old one is kept for the run after if a run had made it. */
    update: (name: string, value: ort.Tensor): void => {
      const old = state.get(name);
      if (old && written.has(old) && old !== value) spare.set(name, old);
      else spare.delete(name);
      written.add(value);
      state.set(name, value);
    },
    clear: (): void => {
      state.clear();
      spare.clear();
    },
  };
};

export const createOnnxRuntime = ({ target, threads }: { target: Target; threads: number }): OnnxRuntime => {
  type Session = {
    session: ort.InferenceSession;
    uses: readonly string[];
    updates: readonly (readonly [string, string])[];
    results: string[];
  };
  const sessions: Session[] = [];
  const variables = createVariables();
  return {
    load: async (bytes, uses, updates, folder) => {
      const session = await ort.InferenceSession.create(bytes, sessionOptions(target, threads, folder));
      const updated = new Set(updates.map(([, output]) => output));
      return (
        sessions.push({
          session,
          uses,
          updates,
          results: session.outputNames
            .filter((name) => !updated.has(name))
            .map((name) => name.slice(outputName('').length)),
        }) - 1
      );
    },
    run: async (number, feeds, binding = {}) => {
      const { session, uses, updates, results } = sessions[number]!;
      const bound = (name: string): string => binding[name] ?? name;
      const fed: Record<string, ort.Tensor> = {};
      for (const [name, value] of Object.entries(feeds)) fed[name] = toTensor(value);
      for (const name of uses) fed[variableName(name)] = variables.get(bound(name));
      const places = Object.fromEntries(session.outputNames.map((name): [string, ort.Tensor | null] => [name, null]));
      for (const [name] of updates) places[updateName(name)] = variables.place(bound(name));
      const out = await session.run(fed, places);
      for (const [name] of updates) variables.update(bound(name), places[updateName(name)] ?? out[updateName(name)]!);
      return Object.fromEntries(
        results.map((name) => {
          const tensor = out[outputName(name)]!;
          return [name, { data: tensor.data as Float32Array, shape: tensor.dims }];
        }),
      );
    },
    write: async (values) => {
      for (const [name, { data, shape }] of Object.entries(values))
        variables.set(name, { data: data.slice(), shape } as Stored);
    },
    adopt: async (values) => {
      for (const [name, value] of Object.entries(values)) variables.set(name, value);
    },
    read: async (names = variables.names()) =>
      Object.fromEntries(
        names.map((name) => {
          const tensor = variables.get(name);
          return [name, { data: (tensor.data as Float32Array).slice(), shape: tensor.dims }];
        }),
      ),
    close: async () => {
      for (const { session } of sessions.splice(0)) await session.release();
      variables.clear();
    },
  };
};
