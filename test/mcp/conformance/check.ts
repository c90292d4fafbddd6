/**
 * Mizan's MCP server and client against the conformance suite of the protocol, over HTTP, in both eras; and the same
 * server over stdio, which the suite does not know, against what it answers over HTTP. Prints a row per scenario; the
 * last line is one JSON object. The suite comes from npm. Results: docs/results/mcp.md.
 *
 *   npm run check:mcp-conformance [-- --suite FOLDER]    FOLDER: where the suite is, or is put
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareTransports } from './stdio.ts';
import { installSuite, listScenarios, runClient, runServer, SUITE, type Outcome, type Side } from './suite.ts';

const VERSIONS = ['2025-06-18', '2025-11-25', '2026-07-28'];

/** Scenarios that are not run, by the beginning of their names, and why. */
const NOT_THERE: Readonly<Record<Side, Readonly<Record<string, string>>>> = {
  server: {
    'tasks-': 'an extension: Mizan offers no tasks',
    'sep-2640-': 'an extension: Mizan offers no skills',
  },
  client: {
    'auth/': 'Mizan has no OAuth; it says what to do instead (src/agent/mcp/sign-in.ts)',
    'sep-2640-': 'an extension: Mizan reads no skills',
    'elicitation-': 'input of the person is not offered to servers',
    'sep-2322-client-request-state': 'input of the person is not offered to servers',
  },
};

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Starts the fixture server over HTTP. */
const startServer = async (): Promise<{ url: string; stop(): void }> => {
  const child = spawn(process.execPath, [here('server.ts'), '--http', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (piece: Buffer) => {
      said += piece.toString();
      const [found] = /http:\/\/\S+\/mcp/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(said)));
  });
  return { url, stop: () => void child.kill('SIGTERM') };
};

type Row = { side: Side; scenario: string; version: string; outcome?: Outcome | undefined; why?: string };

const reasonOf = (side: Side, scenario: string): string | undefined =>
  Object.entries(NOT_THERE[side]).find(([start]) => scenario.startsWith(start))?.[1];

const stateOf = ({ outcome, why }: Row): 'passed' | 'failed' | 'not applicable' => {
  if (why !== undefined) return 'not applicable';
  return outcome && outcome.failed === 0 && outcome.passed > 0 ? 'passed' : 'failed';
};

const show = (row: Row): void => {
  const { side, version, scenario, outcome, why } = row;
  const checks = outcome ? `${outcome.passed} of ${outcome.passed + outcome.failed} checks` : (why ?? 'no result');
  console.log(`| ${side} | ${version} | ${scenario} | ${stateOf(row)} | ${checks} |`);
  for (const fault of outcome?.faults ?? []) console.log(`    ${fault.replace(/\s+/g, ' ').slice(0, 300)}`);
};

const { suite } = parseArgs({ options: { suite: { type: 'string' } } }).values;
const folder = suite ?? mkdtempSync(join(tmpdir(), 'mizan-suite-'));
process.once('exit', () => {
  if (suite === undefined) rmSync(folder, { recursive: true, force: true });
});
const program = installSuite(folder);
const rows: Row[] = [];
const add = (row: Row): void => {
  rows.push(row);
  show(row);
};
console.log(`${SUITE}, Node ${process.versions.node}\n\n| side | protocol | scenario | | |\n|---|---|---|---|---|`);

const http = await startServer();
for (const version of VERSIONS) {
  const outcomes = await runServer(program, http.url, version);
  for (const { name, versions } of await listScenarios(program, 'server'))
    if (versions.includes(version) && reasonOf('server', name) === undefined)
      add({ side: 'server', version, scenario: name, outcome: outcomes.get(name) });
}
for (const { name, versions } of await listScenarios(program, 'server')) {
  const why = reasonOf('server', name);
  if (why !== undefined) add({ side: 'server', version: versions.join(', '), scenario: name, why });
}
const command = `${process.execPath} ${here('client.ts')}`;
for (const { name, versions } of await listScenarios(program, 'client')) {
  const why = reasonOf('client', name);
  if (why !== undefined) add({ side: 'client', version: versions.join(', '), scenario: name, why });
  else
    for (const version of versions.filter((each) => VERSIONS.includes(each)))
      add({
        side: 'client',
        version,
        scenario: name,
        outcome: await runClient(program, { command, scenario: name, version }),
      });
}

console.log('\n| over stdio | protocol | same as over HTTP | |\n|---|---|---|---|');
const stdio = [];
for (const mode of ['legacy', { pin: '2026-07-28' }] as const) {
  const compared = await compareTransports(http.url, [here('server.ts'), '--stdio'], mode);
  stdio.push(compared);
  console.log(
    `| ${compared.asked} requests | ${compared.protocol} | ${compared.same} | ${compared.differ.join(', ')} |`,
  );
}
http.stop();

const count = (side: Side, version?: string) => {
  const of = rows.filter((row) => row.side === side && (version === undefined || row.version === version));
  const states = Object.groupBy(of, stateOf);
  return Object.fromEntries(Object.entries(states).map(([state, found]) => [state, found.length]));
};
const failed = rows.some((row) => stateOf(row) === 'failed') || stdio.some(({ differ }) => differ.length > 0);
console.log(
  JSON.stringify({
    suite: SUITE,
    node: process.versions.node,
    server: {
      ...Object.fromEntries(VERSIONS.map((version) => [version, count('server', version)])),
      extensions: count('server', 'extension'),
    },
    client: count('client'),
    checks: rows.reduce((sum, { outcome }) => sum + (outcome?.passed ?? 0), 0),
    stdio,
  }),
);
process.exitCode = failed ? 1 : 0;
