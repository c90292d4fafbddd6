/**
 * ONNX Runtime as a few functions over plain arrays: compile, run, read and write variables. Sessions are numbers and
 * variables are names, so that the functions also work as messages to a worker thread (run.ts, worker.ts).
 */
import ort from '#onnxruntime';
import { outputName, updateName, variableName, type Target } from './onnx-graph.ts';

export type Value = { data: Float32Array | Int32Array; shape: readonly number[] };
export type Feeds = Readonly<Record<string, Value>>;
export type Values = Record<string, Value>;

export type OnnxRuntime = {
  /**
   * Compiles ONNX bytes that use `variables` and compute `updates` [variable, output]; returns the session's number.
   */
  load(
    bytes: Uint8Array,
    variables: readonly string[],
    updates: readonly (readonly [string, string])[],
  ): Promise<number>;
  run(session: number, feeds: Feeds): Promise<Values>;
  write(values: Feeds): Promise<void>;
  /** `write` without a copy: the arrays must not change afterwards. */
  adopt(values: Feeds): Promise<void>;
  read(names?: readonly string[]): Promise<Values>;
  close(): Promise<void>;
};

const toTensor = ({ data, shape }: Value): ort.Tensor =>
  data instanceof Float32Array ? new ort.Tensor('float32', data, shape) : new ort.Tensor('int32', data, shape);

/** Options of every session: sequential, spinning between operations of one run only. */
const sessionOptions = (target: Target, threads: number): ort.InferenceSession.SessionOptions => ({
  executionProviders: [target === 'webgpu' ? 'webgpu' : 'cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '1' } } },
});

export const createOnnxRuntime = ({ target, threads }: { target: Target; threads: number }): OnnxRuntime => {
  type Session = {
    session: ort.InferenceSession;
    variables: readonly string[];
    updates: readonly (readonly [string, string])[];
    results: string[];
  };
  const sessions: Session[] = [];
  const state = new Map<string, ort.Tensor>();
  const variable = (name: string): ort.Tensor => {
    const tensor = state.get(name);
    if (!tensor) throw new Error(`variable ${name} has no value; write it to the device before the first run`);
    return tensor;
  };
  const adopt = async (values: Feeds): Promise<void> => {
    for (const [name, value] of Object.entries(values)) state.set(name, toTensor(value));
  };
  return {
    load: async (bytes, variables, updates) => {
      const session = await ort.InferenceSession.create(bytes, sessionOptions(target, threads));
      const updated = new Set(updates.map(([, output]) => output));
      return (
        sessions.push({
          session,
          variables,
          updates,
          results: session.outputNames
            .filter((name) => !updated.has(name))
            .map((name) => name.slice(outputName('').length)),
        }) - 1
      );
    },
    run: async (number, feeds) => {
      const { session, variables, updates, results } = sessions[number]!;
      const fed: Record<string, ort.Tensor> = {};
      for (const [name, value] of Object.entries(feeds)) fed[name] = toTensor(value);
      for (const name of variables) fed[variableName(name)] = variable(name);
      const out = await session.run(fed);
      for (const [name] of updates) state.set(name, out[updateName(name)]!);
      return Object.fromEntries(
        results.map((name) => {
          const tensor = out[outputName(name)]!;
          return [name, { data: tensor.data as Float32Array, shape: tensor.dims }];
        }),
      );
    },
    write: (values) =>
      adopt(
        Object.fromEntries(
          Object.entries(values).map(([name, { data, shape }]) => [name, { data: data.slice(), shape }]),
        ),
      ),
    adopt,
    read: async (names = [...state.keys()]) =>
      Object.fromEntries(
        names.map((name) => {
          const tensor = variable(name);
          return [name, { data: (tensor.data as Float32Array).slice(), shape: tensor.dims }];
        }),
      ),
    close: async () => {
      for (const { session } of sessions.splice(0)) await session.release();
      state.clear();
    },
  };
};
