import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parquetReadObjects } from 'hyparquet';
import { z } from 'zod';
import { families, item } from '../task/registry.ts';
import type { Item } from '../types.ts';
import { standardRubric } from '../task/reward.ts';
import { itemOf, labelOf, LabelError, scoreResponse } from './label.ts';
import { verlParquet } from './parquet.ts';
import { INSTRUCTION, openrlhfRow, reasoningGymRow, trlRow, verifiersRow, verlRow } from './rows.ts';

const items: Item[] = families.flatMap((family) =>
  ([1, 2, 3] as const).map((difficulty, i) => item(family.name, 'train', 5, i, difficulty)),
);
const options = { instruction: INSTRUCTION };
const messages = z
  .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string().min(1) }))
  .min(1);

// Written from the documents that rows.ts names, independently of the code there.
const DOCUMENTED = {
  verl: z.strictObject({
    data_source: z.string(),
    prompt: messages,
    ability: z.string(),
    reward_model: z.strictObject({ style: z.enum(['rule', 'model']), ground_truth: z.string() }),
    extra_info: z.looseObject({ split: z.enum(['train', 'test']), index: z.int() }),
  }),
  trl: z.looseObject({ prompt: messages }),
  trlSupervised: z.strictObject({ messages: messages.min(2) }),
  openrlhf: z.strictObject({ input: messages, label: z.string() }),
  openrlhfSupervised: z.strictObject({ input: z.string().min(1), output: z.string().min(1) }),
  verifiers: z.strictObject({
    prompt: messages,
    answer: z.string(),
    task: z.string(),
    info: z.string().refine((text) => typeof JSON.parse(text) === 'object'),
  }),
  reasoningGym: z.strictObject({
    question: z.string(),
    answer: z.string(),
    metadata: z.looseObject({
      source_dataset: z.string(),
      source_index: z.int(),
      difficulty: z.record(z.string(), z.unknown()),
    }),
  }),
};

test('rows of every family have the documented form of each trainer', () => {
  for (const item of items) {
    DOCUMENTED.verl.parse(verlRow(item, options));
    DOCUMENTED.trl.parse(trlRow(item, options));
    DOCUMENTED.trlSupervised.parse(trlRow(item, { ...options, supervised: true }));
    DOCUMENTED.openrlhf.parse(openrlhfRow(item, options));
    DOCUMENTED.openrlhfSupervised.parse(openrlhfRow(item, { ...options, supervised: true }));
    DOCUMENTED.verifiers.parse(verifiersRow(item, options));
    DOCUMENTED.reasoningGym.parse(reasoningGymRow(item));
  }
});

test('OpenRLHF reads supervised rows with a chat template and without one, and the worked solution is worth 1', () => {
  type Turn = { role: string; content: string };
  const template = (turns: Turn[]) => turns.map(({ role, content }) => `<${role}>${content}`).join('');
  /**
   * What its SFT dataset makes of a row: two texts become turns, two lists are joined, and anything else is a TypeError
   * of Python.
   */
  const read = ({ input, output }: Record<string, unknown>, templated: boolean): [prompt: string, response: string] => {
    if (!templated) return [String(input), String(output)];
    const texts = typeof input === 'string' && typeof output === 'string';
    const [prompt, response] = texts
      ? [[{ role: 'user', content: input }], [{ role: 'assistant', content: output }]]
      : [input, output];
    assert.ok(Array.isArray(prompt) && Array.isArray(response), 'a list and a text can not be added');
    const before = `${template(prompt as Turn[])}<assistant>`;
    return [before, template([...prompt, ...response] as Turn[]).slice(before.length)];
  };
  for (const item of items) {
    const row = openrlhfRow(item, { ...options, supervised: true });
    for (const templated of [true, false]) {
      const [prompt, response] = read(row, templated);
      assert.ok(prompt.includes(`${item.question}\n${INSTRUCTION}`));
      assert.equal(scoreResponse(standardRubric, labelOf(item), response).reward, 1);
    }
  }
});

test('a Parquet file of verl rows reads back as the rows, nested columns and all', async () => {
  const rows = items.map((item) => verlRow(item, options));
  const bytes = verlParquet(rows);
  const read = await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  });
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner)));
  assert.deepEqual(plain(read), plain(rows));
});

test('what a response is worth rests on its answer, not on its thoughts', () => {
  const example = item('linear', 'train', 5, 0, 1);
  const label = labelOf(example);
  const worth = (response: string) => scoreResponse(standardRubric, label, response).reward;
  assert.equal(worth(`<think>it is 999999</think>\\boxed{${example.gold}}`), 1);
  assert.equal(worth(`thought without its opener</think>The answer is ${example.gold}.`), 1);
  assert.equal(worth(`<think>hm</think><answer>${example.gold}</answer>`), 1);
  assert.equal(worth(`<think>the answer is ${example.gold}`), 0, 'cut off in its thoughts');
  assert.equal(worth(`<think>${example.gold}</think>999999`), 0);
  assert.equal(worth(''), 0);
});

test('labels of other versions, invented ones and noise are refused with a reason', () => {
  const example = items[0]!;
  assert.deepEqual(itemOf(labelOf(example)), example);
  const bad = [
    '',
    '{',
    'null',
    '[]',
    '{"id":1,"gold":"x"}',
    '{"id":"nope/train/1/1/1","gold":"x"}',
    `{"id":"${example.id}/../x","gold":"x"}`,
    '{"id":"roman/train/9/1/1","gold":"x"}',
  ];
  for (const label of bad) assert.throws(() => itemOf(label), LabelError, label);
  assert.throws(() => itemOf(JSON.stringify({ id: example.id, gold: 'another' })), /another version/);
});
