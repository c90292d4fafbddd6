/**
 * Questions whose figures exclude each other, each shown by a computation: parts and a whole, equal shares and a sum,
 * a mean and its list, one thing with two measures, one number in two ways of writing. Looked at before any reader,
 * which would take the figures that fit its kind.
 */
import { unitsTogether } from '../../problem/solve/units.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { refusal, type Refusal } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Doubt } from './said.ts';

const clash = (reason: string): Refusal => refusal('contradiction', reason);
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

/** What only supposes its facts, or asks whether they hold. */
const SUPPOSED =
  /\b(?:suppose|supposing|assum\w+|imagine|is it true|is that true|true or false|mistake|wrong|correct|really|swears?|claims?|reckons?|thinks?)\b/;

const PART_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:a |1 |one )?half\b/g, '1/2'],
  [/\b(?:a|1|one) third\b/g, '1/3'],
  [/\b(?:a|1|one) quarter\b/g, '1/4'],
  [/\b(\d) thirds\b/g, '$1/3'],
  [/\b(\d) quarters\b/g, '$1/4'],
  [/\b(\d) fifths\b/g, '$1/5'],
  [/\b(\d) (?:sixths|6ths)\b/g, '$1/6'],
  [/\b(\d) (?:eighths|8ths)\b/g, '$1/8'],
];

const OF_THE_REST =
  /\bof (?:the |what(?:ever)? )?(?:is |was )?(?:rest|remain\w*|left|remainder|those|these|them|the other)\b|\bthen\b|\bafter\b/;
const ONE_ANSWER = new RegExp(
  alternatives(
    /\bno others?\b|\bno other [a-z]+\b|\bnothing else\b|\bonly (?:yes|no)\b/,
    /\b(?:just|only|exactly) (?:one|1) (?:answer|vote|choice|side|meal|drink|party)\b/,
    /\b(?:nobody|no ?one) [a-z]+ (?:twice|both)\b/,
  ),
);

/** Shares of one and the same thing that are more than all of it. */
const sharesTogether: Doubt = ({ low }) => {
  const parts = PART_WORDS.reduce((text, [words, sign]) => text.replace(words, sign), low);
  const fractions = [...parts.matchAll(/(?<![\d/])(\d{1,2})\/(\d{1,2})(?![\d/])/g)].map(
    (one) => Number(one[1]) / Number(one[2]),
  );
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
  const same =
    /\b(?:that|the|this)(?: very)? same [a-z]+|\bsame [a-z]+ (?:by|to|on)\b|\b(?:whatever|what) is left (?:goes )?to\b/;
  if (
    fractions.length >= 2 &&
    fractions.length <= 4 &&
    fractions.every((one) => one < 1) &&
    same.test(low) &&
    !OF_THE_REST.test(low.replace(/\b(?:whatever|what) is left\b/g, ' ')) &&
    /\b(?:left|remain\w*|fraction|part|share|get)\b/.test(low) &&
    sum(fractions) > 1 + 1e-9
  )
    return clash('the shares together are more than the whole');
  const percents = [...low.matchAll(/\b(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)/g)].map((one) => Number(one[1]));
  return percents.length >= 2 &&
    percents.every((one) => one < 100) &&
    ONE_ANSWER.test(low) &&
    !OF_THE_REST.test(low) &&
    sum(percents) > 100 + 1e-9
    ? clash(`the shares together are ${sum(percents)} percent`)
    : undefined;
};

