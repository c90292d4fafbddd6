/**
 * Claim: speculation makes a single stream faster where it is used, and changes no token; and with drafts a stream is as
 * fast as one of llama.cpp, drafts on both sides. Tokens of a run, acceptance and speed-up by kind of text: without
 * drafts, with prompt lookup and the n-gram table, and with a drafting model, alternating in one run over the same
 * prompts, greedy and at temperature 1, in int8 as the server runs them.
 *
 *   npm run bench:pair -- FOLDER        (makes a pair of models; prints the two names for the next line)
 *   MIZAN_TARGET=FOLDER MIZAN_DRAFT=FOLDER MIZAN_LLAMA=FOLDER npm run bench -- speculate
 *
 * Without MIZAN_TARGET the embedded model is measured; MIZAN_TARGET=models/mizan-1m/critic is its critic. With
 * MIZAN_LLAMA (see serve.ts) llama.cpp takes its turns in the same run: the same weights in Q8_0, greedily, plainly,
 * with lookup, and with the same drafting model. KINDS=reasoning,code chooses kinds, THREADS=2 threads of both.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Generator, type GeneratorOptions, type Job } from '../src/infer/generator.ts';
import { openModelFolder, type ModelFolder } from '../src/local/model-folder.ts';
import { runOptions } from '../src/local/run-options.ts';
import { countParameters } from '../src/model/config.ts';
import { llamaDrafts, PEER_DRAFTS, type LlamaDrafts } from './speculate-peer.ts';
import { DRAWN, speculationPrompts, type Kind } from './speculate-prompts.ts';
import { machine, median, short, type BenchOptions } from './timing.ts';

type Values = GeneratorOptions['weights'];
const OWN_THREADS = Number(process.env.THREADS ?? 1);

/** Tokens after the first, and what they took; `text` stands for what was drawn. */
type Result = { tokens: number; ms: number; cpu: number; text?: string };
type Counts = { runs: number; tokens: number; drafted: number; held: number };
type Side = { run(job: Job): Promise<Result>; counts(): Promise<Counts>; close(): Promise<void> };

const cpuNow = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

/**
 * One generator in this thread, so that processor time can be told apart: sides run one after the other. Times are of
 * generation alone, from the first token on, as the peer's are.
 */
const openSide = (options: GeneratorOptions): Side => {
  let [next, ids, first]: [number, number[][], { ms: number; cpu: number } | undefined] = [0, [], undefined];
  let left = 0;
  let done: { resolve(): void; reject(error: Error): void };
  const generator = new Generator(options, (_, event) => {
    if (event.type === 'token') {
      first ??= { ms: performance.now(), cpu: cpuNow() };
      (ids[event.index] ??= []).push(event.id);
    } else if (event.type === 'failure') done.reject(new Error(event.message));
    else if (--left === 0) done.resolve();
  });
  return {
    run: async (job) => {
      [ids, first, left] = [[], undefined, job.n ?? 1];
      await new Promise<void>((resolve, reject) => {
        done = { resolve, reject };
        generator.submit([next++, job]);
      });
      const from = first!;
      const tokens = ids.reduce((sum, drawn) => sum + drawn.length - 1, 0);
      return { tokens, ms: performance.now() - from.ms, cpu: cpuNow() - from.cpu, text: ids.join('|') };
    },
    counts: async () => {
      const counts = await generator.drafted?.counts();
      const kinds = [...(counts?.kinds.values() ?? [])];
      return {
        runs: (counts?.runs ?? 0) + (counts?.plain ?? 0),
        tokens: counts?.tokens ?? 0,
        drafted: kinds.reduce((sum, { drafted }) => sum + drafted, 0),
        held: kinds.reduce((sum, { held }) => sum + held, 0),
      };
    },
    close: () => generator.close(),
  };
};

