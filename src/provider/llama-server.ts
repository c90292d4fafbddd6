/**
 * Supervises a llama-server child process for one GGUF file. It is started when it is first needed, waited for until
 * healthy, restarted when it breaks, and ended with this process.
 *
 * The child runs below a shell that holds a pipe to this process. The pipe closes even when this process is killed,
 * and then the shell ends the child. (Windows has no such shell: there a killed parent leaves the child behind.)
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { availableParallelism, loadavg } from 'node:os';
import { delimiter, join } from 'node:path';
import type { LlamaServerEntry } from './config.ts';
import { UpstreamError } from './failure.ts';
import { readGgufFacts, vocabularyMismatch } from './gguf-facts.ts';
import { hasDevices, llamaFlags, poolFor, slotsIn, threadsFor } from './llama-flags.ts';
import { createChildLog } from './llama-log.ts';
import type { Runtime } from './retry.ts';
import type { Transport } from './transport.ts';

export type LlamaServer = {
  /**
   * Where its API is, once it is healthy; starts it when it does not run. Throws an `UpstreamError` when it can't be
   * had.
   */
  address(signal?: AbortSignal): Promise<string>;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
  /** The process id while it runs: of the shell above it, and the group of both. */
  pid(): number | undefined;
};

export type SuperviseOptions = {
  provider: string;
  transport: Transport;
  runtime: Runtime;
  log: (line: string) => void;
  path?: string | undefined;
};

/** Runs the words after it; ends them when file 3 closes: politely, and after 5 seconds for good. */
const GUARD =
  '"$@" 3<&- </dev/null & child=$!; (cat <&3 >/dev/null; kill "$child"; sleep 5; kill -9 "$child") >/dev/null 2>&1 & watch=$!; ' +
  'wait "$child"; code=$?; kill "$watch" 2>/dev/null; exit $code';

const STEADY_MS = 60_000;
/** A server that could not be started is tried anew for a request that comes this much later. */
const REST_MS = 10_000;

const HOW = 'install it (brew install llama.cpp, or a release from https://github.com/ggml-org/llama.cpp/releases)';

const unavailable = (provider: string, what: string): UpstreamError =>
  new UpstreamError(
    { status: 503, type: 'upstream_error', code: 'upstream_unreachable', message: `provider ${provider}: ${what}` },
    { fallback: true },
  );

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The file of a command: itself when it is a path, else the first of that name on `path`. */
export const findExecutable = (command: string, path: string | undefined): string | undefined =>
  (/[\\/]/.test(command)
    ? [command]
    : (path ?? '')
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, command))
  ).find(isExecutable);

const checkGguf = (provider: string, path: string, field: 'gguf' | 'draft'): void => {
  const magic = Buffer.alloc(4);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, magic, 0, 4, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unavailable(
      provider,
      `the GGUF file ${path} can't be read (${(error as NodeJS.ErrnoException).code}); correct providers.${provider}.llamaServer.${field}`,
    );
  }
  if (magic.toString('latin1') !== 'GGUF')
    throw unavailable(provider, `${path} is not a GGUF file; correct providers.${provider}.llamaServer.${field}`);
};

/** A port of 127.0.0.1 that is free just now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

type Running = { child: ChildProcess; address: string; since: number; gone: Promise<number> };

/** Waits for `promise`, or less: rejects with the signal's reason when it aborts. What it waited for goes on. */
const until = async <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return promise;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

const closeGuard = ({ stdio }: ChildProcess): void => (stdio[3] as { destroy(): void } | null | undefined)?.destroy();

/** Ends the child; resolves when it is gone. */
const endChild = async ({ child, gone }: Pick<Running, 'child' | 'gone'>): Promise<void> => {
  closeGuard(child);
  if (process.platform === 'win32') child.kill();
  const timer = setTimeout(() => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      /* it is gone */
    }
  }, 7000);
  await gone;
  clearTimeout(timer);
};