/** The whole of a ratio and one of its shares, which the ratio does not give. */
const shareOfRatio: Doubt = ({ low }) => {
  const ratio = /\b(\d+)(?: ?: ?| to )(\d+)\b/.exec(low);
  if (!ratio || /\bratio\b[^.?!]*\bof\b.*\bratio\b/.test(low) || SUPPOSED.test(low)) return undefined;
  const rest = low.replace(ratio[0], ' ; ').replace(/\bjust these 2\b|\b[a-z]+ 1\W*$/g, ' ');
  const total =
    /\b(\d+(?:\.\d+)?)(?: [a-z]+)? (?:is|are|was|were) (?:shared|split|divided)\b/.exec(rest) ??
    /\bin all (\d+(?:\.\d+)?)\b/.exec(rest) ??
    /\b(\d+(?:\.\d+)?)(?: [a-z]+)? in all\b/.exec(rest);
  const part =
    /\b(?:larger|smaller|bigger|first|second) (?:share|part|one) (?:is|was) (\d+(?:\.\d+)?)/.exec(rest) ??
    /\b(?:holds?|contains?|i have(?: got)?|there (?:is|are)) (\d+(?:\.\d+)?) [a-z]+(?: of)? [a-z]+\b/.exec(rest);
  if (!total || !part || numbersIn(rest).length !== 2) return undefined;
  const [whole, share] = [Number(total[1]), Number(part[1])];
  const [a, b] = [Number(ratio[1]), Number(ratio[2])];
  if (a + b === 0 || share >= whole) return undefined;
  return near(share, (whole * a) / (a + b)) || near(share, (whole * b) / (a + b))
    ? undefined
    : clash(`${share} is no share of ${whole} in the ratio ${a} to ${b}`);
};

/** Equal shares that do not make their sum. */
const sharesAndSum: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || /\b(?:others?|rest)\b/.test(low)) return undefined;
  const value = (words: RegExp): number | undefined => {
    const found = words
      .exec(low)
      ?.slice(1)
      .find((one) => one !== undefined);
    return found === undefined ? undefined : Number(found);
  };
  const count =
    value(/\b(?:split|shared|divided) (?:it |the bill )?(?:equally|evenly) (?:between|among) (?:the )?(\d+)\b/) ??
    value(/\bwe were (\d+)\b|\bthere were (\d+) of us\b|\bbought (\d+) [a-z]+\b/);
  const share =
    (/\bequal|\beven/.test(low)
      ? value(/\b(?:my|his|her|each|every) share (?:was|is) (?:[€$£] ?)?(\d+(?:\.\d+)?)/)
      : undefined) ??
    value(/\bevery(?:one|body) paid exactly (?:[€$£] ?)?(\d+(?:\.\d+)?)/) ??
    (/\bno discount\b|\bprice is same\b|\bsame price\b|\bfixed price\b/.test(low)
      ? value(/\b1 [a-z]+ (?:is|costs) (?:[€$£] ?)?(\d+(?:\.\d+)?)/)
      : undefined);
  const sum =
    value(/\bbill was (?:[€$£] ?)?(\d+(?:\.\d+)?)/) ??
    value(/\badd(?:s|ed)? up to (?:exactly )?(?:[€$£] ?)?(\d+(?:\.\d+)?)/) ??
    value(/\bpaid exactly (?:[€$£] ?)?(\d+(?:\.\d+)?) (?:[a-z]+ )?for (?:them|all)\b/);
  if (count !== undefined && share !== undefined && sum !== undefined && !near(count * share, sum))
    return clash(`${count} times ${share} is ${count * share}, and not ${sum}`);
  const notes =
    /\bexactly (?:[€$£] ?)?(\d+)\b[^?]*\ball (?:of it )?in (?:notes|coins|bills) of (\d+)\b[^?]*?\b(\d+) (?:notes|coins|bills)\b/.exec(
      low,
    );
  return notes && Number(notes[2]) * Number(notes[3]) !== Number(notes[1])
    ? clash(`${notes[3]} of ${notes[2]} are ${Number(notes[2]) * Number(notes[3])}, and not ${notes[1]}`)
    : undefined;
};

