/**
 * Questions for whole things that have no answer, each computed: coins that never make a sum, shares that don't come
 * out, numbers of a sort between two bounds, parity, sums of digits. And division by zero in words.
 */
import { refusal, type Refusal } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const none = (reason: string): Refusal => refusal('no-solution', reason);

const MONEY = /(?:p|c|ct|pence|cents?|euros?|dollars?|pounds?|quid|kr|rupees?|francs?|pennies)/;

/** Whether non-negative multiples of the values make the sum. */
const makes = (sum: number, values: readonly number[]): boolean => {
  const reached = new Set([0]);
  for (let at = 1; at <= sum; at++) if (values.some((value) => reached.has(at - value))) reached.add(at);
  return reached.has(sum);
};

/** Coins, notes or stamps of given values that never make a sum. */
const coins: Doubt = ({ low }) => {
  if (!/\b(?:coins?|notes?|stamps?|bills?|pieces?|weights?|tokens?)\b/.test(low)) return undefined;
  if (!/\b(?:exactly|precisely|only|just|nothing but|no change|how many|without change)\b/.test(low)) return undefined;
  const list = new RegExp(
    sequence(
      String.raw`((?:[€$£]?\d+(?!\d)(?:[- ]?${MONEY.source})?(?:, ?|,? and | or )?)+)`,
      String.raw`[- ]?(?:${MONEY.source})?[- ]?(?:coins?|notes?|stamps?|bills?|pieces|tokens?)\b`,
    ),
  ).exec(low);
  if (!list) return undefined;
  const values = (list[1]!.match(/\d+/g) ?? []).map(Number);
  const others = (low.replace(list[0], ' ; ').match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const [sum] = others;
  if (others.length !== 1 || sum === undefined || values.length === 0 || values.length > 4) return undefined;
  if ([sum, ...values].some((one) => !Number.isInteger(one) || one <= 0 || one > 10_000)) return undefined;
  const rest = low.replace(list[0], ' ');
  if (!new RegExp(String.raw`(?:[€$£] ?${sum}|\b${sum} ?(?:kg|g|${MONEY.source}))\b`).test(rest)) return undefined;
  if (!/\b(?:make|pay|give|hand|have|get|exactly|precisely|total|worth|add|change|need|are in|is)\b/.test(rest))
    return undefined;
  if (/\b(?:at least|at most|left|more than|each|per|costs?|saved?|bought|had)\b/.test(rest)) return undefined;
  // Coins of one unit and a sum of another are no case for this.
  const units = new Set(
    [...low.matchAll(new RegExp(String.raw`\d[- ]?(${MONEY.source})\b`, 'g'))].map((one) =>
      one[1]!
        .replace(/s$/, '')
        .replace(/^(?:c|ct)$/, 'cent')
        .replace(/^(?:pence|pennie)$/, 'p'),
    ),
  );
  const small = [...units].some((unit) => unit === 'p' || unit === 'cent');
  if (units.size > 1 || (small && /[$£€]/.test(low))) return undefined;
  return makes(sum, values) ? undefined : none(`coins of ${values.join(' and ')} never make ${sum}`);
};

const UNBROKEN = new RegExp(
  alternatives(
    /\b(?:whole|uncut|unbroken|intact)\b|\bno (?:breaking|cutting|splitting)\b/,
    sequence(
      /\b(?:none|no [a-z]+|nothing|without|not|never)\b[^.?!]{0,24}\b/,
      /(?:cut|cutting|broken|breaking|break|split|splitting|torn|halved|left|leftover)\b/,
    ),
    /\b(?:every|all|each) (?:[a-z]+ )?(?:is |are |being )?(?:given|handed|shared|used) (?:out|away|up)?\b/,
  ),
);
const INDIVISIBLE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /marbles|people|children|kids|pupils|students|players|puppies|kittens|cats|dogs|horses|cows|books/,
      /balls|cards|coins|stamps|toys|chairs|pens|pencils|balloons|cars|tickets|eggs|guests|workers/,
      /toffees|sweets|candies|stickers/,
    ),
    /\b/,
  ),
);

