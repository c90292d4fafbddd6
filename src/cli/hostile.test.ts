/**
 * Model folders of strangers: each one that is malformed, huge, or made to cost time or memory is one clear sentence,
 * in bounded memory. Every case is imported in one child process, whose highest memory is measured over all of them.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, test } from 'node:test';
import { trainBpe } from '../model/bpe.ts';
import { parseConfig } from '../model/config.ts';
import { unstackExperts } from '../model/experts.ts';
import { deepseekJson, qwen2Json, randomWeights } from '../model/testing.ts';
import { writeWeights } from '../model/weights.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-hostile-'));
after(() => rmSync(root, { recursive: true, force: true }));

const SHARD = 'model-00001-of-00004.safetensors';
const INDEX = 'model.safetensors.index.json';
const tokenizer = trainBpe(['one two three '.repeat(3)], { vocabSize: 280, specials: ['<|endoftext|>'] });

const published = (name: string, json: object, shardBytes: number): string => {
  const at = join(root, name);
  mkdirSync(at);
  writeWeights(at, unstackExperts(new Map(Object.entries(randomWeights(parseConfig(json), 'hostile'))) as never), {
    dtype: 'F32',
    shardBytes,
  });
  writeFileSync(join(at, 'config.json'), JSON.stringify(json));
  writeFileSync(join(at, 'tokenizer.json'), JSON.stringify(tokenizer));
  writeFileSync(join(at, 'tokenizer_config.json'), JSON.stringify({ eos_token: '<|endoftext|>', chat_template: 'x' }));
  return at;
};

type Header = Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>;
const edit = (at: string, name: string, change: (text: string) => string): void =>
  writeFileSync(join(at, name), change(readFileSync(join(at, name), 'utf8')));
const setField =
  (field: string, value: unknown) =>
  (at: string): void =>
    edit(at, 'config.json', (text) => JSON.stringify({ ...(JSON.parse(text) as object), [field]: value }));
const setTokenizer =
  (
    change: (json: {
      model: { vocab: Record<string, number>; merges: unknown };
      added_tokens: unknown[];
      pre_tokenizer: unknown;
    }) => void,
  ) =>
  (at: string): void =>
    edit(at, 'tokenizer.json', (text) => {
      const json = JSON.parse(text) as Parameters<typeof change>[0];
      change(json);
      return JSON.stringify(json);
    });

/** A safetensors file with this header text and data of zeros that take no room on the disk. */
const craft = (path: string, header: Uint8Array | string, data: number): void => {
  const bytes = Buffer.from(header as string);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  const file = openSync(path, 'w');
  writeSync(file, length);
  writeSync(file, bytes);
  closeSync(file);
  truncateSync(path, 8 + bytes.length + data);
};
const headerOf =
  (change: (json: Header) => void) =>
  (at: string): void => {
    const bytes = readFileSync(join(at, SHARD));
    const size = Number(bytes.readBigUInt64LE(0));
    const json = JSON.parse(bytes.toString('utf8', 8, 8 + size)) as Header;
    change(json);
    craft(join(at, SHARD), JSON.stringify(json), bytes.length - 8 - size);
  };
const EMBED = 'model.embed_tokens.weight';

