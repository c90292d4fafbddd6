/**
 * What leaves the server fits OpenAI's own description of its API: chat completions and their chunks, responses and
 * their events, compactions, errors. It needs the description (openapi.json of github.com/openai/openai-openapi), which
 * is not part of this repository: MIZAN_OPENAI_DESCRIPTION=/path/openapi.json node bin/node24.mjs --test
 * test/clients/openai-description.test.ts
 */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Wire } from '../../src/types.ts';
import { ADD, openDoor, PERSON, type Door } from './door.ts';
import { openDescription, type Description } from './openai-description.ts';

const path = process.env.MIZAN_OPENAI_DESCRIPTION;
const skip = path === undefined && 'MIZAN_OPENAI_DESCRIPTION names no file: OpenAI’s description is not here';
const described = (name: string, run: (t: TestContext, description: Description) => Promise<void>) =>
  test(`description: ${name}`, { skip }, (t) => run(t, openDescription(path!)));

const tool = { type: 'function', ...ADD };
const custom = {
  type: 'custom',
  name: 'patch',
  description: 'changes files',
  format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
};
const said = (text: string) => ({ role: 'user', content: [{ type: 'input_text', text }] });

/** Bodies of /v1/responses without the model. */
const RESPONSES: readonly Wire[] = [
  { input: 'hello' },
  {
    input: 'hello',
    instructions: 'be kind',
    metadata: { a: 'b' },
    user: 'u',
    safety_identifier: 's',
    prompt_cache_key: 'k',
  },
  {
    input: 'hello',
    temperature: 0.3,
    top_p: 0.5,
    presence_penalty: 1,
    frequency_penalty: 0.5,
    max_tool_calls: 3,
    top_logprobs: 2,
  },
  { input: 'hello', max_output_tokens: 2 },
  { input: 'hello', reasoning: { effort: 'high', summary: 'auto' }, text: { verbosity: 'low' }, truncation: 'auto' },
  { input: 'hello', reasoning: { effort: 'low', summary: 'none' }, service_tier: 'anything' },
  { input: 'add these', tools: [tool], parallel_tool_calls: false },
  { input: 'add these', tools: [tool, { type: 'web_search' }, { type: 'local_shell' }, custom], tool_choice: 'auto' },
  { input: 'a person', text: { format: { type: 'json_schema', name: 'person', schema: PERSON, strict: true } } },
  { input: 'hello', store: false, include: ['reasoning.encrypted_content'] },
  {
    input: [
      { role: 'developer', content: 'be brief' },
      said('add these'),
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'of another server' },
      { type: 'function_call', id: 'fc_1', call_id: 'call_a', name: 'add', arguments: '{"a": 1, "b": 2}' },
      { type: 'function_call_output', call_id: 'call_a', output: [{ type: 'input_text', text: '3' }] },
    ],
    tools: [tool],
  },
];

