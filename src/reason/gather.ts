/**
 * Several chats at once as one stream, with a bound on how long an aborted one is waited for. It knows nothing of
 * plans, votes or budgets; it is plumbing between async iterables.
 */
import type { Chat, ChatEvent, ChatRequest, Reply } from '../types.ts';

export type Call = { chat: Chat; request: ChatRequest };
/** `source` is the position of the call that the event comes from. */
export type Gathered = { source: number; event: ChatEvent };

/** How long an aborted chat may take to report what it used, in milliseconds. */
const GRACE = 200;

/** An empty reply that ended so. */
export const emptyReply = (finish: Reply['finish'], content = ''): Reply => ({
  index: 0, plan: '', reasoning: '', content, finish, tokens: 0, logprob: 0,
});

/**
 * Runs all calls together and yields their events as they come, each request under `signal`. Ends when all have ended,
 * or a moment after the abort when one does not listen. A chat that throws ends as a `done` with finish 'error'.
 * Leaving the stream early does not stop the calls: abort the signal for that.
 */
export async function* gather(calls: readonly Call[], signal: AbortSignal): AsyncGenerator<Gathered> {
  const queue: Gathered[] = [];
  let running = calls.length;
  let expired = false;
  let wake = (): void => {};
  const pump = async ({ chat, request }: Call, source: number): Promise<void> => {
    try {
      for await (const event of chat({ ...request, signal })) {
        queue.push({ source, event });
        wake();
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const usage = { promptTokens: 0, completionTokens: 0 };
      queue.push({ source, event: { type: 'done', reply: emptyReply('error', message), usage, seconds: 0 } });
    }
    running--;
    wake();
  };
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer ??= setTimeout(() => { expired = true; wake(); }, GRACE);
  };
  if (signal.aborted) return;
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    calls.forEach((call, source) => void pump(call, source));
    for (;;) {
      while (queue.length > 0) yield queue.shift()!;
      if (running === 0 || expired) return;
      await new Promise<void>((resolve) => { wake = resolve; });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}
