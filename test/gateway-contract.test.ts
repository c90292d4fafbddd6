/**
 * One contract over every way through the gateway: whatever an upstream sends, and by whichever API and effort it is
 * asked, streamed or whole, the caller gets the same text, thoughts and calls, or the same error. So there is one path.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openCatalog, type OpenCatalog } from '../src/gateway/open-catalog.ts';
import { readConfig } from '../src/provider/config.ts';
import { createApp } from '../src/server/app.ts';
import { nullLedger } from '../src/server/ledger/ledger.ts';
import { listen, type Listening } from '../src/server/listen.ts';
import { scriptedChat } from '../src/testing/scripted-chat.ts';
import type { Wire } from '../src/types.ts';

/**
 * What an upstream sends: events of a stream (objects, or text as it stands), or a body with its status and headers.
 */
type Script = { events: readonly (object | string)[] } | { body: string; status?: number; headers?: Wire };
/** What every caller gets. */
type Outcome =
  | { content?: string; reasoning?: string; calls?: readonly { name: string; arguments: string }[] }
  | { status: number; message: RegExp; code?: string };
type Case = { name: string; model?: string; script: Script; tools?: true; outcome: Outcome };

const head = { id: 'u', object: 'chat.completion.chunk', created: 1, model: 'somewhere-else' };
const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
  ...head,
  choices: [{ index: 0, delta, finish_reason, ...more }],
});
const role = chunk({ role: 'assistant', content: '' });
const text = (content: unknown) => chunk({ content });
const end = chunk({}, 'stop');
const usage = { ...head, choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } };
const call = (index: number, id: string | undefined, name: string | undefined, args: unknown) =>
  chunk({
    tool_calls: [{ index, ...(id && { id }), type: 'function', function: { ...(name && { name }), arguments: args } }],
  });
const events = (...list: (object | string)[]): Script => ({ events: [...list, 'data: [DONE]\n\n'] });
const whole = (message: object, finish_reason = 'stop'): string =>
  JSON.stringify({
    id: 'u',
    object: 'chat.completion',
    created: 1,
    model: 'somewhere-else',
    choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, logprobs: null, finish_reason }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  });
const hello: Outcome = { content: 'Paris it is' };

const TEXTS: Case[] = [
  { name: 'a stream in form', script: events(role, text('Paris'), text(' it is'), end, usage), outcome: hello },
  { name: 'a whole completion in form', script: { body: whole({ content: 'Paris it is' }) }, outcome: hello },
  {
    name: 'events that mean nothing',
    script: events(
      'data: null\n\n',
      role,
      ': hold on\n\n',
      'event: ping\ndata: {"type":"ping"}\n\n',
      text('Paris'),
      'data: \n\n',
      'data: ping\n\n',
      { ...head, choices: undefined },
      text(' it is'),
      end,
      { ...head, choices: null, usage: usage.usage },
    ),
    outcome: hello,
  },
  {
    name: 'a finish on every chunk',
    script: events(chunk({ role: 'assistant', content: 'Paris' }, 'stop'), chunk({ content: ' it is' }, 'stop')),
    outcome: hello,
  },
  { name: 'a finish before the text', script: events(role, end, text('Paris'), text(' it is')), outcome: hello },
  {
    name: 'chunks out of form',
    script: events({ choices: [{ delta: { content: 'Paris' } }] }, text([{ type: 'text', text: ' it is' }]), {
      ...head,
      choices: [{ index: 0, delta: null, finish_reason: 'eos' }],
    }),
    outcome: hello,
  },
  {
    name: 'no label, no [DONE]',
    script: {
      body: [role, text('Paris it is'), end].map((item) => `data: ${JSON.stringify(item)}\n\n`).join(''),
      headers: {},
    },
    outcome: hello,
  },
  {
    name: 'a label that is wrong, a status of 201, a byte order mark',
    script: {
      body: `\uFEFF${whole({ content: 'Paris it is' })}`,
      status: 201,
      headers: { 'content-type': 'text/event-stream' },
    },
    outcome: hello,
  },
  {
    name: 'thoughts in their own field',
    script: events(role, chunk({ reasoning: 'of France' }), text('Paris it is'), end),
    outcome: { ...hello, reasoning: 'of France' },
  },
  {
    name: 'thoughts between tags',
    model: 'qwen3-8b',
    script: events(role, text('<think>of Fra'), text('nce</thi'), text('nk>Paris it is'), end),
    outcome: { ...hello, reasoning: 'of France' },
  },
  {
    name: 'thoughts that the template opened',
    model: 'deepseek-r1',
    script: events(role, text('of France'), text('\n</think>\n\nParis it is'), end),
    outcome: { ...hello, reasoning: 'of France' },
  },
  {
    name: 'channels of Harmony',
    model: 'gpt-oss-20b',
    script: events(
      role,
      text('<|channel|>analysis<|message|>of France<|end|><|start|>assistant<|chan'),
      text('nel|>final<|message|>Paris it is<|return|>'),
      end,
    ),
    outcome: { ...hello, reasoning: 'of France' },
  },
];

