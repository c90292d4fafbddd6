/**
 * A question about written numbers as tokens with roles: numbers with the code that they are written in (Roman
 * numerals, a base), the names of codes, and words. It decides what can be such a number, and nothing of what is asked.
 * Positions are those of the text.
 */
import { alternatives, sequence } from '../../regex.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { ORDINAL_TEXT, ordinalOf } from '../text/scan.ts';
import type { Text } from '../text/text.ts';

export type Code = number | 'roman';
export type CodedToken = { start: number; end: number; text: string } & (
  | { kind: 'number'; /** Where its letters or its prefix tell the code. */ code?: Code; nth?: true }
  | { kind: 'code'; code: Code }
  | { kind: 'word' }
  | { kind: 'sign' }
);
export type NumberToken = CodedToken & { kind: 'number' };
export type CodeToken = CodedToken & { kind: 'code' };

/** Names of codes. Plain words for base ten too: "in ordinary figures", "to the rest of us". */
const NAMES: readonly (readonly [RegExp, Code])[] = [
  [
    new RegExp(
      alternatives(
        /\b(?:romans?|latin)(?: |-)(?:numerals?|numbers?|figures?|digits?|notation|letters?|form|style|way|one|system)\b/,
        /\broman\b(?! (?:army|soldiers?|emperors?|empire|times|villa|wall|road|coins?|ruins?|general)\b)|\bromans\b/,
        /(?<!\b(?:binary|octal|hex|hexadecimal|decimal|arabic|ordinary|normal|modern|usual|plain|own) )\bnumerals?\b/,
        /\b(?:like |as )?(?:on|in) (?:the |an? |our )?(?:old|fancy|church|antique|grandfather|roman) clocks?\b(?: face)?(?: with (?:the )?letters)?|\bclock letters\b/,
        /\bsame (?:sort|kind|type) of letters\b|\bafter (?:his|her|their) name\b|\bhow is (?:his|her) number written\b/,
      ),
      'g',
    ),
    'roman',
  ],
  [
    new RegExp(
      alternatives(
        /\bbinary\b|\(bin\)|\bbase[- ]2\b|(?<!\b(?:the|an?|my|his|her|our|your|their|this|that|each|one|1) (?:[a-z]+ )?)\bbin\b(?=[ :=]*[01]{3,}|\W*(?:\?|$))|(?<=\b(?:to|in|into|->) )bin\b/,
        /(?<=\b(?:as|in|into|to) )bits\b/,
        sequence(/\b(?:0'?s|zero(?:e)?s) and (?:1'?s|ones)\b/, '|', /\b(?:1'?s|ones) and (?:0'?s|zero(?:e)?s)\b/),
      ),
      'g',
    ),
    2,
  ],
  [/\boctal\b|\boct\b|\bbase[- ]8\b/g, 8],
  [/\bhexa?-?decimal\b|\bhexa?\b|\bbase[- ]16\b/g, 16],
  [
    new RegExp(
      alternatives(
        /\b(?:decimal|denary|dec)\b(?! (?:places?|points?)\b)|\bbase[- ]10\b/,
        /\barabic(?: (?:numerals?|numbers?|figures?|digits?))?\b/,
        sequence(
          /\b(?:an? )?(?:ordinary|normal|usual|everyday|regular|modern|plain|standard|common|our)/,
          /(?:,? (?:ordinary|normal|usual|everyday|regular|modern|plain|own))?(?: (?:base[- ]10|decimal))? /,
          /(?:numbers?|digits?|figures?|numerals?|counting|integers?|values?|years?|system|notation|ones)\b/,
        ),
        /\b(?:in|into|as|with|to) (?:an? )?(?:digits|figures|numbers|whole number|integer|number)\b(?! (?:of|that|is)\b)/,
        /\bto the rest of us\b|\bfor (?:the rest of )?us\b|\bnormally\b/,
        /\b(?:in|to|into) (?:ordinary|normal|plain|everyday|usual)\b(?! [a-z])/,
      ),
      'g',
    ),
    10,
  ],
];

