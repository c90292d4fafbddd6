/**
 * The length of a thought as a dial (budget forcing; Muennighoff et al. 2025, "s1"): a thought of `most` tokens is ended by
 * the marker that the model itself would write, and one that would end before `least` goes on after a nudge. A `Sample` made
 * of a `Sample`: it works on token ids and knows neither words nor answers.
 *
 * A forced token is yielded like a drawn one, with ln p 0, since it was not chosen. Where a continuation is forced it becomes
 * a request of its own, so its prompt is computed again; a thought that needs no forcing costs one such request, for its
 * answer.
 */
import { hashString } from '../random.ts';
import type { Finish, Sample, SampleEvent, SampleRequest } from '../types.ts';

export type ThoughtBudget = {
  /** Most tokens of the thought, nudges included; at least 1. */
  most?: number;
  /** Fewest tokens of the thought. */
  least?: number;
  /** What is written instead of an end that comes too early, and how often; after that the end stands. */
  nudge: readonly number[];
  nudges: number;
  /** The id that ends a thought, and the one that opens it. */
  end: number;
  start: number;
  /** The prompt ends inside a thought. */
  open: boolean;
};

/** Some sources as one stream, as their events come; a source may be added while it is read. */
const merged = () => {
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

/** One continuation so far: its tokens, whether it is thinking and for how long, and whether it has come to its own end. */
type Line = { index: number; ids: number[]; thinking: boolean; thought: number; given: number; ended: boolean };

/** `sample` whose thoughts keep to a budget. `maxTokens` of a request bounds the whole continuation, forced tokens included. */
export const budgeted = (sample: Sample, budget: ThoughtBudget): Sample => {
  const { most = Infinity, least = 0, nudge, nudges, end, start, open } = budget;
  return async function* forced(request: SampleRequest): AsyncGenerator<SampleEvent> {
    const { n = 1, stopIds = [], maxTokens, prompt } = request;
    const stop = new AbortController();
    const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
    const streams = merged();
    const room = ({ ids, thinking, thought }: Line): number =>
      Math.min(maxTokens - ids.length, thinking ? most - thought : Infinity);
    const stops = ({ ids, thinking }: Line): number[] => [
      ...stopIds,
      ...(thinking ? [end] : ids.length === 0 ? [start] : []),
    ];

    const put = (line: Line, id: number, logprob: number): SampleEvent => {
      line.ids.push(id);
      line.thought++;
      if (id === start || id === end) Object.assign(line, { thinking: id === start, thought: 0 });
      return { type: 'token', index: line.index, id, logprob };
    };
    /** A drawn token, or, where it would end the thought too early, the nudge. */
    function* take(line: Line, id: number, logprob: number): Generator<SampleEvent> {
      const early =
        line.thinking && id === end && line.thought < least && line.given < nudges && room(line) > nudge.length;
      if (early) {
        line.given++;
        for (const each of nudge) yield put(line, each, 0);
      } else {
        line.ended = stopIds.includes(id);
        yield put(line, id, logprob);
      }
    }
    /** What a request that has ended leaves: a finish, perhaps a forced end of the thought, or nothing when the line goes on. */
    function* settle(line: Line, finish: Finish): Generator<SampleEvent> {
      const { index } = line;
      if (finish !== 'stop' && finish !== 'length') return yield { type: 'finish', index, finish };
      if (!line.ended && line.thinking && line.thought >= most && line.ids.length < maxTokens) yield put(line, end, 0);
      if (line.ended || line.ids.length >= maxTokens)
        yield { type: 'finish', index, finish: line.ended ? 'stop' : 'length' };
    }
    async function* goOn(line: Line): AsyncGenerator<SampleEvent> {
      for (let round = 1; ; round++) {
        const seed = hashString(`${request.seed ?? 0}/${line.index}/budget/${round}`);
        const events = sample({
          ...request,
          prompt: [...prompt, ...line.ids],
          n: 1,
          signal,
          maxTokens: room(line),
          stopIds: stops(line),
          seed,
        });
        for await (const event of events) {
          if (event.type === 'token') yield* take(line, event.id, event.logprob);
          else
            for (const one of settle(line, event.finish)) {
              yield one;
              if (one.type === 'finish') return;
            }
        }
      }
    }
    async function* first(lines: readonly Line[]): AsyncGenerator<SampleEvent> {
      for await (const event of sample({ ...request, signal, maxTokens: room(lines[0]!), stopIds: stops(lines[0]!) })) {
        const line = lines[event.index]!;
        if (event.type === 'token') yield* take(line, event.id, event.logprob);
        else {
          let finished = false;
          for (const one of settle(line, event.finish)) {
            finished = one.type === 'finish';
            yield one;
          }
          if (!finished) streams.add(goOn(line));
        }
      }
    }
    streams.add(
      first(
        Array.from({ length: n }, (_, index) => ({
          index,
          ids: [],
          thinking: open,
          thought: 0,
          given: 0,
          ended: false,
        })),
      ),
    );
    try {
      yield* streams.read();
    } finally {
      stop.abort();
    }
  };
};
