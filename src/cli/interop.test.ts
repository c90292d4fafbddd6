/** `mizan import` and `mizan export` over folders in the published layouts, good and malformed. */
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sequenceLogits } from '../infer/score.ts';
import { trainBpe } from '../model/bpe.ts';
import { parseConfig } from '../model/config.ts';
import { unstackExperts } from '../model/experts.ts';
import { deepseekJson, llamaJson, qwen2Json, qwen3Json, randomWeights } from '../model/testing.ts';
import { writeWeights } from '../model/weights.ts';
import { run as exportModel } from './export.ts';
import { openModelFolder } from '../local/model-folder.ts';
import { run as importModel } from './import.ts';
import { report } from './main.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-interop-'));
after(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;

const tokenizer = trainBpe(['one two three '.repeat(3)], {
  vocabSize: 280,
  specials: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
});
const chatMl = {
  eos_token: '<|im_end|>',
  bos_token: null,
  tokenizer_class: 'Qwen2Tokenizer',
  chat_template:
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
};

let made = 0;
const place = (): string => join(root, `${made++}`);

const published = (
  json: object,
  { dtype = 'F32', shardBytes = Infinity }: { dtype?: 'F32' | 'F16' | 'BF16'; shardBytes?: number } = {},
): string => {
  const at = place();
  mkdirSync(at);
  const config = parseConfig(json);
  writeWeights(at, unstackExperts(new Map(Object.entries(randomWeights(config, 'interop'))) as never), {
    dtype,
    shardBytes,
  });
  writeFileSync(join(at, 'config.json'), JSON.stringify(json));
  writeFileSync(join(at, 'tokenizer.json'), JSON.stringify(tokenizer));
  writeFileSync(join(at, 'tokenizer_config.json'), JSON.stringify(chatMl));
  return at;
};

/** What a verb printed, parsed when it is JSON. */
const printed = async (verb: () => Promise<number>): Promise<Record<string, unknown>> => {
  const lines: string[] = [];
  const log = console.log;
  console.log = (line: string) => {
    lines.push(line);
  };
  try {
    assert.equal(await verb(), 0);
  } finally {
    console.log = log;
  }
  return JSON.parse(lines.join('\n')) as Record<string, unknown>;
};

/** Asserts one sentence on one line that matches and is not called a bug. */
const refused = async (verb: () => Promise<number>, message: RegExp): Promise<void> => {
  let line = '';
  await assert.rejects(verb(), (error) => {
    report(
      error,
      (text) => {
        line += text;
      },
      {},
    );
    return true;
  });
  assert.match(line, message);
  assert.equal(line.split('\n').length, 2, line);
  assert.doesNotMatch(line, /looks like a bug/);
};

const rows = [
  [5, 9, 44, 17, 200, 31, 8],
  [250, 3, 3, 90],
];
const logitsOf = async (at: string): Promise<number[]> => {
  const { config, weights } = await openModelFolder(at);
  return (await sequenceLogits(config, await weights(), rows)).flat().flatMap((row) => [...row]);
};
const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0);

test('what is imported and exported computes the same logits: exactly in F32, and within rounding in F16 and BF16', async () => {
  for (const json of [
    qwen2Json,
    qwen3Json,
    llamaJson,
    deepseekJson,
    {
      ...qwen2Json,
      tie_word_embeddings: false,
      rope_scaling: { type: 'yarn', factor: 4, original_max_position_embeddings: 64 },
    },
  ]) {
    const original = published(json, { shardBytes: 60_000 });
    const logits = await logitsOf(original);
    for (const [dtype, bound] of [
      ['f32', 0],
      ['f16', 0.02],
      ['bf16', 0.3],
    ] as const) {
      const [copy, repeated] = [place(), place()];
      const found = await printed(() => importModel([original, '--out', copy, '--dtype', dtype, '--json'], never));
      assert.equal(found.copy, copy);
      assert.deepEqual(readdirSync(copy).sort(), [
        'config.json',
        'model.safetensors',
        'tokenizer.json',
        'tokenizer_config.json',
      ]);
      await printed(() => exportModel([copy, '--out', repeated, '--dtype', dtype, '--shard-size', '40kB', '--json']));
      assert.ok(existsSync(join(repeated, 'model.safetensors.index.json')));
      assert.ok(distance(await logitsOf(repeated), logits) <= bound, dtype);
      const config = JSON.parse(readFileSync(join(repeated, 'config.json'), 'utf8')) as Record<string, unknown>;
      assert.equal(config.torch_dtype, { f32: 'float32', f16: 'float16', bf16: 'bfloat16' }[dtype]);
      assert.deepEqual(parseConfig(config), parseConfig(json));
    }
  }
});