const cases: readonly (readonly [name: string, damage: (at: string) => void, message: RegExp])[] = [
  // What the issue lists: missing tensor, wrong shape, wrong dtype, cyclic shards, huge lengths, sizes like a zip
  // bomb's.
  [
    'a missing tensor',
    headerOf((json) => {
      json['model.other'] = json[EMBED]!;
      delete json[EMBED];
    }),
    /lacks model\.embed_tokens\.weight, which the index places there/,
  ],
  ['a wrong shape', setField('intermediate_size', 88), /has shape \[80,48\], but config\.json asks for \[88,48\]/],
  [
    'a wrong dtype',
    headerOf((json) => {
      json[EMBED]!.dtype = 'I32';
    }),
    /is I32; weights must be F32, F16 or BF16/,
  ],
  [
    'an unknown dtype',
    headerOf((json) => {
      json[EMBED]!.dtype = 'F8_E4M3';
    }),
    /has dtype "F8_E4M3"; supported are F32/,
  ],
  [
    'an index that names itself',
    (at) => edit(at, INDEX, (text) => text.replaceAll(SHARD, INDEX)),
    /a shard is the plain name of a \.safetensors file/,
  ],
  [
    'a shard that is a link to itself',
    (at) => {
      rmSync(join(at, SHARD));
      symlinkSync(SHARD, join(at, SHARD));
    },
    /the index names model-00001.*, which is not there/,
  ],
  [
    'shards that are links to each other',
    (at) => {
      for (const [name, other] of [
        [SHARD, 'model-a.safetensors'],
        ['model-a.safetensors', SHARD],
      ] as const) {
        rmSync(join(at, name), { force: true });
        symlinkSync(other, join(at, name));
      }
    },
    /which is not there/,
  ],
  [
    'a shard that is a device',
    (at) => {
      rmSync(join(at, SHARD));
      symlinkSync('/dev/zero', join(at, SHARD));
    },
    /it is not a regular file/,
  ],
  [
    'a shard outside the folder',
    (at) => edit(at, INDEX, (text) => text.replaceAll(SHARD, `../good/${SHARD}`)),
    /a shard is the plain name/,
  ],
  [
    'two shards that hold one tensor',
    (at) => {
      cpSync(join(at, SHARD), join(at, 'model-b.safetensors'));
      edit(at, INDEX, (text) => text.replace(/("model\.norm\.weight": ")[^"]+/, '$1model-b.safetensors'));
    },
    /which the index (places there|does not place there)/,
  ],
  [
    'a header of 2^63 bytes',
    (at) => {
      const bytes = readFileSync(join(at, SHARD));
      bytes.writeBigUInt64LE(2n ** 63n, 0);
      writeFileSync(join(at, SHARD), bytes);
    },
    /its header claims 9223372036854775808 bytes; at most/,
  ],
  [
    'a header longer than its file',
    (at) => {
      const bytes = readFileSync(join(at, SHARD));
      bytes.writeBigUInt64LE(90_000_000n, 0);
      writeFileSync(join(at, SHARD), bytes);
    },
    /its header claims 90000000 bytes, but the file has/,
  ],
  ['a header of 60 MB of zeros', (at) => craft(join(at, SHARD), Buffer.alloc(60_000_000), 0), /not valid JSON/],
  ['a header of 20 M brackets', (at) => craft(join(at, SHARD), Buffer.alloc(20_000_000, '['), 0), /nested too deeply/],
  [
    'a header of 20 M escaped quotes',
    (at) => craft(join(at, SHARD), `"${'\\"'.repeat(10_000_000)}`, 0),
    /not valid JSON/,
  ],
  [
    'a tensor of 2^54 elements',
    headerOf((json) => {
      json[EMBED]!.shape = [2 ** 52, 4];
    }),
    /more than 2147483648 elements/,
  ],
  [
    'a tensor whose size is beyond exact numbers',
    headerOf((json) => {
      json[EMBED]!.shape = Array.from({ length: 16 }, () => 2 ** 50);
    }),
    /more than 2147483648 elements/,
  ],
  [
    'a tensor that ends after the file',
    headerOf((json) => {
      json[EMBED]!.data_offsets[1] = 2 ** 52;
    }),
    /needs \d+ bytes, but its range holds/,
  ],
  [
    'negative offsets',
    headerOf((json) => {
      json[EMBED]!.data_offsets = [-4, 0];
    }),
    /it must be \[begin, end\]/,
  ],
  ['a file cut off', (at) => truncateSync(join(at, SHARD), 5000), /ends at byte \d+, but there are \d+ bytes of data/],
  [
    'a sparse file of 6 GB beside the header',
    (at) => truncateSync(join(at, SHARD), 6e9),
    /the tensors end at byte \d+, but there are \d+ bytes of data/,
  ],
  [
    'a sparse file of 6 GB that its header fills',
    (at) => {
      rmSync(join(at, INDEX));
      craft(
        join(at, 'model.safetensors'),
        JSON.stringify({ [EMBED]: { dtype: 'F32', shape: [1_500_000_000], data_offsets: [0, 6e9] } }),
        6e9,
      );
    },
    /has shape \[1500000000\], but config\.json asks for \[320,48\]/,
  ],
  [
    'a model of more than the memory, in sparse files',
    (at) => {
      rmSync(join(at, INDEX));
      writeFileSync(
        join(at, 'config.json'),
        JSON.stringify({
          ...qwen2Json,
          num_hidden_layers: 1,
          vocab_size: 2 ** 21,
          hidden_size: 1008,
          intermediate_size: 2_000_000,
          head_dim: 8,
        }),
      );
      const { shapes, size } = sparse(JSON.parse(readFileSync(join(at, 'config.json'), 'utf8')));
      craft(join(at, 'model.safetensors'), JSON.stringify(shapes), size);
    },
    /the weights need \d+\.\d GB as 32-bit floats, but this machine has|more than 2147483648 elements/,
  ],
  // The same by way of config.json.
  [
    'a config of 300 MB',
    (at) => truncateSync(join(at, 'config.json'), 300_000_000),
    /config\.json: it has 300000000 bytes, and at most 10000000 are read/,
  ],
  [
    'a config of 5 M brackets',
    (at) => writeFileSync(join(at, 'config.json'), Buffer.alloc(5_000_000, '[')),
    /config\.json is not valid JSON \(it is nested too deeply\)/,
  ],
  [
    'a config that is a list',
    (at) => writeFileSync(join(at, 'config.json'), '[]'),
    /config\.json: the file holds \[\]; it must be a JSON object/,
  ],
  [
    'a million layers',
    setField('num_hidden_layers', 1_000_000),
    /num_hidden_layers is 1000000; it must be a whole number from 1 to 1024/,
  ],
  ['a width of 2^40', setField('hidden_size', 2 ** 40), /hidden_size is 1099511627776/],
  [
    'a width that the weights lack',
    setField('hidden_size', 6 * 2 ** 24),
    /has shape \[320,48\], but config\.json asks for \[320,100663296\]/,
  ],
  [
    '65,536 experts in each of 1,024 layers',
    (at) =>
      writeFileSync(
        join(at, 'config.json'),
        JSON.stringify({
          ...deepseekJson,
          num_hidden_layers: 1024,
          n_routed_experts: 65_536,
          routed_scaling_factor: undefined,
        }),
      ),
    /n_routed_experts is 65536; it must be a whole number from 1 to 4096/,
  ],
  [
    '4,096 experts in each of 1,024 layers',
    (at) =>
      writeFileSync(
        join(at, 'config.json'),
        JSON.stringify({ ...deepseekJson, num_hidden_layers: 1024, n_routed_experts: 4096 }),
      ),
    /with 1024 layers these are more than 200000 experts/,
  ],
  [
    'a scaling below nothing',
    setField('rope_scaling', { type: 'yarn', factor: -4, original_max_position_embeddings: 64 }),
    /rope_scaling/,
  ],
  // And of the tokenizer and the index.
  [
    'a tokenizer of 5 M brackets',
    (at) => writeFileSync(join(at, 'tokenizer.json'), Buffer.alloc(5_000_000, '[')),
    /tokenizer\.json is not valid JSON \(it is nested too deeply\)/,
  ],
  [
    'a tokenizer of 200 MB',
    (at) => truncateSync(join(at, 'tokenizer.json'), 200_000_000),
    /tokenizer\.json: it has 200000000 bytes, and at most 100000000 are read/,
  ],
  [
    'a token with the id 2^31',
    setTokenizer((json) => {
      json.model.vocab.huge = 2 ** 31;
    }),
    /gives "huge" the id 2147483648; ids are whole numbers from 0 to/,
  ],
  [
    'an added token with the id 1e15',
    setTokenizer((json) => {
      json.added_tokens.push({ id: 1e15, content: 'x' });
    }),
    /added token .* must have a non-empty content and an id from 0 to/,
  ],
  [
    'more ids than the model has rows',
    setTokenizer((json) => {
      json.model.vocab.far = 2_000_000;
    }),
    /tokenizer\.json has ids up to 2000000, but config\.json has a vocab_size of 320/,
  ],
  [
    'merges that are no list',
    setTokenizer((json) => {
      json.model.merges = { length: 2 ** 31 };
    }),
    /model\.merges must be a list/,
  ],
  [
    'a merge of tokens that are not there',
    setTokenizer((json) => {
      json.model.merges = [['a', 'nowhere']];
    }),
    /needs "nowhere", which model\.vocab lacks|needs "anowhere"/,
  ],
  [
    'a pattern that is none',
    setTokenizer((json) => {
      json.pre_tokenizer = { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated', invert: false };
    }),
    /the pattern \( can't be read/,
  ],
  ['an index of 200 MB', (at) => truncateSync(join(at, INDEX), 200_000_000), /the index has 200000000 bytes; at most/],
  [
    'an index of 5 M brackets',
    (at) => writeFileSync(join(at, INDEX), Buffer.alloc(5_000_000, '{')),
    /can't read the weights/,
  ],
  [
    'an index with a tensor placed twice',
    (at) => edit(at, INDEX, (text) => text.replace('"weight_map": {', `"weight_map": {"${EMBED}": "${SHARD}",`)),
    /has the key "model\.embed_tokens\.weight" twice/,
  ],
  [
    'an index that names 100,000 shards',
    (at) =>
      writeFileSync(
        join(at, INDEX),
        JSON.stringify({
          weight_map: Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`t${i}`, `s${i}.safetensors`])),
        }),
      ),
    /the index names s0\.safetensors, which is not there/,
  ],
];

