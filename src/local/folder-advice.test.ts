/** Model folders of others that can not be loaded: each error says what is wrong and what to do. */
import { sequence } from '../regex.ts';
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { loadModel } from './load-model.ts';
import { EMBEDDED } from './model-folder.ts';

const LFS = 'version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 988097824\n';

/** Changes fields of a JSON file of the folder; undefined takes one away. */
const patch = (folder: string, name: string, fields: object): void => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...fields }));
};
const config = (fields: object) => (folder: string) => patch(folder, 'config.json', fields);
const put = (name: string, text: string) => (folder: string) => writeFileSync(join(folder, name), text);
const remove = (name: string) => (folder: string) => rmSync(join(folder, name));
/** The folder with nothing in it but `files`. */
const only = (files: Readonly<Record<string, string>>) => (folder: string) => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
};

/** What is done to a folder that works, what the error says, and the path that is named where it is not the folder. */
const ROWS: readonly [name: string, spoil: (folder: string) => unknown, says: RegExp, path?: string][] = [
  [
    'a folder that is not there',
    (folder) => rmSync(folder, { recursive: true }),
    /no model folder .*name a folder that exists/,
  ],
  ['a name of the Hub', () => {}, /mizan pull Qwen\/Qwen3-0\.6B/, 'Qwen/Qwen3-0.6B'],
  ['an empty folder', only({}), /config\.json is missing; a model folder holds/],
  ['a file of weights', () => {}, /is a file; name the folder that contains it/, 'model.safetensors'],
  ['a GGUF file', put('m.gguf', 'GGUF'), /GGUF files are run by other engines: run it with llama-server/, 'm.gguf'],
  ['a folder with a GGUF file', only({ 'q.gguf': 'GGUF' }), /it holds q\.gguf, .*run it with llama-server/],
  ['a pipeline of diffusers', only({ 'model_index.json': '{}' }), /makes pictures; name a language model/],
  [
    'the layout of Llama’s maker',
    only({ 'params.json': '{}', 'consolidated.00.pth': '' }),
    /take the Hugging Face files/,
  ],
  [
    'a folder of the Hub’s cache',
    (folder) => {
      only({})(folder);
      mkdirSync(join(folder, 'snapshots', 'abc'), { recursive: true });
    },
    /the Hub's cache; name .*snapshots.abc/,
  ],
  ['no weights', remove('model.safetensors'), /neither model\.safetensors nor .*; copy the files of the model again/],
  [
    'pickled weights',
    (folder) => {
      remove('model.safetensors')(folder);
      put('pytorch_model.bin', 'PK')(folder);
    },
    new RegExp(
      sequence(
        /pytorch_model\.bin holds Python objects.* take the safetensors files of the model, or save it so/,
        / with save_pretrained$/,
      ),
    ),
  ],
  [
    'a pointer in the place of weights',
    put('model.safetensors', LFS),
    /pointer of Git LFS .*run git lfs pull in its folder$/,
  ],
  [
    'a pointer in the place of a tokenizer',
    put('tokenizer.json', LFS),
    /tokenizer\.json is a pointer of Git LFS .*run git lfs pull/,
  ],
  [
    'a page of HTML',
    put('config.json', '<!doctype html><html>'),
    /config\.json holds a page of HTML; .*download the file itself/,
  ],
  ['broken JSON', put('config.json', '{"a": 1,}'), /config\.json is not valid JSON .*; copy the file again/],
  [
    'weights that end early',
    (folder) => truncateSync(join(folder, 'model.safetensors'), 5000),
    /truncated\?; copy the files/,
  ],
  [
    'a shard that is missing',
    (folder) => {
      remove('model.safetensors')(folder);
      const map = { weight_map: { 'model.embed_tokens.weight': 'model-00001-of-00002.safetensors' } };
      put('model.safetensors.index.json', JSON.stringify(map))(folder);
    },
    /names model-00001-of-00002\.safetensors, which is not there; copy the files/,
  ],
  [
    'weights of another size',
    config({ hidden_size: 64, num_attention_heads: 4 }),
    /are of different models, or a file is not complete/,
  ],
  ['more layers than weights', config({ num_hidden_layers: 50 }), /the weights lack .*are of different models/],
  ['no tokenizer', remove('tokenizer.json'), /tokenizer\.json is missing; a model folder holds/],
  [
    'SentencePiece only',
    (folder) => {
      remove('tokenizer.json')(folder);
      put('tokenizer.model', 'x')(folder);
    },
    /SentencePiece.* save it with save_pretrained/,
  ],
  [
    'a base model',
    (folder) => patch(folder, 'tokenizer_config.json', { chat_template: undefined }),
    /take the model's chat version/,
  ],
  ['another architecture', config({ model_type: 'mamba' }), /"mamba"; it must be .*run such a model with llama-server/],
  ['another activation', config({ hidden_act: 'relu2' }), /"relu2"; it must be 'silu'; run such a model with/],
  [
    'GPTQ',
    config({ quantization_config: { quant_method: 'gptq' } }),
    /only unquantised weights .*run such a model with/,
  ],
  ['MLX', config({ quantization: { bits: 4 } }), /quantization is .*only unquantised weights/],
  [
    'an adapter without its base',
    only({ 'adapter_config.json': '{}', 'adapter_model.safetensors': '' }),
    /names no base model; write its folder into adapter_config\.json/,
  ],
];

test('what is wrong with a model folder, and what to do', async () => {
  for (const [name, spoil, says, path] of ROWS) {
    const folder = join(mkdtempSync(join(tmpdir(), 'mizan-folder-')), 'model');
    cpSync(EMBEDDED, folder, { recursive: true });
    try {
      spoil(folder);
      const given = path === undefined || path.includes('/') ? (path ?? folder) : join(folder, path);
      await assert.rejects(loadModel(given, { threads: 1, lazy: true }), says, name);
    } finally {
      rmSync(join(folder, '..'), { recursive: true, force: true });
    }
  }
});
