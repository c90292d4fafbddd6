/**
 * Runs of served agents over HTTP, for the page and for programs that let a person decide. A key sees and answers its
 * own runs only; an admin sees no others'. What a run does comes with its stream (`mizan: {"events": true, "asks":
 * true}`).
 *
 *   GET  /v1/mizan/runs                the runs at work, each with its open questions
 *   POST /v1/mizan/runs/ID/answers     {ask, allow, text?, always?}   answers a question
 *   POST /v1/mizan/runs/ID/messages    {text}                         is told before the next step
 *   GET  /v1/mizan/runs/ID/changes     the steps that changed files, of a run that has ended
 *   POST /v1/mizan/runs/ID/undo        {step?}                        takes back what came after a step; 0 is the beginning
 */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Undo } from '../agent/undo/undo.ts';
import type { AppEnv } from '../server/app-env.ts';
import { badRequest, RequestError } from '../server/http.ts';
import { readBody, told } from './admin-api.ts';
import type { LiveRuns } from './live-runs.ts';

const LONGEST = 8000;

const answerBody = z.strictObject({
  ask: z.string().min(1).max(200),
  allow: z.boolean(),
  text: z.string().max(LONGEST).optional(),
  /** The same is not asked again in the folder. */
  always: z.boolean().optional(),
});
const messageBody = z.strictObject({ text: z.string().trim().min(1).max(LONGEST) });
const undoBody = z.strictObject({ step: z.int().min(0).default(0) });

const missing = (message: string): RequestError =>
  new RequestError({ status: 404, type: 'invalid_request_error', code: 'run_not_found', message });

/** The routes, to be given to `createApp`. */
export const runsApi = (live: LiveRuns): Hono<AppEnv> => {
  const api = new Hono<AppEnv>();
  const keyOf = (c: Context<AppEnv>): string => c.get('caller').keyId;
  const changesOf = async (c: Context<AppEnv>, id: string): Promise<Undo> => {
    const undo = await told(async () => live.undoOf(keyOf(c), id));
    if (!undo) throw missing('there is no such run of this key, or it changed nothing that is kept');
    return undo;
  };

  api.get('/v1/mizan/runs', (c) => c.json({ object: 'list', data: live.list(keyOf(c)) }));
  api.post('/v1/mizan/runs/:id/answers', async (c) => {
    const { ask, ...said } = await readBody(c, answerBody);
    const done = live.answer(keyOf(c), c.req.param('id'), ask, {
      allow: said.allow,
      ...(said.text !== undefined && said.text !== '' && { text: said.text }),
      always: said.always ?? false,
    });
    if (!done) throw missing('this question is not open: it was answered, its time was up, or its run has ended');
    return c.json({ object: 'run.answer', ask, allow: said.allow, ...done });
  });
  api.post('/v1/mizan/runs/:id/messages', async (c) => {
    const { text } = await readBody(c, messageBody);
    if (!(await told(async () => live.tell(keyOf(c), c.req.param('id'), text))))
      throw missing('no such run of this key works now');
    return c.json({ object: 'run.message', text }, 202);
  });
  api.get('/v1/mizan/runs/:id/changes', async (c) => {
    const undo = await changesOf(c, c.req.param('id'));
    return c.json({
      object: 'list',
      data: undo.steps().map(({ step, label, outside, at, changes }) => ({ step, label, outside, at, changes })),
    });
  });
  api.post('/v1/mizan/runs/:id/undo', async (c) => {
    const { step } = await readBody(c, undoBody);
    const undo = await changesOf(c, c.req.param('id'));
    const steps = undo.steps().length;
    if (step >= steps) throw badRequest(`step: the run has the steps 0 to ${steps - 1}`, 'step');
    return c.json({ object: 'run.undone', ...undo.undo(step) });
  });
  return api;
};