/** The header of a single file that holds all of a config's tensors in F16, and its size. */
const sparse = (json: unknown): { shapes: Header; size: number } => {
  let at = 0;
  const shapes: Header = {};
  for (const [name, { shape }] of Object.entries(shapesOf(json))) {
    const size = 2 * shape.reduce((a, b) => a * b, 1);
    shapes[name] = { dtype: 'F16', shape, data_offsets: [at, at + size] };
    at += size;
  }
  return { shapes, size: at };
};
const shapesOf = (json: unknown): Record<string, { shape: number[] }> => {
  const {
    hidden_size: d,
    intermediate_size: f,
    num_attention_heads: heads,
    num_key_value_heads: kv,
    head_dim: width,
    vocab_size: vocab,
  } = json as Record<string, number>;
  const layer: Record<string, number[]> = {
    'input_layernorm.weight': [d!],
    'post_attention_layernorm.weight': [d!],
    'mlp.gate_proj.weight': [f!, d!],
    'mlp.up_proj.weight': [f!, d!],
    'mlp.down_proj.weight': [d!, f!],
    'self_attn.q_proj.weight': [heads! * width!, d!],
    'self_attn.q_proj.bias': [heads! * width!],
    'self_attn.k_proj.weight': [kv! * width!, d!],
    'self_attn.k_proj.bias': [kv! * width!],
    'self_attn.v_proj.weight': [kv! * width!, d!],
    'self_attn.v_proj.bias': [kv! * width!],
    'self_attn.o_proj.weight': [d!, heads! * width!],
  };
  return Object.fromEntries([
    [EMBED, { shape: [vocab!, d!] }],
    ...Object.entries(layer).map(([name, shape]) => [`model.layers.0.${name}`, { shape }] as const),
    ['model.norm.weight', { shape: [d!] }],
  ]);
};

