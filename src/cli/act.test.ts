/** `mizan act` over a scripted upstream in a real folder: answers, permissions, bounds, --json, Ctrl-C and --resume. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { storedRuns } from '../agent/stored-runs.ts';
import { startFakeUpstream, type Answer, type Seen, type UpstreamOptions } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { run as act } from './act.ts';
import { run as undo } from './undo.ts';
import type { CliContext } from './flags/context.ts';
import { demoModel } from '../local/testing.ts';

const embedded = demoModel();

const call = (name: string, args: Wire): Answer => ({ toolCalls: [{ name, arguments: JSON.stringify(args) }] });

const start = async (
  t: TestContext,
  script: (request: Seen, i: number) => Answer,
  settings: Wire = {},
  options: UpstreamOptions = {},
) => {
  const upstream = await startFakeUpstream(script, { models: ['small'], ...options });
  const folder = mkdtempSync(join(tmpdir(), 'mizan-act-'));
  const work = join(folder, 'work');
  const data = join(folder, 'data');
  const config = join(folder, 'mizan.json');
  writeFileSync(
    config,
    JSON.stringify({ providers: { up: { baseUrl: upstream.url, models: { small: {} } } }, ...settings }),
  );
  t.after(async () => {
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(work);
  const runVerb = async (verb: typeof act, args: string[], signal = new AbortController().signal, isTTY = false) => {
    let [out, err] = ['', ''];
    const context: CliContext = {
      input: Readable.from([]),
      output: { isTTY, columns: 120, write: (part: string) => void (out += part) },
      errors: { isTTY: false, columns: 120, write: (part: string) => void (err += part) },
      env: {},
      clock: Date.now,
      open: async () => embedded,
      places: { places: [] },
    };
    const code = await verb([...args, '--config', config, '--data', data], signal, context);
    return { code, out, err };
  };
  const mizan = async (args: string[], signal?: AbortSignal, isTTY?: boolean) =>
    await runVerb(act, ['--folder', work, ...args], signal, isTTY);
  return {
    mizan,
    undo: async (args: string[], folder = work) => await runVerb(undo, [...args, '--folder', folder]),
    work,
    upstream,
  };
};

test('it reads the folder and answers; steps beside, the answer on standard output', async (t) => {
  const { mizan, work } = await start(t, (_, i) => [call('read', { path: 'a.txt' }), 'Port 4747.'][i]!);
  writeFileSync(join(work, 'a.txt'), 'listens on 4747\n');
  const { code, out, err } = await mizan(['Which port?']);
  assert.equal(code, 0, err);
  assert.equal(out, 'Port 4747.\n');
  assert.match(err, /→ read\("path":"a.txt"\)\n← read: .*4747/);
});

test('a change without a person is refused; with --yes it is made; with --dry-run it is only said', async (t) => {
  const { mizan, work } = await start(t, ({ body }) =>
    (body.messages as Wire[]).at(-1)!.role === 'tool' ? 'done' : call('write', { path: 'new.txt', content: 'hello\n' }),
  );
  const refused = await mizan(['Write it.']);
  assert.match(refused.err, /nobody is here/);
  assert.match(refused.err, /refused, since nobody could be asked: write; --allow RULE or --yes allows it/);
  assert.equal(existsSync(join(work, 'new.txt')), false);
  const dry = await mizan(['Write it.', '--dry-run']);
  assert.match(dry.err, /Dry run/);
  assert.equal(existsSync(join(work, 'new.txt')), false);
  assert.equal((await mizan(['Write it.', '--yes'])).code, 0);
  assert.equal(readFileSync(join(work, 'new.txt'), 'utf8'), 'hello\n');
});

test('mizan undo takes back what the last run changed, and leaves what others did', async (t) => {
  const { mizan, undo, work } = await start(t, (_, i) =>
    i % 2 === 0 ? call('write', { path: `new${i}.txt`, content: 'hello\n' }) : 'done',
  );
  await assert.rejects(undo([]), /there is no run yet/);
  await mizan(['Write it.', '--yes']);
  assert.match((await undo(['--list'])).out, /^0 {2}begin: nothing\n1 {2}write new0\.txt: made new0\.txt\n$/);
  await assert.rejects(undo(['--step', '2']), /has the steps 0 to 1/);
  writeFileSync(join(work, 'theirs.txt'), 'x');
  const undone = await undo([]);
  assert.equal(undone.out, 'removed new0.txt\nleft theirs.txt: someone else changed it; --force undoes that too\n');
  assert.equal(undone.code, 1);
  assert.equal(existsSync(join(work, 'new0.txt')), false);
  assert.match((await undo(['--step', '1'])).out, /^restored new0\.txt\nleft theirs\.txt/);
  assert.equal(readFileSync(join(work, 'new0.txt'), 'utf8'), 'hello\n');
});

test('the last run is that of the folder: another one is named, and neither gone on with nor taken back', async (t) => {
  const { mizan, undo, work } = await start(t, (_, i) =>
    i % 2 === 0 ? call('write', { path: 'new.txt', content: 'hello\n' }) : 'done',
  );
  const other = join(work, '..', 'other');
  mkdirSync(other);
  await mizan(['Write it.', '--yes']);
  await assert.rejects(
    undo([], other),
    /no run worked in .*other; the last one elsewhere worked in .*work: mizan undo \d/,
  );
  await assert.rejects(mizan(['--folder', other, '--resume', 'last']), /no run worked in .*: mizan act --resume \d/);
  await mizan(['--folder', other, 'Write it there.', '--yes']);
  assert.equal((await undo([])).out, 'removed new.txt\n');
  assert.match((await undo([])).out, /^nothing to undo: run \S+ left nothing changed in .*work\n$/);
  assert.equal(existsSync(join(other, 'new.txt')), true);
  await assert.rejects(undo([], join(work, 'nowhere')), /is no folder/);
  rmSync(other, { recursive: true });
  const runs = (await mizan(['--runs'])).out.split('\n');
  await assert.rejects(undo([runs[0]!.split(' ')[0]!]), /other, is gone; make it again to undo in it/);
});

test('on a terminal an answer moves no cursor; a pipe gets it as it is', async (t) => {
  const answer = 'a\u001b[2Jb\u0007\n  c\u202e';
  const { mizan } = await start(t, () => answer);
  assert.equal((await mizan(['Say it.'], undefined, true)).out, 'a[2Jb\n  c\n');
  assert.equal((await mizan(['Say it.'])).out, `${answer}\n`);
});

test('--yes is no answer to a question of the agent', async (t) => {
  const { mizan } = await start(t, (_, i) => (i === 0 ? call('ask', { question: 'Which one?' }) : 'done'));
  assert.match((await mizan(['Do it.', '--yes'])).err, /← ask: tool: Nobody is there to answer/);
});

test('--json prints every event and the outcome; bounds end with 3; --runs lists, --resume goes on', async (t) => {
  const { mizan, work } = await start(t, (_, i) => (i < 3 ? call('read', { path: 'a.txt' }) : `answer ${i}`));
  writeFileSync(join(work, 'a.txt'), 'text\n');
  const bounded = await mizan(['Go.', '--steps', '2', '--json']);
  assert.equal(bounded.code, 3);
  const events = bounded.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Wire);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['begin', 'probed', 'reply', 'call', 'result', 'reply', 'call', 'result', 'stopped', 'outcome'],
  );
  assert.match((await mizan(['--runs'])).out, /steps +2 steps +Go\./);
  const resumed = await mizan(['--resume', 'last']);
  assert.equal(resumed.out, 'answer 3\n', resumed.err);
  assert.equal((await mizan(['--resume', 'last', 'And more?'])).out, 'answer 4\n');
  await assert.rejects(mizan(['--resume', 'nope']), /there is no run "nope"/);
  await assert.rejects(mizan(['x', '--agent', 'nope']), /no agent "nope"/);
});

test('Ctrl-C ends with 130 and leaves the run to be gone on with', async (t) => {
  const stop = new AbortController();
  const { mizan } = await start(t, (_, i) => {
    if (i > 0) return 'after all';
    setTimeout(() => stop.abort(), 20);
    return { content: 'a b c', fault: 'stall', after: 1 };
  });
  const stopped = await mizan(['Go.'], stop.signal);
  assert.equal(stopped.code, 130);
  assert.match(stopped.err, /act --resume/);
  assert.equal((await mizan(['--resume', 'last'])).out, 'after all\n');
});

test('rules of the config and of flags decide what is asked; a flag that denies is the last word', async (t) => {
  let writes = 0;
  const { mizan, work } = await start(
    t,
    ({ body }) =>
      (body.messages as Wire[]).at(-1)!.role === 'tool'
        ? 'done'
        : call('write', { path: `src/new${writes++}.txt`, content: 'hello\n' }),
    { agents: { act: { permissions: { write: { '*': 'ask', 'src/**': 'allow' } }, hosts: ['docs.example.org'] } } },
  );
  mkdirSync(join(work, 'src'));
  for (const [flags, made] of [
    [[], true],
    [['--deny', 'write'], false],
    [['--deny', 'write:src/*', '--allow', 'write'], false],
    [['--deny', 'bash', '--allow', 'write:src/*'], true],
  ] as const) {
    const path = join(work, `src/new${writes}.txt`);
    const { err } = await mizan(['Write it.', ...flags]);
    assert.equal(existsSync(path), made, `${flags.join(' ')}: ${err}`);
  }
  const { out } = await mizan(['Write it.', '--json']);
  const begin = JSON.parse(out.split('\n')[0]!) as { id: string; tools: string[]; folder: string };
  assert.ok(begin.tools.includes('fetch'), 'a named host brings fetch');
  assert.equal(begin.folder, realpathSync(work));
  assert.match((await mizan(['--runs'])).out, new RegExp(begin.id), 'the run has one name everywhere');
});

test('a model is tried once before its first task; one that sees no results is refused, unless --no-probe is typed', async (t) => {
  const reads = ({ body }: Seen): Answer =>
    (body.messages as Wire[]).at(-1)!.role === 'tool' ? 'Port 4747.' : call('glob', { pattern: '*' });
  const seeing = await start(t, reads);
  assert.match((await seeing.mizan(['Which port?'])).err, /the model sees what its tools give; its window is not told/);
  assert.doesNotMatch((await seeing.mizan(['Which port?'])).err, /sees what its tools give/);
  assert.equal(seeing.upstream.probes(), 1);
  await seeing.mizan(['Which port?', '--probe']);
  assert.equal(seeing.upstream.probes(), 2);
  const blind = await start(t, reads, {}, { results: 'lost' });
  const refused = await blind.mizan(['Which port?']);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /stopped \(blind\): this model does not see what its tools give: .*--no-probe/);
  assert.equal(blind.upstream.requests.length, 0);
  assert.equal((await blind.mizan(['Which port?', '--no-probe'])).out, 'Port 4747.\n');
  assert.equal(blind.upstream.probes(), 2);
});

test('without a model that calls tools the way to one is said, and no run is left behind', async (t) => {
  const { mizan, work } = await start(t, () => 'never', { providers: {} });
  await assert.rejects(mizan(['Which port?']), /calls no tools; connect one that does \(mizan connect ollama\)/);
  await assert.rejects(mizan(['Which port?', '--agent', 'nobody']), /there is no agent "nobody"/);
  assert.equal((await mizan(['--runs'])).out, 'no runs yet\n');
  assert.deepEqual(await storedRuns(join(work, '..', 'data')), [], 'nothing of the folder was copied');
});
