/**
 * Scoring of tool calls by the rules of the Berkeley Function Calling Leaderboard's AST check (Patil et al., "The
 * Berkeley Function Calling Leaderboard", ICML 2025; github.com/ShishirPatil/gorilla), written anew from the rules: a
 * call is right when its tool is, when every required argument is there, when nothing is there that the description or
 * the answer lacks, and when every value has its type and is among the allowed ones. `""` among those says that it may
 * be left out.
 *
 * JSON knows one kind of number, so 5.0 for a whole number is right here where the leaderboard, in Python, refuses it.
 */
import { z } from 'zod';
import type { Tool, Wire } from '../types.ts';

/** Calls as plain data. */
export type Called = { name: string; arguments: Wire };

/** The allowed values of each argument, per call: one entry for each call that is due. */
export type Allowed = readonly Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>[];

export type Category = 'simple' | 'multiple' | 'parallel' | 'irrelevance';

/** One question: what was asked, the tools, and what is right. `allowed` is empty where no tool fits. */
export type BfclItem = { id: string; category: Category; tools: readonly Tool[]; question: string; allowed: Allowed };

export type Score = { right: boolean; reason: string };

const RIGHT: Score = { right: true, reason: '' };
const wrong = (reason: string): Score => ({ right: false, reason });

const KINDS: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'integer',
  float: 'number',
  number: 'number',
  boolean: 'boolean',
  array: 'list',
  tuple: 'list',
  dict: 'object',
  object: 'object',
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
};

const fits = (value: unknown, kind: string | undefined): boolean =>
  kind === undefined || kindOf(value) === kind || (kind === 'number' && kindOf(value) === 'integer');

/** Strings are compared without case, spaces and the marks , . / - _ * ^, and with one kind of quote. */
const plain = (text: string): string =>
  text
    .replace(/[ ,./\-_*^]/g, '')
    .toLowerCase()
    .replaceAll("'", '"');

const standard = (value: unknown): unknown => (typeof value === 'string' ? plain(value) : value);

const equal = (a: unknown, b: unknown): boolean => {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((element, i) => equal(element, b[i]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
};

/** A dictionary against one allowed dictionary, whose values are lists of allowed values. */
const dictionaryFits = (value: unknown, allowed: unknown): boolean => {
  if (!isObject(value) || !isObject(allowed)) return false;
  const given = Object.entries(value).every(([key, member]) => {
    const choices = Object.hasOwn(allowed, key) ? allowed[key] : undefined;
    return Array.isArray(choices) && choices.some((choice) => equal(standard(member), standard(choice)));
  });
  const complete = Object.entries(allowed).every(
    ([key, choices]) => Object.hasOwn(value, key) || (Array.isArray(choices) && choices.includes('')),
  );
  return given && complete;
};

/**
 * The kind of the first allowed value: where it is not the declared one, the answer is a variable, compared as it is.
 */
const answerKind = (allowed: readonly unknown[]): string | undefined => {
  const first = allowed.find((option) => option !== '');
  return first === undefined ? undefined : kindOf(first);
};

const listFits = (value: readonly unknown[], allowed: readonly unknown[]): boolean =>
  allowed.some((option) => Array.isArray(option) && equal(value.map(standard), option.map(standard)));

const valueFits = (value: unknown, schema: Wire, allowed: readonly unknown[]): boolean => {
  const kind = KINDS[String(schema.type)];
  const answered = answerKind(allowed);
  const variable =
    answered !== undefined &&
    kind !== undefined &&
    !(answered === kind || (kind === 'number' && answered === 'integer'));
  if (variable) return kindOf(value) === answered && allowed.some((option) => equal(standard(value), standard(option)));
  if (!fits(value, kind)) return false;
  if (isObject(value)) return allowed.some((option) => option !== '' && dictionaryFits(value, option));
  if (Array.isArray(value)) {
    const items = isObject(schema.items) ? KINDS[String(schema.items.type)] : undefined;
    if (items === 'object') {
      return allowed.some(
        (option) =>
          Array.isArray(option) &&
          option.length === value.length &&
          value.every((item, i) => dictionaryFits(item, option[i])),
      );
    }
    return listFits(value, allowed);
  }
  return allowed.some((option) => equal(standard(value), standard(option)) && (option !== '' || value === ''));
};

/** One call against the one entry of the answer that is due. */
const callFits = (call: Called, due: Allowed[number], tools: readonly Tool[]): Score => {
  const name = Object.keys(due)[0]!;
  const tool = tools.find((tool) => tool.name === name);
  if (!tool) return wrong(`the answer names ${name}, which no tool is`);
  if (call.name !== name) return wrong(`the tool is ${name}, not ${call.name}`);
  const allowed = due[name]!;
  const properties = (isObject(tool.parameters?.properties) ? tool.parameters.properties : {}) as Record<string, Wire>;
  const required = Array.isArray(tool.parameters?.required) ? (tool.parameters.required as string[]) : [];
  const missing = required.find((key) => !Object.hasOwn(call.arguments, key));
  if (missing !== undefined) return wrong(`${missing} is required`);
  for (const [key, value] of Object.entries(call.arguments)) {
    if (!Object.hasOwn(properties, key) || !Object.hasOwn(allowed, key)) return wrong(`${key} is unexpected`);
    if (!valueFits(value, properties[key]!, allowed[key]!)) return wrong(`${key} has no allowed value`);
  }
  const due_ = Object.entries(allowed).find(
    ([key, values]) => !Object.hasOwn(call.arguments, key) && !values.includes(''),
  );
  return due_ ? wrong(`${due_[0]} may not be left out`) : RIGHT;
};

/**
 * Scores the calls of one reply: as many as are due, each right, in any order. Where no tool fits (`allowed` is empty)
 * a reply without a call is right. Calls are matched in the order of the answer, each to the first free one that fits.
 */
export const scoreCalls = (calls: readonly Called[], item: Pick<BfclItem, 'tools' | 'allowed'>): Score => {
  const { allowed, tools } = item;
  if (allowed.length === 0) return calls.length === 0 ? RIGHT : wrong('no tool fits, and one is called');
  if (calls.length !== allowed.length) return wrong(`${allowed.length} calls are due, not ${calls.length}`);
  const free = new Set(calls);
  for (const due of allowed) {
    const scores = [...free].map((call) => ({ call, score: callFits(call, due, tools) }));
    const found = scores.find((score) => score.score.right);
    if (!found) return scores[0]!.score;
    free.delete(found.call);
  }
  return RIGHT;
};

const turn = z.object({ role: z.string(), content: z.string() });
const wire = z.record(z.string(), z.unknown());
const questionRow = z.object({
  id: z.string(),
  question: z.array(z.array(turn)),
  function: z.array(z.object({ name: z.string(), description: z.string().optional(), parameters: wire })),
});
const answerRow = z.object({
  id: z.string(),
  ground_truth: z.array(z.record(z.string(), z.record(z.string(), z.array(z.unknown())))),
});

/**
 * Reads one line of a BFCL file of questions, with its line of the file of answers (none for irrelevance). Throws a
 * ZodError.
 */
export const readItem = (category: Category, question: unknown, answer: unknown): BfclItem => {
  const row = questionRow.parse(question);
  const text = row.question
    .flat()
    .map((message) => message.content)
    .join('\n');
  const allowed = answer === undefined ? [] : answerRow.parse(answer).ground_truth;
  return { id: row.id, category, tools: row.function, question: text, allowed };
};
