/**
 * Plays one request through the whole gateway against a scripted upstream, and reads what the caller got: for tables of
 * cases (upstream-cases.ts, request-cases.ts). It is no client of any SDK; test/clients has those.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadModel } from '../../src/local/load-model.ts';
import { openCatalog, type OpenCatalog } from '../../src/gateway/open-catalog.ts';
import { readConfig } from '../../src/provider/config.ts';
import { createApp } from '../../src/server/app.ts';
import { openLedger } from '../../src/server/ledger/open-ledger.ts';
import { listen, type Listening } from '../../src/server/listen.ts';
import type { Wire } from '../../src/types.ts';

/**
 * What an upstream sends: events of a stream (objects, or text as it stands), or a body with its status and headers.
 */
export type Script =
  | readonly (object | string)[]
  | { body: string | Uint8Array; status?: number; headers?: Readonly<Record<string, string>>; waitMs?: number };

/** What the caller got, and what the upstream was asked. */
export type Outcome = {
  status: number;
  headers: Headers;
  text: string;
  /** The body, where it is one JSON document. */
  json: Wire;
  /** The JSON values of a stream. */
  events: Wire[];
  content: string;
  reasoning: string;
  calls: { id: string; name: string; arguments: string }[];
  finish: string | undefined;
  /** The words of an error, in the body or in the stream. */
  error: string | undefined;
  /** The last body that the upstream got; {} when it was not asked. */
  asked: Wire;
  turns: Wire[];
  /** How often it was asked. */
  count: number;
};

export type WireCase = {
  kind: string;
  name: string;
  model?: string;
  path?: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  /** Fields beside the model and, where the path wants them, a short message. */
  body?: Wire;
  /** Sent as it stands, instead of a body. */
  raw?: string | Uint8Array;
  script?: Script;
  /** Fails with an assertion when the outcome is wrong. */
  check(outcome: Outcome): void;
};

const head = { id: 'u', object: 'chat.completion.chunk', created: 1, model: 'up' };
export const chunk = (delta: unknown, finish_reason: string | null = null, more: object = {}): Wire => ({
  ...head,
  choices: [{ index: 0, delta, finish_reason, ...more }],
});
export const role = chunk({ role: 'assistant', content: '' });
export const text = (content: unknown): Wire => chunk({ content });
export const end = chunk({}, 'stop');
export const DONE = 'data: [DONE]\n\n';
export const USAGE = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
/** A whole completion. */
export const whole = (message: object, more: object = {}, finish_reason = 'stop'): Wire => ({
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
  usage: USAGE,
  ...more,
});
export const fine: Script = [role, text('fine'), end, { ...head, choices: [], usage: USAGE }, DONE];
export const json = (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Script => ({
  body: JSON.stringify(value),
  status,
  headers: { 'content-type': 'application/json', ...headers },
});

/** Models of the scripted upstream: `up`, and some whose names say how they think. */
const MODELS = [
  'up',
  'org/up',
  'qwen3-8b',
  'deepseek-r1:7b',
  'gpt-oss-20b',
  'magistral-small',
  'kimi-k2-thinking',
  'seed-oss-36b',
  'gemma-4-12b',
  'command-a-reasoning',
  'granite-3.3-8b',
  'granite-3.2-8b',
  'nemotron-nano-9b',
  'glm-4.5-air',
  'hunyuan-a13b',
];

const frame = (item: object | string): string =>
  typeof item === 'string' ? item : `data: ${JSON.stringify(item)}\n\n`;

const DEFAULT_BODIES: Readonly<Record<string, Wire>> = {
  '/v1/chat/completions': { messages: [{ role: 'user', content: 'hi' }] },
  '/v1/responses': { input: 'hi' },
  '/v1/completions': { prompt: 'hi' },
  '/v1/messages': { max_tokens: 50, messages: [{ role: 'user', content: 'hi' }] },
  '/api/chat': { messages: [{ role: 'user', content: 'hi' }] },
  '/api/generate': { prompt: 'hi' },
};

/** Bodies of a stream: server-sent events, or JSON lines. */
const eventsOf = (body: string, type: string): Wire[] => {
  const lines = body.split('\n');
  const data = type.includes('ndjson')
    ? lines
    : lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim());
  return data.filter((line) => line.trim() !== '' && line !== '[DONE]').map((line) => JSON.parse(line) as Wire);
};

