/**
 * GGUF files, read back by a small reader written here from the format's description. Against llama.cpp: npm run
 * check:llama.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createRandom } from '../random.ts';
import { trainBpe } from './bpe.ts';
import { parseConfig } from './config.ts';
import { exportGguf } from './export.ts';
import { ggufKeys } from './gguf-model.ts';
import { ggufVocab } from './gguf-vocab.ts';
import { ggufParts, type GgufDtype } from './gguf.ts';
import { deepseekJson, llamaJson, qwen2Json, qwen3Json, randomWeights } from './testing.ts';
import { mizanTemplate } from './template.ts';
import { loadTokenizer, specialTokens } from './tokenizer.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-gguf-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Read = { keys: Map<string, unknown>; tensors: Map<string, { shape: number[]; type: number; data: Float32Array }> };

const half = (h: number): number => {
  const [e, f] = [(h >> 10) & 31, h & 1023];
  return (h & 0x8000 ? -1 : 1) * (e === 0 ? f * 2 ** -24 : (1 + f / 1024) * 2 ** (e - 15));
};

/** Reads a GGUF of the types that are written here. Dimensions come back row-major. */
const readGguf = (bytes: Buffer): Read => {
  let at = 0;
  const u32 = () => {
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  const u64 = () => {
    at += 8;
    return Number(bytes.readBigUInt64LE(at - 8));
  };
  const text = () => {
    const n = u64();
    at += n;
    return bytes.toString('utf8', at - n, at);
  };
  const value = (type: number): unknown => {
    if (type === 4) return u32();
    if (type === 5) {
      at += 4;
      return bytes.readInt32LE(at - 4);
    }
    if (type === 6) {
      at += 4;
      return bytes.readFloatLE(at - 4);
    }
    if (type === 7) {
      at += 1;
      return bytes[at - 1] === 1;
    }
    if (type === 8) return text();
    assert.equal(type, 9);
    const of = u32();
    return Array.from({ length: u64() }, () => value(of));
  };
  assert.equal(bytes.toString('latin1', 0, 4), 'GGUF');
  at = 4;
  assert.equal(u32(), 3);
  const [tensorCount, keyCount] = [u64(), u64()];
  const keys = new Map<string, unknown>();
  for (let i = 0; i < keyCount; i++) {
    const key = text();
    keys.set(key, value(u32()));
  }
  const infos = Array.from({ length: tensorCount }, () => {
    const name = text();
    const shape = Array.from({ length: u32() }, u64).reverse();
    return { name, shape, type: u32(), offset: u64() };
  });
  const start = Math.ceil(at / 32) * 32;
  let due = 0;
  const tensors = new Map(
    infos.map(({ name, shape, type, offset }) => {
      const n = shape.reduce((a, b) => a * b, 1);
      assert.equal(offset, due, `${name} lies where the one before it ends, at a multiple of 32`);
      const size = type === 0 ? 4 * n : type === 8 ? (n / 32) * 34 : 2 * n;
      due = Math.ceil((offset + size) / 32) * 32;
      const from = start + offset;
      const data = Float32Array.from({ length: n }, (_, i) => {
        if (type === 0) return bytes.readFloatLE(from + 4 * i);
        if (type === 1) return half(bytes.readUInt16LE(from + 2 * i));
        if (type === 8)
          return (
            half(bytes.readUInt16LE(from + Math.floor(i / 32) * 34)) *
            bytes.readInt8(from + Math.floor(i / 32) * 34 + 2 + (i % 32))
          );
        return new Float32Array(Uint32Array.of(bytes.readUInt16LE(from + 2 * i) << 16).buffer)[0]!;
      });
      return [name, { shape, type, data }];
    }),
  );
  assert.equal(bytes.length, start + due, 'the file ends with the padding of its last tensor');
  return { keys, tensors };
};

const tokenizerJson = trainBpe(['one two three four '.repeat(5)], { vocabSize: 280, specials: specialTokens });
const tokenizer = loadTokenizer(tokenizerJson);

const written = (json: object, dtype: GgufDtype): Read & { weights: ReturnType<typeof randomWeights> } => {
  const config = parseConfig(json);
  const weights = randomWeights(config, 'gguf');
  const file = join(folder, 'model.gguf');
  exportGguf(
    file,
    {
      name: 'specimen',
      config,
      weights: new Map(Object.entries(weights)) as never,
      tokenizer,
      tokenizerJson,
      template: mizanTemplate,
    },
    dtype,
  );
  return { ...readGguf(readFileSync(file)), weights };
};

test('qwen2: keys, vocabulary, and every tensor unchanged in F32', () => {
  const { keys, tensors, weights } = written(qwen2Json, 'F32');
  const plain = Object.fromEntries([...keys].filter(([key]) => !key.startsWith('tokenizer.')));
  assert.deepEqual(
    { ...plain, 'qwen2.attention.layer_norm_rms_epsilon': 1e-6 },
    {
      'general.architecture': 'qwen2',
      'general.name': 'specimen',
      'general.file_type': 0,
      'qwen2.context_length': 256,
      'qwen2.embedding_length': 48,
      'qwen2.block_count': 2,
      'qwen2.feed_forward_length': 80,
      'qwen2.vocab_size': 320,
      'qwen2.attention.head_count': 6,
      'qwen2.attention.layer_norm_rms_epsilon': 1e-6,
      'qwen2.attention.head_count_kv': 2,
      'qwen2.attention.key_length': 8,
      'qwen2.attention.value_length': 8,
      'qwen2.rope.freq_base': 1e6,
      'qwen2.rope.dimension_count': 8,
    },
  );
  assert.deepEqual(
    [
      keys.get('tokenizer.ggml.model'),
      keys.get('tokenizer.ggml.pre'),
      keys.get('tokenizer.ggml.eos_token_id'),
      keys.get('tokenizer.ggml.add_bos_token'),
    ],
    ['gpt2', 'qwen2', 1, false],
  );
  const tokens = keys.get('tokenizer.ggml.tokens') as string[];
  assert.equal(tokens.length, 320);
  assert.deepEqual([tokens[1], tokens[8 + 32], tokens[319]], ['<|end|>', tokenizer.tokenOf(40), '[PAD319]']);
  const types = keys.get('tokenizer.ggml.token_type') as number[];
  assert.deepEqual([types[0], types[7], types[8], types[319]], [3, 3, 1, 5]);
  assert.deepEqual(keys.get('tokenizer.ggml.merges'), (tokenizerJson.model as { merges: string[] }).merges);
  assert.equal(keys.get('tokenizer.chat_template'), mizanTemplate.source);
  assert.equal(tensors.size, Object.keys(weights).length);
  for (const [from, to] of [
    ['model.embed_tokens.weight', 'token_embd.weight'],
    ['model.layers.1.self_attn.q_proj.weight', 'blk.1.attn_q.weight'],
    ['model.layers.0.self_attn.k_proj.bias', 'blk.0.attn_k.bias'],
    ['model.layers.1.mlp.down_proj.weight', 'blk.1.ffn_down.weight'],
    ['model.layers.0.post_attention_layernorm.weight', 'blk.0.ffn_norm.weight'],
    ['model.norm.weight', 'output_norm.weight'],
  ] as const) {
    assert.deepEqual(tensors.get(to)!.data, weights[from]!.data);
    assert.deepEqual(tensors.get(to)!.shape, weights[from]!.shape);
  }
});

test('qwen3: the norms of q and k have their names, and the width of a head is written', () => {
  const { keys, tensors, weights } = written(qwen3Json, 'F16');
  assert.deepEqual(
    ['general.architecture', 'qwen3.attention.key_length', 'qwen3.rope.dimension_count'].map((key) => keys.get(key)),
    ['qwen3', 16, 16],
  );
  for (const part of ['q', 'k']) {
    const tensor = tensors.get(`blk.1.attn_${part}_norm.weight`)!;
    assert.deepEqual(tensor.data, weights[`model.layers.1.self_attn.${part}_norm.weight`]!.data);
    assert.deepEqual([tensor.shape, tensor.type], [[16], 0]);
  }
});

test('llama: the rows of q and k become neighbouring pairs, frequencies go into rope_freqs', () => {
  const { tensors, weights } = written(llamaJson, 'F32');
  for (const [name, part] of [
    ['q', 'attn_q'],
    ['k', 'attn_k'],
  ] as const) {
    const [from, to] = [weights[`model.layers.2.self_attn.${name}_proj.weight`]!, tensors.get(`blk.2.${part}.weight`)!];
    const [width, D] = [48, 16];
    for (let row = 0; row < from.shape[0]!; row++) {
      const within = row % D; // half r, pair i: the published row is r * D/2 + i, the exported one 2i + r
      const target = row - within + 2 * (within % (D / 2)) + Math.floor(within / (D / 2));
      assert.deepEqual(
        to.data.slice(target * width, (target + 1) * width),
        from.data.slice(row * width, (row + 1) * width),
      );
    }
  }
  assert.deepEqual(tensors.get('output.weight')!.data, weights['lm_head.weight']!.data);
  const factors = tensors.get('rope_freqs.weight')!.data;
  assert.deepEqual([factors.length, factors[0], factors[7]], [8, 1, 8]);
});

test('deepseek2: kv_b is split and turned, experts are stacks, the router stays F32', () => {
  const { keys, tensors, weights } = written(deepseekJson, 'F16');
  const config = parseConfig(deepseekJson);
  assert.ok(config.type === 'deepseek');
  const { numHeads: H, qkNopeHeadDim: nope, vHeadDim: v, kvLoraRank: latent } = config;
  const kv = weights['model.layers.1.self_attn.kv_b_proj.weight']!.data;
  const [k, values] = [tensors.get('blk.1.attn_k_b.weight')!, tensors.get('blk.1.attn_v_b.weight')!];
  assert.deepEqual(
    [k.shape, values.shape],
    [
      [H, latent, nope],
      [H, v, latent],
    ],
  );
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 2 ** -11 * Math.abs(b) + 2 ** -25, `${a} ${b}`);
  for (let h = 0; h < H; h++) {
    for (let l = 0; l < latent; l++) {
      for (let i = 0; i < nope; i++) near(k.data[(h * latent + l) * nope + i]!, kv[(h * (nope + v) + i) * latent + l]!);
      for (let i = 0; i < v; i++)
        near(values.data[(h * v + i) * latent + l]!, kv[(h * (nope + v) + nope + i) * latent + l]!);
    }
  }
  assert.deepEqual(tensors.get('blk.1.ffn_up_exps.weight')!.shape, [
    config.numExperts,
    config.expertSize,
    config.hiddenSize,
  ]);
  assert.deepEqual(
    [
      tensors.get('blk.1.ffn_gate_inp.weight')!.type,
      tensors.get('blk.1.exp_probs_b.bias')!.type,
      tensors.get('blk.1.ffn_up_exps.weight')!.type,
    ],
    [0, 0, 1],
  );
  assert.deepEqual(
    [
      'expert_gating_func',
      'expert_weights_norm',
      'attention.key_length',
      'attention.key_length_mla',
      'leading_dense_block_count',
    ].map((key) => keys.get(`deepseek2.${key}`)),
    [2, true, latent + config.qkRopeHeadDim, nope + config.qkRopeHeadDim, 1],
  );
});

