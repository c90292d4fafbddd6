/**
 * Reads what is asked of primes and factors word by word ("the first prime after 24", "the largest prime factor of
 * 330", "how many primes between 10 and 30"), whether things can be shared out evenly, and common multiples with labels
 * and clock times around them. A number or a telling word without a role ends the reading.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';
import { clocksIn } from '../calendar/times.ts';
import { readFactors } from './factors.ts';

/** What people add that changes nothing: what somebody thinks, and that 1 and the number count too. */
const ASIDES: readonly RegExp[] = [
  new RegExp(
    sequence(
      /[,;.]? ?\b(?:but |and )?(?:my |the |a |his |her |our )?[a-z]+ /,
      /(?:says?|said|thinks?|claims?|reckons?|insists?|bets?) (?:that )?/,
      /(?:yes|no|so|not|it is(?: not)?|it isn't|otherwise)\b/,
    ),
    'g',
  ),
  new RegExp(
    sequence(
      /,? \bas (?:the|my|his|her|our|a|your|this) [a-z]+ /,
      /(?:claims?|says?|said|thinks?|states?|stated|insists?|wrote|writes)\b/,
    ),
    'g',
  ),
  new RegExp(
    sequence(
      /[,.;]? ?\b(?:with|counting|including|include|count|and count)(?: also| both)? 1 and /,
      /(?:\d+|itself|the number)(?: itself| too| as well)?(?: counted| included| too| as well)?\b/,
    ),
    'g',
  ),
  new RegExp(
    sequence(
      /[,.;]? ?\b(?:write|include|list|give|show)(?: down)? (?:the )?(?:repeated|repeating|double) /,
      /(?:ones|factors|primes)(?: too| as well| twice)?\b/,
    ),
    'g',
  ),
  /[,;.]? ?\b(?:a )?(?:simple )?(?:yes|no) or (?:a )?(?:no|yes)(?: (?:will do|is enough|please|only|is fine))?\b/g,
  /,? ?\b(?:bigger|greater|larger|more|higher|other) than (?:0|zero)\b,?/g,
  /\b(?:different|distinct) (?=(?:divisors|factors)\b)/g,
];

export const withoutAsides = (low: string): string =>
  ASIDES.reduce((text, aside) => text.replace(aside, ' '), low)
    .replace(/\by ?\/ ?n\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const isPrime = (n: number): boolean => {
  if (n < 2 || n > 1_000_000) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
};

const OVER =
  '(?:after|above|past|following|over|beyond|from|(?:that is |which is |thats )?(?:bigger|biger|greater|larger|higher|more) than)';
const UNDER = '(?:below|under|before|beneath|(?:that is |which is |thats )?(?:smaller|less|lower|fewer) than)';
const PRIME = 'primes?(?: numbers?)?';
const FIRST = '(?:first|next|smallest|lowest|least|nearest)';
const LAST = '(?:largest|biggest|greatest|highest|last|previous|nearest)';

type Ask = 'next-prime' | 'previous-prime' | 'largest-prime' | 'smallest-prime' | 'divisor-sum';
const OF_ONE: readonly (readonly [RegExp, Ask])[] = [
  [new RegExp(String.raw`\b${FIRST} ${PRIME} (?:to come )?${OVER} (?:the )?(?:number )?(\d+)\b`), 'next-prime'],
  [
    new RegExp(
      String.raw`\b${FIRST} (?:whole )?(?:number|one) ${OVER} (?:the )?(\d+)(?: that is| which is| thats)(?: a)? ${PRIME}`,
    ),
    'next-prime',
  ],
  [
    new RegExp(String.raw`\b(?:what|which) ${PRIME} (?:comes|is) (?:next|right|just|directly)?\s*after (\d+)\b`),
    'next-prime',
  ],
  [new RegExp(String.raw`\b${LAST} ${PRIME} ${UNDER} (?:the )?(?:number )?(\d+)\b`), 'previous-prime'],
  [
    new RegExp(String.raw`\b(?:what|which) ${PRIME} (?:comes|is) (?:right|just|directly)?\s*before (\d+)\b`),
    'previous-prime',
  ],
  [
    /\b(?:largest|biggest|greatest|highest) prime(?: number)? (?:that |which )?(?:can )?(?:divides?|goe?s? into|fits? into|goe?s? in)(?: evenly)? (?:the number )?(\d+)\b/,
    'largest-prime',
  ],
  [new RegExp(String.raw`\bafter (\d+),? (?:(?:what|which|is|comes?|coming|the) )*${FIRST} ${PRIME}`), 'next-prime'],
  [
    /\b(?:largest|biggest|greatest|highest) prime (?:factor|divisor)s? (?:of|in) (?:the number )?(\d+)\b/,
    'largest-prime',
  ],
  [/\b(?:smallest|lowest|least|first) prime (?:factor|divisor)s? (?:of|in) (?:the number )?(\d+)\b/, 'smallest-prime'],
  [/\b(?:sum|total) of (?:all )?(?:of )?(?:the )?(?:factors|divisors) of (?:the number )?(\d+)\b/, 'divisor-sum'],
  [
    /\badd(?:ing)?(?: up| together)? (?:all )?(?:of )?(?:the )?(?:factors|divisors) of (?:the number )?(\d+)\b/,
    'divisor-sum',
  ],
];

const RANGE: readonly (readonly [RegExp, (match: RegExpExecArray) => readonly [number, number] | undefined])[] = [
  [
    new RegExp(
      String.raw`\b${PRIME} (?:are there |is there |there are |lie |are |do we have )?(?:from|between) (\d+) (?:and|to|up to|through) (\d+)\b`,
    ),
    ([found, a, b]) => {
      const [low, high] = [Number(a), Number(b)];
      // Whether the ends count is not said.
      return found.includes('between') && (isPrime(low) || isPrime(high)) ? undefined : [low, high];
    },
  ],
  [
    new RegExp(
      String.raw`\b${PRIME} (?:that (?:is|are) |which (?:is|are) )?${OVER} (\d+) (?:and|but)(?: (?:that is|is|are))? ${UNDER} (\d+)\b`,
    ),
    ([, a, b]) => [Number(a) + 1, Number(b) - 1],
  ],
  [
    new RegExp(String.raw`\b${PRIME} (?:are there |is there |there are )?(?:up to|to|until) (\d+)\b`),
    ([, b]) => [2, Number(b)],
  ],
  [
    new RegExp(String.raw`\b${PRIME} (?:are there |is there |there are |are )?${UNDER} (\d+)\b`),
    ([, b]) => [2, Number(b) - 1],
  ],
];

const WORDS = /\b(?:number|all|of|the|one|every|each|first|even|there|is|are|smallest|lowest)\b/g;

/** "the smallest prime", "the biggest two-digit prime" */
const OF_DIGITS = /\b(?:([a-z]+est) )?([1-9])[- ]digit primes?(?: numbers?)?\b/;
const SMALLEST_OF_ALL =
  /^\W*(?:(?:what|which|name|tell|me|give|us|state|say|is|the|number|of|all|very|and|so|whats|find) )*(?:(?:smallest|lowest|least|first)(?: of all)? primes?(?: numbers?| there is| number there is| that exists)?)\W*$/;
const readEndOfPrimes = (low: string): Outcome | undefined => {
  if (SMALLEST_OF_ALL.test(low)) return reading({ type: 'divisors', ask: 'next-prime', numbers: ['1'] }, []);
  const found = OF_DIGITS.exec(low);
  const uses = valuesIn(low);
  if (!found?.[1] || uses.length > 1 || !/^\W*(?:what|which|name|tell|give|state|find|the|whats)\b/.test(low))
    return undefined;
  if (/\b(?:sum|how many|than|except|second|palindrom\w*|ending|ends|digits)\b/.test(low)) return undefined;
  const end = 10 ** Number(found[2]);
  if (/^(?:large|bigg|great|high)/.test(found[1]))
    return reading({ type: 'divisors', ask: 'previous-prime', numbers: [`${end}`] }, uses);
  return /^(?:small|low|l)/.test(found[1])
    ? reading({ type: 'divisors', ask: 'next-prime', numbers: [`${end / 10 === 1 ? 1 : end / 10 - 1}`] }, uses)
    : undefined;
};

const primesIn = ([from, to]: readonly [number, number]): number[] =>
  Array.from({ length: Math.min(1000, Math.max(0, to - from + 1)) }, (_, k) => from + k).filter(isPrime);

/** The primes of a range, added. */
const primeSum = ([from, to]: readonly [number, number], uses: readonly string[]): Outcome | undefined => {
  const primes = Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k).filter((one) => isPrime(one));
  return primes.length === 0 ? undefined : reading({ type: 'value', expression: primes.join('+') }, uses, false);
};

const readPrimes = (low: string): Outcome | undefined => {
  if (!/\b(?:primes?|factors|divisors)\b/.test(low)) return undefined;
  const uses = valuesIn(low);
  for (const [pattern, ask] of OF_ONE) {
    const scan = scanOf(low);
    const found = scan.take(pattern);
    if (found)
      return scan.explained(/\b(?:number|factors?|total|sum|add)\b/g)
        ? reading({ type: 'divisors', ask, numbers: [found[1]!] }, uses, false)
        : undefined;
  }
  for (const [pattern, ends] of RANGE) {
    const scan = scanOf(low);
    const count = scan.take(/\bhow many\b|\bnumber of\b|\bcount(?: of)?\b/) !== undefined;
    const sum =
      scan.take(/\b(?:sum|total|add(?: up| together)?)(?: of)?(?: all)?(?: of)?(?: the)?(?= primes?\b)/) !== undefined;
    const list =
      scan.take(
        /\b(?:list|which|what|name|state|tell|write|give|show|find|want|need|read)(?: (?:me|down|out|are))*\b/,
      ) !== undefined || /^\W*(?:all )?(?:the )?primes?\b/.test(low);
    const found = scan.take(pattern);
    const range = found && ends(found);
    if (!found) continue;
    if (!range || !(count || list || sum) || !scan.explained(WORDS)) return undefined;
    if (!count && !sum && /\b(?:a|an|one|the) prime\b(?! numbers)/.test(low)) {
      const primes = primesIn(range);
      if (primes.length === 0) return refusal('no-solution', 'there is no prime number between these');
      if (primes.length > 1) return undefined;
    }
    if (sum) return count || range[1] > 400 ? undefined : primeSum(range, uses);
    const ask = count ? 'count-primes' : 'primes-between';
    return reading({ type: 'divisors', ask, numbers: [`${range[0]}`, `${range[1]}`] }, uses, false);
  }
  return undefined;
};

const EVENLY = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /evenly|equally|exactly|fairly/,
      /(?:equal|same|identical)(?:[- ]sized?)? (?:whole )?(?:groups|parts|piles|teams|shares|pieces|rows|sets|lots|bags|boxes|portions)/,
      /without (?:any|anything|something|nothing|leaving any|leaving anything)(?: being| [a-z]+)? (?:left(?: ?over)?|over|remaining)/,
      sequence(
        /(?:with |leaving )?(?:none|nothing|nobody|no one|not one|no [a-z]+)(?: (?:is|are|being))? /,
        /(?:left(?: ?over| out| alone| on (?:his|her|their) own)?|over|remaining|alone|spare|without a partner)/,
      ),
      /without (?:anyone|anybody|any [a-z]+)(?: being)? (?:left(?: ?over| out| alone)?|over|remaining|alone)/,
      /without (?:any |a )?(?:remainder|rest|leftovers?)|with no (?:remainder|leftovers?|rest)/,
    ),
    /\b/,
  ),
  'g',
);
const CAN = new RegExp(
  alternatives(
    /^\W*(?:can|could|do|does|will|would|is|are)\b/,
    /\b(?:can|could) (?:you|i|we|they|he|she|it|these|those)\b|\b(?:can|could)\b[^.?!]*\bbe\b/,
  ),
);
const SHARES =
  /\b(?:shared?|splits?|divided?|dealt|packed|put|arranged?|cut|grouped|form|make|given|sorted|seat(?:ed)?|matched|line up|stand|sit|walk|go|dance|play)\b/;
