/** Weights that change while a model answers: what running streams draw, what is refused, and the order of jobs. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { parseConfig } from '../model/config.ts';
import { initWeights } from '../model/transformer.ts';
import type { SampleEvent } from '../types.ts';
import { JobQueue } from './job-queue.ts';
import type { LocalRequest } from './generate.ts';
import {
  createVersionedSampler,
  type Candidate,
  type Swapped,
  type SwapPolicy,
  type VersionedSampler,
} from './versions.ts';

const config = parseConfig({
  model_type: 'qwen2',
  vocab_size: 40,
  hidden_size: 16,
  intermediate_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  max_position_embeddings: 4096,
});
const weightsOf = (seed: number) => initWeights(config, seed);
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

const open = () => {
  const sampler = createVersionedSampler({ config, weights: weightsOf(1), version: 'a', threads: 1 });
  closing.push(() => sampler.close());
  return sampler;
};

type Drawn = { ids: number[][]; logprobs: number[][]; weights: (string | undefined)[]; finish: string[] };

/** The tokens of a stream; `at` is called as its token number `at[0]` comes. */
const drain = async (events: AsyncIterable<SampleEvent>, n: number, at?: [number, () => void]): Promise<Drawn> => {
  const drawn: Drawn = {
    ids: Array.from({ length: n }, () => []),
    logprobs: Array.from({ length: n }, () => []),
    weights: [],
    finish: [],
  };
  for await (const event of events) {
    if (event.type === 'finish') {
      drawn.weights[event.index] = event.weights;
      drawn.finish[event.index] = event.finish;
      continue;
    }
    drawn.ids[event.index]!.push(event.id);
    drawn.logprobs[event.index]!.push(event.logprob);
    if (drawn.ids.flat().length === at?.[0]) at[1]();
  }
  return drawn;
};

const request = { prompt: [1, 2, 3], maxTokens: 900, seed: 9, n: 2 };

/** Swaps while a stream runs: it has drawn `count` tokens just before the switch. */
const swapDuring = async (
  sampler: VersionedSampler,
  asked: LocalRequest,
  count: number,
  next: Candidate,
  policy: SwapPolicy,
): Promise<{ drawn: Drawn; swapped: Swapped }> => {
  let stream: Promise<Drawn> | undefined;
  const begin = () =>
    new Promise<void>((resolve) => {
      stream = drain(sampler.sample(asked), asked.n ?? 1, [count, resolve]);
    });
  const swapped = await sampler.swap({ ...next, try: begin }, { policy });
  return { drawn: await stream!, swapped };
};

test('finish: a stream that runs is bitwise the one of a run without swaps; a new one has the new weights', async () => {
  const [plain, other, sampler] = [open(), open(), open()];
  await other.swap({ version: 'b', weights: weightsOf(2) });
  const { drawn } = await swapDuring(sampler, request, 20, { version: 'b', weights: weightsOf(2) }, 'finish');
  const alone = await drain(plain.sample(request), 2);
  assert.deepEqual(drawn, alone);
  assert.deepEqual(drawn.weights, ['a', 'a']);
  assert.equal(sampler.version(), 'b');
  const fresh = await drain(sampler.sample(request), 2);
  assert.deepEqual(fresh, await drain(other.sample(request), 2));
  assert.deepEqual(fresh.weights, ['b', 'b']);
  assert.notDeepEqual(fresh.ids, alone.ids);
});

test('continue: a stream keeps its random source and its bound, and later tokens follow the new weights alone', async () => {
  const [plain, sampler] = [open(), open()];
  // the same weights under another name
  const same = await swapDuring(sampler, request, 30, { version: 'b', weights: weightsOf(1) }, 'continue');
  assert.equal(same.swapped.moved, 1);
  assert.deepEqual(same.drawn.ids, (await drain(plain.sample(request), 2)).ids);
  assert.deepEqual(same.drawn.finish, ['length', 'length']);
  assert.deepEqual(same.drawn.weights, ['a+b', 'a+b']);
  const greedy = { prompt: [5, 6], maxTokens: 900, temperature: 0, seed: 1 };
  const { drawn } = await swapDuring(sampler, greedy, 10, { version: 'c', weights: weightsOf(2) }, 'continue');
  assert.deepEqual(drawn.weights, ['b+c']);
  const prompt = [...greedy.prompt, ...drawn.ids[0]!.slice(0, 890)];
  const tail = await drain(sampler.sample({ ...greedy, prompt, maxTokens: 10 }), 1);
  assert.deepEqual(drawn.ids[0]!.slice(890), tail.ids[0]);
});

test('weights that can not be used are refused in words, and the version before goes on serving', async () => {
  const sampler = open();
  const before = await drain(sampler.sample({ ...request, maxTokens: 8 }), 2);
  const { 'model.norm.weight': _, ...lacking } = weightsOf(2);
  await assert.rejects(sampler.swap({ version: 'b', weights: lacking }), /the weights lack model\.norm\.weight/);
  const refuse = async (): Promise<void> => {
    throw new Error('question 1 is answered wrongly');
  };
  await assert.rejects(sampler.swap({ version: 'b', weights: weightsOf(2), try: refuse }), /answered wrongly/);
  assert.equal(sampler.version(), 'a');
  assert.deepEqual(await drain(sampler.sample({ ...request, maxTokens: 8 }), 2), before);
  await sampler.swap({ version: 'c', weights: weightsOf(3) });
  assert.equal(sampler.version(), 'c', 'a refusal leaves nothing behind');
});

test('a reader that goes away while the version before drains does not make the next swap fail', async () => {
  const sampler = open();
  for (const version of ['b', 'c', 'd', 'e']) {
    const reader = sampler.sample({ ...request, maxTokens: 3000, n: 8 })[Symbol.asyncIterator]();
    await reader.next(); // it runs in the slot that the swap after the next one takes
    await sampler.swap({ version: `${version}1`, weights: weightsOf(2) });
    const swapped = sampler.swap({ version, weights: weightsOf(3) });
    await reader.return!();
    assert.equal((await swapped).to, version);
  }
});

test('callers take turns, the urgent go first, and what is taken out is gone', () => {
  const queue = new JobQueue();
  for (let i = 0; i < 4; i++) queue.push(i, { caller: 'many' });
  queue.push(10, { caller: 'few' });
  queue.push(20, { caller: 'many', priority: 5 });
  queue.push(30, { priority: -1 });
  queue.push(11, { caller: 'few' });
  assert.equal(queue.remove(2), true);
  assert.equal(queue.remove(2), false);
  const order: (number | undefined)[] = [];
  while (queue.length > 0) order.push(queue.shift());
  assert.deepEqual(order, [30, 0, 10, 1, 11, 3, 20]);
  assert.equal(queue.shift(), undefined);
});
