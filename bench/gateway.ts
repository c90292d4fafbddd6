/**
 * Claim: the door costs little. Latency that a gateway adds to a request, and how many requests a second it passes
 * through, in front of an upstream that answers at once: Mizan beside the Portkey gateway, both as they come (Mizan
 * with its traces on disk), each in a fresh process, alternating. Beside them an empty Hono server that answers by
 * itself: the floor of Node and Hono. Plain and streamed; one connection for latency, many for throughput.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, quantile, type Target } from './load.ts';
import { machine, median, short, type BenchOptions } from './timing.ts';

const CONNECTIONS = 32;
const SIDES = ['mizan', 'portkey', 'empty hono'] as const;
type Side = (typeof SIDES)[number];

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

type Running = { child: ChildProcess; stop(): Promise<void> };

/** Starts a Node program; `firstJson` is the first line of its output that holds an object. */
const start = async (
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Running & { firstJson: Promise<Record<string, unknown>> }> => {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const found = Promise.withResolvers<Record<string, unknown>>();
  found.promise.catch(() => {});
  let text = '';
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-2000);
  });
  child.stdout.on('data', (data: Buffer) => {
    text = (text + data.toString()).slice(-100_000);
    for (const line of text.split('\n').slice(0, -1))
      if (line.startsWith('{')) found.resolve(JSON.parse(line) as Record<string, unknown>);
  });
  void exited.then(() =>
    found.reject(new Error(`${args[0]} ended before it was ready: ${errors.trim().split('\n').at(-1) ?? ''}`)),
  );
  return {
    child,
    firstJson: found.promise,
    stop: async () => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 3000).unref();
      await exited;
    },
  };
};

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const untilListening = async (port: number): Promise<void> => {
  for (let i = 0; i < 300; i++) {
    if (await listens(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing listens on port ${port} after 30 seconds`);
};

const startSide = async (
  side: Side,
  upstream: number,
  folder: string,
  portkeyPort: number,
): Promise<Running & { target: Target; pid: number }> => {
  if (side === 'portkey') {
    const running = await start([
      here('../node_modules/@portkey-ai/gateway/build/start-server.js'),
      `--port=${portkeyPort}`,
      '--headless',
    ]);
    await untilListening(portkeyPort);
    return {
      ...running,
      pid: running.child.pid!,
      target: {
        port: portkeyPort,
        path: '/v1/chat/completions',
        headers: {
          authorization: 'Bearer bench',
          'x-portkey-provider': 'openai',
          'x-portkey-custom-host': `http://127.0.0.1:${upstream}/v1`,
        },
      },
    };
  }
  if (side === 'empty hono') {
    const running = await start([here('gateway-hono.ts')]);
    const { port } = (await running.firstJson) as { port: number };
    return { ...running, pid: running.child.pid!, target: { port, path: '/v1/chat/completions', headers: {} } };
  }
  const config = join(folder, 'mizan.json');
  writeFileSync(
    config,
    JSON.stringify({ providers: { bench: { baseUrl: `http://127.0.0.1:${upstream}/v1`, models: { bench: {} } } } }),
  );
  const running = await start([
    here('../bin/mizan.mjs'),
    'serve',
    '--port',
    '0',
    '--json',
    '--config',
    config,
    '--data',
    join(folder, 'data'),
  ]);
  // The launcher runs Node with the flags of a server, as `npm start` and `npx mizan` do: the server is its child.
  const { url, pid } = (await running.firstJson) as { url: string; pid: number };
  return { ...running, pid, target: { port: Number(new URL(url).port), path: '/v1/chat/completions', headers: {} } };
};

/** Resident memory in MiB, now and at most, and processor milliseconds so far, from /proc; undefined elsewhere. */
const usageOf = (pid: number): { resident: number; peak: number; cpu: number } | undefined => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const peak = Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024;
    const resident = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return { resident, peak, cpu: (Number(fields[11]) + Number(fields[12])) * 10 };
  } catch {
    return undefined;
  }
};

type Figures = {
  p50: number;
  p99: number;
  perSecond: number;
  streamedPerSecond: number;
  /** Resident before the first request, and at most. */
  startMiB: number;
  peakMiB: number;
  cpuMs: number;
  failed: number;
  failure: string | undefined;
};

