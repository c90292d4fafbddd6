/**
 * Budgets under load, over two servers on one data folder, with kills: requests of random sizes from 40 clients,
 * through 8 keys whose budgets run out. The upstream counts what each key really took. Claims: no key takes more than
 * its budget where
 * `max_tokens` binds, and nothing stays reserved after processes died.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../src/random.ts';
import { openKeys } from '../src/server/ledger/keys.ts';
import { openStore } from '../src/server/ledger/store.ts';
import type { BenchOptions } from './timing.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const KEYS = 8;
const CLIENTS = 40;
const PRICE = { input: 1, output: 2 };

type Taken = { tokens: number; cost: number };

/**
 * An upstream that answers with random lengths up to max_tokens, and counts what each key took: its name is the
 * question.
 */
const startUpstream = async (taken: Map<string, Taken>): Promise<{ server: Server; port: number }> => {
  const random = createRandom('budgets/upstream');
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST') return response.end('{"data":[{"id":"m"}]}');
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      max_tokens: number;
      messages: { content: string }[];
    };
    const text = body.messages.at(-1)!.content;
    const usage = { prompt_tokens: Math.ceil(text.length / 4), completion_tokens: random.int(1, body.max_tokens) };
    const sum = taken.get(text.split(' ')[0]!) ?? { tokens: 0, cost: 0 };
    sum.tokens += usage.prompt_tokens + usage.completion_tokens;
    sum.cost += (usage.prompt_tokens * PRICE.input + usage.completion_tokens * PRICE.output) / 1e6;
    taken.set(text.split(' ')[0]!, sum);
    await new Promise((resolve) => setTimeout(resolve, random.int(0, 20)));
    response.setHeader('content-type', 'application/json');
    return response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        created: 1,
        model: 'm',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }],
        usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
};

/** A server process that is started again after each kill. */
const superviseServer = (config: string, data: string) => {
  let child: ChildProcess | undefined;
  let url = '';
  const start = async (): Promise<void> => {
    const args = [
      '--disable-warning=ExperimentalWarning',
      MAIN,
      'serve',
      '--config',
      config,
      '--data',
      data,
      '--port',
      '0',
    ];
    child = spawn(process.execPath, [...args, '--keys', '--no-first'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const found = Promise.withResolvers<string>();
    let said = '';
    const read = (piece: Buffer): void => {
      said += piece.toString('utf8');
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) found.resolve(address[0]);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.on('exit', () => found.reject(new Error(`the server ended: ${said}`)));
    url = await found.promise;
  };
  return {
    start,
    url: () => url,
    kill: async (): Promise<void> => {
      url = '';
      const ended = once(child!, 'exit');
      child!.kill('SIGKILL');
      await ended;
      await start();
    },
    stop: async (): Promise<void> => {
      const ended = once(child!, 'exit');
      child!.kill('SIGTERM');
      await ended;
    },
  };
};

type Tally = { answered: number; refused: number; broken: number };

const ask = async (url: string, secret: string, content: string, maxTokens: number): Promise<keyof Tally> => {
  try {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ model: 'paid', max_tokens: maxTokens, messages: [{ role: 'user', content }] }),
    });
    await response.text();
    return response.ok ? 'answered' : 'refused';
  } catch {
    return 'broken'; // its server was killed
  }
};

export const benchBudgets = async ({ quick, json }: BenchOptions): Promise<void> => {
  const requests = quick ? 1500 : 10_000;
  const kills = quick ? 4 : 20;
  const folder = mkdtempSync(join(tmpdir(), 'mizan-budgets-'));
  const taken = new Map<string, Taken>();
  const upstream = await startUpstream(taken);
  const config = join(folder, 'mizan.json');
  writeFileSync(
    config,
    JSON.stringify({
      providers: {
        up: { baseUrl: `http://127.0.0.1:${upstream.port}/v1`, models: { paid: { model: 'm', price: PRICE } } },
      },
    }),
  );
  const data = join(folder, 'data');
  const keys = openKeys(join(data, 'keys.db'), Date.now);
  /** About half of what the clients will ask for, by tokens for some keys and by dollars for others. */
  const budget = (i: number) =>
    i % 2 === 0 ? { totalTokens: (requests / KEYS) * 50 } : { totalUsd: ((requests / KEYS) * 90) / 1e6 };
  const made = Array.from({ length: KEYS }, (_, i) => keys.create({ name: `key${i}`, budget: budget(i) }));
  const servers = [superviseServer(config, data), superviseServer(config, data)];
  const tally: Tally = { answered: 0, refused: 0, broken: 0 };
  const started = performance.now();
  let sent = 0;
  try {
    await Promise.all(servers.map((server) => server.start()));
    const random = createRandom('budgets/clients');
    const client = async (): Promise<void> => {
      while (sent < requests) {
        sent++;
        const key = random.int(0, KEYS - 1);
        const url = random.pick(servers.map((server) => server.url()).filter((address) => address !== ''));
        const content = `key${key} ${'word '.repeat(random.int(1, 40))}`;
        const outcome = await ask(url, made[key]!.key, content, random.int(1, 200));
        tally[outcome]++;
      }
    };
    const killer = async (): Promise<void> => {
      for (let i = 1; i <= kills; i++) {
        while (sent < (requests * i) / (kills + 1)) await new Promise((resolve) => setTimeout(resolve, 20));
        await servers[i % 2]!.kill();
      }
    };
    await Promise.all([killer(), ...Array.from({ length: CLIENTS }, client)]);
    const seconds = (performance.now() - started) / 1000;
    // A reservation whose process died is charged when nobody has touched it for half a minute.
    await new Promise((resolve) => setTimeout(resolve, 40_000));
    await Promise.all(servers.map((server) => server.stop()));
    const store = openStore(join(data, 'ledger.db'), { redact: (text) => text });
    const rows = made.map(({ record }, i) => {
      const { tokens, cost } = taken.get(`key${i}`) ?? { tokens: 0, cost: 0 };
      const { totalTokens, totalUsd } = record.budget as { totalTokens?: number; totalUsd?: number };
      const used = totalTokens === undefined ? cost / totalUsd! : tokens / totalTokens;
      return { key: `key${i}`, used, reserved: store.reservations.count(record.id) };
    });
    store.close();
    const overspend = Math.max(0, ...rows.map(({ used }) => used - 1));
    const reserved = rows.reduce((sum, row) => sum + row.reserved, 0);
    for (const { key, used, reserved: left } of rows)
      console.error(`${key}  ${(100 * used).toFixed(2)} % of its budget taken, ${left} reserved`);
    const result = { requests, ...tally, kills, seconds, overspend, reserved };
    if (!json)
      console.log(
        `${requests} requests in ${seconds.toFixed(0)} s, ${kills} kills: ${tally.answered} answered, ${tally.refused} refused, ${tally.broken} broken; overspend ${(100 * overspend).toFixed(2)} %, ${reserved} still reserved`,
      );
    console.log(JSON.stringify(result));
    if (overspend > 0 || reserved > 0) process.exitCode = 1;
  } finally {
    keys.close();
    upstream.server.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
