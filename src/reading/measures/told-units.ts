/**
 * Reads amounts whose measures the question tells itself ("a hand is four inches", "eight pints to a gallon"), and how
 * many portions of one amount another one holds. What one is in the other follows step by step from what is told and
 * from the units that are known; every number is a part of it, or there is no reading.
 */
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { isWhole } from '../../problem/solve/rational.ts';
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';

const N = String.raw`(\d+(?:\.\d+)?(?:\/\d+)?)`;
/** A word that is no word of grammar. */
const WORD = String.raw`((?:square|cubic|nautical)[ -][a-z]+|(?!(?:is|in|to|of|a|an|the|and|or|at|for|by|as|per|it|i|we|how|many|much|that|this|each|every|on|with|my|our)\b)[a-z]+[²³23]?)`;
const ONE = String.raw`(?:an?|1|the|each|every)`;
/** "a hand is four inches", "taking an inch as 25.4 mm", "a foot twelve inches". */
const IS = new RegExp(
  sequence(
    String.raw`\b${ONE} ${WORD} `,
    /(?:is|=|as|of|being|has|have|makes?|contains?|comes? to|to be|equals?|was|holds?|at|are)/,
    String.raw` (?:exactly )?${N} ${WORD}\b`,
  ),
  'g',
);
const ELIDED = new RegExp(String.raw`\band an? ${WORD} ${N} ${WORD}\b`, 'g');
/** "eight pints to a gallon", "16 ounces go to the pound", "8 bits in every byte". */
const INTO = new RegExp(String.raw`(?<![\d.])${N} ${WORD} (?:go )?(?:to|in|into|make|per|for) ${ONE} ${WORD}\b`, 'g');
const AMOUNT = new RegExp(
  String.raw`(?<![\d.])(?:${N}[ -]?|an? |half an? )${WORD}(?: and (?:an? )?(half|quarter))?\b`,
  'g',
);

const single = (word: string): string => {
  const spaced = word.replace(/^(square|cubic|nautical)[ -]/, '$1-');
  const [unit] = unitsNamed(spaced);
  if (unit) return unit.name;
  return word.replace(/ies$/, 'y').replace(/(?<=s|x|ch|sh)es$|(?<!s)s$/, '');
};

/** One of a unit is so many of another. */
type Equality = { from: string; to: string; times: string };

/** How many of `to` one of `from` is, by what is told and what is known; each told one is used at most once. */
const factorOf = (
  from: string,
  to: string,
  equalities: readonly Equality[],
): { times: string; used: number } | undefined => {
  if (from === to) return { times: '1', used: 0 };
  for (const one of equalities) {
    if (equalities.length > 1) break;
    if (one.from === from && one.to === to) return { times: one.times, used: 1 };
    if (one.to === from && one.from === to) return { times: `1/(${one.times})`, used: 1 };
  }
  for (const one of equalities) {
    const others = equalities.filter((other) => other !== one);
    for (const [start, end, by] of [
      [one.from, one.to, `*${one.times}`],
      [one.to, one.from, `/${one.times}`],
    ] as const) {
      const first = start === from ? { times: '1', used: 0 } : unitsTogether(from, start) && factorOf(from, start, []);
      const rest = first && factorOf(end, to, others);
      // What the question tells goes before what is known.
      if (first && rest) return { times: `${first.times}${by}*(${rest.times})`, used: first.used + rest.used + 1 };
    }
  }
  const pair = unitsTogether(from, to);
  if (pair) {
    const [a, b] = pair;
    return { times: `(${a.factor.n}*${b.factor.d})/(${a.factor.d}*${b.factor.n})`, used: 0 };
  }
  return undefined;
};

/** "1 cm for 1 km" is the scale of a map, and no measure: it is far from what one unit is in the other. */
const isScale = ({ from, to, times }: Equality): boolean => {
  const known = factorOf(from, to, []);
  const ratio = known && evaluateTree(parseExpression(`(${times})/(${known.times})`)!);
  return ratio !== undefined && (10n * ratio.n < 9n * ratio.d || 10n * ratio.n > 11n * ratio.d);
};

const ASKED: readonly RegExp[] = [
  new RegExp(String.raw`\bhow (?:many|much) ${WORD}\b`),
  new RegExp(String.raw`\b(?:in|to|into|as) (?:just |only )?${WORD}(?: only)?\W*(?:$|\?|please)`),
  new RegExp(String.raw`(?:^|[.,;:?!] ?)${WORD}(?:, please| please|:| ?\?)`),
];

const STRANGE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /costs?|prices?|pays?|paid|percent|left|remain\w*|more|less|fewer|than|twice|times|average|speed|area/,
      /discount|earn\w*|every (?:day|week|month)|per (?:day|week|month|hour|minute|second)|each day|change/,
      /plus|minus|extra|shared?|between|ratio|old|taller|longer|rest|still/,
    ),
    /\b|%|[$£€]/,
  ),
);

