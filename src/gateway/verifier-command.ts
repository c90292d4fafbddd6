/**
 * Runs an operator's command over one answer: a process in bubblewrap without environment and network, with bounds on
 * time, memory, output and file size. Without bubblewrap it runs only where the operator set `unsafe`. The answer is
 * passed as JSON on standard input; the command line never contains text of a prompt.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Verdict, Wire } from '../types.ts';

export type CommandSettings = {
  name: string;
  command: readonly string[];
  timeoutSeconds?: number;
  memoryMb?: number;
  unsafe?: boolean;
};

/** The path of bubblewrap, when it works here. */
export type Sandbox = { bwrap: string } | undefined;

const BWRAP_PATHS = ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap'];
const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc/alternatives', '/etc/ld.so.cache'];
/** Most bytes of output that are read. */
const MOST_OUTPUT = 64 * 1024;

const BWRAP_ARGS = [
  '--unshare-all',
  '--die-with-parent',
  '--new-session',
  '--clearenv',
  '--setenv',
  'PATH',
  '/usr/local/bin:/usr/bin:/bin',
  '--setenv',
  'LANG',
  'C.UTF-8',
  ...SYSTEM_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) => ['--ro-bind', folder, folder]),
  '--proc',
  '/proc',
  '--dev',
  '/dev',
  '--tmpfs',
  '/tmp',
];

/** Looks for bubblewrap and tries it: a machine may have it and still forbid the namespaces that it needs. */
export const findSandbox = (): Sandbox => {
  const bwrap = BWRAP_PATHS.find((path) => existsSync(path));
  if (bwrap === undefined) return undefined;
  return spawnSync(bwrap, [...BWRAP_ARGS, 'true'], { env: {}, timeout: 10_000 }).status === 0 ? { bwrap } : undefined;
};

/**
 * The command with the path of its program: `node` is the Node that runs Mizan, a relative path starts at the config's
 * folder, any other word is looked up in the system's folders.
 */
const resolveProgram = ([first = '', ...rest]: readonly string[], folder: string): [string, ...string[]] => {
  if (first === 'node') return [realpathSync(process.execPath), ...rest];
  return [first.includes('/') && !isAbsolute(first) ? join(folder, first) : first, ...rest];
};

/**
 * Sets the bounds, then replaces the shell by the command. `ulimit -d` counts writable memory; Node alone reserves
 * about 600 MiB.
 */
const BOUNDED = 'ulimit -c 0; ulimit -d "$1"; ulimit -t "$2"; ulimit -f 65536; shift 2; exec "$@"';

const commandLine = (settings: CommandSettings, folder: string, sandbox: Sandbox): { file: string; args: string[] } => {
  const { timeoutSeconds = 10, memoryMb = 1024 } = settings;
  const words = resolveProgram(settings.command, folder);
  const bounded = ['-c', BOUNDED, 'verifier', String(memoryMb * 1024), String(Math.ceil(timeoutSeconds)), ...words];
  if (!sandbox) return { file: '/bin/sh', args: bounded };
  const programFolder =
    isAbsolute(words[0]) && existsSync(words[0]) ? ['--ro-bind', dirname(words[0]), dirname(words[0])] : [];
  return {
    file: sandbox.bwrap,
    args: [...BWRAP_ARGS, ...programFolder, '--ro-bind', folder, folder, '--chdir', folder, '/bin/sh', ...bounded],
  };
};

/** Ends the process and everything that it started. */
const kill = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    /* it has ended */
  }
};

/** The first line of what it wrote, as a reason. */
const firstLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '')
    ?.slice(0, 200) ?? '';

/**
 * Runs the command with `input` as JSON on standard input. Exit code 0: the answer passes. 1: it fails. Any other code,
 * a signal, too much time or output: no verdict. The first line of its output is the reason. Never rejects; soon after
 * `signal` aborts the process is killed and the promise resolves.
 */
export const runVerifier = (
  settings: CommandSettings,
  input: Wire,
  folder: string,
  sandbox: Sandbox,
  signal: AbortSignal,
): Promise<Verdict | undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    const { file, args } = commandLine(settings, folder, sandbox);
    // detached: it leads a process group, so that its children can be killed with it.
    const child = spawn(file, args, { cwd: folder, env: {}, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    let output = '';
    let size = 0;
    let over = false;
    const stop = (): void => {
      over = true;
      kill(child.pid);
    };
    const timer = setTimeout(stop, (settings.timeoutSeconds ?? 10) * 1000);
    signal.addEventListener('abort', stop, { once: true });
    const end = (verdict: Verdict | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(verdict);
    };
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > MOST_OUTPUT) stop();
      else output += part.toString('utf8');
    });
    child.stdin.on('error', () => {}); // it need not read its input
    child.on('error', () => end(undefined));
    child.on('exit', (code) => {
      kill(child.pid);
      if (over) end(undefined);
      else if (code !== 0 && code !== 1) end(undefined);
    });
    child.on('close', (code) => {
      if (over || (code !== 0 && code !== 1)) return end(undefined);
      end({
        pass: code === 0,
        reason: firstLine(output) || `${settings.name} ${code === 0 ? 'accepts it' : 'refuses it'}`,
      });
    });
    child.stdin.end(JSON.stringify(input));
  });
