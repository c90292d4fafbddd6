/**
 * The fields that clients of the Responses API rely on, by hand: of every response and of every event, with their
 * types. The whole form is held by test/clients/openai-description.test.ts, where OpenAI's description is at hand.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import type { Wire } from '../../types.ts';
import { startFake } from '../testing.ts';

type Kind = 'text' | 'number' | 'flag' | 'list' | 'object' | 'null';
const kindOf = (value: unknown): Kind => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  const kinds: Record<string, Kind> = { string: 'text', number: 'number', boolean: 'flag', object: 'object' };
  return kinds[typeof value]!;
};

const RESPONSE: Readonly<Record<string, readonly Kind[]>> = {
  ...Object.fromEntries(
    ['id', 'object', 'status', 'model', 'truncation', 'service_tier'].map((name) => [name, ['text']]),
  ),
  ...Object.fromEntries(
    ['created_at', 'temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'top_logprobs'].map((name) => [
      name,
      ['number'],
    ]),
  ),
  ...Object.fromEntries(['parallel_tool_calls', 'store', 'background'].map((name) => [name, ['flag']])),
  ...Object.fromEntries(['text', 'usage', 'reasoning', 'metadata'].map((name) => [name, ['object']])),
  output: ['list'],
  tools: ['list'],
  tool_choice: ['text', 'object'],
  completed_at: ['number', 'null'],
  error: ['object', 'null'],
  incomplete_details: ['object', 'null'],
  ...Object.fromEntries(
    ['instructions', 'previous_response_id', 'safety_identifier', 'prompt_cache_key'].map((name) => [
      name,
      ['text', 'null'],
    ]),
  ),
  max_output_tokens: ['number', 'null'],
  max_tool_calls: ['number', 'null'],
};

const AT = ['item_id', 'output_index'];
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  'response.created': ['response'],
  'response.in_progress': ['response'],
  'response.completed': ['response'],
  'response.incomplete': ['response'],
  'response.failed': ['response'],
  'response.output_item.added': ['output_index', 'item'],
  'response.output_item.done': ['output_index', 'item'],
  'response.content_part.added': [...AT, 'content_index', 'part'],
  'response.content_part.done': [...AT, 'content_index', 'part'],
  'response.output_text.delta': [...AT, 'content_index', 'delta', 'logprobs'],
  'response.output_text.done': [...AT, 'content_index', 'text', 'logprobs'],
  'response.reasoning_text.delta': [...AT, 'content_index', 'delta'],
  'response.reasoning_text.done': [...AT, 'content_index', 'text'],
  'response.reasoning_summary_part.added': [...AT, 'summary_index', 'part'],
  'response.reasoning_summary_part.done': [...AT, 'summary_index', 'part'],
  'response.reasoning_summary_text.delta': [...AT, 'summary_index', 'delta'],
  'response.reasoning_summary_text.done': [...AT, 'summary_index', 'text'],
  'response.function_call_arguments.delta': [...AT, 'delta'],
  'response.function_call_arguments.done': [...AT, 'name', 'arguments'],
  'response.custom_tool_call_input.delta': [...AT, 'delta'],
  'response.custom_tool_call_input.done': [...AT, 'input'],
};

const checkResponse = (response: Wire): void => {
  for (const [name, kinds] of Object.entries(RESPONSE))
    assert.ok(kinds.includes(kindOf(response[name])), `${name} is ${JSON.stringify(response[name])}`);
  assert.equal(response.completed_at !== null, response.status === 'completed');
  const usage = response.usage as Record<string, unknown>;
  const details = [usage.input_tokens_details, usage.output_tokens_details] as Wire[];
  for (const count of [
    usage.input_tokens,
    usage.output_tokens,
    usage.total_tokens,
    details[0]!.cached_tokens,
    details[0]!.cache_write_tokens,
    details[1]!.reasoning_tokens,
  ])
    assert.ok(Number.isSafeInteger(count), JSON.stringify(usage));
  for (const tool of response.tools as Wire[])
    if (tool.type === 'function') assert.ok(typeof tool.strict === 'boolean' && 'parameters' in tool);
};

test('every response and every event has its fields', async (t) => {
  const calls = ['add', 'patch'].map((name, i) => ({ id: `call_${i}`, name, arguments: '{"input": "x"}' }));
  const chat = scriptedChat({
    replies: ({ tools }) => ({ content: 'one two three', reasoning: 'let me see', ...(tools && { toolCalls: calls }) }),
  });
  const { server, url } = await startFake({ m: chat });
  t.after(() => server.stop(0));
  const tools = [
    { type: 'function', name: 'add' },
    { type: 'custom', name: 'patch' },
  ];
  const seen = new Set<string>();
  for (const more of [
    {},
    { tools },
    { reasoning: { summary: 'auto', effort: 'high' }, max_output_tokens: 5 },
    { temperature: 0, top_p: 0.1, max_tool_calls: 2, safety_identifier: 's', prompt_cache_key: 'k', instructions: 'i' },
  ] as Wire[]) {
    const ask = (stream: boolean) =>
      fetch(`${url}/v1/responses`, {
        method: 'POST',
        body: JSON.stringify({ model: 'm', input: 'hi', stream, ...more }),
      });
    const whole = (await (await ask(false)).json()) as Wire;
    checkResponse(whole);
    for (const [name, value] of Object.entries(more))
      if (name !== 'tools' && name !== 'reasoning') assert.deepEqual(whole[name], value, name);
    const text = await (await ask(true)).text();
    const events = text
      .split('\n')
      .flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as Wire] : []));
    for (const [i, event] of events.entries()) {
      const type = event.type as string;
      seen.add(type);
      assert.equal(event.sequence_number, i);
      for (const field of EVENTS[type] ?? assert.fail(`${type} is no event of the form`))
        assert.notEqual(event[field], undefined, `${field} of ${type}`);
      if (event.response) checkResponse(event.response as Wire);
    }
  }
  assert.deepEqual(
    Object.keys(EVENTS).filter((type) => !seen.has(type)),
    ['response.failed'],
  );
});
