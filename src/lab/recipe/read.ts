/**
 * Reading a recipe file: JSON from disk, then a zod schema. Every mistake is one sentence with the file, the path of
 * the field, what is allowed and what was given: `recipe r.json: train.lr must be a number from 0 to 10, is "0.1"`.
 */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { isObject } from '../../json.ts';

const withoutSchema = (json: unknown): unknown => {
  if (!isObject(json)) return json;
  const { $schema: _schema, ...recipe } = json;
  return recipe;
};

/**
 * The parsed JSON of a recipe file of any kind. A "$schema" at the top, which tells an editor the JSON Schema, is
 * left out. Throws one sentence when the file can't be read or is not JSON.
 */
export const readRecipeJson = (path: string): unknown => {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(
      `can't read the recipe ${path} (${(error as NodeJS.ErrnoException).code}); the recipes of this project are in recipes/`,
      { cause: error },
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new Error(`recipe ${path} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
  return withoutSchema(json);
};

/** Throws the sentence for a recipe that can't be used as it is. `field` is a path such as train.lr. */
export const rejectRecipe = (path: string, field: string, problem: string, cause?: unknown): never => {
  throw new Error(`recipe ${path}: ${field} ${problem}`, { cause });
};

/**
 * `json` as the schema reads it, with defaults filled in. Throws one sentence for the first mistake; an unknown field
 * comes first, since a misspelt field is also reported as missing. `place` is the path of `json` inside the recipe,
 * such as ['data'].
 */
export const parseRecipeJson = <T extends z.ZodType>(
  schema: T,
  json: unknown,
  path: string,
  place: readonly string[] = [],
): z.output<T> => {
  const result = schema.safeParse(place.length === 0 ? withoutSchema(json) : json);
  if (result.success) return result.data;
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  const field = [...place, ...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])];
  return rejectRecipe(path, field.map(String).join('.') || 'the file', issue.message);
};

/**
 * `json` with fields under their present names. `names` maps the path of an old field to its new name; a recipe that
 * has the new field too is left as it is, so that the old one is reported.
 */
export const renameFields = (json: unknown, names: Readonly<Record<string, string>>): unknown =>
  Object.entries(names).reduce<unknown>((recipe, [path, name]) => {
    const [field, ...deeper] = path.split('.') as [string, ...string[]];
    if (!isObject(recipe) || !Object.hasOwn(recipe, field)) return recipe;
    if (deeper.length > 0) return { ...recipe, [field]: renameFields(recipe[field], { [deeper.join('.')]: name }) };
    if (Object.hasOwn(recipe, name)) return recipe;
    const { [field]: value, ...rest } = recipe;
    return { ...rest, [name]: value };
  }, json);
