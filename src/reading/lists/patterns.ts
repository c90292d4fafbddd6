/**
 * Reads rows of things that go on: weekdays and months in turn ("Tuesday, Wednesday, Thursday, and then?"), and things
 * whose order comes again ("red, blue, red, blue: which bead is next?"). The row is cut out; of the words around it
 * those that tell must ask for the next one, for the one that is missing, or for one at a place.
 */
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf } from '../text/scan.ts';
import { valuesIn, type Text } from '../text/text.ts';
import { listingOf } from './listing.ts';

const GAP = String.raw`(?:_+|\?|\.\.\.(?= ?[,;] ?\w)|\[ ?\]|\( ?\)|blank|gap)`;
const BETWEEN = String.raw`(?: ?(?:,|;|->|>|-|/) ?(?:and |then |and then )?| (?:and |then |and then )?)`;
const runOf = (item: string): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}'-])(?:${item})(?:${BETWEEN}(?:${item})(?![\p{L}\p{N}'-]))+`, 'giu');

type Row = { terms: string[]; before: string; after: string };

const GAP_ALONE = new RegExp(`^${GAP}$`, 'i');

/** The one run of items of a kind, with gaps as `?`; a gap at the end is what is asked for. */
const rowOf = (text: string, item: string): Row | undefined => {
  const runs = [...text.matchAll(runOf(`${item}|${GAP}`))].filter(
    ([run]) => (run.match(new RegExp(`(?<![\\p{L}])(?:${item})(?![\\p{L}])`, 'giu')) ?? []).length > 1,
  );
  const [run] = runs;
  if (!run || runs.length > 1) return undefined;
  const terms = (run[0].match(new RegExp(`(?<![\\p{L}])(?:${item})(?![\\p{L}])|${GAP}`, 'giu')) ?? []).map((one) =>
    GAP_ALONE.test(one) ? '?' : one,
  );
  const end = run.index + run[0].length;
  const open = terms.at(-1) === '?';
  while (terms.at(-1) === '?') terms.pop();
  return { terms, before: text.slice(0, run.index), after: `${open ? ' ? ' : ''}${text.slice(end)}` };
};

const NEXT = new RegExp(
  alternatives(
    sequence(
      /\b(?:right |just |directly )?/,
      anyOf(
        /next(?: 1)?|and then|then|now/,
        /(?:comes? |is |go(?:es)? |stands? )?after(?: (?:that|this|it|them|those|the last(?: 1)?)|(?=\W*$))/,
        /(?:what |which )?follows?(?: (?:that|this|it|on))?|following(?: 1)?|continues?|goes on/,
      ),
      /(?= |[?.!,:;]|$)/,
    ),
    /^\s*[?]|^\s*\.\.\./,
  ),
);
const MISSING = /\b(?:missing|lost|left out|hidden|blank|gap|hole|between|in the middle|fill(?: in)?|complete)\b/g;
/** Words beside a row that tell nothing of it. */
const IDLE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /each|every|repeats?|repeating|same|begins?|starts?|days?|weeks?|months?|years?|weekdays?/,
      /turn|correct|complete/,
    ),
    /\b/,
  ),
  'g',
);
/** What is asked is no part of the row. */
const OTHER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /how (?:many|much|often|long|old|far)|not|n't|before|previous|count|number of|most|least|odd 1|first|sort|order/,
      /alphabet\w*|longest|shortest|last|who|why|when|today|tomorrow|yesterday|date|opposite|instead|only|if|unless|random\w*/,
    ),
    /\b/,
  ),
);

type Asked = { at?: number };

/** The next one, the missing one, or the one at a place; undefined where something else is asked. */
const askedOf = ({ terms, before, after }: Row): Asked | undefined => {
  if (OTHER.test(`${before} ; ${after}`)) return undefined;
  const behind = scanOf(after);
  const [gap, next] = [terms.includes('?'), behind.take(NEXT) !== undefined];
  const place = next
    ? undefined
    : behind.take(new RegExp(String.raw`\b(?:the )?${ORDINAL_TEXT}(?: (?!of\b|in\b)[a-z]+)?(?= |[?.!,:;]|$)`));
  behind.takeAll(new RegExp(NEXT, 'g'));
  const front = scanOf(before);
  const told = front.take(NEXT) !== undefined;
  if (gap) for (const scan of [front, behind]) scan.takeAll(MISSING);
  if (!front.explained(IDLE) || !behind.explained(IDLE)) return undefined;
  if (place) {
    const at = ordinalOf(place[1]!);
    return gap || told || at <= terms.length ? undefined : { at };
  }
  return gap || next || told ? {} : undefined;
};

const LISTS = [WEEKDAYS, MONTHS] as const;
const short = (one: string): string => one.slice(0, 3).toLowerCase();
const CALENDAR: readonly string[] = [
  'mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?',
  `${MONTHS.map((one) => (one.length > 4 ? `${one.slice(0, 3)}(?:${one.slice(3)})?` : one)).join('|')}|sept`,
];

/** How far apart the shown ones stand, the same from each to the next. */
const stepOf = (places: readonly (number | undefined)[], length: number): number | undefined => {
  const known = places.filter((one) => one !== undefined).length;
  for (const step of known > 2 ? [1, -1, 2, -2, 3, -3] : [1, -1])
    if (places.every((one, i) => one === undefined || (one - places[0]! - step * i + 20 * length) % length === 0))
      return step;
  return undefined;
};

/** Days on which something takes place: its next one is not the next day. */
const TAKES_PLACE = new RegExp(
  alternatives(
    /\b(?:on|every|in|from|since|until|for) *$/,
    sequence(
      /\b/,
      anyOf(
        /works?|working|open|closed|free|busy|off|shifts?|lessons?|class(?:es)?|train(?:ing|s)?/,
        /meet(?:s|ings?)?|games?/,
      ),
      /\b/,
    ),
    /\bnext (?!day|month|weekday|1\b|name|word)[a-z]/,
  ),
);

/** "Monday, Tuesday, Wednesday, and then?", "April, ?, June" */
const inTurn = ({ text }: Text): Outcome | undefined => {
  for (const [i, list] of LISTS.entries()) {
    const row = rowOf(text, CALENDAR[i]!);
    const asked = row && askedOf({ ...row, before: row.before.toLowerCase(), after: row.after.toLowerCase() });
    if (!asked || row.terms[0] === '?' || asked.at !== undefined) continue;
    const run = text.slice(row.before.length, text.length - row.after.length);
    if (TAKES_PLACE.test(row.before.toLowerCase()) || TAKES_PLACE.test(row.after.toLowerCase())) return undefined;
    if (/\band (?!then)/i.test(run)) return undefined;
    const places = row.terms.map((one) =>
      one === '?' ? undefined : list.findIndex((name) => short(name) === short(one)),
    );
    const step = stepOf(places, list.length);
    if (step === undefined || row.terms.filter((one) => one === '?').length > 1) return undefined;
    const gap = places.indexOf(undefined);
    const at = gap > 0 ? gap : places.length;
    return reading({ type: 'weekday', of: list[places[0]!]!, plus: step * at }, valuesIn(text.toLowerCase()));
  }
  return undefined;
};

const isNumber = (one: string): boolean => /\d/.test(one);

/** Single letters, or things between signs, or words some of which come again. */
const thingsIn = ({ text }: Text): Row | undefined => {
  const letters = rowOf(text, String.raw`\p{Lu}|(?<=(?:^|[\s,])\p{Ll}[\s,]+)\p{Ll}|\p{Ll}(?=[\s,]+\p{Ll}(?:[\s,]|$))`);
  if (letters && letters.terms.length > 3) return letters;
  const gapped = text.replace(new RegExp(String.raw`(?<=, ?)${GAP}(?= ?,)`, 'gi'), 'gapinrow');
  const list = listingOf(gapped);
  if (!list) return undefined;
  const [first = '', ...more] = list.items.map((one) => (one === 'gapinrow' ? '?' : one));
  // "The lights go green, red, green": the words that lead to the first are none of it.
  const led = more.find((one) => first.endsWith(` ${one}`)) ?? first;
  return { terms: [led, ...more], before: `${list.before}${first.slice(0, -led.length)}`, after: list.after };
};

/** "red, blue, red, blue, red: which comes next?" */
const againAndAgain = (question: Text): Outcome | undefined => {
  const found = thingsIn(question);
  if (!found || found.terms.length < 3 || found.terms.some(isNumber)) return undefined;
  const row = { ...found, before: found.before.toLowerCase(), after: found.after.toLowerCase() };
  const terms = row.terms.map((one) => one.toLowerCase());
  const asked = askedOf(row);
  const named = new Set(terms.flatMap((one) => one.split(' ')));
  const beside = `${row.before} ${row.after}`.match(/[\p{L}']+/gu) ?? [];
  const outer = terms.length > 0 && terms[0]!.includes(' ') ? new Set(terms) : named;
  if (!asked || new Set(terms).size === terms.length || beside.some((one) => outer.has(one))) return undefined;
  const uses = valuesIn(question.low);
  return reading({ type: 'pattern', terms: found.terms, ...(asked.at !== undefined && { at: asked.at }) }, uses, false);
};

export const readPattern: Reader = (question) =>
  question.low.length > 300 ? undefined : (inTurn(question) ?? againAndAgain(question));
