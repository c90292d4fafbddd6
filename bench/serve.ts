/**
 * Claim: Mizan generates as fast as llama.cpp or faster on the same weights. Tokens per second at 1, 8 and 32
 * continuations of one prompt and of 8 prompts, and milliseconds of the prompt, of models from 1.3 M to 0.5 B
 * parameters: Mizan as it runs them by default, step by step where the default has blocks of steps, and in exact
 * weights; llama.cpp with Q8_0 weights and its F16 cache (llama-step.cpp), alternating in one run. Weights are
 * untrained: speed does not depend on what they say. Drafts are measured by `bench -- speculate`.
 *
 * Beside one stream stands what the memory allows: the bytes of the weights in int8, read over and over by as many
 * threads in the same run. No step that reads each weight once can be faster. On a busy machine ratios by processor
 * time say more than those by the clock; THREADS=1 gives each side one thread, since threads that wait for each other
 * suffer most there.
 *
 * The peer needs a C++ compiler, git, and the npm package node-llama-cpp in a folder of its own:
 *   mkdir FOLDER && cd FOLDER && npm init -y && npm install --ignore-scripts node-llama-cpp
 *   MIZAN_LLAMA=FOLDER npm run bench -- serve
 * Without it Mizan is measured alone, and the output says so.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSampler, type LocalSampler } from '../src/infer/generate.ts';
import { runOptions } from '../src/local/run-options.ts';
import { writeAtomic } from '../src/files.ts';
import { countParameters, parameterShapes, parseConfig, type ModelConfig } from '../src/model/config.ts';
import { ggufParts } from '../src/model/gguf.ts';
import { ggufKeys, ggufTensors } from '../src/model/gguf-model.ts';
import type { Value } from '../src/tensor/run.ts';
import { buildPeer } from './llama-peer.ts';
import { machine, median, short, THREADS, type BenchOptions } from './timing.ts';
import { sizeOf } from './sizes.ts';

const qwen = (fields: Record<string, number>): ModelConfig =>
  parseConfig({
    model_type: 'qwen2',
    tie_word_embeddings: true,
    attention_bias: false,
    max_position_embeddings: 1024,
    rms_norm_eps: 1e-6,
    rope_theta: 1e6,
    ...fields,
  });

/** The embedded model's shape, two between, and that of Qwen2.5-0.5B (its biases left out). */
const MODELS: readonly (readonly [name: string, config: ModelConfig])[] = [
  [
    '1.3M',
    qwen({
      hidden_size: 160,
      num_hidden_layers: 4,
      num_attention_heads: 5,
      num_key_value_heads: 5,
      intermediate_size: 448,
      vocab_size: 512,
    }),
  ],
  ['5M', sizeOf('5M').config],
  ['50M', sizeOf('50M').config],
  [
    '0.5B',
    qwen({
      hidden_size: 896,
      num_hidden_layers: 24,
      num_attention_heads: 14,
      num_key_value_heads: 2,
      intermediate_size: 4864,
      vocab_size: 151_936,
    }),
  ],
];
type Kind = { name: string; rows: number; apart: boolean };
const KINDS: readonly Kind[] = [
  { name: '1 stream', rows: 1, apart: false },
  { name: '8 answers', rows: 8, apart: false },
  { name: '32 answers', rows: 32, apart: false },
  { name: '8 streams', rows: 8, apart: true },
];
const threads = Number(process.env.THREADS ?? THREADS);
const PEER = 'llama.cpp Q8_0';

/** Weights of a plausible size from a cheap generator: half a billion normal numbers would take minutes. */
const anyWeights = (config: ModelConfig): Record<string, Value> => {
  let state = 1;
  return Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      for (let i = 0; i < data.length; i++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
        data[i] = name.endsWith('norm.weight') ? 1 : (state / 2 ** 31) * 0.035;
      }
      return [name, { data, shape }];
    }),
  );
};