type Amount = { value: string; unit: string; at: number; end: number };

const amountsIn = (text: string, known: (unit: string) => boolean): Amount[] =>
  [...text.matchAll(AMOUNT)].flatMap((one): Amount[] => {
    const unit = single(one[2]!);
    const whole = one[1] ?? (one[0].startsWith('half') ? '1/2' : '1');
    const part = { half: '+1/2', quarter: '+1/4' }[one[3] ?? ''] ?? '';
    // A word of one letter after "a" is no unit.
    return known(unit) && (one[1] !== undefined || one[2]!.length > 2 || part !== '')
      ? [{ value: part === '' ? whole : `(${whole}${part})`, unit, at: one.index, end: one.index + one[0].length }]
      : [];
  });

/** Amounts that stand together are one: "2 foot 6 inches". */
const total = (
  amounts: readonly Amount[],
  to: string,
  equalities: readonly Equality[],
): { sum: string; used: number } | undefined => {
  const parts = amounts.map(({ value, unit }) => ({ value, by: factorOf(unit, to, equalities) }));
  if (parts.length === 0 || parts.some(({ by }) => by === undefined)) return undefined;
  return {
    sum: parts.map(({ value, by }) => `${value}*(${by!.times})`).join('+'),
    used: Math.max(...parts.map(({ by }) => by!.used)),
  };
};

const together = (amounts: readonly Amount[], text: string): boolean =>
  amounts.every((one, i) => i === 0 || /^[\s,]*(?:and )?$/.test(text.slice(amounts[i - 1]!.end, one.at)));

