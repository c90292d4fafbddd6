/**
 * A fake upstream for tests: an OpenAI-compatible server on a free port of 127.0.0.1 that follows a script, including
 * faults. It records what it was sent.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Wire } from '../types.ts';

/** How a response goes wrong; `after` of the answer says after how many pieces, where that means something. */
type Fault =
  /** The connection is cut: before any response, or in the middle of one. */
  | 'reset'
  | 'cut'
  /** Nothing comes: no response at all, or no further piece. The connection stays open. */
  | 'silent'
  | 'stall'
  /**
   * A body that is not what it says: broken JSON, JSON of another form, a page of HTML, no body at all, a body without
   * end.
   */
  | 'broken'
  | 'wrong-json'
  | 'html'
  | 'empty'
  | 'huge'
  /** The stream ends without finish_reason and [DONE]. */
  | 'unfinished'
  /** An error object in the middle of a stream, as hosted APIs send it. */
  | 'error-chunk';

/** One scripted response; a string is its content. With `status`, `body` is sent as it is. */
export type Answer =
  | string
  | {
      content?: string;
      reasoning?: string;
      toolCalls?: readonly { id?: string; name: string; arguments: string }[];
      /** Where the reasoning stands. Default 'reasoning_content'. */
      reasoningField?: 'reasoning_content' | 'reasoning' | 'reasoning_details';
      finish?: string;
      /** Default: the words counted. null: none is sent. */
      usage?: Wire | null;
      /** Send ln p of each piece. */
      logprobs?: boolean;
      /** Milliseconds before the first byte, and before each piece. */
      firstMs?: number;
      pieceMs?: number;
      status?: number;
      headers?: Readonly<Record<string, string>>;
      body?: string | Wire;
      fault?: Fault;
      after?: number;
    };

/** A request as it came. `ended` says how its response ended: undefined while it is open. */
export type Seen = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Wire;
  raw: string;
  ended: 'finished' | 'cut' | undefined;
  /** Milliseconds, performance.now: when it came and when its response ended. */
  came: number;
  left?: number;
};

export type FakeUpstream = {
  /** Ends with /v1. */
  url: string;
  requests: Seen[];
  /** How often it was tried whether it sees results of tools; these calls are not among the requests. */
  probes(): number;
  /** Responses that are still open. */
  active(): number;
  /** Connections that are open. */
  connections(): number;
  /** Closes the connections that wait for a request. */
  hangUp(): void;
  /** Most responses that were open at one time. */
  peak(): number;
  close(): Promise<void>;
};

export type UpstreamScript = readonly Answer[] | ((request: Seen, i: number) => Answer);
export type UpstreamOptions = {
  models?: readonly string[];
  port?: number;
  /** Whose form the list of models has. Default: a plain OpenAI-compatible server. */
  kind?: 'ollama' | 'llama-server';
  /**
   * Agents try whether a model sees what its tools give. 'seen' (default): it does, and the script is not asked.
   * 'lost': it does not. 'scripted': the script answers like any other call.
   */
  results?: 'seen' | 'lost' | 'scripted';
  /** The window of each model in its list, in tokens, as vLLM and SGLang say it. Default: it is not said. */
  window?: number;
  /** Every call needs it as a bearer token; without it the answer is 401. */
  key?: string;
};

/** GET /v1/models as Ollama and llama-server answer it (their documentation, 2026). */
const listOf = ({ models = ['fake'], kind, window }: UpstreamOptions): Wire => {
  const ollamaModels = kind === undefined ? 'fake' : { ollama: 'library', 'llama-server': 'llamacpp' }[kind];
  const meta = { vocab_type: 2, n_vocab: 151_936, n_ctx_train: 40_960, n_embd: 2560, n_params: 4_022_468_096 };
  const data = models.map((id) => ({
    id,
    object: 'model',
    created: 1_764_400_000,
    owned_by: ollamaModels,
    ...(kind === 'llama-server' && { meta }),
    ...(window !== undefined && { max_model_len: window }),
  }));
  const ownModels = models.map((name) => ({ name, model: name, type: 'model', capabilities: ['completion'] }));
  return { ...(kind === 'llama-server' && { models: ownModels }), object: 'list', data };
};

