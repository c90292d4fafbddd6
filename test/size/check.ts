/**
 * Mizan with a model of real size, opt-in (`npm run check:size`): the published config of Qwen2.5-0.5B-Instruct with
 * random weights in bf16 shards (about 1 GB) and a vocabulary as large, in a temporary folder that is removed
 * afterwards. It is imported, asked, and generates, each in a process of its own; printed are seconds, tokens per
 * second and the most memory used.
 *
 * Random weights say nothing sensible; that they are the right ones is check:llama's affair. Generation is in int8, as
 * `mizan serve` runs such a model; the check fails where it takes more memory than `mizan pull` says. Needs 3 GB of memory
 * and 1.6 GB of disk. With --layers N it takes the first N layers only; with --keep FOLDER the model is written there and
 * stays.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describeOptions, parseOptions } from '../../src/cli/flags/options.ts';
import { countParameters, parameterShapes, parseConfig } from '../../src/model/config.ts';
import { memoryFor } from '../../src/local/memory.ts';
import { trainBpe } from '../../src/model/bpe.ts';
import { writeWeights } from '../../src/model/weights.ts';
import { createRandom } from '../../src/random.ts';

const options = {
  layers: { type: 'integer', about: 'take the first N layers of 24', value: 'N', min: 1, max: 24, default: 24 },
  threads: { type: 'integer', about: 'processor threads', value: 'N', min: 1, max: 1024, default: 2 },
  tokens: { type: 'integer', about: 'tokens to generate', value: 'N', min: 2, max: 4096, default: 32 },
  keep: { type: 'text', about: 'write the model here and leave it, or use the one that is there', value: 'FOLDER' },
} as const;

/** As published (Qwen/Qwen2.5-0.5B-Instruct, config.json). */
const published = {
  architectures: ['Qwen2ForCausalLM'],
  attention_dropout: 0,
  bos_token_id: 151_643,
  eos_token_id: 151_645,
  hidden_act: 'silu',
  hidden_size: 896,
  initializer_range: 0.02,
  intermediate_size: 4864,
  max_position_embeddings: 32_768,
  max_window_layers: 21,
  model_type: 'qwen2',
  num_attention_heads: 14,
  num_hidden_layers: 24,
  num_key_value_heads: 2,
  rms_norm_eps: 1e-6,
  rope_theta: 1e6,
  sliding_window: 32_768,
  tie_word_embeddings: true,
  torch_dtype: 'bfloat16',
  use_cache: true,
  use_sliding_window: false,
  vocab_size: 151_936,
};

/**
 * A byte-level tokenizer.json of Qwen2's size: 256 bytes, merges of every pair of them and then of longer words,
 * markers.
 */
const largeTokenizer = (): unknown => {
  const json = trainBpe(['a b '], { vocabSize: 300, specials: ['<|endoftext|>'] }) as {
    model: { vocab: Record<string, number>; merges: string[] };
    added_tokens: { id: number; content: string }[];
  };
  const bytes = Object.keys(json.model.vocab).filter((token) => [...token].length === 1);
  const [vocab, merges]: [Record<string, number>, string[]] = [
    Object.fromEntries(bytes.map((byte, i) => [byte, i])),
    [],
  ];
  const words = [...bytes];
  for (let at = 0, size = bytes.length; size < 151_643; at++) {
    for (const byte of bytes) {
      const word = words[at]! + byte;
      if (word in vocab || size >= 151_643) continue;
      vocab[word] = size++;
      merges.push(`${words[at]!} ${byte}`);
      words.push(word);
    }
  }
  const [marker] = json.added_tokens;
  const added = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'].map((content, i) => ({
    ...marker!,
    content,
    id: 151_643 + i,
  }));
  return { ...json, added_tokens: added, model: { ...json.model, vocab, merges } };
};

