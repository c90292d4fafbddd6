/**
 * A child process with bounds on time and output. It isolates nothing: what runs in it, and as whom, is the caller's
 * command line (bubblewrap.ts). Its end is a value, whatever happens.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { defined } from '../json.ts';
import type { Bound, RunResult } from './types.ts';

export type ChildOptions = {
  argv: readonly string[];
  stdin: string;
  /** What the child reads from file descriptors 3, 4, … */
  descriptors: readonly (string | Uint8Array)[];
  seconds: number;
  /** Bytes kept of each stream. */
  output: number;
  /** Called after the start with the child's number; whoever gets the function may end the child and say why. */
  watch?: (kill: (why: Bound) => void, pid: number) => { stop(): void };
  /** Where it starts. Default: this process's own folder. */
  cwd?: string;
  /** Environment variables. Default: a PATH of system folders alone. */
  environment?: NodeJS.ProcessEnv;
  /**
   * Gives the child a process group of its own, and ends the whole group when it ends. For what no namespace holds
   * together.
   */
  group?: boolean;
  /** Sees the output as it comes, as text. */
  onOutput?: ((text: string) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/** More output than this, in bytes and over both streams, ends the child. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Keeps the first and the last half of `most` bytes. */
const keeper = (most: number) => {
  const half = Math.ceil(most / 2);
  const head: Buffer[] = [];
  let tail: Buffer[] = [];
  let [headBytes, tailBytes, dropped] = [0, 0, 0];
  const compact = (): void => {
    const all = Buffer.concat(tail);
    dropped += Math.max(0, all.length - half);
    tail = [all.subarray(Math.max(0, all.length - half))];
    tailBytes = tail[0]!.length;
  };
  return {
    add(chunk: Buffer): void {
      const room = Math.max(0, half - headBytes);
      if (room > 0) head.push(chunk.subarray(0, room));
      headBytes += Math.min(room, chunk.length);
      if (chunk.length <= room) return;
      tail.push(chunk.subarray(room));
      tailBytes += chunk.length - room;
      if (tailBytes > 2 * half + 65_536) compact();
    },
    end(): { text: string; truncated: boolean } {
      compact();
      const parts = [Buffer.concat(head).toString('utf8'), tail[0]!.toString('utf8')];
      const gap = dropped > 0 ? `\n[… ${dropped} bytes left out …]\n` : '';
      return { text: parts.join(gap), truncated: dropped > 0 };
    },
  };
};

const feed = (stream: Writable, text: string | Uint8Array): void => {
  stream.on('error', () => {}); // the child may end before it has read all
  stream.end(text);
};

const kill9 = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
};

/** The children of a process; none where the system does not tell. */
const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).map(Number).filter(Boolean);
  } catch {
    return [];
  }
};

/**
 * Ends a child, or its whole process group. Bubblewrap's inner process has left the group once it is set up, and
 * follows the outer one only a moment later: killed in between, the outer one would leave it behind. So it is ended
 * first.
 */
const endChild = (child: ChildProcess, group: boolean): void => {
  if (!group) return void child.kill('SIGKILL');
  const runs = child.exitCode === null && child.signalCode === null;
  if (runs) childrenOf(child.pid!).forEach(kill9);
  kill9(-child.pid!);
};

/** Runs a command to its end or to the first bound that it breaks. Rejects when it can't be started. */
export const runChild = (options: ChildOptions): Promise<RunResult> =>
  new Promise((resolve, reject) => {
    const [command, ...args] = options.argv;
    const started = performance.now();
    const stdio = [...Array(3 + options.descriptors.length)].map(() => 'pipe' as const);
    const child = spawn(command!, args, {
      stdio,
      env: options.environment ?? { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      detached: options.group ?? false,
      ...defined({ cwd: options.cwd }),
    });
    const [stdout, stderr] = [keeper(options.output), keeper(options.output)];
    let killed: Bound | undefined;
    let bytes = 0;
    const kill = (why: Bound): void => {
      killed ??= why;
      endChild(child, options.group ?? false);
    };
    const cancel = (): void => kill('cancelled');
    const timer = setTimeout(() => kill('time'), options.seconds * 1000);
    const watched = child.pid === undefined ? undefined : options.watch?.(kill, child.pid);
    const clean = (): void => {
      clearTimeout(timer);
      watched?.stop();
      options.signal?.removeEventListener('abort', cancel);
    };
    const listen = (stream: Readable, output: typeof stdout): void => {
      const decoder = new StringDecoder('utf8');
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        output.add(chunk);
        options.onOutput?.(decoder.write(chunk));
        if (bytes > MOST_OUTPUT) kill('output');
      });
    };
    listen(child.stdout!, stdout);
    listen(child.stderr!, stderr);
    child.on('error', (error) => {
      clean();
      reject(error);
    });
    if (options.group) child.on('exit', () => endChild(child, true)); // what it left running holds its pipes open
    child.on('close', (code, signal) => {
      clean();
      const [out, err] = [stdout.end(), stderr.end()];
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        stdout: out.text,
        stderr: err.text,
        truncated: out.truncated || err.truncated,
        seconds: (performance.now() - started) / 1000,
        ...(killed && { killed }),
      });
    });
    feed(child.stdin!, options.stdin);
    options.descriptors.forEach((text, i) => feed(child.stdio[3 + i] as Writable, text));
    if (options.signal?.aborted) cancel();
    options.signal?.addEventListener('abort', cancel, { once: true });
  });