/** "The standard modern form" of a numeral. */
const STANDARD = /\b(?:standard|correct|proper|modern|usual)(?: modern| standard)? (?:form|spelling)\b/g;

const SUBSCRIPT =
  /\bwith (?:an?|the) (?:little|small|tiny|wee|subscript) (\d{1,2}) (?:at the (?:bottom|foot|end)|below|under(?:neath)?(?: it)?|(?:right )?(?:after|behind|beside) it|as (?:a )?subscript|subscript)\b/g;

const codesIn = (low: string, numerals: boolean): CodeToken[] => {
  const out: CodeToken[] = [];
  const take = (match: RegExpMatchArray, code: Code): void => {
    if (/\bnot (?:in |as )?$/.test(low.slice(0, match.index))) return;
    const [start, end] = [match.index!, match.index! + match[0].length];
    if (!out.some((one) => start < one.end && end > one.start))
      out.push({ kind: 'code', code, start, end, text: match[0] });
  };
  for (const match of low.matchAll(/\b(?:base|radix)[- ](\d{1,2})\b/g)) take(match, Number(match[1]));
  // "2102 with a little 3 at the bottom"
  for (const match of low.matchAll(SUBSCRIPT)) take(match, Number(match[1]));
  if (numerals) for (const match of low.matchAll(STANDARD)) take(match, 'roman');
  // "Which base ten number": the plain words take the base with them.
  for (const [pattern, code] of NAMES) for (const match of low.matchAll(pattern)) take(match, code);
  return out;
};

/** Words of small Roman letters that are words. */
const WORDS = new Set(
  'mix civil did dim lid mild mill dill vivid livid mid mic mi di mm cm ml dl cl cd id ill i m d c l v x dm lcm md vi'.split(
    ' ',
  ),
);
/** What stands before a numeral of one small letter. */
const NUMBERED = /\b(?:page|pages|chapter|section|act|scene|volume|part|book|verse|figure|plate|appendix)\s*$/;

