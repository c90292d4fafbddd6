/**
 * The JSON Schema of each kind of recipe, made from the zod schema that reads it. The files in recipes/schema are
 * written by `npm run recipes:schema`; a test holds them up to date. An editor finds them through "$schema" at the
 * top of a recipe.
 */
import { z } from 'zod';
import { isObject, prettyJson } from '../../json.ts';
import { criticSchema } from './critic.ts';
import { rlSchema } from './rl.ts';
import { finetuneSchema, newModelSchema } from './sft.ts';

const KINDS: readonly { name: string; title: string; schema: z.ZodType }[] = [
  { name: 'from-scratch', title: 'Recipe of mizan train: a new model', schema: newModelSchema },
  { name: 'finetune', title: 'Recipe of mizan train: an existing model, with or without LoRA', schema: finetuneSchema },
  { name: 'rl', title: 'Recipe of mizan rl: reinforcement learning', schema: rlSchema },
  { name: 'critic', title: 'Recipe of mizan critic: a model that judges answers', schema: criticSchema },
];

/** Lets a recipe name its schema for the editor. */
const withSchemaField = (node: unknown): void => {
  if (!isObject(node)) return;
  if (isObject(node.properties)) node.properties.$schema = { type: 'string' };
  if (Array.isArray(node.anyOf)) node.anyOf.forEach(withSchemaField);
};

/** File names in recipes/schema with their contents. */
export const recipeSchemaFiles = (): Map<string, string> =>
  new Map(
    KINDS.map(({ name, title, schema }) => {
      const json = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
      withSchemaField(json);
      return [`${name}.json`, prettyJson({ title, ...json })];
    }),
  );