const post = (door: Door, where: string, body: Wire): Promise<Response> =>
  fetch(`${door.base}/${where}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${door.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const framesOf = (text: string): Wire[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as Wire);

const MODELS = ['up', 'up:n=2,plan=none', 'mizan'];

described('responses, whole and streamed', async (t, { check }) => {
  const door = await openDoor(t);
  let checked = 0;
  for (const model of MODELS)
    for (const body of RESPONSES) {
      const requestBody = { model, ...body };
      // The embedded model has no JSON for a person and no log-probabilities behind its script.
      if (model === 'mizan' && (body.input === 'a person' || body.top_logprobs !== undefined)) continue;
      const whole = await post(door, 'responses', requestBody);
      const answer = (await whole.json()) as Wire;
      assert.equal(whole.status, 200, JSON.stringify([requestBody, answer]));
      assert.deepEqual(check('Response', answer), [], JSON.stringify([requestBody, answer]));
      const events = framesOf(await (await post(door, 'responses', { ...requestBody, stream: true })).text());
      assert.ok(events.length > 4);
      for (const event of events)
        assert.deepEqual(check('ResponseStreamEvent', event), [], JSON.stringify([requestBody, event]));
      checked += 1 + events.length;
    }
  t.diagnostic(`${checked} responses and events fit`);
});

described('calls of every kind that clients run', async (t, { check }) => {
  const calls = [
    { name: 'patch', arguments: '{"input": "*** Begin Patch"}' },
    { name: 'local_shell', arguments: '{"command": ["ls"]}' },
    { name: 'shell', arguments: '{"commands": ["ls"]}' },
    { name: 'apply_patch', arguments: '{"type": "delete_file", "path": "a"}' },
    { name: 'files__read', arguments: '{}' },
    { name: 'local_shell', arguments: 'no JSON' },
  ].map((call, i) => ({ id: `call_${i}`, ...call }));
  const door = await openDoor(t, { answers: () => ({ toolCalls: calls }) });
  const namespace = {
    type: 'namespace',
    name: 'files',
    description: 'files',
    tools: [{ type: 'function', name: 'read', parameters: {}, strict: false }],
  };
  const tools = [custom, { type: 'local_shell' }, { type: 'shell' }, { type: 'apply_patch' }, namespace];
  const answer = (await (await post(door, 'responses', { model: 'up', input: 'x', tools })).json()) as Wire;
  assert.deepEqual(check('Response', answer), [], JSON.stringify(answer));
  assert.deepEqual(
    (answer.output as Wire[]).map(({ type }) => type),
    ['custom_tool_call', 'local_shell_call', 'shell_call', 'apply_patch_call', 'function_call', 'local_shell_call'],
  );
  const events = framesOf(
    await (await post(door, 'responses', { model: 'up', input: 'x', tools, stream: true })).text(),
  );
  for (const event of events) assert.deepEqual(check('ResponseStreamEvent', event), [], JSON.stringify(event));
  // All of them come back as input.
  const outputs = (answer.output as Wire[]).map(({ type, call_id }) => ({
    type: `${String(type)}_output`,
    call_id,
    output: 'done',
  }));
  const second = await post(door, 'responses', {
    model: 'up',
    tools,
    input: [said('x'), ...(answer.output as Wire[]), ...outputs],
  });
  assert.equal(second.status, 200, await second.clone().text());
});

described('stored, compacted, in the background, and errors', async (t, { check }) => {
  const door = await openDoor(t);
  const first = (await (await post(door, 'responses', { model: 'up', input: 'hello' })).json()) as Wire;
  const headers = { authorization: `Bearer ${door.key}` };
  const stored = await fetch(`${door.base}/responses/${String(first.id)}`, { headers });
  assert.deepEqual(check('Response', await stored.json()), []);
  const compacted = await post(door, 'responses/compact', { model: 'up', previous_response_id: first.id });
  assert.deepEqual(check('CompactResource', await compacted.json()), []);
  const background = await post(door, 'responses', { model: 'up', input: 'hello', background: true });
  assert.deepEqual(check('Response', await background.json()), []);
  for (const body of [
    {},
    { model: 'gone', input: 'x' },
    { model: 'up', input: 7 },
    { model: 'up', input: 'fail 429' },
    {
      model: 'up',
      input: 'no person',
      text: { format: { type: 'json_schema', name: 'p', schema: PERSON, strict: true } },
    },
  ]) {
    const response = await post(door, 'responses', body);
    assert.ok(response.status >= 400 && response.status < 500);
    assert.deepEqual(check('ErrorResponse', await response.json()), []);
  }
});

described('chat completions and chunks', async (t, { check }) => {
  const door = await openDoor(t);
  const messages = (content: string) => [{ role: 'user', content }];
  const bodies: Wire[] = [
    { messages: messages('hello') },
    { messages: messages('hello'), n: 2, stream_options: { include_usage: true } },
    { messages: messages('hello'), logprobs: true, top_logprobs: 2 },
    { messages: messages('add these'), tools: [{ type: 'function', function: ADD }] },
    { messages: messages('hello'), max_tokens: 2 },
  ];
  for (const model of MODELS)
    for (const body of bodies) {
      if (model === 'mizan' && body.logprobs === true) continue;
      const { stream_options: options, ...whole } = body;
      const answer = await post(door, 'chat/completions', { model, ...whole });
      assert.equal(answer.status, 200, await answer.clone().text());
      assert.deepEqual(check('CreateChatCompletionResponse', await answer.json()), [], JSON.stringify(body));
      const streamed = await post(door, 'chat/completions', {
        model,
        ...whole,
        stream: true,
        ...(options ? { stream_options: options } : {}),
      });
      for (const chunk of framesOf(await streamed.text()))
        assert.deepEqual(check('CreateChatCompletionStreamResponse', chunk), [], JSON.stringify([body, chunk]));
    }
  const error = await post(door, 'chat/completions', { model: 'gone', messages: messages('x') });
  assert.deepEqual(check('ErrorResponse', await error.json()), []);
});
