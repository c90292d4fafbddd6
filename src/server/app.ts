/**
 * The HTTP app: authentication, bounds on bodies, routing. Errors become responses here and nowhere else. It opens no
 * socket (listen.ts) and knows no model (catalog.ts).
 */
import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import type { Failure } from '../types.ts';
import type { AppEnv } from './app-env.ts';
import { checkHost, checkOrigin, preflightHeaders, tokenOf, type AccessOptions } from './access.ts';
import { readBody } from './body.ts';
import type { Catalog } from './catalog.ts';
import { listAnthropicModels } from './anthropic/messages.ts';
import { deploymentOf, ENDPOINTS, errorFormOf } from './endpoints.ts';
import { OLLAMA_PATHS, ollamaApi } from './ollama/models.ts';
import { answerError, json, listModels, RequestError, showModel } from './http.ts';
import type { ServerContext } from './exchange.ts';
import type { Caller, Ledger } from './ledger/ledger.ts';
import { createRequestSlots, LIMITS, type Limits } from './limits.ts';
import { createBackgroundAnswers } from './conversations/background-answers.ts';
import { conversationsApi } from './conversations/conversations-api.ts';
import type { ConversationStore } from './conversations/store.ts';
import { createEventLogs } from './openai/responses-events.ts';
import { responsesApi } from './openai/responses-api.ts';

export type AppOptions = AccessOptions & {
  catalog: Catalog;
  ledger: Ledger;
  limits?: Partial<Limits>;
  /** Routes that need a key like the others: /v1/traces, /v1/stats, /metrics (traces-api.ts). */
  routes?: Hono<AppEnv>;
  /**
   * Answers what no route does, GET and HEAD only: the page (page.ts). Needs no key; undefined when it has nothing of
   * that path.
   */
  page?(request: Request): Response | undefined | Promise<Response | undefined>;
  /** Conversations of the page, and answers that go on when their client leaves. Absent: none are kept. */
  conversations?: ConversationStore;
  /** Names under which thoughts leave. Default: reasoning_content and its alias reasoning. */
  reasoningFields?: readonly string[];
  /** Default 5. */
  heartbeatSeconds?: number;
  clock?: () => number;
  newId?: () => string;
  /** Hears of faults of this program. Default: standard error. */
  report?(error: unknown): void;
};

export type App = {
  fetch(request: Request, env?: object): Response | Promise<Response>;
  /** Requests at work, and those that wait for a place. */
  running(): number;
  waiting(): number;
  /** Cancels all of them with this failure; each answers it in its own form. */
  cancel(failure: Failure): void;
};

const REQUEST_ID = /^[\w.:-]{1,128}$/;

const notFound = (method: string, path: string): RequestError =>
  new RequestError({
    status: 404,
    type: 'invalid_request_error',
    code: 'unknown_url',
    message: `unknown request URL: ${method} ${path.slice(0, 200)}; there are ${[...API].join(', ')}`,
  });

/** Paths of the API, as clients are told them. */
const API = new Set([...Object.keys(ENDPOINTS), '/v1/models', '/v1/traces', '/v1/stats', ...OLLAMA_PATHS]);

/**
 * The path of the API that is meant: a base URL with or without /v1, or with a slash too many, is the most usual
 * mistake. Paths of the page stay as they are.
 */
export const canonicalPath = (path: string): string => {
  if (API.has(path)) return path;
  const deployment = deploymentOf(path);
  if (deployment) return deployment.path;
  const plain = path
    .replace(/\/{2,}/g, '/')
    .replace(/\/+$/, '')
    .replace(/^(\/(openai|api))?(\/v1)+(?=\/|$)/, '/v1');
  if (API.has(plain) || plain.startsWith('/v1/')) return plain;
  const versioned = `/v1${plain.replace(/^\/(openai|api)(?=\/)/, '')}`;
  return API.has(versioned) || versioned.startsWith('/v1/responses/') ? versioned : path;
};

/** What every route needs: the app, what the endpoints share, and the two checks before any work. */
type Routing = {
  app: Hono<AppEnv>;
  serving: ServerContext;
  /** Host, origin and the name of the request: for everything, before anything. Gives the headers of the response. */
  checkSource(c: Context<AppEnv>): Record<string, string>;
  /** Who calls. Throws a `RequestError` for an unknown key. */
  identify(c: Context<AppEnv>): Caller;
  /** When the app was made, in seconds since 1970. */
  started: number;
};

const serverContext = (options: AppOptions): ServerContext => {
  const { ledger, catalog } = options;
  const limits = { ...LIMITS, ...options.limits };
  const clock = options.clock ?? Date.now;
  const serving: ServerContext = {
    catalog,
    ledger,
    limits,
    slots: createRequestSlots(limits),
    clock,
    newId: options.newId ?? (() => randomUUID().replaceAll('-', '')),
    report:
      options.report ??
      ((error: unknown) => {
        console.error(error);
      }),
    working: new Set(),
    background: new Map(),
    eventLogs: createEventLogs(),
    reasoningFields: options.reasoningFields ?? ['reasoning_content', 'reasoning'],
    heartbeatSeconds: options.heartbeatSeconds ?? 5,
  };
  const { conversations: store } = options;
  const { report } = serving;
  return store ? { ...serving, answers: createBackgroundAnswers({ store, clock, report }) } : serving;
};

/** The routes of the page's conversations, where they are kept. */
const conversationRoutes = (
  { answers, limits, heartbeatSeconds }: ServerContext,
  store: ConversationStore | undefined,
): Hono<AppEnv>[] => (store && answers ? [conversationsApi({ store, answers, limits, heartbeatSeconds })] : []);

