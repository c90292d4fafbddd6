/**
 * Given things that are not what they are said to be, further ones: digits and letters outside a base, units and months
 * that nobody knows, faces that no die has, parts of people, words where numbers should stand.
 */
import { refusal, type Refusal } from '../reading.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Doubt } from './said.ts';
import { when } from './said.ts';

const WHY = 'invalid-input';
const invalid = (reason: string): Refusal => refusal(WHY, reason);

const noHexDigit: Doubt = ({ low }) => {
  const found =
    /\b(?:hexadecimal|hex)(?: (?:digit|number|value|numeral))?:? (?:is )?([g-z])(?: ?\d|\W*$| to\b| in\b| is\b)/.exec(
      low,
    ) ?? /\bhex(?:adecimal)? digit ['"]?([g-z])\b/.exec(low);
  return found ? invalid(`hexadecimal has no digit ${found[1]!.toUpperCase()}`) : undefined;
};

/** Things that take a time or hold an amount which nobody told, and no units. */
const THINGS = new RegExp(
  sequence(
    /^/,
    anyOf(
      /lessons?|films?|movies?|games?|songs?|rounds?|shifts?|episodes?|box(?:es)?|bottles?|glass(?:es)?/,
      /cups?|bags?|trips?|books?|pages?|bars?|jars?|tins?|cans?|kegs?|barrels?|buckets?|steps?|laps?/,
      /terms?|semesters?|periods?|class(?:es)?|matches|innings|holidays?|seasons?|moons?|nights?/,
      /mornings?|evenings?|afternoons?|weekends?|lifetimes?|spoons?|spoonfuls?|drops?|slices?|pieces?/,
      /people|kids|children|apples?|eggs?|cars?|dogs?|cats?|times?|more|less|of|and|the|a|an|all|total/,
      /one|ones|them/,
    ),
    /$/,
  ),
);

/** "4 blorps in seconds": no unit that anybody knows. */
const noSuchUnit: Doubt = ({ low, numbers }) => {
  if (numbers.length !== 1) return undefined;
  const found =
    /\bhow many ([a-z]+) (?:are|is|make|go)(?: there)? (?:in|into) \d+(?:\.\d+)? ([a-z]+)\W*$/.exec(low) ??
    /\b(?:convert|change|express|turn) \d+(?:\.\d+)? ([a-z]+) (?:to|into|in) ([a-z]+)\W*$/.exec(low) ??
    /^\W*(?:what is |whats )?\d+(?:\.\d+)? ([a-z]+) (?:in|to|into) ([a-z]+)\W*$/.exec(low);
  if (!found) return undefined;
  const [a, b] = [found[1]!, found[2]!];
  const [known, strange] = unitsNamed(a).length > 0 ? [a, b] : [b, a];
  return unitsNamed(known).length > 0 &&
    unitsNamed(strange).length === 0 &&
    !THINGS.test(strange) &&
    !/^(?:micro|nano|kilo|milli|centi|deci|mega)/.test(strange) &&
    !/^(?:binary|hex\w*|octal|decimal|roman|base|words?|letters?|numerals?|digits?|figures?)$/.test(strange)
    ? invalid(`${strange} is no unit that I know`)
    : undefined;
};

/** How many litres 5 kilometres are. */
const otherDimension: Doubt = ({ low, numbers }) => {
  const found =
    /\bhow many ([a-z]+) (?:are|is|make|go|fit)?(?: there)? ?(?:in|into|(?<=is |are )) ?\d+(?:\.\d+)? ?([a-z]+)\b/.exec(
      low,
    ) ?? /\b(?:convert|turn|change|put|express) \d+(?:\.\d+)? ?([a-z]+) (?:in|to|into) ([a-z]+)\b/.exec(low);
  // "60 miles every hour how many miles in 3 hours" tells what ties them.
  if (/\b(?:per|every|each|an?) (?:hour|minute|second|day|week)\b|\bmph\b|\/ ?(?:h|s|min)\b/.test(low))
    return undefined;
  if (!found || numbers.length > 2 || /^(?:quarters?|thirds?|halves|fifths|tenths?|dozens?)$/.test(found[2]!))
    return undefined;
  const [a, b] = [unitsNamed(found[1]!), unitsNamed(found[2]!)];
  if (a.length === 0 || b.length === 0 || a.some((x) => b.some((y) => x.dimension === y.dimension))) return undefined;
  const mixes = new Set([...a, ...b].map((one) => one.dimension));
  return mixes.has('mass') && mixes.has('volume')
    ? undefined
    : invalid(`${found[2]} and ${found[1]} measure different things: one can't become the other`);
};

const MONTHS = new RegExp(
  sequence(
    /^/,
    anyOf(
      /january|february|march|april|may|june|july|august|september|october|november|december|jan|feb/,
      /mar|apr|jun|jul|aug|sept?|oct|nov|dec/,
    ),
    /$/,
  ),
);
const DAYS = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$/;

/** Months and weekdays to be sorted, one of which is none. */
const noSuchMonth: Doubt = ({ low }) => {
  if (!/\b(?:sort|order|put|arrange|rank|list)\b/.test(low)) return undefined;
  const list = /((?:["']?[a-z]{3,}["']?, ?(?:and )?)+["']?[a-z]{3,}["']?)\]?\W*$/.exec(low);
  const items = list?.[1]?.replace(/["']/g, '').split(/, ?(?:and )?/) ?? [];
  for (const [known, cue] of [
    [MONTHS, /\b(?:months?|calendar|days|year)\b/],
    [DAYS, /\b(?:weekdays?|days of the week|calendar|week)\b/],
  ] as const) {
    const strange = items.filter((one) => !known.test(one));
    if (items.length >= 3 && strange.length === 1 && cue.test(low.slice(0, list!.index)))
      return invalid(`${strange[0]} is none of them`);
  }
  return undefined;
};

/** VXL, VVX: numerals of bad form, where what is asked says that a numeral is meant. */
const noSuchNumeral: Doubt = ({ text, low }) => {
  if (/\b(?:letters?|words?|count|spell|valid|exist|why|can not|is no)\b/.test(low)) return undefined;
  const found =
    /(?<![\p{L}\p{N}'])([IVXLCDM]{3,12})(?![\p{L}\p{N}'-])(?: (?:is|=|equals?|as|in|stands?|means?|to|into|would|gives?|makes?))\b/u.exec(
      text,
    );
  return found &&
    fromRoman(found[1]!) === undefined &&
    /\b(?:number|numbers|digits|figures|decimal|arabic|equals? \d+|= \d+|is \d+|value|roman)\b/.test(low)
    ? invalid(`${found[1]} is no valid Roman numeral`)
    : undefined;
};

/** A die with a nine. */
const noSuchFace: Doubt = ({ low }) => {
  const found =
    /\b(?:dice|die|dices)\b[^?.!]*\b(?:shows?|showed|rolled?|rolls|threw|throws|landed on|came up|got|is|are)\b[^?.!\d]*(?:an? |two |the )?(\d+)\b(?! (?:times|dice|throws|rolls|sides|faces))(?:[^?.!\d]*(?:and|,)[^?.!\d]*(\d+)\b)?/.exec(
      low,
    );
  const bad = found?.slice(1).find((one) => one !== undefined && (Number(one) > 6 || Number(one) < 1));
  return bad !== undefined &&
    !/\b(?:sides|sided|faces|d\d+|total|sum is|sum of \d|together|probab\w*|chance\w*|likely|odds|eyes in all|times)\b/.test(
      low.replace(/\bwhat is the (?:sum|total)\b[^?]*/g, ' '),
    )
    ? invalid(`a die has no face with ${bad}`)
    : undefined;
};

const partPeople = when(
  WHY,
  'people are counted in whole numbers',
  new RegExp(
    sequence(
      /\b(?:half a|\d+\.\d+|\d+ and a half|one and a half|a quarter of a) /,
      /(?:living |real |whole )?(?:persons?|people|child(?:ren)?|kids?|guests?|pupils?|students?)\b[^?]*\b/,
      /(?:plus|and|join|came|come|how many|each)\b/,
    ),
  ),
  /\b(?:average|mean|per|portion|ticket|price|size)\b/,
);

const negativeAge = when(
  WHY,
  'nobody has a negative age',
  new RegExp(
    alternatives(
      /(?<![\d–] ?)(?:-|\bminus )\d+ years? old\b|\bage(?:d)? (?:of |is |= ?)(?:-|minus )\d/,
      /\b(?:of|is|am|who is) (?:-|minus )\d+ years\b/,
    ),
  ),
);

const WORDS_THERE = new RegExp(
  sequence(
    /^/,
    anyOf(
      /itself|what|another|some|that|this|zero|nothing|half|double|it|them|both|all|two|three|each|him/,
      /her|me|you|us|everyone|everybody|people|friends|infinity|something|nobody|ten|hundred|thousand/,
      /million|pi|dozen|one|the|a|an|my|your|his|any|x|y|z|n|k|m|a|b|c|t|p|q|minus|negative|square|root/,
      /twice|how|even|odd|roman|binary/,
    ),
    /$/,
  ),
);

/** "5 divided by cat", "add up blue and 7", "gcd of 2 and banana". */
const wordAmongNumbers: Doubt = ({ low, numbers }) => {
  const found =
    /^\W*(?:what is |how much is |calculate |compute |work out )?\d+(?:\.\d+)? (?:divided by|multiplied by|over|to the power of) ([a-z]+)\W*$/.exec(
      low,
    ) ??
    /^\W*(?:please )?(?:add(?: up| together)?|sum|multiply|the sum of) ([a-z]+) (?:and|plus|by|with) \d+(?:\.\d+)?\W*$/.exec(
      low,
    ) ??
    /\b(?:gcd|lcm|hcf|common divisor|common multiple|common factor) (?:of )?\d+(?:\.\d+)? and ([a-z]+)\W*$/.exec(low);
  const listed =
    /\b(?:mean|average|sum|median|gcd|lcm|hcf|largest|smallest|biggest|maximum|minimum|product) (?:of )?\d+(?:\.\d+)?(?:, ?\d+(?:\.\d+)?)*,? (?:and|or) ([a-z]+)\W*$/.exec(
      low,
    );
  if (listed && listed[1]!.length > 2 && !WORDS_THERE.test(listed[1]!) && unitsNamed(listed[1]!).length === 0)
    return invalid(`"${listed[1]}" is no number`);
  return found &&
    numbers.length === 1 &&
    found[1]!.length > 1 &&
    !WORDS_THERE.test(found[1]!) &&
    unitsNamed(found[1]!).length === 0
    ? invalid(`"${found[1]}" is no number`)
    : undefined;
};

const noNumbers = when(
  WHY,
  'the list is empty',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:average|mean|sum|maximum|minimum|median|largest|smallest|gcd|product) of (?:no|zero|0) /,
        /(?:numbers?|values?|things?|people|marks?)\b/,
      ),
    ),
  ),
);

export const ODD_INPUT: readonly Doubt[] = [
  noHexDigit,
  noSuchUnit,
  otherDimension,
  noSuchMonth,
  noSuchNumeral,
  noSuchFace,
  partPeople,
  negativeAge,
  wordAmongNumbers,
  noNumbers,
];
