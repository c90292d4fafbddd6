/**
 * The tool `bash`: a command in the working folder, inside the sandbox. It is listed only where the sandbox holds
 * (toolbox.ts). How a command ended is told first, with the bound that it broke.
 */
import { z } from 'zod';
import { defined } from '../../json.ts';
import type { Bound, Run, RunResult } from '../../sandbox/types.ts';
import type { AgentTool, ToolError, ToolResult } from '../types.ts';
import { defineTool } from './define.ts';

const SECONDS = 120;
const MOST_SECONDS = 600;
const MIB = 1024 * 1024;
/** What a command of an agent may use; compilers and test runners are larger than programs of answers. */
const LIMITS = { memory: 4096 * MIB, processes: 512, output: 16 * 1024, disk: 2048 * MIB };

const schema = z.object({
  command: z.string().min(1).describe('A command line for bash'),
  seconds: z.number().min(1).max(MOST_SECONDS).optional().describe(`Most seconds; default ${SECONDS}`),
});

/** What a command needs besides its folder: a runtime, variables, the network. */
export type BashOptions = {
  run: Run;
  folder: string;
  /** The path of bash or sh. */
  shell: string;
  /** Says in the description where commands run. */
  where: string;
  readOnly?: Readonly<Record<string, string>>;
  environment?: Readonly<Record<string, string>>;
  network?: boolean;
  limits?: Partial<typeof LIMITS>;
};

/** Why a run ended, for a model. */
const reasons = (limits: typeof LIMITS, seconds: number): Readonly<Record<Bound, string>> => ({
  time: `ended after ${seconds} seconds. Give more seconds, or a command that ends by itself; nothing goes on in the background`,
  memory: `ended: it used more than ${limits.memory / MIB} MiB of memory`,
  processes: `ended or failed: it started more than ${limits.processes} processes`,
  output: 'ended: it wrote more than 64 MiB of output. Send output to a file or through head',
  disk: `ended or failed: it wrote more than ${limits.disk / MIB} MiB, or the disk is full`,
  cancelled: 'was cancelled',
});

const errorOf = ({ code, killed }: RunResult): ToolError | undefined => {
  if (killed === 'time') return 'timeout';
  if (killed === 'cancelled') return 'cancelled';
  return code === 0 && killed === undefined ? undefined : 'tool';
};

/** What a program wrote and how it ended. */
export const shownRun = (result: RunResult, why: Readonly<Record<Bound, string>>): ToolResult => {
  const { code, signal, killed, stdout, stderr, seconds, truncated } = result;
  const how = code === undefined ? `ended by ${signal ?? 'a signal'}` : `exit code ${code}`;
  const head = killed === undefined ? how : `${why[killed]}${code === undefined ? '' : ` (${how})`}`;
  const parts = [`[${head}; ${seconds.toFixed(1)} s]`, stdout.trimEnd()];
  if (stderr.trim() !== '') parts.push(`[errors]\n${stderr.trimEnd()}`);
  if (stdout.trim() === '' && stderr.trim() === '') parts.push('[no output]');
  return {
    content: parts.filter((part) => part !== '').join('\n'),
    value: { ...defined({ code, signal, killed }), seconds, truncated },
    ...defined({ error: errorOf(result) }),
  };
};

export const bashTool = (options: BashOptions): AgentTool => {
  const { run, folder, shell, where, readOnly, environment, network = false } = options;
  const limits = { ...LIMITS, ...options.limits };
  return defineTool({
    name: 'bash',
    description: `Runs a command line in the working folder. ${where} Nothing goes on after it has ended, and each command starts in the working folder anew.`,
    schema,
    effect: network ? 'outside' : 'write',
    timeout: MOST_SECONDS + 10,
    subject: ({ command }) => command,
    preview: ({ command }) => Promise.resolve(`$ ${command}`),
    async run({ command, seconds = SECONDS }, { signal, progress }) {
      const request = { argv: [shell, '-c', command], folder, seconds, signal, onOutput: progress, network, ...limits };
      const result = await run({ ...request, ...defined({ readOnly, environment }) });
      return shownRun(result, reasons(limits, seconds));
    },
  });
};
