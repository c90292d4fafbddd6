/**
 * How much thinking a request gets: names of efforts and what they mean, and the three places where a request can say
 * so (reasoning effort, suffix of the model's name, body field `mizan`) read into one `Settings`. It runs nothing.
 *
 * What is said later in that order overrides what was said before. Verifiers and roles are the operator's: no field here
 * names one, and an unknown field is an error.
 */
import { z } from 'zod';
import { thinkingOf } from '../reason/think-length.ts';
import type { Budget } from '../reason/budget.ts';
import type { PlanMode } from '../reason/plan.ts';
import { badRequest } from '../server/errors.ts';
import type { ThinkingOptions } from '../server/catalog.ts';
import type { Thinking, Wire } from '../types.ts';
import { suggest } from '../suggest.ts';

/** What an effort stands for. `profile` none: the model as it is, its reply streamed straight through. */
type EffortLevel = {
  profile: 'none' | 'mizan' | 'k2-think';
  /** Most candidates. */
  n: number;
  plan: PlanMode;
  /** Disagreeing answers are compared in pairs. */
  judge: boolean;
  /** The first candidate is drawn greedily. */
  greedyFirst: boolean;
  /** Of the candidates; undefined: the request's. */
  temperature?: number;
  topP?: number;
  about: string;
};

export const EFFORT_NAMES = [
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
  'default',
  'k2-think',
] as const;
export type EffortName = (typeof EFFORT_NAMES)[number];
export type Efforts = Readonly<Record<EffortName, EffortLevel>>;

const level = (n: number, plan: PlanMode, about: string, more: Partial<EffortLevel> = {}): EffortLevel => ({
  profile: 'mizan',
  n,
  plan,
  judge: false,
  greedyFirst: true,
  about,
  ...more,
});

const none: EffortLevel = {
  profile: 'none',
  n: 1,
  plan: 'none',
  judge: false,
  greedyFirst: false,
  about: 'the model as it is, streamed straight through',
};
const k2Think: EffortLevel = {
  profile: 'k2-think',
  n: 3,
  plan: 'each',
  judge: true,
  greedyFirst: false,
  temperature: 1,
  topP: 0.95,
  about: 'as K2 Think does it: three candidates, each with its own triage and plan, and a pairwise scan for the best',
};

/** For small models that can't compare answers: many cheap candidates, checks and votes. */
const small = {
  none,
  minimal: level(1, 'none', 'one answer, checked'),
  low: level(8, 'none', 'up to 8 answers, checked and voted on'),
  medium: level(32, 'shared', 'a plan, then up to 32 answers, checked and voted on'),
  high: level(64, 'each', 'up to 64 answers, each along a plan of its own'),
  xhigh: level(128, 'each', 'up to 128 answers, each along a plan of its own'),
  max: level(256, 'each', 'up to 256 answers, each along a plan of its own'),
} as const;

const drawn = { greedyFirst: false, judge: true, temperature: 1, topP: 0.95 } as const;

/** For models that are worth asking few times: few candidates, and a judge where they disagree. */
const large = {
  none,
  minimal: level(1, 'none', 'one answer, checked', { greedyFirst: false }),
  low: level(1, 'shared', 'a plan, then one answer, checked', { greedyFirst: false }),
  medium: level(3, 'shared', 'a plan, then up to 3 answers; votes decide, or a judge where they differ', drawn),
  high: level(5, 'each', 'up to 5 answers, each along a plan of its own; votes, then a judge', drawn),
  xhigh: level(9, 'each', 'up to 9 answers, each along a plan of its own; votes, then a judge', drawn),
  max: level(16, 'each', 'up to 16 answers, each along a plan of its own; votes, then a judge', drawn),
} as const;

/** The same for those that have learnt to compare their answers. */
const heard = (one: EffortLevel): EffortLevel =>
  one.n === 1 ? one : { ...one, judge: true, about: `${one.about}; its own judgement where they differ` };
const critic = {
  none,
  minimal: small.minimal,
  low: heard(small.low),
  medium: heard(small.medium),
  high: heard(small.high),
  xhigh: heard(small.xhigh),
  max: heard(small.max),
} as const;