const sum = [
  { name: 'add', arguments: '{"a":1}' },
  { name: 'add', arguments: '{"a":2}' },
];
const CALLS: Case[] = [
  {
    name: 'calls in form',
    tools: true,
    script: events(
      role,
      call(0, 'c1', 'add', '{"a"'),
      call(0, undefined, undefined, ':1}'),
      call(1, 'c2', 'add', '{"a":2}'),
      chunk({}, 'tool_calls'),
    ),
    outcome: { calls: sum },
  },
  {
    name: 'calls at one index',
    tools: true,
    script: events(role, call(0, 'c1', 'add', '{"a":1}'), call(0, 'c2', 'add', '{"a":2}'), chunk({}, 'tool_calls')),
    outcome: { calls: sum },
  },
  {
    name: 'arguments as an object, a finish of stop',
    tools: true,
    script: events(role, call(0, 'c1', 'add', { a: 1 }), call(1, 'c2', 'add', { a: 2 }), end),
    outcome: { calls: sum },
  },
  {
    name: 'no arguments',
    tools: true,
    script: events(role, call(0, 'c1', 'now', null), chunk({}, 'tool_calls')),
    outcome: { calls: [{ name: 'now', arguments: '{}' }] },
  },
  {
    name: 'function_call',
    tools: true,
    script: events(role, chunk({ function_call: { name: 'now', arguments: '' } }), chunk({}, 'function_call')),
    outcome: { calls: [{ name: 'now', arguments: '{}' }] },
  },
];

const ERRORS: Case[] = [
  {
    name: 'an error in the place of a stream',
    script: events({ error: { message: 'too hot', code: 422 } }),
    outcome: { status: 422, message: /too hot/ },
  },
  {
    name: 'an error after the role',
    script: events(role, { error: { message: 'too hot', code: '503' } }),
    outcome: { status: 503, message: /too hot/ },
  },
  {
    name: 'an error as a whole body',
    script: { body: '{"error":"too hot"}' },
    outcome: { status: 502, message: /too hot/ },
  },
  {
    name: 'an event that is called error',
    script: events('event: error\ndata: {"message":"too hot"}\n\n'),
    outcome: { status: 502, message: /too hot/ },
  },
  {
    name: 'an error line',
    script: events('error: {"code":400,"message":"too hot"}\n\n'),
    outcome: { status: 400, message: /too hot/ },
  },
  {
    name: 'a context that is too short',
    script: { body: '{"error":{"message":"maximum context length is 10 tokens"}}', status: 400 },
    outcome: { status: 400, message: /context/, code: 'context_length_exceeded' },
  },
  { name: 'nothing but noise', script: events('data: null\n\n'), outcome: { status: 502, message: /without a reply/ } },
  { name: 'a page', script: { body: '<html>hello</html>' }, outcome: { status: 502, message: /HTML/ } },
];

const MODELS = ['up', 'qwen3-8b', 'deepseek-r1', 'gpt-oss-20b'];
const TOOLS = ['add', 'now'].map((name) => ({ name, parameters: { type: 'object', properties: {} } }));

let upstream: Server;
let open: OpenCatalog;
let server: Listening;
let script: Script = events();

