/**
 * What slots, a draft model and kept beginnings cost and gain in a real llama-server: processor time of the child a
 * token, at 1, 4 and 8 requests at once, variants alternating; and whether kept texts behind another beginning change
 * what is said.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { sleep, type Json } from './door.ts';
import { WINDOW, type Files } from './files.ts';

const ROUNDS = 3;
/** Tokens of a request: many, as the clock of processor time is coarse, but few where threads wait for each other. */
const [TOKENS, FEW] = [128, 16] as const;
/** Ticks of the kernel's clock a second, in which it counts processor time. */
const TICKS = 100;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

type Server = { complete(body: Json): Promise<Json>; seconds(): number; close(): Promise<void> };

const open = async (binary: string, words: readonly string[]): Promise<Server> => {
  const port = await freePort();
  const child: ChildProcess = spawn(binary, ['--host', '127.0.0.1', '--port', String(port), ...words], {
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const address = `http://127.0.0.1:${port}`;
  for (let i = 0; ; i++) {
    const up = await fetch(`${address}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) break;
    if (child.exitCode !== null || i > 600) throw new Error(`llama-server ${words.join(' ')} did not start`);
    await sleep(100);
  }
  return {
    complete: async (body) =>
      (await (await fetch(`${address}/completion`, { method: 'POST', body: JSON.stringify(body) })).json()) as Json,
    seconds: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return (Number(fields[11]) + Number(fields[12])) / TICKS;
    },
    close: async () => {
      child.kill();
      await gone;
    },
  };
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Tokens of a plain text, other ones for another seed. */
const tokensOf = (seed: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => 100 + ((i * 7919 + seed * 104_729) % 800));

/** A way to start it, and the numbers of requests at once that it is asked. */
type Variant = readonly [name: string, words: readonly string[], atOnce: readonly number[]];

const variantsOf = (small: string): Variant[] => {
  const draft = ['--spec-draft-model', small, '--spec-type', 'draft-simple', '--spec-draft-threads', '1'];
  const one = ['--threads', '1'];
  return [
    ['4 slots', [...one, '--parallel', '4'], [1, 4]],
    ['8 slots', [...one, '--parallel', '8'], [1, 8]],
    ['4 slots, 3 drafts', [...one, '--parallel', '4', ...draft, '--spec-draft-n-max', '3'], [1, 4]],
    ['4 slots, 8 drafts', [...one, '--parallel', '4', ...draft, '--spec-draft-n-max', '8'], [1, 4]],
    ['2 threads', ['--threads', '2', '--parallel', '4'], [1]],
    ['2 threads, --poll 0', ['--threads', '2', '--parallel', '4', '--poll', '0'], [1]],
  ];
};

const tokensOfRequest = (variant: string): number => (variant.startsWith('2 threads') ? FEW : TOKENS);

const measureSlots = async (binary: string, { small, large }: Files): Promise<void> => {
  const base = ['--model', large, '--kv-unified', '--ctx-size', '4096'];
  const variants = variantsOf(small);
  const servers = new Map<string, Server>();
  for (const [name, words] of variants) servers.set(name, await open(binary, [...base, ...words]));
  const measured = new Map<string, { cpu: number; wall: number }[]>();
  try {
    for (let round = 0; round <= ROUNDS; round++)
      for (const [name, , atOnce] of round % 2 === 0 ? variants : variants.toReversed())
        for (const count of atOnce) {
          const server = servers.get(name)!;
          const [cpu, started] = [server.seconds(), performance.now()];
          const asked = Array.from({ length: count }, (_, i) => ({
            prompt: `What is ${17 + round} + ${25 + i}?`,
            n_predict: tokensOfRequest(name),
            ignore_eos: true,
            temperature: 0,
          }));
          await Promise.all(asked.map((body) => server.complete(body)));
          if (round === 0) continue; // warms up
          const key = `${name} | ${count}`;
          const one = { cpu: server.seconds() - cpu, wall: (performance.now() - started) / 1000 };
          measured.set(key, [...(measured.get(key) ?? []), one]);
        }
    console.log(`  requests at once, processor ms a token, tokens/s by the clock; load ${loadavg()[0]!.toFixed(1)}`);
    for (const [key, all] of measured) {
      const [name, count] = key.split(' | ') as [string, string];
      const tokens = tokensOfRequest(name) * Number(count);
      const cpu = (median(all.map((one) => one.cpu)) * 1000) / tokens;
      const rate = tokens / median(all.map((one) => one.wall));
      console.log(`  ${key.padEnd(24)} ${cpu.toFixed(1).padStart(8)} ms  ${rate.toFixed(1).padStart(6)} tokens/s`);
    }
  } finally {
    for (const server of servers.values()) await server.close();
  }
};

/** The text T behind one beginning and then behind another: what is said must not depend on the first one. */
const measureReuse = async (binary: string, { small }: Files): Promise<void> => {
  const text = tokensOf(7, 200);
  const [first, second] = [tokensOf(1, 40), tokensOf(2, 40)].map((begin) => [...begin, ...text]);
  const body = (prompt: number[]): Json => ({ prompt, n_predict: 16, temperature: 0, n_probs: 1, id_slot: 0 });
  const said = async (words: readonly string[], prompts: readonly number[][]) => {
    const server = await open(binary, ['--model', small, '--parallel', '1', ...words]);
    try {
      let last: Json = {};
      for (const prompt of prompts) last = await server.complete(body(prompt));
      const tokens = last.completion_probabilities as { id: number; logprob: number }[];
      return { ids: tokens.map(({ id }) => id), first: tokens[0]!.logprob, read: last.timings.prompt_n as number };
    } finally {
      await server.close();
    }
  };
  const fresh = await said([], [second!]);
  for (const [name, words] of [
    ['as it is by default', []],
    ['with --cache-reuse 32', ['--cache-reuse', '32']],
  ] as const) {
    const { ids, first: logprob, read } = await said(words, [first!, second!]);
    const same = ids.filter((id, i) => id === fresh.ids[i]).length;
    console.log(
      `  a text behind another beginning, ${name}: ${read} of ${second!.length} tokens read, ${same} of ${fresh.ids.length} tokens as from a fresh start, first ln p off by ${Math.abs(logprob - fresh.first).toFixed(4)}`,
    );
  }
};

/** Measures and prints. */
export const measureSpeed = async (binary: string, files: Files): Promise<void> => {
  console.log(`  the larger model has a window of ${WINDOW} tokens`);
  await measureSlots(binary, files);
  await measureReuse(binary, files);
};