/** "Into pairs", "in twos": two in each. */
const PAIRS = /\b(?:in|into|as|up in) (?:pairs|twos|2s|couples)\b(?! of)/;
const AMONG = new RegExp(
  alternatives(
    sequence(
      /\b(?:between|among|amongst|into|in|by|to)(?: my| the| our| his| her| all)?/,
      /(?: groups| teams| rows| boxes| bags| packs| sets| piles| lines| tables)?(?: of)? (\d+)\b/,
    ),
    /\b(?:groups|teams|rows|boxes|bags|packs|sets|piles|pairs|tables|benches|trays|cars|lines|stacks|bunches) of (\d+)\b/,
  ),
);
/** "12 children and a teacher": one more than the number tells. */
const ONE_MORE = /\d+ [a-z]+ and (?:an?|my|the|our|me|i|myself)\b/;

/** "can 87 sweets be shared evenly between 3 with none over, yes or no" */
const readEven = (low: string): Outcome | undefined => {
  const all = valuesIn(low);
  const paired = all.length === 1 && PAIRS.test(low);
  const among = AMONG.exec(low);
  const by = paired ? '2' : (among?.[1] ?? among?.[2]);
  if ((all.length !== 2 && !paired) || by === undefined || !CAN.test(low) || !SHARES.test(low)) return undefined;
  if (
    /\b\d+ (?:goe?s?|divides?|fits?)\b/.test(low) ||
    low.search(EVENLY) < 0 ||
    /\bhow (?:many|much)\b|\bwhat\b/.test(low)
  )
    return undefined;
  const turned = all[0] === by && new RegExp(`\\b(?:from|with|out of) (?:the |my |our )?${all[1]}\\b`).test(low);
  const [first, second = '2'] = (turned ? all.toReversed() : all) as [string, string?];
  if (Number(first) < Number(by) || ONE_MORE.test(low)) return undefined;
  if (
    second !== by ||
    !scanOf(low.replace(EVENLY, ' ').replace(AMONG, ' ').replace(PAIRS, ' ').replace(first, ' ')).explained(
      /\b(?:each|share|shared|split|divide|divided|without|no|left|remainder)\b/g,
    )
  )
    return undefined;
  return reading({ type: 'divisors', ask: 'divisible', numbers: [first, by] }, all, false);
};

