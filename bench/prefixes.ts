/**
 * Two claims about what is kept of earlier sequences, with int8 weights. A conversation of 20 turns reads each token
 * once: tokens that were read and that were known, and processor time beside the same conversation with nothing kept.
 * And memory is bounded: 10,000 different prompts one after the other, with the memory of the process as they go by.
 */
import { loadavg } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Generator, type Job } from '../src/infer/generator.ts';
import { initWeights } from '../src/model/transformer.ts';
import { sizeOf } from './sizes.ts';
import { machine, short, type BenchOptions } from './timing.ts';

const TURNS = 20;
const PROMPTS = 10_000;
const PROMPT_TOKENS = 40;
/** Bytes for what is kept in the run of many prompts: little, so that it is full early. */
const KEPT = 32 * 2 ** 20;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const open = (size: string, prefixBytes: number) => {
  const { config } = sizeOf(size);
  let ids: number[] = [];
  let done: { resolve(): void; reject(error: Error): void };
  let next = 0;
  const options = { config, weights: initWeights(config, 1), threads: 1, precision: 'int8', prefixBytes } as const;
  const generator = new Generator(options, (_, event) => {
    if (event.type === 'token') ids.push(event.id);
    else if (event.type === 'finish') done.resolve();
    else done.reject(new Error(event.message));
  });
  return {
    generator,
    vocabSize: config.vocabSize,
    run: async (job: Omit<Job, 'seed'>): Promise<number[]> => {
      ids = [];
      await new Promise<void>((resolve, reject) => {
        done = { resolve, reject };
        generator.submit([next++, { seed: 1, ...job }]);
      });
      return ids;
    },
  };
};

const cpuNow = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

/** A conversation; each turn asks 11 tokens and is answered with 8. */
const converse = async (prefixBytes: number) => {
  const { generator, run, vocabSize } = open('5M', prefixBytes);
  const asked = (turn: number) => Array.from({ length: 11 }, (_, i) => (i * 7919 + turn * 131) % vocabSize);
  let history = Array.from({ length: 64 }, (_, i) => (i * 31) % vocabSize);
  await run({ prompt: asked(1000), maxTokens: 8 }); // compiles and warms up
  const [started, before] = [cpuNow(), { ...generator.promptTokens }];
  for (let turn = 0; turn < TURNS; turn++) {
    const answer = await run({ prompt: history, maxTokens: 8, temperature: 0 });
    history = [...history, ...answer, ...asked(turn)];
  }
  const cpu = cpuNow() - started;
  await generator.close();
  const { read, reused } = generator.promptTokens;
  return { read: read - before.read, reused: reused - before.reused, cpu };
};

/** Megabytes of the process after garbage was collected. */
const memory = async (): Promise<number> => {
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  gc();
  return Math.round(process.memoryUsage().rss / 1e6);
};

/** Many different prompts, and the memory after each tenth of them. */
const flood = async (prompts: number): Promise<number[]> => {
  const { generator, run, vocabSize } = open('0.9M', KEPT);
  const seen: number[] = [];
  for (let i = 1; i <= prompts; i++) {
    const prompt = Array.from({ length: PROMPT_TOKENS }, (_, k) => (k * 7919 + i * 131 + (k % 5) * i) % vocabSize);
    await run({ prompt, maxTokens: 1 });
    if (i % (prompts / 10) === 0) seen.push(await memory());
  }
  await generator.close();
  return seen;
};

/** Runs the benchmark, prints what it found, and one JSON object. */
export const benchPrefixes = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const [kept, none] = [await converse(2 ** 28), await converse(0)];
  log(
    `  ${TURNS} turns: ${kept.read} tokens read and ${kept.reused} known, ${none.read} read where nothing is kept;` +
      ` ${short(kept.cpu)} and ${short(none.cpu)} ms of the processor (${(kept.cpu / none.cpu).toFixed(2)} ×)`,
  );
  const prompts = quick ? PROMPTS / 10 : PROMPTS;
  const megabytes = await flood(prompts);
  log(`  ${prompts} prompts, ${KEPT / 2 ** 20} MiB kept at most: ${megabytes.join(', ')} MB after each tenth`);
  log(`load ${loadavg()[0]!.toFixed(1)}`);
  const results = { turns: TURNS, kept, none, prompts, megabytes };
  console.log(JSON.stringify({ bench: 'prefixes', quick, machine: machine(), results }));
};