/** Whole things in a ratio whose parts do not divide them. */
const ratioOfWhole: Doubt = ({ low, numbers }) => {
  const ratio = /\b(\d+)(?: ?: ?| to )(\d+)\b/.exec(low);
  if (!ratio || !/\b(?:share[ds]?|split|divide[ds]?|ratio|dealt|deal|distribut\w*|give)\b/.test(low)) return undefined;
  if (!UNBROKEN.test(low) || !INDIVISIBLE.test(low)) return undefined;
  const [a, b] = [Number(ratio[1]), Number(ratio[2])];
  const rest = numbersIn(low.replace(ratio[0], ' ; '))
    .map((one) => Number(one.value))
    .filter((one) => one > 2);
  const [whole] = rest;
  if (rest.length !== 1 || whole === undefined || !Number.isInteger(whole) || numbers.length > 5) return undefined;
  return whole % (a + b) === 0 ? undefined : none(`${whole} can't be shared ${a} to ${b} in whole numbers`);
};

const isPrime = (n: number): boolean => {
  if (n < 2) return false;
  for (let p = 2; p * p <= n; p++) if (n % p === 0) return false;
  return true;
};

/** What sort of number is asked for, as a test of one. */
const sortOf = (words: string): ((n: number) => boolean) | undefined => {
  const multiple = /\b(?:multiple of|divisible by|divided by|divides? by|in the table of) (\d+)\b/.exec(words);
  const tests: ((n: number) => boolean)[] = [
    ...(multiple ? [(n: number): boolean => n % Number(multiple[1]) === 0] : []),
    ...(/\beven\b/.test(words) ? [(n: number): boolean => n % 2 === 0] : []),
    ...(/\bodd\b/.test(words) ? [(n: number): boolean => n % 2 !== 0] : []),
    ...(/\bprimes?\b/.test(words) ? [isPrime] : []),
    ...(/\b(?:perfect )?square(?: number)?\b/.test(words)
      ? [(n: number): boolean => Number.isInteger(Math.sqrt(n))]
      : []),
    ...(/\b(?:whole number|integer|natural number)\b/.test(words) ? [(): boolean => true] : []),
  ];
  return tests.length === 0 ? undefined : (n) => tests.every((one) => one(n));
};

/** A number of a sort strictly between two others, where there is none. */
const noneBetween: Doubt = ({ low }) => {
  const found =
    /^(.*)\b(?:between|bigger than|greater than|more than|above) (\d+) (?:and|but (?:smaller|less|lower) than|and (?:smaller|less|below)(?: than)?|but below) (\d+)\b/.exec(
      low,
    );
  if (
    !found ||
    !/\b(?:which|what|find|name|give|tell|is there|need|looking for)\b|^\W*(?:an? |the )?(?:[a-z]+ )?(?:number|prime)\b/.test(
      low,
    )
  )
    return undefined;
  const [, words, a, b] = found;
  const [from, to] = [Number(a), Number(b)];
  const fits = sortOf(words!);
  if (
    !fits ||
    to <= from ||
    to - from > 10_000 ||
    /\bhow many\b|\bnot\b|\bsum\b|\bdigits?\b|\bor\b|\breal\b|\binclu/.test(low)
  )
    return undefined;
  for (let n = from; n <= to; n++)
    if (fits(n) && (n > from || !/\bwhole|\binteger/.test(words!)) && (n < to || !/\bwhole|\binteger/.test(words!)))
      return undefined;
  return none(`there is no such number between ${from} and ${to}`);
};

/** "Which of 3, 5 and 9 is even?" */
const noneOfThese: Doubt = ({ low }) => {
  const found =
    /\b(?:which|what)(?: (?:number|one|1))? (?:of|among|from) (?:the numbers |these numbers:? |these:? )?(\d+(?:(?:, ?|,? and |,? or )\d+)+),? (?:is|are|can be|has) (?:an? |the )?(?:number )?(.*)$/.exec(
      low,
    );
  if (!found || /\b(?:not|most|least|est|nearest|closest|sum|than)\b/.test(found[2]!)) return undefined;
  const fits = sortOf(found[2]!);
  const values = numbersIn(found[1]!).map((one) => Number(one.value));
  return fits && !values.some(fits) ? none('none of these numbers is one') : undefined;
};

