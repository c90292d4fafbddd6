/**
 * Something among others of a kind that is none of them: a letter among numbers, a number with two points, a weekday
 * that no week has, a numeral of bad form beside others, a unit that nobody knows, a place beyond the last one of a row
 * whose size is told. The others of its list say what kind it should be.
 */
import { refusal, type Refusal } from '../reading.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { type Doubt } from './said.ts';

const invalid = (reason: string): Refusal => refusal('invalid-input', reason);

/** Whether it is one is what is asked; or somebody's mistake is to be found. */
const ASKS_VALID =
  /\b(?:valid|invalid|possible|exists?|allowed|mistake|typos?|what is wrong|odd one|does not (?:belong|fit))\b/;

/** What is done with a list of numbers. */
const WITH_NUMBERS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /make|hit|reach|get|form|obtain|target|numbers|sort|order|rank|arrange|average|mean|median|sum|add|total/,
      /gcd|lcm|hcf|gcf|factors?|multiples?|divisors?|largest|biggest|smallest|product|plus|multiply/,
    ),
    /\b/,
  ),
);

/** Letters that are digits, names, unknown numbers or cards. */
const MAY_BE_LETTERS = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /hex\w*|base|octal|binary|roman|numerals?|letters?|alphabet\w*|cards?|kings?|queens?|solve|equation/,
        /unknown|variable|let|where|stands? for|digit|player|team|point|house|room|flat|seat|gate|bus|platform/,
        /lines?|route|model|plate|code|postcode|password|sizes?|grade|column|row|street|road|box|group|class/,
        /vertices|vertex|called|named|labell?ed|set|algebra/,
      ),
      /s?\b/,
    ),
    /[a-z] ?=|= ?[a-z]\b/,
  ),
);

const ITEM = String.raw`[\p{L}\p{N}.]+`;
const LIST = new RegExp(String.raw`(?<![\p{L}\p{N}.,])(?:${ITEM}(?:, ?(?:and )?| and | or )){1,9}${ITEM}`, 'gu');

const NUMBER = /^\d+(?:\.\d+)?$/;
const ODD = /^(?:[B-HJ-WYZ]|[bcefghjkqrtvw]|(?!\d+h\d)\d+[a-z]+\d+)$/;

/** Items side by side that are numbers or stand where one should. */
const runsOf = (items: readonly string[]): string[][] => {
  const runs: string[][] = [[]];
  for (const one of items)
    if (NUMBER.test(one) || ODD.test(one)) runs.at(-1)!.push(one);
    else runs.push([]);
  return runs.filter((one) => one.length > 1);
};

/** "8, 5 and Q", "24 and 3b6". */
const letterAmongNumbers: Doubt = ({ text, low }) => {
  if (ASKS_VALID.test(low) || !WITH_NUMBERS.test(low) || MAY_BE_LETTERS.test(low)) return undefined;
  for (const [list] of text.matchAll(LIST)) {
    const items = list.split(/, ?(?:and )?| and | or /).map((one) => one.replace(/\.$/, ''));
    for (const run of runsOf(items)) {
      const odd = run.filter((one) => !NUMBER.test(one));
      const least = odd.every((one) => /\d/.test(one)) ? 1 : 2;
      if (odd.length === 1 && run.length - 1 >= least) return invalid(`${odd[0]} is no number`);
    }
  }
  return undefined;
};

const COUNTS_WITH = new RegExp(
  alternatives(
    /[+*€$£%]|\d ?x ?\d/,
    sequence(
      /\b/,
      anyOf(
        /add|sum|plus|minus|take|times|subtract|multiply|divide|average|mean|total|round|double|half of|calculate/,
        /compute|change|pays?|paid|costs?|price|gcd|lcm|hcf|gcf|factor|multiple|percent|per cent|metres|kilos?/,
        /euros?|dollars?|pounds?|litres?|cm|kg|km|square|prime|divisible|bigger|smaller|larger|greater|less|between|binary|convert/,
      ),
      /\b/,
    ),
  ),
);
const OTHER_FIGURES =
  /\b(?:versions?|release|dates?|born|chapter|section|ip|address|days?|due|v\d|python|node|update|weekday|year|until)\b/;

/** 4.99.50, 15,2,5 %: figures with two points that are no date. */
const twoPoints: Doubt = ({ low }) => {
  if (ASKS_VALID.test(low) || OTHER_FIGURES.test(low) || !COUNTS_WITH.test(low)) return undefined;
  const points = /(?<![\w.])\d{1,4}\.\d{1,4}\.\d{1,4}(?![\w.]*\w|\.\d)/.exec(low)?.[0];
  const date = points !== undefined && /^\d{1,2}\.\d{1,2}\.(?:19|20)\d\d$/.test(points);
  const commas = /(?<![\w.,]|, )\d{1,3},\d{1,2},\d{1,2} ?%/.exec(low)?.[0];
  const bad = date ? undefined : (points ?? commas);
  return bad === undefined ? undefined : invalid(`${bad} is no number`);
};

