/**
 * How much a request thinks, read from the three places where a request can say so: the reasoning effort, the suffix of
 * the model's name, and the body field `mizan`. A later place in that order overrides an earlier one.
 *
 * `FIELDS` is the one table of settings. Everything else here (the suffix, the body, the settings in responses, the flags
 * of `mizan ask`) is derived from it. No field names a verifier or a role: those belong to the operator. An unknown
 * field is an error.
 */
import { z } from 'zod';
import { defined, previewJson } from '../json.ts';
import { thinkingOf } from '../reason/think-length.ts';
import type { Budget } from '../reason/budget.ts';
import { badRequest } from '../server/http.ts';
import type { ThinkingOptions } from '../server/catalog.ts';
import type { Thinking, Wire } from '../types.ts';
import { suggest } from '../suggest.ts';
import { EFFORT_NAMES, type EffortLevel, type EffortName, type Efforts } from './effort.ts';

/** Everything decided about the thinking of one request. */
export type Settings = Omit<EffortLevel, 'about'> & {
  /** The name that it started from. */
  effort: EffortName;
  /** The request itself chose. When it did not, an easy turn may go straight through. */
  chosen: boolean;
  budget: Budget;
  /** The temperature was set by the request, not by the effort. */
  temperatureChosen: boolean;
  maxTokens?: number;
  planTokens?: number;
  /** Bounds on the length of each thought. */
  thinking?: Thinking;
  /** What a vote for text weighs beside a vote for a tool call. Undefined: as much. */
  textWeight?: number;
  /** Read and repair tool calls also where nothing is voted on. Undefined: as the model's entry says. */
  repair?: boolean;
  /**
   * Whether candidates are asked to end in a form that is read with certainty. Undefined: where the question allows it.
   */
  answerForm?: boolean;
  /** The caller wants the raw events in the stream. */
  events: boolean;
  /** An answer that is there already: it counts as the first candidate, and is checked. */
  check?: string;
};

/** Longest answer that can be checked, in characters. */
const LONGEST_CHECKED = 200_000;

/** Most candidates that a request may ask for. */
export const MOST_CANDIDATES = 256;

const whole = (min: number, max: number) => ({
  schema: z.number().int().min(min).max(max),
  says: `a whole number from ${min} to ${max}`,
});
const above0 = (max: number) => ({ schema: z.number().positive().max(max), says: `a number above 0, at most ${max}` });
const flag = { schema: z.boolean(), says: 'true or false' };

/**
 * Every field of `mizan`, under its name on the wire. `key`: where its value lies in `Settings`; `short`: its name in a
 * suffix, where that is another; `schema`: what it must be, and `says` that in words.
 */
const FIELDS = {
  effort: { key: ['effort'], schema: z.enum(EFFORT_NAMES), says: `one of ${EFFORT_NAMES.join(', ')}` },
  n: { key: ['n'], ...whole(1, MOST_CANDIDATES) },
  plan: { key: ['plan'], schema: z.enum(['none', 'shared', 'each']), says: 'one of none, shared, each' },
  judge: { key: ['judge'], ...flag },
  greedy_first: { key: ['greedyFirst'], short: 'greedy', ...flag },
  temperature: { key: ['temperature'], schema: z.number().min(0).max(2), says: 'a number from 0 to 2' },
  max_tokens: { key: ['maxTokens'], ...whole(1, 1_000_000) },
  plan_tokens: { key: ['planTokens'], ...whole(1, 100_000) },
  think_tokens: { key: ['thinking', 'most'], ...whole(1, 1_000_000) },
  think_least: { key: ['thinking', 'least'], ...whole(1, 1_000_000) },
  budget_tokens: { key: ['budget', 'tokens'], short: 'tokens', ...whole(1, 1_000_000_000) },
  budget_seconds: { key: ['budget', 'seconds'], short: 'seconds', ...above0(86_400) },
  budget_cost: { key: ['budget', 'cost'], short: 'cost', ...above0(1_000_000) },
  text_weight: { key: ['textWeight'], schema: z.number().min(0.1).max(10), says: 'a number from 0.1 to 10' },
  repair: { key: ['repair'], ...flag },
  answer_form: { key: ['answerForm'], ...flag },
  events: { key: ['events'], ...flag },
  asks: { key: ['asks'], ...flag },
  check: {
    key: ['check'],
    schema: z.string().trim().min(1).max(LONGEST_CHECKED),
    says: 'the text of the answer that is to be checked',
  },
} as const;

