/**
 * Phrases that set two in relation: "taller than", "just behind", "two places ahead of", "not as old as", "next to",
 * "between". They are taken from the scanner's place; the names beside them are read elsewhere.
 */
import { alternatives, sequence } from '../../regex.ts';
import { Scanner, word } from './scanner.ts';
import { NO_COMPARISON, senseOf, type Sense } from './order-senses.ts';

export type Relation =
  | { type: 'before'; sense: Sense; by?: number }
  | { type: 'apart'; by: number }
  | { type: 'between' }
  | { type: 'level'; sense: Sense };

const DEGREE = word(
  'much|far|even|a (?:little|tiny|wee) bit|a (?:little|bit|lot|tad|touch|good deal|great deal)|slightly|somewhat|only|' +
    'still|way|considerably|quite a bit|quite|clearly|any|also|always|exactly|a whole|well|tons|loads|a year|an hour|' +
    String.raw`\d+(?:\.\d+)? ?(?:years?|months?|weeks?|days?|hours?|hrs?|min(?:ute)?s?|seconds?|secs?|s|cm|mm|m|km|kg|g|` +
    'metres?|meters?|miles?|inches|feet|points?|pounds?|euros?|dollars?|pence|cents?|percent|%)',
);
const DIRECTLY = word('just|right(?! of| from| then)|immediately|directly|straight|exactly');
const STEPS = word(
  String.raw`(\d+|a|an) (?:(places?|positions?|spots?|seats?|ranks?|slots?)|steps?|rungs?|rows?|floors?|storeys?|doors?|houses?|shelves|shelf|levels?|stairs)`,
);

const FORWARD = word(
  'before|ahead of|in front of|above|over|on top of|to the left of|left of|to the north of|north of|upstairs from|' +
    'prior to|in advance of|senior to|superior to|beats|beat|beating|defeats|defeated|outran|outruns|outranks|' +
    'outranked|outscored|outscores|outperforms|outperformed|outsold|outweighs|precedes|preceded|(?:is |was )?followed by|' +
    'higher up than|further (?:up|ahead|forward) than|tops|topped|up from|further left than',
);
const BACKWARD = word(
  'after|behind|below|beneath|underneath|under|to the right of|right of|to the south of|south of|downstairs from|' +
    'lost to|loses to|junior to|inferior to|follows|followed|trails|trailed|further (?:down|back) than|lower down than|' +
    'was beaten by|is beaten by|beaten by|is preceded by|preceded by|subordinate to|down from|further right than',
);
const BESIDE = word('next to|beside|adjacent to|alongside|next door to');
const BETWEEN = word('in between|between');

const COMPARATIVE = new RegExp(
  sequence(
    /(more|less|fewer|worse|[a-z]+er)(?![\p{L}\p{N}_])((?:\s+[a-z-]+){0,4}?)\s+/u,
    /(?:than|then(?= [A-Z]))(?![\p{L}\p{N}_])/u,
  ),
  'iuy',
);
const EQUAL = new RegExp(
  alternatives(
    /(?:just |exactly |equally )?(?:as|so) ([a-z]+)((?:\s+[a-z-]+){0,3}?) as(?![\p{L}\p{N}_])/u,
    /(?:exactly )?the same ([a-z]+)(?: [a-z]+){0,2} as(?![\p{L}\p{N}_])/u,
    /(?:level|tied|equal) with(?![\p{L}\p{N}_])/u,
  ),
  'iuy',
);
const NOUNS: Readonly<Record<string, string>> = {
  height: 'tall',
  length: 'long',
  size: 'big',
  age: 'old',
  weight: 'heavy',
  speed: 'fast',
  price: 'dear',
  rank: 'early',
  place: 'early',
  time: 'early',
};

/** What a comparative says, with the words between it and "than", and the verb before it. */
const comparativeSense = (head: string, between: string, verb: string): Sense | undefined => {
  const low = head.toLowerCase();
  if (NO_COMPARISON.test(low)) return undefined;
  const words = between.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.some((one) => /^(?:and|or|but|before|after|than|is|was|who|not|if|the)$/.test(one))) return undefined;
  const bare = /^(?:more|less|fewer)$/.test(low);
  const down = low === 'less' || low === 'fewer';
  if (words.at(-1) === 'time') return { dimension: 'size', sign: down || /^(?:short|small)/.test(low) ? -1 : 1 };
  if (words[0] === 'years') return { dimension: 'age', sign: down ? -1 : 1 };
  if (/\b(?:costs?|priced?|sells?|sold)\b/.test(verb)) return { ...senseOf(low), dimension: 'price' };
  if (/\bweigh(?:s|ed)?\b/.test(verb)) return { ...senseOf(low), dimension: 'weight' };
  if (bare && words.length === 1) {
    const plain = words[0]!.replace(/ly$/, '');
    const adjective = senseOf(plain, down);
    if (adjective.dimension !== plain) return adjective;
    return { dimension: 'amount', sign: down ? -1 : 1 };
  }
  const sense = senseOf(low);
  if (/\bborn\b/.test(verb) && sense.dimension === 'position') return { dimension: 'age', sign: sense.sign };
  return bare || words.length > 0 ? { dimension: bare ? 'amount' : sense.dimension, sign: sense.sign } : sense;
};

const positional = (scan: Scanner, verb: string): Relation | undefined => {
  const direct = scan.take(DIRECTLY) !== undefined;
  const counted = scan.take(STEPS);
  // Floors and houses may stand empty between the two.
  const steps = counted?.[2] === undefined ? undefined : Number(counted[1]) || 1;
  const dimension = /\bborn\b/.test(verb) ? 'age' : 'position';
  const by = steps ?? (direct ? 1 : undefined);
  const at = (sign: 1 | -1): Relation => ({ type: 'before', sense: { dimension, sign }, ...(by && { by }) });
  if (scan.take(FORWARD)) return at(1);
  if (scan.take(BACKWARD)) return at(-1);
  const above = scan.take(word('higher than|lower than|up|down from'))?.[0].toLowerCase();
  if (above !== undefined && counted) return at(/^(?:higher|up)/.test(above) ? 1 : -1);
  if (!counted && scan.take(BESIDE)) return { type: 'apart', by: 1 };
  if (!counted && scan.take(BETWEEN)) return { type: 'between' };
  return undefined;
};

/** The relation at the scanner's place. `verb`: the words between the first name and it. */
export const readRelation = (scan: Scanner, verb: string): Relation | undefined =>
  scan.attempt(() => {
    const place = scan.attempt(() => positional(scan, verb));
    if (place) return place;
    while (scan.take(DEGREE) ?? scan.take(DIRECTLY));
    const again = scan.attempt(() => positional(scan, verb));
    if (again) return again;
    const equal = scan.take(EQUAL);
    if (equal) {
      const noun = equal[3]?.toLowerCase();
      const adjective = equal[1] ?? (noun === undefined ? 'early' : (NOUNS[noun] ?? noun));
      return { type: 'level', sense: senseOf(adjective) };
    }
    const found = scan.take(COMPARATIVE);
    const sense = found && comparativeSense(found[1]!, found[2]!, verb.toLowerCase());
    return sense && { type: 'before', sense };
  });

/** Whether a relation stands anywhere in a text. */
export const hasRelation = (text: string): boolean => {
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_])[\p{L}\d]/gu))
    if (readRelation(new Scanner(text, match.index), '')) return true;
  return false;
};
