/** Fakes for tests of the server and of its clients: a catalog of scripted models, and the door open on a free port. */
import type { Chat, ChatRequest, Failure, Forward, ForwardedEvents, Wire } from '../types.ts';
import { createApp, type App, type AppOptions } from './app.ts';
import type { Catalog, ThinkingOptions, ServedModel } from './catalog.ts';
import { nullLedger } from './ledger/ledger.ts';
import { listen, type Listening } from './listen.ts';

/** A model by its Chat, or with more said about it. */
export type FakeModel = Chat | { chat: Chat; selects?: boolean; about?: Wire; forward?: ServedModel['forward'] };

export type FakeCatalog = Catalog & {
  /** Every request and its thinking options, as models were opened with them. */
  opened: { model: string; request: ChatRequest; options: ThinkingOptions }[];
};

/** A catalog that finds names as the real one does: exactly first, then up to the first ':'. */
export const fakeCatalog = (fakes: Readonly<Record<string, FakeModel>>): FakeCatalog => {
  const opened: FakeCatalog['opened'] = [];
  const models = Object.entries(fakes).map(([id, fake]): ServedModel => {
    const { chat, selects = false, about = {}, forward } = typeof fake === 'function' ? { chat: fake } : fake;
    return {
      id,
      ownedBy: 'test',
      about,
      open: (request, options) => {
        opened.push({ model: id, request, options });
        return { chat, selects, settings: { effort: options.effort ?? 'default' } };
      },
      ...(forward && { forward }),
    };
  });
  const byName = (name: string) => models.find((item) => item.id === name);
  return {
    opened,
    models: () => models,
    find: (name) => {
      const exact = byName(name);
      if (exact) return { model: exact, suffix: '' };
      const colon = name.indexOf(':');
      const model = colon < 0 ? undefined : byName(name.slice(0, colon));
      return model && { model, suffix: name.slice(colon + 1) };
    },
  };
};

export type Fake = { app: App; catalog: FakeCatalog; server: Listening; url: string; reported: unknown[] };

/** The door over `fakes` on a free port of loopback. Faults of the program are in `reported`; a test asserts that there are none. */
export const startFake = async (
  fakes: Readonly<Record<string, FakeModel>>,
  options: Partial<AppOptions> = {},
): Promise<Fake> => {
  const catalog = fakeCatalog(fakes);
  const reported: unknown[] = [];
  const app = createApp({
    catalog,
    ledger: nullLedger,
    report: (error) => {
      reported.push(error);
    },
    ...options,
  });
  const server = await listen(app, { port: 0 });
  return { app, catalog, server, url: server.url, reported };
};

/** Bytes as whole events with what they hold. */
const parseEvents = (): TransformStream<Uint8Array, ForwardedEvents> => {
  const decoder = new TextDecoder();
  let rest = '';
  return new TransformStream({
    transform(bytes, sink) {
      rest += decoder.decode(bytes, { stream: true });
      const events = rest.slice(0, rest.lastIndexOf('\n\n') + 2);
      if (!events.endsWith('\n\n')) return;
      rest = rest.slice(events.length);
      const data = events.split('\n\n').filter((block) => block.startsWith('data: {'));
      sink.enqueue({ bytes: Buffer.from(events), values: data.map((block) => JSON.parse(block.slice(6)) as unknown) });
    },
  });
};

/** A `Forward` to the upstream at `url` that believes whatever comes, under the name `model`. */
export const forwardTo =
  (url: string, model: string): Forward =>
  async (body, signal, headers) => {
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal,
      headers,
    });
    if (response.headers.get('content-type')?.startsWith('text/event-stream'))
      return { type: 'stream', model, events: response.body!.pipeThrough(parseEvents()) };
    const text = await response.text();
    const value = JSON.parse(text) as { error?: Pick<Failure, 'type' | 'message' | 'code'> };
    if (!value.error) return { type: 'whole', model, text, value };
    const retryAfter = response.headers.get('retry-after');
    return {
      type: 'failed',
      failure: {
        ...value.error,
        status: response.status,
        ...(retryAfter !== null && { retryAfter: Number(retryAfter) }),
      },
    };
  };