/** The checks of host, origin and key. */
const createChecks = (
  { hosts, origins, keyless = true }: AppOptions,
  { ledger, newId }: ServerContext,
): Pick<Routing, 'checkSource' | 'identify'> => ({
  checkSource(c) {
    const { headers } = c.req.raw;
    const givenId = headers.get('x-request-id');
    const requestId = givenId !== null && REQUEST_ID.test(givenId) ? givenId : `req_${newId()}`;
    const out: Record<string, string> = { 'x-request-id': requestId };
    c.set('requestId', requestId);
    c.set('headers', out);
    const host = headers.get('host');
    checkHost(host, hosts);
    Object.assign(out, checkOrigin(headers.get('origin'), host, origins));
    return out;
  },
  identify(c) {
    const caller = ledger.identify(tokenOf(c.req.raw.headers), { keyless });
    c.set('caller', caller);
    return caller;
  },
});

/** The endpoints that ask a model: POST only. */
const addEndpoints = ({ app, serving, checkSource, identify }: Routing): void => {
  const { ledger, limits, report } = serving;
  for (const [path, endpoint] of Object.entries(ENDPOINTS)) {
    app.post(path, async (c) => {
      try {
        const headers = checkSource(c);
        const { keyId, priority, admin } = identify(c);
        serving.slots.check();
        const over = ledger.allow(keyId, { free: true }); // dollars are looked at once the model is known
        if (over) throw new RequestError(over);
        const request = c.req.raw;
        const given = await readBody(request, limits);
        const deployment = deploymentOf(new URL(request.url).pathname);
        const body = deployment ? { ...given, model: deployment.model } : given;
        return await endpoint(serving, {
          requestId: c.get('requestId'),
          keyId,
          rank: { priority, admin },
          path,
          body,
          requestHeaders: request.headers,
          headers,
          signal: request.signal,
        });
      } catch (error) {
        if (error instanceof RequestError) ledger.refused(error.failure);
        throw error;
      }
    });
    app.all(path, (c) => {
      const headers = checkSource(c);
      if (c.req.method === 'OPTIONS')
        return new Response(null, { status: 204, headers: { ...headers, ...preflightHeaders(c.req.raw.headers) } });
      const error = new RequestError({
        status: 405,
        type: 'invalid_request_error',
        code: 'method_not_allowed',
        message: `${path} is asked with POST`,
      });
      return answerError(error, { ...headers, allow: 'POST' }, report, errorFormOf(path));
    });
  }
};

/** Health, the list of models, and the preflight of browsers. */
const addModels = ({ app, serving, checkSource, identify, started }: Routing): void => {
  const { ledger, catalog } = serving;
  app.get('/health', (c) => {
    const headers = checkSource(c);
    const { ok, problems } = ledger.health();
    return json(
      { status: ok ? 'ok' : 'degraded', models: catalog.models().length, running: serving.slots.running(), problems },
      headers,
      ok ? 200 : 503,
    );
  });
  app.get('/v1/models', (c) => {
    const headers = checkSource(c);
    identify(c);
    const isAnthropic = c.req.raw.headers.has('anthropic-version');
    return json(isAnthropic ? listAnthropicModels(catalog, started) : listModels(catalog, started), headers);
  });
  app.get('/v1/models/:id{.+}', (c) => {
    const headers = checkSource(c);
    identify(c);
    return json(showModel(catalog, c.req.param('id'), started), headers);
  });
  app.options(
    '*',
    (c) => new Response(null, { status: 204, headers: { ...checkSource(c), ...preflightHeaders(c.req.raw.headers) } }),
  );
};

/** Routes that are made elsewhere, each behind the checks. */
const addRoutes = ({ app, serving, checkSource, identify, started }: Routing, given: readonly Hono<AppEnv>[]): void => {
  for (const routes of [responsesApi(serving), ollamaApi(serving.catalog, started), ...given]) {
    for (const path of new Set(routes.routes.map((route) => route.path))) {
      app.use(path, async (c, next) => {
        const headers = checkSource(c);
        identify(c);
        await next();
        for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
      });
    }
    app.route('/', routes);
  }
};

/** What no route answers: the page, or an error in the form of the path. */
const addFallbacks = ({ app, serving: { report }, checkSource }: Routing, page: AppOptions['page']): void => {
  app.notFound(async (c) => {
    const headers = checkSource(c);
    if (page && (c.req.method === 'GET' || c.req.method === 'HEAD')) {
      const found = await page(c.req.raw);
      if (found) return found;
    }
    return answerError(notFound(c.req.method, c.req.path), headers, report, errorFormOf(c.req.path));
  });
  app.onError((error, c) => answerError(error, c.get('headers') ?? {}, report, errorFormOf(c.req.path)));
};

/** Makes the app. Throws nothing at requests: whatever comes, `fetch` answers. */
export const createApp = (options: AppOptions): App => {
  const serving = serverContext(options);
  const started = Math.floor(serving.clock() / 1000);
  const app = new Hono<AppEnv>({ getPath: (request) => canonicalPath(new URL(request.url).pathname) });
  const routing: Routing = { app, serving, started, ...createChecks(options, serving) };
  addEndpoints(routing);
  addModels(routing);
  addRoutes(routing, [
    ...(options.routes ? [options.routes] : []),
    ...conversationRoutes(serving, options.conversations),
  ]);
  addFallbacks(routing, options.page);
  return {
    fetch: (request, env) => app.fetch(request, env),
    running: () => serving.working.size,
    waiting: serving.slots.waiting,
    cancel: (failure) => {
      for (const item of serving.working) item.abort(failure);
    },
  };
};
