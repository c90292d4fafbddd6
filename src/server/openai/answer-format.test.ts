/** Answers that must have a form: what fits, what is asked again, what fails, and schemas that do harm. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptedChat, type ScriptedReply } from '../../testing/scripted-chat.ts';
import type { AnswerFormat, ChatEvent, ChatRequest } from '../../types.ts';
import { RequestError } from '../http.ts';
import { checkSchema, checkFormat, withAnswerFormat } from './answer-format.ts';

const format: AnswerFormat = {
  type: 'schema',
  name: 'p',
  strict: true,
  schema: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false },
};
const ask = async (replies: ScriptedReply[], more: Partial<ChatRequest> = {}, selects = false) => {
  const chat = scriptedChat({ replies });
  const events: ChatEvent[] = [];
  for await (const event of withAnswerFormat(
    chat,
    selects,
  )({ messages: [{ role: 'user', content: 'x' }], format, ...more }))
    events.push(event);
  const done = events.at(-1)!;
  assert.ok(done.type === 'done');
  const answer = events
    .filter((event) => event.type === 'delta' && event.section === 'answer')
    .map((item) => (item as { text: string }).text)
    .join('');
  return { chat, events, done, answer };
};

test('what fits', () => {
  assert.deepEqual(checkFormat('{"a": 1}', format), { content: '{"a": 1}' });
  assert.deepEqual(checkFormat('```json\n{"a": 1}\n```', format), { content: '{"a": 1}' });
  assert.match((checkFormat('{"a": "1"}', format) as { fault: string }).fault, /does not fit/);
  assert.match((checkFormat('Sure! {"a": 1}', format) as { fault: string }).fault, /not JSON/);
  assert.deepEqual(checkFormat('{"b": 1}', { ...format, strict: false }), { content: '{"b": 1}' });
  assert.match((checkFormat('7', { type: 'json' }) as { fault: string }).fault, /object/);
});

test('nothing of an answer passes before it fits; a wrong one is asked again once', async () => {
  const good = await ask([{ content: '{"a": 1}', reasoning: 'hm' }]);
  assert.equal(good.answer, '{"a": 1}');
  assert.ok(
    good.events.some((event) => event.type === 'delta' && event.section === 'think'),
    'thoughts pass',
  );
  const mended = await ask(['no', '{"a": 2}'], { seed: 4 });
  assert.equal(mended.answer, '{"a": 2}');
  assert.equal(mended.chat.requests[1]!.seed, 5);
  assert.match(mended.chat.requests[1]!.messages.at(-1)!.content, /not JSON/);
  assert.equal(mended.done.usage.completionTokens, 1 + 2, 'both tries are paid for');
});

test('twice wrong, or cut off, fails and says nothing', async () => {
  for (const replies of [['no', 'no'], [{ content: '{"a": 1', finish: 'length' as const }]]) {
    const { done, answer, chat } = await ask(replies);
    assert.deepEqual(
      [done.reply.finish, done.failure?.status, done.failure?.code, answer],
      ['error', 422, 'json_schema_violation', ''],
    );
    assert.equal(chat.requests.length, replies.length);
  }
});

test('a reply that calls tools is no answer; every one of n answers must fit', async () => {
  const { done } = await ask([{ toolCalls: [{ id: 'c', name: 'f', arguments: '{}' }] }]);
  assert.equal(done.reply.finish, 'tools');
  assert.equal((await ask(['{"a": 1}', 'no', 'no'], { n: 2 })).done.failure?.status, 422);
  assert.equal((await ask(['{"a": 1}', 'no', '{"a": 3}'], { n: 2 })).done.failure, undefined);
});

test('schemas that can not be used or take without end are refused or cut off', () => {
  for (const schema of [{ $ref: '#/nowhere' }, { $ref: 'http://127.0.0.1:1/x' }]) {
    assert.throws(
      () => checkSchema(schema, 'p'),
      (error: unknown) => error instanceof RequestError && error.param === 'p',
    );
  }
  const began = performance.now();
  const hostile: AnswerFormat = {
    type: 'schema',
    name: 'p',
    strict: true,
    schema: { type: 'string', pattern: '^(a+)+$' },
  };
  assert.match(
    (checkFormat(JSON.stringify(`${'a'.repeat(60)}!`), hostile) as { fault: string }).fault,
    /could not be checked/,
  );
  assert.ok(performance.now() - began < 5000);
});
