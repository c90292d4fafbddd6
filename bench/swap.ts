/**
 * Claim: weights change under running streams. 32 streams of a 5 M model, one after the other in each of 32 places,
 * while versions are swapped: gaps between the tokens of a stream beside a run without swaps and beside a restart (the
 * model is closed and opened with the new weights, and requests that were cut off are asked again), alternating in one
 * run. Every stream of the `finish` run is drawn again by a sampler that was never swapped, and compared bit by bit.
 * Then damaged folders are offered under the same streams: each must be refused, and the old version must serve.
 *
 * In full 200 swaps of `finish` are made in four rounds of fifty. A round ends at 50 swaps or after LIMIT seconds: on
 * a busy machine a swap takes ten times as long, and fewer are made then.
 */
import { loadavg } from 'node:os';
import { createSampler, type LocalSampler } from '../src/infer/generate.ts';
import { createVersionedSampler, type SwapPolicy } from '../src/infer/versions.ts';
import { runOptions } from '../src/local/run-options.ts';
import { createProgress, type Progress } from '../src/terminal/progress.ts';
import { initWeights } from '../src/model/transformer.ts';
import { sizeOf } from './sizes.ts';
import { offerDamaged, type Offer } from './swap-refused.ts';
import { machine, median, THREADS, type BenchOptions } from './timing.ts';

const PLACES = 32;
const TOKENS = 64;
/** Milliseconds between the end of a swap and the next. */
const PAUSE = 200;
/** Most seconds of a round of swaps. */
const LIMIT = 1200;
/**
 * Streams that differ. None comes twice between two swaps; of the same ones under the same weights one is drawn again.
 */
const KINDS = 1024;

const { config } = sizeOf('5M');
type Version = { version: string; weights: ReturnType<typeof initWeights> };
const VERSIONS: readonly Version[] = ['a', 'b', 'c'].map((name, i) => ({
  version: name,
  weights: initWeights(config, i + 1),
}));
const options = { config, ...runOptions(config, THREADS, 'auto') };

type Way = 'no swap' | SwapPolicy | 'restart';
type Stream = { number: number; weights: string; ids: number[]; logprobs: number[] };
/** `phases`: of each swap, milliseconds until the version before had ended, and of compiling and warming up. */
type Round = {
  gaps: number[];
  streams: Stream[];
  dropped: number;
  swaps: number;
  swapMs: number[];
  phases: { waited: number; opened: number }[];
  seconds: number;
};

/** Prompt, seed and bound of stream `number`, in every round. */
const requestOf = (number: number) => ({
  prompt: Array.from({ length: 16 }, (_, i) => (i * 7919 + number * 31) % config.vocabSize),
  maxTokens: TOKENS,
  seed: number,
});

/** The model as the streams see it: a sampler that stays, or one that is closed and opened again. */
type Served = {
  sample: LocalSampler['sample'];
  replace(next: Version): Promise<Round['phases'][number] | undefined>;
  close(): Promise<void>;
};

const versioned = (policy: SwapPolicy): Served => {
  const sampler = createVersionedSampler({ ...options, ...VERSIONS[0]! });
  return {
    sample: (request) => sampler.sample(request),
    replace: async (next) => {
      const { waitedMs, openedMs } = await sampler.swap(next, { policy });
      return { waited: waitedMs, opened: openedMs };
    },
    close: () => sampler.close(),
  };
};

const restarted = (): Served => {
  let sampler = Promise.resolve(createSampler({ ...options, weights: VERSIONS[0]!.weights }));
  return {
    async *sample(request) {
      yield* (await sampler).sample(request);
    },
    replace: async ({ weights }) => {
      const old = await sampler;
      const closing = old.close();
      sampler = closing.then(() => createSampler({ ...options, weights }));
      const next = await sampler;
      await next.sampleAll([{ ...requestOf(0), maxTokens: 1 }]);
      return undefined;
    },
    close: async () => (await sampler).close(),
  };
};

