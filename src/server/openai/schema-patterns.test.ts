/** Patterns of schemas as other languages write them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { checkFormat, checkSchema } from './answer-format.ts';
import { readablePattern } from './schema-patterns.ts';

test('patterns are read with the flag u, translated where they need it, and else left to the model', () => {
  const cases: [pattern: string, fits: string, not: string][] = [
    ['^\\d{3}\\-\\d{4}$', '123-4567', '1234567'],
    ['^[\\w\\-\\.]+$', 'a-b.c', 'a b'],
    ['^\\w+\\@x$', 'a@x', 'a#x'],
    ['^a\\/b\\:c$', 'a/b:c', 'ab'],
    ['(?i)^abc$', 'ABC', 'abd'],
    ['^(?P<year>\\d+)$', '1994', 'x'],
    ['\\A\\d+\\Z', '12', '12x'],
    ['^{x}$', '{x}', 'x'],
    ['^\\p{L}+$', 'é', '1'],
  ];
  for (const [pattern, fits, not] of cases) {
    const schema = { type: 'object', properties: { c: { type: 'string', pattern } }, required: ['c'] };
    checkSchema(schema, 'p');
    const check = (c: string) =>
      checkFormat(JSON.stringify({ c }), { type: 'schema', name: 'p', strict: true, schema });
    assert.ok('content' in check(fits), pattern);
    assert.ok('fault' in check(not), pattern);
  }
  for (const pattern of ['(', '^a++$', '(?<=']) {
    assert.equal(readablePattern(pattern), undefined);
    checkSchema({ type: 'string', pattern }, 'p');
  }
});

test('the rest of a schema is checked where a pattern is left out', () => {
  const schema = {
    type: 'object',
    properties: { a: { pattern: '(' }, b: { type: 'number' } },
    patternProperties: { '(': { type: 'string' }, '^c\\-': { type: 'string' } },
  };
  const check = (value: object) =>
    checkFormat(JSON.stringify(value), { type: 'schema', name: 'p', strict: true, schema });
  assert.ok('content' in check({ a: 'x', b: 1, 'c-1': 'x' }));
  assert.ok('fault' in check({ b: 'x' }));
  assert.ok('fault' in check({ 'c-1': 1 }));
});
