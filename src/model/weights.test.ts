import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type ModelConfig, parameterShapes, parseConfig } from './config.ts';
import { checkWeights } from './check-weights.ts';
import { encodeSafetensors } from './safetensors.ts';
import type { WeightTensor } from './safetensors-source.ts';
import { llamaJson, qwen2Json, randomWeights } from './testing.ts';
import { openWeights, readWeights, writeWeights } from './weights.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mizan-weights-'));
});
after(() => rm(folder, { recursive: true }));

const floats = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
let made = 0;
const place = async (): Promise<string> => {
  const at = path.join(folder, `${made++}`);
  await mkdir(at);
  return at;
};

const read = async (at: string): Promise<Map<string, number>> => {
  const opened = await openWeights(at);
  try {
    const values = new Map<string, number>();
    for (const name of opened.tensors.keys()) values.set(name, Number((await opened.read(name)).data[0]));
    return values;
  } finally {
    await opened.close();
  }
};

test('folders of every layout and number format give back their numbers; shards keep to their size', async () => {
  for (const json of [qwen2Json, { ...qwen2Json, tie_word_embeddings: false }, llamaJson]) {
    const config = parseConfig(json);
    const weights = new Map(Object.entries(randomWeights(config, 'layouts')));
    for (const [dtype, tolerance] of [
      ['F32', 0],
      ['F16', 2 ** -11],
      ['BF16', 2 ** -8],
    ] as const) {
      for (const shardBytes of [undefined, 40_000]) {
        const at = await place();
        const files = writeWeights(at, weights, { dtype, ...(shardBytes ? { shardBytes } : {}) });
        assert.equal(files.length > 1, shardBytes !== undefined);
        const back = await readWeights(config, at);
        assert.deepEqual([...back.keys()], Object.keys(parameterShapes(config)));
        for (const [name, { shape, data }] of weights) {
          const found = back.get(name)!;
          assert.deepEqual([found.dtype, found.shape], [dtype, shape]);
          // Half numbers below 2^-14 have an absolute step.
          data.forEach((x, i) =>
            assert.ok(
              Math.abs(found.data[i]! - x) <= Math.max(tolerance * Math.abs(x), tolerance && 2 ** -25),
              `${name}[${i}]`,
            ),
          );
        }
        if (!shardBytes) continue;
        const shards = files.filter((file) => file.endsWith('.safetensors'));
        for (const file of shards)
          assert.ok(
            statSync(path.join(at, file)).size < shardBytes + 4096 ||
              /embed|lm_head/.test(readFileSync(path.join(at, file), 'latin1').slice(0, 400)),
            file,
          );
        const index = JSON.parse(readFileSync(path.join(at, 'model.safetensors.index.json'), 'utf8')) as {
          metadata: { total_size: number };
          weight_map: Record<string, string>;
        };
        assert.deepEqual(Object.keys(index.weight_map), [...weights.keys()]);
        assert.equal(
          index.metadata.total_size,
          [...weights.values()].reduce((sum, { data }) => sum + data.length * (dtype === 'F32' ? 4 : 2), 0),
        );
        assert.equal(shards[0], `model-00001-of-${String(shards.length).padStart(5, '0')}.safetensors`);
      }
    }
  }
});

test('a model saved without its head has names without "model."', async () => {
  const config = parseConfig(qwen2Json);
  const weights = randomWeights(config, 'bare');
  const at = await place();
  writeWeights(at, new Map(Object.entries(weights).map(([name, value]) => [name.replace(/^model\./, ''), value])), {
    dtype: 'F32',
  });
  assert.deepEqual([...(await readWeights(config, at)).keys()], Object.keys(weights));
});

test('sharded folders: read, and refused when the index lies', async () => {
  const shardA = encodeSafetensors(new Map([['a', floats(1)]]), { dtype: 'F32' });
  const shardB = encodeSafetensors(new Map([['b', floats(2)]]), { dtype: 'F32' });
  const make = async (weightMap: unknown): Promise<string> => {
    const at = await place();
    await writeFile(path.join(at, 's-1.safetensors'), shardA);
    await writeFile(path.join(at, 's-2.safetensors'), shardB);
    await symlink('loop.safetensors', path.join(at, 'loop.safetensors'));
    await writeFile(
      path.join(at, 'model.safetensors.index.json'),
      typeof weightMap === 'string' ? weightMap : JSON.stringify({ metadata: {}, weight_map: weightMap }),
    );
    return at;
  };
  assert.deepEqual(
    [...(await read(await make({ a: 's-1.safetensors', b: 's-2.safetensors' })))],
    [
      ['a', 1],
      ['b', 2],
    ],
  );
  const cases: [unknown, RegExp][] = [
    [{ a: '../0.safetensors' }, /a is placed in "\.\.\/0\.safetensors"/],
    [{ a: '/etc/passwd' }, /a is placed in "\/etc\/passwd"/],
    [{ a: 'model.safetensors.index.json' }, /a shard is the plain name/],
    [{ a: 'sub\\x.safetensors' }, /a shard is the plain name/],
    [{ a: 5 }, /a is placed in 5/],
    [{ a: 's-9.safetensors' }, /names s-9\.safetensors, which is not there/],
    [{ a: 'loop.safetensors' }, /names loop\.safetensors, which is not there/],
    [{ a: 's-1.safetensors', b: 's-1.safetensors' }, /s-1\.safetensors lacks b/],
    [{ a: 's-1.safetensors', c: 's-2.safetensors' }, /s-2\.safetensors lacks c/],
    [{}, /no weight_map/],
    ['[]', /no weight_map/],
    ['{', /can't read the weights in/],
  ];
  for (const [map, message] of cases) await assert.rejects(openWeights(await make(map)), message);
  const nothing = await place();
  await assert.rejects(openWeights(nothing), /neither model\.safetensors nor model\.safetensors\.index\.json$/);
  writeFileSync(path.join(nothing, 'pytorch_model.bin'), 'pickle');
  await assert.rejects(
    openWeights(nothing),
    /pytorch_model\.bin holds Python objects, which are not read: take the safetensors files/,
  );
});

const config: ModelConfig = parseConfig({
  model_type: 'qwen2',
  vocab_size: 16,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  max_position_embeddings: 32,
  tie_word_embeddings: true,
});
const full = (): Map<string, WeightTensor> =>
  new Map(
    Object.entries(parameterShapes(config)).map(([name, shape]) => [
      name,
      { dtype: 'F32', shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) },
    ]),
  );

