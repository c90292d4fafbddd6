/** For tests: the command as a process that can be killed, and two training runs compared bit by bit. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

export type Ended = { code: number | null; out: string; err: string };
/** Runs the command in `cwd`. `kill`: milliseconds after its first output that says `after`. */
export const runMizan = (cwd: string, args: string[], kill?: { after: RegExp; delay: number }): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe', cwd });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part) => {
      out += part;
    });
    child.stderr.on('data', (part) => {
      err += part;
    });
    let timer: NodeJS.Timeout | undefined;
    child.stderr.on('data', () => {
      if (kill?.after.test(err)) timer ??= setTimeout(() => child.kill('SIGKILL'), kill.delay);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
  });

export const lines = (folder: string, name: string): Record<string, unknown>[] =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const checkpoint = (folder: string): Buffer =>
  readFileSync(
    join(
      folder,
      readdirSync(folder).find((name) => name.startsWith('checkpoint-'))!,
    ),
  );
/** Everything of a run that does not tell the time. */
export const assertSame = (a: string, b: string): void => {
  assert.ok(checkpoint(a).equals(checkpoint(b)), "weights and the optimiser's state");
  for (const name of ['rollouts.jsonl', 'before.json', 'results.json', 'model/model.safetensors'])
    assert.ok(readFileSync(join(a, name)).equals(readFileSync(join(b, name))), name);
  const timeless = (folder: string) =>
    lines(folder, 'log.jsonl').map(
      ({ seconds: _s, drawing: _d, checking: _c, updating: _u, handing: _h, ...line }) => line,
    );
  assert.deepEqual(timeless(a), timeless(b));
};
