/** Which tensors a model of a config needs, checked by name, shape and type. Where they come from is weights.ts. */
import type { ModelConfig } from './config.ts';
import { publishedShapes } from './experts.ts';
import type { Dtype } from './safetensors-source.ts';

/**
 * Whether a tensor occurs in some files but is not needed; the layer after the last predicts a second token
 * (DeepSeek-V3's MTP).
 */
const isExtra = (name: string, config: ModelConfig): boolean =>
  name.endsWith('.rotary_emb.inv_freq') ||
  (name === 'lm_head.weight' && config.tieWordEmbeddings) ||
  (config.type === 'deepseek' && name.startsWith(`model.layers.${config.numLayers}.`));

/**
 * The tensors that a model of this config needs, in the order of `publishedShapes`. Throws at the first one that is
 * missing, has another shape or is not a float, and at the first tensor that the model has no place for. Known
 * extras (rotary inv_freq; lm_head.weight beside tied embeddings; DeepSeek's layer for a second token) are left out.
 */
export const checkWeights = <T extends { shape: readonly number[]; dtype: Dtype }>(
  config: ModelConfig,
  tensors: ReadonlyMap<string, T>,
): Map<string, T> => {
  const checked = new Map<string, T>();
  for (const [name, shape] of Object.entries(publishedShapes(config))) {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`the weights lack ${name}, which config.json asks for with shape [${shape}]`);
    if (tensor.shape.length !== shape.length || tensor.shape.some((n, i) => n !== shape[i])) {
      throw new Error(`${name} has shape [${tensor.shape}], but config.json asks for [${shape}]`);
    }
    if (tensor.dtype === 'I32' || tensor.dtype === 'I64')
      throw new Error(`${name} is ${tensor.dtype}; weights must be F32, F16 or BF16`);
    checked.set(name, tensor);
  }
  for (const name of tensors.keys()) {
    if (!checked.has(name) && !isExtra(name, config))
      throw new Error(`the weights hold ${name}, which a model of this config.json has no place for`);
  }
  return checked;
};
