/** Fakes for tests of the server and of its clients: a catalog of scripted models, and the server on a free port. */
import type { Chat, ChatRequest, Wire } from '../types.ts';
import { createApp, type App, type AppOptions } from './app.ts';
import type { Catalog, ThinkingOptions, ServedModel } from './catalog.ts';
import { nullLedger } from './ledger/ledger.ts';
import { listen, type Listening } from './listen.ts';

/** A model by its Chat, or with more said about it. */
export type FakeModel = Chat | { chat: Chat; selects?: boolean; about?: Wire };

export type FakeCatalog = Catalog & {
  /** Every request and its thinking options, as models were opened with them. */
  opened: { model: string; request: ChatRequest; options: ThinkingOptions }[];
};

/** A catalog that finds names as the real one does: exactly first, then up to the first ':'. */
export const fakeCatalog = (fakes: Readonly<Record<string, FakeModel>>): FakeCatalog => {
  const opened: FakeCatalog['opened'] = [];
  const models = Object.entries(fakes).map(([id, fake]): ServedModel => {
    const { chat, selects = false, about = {} } = typeof fake === 'function' ? { chat: fake } : fake;
    return {
      id,
      ownedBy: 'test',
      about,
      open: (request, options) => {
        opened.push({ model: id, request, options });
        return { chat, selects, settings: { effort: options.effort ?? 'default' } };
      },
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

/**
 * The server over `fakes` on a free port of loopback. Faults of the program are in `reported`; a test asserts that
 * there are none.
 */
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
