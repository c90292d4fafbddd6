import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { WORK_FOLDER } from '../../sandbox/types.ts';
import type { Wire } from '../../types.ts';
import { editTool } from './edit.ts';
import { readTool } from './read.ts';
import { createSeenFiles } from './seen-files.ts';
import { callTool, scratch } from './testing.ts';
import { locate, openInside, openWorkFolder, subjectOf, writeInside } from './work-folder.ts';
import { writeTool } from './write.ts';

const setUp = (t: TestContext) => {
  const root = scratch(t);
  const files = { work: openWorkFolder(root), seen: createSeenFiles() };
  const [read, write, edit] = [readTool(files), writeTool(files), editTool(files)];
  return {
    root,
    work: files.work,
    at: (path: string) => join(root, path),
    text: (path: string) => readFileSync(join(root, path), 'utf8'),
    read: async (path: string, more: Wire = {}) => await callTool(read, { path, ...more }),
    write: async (path: string, content: string) => await callTool(write, { path, content }),
    edit: async (path: string, old_string: string, new_string: string, more: Wire = {}) =>
      await callTool(edit, { path, old_string, new_string, ...more }),
    patch: async (path: string, diff: string) => await callTool(edit, { path, diff }),
    preview: async (path: string, old_string: string, new_string: string) =>
      await edit.preview!({ path, old_string, new_string }),
  };
};

test('a file is made, read, edited and replaced', async (t) => {
  const { read, write, edit, preview, text, at } = setUp(t);
  assert.match((await write('a/b/c.txt', 'one\ntwo\nthree\n')).content, /^made a\/b\/c\.txt \(\+3 −0 lines\)/);
  assert.equal((await read('a/b/c.txt')).content, '1\tone\n2\ttwo\n3\tthree\n');
  assert.match(
    (await read('a/b/c.txt', { offset: 2, limit: 1 })).content,
    /^2\ttwo\n\[lines 2–2 of 3; read on with offset 3\]$/,
  );
  assert.match(
    await preview('a/b/c.txt', 'two', '2'),
    /^--- a\/a\/b\/c\.txt\n\+\+\+ b\/a\/b\/c\.txt\n@@ .*\n one\n-two\n\+2\n three\n/s,
  );
  assert.equal(text('a/b/c.txt'), 'one\ntwo\nthree\n');
  const edited = await edit('a/b/c.txt', 'two', '2');
  assert.match(edited.content, /^changed a\/b\/c\.txt \(\+1 −1 lines\)\.$/);
  assert.match((edited.value as { diff: string }).diff, /\n-two\n\+2\n/);
  assert.equal(text('a/b/c.txt'), 'one\n2\nthree\n');
  assert.equal((await write('a/b/c.txt', 'new\n')).error, undefined);
  writeFileSync(at('unread.txt'), 'x');
  assert.match((await write('unread.txt', 'y')).content, /exists and was not read: read it first/);
});

test('paths lead nowhere but into the folder', async (t) => {
  const { root, work, read, write, edit, at } = setUp(t);
  const outside = scratch(t);
  writeFileSync(join(outside, 'secret'), 'secret\n');
  mkdirSync(`${root}-more`);
  t.after(() => rmSync(`${root}-more`, { recursive: true }));
  writeFileSync(`${root}-more/secret`, 'secret\n');
  symlinkSync(join(outside, 'secret'), at('link'));
  symlinkSync(outside, at('folder-link'));
  symlinkSync('loop-b', at('loop-a'));
  symlinkSync('loop-a', at('loop-b'));
  symlinkSync(join(outside, 'new'), at('dangling'));
  const bad = [
    '../x',
    'a/../../x',
    join(outside, 'secret'),
    `${root}-more/secret`,
    '/etc/passwd',
    'link',
    'folder-link/secret',
    'folder-link/new',
    'dangling',
    'loop-a',
    'loop-a/x',
    '.',
    '',
    'a\0b',
    '/proc/self/environ',
    '.git/hooks/pre-commit',
    'sub/.GIT/config',
    'x'.repeat(5000),
  ];
  for (const path of bad) {
    const results = [await write(path, 'x'), await edit(path, 'secret', 'x')];
    if (!path.includes('.git') && !path.includes('.GIT')) results.push(await read(path));
    for (const { content, error } of results) {
      assert.equal(error, 'tool', `${path}: ${content}`);
      assert.doesNotMatch(content, /^1\t|ENOENT|Error:/, path);
      assert.match(content, /\.|\?/, path);
    }
  }
  assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), 'secret\n');
  assert.equal(existsSync(join(outside, 'new')), false);
  assert.equal(subjectOf(work, 'link'), join(outside, 'secret'));
  assert.equal(subjectOf(work, `${WORK_FOLDER}/a`), 'a');
  assert.equal(subjectOf(work, 'x/../y/new'), 'y/new');
  assert.deepEqual(locate(work, `${root}/a/`), { path: 'a', absolute: at('a') });
});