/** Settings that follow from the effort alone and are shown beside the fields. */
const SHOWN = { profile: ['profile'], top_p: ['topP'] } as const;

type Field = keyof typeof FIELDS;

/** Values of the body field `mizan`, all optional: `{ effort: 'high', budget_seconds: 20 }`. */
export type ThinkingFields = { [K in Field]?: z.infer<(typeof FIELDS)[K]['schema']> };

const FIELD_NAMES = Object.keys(FIELDS) as Field[];
const BY_SHORT_NAME: ReadonlyMap<string, Field> = new Map(
  Object.entries(FIELDS).flatMap(([name, field]) => ('short' in field ? [[field.short, name as Field]] : [])),
);

/** The field of this name. Throws a `RequestError` that says what was meant, or what there is. */
const findField = (name: string, where: string, param: string): Field => {
  if (Object.hasOwn(FIELDS, name)) return name as Field;
  const meant = suggest(name, FIELD_NAMES);
  throw badRequest(
    `${where} has no field ${previewJson(name, 60)}; ${meant ? `did you mean ${meant}?` : `it has ${FIELD_NAMES.join(', ')}`}`,
    param,
    'unknown_field',
  );
};

/** The value when it is right. Throws a `RequestError` that names the field, what it takes and what came. */
const validate = <K extends Field>(field: K, value: unknown, label: string, param: string): ThinkingFields[K] => {
  const { schema, says } = FIELDS[field];
  const result = schema.safeParse(value);
  if (!result.success)
    throw badRequest(`${label} takes ${says}; got ${previewJson(value, 60)}`, param, 'invalid_value');
  return result.data as ThinkingFields[K];
};

const readBody = (body: Wire): ThinkingFields => {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const param = `mizan.${name}`;
    const field = findField(name, 'mizan', param);
    if (value !== null) fields[field] = validate(field, value, param, param);
  }
  return fields;
};

const parseValue = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
};

const SUFFIX = "the suffix of the model's name";

/** Reads 'high', 'k2-think', 'n=8,plan=each', 'high,tokens=4000,seconds=20'. */
const readSuffix = (suffix: string): ThinkingFields => {
  const fields: Record<string, unknown> = {};
  if (suffix === '') return fields;
  for (const part of suffix.split(',')) {
    const [, name = 'effort', value = part] = /^([a-z_]+)=(.*)$/.exec(part) ?? [];
    const field = findField(BY_SHORT_NAME.get(name) ?? name, SUFFIX, 'model');
    fields[field] = validate(field, parseValue(value), name === 'effort' ? SUFFIX : `${name} in ${SUFFIX}`, 'model');
  }
  return fields;
};

/**
 * The fields that have a value, under their keys in `Settings`; those of budget and thinking as objects of their own.
 */
const toSettings = (fields: ThinkingFields): Record<string, unknown> => {
  const out: Record<string, unknown> = {};
  for (const [name, { key }] of Object.entries(FIELDS)) {
    const value = fields[name as Field];
    if (value === undefined) continue;
    const [first, second] = key as readonly [string, string?];
    if (second === undefined) out[first] = value;
    else out[first] = { ...(out[first] as object | undefined), [second]: value };
  }
  return out;
};

/** The bounds on a thought. Throws a `RequestError` when they contradict each other. */
const readThinking = ({ think_tokens, think_least }: ThinkingFields): Thinking | undefined => {
  try {
    return thinkingOf(think_tokens, think_least);
  } catch (error) {
    throw badRequest((error as Error).message, 'mizan.think_least', 'invalid_value');
  }
};