const WEEKDAY = /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$/;
const NO_WEEKDAYS =
  /^(?:birth|to|every|holi|yester|mid|school|work|week|pay|rest|dooms|name|some|any|one|boxing|work|noon|hey|may|sun)day'?s?$/;

/** "Monday, Wednesday, Blursday": one day among others that no week has. */
const strangeWeekday: Doubt = ({ low }) => {
  if (ASKS_VALID.test(low)) return undefined;
  const days = low.match(/\b[a-z]+days?\b/g) ?? [];
  const known = days.filter((one) => WEEKDAY.test(one));
  const odd = days.find((one) => !WEEKDAY.test(one) && !NO_WEEKDAYS.test(one) && one.length > 5);
  const asksDay = /\b(?:what|which) (?:week)?day\b|\bday of the week\b/.test(low);
  const placed =
    odd !== undefined &&
    new RegExp(
      String.raw`\b(?:today|tomorrow|yesterday|it) (?:is|was) (?:a )?${odd}\b|(?:,|and|or) ${odd}\b|${odd},`,
    ).test(low);
  return odd !== undefined && placed && (known.length > 0 || asksDay) ? invalid(`no week has a ${odd}`) : undefined;
};

const SUM_SIGN = /^(?:\+|-|\*|\/|plus|minus|times|and|more than|less|from)$/;

/** "VXL + III", "the tag says VX, minus II": of numerals beside each other one has a bad form. */
const badNumeralBeside: Doubt = ({ text, low }) => {
  if (ASKS_VALID.test(low) || /\b(?:letters?|words?|spell|sizes?|shirts?|medium|large)\b/.test(low)) return undefined;
  const words = [...text.matchAll(/(?<![\p{L}\p{N}'-])[IVXLCDM]{2,12}(?![\p{L}\p{N}'])/gu)];
  const bad = words.find((one) => fromRoman(one[0]) === undefined);
  if (!bad) return undefined;
  const beside = [...text.matchAll(/(?<![\p{L}\p{N}'])([IVXLCDM]+)(?![\p{L}\p{N}'])/gu)].some((other) => {
    if (other.index === bad.index || fromRoman(other[0]) === undefined) return false;
    const [a, b] = [bad, other].toSorted((x, y) => x.index - y.index) as [RegExpMatchArray, RegExpMatchArray];
    const words = text
      .slice(a.index! + a[0].length, b.index)
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
    return words.length <= 3 && words.some((one) => SUM_SIGN.test(one));
  });
  const asked =
    /\b(?:normal|ordinary|decimal|plain|usual|modern) (?:numbers?|figures?|digits)\b|\bin (?:digits|figures|numbers)\b/.test(
      low,
    );
  return beside || asked ? invalid(`${bad[0]} is no valid Roman numeral`) : undefined;
};

/** What holds or lasts an amount that nobody told, and is no unit: stems without their plural. */
const HOLDERS = new RegExp(
  sequence(
    /^/,
    anyOf(
      alternatives(
        /lesson|film|movie|game|song|round|shift|episode|box|bottle|glass|cup|bag|trip|book|page|bar|jar|tin|can|keg/,
        /barrel|bucket|step|lap|term|semester|period|class|matche?|inning|holiday|season|moon|night|morning|evening/,
      ),
      alternatives(
        /afternoon|weekend|lifetime|spoon\w*|drop|slice|piece|people|kid|children|time|more|less|dozen|score|hundred/,
        /thousand|million|school|work|working|full|whole|half|halve|quarter|third|leap|normal|different|consecutive/,
      ),
      alternatives(
        /calendar|fortnight|decade|centurie|tray|pack|packet|crate|carton|case|row|table|roll|sheet|portion|session/,
        /workout|meeting|chapter|bowl|mug|jug|sack|basket|handful|pinche?|large|small|big|standard|such|these|those/,
      ),
      alternatives(
        /and|of|the|all|total|word|letter|figure|digit|number|one|them|ordinary|square|cubic|olympic|football|fluid/,
        /quart|pint|gallon|binary|hex\w*|octal|decimal|roman|base|numeral|equal|extra|other|nautical|metric|long|short|troy|imperial|us/,
        /(?:micro|nano|kilo|milli|centi|deci|mega|giga|tera)\w*|hole|player|person|man|men|women|boy|girl|dog|cat/,
      ),
    ),
    /(?:e?s|ies)?$/,
  ),
);

