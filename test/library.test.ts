/** The package by its name, as a program that depends on it imports it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadModel, openModels, replay, scriptedChat, serve, think, verify, type ChatEvent } from 'mizan';
import { generateText } from 'ai';
import { createMizan } from 'mizan/ai-sdk';

const QUESTION = 'Using 3, 7, 25 and 50, each at most once, make 128.';

test('think is a Chat made of a Chat', async () => {
  const replies = ['3+7', '3+125', '25*7-50+3'];
  const chat = think(scriptedChat({ replies: (_, i) => replies[i]! }), {
    n: 3,
    plan: 'none',
    verify,
    greedyFirst: false,
  });
  const events: ChatEvent[] = [];
  for await (const event of chat({ messages: [{ role: 'user', content: QUESTION }] })) events.push(event);
  const { answer, confidence } = replay(events);
  assert.equal(answer, '25*7-50+3');
  assert.equal(typeof confidence, 'number');
});

test('serve: a server in this process over the embedded model, and its end', async () => {
  const { url, port, stop } = await serve({ port: 0, threads: 1 });
  assert.equal(url, `http://127.0.0.1:${port}`);
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'mizan', seed: 1, messages: [{ role: 'user', content: QUESTION }] }),
  });
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
  assert.equal(verify(QUESTION, choices[0]!.message.content)?.pass, true);
  await stop();
  await stop();
  await assert.rejects(fetch(url));
});

test('openModels: a Chat by name and effort, as a client of the server would get it', async () => {
  const models = await openModels({ threads: 1 });
  try {
    const events: ChatEvent[] = [];
    const chat = models.chat('mizan', { effort: 'low', n: 4 });
    for await (const event of chat({ messages: [{ role: 'user', content: QUESTION }], seed: 1 })) events.push(event);
    assert.equal(verify(QUESTION, replay(events).answer)?.pass, true);
    assert.equal(models.solver().id, 'mizan-1m');
    assert.throws(() => models.chat('mizan:hihg'), /takes one of auto, none, minimal/);
    assert.throws(() => models.chat('mizam'), /there is no model "mizam"; did you mean mizan/);
    for await (const event of models.chat('mizan-1m')({ messages: [], logprobs: 2 }))
      assert.equal(event.type === 'done' && event.reply.finish, 'error', 'what it can not do is an outcome');
  } finally {
    await models.close();
  }
});

test('mistakes are one clear sentence and leave nothing open', async () => {
  const model = await loadModel(undefined, { threads: 1 });
  try {
    await assert.rejects(serve({ model, config: { servr: {} } }), /servr.*did you mean "?server/);
    await assert.rejects(
      serve({ model, port: 0, requireKeys: true }),
      /there is none yet; make one with: mizan keys create/,
    );
    const { catalog, close } = await openModels({ model });
    assert.deepEqual(
      catalog.models().map((model) => model.id),
      ['mizan', 'mizan-1m'],
    );
    await close();
    const mizan = createMizan({ model });
    const { text } = await generateText({ model: mizan('mizan:low'), prompt: QUESTION, seed: 1 });
    assert.equal(verify(QUESTION, text)?.pass, true);
    await mizan.close();
  } finally {
    await model.close();
  }
});