/** A numeral of one capital letter is one among others, and where numerals are spoken of. */
const isLone = (text: string, at: number, spoken: boolean): boolean => {
  const before = text.slice(0, at);
  const after = text.slice(at + 1);
  if (text[at] !== 'I') return spoken;
  if (/^ (?!and\b|plus\b|minus\b|times\b|to\b|from\b|is\b|by\b|in\b)[a-z]/.test(after)) return false;
  return (
    /["'(]$/.test(before) ||
    /[IVXLCDM][,]? (?:and |plus |minus |times |to |from )?$/.test(before) ||
    /^(?:,| and| plus| minus| times| to)? ?[IVXLCDM]+\b/.test(after) ||
    NUMBERED.test(before.toLowerCase())
  );
};

const romansIn = (text: string, low: string, codes: readonly CodeToken[]): NumberToken[] => {
  const spoken = codes.some(({ code }) => code === 'roman' || code === 10);
  const capitals = [...text.matchAll(/(?<![\w'-])[IVXLCDM]+(?![\w']|-\w)/g)];
  const several = capitals.filter(([one]) => one !== 'I').length > 1;
  const found = capitals.filter(({ 0: one, index }) => one.length > 1 || isLone(text, index, spoken || several));
  const small = [...text.matchAll(/(?<![\w'-])[ivxlcdm]+(?![\w']|-\w)/g)].filter(
    ({ 0: one, index }) =>
      fromRoman(one) !== undefined &&
      (NUMBERED.test(low.slice(0, index)) ||
        /\bthrough (?:page )?$/.test(low.slice(0, index)) ||
        (one.length > 1 && !WORDS.has(one) && codes.some(({ code }) => code === 'roman'))),
  );
  return [...found, ...small].map(({ 0: one, index }) => ({
    kind: 'number',
    code: 'roman',
    text: one.toUpperCase(),
    start: index,
    end: index + one.length,
  }));
};

const PREFIXES: Readonly<Record<string, number>> = { x: 16, b: 2, o: 8 };
/** Right before letters that are figures: the name of their code. */
const HEX_BEFORE = /\bhex(?:adecimal)?(?: (?:number|value|code|digits?|string))?[ :'"=]*$/;
const HEX_AFTER = /^['"]? (?:in |is )?(?:hex|base[- ]16)/;

const numeralsIn = ({ text, low }: Text, codes: readonly CodeToken[]): NumberToken[] => {
  const has = (code: Code): boolean => codes.some((one) => one.code === code);
  const out: NumberToken[] = [];
  const take = (match: RegExpMatchArray, token: Partial<NumberToken> = {}): void => {
    const [start, end] = [match.index!, match.index! + match[0].length];
    const inside = [...codes, ...out].some((one) => start < one.end && end > one.start);
    if (!inside) out.push({ kind: 'number', text: match[0], start, end, ...token } as NumberToken);
  };
  for (const match of text.matchAll(/\b0([xbo])([\da-f]+)\b/gi))
    take(match, { text: match[2]!.toUpperCase(), code: PREFIXES[match[1]!.toLowerCase()]! });
  if (has(2))
    for (const match of text.matchAll(/(?<![\w.,])(?:[01]{3,8}(?: [01]{3,8})+|[01](?: [01]){2,})(?![\w]|[.,]\d)/g))
      take(match, { text: match[0].replaceAll(' ', '') });
  if (has(16))
    for (const match of text.matchAll(/(?<![\w.'])(?:\d[\dA-Fa-f]*|[A-F]+[\dA-F]*|[a-f]+\d[\da-f]*)(?![\w']|\.\d)/g)) {
      const letters = /[a-f]/i.test(match[0]);
      const beside =
        /\b(?:after|before|follows) $/.test(low.slice(0, match.index)) ||
        HEX_BEFORE.test(low.slice(0, match.index)) ||
        HEX_AFTER.test(low.slice(match.index + match[0].length));
      const sure =
        beside || /\d/.test(match[0]) || (match[0].length > 1 && !/^(?:A|BE|AD|DAD|BAD|BED|FED)$/.test(match[0]));
      if (letters ? sure : true) take(match, { text: match[0].toUpperCase(), ...(letters && { code: 16 }) });
    }
  for (const match of low.matchAll(/(?<![\w.])\d+(?![\w]|\.\d)/g)) take(match);
  return out;
};

const nthsIn = (low: string): NumberToken[] =>
  [...low.matchAll(new RegExp(String.raw`\b${ORDINAL_TEXT}\b`, 'g'))].map((match) => ({
    kind: 'number',
    nth: true,
    text: `${ordinalOf(match[1]!)}`,
    start: match.index,
    end: match.index + match[0].length,
  }));

/** The tokens of a question in their order; undefined where no code is told and no numeral stands. */
export const codedTokens = (question: Text): CodedToken[] | undefined => {
  const { text, low } = question;
  if (/\b(?:triangle|height|area|pyramid|prism)\b/.test(low)) return undefined;
  const codes = codesIn(low, /\b[IVXLCDM]{2,}\b/.test(text));
  const letters = romansIn(text, low, codes);
  // "C > A, B > D" speaks of no numerals.
  const romans = codes.length > 0 || letters.some((one) => one.text.length > 1) ? letters : [];
  const numerals = numeralsIn(question, codes);
  if (romans.length === 0 && codes.every(({ code }) => code === 10) && numerals.every(({ code }) => code === undefined))
    return undefined;
  const apart = (one: CodedToken, others: readonly CodedToken[]): boolean =>
    !others.some((other) => one.start < other.end && one.end > other.start);
  const numbers = [...romans.filter((one) => apart(one, codes)), ...numerals];
  const free = [...codes, ...numbers, ...nthsIn(low).filter((one) => apart(one, [...codes, ...numbers]))];
  const words = [...low.matchAll(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu)].map((match): CodedToken => ({
    kind: /[\p{L}\p{N}]/u.test(match[0]) ? 'word' : 'sign',
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  return [...free, ...words.filter((one) => apart(one, free))].toSorted((a, b) => a.start - b.start);
};