test('the report: numbers from the headers, a trial, and nothing read with --headers-only', async () => {
  const at = published(qwen2Json, { dtype: 'BF16', shardBytes: 30_000 });
  const found = await printed(() => importModel([at, '--json'], never));
  const { trial, ...rest } = found as { trial: { tokens: number; nats: number; guess: number } };
  assert.deepEqual(rest, {
    folder: at,
    type: 'qwen2',
    parameters: 51_088,
    active: 51_088,
    tensors: 26,
    files: 4,
    dtypes: { BF16: 26 },
    bytes: 102_176,
    memory: 204_352,
    context: 256,
    scaling: null,
    vocabulary: 320,
    tokens: 269,
    template: true,
    ends: [],
    copy: null,
  });
  assert.ok(trial.nats > 3 && trial.nats < 9 && Math.abs(trial.guess - Math.log(320)) < 1e-12);
  const sparse = await printed(() =>
    importModel([published(deepseekJson, { dtype: 'F16', shardBytes: 50_000 }), '--headers-only', '--json'], never),
  );
  assert.deepEqual(
    [sparse.type, sparse.trial, (sparse.active as number) < (sparse.parameters as number)],
    ['deepseek_v3', null, true],
  );
});

test('a tokenizer in vocab.json and merges.txt becomes a tokenizer.json', async () => {
  const at = published(qwen2Json);
  const model = tokenizer.model as { vocab: Record<string, number>; merges: string[] };
  rmSync(join(at, 'tokenizer.json'));
  writeFileSync(join(at, 'vocab.json'), JSON.stringify(model.vocab));
  writeFileSync(join(at, 'merges.txt'), `#version: 0.2\n${model.merges.join('\n')}\n`);
  const decoder = Object.fromEntries(
    (tokenizer.added_tokens as { id: number }[]).map(({ id, ...token }) => [id, token]),
  );
  writeFileSync(join(at, 'tokenizer_config.json'), JSON.stringify({ ...chatMl, added_tokens_decoder: decoder }));
  await refused(
    () => importModel([at], never),
    /has its tokenizer in vocab\.json and merges\.txt; write a folder with a tokenizer\.json: npm start -- import .* --out FOLDER/,
  );
  const out = place();
  await printed(() => importModel([at, '--out', out, '--json'], never));
  const [ours, theirs] = [
    (await openModelFolder(out)).tokenizer,
    (await openModelFolder(published(qwen2Json))).tokenizer,
  ];
  for (const text of ['one two', 'three\n\n 12 four', '<|im_start|>x', 'سلام 你好'])
    assert.deepEqual(
      [ours.encode(text), ours.encode(text, { special: true })],
      [theirs.encode(text), theirs.encode(text, { special: true })],
    );
  writeFileSync(join(at, 'tokenizer_config.json'), JSON.stringify({ ...chatMl, tokenizer_class: 'LlamaTokenizer' }));
  await refused(
    () => importModel([at, '--out', place()], never),
    /the rules of its tokenizer_class "LlamaTokenizer" are not known/,
  );
  rmSync(join(at, 'vocab.json'));
  writeFileSync(join(at, 'tokenizer.model'), 'sp');
  await refused(() => importModel([at], never), /has its tokenizer in tokenizer\.model only, which is not read/);
});

