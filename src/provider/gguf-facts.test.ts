/** What is read of a GGUF header, and which draft models are refused for another vocabulary. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readGgufFacts, vocabularyMismatch, type GgufFacts } from './gguf-facts.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-gguf-facts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number): Buffer => Buffer.concat([u32(value), u32(0)]);
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const f32s = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

type Key = number | boolean | string | string[] | number[] | Buffer;

/** A value with its type: whole numbers as u32, lists of numbers as f32s or i32s by what they hold. */
const typed = (value: Key): Buffer => {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'number') return Buffer.concat([u32(4), u32(value)]);
  if (typeof value === 'boolean') return Buffer.concat([u32(7), Buffer.from([value ? 1 : 0])]);
  if (typeof value === 'string') return Buffer.concat([u32(8), text(value)]);
  const texts = value.filter((item) => typeof item === 'string');
  const items = texts.length > 0 ? texts.map(text) : (value as number[]).map((item) => f32s(item));
  return Buffer.concat([u32(9), u32(texts.length > 0 ? 8 : 6), u64(value.length), ...items]);
};

const fileOf = (name: string, keys: Record<string, Key>, tensors: readonly string[] = [], version = 3): string => {
  const file = join(folder, name);
  const entries = Object.entries(keys).flatMap(([key, value]) => [text(key), typed(value)]);
  const infos = tensors.flatMap((tensor) => [text(tensor), u32(2), u64(3), u64(4), u32(0), u64(0)]);
  writeFileSync(
    file,
    Buffer.concat([
      Buffer.from('GGUF'),
      u32(version),
      u64(tensors.length),
      u64(Object.keys(keys).length),
      ...entries,
      ...infos,
    ]),
  );
  return file;
};

const shape = {
  'general.architecture': 'qwen2',
  'qwen2.block_count': 24,
  'qwen2.context_length': 32_768,
  'qwen2.embedding_length': 896,
  'qwen2.attention.head_count': 14,
  'qwen2.attention.head_count_kv': 2,
};
const tokens = Array.from({ length: 300 }, (_, i) => `t${i}`);
const vocabulary = {
  'tokenizer.ggml.model': 'gpt2',
  'tokenizer.ggml.tokens': tokens,
  'tokenizer.ggml.scores': tokens.map((_, i) => i / 7),
  'tokenizer.ggml.merges': ['a b', 'b c'],
  'tokenizer.ggml.bos_token_id': 1,
  'tokenizer.ggml.add_bos_token': false,
};
const factsOf = async (name: string, keys: Record<string, Key>, tensors?: string[]): Promise<GgufFacts> =>
  (await readGgufFacts(fileOf(name, keys, tensors)))!;

test('window, cache and vocabulary are read', async () => {
  const facts = await factsOf('qwen.gguf', { ...shape, ...vocabulary }, ['blk.23.attn_q.weight']);
  assert.deepEqual([facts.architecture, facts.window, facts.whole], ['qwen2', 32_768, true]);
  assert.equal(facts.cacheBytes, 24 * 2 * 2 * 64 * 2, '24 layers, keys and values of 2 heads of 64, two bytes each');
  assert.deepEqual(facts.vocabulary, { kind: 'gpt2', tokens, bos: 1, addBos: false });
  const own = { ...shape, 'qwen2.attention.key_length': 128, 'qwen2.attention.value_length': 64 };
  assert.equal((await factsOf('wide.gguf', own)).cacheBytes, 24 * 2 * (128 + 64) * 2);
});

test('latent attention, heads by layer, and heads that draft', async () => {
  const latent = {
    'general.architecture': 'deepseek2',
    'deepseek2.block_count': 10,
    'deepseek2.attention.kv_lora_rank': 512,
    'deepseek2.rope.dimension_count': 64,
  };
  assert.equal((await factsOf('latent.gguf', latent)).cacheBytes, 10 * 576 * 2);
  const byLayer = { ...shape, 'qwen2.block_count': 3, 'qwen2.attention.head_count_kv': [2, 0, 2] };
  assert.equal((await factsOf('layers.gguf', byLayer)).cacheBytes, 2 * (64 + 64) * 4);
  assert.equal((await factsOf('mtp.gguf', shape, ['blk.23.nextn.eh_proj.weight'])).whole, false);
  assert.equal((await factsOf('dflash.gguf', { 'general.architecture': 'dflash' })).whole, false);
});

test('what is no such header is left to llama-server', async () => {
  const whole = fileOf('whole.gguf', { ...shape, ...vocabulary });
  writeFileSync(join(folder, 'cut.gguf'), readFileSync(whole).subarray(0, 900));
  writeFileSync(join(folder, 'text.gguf'), 'GG');
  const files = [
    join(folder, 'cut.gguf'),
    join(folder, 'text.gguf'),
    join(folder, 'missing.gguf'),
    fileOf('old.gguf', shape, [], 1),
    fileOf('odd.gguf', { odd: u32(99) }),
    fileOf('huge.gguf', { odd: Buffer.concat([u32(9), u32(4), u32(0xffffffff), u32(0x1fffff)]) }),
  ];
  for (const file of files) assert.equal(await readGgufFacts(file), undefined, file);
});

test('a draft of another vocabulary is told apart by the rules of llama.cpp', async () => {
  const target = await factsOf('target.gguf', { ...shape, ...vocabulary });
  const draft = async (keys: Record<string, Key>): Promise<string | undefined> =>
    vocabularyMismatch(target, await factsOf('draft.gguf', { ...shape, ...vocabulary, ...keys }));
  const changed = (at: number): string[] => tokens.map((token, i) => (i === at ? 'x"' : token));
  const cases: [Record<string, Key>, string | undefined][] = [
    [{}, undefined],
    [{ 'tokenizer.ggml.tokens': changed(4) }, undefined],
    [{ 'tokenizer.ggml.tokens': changed(5) }, 'its token 5 is "x\\"", that of the model "t5"'],
    [{ 'tokenizer.ggml.tokens': tokens.slice(0, 172) }, undefined],
    [{ 'tokenizer.ggml.tokens': tokens.slice(0, 171) }, 'it has 171 tokens, the model 300'],
    [{ 'tokenizer.ggml.model': 'llama' }, 'its tokenizer is of kind llama, that of the model of kind gpt2'],
    [{ 'tokenizer.ggml.add_bos_token': true }, 'it puts a first token before a text, the model does not'],
    [{ 'tokenizer.ggml.bos_token_id': 2 }, undefined],
  ];
  for (const [keys, why] of cases) assert.equal(await draft(keys), why);
  const [a, b] = [1, 2].map((bos) => ({ ...target, vocabulary: { ...target.vocabulary!, addBos: true, bos } }));
  assert.equal(vocabularyMismatch(a!, b!), 'its first token is 2, that of the model 1');
  assert.equal(vocabularyMismatch(target, { ...target, vocabulary: undefined }), undefined);
  assert.equal(vocabularyMismatch(a!, { ...b!, whole: false }), undefined);
});