/** A list that is complete, and a mean, a sum or a range that it has not. */
const listApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low.replace(/\ball (?:of )?this (?:is right|holds)\b/g, ' '))) return undefined;
  const range = /\bsmallest (\d+)\b[^?]*\blargest (\d+)\b[^?]*\brange (?:is|was|of) (\d+)\b/.exec(low);
  if (range && Number(range[2]) - Number(range[1]) !== Number(range[3]))
    return clash(`the range is ${Number(range[2]) - Number(range[1])}, and not ${range[3]}`);
  const found = new RegExp(
    sequence(
      /\b(\d+) ([a-z]+) (?:were|are|weigh|cost|measure|had|got) (\d+(?:(?:, ?|,? and )\d+)+)\b[^?]*?/,
      /\b(?:(?:their|the) (average|mean|sum|total) (?:is|was)|(add(?:ed)?) up to) (\d+)/,
    ),
  ).exec(low);
  if (!found || /\bmore\b|\banother\b|\bthen\b/.test(found[0])) return undefined;
  const values = numbersIn(found[3]!).map((one) => Number(one.value));
  if (values.length !== Number(found[1])) return undefined;
  const sum = values.reduce((total, one) => total + one, 0);
  const real = /average|mean/.test(found[4] ?? '') ? sum / values.length : sum;
  return near(real, Number(found[6]))
    ? undefined
    : clash(`${values.join(' and ')} come to ${Math.round(real * 100) / 100}, and not ${found[6]}`);
};

/** One thing with two measures: in two units that differ, or twice in one unit. */
const measuredTwice: Doubt = ({ low }) => {
  if (SUPPOSED.test(low)) return undefined;
  const units =
    /\b(\d+(?:\.\d+)?) ?([a-z]+)(?: long| wide| high| tall)?,? which is (\d+(?:\.\d+)?) ?([a-z]+)\b(?! (?:too|from|away|of|a|an|per|each|[a-z]*(?:er|more|less)) )/.exec(
      low,
    );
  const pair = units && unitsTogether(units[2]!, units[4]!);
  if (units && pair && pair[0] !== pair[1] && pair[0].dimension !== 'temperature' && pair[0].dimension !== 'money') {
    const size = ({ factor: { n, d } }: (typeof pair)[0]): number => Number(n) / Number(d);
    const told = (Number(units[1]) * size(pair[0])) / size(pair[1]);
    if (Math.abs(told - Number(units[3])) > 0.05 * told)
      return clash(`${units[1]} ${units[2]} are not ${units[3]} ${units[4]}`);
  }
  const twice =
    /\bexactly (\d+) ?([a-z]+) and (?:also )?(?:exactly )?(\d+) ?\2\b/.exec(low) ??
    /\bit is (\d+) ?([a-z]+)[.,;] (?:the )?same [a-z]+ is (\d+) ?\2\b/.exec(low) ??
    /\bits (length|weight|price|height|width|age) is (\d+) and its \1 is (\d+)\b/.exec(low);
  const [a, b] = twice ? (twice[0].startsWith('its') ? [twice[2], twice[3]] : [twice[1], twice[3]]) : ['', ''];
  return a === b ? undefined : clash(`one thing is said to be ${a} and ${b}`);
};

/** One number in two ways of writing that differ. */
const writtenTwice: Doubt = ({ low }) => {
  if (!/\bsame\b/.test(low) || SUPPOSED.test(low)) return undefined;
  const bases: readonly (readonly [RegExp, number])[] = [
    [/\b([01]+) in binary\b/, 2],
    [/\b([0-7]+) in octal\b/, 8],
    [/\b([\da-f]+) in hex(?:adecimal)?\b/, 16],
  ];
  const decimal = /\b(\d+) in decimal\b/.exec(low);
  for (const [words, base] of bases) {
    const found = words.exec(low);
    if (decimal && found && Number.parseInt(found[1]!, base) !== Number(decimal[1]))
      return clash(`${found[1]} in base ${base} is ${Number.parseInt(found[1]!, base)}, and not ${decimal[1]}`);
  }
  const roman = /\b(?:number|numeral) (?:is )?([ivxlcdm]+)\b/.exec(low);
  const value = roman && fromRoman(roman[1]!.toUpperCase());
  if (!value) return undefined;
  const more = /\bmore than (\d+)\b/.exec(low);
  if (more && value <= Number(more[1])) return clash(`${roman[1]!.toUpperCase()} is ${value}, not above ${more[1]}`);
  const other = /\bsame [a-z]+ is (?:number )?(\d+)\b/.exec(low);
  return other && Number(other[1]) !== value
    ? clash(`${roman[1]!.toUpperCase()} is ${value}, and not ${other[1]}`)
    : undefined;
};

