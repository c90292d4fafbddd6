/** The older form of tools as the newer one. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { withTools } from './legacy-functions.ts';

test('functions, choices and turns of the older form become the newer one; the newer one stays', () => {
  const f = { name: 'f', parameters: {} };
  const tool = { type: 'function', function: f };
  const user = { role: 'user', content: 'x' };
  const cases: [string, object, object][] = [
    ['functions', { functions: [f] }, { tools: [tool] }],
    [
      'a choice by name',
      { functions: [f], function_call: { name: 'f' } },
      { tools: [tool], tool_choice: { type: 'function', function: { name: 'f' } } },
    ],
    ['a choice by word', { functions: [f], function_call: 'auto' }, { tools: [tool], tool_choice: 'auto' }],
    [
      'beside tools',
      { functions: [f], tools: [tool], tool_choice: 'none', function_call: 'auto' },
      { tools: [tool, tool], tool_choice: 'none' },
    ],
    ['the newer form', { tools: [tool], tool_choice: 'auto' }, { tools: [tool], tool_choice: 'auto' }],
  ];
  for (const [name, body, expected] of cases)
    assert.deepEqual(withTools({ messages: [user], ...body }), { messages: [user], ...expected }, name);
  const call = { name: 'f', arguments: '{}' };
  const turns = [
    user,
    { role: 'assistant', content: null, function_call: call },
    { role: 'function', name: 'f', content: '3' },
  ];
  assert.deepEqual(withTools({ messages: turns }).messages, [
    user,
    { role: 'assistant', content: null, tool_calls: [{ id: 'call_function_0', type: 'function', function: call }] },
    { role: 'tool', tool_call_id: 'call_function_0', content: '3' },
  ]);
});
