/**
 * Replacing the weights of the models that this process serves: over HTTP, when a published folder changes, and what is
 * told of it. How it is done without disturbing running streams is infer/versions.ts. Only an admin may ask for it.
 *
 *   GET  /v1/mizan/versions    the models whose weights can be replaced, with their versions
 *   POST /v1/mizan/versions    {model, folder, policy?}   policy: 'finish' (default) or 'continue'; MODEL:NAME with the
 *                              folder of a LoRA adapter loads or replaces that adapter
 */
import { resolve } from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import type { SwapPolicy, SwapReport } from '../local/model-versions.ts';
import type { AppEnv } from '../server/app-env.ts';
import { badRequest, RequestError } from '../server/http.ts';
import { createCounter, gaugeSeries } from '../server/telemetry/prometheus.ts';
import type { Wire } from '../types.ts';
import { readBody, requireAdmin } from './admin-api.ts';
import type { Swappable } from './backend.ts';
import type { OpenCatalog } from './open-catalog.ts';

export type Swaps = {
  /** Rejects with one sentence when the folder can't be used; the version before goes on serving. */
  swap(model: string, folder: string, policy: SwapPolicy, signal?: AbortSignal): Promise<SwapReport>;
  models(): Wire[];
  /** For /metrics. */
  lines(): string[];
};

type Last = { at: string; folder: string; version?: string; error?: string };

/** Swaps of the models that `swappable` gives now. `log` hears of each. */
export const createSwaps = (
  { swappable, refresh }: Pick<OpenCatalog, 'swappable' | 'refresh'>,
  log: (line: string) => void,
): Swaps => {
  const last = new Map<string, Last>();
  const counted = createCounter('mizan_model_swaps_total', 'Weights that were offered, by whether they came into use.');
  /** The model of that name, or of the part before its last ':', which an adapter is called by then. */
  const find = (id: string): Swappable & { adapter?: string } => {
    const found = swappable().find((model) => model.id === id);
    if (found) return found;
    const end = id.lastIndexOf(':');
    const base = swappable().find((model) => model.id === id.slice(0, end));
    if (base) return { ...base, adapter: id.slice(end + 1) };
    const there = swappable().map((model) => model.id);
    throw badRequest(
      `the weights of ${JSON.stringify(id.slice(0, 200))} can't be replaced here; ${there.length > 0 ? `those of ${there.join(', ')} can` : 'no model runs in this process'}`,
      'model',
    );
  };
  return {
    swap: async (id, folder, policy, signal) => {
      const { versions, adapter } = find(id);
      const at = new Date().toISOString();
      try {
        const swapped = await versions.swap(folder, { policy, adapter, ...(signal && { signal }) });
        if (adapter !== undefined) await refresh();
        last.set(id, { at, folder, version: swapped.to });
        counted.add({ model: id, outcome: 'used' });
        log(
          `${id} answers with version ${swapped.to} of ${folder} now${swapped.checked.hashes || adapter !== undefined ? '' : ' (no weights.json: names and shapes were checked, not hashes)'}`,
        );
        return swapped;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        last.set(id, { at, folder, error: message });
        counted.add({ model: id, outcome: 'refused' });
        log(`${id} keeps version ${versions.current()}: ${message}`);
        throw error;
      }
    },
    models: () =>
      swappable().map(({ id, versions }) => ({
        id,
        version: versions.current(),
        folder: versions.folder(),
        adapters: versions.adapters(),
        draining: versions.draining(),
        continuations: versions.load(),
        last: last.get(id) ?? null,
      })),
    lines: () => {
      const loads = swappable().map(({ id, versions }) => ({ id, ...versions.load(), draining: versions.draining() }));
      const series = loads.flatMap(({ id, open, waiting }) => [
        [{ model: id, state: 'running' }, open - waiting] as const,
        [{ model: id, state: 'waiting' }, waiting] as const,
      ]);
      return [
        ...counted.lines(),
        ...gaugeSeries(
          'mizan_model_continuations',
          'Continuations in the engine of a local model: drawing, or waiting for their first token.',
          series,
        ),
        ...gaugeSeries(
          'mizan_model_draining',
          'Streams that end on the version of the weights before the present one.',
          loads.map(({ id, draining }) => [{ model: id }, draining] as const),
        ),
      ];
    },
  };
};

const swapBody = z.strictObject({
  model: z.string().min(1).max(500),
  folder: z.string().min(1).max(4000),
  policy: z.enum(['finish', 'continue']).default('finish'),
});

const refused = (error: unknown): RequestError => {
  if (error instanceof RequestError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RequestError({ status: 409, type: 'invalid_request_error', code: 'weights_refused', message });
};

/** The routes, to be given to `createApp`. */
export const swapsApi = (swaps: Swaps): Hono<AppEnv> => {
  const api = new Hono<AppEnv>();
  api.get('/v1/mizan/versions', (c) => {
    requireAdmin(c, 'versions of weights');
    return c.json({ object: 'list', data: swaps.models() });
  });
  api.post('/v1/mizan/versions', async (c) => {
    requireAdmin(c, 'versions of weights');
    const { model, folder, policy } = await readBody(c, swapBody);
    const swapped = await swaps.swap(model, resolve(folder), policy, c.req.raw.signal).catch((error: unknown) => {
      throw refused(error);
    });
    const { from, to, moved, waitedMs, openedMs, triedMs, checked } = swapped;
    return c.json({
      object: 'version',
      model,
      folder: swapped.folder,
      policy,
      from,
      to,
      moved,
      checked,
      ms: { waited: Math.round(waitedMs), opened: Math.round(openedMs), tried: Math.round(triedMs) },
    });
  });
  return api;
};