/** Fields that say nothing about how much is thought. */
const isBeside = (name: Field): boolean =>
  ['events', 'asks', 'repair', 'text_weight', 'answer_form'].includes(name) || name.startsWith('budget_');

/** Fewest candidates of a check, the answer that is there among them: fewer can't outvote it. */
const LEAST_CHECKED = 3;

const K2_FIXED = ['plan', 'judge', 'greedy_first'] as const;

/**
 * The settings of a request: what `options` say, on top of the effort `standard` of a model with these `efforts`.
 * Throws a `RequestError` that names the field at fault.
 */
export const readThinkingOptions = (
  options: ThinkingOptions,
  efforts: Efforts,
  standard: EffortName = 'default',
): Settings => {
  const { effort: reasoningEffort, suffix, mizan = {} } = options;
  const fields: ThinkingFields = {
    ...(reasoningEffort !== undefined && {
      effort: validate('effort', reasoningEffort, 'reasoning_effort', 'reasoning_effort')!,
    }),
    ...readSuffix(suffix),
    ...readBody(mizan),
  };
  const checks = fields.check !== undefined;
  const chosen = FIELD_NAMES.some((name) => fields[name] !== undefined && !isBeside(name));
  // Whoever says how much is drawn, and no effort, means it: auto, which draws as little as it can, is not for them.
  const unnamed = checks || (chosen && standard === 'default') ? 'medium' : standard;
  const effort = fields.effort ?? unnamed;
  const thinking = readThinking(fields);
  const { about: _, ...named } = efforts[effort];
  if (checks && named.profile !== 'mizan')
    throw badRequest(
      `a check needs an effort that draws and votes; ${effort} does not: leave effort out`,
      'mizan.check',
    );
  // A plan of the model's own would speak for its answer: what is checked is compared with answers that owe it nothing.
  const base = checks ? { ...named, plan: 'none' as const, eager: false, n: Math.max(named.n, LEAST_CHECKED) } : named;
  if (base.profile === 'k2-think' && K2_FIXED.some((name) => fields[name] !== undefined))
    throw badRequest('k2-think has its own plans, judge and draws; leave out plan, judge and greedy_first', 'mizan');
  // Candidates, a plan or a judge turn thinking on where the effort has none.
  const wantsThinking = fields.n !== undefined || fields.plan !== undefined || fields.judge !== undefined;
  const profile = base.profile === 'none' && wantsThinking ? 'mizan' : base.profile;
  return {
    ...base,
    profile,
    budget: {},
    events: false,
    ...(toSettings(fields) as Partial<Settings>),
    ...(thinking && { thinking }),
    effort,
    chosen,
    temperatureChosen: fields.temperature !== undefined,
  };
};

/** The values of `source` that have a place on the wire, under their names there. */
const toWire = (source: object): Wire => {
  const keys = [...Object.entries(FIELDS).map(([name, { key }]) => [name, key] as const), ...Object.entries(SHOWN)];
  const valueAt = (path: readonly string[]): unknown =>
    path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], source);
  return defined(Object.fromEntries(keys.map(([name, key]) => [name, valueAt(key)])));
};

/** What `settingsToWire` made of settings: those of requests that choose nothing are one object. */
const wires = new WeakMap<Settings, Wire>();

/** Settings as they stand in responses and traces: under the names that a caller can use. */
export const settingsToWire = (settings: Settings): Wire => {
  const known = wires.get(settings);
  if (known) return known;
  const { events: _, check, ...wire } = toWire(settings);
  const made = check === undefined ? wire : { ...wire, checks: true };
  wires.set(settings, made);
  return made;
};

/** The meaning of every effort as it stands in /v1/models. */
export const describeEfforts = (efforts: Efforts): Wire =>
  Object.fromEntries(EFFORT_NAMES.map((name) => [name, { ...toWire(efforts[name]), about: efforts[name].about }]));