/** Milliseconds of the prompt, and of the clock and the processor for a step of all rows. */
type Measured = { prompt: number; perStep: number; cpu: number };
type Side = {
  measure(kind: Kind, promptTokens: number, tokens: number): Promise<Measured>;
  /** Bytes a second at which the threads read so much memory. */
  memory?(bytes: number): Promise<number>;
  close(): Promise<void>;
};

const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

/**
 * Mizan through the interface that its server uses: threads, messages, sampling at temperature 1. Steps are counted
 * from the first token on, of 8 streams from the last first token on.
 */
const mizanSide = (sampler: LocalSampler, vocabSize: number): Side => {
  let round = 0;
  return {
    measure: async ({ rows, apart }, promptTokens, tokens) => {
      round++;
      // another prompt in each round, or it would be known from the last one
      const promptOf = (of: number) =>
        Array.from({ length: promptTokens }, (_, i) => (i * 7919 + round * 31 + of * 977) % vocabSize);
      const started = performance.now();
      let [first, cpu, begun, late] = [0, 0, 0, 0];
      const requests = apart ? rows : 1;
      const stream = async (of: number): Promise<void> => {
        const request = { prompt: promptOf(of), n: rows / requests, maxTokens: tokens + 1, seed: round };
        let own = 0;
        for await (const event of sampler.sample({ ...request, temperature: 1 })) {
          if (event.type !== 'token') continue;
          if (own++ === 0 && ++begun === requests) [first, cpu] = [performance.now(), ownCpu()];
          else if (begun === requests) late++;
        }
      };
      await Promise.all(Array.from({ length: requests }, (_, of) => stream(of)));
      const steps = late / rows;
      return {
        prompt: first - started,
        perStep: (performance.now() - first) / steps,
        cpu: (ownCpu() - cpu) / steps,
      };
    },
    close: () => sampler.close(),
  };
};

