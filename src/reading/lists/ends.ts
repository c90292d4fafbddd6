/**
 * Which end of a list is asked for, in any words: "longest to shortest", "earliest on top", "the third heaviest". It
 * knows the words, not the items.
 */
import { sequence } from '../../regex.ts';

/** What the items are: dates and times have their own early and late, durations their fast and slow. */
export type ItemKind = 'number' | 'amount' | 'duration' | 'date' | 'clock';
/** A whole list, or one of it: `at` counts from 1, from the end when negative. */
export type Wanted = { order: 'ascending' | 'descending'; at?: number };

const LOW =
  'small|littl|tin|low|least|few|short|light|cold|young|cheap|near|thin|narrow|shallow|min|minimum|minimal|lower';
const HIGH =
  'big|bigg|larg|high|great|most|max|maximum|tall|long|heav|hot|hott|warm|dear|pric|expensive|far|furth|farth|thick|wid|deep|higher';
const EARLY = 'earl|first|soon|old|former';
const LATE = 'lat|last|new|young|recent';
const FAST = 'fast|quick|short|best';
const SLOW = 'slow|long|worst';

const stem = (word: string): string => word.toLowerCase().replace(/(?:iest|ier|est|er|e|y)$/, '');
const isOne = (words: string, one: string): boolean =>
  words
    .split('|')
    .some((other) => other === one || other === stem(one) || other === `${stem(one)}`.replace(/(.)\1$/, '$1'));

/** The end of a word: -1 the low or early one, 1 the high or late one. */
const endOf = (word: string, kind: ItemKind): -1 | 1 | undefined => {
  if (kind === 'date' || kind === 'clock') {
    if (isOne(EARLY, word)) return -1;
    if (isOne(LATE, word)) return 1;
    return kind === 'clock' && isOne(FAST, word) ? -1 : kind === 'clock' && isOne(SLOW, word) ? 1 : undefined;
  }
  if (kind === 'duration' && isOne(FAST, word)) return -1;
  if (kind === 'duration' && isOne(SLOW, word)) return 1;
  if (word === 'old' || word === 'oldest' || word === 'older') return 1;
  if (isOne(LOW, word)) return -1;
  if (isOne(HIGH, word)) return 1;
  return undefined;
};

const W = '([a-z]+)';
const NOUN = '(?: (?:one|ones|number|value|item|price|time|date|day|length|weight|score|temperature))?';
const TO = new RegExp(
  `\\b${W}${NOUN} ?(?:to|->|down to|up to|through to|until|till|-) ?(?:the )?(?:most )?${W}\\b`,
  'g',
);
const FIRST = new RegExp(
  `\\b${W}${NOUN} (?:(?:is|goes|comes|being|should be|to be) )?(?:first|leading|on top|on the left|up top|at (?:the )?(?:very )?(?:top|front|start|beginning))\\b`,
  'g',
);
const FROM = new RegExp(
  `\\b(?:from|start(?:ing)? (?:with|from|at)|begin(?:ning)? (?:with|from|at)|first) (?:the )?(?:most )?${W}\\b`,
  'g',
);
const UP = /\b(?:ascending|increasing|chronological(?:ly)?|time order|date order|going up|upwards|min to max)\b/;
const DOWN =
  /\b(?:descending|decreasing|reverse[- ]chronological(?:ly)?|going down|downwards|max to min)\b|reverse ?= ?true/;
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'];
const PICK = new RegExp(
  sequence(
    /\b(?:(first|second|third|fourth|fifth|sixth|seventh|2nd|3rd|4th|5th|6th|7th|next|next to)[- ])?/,
    /(?:(most|least)[- ](expensive|recent)|([a-z]+est|best|max|min|maximum|minimum|first|last))\b/,
  ),
  'g',
);

const list = (end: -1 | 1): Wanted => ({ order: end === -1 ? 'ascending' : 'descending' });

/** What is wanted; undefined where nothing or two different things are. */
export const wantedOf = (text: string, kind: ItemKind, count: number): Wanted | undefined => {
  const low = text.toLowerCase();
  const ends = new Set<-1 | 1>();
  for (const [, a, b] of low.matchAll(TO)) {
    const [one, two] = [endOf(a!, kind), endOf(b!, kind)];
    if (one !== undefined && two === -one) ends.add(one);
  }
  if (ends.size === 0)
    for (const pattern of [FIRST, FROM])
      for (const [, a] of low.matchAll(pattern)) {
        const one = a === 'most' || a === 'least' ? undefined : endOf(a!, kind);
        if (one !== undefined && a !== 'first' && a !== 'last') ends.add(one);
      }
  if (UP.test(low) && !/reverse[- ]chron/.test(low)) ends.add(-1);
  if (DOWN.test(low)) ends.add(1);
  if (ends.size > 1) return undefined;
  const [end] = ends;
  if (/\bmiddle\b|\bmedian\b/.test(low)) return { order: 'ascending', at: 0 };
  if (end !== undefined) {
    const asked = /\b(?:which|what|who)\b[^.?]*\b(second|third|fourth|fifth|last)\b/.exec(low)?.[1];
    if (asked === undefined) return list(end);
    return { ...list(end), at: asked === 'last' ? -1 : ORDINALS.indexOf(asked) + 1 };
  }
  const picks = new Set<number>();
  for (const [, rank, most, , word] of low.matchAll(PICK)) {
    const one =
      word === undefined ? (most === 'least' ? -1 : 1) : word === 'best' ? bestOf(low, kind) : endOf(word, kind);
    if (one === undefined) continue;
    const place = rank === undefined ? 1 : rank.startsWith('next') ? 2 : ORDINALS.indexOf(rank) + 1 || Number(rank[0]);
    picks.add(one === -1 ? place : -place);
  }
  if (picks.size === 0 && count === 2)
    for (const [one] of low.matchAll(/\b(?:[a-z]+er|more|less)\b/g)) {
      const side = endOf(one === 'more' ? 'most' : one === 'less' ? 'least' : one, kind);
      if (side !== undefined) picks.add(-side);
    }
  const [at] = picks;
  return picks.size === 1 && at !== undefined ? { order: 'ascending', at } : undefined;
};

/** The best score is the highest, the best of times the shortest. */
const bestOf = (low: string, kind: ItemKind): -1 | 1 | undefined => {
  if (kind === 'duration' || kind === 'clock') return -1;
  return /\b(?:scores?|marks?|grades?|points?|results?)\b/.test(low) && !/\bgolf\b/.test(low) ? 1 : undefined;
};
