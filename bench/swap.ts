/**
 * Claim: weights change under running streams. 32 streams of a 5 M model, one after the other in each of 32 places,
 * while versions are swapped: gaps between the tokens of a stream beside a run without swaps and beside a restart (the
 * model is closed and opened with the new weights, and requests that were cut off are asked again), alternating in one
 * run. Every stream of the `finish` run is drawn again by a sampler that was never swapped, and compared bit by bit.
 */
import { loadavg } from 'node:os';
import { createSampler, type LocalSampler } from '../src/infer/generate.ts';
import { createVersionedSampler, type SwapPolicy } from '../src/infer/versions.ts';
import { runOptions } from '../src/local/run-options.ts';
import { initWeights } from '../src/model/transformer.ts';
import { sizeOf } from './sizes.ts';
import { machine, median, THREADS, type BenchOptions } from './timing.ts';

const PLACES = 32;
const TOKENS = 64;
/** Milliseconds between the end of a swap and the next. */
const PAUSE = 200;

const { config } = sizeOf('5M');
const VERSIONS = ['a', 'b', 'c'].map((name, i) => ({ version: name, weights: initWeights(config, i + 1) }));
const options = { config, ...runOptions(config, THREADS, 'auto') };

type Way = 'no swap' | SwapPolicy | 'restart';
type Stream = { number: number; weights: string; ids: number[]; logprobs: number[] };
type Round = { gaps: number[]; streams: Stream[]; dropped: number; swaps: number; swapMs: number[]; seconds: number };

/** Prompt, seed and bound of stream `number`, in every round. */
const requestOf = (number: number) => ({
  prompt: Array.from({ length: 16 }, (_, i) => (i * 7919 + number * 31) % config.vocabSize),
  maxTokens: TOKENS,
  seed: number,
});

/** The model as the streams see it: a sampler that stays, or one that is closed and opened again. */
type Served = {
  sample: LocalSampler['sample'];
  replace(next: (typeof VERSIONS)[number]): Promise<void>;
  close(): Promise<void>;
};

const versioned = (policy: SwapPolicy): Served => {
  const sampler = createVersionedSampler({ ...options, ...VERSIONS[0]! });
  return {
    sample: (request) => sampler.sample(request),
    replace: async (next) => {
      await sampler.swap(next, { policy });
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

const measure = async (way: Way, swaps: number, seconds: number): Promise<Round> => {
  const served = way === 'restart' ? restarted() : versioned(way === 'no swap' ? 'finish' : way);
  const round: Round = { gaps: [], streams: [], dropped: 0, swaps: 0, swapMs: [], seconds: 0 };
  for await (const _ of served.sample(requestOf(0))); // warms up
  const started = performance.now();
  let [next, ending] = [1, false];
  const place = async (): Promise<void> => {
    while (!ending) await follow(served, next++, round);
  };
  const places = Array.from({ length: PLACES }, place);
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
  if (way === 'no swap') await pause(seconds * 1000);
  else
    for (let i = 1; i <= swaps; i++) {
      await pause(PAUSE);
      const before = performance.now();
      await served.replace(VERSIONS[i % VERSIONS.length]!);
      round.swapMs.push(performance.now() - before);
      round.swaps++;
    }
  ending = true;
  await Promise.all(places);
  round.seconds = (performance.now() - started) / 1000;
  await served.close();
  return round;
};

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;

const summary = (way: Way, rounds: readonly Round[]) => {
  const gaps = rounds.flatMap((round) => round.gaps).toSorted((a, b) => a - b);
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  const ms = (value: number): number => Number(value.toFixed(1));
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
  };
};

/** How many streams, and tokens of them, are bit by bit what a sampler draws that was never swapped. */
const compare = async (streams: readonly Stream[]) => {
  const same = { streams: 0, of: 0, ids: 0, tokens: 0, ofTokens: 0 };
  for (const { version, weights } of VERSIONS) {
    const mine = streams.filter((stream) => stream.weights === version);
    const sampler = createSampler({ ...options, weights });
    for (let at = 0; at < mine.length; at += PLACES) {
      const part = mine.slice(at, at + PLACES);
      const drawn = await sampler.sampleAll(part.map(({ number }) => requestOf(number)));
      part.forEach(({ ids, logprobs }, i) => {
        const alone = drawn[i]![0]!;
        const equal = logprobs.filter((value, k) => value === alone.logprobs[k] && ids[k] === alone.ids[k]).length;
        same.of++;
        same.ofTokens += TOKENS;
        same.tokens += equal;
        if (ids.join() === alone.ids.join()) same.ids++;
        if (equal === TOKENS) same.streams++;
      });
    }
    await sampler.close();
  }
  return same;
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchSwap = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const rounds = quick ? 1 : 4;
  const swaps = quick ? 6 : 50;
  const results = new Map<Way, Round[]>();
  const load = [loadavg()[0]!];
  for (let i = 0; i < rounds; i++) {
    const ways: readonly Way[] = ['no swap', 'finish', 'continue', 'restart'];
    for (const way of i % 2 === 0 ? ways : ways.toReversed()) {
      const some = way === 'finish' ? swaps : Math.ceil(swaps / (way === 'continue' ? 4 : 8));
      results.set(way, [...(results.get(way) ?? []), await measure(way, some, quick ? 5 : 20)]);
    }
    load.push(loadavg()[0]!);
  }
  const rows = [...results].map(([way, measured]) => summary(way, measured));
  for (const row of rows)
    log(
      `  ${row.way.padEnd(9)} ${String(row.swaps).padStart(4)} swaps of ${row.swapMs} ms  ${row.tokensPerSecond} tokens/s  gaps: median ${row.gap50}  p99 ${row.gap99}  p99.9 ${row.gap999}  longest ${row.longest} ms  ${row.dropped} of ${row.streams} streams cut off`,
    );
  const same = await compare(results.get('finish')!.flatMap(({ streams }) => streams));
  const control = await compare(results.get('no swap')!.flatMap(({ streams }) => streams));
  const told = ({ streams, of, ids, tokens, ofTokens }: typeof same): string =>
    `${ids} of ${of} streams draw the same tokens, ${streams} with the same bits of every log-probability (${tokens} of ${ofTokens} tokens)`;
  log(`  finish beside a sampler that was never swapped: ${told(same)}`);
  log(`  no swap beside it: ${told(control)}`);
  console.log(
    JSON.stringify({
      bench: 'swap',
      quick,
      options: runOptions(config, THREADS, 'auto'),
      load,
      machine: machine(),
      rows,
      same,
      control,
    }),
  );
};