/** A stream to its end, begun again when it is cut off. Gaps are between tokens that the caller had not seen before. */
const follow = async (served: Served, number: number, round: Round): Promise<void> => {
  let [last, seen] = [0, 0];
  for (;;) {
    const stream: Stream = { number, weights: '', ids: [], logprobs: [] };
    try {
      for await (const event of served.sample(requestOf(number))) {
        if (event.type === 'finish') {
          stream.weights = event.weights ?? '';
          continue;
        }
        stream.ids.push(event.id);
        stream.logprobs.push(event.logprob);
        if (stream.ids.length <= seen) continue;
        const now = performance.now();
        if (seen > 0) round.gaps.push(now - last);
        [last, seen] = [now, seen + 1];
      }
      round.streams.push(stream);
      return;
    } catch {
      round.dropped++;
    }
  }
};

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Streams in every place while `during` runs, and to their ends. */
const withStreams = async (served: Served, round: Round, during: () => Promise<void>): Promise<void> => {
  for await (const _ of served.sample(requestOf(0))); // warms up
  const started = performance.now();
  let [next, ending] = [1, false];
  const place = async (): Promise<void> => {
    while (!ending) await follow(served, next++ % KINDS, round);
  };
  const places = Array.from({ length: PLACES }, place);
  await during();
  ending = true;
  await Promise.all(places);
  round.seconds = (performance.now() - started) / 1000;
};

const emptyRound = (): Round => ({
  gaps: [],
  streams: [],
  dropped: 0,
  swaps: 0,
  swapMs: [],
  phases: [],
  seconds: 0,
});

const measure = async (way: Way, swaps: number, seconds: number, swapped: () => void): Promise<Round> => {
  const served = way === 'restart' ? restarted() : versioned(way === 'no swap' ? 'finish' : way);
  const round = emptyRound();
  await withStreams(served, round, async () => {
    if (way === 'no swap') return pause(seconds * 1000);
    const started = performance.now();
    for (let i = 1; i <= swaps && performance.now() - started < LIMIT * 1000; i++) {
      await pause(PAUSE);
      const before = performance.now();
      const phases = await served.replace(VERSIONS[i % VERSIONS.length]!);
      if (phases) round.phases.push(phases);
      round.swapMs.push(performance.now() - before);
      round.swaps++;
      swapped();
    }
    return undefined;
  });
  await served.close();
  return round;
};

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;

const summary = (way: Way, rounds: readonly Round[]) => {
  const gaps = rounds.flatMap((round) => round.gaps).toSorted((a, b) => a - b);
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  const ms = (value: number): number => Number(value.toFixed(1));
  const phases = rounds.flatMap((round) => round.phases);
  const phase = (of: (one: Round['phases'][number]) => number): number =>
    phases.length === 0 ? 0 : ms(median(phases.map(of)));
  return {
    way,
    swaps: sum(({ swaps }) => swaps),
    streams: sum(({ streams }) => streams.length),
    dropped: sum(({ dropped }) => dropped),
    tokensPerSecond: Math.round(sum(({ streams }) => streams.length * TOKENS) / sum(({ seconds }) => seconds)),
    gap50: ms(quantile(gaps, 0.5)),
    gap99: ms(quantile(gaps, 0.99)),
    gap999: ms(quantile(gaps, 0.999)),
    longest: ms(gaps.at(-1) ?? Number.NaN),
    swapMs: way === 'no swap' ? 0 : ms(median(rounds.flatMap(({ swapMs }) => swapMs))),
    waitedMs: phase(({ waited }) => waited),
    openedMs: phase(({ opened }) => opened),
  };
};

type Same = { streams: number; of: number; ids: number; tokens: number; ofTokens: number };

/**
 * How many streams, and tokens of them, are bit by bit what a sampler draws that was never swapped. Of the
 * same streams under the same weights one is drawn again.
 */
const compare = async (streams: readonly Stream[], versions: readonly Version[], progress: Progress): Promise<Same> => {
  const same: Same = { streams: 0, of: 0, ids: 0, tokens: 0, ofTokens: 0 };
  for (const { version, weights } of versions) {
    const mine = Map.groupBy(
      streams.filter((stream) => stream.weights === version),
      ({ number }) => number,
    );
    const numbers = [...mine.keys()];
    const sampler = createSampler({ ...options, weights });
    for (let at = 0; at < numbers.length; at += PLACES) {
      const part = numbers.slice(at, at + PLACES);
      const drawn = await sampler.sampleAll(part.map(requestOf));
      part.forEach((number, i) => {
        const alone = drawn[i]![0]!;
        for (const { ids, logprobs } of mine.get(number)!) {
          const equal = logprobs.filter((value, k) => value === alone.logprobs[k] && ids[k] === alone.ids[k]).length;
          same.of++;
          same.ofTokens += TOKENS;
          same.tokens += equal;
          if (ids.join() === alone.ids.join()) same.ids++;
          if (equal === TOKENS) same.streams++;
        }
      });
      progress.update(same.of);
    }
    await sampler.close();
  }
  return same;
};

