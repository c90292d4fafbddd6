/**
 * Makes the pair of models that `npm run bench -- speculate` and `-- drafts` measure: a target of 47 M parameters and a
 * drafting model of 1.3 M with the same tokenizer.
 *
 *   npm run bench:pair -- FOLDER [UPDATES] [DRAFT_UPDATES]
 *
 * No trained model of that size is at hand, and from scratch it would take days on two cores. So the target is grown:
 * the embedded model's weights stand inside the larger ones, the rest begins as small noise, and all are trained on
 * items of five task families, pieces of this project's programs and documents, and words to write twice. The drafting
 * model is the embedded one, trained on the same documents. A run that was stopped goes on when it is started again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAtomic } from '../src/files.ts';
import { prettyJson } from '../src/json.ts';
import { copyCompanions, TOKENIZER_COMPANION_FILES } from '../src/local/companions.ts';
import { EMBEDDED, openModelFolder } from '../src/local/model-folder.ts';
import { parameterShapes, parseConfig, type DenseConfig } from '../src/model/config.ts';
import { exportFolder } from '../src/model/export.ts';
import { createRandom, type Random } from '../src/random.ts';
import { item } from '../src/task/registry.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NOISE = 0.01;
/** As in speculate-prompts.ts, and pieces of text of the other kinds. */
const FAMILIES = ['linear', 'roman', 'units', 'word', 'systems'];
const SOURCES = ['bench/main.ts', 'src/infer/generator.ts', 'src/infer/runner.ts', 'src/tensor/lowering.ts'];
const TEXTS = ['docs/guide.md', 'docs/architecture.md'];

/** The embedded model's shape with 640 numbers a token, ten layers, and heads of the same width. */
const grownConfig = (small: DenseConfig): DenseConfig =>
  parseConfig({
    model_type: 'llama',
    vocab_size: small.vocabSize,
    hidden_size: 640,
    intermediate_size: 1920,
    num_hidden_layers: 10,
    num_attention_heads: 20,
    num_key_value_heads: 4,
    head_dim: small.headDim,
    rope_theta: small.ropeTheta,
    rms_norm_eps: small.rmsNormEps,
    max_position_embeddings: small.maxPositions,
    tie_word_embeddings: true,
    attention_bias: false,
    eos_token_id: small.eosTokenIds?.[0] ?? null,
  }) as DenseConfig;

type Weight = { shape: readonly number[]; data: Float32Array };

/** Where row or column `i` of a small weight goes: a query head keeps its key head, everything else its place. */
const placeIn = (small: DenseConfig, large: DenseConfig, queries: boolean) => {
  const [groups, wider] = [small.numHeads / small.numKvHeads, large.numHeads / large.numKvHeads];
  return (i: number): number => {
    if (!queries) return i;
    const [head, within] = [Math.floor(i / small.headDim), i % small.headDim];
    return (Math.floor(head / groups) * wider + (head % groups)) * small.headDim + within;
  };
};

/** A weight of the larger model: noise, and inside it the small model's, where that has one. */
const growWeight = (
  name: string,
  shape: readonly number[],
  inner: Weight | undefined,
  [small, large]: readonly [DenseConfig, DenseConfig],
  random: Random,
): Weight => {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  if (name.endsWith('norm.weight')) {
    // the mean of squares is taken over more numbers, of which the further ones begin near 0
    const share = Math.sqrt(small.hiddenSize / large.hiddenSize);
    data.fill(share);
    inner?.data.forEach((value, i) => (data[i] = value * share));
    return { shape, data };
  }
  const row = placeIn(small, large, name.includes('q_proj'));
  const column = placeIn(small, large, name.includes('o_proj'));
  for (let i = 0; i < data.length; i++) data[i] = NOISE * random.normal();
  if (!inner) return { shape, data };
  const [rows, columns] = inner.shape as [number, number];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) data[row(i) * shape[1]! + column(j)] = inner.data[i * columns + j]!;
  return { shape, data };
};

