import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { createRun, lockFolder, createFolder, readRun, writeAtomic } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('writeAtomic makes folders, replaces files and leaves nothing else behind', () => {
  const path = join(folder, 'deep', 'er', 'a.bin');
  writeAtomic(path, new Uint8Array([1, 2, 3]));
  writeAtomic(path, 'new');
  assert.equal(readFileSync(path, 'utf8'), 'new');
  assert.deepEqual(readdirSync(join(folder, 'deep', 'er')), ['a.bin']);
});

test('a link is followed, also one to a file that is not there yet; a device or a pipe is left as it is', () => {
  const [target, link, fresh, pipe] = ['target', 'link', 'fresh', 'pipe'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(target, 'old');
  symlinkSync('target', link);
  symlinkSync(join(folder, 'fresh'), join(folder, 'to-fresh'));
  writeAtomic(link, 'new');
  writeAtomic(join(folder, 'to-fresh'), 'made');
  assert.deepEqual(
    [readFileSync(target, 'utf8'), readFileSync(fresh, 'utf8'), lstatSync(link).isSymbolicLink()],
    ['new', 'made', true],
  );
  spawnSync('mkfifo', [pipe]);
  symlinkSync(pipe, join(folder, 'to-pipe'));
  for (const path of [pipe, join(folder, 'to-pipe')])
    assert.throws(() => writeAtomic(path, 'x'), /could not write .*pipe: it is no regular file/);
  assert.ok(lstatSync(pipe).isFIFO());
});

test('a failed write says what, why and what to do, keeps the old file and removes its temporary file', () => {
  const taken = join(folder, 'taken');
  mkdirSync(join(taken, 'inside'), { recursive: true });
  assert.throws(
    () => writeAtomic(taken, 'x'),
    /could not write .*taken: it is a folder: name a file \((EISDIR|ENOTEMPTY|EEXIST)\)/,
  );
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
  writeFileSync(join(folder, 'file'), 'old');
  assert.throws(() => writeAtomic(join(folder, 'file', 'below'), 'x'), /could not write .*below: .*(ENOTDIR|EEXIST)/);
  assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'old');
});