/** The rounds of every way, in alternating order. */
const measureAll = async (quick: boolean, load: number[]): Promise<Map<Way, Round[]>> => {
  const [rounds, swaps] = quick ? [1, 6] : [4, 50];
  const ways: readonly Way[] = ['no swap', 'finish', 'continue', 'restart'];
  const some = (way: Way): number =>
    way === 'no swap' ? 0 : way === 'finish' ? swaps : Math.ceil(swaps / (way === 'continue' ? 8 : 16));
  const total = rounds * ways.reduce((sum, way) => sum + some(way), 0);
  const progress = createProgress({ total, label: 'swaps under 32 streams', unit: 'swaps' });
  const results = new Map<Way, Round[]>();
  let done = 0;
  for (let i = 0; i < rounds; i++) {
    for (const way of i % 2 === 0 ? ways : ways.toReversed()) {
      const round = await measure(way, some(way), quick ? 5 : 10, () => progress.update(++done, { way, round: i + 1 }));
      results.set(way, [...(results.get(way) ?? []), round]);
    }
    load.push(loadavg()[0]!);
  }
  progress.finish();
  return results;
};

/** Streams of one version while damaged folders are offered, compared like the others. */
const measureRefusals = async (progress: Progress): Promise<{ offers: Offer[]; dropped: number; same: Same }> => {
  const sampler = createVersionedSampler({ ...options, ...VERSIONS[0]! });
  const served: Served = {
    sample: (request) => sampler.sample(request),
    replace: () => Promise.reject(new Error('nothing is replaced here')),
    close: () => sampler.close(),
  };
  const round = emptyRound();
  let offers: Offer[] = [];
  await withStreams(served, round, async () => {
    offers = await offerDamaged(config, VERSIONS[0]!.weights, sampler);
  });
  await sampler.close();
  return { offers, dropped: round.dropped, same: await compare(round.streams, VERSIONS.slice(0, 1), progress) };
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchSwap = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const load = [loadavg()[0]!];
  const results = await measureAll(quick, load);
  const rows = [...results].map(([way, measured]) => summary(way, measured));
  for (const row of rows)
    log(
      `  ${row.way.padEnd(9)} ${String(row.swaps).padStart(4)} swaps of ${row.swapMs} ms  ${row.tokensPerSecond} tokens/s  gaps: median ${row.gap50}  p99 ${row.gap99}  p99.9 ${row.gap999}  longest ${row.longest} ms  ${row.dropped} of ${row.streams} streams cut off`,
    );
  const finished = results.get('finish')!.flatMap(({ streams }) => streams);
  const progress = createProgress({ total: finished.length, label: 'streams drawn again', unit: 'streams' });
  const same = await compare(finished, VERSIONS, progress);
  progress.finish();
  const told = ({ streams, of, ids, tokens, ofTokens }: Same): string =>
    `${ids} of ${of} streams draw the same tokens, ${streams} with the same bits of every log-probability (${tokens} of ${ofTokens} tokens)`;
  log(`  finish beside a sampler that was never swapped: ${told(same)}`);
  const refusals = await measureRefusals(createProgress({ label: 'streams drawn again', unit: 'streams' }));
  for (const { what, refused } of refusals.offers) log(`  ${what}: ${refused ?? 'TAKEN INTO USE'}`);
  log(`  streams meanwhile: ${refusals.dropped} cut off; ${told(refusals.same)}`);
  load.push(loadavg()[0]!);
  console.log(
    JSON.stringify({
      bench: 'swap',
      quick,
      options: runOptions(config, THREADS, 'auto'),
      load,
      memory: Math.round(process.resourceUsage().maxRSS / 1024),
      machine: machine(),
      rows,
      same,
      refusals,
    }),
  );
};
