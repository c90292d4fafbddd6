import assert from 'node:assert/strict';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { editTool, replaceRange } from './edit.ts';
import { createSeenFiles } from './seen-files.ts';
import { callTool, scratch } from './testing.ts';
import { openWorkFolder } from './work-folder.ts';

const PROGRAM = `def area(w, h):
    if w < 0:
        raise ValueError("w")
    return w * h


def twice(x):
    return 2 * x
`;

type Case = { what: string; file?: string; args: Record<string, unknown>; gives?: string; says: RegExp };

const replaced = (old: string, next: string): string => PROGRAM.replace(old, next);

const CASES: readonly Case[] = [
  {
    what: 'exact',
    args: { old_string: 'return 2 * x', new_string: 'return x + x' },
    gives: replaced('return 2 * x', 'return x + x'),
    says: /^changed f/,
  },
  {
    what: 'two places',
    args: { old_string: '    return', new_string: '  return' },
    says: /in 2 places \(lines 4, 8\).*replace_all/,
  },
  {
    what: 'every place',
    args: { old_string: 'return', new_string: 'yield', replace_all: true },
    gives: PROGRAM.replaceAll('return', 'yield'),
    says: /^changed f \(\+2 −2 lines\)/,
  },
  {
    what: 'wrong indentation, one place: the new lines are indented as the file is',
    args: {
      old_string: 'if w < 0:\n    raise ValueError("w")',
      new_string: 'if w < 0 or h < 0:\n    raise ValueError("size")',
    },
    gives: replaced(
      '    if w < 0:\n        raise ValueError("w")',
      '    if w < 0 or h < 0:\n        raise ValueError("size")',
    ),
    says: /Note: lines 2–3 were matched apart from white space/,
  },
  {
    what: 'too much indentation',
    args: {
      old_string: '        if w < 0:\n            raise ValueError("w")',
      new_string: '        if w < 0:\n            return 0',
    },
    gives: replaced('        raise ValueError("w")', '        return 0'),
    says: /apart from white space/,
  },
  {
    what: 'space at the end of lines',
    file: 'a  \nb\t\nc\n',
    args: { old_string: 'a\nb\nc', new_string: 'a\nB\nc' },
    gives: 'a  \nB\nc\n',
    says: /apart from white space/,
  },
  {
    what: 'indentation that differs in two ways is not guessed',
    args: { old_string: '  if w < 0:\n  raise ValueError("w")', new_string: 'pass' },
    says: /not in the file.*closest lines are:\n2\t {4}if w < 0:/s,
  },
  {
    what: 'two places apart from white space',
    file: '  a\n b\n    a\n   b\n',
    args: { old_string: 'a\nb', new_string: 'x' },
    says: /2 places fit/,
  },
  {
    what: 'line numbers of read',
    args: { old_string: '7\tdef twice(x):\n8\t    return 2 * x', new_string: '7\tdef twice(x):\n8\t    return x + x' },
    gives: replaced('return 2 * x', 'return x + x'),
    says: /Note: the line numbers were left out/,
  },
  { what: 'absent', args: { old_string: 'nothing like it', new_string: 'x' }, says: /not in the file.*No line of it/ },
  { what: 'the same', args: { old_string: 'x', new_string: 'x' }, says: /nothing would change/ },
  { what: 'empty', args: { old_string: '', new_string: 'x' }, says: /old_string is empty/ },
  { what: 'half', args: { old_string: 'x' }, says: /give old_string and new_string, or a diff/ },
  { what: 'both', args: { old_string: 'x', new_string: 'y', diff: '@@\n-x\n+y' }, says: /not both/ },
  {
    what: 'a diff with wrong counts',
    args: {
      diff: '--- a/f\n+++ b/f\n@@ -1,99 +1,2 @@\n def area(w, h):\n-    if w < 0:\n+    if w <= 0:\n         raise ValueError("w")\n',
    },
    gives: replaced('w < 0', 'w <= 0'),
    says: /^changed f \(\+1 −1 lines\)\.$/,
  },
  {
    what: 'two hunks, the second with numbers of the old file',
    args: {
      diff: '@@ -1,2 +1,3 @@\n+# areas\n def area(w, h):\n@@ -7,2 +8,2 @@\n def twice(x):\n-    return 2 * x\n+    return x + x\n',
    },
    gives: `# areas\n${replaced('return 2 * x', 'return x + x')}`,
    says: /^changed f \(\+2 −1 lines\)/,
  },
  {
    what: 'a hunk that fits twice is placed by its number',
    file: 'a\nx\nb\nx\n',
    args: { diff: '@@ -4 +4 @@\n-x\n+y\n' },
    gives: 'a\nx\nb\ny\n',
    says: /^changed/,
  },
  {
    what: 'a hunk that fits twice without a number',
    file: 'a\nx\nb\nx\n',
    args: { diff: '-x\n+y\n' },
    says: /fits in 2 places \(lines 2, 4\)/,
  },
  {
    what: 'one hunk does not fit: nothing is changed',
    args: { diff: '@@ -1 +1 @@\n-def area(w, h):\n+def area(a, b):\n@@ -7 +7 @@\n-def thrice(x):\n+def four(x):\n' },
    says: /was not changed: the hunk at line 7.*does not fit/,
  },
  {
    what: 'another file',
    args: { diff: '--- a/g\n+++ b/g\n@@ -1 +1 @@\n-x\n+y\n' },
    says: /the diff names g, and path is f/,
  },
  { what: 'no change', args: { diff: '@@ -1 +1 @@\n def area(w, h):\n' }, says: /changes nothing/ },
  { what: 'no diff', args: { diff: 'please change it' }, says: /begins with neither/ },
  {
    what: 'lines are removed wholly, in a diff in a code fence',
    args: { diff: '```diff\n@@ -2,2 +2,0 @@\n-    if w < 0:\n-        raise ValueError("w")\n```' },
    gives: replaced('    if w < 0:\n        raise ValueError("w")\n', ''),
    says: /\+0 −2 lines/,
  },
  {
    what: 'a blank context line without its space',
    args: { diff: '@@ -4,4 +4,4 @@\n     return w * h\n\n\n-def twice(x):\n+def double(x):\n' },
    gives: replaced('def twice(x)', 'def double(x)'),
    says: /^changed/,
  },
  {
    what: 'an insertion by its number',
    file: 'a\nb\n',
    args: { diff: '@@ -1,0 +2 @@\n+x\n' },
    gives: 'a\nx\nb\n',
    says: /^changed/,
  },
  { what: 'an insertion without a place', file: 'a\nb\n', args: { diff: '+x\n' }, says: /add a line of context/ },
  {
    what: 'the last line without its end',
    file: 'a\nb',
    args: { diff: '@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n' },
    gives: 'a\nc',
    says: /^changed/,
  },
];

