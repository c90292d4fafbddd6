/** The command line as a user meets it: real processes, exit codes, what is on stdout and what on stderr. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFakeUpstream } from '../src/testing/upstream.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

const mizan = (args: string[], options: { input?: string; env?: Record<string, string> } = {}) => {
  const result = spawnSync(process.execPath, [MAIN, ...args], {
    input: options.input ?? '',
    encoding: 'utf8',
    env: { ...process.env, ...options.env },
    timeout: 20_000,
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
};

test('help: alone, by name, by flag', () => {
  const plain = mizan(['help']);
  assert.equal(plain.code, 0);
  for (const verb of ['serve', 'ask', 'chat', 'tasks', 'train', 'eval'])
    assert.match(plain.out, new RegExp(`^  ${verb} `, 'm'));
  assert.deepEqual(mizan(['--help']), plain);
  const ask = mizan(['help', 'ask']);
  assert.equal(ask.code, 0);
  assert.match(ask.out, /--budget-tokens N/);
  assert.deepEqual(mizan(['ask', '--help']), ask);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(mizan(['--version']), { code: 0, out: `${version}\n`, err: '' });
});

test('mistakes: exit code 2, one line on stderr, nothing on stdout', () => {
  for (const [args, message] of [
    [['aks', 'x'], /there is no "aks"; did you mean npm start -- ask\?/],
    [['zebra', 'in', 'the', 'zoo'], /there is no "zebra"; to ask a question: npm start -- ask "zebra in the zoo"/],
    [['help', 'nothing-like-it'], /npm start -- help lists the verbs/],
    [['--jsno'], /unknown option --jsno; did you mean --json\?/],
    [['ask', '--n', '0', 'x'], /--n takes a whole number from 1 to 256, got "0"/],
    [['ask', '--tempreature', '1', 'x'], /unknown option --tempreature; did you mean --temperature\?/],
    [['ask', '--plan', 'all', 'x'], /--plan takes none, shared, each/],
    [['ask', '--json', ''], /the question is empty/],
    [['ask', '--json', '-'], /the question is empty/],
    [['chat', 'hello'], /chat takes no question/],
    [['ask', '--gguf', '/no/such.gguf', 'x'], /--gguf \/no\/such\.gguf: there is no such file/],
    [['ask', '--gguf', 'package.json', 'x'], /--gguf package\.json is no GGUF file/],
    [['eval'], /a rough run of minutes: npm start -- eval --quick/],
  ] as const) {
    const { code, out, err } = mizan([...args]);
    assert.equal(code, 2, `${args.join(' ')}: ${err}`);
    assert.equal(out, '');
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1);
  }
});

test('a question in the place of a verb is asked', () => {
  for (const question of ['what is 2+2', '2+2']) {
    const { code, out, err } = mizan([question, '--no-trace']);
    assert.equal(code, 0, err);
    assert.match(out, /^answer {6}4$/m);
  }
});

test('an error: exit code 1, a message without a stack; MIZAN_DEBUG=1 shows it', () => {
  const args = ['ask', '--json', '--model', 'no/such/folder', 'What is 2 + 2?'];
  const { code, out, err } = mizan(args, { env: { MIZAN_DEBUG: '' } });
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(err, /^mizan: .*no\/such\/folder/);
  assert.doesNotMatch(err, /\n\s+at /);
  assert.match(mizan(args, { env: { MIZAN_DEBUG: '1' } }).err, /\n\s+at /);
});

/** Resolves to the exit code and stderr of a process whose reader goes away or which is sent a signal. */
const watch = (args: string[], act: (child: ReturnType<typeof spawn>) => void) =>
  new Promise<{ code: number | null; err: string }>((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    let err = '';
    child.stderr!.on('data', (part) => {
      err += part;
    });
    child.on('exit', (code) => resolve({ code, err }));
    act(child);
  });

test('a reader that goes away ends it quietly', async () => {
  const { code, err } = await watch(['help', 'ask'], (child) => child.stdout!.destroy());
  assert.notEqual(code, 0);
  assert.equal(err, '');
});

test('Ctrl-C while waiting for a question: 130', async () => {
  for (const begun of ['What is', '']) {
    const { code, err } = await watch(['ask', '-'], (child) => {
      child.stdin!.write(begun);
      setTimeout(() => child.kill('SIGINT'), 800);
    });
    assert.equal(code, 130);
    assert.equal(err, '');
  }
});

test('without a verb it serves, and a termination ends it with 0', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-cli-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'mizan.json'), JSON.stringify({ server: { port: 0, data: folder } }));
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { ...process.env, MIZAN_DATA: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (/Ctrl-C stops it/.test(out)) child.kill('SIGTERM');
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 0, out);
  assert.match(out, /^mizan serves on http:\/\/127\.0\.0\.1:\d+\n[\s\S]*answered {2}25\*7-[\s\S]*stopped\n$/);
});

/** Whether a process is still there. */
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const until = async (holds: () => boolean): Promise<boolean> => {
  for (let i = 0; i < 400 && !holds(); i++)
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  return holds();
};

/** That a process whose launcher was killed ends. */
const ends = async (pid: number, what: string): Promise<void> => {
  if (await until(() => !isRunning(pid))) return;
  process.kill(pid, 'SIGKILL');
  assert.fail(`${what} outlived its launcher`);
};

test('an agent stops when its launcher is killed, and can be gone on with', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-cli-'));
  const upstream = await startFakeUpstream(() => ({ content: 'a b c', fault: 'stall', after: 1 }), {
    models: ['small'],
  });
  t.after(async () => {
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const launcher = fileURLToPath(new URL('../bin/mizan.mjs', import.meta.url));
  const flags = ['--no-probe', '--folder', folder, '--data', join(folder, 'data'), '--use', upstream.url];
  const child = spawn(process.execPath, [launcher, 'act', 'Go.', '--solver', 'small', ...flags], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const runs = join(folder, 'data', 'agents');
  const journal = (): string => {
    const [run] = existsSync(runs) ? readdirSync(runs) : [];
    return run === undefined ? '' : join(runs, run);
  };
  const asked = await until(() => upstream.requests.some(({ body }) => body.messages !== undefined));
  assert.ok(asked, 'it asks its model');
  const pid = Number(readFileSync(join(journal(), 'lock'), 'utf8').split(' ')[0]);
  child.kill('SIGKILL');
  await ends(pid, 'the agent');
  assert.match(readFileSync(join(journal(), 'journal.jsonl'), 'utf8'), /"type":"stopped","reason":"cancelled"/);
});

test('flags without a verb are those of the server; it ends when its launcher or its npm is killed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-cli-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const launcher = fileURLToPath(new URL('../bin/mizan.mjs', import.meta.url));
  const flags = ['--port', '0', '--json', '--data', folder];
  // As npm start does it: a process that runs the launcher, which runs the server.
  const npm = `require('node:child_process').spawn(process.execPath, ${JSON.stringify([launcher, ...flags])}, { stdio: 'inherit' })`;
  const killed = async (args: string[], env: Record<string, string>): Promise<void> => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').once('data', resolve);
      child.once('exit', (code) => reject(new Error(`it ended with ${code} and said nothing`)));
    });
    const { pid, url } = JSON.parse(line) as { pid: number; url: string };
    assert.equal((await fetch(`${url}/health`)).status, 200);
    child.kill('SIGKILL');
    await ends(pid, `the server of ${args.join(' ')}`);
  };
  await Promise.all([killed([launcher, ...flags], {}), killed(['-e', npm], { npm_lifecycle_event: 'start' })]);
});
