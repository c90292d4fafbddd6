/**
 * When two calls are the same: one tool, equal arguments after repair, with arguments that say what the default says
 * left out; calls made together in any order. Votes on calls group by it, and tests compare by it.
 */
import type { Wire } from '../../types.ts';
import { checkCall, type CallLike } from './check-call.ts';
import { parseExact, writeExact } from './exact-json.ts';
import { parametersOf, plainTools, type ToolLike, type ValueSchema } from './tool-schema.ts';

/** `core` is the tool with its required arguments, words compared without case and spaces; `full` is the whole call. */
export type Canonical = { core: string; full: string };

/** `Default is 5`, `defaults to "metric"`: a default that only the words of a description give, as a literal. */
const DESCRIBED =
  /\bdefault(?:s)?(?: value)?(?: is| to|:| =|=) *(?:(["'`])([^"'`\n]{1,60})\1|(-?\d+(?:\.\d+)?|true|false)\b)/i;

const defaultOf = (schema: ValueSchema): string | undefined => {
  if (schema.default !== undefined) return JSON.stringify(sorted(schema.default));
  const found = typeof schema.description === 'string' ? DESCRIBED.exec(schema.description.slice(0, 1000)) : null;
  if (!found) return undefined;
  return found[2] !== undefined ? JSON.stringify(found[2]) : found[3]!.toLowerCase();
};

/** The value with the keys of its objects in one order and its texts in one Unicode form without space around them. */
const sorted = (value: unknown): unknown => {
  if (typeof value === 'string') return value.normalize('NFC').trim();
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => [key, sorted(member)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Words without case, spaces and the kind of quotes. */
const loose = (json: string): string => json.normalize('NFKC').toLowerCase().replace(/\s+/g, '').replaceAll("'", '"');

/** The canonical form of one call. A call that can't be read is the same only as one that is written alike. */
export const canonicalCall = (call: CallLike, declared: readonly ToolLike[]): Canonical => {
  const tools = plainTools(declared);
  const read = checkCall(call, tools);
  const tool = tools.find((tool) => tool.name === read.name);
  if (!tool || (read.fault && Object.keys(read.arguments).length === 0)) {
    const text = `${read.name} ${read.json}`;
    return { core: text, full: text };
  }
  const { properties, required } = parametersOf(tool);
  const said = Object.entries(parseExact(read.json) as Wire).filter(([name, value]) => {
    const schema = properties.get(name);
    return required.includes(name) || !schema || writeExact(sorted(value)) !== defaultOf(schema);
  });
  const whole = sorted(Object.fromEntries(said)) as Wire;
  const needed =
    required.length > 0 ? Object.fromEntries(Object.entries(whole).filter(([name]) => required.includes(name))) : whole;
  return { core: loose(`${tool.name} ${writeExact(needed)}`), full: `${tool.name} ${writeExact(whole)}` };
};

/** The canonical form of calls that are made together, in any order; a call made twice counts twice. */
export const canonicalCalls = (calls: readonly CallLike[], tools: readonly ToolLike[]): Canonical => {
  const forms = calls.map((call) => canonicalCall(call, tools));
  const join = (texts: readonly string[]): string => texts.toSorted().join('\n');
  return { core: join(forms.map((form) => form.core)), full: join(forms.map((form) => form.full)) };
};

const listed = (calls: CallLike | readonly CallLike[]): readonly CallLike[] =>
  Array.isArray(calls) ? (calls as readonly CallLike[]) : [calls as CallLike];

/**
 * Whether two calls, or two lists of calls made together, ask for the same. Arguments are repaired by the tools'
 * schemas first, defaults are left out, the order of calls and of keys doesn't matter; the case of texts does.
 *
 *   sameCall({ name: 'get_weather', arguments: '{"city": "Paris"}' }, { name: 'get-weather', arguments: { city: 'Paris', unit: 'C' } }, tools)
 *   // true where C is the default of unit
 */
export const sameCall = (
  a: CallLike | readonly CallLike[],
  b: CallLike | readonly CallLike[],
  tools: readonly ToolLike[],
): boolean => canonicalCalls(listed(a), tools).full === canonicalCalls(listed(b), tools).full;
