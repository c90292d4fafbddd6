/**
 * Reads counting of some of the things that a question lists: things of a class ("how many animals: cat, hammer, dog"),
 * with a property ("red things"), or all but some ("leave out the nails"). The list may have counts or none. Every
 * piece of the list must be a thing that the table of things knows, or nothing is counted by class.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { belongs, isClass, isThing, singularOf } from '../../problem/solve/things.ts';
import { countedThings } from './counted.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';

/** What is counted: "how many of these are kitchen appliances", "count the vegetables", "number of red things". */
const ASKED: readonly RegExp[] = [
  /\bhow many (?:of (?:these|them|those|the [a-z]+|my [a-z]+) (?:are|is|were|count as|belong to) (?:the |a |an )?)((?:[a-z-]+ ){0,2}[a-z-]+)/,
  new RegExp(
    sequence(
      /\bhow many (?:different |of the )?((?:[a-z-]+ ){0,2}?[a-z-]+)/,
      '(?=',
      alternatives(
        sequence(
          / /,
          anyOf(/are|is|do|did|have|has|were|can|in|there|on|altogether|that|was|i|we|you|if|when|here|total|all/),
          /\b/,
        ),
        /\W*$|[?.,;:]/,
      ),
      ')',
    ),
  ),
  /\b(?:only )(?:the )?([a-z]+)\b/,
  /\b([a-z]+) only\b/,
  new RegExp(
    sequence(
      /\b(?:count|number of|total of) (?:only |up |all )?(?:the |my |of )?((?:[a-z-]+ ){0,2}?[a-z-]+)/,
      /(?=\W*$|[?.,;:]| (?:in|on|of|are|here|there|among|from|please)\b)/,
    ),
  ),
];

/** Words that end what is counted. */
const trimmed = (phrase: string): string =>
  phrase.replace(/ (?:are|is|do|did|have|has|were|can|in|there|on|altogether|that|was|of|the)\b.*$/, '').trim();

const WITHOUT = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /without|except(?: for)?|excluding|not counting|don't count|do not count|leav(?:e|ing) out/,
      /other than|but not|apart from|besides|ignor(?:e|ing)|minus/,
    ),
    / (?:the |all |any )?(?:the )?([a-z-]+(?: [a-z-]+)?)/,
  ),
);

const LEADING = new RegExp(
  sequence(
    /^/,
    '(?:',
    sequence(
      anyOf(
        /and|or|also|then|plus|a|an|the|some|one|my|our|these|those|are|is|here|have|has|had|i|we|there/,
        /saw|see|got|bought|with|in|on|it|was|were|bag|box|list|things|items|today|this|that|contains?/,
        /holds?|lists?|of|\d+|-|\*/,
      ),
      /\s+/,
    ),
    ')+',
  ),
);

/** Pieces of the list, each without its article, or [] where one of them is no known thing. */
const listed = (told: string): string[] => {
  const pieces = told
    .split(/\s*[,;:.•?!]\s*|\s+(?:and|or|plus)\s+|\s+-\s+/)
    .map((one) => `${one.trim()} `.replace(LEADING, '').trim())
    .filter((one) => one !== '');
  const isKnown = (one: string): boolean => isThing(one.split(' ').at(-1)!) && one.split(' ').length <= 3;
  const first = pieces.findIndex(isKnown);
  const last = pieces.findLastIndex(isKnown);
  const list = first < 0 ? [] : pieces.slice(first, last + 1);
  if (list.length >= 3 && list.every(isKnown)) return list;
  const words = told.split(/[^a-z-]+/).filter((one) => one !== '');
  const from = words.findIndex(isThing);
  const to = words.findLastIndex(isThing);
  const bare = from < 0 ? [] : words.slice(from, to + 1);
  return bare.length >= 3 && bare.every(isThing) ? bare : [];
};

const withoutAsk = (low: string, found: RegExpExecArray): string => {
  const start = found.index;
  const rest = low.slice(start);
  const end = /[?:.]/.exec(rest);
  return `${low.slice(0, start)} , ${end ? rest.slice(end.index + 1) : rest.slice(found[0].length)}`;
};

const byClass = (low: string): Outcome | undefined => {
  for (const pattern of ASKED) {
    const found = pattern.exec(low);
    if (!found) continue;
    const of = trimmed(found[1]!);
    if (!isClass(of)) continue;
    const told = withoutAsk(low, found);
    if (numbersIn(told).length > 0) return withCounts(told, of, low);
    const items = listed(told);
    if (items.length < 3) continue;
    return reading({ type: 'count-things', of, counted: items.map((one) => ['1', one]) }, [], true);
  }
  return undefined;
};

