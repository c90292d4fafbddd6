/** Turns of chat completions: roles, parts, calls, thoughts in every spelling; the turn as it came is kept. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Wire } from '../../types.ts';
import { messageSchema, toMessage } from './messages.ts';

const message = (turn: Wire) => toMessage(messageSchema.parse(turn), turn);

test('thoughts are read in every spelling, and the turn is kept verbatim', () => {
  const spellings: Wire[] = [
    { reasoning_content: 'hm' },
    { reasoning: 'hm' },
    {
      reasoning_details: [
        { type: 'reasoning.text', text: 'h', signature: 's' },
        { type: 'reasoning.summary', summary: 'm' },
      ],
    },
    { reasoning_text: 'hm' },
    { thinking: 'hm' },
    { thinking_blocks: [{ type: 'thinking', thinking: 'hm', signature: 's' }] },
    { reasoning_content: '', reasoning: 'hm' },
  ];
  const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a": 1' } }];
  for (const spelling of spellings) {
    const turn = { role: 'assistant', content: null, tool_calls: calls, ...spelling, extra: { kept: [1] } };
    const found = message(turn);
    assert.equal(found.reasoning, 'hm', JSON.stringify(spelling));
    assert.equal(found.wire, turn, 'by reference');
    assert.deepEqual(found.toolCalls, [{ id: 'c', name: 'f', arguments: '{"a": 1' }]);
  }
  const tagged = message({ role: 'assistant', content: '<think>\nhm\n</think>\n\nyes' });
  assert.deepEqual([tagged.reasoning, tagged.content], ['hm', 'yes']);
});

test('roles and parts', () => {
  assert.deepEqual(
    ['system', 'developer', 'user']
      .map((role) =>
        message({
          role,
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        }),
      )
      .map((part) => [part.role, part.content]),
    [
      ['system', 'ab'],
      ['system', 'ab'],
      ['user', 'ab'],
    ],
  );
  const picture = {
    role: 'user',
    content: [
      { type: 'text', text: 'see ' },
      { type: 'image_url', image_url: { url: 'http://127.0.0.1:9/a.png' } },
    ],
  };
  assert.deepEqual(message(picture), { role: 'user', content: 'see ', wire: picture });
  assert.deepEqual(message({ role: 'tool', tool_call_id: 'c', content: '4' }).toolCallId, 'c');
  assert.equal(message({ role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }).content, 'no');
});

test('turns as clients send them become turns of the form; what the upstream may understand stays', () => {
  const call = (more: object) => ({
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', ...more } }],
  });
  const calls = (turn: Wire) => (message(turn).wire!.tool_calls as { id: string; type: string; function: Wire }[])[0]!;
  for (const [given, expected] of [
    [{ a: 1 }, '{"a":1}'],
    [undefined, '{}'],
    [null, '{}'],
    ['', '{}'],
    ['{"a":', '{"a":'],
  ] as const)
    assert.equal(calls(call({ arguments: given })).function.arguments, expected);
  const bare = { role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] };
  assert.deepEqual([calls(bare).id, calls(bare).type], ['call_0', 'function']);
  const picture = { type: 'image_url', image_url: { url: 'data:x' } };
  const cases: [Wire, unknown][] = [
    [{ role: 'tool', tool_call_id: 'c', content: [picture] }, [picture]],
    [{ role: 'tool', tool_call_id: 'c', content: null }, ''],
    [{ role: 'tool', content: '3' }, '3'],
    [{ role: 'user', content: { type: 'text', text: 'x' } }, [{ type: 'text', text: 'x' }]],
    [{ role: 'user', content: ['a', picture] }, [{ type: 'text', text: 'a' }, picture]],
    [
      { role: 'user', content: [{ type: 'video_url', video_url: { url: 'x' } }] },
      [{ type: 'video_url', video_url: { url: 'x' } }],
    ],
    [{ role: 'system', content: null }, ''],
    [{ role: 'assistant', content: null }, null],
  ];
  for (const [turn, content] of cases) assert.deepEqual(message(turn).wire!.content, content, JSON.stringify(turn));
  const dumped = { role: 'assistant', content: 'x', refusal: null, tool_calls: [], function_call: null, audio: null };
  assert.deepEqual(message(dumped).wire, { role: 'assistant', content: 'x' });
});
