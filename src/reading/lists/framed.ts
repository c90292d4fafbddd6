/**
 * The list of words of a question about sorting, found by the words around it: all of them must be words with which
 * people ask for an order, so that no item is cut off and no word of the question is taken for one. It reads lists with
 * commas, with "and" alone ("zebra apple and mango"), and with no sign at all.
 */
import { isClass } from '../../problem/solve/things.ts';
import { anyOf, sequence } from '../../regex.ts';

export type Framed = { items: string[]; start: number; end: number; /** The question without the list. */ ask: string };

/** Words with which people ask for an order, and none of which is an item among others. */
const FRAME = new Set(
  (
    `sort sorted sorting order ordered ordering rank ranked ranking put arrange arranged arranging list lists listed line lined up down out go goes going give me us them these those this ` +
    `it the an names name in into from to till until for please my your our of by according ascending descending increasing decreasing alphabetical alphabetically alphabetic alphabet ` +
    `alphabetise alphabetize abc dictionary lexicographic backwards reverse reversed which what who comes come would be will if you i can could we words word items item things all how do does is are was were called named ` +
    `letters letter many size length shortest longest first last start starting with at end tell say show write read now so among out following here have has he she they get got need want like ` +
    `asc desc place places position right correct when sure help just make let long number count under following second third fourth fifth middle stand stands ` +
    `surname surnames title titles there ones one using thanks plz pls hey leading leads shorter longer yo ok okay hi their his her then also organise organize rearrange set two three four five six seven eight nine ten`
  ).split(/\s+/),
);
/** "a" is a word of an order in these alone. */
const LETTER_FRAME = /^(?:a to z|a-z|a - z|z to a|z-a|z - a|a b c order|a|from a|to z)$/;

type Token = { text: string; low: string; start: number; end: number; kind: 'item' | 'frame' | 'sign' | 'break' };

const PHRASES =
  /\b(?:a to z|a-z|z to a|z-a|a b c(?= order)|(?:in|into) a(?= [a-z]+ order)|a(?= (?:list|dictionary|word)))\b/gi;

const tokensOf = (text: string): Token[] => {
  const framed = text.replace(PHRASES, (found) => '\u0001'.repeat(found.length));
  const out: Token[] = [];
  for (const match of framed.matchAll(/\u0001+|[\p{L}\p{N}][\p{L}\p{N}'’-]*|[^\s"'“”[\]()‘’]/gu)) {
    const [word] = match;
    const low = word.toLowerCase();
    const kind = word.startsWith('\u0001')
      ? 'frame'
      : /^(?:,|;|\/|&|and|or|\|)$/.test(low)
        ? 'sign'
        : !/[\p{L}\p{N}]/u.test(word)
          ? 'break'
          : FRAME.has(low) || FRAME.has(low.replace(/'s?$/, '')) || (low.endsWith('s') && isClass(low))
            ? 'frame'
            : 'item';
    out.push({ text: word, low, start: match.index, end: match.index + word.length, kind });
  }
  return out;
};

/** Runs of items with signs between them. */
const runsOf = (tokens: readonly Token[]): Token[][] => {
  const out: Token[][] = [];
  let run: Token[] = [];
  const close = (): void => {
    while (run.at(-1)?.kind === 'sign') run.pop();
    if (run.length > 0) out.push(run);
    run = [];
  };
  for (const token of tokens) {
    if (token.kind === 'item' || (token.kind === 'sign' && run.length > 0)) run.push(token);
    else if (token.kind !== 'sign') close();
  }
  close();
  return out;
};

const LOOSE = new RegExp(
  sequence(
    /^/,
    anyOf(/than|not|except|without|but|if|because|price|weight|height|age|colou?r|date|time|size|cost/),
    /$/,
  ),
);

/** Words beside the list that only say whose it is: "my files are called", "for the noticeboard". */
const isBeside = (run: readonly Token[], tokens: readonly Token[], list: readonly Token[]): boolean => {
  if (run.length > 2 || run.some(({ kind, low }) => kind !== 'item' || LOOSE.test(low) || /\d/.test(low))) return false;
  const [first, last] = [tokens.indexOf(run[0]!), tokens.indexOf(run.at(-1)!)];
  const before = tokens[first - 1]?.low ?? '';
  const after = tokens[last + 1]?.low ?? '';
  const owned = /^(?:my|our|the|their|his|her|these|those|your|some|these)$/.test(before);
  return first < tokens.indexOf(list[0]!)
    ? (owned && /^(?:are|is|were|called|named|have|list|names?|:)$/.test(after)) ||
        (run.length === 1 && /^(?:list|names?)$/.test(after))
    : owned && tokens[first - 2]?.low === 'for';
};

/** The items of a run: by its commas, or word by word where it has none. */
const itemsOf = (run: readonly Token[]): string[] | undefined => {
  const pieces: string[][] = [[]];
  for (const { kind, text } of run)
    if (kind === 'item') pieces.at(-1)!.push(text);
    else if (pieces.at(-1)!.length > 0) pieces.push([]);
  const signs = run.some(({ text }) => /^[,;/|]$/.test(text));
  const words = pieces.flat();
  if (!signs && pieces.some((one) => one.length > 1))
    return pieces.length <= 2 && pieces.at(-1)!.length === (pieces.length === 1 ? words.length : 1) && words.length >= 3
      ? words
      : undefined;
  const [head, ...tail] = pieces;
  const single = tail.every((one) => one.length === 1);
  // "planets Mars, Venus, Earth": what they are stands before the first.
  if (head!.length === 2 && single && tail.length > 1)
    return /^\p{Ll}+s$/u.test(head![0]!) && /^\p{Lu}/u.test(head![1]!) ? [head![1]!, ...tail.flat()] : undefined;
  return pieces.every((one) => one.length <= 3) ? pieces.map((one) => one.join(' ')) : undefined;
};

/** Single letters in a row: "b d a c", where "a" is one of them. */
const lettersIn = (text: string): Framed | undefined => {
  const found = /(?<![\p{L}\p{N}'-])\p{L}(?:(?:\s*[,;]\s*(?:and )?|\s+(?:and )?)\p{L}(?![\p{L}\p{N}'-]))+/gu;
  const [run, ...more] = [...text.matchAll(found)].filter(
    (one) => (one[0].match(/\b\p{L}\b/gu) ?? []).length >= 3 && !/^a b c$/i.test(one[0]),
  );
  if (!run || more.length > 0) return undefined;
  const rest = `${text.slice(0, run.index)} : ${text.slice(run.index + run[0].length)}`;
  return tokensOf(rest).some(({ kind, low }) => kind === 'item' && !LETTER_FRAME.test(low))
    ? undefined
    : {
        items: run[0].match(/\b\p{L}\b/gu)!,
        start: run.index,
        end: run.index + run[0].length,
        ask: rest.toLowerCase(),
      };
};

export const framedList = (text: string): Framed | undefined => {
  const letters = lettersIn(text);
  if (letters) return letters;
  const tokens = tokensOf(text);
  const runs = runsOf(tokens);
  const size = (run: readonly Token[]): number => run.filter(({ kind }) => kind === 'item').length;
  const list = runs.toSorted((a, b) => size(b) - size(a))[0];
  if (!list || size(list) < 2 || runs.some((one) => one !== list && !isBeside(one, tokens, list))) return undefined;
  const items = itemsOf(list);
  if (!items || items.length < 2 || items.some((one) => /^-?\d+$/.test(one))) return undefined;
  const [start, end] = [list[0]!.start, list.at(-1)!.end];
  return { items, start, end, ask: `${text.slice(0, start)} : ${text.slice(end)}`.toLowerCase() };
};
