/**
 * Field types of recipes, as zod schemas. The error of each says what is allowed and what was given; read.ts puts the
 * path of the field in front. Descriptions go into the published JSON Schemas (recipes/schema).
 */
import { z } from 'zod';
import { previewJson } from '../../json.ts';
import { suggest } from '../../suggest.ts';

type Issue = { input?: unknown };

const isValue = (input: unknown): string => `is ${previewJson(input, 60)}`;

/** The error option of a field: 'must be a number from 0 to 1, is 2'. */
export const mustBe = (allowed: string) => ({ error: ({ input }: Issue) => `must be ${allowed}, ${isValue(input)}` });

/** A number from `low` to `high`, both included. */
export const number = (low: number, high: number) => {
  const error = mustBe(`a number from ${low} to ${high}`);
  return z.number(error).min(low, error).max(high, error);
};

/** A whole number from `low` to `high`, both included. */
export const whole = (low: number, high: number) => {
  const error = mustBe(`a whole number from ${low} to ${high}`);
  return z.number(error).int(error).min(low, error).max(high, error);
};

/** A number from `low` to `high` without `high` itself. */
export const numberBelow = (low: number, high: number) => {
  const error = mustBe(`a number from ${low} to below ${high}`);
  return z.number(error).min(low, error).lt(high, error);
};

/** Two values of one type; `allowed` describes them together. */
export const pair = <T extends z.ZodType>(of: T, allowed: string) => z.tuple([of, of], mustBe(allowed));

export const share = number(0, 1);
export const text = z.string(mustBe('text'));
export const flag = z.boolean(mustBe('true or false'));

/** One of a few words: 'must be "head" or "layer", is "model"'. */
export const choice = <const C extends readonly [string, ...string[]]>(choices: C) =>
  z.enum(choices, mustBe(choices.map((word) => JSON.stringify(word)).join(' or ')));

type UnknownKeys = Issue & { code?: string; keys?: readonly string[] };

/**
 * The error option of an object with known keys: an unknown key 'is not a task family; did you mean roman? known
 * here: …'.
 */
export const knownKeys = (what: string, known: readonly string[], allowed = 'an object') => ({
  error: ({ code, keys, input }: UnknownKeys) => {
    if (code !== 'unrecognized_keys') return `must be ${allowed}, ${isValue(input)}`;
    const meant = suggest(keys![0]!, known);
    return `is not ${what}; ${meant === undefined ? '' : `did you mean ${meant}? `}known here: ${known.join(', ')}`;
  },
});

/** An object of known fields. Any other field is an error that suggests the nearest known one. */
export const section = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, knownKeys('a field of a recipe', Object.keys(shape)));

const NAME =
  'may hold letters, digits, dot, dash and underscore only and begins with a letter, a digit or an underscore';

/** Fields that every kind of recipe has. */
export const commonFields = {
  name: text
    .regex(/^\w[\w.-]*$/, { error: ({ input }) => `${NAME}, ${isValue(input)}` })
    .describe('Name of the recipe; the default folder of its runs is runs/NAME.'),
  about: text.describe('One or two sentences for a reader: what is trained and what to expect.'),
  seed: whole(0, 2 ** 31).describe('Every random choice of the run follows from it.'),
};
