/**
 * Plain questions as lines of slots: `how many {parts} [in|make] {q}`. A question fits a line only with all of its
 * words, so that none is passed over. What is taken off before are words that ask for nothing ("please", "just").
 * Which lines there are is told by plain-forms.ts, plain-sizes.ts and plain-units.ts.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { anyOf, sequence } from '../../regex.ts';
import { parseTemplate, type Node } from '../wordings/template.ts';

const PARTS = 'half third quarter fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');
const NUMBER = /^\d+(?:\.\d+)?$/;
const COIN = /^(?:[$£€]|dollars?|euros?|pounds?|quid|bucks|cents?|pence|usd|eur)$/;
const LENGTH = /^(?:mm|cm|m|km|ft|in|inch|inches|feet|foot|miles?|yards?|(?:centi|milli|kilo)?met(?:re|er)s?|units?)$/;
const TIME = /^(?:seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?|weeks?)$/;
const SPEED =
  /^(?:km\/h|kmh|kph|kmph|mph|m\/s|km (?:per|an) hour|miles (?:per|an) hour|(?:met(?:er|re)s?|m) per second|knots)$/;
const WORD = /^[a-z]+$/;
const SIGN = /^[,.;:!-]$/;

type Tokens = readonly string[];
/** Where a slot may end that begins at a token. */
type Ends = (tokens: Tokens, at: number) => readonly number[];

const one =
  (pattern: RegExp): Ends =>
  (tokens, at) =>
    pattern.test(tokens[at] ?? '') ? [at + 1] : [];
const number = one(NUMBER);
/** The longest of so many tokens that fit together. */
const longest =
  (most: number, fits: (text: string) => boolean): Ends =>
  (tokens, at) => {
    for (let end = Math.min(tokens.length, at + most); end > at; end--)
      if (fits(tokens.slice(at, end).join(' '))) return [end];
    return [];
  };
const fraction = longest(5, (text) => !NUMBER.test(text) && fractionOf(text) !== undefined);
const money: Ends = (tokens, at) => {
  const [end] = number(tokens, COIN.test(tokens[at] ?? '') ? at + 1 : at);
  if (end === undefined) return [];
  return end === at + 1 && COIN.test(tokens[end] ?? '') ? [end, end + 1] : [end];
};
const length: Ends = (tokens, at) => {
  const [end] = number(tokens, at);
  if (end === undefined) return [];
  const unit = tokens[end] === '-' ? end + 1 : end;
  return LENGTH.test(tokens[unit] ?? '') ? [end, unit + 1] : [end];
};
/** Lengths beside each other: "2 by 3 m". */
const lengths =
  (count: number): Ends =>
  (tokens, at) => {
    let ends = length(tokens, at);
    for (let i = 1; i < count; i++)
      ends = ends.flatMap((end) => (/^(?:by|x|\*)$/.test(tokens[end] ?? '') ? length(tokens, end + 1) : []));
    return ends;
  };
/** A thing of one to three words. */
const thing: Ends = (tokens, at) => {
  const isWord = (i: number): boolean => WORD.test(tokens[i] ?? '');
  if (!isWord(at)) return [];
  const of = tokens[at + 1] === 'of' ? at + 2 : at + 1;
  return isWord(of) ? [at + 1, of + 1] : [at + 1];
};
const blank: Ends = (tokens, at) => {
  if (/^(?:\?+|_+|what|x)$/.test(tokens[at] ?? '')) return [at + 1];
  return tokens[at] === 'how' && /^(?:many|much)$/.test(tokens[at + 1] ?? '') ? [at + 2] : [];
};

