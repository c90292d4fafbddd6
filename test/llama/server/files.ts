/**
 * GGUF files for a real llama-server: the embedded model, a larger one that says the same, one with another tokenizer,
 * and files that can't be served.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openModelFolder, type ModelFolder } from '../../../src/local/model-folder.ts';
import { trainBpe } from '../../../src/model/bpe.ts';
import { parameterShapes, parseConfig } from '../../../src/model/config.ts';
import { exportGguf } from '../../../src/model/export.ts';
import { ggufParts } from '../../../src/model/gguf.ts';
import { specialTokens, loadTokenizer } from '../../../src/model/tokenizer.ts';
import { createRandom } from '../../../src/random.ts';
import { writeAtomic } from '../../../src/files.ts';

export type Files = {
  /** The embedded model. */
  small: string;
  /** Says what `small` says, with six times the work: further layers that add nothing. */
  large: string;
  /** A model with another tokenizer. */
  other: string;
  /** No GGUF file. */
  text: string;
  /** The first half of `small`. */
  half: string;
  /** A GGUF file of an architecture that nobody knows. */
  strange: string;
};

type Weights = Awaited<ReturnType<ModelFolder['weights']>>;

/** Layers of the larger model, six times those of the small one. */
const LAYERS = 36;
/** The window of the larger model. */
export const WINDOW = 4096;

/** The weights with further layers whose last products are zero. */
const padded = (weights: Weights, shapes: Readonly<Record<string, readonly number[]>>, layers: number): Weights =>
  new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const known = weights.get(name);
      if (known) return [name, known] as const;
      const like = weights.get(name.replace(/layers\.(\d+)/, (_, at) => `layers.${Number(at) % layers}`))!;
      const silent = /o_proj|down_proj/.test(name);
      return [name, { shape, data: silent ? new Float32Array(like.data.length) : like.data }] as const;
    }),
  );

const writeOther = (file: string, { configJson }: ModelFolder): void => {
  const tokenizerJson = trainBpe(['alpha beta gamma delta '.repeat(40)], { vocabSize: 300, specials: specialTokens });
  const config = parseConfig({ ...configJson, vocab_size: 1024, num_hidden_layers: 1 });
  const random = createRandom('other');
  const weights: Weights = new Map(
    Object.entries(parameterShapes(config)).map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => random.normal() * 0.05) }];
    }),
  );
  const tokenizer = loadTokenizer(tokenizerJson);
  exportGguf(
    file,
    { name: 'other', config, weights: weights as never, tokenizer, tokenizerJson, template: undefined },
    'F16',
  );
};

/** Writes them into `folder`. */
export const writeFiles = async (folder: string): Promise<Files> => {
  const at = (name: string): string => join(folder, name);
  const files: Files = {
    small: at('small.gguf'),
    large: at('large.gguf'),
    other: at('other.gguf'),
    text: at('text.gguf'),
    half: at('half.gguf'),
    strange: at('strange.gguf'),
  };
  const model = await openModelFolder();
  const [weights, template] = [await model.weights(), await model.template()];
  const { tokenizer, tokenizerJson, configJson, config } = model;
  const whole = { name: 'small', config, weights: weights as never, tokenizer, tokenizerJson, template };
  exportGguf(files.small, whole, 'F16');
  const larger = parseConfig({ ...configJson, num_hidden_layers: LAYERS, max_position_embeddings: WINDOW });
  const more = padded(weights, parameterShapes(larger), config.numLayers);
  exportGguf(files.large, { ...whole, name: 'large', config: larger, weights: more as never }, 'F16');
  writeOther(files.other, model);
  writeFileSync(files.text, 'a text that was saved under the wrong name\n');
  const bytes = readFileSync(files.small);
  writeFileSync(files.half, bytes.subarray(0, bytes.length >> 1));
  writeAtomic(files.strange, ggufParts(new Map([['general.architecture', { type: 'string', value: 'nobody' }]]), []));
  return files;
};
