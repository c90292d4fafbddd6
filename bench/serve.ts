/**
 * Claim: Mizan generates as fast as llama.cpp or faster on the same weights. Tokens per second at 1, 8 and 32
 * continuations of one prompt, and milliseconds of the prompt, of models from 1.3 M to 0.5 B parameters: Mizan as it
 * runs them by default, step by step where the default has blocks of steps, and in exact weights; llama.cpp with Q8_0
 * weights and its F16 cache (llama-step.cpp), alternating in one run. Weights are untrained: speed does not depend on
 * what they say.
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
const ROWS = [1, 8, 32] as const;

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

type Measured = { prompt: number; perStep: number };
type Side = { measure(rows: number, promptTokens: number, tokens: number): Promise<Measured>; close(): Promise<void> };

/** Mizan through the interface that its server uses: threads, messages, sampling at temperature 1. */
const mizanSide = (sampler: LocalSampler, vocabSize: number): Side => {
  let round = 0;
  return {
    measure: async (rows, promptTokens, tokens) => {
      round++;
      // another prompt in each round, or it would be known from the last one
      const prompt = Array.from({ length: promptTokens }, (_, i) => (i * 7919 + round * 31) % vocabSize);
      const started = performance.now();
      const request = { prompt, n: rows, maxTokens: tokens + 1, seed: round, temperature: 1 };
      let first = 0;
      for await (const event of sampler.sample(request)) if (event.type === 'token') first ||= performance.now();
      return { prompt: first - started, perStep: (performance.now() - first) / tokens };
    },
    close: () => sampler.close(),
  };
};

const llamaSide = (program: string, libraries: string, file: string): Side => {
  const child = spawn(program, [libraries, file, String(THREADS)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((done) => {
    child.on('close', () => done());
  });
  return {
    measure: async (rows, promptTokens, tokens) => {
      child.stdin.write(`${rows} ${promptTokens} ${tokens}\n`);
      const line = await lines.next();
      if (line.done) throw new Error('llama-step ended early');
      const { prompt, total } = JSON.parse(line.value) as { prompt: number; total: number };
      return { prompt, perStep: total / tokens };
    },
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
    sides.set('llama.cpp Q8_0', llamaSide(peer.program, peer.libraries, file));
  }
  const own = (precision: 'auto' | 'exact', blocks = true) =>
    mizanSide(createSampler({ config, weights, blocks, ...runOptions(config, THREADS, precision) }), config.vocabSize);
  sides.set('mizan', own('auto'));
  if (countParameters(config) < 8e6) sides.set('mizan by steps', own('auto', false));
  if (runOptions(config, THREADS, 'auto').precision !== 'exact') sides.set('mizan exact', own('exact'));
  return sides;
};

type Row = {
  model: string;
  rows: number;
  load: number;
  perStep: Record<string, number>;
  prompt: Record<string, number>;
};

const measureModel = async (
  [name, config]: (typeof MODELS)[number],
  sides: ReadonlyMap<string, Side>,
  { quick, log }: { quick: boolean; log: (line: string) => void },
): Promise<Row[]> => {
  const large = countParameters(config) > 1e8;
  const [rounds, tokens] = [quick ? 1 : large ? 3 : 7, quick ? 8 : large ? 16 : 64];
  const results: Row[] = [];
  for (const rows of large ? ROWS.slice(0, 2) : ROWS) {
    const [perStep, prompt] = [new Map<string, number[]>(), new Map<string, number[]>()];
    for (let round = 0; round <= rounds; round++) {
      for (const [side, { measure }] of round % 2 === 0 ? sides : [...sides].toReversed()) {
        const measured = await measure(rows, 64, tokens);
        if (round === 0) continue; // the first one warms up
        perStep.set(side, [...(perStep.get(side) ?? []), measured.perStep]);
        prompt.set(side, [...(prompt.get(side) ?? []), measured.prompt]);
      }
    }
    const medians = (of: Map<string, number[]>) =>
      Object.fromEntries([...of].map(([side, values]) => [side, Number(median(values).toFixed(3))]));
    const row = { model: name, rows, load: loadavg()[0]!, perStep: medians(perStep), prompt: medians(prompt) };
    results.push(row);
    const peer = row.perStep['llama.cpp Q8_0'];
    for (const [side, ms] of Object.entries(row.perStep)) {
      const ratio = peer === undefined || side.startsWith('llama') ? '' : `  ${(peer / ms).toFixed(2)} × llama.cpp`;
      log(
        `  ${name.padEnd(5)} ${String(rows).padStart(2)} rows  ${side.padEnd(15)} ${short((rows * 1e3) / ms).padStart(7)} tokens/s  prompt ${short(row.prompt[side]!).padStart(5)} ms${ratio}`,
      );
    }
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
  console.log(JSON.stringify({ bench: 'serve', quick, threads: THREADS, machine: machine(), results }));
};