test('links that stay inside are followed, and stay links', async (t) => {
  const { read, write, edit, at, text, work } = setUp(t);
  mkdirSync(at('real'));
  writeFileSync(at('real/file.txt'), 'old\n');
  symlinkSync('real', at('way'));
  symlinkSync('../real/file.txt', at('real/short'));
  await read('way/file.txt');
  assert.equal((await edit('way/file.txt', 'old', 'new')).error, undefined);
  assert.equal((await read('real/short')).content, '1\tnew\n');
  assert.equal((await write('real/short', 'newest\n')).error, undefined);
  assert.equal(readlinkSync(at('real/short')), '../real/file.txt');
  assert.equal(text('real/file.txt'), 'newest\n');
  assert.equal(subjectOf(work, 'real/short'), 'real/file.txt');
});

test(
  'a folder that is swapped for a link between check and use leads nowhere',
  { skip: process.platform !== 'linux' },
  (t) => {
    const { at, work } = setUp(t);
    const outside = scratch(t);
    mkdirSync(at('d'));
    const place = locate(work, 'd/file');
    assert.ok('path' in place);
    renameSync(at('d'), at('gone'));
    symlinkSync(outside, at('d'));
    const written = writeInside(work, 'd/file', Buffer.from('x'));
    assert.ok('refusal' in written && /outside the working folder/.test(written.refusal));
    writeFileSync(join(outside, 'file'), 'secret');
    const opened = openInside(work, 'd/file');
    assert.ok('refusal' in opened && /leads outside/.test(opened.refusal));
  },
);

test('what is not changed stays byte for byte', async (t) => {
  const { edit, patch, at } = setUp(t);
  const utf16 = (text: string, swap: boolean) => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return swap ? bytes.swap16() : bytes;
  };
  const cases: readonly [before: Buffer, old: string, next: string, after: Buffer][] = [
    [Buffer.from('a\r\nb\r\nc\r\n'), 'b', 'B\nB2', Buffer.from('a\r\nB\r\nB2\r\nc\r\n')],
    [Buffer.from('a\r\nb\r\nc\r\n'), 'a\nb\n', 'x\nb\n', Buffer.from('x\r\nb\r\nc\r\n')],
    [Buffer.from('a\r\nb\nc\r\nd\n\re'), 'a\nb\nc', 'a\nb\nC', Buffer.from('a\r\nb\nC\r\nd\n\re')],
    [Buffer.from('\ufeffa\nb'), 'b', 'ü', Buffer.from('\ufeffa\nü')],
    [Buffer.from('no end'), 'end', 'END', Buffer.from('no END')],
    [Buffer.from('a\nb'), 'b', 'b\nc', Buffer.from('a\nb\nc')],
    [utf16('größe\r\nx\r\n', false), 'größe', '大小', utf16('大小\r\nx\r\n', false)],
    [utf16('größe\nx', true), 'x', 'y', utf16('größe\ny', true)],
    [Buffer.from('caf\xe9 \x80\n', 'latin1'), 'caf', 'Caf', Buffer.from('Caf\xe9 \x80\n', 'latin1')],
    [Buffer.from('a\tb\u00a0c\u2028d\x0c\n'), 'c', 'C', Buffer.from('a\tb\u00a0C\u2028d\x0c\n')],
    [Buffer.from('$& $1 \\n a'), 'a', '$& $$ \\n', Buffer.from('$& $1 \\n $& $$ \\n')],
  ];
  for (const [i, [before, old, next, after]] of cases.entries()) {
    writeFileSync(at(`f${i}`), before);
    const { content, error } = await edit(`f${i}`, old, next);
    assert.equal(error, undefined, content);
    assert.deepEqual(readFileSync(at(`f${i}`)), after, content);
  }
  writeFileSync(at('f'), 'a\r\nb\r\nc');
  assert.equal((await patch('f', '@@ -1,3 +1,4 @@\n a\n-b\n+B\n+B2\n c\n')).error, undefined);
  assert.equal(readFileSync(at('f'), 'latin1'), 'a\r\nB\r\nB2\r\nc');
  writeFileSync(at('g'), Buffer.from('caf\xe9', 'latin1'));
  assert.match((await edit('g', 'caf', '大')).content, /Latin-1, which has no "大"/);
});