const withCounts = (told: string, of: string, low: string): Outcome | undefined => {
  const things = countedThings(told).filter(([, thing]) => isThing(thing.split(' ').at(-1)!));
  const numbers = numbersIn(told).map((one) => one.value);
  const counts = things.map(([n]) => n);
  if (things.length < 2 || !numbers.every((one) => counts.includes(one))) return undefined;
  if (!things.some(([, thing]) => belongs(thing, of) === true) || CHANGES.test(low)) return undefined;
  return reading({ type: 'count-things', of, counted: things }, numbers, true);
};

const CHANGES = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /each|every|per|left|gave|give|gives|eat|ate|eats|lost|sold|buys?|bought|more|fewer|times|away/,
      /broke|took|than|half|twice|came|went (?:away|home|out|off)|joined|flew/,
    ),
    /\b/,
  ),
);

/** Counts of described things: those with a word of the question, or those without one. */
const byWords = ({ low }: Text): Outcome | undefined => {
  const except = WITHOUT.exec(low);
  const adjective =
    /\b(?:how many|number of|count(?: the)?|total of) (?:the |of the )?([a-z]+) (?:things?|ones?|items?|objects?|pieces?)\b/.exec(
      low,
    );
  const told = low.replace(/\b(?:how many|number of)\b[^?.,;]*/g, ' , ').replace(WITHOUT, ' ');
  const things = countedThings(told);
  const numbers = numbersIn(low).map((one) => one.value);
  const counts = things.map(([n]) => n);
  if (things.length < 3 || CHANGES.test(low.replace(WITHOUT, ' ')) || !numbers.every((one) => counts.includes(one)))
    return undefined;
  const has = (thing: string, word: string): boolean =>
    thing.split(' ').some((one) => one === word || singularOf(one) === singularOf(word));
  const sum = (kept: readonly [string, string][]): Outcome | undefined =>
    kept.length === 0 || kept.length === things.length
      ? undefined
      : reading(
          {
            type: 'story',
            quantities: things.map(([n], i) => [`q${i + 1}`, n]),
            expression: things.flatMap((one, i) => (kept.includes(one) ? [`q${i + 1}`] : [])).join('+'),
            whole: true,
          },
          numbers,
          false,
        );
  if (except && /\bhow many\b|\btotal\b|\bcount\b|\bnumber\b/.test(low)) {
    const word = except[1]!.split(' ').find((one) => things.some(([, thing]) => has(thing, one)));
    return word === undefined ? undefined : sum(things.filter(([, thing]) => !has(thing, word)));
  }
  return adjective ? sum(things.filter(([, thing]) => has(thing, adjective[1]!))) : undefined;
};

/** Words of sentences, which no bare list has. */
const NO_ITEM = new RegExp(
  sequence(
    /^/,
    anyOf(
      /\d+|the|an?|and|of|in|on|to|we|i|you|she|he|it|they|his|her|my|with|for|was|were|is|are|had|has/,
      /have|will|would|there|so|but|sold|used|total|how|many|what/,
    ),
    /$/,
  ),
  'i',
);

/** "How often does "apple" appear here? apple pear apple plum": a bare run of words at the end. */
const inRun = ({ text, low }: Text): Outcome | undefined => {
  const asked =
    /\bhow (?:often|many times) (?:does|do|is) (?:it say|it appear|the|the word|the name)? ?["']?([\p{L}\p{N}-]+)["']?/iu.exec(
      text,
    )?.[1] ??
    /\bhow many ["']?([\p{L}\p{N}-]+)["']? (?:are|is|do|can)\b/iu.exec(text)?.[1] ??
    /\bcount (?:the |all the |every )?([\p{L}]{3,}?)s?\W*$/iu.exec(text)?.[1];
  const run =
    /[?:.!]\s+((?:[\p{L}\p{N}-]+[ ,]+){3,}[\p{L}\p{N}-]+)\W*$/u.exec(text)?.[1] ??
    /^((?:[\p{L}\p{N}-]+[ ,]+){3,}?[\p{L}\p{N}]+)\s*[.:;,-]*\s+(?:how|count|number) /iu.exec(text)?.[1];
  if (asked === undefined || run === undefined) return undefined;
  const items = run.split(/[\s,]+/).filter((one) => one !== '' && one !== 'and');
  if (items.some((one) => NO_ITEM.test(one)) || CHANGES.test(low.replace(/\bmany times\b/, ' '))) return undefined;
  const plain = (one: string): string => one.toLowerCase().replace(/(?<=\w{2})s$/, '');
  const hits = items.filter((one) => plain(one) === plain(asked)).length;
  const kinds = new Set(items.map(plain)).size;
  if (hits === 0 || kinds === items.length || kinds > items.length - 1) return undefined;
  return reading(
    { type: 'count-item', item: asked, items },
    numbersIn(low).map((one) => one.value),
  );
};

export const readSelected: Reader = (text) => {
  if (text.low.length > 600 || /\b(?:letters?|vowels?|words|ways|next|sequence)\b/.test(text.low)) return undefined;
  return byClass(text.low) ?? byWords(text) ?? inRun(text);
};