/** Two odd numbers whose sum is odd, consecutive ones whose sum is even, digits with too large a sum. */
const parity: Doubt = ({ low, numbers }) => {
  const pair =
    /\b2 (?:different |whole |consecutive )?(odd|even) (?:whole )?numbers\b[^?]*\b(?:sum|add(?:s|ed|ing)?(?: up)?|total|together|make|give)\b[^?\d]*(\d+)/.exec(
      low,
    );
  if (pair && Number(pair[2]) % 2 === 1 && !/\bproduct|difference|times\b/.test(low))
    return none(`two ${pair[1]} numbers never add up to ${pair[2]}`);
  const next =
    /\b2 consecutive (?:whole )?(?:numbers|integers)\b[^?]*\b(?:sum|add(?:s|ed|ing)?(?: up)?|total|together)\b[^?\d]*(\d+)/.exec(
      low,
    );
  if (next && Number(next[1]) % 2 === 0) return none(`two consecutive numbers never add up to ${next[1]}`);
  const digits =
    /\b(\d)[- ]digit (?:whole )?number\b[^?]*\b(?:digit sum|sum of (?:its|the|all its|all) digits|digits (?:add up to|sum to|have (?:a|the) sum of))\b[^?\d]*(\d+)/.exec(
      low,
    );
  if (digits && Number(digits[2]) > 9 * Number(digits[1]))
    return none(`the digits of a number with ${digits[1]} digits add up to ${9 * Number(digits[1])} at most`);
  const twin = /\b(?:sum of|add) 2 (?:equal|identical|same) (?:whole )?(?:numbers|integers)\b[^?\d]*(\d+)/.exec(low);
  if (twin && Number(twin[1]) % 2 === 1 && numbers.length <= 3)
    return none(`two equal whole numbers never add up to ${twin[1]}`);
  return undefined;
};

/** A common multiple below the least one; the root of no square as a fraction. */
const noCommon: Doubt = ({ low }) => {
  const multiple =
    /\bcommon multiple of (\d+)(?:,| and) (\d+)\b[^?]*\b(?:less|smaller|lower|under|below)(?: than)? (\d+)\b/.exec(low);
  if (multiple) {
    const [a, b, below] = multiple.slice(1).map(Number) as [number, number, number];
    const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
    if ((a * b) / gcd(a, b) >= below)
      return none(`the least common multiple of ${a} and ${b} is ${(a * b) / gcd(a, b)}`);
  }
  const root = /\bsquare root of (\d+)\b/.exec(low);
  return root &&
    !Number.isInteger(Math.sqrt(Number(root[1]))) &&
    /\bfraction\b/.test(low) &&
    /\bexact(?:ly)?\b/.test(low)
    ? none(`the square root of ${root[1]} is no fraction`)
    : undefined;
};

const evenPrime: Doubt = ({ low }) => {
  const above = /\bprime\b[^?]*\beven\b[^?]*\b(?:above|over|bigger than|greater than|larger than|more than) (\d+)/.exec(
    low,
  );
  if (above && Number(above[1]) >= 2 && !/\b(?:sum|plus|product)\b/.test(low)) return none('2 is the only even prime');
  const found = /\beven prime(?: number)?s?\b[^?.]*\b(?:than|above|over|from|except|besides|after|with) (\d+)/.exec(
    low,
  );
  return found && Number(found[1]) >= 2 && !/\b(?:less|smaller|below|under)\b/.test(low)
    ? none('2 is the only even prime')
    : undefined;
};

/** A decimal that no finite number in base two says. */
const noFiniteBinary: Doubt = ({ low }) => {
  if (!/\bbinary\b|\bbase 2\b/.test(low) || !/\b(?:exact\w*|finite\w*|terminat\w*)\b/.test(low)) return undefined;
  const decimal = /(?<![\d])0?\.(\d+)\b/.exec(low);
  const fraction = /\b(\d+) ?\/ ?(\d+)\b/.exec(
    low.replace(/\b(?:a|1|one) third\b/g, '1/3').replace(/\b(?:a|1|one) fifth\b/g, '1/5'),
  );
  const value = decimal ? Number(`0.${decimal[1]}`) : fraction ? Number(fraction[1]) / Number(fraction[2]) : 0;
  return (value * 2 ** 20) % 1 === 0 ? undefined : none(`${(decimal ?? fraction)![0]} has no end in base two`);
};

