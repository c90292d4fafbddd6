/** Phrases that tell a place in an order: "third from last", "the second oldest", "neither first nor last", "won". */
import { Scanner, word } from './scanner.ts';
import { NO_COMPARISON, senseOf } from './order-senses.ts';

/** 1 is the first, -1 the last, 0 the middle. `not`: at none of them. */
export type PlacePhrase = { places: number[]; not?: boolean; dimension?: string };

const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  next: 2,
};
export const ORDINAL = String.raw`first|second|third|fourth|fifth|sixth|seventh|eighth|\d(?:st|nd|rd|th)`;
const ordinalOf = (text: string): number => ORDINALS[text.toLowerCase()] ?? Number(text[0]);

const START = 'top|front|left(?:[- ]hand side| side| end)?|start|beginning|head';
const END = 'bottom|back|right(?:[- ]hand side| side| end)?|end|rear|last|tail';
const PLACE = '(?: (?:place|position|spot|seat|slot|one|person))?';
const LEAD = '(?:in |at |on |as |came |come |comes |finished |the |their |his |her |very |dead |far )*';

const FROM_LAST = word(`${LEAD}(${ORDINAL}|next)${PLACE}[- ](?:to|from)[- ](?:the )?(?:very )?(${START}|${END})`);
const NEITHER = word(
  `${LEAD}neither (?:the |at the )?(first|top|front|leftmost|[a-z]+est) (?:nor|or) (?:the |at the )?(last|bottom|back|rightmost|[a-z]+est)|` +
    `${LEAD}not (?:the )?(?:first|[a-z]+est) (?:n?or|and not) (?:the )?(?:last|[a-z]+est)`,
);
const ENDS = word('(?:at|on) (?:one of the|one|either|an) ends?|(?:first or last|last or first)');
const RANKED = new RegExp(
  `${LEAD}(?:(${ORDINAL}|next)[- ])?(?:(most|least)[- ]([a-z]+)|([a-z]+est|most|least|best|worst|eldest|max|maximum|min|minimum))(?![\\p{L}\\p{N}_])(?! to\\b)`,
  'yiu',
);
const NUMBERED = word(`${LEAD}(${ORDINAL})${PLACE}|(?:at )?(?:number|place|position|rank|no\\.?|#) ?(\\d{1,2})`);
const LAST = word(
  `${LEAD}(?:last|final|rightmost|bottommost|hindmost|loser)${PLACE}|(?:bring|brought|brings)(?: up)? the rear(?: up)?`,
);
const SIDED = (side: string): string =>
  `(?:far ${side}|(?<=(?:the|far|very) )${side}(?:[- ]hand side| side| end)?|${side}most)`;
const FRONT = word(
  `${LEAD}(?:(?:top|front|start|beginning|head)(?:most)?|${SIDED('left')}|leftmost|topmost|winner|in the lead|lead)${PLACE}|(?:won|wins|win|winning)(?: (?:the )?(?:race|game|match|contest|gold|heat|final|it))?|leads|led`,
);
const BACK = word(`${LEAD}(?:(?:bottom|back|end|rear|tail)(?:most)?|${SIDED('right')})${PLACE}`);
const MIDDLE = word(
  `${LEAD}(?:middle|centre|center|halfway)(?: (?:one|child|place|position|height|length|of (?:the )?(?:row|line|queue)))?`,
);
const MEDALS: Readonly<Record<string, number>> = { gold: 1, silver: 2, bronze: 3 };
const MEDAL = word(
  `${LEAD}(gold|silver|bronze)(?: (?:medals?|medallists?|medalists?))|(?:took|takes|won|wins|got|gets)(?: the)? (gold|silver|bronze)`,
);
const RUNNER_UP = word(`${LEAD}runner[- ]up`);

const superlative = (scan: Scanner): PlacePhrase | undefined => {
  const found = scan.take(RANKED);
  if (!found) return undefined;
  const rank = found[1] === undefined ? 1 : ordinalOf(found[1]);
  const adjective = found[3] ?? found[4]!;
  if (NO_COMPARISON.test(adjective) || (found[4] === undefined && NO_COMPARISON.test(found[3]!))) return undefined;
  const sense = found[3] === undefined ? senseOf(adjective) : senseOf(adjective, found[2]!.toLowerCase() === 'least');
  // "most points": the noun says nothing of a dimension.
  const dimension = sense.dimension === found[3]?.toLowerCase() ? 'amount' : sense.dimension;
  return { places: [sense.sign * rank], dimension };
};

/** The place phrase at the scanner's place. */
export const readPlace = (scan: Scanner): PlacePhrase | undefined =>
  scan.attempt(() => {
    const fromLast = scan.take(FROM_LAST);
    if (fromLast) {
      const start = new RegExp(`^(?:${START})$`, 'i').test(fromLast[2]!);
      return { places: [(start ? 1 : -1) * ordinalOf(fromLast[1]!)] };
    }
    if (scan.take(NEITHER)) return { places: [1, -1], not: true };
    if (scan.take(ENDS)) return { places: [1, -1] };
    const ranked = scan.attempt(() => superlative(scan));
    if (ranked) return ranked;
    const medals = scan.take(MEDAL);
    const medal = medals?.[1] ?? medals?.[2];
    if (medal !== undefined) return { places: [MEDALS[medal.toLowerCase()]!] };
    if (scan.take(RUNNER_UP)) return { places: [2] };
    const numbered = scan.take(NUMBERED);
    if (numbered) return { places: [numbered[1] === undefined ? Number(numbered[2]) : ordinalOf(numbered[1])] };
    if (scan.take(MIDDLE)) return { places: [0] };
    if (scan.take(LAST)) return { places: [-1] };
    if (scan.take(FRONT)) return { places: [1] };
    if (scan.take(BACK)) return { places: [-1] };
    return undefined;
  });

/** The first place phrase anywhere in a text, and what stands before and after it. */
export const placeIn = (text: string): { phrase: PlacePhrase; before: string; after: string } | undefined => {
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_])[\p{L}\d#]/gu)) {
    const scan = new Scanner(text, match.index);
    const phrase = readPlace(scan);
    if (phrase) return { phrase, before: text.slice(0, match.index), after: scan.rest };
  }
  return undefined;
};
