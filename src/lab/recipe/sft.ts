/**
 * Recipes of `mizan train`: everything a run of supervised training depends on, in one JSON file that is saved with
 * the run. A from-scratch recipe describes a new model; a finetune recipe names an existing one as "base", and with
 * "lora" trains adapters only.
 */
import { z } from 'zod';
import { countParameters, parseConfig } from '../../model/config.ts';
import { FROZEN } from '../../train/frozen.ts';
import { choice, commonFields, mustBe, number, section, text, whole } from './fields.ts';
import { parseRecipeJson, readRecipeJson, rejectRecipe } from './read.ts';
import { sftSection, taskData } from './sections.ts';

/** A field of config.json. model/config.ts checks its value; the type here is for the published JSON Schema. */
const configField = (type: 'integer' | 'number' | 'boolean' | 'string' | 'object') =>
  z.unknown().optional().meta({ type });

const modelSection = section({
  model_type: configField('string'),
  hidden_size: configField('integer'),
  num_hidden_layers: configField('integer'),
  num_attention_heads: configField('integer'),
  num_key_value_heads: configField('integer'),
  intermediate_size: configField('integer'),
  head_dim: configField('integer'),
  hidden_act: configField('string'),
  max_position_embeddings: configField('integer'),
  rope_theta: configField('number'),
  rope_scaling: configField('object'),
  rms_norm_eps: configField('number'),
  attention_bias: configField('boolean'),
  tie_word_embeddings: configField('boolean'),
  initializer_range: configField('number'),
  q_lora_rank: configField('integer'),
  kv_lora_rank: configField('integer'),
  qk_nope_head_dim: configField('integer'),
  qk_rope_head_dim: configField('integer'),
  v_head_dim: configField('integer'),
  rope_interleave: configField('boolean'),
  n_routed_experts: configField('integer'),
  num_experts_per_tok: configField('integer'),
  moe_intermediate_size: configField('integer'),
  n_shared_experts: configField('integer'),
  first_k_dense_replace: configField('integer'),
  n_group: configField('integer'),
  topk_group: configField('integer'),
  norm_topk_prob: configField('boolean'),
  routed_scaling_factor: configField('number'),
  aux_loss_alpha: configField('number'),
}).describe('Fields of a Hugging Face config.json; vocab_size and token ids are filled in from the tokenizer.');

const fromScratchSchema = section({
  ...commonFields,
  model: modelSection,
  tokenizer: section({
    vocab_size: whole(300, 65536),
    items: whole(15, 1e6).describe('Task items that the tokenizer is trained on.'),
  }),
  data: taskData,
  train: sftSection,
});
export type FromScratchRecipe = z.output<typeof fromScratchSchema>;

const fileData = section({ file: text.describe('JSON Lines of conversations ("messages") or texts ("text").') });

/** A new model from a file of conversations; its tokenizer is trained on the first `items` lines. */
const fromFileSchema = section({ ...fromScratchSchema.shape, data: fileData });
export type FromFileRecipe = z.output<typeof fromFileSchema>;

/** A union for the published JSON Schema. */
export const newModelSchema = z.union([fromScratchSchema, fromFileSchema]);

const targetsError = mustBe('"all" or a list of module names such as q_proj');

const finetuneFields = {
  ...commonFields,
  base: text.describe('The model to start from: a model folder, or "embedded".'),
  lora: section({
    rank: whole(1, 1024),
    alpha: number(1e-3, 1e4).describe('The adapter is multiplied by alpha / rank.'),
    targets: z
      .union([z.literal('all'), z.array(z.string()).min(1, targetsError)], targetsError)
      .describe('Modules that get an adapter: "all", or the last parts of their names, such as q_proj.'),
    frozen: choice(FROZEN)
      .optional()
      .describe(
        'How the weights under the adapters are stored (QLoRA): f32, f16 or int8. The step is then made layer by layer and activations are computed again, which takes far less memory. Without it: int8 from 100 million parameters on; smaller models are trained whole, in f32.',
      ),
  }).optional(),
  train: sftSection,
};
const finetuneTaskSchema = section({ ...finetuneFields, data: taskData });
const finetuneFileSchema = section({
  ...finetuneFields,
  data: fileData,
});