const ZERO = when(
  'no-solution',
  'division by zero has no result',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:percent|per cent|percentage|fraction|share|part|proportion|%) (?:is \d+ )?of /,
        /(?:0|zero|nought|nothing)(?![.\d,])\W*$/,
      ),
      sequence(
        sequence(
          /\b(?:percent\w*|per cent|%|rate)\b[^?]*\b(?:from|was|been|being|of) (?:0|zero|nothing|nought)/,
          /(?![.\d,])(?! ?%)/,
        ),
        /[^?]*\b(?:to|now|is|and) \d+/,
      ),
      /\b(?:from|went from) (?:0|zero|nothing) (?:[a-z]+ )?to \d+[^?]*\b(?:percent\w*|per cent|%)/,
      sequence(
        /\bin (?:exactly )?(?:0|zero|no) (?:seconds?|minutes?|hours?|h|s|time)\b[^?]*\b/,
        /(?:speed|fast|km\/h|velocity|average)\b/,
      ),
      sequence(
        /\b(?:between|among|by|into|for|amongst) (?:0|zero|no) /,
        anyOf(/people|persons|friends|kids|children|guests|pupils|groups|boxes|parts|teams|heads|of (?:them|us)/),
        /\b/,
      ),
    ),
  ),
  /\b(?:temperature|degrees)\b/,
);

const NAMES_OUT = new RegExp(
  alternatives(
    /\b(?:which|what) month has (?:3[2-9]|[4-9]\d|\d{3,}) days\b/,
    /\b(?:letter|what) (?:comes |stands |is )?(?:right |directly |next )?after (?:the )?z\b(?! in (?!the alphabet))/,
    /\b(?:letter|what) (?:comes |stands |is )?(?:right |directly )?before (?:the )?a in the alphabet\b/,
    /\bday (?:of the week )?(?:comes |is )?after sunday and before monday\b/,
    sequence(
      /\b(?:which|what) (?:day|weekday)(?: of the week)? (?:comes |is |lies |stands )?between /,
      anyOf(
        /monday and tuesday|tuesday and wednesday|wednesday and thursday|thursday and friday/,
        /friday and saturday|saturday and sunday|sunday and monday/,
      ),
      /\b/,
    ),
    /\b(?:8th|eighth|9th|ninth) day of the week\b/,
  ),
);
const noSuchName = when('no-solution', 'there is no such one', NAMES_OUT);

const ROMAN_ZERO = when(
  'no-solution',
  'Roman numerals write whole numbers from 1 to 3999 only',
  new RegExp(
    alternatives(
      /roman ?\( ?(?:0|-\d+|\d+\.\d+) ?\)/,
      sequence(
        /^\W*(?:please |what is |whats |write |give me )*/,
        anyOf(
          /(?:-|minus |negative )\d+/,
          /0/,
          /zero/,
          /nought/,
          /0\.\d+/,
          /half/,
          /\d+ ?\/ ?\d+/,
          /\d+ (?:halves|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)/,
        ),
        /,? (?:in|as|to|into) (?:a |an )?roman/,
      ),
    ),
  ),
);

/** Full weeks, dozens or packs that never make an exact count. */
const exactPacks: Doubt = ({ low }) => {
  if (!/\bexactly\b/.test(low) || /\b(?:each|per|costs?|left|more|at least)\b/.test(low)) return undefined;
  const weeks =
    /\bhow many (?:full |whole )?(weeks|dozens?|pairs) (?:make|are|is|give|come to)(?: up)? exactly (\d+)\b/.exec(low);
  if (weeks) {
    const size = weeks[1] === 'weeks' ? 7 : weeks[1] === 'pairs' ? 2 : 12;
    return Number(weeks[2]) % size === 0 ? undefined : none(`no whole number of ${weeks[1]} makes exactly ${weeks[2]}`);
  }
  const packs = /\b(?:(\d+)-packs?|(?:packs?|boxes|bags|crates|cartons|sets) of (\d+))\b/.exec(low);
  const sum = packs && /\bexactly (\d+)\b/.exec(low);
  const size = Number(packs?.[1] ?? packs?.[2] ?? 0);
  return packs && sum && size > 1 && (low.match(/\d+/g) ?? []).length === 2 && Number(sum[1]) % size !== 0
    ? none(`packs of ${size} never make exactly ${sum[1]}`)
    : undefined;
};

