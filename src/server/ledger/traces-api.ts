/**
 * What the ledger keeps, over HTTP: /v1/traces, /v1/stats and /metrics. A key sees its own requests, an admin those of
 * all; another's trace is not found. app.ts has authenticated the caller before.
 *
 *   GET    /v1/traces?q=&model=&key=&state=&failed=&since=&until=&limit=&cursor=    newest first
 *   GET    /v1/traces/ID          the tree        GET /v1/traces/ID/events    the events, for a replay
 *   PUT    /v1/traces/ID/labels   what a person says of the answer: {"rating": "up" | "down", "comment": "…"}
 *   DELETE /v1/traces/ID          forgets it; what it cost stays counted
 *   GET    /v1/stats?days=30      by day, model and key
 *   GET    /metrics               for Prometheus, admins only
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { AppEnv } from '../app-env.ts';
import { badRequest, RequestError } from '../http.ts';
import type { Ledger } from './ledger.ts';
import { isTraceId } from './tables.ts';
import { eventsOf } from './request-trace.ts';
import type { TraceFilter, TraceState } from './request-trace.ts';

const STATES: readonly TraceState[] = ['running', 'finished', 'interrupted'];
/** 10000-01-01, the end of four-digit years. */
const LATEST = 253_402_300_800_000;

const labelsSchema = z.strictObject({
  rating: z.enum(['up', 'down']).optional(),
  comment: z.string().max(2000).optional(),
});

type Query = (name: string) => string | undefined;

const integer = (query: Query, name: string, least: number, most: number, standard: number): number => {
  const text = query(name);
  if (text === undefined) return standard;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw badRequest(
    `${name} takes a whole number from ${least} to ${most}, got ${JSON.stringify(text.slice(0, 40))}`,
    name,
  );
};

/** Milliseconds since 1970, or a date as ISO 8601 writes it. */
const time = (query: Query, name: string): number | undefined => {
  const text = query(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (value >= 0 && value <= LATEST) return value;
  throw badRequest(
    `${name} takes milliseconds since 1970 or a date such as 2026-11-25T08:00:00Z, got ${JSON.stringify(text.slice(0, 40))}`,
    name,
  );
};

const choice = <T extends string>(query: Query, name: string, choices: readonly T[]): T | undefined => {
  const text = query(name);
  if (text === undefined || choices.includes(text as T)) return text as T | undefined;
  throw badRequest(`${name} takes ${choices.join(', ')}; got ${JSON.stringify(text.slice(0, 40))}`, name);
};

const short = (query: Query, name: string): string | undefined => {
  const text = query(name);
  if (text !== undefined && text.length > 500)
    throw badRequest(`${name} is too long (${text.length} characters, 500 at most)`, name);
  return text === '' ? undefined : text;
};

const filterOf = (query: Query): TraceFilter => {
  const failed = choice(query, 'failed', ['true', 'false']);
  const cursor = query('cursor');
  if (cursor !== undefined && !isTraceId(cursor))
    throw badRequest('cursor takes the "next" of the page before', 'cursor');
  const filter = {
    key: short(query, 'key'),
    model: short(query, 'model'),
    state: choice(query, 'state', STATES),
    search: short(query, 'q'),
    failed: failed === undefined ? undefined : failed === 'true',
    since: time(query, 'since'),
    until: time(query, 'until'),
    cursor,
    limit: integer(query, 'limit', 1, 500, 50),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
};

const notFound = (id: string): RequestError =>
  new RequestError({
    status: 404,
    type: 'invalid_request_error',
    code: 'trace_not_found',
    message: `there is no trace ${JSON.stringify(id.slice(0, 64))}; GET /v1/traces lists those that are kept`,
  });

/** The routes, to be given to `createApp`. */
export const tracesApi = (ledger: Ledger, gauges: () => readonly string[] = () => []): Hono<AppEnv> => {
  const api = new Hono<AppEnv>();
  const { traces } = ledger;
  const scope = ({ admin, keyId }: AppEnv['Variables']['caller']): string | undefined => (admin ? undefined : keyId);

  api.get('/v1/traces', (c) => {
    const filter = filterOf((name) => c.req.query(name));
    const keyFilter = scope(c.get('caller'));
    const { data, next } = traces.list({ ...filter, ...(keyFilter !== undefined && { key: keyFilter }) });
    return c.json({ object: 'list', data, has_more: next !== undefined, next: next ?? null });
  });
  api.get('/v1/traces/:id', (c) => {
    const trace = traces.get(c.req.param('id'), scope(c.get('caller')));
    if (!trace) throw notFound(c.req.param('id'));
    return c.json(trace);
  });
  api.get('/v1/traces/:id/events', (c) => {
    const trace = traces.get(c.req.param('id'), scope(c.get('caller')));
    if (!trace) throw notFound(c.req.param('id'));
    return c.json({ object: 'list', trace: trace.id, data: eventsOf(trace) });
  });
  api.put('/v1/traces/:id/labels', async (c) => {
    const labels = labelsSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!labels.success)
      throw badRequest('labels are {"rating": "up" or "down", "comment": up to 2,000 characters}, each optional');
    const id = c.req.param('id');
    if (!traces.label(id, labels.data, scope(c.get('caller')))) throw notFound(id);
    return c.json({ id, object: 'trace.labels', labels: labels.data });
  });
  api.delete('/v1/traces/:id', (c) => {
    const id = c.req.param('id');
    const keyFilter = scope(c.get('caller'));
    if (traces.remove(id, keyFilter)) return c.json({ id, object: 'trace.deleted', deleted: true });
    if (!traces.get(id, keyFilter)) throw notFound(id);
    throw new RequestError({
      status: 409,
      type: 'invalid_request_error',
      code: 'trace_running',
      message: 'this request is still running; cancel it, or remove its trace when it has ended',
    });
  });
  api.get('/v1/stats', (c) => {
    const days = integer((name) => c.req.query(name), 'days', 1, 400, 30);
    return c.json({ object: 'stats', ...traces.stats(days, scope(c.get('caller'))) });
  });
  api.get('/metrics', (c) => {
    if (!c.get('caller').admin) {
      throw new RequestError({
        status: 403,
        type: 'permission_error',
        code: 'admin_only',
        message: '/metrics is for admins: use a key made with mizan keys create NAME --admin',
      });
    }
    return c.body(
      ledger.metrics() +
        gauges()
          .map((line) => `${line}\n`)
          .join(''),
      200,
      { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    );
  });
  return api;
};
