/**
 * The conformance suite of the protocol (`@modelcontextprotocol/conformance`): had from npm into a folder of its own,
 * run by the Node at hand, and what its checks came to.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { isObject } from '../../../src/json.ts';

export const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';

export type Side = 'server' | 'client';
export type Scenario = { name: string; versions: readonly string[] };
/** What the checks of one scenario came to. `faults`: those that failed or warned, in the suite's words. */
export type Outcome = { passed: number; failed: number; faults: readonly string[] };

const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };

/** Installs the suite into `folder` where it is not there. Gives its program. */
export const installSuite = (folder: string): string => {
  const program = join(folder, 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');
  if (!existsSync(program))
    execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', folder, SUITE], { env, stdio: 'inherit' });
  return program;
};

const output = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    // Its exit status says that a check failed, which its files say too.
    execFile(process.execPath, [program, ...args], { env, maxBuffer: 1 << 28 }, (_error, stdout, stderr) =>
      resolve(`${stdout}${stderr}`),
    );
  });

/** The scenarios of a side with the versions of the protocol that each belongs to. */
export const listScenarios = async (program: string, side: Side): Promise<Scenario[]> =>
  [...(await output(program, ['list', `--${side}`])).matchAll(/^ {2}- (\S+) \[([^\]]*)\]/gm)].map(
    ([, name = '', versions = '']) => ({ name, versions: versions.split(',') }),
  );

const outcomeOf = (file: string): Outcome => {
  const checks = (JSON.parse(readFileSync(file, 'utf8')) as unknown[]).filter(isObject);
  const count = (...states: string[]) => checks.filter(({ status }) => states.includes(String(status)));
  const faults = count('FAILURE', 'WARNING');
  return {
    passed: count('SUCCESS').length,
    failed: faults.length,
    faults: faults.map(({ id, errorMessage, description }) => `${id}: ${errorMessage ?? description}`),
  };
};

/** The outcomes in a folder that the suite wrote, by the names of the scenarios. */
const outcomesIn = (folder: string): Map<string, Outcome> => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('checks.json'),
  );
  return new Map(
    files.map((path) => [
      dirname(path)
        .replace(/^server-/, '')
        .replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, ''),
      outcomeOf(join(folder, path)),
    ]),
  );
};

/** What a run wrote, which is removed once it is read. */
const outcomesOf = async (program: string, args: readonly string[]): Promise<Map<string, Outcome>> => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-conformance-'));
  try {
    await output(program, [...args, '-o', folder]);
    return outcomesIn(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Runs all scenarios of a version against the server at `url`. */
export const runServer = (program: string, url: string, version: string): Promise<Map<string, Outcome>> =>
  outcomesOf(program, ['server', '--url', url, '--suite', 'all', '--spec-version', version]);

/** Runs one scenario against the client that `command` starts. Undefined: it left no result. */
export const runClient = async (
  program: string,
  { command, scenario, version }: { command: string; scenario: string; version: string },
): Promise<Outcome | undefined> => {
  const args = ['client', '--command', command, '--scenario', scenario, '--spec-version', version];
  return (await outcomesOf(program, args)).get(scenario);
};
