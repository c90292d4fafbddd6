/** The rules of BFCL's AST check, one case for each, written for this test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Wire } from '../types.ts';
import { readItem, scoreCalls, type Allowed } from './bfcl.ts';

const tools = [
  {
    name: 'f',
    parameters: {
      type: 'dict',
      properties: {
        s: { type: 'string' },
        n: { type: 'integer' },
        x: { type: 'float' },
        b: { type: 'boolean' },
        l: { type: 'array', items: { type: 'string' } },
        d: { type: 'dict' },
        m: { type: 'array', items: { type: 'dict' } },
      },
      required: ['s'],
    },
  },
];

const due = (values: Record<string, unknown[]>): Allowed => [{ f: values }];

const right = (args: Wire, values: Record<string, unknown[]>): boolean =>
  scoreCalls([{ name: 'f', arguments: args }], { tools, allowed: due(values) }).right;

test('values have their type and are among the allowed ones', () => {
  const s = ['San Francisco, CA'];
  const cases: [string, Wire, Record<string, unknown[]>, boolean][] = [
    ['equal', { s: 'San Francisco, CA' }, { s }, true],
    ['case, spaces and marks of a text', { s: 'san-francisco CA' }, { s }, true],
    ['another text', { s: 'San Jose, CA' }, { s }, false],
    ['a required argument is missing', {}, { s: ['', 'a'] }, false],
    ['an argument that the answer lacks', { s: 'a', n: 1 }, { s: ['a'] }, false],
    ['an argument that the tool lacks', { s: 'a', q: 1 }, { s: ['a'], q: [1] }, false],
    ['an optional argument may be left out', { s: 'a' }, { s: ['a'], n: ['', 1] }, true],
    ['an optional argument that is due', { s: 'a' }, { s: ['a'], n: [1] }, false],
    ['a number as text', { s: 'a', n: '1' }, { s: ['a'], n: [1] }, false],
    ['an integer for a float', { s: 'a', x: 3 }, { s: ['a'], x: [3] }, true],
    ['a fraction for an integer', { s: 'a', n: 1.5 }, { s: ['a'], n: [1] }, false],
    ['a boolean', { s: 'a', b: false }, { s: ['a'], b: [false] }, true],
    ['a boolean as text', { s: 'a', b: 'false' }, { s: ['a'], b: [false] }, false],
    ['a list', { s: 'a', l: ['One', 'two'] }, { s: ['a'], l: [['one', 'two']] }, true],
    ['a list in another order', { s: 'a', l: ['two', 'one'] }, { s: ['a'], l: [['one', 'two']] }, false],
    ['a scalar for a list', { s: 'a', l: 'one' }, { s: ['a'], l: [['one']] }, false],
    ['a dictionary', { s: 'a', d: { k: 'V', o: 2 } }, { s: ['a'], d: [{ k: ['v'], o: ['', 2] }] }, true],
    [
      'a dictionary whose optional key is absent',
      { s: 'a', d: { k: 'v' } },
      { s: ['a'], d: [{ k: ['v'], o: ['', 2] }] },
      true,
    ],
    ['a dictionary with a key too many', { s: 'a', d: { k: 'v', z: 1 } }, { s: ['a'], d: [{ k: ['v'] }] }, false],
    ['a dictionary with a key too few', { s: 'a', d: {} }, { s: ['a'], d: [{ k: ['v'] }] }, false],
    ['a list of dictionaries', { s: 'a', m: [{ k: 1 }] }, { s: ['a'], m: [[{ k: [1, 2] }]] }, true],
    ['a list of too many', { s: 'a', m: [{ k: 1 }, { k: 1 }] }, { s: ['a'], m: [[{ k: [1] }]] }, false],
    ['a variable of another type than the declared', { s: 'a', n: 'my_count' }, { s: ['a'], n: ['my_count'] }, true],
  ];
  for (const [label, args, values, wanted] of cases) assert.equal(right(args, values), wanted, label);
});

test('as many calls as are due, in any order, and none where no tool fits', () => {
  const call = (s: string) => ({ name: 'f', arguments: { s } });
  const two: Allowed = [{ f: { s: ['a'] } }, { f: { s: ['b', 'a'] } }];
  assert.equal(scoreCalls([call('b'), call('a')], { tools, allowed: two }).right, true);
  assert.equal(scoreCalls([call('a')], { tools, allowed: two }).right, false);
  assert.equal(scoreCalls([call('b'), call('b')], { tools, allowed: two }).right, false);
  assert.equal(scoreCalls([{ name: 'g', arguments: { s: 'a' } }], { tools, allowed: [two[0]!] }).right, false);
  assert.equal(scoreCalls([], { tools, allowed: [] }).right, true);
  assert.equal(scoreCalls([call('a')], { tools, allowed: [] }).right, false);
});

test('a row that is not of the form is refused with its place', () => {
  assert.throws(() => readItem('simple', { id: 'x', question: 'q' }, undefined), /question/);
});
