/**
 * Questions that nothing solves: a whole share of what can't be shared, a number under conditions that exclude each
 * other, a numeral for a number that has none, places that no way joins. Each doubt computes what it claims.
 */
import { refusal, type Refusal } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const WHY = 'no-solution';
const unsolvable = (reason: string): Refusal => refusal(WHY, reason);

const EQUAL = /\b(?:equal(?:ly)?|evenly|fair(?:ly)?|the same|same|each|1 to 1|1:1)\b/;
const WHOLE = new RegExp(
  alternatives(
    /\b(?:whole(?! (?:round|day|week|year|thing|lot|tour|route|class|time))|uncut|intact|alive|unbroken)\b/,
    /\bno (?:cutting|halves|breaking|splitting|popping|tearing|fractions|remainder|leftovers?|left-?overs?)\b/,
    sequence(
      /\b(?:not|never|no [a-z]+ (?:is|may be|can be|gets?|are)|without|none|nothing|don't|can not) /,
      /(?:be |is |being |are )?/,
      /(?:cut|cutting|broken|breaking|split|splitting|halved|left(?: over)?|leftover|remaining|remain)/,
      /\b/,
    ),
    /\b(?:none|nothing|no [a-z]+) (?:is |are |was |were )?(?:left|left over|remaining|to spare)\b/,
    /\ball (?:[a-z]+ )?(?:(?:must|have to|should|need to) be |are )?(?:given|used|shared|handed)\b/,
  ),
);

/** Whole things in equal shares, where the count does not divide. */
const noWholeShare: Doubt = ({ low, asked }) => {
  if (!EQUAL.test(low) || !WHOLE.test(low) || !/\bhow many\b|\bhow much\b|\bwhat (?:does|do|will) each\b/.test(asked))
    return undefined;
  if (
    new RegExp(
      sequence(
        /\b/,
        anyOf(
          /left over|remain\w*|over|at most|at least|more|fewer|biggest|largest|most|smallest|fewest|needed/,
          /extra/,
        ),
        /\b[^.?!]*$/,
      ),
    ).test(asked.replace(/\b(?:with|and)\b.*$|,.*$/, ''))
  )
    return undefined;
  const numbers = numbersIn(low.replace(/\b1 (?:to|:) 1\b|\b1:1\b/g, ' ')).map((one) => Number(one.value));
  const [a, b] = numbers;
  if (numbers.length !== 2 || a === undefined || b === undefined || !Number.isInteger(a) || !Number.isInteger(b))
    return undefined;
  const [more, fewer] = a > b ? [a, b] : [b, a];
  return fewer > 1 && more % fewer !== 0
    ? unsolvable(`${more} can't be shared among ${fewer} in whole numbers`)
    : undefined;
};

type Condition = (n: number) => boolean;

/** What is asked of a number: its remainders, what divides it, even or odd. */
const conditionsOf = (low: string): Condition[] => {
  const out: Condition[] = [];
  for (const [, r, a] of low.matchAll(/\bremainder (?:of |is )?(\d{1,3})\b[^.?!\d]*?\b(?:by|with|mod) (\d{1,3})\b/g))
    out.push((n) => n % Number(a) === Number(r));
  for (const [, a, r] of low.matchAll(
    new RegExp(
      sequence(
        /\bdivided by (\d{1,3})(?:,| it| and)* (?:leaves?|gives?|has|with)(?: an?| the)? remainder /,
        /(?:of |is )?(\d{1,3})\b/,
      ),
      'g',
    ),
  ))
    out.push((n) => n % Number(a) === Number(r));
  for (const [, r, a] of low.matchAll(
    /\b(?:leaves?|leaving) (?:an? |the )?(?:remainder (?:of |is )?)?(\d{1,3})(?: over)? (?:when|on|upon|if) (?:it is |you |we |i )?(?:divided?|division) by (\d{1,3})\b/g,
  ))
    out.push((n) => n % Number(a) === Number(r));
  for (const [, a] of low.matchAll(
    /\b(?:divisible by|a multiple of|multiple of|in the (?:table of|\d+ times table)) (\d{1,3})\b/g,
  ))
    if (!low.includes(`not divisible by ${a}`)) out.push((n) => n % Number(a) === 0);
  if (/\bprime\b/.test(low) && !/\bprime (?:factors?|divisors?)\b/.test(low)) out.push(isPrime);
  if (/\b(?:an? |the |and |is )even\b/.test(low)) out.push((n) => n % 2 === 0);
  if (/\b(?:an? |the |and |is )odd\b/.test(low)) out.push((n) => n % 2 === 1);
  return out;
};

/** A number that is asked for by conditions that exclude each other. */
const noNumberFits: Doubt = ({ low }) => {
  if (
    !/\b(?:find|which|what|give|name|is there|think of|need)\b|^\W*(?:an?|any|some) (?:whole )?number\b/.test(low) ||
    !/\b(?:number|integer|multiple|prime)\b/.test(low) ||
    !/\b(?:remainder|divisible|multiple|divided?|even and|odd and)\b|\band (?:even|odd)\b/.test(low)
  )
    return undefined;
  if (/\bnot (?:divisible|a multiple)\b|\bor\b/.test(low)) return undefined;
  const conditions = conditionsOf(low);
  if (conditions.length < 2) return undefined;
  for (let n = 0; n < 100_000; n++) if (conditions.every((one) => one(n))) return undefined;
  return unsolvable('no number satisfies all of these conditions');
};

/** A whole number whose multiple is none of its multiples. */
const noWholeNumber: Doubt = ({ low }) => {
  if (!/\b(?:whole number|integer)\b/.test(low)) return undefined;
  const times = /\b(?:times|multiplied by) (\d+) (?:gives?|is|makes?|equals?) (\d+)\b/.exec(low);
  const named =
    /\b(?:whose|its|the) (double|triple|twice) (?:of it )?(?:gives?|is|makes?|equals?) (\d+)\b/.exec(low) ??
    /\b(doubled|tripled),? (?:gives?|is|makes?|equals?) (\d+)\b/.exec(low);
  const [factor, product] = times
    ? [Number(times[1]), Number(times[2])]
    : [named?.[1]?.startsWith('tri') ? 3 : 2, Number(named?.[2] ?? 0)];
  return factor > 0 && product % factor !== 0 ? unsolvable(`no whole number times ${factor} is ${product}`) : undefined;
};

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** A common divisor above 1 of numbers that have none. */
const noDivisor: Doubt = ({ low }) => {
  const found =
    new RegExp(
      sequence(
        /\b(?:bigger|greater|larger|more|other|higher|above|except|apart|besides?) (?:than |from )?1\b/,
        /[^.?!]*\b/,
        /(?:divides?|goes (?:evenly )?into|is a (?:common )?(?:factor|divisor) of|divisor of|factor of)\b/,
        /[^.?!\d]*(\d+)(?:,| and| &)+ ?(\d+)/,
      ),
    ).exec(low) ??
    new RegExp(
      sequence(
        /\b(?:divides?|goes (?:evenly )?into|(?:factor|divisor) of)\b[^.?!\d]*(\d+)(?:,| and| &)+ ?(\d+)/,
        /[^.?!]*\b(?:bigger|greater|larger|more|other|apart|besides?|except) (?:than |from )?1\b/,
      ),
    ).exec(low);
  return found && gcd(Number(found[1]), Number(found[2])) === 1
    ? unsolvable(`only 1 divides both ${found[1]} and ${found[2]}`)
    : undefined;
};

const isPrime = (n: number): boolean => {
  if (n < 2) return false;
  for (let p = 2; p * p <= n; p++) if (n % p === 0) return false;
  return true;
};

/** A prime between two numbers where there is none, an even one above two. */
const noPrime: Doubt = ({ low }) => {
  if (
    new RegExp(
      sequence(
        /\beven prime\b[^?.]*\b/,
        /(?:other than|bigger than|greater than|larger than|above|besides|apart from|except|after) 2\b/,
      ),
    ).test(low)
  )
    return unsolvable('2 is the only even prime');
  const found =
    /\b(?:which|what|find|name|give)\b[^?.]*\bprime(?: number)?\b[^?.]*\bbetween (\d{1,5}) and (\d{1,5})\b/.exec(low);
  if (!found || /\bhow many\b/.test(low)) return undefined;
  const [from, to] = [Number(found[1]), Number(found[2])];
  for (let n = from; n <= to; n++) if (isPrime(n)) return undefined;
  return to > from ? unsolvable(`there is no prime between ${from} and ${to}`) : undefined;
};

/** A square that is to be negative. */
const noRoot: Doubt = ({ low }) => {
  const found = /\b[a-z] ?(?:\^ ?2|\*\* ?2|²) ?(?:([-+]) ?(\d+) ?)?= ?(-?\d+)(?!\d|\s*[-+*/^]|[a-z])/.exec(low);
  if (!found || /\bcomplex\b|\bimaginary\b/.test(low)) return undefined;
  const square = Number(found[3]) - (found[2] === undefined ? 0 : Number(`${found[1]}${found[2]}`));
  return square < 0 ? unsolvable('no real number has a negative square') : undefined;
};

const NO_NUMERAL = when(
  WHY,
  'Roman numerals write whole numbers from 1 to 3999 only',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:write|show|give|convert|express|put|what|whats|how|turn|change)\b[^?.!]*/,
        /(?:-|\bminus |\bnegative )\d+\b[^?.!]*\broman\b/,
      ),
      /\bromans?\b[^?.!]*\b(?:write|wrote)\b[^?.!]*(?:-|\bminus |\bnegative )\d/,
      /\broman\b[^?.!]*\b(?:for|of|is) (?:(?:the )?number )?(?:-|minus |negative )\d/,
      sequence(
        /\b(?:write|give|convert|express|put|what|how|show|turn|which)\b[^?.!]*\b/,
        /(?:1 half|a half|half|a quarter|a third|0|zero|nought|nothing|\d+[.,/]\d{1,2}|pi)\b[^?.!]*\broma/,
        /n\b/,
      ),
      sequence(
        /\broman(?:s)?\b[^?.!]*\b(?:for|write|wrote|of|stands? for|is|did)\b[^?.!]*\b/,
        /(?:1 half|a half|0|zero|nought|nothing|\d+[.,/]\d{1,2})(?![\d/])/,
      ),
    ),
  ),
  /\d{4}-\d\d-\d\d|\d[.,]\d{3}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\bhow many\b|\bhalf of\b|\bplus\b|\btimes\b/,
);

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const PLACED = new RegExp(
  sequence(
    String.raw`\b(${ORDINALS.slice(2).join('|')}|(\d+)(?:st|nd|rd|th)) `,
    anyOf(
      /(?:largest|biggest|smallest|highest|lowest|greatest|longest|shortest|oldest|youngest)\b/,
      /(?:number|one|item|element|entry|name|word) (?:in|of|on) (?:the|this|my) (?:list|row)\b/,
    ),
  ),
);

