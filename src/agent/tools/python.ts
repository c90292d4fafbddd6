/**
 * The tool `python`: a program in the sandbox with no file and no network, for calculations. Listed only where the
 * sandbox holds.
 */
import { z } from 'zod';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { AgentTool } from '../types.ts';
import { shownRun } from './bash.ts';
import { defineTool } from './define.ts';

const SECONDS = 20;
const MIB = 1024 * 1024;

const schema = z.object({ code: z.string().min(1).describe('A program; what it prints is the result') });

const WHY = {
  time: `ended after ${SECONDS} seconds`,
  memory: 'ended: it used more than 512 MiB of memory',
  processes: 'ended or failed: it started too many processes',
  output: 'ended: it printed more than 64 MiB',
  disk: 'ended or failed: it wrote more than 64 MiB',
  cancelled: 'was cancelled',
};

/** Throws where the sandbox offers no Python. */
export const pythonTool = (sandbox: Sandbox): AgentTool => {
  const { python } = sandbox;
  if (!python) throw new Error(sandbox.missing ?? 'the sandbox offers no Python');
  return defineTool({
    name: 'python',
    description: 'Runs a Python program without files and network and gives what it prints. Each call starts anew.',
    schema,
    effect: 'read',
    timeout: SECONDS + 10,
    subject: ({ code }) => code,
    async run({ code }, { signal, progress }) {
      const result = await sandbox.run({
        argv: [python, '-I', '-B', 'program.py'],
        files: { 'program.py': code },
        seconds: SECONDS,
        memory: 512 * MIB,
        output: 16 * 1024,
        onOutput: progress,
        signal,
      });
      return shownRun(result, WHY);
    },
  });
};
