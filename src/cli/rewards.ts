/**
 * `mizan rewards`: a reward server for other trainers. It scores answers to rows of `mizan rows` in the HTTP form of OpenRLHF's
 * remote reward models (POST {query, prompts, labels} → {rewards, scores, extra_logs}). For trainers that call a Python
 * function it prints that function. No model is asked.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { listen } from '../server/listen.ts';
import { LabelError, scoreResponse } from '../datasets/label.ts';
import { QueryError, responseIn } from '../datasets/response.ts';
import { shim, SHIMS, type ShimName } from '../datasets/shims.ts';
import type { Rubric } from '../task/reward.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
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
    about: 'standard (right or wrong), training (also form and length), or a file that exports `rubric`',
    value: 'FILE',
    default: 'standard',
  },
  thinking: {
    type: 'flag',
    about: 'the chat template opens <think>: an answer without </think> was cut off and earns nothing',
  },
  json: { type: 'flag', about: 'print one JSON line when it listens' },
} as const;

export const help = `mizan rewards: a reward server for other trainers

  mizan rewards                              listens on http://127.0.0.1:4748/get_reward
  mizan rewards --rubric my-rewards.ts       with your own rewards
  mizan rewards shim verl > mizan_reward.py  a Python function that asks the server (also: trl, verifiers)

Rows come from mizan rows. Each has a label that the server reads. Trainers:
  verl       reward.custom_reward_function.path=mizan_reward.py reward.custom_reward_function.name=compute_score
             (older: custom_reward_function.path=… custom_reward_function.name=…)
  TRL        GRPOTrainer(reward_funcs=mizan_reward, …)
  OpenRLHF   --reward.remote_url http://127.0.0.1:4748/get_reward --data.input_key input --data.label_key label --data.apply_chat_template
             (before 0.10: --remote_rm_url … --input_key input --label_key label --apply_chat_template)
  verifiers  Rubric(funcs=[mizan_reward])
Use --thinking for a model whose chat template opens <think>; of these trainers only OpenRLHF sends prompts with their
template. The environment variable MIZAN_REWARDS gives the Python function another address. The server listens on loopback
only; for other machines put a tunnel or a proxy with authentication in front of it.

A file for --rubric, in any folder ('mizan' can be imported there). The server has no tokenizer: reply.tokens counts words.
  import { correct } from 'mizan';
  export const rubric = [{ name: 'correct', weight: 1, reward: correct },
    { name: 'short', weight: 0.2, reward: ({ reply }) => ({ value: reply.tokens < 200 ? 1 : 0, reason: 'length' }) }];

${describeOptions(options)}

Exit code: 0 stopped by Ctrl-C or a termination; 130 or 143 when a second one ended it at once; 1 an error; 2 a mistake in the command.
`;

const MOST_ROWS = 4096;
const MOST_BYTES = 64 * 2 ** 20;

const texts = z.array(z.string()).max(MOST_ROWS);
const RewardRequest = z.object({ query: texts, prompts: texts.optional(), labels: texts });

/**
 * The reward server as a Hono app. `thinking`: see `responseIn`. A request that can't be graded is answered with 400
 * and the reason, because a wrong reward would be trained on.
 */
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
      const read = RewardRequest.safeParse(await c.req.json().catch(() => undefined));
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
        const scored = query.map((text, i) =>
          scoreResponse(rubric, labels[i]!, responseIn(text, prompts[i] ?? '', thinking)),
        );
        // Trainers average over rows with the same names, so a criterion without a verdict counts as 1.
        const logs = Object.fromEntries(
          rubric.map(({ name }) => [
            name,
            scored.map(({ parts }) => parts.find((part) => part.name === name)?.value ?? 1),
          ]),
        );
        return c.json({
          rewards: scored.map(({ reward }) => reward),
          scores: scored.map(({ reward }) => reward),
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

/** A server runs until it is stopped, so being stopped is no failure. */
export const service = true;

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const [word, name, ...others] = positionals;
  if (word === 'shim') {
    if (name === undefined || others.length > 0 || !Object.hasOwn(SHIMS, name))
      throw new UsageError(
        `mizan rewards shim takes one of ${Object.keys(SHIMS).join(', ')}; OpenRLHF asks the server itself and needs none`,
      );
    process.stdout.write(shim(name as ShimName, `http://127.0.0.1:${values.port}/get_reward`));
    return 0;
  }
  if (word !== undefined) throw new UsageError(`mizan rewards takes nothing or "shim", got "${word}"`);
  if (values.rubric === 'critic')
    throw new UsageError(
      'the rubric critic is for mizan rl, where a critic reads every answer; mizan rewards asks no model: use standard, training or a file',
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