/** The peer, drafting in one way. It is greedy, and has no text to compare: its weights are rounded in another way. */
const peerSide = (peer: LlamaDrafts, drafts: (typeof PEER_DRAFTS)[string]): Side => {
  const sums: Counts = { runs: 0, tokens: 0, drafted: 0, held: 0 };
  return {
    run: async ({ prompt, maxTokens, stopIds = [] }) => {
      const { ms, cpu, ...found } = await peer.run(drafts, prompt, maxTokens, stopIds[0] ?? -1);
      for (const key of ['runs', 'tokens', 'drafted', 'held'] as const) sums[key] += found[key];
      return { tokens: found.tokens, ms, cpu };
    },
    counts: () => Promise.resolve({ ...sums }),
    close: () => Promise.resolve(),
  };
};

type Line = {
  kind: Kind;
  temperature: number;
  side: string;
  tokensPerSecond: number;
  /** Milliseconds of the processor for a token. */
  cpuMs: number;
  /** Times as fast as without drafts: by the clock and by processor time, medians over prompts. */
  speedUp: number;
  speedUpCpu: number;
  tokensPerRun?: number;
  acceptance?: number;
  /** Of how many prompts the text was another than without drafts. */
  different?: number;
};

const measure = async (
  sides: ReadonlyMap<string, Side>,
  kind: Kind,
  prompts: readonly (readonly number[])[],
  job: Omit<Job, 'prompt' | 'seed'>,
): Promise<Line[]> => {
  const results = new Map([...sides.keys()].map((name) => [name, [] as Result[]]));
  const before = new Map<string, Counts>();
  for (const [name, side] of sides) before.set(name, await side.counts());
  for (const [i, prompt] of prompts.entries()) {
    for (const [name, side] of i % 2 === 0 ? sides : [...sides].toReversed())
      results.get(name)!.push(await side.run({ ...job, prompt, seed: 1000 + i }));
  }
  const lines: Line[] = [];
  for (const [name, side] of sides) {
    const plain = results.get(name.startsWith(PEER) ? PEER : NONE)!;
    const [now, was, own] = [await side.counts(), before.get(name)!, results.get(name)!];
    const perToken = (of: 'ms' | 'cpu') => (result: Result) => result[of] / Math.max(1, result.tokens);
    const ratio = (of: 'ms' | 'cpu'): number =>
      median(own.map((result, i) => perToken(of)(plain[i]!) / perToken(of)(result)));
    lines.push({
      kind,
      temperature: job.temperature!,
      side: name,
      tokensPerSecond: 1e3 / median(own.map(perToken('ms'))),
      cpuMs: median(own.map(perToken('cpu'))),
      speedUp: ratio('ms'),
      speedUpCpu: ratio('cpu'),
      ...(now.drafted > was.drafted && {
        tokensPerRun: (now.tokens - was.tokens) / (now.runs - was.runs),
        acceptance: (now.held - was.held) / (now.drafted - was.drafted),
      }),
      ...(plain !== own &&
        own[0]!.text !== undefined && {
          different: own.filter(({ text }, i) => text !== plain[i]!.text).length,
        }),
    });
  }
  return lines;
};

const [NONE, PEER] = ['mizan', 'llama.cpp'];

const valuesOf = async (model: ModelFolder): Promise<Values> =>
  Object.fromEntries([...(await model.weights())].map(([name, { data, shape }]) => [name, { data, shape }]));

const describe = (line: Line): string =>
  `  ${line.kind.padEnd(10)} T=${line.temperature}  ${line.side.padEnd(46)} ${short(line.tokensPerSecond).padStart(6)} tokens/s` +
  `  ${short(line.cpuMs).padStart(5)} ms of the processor a token  ${line.speedUp.toFixed(2)} × (${line.speedUpCpu.toFixed(2)} × by processor time)` +
  (line.acceptance === undefined
    ? ''
    : `  ${line.tokensPerRun!.toFixed(2)} tokens a run, ${(100 * line.acceptance).toFixed(0)} % of drafts held`) +
  (line.different ? `  ${line.different} texts differ` : '');

