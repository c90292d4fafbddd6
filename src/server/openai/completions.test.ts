/** The older form: prompts in, text out, whole and streamed. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import type { Wire } from '../../types.ts';
import { startFake } from '../testing.ts';

const start = async (t: TestContext) => {
  const echo = scriptedChat({
    replies: (request) => ({ content: request.messages.at(-1)!.content, reasoning: 'well' }),
  });
  const fake = await startFake({
    echo,
    weigher: { chat: scriptedChat({ replies: () => 'chosen words' }), selects: true },
  });
  t.after(() => fake.server.stop(0));
  const post = (body: Wire) =>
    fetch(`${fake.url}/v1/completions`, { method: 'POST', body: JSON.stringify({ model: 'echo', ...body }) });
  return { ...fake, post };
};
type Choice = { index: number; text: string; finish_reason: string | null };

test('several prompts and n answers are choices in order, usage is the sum of all', async (t) => {
  const { post } = await start(t);
  const body = (await (await post({ prompt: ['a b', 'c'], n: 2, echo: true })).json()) as {
    object: string;
    id: string;
    choices: Choice[];
    usage: Wire;
  };
  assert.equal(body.object, 'text_completion');
  assert.match(body.id, /^cmpl-/);
  assert.deepEqual(
    body.choices.map((choice) => [choice.index, choice.text, choice.finish_reason]),
    [
      [0, 'a ba b', 'stop'],
      [1, 'a ba b', 'stop'],
      [2, 'cc', 'stop'],
      [3, 'cc', 'stop'],
    ],
  );
  assert.equal(body.usage.prompt_tokens, 3);
  assert.equal(body.usage.completion_tokens, 2 * 3 + 2 * 2);
});

test('streamed, the text is the same and the usage comes last', async (t) => {
  const { post } = await start(t);
  for (const model of ['echo', 'weigher']) {
    const fields = { model, prompt: 'one two three', max_tokens: 9 };
    const whole = (await (await post(fields)).json()) as { choices: Choice[] };
    const text = await (await post({ ...fields, stream: true, stream_options: { include_usage: true } })).text();
    const chunks = text
      .split('\n\n')
      .filter((block) => block.startsWith('data: {'))
      .map((block) => JSON.parse(block.slice(6)) as { choices: Choice[]; usage: Wire | null });
    assert.equal(
      chunks
        .flatMap((chunk) => chunk.choices)
        .map((choice) => choice.text)
        .join(''),
      whole.choices[0]!.text,
    );
    assert.deepEqual(
      chunks
        .flatMap((chunk) => chunk.choices)
        .map((choice) => choice.finish_reason)
        .filter(Boolean),
      ['stop'],
    );
    assert.deepEqual([chunks.at(-1)!.choices, typeof chunks.at(-1)!.usage!.total_tokens], [[], 'number']);
    assert.ok(text.endsWith('data: [DONE]\n\n'));
  }
});

test('what is not served is refused by field', async (t) => {
  const { post } = await start(t);
  for (const [body, param] of [
    [{}, 'prompt'],
    [{ prompt: [1, 2] }, 'model'], // this one has no upstream that could read them
    [{ prompt: [1, 'x'] }, 'prompt'],
    [{ prompt: 'x', suffix: 'y' }, 'suffix'],
    [{ prompt: 'x', best_of: 3 }, 'best_of'],
    [{ prompt: ['x', 'y'], stream: true }, 'stream'],
    [{ prompt: 'x', n: 99 }, 'n'],
  ] as const) {
    const response = await post(body);
    assert.equal(response.status, 400);
    assert.match(((await response.json()) as { error: { param: string } }).error.param, new RegExp(`^${param}`));
  }
});
