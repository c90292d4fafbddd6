/**
 * int8 generation beside exact generation of the same weights, prompts in chunks, and what is reused of earlier
 * sequences.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createRandom } from '../random.ts';
import { parameterShapes, parseConfig, type ModelConfig } from '../model/config.ts';
import type { Value } from '../tensor/run.ts';
import { KvCache } from './cache.ts';
import { Generator, type Emit, type GeneratorOptions, type Job } from './generator.ts';
import { PrefixCache } from './prefix-cache.ts';
import { int8Range } from '../tensor/int8-range.ts';

const config = parseConfig({
  model_type: 'qwen2',
  vocab_size: 97,
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 1024,
  tie_word_embeddings: true,
});

const weightsOf = (model: ModelConfig): Record<string, Value> => {
  const random = createRandom('int8');
  return Object.fromEntries(
    Object.entries(parameterShapes(model)).map(([name, shape]) => {
      const scale = shape.length === 1 ? 0.1 : 0.8 / Math.sqrt(shape[1]!);
      const data = Float32Array.from(
        { length: shape.reduce((a, b) => a * b, 1) },
        () => (name.endsWith('norm.weight') ? 1 : 0) + scale * random.normal(),
      );
      return [name, { data, shape }];
    }),
  );
};

type Drawn = { ids: number[]; logprobs: number[] };
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

const open = (options: Partial<GeneratorOptions>) => {
  const receivers = new Map<number, Emit>();
  const generator = new Generator({ config, weights: weightsOf(config), threads: 1, ...options }, (id, event) =>
    receivers.get(id)?.(id, event),
  );
  closing.push(() => generator.close());
  let next = 0;
  const run = (job: Omit<Job, 'seed'> & { seed?: number }, watch?: () => void): Promise<Drawn[]> => {
    const drawn = Array.from({ length: job.n ?? 1 }, (): Drawn => ({ ids: [], logprobs: [] }));
    let left = drawn.length;
    const id = next++;
    return new Promise((resolve, reject) => {
      receivers.set(id, (_, event) => {
        if (event.type === 'failure') reject(new Error(event.message));
        else if (event.type === 'finish') {
          if (--left === 0) resolve(drawn);
        } else {
          drawn[event.index]!.ids.push(event.id);
          drawn[event.index]!.logprobs.push(event.logprob);
          watch?.();
        }
      });
      generator.submit([id, { seed: 7, ...job }]);
    });
  };
  return { generator, run };
};

const exact = open({});
const rounded = open({ precision: 'int8', prefixBytes: 0 });
const promptOf = (length: number, of = 1) => Array.from({ length }, (_, i) => (i * 31 * of + length) % 97);

test('int8 gives nearly the log-probabilities of exact weights, for short and for long prompts', async () => {
  for (const length of [1, 30, 200]) {
    const job = { prompt: promptOf(length), maxTokens: 1, n: 12, seed: length };
    const [a, b] = [await exact.run(job), await rounded.run(job)];
    const same = a.flatMap(({ ids, logprobs }, i) =>
      ids[0] === b[i]!.ids[0] ? [Math.abs(logprobs[0]! - b[i]!.logprobs[0]!)] : [],
    );
    assert.ok(same.length >= 9, `${same.length} of 12 first tokens are the same`);
    assert.ok(Math.max(...same) < 0.15, `log-probabilities differ by up to ${Math.max(...same)}`);
  }
});

test('a job in int8 gives the same alone and in company', async () => {
  const job = { prompt: promptOf(70), maxTokens: 24, seed: 3 };
  const [alone] = await rounded.run(job);
  const [company] = await Promise.all([
    rounded.run(job),
    rounded.run({ prompt: promptOf(9, 2), maxTokens: 30, n: 5 }),
    rounded.run({ prompt: promptOf(150, 3), maxTokens: 12, n: 2 }),
  ]);
  assert.deepEqual(company[0], alone, 'ids and log-probabilities, bit by bit');
});

test('a short request is answered while a long prompt is read', async () => {
  const order: string[] = [];
  const long = rounded.run({ prompt: promptOf(900), maxTokens: 2 }, () => order.push('long'));
  const short = rounded.run({ prompt: promptOf(5), maxTokens: 3 }, () => order.push('short'));
  await Promise.all([long, short]);
  assert.deepEqual(order.slice(0, 4), ['short', 'short', 'short', 'long']);
});

test('a short request waits for one part of a prompt of 4,000 tokens, and many of them do not keep it from being read', async () => {
  const { run, generator } = open({ precision: 'int8', prefixBytes: 0, config: { ...config, maxPositions: 4096 } });
  const readTo = async (tokens: number) => {
    while (generator.promptTokens.read < tokens) await new Promise((resolve) => setImmediate(resolve));
  };
  let long = true;
  const reading = run({ prompt: promptOf(4000), maxTokens: 1 }).then(() => {
    long = false;
  });
  for (const [place, part] of [
    [64, 64],
    [640, 32],
    [1700, 16],
  ] as const) {
    await readTo(place);
    const before = generator.promptTokens.read;
    let first = 0;
    await run({ prompt: promptOf(5), maxTokens: 1 }, () => {
      first ||= generator.promptTokens.read;
    });
    assert.ok(long, 'the long prompt is still being read');
    assert.ok(first - before - 5 <= part, `${first - before - 5} tokens were read meanwhile at ${place}`);
  }
  const [before, others] = [generator.promptTokens.read, 40];
  await Promise.all(Array.from({ length: others }, (_, i) => run({ prompt: promptOf(60, i + 2), maxTokens: 1 })));
  const parts = (generator.promptTokens.read - before - 60 * others) / 16;
  assert.ok(parts >= others / 8, `${parts} parts of the long prompt were read beside ${others} others`);
  await reading;
});

test('continuations that wait for rows start as rows are free, and hold up nobody behind them', async () => {
  const { run } = open({ precision: 'int8', maxRows: 4 });
  let others = 0;
  const many = run({ prompt: promptOf(8), maxTokens: 40, n: 12 });
  const few = run({ prompt: promptOf(9), maxTokens: 5 }, () => others++);
  const first = await Promise.race([many.then(() => 'many'), few.then(() => 'few')]);
  assert.equal(first, 'few');
  assert.equal(others, 5);
  assert.deepEqual(
    (await many).map(({ ids }) => ids.length),
    Array.from({ length: 12 }, () => 40),
  );
});

test('a conversation reads each token once, and goes on as one that is read whole', async () => {
  const { run, generator } = open({ precision: 'int8' });
  let history = promptOf(40);
  for (let turn = 0; turn < 20; turn++) {
    const job = { prompt: history, maxTokens: 6, temperature: 0 };
    const [reused] = await run(job);
    const [whole] = await rounded.run(job);
    assert.deepEqual(reused!.ids, whole!.ids, `turn ${turn}`);
    history = [...history, ...reused!.ids, ...promptOf(11, turn + 2)];
  }
  const { read, reused } = generator.promptTokens;
  // of each later turn, the last token of the answer (drawn, never computed) and the 11 of the next question
  assert.deepEqual(read, 40 + 19 * 12);
  assert.ok(reused > 3000);
});

test('what is kept of earlier sequences is bounded, and the oldest goes first', () => {
  const shape = { heads: 1, keyWidth: 2, valueWidth: 2 };
  const size = new KvCache(1, shape).bytes;
  const prefixes = new PrefixCache(10 * size);
  for (let i = 0; i < 10_000; i++) prefixes.add([i, 1, 2, 3], new KvCache(1, shape));
  assert.equal(prefixes.bytes, 10 * size);
  assert.equal(prefixes.find([9_989, 1, 2, 3], 1), undefined);
  assert.equal(prefixes.find([9_990, 1, 9], 1)?.length, 2);
  prefixes.add([20_000], new KvCache(1, shape));
  assert.equal(prefixes.find([9_990, 1], 1)?.length, 2, 'used last, kept longest');
  assert.equal(prefixes.find([9_991, 1], 1), undefined);
  prefixes.add([9_990, 1, 2, 3, 4], new KvCache(1, shape));
  assert.equal(prefixes.bytes, 10 * size, 'a beginning of another one is not kept beside it');
});

test('the range of whole numbers is one of the two that kernels have', async () => {
  assert.ok([63, 127].includes(await int8Range()));
});