test('mode and owner stay, a read-only file is not changed, and a failed write leaves nothing', async (t) => {
  const { edit, write, read, at, text, root } = setUp(t);
  writeFileSync(at('run.sh'), 'echo a\n');
  chmodSync(at('run.sh'), 0o755);
  await edit('run.sh', 'a', 'b');
  assert.equal(statSync(at('run.sh')).mode & 0o777, 0o755);
  writeFileSync(at('fixed'), 'a\n', { mode: 0o444 });
  await read('fixed');
  for (const result of [await edit('fixed', 'a', 'b'), await write('fixed', 'b')])
    assert.match(result.content, /read-only/);
  assert.equal(text('fixed'), 'a\n');
  if (process.getuid?.() === 0) assert.equal(statSync(at('run.sh')).uid, statSync(root).uid);
  else {
    mkdirSync(at('locked'), { mode: 0o555 });
    assert.match((await write('locked/x', 'x')).content, /no permission/);
  }
  assert.deepEqual(execFileSync('find', [root, '-name', '*.tmp'], { encoding: 'utf8' }), '');
});

test('what is no text is named, and large files are read in part', async (t) => {
  const { read, edit, at } = setUp(t);
  writeFileSync(at('image.png'), Buffer.from('89504e470d0a1a0a0000000d494844520000032000000258', 'hex'));
  writeFileSync(at('blob'), Buffer.from([1, 2, 0, 3]));
  writeFileSync(at('empty'), '');
  mkdirSync(at('folder'));
  writeFileSync(at('folder/inside.txt'), '');
  execFileSync('mkfifo', [at('pipe')]);
  assert.match((await read('image.png')).content, /PNG image, 800 × 600 pixels, 24 bytes/);
  assert.match((await read('blob')).content, /binary file of 4 bytes.*01020003/);
  assert.match((await edit('blob', 'a', 'b')).content, /binary/);
  assert.equal((await read('empty')).content, 'empty is empty.');
  assert.match((await read('folder')).content, /is a folder; name a file in it\. It holds inside\.txt/);
  assert.match((await edit('folder', 'a', 'b')).content, /is a folder/);
  assert.match((await read('pipe')).content, /no regular file/);
  assert.match((await read('empti')).content, /does not exist\. Did you mean empty\?/);
  writeFileSync(at('huge'), '');
  truncateSync(at('huge'), 1024 ** 3);
  assert.match((await read('huge')).content, /binary file of 1\.0 GiB/);
  writeFileSync(at('long.log'), 'first line\n'.repeat(1_000_000));
  truncateSync(at('long.log'), 1024 ** 3); // text, then a gigabyte of nothing
  const started = performance.now();
  const near = await read('long.log', { offset: 3, limit: 2 });
  assert.match(
    near.content,
    /^3\tfirst line\n4\tfirst line\n\[lines 3–4 of more; read on with offset 5\. the file has 1\.0 GiB\]$/,
  );
  assert.match((await read('long.log', { offset: 900_000, limit: 1 })).content, /^900000\tfirst line/);
  assert.ok(performance.now() - started < 10_000);
  assert.match((await edit('long.log', 'first', 'x')).content, /has 1\.0 GiB, and at most 16\.0 MiB/);
  writeFileSync(at('wide.json'), `{"a":"${'x'.repeat(1_000_000)}"}\n`);
  const wide = await read('wide.json');
  assert.match(wide.content, /more characters\]\n\[long lines were cut\]$/);
  assert.ok(wide.content.length < 1200);
});

test('names of files can hold anything and deceive nobody', async (t) => {
  const { read, write, edit, text } = setUp(t);
  const names = [
    'a b',
    '-rf',
    '$(touch x)',
    'a\nb',
    '\u202etxt.exe',
    'ä'.normalize('NFD'),
    'it\'s "q"',
    '\\',
    '#x',
    '*',
    '.hidden',
    ' lead',
  ];
  for (const name of names) {
    const made = await write(name, 'one\n');
    assert.equal(made.error, undefined, made.content);
    assert.doesNotMatch(made.content, /[\u202e\n]/u);
    const { diff } = made.value as { diff: string };
    assert.doesNotMatch(diff, /[\u202e]|"b\/\\"/u, 'a name is quoted once, as Git does');
    assert.equal((await edit(name, 'one', 'two')).error, undefined);
    assert.equal((await read(name)).content, '1\ttwo\n');
    assert.equal(text(name), 'two\n');
  }
});

test('a file that was changed by someone else after it was read is read again first', async (t) => {
  const { read, write, edit, at, text } = setUp(t);
  writeFileSync(at('f'), 'one\n');
  await read('f');
  writeFileSync(at('f'), 'one\ntheirs\n');
  for (const result of [await edit('f', 'one', 'two'), await write('f', 'mine\n')])
    assert.match(result.content, /has changed since it was read.*read it again/);
  assert.equal(text('f'), 'one\ntheirs\n');
  await read('f');
  assert.equal((await edit('f', 'one', 'two')).error, undefined);
  assert.equal((await edit('f', 'two', 'three')).error, undefined); // its own change is no surprise
  rmSync(at('f'));
  assert.match((await edit('f', 'two', 'three')).content, /does not exist/);
  assert.equal(lstatSync(at('f'), { throwIfNoEntry: false }), undefined);
});
