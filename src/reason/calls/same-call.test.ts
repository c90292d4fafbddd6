/** Which calls are the same and which differ, as a table, and that sameness is an equivalence on it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tool } from '../../types.ts';
import type { CallLike } from './check-call.ts';
import { canonicalCall, sameCall } from './same-call.ts';

const tools: Tool[] = [
  {
    name: 'shop.search',
    parameters: {
      type: 'object',
      properties: {
        query: { type: 'string' },
        sizes: { type: 'array', items: { type: 'integer' } },
        limit: { type: 'integer', default: 10 },
        order: { type: 'string', description: 'How to sort. Default is "price".' },
        strict: { type: 'boolean', description: 'Defaults to false.' },
        filter: { type: 'object' },
      },
      required: ['query'],
    },
  },
  { name: 'stop', parameters: { type: 'object', properties: {} } },
];

const search = (args: object | string): CallLike => ({
  name: 'shop.search',
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
});

type Pair = readonly [label: string, a: CallLike | CallLike[], b: CallLike | CallLike[], same: boolean];

const pairs: readonly Pair[] = [
  ['the order of keys', search('{"query":"a","limit":3}'), search('{"limit":3,"query":"a"}'), true],
  ['white space in the JSON', search('{ "query" : "a" }'), search('{"query":"a"}'), true],
  ['an object for the text', search('{"query":"a"}'), { name: 'shop.search', arguments: { query: 'a' } }, true],
  [
    'the name with another separator',
    search('{"query":"a"}'),
    { name: 'shop_search', arguments: '{"query":"a"}' },
    true,
  ],
  ['3 and "3"', search({ query: 'a', limit: 3 }), search({ query: 'a', limit: '3' }), true],
  ['3 and 3.0', search('{"query":"a","limit":3}'), search('{"query":"a","limit":3.0}'), true],
  ['a scalar and a list of one', search({ query: 'a', sizes: 4 }), search({ query: 'a', sizes: [4] }), true],
  ['the default of the schema', search({ query: 'a', limit: 10 }), search({ query: 'a' }), true],
  ['the default of the description', search({ query: 'a', order: 'price' }), search({ query: 'a' }), true],
  ['a default that is false', search({ query: 'a', strict: false }), search({ query: 'a' }), true],
  ['null left out', search({ query: 'a', limit: null }), search({ query: 'a' }), true],
  [
    'keys inside an object',
    search('{"query":"a","filter":{"x":1,"y":2}}'),
    search('{"query":"a","filter":{"y":2,"x":1}}'),
    true,
  ],
  ['space around a text', search({ query: ' a ' }), search({ query: 'a' }), true],
  ['two Unicode forms', search({ query: 'é' }), search({ query: 'e\u0301' }), true],
  [
    'calls in another order',
    [search({ query: 'a' }), search({ query: 'b' })],
    [search({ query: 'b' }), search({ query: 'a' })],
    true,
  ],
  ['no calls', [], [], true],
  ['a list of one call', search({ query: 'a' }), [search({ query: 'a' })], true],
  ['another query', search({ query: 'a' }), search({ query: 'b' }), false],
  ['another case', search({ query: 'README' }), search({ query: 'readme' }), false],
  ['not the default', search({ query: 'a', limit: 11 }), search({ query: 'a' }), false],
  ['another order of a list', search({ query: 'a', sizes: [1, 2] }), search({ query: 'a', sizes: [2, 1] }), false],
  ['another tool', search({ query: 'a' }), { name: 'stop', arguments: '{}' }, false],
  ['one call more', [search({ query: 'a' })], [search({ query: 'a' }), search({ query: 'b' })], false],
  ['one call twice', [search({ query: 'a' })], [search({ query: 'a' }), search({ query: 'a' })], false],
  ['no call and one', [], [search({ query: 'a' })], false],
  ['the digits of a number as words', search({ query: '1.5' }), search({ query: '15' }), false],
];

test('calls are the same when they ask for the same', () => {
  for (const [label, a, b, same] of pairs) {
    assert.equal(sameCall(a, b, tools), same, label);
    assert.equal(sameCall(b, a, tools), same, `${label}, turned round`);
    assert.equal(sameCall(a, a, tools) && sameCall(b, b, tools), true, label);
  }
});

test('tools and calls in the form of the OpenAI API are taken as they are', () => {
  const wire = tools.map((tool) => ({ type: 'function' as const, function: tool }));
  const call = { id: 'x', type: 'function', function: { name: 'shop_search', arguments: '{"query":"a","limit":10}' } };
  assert.equal(sameCall(call, search({ query: 'a' }), wire), true);
  assert.equal(sameCall([call], [search({ query: 'b' })], wire), false);
});

test('the core of a call is its tool and its required arguments, words without case and spaces', () => {
  const core = (args: object) => canonicalCall(search(args), tools).core;
  assert.equal(core({ query: 'New York' }), core({ query: 'new york', limit: 99 }));
  assert.notEqual(core({ query: 'New York' }), core({ query: 'York' }));
});
