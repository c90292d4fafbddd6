/**
 * Pulling models over HTTP, for the page. Only an admin may use it, as connections-api.ts says who that is.
 *
 *   GET    /v1/mizan/pulls             {available, offers, models, partials, pulls}
 *   POST   /v1/mizan/pulls             {model, hub?}    starts or resumes one: {id, state, …}
 *   GET    /v1/mizan/pulls/ID/events   its states as server-sent events, until it ends
 *   DELETE /v1/mizan/pulls/ID          stops it; what has come stays, and the next one goes on there
 *   DELETE /v1/mizan/pulls/models/NAME removes a model from the disk
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { AppEnv } from '../server/app-env.ts';
import { badRequest, RequestError } from '../server/http.ts';
import { byteStream, frame, SSE_HEADERS } from '../server/sse.ts';
import type { Wire } from '../types.ts';
import { readBody, requireAdmin, told } from './admin-api.ts';
import { describeOffers } from './offers.ts';
import type { OpenCatalog } from './open-catalog.ts';
import { engineOf } from './pulled-models.ts';
import type { Pulls, PullState } from './pulls.ts';

const startBody = z.strictObject({
  model: z.string().min(1).max(500),
  hub: z.enum(['huggingface', 'modelscope']).optional(),
});

const missing = (what: string): RequestError =>
  new RequestError({ status: 404, type: 'invalid_request_error', code: 'pull_not_found', message: what });

const describeState = (state: PullState): Wire => ({ object: 'pull', ...state });

/** Seconds of silence before a heartbeat. */
const HEARTBEAT = 15;

export type PullsApiOptions = {
  /** Undefined: this server writes no files, so it can't pull. */
  pulls: Pulls | undefined;
  opened: Pick<OpenCatalog, 'refresh' | 'servers'>;
  env: Readonly<Record<string, string | undefined>>;
};

/** The routes, to be given to `createApp`. */
export const pullsApi = ({ pulls: made, opened, env }: PullsApiOptions): Hono<AppEnv> => {
  const api = new Hono<AppEnv>();
  const pulls = (): Pulls => {
    if (made) return made;
    throw badRequest('this server keeps nothing on the disk, so it can not pull models; start it with a data folder');
  };
  const find = (id: string): PullState => {
    const found = pulls().find(id);
    if (found) return found;
    throw missing(`there is no pull ${JSON.stringify(id.slice(0, 64))}`);
  };

  api.get('/v1/mizan/pulls', async (c) => {
    requireAdmin(c, 'pulls');
    if (!made) return c.json({ object: 'list', available: false, offers: [], models: [], partials: [], pulls: [] });
    const { store, list } = made;
    const models = store.list();
    return c.json({
      object: 'list',
      available: true,
      offers: await describeOffers({ models, hasOllama: opened.servers('ollama').length > 0 }),
      models: models.map(({ name, repo, hub, kind, bytes, licence, memory }) => ({
        name,
        repository: repo,
        hub,
        kind,
        bytes,
        licence: licence ?? null,
        memory: memory ?? null,
        ...engineOf({ kind }, env),
      })),
      partials: store.partials(),
      pulls: list().map(describeState),
    });
  });
  api.post('/v1/mizan/pulls', async (c) => {
    requireAdmin(c, 'pulls');
    const { model, hub } = await readBody(c, startBody);
    const state = await told(async () => pulls().start(model, hub));
    return c.json(describeState(state), 202);
  });
  api.get('/v1/mizan/pulls/:id/events', (c) => {
    requireAdmin(c, 'pulls');
    const { id } = find(c.req.param('id'));
    const left = new AbortController();
    const frames = async function* (): AsyncGenerator<string> {
      try {
        for await (const state of pulls().watch(id, left.signal)) {
          // The model can be asked when its end is told.
          if (state.state === 'done') await opened.refresh();
          yield frame(describeState(state));
        }
      } catch (error) {
        if (!left.signal.aborted) throw error;
      }
    };
    const body = byteStream(frames(), { heartbeatSeconds: HEARTBEAT, onLeave: () => left.abort() });
    return c.body(body, 200, SSE_HEADERS);
  });
  api.delete('/v1/mizan/pulls/:id', (c) => {
    requireAdmin(c, 'pulls');
    const { id } = find(c.req.param('id'));
    return c.json({ id, object: 'pull.cancelled', cancelled: pulls().cancel(id) });
  });
  api.delete('/v1/mizan/pulls/models/:name', async (c) => {
    requireAdmin(c, 'pulls');
    const name = c.req.param('name');
    if (!(await told(async () => pulls().store.remove(name))))
      throw missing(`no model ${JSON.stringify(name)} was pulled`);
    await opened.refresh();
    return c.json({ name, object: 'model.deleted', deleted: true });
  });
  return api;
};
