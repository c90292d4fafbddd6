/** What a question asks of a number: its bounds, its remainders, what divides it, even or odd, prime, its last digit. */
import { fromRoman } from '../../problem/solve/numerals.ts';
import { anyOf, sequence } from '../../regex.ts';

type Condition = (n: number) => boolean;

/** Conditions and bounds of one number, and what of the text said none of them. */
export type Sought = { conditions: readonly Condition[]; from: number; to: number; rest: string; bounded: boolean };

const isPrime = (n: number): boolean => {
  if (n < 2) return false;
  for (let p = 2; p * p <= n; p++) if (n % p === 0) return false;
  return true;
};

const DIVIDED =
  /(?:divisible|divided?|divides?|dividing|division) (?:evenly |exactly |cleanly )?(?:by|with|through)|(?:an? )?(?:common )?multiples? of|in the table of/;
const BOTH = /,? (?:and (?:also |at the same time )?|as well as |& ?|but also )(?:by |with |of )?/;

/** Patterns of one number each, with the test they make. */
const RULES: readonly (readonly [RegExp, (...values: number[]) => Condition])[] = [
  [/\bremainder (?:of |is )?(\d{1,3})\b[^.?!\d]*?\b(?:by|with|mod) (\d{1,3})\b/, (r, a) => (n) => n % a! === r],
  [
    new RegExp(
      sequence(
        /\b(?:when |if |on |upon )?(?:it is |you |we |i )?(?:divided?|division|dividing)(?: it)? by (\d{1,3})/,
        /(?:,| it| and| always)* (?:leaves?|gives?|has|with)(?: an?| the)? (?:remainder |rest )/,
        /(?:of |is )?(\d{1,3})\b/,
      ),
    ),
    (a, r) => (n) => n % a! === r,
  ],
  [
    /\b(?:leaves?|leaving) (?:an? |the )?(?:remainder (?:of |is )?)?(\d{1,3})(?: over)? (?:when|on|upon|if) (?:it is |you |we |i )?(?:divided?|division) by (\d{1,3})\b/,
    (r, a) => (n) => n % a! === r,
  ],
  [
    new RegExp(sequence(anyOf(DIVIDED), / (?:both )?(\d{1,3})/, anyOf(BOTH), /(\d{1,3})\b/)),
    (a, b) => (n) => n % a! === 0 && n % b! === 0,
  ],
  [new RegExp(sequence(anyOf(DIVIDED), / (?:the number )?(\d{1,3})\b/)), (a) => (n) => n % a! === 0],
  [/\blast (?:binary )?digit (?:is |of it is )?(?:an? )?([01])\b(?=[^?]*\bbinary\b)/, (d) => (n) => n % 2 === d],
  [
    /\b(?:ends? (?:in|with|on)|last digit is|with) (?:an? |the digit )?(\d)\b(?! digits?\b)/,
    (d) => (n) => n % 10 === d,
  ],
];

const WORDS: readonly (readonly [RegExp, Condition])[] = [
  [/\bprimes?\b(?! (?:factors?|divisors?))/, isPrime],
  [/\b(?:an? |the |and |is |both |which |what |any |some |1 )even\b/, (n) => n % 2 === 0],
  [/\b(?:an? |the |and |is |both |which |what |any |some |1 )odd\b/, (n) => n % 2 === 1],
  [/\b(?:perfect |a )square(?: number)?\b(?! (?:met|root|feet|of))/, (n) => Number.isInteger(Math.sqrt(n))],
];

const MORE = String.raw`(?:bigger|greater|larger|more|higher|over|above|exceeds?)(?: than)?`;
const LESS = String.raw`(?:smaller|lower|less|under|below)(?: than)?`;

const WITHOUT_REST =
  /\b(?:with no|without(?: any| a)?|no) (?:rest|remainder|remainders?|leftovers?)\b|\band nothing (?:is )?left\b/g;

/** Roman numerals as figures, where these are spoken of. */
const figured = (text: string, low: string): string =>
  /\broman\b|\bnumerals?\b/.test(low)
    ? text
        .replace(/(?<![\p{L}\p{N}'])[IVXLCDM]+(?![\p{L}\p{N}'])/gu, (one) => String(fromRoman(one) ?? one))
        .toLowerCase()
    : low;

/** The bounds and conditions of the one number that is sought. */
export const soughtIn = (text: string, low: string): Sought => {
  let rest = figured(text, low).replace(WITHOUT_REST, ' ');
  const conditions: Condition[] = [];
  let [from, to] = [0, Infinity];
  let bounded = false;
  const take = (words: RegExp, use: (...values: number[]) => void): void => {
    for (let found = words.exec(rest); found; found = words.exec(rest)) {
      use(...found.slice(1).map(Number));
      rest = `${rest.slice(0, found.index)} ; ${rest.slice(found.index + found[0].length)}`;
    }
  };
  const within = (a: number, b: number): void => {
    [from, to] = [Math.max(from, a), Math.min(to, b)];
    bounded = true;
  };
  // "Between 20 and 30" may mean the two as well, where nothing says otherwise.
  take(/\b(?:strictly|really|lies? strictly) between (\d+) and (\d+)\b/, (a, b) => within(a! + 1, b! - 1));
  take(/\bbetween (\d+) and (\d+)\b/, (a, b) => within(a!, b!));
  take(/\bfrom (\d+) (?:up )?to (\d+)\b/, (a, b) => within(a!, b!));
  for (const [words, make] of RULES) take(words, (...values) => conditions.push(make(...values)));
  take(new RegExp(String.raw`\b${MORE} (\d+)\b`), (a) => within(a! + 1, Infinity));
  take(new RegExp(String.raw`\b${LESS} (\d+)\b`), (b) => within(0, b! - 1));
  for (const [words, fits] of WORDS) if (words.test(rest)) conditions.push(fits);
  if (/\bpositive\b/.test(rest)) from = Math.max(from, 1);
  return { conditions, from, to, rest, bounded };
};
