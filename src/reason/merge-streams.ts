/**
 * Merges the streams of several chats that run at once into one stream. An aborted chat that does not end is waited for
 * only for a bounded time.
 */
import { emptyReply } from '../answer.ts';
import type { Chat, ChatEvent, ChatRequest } from '../types.ts';

export type Call = { chat: Chat; request: ChatRequest };
/** `source` is the position of the call that the event comes from. */
export type SourcedEvent = { source: number; event: ChatEvent };

/** How long an aborted chat may take to report what it used, in milliseconds. */
const GRACE = 200;

/**
 * Runs all calls together and yields their events as they come, each request under `signal`. Ends when all have ended,
 * or a moment after the abort when one does not listen. A chat that throws ends as a `done` with finish 'error'.
 * No call runs ahead: its next event is asked for when the last has been dealt with, so a budget can be exact. Leaving
 * the stream early closes the calls that are between events; one that is busy notices only the abort of `signal`.
 */
export async function* mergeStreams(calls: readonly Call[], signal: AbortSignal): AsyncGenerator<SourcedEvent> {
  const queue: (SourcedEvent & { taken: () => void })[] = [];
  let left = false;
  let running = calls.length;
  let expired = false;
  let wake = (): void => {};
  let waiting = (): void => {};
  const pump = async ({ chat, request }: Call, source: number): Promise<void> => {
    try {
      for await (const event of chat({ ...request, signal })) {
        await new Promise<void>((taken) => {
          queue.push({ source, event, taken });
          wake();
        });
        if (left) break;
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const usage = { promptTokens: 0, completionTokens: 0 };
      queue.push({
        source,
        event: { type: 'done', reply: emptyReply('error', message), usage, seconds: 0 },
        taken: () => {},
      });
    }
    running--;
    wake();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = (): void => {
    timer ??= setTimeout(() => {
      expired = true;
      wake();
    }, GRACE);
  };
  if (signal.aborted) return;
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    calls.forEach((call, source) => void pump(call, source));
    for (;;) {
      for (let next = queue.shift(); next; next = queue.shift()) {
        waiting = next.taken;
        yield { source: next.source, event: next.event };
        waiting();
      }
      if (running === 0 || expired) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    left = true;
    waiting();
    for (const { taken } of queue) taken();
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}