const writeModel = (folder: string, json: typeof published): void => {
  mkdirSync(folder, { recursive: true });
  const random = createRandom('check/size');
  const pool = Float32Array.from({ length: 1 << 20 }, () => random.normal()); // one pool, cut at another place for each row of tensors
  const weights = new Map(
    Object.entries(parameterShapes(parseConfig(json))).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      if (name.endsWith('norm.weight')) return [name, { shape, data: data.fill(1) }] as const;
      const scale = shape.length > 1 ? 0.02 : 0.01;
      for (let at = 0; at < data.length;) {
        const start = random.int(0, pool.length - 2);
        const part = pool.subarray(start, start + data.length - at);
        for (let i = 0; i < part.length; i++) data[at + i] = scale * part[i]!;
        at += part.length;
      }
      return [name, { shape, data }] as const;
    }),
  );
  writeWeights(folder, weights, { dtype: 'BF16', shardBytes: 4e8 });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(largeTokenizer()));
  writeFileSync(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({
      eos_token: '<|im_end|>',
      bos_token: null,
      tokenizer_class: 'Qwen2Tokenizer',
      chat_template:
        "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    }),
  );
};

/**
 * Runs a program of this Node; gives what it printed, its seconds, and the most memory that it held (Linux only, else
 * NaN).
 */
const measure = async (args: readonly string[]): Promise<{ out: string; seconds: number; peak: number }> => {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let peak = NaN;
  const status = `/proc/${child.pid}/status`;
  const watch = setInterval(() => {
    try {
      const found = /VmHWM:\s*(\d+) kB/.exec(readFileSync(status, 'utf8'));
      if (found) peak = Number(found[1]) * 1024;
    } catch {
      /* it has just ended */
    }
  }, 50);
  const ended = new Promise<number | null>((done) => {
    child.on('close', done);
  });
  const out = await text(child.stdout);
  const code = await ended;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return { out, seconds: (performance.now() - started) / 1000, peak };
};

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(`npm run check:size -- [options]\n\n${describeOptions(options)}`);
    return;
  }
  const { values } = parseOptions(options, args);
  const { layers, threads, tokens, keep } = values;
  const temporary = keep === undefined ? mkdtempSync(join(tmpdir(), 'mizan-size-')) : undefined;
  const folder = resolve(keep ?? join(temporary!, 'qwen2.5-0.5b-random'));
  const json = { ...published, num_hidden_layers: layers };
  const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const generate = fileURLToPath(new URL('./generate.ts', import.meta.url));
  try {
    if (!existsSync(join(folder, 'config.json'))) writeModel(folder, json);
    const config = parseConfig(json);
    const parameters = countParameters(config);
    console.log(
      `${(parameters / 1e6).toFixed(0)} M parameters, ${gigabytes(2 * parameters)} as bf16, ${gigabytes(4 * parameters)} as f32; ${threads} threads`,
    );
    const rows: Record<string, number | string>[] = [];
    const note = (
      name: string,
      seconds: number,
      peak: number,
      more: string,
      row: Record<string, number> = {},
    ): void => {
      rows.push({ name, seconds, peak, ...row });
      console.log(`${name.padEnd(34)} ${seconds.toFixed(1).padStart(6)} s  peak ${gigabytes(peak)}  ${more}`);
    };
    const headers = await measure([cli, 'import', folder, '--headers-only', '--json']);
    note('mizan import --headers-only', headers.seconds, headers.peak, '');
    const whole = await measure([cli, 'import', folder, '--threads', String(threads), '--json']);
    const { trial } = JSON.parse(whole.out) as { trial: { tokens: number; nats: number; guess: number } };
    note(
      'mizan import',
      whole.seconds,
      whole.peak,
      `trial ${trial.nats.toFixed(2)} nats a token over ${trial.tokens} tokens (a guess: ${trial.guess.toFixed(2)})`,
    );
    const answered = await measure([
      cli,
      'ask',
      'What is 2 + 2?',
      '--model',
      folder,
      '--n',
      '1',
      '--plan',
      'none',
      '--max-tokens',
      String(tokens),
      '--threads',
      String(threads),
      '--no-trace',
      '--json',
    ]);
    const { usage } = JSON.parse(answered.out) as { usage: { completionTokens: number } };
    note('mizan ask --model', answered.seconds, answered.peak, `${usage.completionTokens} tokens, loading included`, {
      tokens: usage.completionTokens,
    });
    const estimate = memoryFor(config);
    for (const n of [1, 8]) {
      const drawn = await measure([generate, folder, ...[threads, n, tokens].map(String), 'int8']);
      const { out, seconds, peak } = drawn;
      const found = JSON.parse(out) as { load: number; first: number; rate: number; read: number; after: number };
      note(
        `generating, ${n} continuation${n === 1 ? '' : 's'}`,
        seconds,
        peak,
        `(estimate ${gigabytes(estimate)}; ${gigabytes(found.read)} when read, ${gigabytes(found.after)} at the end), ready in ${found.load.toFixed(1)} s, first token of a prompt of 128 after ${found.first.toFixed(2)} s, then ${found.rate.toFixed(2)} tokens/s`,
        { ...found, estimate },
      );
      if (n === 1 && peak > estimate) process.exitCode = 1;
    }
    console.log(JSON.stringify({ check: 'size', parameters, threads, rows }));
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
};

await main();