/** What the names mean for a small model, for one that is its own critic, and for a large one; `default` is medium. */
export const EFFORTS: Readonly<Record<'small' | 'critic' | 'large', Efforts>> = {
  small: { ...small, default: small.medium, 'k2-think': k2Think },
  critic: { ...critic, default: critic.medium, 'k2-think': k2Think },
  large: { ...large, default: large.medium, 'k2-think': k2Think },
};

/** The meaning of the names as it stands in /v1/models. */
export const describeEfforts = (efforts: Efforts): Wire =>
  Object.fromEntries(
    EFFORT_NAMES.map((name) => {
      const { greedyFirst, topP, ...rest } = efforts[name];
      return [name, { ...rest, greedy_first: greedyFirst, ...(topP !== undefined && { top_p: topP }) }];
    }),
  );

/** Everything decided about the thinking of one request. */
export type Settings = Omit<EffortLevel, 'about'> & {
  /** The name that it started from. */
  effort: EffortName;
  /** Whether the request itself chose; when it did not, an easy turn may go straight through. */
  chosen: boolean;
  budget: Budget;
  /** The temperature is the request's own word, not the effort's. */
  temperatureChosen: boolean;
  maxTokens?: number;
  planTokens?: number;
  /** The length of each thought. */
  thinking?: Thinking;
  /** The caller wants the raw events in the stream. */
  events: boolean;
};

/** Most candidates that a request may ask for. */
const MOST_CANDIDATES = 256;

const whole = (min: number, max: number) => ({
  schema: z.number().int().min(min).max(max),
  says: `a whole number from ${min} to ${max}`,
});
const size = (max: number) => ({ schema: z.number().positive().max(max), says: `a number above 0, at most ${max}` });
const flag = { schema: z.boolean(), says: 'true or false' };

/** Every field of `mizan`: what it must be, and that in words. Suffixes know the same fields, some under a shorter name. */
const FIELDS = {
  effort: { schema: z.enum(EFFORT_NAMES), says: `one of ${EFFORT_NAMES.join(', ')}` },
  n: whole(1, MOST_CANDIDATES),
  plan: { schema: z.enum(['none', 'shared', 'each']), says: 'one of none, shared, each' },
  judge: flag,
  greedy_first: flag,
  temperature: { schema: z.number().min(0).max(2), says: 'a number from 0 to 2' },
  max_tokens: whole(1, 1_000_000),
  plan_tokens: whole(1, 100_000),
  think_tokens: whole(1, 1_000_000),
  think_least: whole(1, 1_000_000),
  budget_tokens: whole(1, 1_000_000_000),
  budget_seconds: size(86_400),
  budget_cost: size(1_000_000),
  events: flag,
} as const;
type Field = keyof typeof FIELDS;
type Fields = { [K in Field]?: z.infer<(typeof FIELDS)[K]['schema']> };

const SHORT: ReadonlyMap<string, Field> = new Map([
  ['tokens', 'budget_tokens'],
  ['seconds', 'budget_seconds'],
  ['cost', 'budget_cost'],
  ['greedy', 'greedy_first'],
]);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const fieldNamed = (name: string, where: string, param: string): Field => {
  if (Object.hasOwn(FIELDS, name)) return name as Field;
  const meant = suggest(name, Object.keys(FIELDS));
  throw badRequest(
    `${where} has no field ${shown(name)}; ${meant ? `did you mean ${meant}?` : `it has ${Object.keys(FIELDS).join(', ')}`}`,
    param,
    'unknown_field',
  );
};

/** The value when it is right; throws a `RequestError` that names the field, what it takes and what came. */
const checked = <K extends Field>(field: K, value: unknown, called: string, param: string): Fields[K] => {
  const { schema, says } = FIELDS[field];
  const result = schema.safeParse(value);
  if (!result.success) throw badRequest(`${called} takes ${says}; got ${shown(value)}`, param, 'invalid_value');
  return result.data as Fields[K];
};

const fromBody = (body: Wire): Fields => {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const field = fieldNamed(name, 'mizan', `mizan.${name}`);
    if (value !== null) fields[field] = checked(field, value, `mizan.${name}`, `mizan.${name}`);
  }
  return fields;
};

const valueOf = (text: string): unknown =>
  text === 'true' ? true : text === 'false' ? false : /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;