const child = `
const { run } = await import(process.argv[2]);
const results = [];
console.log = () => {};
for (const at of process.argv.slice(3)) {
  const began = performance.now();
  const error = await run([at, '--json'], new AbortController().signal).then(() => null, (one) => one);
  results.push({ message: error && error.message, bug: error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError, peak: process.resourceUsage().maxRSS * 1024, seconds: (performance.now() - began) / 1000 });
}
process.stdout.write(JSON.stringify(results));
`;

test('every malformed folder is one clear sentence, soon, in bounded memory', async () => {
  writeFileSync(join(root, 'child.mjs'), child);
  const good = published('good', qwen2Json, 60_000);
  assert.ok(readdirSync(good).includes(SHARD));
  const places = cases.map(([, damage], i) => {
    const at = join(root, `case-${i}`);
    cpSync(good, at, { recursive: true });
    damage(at);
    return at;
  });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'child.mjs'), new URL('./import.ts', import.meta.url).href, good, ...places],
    { maxBuffer: 2 ** 26 },
  );
  const [first, ...results] = JSON.parse(stdout) as {
    message: string | null;
    bug: boolean;
    peak: number;
    seconds: number;
  }[];
  assert.equal(first!.message, null, 'the undamaged folder passes');
  let before = first!.peak;
  for (const [i, { message, bug, peak, seconds }] of results.entries()) {
    const [name, , expected] = cases[i]!;
    assert.match(String(message), expected, name);
    assert.ok(
      !bug && !String(message).includes('\n') && String(message).length < 1000,
      `${name}: ${message?.slice(0, 300)}`,
    );
    assert.ok(peak - before < 400e6, `${name} took ${((peak - before) / 1e6).toFixed(0)} MB`);
    assert.ok(seconds < 20, `${name} took ${seconds} s`);
    before = peak;
  }
  assert.ok(before < 600e6, `the highest memory of all: ${(before / 1e6).toFixed(0)} MB`);
});
