/**
 * Which code each number of a question is written in, and in which one the answer is to be. The name of a code belongs
 * to a number that it stands beside ("binary 110", "AB hex", "245, but in base 6"); where it is asked for it is the code
 * of the answer ("to octal", "the result in hex"). "25 in binary" may be either: it is asked for unless another code is.
 */
import { alternatives } from '../../regex.ts';
import type { Code, CodedToken, CodeToken, NumberToken } from './coded-tokens.ts';

type Codes = { from: readonly Code[]; to: Code | undefined };

export const fits = (digits: string, base: number): boolean =>
  [...digits.toLowerCase()].every((one) => Number.parseInt(one, 36) < base);

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words between the name of a code and a number of it. */
const BEFORE_NUMBER = set(
  'number numbers numeral value code digits integer string pattern figure the is : , " \' ( = at reads reading says written as count total word address colour color',
);
/** Words between a number and the name of its code: these leave it open whether it is asked for. */
const OPEN = set('in as written ( " \' , the a an number = when');
/** These tell that it is so. */
const TELLS = set(
  'is was are were both but and all they it which that those these this take read ' +
    'treat one digits three two as system in the a of , : 1 2 3 10',
);
const ASKS_FORM = set('representation form equivalent version notation expression result answer value');
const PLURAL = /^ (?:numbers|numerals|values|integers|strings|figures)\b/;
const PLAIN_ASKED = new RegExp(
  alternatives(
    /\b(?:what|which) (?:(?:[a-z]+ )?(?:number|value|year|age)|is (?:it|that|this)|(?:would|will) (?:it|that|this) be|does (?:it|that|this) (?:mean|stand))\b/,
    /\bis what number\b|\bhow (?:many|much|old)\b|\bmeans? what\b|\bstand(?:s|ing)? for\b|\bthinking of\b/,
  ),
);

/** Whether a number can be one of a code: figures are never Roman. */
const mayBe = ({ code }: NumberToken, at: Code): boolean => code === at || (code === undefined && at !== 'roman');

type Role = { at: CodeToken; role: 'of' | 'open' | 'asked' | 'told'; number?: NumberToken };

/** Of the number that stands beside another one in counting. */
const BESIDE = /\b(?:after|before|follows?|following|next|precedes|previous)\b/;
/** "Counting in binary", "when you count in hex", "in binary counting": what all numbers are written in. */
const COUNTING = /\bcount(?:s|ing|ed)? (?:up |on |down )?in (?:the )?$/;

/** "How would they write 20": what they count in is asked for. */
const WRITTEN =
  /\bhow (?:would|do|does|did|will|can|should|is|are)\b[^.?]*\b(?:write|written|jot|put|express|say|look|show|note)\b/;

const roleOf = (low: string, tokens: readonly CodedToken[], at: CodeToken, numbers: readonly NumberToken[]): Role => {
  const i = tokens.indexOf(at);
  const word = (k: number): string => tokens[k]?.text ?? '';
  const isNumber = (k: number): NumberToken | undefined => numbers.find((one) => one === tokens[k]);
  const before = /^(?:the|an?|its|our|just|only|proper|correct)$/.test(word(i - 1)) ? i - 2 : i - 1;
  if (/^(?:to|into|>)$/.test(word(before)) && !/^(?:close|equal)$/.test(word(before - 1))) return { at, role: 'asked' };
  // "What does 1001 mean in base ten, its binary"
  if (word(i - 1) === 'its' && /^(?:[.,;?!].*)?$/.test(word(i + 1))) return { at, role: 'told' };
  const isFrom = word(before) === 'from';
  const allFit =
    at.code !== 'roman' && numbers.every((one) => mayBe(one, at.code) && fits(one.text, at.code as number));
  if (BESIDE.test(low) && allFit) {
    const counts = COUNTING.test(low.slice(0, at.start)) || word(i + 1) === 'counting';
    if (counts || (i === 0 && word(1) === ':')) return { at, role: 'told' };
  }
  // "binary 110", "hex value C8"
  let k = i + 1;
  while (tokens[k] && (BEFORE_NUMBER.has(word(k)) || (allFit && /^(?:after|before)$/.test(word(k)))) && k < i + 5) k++;
  const behind = isNumber(k);
  const apart = /[.?!]/.test(
    tokens
      .slice(i + 1, k)
      .map(({ text }) => text)
      .join(''),
  );
  if (behind && !apart && word(before) !== 'in' && mayBe(behind, at.code)) return { at, role: 'of', number: behind };
  if (isFrom) return { at, role: 'told' };
  // "AB hex", "110 in binary", "34 and 25, but both are in base 7"
  k = i - 1;
  let tells = false;
  let open = false;
  while (tokens[k] && k > i - 8 && !isNumber(k) && (OPEN.has(word(k)) || TELLS.has(word(k)))) {
    tells ||= /^(?:is|was|are|were|both|take|read|treat|all)$/.test(word(k));
    open ||= /^(?:in|as|written)$/.test(word(k));
    k--;
  }
  const front = isNumber(k);
  if (front && mayBe(front, at.code)) {
    if (tells) return { at, role: 'of', number: front };
    if (!open && (k === i - 1 || (word(i - 1) === '(' && k === i - 2))) return { at, role: 'of', number: front };
    if (open && !ASKS_FORM.has(word(i + 1))) return { at, role: 'open', number: front };
  }
  // "The numerals" are spoken of; "which numeral" is asked for.
  if (
    /^numerals?$/.test(at.text) &&
    !/^(?:which|what|whose|correct|in|as|a|is)$/.test(word(i - 1)) &&
    word(before) !== 'in'
  )
    return { at, role: 'told' };
  const near = tokens.slice(Math.max(0, i - 8), i).map(({ text }) => text);
  const clause = near.slice(near.findLastIndex((one) => /^[.,;?!]$/.test(one)) + 1).join(' ');
  if (/\bif (?:its|it is|that is|this is) (?:an? |in )?$/.test(`${clause} `)) return { at, role: 'told' };
  if (
    /\b(?:it|that|this|which) is (?:an? |in |written in )?$/.test(`${clause} `) &&
    !/\b(?:what|which|how)\b/.test(clause)
  )
    return { at, role: 'told' };
  if (
    /\b(?:uses?|used|counts?|counted|tally|writes?|wrote|system) (?:[a-z]+ )*$|\bits $/.test(`${clause} `) &&
    !/\b(?:what|which|how|result|answer)\b/.test(clause)
  )
    return { at, role: WRITTEN.test(low) ? 'asked' : 'told' };
  return { at, role: 'asked' };
};

