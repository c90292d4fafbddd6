/**
 * Reads what is asked of one number and what divides it: whether it is prime or even, its factors, and whether one
 * number divides another. The question is gone through word by word: a word that is none of these kinds' ends the
 * reading. Common divisors, remainders and stories of them are divisors.ts.
 */
import { reading, refusal, type Outcome } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** Words that say nothing of what is asked. */
const FILL = new Set(
  (
    'a an the is are was were be being been it its this that these of in on to for and by as at from with ' +
    'or no nah yes true false if whether i we you u me us my our your he she they do does did can could ' +
    'will would may might should must please kindly tell say answer state give show list name write find ' +
    'out work make determine compute calculate check know need want get got have has number numbers whole ' +
    'positive natural integer integers value all every each which what whats how many much there so ok ' +
    'okay um hey hi well now just really actually itself exactly evenly cleanly even odd prime primes ' +
    'composite factor factors divisor divisors divider dividers multiple divisible dividable divide ' +
    'divides divided dividing go goes into fit fits remainder without any anything nothing left over ' +
    'leftover decompose decomposition factorise factorize factorised factorisation factorization product ' +
    'break broken down split count counting total up small smallest big largest low lowest high highest ' +
    'first order ascending increasing including include included both together repeat repeats repeated ' +
    'repetition multiplicity comma commas separated between before then called considered classed one ' +
    'ones form terms power powers index notation maybe lol mate ask wonder wondering honestly really rest quick quickly real right thanks ' +
    'repeats written exponents mind dont divisible equal groups parts smallest lowest'
  ).split(' '),
);

/** What may be said of the answer and changes nothing in it. */
const ASIDE = new RegExp(
  alternatives(
    sequence(
      /\b(?:counting|including|include|with)? ?(?:1|one) and (?:itself|the number(?: itself)?|\d+ itself)/,
      /(?: (?:included|as well|too))?/,
    ),
    /\b(?:yes|true) or (?:no|false)\b|\bor (?:no|not|nah)\b/,
    /\b(?:from )?(?:the )?(?:small|low)(?:est|er)? (?:to (?:the )?(?:larg|bigg|high)est|first|before)\b/,
    /\bin (?:ascending|increasing) order\b/,
  ),
  'g',
);
/** Words that turn the question into another one. */
const OTHERWISE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /common|greatest|shared|except|other than|besides|apart from|only|distinct|different|unique|proper|sum|add/,
      /(?:bigger|greater|larger|less|smaller|more|fewer) than|next|previous|nearest|closest|between|descending/,
      /largest|biggest|highest|both .* and .* (?:divide|go)/,
    ),
    /\b/,
  ),
);

const WORD = { prime: /\bprimes?\b/, factor: /\b(?:factors?|divisors?|dividers?)\b/ };
const FACTORISES = /\bfactori[sz]\w+|\bdecompos\w+|\bproduct of\b|\b(?:break|broken|split)\b.*\bprimes?\b/;
const COUNTS = /\bhow many\b|\bnumber of\b|\bcount\b/;
/** A question that yes or no answers. */
const YES_NO = new RegExp(
  alternatives(
    /^\W*(?:so |ok |hey |um |and )*(?:is|are|was|does|do|can|could|will|would|did)\b/,
    /\b(?:whether|(?:tell me|tell|know|check|say|see|wonder|find out) if|or not|or no|or nah|yes or no)\b/,
    /\btrue or false\b|,\s*(?:does|do|is|are|can)\b/,
    /\b(?:is it|it is|does it|can it|would it)\b/,
    /^[^.?!]*\b(?:divisible|prime|even|odd|multiple of \d+|factor of \d+)\b[^.?!]*\?\W*$/,
    /^\W*divide \d+ by \d+ without(?: a| any)? remainder\?\W*$/,
  ),
);

/** One of the prime factors is asked for. */
const factorless = (plain: string): boolean => !/\b(?:to|from|order|first)\b/.test(plain);

