/**
 * Claim: speculation makes a single stream faster where it is used, and changes no token. Tokens of a run, acceptance and
 * speed-up by kind of text: without drafts, with prompt lookup and the n-gram table, and with a drafting model,
 * alternating in one run over the same prompts, greedy and at temperature 1, in int8 as the server runs them.
 *
 *   MIZAN_TARGET=FOLDER MIZAN_DRAFT=FOLDER npm run bench -- speculate
 *
 * Without MIZAN_TARGET the embedded model is measured. With MIZAN_LLAMA (see serve.ts) llama.cpp generates from the same
 * weights in Q8_0, with the same drafting model and without. KINDS=reasoning,code chooses kinds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Generator, type GeneratorOptions, type Job } from '../src/infer/generator.ts';
import { openModelFolder, type ModelFolder } from '../src/local/model-folder.ts';
import { countParameters } from '../src/model/config.ts';
import { llamaDrafts, type LlamaDrafts } from './speculate-peer.ts';
import { speculationPrompts, type Kind } from './speculate-prompts.ts';
import { machine, median, short, type BenchOptions } from './timing.ts';

type Values = GeneratorOptions['weights'];

/** One generator in this thread, so that processor time can be told apart: sides run one after the other. */
const openSide = (options: GeneratorOptions) => {
  let [next, ids]: [number, number[]] = [0, []];
  let done: { resolve(): void; reject(error: Error): void };
  const generator = new Generator(options, (_, event) => {
    if (event.type === 'token') ids.push(event.id);
    else if (event.type === 'finish') done.resolve();
    else done.reject(new Error(event.message));
  });
  const cpu = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e3;
  };
  return {
    generator,
    run: async (job: Job): Promise<{ ids: number[]; ms: number; cpu: number }> => {
      ids = [];
      const [started, used] = [performance.now(), cpu()];
      await new Promise<void>((resolve, reject) => {
        done = { resolve, reject };
        generator.submit([next++, job]);
      });
      return { ids, ms: performance.now() - started, cpu: cpu() - used };
    },
  };
};
type Side = ReturnType<typeof openSide>;

/** Runs, tokens and drafts of a side so far. */
const countsOf = async ({ generator }: Side) => {
  const counts = await generator.drafted?.counts();
  const kinds = [...(counts?.kinds.values() ?? [])];
  return {
    runs: (counts?.runs ?? 0) + (counts?.plain ?? 0),
    tokens: counts?.tokens ?? 0,
    drafted: kinds.reduce((sum, { drafted }) => sum + drafted, 0),
    held: kinds.reduce((sum, { held }) => sum + held, 0),
  };
};

type Line = {
  kind: Kind;
  temperature: number;
  side: string;
  tokensPerSecond: number;
  /** Times as fast as without drafts: by the clock and by processor time, medians over prompts. */
  speedUp: number;
  speedUpCpu: number;
  tokensPerRun?: number;
  acceptance?: number;
  /** Of how many prompts the text was another than without drafts. */
  different: number;
};

const measure = async (
  sides: ReadonlyMap<string, Side>,
  kind: Kind,
  prompts: readonly (readonly number[])[],
  job: Omit<Job, 'prompt' | 'seed'>,
): Promise<Line[]> => {
  const results = new Map([...sides.keys()].map((name) => [name, [] as Awaited<ReturnType<Side['run']>>[]]));
  const before = new Map<string, Awaited<ReturnType<typeof countsOf>>>();
  for (const [name, side] of sides) before.set(name, await countsOf(side));
  for (const [i, prompt] of prompts.entries()) {
    for (const [name, side] of i % 2 === 0 ? sides : [...sides].toReversed())
      results.get(name)!.push(await side.run({ ...job, prompt, seed: 1000 + i }));
  }
  const plain = results.get('none')!;
  const lines: Line[] = [];
  for (const [name, side] of sides) {
    const [now, was, own] = [await countsOf(side), before.get(name)!, results.get(name)!];
    const ratio = (pick: (result: (typeof own)[number]) => number): number =>
      median(own.map((result, i) => pick(plain[i]!) / pick(result)));
    lines.push({
      kind,
      temperature: job.temperature!,
      side: name,
      tokensPerSecond: median(own.map(({ ids, ms }) => (ids.length / ms) * 1e3)),
      speedUp: ratio(({ ms }) => ms),
      speedUpCpu: ratio(({ cpu }) => cpu),
      ...(now.runs > 0 && {
        tokensPerRun: (now.tokens - was.tokens) / (now.runs - was.runs),
        acceptance: (now.held - was.held) / Math.max(1, now.drafted - was.drafted),
      }),
      different: own.filter(({ ids }, i) => ids.join() !== plain[i]!.ids.join()).length,
    });
  }
  return lines;
};

const valuesOf = async (model: ModelFolder): Promise<Values> =>
  Object.fromEntries([...(await model.weights())].map(([name, { data, shape }]) => [name, { data, shape }]));