const words = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? [];
const thirds = (text: string): string[] => {
  const third = Math.max(1, Math.ceil(text.length / 3));
  return [text.slice(0, third), text.slice(third, 2 * third), text.slice(2 * third)].filter(
    (piece, i) => i === 0 || piece !== '',
  );
};

type Full = Exclude<Answer, string>;

const reasoningOf = (answer: Full, text: string): Wire =>
  answer.reasoningField === 'reasoning_details'
    ? { reasoning: text, reasoning_details: [{ type: 'reasoning.text', text, index: 0 }] }
    : { [answer.reasoningField ?? 'reasoning_content']: text };

const usageOf = (answer: Full, body: Wire, n: number): Wire | undefined => {
  if (answer.usage !== undefined) return answer.usage ?? undefined;
  const prompt = words(JSON.stringify(body.messages ?? body.prompt ?? '')).length;
  const reasoning = words(answer.reasoning ?? '').length;
  const completion =
    n *
    (reasoning +
      words(answer.content ?? '').length +
      (answer.toolCalls ?? []).flatMap((item) => thirds(item.arguments)).length);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(reasoning > 0 && { completion_tokens_details: { reasoning_tokens: n * reasoning } }),
  };
};

const callId = (call: { id?: string }, i: number): string => call.id ?? `call_${i}`;
const tokenProbs = (text: string): Wire => ({
  content: [{ token: text, logprob: -0.25, bytes: null, top_logprobs: [{ token: text, logprob: -0.25, bytes: null }] }],
});

const whole = (answer: Full, body: Wire, n: number): Wire => {
  const legacy = body.prompt !== undefined;
  const finish_reason = answer.finish ?? (answer.toolCalls ? 'tool_calls' : 'stop');
  const message = {
    role: 'assistant',
    content: answer.content ?? (answer.toolCalls ? null : ''),
    ...(answer.reasoning !== undefined && reasoningOf(answer, answer.reasoning)),
    ...(answer.toolCalls && {
      tool_calls: answer.toolCalls.map((toolCall, i) => ({
        id: callId(toolCall, i),
        type: 'function',
        function: { name: toolCall.name, arguments: toolCall.arguments },
      })),
    }),
  };
  const usage = usageOf(answer, body, n);
  return {
    id: 'fake-1',
    object: legacy ? 'text_completion' : 'chat.completion',
    created: 1,
    model: body.model,
    choices: Array.from({ length: n }, (_, index) => ({
      index,
      finish_reason,
      ...(legacy ? { text: answer.content ?? '' } : { message }),
      ...(answer.logprobs && {
        logprobs: { content: words(answer.content ?? '').flatMap((item) => tokenProbs(item).content) },
      }),
    })),
    ...(usage && { usage }),
  };
};

