/**
 * `mizan rewards`: an HTTP server that says what answers to exported rows are worth, in the form that OpenRLHF asks its remote
 * reward models in (POST {query, prompts, labels} → {rewards, scores, extra_logs}), and the Python for trainers that call a
 * function instead. It trains nothing and asks no model.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { listen } from '../server/listen.ts';
import { LabelError, scoreResponse } from '../datasets/label.ts';
import { QueryError, responseIn } from '../datasets/response.ts';
import { shim, SHIMS, type ShimName } from '../datasets/shims.ts';
import type { Rubric } from '../task/reward.ts';
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { loadRubric } from '../lab/rl/rubric-file.ts';

const options = {
  port: {
    type: 'integer',
    about: 'where to listen; 0 for any free port',
    value: 'PORT',
    min: 0,
    max: 65_535,
    default: 4748,
  },
  rubric: {
    type: 'text',
    about: 'standard (right or wrong), training (also how) or a file that exports `rubric`, your own rewards',
    value: 'FILE',
    default: 'standard',
  },
  thinking: {
    type: 'flag',
    about: 'the models begin in their thoughts: an answer without </think> was cut off, and earns nothing',
  },
  json: { type: 'flag', about: 'print one JSON line when it listens' },
} as const;

export const help = `mizan rewards: a server that says what answers are worth, for other trainers

  mizan rewards                              listens on http://127.0.0.1:4748/get_reward
  mizan rewards --rubric my-rewards.ts       with rewards of your own
  mizan rewards shim verl > mizan_reward.py  the Python that asks it (also: trl, verifiers)

Rows come from mizan rows; each carries the label that the server reads. Trainers:
  verl       reward.custom_reward_function.path=mizan_reward.py reward.custom_reward_function.name=compute_score
             (older: custom_reward_function.path=… custom_reward_function.name=…)
  TRL        GRPOTrainer(reward_funcs=mizan_reward, …)
  OpenRLHF   --reward.remote_url http://127.0.0.1:4748/get_reward --data.input_key input --data.label_key label --data.apply_chat_template
             (before 0.10: --remote_rm_url … --input_key input --label_key label --apply_chat_template)
  verifiers  Rubric(funcs=[mizan_reward])
A model whose chat template opens <think> takes --thinking: of these trainers only OpenRLHF sends prompts with their template.
The environment variable MIZAN_REWARDS names another address for the Python. Only this machine is served; put a tunnel or a proxy
with authentication in front of it for others.

A file for --rubric, in any folder ('mizan' is found from there). The server knows no tokenizer: its reply.tokens are words.
  import { correct } from 'mizan';
  export const rubric = [{ name: 'correct', weight: 1, reward: correct },
    { name: 'short', weight: 0.2, reward: ({ reply }) => ({ value: reply.tokens < 200 ? 1 : 0, reason: 'length' }) }];

${describeOptions(options)}

Exit code: 0 stopped by Ctrl-C or a termination; 130 or 143 when a second one ended it at once; 1 an error; 2 a mistake in the command.
`;

const MOST_ROWS = 4096;
const MOST_BYTES = 64 * 2 ** 20;

const texts = z.array(z.string()).max(MOST_ROWS);
const Asked = z.object({ query: texts, prompts: texts.optional(), labels: texts });

/** The server as a fetch function; `thinking`: see `responseIn`. A request that can't be graded is a 400 with the reason: a wrong reward would train. */
export const rewardApp = (rubric: Rubric, thinking = false): Hono => {
  const app = new Hono();
  const reply = (message: string) => ({ error: { message } });
  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.post(
    '/get_reward',
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (c) => c.json(reply(`a request holds at most ${MOST_BYTES} bytes; send fewer rows`), 413),
    }),
    async (c) => {
      const read = Asked.safeParse(await c.req.json().catch(() => undefined));
      if (!read.success)
        return c.json(
          reply(
            `send JSON {"query": [text, …], "prompts": [text, …], "labels": [label, …]} of at most ${MOST_ROWS} rows: ${z.prettifyError(read.error)}`,
          ),
          400,
        );
      const { query, prompts = [], labels } = read.data;
      if (labels.length !== query.length || (prompts.length > 0 && prompts.length !== query.length)) {
        return c.json(
          reply(
            `query has ${query.length} rows, labels ${labels.length}, prompts ${prompts.length}; they must be as many`,
          ),
          400,
        );
      }
      try {
        const scored = query.map((one, i) =>
          scoreResponse(rubric, labels[i]!, responseIn(one, prompts[i] ?? '', thinking)),
        );
        // Trainers take means over rows that must have the same names and numbers: a criterion with nothing to say finds no fault.
        const logs = Object.fromEntries(
          rubric.map(({ name }) => [
            name,
            scored.map(({ parts }) => parts.find((part) => part.name === name)?.value ?? 1),
          ]),
        );
        return c.json({
          rewards: scored.map((one) => one.reward),
          scores: scored.map((one) => one.reward),
          extra_logs: logs,
        });
      } catch (error) {
        if (error instanceof LabelError || error instanceof QueryError) return c.json(reply(error.message), 400);
        throw error;
      }
    },
  );
  app.notFound((c) => c.json(reply('POST /get_reward asks for rewards'), 404));
  app.onError((error, c) => c.json(reply(error.message), 500));
  return app;
};

/** Listens on loopback. Throws one sentence when the port is taken. `close` lets requests finish for `graceSeconds`. */
export const listenRewards = async (
  rubric: Rubric,
  port: number,
  thinking = false,
): Promise<{ url: string; close(graceSeconds?: number): Promise<void> }> => {
  const { fetch } = rewardApp(rubric, thinking);
  const { url, stop } = await listen({ fetch, running: () => 0, cancel: () => {} }, { port });
  return { url: `${url}/get_reward`, close: (graceSeconds = 2) => stop(graceSeconds) };
};

/** A stop is how it ends, so that one asked for is no failure. */
export const service = true;

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const [word, name, ...others] = positionals;
  if (word === 'shim') {
    if (name === undefined || others.length > 0 || !Object.hasOwn(SHIMS, name))
      throw new UsageError(
        `mizan rewards shim takes one of ${Object.keys(SHIMS).join(', ')}; OpenRLHF needs none, it asks the server itself`,
      );
    process.stdout.write(shim(name as ShimName, `http://127.0.0.1:${values.port}/get_reward`));
    return 0;
  }
  if (word !== undefined) throw new UsageError(`mizan rewards takes nothing or "shim", got "${word}"`);
  if (values.rubric === 'critic')
    throw new UsageError(
      'the rubric critic is for mizan rl, which has a critic read every answer; mizan rewards asks no model: take standard, training or a file',
    );
  const rubric = await loadRubric(values.rubric);
  const { url, close } = await listenRewards(rubric, values.port, values.thinking);
  process.stdout.write(values.json ? `${JSON.stringify({ url })}\n` : `rewards at ${url} (Ctrl-C stops)\n`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await close();
  return 0;
};
