/** Repairs by schema, faults in one sentence, and the dialects of schemas, as tables written for this test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tool, Wire } from '../../types.ts';
import { checkCall, validateCall } from './check-call.ts';
import { readCalls } from './read-calls.ts';
import { sameCall } from './same-call.ts';

const toolWith = (properties: Wire, required: readonly string[] = [], rest: Wire = {}): Tool[] => [
  { name: 'f', parameters: { type: 'object', properties, required, ...rest } },
];

type Case = readonly [label: string, schema: Wire, given: unknown, wanted: unknown, rule: string | undefined];

const cases: readonly Case[] = [
  ['text to integer', { type: 'integer' }, '3', 3, 'text to number'],
  ['text to integer, with a point', { type: 'integer' }, '3.0', 3, 'text to number'],
  ['text to number', { type: 'float' }, ' 2.5e3 ', 2500, 'text to number'],
  ['a whole number for a float', { type: 'float' }, 3, 3, undefined],
  ['a fraction for an integer stays', { type: 'integer' }, 2.5, 2.5, undefined],
  ['words for a number stay', { type: 'integer' }, 'three', 'three', undefined],

  ['text to boolean', { type: 'boolean' }, 'False', false, 'text to boolean'],
  ['1 for a boolean stays', { type: 'boolean' }, 1, 1, undefined],
  ['number to text', { type: 'string' }, 5, '5', 'value to text'],
  ['scalar to list', { type: 'array', items: { type: 'string' } }, 'a', ['a'], 'scalar to list'],
  ['scalar to list, with its item', { type: 'array', items: { type: 'integer' } }, '4', [4], 'scalar to list'],
  ['a list as text', { type: 'array', items: { type: 'integer' } }, '[1, 2]', [1, 2], 'text to list'],
  ['a Python tuple as text', { type: 'tuple', items: { type: 'float' } }, '(1.5, 2)', [1.5, 2], 'text to list'],
  [
    'members of an enum in one text',
    { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
    'A, b',
    ['a', 'b'],
    'text to list',
  ],
  ['a flat list for a list of lists stays', { type: 'array', items: { type: 'array' } }, [1, 2], [1, 2], undefined],
  ['an object as text', { type: 'dict' }, "{'a': 1}", { a: 1 }, 'text to object'],
  ['a list of one for a scalar', { type: 'string' }, ['a'], 'a', 'list to scalar'],
  ['items of the wrong type', { type: 'array', items: { type: 'integer' } }, ['1', 2], [1, 2], 'text to number'],
  ['case of an enum', { type: 'string', enum: ['Paris', 'Rome'] }, 'paris', 'Paris', 'enum'],
  ['separators of an enum', { type: 'string', enum: ['very_fast'] }, 'Very fast', 'very_fast', 'enum'],
  ['an enum that two would fit stays', { type: 'string', enum: ['a_b', 'a-b'] }, 'a b', 'a b', undefined],
  ['an enum of numbers', { type: 'integer', enum: [1, 2] }, '2', 2, 'text to number'],
  ['no type', {}, '3', '3', undefined],
  ['any', { type: 'any' }, '3', '3', undefined],
  ['null where it is allowed', { type: ['string', 'null'] }, null, null, undefined],
  ['a choice', { anyOf: [{ type: 'integer' }, { type: 'null' }] }, '3', 3, 'text to number'],
  ['a choice that fits', { anyOf: [{ type: 'integer' }, { type: 'string' }] }, '3', '3', undefined],
  [
    'inside an object',
    { type: 'object', properties: { n: { type: 'integer' } } },
    { n: '3' },
    { n: 3 },
    'text to number',
  ],
];

test('a value is made to fit where what was meant is plain, and each change is an event', () => {
  for (const [label, schema, given, wanted, rule] of cases) {
    const found = checkCall({ name: 'f', arguments: { x: given } }, toolWith({ x: schema }, ['x']));
    assert.deepEqual(found.arguments, { x: wanted }, label);
    const rules = found.repairs.map((repair) => repair.rule);
    assert.deepEqual(rules.includes(rule ?? ''), rule !== undefined, `${label}: ${rules.join()}`);
  }
});

test('names of arguments are mended only where one absent name is meant', () => {
  const tools = toolWith(
    {
      city: { type: 'string' },
      max_results: { type: 'integer' },
      start: { type: 'string' },
      stats: { type: 'string' },
    },
    ['city'],
  );
  const args = (given: Wire) => checkCall({ name: 'f', arguments: given }, tools);
  assert.deepEqual(args({ City: 'a', maxResults: 3 }).arguments, { city: 'a', max_results: 3 });
  assert.deepEqual(args({ citty: 'a' }).arguments, { city: 'a' });
  const twice = args({ city: 'a', citty: 'b' });
  assert.match(twice.fault!.message, /no argument citty/);
  const unclear = args({ city: 'a', stat: 'b' });
  assert.match(unclear.fault!.message, /no argument stat/);
  assert.deepEqual(args({ city: 'a', planet: null }).arguments, { city: 'a' });
});

test('a null for an argument that may be left out is left out; for one that must be there it is a fault', () => {
  const tools = toolWith({ a: { type: 'string' }, b: { type: 'integer' } }, ['a']);
  const found = checkCall({ name: 'f', arguments: '{"a": "x", "b": null}' }, tools);
  assert.equal(found.json, '{"a":"x"}');
  assert.equal(found.repairs[0]!.rule, 'null left out');
  assert.match(
    checkCall({ name: 'f', arguments: '{"a": null}' }, tools).fault!.message,
    /\/a must be string, but there is null/,
  );
});

test('a call that is right goes on byte for byte', () => {
  const text = '{ "a": 1.0,  "id": 12345678901234567890 }';
  const found = checkCall({ name: 'f', arguments: text }, toolWith({ a: { type: 'number' }, id: {} }));
  assert.equal(found.json, text);
  assert.deepEqual([found.repairs, found.fault], [[], undefined]);
});

test('no digit of a long number is lost, and one beyond all bounds is a fault', () => {
  const tools = toolWith({
    id: { type: 'integer' },
    n: { type: 'integer' },
    text: { type: 'string' },
    x: { type: 'number' },
  });
  const json = (args: string) => checkCall({ name: 'f', arguments: args }, tools);
  assert.equal(json('{"id": 12345678901234567890, "n": "3"}').json, '{"id":12345678901234567890,"n":3}');
  assert.equal(json('{"id": "12345678901234567890"}').json, '{"id":12345678901234567890}');
  assert.equal(json('{"text": 12345678901234567890}').json, '{"text":"12345678901234567890"}');
  assert.equal(json("{'id': -12345678901234567890}").json, '{"id":-12345678901234567890}');
  assert.equal(typeof json('{"id": 12345678901234567890, "n": "3"}').arguments.id, 'number');
  JSON.stringify(json('{"text": 12345678901234567890}'));
  const [a, b] = ['12345678901234567890', '12345678901234567891'].map((id) => ({
    name: 'f',
    arguments: `{"id": ${id}}`,
  }));
  assert.equal(sameCall(a!, b!, tools), false);
  assert.equal(sameCall(a!, a!, tools), true);
  for (const text of ['{"x": 1e999}', '{"x": -1e999, "n": "3"}', "{'x': 1e999}"]) {
    assert.match(json(text).fault!.message, /too large/, text);
    assert.match(validateCall({ name: 'f', arguments: text }, tools)!, /too large|not JSON/, text);
  }
  assert.deepEqual(readCalls('f(x=1e999)', tools).calls, []);
});

test('native arguments that are no JSON are read all the same', () => {
  const tools = toolWith({ a: { type: 'string' } }, ['a']);
  for (const text of [
    "{'a': 'x'}",
    '{"a": "x",}',
    '{"a": "x"',
    '{a: "x"}',
    JSON.stringify('{"a": "x"}'),
    '{"a": "x"}}',
  ]) {
    const found = checkCall({ name: 'f', arguments: text }, tools);
    assert.deepEqual([found.arguments, found.fault], [{ a: 'x' }, undefined], text);
  }
  assert.deepEqual(checkCall({ name: 'f', arguments: '' }, toolWith({})).arguments, {});
  assert.equal(checkCall({ name: 'f', arguments: '{"a": "x' }, tools).fault!.cause, 'cut off');
  assert.equal(checkCall({ name: 'f', arguments: 'a is x' }, tools).fault!.cause, 'not JSON');
  assert.equal(checkCall({ name: 'f', arguments: '[1]' }, tools).fault!.cause, 'not JSON');
});

test('validateCall judges a call as it stands', () => {
  const tools = toolWith({ city: { type: 'string' }, days: { type: 'integer' } }, ['city'], {
    additionalProperties: false,
  });
  const faults: [string | Wire, string, RegExp | undefined][] = [
    ['{"city": "Paris"}', 'f', undefined],
    [{ city: 'Paris', days: 3 }, 'f', undefined],
    [
      '{"days": 3}',
      'f',
      /^Call of f: \/city must be string, but there is nothing\. Call it as f\(city: string, days\?: integer\)\.$/,
    ],
    ['{"city": "Paris", "days": "3"}', 'f', /\/days must be integer, but there is "3"/],
    ['{"city": "Paris", "day": 3}', 'f', /day/],
    ["{'city': 'Paris'}", 'f', /it is not JSON/],
    ['{"city": "Pa', 'f', /cut off/],
    ['{}', 'g', /no tool "g"/],
  ];
  for (const [args, name, wanted] of faults) {
    const found = validateCall({ name, arguments: args }, tools);
    if (wanted === undefined) assert.equal(found, undefined);
    else assert.match(found!, wanted);
  }
});

test('odd schemas neither crash nor hang', () => {
  const schemas: Wire[] = [
    {},
    { type: 'object' },
    { type: 'dict', properties: { a: { type: 'String' }, b: { type: 'HashMap' }, c: { type: '' }, d: { type: 7 } } },
    {
      properties: { a: { $ref: '#/$defs/node' } },
      $defs: { node: { properties: { next: { $ref: '#/$defs/node' } } } },
    },
    { properties: { a: { $ref: '#/nowhere' } } },
    { properties: { a: { type: 'string', pattern: '(' } } },
    { properties: { a: { type: 'string', pattern: '^(a+)+$' } } },
    { properties: { a: { type: 'array', items: [{ type: 'integer' }, { type: 'string' }] } } },
    { properties: { a: { enum: [] } } },
    { properties: { a: { anyOf: [] } } },
    { properties: { ['__proto__']: { type: 'string' } } },
    { required: ['a', 'zzz'], properties: { a: { required: true } } },
  ];
  for (const parameters of schemas) {
    const tools = [{ name: 'f', parameters }];
    for (const given of [
      '{"a": 1}',
      `{"a": "${'a'.repeat(40)}!"}`,
      '{"a": {"next": {"next": null}}}',
      '{"__proto__": "x"}',
      '{}',
    ]) {
      const begun = performance.now();
      checkCall({ name: 'f', arguments: given }, tools);
      validateCall({ name: 'f', arguments: given }, tools);
      assert.ok(performance.now() - begun < 500, JSON.stringify(parameters));
    }
  }
  for (const depth of [60, 70, 100_000]) {
    const nested = `{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const found = checkCall({ name: 'f', arguments: nested }, [{ name: 'f' }]);
    assert.equal(found.fault === undefined, depth < 64);
    assert.equal(found.json, nested);
    assert.equal(
      validateCall({ name: 'f', arguments: JSON.parse(nested) as Wire }, [{ name: 'f' }]) === undefined,
      depth < 64,
    );
  }
});