const play = (given: Script, options: { stream?: boolean }) => {
  if ('body' in given)
    return {
      body: given.body,
      status: given.status ?? 200,
      headers: given.headers ?? { 'content-type': 'application/json' },
    };
  const frames = given.events
    .map((item) => (typeof item === 'string' ? item : `data: ${JSON.stringify(item)}\n\n`))
    .join('');
  // Whoever asks for a whole completion gets the stream all the same: it is known by what it is.
  return {
    body: frames,
    status: 200,
    headers: { 'content-type': options.stream ? 'text/event-stream' : 'text/plain' },
  };
};

before(async () => {
  upstream = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const { status, headers, body: out } = play(script, JSON.parse(body || '{}') as { stream?: boolean });
      response.writeHead(status, headers as Record<string, string>).end(out);
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`;
  const models = Object.fromEntries(MODELS.map((name) => [name, {}]));
  const config = readConfig(JSON.stringify({ providers: { p: { baseUrl, models, retries: 0 } } }), 'mizan.json', '/');
  const model = {
    name: 'local',
    chat: scriptedChat({ replies: () => ({ reasoning: 'of France', content: 'Paris it is' }) }),
    folder: '/',
    sections: false,
    contextLength: 256,
    close: async () => {},
  };
  open = await openCatalog({ model, config, env: {} });
  server = await listen(createApp({ catalog: open.catalog, ledger: nullLedger }), { port: 0 });
});
after(async () => {
  await server.stop(0);
  await open.close();
  upstream.close();
});

type Answer = {
  status: number;
  content: string;
  reasoning: string;
  calls: { name: string; arguments: string }[];
  error?: Wire;
};

/** The values of a stream; every event has to be JSON, and the stream has to end as its form has it. */
const framesOf = (body: string): Wire[] =>
  body
    .split('\n\n')
    .flatMap((event) => event.split('\n').filter((line) => line.startsWith('data:')))
    .map((line) => line.slice(5).trim())
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data) as Wire);

const readChat = (status: number, values: readonly Wire[]): Answer => {
  const answer: Answer = { status, content: '', reasoning: '', calls: [] };
  for (const value of values) {
    if (value.error) answer.error = value.error as Wire;
    for (const choice of (value.choices ?? []) as Wire[]) {
      const words = (choice.delta ?? choice.message ?? { content: choice.text, ...choice }) as Wire;
      answer.content += (words.content as string | null) ?? '';
      answer.reasoning += (words.reasoning_content as string | undefined) ?? '';
      for (const [i, delta] of ((words.tool_calls ?? []) as { index?: number; function: Wire }[]).entries()) {
        const made = (answer.calls[delta.index ?? i] ??= { name: '', arguments: '' });
        made.name ||= (delta.function.name as string | undefined) ?? '';
        made.arguments += (delta.function.arguments as string | undefined) ?? '';
      }
    }
  }
  return answer;
};

const readResponse = (status: number, values: readonly Wire[]): Answer => {
  const last = values.at(-1) ?? {};
  const response = (last.response ?? last) as Wire;
  const answer: Answer = {
    status,
    content: '',
    reasoning: '',
    calls: [],
    ...(response.error ? { error: response.error as Wire } : {}),
  };
  for (const item of (response.output ?? []) as Wire[]) {
    const words = ((item.content ?? []) as Wire[]).map((part) => part.text as string).join('');
    if (item.type === 'message') answer.content += words;
    if (item.type === 'reasoning') answer.reasoning += words;
    if (item.type === 'function_call')
      answer.calls.push({ name: item.name as string, arguments: item.arguments as string });
  }
  return answer;
};

const ask = async (
  way: 'chat' | 'completions' | 'responses',
  model: string,
  stream: boolean,
  tools: boolean,
): Promise<Answer> => {
  const [path, body] = {
    chat: [
      '/v1/chat/completions',
      {
        messages: [{ role: 'user', content: 'Which city is it?' }],
        ...(tools && { tools: TOOLS.map((item) => ({ type: 'function', function: item })) }),
      },
    ],
    completions: ['/v1/completions', { prompt: 'Which city is it?' }],
    responses: [
      '/v1/responses',
      { input: 'Which city is it?', ...(tools && { tools: TOOLS.map((item) => ({ type: 'function', ...item })) }) },
    ],
  }[way] as [string, object];
  const response = await fetch(server.url + path, { method: 'POST', body: JSON.stringify({ model, stream, ...body }) });
  const received = await response.text();
  const streams = response.headers.get('content-type')!.startsWith('text/event-stream');
  assert.equal(streams, stream && response.status === 200, `${way}: ${received.slice(0, 200)}`);
  const values = streams ? framesOf(received) : [JSON.parse(received) as Wire];
  return (way === 'responses' ? readResponse : readChat)(response.status, values);
};

const check = (answer: Answer, outcome: Outcome, effort: string, what: string): void => {
  if ('status' in outcome) {
    assert.equal(answer.status, outcome.status, what);
    assert.match(answer.error!.message as string, outcome.message, what);
    if (outcome.code !== undefined) assert.equal(answer.error!.code, outcome.code, what);
    return;
  }
  assert.deepEqual([answer.status, answer.error], [200, undefined], what);
  assert.deepEqual(answer.calls, outcome.calls ?? [], what);
  assert.equal(answer.content, outcome.content ?? '', what);
  // Where candidates are selected from, their text is shown as reasoning.
  if (effort === '') assert.equal(answer.reasoning, outcome.reasoning ?? '', what);
};

const WAYS = (['chat', 'completions', 'responses'] as const).flatMap((way) =>
  ['', ':low', ':high'].flatMap((effort) => [false, true].map((stream) => ({ way, effort, stream }))),
);

const runCase = async ({ name, model = 'up', script: given, tools, outcome }: Case): Promise<void> => {
  script = given;
  const ways = WAYS.filter(({ way }) => !tools || way !== 'completions');
  const run = async ({ way, effort, stream }: (typeof WAYS)[number]): Promise<void> => {
    const what = `${name}: ${way} ${model}${effort}${stream ? ' streamed' : ''}`;
    const answer = await ask(way, model + effort, stream, tools === true).catch((error: unknown) => {
      throw new Error(`${what}: ${String(error)}`, { cause: error });
    });
    check(answer, outcome, effort, what);
  };
  // Few at a time: on a busy machine an error that comes late finds the stream open already.
  for (let i = 0; i < ways.length; i += 4) await Promise.all(ways.slice(i, i + 4).map(run));
};

test('text and thoughts are the same by every way', async () => {
  for (const item of TEXTS) await runCase(item);
});

test('tool calls are the same by every way', async () => {
  for (const item of CALLS) await runCase(item);
});

test('an error inside a 200 has the same status and message by every way', async () => {
  for (const item of ERRORS) await runCase(item);
});

test('the embedded model gives the same by every way', async () => {
  await runCase({
    name: 'embedded',
    model: 'local',
    script: events(),
    outcome: { content: 'Paris it is', reasoning: 'of France' },
  });
});

test('what an upstream sends in form is passed on as it came, but for the name of the model', async () => {
  const extra = {
    ...chunk({ content: 'Paris', annotations: [{ url: 'x' }] }),
    system_fingerprint: 'fp',
    service_tier: 'flex',
  };
  script = events(role, extra, end, usage);
  const post = async (body: object) =>
    (
      await fetch(`${server.url}/v1/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'up', messages: [{ role: 'user', content: 'hi' }], ...body }),
      })
    ).text();
  const named = (value: object) => `data: ${JSON.stringify({ ...value, model: 'up' })}\n\n`;
  const rest = 'data: [DONE]\n\n';
  assert.equal(await post({ stream: true }), [role, extra, end].map(named).join('') + rest);
  assert.equal(
    await post({ stream: true, stream_options: { include_usage: true } }),
    [role, extra, end, usage].map(named).join('') + rest,
  );
  script = { body: whole({ content: 'Paris', refusal: null, annotations: [] }) };
  assert.deepEqual(JSON.parse(await post({})), {
    ...(JSON.parse((script as { body: string }).body) as object),
    model: 'up',
  });
  // With an effort, or where Mizan's own fields are asked for, the answer is written anew.
  assert.match(await post({ mizan: {} }), /"mizan":\{"trace"/);
});