/** What each slot holds, by the letters of its name. */
const SLOTS: Readonly<Record<string, Ends>> = {
  n: number,
  /** How many dozens there are. */
  c: longest(2, (text) => /^(?:\d+(?:\.\d+)?|an?|half an?)$/.test(text)),
  f: fraction,
  /** A number or a fraction. */
  q: (tokens, at) => [...fraction(tokens, at), ...number(tokens, at)],
  /** A number that may stand beside a currency. */
  m: money,
  /** A length, whose unit may be missing. */
  l: length,
  box: lengths(3),
  r: (tokens, at) =>
    NUMBER.test(tokens[at] ?? '') && /^(?::|to)$/.test(tokens[at + 1] ?? '') ? number(tokens, at + 2) : [],
  /** A ratio of three parts or more. */
  rs: (tokens, at) => {
    let end = at;
    while (NUMBER.test(tokens[end] ?? '') && /^(?::|to)$/.test(tokens[end + 1] ?? '')) end += 2;
    return end >= at + 4 && NUMBER.test(tokens[end] ?? '') ? [end + 1] : [];
  },
  w: one(WORD),
  t: thing,
  parts: one(/^(?:halves|halfs|(?:third|quarter|fourth|fifth|sixth|seventh|eight?h|ninth|tenth|twelfth)s)$/),
  time: one(TIME),
  v: longest(4, (text) => {
    const [count = '', ...unit] = text.split(' ');
    return NUMBER.test(count) && SPEED.test(unit.join(' '));
  }),
  blank,
};

/** What the slots of a line hold, as they are typed. */
export type Slots = Readonly<Record<string, string>>;
export type Build = (slots: Slots) => Problem | undefined;
/** Lines of one meaning. */
type Form = readonly [lines: readonly string[], build: Build];
/** Forms of one kind, and a word without which none of them fits. */
export type Forms = { when: RegExp; forms: readonly Form[] };

/** A line as its words: signs between clauses are one part, which may be missing. */
type Part =
  | { type: 'word'; text: string }
  | { type: 'signs' }
  | { type: 'slot'; name: string; ends: Ends }
  | { type: 'all' | 'any'; parts: readonly Part[] };

const tokensOf = (text: string): string[] =>
  text.match(/\d+\/\d+|\d+(?:\.\d+)?|km\/h|m\/s|[a-z']+|->|\?+|_+|[^\s]/g) ?? [];

const partOfLine = (node: Node): Part => {
  if (node.type === 'slot') {
    const ends = SLOTS[node.name.replace(/\d+$/, '')];
    if (ends === undefined) throw new Error(`no plain form may have the slot {${node.name}}`);
    return { type: 'slot', name: node.name, ends };
  }
  if (node.type !== 'text') return { type: node.type, parts: node.parts.map(partOfLine) };
  const parts = tokensOf(node.text).map((text): Part => (SIGN.test(text) ? { type: 'signs' } : { type: 'word', text }));
  return parts.length === 1 ? parts[0]! : { type: 'all', parts };
};

type Way = { end: number; slots: Slots };

const walk = (tokens: Tokens, part: Part, way: Way): readonly Way[] => {
  const { end: at, slots } = way;
  switch (part.type) {
    case 'word':
      return tokens[at] === part.text ? [{ end: at + 1, slots }] : [];
    case 'signs': {
      let end = at;
      while (SIGN.test(tokens[end] ?? '') || (tokens[end] === '?' && end === at && end + 1 < tokens.length)) end++;
      return [{ end, slots }];
    }
    case 'slot':
      return part.ends(tokens, at).flatMap((end) => {
        const text = tokens.slice(at, end).join(' ');
        const before = slots[part.name];
        return before === undefined || before === text ? [{ end, slots: { ...slots, [part.name]: text } }] : [];
      });
    case 'all': {
      let ways: readonly Way[] = [way];
      for (const one of part.parts) {
        ways = ways.flatMap((found) => walk(tokens, one, found));
        if (ways.length === 0) return ways;
      }
      return ways;
    }
    case 'any':
      return part.parts.flatMap((one) => walk(tokens, one, way));
    default:
      return part satisfies never;
  }
};

type Line = { part: Part; build: Build };
const known = new Map<Forms, readonly Line[]>();
const linesOf = (kind: Forms): readonly Line[] => {
  let lines = known.get(kind);
  if (lines === undefined) {
    // A line may be written over several rows.
    lines = kind.forms.flatMap(([sources, build]) =>
      sources.map((source) => ({ part: partOfLine(parseTemplate(source.replace(/\s+/g, ' '))), build })),
    );
    known.set(kind, lines);
  }
  return lines;
};

/** The problem of the first line that the question fits. */
export const fitOf = (text: string, kinds: readonly Forms[]): Problem | undefined => {
  const tokens = tokensOf(text);
  for (const kind of kinds) {
    if (!kind.when.test(text)) continue;
    for (const { part, build } of linesOf(kind))
      for (const { end, slots } of walk(tokens, part, { end: 0, slots: {} })) {
        const problem = end === tokens.length ? build(slots) : undefined;
        if (problem) return problem;
      }
  }
  return undefined;
};

const IDLE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /please|pl+[sz]+|just|exactly|actually|really|kindly|hey|hi|hello|ok|okay|um+|hm+|quickly|lol/,
      /thx|thanks|altogether/,
    ),
    /\b/,
  ),
  'g',
);