/** The best of each side beside each other, where the peer took part. */
const compare = (lines: readonly Line[]) => {
  const best = (peer: boolean, of: 'tokensPerSecond' | 'cpuMs'): number => {
    const own = lines.filter(({ side }) => side.startsWith(PEER) === peer).map((line) => line[of]);
    return of === 'cpuMs' ? Math.min(...own) : Math.max(...own);
  };
  if (!lines.some(({ side }) => side === PEER)) return undefined;
  const plain = (side: string) => lines.find((line) => line.side === side)!;
  return {
    kind: lines[0]!.kind,
    plain: plain(NONE).tokensPerSecond / plain(PEER).tokensPerSecond,
    plainCpu: plain(PEER).cpuMs / plain(NONE).cpuMs,
    drafted: best(false, 'tokensPerSecond') / best(true, 'tokensPerSecond'),
    draftedCpu: best(true, 'cpuMs') / best(false, 'cpuMs'),
  };
};

const openSides = async (target: ModelFolder, draft: ModelFolder | undefined): Promise<Map<string, Side>> => {
  const { config } = target;
  const small = countParameters(config) < 4e6;
  const weights = await valuesOf(target);
  const shared = { config, weights, threads: OWN_THREADS, precision: small ? 'exact' : 'int8' } as const;
  const sides = new Map<string, Side>([
    [NONE, openSide(shared)],
    [`${NONE}, lookup and table`, openSide({ ...shared, speculation: {} })],
  ]);
  if (draft) {
    const { precision = 'exact' } = runOptions(draft.config, 1, 'auto');
    const model = { config: draft.config, weights: await valuesOf(draft), precision };
    sides.set(`${NONE}, with a model`, openSide({ ...shared, speculation: { model } }));
  }
  return sides;
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchSpeculate = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const target = await openModelFolder(process.env.MIZAN_TARGET);
  const draft = process.env.MIZAN_DRAFT === undefined ? undefined : await openModelFolder(process.env.MIZAN_DRAFT);
  const { config } = target;
  const sides = await openSides(target, draft);
  log(
    `${target.name}: ${countParameters(config).toLocaleString('en')} parameters, ${OWN_THREADS} thread(s)` +
      (draft ? `; drafts of ${draft.name}, ${countParameters(draft.config).toLocaleString('en')} parameters` : ''),
  );
  const folder = mkdtempSync(join(tmpdir(), 'mizan-speculate-'));
  const peer = await llamaDrafts(folder, target, draft, OWN_THREADS);
  if (!peer) log('MIZAN_LLAMA or MIZAN_DRAFT is not set: measured without llama.cpp.');
  const peers = Object.entries(peer ? PEER_DRAFTS : {}).map(([name, how]) => [name, peerSide(peer!, how)] as const);
  const [count, maxTokens] = quick ? [3, 48] : [8, 96];
  const stopIds = config.eosTokenIds ?? [];
  const [results, compared]: [Line[], object[]] = [[], []];
  try {
    const kinds = await speculationPrompts(target, 2 * (count + 2));
    const chosen = process.env.KINDS?.split(',');
    for (const [kind, prompts] of kinds.filter(([name]) => chosen?.includes(name) ?? true)) {
      const { n, temperatures } = DRAWN[kind];
      for (const temperature of temperatures) {
        // the first two let graphs, caches and the measurements of the drafts settle
        const own = prompts.slice(temperature * (count + 2)).slice(0, count + 2);
        const job = { maxTokens, temperature, stopIds, n };
        const measured = new Map([...sides, ...(temperature === 0 ? peers : [])]);
        for (const side of measured.values())
          for (const prompt of own.slice(0, 2)) await side.run({ ...job, prompt, seed: 1 });
        const lines = await measure(measured, kind, own.slice(2), job);
        results.push(...lines);
        for (const line of lines) log(describe(line));
        const found = compare(lines);
        if (!found) continue;
        compared.push(found);
        log(
          `  ${kind.padEnd(10)} T=0  of llama.cpp: ${found.plain.toFixed(2)} × without drafts (${found.plainCpu.toFixed(2)} by` +
            ` processor time), ${found.drafted.toFixed(2)} × with the best drafts of each (${found.draftedCpu.toFixed(2)})`,
        );
      }
    }
    log(`load ${loadavg()[0]!.toFixed(1)}`);
  } finally {
    for (const side of sides.values()) await side.close();
    await peer?.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const names = { target: target.name, draft: draft?.name, threads: OWN_THREADS };
  console.log(JSON.stringify({ bench: 'speculate', quick, ...names, machine: machine(), results, compared }));
};
