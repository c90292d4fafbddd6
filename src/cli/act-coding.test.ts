/**
 * `mizan act` on a repository: a person who answers, steers and undoes on a terminal, commits, and several attempts.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { startServer } from '../gateway/serve.ts';
import { readConfig } from '../provider/config.ts';
import { sharedSandbox } from '../sandbox/sandbox.ts';
import type { ToolResult } from '../agent/types.ts';
import { startFakeUpstream, type Answer, type Seen } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { run as act } from './act.ts';
import type { CliContext } from './flags/context.ts';
import { actInAttempts, type AttemptsParts } from './act-attempts.ts';
import { run as undo } from './undo.ts';
import { demoModel } from '../local/testing.ts';

const sandbox = await sharedSandbox();
const WITHOUT = sandbox.missing === undefined ? false : 'no sandbox here';

const embedded = demoModel();

const call = (name: string, args: Wire): Answer => ({ toolCalls: [{ name, arguments: JSON.stringify(args) }] });
const edit = (from: string, to: string): Answer => call('edit', { path: 'add.mjs', old_string: from, new_string: to });

const PROGRAM = 'export const add = (a, b) => a - b;\n';
const TEST = `import { add } from './add.mjs';\nif (add(2, 3) !== 5) { console.log('# fail 1'); process.exit(1); }\n`;

const start = async (
  t: TestContext,
  script: (request: Seen, i: number) => Answer,
  agents: (folder: string) => Wire = () => ({}),
) => {
  const upstream = await startFakeUpstream(script, { models: ['small'] });
  const folder = mkdtempSync(join(tmpdir(), 'mizan-coding-'));
  const [work, data, file] = [join(folder, 'work'), join(folder, 'data'), join(folder, 'mizan.json')];
  const written = JSON.stringify({
    providers: { up: { baseUrl: upstream.url, models: { small: {} } } },
    agents: agents(work),
  });
  writeFileSync(file, written);
  t.after(async () => {
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(work);
  const git = (...args: string[]): string => execFileSync('git', ['-C', work, ...args], { encoding: 'utf8' });
  git('init', '-q');
  git('config', 'user.name', 'A');
  git('config', 'user.email', 'a@b.c');
  writeFileSync(join(work, 'add.mjs'), PROGRAM);
  writeFileSync(join(work, 'package.json'), JSON.stringify({ type: 'module', scripts: { test: 'node check.mjs' } }));
  writeFileSync(join(work, 'check.mjs'), TEST);
  git('add', '-A');
  git('commit', '-qm', 'first');
  /** `says`: what the person types, each when the screen shows its text. */
  const mizan = async (args: string[], says?: [RegExp, string][], signal = new AbortController().signal) => {
    let [out, err] = ['', ''];
    const input = Object.assign(new PassThrough(), { isTTY: says !== undefined });
    const due = [...(says ?? [])];
    let seen = 0;
    const context: CliContext = {
      input,
      output: { isTTY: false, columns: 120, write: (part: string) => void (out += part) },
      errors: {
        isTTY: says !== undefined,
        columns: 120,
        write: (part: string) => {
          err += part;
          while (due[0]?.[0].test(err.slice(seen))) {
            seen = err.length;
            const [, line] = due.shift()!;
            setImmediate(() => input.write(`${line}\n`));
          }
        },
      },
      env: {},
      clock: Date.now,
      open: async () => embedded,
      places: { places: [] },
    };
    const code = await act([...args, '--config', file, '--data', data, '--folder', work], signal, context);
    assert.deepEqual(due, [], err);
    return { code, out, err };
  };
  const undoAll = async () => {
    const quiet = { isTTY: false, columns: 120, write: () => {} };
    const context: CliContext = {
      input: new PassThrough(),
      output: quiet,
      errors: quiet,
      env: {},
      clock: Date.now,
      open: async () => embedded,
    };
    return undo(['--config', file, '--data', data, '--folder', work], new AbortController().signal, context);
  };
  const program = (): string => readFileSync(join(work, 'add.mjs'), 'utf8');
  return { mizan, undoAll, work, data, git, program, upstream, config: readConfig(written, file, folder) };
};

const lastUser = ({ body }: Seen): string =>
  (body.messages as Wire[])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => String(content))
    .at(-1)!;

test('a diff is shown in colour and asked; the commit is proposed, and made only after a yes', async (t) => {
  const { mizan, git, program } = await start(
    t,
    (_, i) => [edit('a - b', 'a + b'), 'The sign was wrong. It is mended.'][i]!,
  );
  const { code, err } = await mizan(
    ['Mend add.'],
    [
      [/\? .*y\]es, \[n\]o/, '?'],
      [/a PATTERN/, 'y'],
      [/Commit this\?/, 'y'],
    ],
  );
  assert.equal(code, 0, err);
  assert.ok(
    err.includes('\u001b[31m-export const add = (a, b) => a - b;\u001b[39m') ||
      /\u001b\[31m-export const add[^\n]*\u001b/.test(err),
    err,
  );
  assert.match(err, /to commit:\n {2}The sign was wrong\n[\s\S]*add\.mjs \| \+1 −1\n 1 file changed/);
  assert.equal(program(), PROGRAM.replace('-', '+'));
  assert.equal(git('log', '-1', '--format=%s').trim(), 'The sign was wrong');
  assert.equal(git('status', '--porcelain').trim(), '');
});

