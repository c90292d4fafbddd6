/**
 * Runs the tests of an exercise over a program, in the sandbox without network, or outside of it where that is asked
 * for by name (to show that both agree). The result is by test; a program that hangs, exits or does not load has failed
 * them all.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { hostRun } from '../../sandbox/host-shell.ts';
import { nodeRuntime } from '../../sandbox/runtimes.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Run, RunRequest } from '../../sandbox/types.ts';
import { gradedArguments, harnessFiles } from './harness.ts';

export type TestResult = { name: string; pass: boolean; message?: string };

/** `ended`: why there are no results, or not all; undefined when every test ran. */
export type TestRun = { results: TestResult[]; ended?: string; seconds: number };

/** A program and a test file, by their names. */
type Tested = { file: string; source: string; testFile: string; tests: string };

/** Runs tests. Rejects only when the sandbox can't be started. */
export type RunTests = (tested: Tested, signal?: AbortSignal) => Promise<TestRun>;

const SECONDS = 20;
const MIB = 1024 * 1024;
const LIMITS = { memory: 1024 * MIB, processes: 64, output: MIB, disk: 16 * MIB };

const resultsSchema = z.array(z.tuple([z.string(), z.boolean()]).rest(z.string()));

const resultsOf = (stdout: string, secret: string): TestResult[] | undefined => {
  const at = stdout.lastIndexOf(`\n${secret}`);
  if (at < 0) return undefined;
  const line = stdout.slice(at + 1 + secret.length).split('\n')[0]!;
  return resultsSchema
    .parse(JSON.parse(line))
    .map(([name, pass, message]) => ({ name, pass, ...(message !== undefined && { message }) }));
};

const graded =
  (run: Run, node: string, more: Partial<RunRequest>): RunTests =>
  async ({ file, source, testFile, tests }, signal) => {
    const secret = `results-${randomBytes(12).toString('hex')} `;
    const { stdout, stderr, killed, code, seconds } = await run({
      argv: [node, ...gradedArguments([testFile])],
      files: { ...harnessFiles([testFile]), [file]: source, [testFile]: tests },
      stdin: secret.trim(),
      seconds: SECONDS,
      ...LIMITS,
      ...more,
      ...(signal && { signal }),
    });
    const results = resultsOf(stdout, secret.trim());
    if (results) return { results, seconds };
    const why =
      killed === undefined
        ? `exit code ${code ?? '?'}: ${stderr.trim().slice(-300)}`
        : `ended by its bound of ${killed}`;
    return { results: [], ended: why, seconds };
  };

/** Tests in the sandbox. Throws with the sentence that says what to install where there is none. */
export const sandboxedTests = (sandbox: Sandbox): RunTests => {
  const { readOnly, node } = nodeRuntime(process.getuid?.() === 0);
  if (sandbox.missing !== undefined) throw new Error(sandbox.missing);
  if (node === undefined)
    throw new Error('the Node that runs this is not readable for other users; install it in /usr');
  return graded(sandbox.run, node, { readOnly });
};

/** Tests on this machine without a sandbox: for programs that are trusted, in a folder that the caller made. */
export const hostTests =
  (folderFor: (files: Readonly<Record<string, string>>) => string): RunTests =>
  (tested, signal) => {
    const run: Run = ({ files = {}, ...request }) => hostRun({ ...request, folder: folderFor(files) });
    return graded(run, process.execPath, {})(tested, signal);
  };

/** Whether every test ran and passed, and there was one. */
export const allPass = ({ results, ended }: TestRun): boolean =>
  ended === undefined && results.length > 0 && results.every(({ pass }) => pass);
