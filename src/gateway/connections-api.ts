/**
 * Connections over HTTP, for the page: which model servers are in use, which were found on this machine, adding,
 * testing and removing one, and the default model. Changes hold at once, without a restart. Only an admin may use it:
 * the local user of a server without keys, or a key made with --admin. A key that was added is never given back.
 *
 *   GET    /v1/mizan/connections             {data, default, solver, discovered, presets}
 *   POST   /v1/mizan/connections             {name?, preset?, baseUrl?, key?}   looks at the server, then adds it
 *   POST   /v1/mizan/connections/NAME/test   {model?}                           measures the speed of a model
 *   DELETE /v1/mizan/connections/NAME
 *   POST   /v1/mizan/default                 {model}                            null: no choice
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { z } from 'zod';
import { NO_CONFIG } from '../provider/config.ts';
import { PRESET_NAMES, PRESETS } from '../provider/presets.ts';
import type { AppEnv } from '../server/app-env.ts';
import { badRequest, RequestError } from '../server/http.ts';
import type { Wire } from '../types.ts';
import { readBody, requireAdmin, told } from './admin-api.ts';
import { addConnection } from './add-connection.ts';
import { applyConnections, type Connection, type ConnectionStore } from './connections.ts';
import { measureSpeed } from './model-servers.ts';
import type { OpenCatalog } from './open-catalog.ts';

export type ConnectionsApiOptions = {
  connections: ConnectionStore;
  opened: Pick<OpenCatalog, 'catalog' | 'solver' | 'chosenBy' | 'discovered' | 'refresh' | 'setConnections'>;
  env: Readonly<Record<string, string | undefined>>;
};

const addBody = z.strictObject({
  name: z.string().max(64).optional(),
  preset: z.enum(PRESET_NAMES).optional(),
  baseUrl: z.string().max(2000).optional(),
  key: z.string().max(4000).optional(),
});
const testBody = z.strictObject({ model: z.string().max(500).optional() });
const defaultBody = z.strictObject({ model: z.string().min(1).max(500).nullable() });

/** How long a listing looks for servers that have come or gone, in milliseconds. */
const LOOK_MS = 600;

/** A server that was started a moment ago shall be seen; one that does not answer is not waited for. */
const lookAgain = async ({ refresh }: Pick<OpenCatalog, 'refresh'>): Promise<void> => {
  await Promise.race([refresh().catch(() => {}), sleep(LOOK_MS, undefined, { ref: false })]);
};

/** The routes, to be given to `createApp`. */
export const connectionsApi = ({ connections, opened, env }: ConnectionsApiOptions): Hono<AppEnv> => {
  const api = new Hono<AppEnv>();

  const find = (name: string): Connection => {
    const found = connections.list().find((connection) => connection.name === name);
    if (found) return found;
    throw new RequestError({
      status: 404,
      type: 'invalid_request_error',
      code: 'connection_not_found',
      message: `there is no connection ${JSON.stringify(name.slice(0, 64))}`,
    });
  };
  const changed = (): Promise<void> => opened.setConnections(connections.list(), connections.defaultModel());
  const describe = ({ name, preset, baseUrl, key }: Connection): Wire => ({
    name,
    preset: preset ?? null,
    base_url: baseUrl,
    has_key: key !== undefined,
    models: opened.catalog
      .models()
      .filter(({ ownedBy }) => ownedBy === name)
      .map(({ id }) => id),
  });

  api.get('/v1/mizan/connections', async (c) => {
    requireAdmin(c, 'connections');
    await lookAgain(opened);
    return c.json({
      object: 'list',
      data: connections.list().map(describe),
      default: connections.defaultModel() ?? null,
      solver: { model: opened.solver().id, chosen_by: opened.chosenBy() },
      discovered: opened.discovered().map(({ preset, name, url, models }) => ({ preset, name, base_url: url, models })),
      presets: PRESET_NAMES.map((name) => {
        const { title, local, baseUrl } = PRESETS[name];
        return { name, title, local, base_url: baseUrl };
      }),
    });
  });
  api.post('/v1/mizan/connections', async (c) => {
    requireAdmin(c, 'connections');
    const body = await readBody(c, addBody);
    const { connection, models } = await told(() =>
      addConnection(connections, { ...body, signal: c.req.raw.signal, env }),
    );
    await changed();
    return c.json({ ...describe(connection), models }, 201);
  });
  api.delete('/v1/mizan/connections/:name', async (c) => {
    requireAdmin(c, 'connections');
    const { name } = find(c.req.param('name'));
    connections.remove(name);
    await changed();
    return c.json({ name, object: 'connection.deleted', deleted: true });
  });
  api.post('/v1/mizan/connections/:name/test', async (c) => {
    requireAdmin(c, 'connections');
    const connection = find(c.req.param('name'));
    const { model } = await readBody(c, testBody);
    const applied = applyConnections(NO_CONFIG, env, [connection]);
    const speed = await told(() => measureSpeed(applied.config, applied.env, model, c.req.raw.signal));
    return c.json({
      model: speed.model,
      first_text_seconds: speed.firstTextSeconds,
      tokens_per_second: speed.tokensPerSecond,
      tokens: speed.tokens,
    });
  });
  api.post('/v1/mizan/default', async (c) => {
    requireAdmin(c, 'connections');
    const { model } = await readBody(c, defaultBody);
    if (model !== null && model !== 'mizan' && !opened.catalog.models().some(({ id }) => id === model))
      throw badRequest(`there is no model ${JSON.stringify(model)}; GET /v1/models lists them`, 'model');
    connections.setDefault(model ?? undefined);
    await changed();
    return c.json({ default: model, solver: { model: opened.solver().id, chosen_by: opened.chosenBy() } });
  });
  return api;
};
