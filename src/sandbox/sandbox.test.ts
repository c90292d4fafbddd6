import assert from 'node:assert/strict';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isolate, lookAtHost, NOBODY } from './bubblewrap.ts';
import { runChild } from './child.ts';
import { pythonTests } from './python.ts';
import { openSandbox } from './sandbox.ts';
import { attack } from './self-test.ts';

const host = lookAtHost();
const sandbox = await openSandbox(host);
const skip = sandbox.offers.has('shell') ? false : sandbox.missing!;
const noPython = sandbox.offers.has('python') ? false : sandbox.missing!;
const MIB = 1024 * 1024;

test('what is missing is one sentence that says what to do, and nothing is run', async () => {
  const without = await openSandbox({ ...host, bwrap: undefined });
  assert.deepEqual([...without.offers], ['javascript']);
  if (process.platform === 'linux')
    assert.match(without.missing!, /bubblewrap is not installed.*apt-get install bubblewrap/);
  await assert.rejects(without.run({ argv: ['true'] }), /No sandbox/);
  assert.throws(() => pythonTests(without), /No sandbox/);
});

test('a command sees its folder, its input and its variables, and nothing of this process', { skip }, async () => {
  process.env['MIZAN_SANDBOX_SECRET'] = 'visible';
  const result = await sandbox.run({
    argv: ['sh', '-c', 'cat a/b.txt; cat; echo "$NAME ${MIZAN_SANDBOX_SECRET-hidden}"; id -u; ls /; exit 3'],
    stdin: 'typed\n',
    files: { 'a/b.txt': 'written\n' },
    environment: { NAME: 'box' },
  });
  delete process.env['MIZAN_SANDBOX_SECRET'];
  assert.deepEqual(result.stdout.split('\n').slice(0, 4), ['written', 'typed', 'box hidden', '1000']);
  assert.doesNotMatch(result.stdout, /^(?:etc|root|home)$/m);
  assert.equal(result.code, 3);
  await assert.rejects(sandbox.run({ argv: ['true'], files: { '../x': '' } }), /relative path inside/);
});

test('a folder keeps what a command writes, up to its bound', { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-work-'));
  if (host.root) chownSync(folder, NOBODY, NOBODY);
  await sandbox.run({ argv: ['sh', '-c', 'echo kept > kept.txt'], folder });
  assert.equal(readFileSync(join(folder, 'kept.txt'), 'utf8'), 'kept\n');
  const filled = await sandbox.run({
    argv: ['sh', '-c', 'for i in 1 2 3 4 5 6 7 8 9; do head -c 1000000 /dev/zero > $i; sleep 0.2; done'],
    folder,
    disk: 2 * MIB,
  });
  assert.equal(filled.killed, 'disk');
  rmSync(folder, { recursive: true });
});

test('bombs end within five seconds and their bound is named', { skip }, async () => {
  const bombs = {
    time: ['sh', '-c', 'while :; do :; done'],
    output: ['yes'],
    disk: ['sh', '-c', 'i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > /work/$i || exit 1; done'],
    processes: [
      'sh',
      '-c',
      'bomb() { bomb | bomb & }; bomb; sleep 1; for i in 1 2 3 4 5 6 7 8 9; do sleep 1 & done; wait',
    ],
    memory: ['sh', '-c', 'x=a; while :; do x=$x$x; done'],
  };
  const results = await Promise.all(
    Object.values(bombs).map((argv) =>
      sandbox.run({ argv, seconds: 1.5, processes: 16, memory: 48 * MIB, disk: 8 * MIB }),
    ),
  );
  assert.deepEqual(
    results.map(({ killed }) => killed),
    Object.keys(bombs),
  );
  assert.ok(
    results.every(({ seconds }) => seconds < 5),
    JSON.stringify(results.map(({ seconds }) => seconds)),
  );
  assert.ok(results[1]!.truncated && results[1]!.stdout.length < 100_000);
});

test('a cancelled command ends', { skip }, async () => {
  const controller = new AbortController();
  const running = sandbox.run({ argv: ['sleep', '30'], signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  assert.equal((await running).killed, 'cancelled');
});

test('the self-test finds a sandbox that holds less than it should', { skip }, async () => {
  const weakened = (left: readonly string[]) =>
    attack((request) => {
      const argv = isolate(host, {
        argv: request.argv,
        seconds: 5,
        addressSpace: undefined,
        processes: request.processes!,
        disk: MIB,
        files: [],
        environment: request.environment,
      });
      const at = argv.indexOf(left[0]!);
      return runChild({
        argv: argv.toSpliced(at, left.length),
        stdin: '',
        descriptors: [],
        seconds: 5,
        output: 65_536,
      });
    });
  const [userns, inside, none] = await Promise.all([
    weakened(['--disable-userns']),
    weakened(['--hostname', 'box', '--die-with-parent', '--new-session', '--ro-bind', '/usr', '/usr']),
    weakened(['--die-with-parent']),
  ]);
  assert.deepEqual(userns, ['a further user namespace can be made']);
  assert.match(inside[0]!, /^it does not start/);
  assert.deepEqual(none, []);
});

test('Python programs are told apart by what they do', { skip: noPython }, async () => {
  const programs = [
    'def f(x): return x + 1',
    'def f(x): return {3: x, 1: [x]}',
    'def f(x):\n  while True: pass',
    'import os; os._exit(0)',
    'def f(x) return',
    'def f(x): return [0] * 10 ** 11',
    'def f(x): raise SystemExit(0)',
  ];
  const tests = [
    { type: 'statement' as const, code: 'assert f(1) == 2, "why"' },
    { type: 'equal' as const, call: 'f(1)', expected: '{1: [1], 3: 1.0}' },
    { type: 'statement' as const, code: 'assert f(' },
  ];
  const runs = await pythonTests(sandbox)({ programs, tests, testSeconds: 0.1, patience: 1 });
  assert.deepEqual(
    runs.map(({ outcomes }) => outcomes.join(' ')),
    [
      'pass fail unread',
      'fail pass unread',
      'timeout timeout timeout',
      'error error error',
      'error error error',
      'error error unread',
      'error error unread',
    ],
  );
  assert.equal(runs[0]!.values[0], '2');
  assert.match(runs[4]!.fault!, /SyntaxError/);
});