/** Pairs of an odd number of people where nobody is left out. */
const oddPairs: Doubt = ({ low }) => {
  const found =
    /\b(\d+) (?:[a-z]+ )?(?:kids|children|people|pupils|students|players|dancers|socks|shoes|gloves|guests)\b[^?]*\b(?:in|into|form|as) (?:pairs|twos)\b/.exec(
      low,
    );
  // "Can 9 children walk in pairs?" is answered with no.
  const whether = /^\W*(?:can|could|is it|will|would|do|does)\b|\byes or no\b/.test(low);
  return found &&
    !whether &&
    Number(found[1]) % 2 === 1 &&
    /\b(?:nobody|no ?one|none|nothing|all)\b[^?]*\b(?:alone|left|over|remain\w*|paired|used|single)\b/.test(low)
    ? none(`${found[1]} can't all be in pairs`)
    : undefined;
};

/** Bounds that leave no room, a negative distance from zero, a square that is none, a jug that never measures. */
const noRoom: Doubt = ({ low }) => {
  const bounds =
    /\b(?:bigger|greater|larger|more|higher|over|above) (?:than )?(\d+) (?:and|but)(?: also)? (?:smaller|less|lower|under|below)(?: than)? (\d+)\b/.exec(
      low,
    );
  if (bounds && Number(bounds[1]) >= Number(bounds[2]) && /\bnumber|integer|value\b/.test(low))
    return none('no number fits both bounds');
  if (/\| ?[a-z] ?\| ?= ?-\d/.test(low)) return none('no number has a negative absolute value');
  const square = /\b(?:integer|whole number)\b[^?]*\b(?:squared|times itself|square)\b[^?\d]*(\d+)\W*$/.exec(low);
  if (square && !Number.isInteger(Math.sqrt(Number(square[1]))))
    return none(`${square[1]} is the square of no whole number`);
  const jugs =
    /\b(?:exactly )(\d+) lit(?:re|er)s?\b[^?]*\ba (\d+)(?:[- ]lit(?:re|er))? and (?:a )?(\d+)[- ]lit(?:re|er) (?:jug|can|bucket|bottle|jar)/.exec(
      low,
    );
  if (jugs) {
    const [goal, a, b] = jugs.slice(1).map(Number) as [number, number, number];
    const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
    if (goal % gcd(a, b) !== 0) return none(`${a} and ${b} never measure ${goal}`);
  }
  const beyond = /\b(old|tall|big|fast|heav|small|young|rich|high|long)(?:i?er) than the \1(?:i?est)\b/.exec(low);
  return beyond && /\bwho|which\b/.test(low) ? none('nobody is beyond the first of them') : undefined;
};

const calendarLimits = when(
  'no-solution',
  'there is no such one',
  new RegExp(
    alternatives(
      /\b(?:which|what) year (?:had|has|have) (?:36[7-9]|3[7-9]\d|[4-9]\d\d|\d{4,}) days\b/,
      /\b(?:the )?(?:13th|thirteenth|14th|fourteenth) month\b(?! of (?:the year|pregnancy|his|her|my))/,
      /\b(?:which|what) week has (?:[89]|1\d) days\b/,
    ),
  ),
  /\bsalary|pay\b/,
);

export const WHOLE: readonly Doubt[] = [
  coins,
  ratioOfWhole,
  noneBetween,
  noneOfThese,
  parity,
  evenPrime,
  noCommon,
  noFiniteBinary,
  ZERO,
  noSuchName,
  ROMAN_ZERO,
  exactPacks,
  oddPairs,
  noRoom,
  calendarLimits,
];