test('always by pattern; /undo while it works takes the change back and the agent is told', async (t) => {
  const { mizan, git, program } = await start(t, (request, i) => {
    if (i === 0) return edit('a - b', 'a * b');
    return { content: lastUser(request).includes('took back') ? 'Stopped.' : 'Done.', firstMs: 400 };
  });
  const { out, err } = await mizan(
    ['Mend add.'],
    [
      [/\? .*y\]es/, 'a *.mjs'],
      [/← edit: changed add\.mjs/, '/undo'],
    ],
  );
  assert.match(err, /allowed from now on in this folder: edit \*\.mjs/);
  assert.match(err, /the person took back the last change: add\.mjs/);
  assert.equal(out, 'Stopped.\n');
  assert.equal(program(), PROGRAM);
  assert.equal(git('log', '--oneline').trim().split('\n').length, 1);
});

test('--json proposes a commit and never makes it; the last line is the outcome', async (t) => {
  const { mizan, git } = await start(t, (_, i) => [edit('a - b', 'a + b'), 'Mended.'][i]!);
  const { code, out } = await mizan(['Mend add.', '--yes', '--json']);
  assert.equal(code, 0);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Wire);
  const commit = lines.find(({ type }) => type === 'commit')!;
  assert.deepEqual([commit.made, commit.message, lines.at(-1)!.type], [false, 'Mended', 'outcome']);
  assert.equal(git('log', '--oneline').trim().split('\n').length, 1);
});