const list = (value: unknown): Wire[] => (Array.isArray(value) ? (value as Wire[]) : []);
const str = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads chat completions and completions, whole or in chunks. */
const readChat = (out: Outcome, value: Wire): void => {
  for (const choice of list(value.choices)) {
    const words = (choice.delta ?? choice.message ?? { content: choice.text }) as Wire;
    out.content += str(words.content);
    out.reasoning += str(words.reasoning_content);
    if (choice.finish_reason) out.finish = str(choice.finish_reason);
    for (const [i, call] of list(words.tool_calls).entries()) {
      const inner = call.function as Wire;
      const made = (out.calls[(call.index as number | undefined) ?? i] ??= { id: '', name: '', arguments: '' });
      made.id ||= str(call.id);
      made.name ||= str(inner.name);
      made.arguments += str(inner.arguments);
    }
  }
};

const readItems = (out: Outcome, response: Wire): void => {
  out.finish = str(response.status);
  for (const item of list(response.output)) {
    const words = list(item.content)
      .map((part) => str(part.text))
      .join('');
    if (item.type === 'message') out.content += words;
    if (item.type === 'reasoning')
      out.reasoning +=
        words ||
        list(item.summary)
          .map((part) => str(part.text))
          .join('');
    if (str(item.type).endsWith('_call'))
      out.calls.push({ id: str(item.call_id), name: str(item.name), arguments: str(item.arguments ?? item.input) });
  }
};

/** Reads Anthropic's messages, whole or as events. */
const readBlocks = (out: Outcome, values: readonly Wire[]): void => {
  for (const value of values) {
    if (value.type === 'message' && value.stop_reason) out.finish = str(value.stop_reason);
    if (value.type === 'message_delta') out.finish = str((value.delta as Wire).stop_reason);
    const blocks = value.type === 'content_block_start' ? [value.content_block as Wire] : list(value.content);
    for (const block of blocks) {
      out.content += str(block.text);
      out.reasoning += str(block.thinking);
      if (block.type === 'tool_use')
        out.calls.push({
          id: str(block.id),
          name: str(block.name),
          arguments: value.type === 'message' ? JSON.stringify(block.input) : '',
        });
    }
    const delta = value.type === 'content_block_delta' ? (value.delta as Wire) : {};
    out.content += str(delta.text);
    out.reasoning += str(delta.thinking);
    if (delta.type === 'input_json_delta') out.calls.at(-1)!.arguments += str(delta.partial_json);
  }
};

const readLines = (out: Outcome, value: Wire): void => {
  const message = (value.message ?? { content: value.response, thinking: value.thinking }) as Wire;
  out.content += str(message.content);
  out.reasoning += str(message.thinking);
  if (value.done === true) out.finish = str(value.done_reason);
  for (const call of list(message.tool_calls)) {
    const inner = call.function as Wire;
    out.calls.push({ id: str(call.id), name: str(inner.name), arguments: JSON.stringify(inner.arguments) });
  }
};

const errorOf = (value: Wire): string | undefined => {
  const inner = (value.response as Wire | undefined)?.error ?? value.error;
  if (!inner) return undefined;
  return typeof inner === 'string' ? inner : str((inner as Wire).message);
};

/** The gateway with its upstream; `close` ends both. */
export type Player = { play(given: WireCase): Promise<Outcome>; base: string; close(): Promise<void> };

