/**
 * Budget forcing (Muennighoff et al. 2025, "s1"): a thought of `most` tokens is ended by the marker that the model
 * itself would write, and one that would end before `least` continues after a nudge. A `Sample` made of a `Sample`:
 * it works on token ids and knows neither words nor answers.
 *
 * A forced token is yielded like a sampled one, with ln p 0, since it was not chosen. A forced continuation becomes a
 * request of its own, so its prompt is computed again; a thought that needs no forcing costs one such request, for
 * its answer.
 */
import { hashString } from '../random.ts';
import type { Finish, Sample, SampleEvent, SampleRequest } from '../types.ts';

export type ThinkingBudget = {
  /** Most tokens of the thought, nudges included; at least 1. */
  most?: number;
  /** Fewest tokens of the thought. */
  least?: number;
  /** Token ids that are written instead of an end that comes too early. */
  nudge: readonly number[];
  /** How many nudges a continuation gets; after that the end stands. */
  nudges: number;
  /** The id that ends a thought. */
  end: number;
  /** The id that opens a thought. */
  start: number;
  /** Whether the prompt ends inside a thought. */
  open: boolean;
};

/**
 * Merges sources into one stream, in the order in which events arrive. A source may be added while the stream is
 * read.
 */
export const mergeStreams = () => {
  const events: SampleEvent[] = [];
  let [open, wake, failed] = [0, () => {}, undefined as { error: unknown } | undefined];
  const add = async (source: AsyncIterable<SampleEvent>): Promise<void> => {
    open++;
    try {
      for await (const event of source) {
        events.push(event);
        wake();
      }
    } catch (error) {
      failed ??= { error };
    }
    open--;
    wake();
  };
  async function* read(): AsyncGenerator<SampleEvent> {
    while (!failed && (events.length > 0 || open > 0)) {
      const next = events.shift();
      if (next) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    if (failed) throw failed.error;
  }
  return { add: (source: AsyncIterable<SampleEvent>) => void add(source), read };
};

/**
 * One continuation: its tokens so far, whether it is inside a thought and how many tokens that has, nudges, and its
 * end.
 */
type Continuation = {
  index: number;
  ids: number[];
  thinking: boolean;
  thoughtTokens: number;
  nudged: number;
  /** A stop id was sampled. */
  ended: boolean;
};

/** A request with its budget. `signal` aborts when the request's does, or when nobody reads any more. */
type Forcing = Required<ThinkingBudget> & { sample: Sample; request: SampleRequest; signal: AbortSignal };

/** Tokens that may still be sampled: of the whole continuation, or of the thought it is in. */
const roomOf = ({ request, most }: Forcing, { ids, thinking, thoughtTokens }: Continuation): number =>
  Math.min(request.maxTokens - ids.length, thinking ? most - thoughtTokens : Infinity);

/** The request's stop ids, and the marker at which the budget has to look again. */
const stopIdsOf = ({ request, start, end }: Forcing, { ids, thinking }: Continuation): number[] => {
  const { stopIds = [] } = request;
  if (thinking) return [...stopIds, end];
  return ids.length === 0 ? [...stopIds, start] : [...stopIds]; // a thought can only open at the beginning
};

const append = ({ start, end }: Forcing, line: Continuation, id: number, logprob: number): SampleEvent => {
  line.ids.push(id);
  line.thoughtTokens++;
  if (id === start || id === end) Object.assign(line, { thinking: id === start, thoughtTokens: 0 });
  return { type: 'token', index: line.index, id, logprob };
};

/** A sampled token or, where it would end the thought too early, the nudge. */
function* take(forcing: Forcing, line: Continuation, id: number, logprob: number): Generator<SampleEvent> {
  const { end, least, nudge, nudges, request } = forcing;
  const early =
    line.thinking &&
    id === end &&
    line.thoughtTokens < least &&
    line.nudged < nudges &&
    roomOf(forcing, line) > nudge.length;
  if (early) {
    line.nudged++;
    for (const nudgeId of nudge) yield append(forcing, line, nudgeId, 0);
  } else {
    line.ended = (request.stopIds ?? []).includes(id);
    yield append(forcing, line, id, logprob);
  }
}

/**
 * The events after a request has ended: a finish, perhaps a forced end of the thought, or none when the continuation
 * goes on.
 */
function* settle(forcing: Forcing, line: Continuation, finish: Finish): Generator<SampleEvent> {
  const { index } = line;
  const { maxTokens } = forcing.request;
  if (finish !== 'stop' && finish !== 'length') return yield { type: 'finish', index, finish };
  const overBudget = line.thinking && line.thoughtTokens >= forcing.most;
  if (!line.ended && overBudget && line.ids.length < maxTokens) yield append(forcing, line, forcing.end, 0);
  if (line.ended || line.ids.length >= maxTokens)
    yield { type: 'finish', index, finish: line.ended ? 'stop' : 'length' };
}

/** The rest of a continuation, in requests of its own, until it finishes. */
async function* resume(forcing: Forcing, line: Continuation): AsyncGenerator<SampleEvent> {
  const { request, sample, signal } = forcing;
  for (let round = 1; ; round++) {
    const events = sample({
      ...request,
      prompt: [...request.prompt, ...line.ids],
      n: 1,
      signal,
      maxTokens: roomOf(forcing, line),
      stopIds: stopIdsOf(forcing, line),
      seed: hashString(`${request.seed ?? 0}/${line.index}/budget/${round}`),
    });
    for await (const event of events) {
      if (event.type === 'token') yield* take(forcing, line, event.id, event.logprob);
      else
        for (const settled of settle(forcing, line, event.finish)) {
          yield settled;
          if (settled.type === 'finish') return;
        }
    }
  }
}

/** The first request, for all continuations together. Those that are not finished by it are given to `more`. */
async function* firstRequest(
  forcing: Forcing,
  lines: readonly Continuation[],
  more: (rest: AsyncIterable<SampleEvent>) => void,
): AsyncGenerator<SampleEvent> {
  const { request, sample, signal } = forcing;
  const [maxTokens, stopIds] = [roomOf(forcing, lines[0]!), stopIdsOf(forcing, lines[0]!)];
  for await (const event of sample({ ...request, signal, maxTokens, stopIds })) {
    const line = lines[event.index]!;
    if (event.type === 'token') yield* take(forcing, line, event.id, event.logprob);
    else {
      let finished = false;
      for (const settled of settle(forcing, line, event.finish)) {
        finished = settled.type === 'finish';
        yield settled;
      }
      if (!finished) more(resume(forcing, line));
    }
  }
}

/**
 * `sample` whose thoughts keep to a budget. `maxTokens` of a request bounds the whole continuation, forced tokens
 * included.
 */
export const withThinkingBudget = (sample: Sample, budget: ThinkingBudget): Sample =>
  async function* forced(request: SampleRequest): AsyncGenerator<SampleEvent> {
    const stop = new AbortController();
    const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
    const { most = Infinity, least = 0 } = budget;
    const forcing: Forcing = { ...budget, most, least, sample, request, signal };
    const lines = Array.from({ length: request.n ?? 1 }, (_, index): Continuation => ({
      index,
      ids: [],
      thinking: budget.open,
      thoughtTokens: 0,
      nudged: 0,
      ended: false,
    }));
    const streams = mergeStreams();
    streams.add(firstRequest(forcing, lines, streams.add));
    try {
      yield* streams.read();
    } finally {
      stop.abort();
    }
  };