/** Two conditions on one number, of which each gives another one. */
const conditionsApart: Doubt = ({ low }) => {
  if (!/\b(?:same number|secret|which number|what number|my number|what is it)\b/.test(low) || SUPPOSED.test(low))
    return undefined;
  const found = [
    ...low.matchAll(
      /(?<!\d |that |this )\b(plus|minus|times|doubled|tripled|halved)(?: (\d+))?,? (?:it )?(?:is|makes|gives|equals|comes to) (\d+)\b/g,
    ),
  ];
  if (found.length !== 2 || /\bthen\b|\bor\b|\bother\b|\b2 numbers\b|\bresult\b/.test(low)) return undefined;
  if (!/^[^.?!;]*\b(?:and|but|also)\b/.test(low.slice(found[0]!.index))) return undefined;
  const [a, b] = found.map(([, word, by, result]) => {
    const [n, r] = [Number(by), Number(result)];
    switch (word) {
      case 'plus':
        return r - n;
      case 'minus':
        return r + n;
      case 'times':
        return r / n;
      case 'doubled':
        return r / 2;
      case 'tripled':
        return r / 3;
      default:
        return r * 2;
    }
  }) as [number, number];
  return near(a, b) ? undefined : clash(`the first says that it is ${a}, the second that it is ${b}`);
};

/** A rule of a progression and terms that do not follow it. */
const progressionApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low)) return undefined;
  const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
  const told =
    /\bfirst term (?:is |= ?|of )?(-?\d+)\b[^?]*\bdifference (?:is |= ?|of )?(-?\d+)\b[^?]*?\b([a-z]+) term (?:is |= ?|of )?(-?\d+)\b/.exec(
      low,
    );
  const place = told ? ordinals.indexOf(told[3]!) : -1;
  if (told && place > 0 && Number(told[1]) + place * Number(told[2]) !== Number(told[4]))
    return clash(`the ${told[3]} term is ${Number(told[1]) + place * Number(told[2])}, and not ${told[4]}`);
  const steps =
    /\b(?:increas\w+|ris\w+|grow\w*|go(?:es|ing)? up) (?:always )?(?:with|by) (\d+)\b[^?\d]*((?:\d+, ?){2,}\d+)(?! ?\?)/.exec(
      low,
    );
  const terms = steps ? steps[2]!.split(',').map(Number) : [];
  return terms.some((one, i) => i > 0 && one - terms[i - 1]! !== Number(steps![1]))
    ? clash(`the numbers do not rise by ${steps![1]} each time`)
    : undefined;
};

const RELATION = anyOf(
  /(?:old|young|tall|short|heavi|light|big|small|long|fast|slow|rich|poor|strong|high|low)(?:g?er|er|ier|r) than/,
  /(?:left|right|north|south|east|west|in front) of|before|after|behind|above|below/,
);
const COMPARES = new RegExp(
  sequence(
    /\b(?:[a-z]+ (?=[a-z]\b))?([a-z]+)(?: (?:is|was|sits|stands|lies|hangs|finished|came|comes|lives))?/,
    / (?:directly |just )?/,
    `(${RELATION})`,
    / (?:the )?(?:[a-z]+ (?=[a-z]\b))?([a-z]+)\b/,
  ),
  'g',
);

