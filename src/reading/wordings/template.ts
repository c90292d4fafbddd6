/**
 * A wording as one line: `[what is|work out] the sum of {a} and {b}`. Brackets hold alternatives, which may be empty or
 * nested; braces hold slots. The same line is written from (one alternative is drawn) and read by (all of them are
 * tried), so that what is generated can be recognised. It knows no questions; those are numbers.ts, lists.ts, dates.ts,
 * names.ts and stories.ts.
 */
import type { Random } from '../../random.ts';

export type Node =
  | { type: 'text'; text: string }
  | { type: 'slot'; name: string }
  | { type: 'all'; parts: readonly Node[] }
  | { type: 'any'; parts: readonly Node[] };

type Cursor = { source: string; at: number };

const parseAll = (c: Cursor): Node => {
  const parts: Node[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ type: 'text', text });
    text = '';
  };
  while (c.at < c.source.length && c.source[c.at] !== '|' && c.source[c.at] !== ']') {
    const sign = c.source[c.at++]!;
    if (sign === '[') {
      flush();
      parts.push(parseAny(c));
    } else if (sign === '{') {
      flush();
      const end = c.source.indexOf('}', c.at);
      parts.push({ type: 'slot', name: c.source.slice(c.at, end) });
      c.at = end + 1;
    } else text += sign;
  }
  flush();
  return parts.length === 1 ? parts[0]! : { type: 'all', parts };
};

const parseAny = (c: Cursor): Node => {
  const parts = [parseAll(c)];
  while (c.source[c.at] === '|') {
    c.at++;
    parts.push(parseAll(c));
  }
  if (c.source[c.at] !== ']') throw new Error(`a bracket is left open in the wording "${c.source}"`);
  c.at++;
  return parts.length === 1 ? parts[0]! : { type: 'any', parts };
};

/** The tree of a wording. Throws on a bracket that is left open: a mistake of whoever wrote it. */
export const parseTemplate = (source: string): Node => {
  const c: Cursor = { source, at: 0 };
  const node = parseAll(c);
  if (c.at < source.length) throw new Error(`"${source[c.at]}" stands outside of brackets in the wording "${source}"`);
  return node;
};

/** In how many ways a wording can be written, slots not counted. */
export const variantsOf = (node: Node): number => {
  if (node.type === 'text' || node.type === 'slot') return 1;
  const counts = node.parts.map(variantsOf);
  return node.type === 'all' ? counts.reduce((a, b) => a * b, 1) : counts.reduce((a, b) => a + b, 0);
};

const write = (node: Node, random: Random, slot: (name: string) => string): string => {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'slot':
      return slot(node.name);
    case 'all':
      return node.parts.map((part) => write(part, random, slot)).join('');
    case 'any':
      return write(random.pick(node.parts), random, slot);
    default:
      return node satisfies never;
  }
};

/** One way of writing a wording, spaces tidied. */
export const writeTemplate = (node: Node, random: Random, slot: (name: string) => string): string =>
  write(node, random, slot)
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.?!;:](?:\s|$))/g, '')
    .trim();

/**
 * A wording as a pattern: its slots, in the order of the groups. Text of the pattern has small letters and no signs at
 * its end.
 */
export type Pattern = { pattern: RegExp; slots: readonly string[] };

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** White space, which is missing where nothing stands before or after it. */
const SPACE = String.raw`(?:\s+|(?<=^|\s)|$)`;

/** Signs between clauses may be missing or others; white space is any. */
const looseText = (text: string): string =>
  text
    .split(/([,.;:?!]+ ?| +)/)
    .map((part) => {
      if (part === '') return '';
      if (/^ +$/.test(part)) return SPACE;
      if (/^[,.;:?!]+ ?$/.test(part)) return String.raw`\s*[,.;:?!-]*\s*`;
      return escape(part);
    })
    .join('');

const source = (node: Node, patterns: (slot: string) => string, slots: string[]): string => {
  switch (node.type) {
    case 'text':
      return looseText(node.text);
    case 'slot':
      slots.push(node.name);
      return `(${patterns(node.name)})`;
    case 'all':
      return node.parts.map((part) => source(part, patterns, slots)).join('');
    case 'any':
      return `(?:${node.parts.map((part) => source(part, patterns, slots)).join('|')})`;
    default:
      return node satisfies never;
  }
};

/** The pattern that a whole question in this wording matches. */
export const patternOf = (node: Node, patterns: (slot: string) => string): Pattern => {
  const slots: string[] = [];
  const text = source(node, patterns, slots);
  return { pattern: new RegExp(`^${text}$`), slots };
};

/** The slots of a question in this wording; undefined when it is in another one, or says two things of one slot. */
export const matchTemplate = ({ pattern, slots }: Pattern, text: string): Record<string, string> | undefined => {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const values: Record<string, string> = {};
  for (const [i, name] of slots.entries()) {
    const value = match[i + 1];
    if (value === undefined) continue;
    if (values[name] !== undefined && values[name] !== value) return undefined;
    values[name] = value;
  }
  return values;
};