/** The codes of the numbers and of the answer; undefined where they do not come out. */
export const codesOf = (
  low: string,
  tokens: readonly CodedToken[],
  numbers: readonly NumberToken[],
): Codes | undefined => {
  const roles = tokens
    .filter((one): one is CodeToken => one.kind === 'code')
    .map((one) => roleOf(low, tokens, one, numbers));
  const of = (role: Role['role']): Role[] => roles.filter((one) => one.role === role);
  const asked = [...new Set(of('asked').map(({ at }) => at.code))];
  const told = [...new Set(of('told').map(({ at }) => at.code))];
  const own = (number: NumberToken): Code | undefined =>
    number.code ?? of('of').find((one) => one.number === number)?.at.code;
  const open = of('open');
  if (told.length > 1) return undefined;
  const targets = asked.filter((one) => !numbers.every((number) => own(number) === one) || asked.length === 1);
  const letters = numbers.some((one) =>
    open.some(({ number, at }) => number === one && at.code !== 'roman' && !/^\d+$/.test(one.text)),
  );
  const source = (role: Role): boolean =>
    letters ||
    (typeof role.at.code === 'number' &&
      role.at.code !== 10 &&
      BESIDE.test(low) &&
      fits(role.number!.text, role.at.code)) ||
    targets.some((one) => one !== role.at.code) ||
    (PLAIN_ASKED.test(low) && role.at.code !== 10 && role.at.code !== 'roman' && fits(role.number!.text, role.at.code));
  // "101 and 11 in binary": what several numbers are written in.
  const codes = new Set(roles.map(({ at }) => at.code));
  const [only] = codes;
  // "3 + 4 in binary": digits that it does not have.
  const written = typeof only === 'number' && numbers.every((one) => one.code !== undefined || fits(one.text, only));
  const several = numbers.length > 1 && codes.size === 1 && only !== 10 && written;
  const sources = open.filter((role) => several || source(role));
  const wanted = [...new Set([...targets, ...open.filter((one) => !sources.includes(one)).map(({ at }) => at.code)])];
  if (wanted.length > 1) return undefined;
  const coded = [...new Set([...of('of'), ...sources].map(({ at }) => at.code))];
  // "34 and 25, but both are in base 7": one code that stands beside the last number only is of all of them.
  const common = several ? only : told[0] === 'roman' ? undefined : told[0];
  // "The binary numbers 1011 and 110": a plural is of all of them.
  const plural = of('of').some(({ at }) => PLURAL.test(low.slice(at.end)));
  const shared = coded.length === 1 && (plural || /\b(?:both|all|they)\b/.test(low)) ? coded[0] : common;
  const from = numbers.map(
    (one): Code => own(one) ?? sources.find(({ number }) => number === one)?.at.code ?? shared ?? 10,
  );
  // "Hex 1F plus 10": the second may be either.
  const unclear = (one: NumberToken, i: number): boolean =>
    from[i] === 10 &&
    one.text.length > 1 &&
    own(one) === undefined &&
    coded.some((code) => typeof code === 'number' && code !== 10 && fits(one.text, code));
  if (
    numbers.some(unclear) ||
    numbers.some((one, i) => from[i] !== 'roman' && !fits(one.text, from[i] as number)) ||
    from.some((one) => typeof one === 'number' && (one < 2 || one > 36))
  )
    return undefined;
  const same = /\b(?:same base|(?:keep|stay) (?:it|them) in|so should|should be too|answer (?:too|also))\b/.test(low);
  return { from, to: wanted[0] ?? (same ? from[0] : undefined) };
};