const describe = (line: Line): string =>
  `  ${line.kind.padEnd(10)} T=${line.temperature}  ${line.side.padEnd(14)} ${short(line.tokensPerSecond).padStart(6)} tokens/s` +
  `  ${line.speedUp.toFixed(2)} × (${line.speedUpCpu.toFixed(2)} × by processor time)` +
  (line.tokensPerRun === undefined
    ? ''
    : `  ${line.tokensPerRun.toFixed(2)} tokens a run, ${(100 * line.acceptance!).toFixed(0)} % of drafts held`) +
  (line.different > 0 ? `  ${line.different} texts differ` : '');

/** The peer's side of a kind of text: greedy, with the drafting model and without. */
const measurePeer = async (
  peer: LlamaDrafts,
  prompts: readonly (readonly number[])[],
  tokens: number,
  stop: number,
) => {
  const runs: Awaited<ReturnType<LlamaDrafts['run']>>[] = [];
  for (const prompt of prompts) runs.push(await peer.run(prompt, tokens, stop));
  const rate = (pick: (run: (typeof runs)[number]) => { ms: number; tokens: number }): number =>
    median(runs.map((run) => (pick(run).tokens / pick(run).ms) * 1e3));
  return {
    none: rate(({ none }) => none),
    drafted: rate(({ drafted }) => drafted),
    speedUp: median(runs.map(({ none, drafted }) => none.ms / none.tokens / (drafted.ms / drafted.tokens))),
    acceptance:
      runs.reduce((sum, { drafted }) => sum + drafted.held, 0) /
      Math.max(
        1,
        runs.reduce((sum, { drafted }) => sum + drafted.drafted, 0),
      ),
  };
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchSpeculate = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const target = await openModelFolder(process.env.MIZAN_TARGET);
  const draft = process.env.MIZAN_DRAFT === undefined ? undefined : await openModelFolder(process.env.MIZAN_DRAFT);
  const { config } = target;
  const weights = await valuesOf(target);
  const shared = { config, weights, threads: 1, precision: 'int8' } as const;
  const sides = new Map<string, Side>([
    ['none', openSide(shared)],
    ['lookup', openSide({ ...shared, speculation: {} })],
  ]);
  const precision = draft && countParameters(draft.config) < 4e6 ? 'exact' : 'int8';
  if (draft)
    sides.set(
      'draft model',
      openSide({
        ...shared,
        speculation: { model: { config: draft.config, weights: await valuesOf(draft), precision } },
      }),
    );
  log(
    `${target.name}: ${countParameters(config).toLocaleString('en')} parameters in int8, one thread` +
      (draft ? `; drafts of ${draft.name}, ${countParameters(draft.config).toLocaleString('en')} parameters` : ''),
  );
  const folder = mkdtempSync(join(tmpdir(), 'mizan-speculate-'));
  const peer = await llamaDrafts(folder, target, draft);
  if (!peer) log('MIZAN_LLAMA or MIZAN_DRAFT is not set: measured without llama.cpp.');
  const [count, maxTokens] = quick ? [3, 48] : [8, 96];
  const stopIds = config.eosTokenIds ?? [];
  const results: Line[] = [];
  const peers: Record<string, unknown> = {};
  try {
    const kinds = await speculationPrompts(target, 2 * (count + 2));
    const chosen = process.env.KINDS?.split(',');
    for (const [kind, prompts] of kinds.filter(([name]) => chosen?.includes(name) ?? true)) {
      // the first two let graphs, caches and the measurements of the drafts settle
      for (const temperature of [0, 1]) {
        const own = prompts.slice(temperature * (count + 2)).slice(0, count + 2);
        const job = { maxTokens, temperature, stopIds };
        for (const side of sides.values())
          for (const prompt of own.slice(0, 2)) await side.run({ ...job, prompt, seed: 1 });
        const lines = await measure(sides, kind, own.slice(2), job);
        results.push(...lines);
        for (const line of lines) log(describe(line));
      }
      if (peer) {
        const found = await measurePeer(peer, prompts.slice(2, count + 2), maxTokens, stopIds[0] ?? -1);
        peers[kind] = found;
        log(
          `  ${kind.padEnd(10)} T=0  llama.cpp Q8_0 ${short(found.none)} tokens/s, ${short(found.drafted)} with drafts:` +
            ` ${found.speedUp.toFixed(2)} ×, ${(100 * found.acceptance).toFixed(0)} % of drafts held`,
        );
      }
    }
    log(`load ${loadavg()[0]!.toFixed(1)}`);
  } finally {
    for (const { generator } of sides.values()) await generator.close();
    await peer?.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const names = { target: target.name, draft: draft?.name };
  console.log(JSON.stringify({ bench: 'speculate', quick, ...names, machine: machine(), results, peers }));
};