test('malformed folders: one clear error each, and nothing is written', async () => {
  const good = published(qwen2Json, { shardBytes: 60_000 });
  const index = join('model.safetensors.index.json');
  const first = readdirSync(good).find((name) => name.startsWith('model-00001'))!;
  const edit = (at: string, name: string, change: (text: string) => string) =>
    writeFileSync(join(at, name), change(readFileSync(join(at, name), 'utf8')));
  const headerOf = (
    at: string,
    change: (json: Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>) => void,
  ) => {
    const bytes = readFileSync(join(at, first));
    const size = Number(bytes.readBigUInt64LE(0));
    const json = JSON.parse(bytes.toString('utf8', 8, 8 + size)) as Parameters<typeof change>[0];
    change(json);
    const text = Buffer.from(JSON.stringify(json));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    writeFileSync(join(at, first), Buffer.concat([length, text, bytes.subarray(8 + size)]));
  };
  const cases: readonly (readonly [(at: string) => void, RegExp])[] = [
    [
      (at) =>
        headerOf(at, (json) => {
          json['model.other'] = json['model.embed_tokens.weight']!;
          delete json['model.embed_tokens.weight'];
        }),
      /lacks model\.embed_tokens\.weight, which the index places there/,
    ],
    [
      (at) => edit(at, 'config.json', (text) => text.replace('"num_hidden_layers":2', '"num_hidden_layers":3')),
      /the weights lack model\.layers\.2\.input_layernorm\.weight, which config\.json asks for with shape \[48\]/,
    ],
    [
      (at) => edit(at, 'config.json', (text) => text.replace('"intermediate_size":80', '"intermediate_size":88')),
      /gate_proj\.weight has shape \[80,48\], but config\.json asks for \[88,48\]/,
    ],
    [
      (at) =>
        headerOf(at, (json) => {
          json['model.embed_tokens.weight']!.dtype = 'I32';
        }),
      /model\.embed_tokens\.weight is I32; weights must be F32, F16 or BF16/,
    ],
    [
      (at) =>
        headerOf(at, (json) => {
          json['model.embed_tokens.weight']!.dtype = 'F8_E4M3';
        }),
      /has dtype "F8_E4M3"; supported are F32/,
    ],
    [
      (at) =>
        headerOf(at, (json) => {
          json['model.embed_tokens.weight']!.shape = [2 ** 52, 4];
        }),
      /more than 2147483648 elements/,
    ],
    [
      (at) => {
        const bytes = readFileSync(join(at, first));
        bytes.writeBigUInt64LE(2n ** 63n, 0);
        writeFileSync(join(at, first), bytes);
      },
      /its header claims 9223372036854775808 bytes; at most/,
    ],
    [(at) => truncateSync(join(at, first), 5000), /ends at byte \d+, but there are \d+ bytes of data/],
    [
      (at) => edit(at, index, (text) => text.replaceAll(first, index)),
      /a shard is the plain name of a \.safetensors file beside the index/,
    ],
    [
      (at) => edit(at, index, (text) => text.replaceAll(first, `../${good.split('/').at(-1)}/${first}`)),
      /a shard is the plain name/,
    ],
    [
      (at) => {
        rmSync(join(at, first));
        symlinkSync(first, join(at, first));
      },
      /the index names model-00001.*, which is not there/,
    ],
    [
      (at) => {
        rmSync(join(at, first));
        mkdirSync(join(at, first));
      },
      /it is not a regular file/,
    ],
    [
      (at) => truncateSync(join(at, 'config.json'), 300_000_000),
      /config\.json: it has 300000000 bytes, and at most 10000000 are read/,
    ],
    [(at) => rmSync(join(at, 'tokenizer.json')), /tokenizer\.json is missing/],
  ];
  const memory = process.memoryUsage().rss;
  for (const [damage, message] of cases) {
    const at = place();
    cpSync(good, at, { recursive: true });
    damage(at);
    const out = place();
    for (const args of [[at], [at, '--headers-only'], [at, '--out', out]])
      await refused(() => importModel(args, never), message);
    await refused(() => exportModel([at, '--out', out]), message);
    assert.ok(!existsSync(out));
  }
  assert.ok(process.memoryUsage().rss - memory < 200 * 2 ** 20);
  assert.deepEqual(
    readdirSync(root).filter((name) => name.startsWith('.')),
    [],
    'no half-written folder is left',
  );
});

test('weights that are no numbers fail the trial', async () => {
  const at = published(qwen2Json, { shardBytes: Infinity });
  const bytes = readFileSync(join(at, 'model.safetensors'));
  bytes.writeFloatLE(NaN, bytes.length - 4 * 48);
  writeFileSync(join(at, 'model.safetensors'), bytes);
  await refused(() => importModel([at], never), /computes NaN for a plain sentence: its weights are damaged/);
});

test('mistakes in the command, and places that are taken', async () => {
  const at = published(qwen2Json);
  const taken = place();
  mkdirSync(taken);
  writeFileSync(join(taken, 'mine'), 'x');
  await refused(
    () => exportModel([at, '--out', taken]),
    /exists already; remove it, or choose another place with --out/,
  );
  await refused(() => exportModel([at, '--out', join(taken, 'mine')]), /exists already/);
  await refused(() => importModel([at, '--out', taken], never), /exists already/);
  assert.equal(readFileSync(join(taken, 'mine'), 'utf8'), 'x');
  await refused(() => exportModel([at]), /needs a path to write to/);
  await refused(() => exportModel([at, '--out', place(), '--dtype', 'q8_0']), /q8_0 exists in GGUF files only/);
  await refused(() => exportModel([at, '--out', join(root, 'x.gguf'), '--shard-size', '1GB']), /has no shards/);
  await refused(
    () => exportModel([at, '--out', place(), '--shard-size', '5 apples']),
    /--shard-size takes a size such as 500MB or 5GB, got "5 apples"/,
  );
  await refused(() => importModel([], never), /takes one model folder/);
  await refused(() => importModel([at, '--dtype', 'f16'], never), /name its folder with --out/);
});