/** A question without the words and signs that ask for nothing. */
export const plainOf = (low: string): string =>
  low
    .replace(IDLE, ' ')
    .replace(/[()"]/g, ' ')
    .replace(/(?<![\d.])\.(?=\d)/g, '0.')
    .replace(/(?<=\d) ?(?:%|per ?cent\b|pct\b)/g, '%')
    .replace(/\bper cent\b|\bprecent\b/g, 'percent')
    .replace(/(?<=\d)(?=(?:[mglhst]|kg|cm|mm|km|ml)\b)/g, ' ')
    .replace(/={2,}/g, '=')
    .replace(/ ?\/ ?/g, '/')
    .replace(/(?<=[?_]) ?%/g, ' %')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,.;:!-]+|[\s,.;:!-]+$/g, '')
    // A question mark at the end ends the question; beside a sign it is a blank.
    .replace(/(?<![=:/]) ?\?+$/, '')
    .replace(/[\s,.;!-]+$/, '');

/** A fraction in words or signs as "a/b"; a number as "a/1". */
export const fractionOf = (text: string): string | undefined => {
  const mixed = /^(?:(\d+) )?(\d+) ?\/ ?(\d+)$/.exec(text);
  if (mixed) {
    const [, whole = '0', top = '', below = ''] = mixed;
    return Number(below) === 0 ? undefined : `${Number(whole) * Number(below) + Number(top)}/${below}`;
  }
  const more = /^(\d+) and (?:an? |1 )?([a-z]+)$/.exec(text);
  const added = partOf(more?.[2] ?? '');
  if (more && added !== undefined) return `${added * Number(more[1]) + 1}/${added}`;
  const named = /^(?:(an?|the|\d+) )?([a-z]+)$/.exec(text);
  if (named) {
    const below = partOf(named[2]!);
    const top = /^\d/.test(named[1] ?? '') ? named[1]! : '1';
    return below === undefined ? undefined : `${top}/${below}`;
  }
  return /^\d+$/.test(text) ? `${text}/1` : undefined;
};

/** How many of a part make a whole: 4 of "quarters". */
export const partOf = (word: string): number | undefined => {
  if (/^hal(?:f|ves|fs)$/.test(word)) return 2;
  const single = word.replace(/s$/, '').replace('fourth', 'quarter').replace('eigth', 'eighth');
  const at = PARTS.indexOf(single);
  return at < 0 ? undefined : at + 2;
};

/** The number of a slot that holds a unit or a currency beside it. */
export const numberOf = (text: string): string => /\d+(?:\.\d+)?/.exec(text)?.[0] ?? '';

export const ratioOf = (text: string): readonly [string, string] => {
  const [a = '', b = ''] = text.match(/\d+(?:\.\d+)?/g) ?? [];
  return [a, b];
};