const upstreamOf = async (state: { script: Script; asked: Wire[] }): Promise<{ server: Server; baseUrl: string }> => {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (piece: Buffer) => parts.push(piece));
    request.on('end', () => {
      state.asked.push(JSON.parse(Buffer.concat(parts).toString() || '{}') as Wire);
      const { script } = state;
      if ('body' in script)
        return void setTimeout(
          () => response.writeHead(script.status ?? 200, script.headers ?? {}).end(script.body),
          script.waitMs ?? 0,
        );
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(script.map(frame).join(''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
};

const openServer = async (
  baseUrl: string,
): Promise<{ open: OpenCatalog; server: Listening; close(): Promise<void> }> => {
  const models = Object.fromEntries(MODELS.map((name) => [name, { price: { input: 1, output: 2 } }]));
  const config = readConfig(
    JSON.stringify({
      providers: {
        p: { baseUrl, models, retries: 0, concurrency: 100 },
        told: { baseUrl, retries: 0, reasoning: 'reasoning', models: { told: { model: 'up' } } },
        ol: { baseUrl, retries: 0, preset: 'ollama', models: { ol: { model: 'llama3.2' } } },
      },
    }),
    'mizan.json',
    '/',
  );
  const model = await loadModel(undefined, { threads: 1 });
  const open = await openCatalog({ model, config, env: {} });
  const ledger = openLedger({ folder: ':memory:', redact: (words) => words });
  const app = createApp({ catalog: open.catalog, ledger, origins: ['https://app.example.org'], heartbeatSeconds: 0.2 });
  const server = await listen(app, { port: 0 });
  return {
    open,
    server,
    close: async () => {
      await server.stop(0);
      await open.close();
      await model.close();
      await ledger.close();
    },
  };
};

const outcomeOf = async (response: Response, path: string, asked: readonly Wire[]): Promise<Outcome> => {
  const type = response.headers.get('content-type') ?? '';
  const body = await response.text();
  const streams = /event-stream|ndjson/.test(type);
  const events = streams ? eventsOf(body, type) : [];
  const single = !streams && /^\s*[{[]/.test(body) ? (JSON.parse(body) as Wire) : {};
  const values = streams ? events : [single];
  const last = asked.at(-1) ?? {};
  const out: Outcome = {
    status: response.status,
    headers: response.headers,
    text: body,
    json: single,
    events,
    content: '',
    reasoning: '',
    calls: [],
    finish: undefined,
    error: values.map(errorOf).find((message) => message !== undefined),
    asked: last,
    turns: list(last.messages),
    count: asked.length,
  };
  if (path.startsWith('/v1/responses')) readItems(out, (values.at(-1)?.response ?? values.at(-1) ?? {}) as Wire);
  else if (path.startsWith('/v1/messages')) readBlocks(out, values);
  else for (const value of values) (path.startsWith('/api/') ? readLines : readChat)(out, value);
  return out;
};

/** Starts the gateway over one scripted upstream. Cases are played one after the other. */
export const startPlayer = async (): Promise<Player> => {
  const state: { script: Script; asked: Wire[] } = { script: fine, asked: [] };
  const upstream = await upstreamOf(state);
  const { server, close } = await openServer(upstream.baseUrl);
  return {
    base: server.url,
    play: async ({ model = 'up', path = '/v1/chat/completions', method, headers = {}, body, raw, script = fine }) => {
      state.script = script;
      state.asked = [];
      const known = DEFAULT_BODIES[path.replace(/\?.*$/, '')] ?? {};
      const payload =
        raw ?? (method === 'GET' || method === 'OPTIONS' ? undefined : JSON.stringify({ model, ...known, ...body }));
      const response = await fetch(server.url + path, {
        method: method ?? 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        signal: AbortSignal.timeout(20_000),
        ...(payload !== undefined && { body: payload as string }),
      });
      return outcomeOf(response, path, state.asked);
    },
    close: async () => {
      await close();
      upstream.server.closeAllConnections();
      upstream.server.close();
    },
  };
};
