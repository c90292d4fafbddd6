/**
 * A server for tests of the page: the page itself, and a door whose models follow a script. It speaks the wire of
 * src/server as far as the page listens; it is not that server.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openPage } from '../src/server/page.ts';
import type { ChatEvent, Wire } from '../src/types.ts';

/** One step of a scripted answer: an event, a chunk of any form, raw text, a wait, or the end of the connection. */
export type Step =
  | { event: ChatEvent }
  | { chunk: Wire }
  | { raw: string }
  | { wait: number }
  | { until: Promise<unknown> }
  | 'cut';

export type Asked = {
  model: string;
  messages: { role: string; content: string }[];
  body: Wire;
  authorization: string | undefined;
};

export type Script = {
  models?: unknown;
  /** The steps of an answer, or a status with a body. */
  answer(seen: Asked): readonly Step[] | { status: number; body: unknown; retryAfter?: number };
  traces?(query: URLSearchParams): unknown;
  trace?(id: string): unknown;
  stats?(days: number): unknown;
  /** When set, every call below /v1 needs this key. */
  key?: string;
};

export type TestServer = {
  url: string;
  asked: Asked[];
  /** Labels that were put, in order. */
  rated: { trace: string; labels: Wire }[];
  /** Requests whose client left before their end. */ left(): number;
  close(): Promise<void>;
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const error = (message: string, type = 'invalid_request_error') => ({
  error: { message, type, param: null, code: null },
});

/** Starts on a free port of 127.0.0.1. */
export const startTestServer = async (folder: string, script: Script, port = 0): Promise<TestServer> => {
  const page = openPage(folder);
  const requests: Asked[] = [];
  const rated: TestServer['rated'] = [];
  let left = 0;

  const play = async (response: ServerResponse, steps: readonly Step[]): Promise<void> => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req-1' });
    const write = (data: Wire) =>
      response.write(
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: {} }], ...data })}\n\n`,
      );
    for (const step of steps) {
      if (response.destroyed) return;
      if (step === 'cut') {
        response.destroy();
        return;
      }
      if ('wait' in step) await new Promise((resolve) => setTimeout(resolve, step.wait));
      else if ('until' in step)
        await Promise.race([step.until, new Promise((resolve) => response.once('close', resolve))]);
      else if ('raw' in step) response.write(step.raw);
      else if ('event' in step) write({ mizan: { event: step.event } });
      else write(step.chunk);
    }
    if (!response.destroyed) response.end('data: [DONE]\n\n');
  };

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url!, 'http://127.0.0.1');
      const found = page(
        new Request(url, {
          method: request.method!,
          headers: {
            'accept-encoding': String(request.headers['accept-encoding'] ?? ''),
            'if-none-match': String(request.headers['if-none-match'] ?? ''),
          },
        }),
      );
      if (found) {
        response.writeHead(found.status, Object.fromEntries(found.headers));
        response.end(Buffer.from(await found.arrayBuffer()));
        return;
      }
      if (script.key !== undefined && request.headers.authorization !== `Bearer ${script.key}`)
        return json(response, error('this server needs an API key', 'authentication_error'), 401);
      if (url.pathname === '/v1/models') return json(response, script.models ?? { object: 'list', data: [] });
      // It keeps no conversations: they stay in the browser.
      if (url.pathname === '/v1/mizan/conversations') return json(response, { object: 'none' });
      if (url.pathname === '/v1/stats')
        return json(response, script.stats?.(Number(url.searchParams.get('days'))) ?? {});
      if (url.pathname === '/v1/traces') return json(response, script.traces?.(url.searchParams) ?? { data: [] });
      const labelled = /^\/v1\/traces\/([^/]+)\/labels$/.exec(url.pathname)?.[1];
      if (labelled !== undefined && request.method === 'PUT') {
        const labels = JSON.parse(await bodyOf(request)) as Wire;
        rated.push({ trace: labelled, labels });
        return json(response, { id: labelled, object: 'trace.labels', labels });
      }
      if (url.pathname.startsWith('/v1/traces/')) {
        const trace = script.trace?.(decodeURIComponent(url.pathname.slice(11)));
        return trace === undefined ? json(response, error('there is no such trace'), 404) : json(response, trace);
      }
      if (url.pathname !== '/v1/chat/completions')
        return json(response, error(`unknown request URL: ${url.pathname}`), 404);
      const body = JSON.parse(await bodyOf(request)) as Wire;
      const seen: Asked = {
        model: String(body.model),
        messages: body.messages as Asked['messages'],
        body,
        authorization: request.headers.authorization,
      };
      requests.push(seen);
      response.once('close', () => {
        if (!response.writableFinished) left++;
      });
      const answer = script.answer(seen);
      if ('status' in answer)
        return json(
          response,
          answer.body,
          answer.status,
          answer.retryAfter === undefined ? {} : { 'retry-after': String(answer.retryAfter) },
        );
      await play(response, answer);
    })().catch((cause: unknown) => {
      response.destroy(cause as Error);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: requests,
    rated,
    left: () => left,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
