/**
 * The tools of an agent in one working folder, as far as this machine can hold them. What can't be held is not listed,
 * and one sentence for each says what is missing and what to install.
 */
import { existsSync, statSync } from 'node:fs';
import { defined } from '../json.ts';
import { hostRun } from '../sandbox/host-shell.ts';
import { nodeRuntime } from '../sandbox/runtimes.ts';
import { sharedSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { askTool } from './tools/ask.ts';
import { bashTool } from './tools/bash.ts';
import type { FileTools } from './tools/change-file.ts';
import { editTool } from './tools/edit.ts';
import { fetchTool } from './tools/fetch.ts';
import { globTool } from './tools/glob.ts';
import { grepTool } from './tools/grep.ts';
import { jsTool } from './tools/js.ts';
import { pythonTool } from './tools/python.ts';
import { readTool } from './tools/read.ts';
import { createSeenFiles } from './tools/seen-files.ts';
import { todoTool } from './tools/todo.ts';
import { openWorkFolder } from './tools/work-folder.ts';
import { writeTool } from './tools/write.ts';
import type { AgentTool } from './types.ts';

/** The names of all tools that are built in. */
export const TOOL_NAMES = [
  'read',
  'glob',
  'grep',
  'edit',
  'write',
  'bash',
  'js',
  'python',
  'fetch',
  'ask',
  'todo',
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

export type ToolboxOptions = {
  /** The working folder. */
  folder: string;
  /** Which tools. Default: all, and `fetch` only with allowed hosts. */
  names?: readonly ToolName[];
  /** Hosts that `fetch` may reach. */
  hosts?: readonly string[];
  /** Commands reach the network. Default false. */
  network?: boolean;
  /** Commands run as this process, without a sandbox. Only a flag that was typed sets it. */
  unsafeHostShell?: boolean;
  /** Default: that of this machine. */
  sandbox?: Sandbox;
};

/** `missing`: for each tool that was wanted and is not there, why, and what to do. */
export type Toolbox = { tools: AgentTool[]; missing: string[] };

const SHELLS = ['/usr/bin/bash', '/bin/bash', '/bin/sh'];
const PATH = ['/usr/local/bin', '/usr/bin', '/bin'];

const shell = (): string => SHELLS.find((path) => existsSync(path)) ?? 'sh';

/** The tool `bash` in the sandbox, or why there is none. */
const sandboxedBash = async (folder: string, sandbox: Sandbox, network: boolean): Promise<AgentTool | string> => {
  const refused = await sandbox.refusesFolder(folder);
  if (refused !== undefined) return refused;
  const changesUser = process.getuid?.() === 0 && statSync(folder).uid !== 0;
  const { readOnly, path, node } = nodeRuntime(changesUser);
  const programs = [...(node ? ['node'] : []), ...(sandbox.python ? ['python3'] : [])];
  const has = programs.length > 0 ? ` ${programs.join(' and ')} ${programs.length > 1 ? 'are' : 'is'} there.` : '';
  return bashTool({
    run: sandbox.run,
    folder,
    shell: shell(),
    where: `It runs in a sandbox ${network ? 'with' : 'without'} network, in which the folder is /work.${has}`,
    readOnly,
    environment: { PATH: [...path, ...PATH].join(':') },
    network,
  });
};

const hostBash = (folder: string): AgentTool =>
  bashTool({
    run: hostRun,
    folder,
    shell: shell(),
    where: 'It runs on this machine, without a sandbox.',
    network: true,
  });

/** The tools of a folder. Throws when the folder is none. */
export const openToolbox = async (options: ToolboxOptions): Promise<Toolbox> => {
  const { hosts = [], network = false, unsafeHostShell = false } = options;
  const names = new Set(options.names ?? TOOL_NAMES.filter((name) => name !== 'fetch' || hosts.length > 0));
  const work = openWorkFolder(options.folder);
  const files: FileTools = { work, seen: createSeenFiles() };
  const missing: string[] = [];
  const sandbox = async (): Promise<Sandbox> => options.sandbox ?? (await sharedSandbox());
  const make: Record<ToolName, () => AgentTool | string | Promise<AgentTool | string>> = {
    read: () => readTool(files),
    glob: () => globTool(files),
    grep: () => grepTool(files),
    edit: () => editTool(files),
    write: () => writeTool(files),
    bash: async () =>
      unsafeHostShell ? hostBash(work.root) : await sandboxedBash(work.root, await sandbox(), network),
    js: jsTool,
    python: async () => {
      const box = await sandbox();
      return box.python === undefined ? (box.missing ?? 'No Python in the sandbox.') : pythonTool(box);
    },
    fetch: () =>
      hosts.length > 0 ? fetchTool({ allow: hosts }) : 'No fetch: no host is allowed; name those that may be reached.',
    ask: askTool,
    todo: todoTool,
  };
  const tools: AgentTool[] = [];
  for (const name of TOOL_NAMES.filter((each) => names.has(each))) {
    const made = await make[name]();
    if (typeof made === 'string') missing.push(made);
    else tools.push(made);
  }
  return defined({ tools, missing: [...new Set(missing)] });
};