const COPRIME = /\b(?:coprime|co-prime|relatively prime)\b/;
const SHARE_ONE = /\bhave (?:a|any) common (?:factor|divisor)s?(?: (?:bigger|greater|larger|other|more) than 1)?\b/;

const readCoprime = (low: string): Outcome | undefined => {
  const all = valuesIn(low.replace(SHARE_ONE, ' '));
  if (all.length !== 2 || SHARE_ONE.test(low) || !COPRIME.test(low)) return undefined;
  return /^\W*(?:are|is)\b|\bwhether\b|\bif\b/.test(low)
    ? reading({ type: 'divisors', ask: 'coprime', numbers: all }, valuesIn(low), false)
    : undefined;
};

/** Names that are numbers: "line 4", "bus 12". */
const LINES = new RegExp(
  sequence(
    /\b(?:line|bus|route|tram|train|platform|number|no\.?|ferry|clock|bell|light|machine|lamp) \d+\b/,
    /(?! minutes| seconds| hours| days)/,
  ),
  'g',
);
const EVERY =
  /\b(?:every|each) (\d+)(?: ?(?:minutes?|mins?|seconds?|secs?|hours?|hrs?|days?|weeks?|months?|years?)\b)?/g;
const AGAIN =
  /\b(?:together|(?:at )?the same time|same (?:day|moment|time)|again|both|coincide|meet|at once|simultaneously)\b/;
