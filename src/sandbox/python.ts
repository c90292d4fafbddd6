/**
 * Programs in Python against tests, many in one sandboxed process: each program in a fork of its own, each test under a
 * timer of CPU time, so that a busy machine turns no right program into a slow one. The start of Python is paid once.
 */
import { z } from 'zod';
import { HARNESS } from './python-harness.ts';
import { TEST_DEFAULTS, type ProgramRun, type RunTests, type TestOutcome } from './tests.ts';
import type { Sandbox } from './sandbox.ts';

const HARNESS_FILE = 'harness.py';
const OUTCOMES: Readonly<Record<string, TestOutcome>> = { p: 'pass', f: 'fail', e: 'error', t: 'timeout', u: 'unread' };

/** One line of the harness. The child writes it, so it may hold anything. */
const lineSchema = z.object({
  fault: z.string().nullable(),
  o: z.string().regex(/^[pfetu]*$/),
  v: z.array(z.string().nullable()),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A program that loaded and then said nothing of a test was ended for its time. */
const toRun = (line: string | undefined, count: number): ProgramRun => {
  const read = lineSchema.safeParse(line === undefined ? undefined : parsed(line));
  const { fault, o, v } = read.success ? read.data : { fault: 'it left no result', o: '', v: [] };
  const rest: TestOutcome = fault === null ? 'timeout' : 'error';
  return {
    fault: fault ?? undefined,
    outcomes: Array.from({ length: count }, (_, i) => OUTCOMES[o[i] ?? ''] ?? rest),
    values: Array.from({ length: count }, (_, i) => v[i] ?? undefined),
  };
};

/** `RunTests` over a sandbox that offers Python; throws where it does not. */
export const pythonTests = (sandbox: Sandbox): RunTests => {
  const { python } = sandbox;
  if (!python) throw new Error(sandbox.missing ?? 'the sandbox offers no Python');
  return async (request) => {
    const { programs, tests, signal, ...rest } = request;
    const limits = { ...TEST_DEFAULTS, ...rest };
    if (programs.length === 0) return [];
    const result = await sandbox.run({
      argv: [python, '-I', '-B', HARNESS_FILE],
      files: { [HARNESS_FILE]: HARNESS },
      stdin: JSON.stringify({ programs, tests, ...limits }),
      seconds: 10 + programs.length * (2 * limits.programSeconds + 2),
      memory: 1024 * 1024 * 1024,
      output: 64 * 1024 * 1024,
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    const lines = result.stdout.split('\n');
    if (lines.length <= 1 && result.code !== 0) {
      throw new Error(
        `Python in the sandbox ended early (${result.killed ?? result.signal ?? result.code}): ${result.stderr.trim().slice(-300)}`,
      );
    }
    return programs.map((_, i) => toRun(lines[i] || undefined, tests.length));
  };
};
