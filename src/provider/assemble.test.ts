import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { redact } from '../redact.ts';
import { createAssembler } from './assemble.ts';
import { UpstreamError } from './failure.ts';

const make = (n = 1) => createAssembler({ provider: 'p', redact, n, tags: 'none', section: 'answer' });
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
  assert.deepEqual(byId.replies()[0]!.toolCalls, [
    { id: 'a', name: 'f', arguments: '{"x":1}' },
    { id: 'b', name: 'g', arguments: '' },
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