const UNIT = /\b(minute|min|hour|hr)s?\b/;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Things that come round together: after how long, or at what time where they start at one. */
const readTogether = (whole: string): Outcome | undefined => {
  const low = whole.replace(LINES, (found) => ' '.repeat(found.length));
  const every = [...low.matchAll(EVERY)].map((one) => Number(one[1]));
  if (every.length < 2 || every.length > 4 || !AGAIN.test(low) || every.some((one) => one < 1)) return undefined;
  const clocks = clocksIn(low);
  const times = clocks.reduce(
    (text, { start, end }) => text.slice(0, start) + ' '.repeat(end - start) + text.slice(end),
    low,
  );
  const rest = times.replace(EVERY, ' ').replace(/\b2 (?=[a-z]+s\b)|\b1 (?=[a-z])/g, ' ');
  if (
    /\d/.test(rest) ||
    clocks.length > 1 ||
    /\b(?:late|early|delay\w*|broken|stops?|except|not|half|twice|how many times|last)\b/.test(rest)
  )
    return undefined;
  const uses = [...valuesIn(whole)];
  const [clock] = clocks;
  const asksTime = /\b(?:when|what time|at what time)\b/.test(low);
  if (!clock) {
    const asked = asksTime || /\b(?:how (?:many|long|soon)|after)\b/.test(low);
    return asked && low !== whole
      ? reading({ type: 'divisors', ask: 'lcm', numbers: every.map(String) }, uses, false)
      : undefined;
  }
  const unit = UNIT.exec(low)?.[1];
  if (unit === undefined || /\b(?:seconds?|days?|weeks?)\b/.test(low)) return undefined;
  const lcm = every.reduce((a, b) => (a * b) / gcd(a, b));
  const minutes = unit.startsWith('h') ? 60 * lcm : lcm;
  if (!asksTime) return reading({ type: 'divisors', ask: 'lcm', numbers: every.map(String) }, uses, false);
  return minutes < 1440 ? reading({ type: 'clock', at: clock.text, plus: minutes }, uses, false) : undefined;
};

/** Two questions in one, or one that is asked whether: no other reader may take a part of it. */
export const asksMoreThanOne = (low: string): boolean =>
  /\b(?:gcd|hcf|gcf) and (?:the )?(?:lcm)\b|\blcm and (?:the )?(?:gcd|hcf|gcf)\b/.test(low) ||
  (SHARE_ONE.test(low) && /^\W*(?:do|does|is|are)\b/.test(low));

export const readNumberFacts: Reader = ({ low: whole }) => {
  const end = whole.length < 100 && /\bprime/.test(whole) ? readEndOfPrimes(whole) : undefined;
  if (end) return end;
  if (whole.length > 300 || !/\d/.test(whole)) return undefined;
  const low = withoutAsides(whole);
  if (/\beven prime\b/.test(low) && /\b(?:bigger|larger|greater|more|above|over) (?:than )?([2-9]|\d{2,})\b/.test(low))
    return refusal('no-solution', '2 is the only even prime');
  const found =
    readPrimes(low) ??
    readEven(low) ??
    readCoprime(low) ??
    readTogether(low) ??
    (low === whole ? undefined : readFactors(low));
  return found?.type === 'problem' ? { ...found, uses: [...found.uses, ...valuesIn(whole)] } : found;
};