/** Starts the words as a child, below the guard where there is a shell. */
const spawnGuarded = (words: readonly [string, ...string[]]): ChildProcess =>
  process.platform === 'win32'
    ? spawn(words[0], words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    : spawn('/bin/sh', ['-c', GUARD, 'sh', ...words], {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        detached: true,
      });

/** The end of a child: a promise of its exit code (-1: it never began), and whether it has come. */
const watchExit = (child: ChildProcess): { gone: Promise<number>; exited: () => boolean } => {
  let exited = false;
  const gone = new Promise<number>((resolve) => {
    const left = (code: number): void => {
      exited = true;
      closeGuard(child);
      resolve(code);
    };
    child.once('error', () => left(-1));
    child.once('exit', (code) => left(code ?? -1));
  });
  return { gone, exited: () => exited };
};

/** The log of a child, line by line. */
const createOutput = (provider: string, log: (line: string) => void) => {
  const said = createChildLog((line) => log(`${provider}: ${line}`));
  return {
    ...said,
    /** Listens to a new child. */
    listen({ stdout, stderr }: ChildProcess): void {
      said.clear();
      for (const stream of [stdout, stderr]) {
        let rest = '';
        stream?.on('data', (piece: Buffer) => {
          const lines = (rest + piece.toString('utf8')).slice(-65_536).split('\n');
          rest = lines.pop()!;
          lines.forEach(said.take);
        });
        stream?.on('end', () => said.take(rest));
      }
    },
  };
};

/** What a start needs: the file's entry, the outside world, and the signal that ends it. */
type LaunchContext = Required<Omit<SuperviseOptions, 'path'>> & {
  entry: LlamaServerEntry;
  path: string | undefined;
  output: ReturnType<typeof createOutput>;
  stopping: AbortSignal;
  /** Chosen before the first start: later its own work would count as that of others. */
  threads: number | undefined;
};

/** The text at a path of the child; undefined when it does not answer with 200. */
const textAt = async (
  { transport, provider, stopping }: LaunchContext,
  port: number,
  path: string,
): Promise<string | undefined> => {
  try {
    const received = await transport.send({
      url: `http://127.0.0.1:${port}${path}`,
      method: 'GET',
      timeouts: { connect: 1, firstByte: 5, idle: 5, total: 5 },
      provider,
      signal: stopping,
    });
    const text = await received.text();
    return received.status === 200 ? text : undefined;
  } catch {
    return undefined; // it is not up yet
  }
};

/** What a child that is ready was set up with, in words. */
const settingsOf = async (context: LaunchContext, port: number, flags: readonly string[]): Promise<string> => {
  const { entry } = context;
  const words = flags.length === 0 ? [] : [`started with ${flags.join(' ')}`];
  const slots = slotsIn((await textAt(context, port, '/props')) ?? '');
  if (slots)
    words.unshift(
      `${slots.count} ${slots.count === 1 ? 'request' : 'requests'} side by side, up to ${slots.window} tokens each`,
    );
  if (entry.draft !== undefined) words.unshift(`drafts by ${entry.draft}`);
  return words.join('; ');
};

/** What llama-server says to one word; empty when it says nothing within 20 seconds. */
const wordOf = (file: string, word: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(file, [word], { timeout: 20_000, maxBuffer: 2 ** 22 }, (_, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });

/** Its help. Throws its last words when that is no help, as of a binary whose libraries are missing. */
const helpOf = async (file: string, provider: string): Promise<string> => {
  const help = await wordOf(file, '--help');
  if (help.includes('--model')) return help;
  const why =
    help.trim() === '' ? 'it says nothing' : `it says: ${help.trim().split('\n').slice(-2).join(' | ').slice(0, 500)}`;
  throw unavailable(provider, `${file} does not list its options; ${why}; ${HOW}`);
};

/**
 * Words for draft model, slots and cache, by the names that this version has. Where there is a GPU, llama-server fits
 * the cache to its memory by itself.
 */
const flagsOf = async ({ entry, provider, threads }: LaunchContext, file: string): Promise<string[]> => {
  const { draft, slots } = entry;
  if (draft === undefined && slots === undefined) return [];
  const [help, model, drafter] = await Promise.all([
    helpOf(file, provider),
    readGgufFacts(entry.gguf),
    draft === undefined ? undefined : readGgufFacts(draft),
  ]);
  const mismatch = model && drafter && vocabularyMismatch(model, drafter);
  if (mismatch !== undefined)
    throw unavailable(
      provider,
      `${draft} can't draft for ${entry.gguf}: ${mismatch}; take a small model with the same tokenizer`,
    );
  const devices = help.includes('--list-devices') ? await wordOf(file, '--list-devices') : '';
  const pool = hasDevices(devices) ? undefined : poolFor(model, drafter, { slots, free: process.availableMemory() });
  try {
    return llamaFlags(help, { ...entry, pool, threads, draftHead: drafter?.whole === false });
  } catch (error) {
    throw unavailable(provider, `${file}: ${(error as Error).message}`);
  }
};

/** Starts llama-server and waits until it is healthy. Throws an `UpstreamError` that says what to correct. */
const launchServer = async (context: LaunchContext): Promise<Running> => {
  const { entry, provider, runtime, log, path, output, stopping } = context;
  const file = findExecutable(entry.executable, path);
  if (!file)
    throw unavailable(
      provider,
      `llama-server was not found (${entry.executable}); ${HOW}, or name it in providers.${provider}.llamaServer.executable`,
    );
  checkGguf(provider, entry.gguf, 'gguf');
  if (entry.draft !== undefined) checkGguf(provider, entry.draft, 'draft');
  const flags = await flagsOf(context, file);
  const port = entry.port ?? (await freePort());
  const child = spawnGuarded([
    file,
    '--model',
    entry.gguf,
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    ...flags,
    ...entry.args,
  ]);
  output.listen(child);
  const { gone, exited } = watchExit(child);
  const started = runtime.clock();
  for (let wait = 50; ; wait = Math.min(500, wait * 1.5)) {
    if (exited()) throw unavailable(provider, `llama-server ended before it was ready; it said: ${output.said()}`);
    if ((await textAt(context, port, '/health')) !== undefined) break;
    if (stopping.aborted || runtime.clock() - started > entry.startSeconds * 1000) {
      await endChild({ child, gone });
      throw unavailable(
        provider,
        stopping.aborted
          ? 'it is being stopped'
          : `llama-server was not ready within ${entry.startSeconds} s (llamaServer.startSeconds)`,
      );
    }
    await runtime.sleep(wait, stopping).catch(() => {});
  }
  const undrafted = output.undrafted();
  if (undrafted !== undefined) {
    await endChild({ child, gone });
    throw unavailable(provider, `${entry.draft} can't draft for ${entry.gguf}; llama-server says: ${undrafted}`);
  }
  output.ready();
  log(`${provider}: llama-server is ready on port ${port}`);
  const settings = await settingsOf(context, port, flags);
  if (settings !== '') log(`${provider}: ${settings}`);
  return { child, address: `http://127.0.0.1:${port}/v1`, since: runtime.clock(), gone };
};

/** Supervises one llama-server; nothing is started yet. */
export const superviseLlamaServer = (
  entry: LlamaServerEntry,
  { provider, transport, runtime, log, path = process.env.PATH }: SuperviseOptions,
): LlamaServer => {
  let running: Running | undefined;
  let starting: Promise<Running> | undefined;
  let failed: { error: unknown; at: number } | undefined;
  let broke = 0;
  const stopping = new AbortController();
  const output = createOutput(provider, log);
  const threads = threadsFor(availableParallelism(), loadavg()[0]!);
  const context = { entry, provider, transport, runtime, log, path, output, stopping: stopping.signal, threads };

  const launch = async (): Promise<Running> => {
    const now = await launchServer(context);
    void now.gone.then((code) => revive(now, code));
    return now;
  };
  const start = (): Promise<Running> => {
    starting ??= launch()
      .then(
        (now) => {
          running = now;
          return now;
        },
        (error: unknown) => {
          failed = { error, at: runtime.clock() };
          throw error;
        },
      )
      .finally(() => {
        starting = undefined;
      });
    return starting;
  };
  /** After an end that nobody asked for: a new start, later each time. */
  const revive = async (was: Running, code: number): Promise<void> => {
    if (running !== was) return;
    running = undefined;
    if (stopping.signal.aborted) return;
    broke = runtime.clock() - was.since > STEADY_MS ? 1 : broke + 1;
    log(`${provider}: llama-server ended by itself (code ${code})`);
    if (broke > entry.restarts) {
      failed = {
        error: unavailable(provider, `llama-server ended by itself ${broke} times; it said: ${output.said()}`),
        at: runtime.clock(),
      };
      broke = 0;
      return;
    }
    starting = runtime.sleep(Math.min(30_000, 500 * 2 ** (broke - 1)), stopping.signal).then(() => {
      starting = undefined;
      return start();
    });
    await starting.catch(() => {}); // kept in `failed`, for those who ask
  };

  return {
    async address(signal) {
      if (stopping.signal.aborted) throw unavailable(provider, 'it has been stopped');
      if (running) return running.address;
      if (failed && !starting && runtime.clock() - failed.at < REST_MS) throw failed.error;
      failed = undefined;
      return (await until(starting ?? start(), signal)).address;
    },
    async stop() {
      stopping.abort();
      await starting?.catch(() => {});
      const now = running;
      running = undefined;
      if (now) await endChild(now);
    },
    pid: () => running?.child.pid,
  };
};
