/**
 * Mizan beside llama.cpp, opt-in (`npm run check:llama`): made-up models of every architecture, a miniature Kimi K2
 * trained here for a minute, the embedded model, and model folders named after `--` are exported to GGUF, loaded by
 * llama.cpp in a child process, and compared: raw logits over whole sequences, and token ids of 1,000 strings.
 *
 * Installs nothing. It needs the npm package node-llama-cpp, best in a folder of its own:
 *   mkdir FOLDER && cd FOLDER && npm init -y && npm install --omit=optional node-llama-cpp @node-llama-cpp/linux-x64
 *   MIZAN_LLAMA=FOLDER npm run check:llama
 * Exit code: 0 all within bounds, or skipped with a message; 1 something is not.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openModelFolder } from '../../src/local/model-folder.ts';
import { readFromScratchRecipe } from '../../src/lab/recipe/sft.ts';
import { trainRecipe } from '../../src/lab/sft/train.ts';
import { trainBpe } from '../../src/model/bpe.ts';
import { sequenceLogits } from '../../src/infer/score.ts';
import { parseConfig } from '../../src/model/config.ts';
import { exportGguf, type WholeModel } from '../../src/model/export.ts';
import type { GgufDtype } from '../../src/model/gguf.ts';
import { deepseekJson, llamaJson, qwen2Json, randomWeights } from '../../src/model/testing.ts';
import { renderPrompt } from '../../src/model/template.ts';
import { loadTokenizer, specialTokens } from '../../src/model/tokenizer.ts';
import { createRandom } from '../../src/random.ts';
import { item } from '../../src/task/registry.ts';
import { mixedStrings } from './strings.ts';

const STRINGS = 1000;
/** Enough for weights, router and biases of experts that nobody drew at random. */
const K2_UPDATES = 60;
/**
 * How far logits may be apart: in F32 as far as rounding goes, a millionth of the largest where that is above 10. F16
 * files hold rounded weights.
 */
const boundOf = (dtype: 'F32' | 'F16', largest: number): number =>
  dtype === 'F32' ? Math.max(1e-5, 1e-6 * largest) : 2e-2;

const yarn = { type: 'yarn', factor: 4, original_max_position_embeddings: 32 };
const qwen = { ...qwen2Json, vocab_size: 2048 };
const llama = { ...llamaJson, vocab_size: 2048 };
const deepseek = { ...deepseekJson, vocab_size: 2048 };
const models: readonly (readonly [string, object])[] = [
  ['qwen2', qwen],
  ['qwen2, untied, linear', { ...qwen, tie_word_embeddings: false, rope_scaling: { type: 'linear', factor: 2 } }],
  ['qwen2, YaRN', { ...qwen, rope_scaling: yarn }],
  [
    'qwen2, YaRN, own factor',
    { ...qwen, rope_scaling: { ...yarn, attention_factor: 1.3, beta_fast: 16, beta_slow: 2 } },
  ],
  ['llama, Llama 3 scaling', llama],
  ['llama, tied, one key head', { ...llama, tie_word_embeddings: true, num_key_value_heads: 1, rope_scaling: null }],
  ['deepseek2', deepseek],
  ['deepseek2, YaRN', { ...deepseek, model_type: 'kimi_k2', rope_scaling: { ...yarn, mscale: 1, mscale_all_dim: 1 } }],
  ['deepseek2, groups, 2 shared', { ...deepseek, n_group: 4, topk_group: 2, n_shared_experts: 2 }],
  ['deepseek2, halves, no q latent', { ...deepseek, q_lora_rank: null, rope_interleave: false }],
];

/** Where node-llama-cpp lies, as a URL to import. */
const findLibrary = (): string | undefined => {
  for (const folder of [process.env.MIZAN_LLAMA, fileURLToPath(new URL('../..', import.meta.url))]) {
    if (folder === undefined || !existsSync(join(resolve(folder), 'node_modules/node-llama-cpp/package.json')))
      continue;
    return pathToFileURL(join(resolve(folder), 'node_modules/node-llama-cpp/dist/index.js')).href;
  }
  return undefined;
};

type Answer = { ids: number[][]; logits: number[][][] };

