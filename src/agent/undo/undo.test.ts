import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sharedSandbox } from '../../sandbox/sandbox.ts';
import { openToolbox } from '../toolbox.ts';
import { callTool, scratch } from '../tools/testing.ts';
import { openWorkFolder } from '../tools/work-folder.ts';
import { LIMITS } from './manifest.ts';
import { openUndo, withUndo } from './undo.ts';

/** Everything in a folder as text: kind, mode, bytes or target. */
const picture = (root: string, folder = ''): string[] =>
  readdirSync(join(root, folder))
    .toSorted()
    .flatMap((name) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      const stat = lstatSync(join(root, path));
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) return [`${path} → ${readlinkSync(join(root, path))}`];
      if (stat.isDirectory()) return [`${path}/ ${mode}`, ...picture(root, path)];
      return [`${path} ${mode} ${stat.isFile() ? readFileSync(join(root, path)).toString('base64') : 'special'}`];
    });

const setUp = (t: TestContext, limits = LIMITS) => {
  const [root, dataFolder] = [scratch(t), scratch(t)];
  const at = (path: string): string => join(root, path);
  mkdirSync(at('src/deep'), { recursive: true });
  mkdirSync(at('empty'));
  writeFileSync(at('a.txt'), 'one\r\n');
  writeFileSync(at('run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  chmodSync(at('run.sh'), 0o755);
  writeFileSync(at('src/blob'), Buffer.from([0, 255, 1, 254]));
  writeFileSync(at('src/deep/x'), 'x');
  symlinkSync('a.txt', at('link'));
  const open = () => openUndo(openWorkFolder(root), { dataFolder, run: 'run 1' }, limits);
  return { root, dataFolder, at, open, undo: open() };
};

const CHANGES: readonly { what: string; change(at: (path: string) => string): void }[] = [
  { what: 'bytes', change: (at) => writeFileSync(at('a.txt'), 'two\n') },
  { what: 'the same size in the same moment', change: (at) => writeFileSync(at('a.txt'), 'owe\r\n') },
  { what: 'a mode', change: (at) => chmodSync(at('run.sh'), 0o600) },
  { what: 'a deletion', change: (at) => unlinkSync(at('src/blob')) },
  { what: 'a folder with all in it', change: (at) => rmSync(at('src'), { recursive: true }) },
  { what: 'an empty folder', change: (at) => rmSync(at('empty'), { recursive: true }) },
  { what: 'everything', change: (at) => readdirSync(at('')).forEach((name) => rmSync(at(name), { recursive: true })) },
  { what: 'a new file in a new folder', change: (at) => { mkdirSync(at('n/m'), { recursive: true }); writeFileSync(at('n/m/f'), ''); } },
  { what: 'names of all kinds', change: (at) => ['-rf', 'a\nb', '\u202e', '$(x)', ' '].forEach((name) => writeFileSync(at(name), name)) },
  { what: 'a link elsewhere', change: (at) => { unlinkSync(at('link')); symlinkSync('/etc/passwd', at('link')); } },
  { what: 'a link instead of a file', change: (at) => { unlinkSync(at('a.txt')); symlinkSync('/etc/passwd', at('a.txt')); } },
  { what: 'a link instead of a folder', change: (at) => { rmSync(at('src'), { recursive: true }); symlinkSync('/tmp', at('src')); } },
  { what: 'a folder instead of a file', change: (at) => { unlinkSync(at('a.txt')); mkdirSync(at('a.txt/b'), { recursive: true }); writeFileSync(at('a.txt/b/c'), ''); } },
  { what: 'a file instead of a folder', change: (at) => { rmSync(at('src'), { recursive: true }); writeFileSync(at('src'), 'file'); } },
  { what: 'a folder without rights', change: (at) => { chmodSync(at('src/deep'), 0o500); writeFileSync(at('src/blob'), 'x'); } },
  { what: 'what .gitignore says now', change: (at) => { writeFileSync(at('.gitignore'), 'src/\n*.txt\n'); rmSync(at('src'), { recursive: true }); writeFileSync(at('a.txt'), 'z'); writeFileSync(at('new.txt'), ''); } },
]; // prettier-ignore

test('undo brings back bytes, modes, links, folders and deletions, and removes what is new', (t) => {
  for (const { what, change } of CHANGES) {
    const { root, at, undo } = setUp(t);
    const before = picture(root);
    change(at);
    const step = undo.record(what);
    assert.ok(step && step.changes.length > 0, what);
    const undone = undo.undo(0);
    assert.deepEqual(undone.failed, [], what);
    assert.deepEqual(undone.kept, [], what);
    assert.deepEqual(picture(root), before, what);
    undo.undo(1); // and back again
    undo.undo(0);
    assert.deepEqual(picture(root), before, what);
  }
  assert.equal(existsSync('/etc/passwd'), true);
});

test('any step can be gone back to, also in another process', (t) => {
  const { root, at, open, undo } = setUp(t);
  const pictures = [picture(root)];
  for (let i = 1; i <= 4; i++) {
    writeFileSync(at(`f${i}`), `${i}`);
    writeFileSync(at('a.txt'), `step ${i}`);
    assert.deepEqual(
      undo
        .record(`step ${i}`)!
        .changes.map(({ path, change }) => `${change} ${path}`)
        .toSorted(),
      ['changed a.txt', `made f${i}`],
    );
    pictures.push(picture(root));
  }
  assert.equal(undo.record('nothing'), undefined);
  const again = open();
  assert.deepEqual(
    again.steps().map(({ label }) => label),
    ['begin', 'step 1', 'step 2', 'step 3', 'step 4'],
  );
  for (const step of [2, 4, 0, 3, 1]) {
    again.undo(step);
    assert.deepEqual(picture(root), pictures[step], `step ${step}`);
  }
  assert.throws(() => again.undo(99), /no step 99/);
});

test('what someone else changed stays, and is said, unless it is forced', (t) => {
  const { at, undo } = setUp(t);
  writeFileSync(at('a.txt'), 'agent');
  undo.record('edit a.txt');
  writeFileSync(at('theirs.txt'), 'person');
  writeFileSync(at('run.sh'), 'person');
  writeFileSync(at('agent.txt'), 'x');
  unlinkSync(at('agent.txt'));
  const undone = undo.undo(0);
  assert.deepEqual(undone.kept.toSorted(), ['run.sh', 'theirs.txt']);
  assert.equal(readFileSync(at('a.txt'), 'utf8'), 'one\r\n');
  assert.equal(readFileSync(at('run.sh'), 'utf8'), 'person');
  undo.undo(0, { force: true });
  assert.equal(existsSync(at('theirs.txt')), false);
  assert.equal(readFileSync(at('run.sh'), 'utf8'), '#!/bin/sh\n');
});

test('what is not kept is said, and never removed', (t) => {
  const { root, at, undo } = setUp(t, { file: 1000, store: 3000, entries: 100 });
  assert.deepEqual(undo.steps()[0]!.leftOut, {});
  mkdirSync(at('node_modules/p'), { recursive: true });
  writeFileSync(at('node_modules/p/index.js'), 'x');
  mkdirSync(at('.git/objects'), { recursive: true });
  writeFileSync(at('large'), 'y'.repeat(1001));
  truncateSync(at('large'), 2 ** 30);
  execFileSync('mkfifo', [at('pipe')]);
  for (let i = 0; i < 4; i++) writeFileSync(at(`part${i}`), `${i}`.repeat(900));
  const { leftOut } = undo.record('much')!;
  assert.equal(leftOut['large'], 'larger than 1000 bytes');
  assert.equal(leftOut['node_modules'], 'tools make the folder again');
  assert.match(leftOut['pipe']!, /pipe/);
  assert.match(leftOut['part3']!, /store is full/);
  for (const path of ['part0', 'part3', 'large']) writeFileSync(at(path), 'z');
  undo.record('over');
  const { failed } = undo.undo(1);
  assert.deepEqual(failed.map(({ path }) => path).toSorted(), ['large', 'part3']);
  assert.match(failed.find(({ path }) => path === 'large')!.why, /not kept: larger than/);
  assert.equal(readFileSync(at('part0'), 'utf8'), '0'.repeat(900));
  undo.undo(0);
  assert.ok(existsSync(at('node_modules/p/index.js')) && existsSync(at('.git/objects')));
  const many = openUndo(openWorkFolder(root), { dataFolder: scratch(t), run: 'b' }, { ...LIMITS, entries: 3 });
  writeFileSync(at('zz'), '');
  assert.ok(many.undo(0, { force: true }).removed.length === 0);
  assert.ok(existsSync(at('zz')));
});

test(
  'no git of the person is touched, and the store is its owner’s alone',
  { skip: !existsSync('/usr/bin/git') },
  (t) => {
    const { root, dataFolder, at, undo } = setUp(t);
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    git('init', '-q');
    git('add', 'a.txt');
    const status = git('status', '--porcelain');
    const state = () => [readFileSync(at('.git/index')).toString('hex'), readFileSync(at('.git/HEAD'), 'utf8')];
    const before = state();
    writeFileSync(at('a.txt'), 'two');
    undo.record('two');
    undo.undo(0);
    assert.deepEqual(state(), before);
    assert.equal(git('status', '--porcelain'), status);
    const [folder] = readdirSync(join(dataFolder, 'undo'));
    assert.equal(statSync(join(dataFolder, 'undo', folder!, 'run_1')).mode & 0o777, 0o700);
  },
);

const sandbox = await sharedSandbox();

test('every call of a tool that writes is a step, what a command changed included', async (t) => {
  const { root, dataFolder, at } = setUp(t);
  const undo = openUndo(openWorkFolder(root), { dataFolder, run: 'tools' });
  const before = picture(root);
  const { tools, missing } = await openToolbox({ folder: root, sandbox });
  const named = new Map(withUndo(tools, undo).map((tool) => [tool.name, tool]));
  const call = (name: string, args: Record<string, unknown>) => callTool(named.get(name)!, args);
  await call('read', { path: 'a.txt' });
  assert.equal(
    ((await call('edit', { path: 'a.txt', old_string: 'one', new_string: '1' })).value as { step: number }).step,
    1,
  );
  await call('write', { path: 'n/new.txt', content: 'new\n' });
  writeFileSync(at('theirs'), 'person');
  if (named.has('bash')) {
    const script =
      'echo bash >> a.txt; rm -r src; chmod 600 run.sh; mkdir -p made/by; mkfifo made/pipe; ln -s /etc made/link; echo x > made/by/x';
    const result = await call('bash', { command: script });
    assert.match(
      result.content,
      /exit code 0.*\[changed files: .*removed src\/blob.*changed by someone else since the last step: made theirs/s,
    );
  } else assert.match(missing.join(), /No sandbox/);
  const { kept, failed } = undo.undo(0);
  assert.deepEqual(kept, ['theirs']);
  rmSync(at('theirs'));
  if (named.has('bash')) rmSync(at('made'), { recursive: true, force: true }); // a pipe is not undone, and is said
  assert.deepEqual(
    failed.filter(({ path }) => path !== 'made'),
    [],
  );
  assert.deepEqual(picture(root), before);
});
