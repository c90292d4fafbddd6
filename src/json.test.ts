import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined, isObject, prettyJson, previewJson } from './json.ts';

test('an object is neither null nor an array', () => {
  for (const value of [{}, { a: 1 }, Object.create(null)]) assert.ok(isObject(value));
  for (const value of [null, [], 'a', 1, undefined, () => {}]) assert.ok(!isObject(value));
});

test('defined leaves out fields without a value and keeps null, false and 0', () => {
  const fields = defined({ a: 1, b: undefined as number | undefined, c: null, d: false, e: 0 });
  assert.deepEqual(fields, { a: 1, c: null, d: false, e: 0 });
  assert.ok(!('b' in fields));
  const typed: { a: number; b?: number } = fields;
  assert.equal(typed.a, 1);
});

test('a file of JSON is indented and ends its last line', () => {
  assert.equal(prettyJson({ a: [1] }), '{\n  "a": [\n    1\n  ]\n}\n');
});

test('a message shows a value on one line, no longer than asked', () => {
  for (const [value, longest, text] of [
    ['a\nb', 80, '"a\\nb"'],
    [undefined, 80, 'missing'],
    [[1, 2, 3, 4, 5], 8, '[1,2,...'],
    [() => {}, 80, '() => {}'],
  ] as const)
    assert.equal(previewJson(value, longest), text);
});