const ofOne = (low: string, plain: string, number: string): Outcome | undefined => {
  const read = (ask: 'prime' | 'factors' | 'divisors' | 'all-divisors' | 'even' | 'odd' | 'parity'): Outcome =>
    reading({ type: 'divisors', ask, numbers: [number] }, valuesIn(low));
  if (/\b(?:smallest|lowest|least|highest|largest|biggest)\b.*\bprime\b/.test(plain) && factorless(plain))
    return undefined;
  const [prime, factor] = [WORD.prime.test(plain), WORD.factor.test(plain)];
  if (/\bcomposite\b/.test(plain)) return undefined;
  if (FACTORISES.test(plain)) return prime || /factori[sz]/.test(plain) ? read('factors') : undefined;
  if (prime && factor) return COUNTS.test(plain) ? undefined : read('factors');
  const [even, odd] = [/\beven\b/.test(plain), /\bodd\b/.test(plain)];
  if (prime) return !even && !odd && YES_NO.test(low) ? read('prime') : undefined;
  if (factor) return read(COUNTS.test(plain) ? 'divisors' : 'all-divisors');
  if (even && odd) return read('parity');
  if (even || odd) return YES_NO.test(low) ? read(even ? 'even' : 'odd') : undefined;
  const divides = /\b(?:what|which|list|all|every)\b.*\b(?:divides?|goe?s? into|fits? into)\b/.test(plain);
  if (!divides) return undefined;
  return COUNTS.test(plain) ? read('divisors') : read('all-divisors');
};

const DIVIDED = new RegExp(
  alternatives(
    /\b(?:divisible|dividable|divided|divides|divide it|divide \d+|split)\b[^\d]*\b(?:by|in|into|through|with)\b/,
    /\bmultiple of\b/,
  ),
);

const ofTwo = (low: string, plain: string, numbers: readonly string[]): Outcome | undefined => {
  if (!YES_NO.test(low) || WORD.prime.test(plain) || COUNTS.test(plain) || /\d or \d/.test(plain)) return undefined;
  if (/\b(?:remainder|left|over)\b/.test(plain) && !/\b(?:no|without|nothing|anything|any)\b/.test(plain))
    return undefined;
  const [first, second, ...more] = numbers as [string, string, ...string[]];
  const of = (a: string, ...by: readonly string[]): Outcome =>
    reading({ type: 'divisors', ask: 'divisible', numbers: [a, ...by] }, valuesIn(low));
  if (DIVIDED.test(plain))
    return new RegExp(`\\b(?:by|of|in|into|with|through) ${second}\\b`).test(plain)
      ? of(first, second, ...more)
      : undefined;
  if (more.length > 0) return undefined;
  if (WORD.factor.test(plain) || /\b(?:divides?|goe?s?|fits?)\b/.test(plain))
    return new RegExp(`\\b(?:of|divides?|into|in)(?: the number)? ${second}\\b`).test(plain)
      ? of(second, first)
      : undefined;
  return undefined;
};

/** Sentences that hold a number or a word of the kind; the others are talk. */
const telling = (low: string): string =>
  low
    .split(/(?<=[.?!])\s+/)
    .filter((one) => /\d|\b(?:prime|factors?|divisors?|divisible|even|odd|remainder|multiple|common|both)\b/.test(one))
    .join(' ');