/** An amount in a unit that is told by the question itself. */
const byEqualities = (
  equalities: readonly Equality[],
  low: string,
  rest: string,
  uses: readonly string[],
): Outcome | undefined => {
  const names = new Set(equalities.flatMap(({ from, to }) => [from, to]));
  const known = (unit: string): boolean => names.has(unit) || unitsNamed(unit).length > 0;
  for (const pattern of ASKED) {
    const found = pattern.exec(rest);
    const to = found && single(found[1]!);
    if (!found || !to || !known(to)) continue;
    const at = found.index + found[0].lastIndexOf(found[1]!);
    const amounts = amountsIn(rest, known).filter((one) => at < one.at || at >= one.end);
    const all = total(amounts, to, equalities);
    if (!all || all.used !== equalities.length || !together(amounts, rest)) continue;
    const told = numbersIn(rest).filter(({ value }) => value !== '1').length;
    if (told > amounts.filter(({ value }) => /^\(?[\d.]+/.test(value) && value !== '1' && value !== '1/2').length)
      continue;
    return unitsNamed(to).length > 0 || !/\b(?:buy|fill|need|pack\w*|bags?|sacks?|boxes)\b/.test(low)
      ? reading({ type: 'value', expression: all.sum }, uses)
      : counted(all.sum, low, uses);
  }
  return undefined;
};

const PORTION = new RegExp(
  String.raw`\bhow many (?:(?:full|whole|such|more) )*(?:of (?:them|those) )?(?:${N} ?[a-z]+ )?((?!(?:minutes?|hours?|days?)\b)[a-z]+)\b`,
);

/** A number of things, which is whole: what is bought is bought whole, what is filled is filled whole. */
const counted = (count: string, low: string, uses: readonly string[]): Outcome | undefined => {
  const shown = evaluateTree(parseExpression(count)!);
  if (!shown) return undefined;
  if (isWhole(shown)) return reading({ type: 'value', expression: count }, uses);
  const least = /\b(?:at least|at a minimum|must (?:i|we) buy|need to buy|have to buy)\b/.test(low);
  const full = /\bhow many (?:full|whole|complete)\b/.test(low);
  if (!least && !full) return undefined;
  return reading({ type: 'value', expression: `${shown.n / shown.d + (least ? 1n : 0n)}` }, uses);
};

/** How many portions of one amount another one holds: "bottles of 250 ml from 2.5 litres". */
const portions = (low: string, uses: readonly string[]): Outcome | undefined => {
  const asked = PORTION.exec(low) ?? /\b([a-z]+) (?:needed|neded)(?:, ignoring waste)? ?\?\W*$/.exec(low);
  const thing = asked?.[2] ?? asked?.[1];
  if (!asked || thing === undefined || unitsNamed(thing).length > 0) return undefined;
  const amounts = amountsIn(low, (unit) => unitsNamed(unit).length > 0).filter(
    ({ unit }) => !/^(?:minute|hour|day|month|year|week|degree)$/.test(unit),
  );
  const told = numbersIn(low).filter(({ value }) => value !== '1');
  if (amounts.length !== 2 || told.some(({ start, end }) => !amounts.some((one) => one.at <= start && end <= one.end)))
    return undefined;
  const scan = scanOf(low);
  scan.takeAll(AMOUNT);
  if (!scan.explained(/\b(?:each|every|1|end|same|full|whole|cup|whole|another)\b/g)) return undefined;
  const [a, b] = amounts as [Amount, Amount];
  const by = factorOf(a.unit, b.unit, []);
  if (!by) return undefined;
  const ratio = `${a.value}*(${by.times})/(${b.value})`;
  const value = evaluateTree(parseExpression(ratio)!);
  if (!value || value.n === 0n) return undefined;
  const upside = value.n < value.d;
  const count = upside ? `${b.value}/(${a.value}*(${by.times}))` : ratio;
  return counted(count, low, uses);
};

/** "Add 2 km 350 m to 1 km 875 m: the sum in metres." */
const sums = (low: string, uses: readonly string[]): Outcome | undefined => {
  if (!/\b(?:add|sum|total|altogether|all together|in all|plus)\b|\+/.test(low)) return undefined;
  const to =
    /\b(?:in|how many) (?:total )?([a-z]+)\b[^a-z]*(?:all together|altogether|in all|in total|is (?:that|it))?[^a-z]*$/.exec(
      low,
    )?.[1];
  const amounts = amountsIn(low, (unit) => unitsNamed(unit).length > 0);
  if (to === undefined || amounts.length < 2 || amounts.length !== numbersIn(low).length) return undefined;
  if (unitsNamed(to).length === 0 || amounts.some(({ unit }) => !unitsTogether(unit, to) && single(to) !== unit))
    return undefined;
  const scan = scanOf(low);
  scan.takeAll(AMOUNT);
  scan.takeAll(/\b(?:add|sum|total|altogether|together|plus|all)\b/g);
  const all = total(amounts, single(to), []);
  return all && scan.explained() ? reading({ type: 'value', expression: all.sum }, uses) : undefined;
};

export const readToldUnits: Reader = ({ low: asked }) => {
  if (asked.length > 220 || !/\d/.test(asked) || /\b(?:shortest|quickest|fastest|cheapest)\b/.test(asked))
    return undefined;
  // "six foot two": what follows feet are inches.
  const low = asked
    .replace(/(?<![\d.])(\d+) (?:ft|foot|feet) (\d+)\b(?! ?(?:inch|in\b|"|feet|foot|[a-z]+s\b))/g, '$1 foot $2 inches')
    .replace(/(?<![\d.])(\d{1,3}) (\d{3})(?= (?:cm|mm|m|km|g|kg|ml|l)\b)/g, '$1$2');
  const uses = [...numbersIn(asked), ...numbersIn(low)].map(({ value }) => value);
  const summed = sums(low, uses);
  if (summed) return summed;
  if (STRANGE.test(low)) return undefined;
  const equalities: Equality[] = [];
  let rest = low;
  let scaled = false;
  const take = (pattern: RegExp, of: (match: RegExpMatchArray) => Equality): void => {
    for (const match of rest.matchAll(pattern)) {
      const one = of(match);
      // "A board is 6 foot" tells how long a board is, and no measure.
      const named =
        unitsNamed(one.from).length > 0 || new RegExp(String.raw`(?:\d|half an?|how many) ?-?${one.from}`).test(low);
      // "14 calls in each hour" is a rate, and no measure.
      const timed = [one.from, one.to].filter((unit) => unitsNamed(unit).some(({ dimension }) => dimension === 'time'));
      if (one.from === one.to || !named || timed.length === 1) continue;
      scaled ||= isScale(one);
      equalities.push(one);
      rest = rest.slice(0, match.index) + ' '.repeat(match[0].length) + rest.slice(match.index + match[0].length);
    }
  };
  const asks = /^\W*how many\b|\bhow many\b[^.?]*\?/.test(low);
  take(IS, (one) => ({ from: single(one[1]!), times: one[2]!, to: single(one[3]!) }));
  take(ELIDED, (one) => ({ from: single(one[1]!), times: one[2]!, to: single(one[3]!) }));
  take(INTO, (one) => ({ to: single(one[2]!), times: one[1]!, from: single(one[3]!) }));
  // A measure that is told twice is no measure.
  if (scaled || new Set(equalities.map(({ from, to }) => `${from} ${to}`)).size < equalities.length) return undefined;
  const told = equalities.length > 0 ? byEqualities(equalities, low, rest, uses) : undefined;
  if (told) return told;
  const feet = low !== asked && equalities.length === 0 ? byEqualities([], low, low, uses) : undefined;
  return feet ?? (asks || /\bneed(?:ed)?\b/.test(low) ? portions(low, uses) : undefined);
};
