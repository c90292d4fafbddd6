/**
 * Calls of an agent in the spelling of a recorded reply, and with its mistake. The replies here are made up in recorded
 * forms.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../random.ts';
import { readCalls } from '../../reason/calls/read-calls.ts';
import type { BfclItem } from '../bfcl.ts';
import { mannersOf } from './corrupt-call.ts';

const parameters = {
  type: 'dict',
  properties: { base: { type: 'integer' }, unit: { type: 'string' } },
  required: ['base'],
};
const item: BfclItem = {
  id: 'simple_0',
  category: 'simple',
  tools: [{ name: 'geo.area', parameters }],
  question: 'How large is it?',
  allowed: [{ 'geo.area': { base: [10], unit: ['', 'm'] } }],
};
const edit = {
  name: 'edit',
  parameters: {
    type: 'object',
    properties: { path: { type: 'string' }, text: { type: 'string' } },
    required: ['path', 'text'],
    additionalProperties: false,
  },
};
const meant = {
  name: 'edit',
  arguments: { path: 'a.ts', text: 'if (a === "b") {\n' },
  required: ['path', 'text'],
  tools: ['edit', 'read'],
};

const written = (text: string): string => {
  const { manners, left } = mannersOf([{ item, replies: [{ model: 'm', text, right: false }] }], ['m']);
  return left > 0 ? 'left out' : manners[0]!.write(meant, createRandom(1)).content;
};

test('a right reply gives the same call in its spelling', () => {
  const forms = [
    '[geo.area(base=10)]',
    '\n\n[geo.area({"base": 10})]',
    "[geo.area(base=10, unit='m')]\n\nThe line above computes it.",
    '<tool_call>\n{"arguments": {"base": 10}, "name": "geo.area"}\n</tool_call>\n',
    '{"tool_calls": [{"name": "geo.area", "arguments": {"base": 10, "unit": "m"}}]}',
    "<tool_call>\n{'arguments': {'base': 10}, 'name': 'geo.area'}\n</tool_call>",
  ];
  for (const form of forms) {
    const text = written(form);
    const [call] = readCalls(text, [edit]).calls;
    assert.deepEqual([call?.name, call?.arguments], ['edit', meant.arguments], text);
    assert.equal(text.slice(0, 2), form.slice(0, 2) === '[g' ? '[e' : form.slice(0, 2));
  }
});

test('a mistake is carried over: no call, another tool, an argument left out, made up or wrong', () => {
  assert.equal(written('I would multiply them.'), 'I would multiply them.');
  assert.match(written('[geo.volume(base=10)]'), /^\[(?:geo\.volume|read)\(/);
  const of = (text: string): object => readCalls(written(text), [edit]).calls[0]?.arguments ?? {};
  assert.equal(Object.keys(of('[geo.area(unit="m")]')).length, 1);
  assert.match(written('[geo.area(base=10, height=2)]'), /note="as asked"/);
  assert.notDeepEqual(of('[geo.area(base=11)]'), meant.arguments);
  assert.equal(written('[geo.area(base=10'), '[geo.area(base=10');
});

test('calls of the protocol stay calls of the protocol', () => {
  const replies = [{ model: 'm', calls: [{ name: 'geo.area', arguments: '{"base": 10}' }], right: true }];
  const { manners } = mannersOf([{ item, replies }], ['m']);
  const { content, toolCalls } = manners[0]!.write(meant, createRandom(1));
  assert.deepEqual([content, toolCalls], ['', [{ id: '', name: 'edit', arguments: JSON.stringify(meant.arguments) }]]);
});
