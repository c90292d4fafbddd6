import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { redact } from '../redact.ts';
import type { ChatEvent, Wire } from '../types.ts';
import { UpstreamError } from './failure.ts';
import { createOpenAiReader } from './openai-reader.ts';

const make = (n = 1, raw = false) => {
  const reader = createOpenAiReader({ provider: 'p', redact, n, thoughts: undefined, section: 'answer', raw });
  const read = (form: 'chunk' | 'whole') => (value: object) =>
    reader.read({ form, value: value as Record<string, unknown>, text: JSON.stringify(value) });
  return { ...reader, chunk: read('chunk'), whole: read('whole') };
};
const chunk = (delta: object, more: object = {}) => ({ choices: [{ index: 0, delta, ...more }] });

test('tool calls without an index: each piece by its id, or a call a piece', () => {
  const byId = make();
  byId.chunk(chunk({ tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{"x"' } }] }));
  byId.chunk(
    chunk(
      {
        tool_calls: [
          { id: 'a', function: { arguments: ':1}' } },
          { id: 'b', function: { name: 'g', arguments: '' } },
        ],
      },
      { finish_reason: 'stop' },
    ),
  );
  byId.end(true);
  assert.deepEqual(byId.replies()[0]!.toolCalls, [
    { id: 'a', name: 'f', arguments: '{"x":1}' },
    { id: 'b', name: 'g', arguments: '{}' },
  ]);
  assert.equal(byId.replies()[0]!.finish, 'tools');
});

test('a name and an id that come once are kept; pieces of other calls may come between', () => {
  const assembler = make();
  const events = [
    ...assembler.chunk(
      chunk({
        tool_calls: [
          { index: 0, id: 'a', function: { name: 'f', arguments: '' } },
          { index: 1, id: 'b', function: { name: 'g', arguments: '[' } },
        ],
      }),
    ),
    ...assembler.chunk(chunk({ tool_calls: [{ index: 1, function: { arguments: ']' } }] })),
    ...assembler.chunk(chunk({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] })),
  ];
  assembler.chunk(chunk({}, { finish_reason: 'tool_calls' }));
  assert.deepEqual(assembler.replies()[0]!.toolCalls, [
    { id: 'a', name: 'f', arguments: '{}' },
    { id: 'b', name: 'g', arguments: '[]' },
  ]);
  assert.deepEqual(
    events.map((event) => (event.type === 'tool' ? [event.call, event.id, event.arguments] : [])),
    [
      [0, 'a', ''],
      [1, 'b', '['],
      [1, undefined, ']'],
      [0, undefined, '{}'],
    ],
  );
});

test('both spellings of reasoning at once are one thought; details join by index', () => {
  const assembler = make();
  assembler.chunk(
    chunk({
      reasoning: 'so',
      reasoning_content: 'so',
      reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'so' }],
    }),
  );
  assembler.chunk(
    chunk(
      {
        reasoning: ' it',
        reasoning_content: ' it',
        reasoning_details: [
          { type: 'reasoning.text', index: 0, text: ' it', signature: 's' },
          { type: 'reasoning.encrypted', index: 1, data: 'zz' },
        ],
      },
      { finish_reason: 'stop' },
    ),
  );
  const [reply] = assembler.replies();
  assert.equal(reply!.reasoning, 'so it');
  assert.deepEqual(reply!.wire, {
    reasoning: 'so it',
    reasoning_content: 'so it',
    reasoning_details: [
      { type: 'reasoning.text', index: 0, text: 'so it', signature: 's' },
      { type: 'reasoning.encrypted', index: 1, data: 'zz' },
    ],
  });
});

test('a stream that marks its end without a finish has ended; one that breaks off has not', () => {
  const assembler = make();
  assembler.chunk(chunk({ content: 'x' }));
  assert.throws(() => assembler.end(false), /middle of a reply/);
  assembler.end(true);
  assert.equal(assembler.replies()[0]!.finish, 'stop');
  assert.throws(() => make().end(true), /without a reply/);
});

test('anything that parses is read or refused: 5000 random chunks', () => {
  const random = createRandom('assemble');
  const leaves = [null, 0, 1, -1, 1.5, '', 'x', 'stop', true, [], {}, [[]], '__proto__'];
  const keys = [
    'choices',
    'index',
    'delta',
    'message',
    'content',
    'tool_calls',
    'function',
    'arguments',
    'id',
    'name',
    'reasoning',
    'reasoning_content',
    'reasoning_details',
    'text',
    'type',
    'thinking',
    'usage',
    'prompt_tokens',
    'completion_tokens',
    'finish_reason',
    'logprobs',
    'token',
    'logprob',
    'top_logprobs',
    'error',
    'x_groq',
    '__proto__',
  ];
  const value = (depth: number): unknown => {
    if (depth === 0 || random.chance(0.2)) return random.pick(leaves);
    if (random.chance(0.4)) return Array.from({ length: random.int(0, 3) }, () => value(depth - 1));
    return Object.fromEntries(Array.from({ length: random.int(0, 5) }, () => [random.pick(keys), value(depth - 1)]));
  };
  let read = 0;
  for (let i = 0; i < 5000; i++) {
    const assembler = make(random.int(1, 2));
    try {
      for (let k = 0; k < 3; k++)
        assembler.chunk({ choices: [value(5)], ...(random.chance(0.5) && (value(3) as object)) });
      assembler.whole({ choices: value(6) });
      assembler.end(random.chance(0.5));
      read++;
      for (const reply of assembler.replies())
        assert.ok(reply.tokens >= 0 && typeof reply.content === 'string' && typeof reply.reasoning === 'string');
    } catch (error) {
      assert.ok(error instanceof UpstreamError, String((error as Error).stack));
    }
  }
  assert.ok(read > 0);
});

const fragment = (call: object, more: object = {}) => chunk({ tool_calls: [call] }, more);
const callsOf = (chunks: readonly object[]) => {
  const reader = make();
  const events = chunks.flatMap((value) => reader.chunk(value));
  events.push(...reader.end(true));
  const streamed: { id: string; name: string; arguments: string }[] = [];
  for (const event of events) {
    if (event.type !== 'tool') continue;
    const call = (streamed[event.call] ??= { id: '', name: '', arguments: '' });
    call.id ||= event.id ?? '';
    call.name ||= event.name ?? '';
    call.arguments += event.arguments;
  }
  const [reply] = reader.replies();
  assert.deepEqual(streamed, reply!.toolCalls ?? [], 'what streams is what results');
  return { calls: reply!.toolCalls ?? [], finish: reply!.finish };
};

test('tool calls: in whatever way servers number and cut them', () => {
  const f = (text: unknown, name?: string) => ({ ...(name && { name }), arguments: text });
  const cases: [string, object[], [string, string, string][]][] = [
    [
      'one index, ids of their own',
      [
        fragment({ index: 0, id: 'a', function: f('{"x":1}', 'f') }),
        fragment({ index: 0, id: 'b', function: f('{"x":2}', 'f') }),
      ],
      [
        ['a', 'f', '{"x":1}'],
        ['b', 'f', '{"x":2}'],
      ],
    ],
    [
      'one index, each call in pieces',
      [
        fragment({ index: 0, id: 'a', function: f('{"x"', 'f') }),
        fragment({ index: 0, function: f(':1}') }),
        fragment({ index: 0, id: 'b', function: f('{"x"', 'g') }),
        fragment({ index: 0, id: 'b', function: f(':2}') }),
      ],
      [
        ['a', 'f', '{"x":1}'],
        ['b', 'g', '{"x":2}'],
      ],
    ],
    [
      'an id that comes back',
      [
        fragment({ index: 0, id: 'a', function: f('{', 'f') }),
        fragment({ index: 0, id: 'b', function: f('{}', 'g') }),
        fragment({ index: 0, id: 'a', function: f('}') }),
      ],
      [
        ['a', 'f', '{}'],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'no ids, whole calls at one index',
      [fragment({ index: 0, function: f('{"x":1}', 'f') }), fragment({ index: 0, function: f('{"x":2}', 'f') })],
      [
        ['call_reply_0_0', 'f', '{"x":1}'],
        ['call_reply_0_1', 'f', '{"x":2}'],
      ],
    ],
    [
      'neither index nor id',
      [fragment({ function: f('{"x":1}', 'f') }), fragment({ function: f('{"x":2}', 'g') })],
      [
        ['call_reply_0_0', 'f', '{"x":1}'],
        ['call_reply_0_1', 'g', '{"x":2}'],
      ],
    ],
    [
      'an index as text, an id as a number',
      [fragment({ index: '1', id: 7, function: f('{}', 'f') })],
      [['7', 'f', '{}']],
    ],
    [
      'one id for two',
      [
        chunk({
          tool_calls: [
            { index: 0, id: 'a', function: f('{}', 'f') },
            { index: 1, id: 'a', function: f('{}', 'g') },
          ],
        }),
      ],
      [
        ['a', 'f', '{}'],
        ['a_1', 'g', '{}'],
      ],
    ],
    [
      'an empty id goes on',
      [
        fragment({ index: 0, id: 'a', function: f('{"x"', 'f') }),
        fragment({ index: 0, id: '', function: f(':1}', '') }),
      ],
      [['a', 'f', '{"x":1}']],
    ],
    [
      'the name again in every piece',
      [fragment({ index: 0, id: 'a', function: f('{"x"', 'f') }), fragment({ index: 0, function: f(':1}', 'f') })],
      [['a', 'f', '{"x":1}']],
    ],
    ['arguments null', [fragment({ index: 0, id: 'a', function: f(null, 'f') })], [['a', 'f', '{}']]],
    ['arguments missing', [fragment({ index: 0, id: 'a', function: { name: 'f' } })], [['a', 'f', '{}']]],
    [
      'arguments empty',
      [fragment({ index: 0, id: 'a', function: f('', 'f') }), fragment({ index: 0, function: f('') })],
      [['a', 'f', '{}']],
    ],
    [
      'the word null',
      [fragment({ index: 0, id: 'a', function: f('nu', 'f') }), fragment({ index: 0, function: f('ll') })],
      [['a', 'f', '{}']],
    ],
    ['arguments as an object', [fragment({ index: 0, id: 'a', function: f({ x: 1 }, 'f') })], [['a', 'f', '{"x":1}']]],
    [
      'function_call',
      [chunk({ function_call: { name: 'f', arguments: '{"x"' } }), chunk({ function_call: { arguments: ':1}' } })],
      [['call_reply_0_0', 'f', '{"x":1}']],
    ],
  ];
  for (const [name, chunks, expected] of cases) {
    const { calls, finish } = callsOf([...chunks, chunk({}, { finish_reason: 'stop' })]);
    assert.deepEqual(
      calls.map((call) => [call.id, call.name, call.arguments]),
      expected,
      name,
    );
    assert.equal(finish, 'tools', name);
  }
  // Cut off by the limit: nothing is completed.
  assert.equal(
    callsOf([fragment({ index: 0, id: 'a', function: f('', 'f') }), chunk({}, { finish_reason: 'length' })]).calls[0]!
      .arguments,
    '',
  );
});

test('a finish does not end the reading, and the last reason counts', () => {
  const cases: [object[], string, string][] = [
    [
      [chunk({ content: 'hi' }, { finish_reason: 'stop' }), chunk({ content: ' there' }, { finish_reason: 'stop' })],
      'hi there',
      'stop',
    ],
    [
      [chunk({ content: 'hi' }, { finish_reason: 'stop' }), chunk({ content: ' there' }, { finish_reason: 'length' })],
      'hi there',
      'length',
    ],
    [[chunk({}, { finish_reason: 'stop' }), chunk({ content: 'late' })], 'late', 'stop'],
    [
      [chunk({}, { finish_reason: 'stop' }), fragment({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } })],
      '',
      'tools',
    ],
    [[chunk({ content: 'x' }, { finish_reason: '' }), chunk({}, { finish_reason: 'eos' })], 'x', 'stop'],
    [[chunk({ content: 'x' }, { finish_reason: 'max_tokens' })], 'x', 'length'],
  ];
  for (const [chunks, content, finish] of cases) {
    const reader = make();
    for (const value of chunks) reader.chunk(value);
    reader.end(true);
    const [reply] = reader.replies();
    assert.deepEqual([reply!.content, reply!.finish], [content, finish], JSON.stringify(chunks));
  }
});

test('an error in any form is one, with the status that it names; what is no error and no chunk is skipped', () => {
  const errors: [object, number, string?][] = [
    [{ error: { message: 'too hot', code: 400 } }, 400],
    [{ error: { message: 'too hot', code: '503' } }, 503],
    [{ error: { message: 'too hot', status: 404 } }, 404],
    [{ error: { message: 'too hot', type: 'server_error' } }, 502],
    [{ error: 'too hot' }, 502],
    [{ error: { message: 'too hot' }, status_code: 429 }, 429],
    [{ object: 'error', message: 'too hot', code: 400 }, 400],
    [{ type: 'error', error: { type: 'overloaded_error', message: 'too hot' } }, 502],
    [{ detail: 'too hot' }, 502],
    [{ errors: [{ message: 'too hot', code: 422 }] }, 422],
    [{ choices: [{ index: 0, delta: {}, error: { code: 502, message: 'too hot' } }] }, 502],
    [
      { error: { message: "This model's maximum context length is 4096 tokens, too hot" } },
      400,
      'context_length_exceeded',
    ],
    [
      { error: { message: 'too hot: the request exceeds the available context size', code: 500 } },
      400,
      'context_length_exceeded',
    ],
  ];
  for (const [value, status, code] of errors)
    for (const form of ['chunk', 'whole'] as const)
      assert.throws(
        () => make()[form](value),
        (error) =>
          error instanceof UpstreamError &&
          error.failure.status === status &&
          error.message.includes('too hot') &&
          (code === undefined || error.failure.code === code),
        JSON.stringify(value),
      );
  for (const value of [{}, { ping: 1 }, { type: 'ping' }, { id: 'u', model: 'up' }, { choices: null }, { usage: null }])
    assert.deepEqual(make().chunk(value), [], JSON.stringify(value));
});

test('a value in form is given along before what was read from it; one out of form is not', () => {
  const head = { id: 'u', object: 'chat.completion.chunk', created: 1, model: 'm' };
  const of = (choice: object, more: object = {}) => ({
    ...head,
    choices: [{ index: 0, finish_reason: null, ...choice }],
    ...more,
  });
  const types = (values: readonly object[]) => {
    const reader = make(1, true);
    const events: ChatEvent[] = values.flatMap((value) => reader.chunk(value));
    events.push(...reader.end(true));
    return events.map((event) => (event.type === 'raw' ? `raw ${event.covers}` : event.type)).join(', ');
  };
  const text = of({ delta: { content: 'x' } });
  const end = of({ delta: {}, finish_reason: 'stop' });
  const cases: [string, object[], string][] = [
    [
      'in form',
      [
        of({ delta: { role: 'assistant', content: '' } }),
        text,
        end,
        { ...head, choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } },
      ],
      'raw 0, raw 1, delta, raw 0, raw 0',
    ],
    ['no object', [{ choices: text.choices }, end], 'delta, raw 0'],
    ['a delta that is null', [text, of({ delta: null, finish_reason: 'stop' })], 'raw 1, delta'],
    [
      'choices null at the end',
      [text, end, { ...head, choices: null, usage: { prompt_tokens: 1, completion_tokens: 1 } }],
      'raw 1, delta, raw 0',
    ],
    ['text and its end at once', [of({ delta: { content: 'x' }, finish_reason: 'stop' })], 'delta'],
    [
      'a finish that was not the last word',
      [end, text, of({ delta: {}, finish_reason: 'length' })],
      'raw 1, delta, raw 0',
    ],
    ['an unknown finish', [text, of({ delta: {}, finish_reason: 'eos' })], 'raw 1, delta'],
    [
      'a call at a new index',
      [
        of({ delta: { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] } }),
        of({ delta: {}, finish_reason: 'tool_calls' }),
      ],
      'raw 1, tool, raw 0',
    ],
    [
      'calls at one index',
      [
        of({ delta: { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] } }),
        of({ delta: { tool_calls: [{ index: 0, id: 'b', function: { name: 'f', arguments: '{}' } }] } }),
        of({ delta: {}, finish_reason: 'tool_calls' }),
      ],
      'raw 1, tool, tool',
    ],
    [
      'stop where tools were called',
      [of({ delta: { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] } }), end],
      'raw 1, tool',
    ],
  ];
  for (const [name, values, expected] of cases) assert.equal(types(values), expected, name);
  const whole: Wire = {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
  };
  assert.deepEqual(
    make(1, true)
      .whole(whole)
      .map(({ type }) => type),
    ['raw', 'delta'],
  );
  assert.deepEqual(
    make(1, true)
      .whole({ ...whole, object: undefined })
      .map(({ type }) => type),
    ['delta'],
  );
});