test('Q8_0 is within half a step of every number, and rows that do not fill blocks take F16', () => {
  const random = createRandom('q8');
  const data = Float32Array.from({ length: 4 * 64 }, (_, i) => (i < 32 ? 0 : random.normal()));
  const parts = [...ggufParts(new Map(), [{ name: 'x', shape: [4, 64], dtype: 'Q8_0', data: () => data }])];
  const back = readGguf(Buffer.concat(parts)).tensors.get('x')!.data;
  for (let block = 0; block < 8; block++) {
    const of = data.subarray(block * 32, block * 32 + 32);
    const step = Math.max(...of.map(Math.abs)) / 127;
    // Half a step, and what rounding the step to a half adds over 127 steps.
    of.forEach((x, i) => assert.ok(Math.abs(back[block * 32 + i]! - x) <= step * (0.5 + 127 * 2 ** -11) + 1e-12));
  }
  const { tensors } = written(llamaJson, 'Q8_0');
  assert.deepEqual(
    [
      tensors.get('blk.0.ffn_down.weight')!.type,
      tensors.get('blk.0.ffn_up.weight')!.type,
      tensors.get('blk.0.attn_norm.weight')!.type,
    ],
    [8, 1, 0],
  );
  assert.throws(
    () => [...ggufParts(new Map(), [{ name: 'x', shape: [2, 33], dtype: 'Q8_0', data: () => data }])],
    /x has rows of 33; Q8_0 needs multiples of 32/,
  );
});

