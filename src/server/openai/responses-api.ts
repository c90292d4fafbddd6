/**
 * Stored responses over HTTP. A key sees its own, an admin those of all.
 *
 *   GET    /v1/responses/ID               the response; of one in the background, how far it is
 *   GET    /v1/responses/ID?stream=true   its events from the first, or after the number in starting_after
 *   GET    /v1/responses/ID/input_items   what it was asked, without the turns before
 *   POST   /v1/responses/ID/cancel        ends one in the background
 *   DELETE /v1/responses/ID               forgets it; its trace stays (DELETE /v1/traces/ID removes both)
 */
import { Hono } from 'hono';
import type { Wire } from '../../types.ts';
import type { AppEnv } from '../app-env.ts';
import type { ServerContext } from '../exchange.ts';
import { badRequest, RequestError } from '../http.ts';
import type { StoredResponse } from '../ledger/responses.ts';
import { byteStream, SSE_HEADERS } from '../sse.ts';
import { framesAfter, storedFrames } from './responses-events.ts';
import { ledgerId } from './responses-history.ts';

const notFound = (id: string): RequestError =>
  new RequestError({
    status: 404,
    type: 'invalid_request_error',
    code: 'response_not_found',
    message: `there is no response ${JSON.stringify(id.slice(0, 100))}: it was asked with store: false, or was removed`,
  });

const ENDED_WITH_SERVER = {
  status: 'failed',
  error: { code: 'server_error', message: 'the server ended before the response did; ask again' },
};

/** The number of the last event that the client has seen; -1 when it has seen none. Throws a `RequestError` (400). */
const startingAfter = (given: string | undefined): number => {
  if (given === undefined || given === '') return -1;
  if (!/^\d{1,9}$/.test(given))
    throw badRequest('starting_after: must be a whole number of at least 0', 'starting_after');
  return Number(given);
};

async function* each(frames: readonly string[]): AsyncGenerator<string> {
  yield* frames;
}

/** The routes; who asks was found out before (app.ts). */
export const responsesApi = ({
  ledger,
  background,
  eventLogs,
  heartbeatSeconds,
}: Pick<ServerContext, 'ledger' | 'background' | 'eventLogs' | 'heartbeatSeconds'>): Hono<AppEnv> => {
  const api = new Hono<AppEnv>();
  const scope = ({ admin, keyId }: AppEnv['Variables']['caller']): string | undefined => (admin ? undefined : keyId);
  const find = (id: string, caller: AppEnv['Variables']['caller']): StoredResponse => {
    const found = ledger.responses.get(ledgerId(id), scope(caller));
    if (!found) throw notFound(id);
    return found;
  };
  /** As it is now: one whose process is gone has failed. */
  const current = (id: string, { response }: StoredResponse): Wire => {
    if (response.status !== 'in_progress' || background.has(id)) return response;
    const state = ledger.traces.get(ledgerId(id))?.state;
    return state === undefined || state === 'running' ? response : { ...response, ...ENDED_WITH_SERVER };
  };

  api.get('/v1/responses/:id', (c) => {
    const id = c.req.param('id');
    const found = find(id, c.get('caller'));
    const response = current(id, found);
    if (c.req.query('stream') !== 'true') return c.json(response);
    const after = startingAfter(c.req.query('starting_after'));
    const log = eventLogs.find(id);
    if (!log && response.status === 'in_progress')
      throw badRequest(
        'stream: this response runs in another process; leave stream out and ask until it has ended',
        'stream',
      );
    const frames = log ? log.read(after) : each(framesAfter(storedFrames(response), after));
    return new Response(byteStream(frames, { heartbeatSeconds, silent: true, onLeave: () => {} }), {
      headers: SSE_HEADERS,
    });
  });
  api.get('/v1/responses/:id/input_items', (c) => {
    const data = find(c.req.param('id'), c.get('caller')).input.map((item, i) => ({
      id: `in_${ledgerId(c.req.param('id'))}_${i}`,
      ...(item as Wire),
    }));
    return c.json({
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: false,
    });
  });
  api.post('/v1/responses/:id/cancel', async (c) => {
    const id = c.req.param('id');
    const found = find(id, c.get('caller'));
    if (found.response.background !== true)
      throw badRequest('only a response in the background can be cancelled; end the connection of any other');
    background.get(id)?.();
    for (let tries = 0; background.has(id) && tries < 100; tries++)
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    return c.json(current(id, find(id, c.get('caller'))));
  });
  api.delete('/v1/responses/:id', (c) => {
    const id = c.req.param('id');
    if (!ledger.responses.remove(ledgerId(id), scope(c.get('caller')))) throw notFound(id);
    background.get(id)?.();
    return c.json({ id, object: 'response', deleted: true });
  });
  return api;
};
