/**
 * Writes a whole model for other programs: a Hugging Face folder, or one GGUF file for llama.cpp. It puts weights,
 * config, tokenizer and chat template together.
 */
import path from 'node:path';
import { prettyJson } from '../json.ts';
import { writeAtomic } from '../files.ts';
import type { ModelConfig } from './config.ts';
import { formatConfig } from './config.ts';
import type { FloatDtype } from './dtype.ts';
import { unstackExperts } from './experts.ts';
import { ggufKeys, ggufTensors } from './gguf-model.ts';
import { ggufVocab } from './gguf-vocab.ts';
import { ggufParts, type GgufDtype } from './gguf.ts';
import type { ChatTemplate } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';
import { writeWeights } from './weights.ts';

/** All parts of a model. `weights` are those of `parameterShapes`. */
export type WholeModel = {
  name: string;
  config: ModelConfig;
  weights: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  tokenizer: Tokenizer;
  /** The content of tokenizer.json. */
  tokenizerJson: unknown;
  /** The chat template; a base model has none. */
  template?: ChatTemplate | undefined;
};

const torchNames: Record<FloatDtype, string> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };

/**
 * Writes config.json, tokenizer.json and the weights to `folder`. `configJson` are further fields of config.json, as
 * the model's own file has them. Gives the names of the weights' files. Throws one sentence, also when F16 can't hold
 * a weight.
 */
export const exportFolder = (
  folder: string,
  { config, weights, tokenizerJson }: Pick<WholeModel, 'config' | 'weights' | 'tokenizerJson'>,
  {
    dtype,
    shardBytes,
    configJson = {},
  }: { dtype: FloatDtype; shardBytes?: number | undefined; configJson?: Record<string, unknown> },
): string[] => {
  const { dtype: _newer, ...fields } = configJson;
  writeAtomic(
    path.join(folder, 'config.json'),
    prettyJson({ ...formatConfig(config), ...fields, torch_dtype: torchNames[dtype] }),
  );
  writeAtomic(path.join(folder, 'tokenizer.json'), prettyJson(tokenizerJson));
  return writeWeights(folder, unstackExperts(weights), { dtype, ...(shardBytes === undefined ? {} : { shardBytes }) });
};

/** Writes one GGUF file. Throws one sentence when llama.cpp would compute differently or tokenize text differently. */
export const exportGguf = (
  file: string,
  { name, config, weights, tokenizer, tokenizerJson, template }: WholeModel,
  dtype: GgufDtype,
): void => {
  // The marker that the template ends a turn with comes before the others that the config names.
  const eos = (template && tokenizer.idOf(template.eosToken)) ?? config.eosTokenIds?.[0];
  const vocab = ggufVocab(
    tokenizerJson,
    tokenizer,
    config.vocabSize,
    { bos: config.bosTokenId, eos, pad: config.padTokenId },
    template?.source,
  );
  const keys = new Map([...ggufKeys(config, name, dtype), ...vocab]);
  writeAtomic(file, ggufParts(keys, ggufTensors(config, weights, dtype)));
};