const llamaSide = (program: string, libraries: string, file: string): Side => {
  const child = spawn(program, [libraries, file, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((done) => {
    child.on('close', () => done());
  });
  const ask = async <T>(...line: readonly number[]): Promise<T> => {
    child.stdin.write(`${line.join(' ')}\n`);
    const answer = await lines.next();
    if (answer.done) throw new Error('llama-step ended early');
    return JSON.parse(answer.value) as T;
  };
  return {
    measure: async ({ rows, apart }, promptTokens, tokens) => {
      type Told = { prompt: number; total: number; cpu: number };
      const { prompt, total, cpu } = await ask<Told>(rows, promptTokens, tokens, +apart);
      return { prompt, perStep: total / tokens, cpu: cpu / tokens };
    },
    memory: async (bytes) => (await ask<{ bytesPerSecond: number }>(0, bytes, 20, 0)).bytesPerSecond,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
};

const openSides = (name: string, config: ModelConfig, folder: string, peer: ReturnType<typeof buildPeer>) => {
  const weights = anyWeights(config);
  const sides = new Map<string, Side>();
  if (peer) {
    const file = join(folder, `${name}.gguf`);
    const keys = ggufKeys(config, name, 'Q8_0').set('tokenizer.ggml.model', { type: 'string', value: 'no_vocab' });
    const tensors = new Map(Object.entries(weights).map(([key, { data, shape }]) => [key, { data, shape }]));
    writeAtomic(file, ggufParts(keys, ggufTensors(config, tensors as never, 'Q8_0')));
    sides.set(PEER, llamaSide(peer.program, peer.libraries, file));
  }
  const own = (precision: 'auto' | 'exact', blocks = true) =>
    mizanSide(createSampler({ config, weights, blocks, ...runOptions(config, threads, precision) }), config.vocabSize);
  sides.set('mizan', own('auto'));
  if (countParameters(config) < 8e6) sides.set('mizan by steps', own('auto', false));
  if (runOptions(config, threads, 'auto').precision !== 'exact') sides.set('mizan exact', own('exact'));
  return sides;
};

type Row = {
  model: string;
  kind: string;
  load: number;
  perStep: Record<string, number>;
  cpu: Record<string, number>;
  prompt: Record<string, number>;
  /** Milliseconds of a step in which each weight in int8 is read once, for one stream. */
  memory?: number;
};

/**
 * Bytes of the weights that a step reads in int8: all but the embedding, of which it reads a row, where it is no head.
 */
const bytesOf = (config: ModelConfig): number => {
  const embedding = config.tieWordEmbeddings ? 0 : config.vocabSize * config.hiddenSize;
  return countParameters(config) - embedding;
};

const describe = (row: Row, { name, rows }: Kind, log: (line: string) => void): void => {
  const ratio = (of: Record<string, number>, side: string): string => (of[PEER]! / of[side]!).toFixed(2);
  for (const [side, ms] of Object.entries(row.perStep)) {
    const beside =
      row.perStep[PEER] === undefined || side === PEER
        ? ''
        : `  ${ratio(row.perStep, side)} × llama.cpp, ${ratio(row.cpu, side)} by processor time`;
    log(
      `  ${row.model.padEnd(5)} ${name.padEnd(10)}  ${side.padEnd(15)} ${short((rows * 1e3) / ms).padStart(7)} tokens/s` +
        `  ${short(row.cpu[side]!).padStart(5)} ms of the processor a step  prompt ${short(row.prompt[side]!).padStart(5)} ms${beside}`,
    );
  }
  if (row.memory !== undefined)
    log(
      `  ${row.model.padEnd(5)} ${name.padEnd(10)}  the memory allows ${short(1e3 / row.memory).padStart(5)} tokens/s` +
        `  ${(row.perStep[PEER]! / row.memory).toFixed(2)} × llama.cpp`,
    );
};

const measureModel = async (
  [name, config]: (typeof MODELS)[number],
  sides: ReadonlyMap<string, Side>,
  { quick, log }: { quick: boolean; log: (line: string) => void },
): Promise<Row[]> => {
  const large = countParameters(config) > 1e8;
  const [rounds, tokens] = [quick ? 1 : large ? 3 : 7, quick ? 8 : large ? 16 : 64];
  const results: Row[] = [];
  for (const kind of KINDS.filter(({ rows }) => !large || rows < 32)) {
    const found = new Map([...sides.keys()].map((side) => [side, [] as Measured[]]));
    const memory: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      for (const [side, { measure }] of round % 2 === 0 ? sides : [...sides].toReversed()) {
        const measured = await measure(kind, 64, tokens);
        if (round > 0) found.get(side)!.push(measured); // the first one warms up
      }
      const read = kind.rows === 1 ? sides.get(PEER)?.memory : undefined;
      if (read) memory.push((bytesOf(config) / (await read(bytesOf(config)))) * 1e3);
    }
    const medians = (of: keyof Measured) =>
      Object.fromEntries(
        [...found].map(([side, values]) => [side, Number(median(values.map((value) => value[of])).toFixed(3))]),
      );
    const row: Row = {
      model: name,
      kind: kind.name,
      load: loadavg()[0]!,
      perStep: medians('perStep'),
      cpu: medians('cpu'),
      prompt: medians('prompt'),
      ...(memory.length > 0 && { memory: Math.min(...memory) }),
    };
    results.push(row);
    describe(row, kind, log);
  }
  return results;
};

/** Runs the benchmark and prints a table, then one JSON object. MODELS=1.3M,5M chooses models. */
export const benchServe = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const chosen = process.env.MODELS?.split(',');
  const folder = mkdtempSync(join(tmpdir(), 'mizan-serve-'));
  const results: Row[] = [];
  try {
    const peer = buildPeer(folder, 'llama-step.cpp');
    if (!peer) log('MIZAN_LLAMA is not set: Mizan is measured without its peer (see bench/serve.ts).');
    for (const model of MODELS.filter(([name]) => chosen?.includes(name) ?? true)) {
      const sides = openSides(...model, folder, peer);
      try {
        results.push(...(await measureModel(model, sides, { quick, log })));
      } finally {
        await Promise.all([...sides.values()].map((side) => side.close()));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(JSON.stringify({ bench: 'serve', quick, threads, machine: machine(), results }));
};