test('checkWeights names the first missing, misshapen or unexpected tensor', () => {
  const extra = full()
    .set('lm_head.weight', { dtype: 'F32', shape: [16, 8], data: new Float32Array(128) })
    .set('model.layers.0.self_attn.rotary_emb.inv_freq', { dtype: 'F32', shape: [2], data: new Float32Array(2) });
  assert.deepEqual([...checkWeights(config, extra).keys()], Object.keys(parameterShapes(config)));
  const missing = full();
  missing.delete('model.norm.weight');
  assert.throws(() => checkWeights(config, missing), /lack model\.norm\.weight, .* \[8\]/);
  const wrong = full().set('model.layers.0.mlp.up_proj.weight', {
    dtype: 'F32',
    shape: [8, 12],
    data: new Float32Array(96),
  });
  assert.throws(
    () => checkWeights(config, wrong),
    /up_proj\.weight has shape \[8,12\], but config\.json asks for \[12,8\]/,
  );
  const integer = full().set('model.norm.weight', { dtype: 'I32', shape: [8], data: new Int32Array(8) });
  assert.throws(() => checkWeights(config, integer), /model\.norm\.weight is I32/);
  const odd = full().set('model.layers.7.x', { dtype: 'F32', shape: [1], data: new Float32Array(1) });
  assert.throws(() => checkWeights(config, odd), /hold model\.layers\.7\.x/);
});

test('a wrong shape, and a file that is all size and no content, are refused before anything is allocated', async () => {
  // 60 GB of zeros that take no place on the disk: the header is true, and the config agrees with it.
  const rows = 2_000_000;
  const huge = parseConfig({
    ...llamaJson,
    vocab_size: rows,
    hidden_size: 7680,
    num_attention_heads: 4,
    num_key_value_heads: 4,
    head_dim: 16,
    intermediate_size: 8,
    num_hidden_layers: 1,
    tie_word_embeddings: true,
  });
  const at = await place();
  let offset = 0;
  const header = Object.fromEntries(
    Object.entries(parameterShapes(huge)).map(([name, shape]) => {
      const begin = offset;
      offset += 2 * shape.reduce((a, b) => a * b, 1);
      return [name, { dtype: 'F16', shape, data_offsets: [begin, offset] }];
    }),
  );
  // A single tensor of more than 2^31 numbers is refused by the format's own bound, so the embedding is cut below it.
  assert.ok(rows * 7680 > 2 ** 31);
  const write = async (json: object, data: number): Promise<void> => {
    const text = Buffer.from(JSON.stringify(json));
    const file = await open(path.join(at, 'model.safetensors'), 'w');
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(text.length));
    await file.write(Buffer.concat([size, text]));
    await file.truncate(8 + text.length + data);
    await file.close();
  };
  await write(header, offset);
  const start = process.memoryUsage().rss;
  await assert.rejects(readWeights(huge, at), /more than 2147483648 elements/);
  const many = parseConfig({
    ...llamaJson,
    num_hidden_layers: 1000,
    hidden_size: 4096,
    intermediate_size: 16_384,
    vocab_size: 64,
    tie_word_embeddings: true,
  });
  offset = 0;
  await write(
    Object.fromEntries(
      Object.entries(parameterShapes(many)).map(([name, shape]) => {
        const begin = offset;
        offset += 2 * shape.reduce((a, b) => a * b, 1);
        return [name, { dtype: 'F16', shape, data_offsets: [begin, offset] }];
      }),
    ),
    offset,
  );
  assert.ok(offset > 400e9);
  await assert.rejects(readWeights(many, at), /the weights need \d{3}\.\d GB as 32-bit floats, but this machine has/);
  await assert.rejects(
    readWeights(parseConfig({ ...llamaJson, hidden_size: 64 }), at),
    /embed_tokens\.weight has shape \[64,4096\], but config\.json asks for \[320,64\]/,
  );
  assert.ok(process.memoryUsage().rss - start < 64 * 2 ** 20);
  assert.ok(existsSync(path.join(at, 'model.safetensors')));
});

test('tied weights under lm_head.weight alone, and tensors named in the metadata, are read; untied ones are missed', async () => {
  const tied = parseConfig(qwen2Json);
  const weights = new Map(Object.entries(randomWeights(tied, 'tied')));
  const embedding = weights.get('model.embed_tokens.weight')!;
  weights.delete('model.embed_tokens.weight');
  weights.set('lm_head.weight', embedding);
  const at = await place();
  writeWeights(at, weights, { dtype: 'F32' });
  assert.deepEqual((await readWeights(tied, at)).get('model.embed_tokens.weight')!.data, embedding.data);
  const untied = parseConfig({ ...qwen2Json, tie_word_embeddings: false });
  await assert.rejects(readWeights(untied, at), /lack model\.embed_tokens\.weight/);
});