const writeGrown = async (folder: string): Promise<void> => {
  const embedded = await openModelFolder(EMBEDDED);
  const [small, weights] = [embedded.config as DenseConfig, await embedded.weights()];
  const large = grownConfig(small);
  const random = createRandom('pair');
  const grown = Object.entries(parameterShapes(large)).map(
    ([name, shape]) => [name, growWeight(name, shape, weights.get(name), [small, large], random)] as const,
  );
  const whole = { config: large, weights: new Map(grown), tokenizerJson: embedded.tokenizerJson };
  exportFolder(folder, whole, { dtype: 'F32' });
  copyCompanions(EMBEDDED, folder, TOKENIZER_COMPANION_FILES);
};

/** Conversations, as `mizan train` reads them. */
const documents = (): string[] => {
  const random = createRandom('pair/documents');
  const pair = (user: string, content: string, reasoning?: string) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: user },
        { role: 'assistant', content, ...(reasoning !== undefined && { reasoning_content: reasoning }) },
      ],
    });
  const linesOf = (file: string) => readFileSync(join(ROOT, file), 'utf8').split('\n');
  const pieces = (files: readonly string[], size: number) =>
    files.flatMap((file) => {
      const lines = linesOf(file);
      return Array.from({ length: Math.floor(lines.length / size) }, (_, i) => lines.slice(i * size, (i + 1) * size));
    });
  const words = [
    ...new Set(
      TEXTS.flatMap(linesOf)
        .join(' ')
        .toLowerCase()
        .match(/[a-z]{3,8}/g),
    ),
  ];
  const texts = TEXTS.flatMap(linesOf).filter((line) => line.length > 80);
  const made = [
    ...Array.from({ length: 2400 }, (_, i) => {
      const { question, thought, gold } = item(FAMILIES[i % FAMILIES.length]!, 'train', 22, i, i % 2 === 0 ? 1 : 2);
      return pair(question, gold, thought);
    }),
    ...pieces(SOURCES, 6).map((lines) =>
      pair(`Go on with this program:\n${lines.slice(0, 2).join('\n')}`, lines.slice(2).join('\n')),
    ),
    ...texts.map((line) => pair(`Tell me: ${line.split(' ').slice(1, 6).join(' ')}`, line.slice(0, 240))),
    ...Array.from({ length: 400 }, () => {
      const list = random.sample(words, 6).join(' ');
      return pair(`Write this twice: ${list}`, `${list} ${list}`);
    }),
  ];
  return random.sample(made, made.length);
};

const trainModel = (folder: string, name: string, base: string, updates: number, lr: number): void => {
  const recipe = {
    name,
    about: 'One of the pair of models of the speculation benchmark.',
    seed: 1,
    base,
    data: { file: join(folder, 'documents.jsonl') },
    train: {
      updates,
      rows: 2,
      length: 320,
      accumulate: 1,
      lr,
      warmup: 10,
      decay: 0.5,
      weight_decay: 0.01,
      betas: [0.9, 0.98],
      clip: 1,
      threads: Number(process.env.THREADS ?? 2),
      save_every: 20,
      validate_every: 40,
      validation_items: 20,
    },
  };
  const file = join(folder, `${name}.json`);
  writeAtomic(file, prettyJson(recipe));
  const args = [join(ROOT, 'bin/mizan.mjs'), 'train', file, '--out', join(folder, name)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`training ${name} ended with ${status}; start this again to go on`);
};

const [folder, updates = '330', draftUpdates = '500'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: npm run bench:pair -- FOLDER [UPDATES] [DRAFT_UPDATES]');
  process.exitCode = 2;
} else {
  mkdirSync(folder, { recursive: true });
  const [data, grown] = [join(folder, 'documents.jsonl'), join(folder, 'grown')];
  if (!existsSync(data)) writeAtomic(data, `${documents().join('\n')}\n`);
  if (!existsSync(join(grown, 'config.json'))) await writeGrown(grown);
  trainModel(folder, 'draft', 'embedded', Number(draftUpdates), 1e-3);
  trainModel(folder, 'target', grown, Number(updates), 3e-4);
  console.log(`MIZAN_TARGET=${join(folder, 'target/model')} MIZAN_DRAFT=${join(folder, 'draft/model')}`);
}
