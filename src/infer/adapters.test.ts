/** Several adapters over one base, chosen per request: what each draws is what the base with it merged in draws. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { mergeAdapter, type Adapter } from '../model/adapter.ts';
import { parameterShapes, parseConfig } from '../model/config.ts';
import { createRandom } from '../random.ts';
import { Generator, type Emit, type GeneratorOptions, type Job } from './generator.ts';

const shape = {
  vocab_size: 61,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  max_position_embeddings: 256,
};
const config = parseConfig({ ...shape, model_type: 'qwen2', num_attention_heads: 4, num_key_value_heads: 2 });
const random = createRandom('adapters');
const numbers = (dims: readonly number[], scale: number) => ({
  shape: [...dims],
  data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => scale * random.normal()),
});
const shapes = parameterShapes(config);
const weights = Object.fromEntries(
  Object.entries(shapes).map(([name, dims]) => {
    const value = numbers(dims, dims.length === 1 ? 0.2 : 0.7 / Math.sqrt(dims[1]!));
    if (name.endsWith('norm.weight')) value.data.forEach((x, i) => (value.data[i] = 1 + x));
    return [name, value];
  }),
);

/** An adapter of the modules whose name ends in one of `targets`, strong enough to change what is drawn. */
const adapterOf = (rank: number, targets: readonly string[]): Adapter => ({
  scale: 2,
  modules: new Map(
    Object.entries(shapes)
      .filter(([name]) => targets.some((target) => name.endsWith(`${target}.weight`)))
      .map(([name, dims]) => [
        name.slice(0, -'.weight'.length),
        { a: numbers([rank, dims[1]!], 0.2), b: numbers([dims[0]!, rank], 0.2) },
      ]),
  ),
});
const adapters = new Map([
  ['attention', adapterOf(2, ['q_proj', 'v_proj'])],
  ['all', adapterOf(5, ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'])],
]);
const merged = (name: string) =>
  Object.fromEntries(mergeAdapter(new Map(Object.entries(weights)), adapters.get(name)!));

type Drawn = { ids: number[]; logprobs: number[] };
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

const open = (options: Partial<GeneratorOptions>) => {
  const receivers = new Map<number, Emit>();
  const generator = new Generator({ config, weights, threads: 1, ...options }, (id, event) =>
    receivers.get(id)?.(id, event),
  );
  closing.push(() => generator.close());
  let next = 0;
  return (job: Omit<Job, 'seed'>): Promise<Drawn> => {
    const drawn: Drawn = { ids: [], logprobs: [] };
    const id = next++;
    return new Promise((resolve, reject) => {
      receivers.set(id, (_, event) => {
        if (event.type === 'failure') reject(new Error(event.message));
        else if (event.type === 'finish') resolve(drawn);
        else {
          drawn.ids.push(event.id);
          drawn.logprobs.push(event.logprob);
        }
      });
      generator.submit([id, { seed: 7, ...job }]);
    });
  };
};

const prompts = [3, 40, 9].map((length) => Array.from({ length }, (_, i) => (i * 17 + length) % 61));

for (const precision of ['exact', 'int8'] as const) {
  test(`${precision}: rows of two adapters and of the base share steps, and each is its merged model`, async () => {
    const together = open({ precision, adapters });
    const names = [undefined, 'attention', 'all'];
    const alone = names.map((name) => open({ precision, weights: name === undefined ? weights : merged(name) }));
    const jobs = names.flatMap((adapter, which) => prompts.map((prompt) => ({ adapter, which, prompt })));
    const drawn = await Promise.all(
      jobs.map(({ adapter, prompt }) =>
        together({ prompt, maxTokens: 24, ...(adapter !== undefined && { adapter }), temperature: 0 }),
      ),
    );
    // rounding A and B into a matrix is not the same as adding them to a rounded one
    const within = precision === 'exact' ? 1e-4 : 0.25;
    const texts = new Set<string>();
    for (const [i, { which, prompt }] of jobs.entries()) {
      const own = await alone[which]!({ prompt, maxTokens: 24, temperature: 0 });
      // where int8 rounds another way, two tokens are about as likely: up to there all are the same, and there they are
      // close
      const differs = own.ids.findIndex((id, k) => id !== drawn[i]!.ids[k]);
      assert.ok(precision === 'int8' || differs === -1, `${names[which]}, token ${differs}`);
      const same = differs === -1 ? own.ids.length : differs + 1;
      own.logprobs.slice(0, same).forEach((value, k) => {
        const gap = Math.abs(value - drawn[i]!.logprobs[k]!);
        assert.ok(gap < within, `${names[which]}, token ${k}: ${gap}`);
      });
      texts.add(drawn[i]!.ids.join());
    }
    assert.ok(texts.size >= jobs.length - 2, 'adapters change what is drawn');
  });
}

test('what was read under one adapter is not used by another; a name that is not there fails alone', async () => {
  const together = open({ precision: 'int8', adapters });
  const job = { prompt: prompts[1]!, maxTokens: 12, temperature: 0 };
  const first = await together({ ...job, adapter: 'attention' });
  const base = await together(job);
  assert.notDeepEqual(base.ids, first.ids);
  assert.deepEqual((await open({ precision: 'int8', adapters })(job)).ids, base.ids);
  await assert.rejects(together({ ...job, adapter: 'other' }), /there is no adapter other/);
});

test('an adapter of what is not computed by rows is refused', async () => {
  const odd = new Map([['odd', adapterOf(2, ['embed_tokens'])]]);
  await assert.rejects(open({ adapters: odd })({ prompt: [1], maxTokens: 1 }), /embed_tokens, which can't be chosen/);
});