/** The chunks of a stream, in order, without the end. */
const chunks = (answer: Full, body: Wire, n: number): Wire[] => {
  const legacy = body.prompt !== undefined;
  const head = {
    id: 'fake-1',
    object: legacy ? 'text_completion' : 'chat.completion.chunk',
    created: 1,
    model: body.model,
  };
  const chunkOf = (index: number, delta: Wire, more: Wire = {}): Wire => ({
    ...head,
    choices: [{ index, ...(legacy ? { text: delta.content ?? '' } : { delta }), finish_reason: null, ...more }],
  });
  const each = (make: (index: number) => Wire): Wire[] => Array.from({ length: n }, (_, index) => make(index));
  return [
    ...(legacy ? [] : each((index) => chunkOf(index, { role: 'assistant', content: '' }))),
    ...words(answer.reasoning ?? '').flatMap((text) => each((index) => chunkOf(index, reasoningOf(answer, text)))),
    ...words(answer.content ?? '').flatMap((text) =>
      each((index) => chunkOf(index, { content: text }, answer.logprobs ? { logprobs: tokenProbs(text) } : {})),
    ),
    ...(answer.toolCalls ?? []).flatMap((call, i) =>
      thirds(call.arguments).flatMap((piece, k) =>
        each((index) =>
          chunkOf(index, {
            tool_calls: [
              {
                index: i,
                ...(k === 0 && { id: callId(call, i), type: 'function' }),
                function: { ...(k === 0 && { name: call.name }), arguments: piece },
              },
            ],
          }),
        ),
      ),
    ),
  ];
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

const parse = (raw: string): Wire => {
  try {
    return JSON.parse(raw) as Wire;
  } catch {
    return {};
  }
};

/** The code of a call that tries whether results of tools are seen (agent/probe.ts); undefined for any other. */
const probedCode = ({ tools, messages }: Wire): string | undefined => {
  const names = Array.isArray(tools) ? tools.map((tool: { function?: Wire }) => tool.function?.name) : [];
  if (names.length !== 1 || names[0] !== 'get_code' || !Array.isArray(messages)) return undefined;
  return /^The code is (\w+)\.$/.exec(String((messages.at(-1) as Wire | undefined)?.content))?.[1];
};

/** Waits, or less when the response is closed. */
const pause = (ms: number, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      response.off('close', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    response.on('close', end);
  });

const SSE = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** A reset discards what is still on its way: so long is waited for it to arrive. */
const FLIGHT_MS = 10;

const stream = async (answer: Full, body: Wire, n: number, response: ServerResponse): Promise<void> => {
  const write = (value: Wire | string) => {
    response.write(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
  };
  const all = chunks(answer, body, n);
  const stop = answer.after ?? Math.floor(all.length / 2);
  response.writeHead(200, { ...SSE, ...answer.headers });
  response.flushHeaders();
  for (const [i, chunk] of all.entries()) {
    if (answer.pieceMs !== undefined) await pause(answer.pieceMs, response);
    if (response.destroyed) return;
    if (i === stop) {
      if (answer.fault === 'cut') {
        await pause(FLIGHT_MS, response);
        return void response.socket?.resetAndDestroy();
      }
      if (answer.fault === 'stall') return;
      if (answer.fault === 'broken') write('{"choices":[{"index":0,"delta":{"content":"oo');
      if (answer.fault === 'wrong-json') write({ hello: 'there' });
      if (answer.fault === 'error-chunk')
        return void (write({ error: { message: 'the model ran out of memory', code: 502 } }), response.end());
      if (answer.fault === 'unfinished') return void response.end();
    }
    write(chunk);
  }
  if (answer.fault === 'stall') return;
  if (answer.fault === 'unfinished') return void response.end();
  const { choices: _, ...head } = all[0] ?? {
    id: 'fake-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: body.model,
  };
  const finish = answer.finish ?? (answer.toolCalls ? 'tool_calls' : 'stop');
  for (let index = 0; index < n; index++)
    write({
      ...head,
      choices: [{ index, ...(body.prompt !== undefined ? { text: '' } : { delta: {} }), finish_reason: finish }],
    });
  const usage = usageOf(answer, body, n);
  const wantsUsage = (body.stream_options as Wire | undefined)?.include_usage === true;
  if (usage && (wantsUsage || answer.usage)) write({ ...head, choices: [], usage });
  write('[DONE]');
  response.end();
};

const endless = async (response: ServerResponse, type: Readonly<Record<string, string>>): Promise<void> => {
  response.writeHead(200, type);
  const block = 'x'.repeat(1 << 16);
  response.write(type === JSON_TYPE ? '{"choices":[{"index":0,"message":{"content":"' : 'data: ');
  while (!response.destroyed) {
    if (response.write(block))
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    else while (!response.destroyed && response.writableNeedDrain) await pause(2, response);
  }
};

const play = async (given: Answer, body: Wire, response: ServerResponse): Promise<void> => {
  const answer: Full = typeof given === 'string' ? { content: given } : given;
  const n = typeof body.n === 'number' ? body.n : 1;
  const streaming = body.stream === true;
  if (answer.fault === 'reset') return void response.socket?.resetAndDestroy();
  if (answer.fault === 'silent') return;
  if (answer.firstMs !== undefined) await pause(answer.firstMs, response);
  if (response.destroyed) return;
  if (answer.status !== undefined || answer.body !== undefined) {
    const text =
      typeof answer.body === 'string'
        ? answer.body
        : JSON.stringify(answer.body ?? { error: { message: `scripted ${answer.status}`, type: 'scripted' } });
    response.writeHead(answer.status ?? 200, { ...JSON_TYPE, ...answer.headers });
    return void response.end(text);
  }
  if (answer.fault === 'empty') return void response.writeHead(200, streaming ? SSE : JSON_TYPE).end();
  if (answer.fault === 'html')
    return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Please log in</body></html>');
  if (answer.fault === 'huge') return endless(response, streaming ? SSE : JSON_TYPE);
  if (streaming) return stream(answer, body, n, response);
  const text = JSON.stringify(answer.fault === 'wrong-json' ? { hello: 'there' } : whole(answer, body, n));
  response.writeHead(200, { ...JSON_TYPE, 'content-length': String(Buffer.byteLength(text)), ...answer.headers });
  if (answer.fault === 'cut' || answer.fault === 'stall') {
    response.write(text.slice(0, text.length >> 1));
    if (answer.fault === 'cut') {
      await pause(FLIGHT_MS, response);
      response.socket?.resetAndDestroy();
    }
    return;
  }
  response.end(answer.fault === 'broken' ? text.replace(/.$/, 'x') : text);
};

/**
 * Starts the fake. Answers are given out in the order of asking, the last again and again; a function makes the i-th
 * itself. `GET /v1/models` lists `models` and is not part of the script.
 */
export const startFakeUpstream = async (
  script: UpstreamScript = ['ok'],
  options: UpstreamOptions = {},
): Promise<FakeUpstream> => {
  const { port = 0, key, results = 'seen' } = options;
  const requests: Seen[] = [];
  const sockets = new Set<Socket>();
  let count = 0;
  let active = 0;
  let peak = 0;
  let probes = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const raw = await readBody(request);
      const path = (request.url ?? '').split('?')[0]!;
      if (request.method === 'GET' && path === '/health')
        return void response.writeHead(200, JSON_TYPE).end('{"status":"ok"}');
      if (key !== undefined && request.headers.authorization !== `Bearer ${key}`)
        return void response
          .writeHead(401, JSON_TYPE)
          .end('{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}');
      if (request.method === 'GET' && path.endsWith('/v1/models'))
        return void response.writeHead(200, JSON_TYPE).end(JSON.stringify(listOf(options)));
      if (request.method === 'GET' || path === '/api/show')
        return void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
      const seen: Seen = {
        method: request.method ?? '',
        path,
        headers: request.headers,
        body: parse(raw),
        raw,
        ended: undefined,
        came: performance.now(),
      };
      const code = results === 'scripted' ? undefined : probedCode(seen.body);
      if (code !== undefined) {
        probes++;
        return await play(results === 'seen' ? code : 'What code?', seen.body, response);
      }
      requests.push(seen);
      peak = Math.max(peak, ++active);
      const leave = (): void => {
        active--;
        seen.ended = response.writableFinished ? 'finished' : 'cut';
        seen.left = performance.now();
      };
      // A client can leave between its last byte and this line; the event is then past.
      if (response.closed) return leave();
      response.once('close', leave);
      const i = count++;
      const answer = typeof script === 'function' ? script(seen, i) : script[Math.min(i, script.length - 1)]!;
      await play(answer, seen.body, response);
    })().catch(() => request.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    probes: () => probes,
    active: () => active,
    connections: () => sockets.size,
    hangUp: () => server.closeIdleConnections(),
    peak: () => peak,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** An address of this machine at which nothing listens: connections are refused. */
export const refusedAddress = async (): Promise<string> => {
  const upstream = await startFakeUpstream();
  await upstream.close();
  return upstream.url;
};