test("a locked folder is one process's; what a killed one has left is taken over, and nothing is left behind", async () => {
  const place = join(folder, 'runs', 'locked');
  const script = `const { lockFolder } = await import(${JSON.stringify(new URL('./files.ts', import.meta.url).href)}); lockFolder(${JSON.stringify(place)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => other.stdout.once('data', resolve));
  assert.throws(
    () => lockFolder(place),
    new RegExp(`process ${other.pid} is at work in .*locked; wait for it or stop it, or give another folder`),
  );
  const ended = new Promise((resolve) => other.once('exit', resolve));
  other.kill('SIGKILL');
  await ended;
  writeFileSync(join(place, 'kept'), '');
  {
    using _lock = lockFolder(place);
    assert.throws(
      () => lockFolder(place),
      new RegExp(`process ${process.pid} is at work`),
      'nor does one process work there twice',
    );
  }
  for (const left of ['', `${process.pid} 0\n`, `${process.ppid} 0\n`]) {
    // torn; of a process that had the number of this one, and of one that runs
    writeFileSync(join(place, 'lock'), left);
    if (left === '' || existsSync('/proc')) lockFolder(place)[Symbol.dispose]();
    assert.deepEqual(readdirSync(place), ['kept']);
  }
  lockFolder(join(folder, 'runs', 'none'))[Symbol.dispose]();
  assert.deepEqual(readdirSync(join(folder, 'runs')), ['locked'], 'a folder that nothing came into is gone again');
});

test('a write that runs out of room in the middle keeps the old file and cleans up after itself', () => {
  const room = join(folder, 'room');
  const path = join(room, 'weights.bin');
  writeAtomic(path, 'old');
  const script = `import { writeAtomic } from ${JSON.stringify(new URL('./files.ts', import.meta.url).href)};
    process.on('SIGXFSZ', () => {});
    writeAtomic(${JSON.stringify(path)}, new Uint8Array(1e6));`;
  // The shell's limit on file size stands in for the end of the disk: the write fails after its first blocks.
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -f 16; exec "$0" --input-type=module -e "$1"', process.execPath, script],
    { encoding: 'utf8' },
  );
  assert.notEqual(status, 0);
  assert.match(stderr, /could not write .*weights\.bin: .*\(EFBIG\)/);
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(room), ['weights.bin']);
});

test('a run file holds its header and its events; names sort by time and never collide', () => {
  const runs = join(folder, 'runs');
  let now = Date.UTC(2030, 0, 2, 3, 4, 5, 6);
  const first = createRun(runs, { model: 'm' }, () => now);
  const same = createRun(runs, {}, () => now);
  now += 1;
  const later = createRun(runs, {}, () => now);
  first.append({ type: 'a', text: 'line\nbreak' });
  first.append([1]);
  for (const run of [first, same, later]) run.close();
  first.close();
  assert.throws(() => first.append(1), /is closed/);
  assert.throws(() => later.append(undefined), /is closed/);
  assert.equal(basename(first.path), '20300102-030405-006-000.jsonl');
  assert.deepEqual(
    [first, same, later].map((run) => run.path),
    [first, same, later].map((run) => run.path).sort(),
  );
  const { header, events, torn } = readRun(first.path);
  assert.deepEqual(header, { model: 'm', type: 'run', version: 1, started: '2030-01-02T03:04:05.006Z' });
  assert.deepEqual(events, [{ type: 'a', text: 'line\nbreak' }, [1]]);
  assert.equal(torn, undefined);
});

test('a torn last line is reported, damage elsewhere and other versions are refused', () => {
  const run = createRun(join(folder, 'torn'));
  run.append({ ok: 1 });
  run.close();
  appendFileSync(run.path, '{"half":');
  const read = readRun(run.path);
  assert.deepEqual(read.events, [{ ok: 1 }]);
  assert.equal(read.torn, '{"half":');
  appendFileSync(run.path, '\n{"more":1}\n');
  assert.throws(() => readRun(run.path), /damaged at line 3: "\{"half":" is not JSON/);
  const other = join(folder, 'v2.jsonl');
  writeFileSync(other, '{"type":"run","version":2}\n');
  assert.throws(() => readRun(other), /has version 2; this program reads version 1/);
  writeFileSync(other, '{"type":"else"}\n');
  assert.throws(() => readRun(other), /not a run file/);
  assert.throws(
    () => readRun(join(folder, 'absent.jsonl')),
    /could not read the run file .*absent\.jsonl: it does not exist/,
  );
});

test('events survive kill -9 of the process that writes them', async () => {
  const script = `import { createRun } from ${JSON.stringify(new URL('./files.ts', import.meta.url).href)};
    const run = createRun(${JSON.stringify(join(folder, 'killed'))});
    for (let i = 0; i < 500; i++) run.append({ i });
    console.log(run.path); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const path = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
  );
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  const { events } = readRun<{ i: number }>(path);
  assert.deepEqual(
    events.map(({ i }) => i),
    Array.from({ length: 500 }, (_, i) => i),
  );
});

test('createFolder makes all of a folder or nothing, and writes over nothing unless told to', () => {
  const parent = join(folder, 'made');
  const target = join(parent, 'out');
  const half = join(parent, '.out-999999999.part'); // left by a process that is gone
  mkdirSync(half, { recursive: true });
  const put = (text: string) => (temporary: string) => {
    writeFileSync(join(temporary, 'a'), text);
    return temporary;
  };
  assert.notEqual(createFolder(target, put('first')), target);
  assert.deepEqual(readdirSync(parent), ['out']);
  assert.throws(() => createFolder(target, put('second')), /out exists already; remove it/);
  assert.equal(readFileSync(join(target, 'a'), 'utf8'), 'first');
  const fails = (temporary: string) => {
    put('third')(temporary);
    throw new Error(`no room in ${temporary}`);
  };
  assert.throws(() => createFolder(target, fails, { replace: true }), { message: `no room in ${target}` });
  assert.equal(readFileSync(join(target, 'a'), 'utf8'), 'first');
  createFolder(target, put('second'), { replace: true });
  assert.equal(readFileSync(join(target, 'a'), 'utf8'), 'second');
  assert.deepEqual(readdirSync(parent), ['out']);
});