const measure = async (
  target: Target,
  pid: number | undefined,
  model: string,
  latencyRequests: number,
  requests: number,
): Promise<Figures> => {
  const messages = [{ role: 'user', content: 'Tell me about the quick brown fox. '.repeat(20) }];
  const plain = JSON.stringify({ model, messages });
  const streamed = JSON.stringify({ model, messages, stream: true });
  const startMiB = (pid === undefined ? undefined : usageOf(pid))?.resident ?? NaN;
  await load(target, plain, CONNECTIONS, Math.min(1000, requests)); // the compilers warm up
  await load(target, streamed, CONNECTIONS, Math.min(500, requests));
  const single = await load(target, plain, 1, latencyRequests);
  const before = pid === undefined ? undefined : usageOf(pid);
  const many = await load(target, plain, CONNECTIONS, requests);
  const after = pid === undefined ? undefined : usageOf(pid);
  const stream = await load(target, streamed, CONNECTIONS, requests >> 1);
  const all = [single, many, stream];
  return {
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    failure: all.find(({ failure }) => failure !== undefined)?.failure,
    p50: quantile(single.latencies, 0.5),
    p99: quantile(single.latencies, 0.99),
    perSecond: (requests / many.elapsed) * 1e3,
    streamedPerSecond: ((requests >> 1) / stream.elapsed) * 1e3,
    startMiB,
    peakMiB: (pid === undefined ? undefined : usageOf(pid))?.peak ?? NaN,
    cpuMs: before && after ? (after.cpu - before.cpu) / requests : NaN,
  };
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchGateway = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const [rounds, latencyRequests, requests] = quick ? [1, 200, 1000] : [5, 2000, 10_000];
  const folder = mkdtempSync(join(tmpdir(), 'mizan-bench-'));
  const upstream = await start([here('gateway-upstream.ts')]);
  const { port } = (await upstream.firstJson) as { port: number };
  const results: Record<Side | 'direct', Figures[]> = { direct: [], mizan: [], portkey: [], 'empty hono': [] };
  log(
    `Pass-through of chat completions: ${rounds} rounds, ${latencyRequests} requests one by one, ${requests} over ${CONNECTIONS} connections.`,
  );
  try {
    for (let round = 0; round < rounds; round++) {
      results.direct.push(
        await measure(
          { port, path: '/v1/chat/completions', headers: {} },
          upstream.child.pid,
          'bench',
          latencyRequests,
          requests,
        ),
      );
      for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
        const running = await startSide(side, port, mkdtempSync(join(folder, 'side-')), 18_790 + round);
        try {
          results[side].push(await measure(running.target, running.pid, 'bench', latencyRequests, requests));
        } finally {
          await running.stop();
        }
      }
    }
  } finally {
    await upstream.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const added = (side: Side, key: 'p50' | 'p99') =>
    median(results[side].map((figures, i) => figures[key] - results.direct[i]![key]));
  const middle = (side: Side | 'direct', key: Exclude<keyof Figures, 'failure'>) =>
    median(results[side].map((figures) => figures[key]));
  log(
    '                     added ms, median   added ms, p99   requests/s   streams/s   CPU ms/request   start MiB   peak MiB   failed',
  );
  log(
    `  no gateway         ${'–'.padStart(16)}   ${'–'.padStart(13)}   ${short(middle('direct', 'perSecond')).padStart(10)}   ${short(middle('direct', 'streamedPerSecond')).padStart(9)}`,
  );
  for (const side of SIDES) {
    log(
      `  ${side.padEnd(17)}  ${added(side, 'p50').toFixed(2).padStart(16)}   ${added(side, 'p99').toFixed(2).padStart(13)}   ${short(middle(side, 'perSecond')).padStart(10)}   ` +
        `${short(middle(side, 'streamedPerSecond')).padStart(9)}   ${middle(side, 'cpuMs').toFixed(2).padStart(14)}   ${middle(side, 'startMiB').toFixed(0).padStart(9)}   ${middle(side, 'peakMiB').toFixed(0).padStart(8)}   ${results[
          side
        ]
          .reduce((sum, { failed }) => sum + failed, 0)
          .toString()
          .padStart(6)}`,
    );
  }
  const broken = results.mizan.find(({ failure }) => failure !== undefined);
  if (broken) throw new Error(`Mizan failed a request: ${broken.failure}`);
  const ratios = (key: 'perSecond' | 'streamedPerSecond') =>
    results.mizan.map((figures, i) => figures[key] / results.portkey[i]![key]);
  for (const [name, key] of [
    ['plain', 'perSecond'],
    ['streamed', 'streamedPerSecond'],
  ] as const) {
    log(
      `  Mizan passes ${median(ratios(key)).toFixed(2)} × as many requests a second, ${name} (by round ${ratios(key)
        .map((x) => x.toFixed(2))
        .join(', ')})`,
    );
  }
  console.log(
    JSON.stringify({
      bench: 'gateway',
      quick,
      rounds,
      connections: CONNECTIONS,
      machine: machine(),
      addedMs: Object.fromEntries(SIDES.map((side) => [side, { p50: added(side, 'p50'), p99: added(side, 'p99') }])),
      ratio: { plain: median(ratios('perSecond')), streamed: median(ratios('streamedPerSecond')) },
      results,
    }),
  );
};