const askLlama = async (
  library: string,
  file: string,
  rows: readonly (readonly number[])[],
  texts: readonly string[],
): Promise<Answer> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./child.mjs', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify({ library, file, rows, texts }));
  const ended = new Promise<number | null>((done) => {
    child.on('close', done);
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await ended;
  if (code !== 0) throw new Error(`llama.cpp ended with ${code}: ${err.trim().split('\n').slice(-3).join(' ')}`);
  return JSON.parse(out) as Answer;
};

type Row = {
  model: string;
  dtype: string;
  positions: number;
  logits: number;
  bound: number;
  largest: number;
  strings: number;
  equal: number;
};

const compare = async (
  library: string,
  folder: string,
  label: string,
  model: WholeModel,
  dtype: GgufDtype & ('F32' | 'F16'),
  rows: readonly (readonly number[])[],
  texts: readonly string[],
): Promise<Row> => {
  const file = join(folder, 'model.gguf');
  exportGguf(file, model, dtype);
  const [theirs, ours] = [
    await askLlama(library, file, rows, texts),
    await sequenceLogits(model.config, model.weights, rows),
  ];
  let [worst, largest] = [0, 0];
  ours.forEach((row, i) =>
    row.forEach((logits, t) =>
      logits.forEach((x, v) => {
        const difference = Math.abs(x - theirs.logits[i]![t]![v]!);
        worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
        largest = Math.max(largest, Math.abs(x));
      }),
    ),
  );
  const wrong = texts.filter((text, i) => model.tokenizer.encode(text).join() !== theirs.ids[i]!.join());
  for (const text of wrong.slice(0, 3)) console.error(`  other ids for ${JSON.stringify(text.slice(0, 120))}`);
  return {
    model: label,
    dtype,
    positions: rows.reduce((sum, row) => sum + row.length, 0),
    logits: worst,
    bound: boundOf(dtype, largest),
    largest,
    strings: texts.length,
    equal: texts.length - wrong.length,
  };
};

const swapPattern = (json: ReturnType<typeof trainBpe>, name: string): unknown => {
  const copy = structuredClone(json) as {
    pre_tokenizer: { pretokenizers: { type: string; pattern?: { Regex: string } }[] };
    model: Record<string, unknown>;
  };
  const split = (Regex: string) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false });
  const [first, byteLevel] = copy.pre_tokenizer.pretokenizers as [
    { type: string; pattern: { Regex: string } },
    { type: string; use_regex: boolean },
  ];
  if (name !== 'qwen2') first.pattern.Regex = first.pattern.Regex.replace('|\\p{N}|', '|\\p{N}{1,3}|');
  if (name === 'llama-bpe') copy.model.ignore_merges = true;
  if (name === 'gpt-2') copy.pre_tokenizer.pretokenizers = [{ ...byteLevel, use_regex: true } as never];
  if (name === 'deepseek-v3') {
    const last =
      '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
    copy.pre_tokenizer.pretokenizers = [split('\\p{N}{1,3}'), split('[一-龥぀-ゟ゠-ヿ]+'), split(last), byteLevel];
  }
  return copy;
};

const main = async (): Promise<number> => {
  const library = findLibrary();
  if (library === undefined) {
    console.log(
      'skipped: node-llama-cpp is not there. Install it in a folder of its own and name that folder:\n' +
        '  npm install --omit=optional node-llama-cpp @node-llama-cpp/linux-x64\n  MIZAN_LLAMA=FOLDER npm run check:llama',
    );
    return 0;
  }
  const { version } = createRequire(import.meta.url)(join(fileURLToPath(new URL('.', library)), '../package.json')) as {
    version: string;
  };
  console.log(`node-llama-cpp ${version}, F32 keys and values, no flash attention, 1 thread`);
  const folder = mkdtempSync(join(tmpdir(), 'mizan-llama-'));
  const rows: Row[] = [];
  const print = (row: Row): void => {
    rows.push(row);
    const ids = row.strings > 0 ? `  ids equal ${row.equal} of ${row.strings}` : '';
    console.log(
      `${row.logits <= row.bound && row.equal === row.strings ? '✓' : '✗'} ${row.model.padEnd(32)} ${row.dtype}  max |Δlogit| ${row.logits.toExponential(1)} of ${row.largest.toFixed(1)} over ${row.positions} positions${ids}`,
    );
  };
  try {
    const strings = mixedStrings(STRINGS, 'check');
    // Merges in every script: trained on other strings of the same kind.
    const trained = trainBpe(mixedStrings(3000, 'train'), { vocabSize: 2048, specials: specialTokens });
    const random = createRandom('check/llama');
    const sequences = [40, 64].map((length) => Array.from({ length }, () => random.int(8, 2047)));
    const names = ['qwen2', 'smaug-bpe', 'gpt-2', 'deepseek-v3', 'llama-bpe'];
    for (const [i, [label, json]] of models.entries()) {
      const pre = i < names.length ? names[i]! : 'qwen2';
      const tokenizerJson = swapPattern(trained, pre);
      const config = parseConfig(json);
      const weights = new Map(Object.entries(randomWeights(config, label)));
      const model = {
        name: label,
        config,
        weights,
        tokenizerJson,
        tokenizer: loadTokenizer(tokenizerJson),
      } as WholeModel;
      print(
        await compare(
          library,
          folder,
          i < names.length ? `${label}; ${pre}` : label,
          model,
          'F32',
          sequences,
          i < names.length ? strings : [],
        ),
      );
    }
    const tiny = readFromScratchRecipe(fileURLToPath(new URL('../../recipes/k2-tiny.json', import.meta.url)));
    const k2 = await trainRecipe(
      { ...tiny, train: { ...tiny.train, updates: K2_UPDATES, warmup: 5 } },
      join(folder, 'k2'),
      new AbortController().signal,
    );
    for (const [label, place, dtypes] of [
      ['k2-tiny, trained', k2.model!, ['F32']],
      ['', undefined, ['F32', 'F16']],
      ...process.argv.slice(2).map((path) => ['', path, ['F32']] as const),
    ] as const) {
      const opened = await openModelFolder(place);
      const template = await opened.template();
      const { name, config, tokenizer, tokenizerJson } = opened;
      const model: WholeModel = { name, config, tokenizer, tokenizerJson, template, weights: await opened.weights() };
      const prompts = ['countdown', 'roman', 'linear', 'logic'].map((family, i) =>
        renderPrompt(tokenizer, template, [{ role: 'user', content: item(family, 'test', 1000, i, 2).question }]),
      );
      for (const dtype of dtypes) print(await compare(library, folder, label || name, model, dtype, prompts, strings));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(JSON.stringify({ check: 'llama', version, rows }));
  return rows.every((row) => row.logits <= row.bound && row.equal === row.strings) ? 0 : 1;
};

process.exitCode = await main();
