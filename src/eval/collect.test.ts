import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../random.ts';
import type { Chat, ChatRequest, Reply } from '../types.ts';
import { ChatFailed, collect, evaluationItems, remaining, tokensOf } from './collect.ts';
import type { EvaluationRecord, CollectOptions } from './collect.ts';

/** A chat whose replies follow from the request's seed; plans on request; remembers what it was asked. */
const seededChat = (requests: ChatRequest[]): Chat =>
  async function* (request) {
    requests.push(request);
    const n = request.n ?? 1;
    const random = createRandom(`${request.seed}/${request.messages[0]!.content}/${request.temperature}`);
    const usage = { promptTokens: 10, completionTokens: 0 };
    let last: Reply | undefined;
    for (let index = 0; index < n; index++) {
      const plan = request.open === 'plan';
      const tokens = random.int(2, 9);
      usage.completionTokens += tokens;
      last = {
        index: n - 1 - index,
        plan: plan ? 'split, then join' : '',
        reasoning: plan ? '' : 'thinking',
        content: plan ? '' : `${random.int(1, 4)}`,
        finish: 'stop',
        tokens,
        logprob: -random.next(),
      };
      yield { type: 'reply', reply: last, usage: { promptTokens: 0, completionTokens: tokens } };
    }
    yield { type: 'done', reply: last!, usage, seconds: 0 };
  };

const listed = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const element of stream) list.push(element);
  return list;
};

const options = (signal = new AbortController().signal): CollectOptions => ({
  n: 4,
  temperature: 1,
  maxTokens: 100,
  seed: 1000,
  signal,
  clock: () => 0,
});

const items = evaluationItems(['roman'], { split: 'test', seed: 1000, count: 3, difficulties: [1, 2, 3] });
const arms = ['none', 'shared'] as const;

test('evaluation items: distinct, of the asked split and difficulties, the same again, training seeds refused', () => {
  assert.deepEqual(items.map((item) => item.difficulty).sort(), [1, 2, 3]);
  assert.ok(items.every((item) => item.id.startsWith('roman/test/')));
  assert.deepEqual(items, evaluationItems(['roman'], { split: 'test', seed: 1000, count: 3, difficulties: [1, 2, 3] }));
  const many = evaluationItems(['roman'], { split: 'test', seed: 1001, count: 60, difficulties: [2] });
  assert.equal(new Set(many.map((item) => item.question)).size, many.length);
  assert.throws(
    () => evaluationItems(['roman'], { split: 'test', seed: 1, count: 1, difficulties: [1] }),
    /seed 1.*training/,
  );
});

test('collect: one request for n, one greedy, one plan where planned; the gold stays out of every request', async () => {
  const requests: ChatRequest[] = [];
  const work = remaining(items.slice(0, 1), arms, []).map((unit) => ({
    ...unit,
    item: { ...unit.item, gold: 'GOLD-MARK' },
  }));
  const records = await listed(collect(seededChat(requests), work, options()));
  assert.deepEqual(
    requests.map(({ open, n, temperature }) => [open, n, temperature]),
    [
      ['think', 1, 0],
      ['think', 4, 1],
      ['plan', 1, 0],
      [undefined, 1, 0],
      [undefined, 4, 1],
    ],
  );
  assert.ok(!JSON.stringify(requests).includes('GOLD-MARK'));
  assert.deepEqual(requests[4]!.messages.at(-1), { role: 'assistant', content: '', plan: 'split, then join' });
  assert.equal(requests[1]!.messages.length, 1);
  const [bare, planned] = records as [EvaluationRecord, EvaluationRecord];
  assert.equal(bare.planUsage.completionTokens, 0);
  assert.ok(planned.planUsage.completionTokens > 0);
  assert.equal(bare.samples.length, 4);
  const tokens = bare.samples.reduce((total, draw) => total + draw.tokens, 0);
  assert.equal(tokensOf(bare), tokens + bare.greedy.tokens);
});

test('an interrupted collection resumes to the same records as an uninterrupted one', async () => {
  const whole = await listed(collect(seededChat([]), remaining(items, arms, []), options()));
  assert.equal(whole.length, 6);
  const stop = new AbortController();
  const first: EvaluationRecord[] = [];
  for await (const record of collect(seededChat([]), remaining(items, arms, []), options(stop.signal))) {
    first.push(record);
    if (first.length === 2) stop.abort();
  }
  assert.equal(first.length, 2);
  const left = remaining(items, arms, first);
  assert.equal(left.length, 4);
  const rest = await listed(collect(seededChat([]), left, options()));
  assert.deepEqual([...first, ...rest], whole);
});

test('records of items that read differently now are refused', async () => {
  const [record] = await listed(collect(seededChat([]), remaining(items.slice(0, 1), ['none'], []), options()));
  const changed = { ...record!, item: { ...record!.item, question: 'something else' } };
  assert.throws(() => remaining(items, ['none'], [changed]), /start a new evaluation/);
});

test('a failing or cancelled chat leaves no record', async () => {
  const ending = (finish: 'error' | 'cancelled'): Chat =>
    async function* () {
      const reply: Reply = {
        index: 0,
        plan: '',
        reasoning: '',
        content: 'connection refused',
        finish,
        tokens: 0,
        logprob: 0,
      };
      yield { type: 'done', reply, usage: { promptTokens: 0, completionTokens: 0 }, seconds: 0 };
    };
  const work = remaining(items, ['none'], []);
  await assert.rejects(
    listed(collect(ending('error'), work, options())),
    (error: Error) => error instanceof ChatFailed && /connection refused/.test(error.message),
  );
  assert.deepEqual(await listed(collect(ending('cancelled'), work, options())), []);
});
