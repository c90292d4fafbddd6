/** Reads server-sent events from a response body: the data of each event, in order. Comments (heartbeats) are told apart. */

export type SseItem = { type: 'data'; data: string } | { type: 'heartbeat' };

/** Cuts a text stream into events; `push` gives those that are complete. Line ends may be LF, CRLF or CR. */
const createSseReader = (): { push(text: string): SseItem[]; end(): SseItem[] } => {
  let rest = '';
  let data: string[] = [];
  const line = (text: string, out: SseItem[]): void => {
    if (text === '') {
      if (data.length > 0) out.push({ type: 'data', data: data.join('\n') });
      data = [];
    } else if (text.startsWith(':')) {
      out.push({ type: 'heartbeat' });
    } else if (text.startsWith('data:')) {
      data.push(text.slice(text[5] === ' ' ? 6 : 5));
    }
  };
  return {
    push(text) {
      const out: SseItem[] = [];
      rest += text;
      // A CR at the very end may be half of a CRLF: it waits.
      for (let found = /\r\n|\n|\r(?!$)/.exec(rest); found; found = /\r\n|\n|\r(?!$)/.exec(rest)) {
        line(rest.slice(0, found.index), out);
        rest = rest.slice(found.index + found[0].length);
      }
      return out;
    },
    end() {
      const out: SseItem[] = [];
      line(rest.replace(/\r$/, ''), out);
      line('', out);
      rest = '';
      return out;
    },
  };
};

/** The events of a body. Throws what the body throws when the connection breaks. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<SseItem> {
  const reader = createSseReader();
  const decoder = new TextDecoder();
  const source = body.getReader();
  try {
    for (;;) {
      const { done, value } = await source.read();
      if (done) break;
      yield* reader.push(decoder.decode(value, { stream: true }));
    }
    yield* reader.push(decoder.decode());
    yield* reader.end();
  } finally {
    source.releaseLock();
  }
}
