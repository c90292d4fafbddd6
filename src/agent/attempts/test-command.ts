/**
 * The visible tests of a folder as a command: found by the files that name it, run by the tool `bash`, read by exit
 * code and counts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../json.ts';
import { memoryJournal } from '../journal.ts';
import type { AgentTool } from '../types.ts';
import type { TestOutcome } from './choose.ts';

/** Where npm is not in the sandbox, Node runs the script itself. */
const NPM = 'if command -v npm > /dev/null; then npm test; else node --run test; fi';

/** The command that usually runs a folder's tests; undefined where none can be told. */
export const findTestCommand = (folder: string): string | undefined => {
  const has = (name: string): boolean => existsSync(join(folder, name));
  if (has('package.json')) {
    try {
      const file: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const test = isObject(file) && isObject(file.scripts) ? file.scripts.test : undefined;
      if (typeof test === 'string' && !/no test specified/.test(test)) return NPM;
    } catch {
      // A package.json that is no JSON names no tests.
    }
  }
  if (has('Cargo.toml')) return 'cargo test';
  if (has('go.mod')) return 'go test ./...';
  if (has('pytest.ini') || has('conftest.py') || has('pyproject.toml')) return 'python3 -m pytest -q';
  return undefined;
};

const COUNTS = [/^# fail (\d+)/m, /^ℹ fail (\d+)/m, /(\d+) failed/, /(\d+) failing/, /failures=(\d+)/];

/** How many tests failed, where the output of a usual runner says so. */
export const failedIn = (output: string): number | undefined => {
  const found = COUNTS.map((pattern) => pattern.exec(output)?.[1]).find((count) => count !== undefined);
  return found === undefined ? undefined : Number(found);
};

/** Runs a command by the tool `bash` and says how it ended. */
export const runTestCommand = async (bash: AgentTool, command: string, signal: AbortSignal): Promise<TestOutcome> => {
  const { content, error } = await bash.run(
    { command, seconds: 600 },
    {
      signal,
      callId: 'tests',
      progress: () => {},
      ask: async () => undefined,
      left: () => ({}),
      grant: () => ({}),
      journal: async () => memoryJournal(),
      emit: () => {},
      depth: 0,
    },
  );
  const failed = failedIn(content);
  return { pass: error === undefined, ...(error !== undefined && failed !== undefined && { failed }) };
};
