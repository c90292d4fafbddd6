/**
 * `mizan export`: converts a model folder for other programs, to a Hugging Face folder or a GGUF file for llama.cpp. The
 * formats are in src/model.
 */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { countParameters } from '../model/config.ts';
import type { FloatDtype } from '../model/dtype.ts';
import { exportFolder, exportGguf } from '../model/export.ts';
import type { GgufDtype } from '../model/gguf.ts';
import { COMPANION_FILES, copyCompanions, TOKENIZER_COMPANION_FILES } from '../local/companions.ts';
import { openModelFolder, type ModelFolder } from '../local/model-folder.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { createFolder, requireNewPath } from '../files.ts';
import { short } from '../terminal/progress.ts';
import { asTyped } from './screen/command-name.ts';

const options = {
  out: { type: 'text', about: 'the folder or the .gguf file to write', value: 'PATH' },
  format: {
    type: 'choice',
    about: 'hf: a Hugging Face folder; gguf: one file for llama.cpp (default: by the name)',
    choices: ['hf', 'gguf'],
  },
  dtype: {
    type: 'choice',
    about: 'number format of the weights; q8_0 in gguf only',
    choices: ['f32', 'f16', 'bf16', 'q8_0'],
    default: 'f16',
  },
  'shard-size': {
    type: 'text',
    about: 'most bytes of one safetensors file, such as 500MB (default 5GB)',
    value: 'SIZE',
  },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const;

export const help = `mizan export: convert a model for other programs

  mizan export --out mizan.gguf                          the embedded model for llama.cpp, Ollama, LM Studio
  mizan export runs/tiny/model --out tiny.gguf --dtype f32
  mizan export runs/tiny/model --out tiny-hf --dtype bf16 --shard-size 500MB
  mizan export runs/lora-tiny/adapter --out merged       a LoRA adapter merged into its base model

The first word is the folder of a model or an adapter (default: the embedded model). A Hugging Face folder gets every file of
the model, with the weights in the chosen number format. A GGUF file holds weights, tokenizer and chat template. A model that
llama.cpp would compute or tokenize differently is refused; npm run check:llama compares the two programs.

${describeOptions(options)}

Exit code: 0 done; 1 failed; 2 a mistake in the command, also when PATH exists already.
`;

/** '500MB' → bytes. */
export const parseSize = (name: string, text: string): number => {
  const found = /^(\d+(?:\.\d+)?)\s*(|[kMGT])B?$/i.exec(text);
  const bytes = found
    ? Math.round(Number(found[1]) * 1000 ** ['', 'K', 'M', 'G', 'T'].indexOf(found[2]!.toUpperCase()))
    : NaN;
  if (!(bytes >= 1)) throw new UsageError(`--${name} takes a size such as 500MB or 5GB, got "${text}"`);
  return bytes;
};

const sizeOf = (path: string): number => statSync(path).size;

export const run = async (args: string[]): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  if (positionals.length > 1)
    throw new UsageError(`mizan export takes one model folder, got ${positionals.length}: ${positionals.join(' ')}`);
  const { out, dtype } = values;
  if (out === undefined) throw new UsageError('mizan export needs a path to write to: --out FOLDER or --out FILE.gguf');
  const format = values.format ?? (out.endsWith('.gguf') ? 'gguf' : 'hf');
  if (format === 'hf' && dtype === 'q8_0')
    throw new UsageError(
      'q8_0 exists in GGUF files only; use f32, f16 or bf16 for a Hugging Face folder, or --format gguf',
    );
  if (format === 'gguf' && values['shard-size'] !== undefined)
    throw new UsageError('a GGUF file has no shards; leave --shard-size out');
  const shardBytes = values['shard-size'] === undefined ? undefined : parseSize('shard-size', values['shard-size']);
  requireNewPath(out);

  const model: ModelFolder = await openModelFolder(positionals[0]);
  const { name, config, configJson, tokenizer, tokenizerJson, folder, source } = model;
  const weights = await model.weights();
  const upper = dtype.toUpperCase();
  let files: string[];
  if (format === 'gguf') {
    const template = await model.template().catch(() => undefined); // a base model has none
    exportGguf(resolve(out), { name, config, weights, tokenizer, tokenizerJson, template }, upper as GgufDtype);
    files = [resolve(out)];
  } else {
    files = createFolder(out, (at) => {
      copyCompanions(source, at, source === folder ? COMPANION_FILES : TOKENIZER_COMPANION_FILES);
      return exportFolder(
        at,
        { config, weights, tokenizerJson },
        { dtype: upper as FloatDtype, shardBytes, configJson },
      );
    }).map((file) => join(resolve(out), file));
  }
  const bytes = files.reduce((sum, file) => sum + sizeOf(file), 0);
  if (values.json)
    console.log(
      JSON.stringify({
        model: folder,
        out: resolve(out),
        format,
        dtype,
        parameters: countParameters(config),
        files,
        bytes,
      }),
    );
  else {
    console.log(
      `${name}: ${short(countParameters(config))} parameters as ${dtype} in ${out}, ${short(bytes)}B in ${files.length} file${files.length === 1 ? '' : 's'}`,
    );
    console.log(
      format === 'gguf' ? `run it: llama-server -m ${out}` : asTyped(`ask it: mizan ask --model ${out} "QUESTION"`),
    );
  }
  return 0;
};
