/**
 * 200 concurrent streams for a minute at the whole server, with clients that leave at random: memory returns, no
 * socket, upstream call or span is left, and every request is in the ledger with its end. Server, upstream and clients
 * share this process, so what any of them keeps is seen. Fails when the claim does not hold.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRandom, type Random } from '../src/random.ts';
import { startDoor, within, type Door } from '../test/clients/door.ts';
import { machine, median, type BenchOptions } from './timing.ts';

const SEED = 7;
const STREAMS = 200;
/** Bytes that the process may hold more after the streams than before. */
const GROWTH = 8 * 2 ** 20;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Bytes in use after garbage has been collected: the least of a few looks. */
const settledMemory = async (): Promise<number> => {
  let least = Infinity;
  for (let i = 0; i < 8; i++) {
    await sleep(150);
    gc();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
};

type Outcome = { id: string; left: boolean; whole: boolean; bytes: number; seconds: number };

const bodies: readonly ((text: string) => [path: string, body: object])[] = [
  (content) => ['/v1/chat/completions', { model: 'up', messages: [{ role: 'user', content }] }],
  (content) => ['/v1/chat/completions', { model: 'up:n=3,plan=none', messages: [{ role: 'user', content }] }],
  (content) => ['/v1/chat/completions', { model: 'mizan', messages: [{ role: 'user', content }] }],
  (content) => ['/v1/responses', { model: 'up', input: content }],
  (content) => ['/v1/completions', { model: 'up', prompt: content }],
];

/** One stream, read to its end or left at a random moment. Rejects when it ends without its last event. */
const stream = (door: Door, agent: Agent, random: Random, id: string): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const [path, body] = random.pick(bodies)(`tell me about ${random.int(0, 1e6)}`);
    const leaves = random.chance(0.4) ? random.int(0, 1500) : undefined;
    const began = performance.now();
    let text = '';
    let bytes = 0;
    let left = false;
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port: door.port,
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': id },
      },
      (response) => {
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          bytes += piece.length;
          text = (text + piece).slice(-4000);
        });
        response.on('end', () => {
          const whole =
            response.statusCode === 200 &&
            (text.endsWith('data: [DONE]\n\n') || text.includes('event: response.completed\n'));
          if (whole) end(true);
          else if (!left) reject(new Error(`${id} ${path} ended badly: ${response.statusCode} ${text.slice(-300)}`));
        });
        response.on('error', () => {});
      },
    );
    const end = (whole: boolean): void => {
      clearTimeout(timer);
      resolve({ id, left, whole, bytes, seconds: (performance.now() - began) / 1000 });
    };
    const timer =
      leaves === undefined
        ? undefined
        : setTimeout(() => {
            left = true;
            sent.destroy();
            end(false);
          }, leaves);
    sent.on('error', (error) => {
      if (!left) reject(new Error(`${id} ${path}: ${error.message}`));
    });
    sent.end(JSON.stringify({ ...body, stream: true }));
  });

