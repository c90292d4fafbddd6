/**
 * What the sandbox is asked and what it answers. Types only.
 *
 * A program from a model is never trusted. Its end is always a value: an exit code, a signal, or the bound that it
 * broke.
 */

/** What the sandbox can run. Only what passed its own test on this machine is offered. */
export type Language = 'javascript' | 'python' | 'shell';

/** Bounds of one run. Every one of them has a default, so that nothing runs without bounds. */
type Limits = {
  /** Wall-clock seconds. Default 10. */
  seconds?: number;
  /** Bytes of memory. Default 512 MiB. */
  memory?: number;
  /** Processes and threads at one time. Default 32. */
  processes?: number;
  /** Bytes kept of stdout and of stderr each: the head and the tail. Default 64 KiB. */
  output?: number;
  /** Bytes that may be written to the working folder. Default 64 MiB. */
  disk?: number;
};

/** The working folder as a command in the sandbox sees it. */
export const WORK_FOLDER = '/work';

/** One command. It sees /usr read-only, an empty /tmp, its working folder /work, and no network. */
export type RunRequest = Limits & {
  /** The program and its arguments; the program is looked up in /usr. */
  argv: readonly string[];
  stdin?: string;
  /** Texts laid into /work before the start, by relative path. They live in memory and are gone afterwards. */
  files?: Readonly<Record<string, string>>;
  /**
   * A folder of this machine that becomes /work and keeps what the command writes. The command runs as its owner.
   * Without it /work lives in memory.
   */
  folder?: string;
  /** Whether the command reaches the network of this machine, its own ports included. Default false. */
  network?: boolean;
  /** Folders of this machine that can be read inside, such as a runtime outside /usr: the path inside to the folder. */
  readOnly?: Readonly<Record<string, string>>;
  /** Further environment variables. The ones of this process are not passed on. */
  environment?: Readonly<Record<string, string>>;
  /** Sees the output as it comes. */
  onOutput?: (text: string) => void;
  signal?: AbortSignal;
};

/** The bound that ended a run. */
export type Bound = 'time' | 'memory' | 'processes' | 'output' | 'disk' | 'cancelled';

export type RunResult = {
  /** Exit code; undefined when a signal ended it. */
  code: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
  /** Something was left out of stdout or stderr. */
  truncated: boolean;
  seconds: number;
  killed?: Bound;
};

/** Runs one command in isolation. Rejects only when the sandbox itself can't be started. */
export type Run = (request: RunRequest) => Promise<RunResult>;