test('names of pre-tokenizers, and refusals', () => {
  const named = (
    change: (json: {
      model: Record<string, unknown>;
      pre_tokenizer: { pretokenizers: Record<string, unknown>[] };
    }) => void,
  ): unknown => {
    const json = structuredClone(tokenizerJson) as unknown as Parameters<typeof change>[0];
    change(json);
    return ggufVocab(json, tokenizer, 320, {}, undefined).get('tokenizer.ggml.pre')?.value;
  };
  const regex = (json: { pre_tokenizer: { pretokenizers: Record<string, unknown>[] } }, from: string, to: string) => {
    const pattern = json.pre_tokenizer.pretokenizers[0]!.pattern as { Regex: string };
    assert.ok(pattern.Regex.includes(from));
    pattern.Regex = pattern.Regex.replace(from, to);
  };
  assert.equal(
    named((json) => regex(json, '|\\p{N}|', '|\\p{N}{1,3}|')),
    'smaug-bpe',
  );
  assert.equal(
    named((json) => {
      regex(json, '|\\p{N}|', '|\\p{N}{1,3}|');
      json.model.ignore_merges = true;
    }),
    'llama-bpe',
  );
  assert.equal(
    named((json) => {
      json.pre_tokenizer = { type: 'ByteLevel', add_prefix_space: false, use_regex: true } as never;
    }),
    'gpt-2',
  );
  assert.throws(
    () => named((json) => regex(json, '\\p{N}', '\\p{N}+')),
    /llama\.cpp has no pre-tokenizer for these patterns, \[".*export it as a Hugging Face folder/,
  );
  assert.throws(
    () =>
      named((json) => {
        json.model.ignore_merges = true;
      }),
    /with ignore_merges/,
  );
  assert.throws(
    () =>
      named((json) => {
        json.pre_tokenizer = { type: 'Metaspace' } as never;
      }),
    /it is not byte-level BPE/,
  );
  const refused = (json: object, message: RegExp) =>
    assert.throws(() => ggufKeys(parseConfig(json), 'x', 'F32'), message);
  refused({ ...deepseekJson, n_shared_experts: 0 }, /llama\.cpp needs a shared expert; export it as/);
  refused(
    { ...deepseekJson, rope_scaling: { type: 'linear', factor: 2 } },
    /knows YaRN with equal mscale and mscale_all_dim only/,
  );
  refused({ ...deepseekJson, rope_scaling: { type: 'yarn', factor: 2 } }, /equal mscale/);
  refused({ ...qwen2Json, rope_scaling: { type: 'yarn', factor: 2, truncate: false } }, /rounds the borders/);
  refused({ ...deepseekJson, num_hidden_layers: 27 }, /reads 27 layers as DeepSeek-V2-Lite/);
});