/** `STREAMS` at a time until `seconds` have passed. */
const load = async (door: Door, seconds: number, name: string, onTick: () => void): Promise<Outcome[]> => {
  const until = performance.now() + seconds * 1000;
  const outcomes: Outcome[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const tick = setInterval(() => {
    onTick();
    door.forget();
  }, 1000);
  try {
    await Promise.all(
      Array.from({ length: STREAMS }, async (_, worker) => {
        const random = createRandom(`${SEED}/${name}/${worker}`);
        for (let i = 0; performance.now() < until; i++)
          outcomes.push(await stream(door, agent, random, `${name}-${worker}-${i}`));
      }),
    );
  } finally {
    clearInterval(tick);
    agent.destroy();
    door.forget();
  }
  return outcomes;
};

/** Every trace of the ledger, by the request's id. */
const allTraces = (door: Door) => {
  const found = new Map<string, { id: string; state: string; finish: string | null }>();
  let cursor: string | undefined;
  do {
    const page = door.ledger.traces.list({ limit: 500, ...(cursor !== undefined && { cursor }) });
    for (const row of page.data) found.set(row.request_id, row);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

const sockets = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

export const benchSoak = async ({ quick, json }: BenchOptions): Promise<void> => {
  const seconds = quick ? 8 : 60;
  const data = mkdtempSync(join(tmpdir(), 'mizan-soak-'));
  const words = Array.from({ length: 16 }, (_, i) => `word${i}`).join(' ');
  const door = await startDoor({ data, answers: () => ({ content: words, reasoning: 'let me see', pieceMs: 80 }) });
  const say = (line: string): void => {
    if (!json) console.log(line);
  };
  try {
    say(`warming up, ${STREAMS} streams`);
    const warm = await load(door, quick ? 3 : 10, 'warm', () => {});
    await within(10, () => door.running() === 0 && door.active() === 0, 'the warm-up ends');
    await sleep(500);
    const before = { memory: await settledMemory(), sockets: sockets(), upstream: door.connections() };
    let most = 0;
    let peak = 0;
    let ticks = 0;
    /** What is held while 200 streams run, after garbage has been collected, and resident: at 10 s and at the end. */
    const held: { second: number; heap: number; resident: number }[] = [];
    const began = performance.now();
    const outcomes = await load(door, seconds, 'soak', () => {
      most = Math.max(most, door.running());
      peak = Math.max(peak, process.memoryUsage().rss);
      ticks++;
      const second = Math.round((performance.now() - began) / 1000);
      // A busy machine ticks late: the last look is at any second near the end.
      if (second >= [quick ? 2 : 10, seconds * 0.95][held.length]!) {
        gc();
        const { heapUsed, external, rss } = process.memoryUsage();
        held.push({ second, heap: heapUsed + external, resident: rss });
      }
      if (ticks % 10 === 0)
        say(`${ticks} of ${seconds} s: ${door.running()} at work, ${mb(process.memoryUsage().rss)} MiB resident`);
    });
    await within(10, () => door.running() === 0 && door.active() === 0, 'nothing is left at work');
    await within(10, () => door.ledger.health().waiting === 0, 'the ledger has written everything');
    await sleep(500);
    const after = { memory: await settledMemory(), sockets: sockets(), upstream: door.connections() };

    const traces = allTraces(door);
    const whole = [...warm, ...outcomes].filter((outcome) => outcome.whole);
    const missing = whole.filter((outcome) => !traces.has(outcome.id));
    const open = [...traces.values()].filter((trace) => trace.state !== 'finished' || trace.finish === null);
    const wrong = whole.filter((outcome) => !['stop', 'length'].includes(traces.get(outcome.id)?.finish ?? ''));
    const loose = [...traces.values()]
      .slice(0, 2000)
      .filter((trace) =>
        door.ledger.traces.get(trace.id)?.tree.some((call) => call.finish === null || call.seconds === null),
      );
    const health = door.ledger.health();
    const grown = after.memory - before.memory;
    const left = outcomes.filter((outcome) => outcome.left).length;
    const rows: [what: string, found: string, holds: boolean][] = [
      [
        'streams read to their end',
        `${outcomes.length - left}, median ${median(outcomes.filter((outcome) => outcome.whole).map((outcome) => outcome.seconds)).toFixed(2)} s`,
        outcomes.length > left,
      ],
      ['clients that left', String(left), left > 0],
      ['most requests at work', String(most), most > STREAMS / 2],
      [
        'memory in use, before and after',
        `${mb(before.memory)} and ${mb(after.memory)} MiB (resident at most ${mb(peak)})`,
        grown < GROWTH,
      ],
      [
        'memory in use under load, early and late',
        held
          .map(({ second, heap, resident }) => `${mb(heap)} MiB at ${second} s (resident ${mb(resident)})`)
          .join(', '),
        held.length === 2 && held[1]!.heap - held[0]!.heap < 2 * GROWTH, // how many run at either time differs
      ],
      [
        'requests and calls left at work',
        `${door.running()} and ${door.active()}`,
        door.running() === 0 && door.active() === 0,
      ],
      [
        'sockets, before and after',
        `${before.sockets} and ${after.sockets}`,
        after.sockets <= Math.max(before.sockets, after.upstream * 2) + 8,
      ],
      ['whole streams without a trace', String(missing.length), missing.length === 0],
      ['traces, and those without an end', `${traces.size} and ${open.length}`, open.length === 0],
      ['whole streams kept with another end', String(wrong.length), wrong.length === 0],
      ['traces with a call without an end (of the last 2000)', String(loose.length), loose.length === 0],
      ['traces given up by the ledger', String(health.lost), health.lost === 0 && health.ok],
      ['faults reported', String(door.reported.length), door.reported.length === 0],
    ];
    say('');
    for (const [what, found, holds] of rows) say(`  ${holds ? 'holds' : 'FAILS'}  ${what.padEnd(54)} ${found}`);
    say('');
    const failed = rows.filter(([, , holds]) => !holds).map(([what]) => what);
    console.log(
      JSON.stringify({
        bench: 'soak',
        seconds,
        streams: STREAMS,
        requests: outcomes.length,
        left,
        most,
        before,
        after,
        peak,
        held,
        traces: traces.size,
        failed,
        machine: machine(),
      }),
    );
    if (failed.length > 0)
      throw new Error(
        `it does not hold: ${failed.join('; ')}${door.reported.length > 0 ? `; ${String(door.reported[0])}` : ''}`,
      );
  } finally {
    await door.close();
    rmSync(data, { recursive: true, force: true });
  }
};