/** The fifth of three. */
const noSuchPlace: Doubt = ({ low }) => {
  const found = PLACED.exec(low);
  if (!found) return undefined;
  const at = found[2] === undefined ? ORDINALS.indexOf(found[1]!) + 1 : Number(found[2]);
  const list = /(?:\d+(?:\.\d+)?(?:, ?|,? and |,? or ))+\d+(?:\.\d+)?/.exec(low)?.[0];
  const count = list === undefined ? 0 : numbersIn(list).length;
  return count > 1 && count < at ? unsolvable(`there are only ${count} numbers`) : undefined;
};

const noGreatest = when(
  WHY,
  'multiples go on without end, so there is no greatest one',
  new RegExp(
    alternatives(
      /\b(?:greatest|largest|highest|biggest|maximum) common multiple\b/,
      sequence(
        /\b(?:largest|biggest|greatest|highest) (?:number|integer|prime|multiple of \d+) /,
        /(?:there is|of all|that exists|at all)\b/,
      ),
    ),
  ),
);

const CLOSED = new RegExp(
  alternatives(
    /\b(?:that is|thats|those are|these are) (?:all|everything|the only)\b/,
    /\bno (?:other|more|further)\b/,
    sequence(
      /\bonly /,
      anyOf(
        /roads?|links?|ways?|paths?|these|those|the|\d|connections?|lines?|streets?|bridges?|tunnels?/,
        /corridors?/,
      ),
      /\b/,
    ),
    /\bnothing else\b|\bone[- ]way\b|\b1[- ]way\b|\bonly using\b|\busing only\b/,
    /\ball (?:of them|the (?:roads|paths|ways|links|streets|lines)(?: (?:i|there))?)\b/,
  ),
);
const WAY = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /route|ways?|roads?|paths?|shortest|quickest|fastest|get from|drive|walk|steps?|stops?|how far/,
      /distance|reach/,
    ),
    /\b/,
  ),
);
const LINK = /[a-z\d]\w* ?(?:-|->|to|and|goes to|leads to|joins?|connects? (?:to|with)?) ?[a-z\d]\w*/;