/** 'high', 'k2-think', 'n=8,plan=each', 'high,tokens=4000,seconds=20'. */
const fromSuffix = (suffix: string): Fields => {
  const fields: Record<string, unknown> = {};
  if (suffix === '') return fields;
  for (const part of suffix.split(',')) {
    const [, name, value] = /^([a-z_]+)=(.*)$/.exec(part) ?? [undefined, 'effort', part];
    const field = fieldNamed(SHORT.get(name!) ?? name!, "the suffix of the model's name", 'model');
    const called = `${name} in the suffix of the model's name`;
    fields[field] = checked(
      field,
      valueOf(value!),
      name === 'effort' ? "the suffix of the model's name" : called,
      'model',
    );
  }
  return fields;
};

const budgetOf = ({ budget_tokens, budget_seconds, budget_cost }: Fields): Budget => ({
  ...(budget_tokens !== undefined && { tokens: budget_tokens }),
  ...(budget_seconds !== undefined && { seconds: budget_seconds }),
  ...(budget_cost !== undefined && { cost: budget_cost }),
});

const lengthOf = ({ think_tokens, think_least }: Fields): Thinking | undefined => {
  try {
    return thinkingOf(think_tokens, think_least);
  } catch (error) {
    throw badRequest((error as Error).message, 'mizan.think_least', 'invalid_value');
  }
};

/** What a request wants, on top of the effort `standard`. Throws a `RequestError` with the field at fault. */
export const readThinkingOptions = (
  options: ThinkingOptions,
  efforts: Efforts,
  standard: EffortName = 'default',
): Settings => {
  const spoken: Fields =
    options.effort === undefined
      ? {}
      : { effort: checked('effort', options.effort, 'reasoning_effort', 'reasoning_effort')! };
  const fields: Fields = { ...spoken, ...fromSuffix(options.suffix), ...fromBody(options.mizan ?? {}) };
  const effort = fields.effort ?? standard;
  const thinking = lengthOf(fields);
  const { about: _, ...base } = efforts[effort];
  const selects = fields.n !== undefined || fields.plan !== undefined || fields.judge !== undefined;
  if (
    base.profile === 'k2-think' &&
    (fields.plan !== undefined || fields.judge !== undefined || fields.greedy_first !== undefined)
  ) {
    throw badRequest('k2-think has its own plans, judge and draws; leave out plan, judge and greedy_first', 'mizan');
  }
  // Candidates or a plan asked for by name on top of an effort that has none are thought about all the same.
  const start: Omit<EffortLevel, 'about'> = base.profile === 'none' && selects ? { ...base, profile: 'mizan' } : base;
  return {
    ...start,
    effort,
    chosen: Object.keys(fields).some((name) => name !== 'events' && !name.startsWith('budget_')),
    ...(fields.n !== undefined && { n: fields.n }),
    ...(fields.plan !== undefined && { plan: fields.plan }),
    ...(fields.judge !== undefined && { judge: fields.judge }),
    ...(fields.greedy_first !== undefined && { greedyFirst: fields.greedy_first }),
    ...(fields.temperature !== undefined && { temperature: fields.temperature }),
    ...(fields.max_tokens !== undefined && { maxTokens: fields.max_tokens }),
    ...(fields.plan_tokens !== undefined && { planTokens: fields.plan_tokens }),
    ...(thinking && { thinking }),
    temperatureChosen: fields.temperature !== undefined,
    budget: budgetOf(fields),
    events: fields.events ?? false,
  };
};

/** Settings as they stand in the response and the trace: what the caller could have asked for, in the names of the fields. */
export const settingsToWire = (settings: Settings): Wire => {
  const { effort, profile, n, plan, judge, greedyFirst, temperature, topP, maxTokens, planTokens, thinking, budget } =
    settings;
  return {
    effort,
    profile,
    n,
    plan,
    judge,
    greedy_first: greedyFirst,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(planTokens !== undefined && { plan_tokens: planTokens }),
    ...(thinking?.most !== undefined && { think_tokens: thinking.most }),
    ...(thinking?.least !== undefined && { think_least: thinking.least }),
    ...(budget.tokens !== undefined && { budget_tokens: budget.tokens }),
    ...(budget.seconds !== undefined && { budget_seconds: budget.seconds }),
    ...(budget.cost !== undefined && { budget_cost: budget.cost }),
  };
};
