/** Writes server-sent events: a byte stream of frames with heartbeats, for a client that may leave at any time. */
import type { Wire } from '../types.ts';

export const DONE = 'data: [DONE]\n\n';

export const frame = (data: Wire): string => `data: ${JSON.stringify(data)}\n\n`;

/** A frame of the Responses API, which names its events twice. */
export const namedFrame = (data: Wire & { type: string }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

export const SSE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

const encoder = new TextEncoder();
const HEARTBEAT = ': heartbeat\n\n';

/**
 * The frames as a byte stream. A `heartbeat` (a comment, unless it is given) is sent after each `heartbeatSeconds` of
 * silence, and at once when it begins `silent`. When the client leaves,
 * `onLeave` is called at once and the frames are read to their end all the same, so that the account is complete;
 * whoever makes them must end soon after.
 */
export const byteStream = (
  frames: AsyncIterable<string | Uint8Array>,
  {
    heartbeatSeconds,
    silent = false,
    heartbeat = HEARTBEAT,
    onLeave,
  }: { heartbeatSeconds: number; silent?: boolean; heartbeat?: string; onLeave: () => void },
): ReadableStream<Uint8Array> => {
  const iterator = frames[Symbol.asyncIterator]();
  const beat = encoder.encode(heartbeat);
  let left = false;
  let heart: ReturnType<typeof setTimeout> | undefined;
  const period = heartbeatSeconds * 1000;
  let said = performance.now();
  return new ReadableStream({
    start: (controller) => {
      if (silent) controller.enqueue(beat);
      const listen = (): void => {
        const silence = performance.now() - said;
        const due = silence >= period;
        // A client that reads slowly has enough to read.
        if (due && (controller.desiredSize ?? 0) > 0) controller.enqueue(beat);
        if (due) said = performance.now();
        heart = setTimeout(listen, due ? period : period - silence);
      };
      heart = setTimeout(listen, period);
    },
    pull: async (controller) => {
      const step = await iterator.next();
      if (left) return;
      said = performance.now();
      if (!step.done)
        return controller.enqueue(typeof step.value === 'string' ? encoder.encode(step.value) : step.value);
      clearTimeout(heart);
      heart = undefined;
      controller.close();
    },
    cancel: async () => {
      left = true;
      clearTimeout(heart);
      heart = undefined;
      onLeave();
      while (!(await iterator.next()).done);
    },
  });
};

/**
 * The first of `source` that `tells` something, with all of `source`, once it is there or `patience` milliseconds have
 * passed. Undefined when nothing has told anything until then.
 */
export const peek = async <T>(
  source: AsyncIterable<T>,
  patience: number,
  tells: (value: T) => boolean = () => true,
): Promise<{ first: T | undefined; all: AsyncIterable<T> }> => {
  const iterator = source[Symbol.asyncIterator]();
  const begun: Promise<IteratorResult<T>>[] = [];
  const findFirst = async (): Promise<T | undefined> => {
    for (;;) {
      const next = iterator.next();
      begun.push(next);
      const step = await next;
      if (step.done) return undefined;
      if (expired || tells(step.value)) return step.value;
    }
  };
  let expired = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const first = await Promise.race([
    findFirst(),
    new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        expired = true;
        resolve(undefined);
      }, patience);
    }),
  ]);
  clearTimeout(timer);
  return {
    first,
    all: (async function* () {
      for (const step of begun) {
        const { done, value } = await step;
        if (done) return;
        yield value;
      }
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value;
    })(),
  };
};
