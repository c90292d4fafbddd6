/**
 * Folders of weights that must not serve, offered to a model that runs: one flipped bit, a transposed tensor, a missing
 * one, and a transposed one whose hashes were published with it, which only the gate can find.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VersionedSampler } from '../src/infer/versions.ts';
import { openModelFolder } from '../src/local/model-folder.ts';
import { modelVersions } from '../src/local/model-versions.ts';
import { publishFolder } from '../src/local/new-version.ts';
import { trainBpe } from '../src/model/bpe.ts';
import { formatConfig, type ModelConfig } from '../src/model/config.ts';
import { encodeSafetensors } from '../src/model/safetensors.ts';
import type { Value } from '../src/tensor/run.ts';

type Weights = Readonly<Record<string, Value>>;

/** A folder that was offered. `refused`: the sentence of the refusal; undefined when it was taken into use. */
export type Offer = { what: string; refused: string | undefined };

/** Texts that replies are recorded to. */
const PROBES = ['one two', 'three', 'two two', 'three one', 'two', 'one one one'];

const SQUARE = 'model.layers.0.self_attn.q_proj.weight';
const TALL = 'model.layers.1.mlp.up_proj.weight';

const transposed = ({ data, shape }: Value): Value => {
  const [rows, columns] = shape as [number, number];
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) out[k * rows + i] = data[i * columns + k]!;
  return { data: out, shape: [columns, rows] };
};

/**
 * Weights large enough that every layer matters and the likeliest token leads clearly, as those of a trained model do:
 * only of such can replies be recorded.
 */
const decided = (weights: Weights): Weights =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { data, shape }]) => {
      const factor = name === 'model.norm.weight' ? 10 : name.includes('.layers.') && shape.length > 1 ? 5 : 1;
      return [name, { data: data.map((x) => factor * x) as Float32Array, shape }];
    }),
  );

const putWeights = (folder: string, weights: Weights): void =>
  writeFileSync(
    join(folder, 'model.safetensors'),
    encodeSafetensors(new Map(Object.entries(weights)) as never, { dtype: 'F32' }),
  );

/** A folder as it was published, with `damage` done afterwards. */
const folderOf = async (
  folder: string,
  { config, weights, damage }: { config: ModelConfig; weights: Weights; damage: () => unknown },
): Promise<void> => {
  mkdirSync(folder);
  const specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
  const tokenizer = trainBpe(['one two three '.repeat(3)], { vocabSize: 280, specials });
  const write = (name: string, value: object): void => writeFileSync(join(folder, name), JSON.stringify(value));
  write('config.json', formatConfig(config));
  write('tokenizer.json', tokenizer);
  write('tokenizer_config.json', { eos_token: '<|im_end|>', bos_token: null });
  putWeights(folder, weights);
  await publishFolder(folder, { probes: PROBES });
  await damage();
};

/** Offers each damaged folder to `sampler`, whose weights are of the same shape, and hears why it is refused. */
export const offerDamaged = async (
  config: ModelConfig,
  given: Weights,
  sampler: VersionedSampler,
): Promise<Offer[]> => {
  const root = mkdtempSync(join(tmpdir(), 'mizan-swap-'));
  const weights = decided(given);
  const file = (folder: string): string => join(folder, 'model.safetensors');
  const { [SQUARE]: square, [TALL]: tall } = weights;
  const { 'model.norm.weight': _, ...lacking } = weights;
  const cases: [what: string, damage: (folder: string) => unknown][] = [
    [
      'one flipped bit',
      (folder) => {
        const bytes = readFileSync(file(folder));
        bytes[bytes.length - 100_001]! ^= 1;
        writeFileSync(file(folder), bytes);
      },
    ],
    ['a transposed tensor', (folder) => putWeights(folder, { ...weights, [TALL]: transposed(tall!) })],
    ['a transposed square tensor', (folder) => putWeights(folder, { ...weights, [SQUARE]: transposed(square!) })],
    [
      'the same, with its own hashes',
      async (folder) => {
        putWeights(folder, { ...weights, [SQUARE]: transposed(square!) });
        await publishFolder(folder, { record: false });
      },
    ],
    ['a missing tensor', (folder) => putWeights(folder, lacking)],
  ];
  const offers: Offer[] = [];
  try {
    const start = join(root, 'start');
    await folderOf(start, { config, weights, damage: () => {} });
    const opened = await openModelFolder(start);
    const versions = modelVersions(
      opened,
      { precision: 'exact', weights: sampler.version(), adapters: new Map() },
      async () => sampler,
    );
    for (const [i, [what, damage]] of cases.entries()) {
      const folder = join(root, `damaged-${i}`);
      await folderOf(folder, { config, weights, damage: () => damage(folder) });
      const refused = await versions.swap(folder).then(
        () => undefined,
        (error: unknown) => (error as Error).message.replaceAll(`${root}/`, ''),
      );
      offers.push({ what, refused });
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return offers;
};
