import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../model/config.ts';
import { initWeights } from '../model/transformer.ts';
import type { SampleEvent, SampleRequest } from '../types.ts';
import { createSampler } from './generate.ts';

const config = parseConfig({
  model_type: 'qwen2',
  vocab_size: 40,
  hidden_size: 16,
  intermediate_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  max_position_embeddings: 4096,
});
const start = () => createSampler({ config, weights: initWeights(config, 1), threads: 1 });
const all = async (events: AsyncIterable<SampleEvent>): Promise<SampleEvent[]> => {
  const list: SampleEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
};
const endless: SampleRequest = { prompt: [1, 2], maxTokens: 4000, seed: 1 };

test('a stream from the thread: tokens, then one finish each; the seed decides', async () => {
  const { sample, close } = start();
  const request = { ...endless, n: 2, maxTokens: 4 };
  const [a, b] = await Promise.all([all(sample(request)), all(sample(request))]);
  for (const index of [0, 1]) {
    const of = (events: SampleEvent[]) =>
      events
        .filter((event) => event.index === index)
        .map((event) => (event.type === 'token' ? event.id : event.finish));
    assert.equal(of(a).length, 5);
    assert.equal(of(a).at(-1), 'length');
    assert.deepEqual(of(a), of(b));
  }
  await close();
});

test('the continuations of a request are spread over threads, and are what one thread draws', async () => {
  const [one, three] = [start(), createSampler({ config, weights: initWeights(config, 1), threads: 1, workers: 3 })];
  const request = { ...endless, n: 7, maxTokens: 9 };
  const tokens = (events: SampleEvent[]) =>
    Array.from({ length: 7 }, (_, index) =>
      events.flatMap((event) => (event.index === index && event.type === 'token' ? [event.id] : [])),
    );
  assert.deepEqual(tokens(await all(three.sample(request))), tokens(await all(one.sample(request))));
  const batch = await three.sampleAll([
    { ...request, seed: 4 },
    { ...request, n: 1, seed: 5 },
  ]);
  assert.deepEqual(
    batch.map((sampled) => sampled.map(({ ids }) => ids.length)),
    [Array.from({ length: 7 }, () => 9), [9]],
  );
  const abort = new AbortController();
  const events: SampleEvent[] = [];
  for await (const event of three.sample({ ...endless, n: 6, signal: abort.signal })) {
    events.push(event);
    if (events.length === 12) abort.abort();
  }
  assert.equal(events.filter((event) => event.type === 'finish' && event.finish === 'cancelled').length, 6);
  await Promise.all([one.close(), three.close()]);
});

test('an aborted stream ends with cancelled; one that is left is cancelled too', async () => {
  const { sample, close } = start();
  const abort = new AbortController();
  const seen: SampleEvent[] = [];
  for await (const event of sample({ ...endless, n: 2, signal: abort.signal })) {
    seen.push(event);
    if (seen.length === 6) abort.abort();
  }
  assert.deepEqual(
    seen.slice(-2).map((event) => event.type === 'finish' && event.finish),
    ['cancelled', 'cancelled'],
  );
  assert.ok(seen.length < 2000, `ended after ${seen.length} events`);
  assert.deepEqual(
    (await all(sample({ ...endless, signal: AbortSignal.abort() }))).map((event) => event.type),
    ['finish'],
  );
  for await (const event of sample(endless)) if (event.type === 'token') break;
  assert.equal((await all(sample({ ...endless, maxTokens: 2 }))).length, 3, 'the next request runs');
  await close();
});

test('when the thread ends, open and later streams fail with a clear error and nothing hangs', async () => {
  for (const tokens of [1, 2, 5]) {
    // the thread is most likely in a step, where killing it would abort this process
    const { sample, close } = start();
    let count = 0;
    await assert.rejects(async () => {
      for await (const event of sample(endless)) if (event.type === 'token' && ++count === tokens) void close();
    }, /the model's thread has ended/);
    await assert.rejects(all(sample(endless)), /the model's thread has ended/);
    await close();
  }
});

test('a model that can not be built fails its requests', async () => {
  const { sample, close } = createSampler({ config, weights: {}, threads: 1 });
  await assert.rejects(all(sample(endless)), /the weights lack model.embed_tokens.weight/);
  await close();
  const broken = start();
  await assert.rejects(all(broken.sample({ ...endless, n: 0 })), /n is 0/);
  await assert.rejects(all(broken.sample({ ...endless, maxTokens: 1.5 })), /maxTokens is 1.5/);
  await broken.close();
});

test('a batch gives each request what it gives alone, and twice the same bits; after new weights it gives theirs', async () => {
  const { sample, sampleAll, updateWeights, close } = start();
  const requests = [3, 5, 9].map((token, i) => ({ prompt: [token, 2], n: i + 1, maxTokens: 6 + i, seed: i }));
  const [first, second] = [await sampleAll(requests), await sampleAll(requests)];
  assert.deepEqual(first, second);
  assert.deepEqual(
    first.map((answers) => answers.map(({ ids, finish }) => [ids.length, finish])),
    requests.map(({ n, maxTokens }) => Array.from({ length: n }, () => [maxTokens, 'length'])),
  );
  const alone = await all(sample({ ...requests[1]! }));
  assert.deepEqual(
    alone.flatMap((event) => (event.type === 'token' && event.index === 1 ? [event.id] : [])),
    first[1]![1]!.ids,
  );

  const fresh = createSampler({ config, weights: initWeights(config, 2), threads: 1 });
  const expected = await fresh.sampleAll(requests);
  await fresh.close();
  await updateWeights(initWeights(config, 2));
  const after = await sampleAll(requests);
  assert.deepEqual(after, expected, 'as a thread that began with those weights');
  assert.notDeepEqual(after, first);
  await assert.rejects(updateWeights({}), /the weights lack model.embed_tokens.weight/);
  assert.deepEqual(await sampleAll(requests), expected, 'weights that can not be used change nothing');
  await close();
});

test('new weights are refused while a request is open; a batch can be aborted, and fails as a whole', async () => {
  const { sampleAll, updateWeights, close } = start();
  const abort = new AbortController();
  const running = sampleAll([{ prompt: [1], n: 2, maxTokens: 4000, seed: 1 }], { signal: abort.signal });
  await assert.rejects(updateWeights(initWeights(config, 2)), /while 1 requests were open/);
  abort.abort();
  assert.deepEqual(
    (await running).flat().map(({ finish }) => finish),
    ['cancelled', 'cancelled'],
  );
  await assert.rejects(
    sampleAll([
      { prompt: [1], maxTokens: 3, seed: 1 },
      { prompt: [99], maxTokens: 3, seed: 1 },
    ]),
    /token 99 is not in the vocabulary/,
  );
  await assert.rejects(sampleAll([{ prompt: [1], maxTokens: 0, seed: 1 }]), /maxTokens is 0/);
  assert.deepEqual(await sampleAll([]), []);
  await close();
  await assert.rejects(sampleAll([{ prompt: [1], maxTokens: 3, seed: 1 }]), /thread has ended/);
  await assert.rejects(updateWeights(initWeights(config, 2)), /thread has ended/);
});
