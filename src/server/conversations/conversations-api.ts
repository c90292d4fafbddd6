/**
 * Conversations over HTTP, for the page: they are the same on every device with the same key. A key sees its own only;
 * an admin sees no others'.
 *
 *   GET    /v1/mizan/conversations?after=SEQ&limit=N    documents that changed since, oldest change first
 *   PUT    /v1/mizan/conversations/ID                   {base, value}   409 with the newer one when base is not the last
 *   PUT    /v1/mizan/conversations/ID/turns/TURN        {base, value}
 *   DELETE /v1/mizan/conversations/ID                   with its turns
 *   GET    /v1/mizan/answers/ID?starting_after=N        the stream of an answer, from its beginning or after frame N
 *   POST   /v1/mizan/answers/ID/cancel                  ends it
 *   DELETE /v1/mizan/answers/ID                         forgets one that has ended
 *
 * An answer is begun by POST /v1/chat/completions with `stream: true` and the header X-Mizan-Answer, an id that the
 * client makes. Its frames are those of the stream; `id:` holds the number of the frame and the milliseconds since it
 * was begun.
 */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Wire } from '../../types.ts';
import type { AppEnv } from '../app-env.ts';
import { readBody } from '../body.ts';
import { badRequest, RequestError } from '../http.ts';
import type { Limits } from '../limits.ts';
import { answerStream, isClientId } from './answer-stream.ts';
import type { BackgroundAnswers } from './background-answers.ts';
import type { ConversationStore, Kind } from './store.ts';

export type ConversationsApiOptions = {
  store: ConversationStore;
  answers: BackgroundAnswers;
  limits: Limits;
  heartbeatSeconds: number;
};

const MOST_AT_ONCE = 500;

const putBody = z.strictObject({
  base: z.number().int().min(0).default(0),
  value: z.record(z.string(), z.unknown()),
});

const wholeQuery = (c: Context<AppEnv>, name: string, standard: number, least = 0): number => {
  const text = c.req.query(name);
  if (text === undefined) return standard;
  if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
  throw badRequest(`${name} takes a whole number from ${least}; got ${JSON.stringify(text.slice(0, 40))}`, name);
};

const idOf = (c: Context<AppEnv>, name: string): string => {
  const id = c.req.param(name) ?? '';
  if (isClientId(id)) return id;
  throw badRequest(`${name}: an id has 8 to 64 letters, digits, - and _; got ${JSON.stringify(id.slice(0, 80))}`, name);
};

const noAnswer = (id: string): RequestError =>
  new RequestError({
    status: 404,
    type: 'invalid_request_error',
    code: 'answer_not_found',
    message: `there is no answer ${id}: it was never begun, was fetched and removed, or the server ended before it did`,
  });

export const conversationsApi = (options: ConversationsApiOptions): Hono<AppEnv> => {
  const { store, answers, limits, heartbeatSeconds } = options;
  const api = new Hono<AppEnv>();
  const keyOf = (c: Context<AppEnv>): string => c.get('caller').keyId;

  const put = async (c: Context<AppEnv>, kind: Kind, id: string): Promise<Response> => {
    const body = putBody.safeParse(await readBody(c.req.raw, limits));
    if (!body.success) throw badRequest(`${body.error.issues[0]!.path.join('.')}: ${body.error.issues[0]!.message}`);
    const { base, value } = body.data;
    const { seq, newer } = store.put(keyOf(c), { kind, id, conversation: idOf(c, 'id'), value }, base);
    return newer ? c.json({ object: 'conflict', newer }, 409) : c.json({ object: kind, id, seq } satisfies Wire);
  };

  api.get('/v1/mizan/conversations', (c) => {
    const after = wholeQuery(c, 'after', 0);
    const limit = Math.min(wholeQuery(c, 'limit', MOST_AT_ONCE, 1), MOST_AT_ONCE);
    const data = store.since(keyOf(c), after, limit);
    return c.json({ object: 'list', data, seq: data.at(-1)?.seq ?? after, has_more: data.length === limit });
  });
  api.put('/v1/mizan/conversations/:id', (c) => put(c, 'conversation', idOf(c, 'id')));
  api.put('/v1/mizan/conversations/:id/turns/:turn', (c) => put(c, 'turn', idOf(c, 'turn')));
  api.delete('/v1/mizan/conversations/:id', (c) => {
    const id = idOf(c, 'id');
    return c.json({ object: 'conversation.deleted', id, seq: store.remove(keyOf(c), id), deleted: true });
  });
  api.get('/v1/mizan/answers/:id', (c) => {
    const id = idOf(c, 'id');
    const after = c.req.query('starting_after');
    const from = after === undefined ? 0 : wholeQuery(c, 'starting_after', 0) + 1;
    const frames = answers.follow(keyOf(c), id, from);
    if (!frames) throw noAnswer(id);
    return answerStream(frames, {}, heartbeatSeconds);
  });
  api.post('/v1/mizan/answers/:id/cancel', (c) => {
    const id = idOf(c, 'id');
    return c.json({ object: 'answer', id, cancelled: answers.cancel(keyOf(c), id) });
  });
  api.delete('/v1/mizan/answers/:id', (c) => {
    const id = idOf(c, 'id');
    return c.json({ object: 'answer.deleted', id, deleted: answers.remove(keyOf(c), id) });
  });
  return api;
};