test(
  'of several attempts the one that passes the tests is taken; copies are gone; undo brings all back',
  { skip: WITHOUT },
  async (t) => {
    const script = (_: Seen, i: number): Answer =>
      [edit('a - b', 'a * b'), 'One.', edit('a - b', 'a + b'), 'Two.', edit('a - b', 'b + a'), 'Three.'][i]!;
    const { mizan, undoAll, git, program, data, work } = await start(t, script);
    git('config', 'core.logallrefupdates', 'true');
    const head = git('rev-parse', 'HEAD');
    const { code, out, err } = await mizan(['Mend add.', '--attempts', '3', '--yes']);
    assert.equal(code, 0, err);
    assert.match(
      err,
      /attempt 1: 1 tests fail, 1 files changed[\s\S]*attempt 2: tests pass[\s\S]*chosen: attempt 2 \(2 of 3 pass the tests/,
    );
    assert.equal(out, 'Two.\n');
    assert.equal(program(), PROGRAM.replace('-', '+'));
    assert.deepEqual(
      [
        git('rev-parse', 'HEAD'),
        git('diff', '--cached', '--name-only'),
        git('worktree', 'list').trim().split('\n').length,
      ],
      [head, '', 1],
    );
    assert.deepEqual(readdirSync(join(data, 'attempts')), []);
    assert.deepEqual(readdirSync(work).toSorted(), ['.git', 'add.mjs', 'check.mjs', 'package.json']);
    assert.equal(await undoAll(), 0);
    assert.equal(program(), PROGRAM);
  },
);

test(
  'attempts that Ctrl-C stops are gone on with by --resume: those that ended are not made again',
  { skip: WITHOUT },
  async (t) => {
    const stop = new AbortController();
    const replies = [edit('a - b', 'a * b'), 'One.', edit('a - b', 'a + b')];
    const script = (_: Seen, i: number): Answer => {
      if (i !== 3) return replies[i] ?? ['Two.', edit('a - b', 'b + a'), 'Three.'][i - 4]!;
      setTimeout(() => stop.abort(), 20);
      return { content: 'a b c', fault: 'stall', after: 1 };
    };
    const { mizan, program, data, upstream } = await start(t, script);
    const stopped = await mizan(['Mend add.', '--attempts', '3', '--yes'], undefined, stop.signal);
    assert.equal(stopped.code, 130);
    assert.match(stopped.err, /attempt 1: 1 tests fail[\s\S]*attempt 2 of at most 3[\s\S]*to go on: .*act --resume/);
    assert.equal(program(), PROGRAM);
    assert.equal(upstream.requests.length, 4);
    assert.match((await mizan(['--runs'])).out, /cut off +\d+ steps +Mend add\./);
    await assert.rejects(mizan(['--resume', 'last', 'Something else.']), /leave out the task/);
    await assert.rejects(mizan(['--resume', 'last', '--attempts', '2']), /by --resume alone/);
    const { code, err, out } = await mizan(['--resume', 'last', '--yes']);
    assert.equal(code, 0, err);
    assert.match(err, /attempt 1 \(made before\): 1 tests fail[\s\S]*attempt 2 of at most 3, from where it was/);
    assert.match(err, /chosen: attempt 2 \(2 of 3 pass the tests/);
    assert.equal(out, 'Two.\n');
    assert.equal(upstream.requests.length, 7, 'the edit of attempt 2 was not asked for again');
    assert.equal(program(), PROGRAM.replace('-', '+'));
    assert.deepEqual(readdirSync(join(data, 'attempts')), []);
    assert.equal(readdirSync(join(data, 'agents')).length, 1);
  },
);

test(
  'without a person the chosen change goes to standard output as a patch that git applies',
  { skip: WITHOUT },
  async (t) => {
    const { mizan, program, work, data } = await start(t, (_, i) => [edit('a - b', 'a + b'), 'Mended.'][i % 2]!);
    const { code, out } = await mizan(['Mend add.', '--attempts', '3']);
    assert.equal(code, 1);
    assert.equal(program(), PROGRAM);
    const { code: failed, out: patch, err } = await mizan(['Mend.', '--attempts', '2', '--test', 'exit 1', '--yes']);
    assert.deepEqual([failed, patch, program()], [1, out, PROGRAM], err);
    assert.match(err, /no attempt passes the tests, so --yes does not take it over[\s\S]*nothing was changed here/);
    execFileSync('git', ['-C', work, 'apply', '-'], { input: out });
    assert.equal(program(), PROGRAM.replace('-', '+'));
    assert.equal(existsSync(join(data, 'undo')), false);
    await assert.rejects(mizan(['x', '--attempts', '2', '--unsafe-host-shell']), /needs the sandbox/);
  },
);

test('tests that were named and can not be run are refused, and no run is left behind', async () => {
  const data = mkdtempSync(join(tmpdir(), 'mizan-attempts-'));
  const place = { folder: data, data, id: 'a', agent: 'act', task: 'Go.', seed: 1, n: 2, budget: {}, test: 'npm test' };
  const parts = { toolsOf: async () => [] } as unknown as AttemptsParts;
  const flags = { yes: true, dryRun: false, json: false, colour: false };
  await assert.rejects(actInAttempts({ ...place, ...flags }, parts), /--test runs a command in the sandbox/);
  assert.deepEqual(readdirSync(data), []);
  rmSync(data, { recursive: true });
});

test('the same task on the terminal and over HTTP: the model is told the same, the calls and results are the same', async (t) => {
  const replies = [
    call('read', { path: 'add.mjs' }),
    edit('a - b', 'a + b'),
    call('read', { path: 'none.mjs' }),
    'Mended.',
  ];
  const agents = (folder: string): Wire => ({
    coder: { model: 'small', tools: ['read', 'edit'], instructions: 'You mend.', serve: 'everything', folder },
  });
  const { mizan, work, git, upstream, config } = await start(t, (_, i) => replies[i % replies.length]!, agents);
  const terminal = await mizan(['Mend add.', '--agent', 'coder', '--yes', '--json', '--seed', '7']);
  const lines = terminal.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Wire);
  const results = lines
    .filter(({ type }) => type === 'result')
    .map(({ name, result }) => ({ name, ...(result as ToolResult) }));
  const heard = upstream.requests.splice(0).flatMap(({ body }) => (body.messages ? [body.messages] : []));
  git('checkout', '-q', '.');
  const serving = await startServer({
    model: embedded,
    config,
    data: ':memory:',
    port: 0,
    env: {},
    report: (error) => assert.fail(String(error)),
  });
  t.after(async () => serving.stop(0));
  const response = await fetch(`${serving.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'agent:coder', seed: 7, messages: [{ role: 'user', content: 'Mend add.' }] }),
  });
  const reply = (await response.json()) as { choices: { message: Wire }[] };
  assert.equal(reply.choices[0]?.message.content, (lines.at(-1) as Wire).text);
  assert.deepEqual(
    upstream.requests.flatMap(({ body }) => (body.messages ? [body.messages] : [])),
    heard,
  );
  const traces = (await (await fetch(`${serving.url}/v1/traces`)).json()) as { data: { id: string }[] };
  const trace = (await (await fetch(`${serving.url}/v1/traces/${traces.data[0]!.id}`)).json()) as { tree: Wire[] };
  const spans = trace.tree.filter(({ role }) => role === 'tool');
  assert.deepEqual(
    spans.map(({ model, output }) => [model, (output as Wire).content, (output as Wire).error]),
    results.map(({ name, content, error }) => [name, content, error]),
  );
  assert.equal(spans.length, 3);
  assert.equal(readFileSync(join(work, 'add.mjs'), 'utf8'), PROGRAM.replace('-', '+'));
});
