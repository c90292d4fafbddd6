import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Wire } from '../../types.ts';
import { globTool } from './glob.ts';
import { grepTool } from './grep.ts';
import { callTool, scratch } from './testing.ts';
import { openWorkFolder } from './work-folder.ts';

const FILES: Readonly<Record<string, string | Buffer>> = {
  '.gitignore': '*.log\n/build/\n!keep.log\n',
  'a.ts': 'export const alpha = 1;\nexport const beta = 2;\n',
  'src/b.ts': 'import { alpha } from "../a.ts";\r\nalpha + alpha;\r\n',
  'src/c.test.ts': 'Alpha\n',
  'src/.gitignore': 'local/\n',
  'src/local/secret.ts': 'alpha\n',
  'build/out.ts': 'alpha\n',
  'debug.log': 'alpha\n',
  'keep.log': 'alpha\n',
  '.git/config': 'alpha\n',
  '.env': 'KEY=alpha\n',
  'blob.bin': Buffer.from([0, 97, 108, 112, 104, 97]),
  'wide.ts': Buffer.from('\ufeffalpha ≥ β\n', 'utf16le'),
  'new\nline.ts': 'alpha\n',
};

const setUp = (t: TestContext) => {
  const root = scratch(t);
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  symlinkSync('..', join(root, 'src/up'));
  symlinkSync('/etc', join(root, 'etc'));
  const work = openWorkFolder(root);
  return {
    root,
    work,
    glob: async (pattern: string, more: Wire = {}) => await callTool(globTool({ work }), { pattern, ...more }),
    grep: async (pattern: string, more: Wire = {}) => await callTool(grepTool({ work }), { pattern, ...more }),
  };
};

test('glob lists what .gitignore leaves in, and follows no link', async (t) => {
  const { glob } = setUp(t);
  assert.deepEqual((await glob('*.ts')).content.split('\n'), [
    'a.ts',
    '"new\\nline.ts"',
    'src/b.ts',
    'src/c.test.ts',
    'wide.ts',
  ]);
  assert.equal((await glob('src/**/*.{test,spec}.ts')).content, 'src/c.test.ts');
  assert.equal((await glob('*.ts', { path: 'src/local' })).content, 'src/local/secret.ts');
  assert.equal((await glob('*.log')).content, 'keep.log');
  assert.match((await glob('*.rs')).content, /^No file fits \*\.rs \(\d+ files and folders looked at\)/);
  for (const path of ['..', '/etc', 'nowhere/../..'])
    assert.match((await glob('*', { path })).content, /outside the working folder/);
  assert.match((await glob('*', { path: 'etc' })).content, /^No file fits|can't be read|^etc/);
});

test('grep shows lines of text files, and says what it left out', async (t) => {
  const { grep } = setUp(t);
  const all = (await grep('alpha')).content;
  assert.deepEqual(all.split('\n').slice(0, 6), [
    'a.ts:1:export const alpha = 1;',
    'keep.log:1:alpha',
    '"new\\nline.ts":1:alpha',
    'src/b.ts:1:import { alpha } from "../a.ts";',
    'src/b.ts:2:alpha + alpha;',
    'wide.ts:1:alpha ≥ β',
  ]);
  assert.match(all, /\[1 files that hold secrets by their names were left out/);
  assert.doesNotMatch(all, /out\.ts|debug|\.git\/|secret\.ts|blob/);
  assert.match((await grep('^alpha$', { path: 'src', ignore_case: true })).content, /^src\/c\.test\.ts:1:Alpha$/m);
  assert.equal(
    (await grep('beta', { context: 1, glob: '*.ts' })).content.split('\n')[0],
    'a.ts-1-export const alpha = 1;',
  );
  assert.match((await grep('a[', { literal: true })).content, /^No match in \d+ files, 1 of them binary/);
  assert.match((await grep('a[')).content, /no regular expression/);
  assert.match((await grep('x', { path: '../..' })).content, /outside/);
  assert.match((await grep('root', { path: 'etc' })).content, /leads outside/);
  assert.match((await grep('KEY', { path: '.env' })).content, /^\.env:1:KEY/);
});

test('names are searched in bounded time, whatever the pattern', async (t) => {
  const { root, work } = setUp(t);
  writeFileSync(join(root, 'a'.repeat(200)), '');
  const slow = await callTool(globTool({ work }, 1), { pattern: `${'*a'.repeat(30)}b` });
  assert.match(slow.content, /ended after 1 seconds/);
  for (const pattern of ['{a,b}'.repeat(60), '[', '**'.repeat(100), '+(a|+(a))']) {
    const { content } = await callTool(globTool({ work }, 1), { pattern });
    assert.match(content, /No file fits|ended after|^a/, pattern);
  }
});

test('a search ends: a pattern that takes for ever, a huge file, many matches, a cancellation', async (t) => {
  const { root, work, grep } = setUp(t);
  writeFileSync(join(root, 'slow.txt'), `${'a'.repeat(40)}!\n`);
  const slow = await callTool(grepTool({ work }, 1), { pattern: '^(a+)+$', path: 'slow.txt' });
  assert.match(slow.content, /No match so far.*ended after 1 seconds/s);
  writeFileSync(join(root, 'huge.txt'), 'needle\n'.repeat(10));
  truncateSync(join(root, 'huge.txt'), 2 ** 30);
  writeFileSync(join(root, 'many.txt'), 'needle in line\n'.repeat(100_000));
  const many = await grep('needle', { path: 'many.txt' });
  assert.match(many.content, /the first 200 matches/);
  assert.ok(many.content.length < 20_000);
  assert.match((await grep('nothing', { path: 'huge.txt' })).content, /No match/);
  const controller = new AbortController();
  const cancelled = callTool(
    grepTool({ work }),
    { pattern: '^(a+)+$', path: 'slow.txt' },
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort(new Error('enough')), 20);
  await assert.rejects(cancelled, /enough/);
});
