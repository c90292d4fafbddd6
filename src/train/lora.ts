/**
 * LoRA (Hu et al. 2021, arXiv 2106.09685): which matrices get an adapter, how it is initialised, and the adapted
 * weights. The base weights stay fixed; only A (rank, in) and B (out, rank) of each module are trained. Files are in
 * model/adapter.ts.
 */
import { createRandom } from '../random.ts';
import type { Value } from '../tensor/onnx-runtime.ts';
import type { Tensor } from '../tensor/trace.ts';
import { parameterShapes, type ModelConfig } from '../model/config.ts';
import type { Weights } from '../model/dense.ts';
import { lowRank } from '../model/low-rank.ts';

export type LoraOptions = {
  rank: number;
  /** BA is multiplied by alpha / rank. */
  alpha: number;
  /** Last parts of the names of the adapted modules, such as q_proj. */
  targets: readonly string[];
};

/** Every module that can have an adapter: of dense models all linear layers, of sparse ones those of the attention. */
const adaptable = (config: ModelConfig): string[] => {
  const inside =
    config.type === 'dense'
      ? /^model\.layers\.\d+\.(self_attn|mlp)\.\w+\.weight$/
      : /^model\.layers\.\d+\.self_attn\.\w+\.weight$/;
  return Object.entries(parameterShapes(config))
    .filter(([name, shape]) => shape.length === 2 && inside.test(name))
    .map(([name]) => name.slice(0, -'.weight'.length));
};

const lastPart = (module: string): string => module.slice(module.lastIndexOf('.') + 1);

/** The targets that a model has, in the order of its first layer. */
export const loraTargets = (config: ModelConfig): string[] => [...new Set(adaptable(config).map(lastPart))];

/** Names of the adapter's matrices of a module. */
export const adapterNames = (module: string): { a: string; b: string } => ({
  a: `${module}.lora_A.weight`,
  b: `${module}.lora_B.weight`,
});

/** The adapted modules. Throws one sentence on a target that the model does not have. */
export const loraModules = (config: ModelConfig, { targets }: LoraOptions): string[] => {
  const known = loraTargets(config);
  const wrong = targets.find((target) => !known.includes(target));
  if (wrong !== undefined || targets.length === 0)
    throw new Error(
      `lora.targets holds ${wrong === undefined ? 'nothing' : JSON.stringify(wrong)}; a model of this type has ${known.join(', ')}`,
    );
  return adaptable(config).filter((module) => targets.includes(lastPart(module)));
};

/** Every trained tensor with its shape. */
export const loraShapes = (config: ModelConfig, lora: LoraOptions): Record<string, number[]> => {
  const shapes = parameterShapes(config);
  return Object.fromEntries(
    loraModules(config, lora).flatMap((module) => {
      const [out, width] = shapes[`${module}.weight`] as [number, number];
      const { a, b } = adapterNames(module);
      return [
        [a, [lora.rank, width]],
        [b, [out, lora.rank]],
      ];
    }),
  );
};

/** A uniform within ±1/√in (PEFT's start), B zero: so the model is unchanged at first. */
export const initLora = (config: ModelConfig, lora: LoraOptions, seed: number | string): Record<string, Value> => {
  const random = createRandom(`lora/${seed}`);
  return Object.fromEntries(
    Object.entries(loraShapes(config, lora)).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      const bound = 1 / Math.sqrt(shape[1]!);
      if (name.endsWith('.lora_A.weight'))
        for (let i = 0; i < data.length; i++) data[i] = (2 * random.next() - 1) * bound;
      return [name, { data, shape }];
    }),
  );
};

/** The model's weights with their adapters. `tensor` gives weights and adapter matrices alike by name. */
export const loraWeights = (config: ModelConfig, lora: LoraOptions, tensor: (name: string) => Tensor): Weights => {
  const adapted = new Map(
    loraModules(config, lora).map((module) => {
      const { a, b } = adapterNames(module);
      return [`${module}.weight`, lowRank(tensor(`${module}.weight`), tensor(a), tensor(b), lora.alpha / lora.rank)];
    }),
  );
  return (name) => adapted.get(name) ?? tensor(name);
};
