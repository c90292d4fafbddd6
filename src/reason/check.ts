/**
 * Checks of candidates. Each looks at one finished reply and gives a verdict (pass or fail) or none. A check of form
 * only (JSON, a pattern) never passes an answer, since a well-formed answer may be wrong. select.ts uses the verdicts.
 */
import { Validator } from '@cfworker/json-schema';
import { isObject } from '../json.ts';
import type { AnswerFormat, ChatRequest, Reply, Verdict, Verify, Wire } from '../types.ts';

/** What a check sees. `answer` is the extracted answer, `reply.content` the whole. */
export type Checked = { question: string; answer: string; reply: Reply; request: ChatRequest; signal: AbortSignal };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Undefined means no verdict. A check stops soon after `signal` aborts; one that throws counts as no verdict. */
export type Check = (checked: Checked) => Verdict | undefined | Promise<Verdict | undefined>;

/** What is wrong with a text that should be JSON of that schema; undefined when nothing is. */
export const schemaFault = (text: string, schema: Wire | boolean): string | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(value);
  if (valid) return undefined;
  const deepest = errors.toSorted((a, b) => b.instanceLocation.length - a.instanceLocation.length)[0];
  return `it breaks the schema${deepest ? ` at ${deepest.instanceLocation}: ${deepest.error}` : ''}`;
};

/** How an answer violates the requested form; undefined when it does not. */
export const formatFault = (text: string, format: AnswerFormat): string | undefined => {
  const fault = schemaFault(text.trim(), format.type === 'schema' ? format.schema : { type: 'object' });
  return fault && format.type === 'json' && fault !== 'it is not JSON' ? 'it is not a JSON object' : fault;
};

/** Fails an answer that does not have the requested form. */
export const formatCheck: Check = ({ reply, request }) => {
  const fault = request.format && formatFault(reply.content, request.format);
  return fault === undefined ? undefined : { pass: false, reason: fault };
};

const MOST_OBJECTS = 50;

/**
 * A JSON schema of an object that stands in a question which asks for JSON; undefined when there is none, or several.
 */
const schemaOf = (question: string): Wire | undefined => {
  if (!/\bjson\b/i.test(question) || !/"properties"\s*:/.test(question) || question.length > 50_000) return undefined;
  const found: Wire[] = [];
  let from = 0;
  for (let tried = 0; tried < MOST_OBJECTS; tried++) {
    const open = question.indexOf('{', from);
    if (open < 0) break;
    const text = balanced(question, open);
    const value = text === undefined ? undefined : parsed(text);
    from = open + (value === undefined ? 1 : text!.length);
    if (isObject(value) && isObject(value['properties'])) found.push(value);
  }
  return found.length === 1 ? found[0] : undefined;
};

/** The text from the brace at `open` to its end, strings skipped. */
const balanced = (text: string, open: number): string | undefined => {
  let depth = 0;
  for (const { 0: part, index } of text.slice(open).matchAll(/"(?:\\.|[^"\\])*"|[{}]/g)) {
    if (part === '{') depth++;
    if (part === '}' && --depth === 0) return text.slice(open, open + index + 1);
  }
  return undefined;
};

/** The JSON value that a reply is or holds in its only fenced block. */
const jsonIn = (content: string): unknown => {
  const blocks = [...content.matchAll(/^```(?:json)?[ \t]*\n([\s\S]*?)^```/gim)].map((block) => block[1]!);
  return parsed(blocks.length === 1 ? blocks[0]! : content.trim());
};

/**
 * Validates a reply's JSON against a schema in the question. The verdict is partial, since the purpose of a schema in a
 * question is a guess.
 */
export const schemaInQuestion: Check = ({ question, reply }) => {
  const schema = schemaOf(question);
  const value = schema && jsonIn(reply.content);
  if (!schema || value === undefined) return undefined;
  const fault = schemaFault(JSON.stringify(value), schema);
  return fault === undefined
    ? { pass: true, partial: true, reason: 'it fits the schema of the question' }
    : { pass: false, partial: true, reason: `${fault} (the schema of the question)` };
};

const untilAborted = (work: Promise<Verdict | undefined>, signal: AbortSignal): Promise<Verdict | undefined> => {
  if (signal.aborted) return Promise.resolve(undefined);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = (): void => resolve(undefined);
  signal.addEventListener('abort', stop, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
};

/** The verdict of all checks in their order: the first failure, else the first pass, else nothing. */
export const runChecks = async (
  checked: Checked,
  checks: readonly Check[],
  verify?: Verify,
): Promise<Verdict | undefined> => {
  let passed: Verdict | undefined;
  const task: Check = ({ question, answer }) => verify?.(question, answer);
  for (const check of verify ? [task, ...checks] : checks) {
    const verdict = await untilAborted(
      (async () => check(checked))().catch(() => undefined),
      checked.signal,
    );
    if (verdict && !verdict.pass) return verdict;
    passed ??= verdict;
  }
  return passed;
};
