/** The Responses form: items in, items out, the events of a stream in order, and what is refused. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { scriptedChat, type ScriptedReply } from '../../testing/scripted-chat.ts';
import type { Chat, ChatEvent, Reply, Wire } from '../../types.ts';
import { startFake, type FakeModel } from '../testing.ts';

const call = { id: 'call_1', name: 'add', arguments: '{"a": 1, "b": 2}' };
const talker = (...replies: ScriptedReply[]) => scriptedChat({ replies: (_, i) => replies[i % replies.length]! });

const start = async (t: TestContext, model: FakeModel) => {
  const fake = await startFake({ m: model });
  t.after(() => fake.server.stop(0));
  const post = (body: Wire) =>
    fetch(`${fake.url}/v1/responses`, { method: 'POST', body: JSON.stringify({ model: 'm', input: 'hi', ...body }) });
  return { ...fake, post };
};
type Item = {
  type: string;
  id: string;
  status?: string;
  content?: { type: string; text: string }[];
  summary?: { text: string }[];
  encrypted_content?: string;
};
type Answer = {
  id: string;
  object: string;
  status: string;
  output: Item[];
  usage: Record<string, number>;
  error: Wire | null;
  incomplete_details: Wire | null;
};
type Event = Wire & {
  type: string;
  sequence_number: number;
  output_index?: number;
  item_id?: string;
  item?: Item;
  response?: Answer;
  delta?: string;
  text?: string;
};
const eventsOf = (text: string): Event[] =>
  text
    .trimEnd()
    .split('\n\n')
    .map((item) => {
      const [name, data] = item.split('\n');
      const event = JSON.parse(data!.slice(6)) as Event;
      assert.equal(name, `event: ${event.type}`);
      return event;
    });

test('a response has every field of the form and repeats what was asked', async (t) => {
  const { post } = await start(t, talker({ content: 'one two', reasoning: 'let me see' }));
  const body = (await (
    await post({ instructions: 'be brief', metadata: { a: 'b' }, reasoning: { effort: 'low' } })
  ).json()) as Answer & Wire;
  assert.match(body.id, /^resp_/);
  assert.deepEqual(
    [body.object, body.status, body.error, body.incomplete_details, body.instructions, body.metadata, body.store],
    ['response', 'completed', null, null, 'be brief', { a: 'b' }, false],
  );
  assert.deepEqual(
    body.output.map((part) => [part.type, part.content]),
    [
      ['reasoning', [{ type: 'reasoning_text', text: 'let me see' }]],
      ['message', [{ type: 'output_text', text: 'one two', annotations: [], logprobs: [] }]],
    ],
  );
  assert.deepEqual(body.usage, {
    input_tokens: 3,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 3 },
    total_tokens: 8,
  });
});

test('a stream opens, grows and closes its items in order and ends with the same response', async (t) => {
  const reply: ScriptedReply = {
    reasoning: 'let me see',
    content: 'one two',
    toolCalls: [call, { ...call, id: 'call_2' }],
  };
  const { post } = await start(t, talker(reply));
  const fields = { tools: [{ type: 'function', name: 'add', parameters: {} }], reasoning: { summary: 'auto' } };
  const whole = (await (await post(fields)).json()) as Answer;
  const events = eventsOf(await (await post({ ...fields, stream: true })).text());
  assert.deepEqual(
    events.map((event) => event.sequence_number),
    events.map((_, i) => i),
  );
  const last = events.at(-1)!;
  assert.equal(last.type, 'response.completed');
  const bare = (items: Item[]) => items.map((item) => ({ ...item, id: undefined }));
  assert.deepEqual(bare(last.response!.output), bare(whole.output));
  assert.deepEqual(last.response!.usage, whole.usage);
  assert.deepEqual(
    last.response!.output,
    events.filter((event) => event.type === 'response.output_item.done').map((item) => item.item),
  );
  const kinds = [...new Set(events.map((event) => event.type))];
  assert.deepEqual(kinds, [
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.reasoning_summary_part.added',
    'response.reasoning_summary_text.delta',
    'response.reasoning_summary_text.done',
    'response.reasoning_summary_part.done',
    'response.output_item.done',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.completed',
  ]);
  for (const [i, item] of last.response!.output.entries()) {
    const itemEvents = events.filter((event) => event.output_index === i);
    assert.equal(itemEvents[0]!.type, 'response.output_item.added');
    assert.ok(itemEvents.every((entry) => (entry.item_id ?? entry.item!.id) === item.id));
    const deltas = itemEvents
      .filter((part) => part.type.endsWith('.delta'))
      .map((part) => part.delta)
      .join('');
    assert.equal(deltas, item.content?.[0]?.text ?? item.summary?.[0]?.text ?? call.arguments);
  }
});

test('turns: what belongs to one reply is one turn again, thoughts and what lay beside them included', async (t) => {
  const beside = { reasoning_details: [{ type: 'reasoning.text', text: 'deep', signature: 's1' }] };
  const replies: Reply[] = [
    {
      index: 0,
      plan: '',
      reasoning: 'deep',
      content: '',
      finish: 'tools',
      tokens: 1,
      logprob: 0,
      toolCalls: [call],
      wire: beside,
    },
  ];
  const chat: Chat = async function* () {
    yield {
      type: 'done',
      reply: replies[0]!,
      usage: { promptTokens: 1, completionTokens: 1 },
      seconds: 0,
    } satisfies ChatEvent;
  };
  const { post, catalog } = await start(t, chat);
  for (const stream of [false, true]) {
    const first = await post({ stream });
    const output = stream
      ? eventsOf(await first.text()).at(-1)!.response!.output
      : ((await first.json()) as Answer).output;
    assert.deepEqual(
      output.map((item) => item.type),
      ['reasoning', 'function_call'],
    );
    const input = [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'hi' },
          { type: 'input_image', image_url: 'http://127.0.0.1:9/x.png' },
        ],
      },
      ...output,
      { type: 'function_call_output', call_id: 'call_1', output: '3' },
    ];
    await (await post({ input, instructions: 'sys', top_k: 3, max_output_tokens: 9 })).json();
    const { request } = catalog.opened.at(-1)!;
    assert.deepEqual(
      request.messages.map((message) => message.wire),
      [
        { role: 'system', content: 'sys' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi' },
            { type: 'image_url', image_url: { url: 'http://127.0.0.1:9/x.png' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'deep',
          ...beside,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'add', arguments: call.arguments } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '3' },
      ],
    );
    assert.deepEqual(request.messages[2]!.toolCalls, [call]);
    assert.deepEqual([request.wire, request.maxTokens], [{ top_k: 3 }, 9]);
  }
});

test('a cut answer is incomplete, a failing model an error or response.failed', async (t) => {
  const { post } = await start(t, talker({ content: 'one two three' }));
  const body = (await (await post({ max_output_tokens: 2 })).json()) as Answer;
  assert.deepEqual(
    [body.status, body.incomplete_details, body.output[0]!.status],
    ['incomplete', { reason: 'max_output_tokens' }, 'incomplete'],
  );
  assert.equal(
    eventsOf(await (await post({ max_output_tokens: 2, stream: true })).text()).at(-1)!.type,
    'response.incomplete',
  );
  const failing = await start(t, talker({ content: 'one', error: 'out of memory' }));
  assert.equal((await failing.post({})).status, 502);
  const last = eventsOf(await (await failing.post({ stream: true })).text()).at(-1)!;
  assert.deepEqual(
    [last.type, last.response!.status, last.response!.error],
    ['response.failed', 'failed', { code: 'server_error', message: 'out of memory' }],
  );
});

test('a weighing model thinks in the reasoning item and answers once', async (t) => {
  const { post } = await start(t, { chat: talker({ content: 'four', reasoning: 'two and two' }), selects: true });
  const events = eventsOf(await (await post({ stream: true })).text());
  const last = events.at(-1)!.response! as Answer & { mizan: Wire };
  assert.deepEqual(
    last.output.map((item) => item.type),
    ['reasoning', 'message'],
  );
  assert.match(last.output[0]!.content![0]!.text, /two and two/);
  assert.equal(last.output[1]!.content![0]!.text, 'four');
  assert.ok('candidates' in last.mizan);
});

test('what is not served is refused in one sentence that names the field', async (t) => {
  const { post } = await start(t, talker('x'));
  for (const [body, param, says] of [
    [{ previous_response_id: 'resp_1' }, 'previous_response_id', /send the items/],
    [{ conversation: 'c' }, 'conversation', /the items/],
    [{ background: true, store: false }, 'store', /background/],
    [{ metadata: { a: 1 } }, 'metadata.a', /string/],
    [{ tools: [{ type: 'function' }] }, 'tools[0].name', /missing/],
    [{ input: [{ type: 'compaction', encrypted_content: 'x' }] }, 'input', /another server/],
    [{ prompt: { id: 'p' } }, 'prompt', /no prompts/],
    [{ tools: [{ type: 'web_search' }], tool_choice: { type: 'web_search' } }, 'tool_choice', /no function/],
    [{ input: [] }, 'input', /input/],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, 'input', /item_reference/],
    [{ input: 7 }, 'input', /items/],
    [{ tool_choice: 'required' }, 'tool_choice', /no function/],
    [{ tool_choice: { type: 'function', name: 'x' } }, 'tool_choice', /called x/],
    [
      { text: { format: { type: 'json_schema', name: 'x', schema: { $ref: '#/no' } } } },
      'text.format.schema',
      /can't be used/,
    ],
  ] as const) {
    const response = await post(body);
    const { error } = (await response.json()) as { error: { param: string; message: string } };
    assert.equal(response.status, 400, JSON.stringify(body));
    assert.equal(error.param, param, error.message);
    assert.match(error.message, says);
  }
});

test('values of any shape in the place of a text never fail the server', async (t) => {
  const { post, reported } = await start(t, talker('x'));
  const odd = { toString: 1 };
  for (const item of [
    { type: 'custom_tool_call', call_id: odd, name: 'p', input: 'x' },
    { type: 'local_shell_call', id: odd, action: odd },
    { type: 'function_call', namespace: 'n', name: odd, call_id: 'c', arguments: '{}' },
    { type: odd },
    { type: 'custom_tool_call_output', call_id: odd, output: odd },
  ])
    for (const tools of [[], [{ type: 'custom', name: 'p', format: { syntax: odd, definition: 'x' } }]])
      assert.ok((await post({ input: [item, { role: 'user', content: 'hi' }], tools })).status < 500);
  assert.deepEqual(reported, []);
});
