/**
 * Server-sent events of a response body, read by eventsource-parser: the data of each event in order, and heartbeats.
 */
import { createParser } from 'eventsource-parser';

/** `id` is the last one that the server gave, where it gives any. */
export type SseItem = { type: 'data'; data: string; id?: string } | { type: 'heartbeat' };

/** The events of a body; a comment is a heartbeat. Throws what the body throws when the connection breaks. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<SseItem> {
  let items: SseItem[] = [];
  const parser = createParser({
    onEvent: ({ data, id }) => {
      items.push({ type: 'data', data, ...(id !== undefined && { id }) });
    },
    onComment: () => {
      items.push({ type: 'heartbeat' });
    },
  });
  const decoder = new TextDecoder();
  const source = body.getReader();
  const take = (text: string): SseItem[] => {
    items = [];
    parser.feed(text);
    return items;
  };
  try {
    for (;;) {
      const { done, value } = await source.read();
      if (done) break;
      yield* take(decoder.decode(value, { stream: true }));
    }
    // A last event without an empty line after it is an event too.
    yield* take(`${decoder.decode()}\n\n`);
  } finally {
    source.releaseLock();
  }
}