/**
 * A union for the published JSON Schema; `parseFinetuneRecipe` picks one of the two, so that errors are about the
 * right one.
 */
export const finetuneSchema = z.union([finetuneTaskSchema, finetuneFileSchema]);
export type FinetuneRecipe = z.output<typeof finetuneSchema>;

/** A recipe of `mizan train`. */
export type SftRecipe = FromScratchRecipe | FromFileRecipe | FinetuneRecipe;

/** Parameters in f32 with gradient and optimiser state take about 16 GB. */
const MAX_PARAMETERS = 1e9;

/** Checks that the model can be built and takes rows of `train.length` tokens. */
const requireModel = (
  { model, tokenizer, train }: Pick<FromScratchRecipe, 'model' | 'tokenizer' | 'train'>,
  path: string,
): void => {
  let config;
  try {
    config = parseConfig({ hidden_act: 'silu', ...model, vocab_size: tokenizer.vocab_size });
  } catch (error) {
    const [field, ...problem] = (error as Error).message.replace(/^config\.json: /, 'model.').split(' ');
    return rejectRecipe(path, field!, problem.join(' '), error);
  }
  if (train.length > config.maxPositions) {
    rejectRecipe(
      path,
      'train.length',
      `must be a whole number from 8 to model.max_position_embeddings, ${config.maxPositions}, is ${train.length}`,
    );
  }
  const parameters = countParameters(config);
  if (parameters > MAX_PARAMETERS)
    rejectRecipe(
      path,
      'model',
      `must have at most ${MAX_PARAMETERS} parameters, has ${parameters}; lower hidden_size or num_hidden_layers`,
    );
};

/** Reads a from-scratch recipe from parsed JSON. Throws one sentence for the first mistake. */
export const parseFromScratchRecipe = (json: unknown, path: string): FromScratchRecipe => {
  const recipe = parseRecipeJson(fromScratchSchema, json, path);
  requireModel(recipe, path);
  return recipe;
};

const has = (json: unknown, field: string): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && Object.hasOwn(json, field);

/** Reads a finetune recipe from parsed JSON. Throws one sentence for the first mistake. */
const parseFinetuneRecipe = (json: unknown, path: string): FinetuneRecipe => {
  const recipe = parseRecipeJson(hasFile(json) ? finetuneFileSchema : finetuneTaskSchema, json, path);
  if (recipe.lora && recipe.train.qk_clip)
    rejectRecipe(path, 'lora', 'leaves the base weights alone, but train.qk_clip changes them; remove one of the two');
  return recipe;
};

/** Reads a recipe of a new model from a file of conversations. */
const parseFromFileRecipe = (json: unknown, path: string): FromFileRecipe => {
  const recipe = parseRecipeJson(fromFileSchema, json, path);
  requireModel(recipe, path);
  return recipe;
};

const hasFile = (json: unknown): boolean => has(json, 'data') && has(json.data, 'file');

/** Whether a recipe makes a new model of a file. */
export const isFromFile = (recipe: SftRecipe): recipe is FromFileRecipe => !isFinetune(recipe) && 'file' in recipe.data;

/** Whether a recipe trains an existing model. */
export const isFinetune = (recipe: SftRecipe): recipe is FinetuneRecipe => 'base' in recipe;

/** Reads a recipe of either kind from parsed JSON: with "base" it is a finetune recipe. */
export const parseSftRecipe = (json: unknown, path: string): SftRecipe => {
  if (has(json, 'base')) return parseFinetuneRecipe(json, path);
  return hasFile(json) ? parseFromFileRecipe(json, path) : parseFromScratchRecipe(json, path);
};

/** Reads a from-scratch recipe from its file. */
export const readFromScratchRecipe = (path: string): FromScratchRecipe =>
  parseFromScratchRecipe(readRecipeJson(path), path);

/** Reads a recipe of either kind from its file. */
export const readSftRecipe = (path: string): SftRecipe => parseSftRecipe(readRecipeJson(path), path);