/** "How many pints are in 3 flurbs of mead": a known unit and one that nobody knows. */
const strangeUnit: Doubt = ({ low }) => {
  const found =
    /\bhow (?:many|meny|mny) ([a-z]+) (?:(?:are|is|does|do|make|makes|go|fit|equal) )?(?:there )?(?:(?:in|into|make up) )?(?:\d+(?:\.\d+)?|an?) ([a-z]{4,})(?=\W*$| of [a-z]+\W*$| and \d| (?:make|hold|give|contain)s?\W*$)/.exec(
      low,
    ) ??
    /\bhow (?:many|meny|mny) ([a-z]+) (?:are|is) (?:there )?in \d+(?:\.\d+)? ([a-z]{4,})\b,? (?:please|pls|thanks)\b/.exec(
      low,
    );
  if (!found) return undefined;
  const [, known, strange] = found as unknown as [string, string, string];
  const unit = spelledUnit(known);
  const other = unitsNamed(strange).length > 0 || HOLDERS.test(strange) || !strange.endsWith('s');
  return unit && !other ? invalid(`${strange} is no unit that I know`) : undefined;
};

/** A unit as it is written, or as it sounds: "minits". */
const spelledUnit = (word: string): boolean =>
  unitsNamed(word).some((one) => one.dimension !== 'count') ||
  /^(?:pints|gallons|quarts|cups|ounces|stones?|knots)$/.test(word) ||
  /^(?:min(?:i|e|u)t(?:e)?s|second?es|hou?ers|leters|meeters|gramms|killos)$/.test(word);

/** "Places 1 to 5. She stands in place 6": a place beyond the row that is told. */
const beyondRow: Doubt = ({ low }) => {
  const row =
    /\b([a-z]+?)(?:es|s)?(?:,? [a-z]+){0,5}?,? numbered (?:from )?1 (?:to|until|through|-) (\d{1,3})\b/.exec(low) ??
    /\b(place|seat|chair|room|lane|house|position|slot|shelf|floor|box|number|locker|desk|peg|gate)(?:es|s)? (?:from )?1 (?:to|until|through|-) (\d{1,3})\b/.exec(
      low,
    );
  if (!row || ASKS_VALID.test(low) || /\b(?:next|another|second|other) (?:row|hall|house|street|shelf)\b/.test(low))
    return undefined;
  const rest = low.slice(0, row.index) + ' ; ' + low.slice(row.index + row[0].length);
  const places = [
    ...rest.matchAll(
      /\b(?:in|on|at|has|takes|got|gets) (?:the )?([a-z]+) (?:number )?(\d{1,3})\b(?! (?:to|times|of them))/g,
    ),
  ].filter((one) => [row[1]!, 'place', 'seat', 'number'].some((noun) => one[1]!.startsWith(noun)));
  const last = Number(row[2]);
  const bad = places.find((one) => Number(one[2]) > last || Number(one[2]) < 1);
  return bad ? invalid(`the row ends with ${last}, and there is no ${bad[2]}`) : undefined;
};

/** "The number in place minus two", "at place 2 and a half", "the 20th letter of lantern". */
const noPlace: Doubt = ({ low }) => {
  if (ASKS_VALID.test(low)) return undefined;
  const place = new RegExp(
    sequence(
      /\b(?:number|term|element|member|entry|letter|word|one) (?:in|at|on|with) (?:the )?(?:place|position|index) (?:number )?/,
      anyOf(/(?:minus|negative|-) ?\d/, /\d+(?:\.\d| and (?:a|1) (?:half|quarter))/, /0\b/),
    ),
  ).test(low);
  if (place && !/\b(?:index(?:ed)? from 0|zero[- ]based|python|array)\b/.test(low))
    return invalid('a place in a row is a whole number from 1 on');
  const found =
    /(?:\b\d+(?:st|nd|rd|th) (?:and (?:the )?)?)?\b(?:the )?(\d+)(?:st|nd|rd|th) letters? (?:of|in) (?:the )?word:? ["']?([a-z]+)\b/.exec(
      low,
    );
  return found && Number(found[1]) > found[2]!.length && found[2]!.length > 2
    ? invalid(`"${found[2]}" has only ${found[2]!.length} letters`)
    : undefined;
};

export const INTRUDERS: readonly Doubt[] = [
  letterAmongNumbers,
  twoPoints,
  strangeWeekday,
  badNumeralBeside,
  strangeUnit,
  beyondRow,
  noPlace,
];
