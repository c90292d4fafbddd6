/** The stream of an answer that goes on when its client leaves. Its routes are in conversations-api.ts. */
import { byteStream, SSE_HEADERS } from '../sse.ts';
import type { Frame } from './store.ts';

/** Ids are made by clients: UUIDs, mostly. */
export const isClientId = (id: string): boolean => /^[\w-]{8,64}$/.test(id);

/** The frames of an answer as a stream that a client may leave. Leaving does not end the answer. */
export const answerStream = (
  frames: AsyncGenerator<Frame & { number: number }>,
  headers: Record<string, string>,
  heartbeatSeconds: number,
): Response => {
  let left = false;
  const texts = async function* (): AsyncGenerator<string> {
    for await (const { number, at, text } of frames) {
      if (left) return;
      yield `id: ${number}:${Math.round(at)}\n${text}`;
    }
  };
  const body = byteStream(texts(), {
    heartbeatSeconds,
    silent: true,
    onLeave: () => {
      left = true;
    },
  });
  return new Response(body, { headers: { ...headers, ...SSE_HEADERS } });
};