/** Comparisons of one sort that go around in a circle, with single letters and names after other words. */
const around: Doubt = ({ low }) => {
  const plain = low.replace(/\b(?:of|all) (?:the |these |them )?\d\b|\b1 row\b/g, ' ');
  if (/\d/.test(plain) || SUPPOSED.test(low)) return undefined;
  if (/\b(?:if|says?|said|not|or|then|again|later|first race|at first|round table|circle|ring)\b/.test(low))
    return undefined;
  const pairs = [...plain.matchAll(COMPARES)].map(([, a, words, b]) => [words!, a!, b!] as const);
  const relation = pairs[0]?.[0];
  if (pairs.length !== 3 || pairs.some((one) => one[0] !== relation)) return undefined;
  const names = new Set(pairs.flatMap(([, a, b]) => [a, b]));
  const once = (at: 1 | 2): boolean => new Set(pairs.map((one) => one[at])).size === 3;
  return names.size === 3 && once(1) && once(2) && pairs.every((one) => one[1] !== one[2])
    ? clash('the comparisons go around in a circle')
    : undefined;
};

/** The one that is said to be the largest, and another with a larger figure. */
const extremeApart: Doubt = ({ low }) => {
  const found = /\b(?:the )?([a-z]+) is the (heaviest|biggest|tallest|longest|dearest|oldest|highest)\b/.exec(low);
  if (!found || SUPPOSED.test(low)) return undefined;
  const values = new Map(
    [...low.matchAll(/\b(?:the )?([a-z]+)(?: (?:weighs|costs|is|measures|has))? (\d+)\b/g)].map((one) => [
      one[1]!,
      Number(one[2]),
    ]),
  );
  const top = values.get(found[1]!);
  return top !== undefined && values.size >= 2 && values.size <= 5 && [...values.values()].some((one) => one > top)
    ? clash(`the ${found[1]} with ${top} is not the ${found[2]}`)
    : undefined;
};

/** Pairs of figures of which each says the same of one thing, and which differ. */
const PAIRS: readonly (readonly [RegExp, (...values: number[]) => boolean, string])[] = [
  [/\btwins\b[^?]*\bone is (\d+)\b[^?]*\bthe other (?:one )?is (\d+)\b/, (a, b) => a === b, 'twins are of one age'],
  [
    /\brectangle (?:of )?(\d+) ?(?:m|cm|ft|km)? by (\d+)\b[^?]*\barea of (\d+)\b/,
    (a, b, area) => a * b === area,
    'the area is not that of the sides',
  ],
  [
    /\ban? [a-z]+ costs (\d+(?:\.\d+)?)\b[^?]*\ban? [a-z]+ and an? [a-z]+ (?:cost|costs|are|come to) (\d+(?:\.\d+)?) together\b/,
    (one, both) => both >= one,
    'one costs more than both together',
  ],
  [
    /\bdivid(?:es|ed|ing) \d+ by (\d+) and gets a remainder of (\d+)\b/,
    (by, rest) => rest < by,
    'a remainder is less than what is divided by',
  ],
];

const pairsApart: Doubt = ({ low }) => {
  if (/\b(?:is it true|suppose|claims?|swears?)\b/.test(low)) return undefined;
  for (const [words, fits, reason] of PAIRS) {
    const found = words.exec(low);
    if (found && !fits(...(found.slice(1).map(Number) as [number, number, number]))) return clash(reason);
  }
  return undefined;
};

/** "All distinct: cat, dog, cat", "exactly 4 entries" of five. */
const entriesApart: Doubt = ({ low }) => {
  const found = /\b(?:exactly (\d+) [a-z]+, )?all (?:distinct|different|unique):? ([a-z]+(?:, [a-z]+){2,})/.exec(low);
  const entries = found?.[2]!.split(', ') ?? [];
  return new Set(entries).size < entries.length
    ? clash('all are said to differ, and one stands there twice')
    : undefined;
};

export const APART: readonly Doubt[] = [
  sharesTogether,
  shareOfRatio,
  sharesAndSum,
  listApart,
  measuredTwice,
  writtenTwice,
  conditionsApart,
  progressionApart,
  around,
  extremeApart,
  pairsApart,
  entriesApart,
];