/** Whether every word is one of the kind. */
const explained = (plain: string): boolean => (plain.match(/[a-z']+/g) ?? []).every((one) => FILL.has(one));

export const readFactors = (whole: string): Outcome | undefined => {
  if (whole.length > 300) return undefined;
  const low = telling(whole);
  const plain = low.replace(ASIDE, ' ').replace(/\b(\d+)(?: and (?:also )?)(?=by \d)/g, '$1 ');
  const numbers = valuesIn(plain);
  const asks = /\b(?:primes?|factor\w*|divi\w*|multiple|even|odd|(?:goe?s?|fits?)(?: [a-z]+)? into|decompos\w*)\b/.test(
    plain,
  );
  if (!asks || OTHERWISE.test(plain) || /[-+*/^=]|\d\.\d/.test(plain.replace(/(?<=[a-z])-(?=[a-z])/g, ' ')))
    return undefined;
  if (!explained(plain)) return undefined;
  if (numbers.length === 1) return ofOne(low, plain, numbers[0]!);
  return numbers.length >= 2 && numbers.length <= 4 ? ofTwo(low, plain, numbers) : undefined;
};

type Congruence = { rest: bigint; by: bigint };

/** "leaves remainder 1 when divided by 4": what a number that is looked for must do. */
const conditionsOf = (low: string): Congruence[] => {
  const out: Congruence[] = [];
  const told =
    /\bremainders?(?: of| is| equal to)? (\d+) (?:when|if|on|after|upon)?[^\d.?!]{0,40}?\b(?:by|into|in) (\d+)/g;
  for (const [, rest, by] of low.matchAll(told)) out.push({ rest: BigInt(rest!), by: BigInt(by!) });
  const leaves = /\bleav(?:e|es|ing) (\d+) (?:when|if|on|after|upon)[^\d.?!]{0,40}?\b(?:by|into) (\d+)/g;
  for (const [, rest, by] of low.matchAll(leaves)) out.push({ rest: BigInt(rest!), by: BigInt(by!) });
  const turned = /\bdivided by (\d+)[^\d.?!]{0,30}\bremainder(?: of| is)? (\d+)/g;
  if (out.length === 0)
    for (const [, by, rest] of low.matchAll(turned)) out.push({ rest: BigInt(rest!), by: BigInt(by!) });
  for (const [, by] of low.matchAll(/\b(?:divisible by|multiple of) (\d+)/g)) out.push({ rest: 0n, by: BigInt(by!) });
  if (/\beven\b/.test(low)) out.push({ rest: 0n, by: 2n });
  if (/\bodd\b/.test(low)) out.push({ rest: 1n, by: 2n });
  return out;
};

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/**
 * A number is looked for by its remainders, or by dividing others: declined where there is none. `told`: the question
 * tells a remainder, so that it asks for none.
 */
export const soughtByRemainder = (low: string): { told: boolean; none: Outcome | undefined } => {
  const told =
    /\bleav(?:e|es|ing) \d+ (?:when|if|on|after|upon)\b/.test(low) ||
    (/\bremainders?(?: of| is| equal to)? \d/.test(low) &&
      !/\bremainders? of \d+ (?:divided|\/|mod|by|when)/.test(low));
  if (!told) return { told, none: undefined };
  const all = conditionsOf(low);
  const clash = all.some((a, i) =>
    all.slice(i + 1).some((b) => {
      const common = gcd(a.by, b.by);
      return a.by > 0n && b.by > 0n && a.rest % common !== b.rest % common;
    }),
  );
  const over = all.some(({ rest, by }) => by > 0n && rest >= by);
  if (clash) return { told, none: refusal('no-solution', 'no number does both: the remainders contradict each other') };
  if (over) return { told, none: refusal('no-solution', 'a remainder is smaller than what is divided by') };
  return { told, none: undefined };
};

const BEYOND_ONE = /\b(?:(?:bigger|greater|larger|more|higher) than|other than|besides|except|apart from|not) 1\b/;

/** "which number bigger than 1 divides both 8 and 15": none, where they have no common divisor. */
export const noCommonDivisor = (low: string): Outcome | undefined => {
  if (!BEYOND_ONE.test(low) || !/\b(?:divides?|factor|divisor|goe?s? into)\b/.test(low)) return undefined;
  const numbers = valuesIn(low.replace(BEYOND_ONE, ' '));
  if (numbers.length < 2 || numbers.some((one) => !/^\d{1,30}$/.test(one))) return undefined;
  return numbers.map(BigInt).reduce(gcd) === 1n
    ? refusal('no-solution', 'these numbers have no common divisor but 1')
    : undefined;
};
