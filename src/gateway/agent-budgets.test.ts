/** Agents under the budget of the caller's API key: the run stops when it is used up, by name, and nothing goes on. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import OpenAI from 'openai';
import { readJournal } from '../agent/journal.ts';
import type { AgentTool, JournalLine } from '../agent/types.ts';
import { demoModel } from '../local/testing.ts';
import { readConfig } from '../provider/config.ts';
import type { Budget } from '../server/ledger/key-budget.ts';
import { openKeys } from '../server/ledger/keys.ts';
import { startFakeUpstream, type Answer, type Seen } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { startServer } from './serve.ts';

const parameters = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
let looked = 0;
const look: AgentTool = {
  name: 'look',
  parameters,
  effect: 'read',
  run: async ({ n }) => (looked++, { content: `seen ${String(n)}` }),
};

const USAGE = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 };
const callOf = (name: string, args: Wire): Answer => ({
  toolCalls: [{ name, arguments: JSON.stringify(args) }],
  usage: USAGE,
});

const start = async (t: TestContext, budget: Budget, script: (request: Seen, i: number) => Answer, agents: Wire) => {
  looked = 0;
  const upstream = await startFakeUpstream(script, { models: ['small'] });
  const data = mkdtempSync(join(tmpdir(), 'mizan-agent-budgets-'));
  const book = openKeys(join(data, 'keys.db'));
  const { key } = book.create({ name: 'ann', budget });
  book.close();
  const price = { input: 1_000_000, output: 1_000_000 }; // a dollar a token
  const providers = { up: { baseUrl: upstream.url, retries: 0, models: { small: { price } } } };
  const server = await startServer({
    model: demoModel(),
    config: readConfig(JSON.stringify({ providers, agents }), 'mizan.json', '/'),
    data,
    port: 0,
    env: {},
    requireKeys: true,
    tools: async () => [look],
    report: (error) => assert.fail(String(error)),
  });
  t.after(async () => {
    await server.stop(0);
    await upstream.close();
    rmSync(data, { recursive: true, force: true });
  });
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: key, maxRetries: 0 });
  const ask = (stream = false): Promise<unknown> => {
    const body = { model: 'agent:looker', messages: [{ role: 'user' as const, content: 'Look.' }] };
    return stream
      ? openai.chat.completions.create({ ...body, stream: true }).then(async (events) => {
          for await (const _ of events);
        })
      : openai.chat.completions.create(body);
  };
  /** The last lines of the runs, the newest first. */
  const ends = (): JournalLine[] =>
    readdirSync(join(data, 'agents')).map((id) => readJournal(join(data, 'agents', id)).at(-1)!);
  return { upstream, ask, ends };
};

// The model is not tried first: what that takes counts too.
const LOOKER = { looker: { model: 'small', tools: ['look'], serve: 'everything', probe: false } };

const tooMuch = (error: unknown): true => {
  assert.ok(error instanceof OpenAI.APIError);
  assert.equal(error.code, 'budget_exceeded');
  assert.match(error.message, /the budget of this key is spent/);
  return true;
};

for (const [what, budget, stream] of [
  ['tokens', { totalTokens: 70 }, false],
  ['tokens, streamed', { totalTokens: 70 }, true],
  ['dollars', { totalUsd: 70 }, false],
] as const)
  test(`a run stops by name when the budget of its key is used up: ${what}`, async (t) => {
    const { upstream, ask, ends } = await start(t, budget, (_, n) => callOf('look', { n }), LOOKER);
    await assert.rejects(ask(stream), tooMuch);
    const [end] = ends();
    assert.ok(end?.type === 'stopped');
    assert.equal(end.reason, 'budget');
    assert.match(end.text, /the budget of this key is spent: .*70/);
    const asked = upstream.requests.length;
    assert.equal(asked, 3, 'three replies of 30 pass 70');
    assert.ok(looked <= 3);
    await assert.rejects(ask(), tooMuch);
    assert.equal(upstream.requests.length, asked, 'nothing more is asked of the model');
    assert.equal(ends().length, 1, 'and no further run begins');
  });

test('what sub-agents use counts, and stops the whole run', async (t) => {
  const agents = {
    looker: { model: 'small', tools: ['agent:helper'], serve: 'everything', probe: false },
    helper: { ...LOOKER.looker },
  };
  const { ask, ends } = await start(
    t,
    { totalTokens: 100 },
    ({ body }, n) =>
      JSON.stringify(body.tools ?? '').includes('agent_helper')
        ? callOf('agent_helper', { task: `look ${n}` })
        : callOf('look', { n }),
    agents,
  );
  await assert.rejects(ask(), tooMuch);
  const [end] = ends();
  assert.ok(end?.type === 'stopped');
  assert.equal(end.reason, 'budget');
});
