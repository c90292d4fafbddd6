/**
 * Two claims. Eight streams through HTTP are within 10 % of the engine's: the door of `mizan serve`, in a process of
 * its own, beside the engine asked directly, over the same conversations. And a short request is answered soon while a
 * prompt of 4,000 tokens is read: its first token comes at most three steps later than without. Untrained weights of 5
 * and 50 M parameters, as they run by default; sides alternate.
 *
 * Processor seconds are told beside seconds: of the serving process at the door, of this one at the engine. MODELS=5M
 * chooses models.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createSampler } from '../src/infer/generate.ts';
import { copyCompanions, TOKENIZER_COMPANION_FILES } from '../src/local/companions.ts';
import { loadModel } from '../src/local/load-model.ts';
import { EMBEDDED, openModelFolder } from '../src/local/model-folder.ts';
import { runOptions } from '../src/local/run-options.ts';
import { parseConfig } from '../src/model/config.ts';
import { exportFolder } from '../src/model/export.ts';
import { initWeights } from '../src/model/transformer.ts';
import { sizeOf } from './sizes.ts';
import { machine, median, short, THREADS, type BenchOptions } from './timing.ts';

const STREAMS = 8;
const TOKENS = 64;
const LONG = 4000;
/** Kernel's ticks of processor time in a second. */
const TICKS = 100;

type Model = { name: string; folder: string };
type Rate = { tokensPerSecond: number; cpuMs: number };
/** One stream to its end; gives its tokens. */
type Ask = (content: string, seed: number) => Promise<number>;
type Side = { ask: Ask; cpuMs(): number; close(): Promise<void> };

/** A model folder of this size with untrained weights, the embedded model's tokenizer, and room for long prompts. */
const writeModel = async (folder: string, name: string): Promise<Model> => {
  const { tokenizer, tokenizerJson, configJson } = await openModelFolder(EMBEDDED);
  const { json } = sizeOf(name);
  const config = parseConfig({
    ...json,
    vocab_size: tokenizer.vocabSize,
    max_position_embeddings: 2 * LONG,
    eos_token_id: configJson.eos_token_id,
  });
  const weights = new Map(Object.entries(initWeights(config, 1))) as never;
  exportFolder(folder, { config, weights, tokenizerJson }, { dtype: 'F32' });
  copyCompanions(EMBEDDED, folder, TOKENIZER_COMPANION_FILES);
  return { name, folder };
};

const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

const atEngine = async ({ folder }: Model): Promise<Side> => {
  const model = await loadModel(folder, { threads: THREADS });
  return {
    ask: async (content, seed) => {
      let tokens = 0;
      const request = { messages: [{ role: 'user', content }], maxTokens: TOKENS, seed, temperature: 1 } as const;
      for await (const event of model.chat(request)) if (event.type === 'reply') tokens += event.reply.tokens;
      return tokens;
    },
    cpuMs: ownCpu,
    close: () => model.close(),
  };
};

/** Processor time of a process and of its children so far, from Linux's /proc; 0 elsewhere. */
const cpuOf = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const own = ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1e3;
    return children.reduce((sum, child) => sum + cpuOf(Number(child)), own);
  } catch {
    return 0;
  }
};

/** `mizan serve` in a process of its own, asked with streams. */
const atDoor = async ({ folder }: Model, data: string): Promise<Side> => {
  const program = fileURLToPath(new URL('../bin/mizan.mjs', import.meta.url));
  const flags = ['serve', '--model', folder, '--port', '0', '--json', '--no-first', '--data', data];
  const child = spawn(process.execPath, [program, ...flags, '--threads', String(THREADS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => {
    child.on('close', () => done());
  });
  const line = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (line.done) throw new Error('mizan serve ended early');
  const { url } = JSON.parse(line.value) as { url: string };
  return {
    ask: async (content, seed) => {
      const body = { model: 'mizan:none', stream: true, stream_options: { include_usage: true }, max_tokens: TOKENS };
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, seed, temperature: 1, messages: [{ role: 'user', content }] }),
      });
      const text = await response.text();
      const tokens = /"completion_tokens":(\d+)/.exec(text)?.[1];
      if (tokens === undefined) throw new Error(`the stream told no tokens: ${text.slice(-300)}`);
      return Number(tokens);
    },
    cpuMs: () => cpuOf(child.pid!),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/** `perStream` requests after each other in each of the streams. */
const streamAll = async ({ ask, cpuMs }: Side, perStream: number, round: number): Promise<Rate> => {
  const [started, before] = [performance.now(), cpuMs()];
  let tokens = 0;
  const stream = async (place: number): Promise<void> => {
    for (let i = 0; i < perStream; i++) {
      // `tokens += await …` would add to what was there before the others told theirs
      const own = await ask(`What comes after ${place * 97 + i * 13 + round}?`, place + 100 * i + 10_000 * round);
      tokens += own;
    }
  };
  await Promise.all(Array.from({ length: STREAMS }, (_, place) => stream(place)));
  return { tokensPerSecond: (tokens / (performance.now() - started)) * 1e3, cpuMs: (cpuMs() - before) / tokens };
};