test('edits: what fits is changed and said, what does not fit changes nothing', async (t) => {
  const root = scratch(t);
  const path = join(root, 'f');
  for (const { what, file = PROGRAM, args, gives, says } of CASES) {
    writeFileSync(path, file);
    const edit = editTool({ work: openWorkFolder(root), seen: createSeenFiles() });
    const { content, error } = await callTool(edit, { path: 'f', ...args });
    assert.match(content, says, what);
    assert.equal(readFileSync(path, 'utf8'), gives ?? file, what);
    assert.equal(error, gives === undefined ? 'tool' : undefined, what);
  }
});

test('replacing a range in a text of mixed line ends changes that range alone', () => {
  const plain = 'a\nb\nc\nd';
  const raw = 'a\r\nb\nc\r\nd';
  for (let start = 0; start <= plain.length; start++) {
    for (let end = start; end <= plain.length; end++) {
      const got = replaceRange(raw, plain, { start, end, text: 'Z' }, '\n');
      assert.equal(got.replaceAll('\r\n', '\n'), plain.slice(0, start) + 'Z' + plain.slice(end));
      const prefix = plain.slice(0, start).replaceAll('\n', '').length;
      assert.ok(prefix === 0 || got.startsWith(raw[0]!));
      if (end <= 1) assert.ok(got.endsWith('\r\nb\nc\r\nd'));
    }
  }
});
