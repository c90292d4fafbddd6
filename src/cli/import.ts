/**
 * `mizan import`: checks a published model folder, from its config to the loss of a sentence, and says what it is and how much
 * memory it needs. A folder that passes can be used as it is. With --out it writes a converted copy.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { meanLoss, sequenceLogits } from '../infer/score.ts';
import { countActive, countParameters, type ModelConfig } from '../model/config.ts';
import type { FloatDtype } from '../model/dtype.ts';
import { exportFolder } from '../model/export.ts';
import { publishedShapes } from '../model/experts.ts';
import { openWeights } from '../model/weights.ts';
import { parseSize } from './export.ts';
import { COMPANION_FILES, copyCompanions, TOKENIZER_COMPANION_FILES } from '../local/companions.ts';
import { openModelFolder, type ModelFolder } from '../local/model-folder.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { createFolder, requireNewPath } from '../files.ts';
import { short } from '../terminal/progress.ts';
import { readLegacyTokenizer } from '../local/legacy-tokenizer.ts';
import { asTyped } from './screen/command-name.ts';

const options = {
  out: { type: 'text', about: 'write a converted copy here', value: 'FOLDER' },
  dtype: {
    type: 'choice',
    about: 'number format of the copy (default: that of most weights)',
    choices: ['f32', 'f16', 'bf16'],
  },
  'shard-size': {
    type: 'text',
    about: 'most bytes of one file of the copy, such as 500MB (default 5GB)',
    value: 'SIZE',
  },
  'headers-only': { type: 'flag', about: 'check names, shapes and sizes without reading the weights' },
  threads: { type: 'integer', about: 'processor threads', value: 'N', min: 1, max: 1024 },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const;

export const help = `mizan import: check a published model folder, and convert it

  mizan import ~/models/Qwen2.5-0.5B-Instruct             what it is, what it needs, whether it computes
  mizan import ~/models/Llama-3.2-1B --headers-only       fast, without reading the weights
  mizan import DIR --out models/small --dtype f16         a copy in one number format, with a tokenizer.json

DIR is a folder as downloaded from Hugging Face: config.json (qwen2, qwen3, llama, deepseek_v3, kimi_k2), tokenizer.json or
vocab.json with merges.txt, and safetensors, sharded or not, in F32, F16 or BF16. A folder that passes can be used as it is:
mizan ask --model DIR, or "base" in a recipe. The trial is the loss of a plain sentence, in nats per token, beside that of a
uniform guess.

${describeOptions(options)}

Exit code: 0 usable; 1 not usable, with the reason; 2 a mistake in the command.
`;

const SENTENCE = 'The capital of France is Paris. Two and two make four, and water boils at one hundred degrees.';

type Report = {
  folder: string;
  type: string;
  parameters: number;
  active: number;
  tensors: number;
  files: number;
  dtypes: Record<string, number>;
  bytes: number;
  memory: number;
  context: number;
  scaling: string | null;
  vocabulary: number;
  tokens: number;
  template: boolean;
  ends: string[];
  trial: { tokens: number; nats: number; guess: number } | null;
  copy: string | null;
};

/** What the headers of the weights say. Throws when they do not match the config. */
const inspect = async ({
  source,
  config,
}: ModelFolder): Promise<Pick<Report, 'tensors' | 'files' | 'dtypes' | 'bytes'>> => {
  const opened = await openWeights(source, config.tieWordEmbeddings);
  try {
    const expected = new Set(Object.keys(publishedShapes(config)));
    const used = [...opened.tensors].filter(([name]) => expected.has(name)).map(([, tensor]) => tensor);
    const dtypes: Record<string, number> = {};
    for (const { dtype } of used) dtypes[dtype] = (dtypes[dtype] ?? 0) + 1;
    return {
      tensors: used.length,
      files: opened.files.length,
      dtypes,
      bytes: used.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } finally {
    await opened.close();
  }
};

/** The loss of a sentence. Throws when it is not a finite number. */
const trial = async (
  { folder, config, tokenizer }: ModelFolder,
  weights: Awaited<ReturnType<ModelFolder['weights']>>,
  options: { threads: number; handOver: boolean },
): Promise<Report['trial']> => {
  const ids = [...(config.bosTokenId === undefined ? [] : [config.bosTokenId]), ...tokenizer.encode(SENTENCE)].slice(
    0,
    config.maxPositions,
  );
  const [logits] = await sequenceLogits(config, weights, [ids], { ...options, worker: true });
  const nats = meanLoss(ids, logits!);
  if (!Number.isFinite(nats))
    throw new Error(
      `the model in ${folder} computes ${nats} for a plain sentence: its weights are damaged; copy the files of the model again`,
    );
  return { tokens: ids.length, nats, guess: Math.log(config.vocabSize) };
};

const scalingText = ({ ropeScaling }: ModelConfig): string | null =>
  !ropeScaling ? null : `${ropeScaling.type}, stretched ${short(ropeScaling.factor)} times`;

const describe = (report: Report): string => {
  const { parameters, active, dtypes, trial: tried } = report;
  const row = (name: string, text: string): string => `${name.padEnd(12)}${text}`;
  return [
    row(
      'model',
      `${report.type}, ${short(parameters)} parameters${active < parameters ? `, ${short(active)} of them for one token` : ''}`,
    ),
    row(
      'weights',
      `${report.tensors} tensors in ${report.files} file${report.files === 1 ? '' : 's'}, ${Object.entries(dtypes)
        .map(([dtype, n]) => `${dtype}${Object.keys(dtypes).length > 1 ? ` (${n})` : ''}`)
        .join(', ')}, ${short(report.bytes)}B; ${short(report.memory)}B in memory`,
    ),
    row('context', `${report.context} tokens${report.scaling === null ? '' : ` (${report.scaling})`}`),
    row(
      'tokenizer',
      `${report.tokens} tokens for ${report.vocabulary} rows; ends with ${report.ends.join(', ') || 'nothing'}`,
    ),
    row('template', report.template ? 'chat' : 'none: this is a base model for training, and it can not be asked'),
    ...(tried
      ? [
          row(
            'trial',
            `${tried.nats.toFixed(2)} nats per token over ${tried.tokens} tokens (a uniform guess: ${tried.guess.toFixed(2)})`,
          ),
        ]
      : []),
    ...(tried && tried.nats > 0.9 * tried.guess
      ? [
          row(
            '',
            "little better than a guess: the weights are untrained, the model knows no plain English, or the tokenizer is another model's",
          ),
        ]
      : []),
  ].join('\n');
};

/** The number format of most tensors. Mizan computes in F32 in any case. */
const commonest = (dtypes: Record<string, number>): FloatDtype =>
  (Object.entries(dtypes).sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'F32') as FloatDtype;

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

/** Refuses options that do not go together. */
const checkOptions = ({ out, ...values }: Values, positionals: readonly string[]): void => {
  if (positionals.length !== 1)
    throw new UsageError(
      'mizan import takes one model folder, for example: mizan import ~/models/Qwen2.5-0.5B-Instruct',
    );
  if (out === undefined && (values.dtype !== undefined || values['shard-size'] !== undefined))
    throw new UsageError('--dtype and --shard-size belong to a copy; name its folder with --out FOLDER');
  if (out !== undefined && values['headers-only'])
    throw new UsageError(
      "--headers-only reads no weights, so it can't write a copy; leave out --headers-only or --out",
    );
};

/** The copy in the folder `out`, of which there is all or nothing. */
const writeCopy = (
  out: string,
  model: ModelFolder,
  weights: Awaited<ReturnType<ModelFolder['weights']>>,
  format: { dtype: FloatDtype; shardBytes: number | undefined },
): void => {
  const { config, tokenizerJson, configJson, source, folder } = model;
  createFolder(out, (at) => {
    copyCompanions(source, at, source === folder ? COMPANION_FILES : TOKENIZER_COMPANION_FILES);
    return exportFolder(at, { config, weights, tokenizerJson }, { ...format, configJson });
  });
};

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  checkOptions(values, positionals);
  const { out } = values;
  const shardBytes = values['shard-size'] === undefined ? undefined : parseSize('shard-size', values['shard-size']);
  if (out !== undefined) requireNewPath(out);

  const given = resolve(positionals[0]!);
  const parts =
    existsSync(join(given, 'config.json')) && !existsSync(join(given, 'tokenizer.json'))
      ? readLegacyTokenizer(given)
      : undefined;
  if (parts && out === undefined) {
    throw new Error(
      `${given} has its tokenizer in vocab.json and merges.txt; write a folder with a tokenizer.json: mizan import ${positionals[0]} --out FOLDER`,
    );
  }
  const model = await openModelFolder(given, parts);
  const { config, tokenizer } = model;
  const found = await inspect(model);
  const template = await model.template().then(
    () => true,
    () => false,
  );
  const weights = values['headers-only'] ? (await model.check(), undefined) : await model.weights();
  if (signal.aborted) return 130;
  const report: Report = {
    folder: model.folder,
    type: config.modelType,
    parameters: countParameters(config),
    active: countActive(config),
    ...found,
    memory: 4 * countParameters(config),
    context: config.maxPositions,
    scaling: scalingText(config),
    vocabulary: config.vocabSize,
    tokens: tokenizer.vocabSize,
    template,
    ends: (config.eosTokenIds ?? []).map((id) => tokenizer.tokenOf(id) ?? String(id)),
    trial: weights
      ? await trial(model, weights, {
          threads: values.threads ?? Math.min(8, availableParallelism()),
          handOver: out === undefined,
        })
      : null,
    copy: null,
  };
  if (signal.aborted) return 130;
  if (out !== undefined && weights) {
    writeCopy(out, model, weights, {
      dtype: (values.dtype?.toUpperCase() as FloatDtype | undefined) ?? commonest(found.dtypes),
      shardBytes,
    });
    report.copy = resolve(out);
  }
  if (values.json) console.log(JSON.stringify(report));
  else {
    const place = out ?? positionals[0]!;
    console.log(describe(report));
    console.log(
      `${report.copy === null ? 'usable as it is' : `copy in ${out}`}: ${template ? asTyped(`mizan ask --model ${place} "QUESTION"`) : `"base": "${place}" in a recipe`}`,
    );
  }
  return 0;
};
