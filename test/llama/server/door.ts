/** `mizan serve` as a process of its own, and what is asked of it and of the llama-server below it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Json = Record<string, any>; // bodies of several servers

export type Door = {
  url: string;
  /** What it wrote to stderr so far. */
  log(): string;
  /** Resolves with the first line of stderr that matches. */
  said(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  /** Posts JSON; the body of the answer with its status. */
  post(path: string, body: Json, signal?: AbortSignal): Promise<{ status: number; body: Json }>;
  /** The events of a stream. */
  stream(path: string, body: Json, signal?: AbortSignal): AsyncGenerator<Json>;
  /** JSON of the llama-server below it. */
  below(path: string): Promise<Json>;
  /** Process ids of llama-servers with the file. */
  children(): number[];
  /** Sends a signal; resolves with its exit code and the seconds that it took. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; seconds: number }>;
};

const ROOT = join(import.meta.dirname, '../../..');

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Waits until `holds` gives a value, at most `seconds`. */
export const until = async <T>(holds: () => T | undefined | false, seconds: number, what: string): Promise<T> => {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = holds();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(50);
  }
};

/** Process ids of llama-servers whose words hold `file`; not of the shell above them. */
export const serversOf = (file: string): number[] =>
  execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\S+)(.*)$/.exec(line))
    .filter((found) => found !== null && found[2]!.endsWith('llama-server') && found[3]!.includes(file))
    .map((found) => Number(found![1]));

async function* eventsOf(response: Response): AsyncGenerator<Json> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of response.body ?? []) {
    rest += decoder.decode(piece as Uint8Array, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines)
      if (line.startsWith('data: ') && line !== 'data: [DONE]') yield JSON.parse(line.slice(6)) as Json;
  }
}

const firstLine = (child: ChildProcess, log: () => string): Promise<string> =>
  new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`mizan serve ended with ${code}: ${log()}`)));
  });

/** Starts it with `words`, with `binary`'s folder first on the PATH. */
export const openDoor = async (binary: string, data: string, words: readonly string[]): Promise<Door> => {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'src/cli/main.ts'), 'serve', '--port', '0', '--json', '--data', data, ...words],
    {
      cwd: data,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${join(binary, '..')}:${process.env.PATH}` },
    },
  );
  let log = '';
  child.stderr.on('data', (piece: Buffer) => {
    log += piece.toString('utf8');
  });
  const exit = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  const { url } = JSON.parse(await firstLine(child, () => log)) as { url: string };
  const send = (path: string, body: Json, signal?: AbortSignal): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  const said = (pattern: RegExp, seconds = 60) => until(() => pattern.exec(log) ?? undefined, seconds, String(pattern));
  const gguf = words[words.indexOf('--gguf') + 1]!;
  return {
    url,
    log: () => log,
    said,
    post: async (path, body, signal) => {
      const response = await send(path, body, signal);
      return { status: response.status, body: (await response.json()) as Json };
    },
    stream: async function* (path, body, signal) {
      yield* eventsOf(await send(path, { ...body, stream: true }, signal));
    },
    below: async (path) => {
      const port = [...log.matchAll(/llama-server is ready on port (\d+)/g)].at(-1)![1]!;
      return (await (await fetch(`http://127.0.0.1:${port}${path}`)).json()) as Json;
    },
    children: () => serversOf(gguf),
    end: async (signal) => {
      const started = performance.now();
      child.kill(signal);
      return { code: await exit, seconds: (performance.now() - started) / 1000 };
    },
  };
};
