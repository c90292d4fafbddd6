/**
 * A scripted Ollama for tests of pulling: it lists models and answers /api/pull with the lines of its API
 * documentation. What was fetched before a client left stays, as with the real one. Chat is scripted in upstream.ts.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FakeOllama = {
  /** Ends with /v1. */
  url: string;
  models: string[];
  /** Names that were pulled, in order, and the bytes at which each began. */
  pulls: { name: string; from: number }[];
  close(): Promise<void>;
};

export type FakeOllamaOptions = {
  /** Models that its library has, with their bytes. */
  library: Record<string, number>;
  /** Milliseconds between lines. */
  pauseMs?: number;
};

const STEPS = 20;

/** Starts it on a free port of loopback. */
export const startOllama = async ({ library, pauseMs = 1 }: FakeOllamaOptions): Promise<FakeOllama> => {
  const models: string[] = [];
  const pulls: FakeOllama['pulls'] = [];
  const fetched = new Map<string, number>();

  const pull = async (name: string, response: ServerResponse): Promise<void> => {
    const line = async (value: object): Promise<void> => {
      response.write(`${JSON.stringify(value)}\n`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    };
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    await line({ status: 'pulling manifest' });
    const total = library[name];
    if (total === undefined) {
      response.end(`${JSON.stringify({ error: 'pull model manifest: file does not exist' })}\n`);
      return;
    }
    pulls.push({ name, from: fetched.get(name) ?? 0 });
    const digest = `sha256:${'6a0746a1ec1a'.repeat(5)}abcd`;
    while ((fetched.get(name) ?? 0) < total && !response.destroyed) {
      const completed = Math.min(total, (fetched.get(name) ?? 0) + total / STEPS);
      fetched.set(name, completed);
      await line({ status: `pulling ${digest.slice(7, 19)}`, digest, total, completed });
    }
    if (response.destroyed) return;
    for (const status of ['verifying sha256 digest', 'writing manifest', 'success']) await line({ status });
    models.push(name);
    response.end();
  };

  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += String(part);
    });
    request.on('end', () => {
      if (request.url === '/v1/models') {
        const data = models.map((id) => ({ id, object: 'model', created: 1, owned_by: 'library' }));
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data }));
      } else if (request.url === '/api/pull') void pull((JSON.parse(text) as { model: string }).model, response);
      else response.writeHead(404).end('404 page not found');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    models,
    pulls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