/** A way between places of which one is on no road, where all roads are told. */
export const noWay: Doubt = ({ low }) => {
  if (!CLOSED.test(low) || !WAY.test(low) || !LINK.test(low)) return undefined;
  const found = /\bfrom (?:the )?([a-z]\w*)(?: [a-z]+)?? to (?:the )?([a-z]\w*)/.exec(low);
  if (!found) return undefined;
  const alone = found.slice(1, 3).find((one) => low.match(new RegExp(`\\b${one}\\b`, 'g'))!.length === 1);
  return alone === undefined ? undefined : unsolvable(`no way leads to ${alone}`);
};

const ENDLESS = String.raw`\b(?:for ?ever|without end|endless(?:ly)?|infinite(?:ly)?|never (?:stops?|ends?))\b`;

/** The last of what has no end: "keep going up for ever. what is the very last number" */
const noLast: Doubt = when(
  'no-solution',
  'what has no end has no last one',
  new RegExp(`${ENDLESS}.*\\b(?:last|final|biggest|largest|highest) (?:number|one|term)\\b`),
);

/** The largest of all primes, even numbers and the like. */
const noLargestOfAll: Doubt = when(
  'no-solution',
  'there is no largest one: there is always a larger one',
  new RegExp(
    sequence(
      /\b(?:largest|biggest|highest|greatest|last) (?:ever )?(?:known )?/,
      /(?:prime|even|odd|whole|natural)(?: numbers?)?/,
      /(?: (?:of all|of them all|that exists|there is|in the world|ever|that there is|in existence))\W*$/,
    ),
  ),
);

export const UNSOLVABLE: readonly Doubt[] = [
  noLast,
  noLargestOfAll,
  noWholeShare,
  noGreatest,
  noNumberFits,
  noWholeNumber,
  noDivisor,
  noPrime,
  noRoot,
  NO_NUMERAL,
  noSuchPlace,
];
