/**
 * Terms of a sequence that stand beside labels: "2 rows on Monday, 6 on Tuesday", "week one 1 lap, then 4, then 9", and
 * what is asked by such a label ("in week six", "on Friday", "rung 11"). The labels must run in their order; they are
 * taken out, and the place of the one that is asked is told. It knows no rule of the numbers.
 */
import { WEEKDAYS, MONTHS } from '../../problem/solve/calendar.ts';
import { ORDINAL_TEXT, ordinalOf } from '../text/scan.ts';

const LABEL =
  '(?:week|day|month|year|row|rung|level|round|stage|step|pattern|shape|picture|floor|shelf|layer|lap|house|seat|hour|term|number|position|place|triangle|tower|figure|game|lesson|night|morning|session|set|page|line|tier)';
const NAMES: readonly (readonly string[])[] = [
  WEEKDAYS.map((one) => one.toLowerCase()),
  MONTHS.map((one) => one.toLowerCase()),
];

export type Unlabelled = { low: string; /** The place that a label asks for, from 1. */ at?: number };

/** Where the part of the question begins that asks. */
const askingFrom = (low: string): number => {
  const found = /[^.?!;]*\b(?:what|which|how (?:many|much|far|long|high|tall)|give|find|state|tell)\b[^.!;]*\W*$/.exec(
    low,
  );
  if (!found) return low.length;
  const word = /\b(?:what|which|how (?:many|much|far|long|high|tall)|give|find|state|tell)\b/g;
  let at = found.index;
  for (const match of found[0].matchAll(word)) at = found.index + match.index;
  return at;
};

/** "2 rows on Monday, 6 on Tuesday … on Friday" */
const byNames = (low: string): Unlabelled | undefined => {
  for (const names of NAMES) {
    const all = [...low.matchAll(new RegExp(String.raw`\b(${names.join('|')})\b`, 'g'))];
    if (all.length < 4) continue;
    const places = all.map((one) => names.indexOf(one[1]!));
    const first = places[0]!;
    const run = places.slice(0, -1);
    const follow = run.every((one, i) => one === (first + i) % names.length);
    const asked = ((places.at(-1)! - first + names.length) % names.length) + 1;
    if (!follow || asked <= run.length) return undefined;
    const plain = low.replace(new RegExp(String.raw`\b(?:(?:on|in|by) )?(?:${names.join('|')})\b:?`, 'g'), ' ');
    return { low: plain, at: asked };
  }
  return undefined;
};

const ASKS_ITSELF =
  /^(?: (?:gives?|has|is|will be|holds|takes?|will have|gets?|will give|comes to|costs?|then))*[ :=_]*(?:what|how (?:many|much))?[ ?_.]*$/;

/** "week one they run 1 lap, then 4": numbers that only say which week. Asked for by the same word. */
const byNumbers = (low: string): Unlabelled => {
  const from = askingFrom(low);
  const pattern = new RegExp(
    String.raw`\b(?:(?:in|on|at|for|by|the|my|our|his|her) )*(?:(${LABEL})s? (?:number |no\.? )?(\d+)\b|${ORDINAL_TEXT}(?: (${LABEL})\b)?)(?::?(?: [a-z]+){0,2}(?= \d))?(?!, ?-?\d)`,
    'g',
  );
  const told: number[] = [];
  let at: number | undefined;
  const plain = low.replace(
    pattern,
    (found, word: string | undefined, digits: string, ordinal: string, noun: string, where: number) => {
      const place = digits === undefined ? ordinalOf(ordinal) : Number(digits);
      // "Level 4 gives?": it has no number of its own.
      const asks = told.length >= 3 && ASKS_ITSELF.test(low.slice(where + found.length));
      if (asks && place > told.length) {
        at = place;
        return ' ';
      }
      if (
        (word !== undefined || noun !== undefined) &&
        (where >= from || (at === undefined && place > told.length + 1 && told.length > 0))
      ) {
        at = place;
        return ' ';
      }
      if (place !== told.length + 1 || (word === undefined && noun === undefined && told.length === 0)) return found;
      told.push(place);
      return ' ';
    },
  );
  return at === undefined && told.length === 0 ? { low } : { low: plain, ...(at !== undefined && { at }) };
};

const UNIT = String.raw`(?!(?:then|and|or|but|what|which|how|is|are|if|to|times|more|less|by|at|of|in|on|next|right|comes|goes)\b)[a-z]+(?:-[a-z]+)?`;

const UNIT_BEHIND = new RegExp(String.raw`(?<=\b\d+) ${UNIT}(?: ${UNIT})?(?= *(?:,|;|\.(?!\d)|\band\b|\bthen\b))`, 'g');

/** The numbers with what is counted left out: "3 rows, 6, 12 rows and 24" has the terms 3, 6, 12, 24. */
const withoutUnits = (low: string): string => low.replace(UNIT_BEHIND, '');

/** "a(1) = 7, a(2) = 14 … a(6)" by the name of terms. */
const byIndex = (low: string): string => {
  if (!/\b[a-z][(_[]?1[)\]]? ?= ?-?\d/.test(low)) return low;
  return low
    .replace(/\b[a-z][(_[]?(\d+)[)\]]? ?= ?(?=-?\d)/g, 'term $1 is ')
    .replace(/\b[a-z][(_[](\d+)[)\]]?(?: ?= ?\?)?/g, 'term $1');
};

export const withoutLabels = (question: string): Unlabelled => {
  const low = byIndex(question);
  const found = byNames(low) ?? byNumbers(low);
  const plain = withoutUnits(found.low.replace(/ +/g, ' ').replace(/\bis (?=-?\d)/g, low === question ? 'is ' : ''));
  return { ...found, low: plain };
};
