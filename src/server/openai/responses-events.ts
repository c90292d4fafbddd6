/**
 * The events of responses, for whoever asks for them again: GET /v1/responses/ID?stream=true&starting_after=N. Those of
 * a response in the background are held in memory while it runs, so that a client whose connection broke goes on where
 * it was, and some time after. Those of any other stored response are told anew from what is stored.
 */
import type { Wire } from '../../types.ts';
import { namedFrame } from '../sse.ts';

/** The frames of one response, numbered from 0 as their events are. */
export type EventLog = {
  add(frame: string): void;
  end(): void;
  /** The frames after number `after`, those that are still to come included. */
  read(after: number): AsyncGenerator<string>;
};

export type EventLogs = {
  open(id: string): EventLog;
  find(id: string): EventLog | undefined;
};

/** Characters of ended responses that are held, all together. */
const HELD = 16 * 2 ** 20;

type Held = EventLog & { size(): number; ended(): boolean };

const createLog = (): Held => {
  const frames: string[] = [];
  let [size, ended] = [0, false];
  let next = Promise.withResolvers<void>();
  const wake = (): void => {
    next.resolve();
    next = Promise.withResolvers();
  };
  return {
    add(frame) {
      frames.push(frame);
      size += frame.length;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *read(after) {
      for (let i = after + 1; ; i++) {
        while (i >= frames.length && !ended) await next.promise;
        if (i >= frames.length) return;
        yield frames[i]!;
      }
    },
    size: () => size,
    ended: () => ended,
  };
};

export const createEventLogs = (): EventLogs => {
  const logs = new Map<string, Held>();
  /** Forgets the oldest that have ended, down to the bound. */
  const trim = (): void => {
    let held = [...logs.values()].reduce((sum, log) => sum + log.size(), 0);
    for (const [id, log] of logs) {
      if (held <= HELD) return;
      if (!log.ended()) continue;
      held -= log.size();
      logs.delete(id);
    }
  };
  return {
    open(id) {
      const log = createLog();
      logs.set(id, log);
      trim();
      return log;
    },
    find: (id) => logs.get(id),
  };
};

/** `frames`, each noted in `log` as it passes. */
export async function* noted(frames: AsyncIterable<string>, log: EventLog): AsyncGenerator<string> {
  try {
    for await (const frame of frames) {
      log.add(frame);
      yield frame;
    }
  } finally {
    log.end();
  }
}

type Event = Wire & { type: string };

const list = (value: unknown): Wire[] => (Array.isArray(value) ? (value as Wire[]) : []);

/** A part of a message or a thought, opened, said in one piece and closed. */
const partEvents = (at: Wire, part: Wire, index: string, words: string, around: string): Event[] => {
  const place = { ...at, [index]: 0 };
  const logprobs = words === 'response.output_text' ? { logprobs: part.logprobs ?? [] } : {};
  return [
    {
      type: `${around}.added`,
      ...place,
      part: { ...part, text: '', ...(part.logprobs !== undefined && { logprobs: [] }) },
    },
    { type: `${words}.delta`, ...place, delta: part.text, ...logprobs },
    { type: `${words}.done`, ...place, text: part.text, ...logprobs },
    { type: `${around}.done`, ...place, part },
  ];
};

/** What is said between an item's opening and its end. */
const innerEvents = (item: Wire, at: Wire): Event[] => {
  switch (item.type) {
    case 'message':
      return list(item.content).flatMap((part) =>
        partEvents(at, part, 'content_index', 'response.output_text', 'response.content_part'),
      );
    case 'reasoning':
      return [
        ...list(item.summary).flatMap((part) =>
          partEvents(at, part, 'summary_index', 'response.reasoning_summary_text', 'response.reasoning_summary_part'),
        ),
        ...list(item.content).flatMap((part) =>
          partEvents(at, part, 'content_index', 'response.reasoning_text', 'response.content_part'),
        ),
      ];
    case 'function_call':
      return [
        { type: 'response.function_call_arguments.delta', ...at, delta: item.arguments },
        { type: 'response.function_call_arguments.done', ...at, name: item.name, arguments: item.arguments },
      ];
    case 'custom_tool_call':
      return [
        { type: 'response.custom_tool_call_input.delta', ...at, delta: item.input },
        { type: 'response.custom_tool_call_input.done', ...at, input: item.input },
      ];
    default:
      return [];
  }
};

/** The item as it is when it begins: without its words. */
const opened = (item: Wire): Wire => ({
  ...item,
  status: 'in_progress',
  ...(item.content !== undefined && { content: [] }),
  ...(item.summary !== undefined && { summary: [] }),
  ...(item.arguments !== undefined && { arguments: '' }),
  ...(item.input !== undefined && { input: '' }),
});

/** The frames of a response that has ended, each text in one piece. */
export const storedFrames = (response: Wire): string[] => {
  const begun = {
    ...response,
    status: 'in_progress',
    output: [],
    completed_at: null,
    error: null,
    incomplete_details: null,
  };
  // A stream has no event for a response that was cancelled.
  const end = response.status === 'cancelled' ? 'incomplete' : String(response.status);
  const events: Event[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...list(response.output).flatMap((item, output_index): Event[] => [
      { type: 'response.output_item.added', output_index, item: opened(item) },
      ...innerEvents(item, { item_id: item.id, output_index }),
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: `response.${end}`, response },
  ];
  return events.map((event, i) => namedFrame({ ...event, sequence_number: i }));
};

/** The frames after number `after`; the last one at least, since it says how it ended. */
export const framesAfter = (frames: readonly string[], after: number): string[] =>
  frames.slice(Math.min(after + 1, frames.length - 1));
