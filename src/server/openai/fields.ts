/** What the bodies of all endpoints share: reporting a wrong field, and the fields that mean the same everywhere. */
import { z } from 'zod';
import { isObject } from '../../json.ts';
import type { Sampling, Wire } from '../../types.ts';
import type { ThinkingOptions } from '../catalog.ts';
import { badRequest } from '../http.ts';
import { isThinkingOff } from './thinking-off.ts';

/** messages.0.content → messages[0].content, as OpenAI spells the field at fault. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );

/** The issue that says most: of a union, the deepest among its branches. */
const deepest = (
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[] = [],
): { path: readonly PropertyKey[]; message: string } => {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return { path, message: issue.message };
  const inner = issue.errors.flat().map((item) => deepest(item, path));
  return inner.reduce((best, item) => (item.path.length > best.path.length ? item : best), {
    path,
    message: issue.message,
  });
};

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/**
 * What would be right, for the issues that the fields can have; undefined leaves it to the words of the field itself.
 */
const describeIssue = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type': {
      const noun = NOUNS[issue.expected];
      return noun && (issue.input === undefined ? `is missing; it must be ${noun}` : `must be ${noun}`);
    }
    case 'too_big':
      return `must ${issue.origin in UNITS ? 'have' : 'be'} at most ${String(issue.maximum)}${UNITS[issue.origin] ?? ''}`;
    case 'too_small':
      return issue.origin in UNITS && issue.minimum === 1
        ? 'must not be empty'
        : `must ${issue.origin in UNITS ? 'have' : 'be'} at least ${String(issue.minimum)}${UNITS[issue.origin] ?? ''}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_union': {
      const kinds = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
      return kinds.length > 0 ? `must be one of ${kinds.join(', ')}` : 'has none of the forms that it may have';
    }
    default:
      return undefined;
  }
};

/** `body` as `schema` reads it. Throws a `RequestError` (400) that names the first field at fault. */
export const parseFields = <S extends z.ZodType>(schema: S, body: Wire): z.output<S> => {
  const found = schema.safeParse(body, { error: describeIssue });
  if (found.success) return found.data;
  const { path, message } = deepest(found.error.issues[0]!);
  const param = pathText(path);
  throw badRequest(`${param === '' ? 'the request body' : param}: ${message}`, param === '' ? undefined : param);
};

export const jsonObject = z.record(z.string(), z.unknown());

/** A whole number of at least `low`. */
export const integerField = (low: number, high = Number.MAX_SAFE_INTEGER) =>
  z.number().int().min(low).max(high).nullish();

/** Fields of every endpoint; null is the same as absent. */
export const sharedFields = {
  model: z.string().min(1).max(512),
  stream: z.boolean().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  mizan: jsonObject.nullish(),
};

type SharedFields = { temperature?: number | null; top_p?: number | null; min_p?: number | null; seed?: number | null };

/** `value` under `key` unless it is null or undefined. */
export const optional = <K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } =>
  (value === null || value === undefined ? {} : { [key]: value }) as { [P in K]?: V };

export const samplingOf = (body: SharedFields): Sampling => ({
  ...optional('temperature', body.temperature),
  ...optional('topP', body.top_p),
  ...optional('minP', body.min_p),
  ...optional('seed', body.seed),
});

export const stopOf = (stop: string | string[] | null | undefined): { stop?: string[] } =>
  stop === null || stop === undefined ? {} : { stop: typeof stop === 'string' ? [stop] : stop };

/** The fields of `body` that are not in `known`: sent on as they came to an upstream of the same form. */
export const unknownFields = (body: Wire, known: ReadonlySet<string>): { wire?: Wire } => {
  const entries = Object.entries(body).filter(([key, value]) => !known.has(key) && value !== null);
  return entries.length > 0 ? { wire: Object.fromEntries(entries) } : {};
};

/**
 * How much thinking a body asks for: its effort under either name, `none` where it says so in any spelling; and
 * `mizan`.
 */
export const thinkingOptionsOf = (body: Wire, mizan: Wire | null | undefined): Omit<ThinkingOptions, 'suffix'> => {
  const reasoning = isObject(body.reasoning) ? body.reasoning : {};
  const given = [body.reasoning_effort, reasoning.effort].find((effort) => typeof effort === 'string' && effort !== '');
  const effort = isThinkingOff(body) ? 'none' : given === 'auto' ? undefined : (given as string | undefined);
  return { ...optional('effort', effort?.slice(0, 64)), ...optional('mizan', mizan) };
};