/** Eight streams at the door and at the engine, in turns. */
const measureDoor = async (model: Model, folder: string, [rounds, perStream]: readonly [number, number]) => {
  const sides = [await atEngine(model), await atDoor(model, join(folder, `data-${model.name}`))] as const;
  const found: [Rate[], Rate[]] = [[], []];
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const rate = await streamAll(sides[at], perStream, round);
        if (round > 0) found[at].push(rate);
      }
    }
  } finally {
    for (const side of sides) await side.close();
  }
  const [engine, door] = found;
  const ratios = (of: (rate: Rate) => number): number => median(door.map((rate, i) => of(rate) / of(engine[i]!)));
  return {
    engine: median(engine.map(({ tokensPerSecond }) => tokensPerSecond)),
    door: median(door.map(({ tokensPerSecond }) => tokensPerSecond)),
    doorOfEngine: ratios(({ tokensPerSecond }) => tokensPerSecond),
    engineCpuMs: median(engine.map(({ cpuMs }) => cpuMs)),
    doorCpuMs: median(door.map(({ cpuMs }) => cpuMs)),
  };
};

/** Milliseconds to the first token of short prompts alone and beside a long one, in turns, and those of a step. */
const measureFirst = async (name: string, tries: number) => {
  const config = parseConfig({ ...sizeOf(name).json, max_position_embeddings: 2 * LONG });
  const sampler = createSampler({ config, weights: initWeights(config, 1), ...runOptions(config, THREADS, 'auto') });
  let next = 0;
  const promptOf = (length: number): number[] => {
    const own = ++next;
    return Array.from({ length }, (_, i) => (i * 7919 + own * 31 + (i % 7) * own) % config.vocabSize);
  };
  /** When each token came, from the request on. */
  const times = async (prompt: readonly number[], maxTokens: number, signal?: AbortSignal): Promise<number[]> => {
    const [started, seen] = [performance.now(), [] as number[]];
    const request = { prompt, maxTokens, seed: 1, temperature: 1 };
    for await (const event of sampler.sample({ ...request, ...(signal && { signal }) }))
      if (event.type === 'token') seen.push(performance.now() - started);
    return seen;
  };
  const [alone, beside, steps]: [number[], number[], number[]] = [[], [], []];
  try {
    await times(promptOf(16), 4);
    for (let i = 0; i < tries; i++) {
      const seen = await times(promptOf(16), 9);
      alone.push(seen[0]!);
      steps.push((seen[8]! - seen[0]!) / 8);
      const leave = new AbortController();
      const reading = times(promptOf(LONG), 1, leave.signal);
      // at another moment of its reading each time
      await new Promise((resolve) => {
        setTimeout(resolve, 5 + ((i * 37) % 60));
      });
      let read = false;
      void reading.then(() => (read = true));
      const first = (await times(promptOf(16), 1))[0]!;
      if (read) throw new Error('the long prompt was read too soon to be beside');
      beside.push(first);
      leave.abort();
      await reading;
    }
  } finally {
    await sampler.close();
  }
  const [a, b, step] = [median(alone), median(beside), median(steps)];
  const worst = [...beside].sort((x, y) => x - y)[Math.floor(0.9 * beside.length)]!;
  return { alone: a, beside: b, step, laterInSteps: (b - a) / step, laterInStepsP90: (worst - a) / step };
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchStreams = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const folder = mkdtempSync(join(tmpdir(), 'mizan-streams-'));
  const names = (process.env.MODELS ?? '5M,50M').split(',');
  const results = [];
  try {
    for (const name of names) {
      const first = await measureFirst(name, quick ? 5 : 31);
      const { alone, beside, step, laterInSteps, laterInStepsP90 } = first;
      log(
        `  ${name.padEnd(4)} first token ${short(alone)} ms alone, ${short(beside)} while ${LONG} tokens are read: ` +
          `${laterInSteps.toFixed(1)} steps of ${short(step)} ms later (nine of ten: ${laterInStepsP90.toFixed(1)})`,
      );
      const model = await writeModel(join(folder, name), name);
      const door = await measureDoor(model, folder, quick ? [1, 1] : [7, 3]);
      log(
        `  ${name.padEnd(4)} ${STREAMS} streams: ${short(door.engine)} tokens/s at the engine, ` +
          `${short(door.door)} through HTTP: ${door.doorOfEngine.toFixed(2)} ×; processor ms a token ${short(door.engineCpuMs)} and ${short(door.doorCpuMs)}`,
      );
      results.push({ model: name, load: loadavg()[0]!, first, door });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  log(`load ${loadavg()[0]!.toFixed(1)}`);
  console.log(JSON.stringify({ bench: 'streams', quick, threads: THREADS, machine: machine(), results }));
};
