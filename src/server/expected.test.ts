/** What a request may take, by the bodies of all APIs: never less than what comes of it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { ServedModel } from './catalog.ts';
import { expectedOf, maxTokensOf, mostPromptTokens } from './expected.ts';

const model = (fields: Partial<ServedModel> = {}): ServedModel => ({
  id: 'm',
  ownedBy: 'test',
  about: {},
  open: () => assert.fail('not opened'),
  ...fields,
});

test('the bound of the answer is read under the name of each API', () => {
  const bodies: [object, number | undefined][] = [
    [{ max_completion_tokens: 7, max_tokens: 9 }, 7],
    [{ max_tokens: 9 }, 9],
    [{ max_output_tokens: 8 }, 8],
    [{ options: { num_predict: 6 } }, 6],
    [{ options: { num_predict: -1 } }, undefined],
    [{ max_tokens: null }, undefined],
    [{ max_tokens: 'many' }, undefined],
    [{}, undefined],
  ];
  for (const [body, expected] of bodies) assert.equal(maxTokensOf({ ...body }), expected, JSON.stringify(body));
});

test('a prompt is counted high: text of any script, turns, tools, pictures by number and not by bytes', () => {
  const single = (content: unknown) => ({ messages: [{ role: 'user', content }] });
  assert.ok(mostPromptTokens(single('word '.repeat(100))) >= 100);
  assert.ok(mostPromptTokens(single('語'.repeat(100))) >= 150);
  assert.ok(mostPromptTokens({ input: 'word '.repeat(100) }) >= 100);
  assert.ok(mostPromptTokens({ ...single('x'), tools: [{ function: { name: 'y'.repeat(400) } }] }) >= 200);
  const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(1_000_000)}` } };
  const tokens = mostPromptTokens(single([picture]));
  assert.ok(tokens >= 1600 && tokens < 2000, String(tokens));
});

test('direct answers by max_tokens × n and the price; thinking by what the model says; unbounded ones are a guess', () => {
  const body = { messages: [{ role: 'user', content: 'x' }], max_tokens: 10, n: 3 };
  const prompt = mostPromptTokens(body);
  const cost = () => 0.25;
  assert.deepEqual(expectedOf(model({ cost }), body), { tokens: prompt + 30, cost: 0.25, bounded: true });
  assert.equal(expectedOf(model(), { messages: [] }).bounded, false);
  const mostUsage = () => ({ promptTokens: 100, completionTokens: 900, cost: 2, bounded: true });
  const thinking = { request: { messages: [] }, options: { suffix: 'high' } };
  assert.deepEqual(expectedOf(model({ mostUsage }), {}, thinking), { tokens: 1000, cost: 2, bounded: true });
});
