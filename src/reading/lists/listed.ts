/**
 * Reads counts over a list by the roles of the words around it: which items are named, whether they are counted
 * together, apart from the others or against each other, whether different ones are counted, or those with a property. What
 * tells more than that ("each", "twice", a number) has no place, and then nothing is read.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { numberTest } from '../../problem/solve/lists.ts';
import { belongs, isClass } from '../../problem/solve/things.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { listingOf } from './listing.ts';

/** "Mill Lane again" is Mill Lane. */
const withoutAgain = (item: string): string => item.replace(/\s+again$/i, '');

const COUNTS = new RegExp(
  alternatives(
    /\bhow (?:many|often|frequently)\b|\bnumber of\b|\bno\.? of\b|# ?of\b|\btally\b|\bcounts?\b/,
    /\btotal (?:of|number)\b/,
    /[.:] *(?:the )?[a-z]+s(?: total)?\? *$|\bby how much\b|\bhow much\b[^.?]*\bmore\b|\btotal\b\W*$/,
  ),
);
/** Words that tell more than a count takes. */
const TELLING = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /each|every|per|half|twice|double|thrice|left|away|gave|gives?|ate|eats?|bought|buys?|legs?|wheels?/,
      /letters?|vowels?/,
      /consonants?|syllables?|first|last|second|third|before|between|next|row|consecutive|streak|longest|shortest|sum/,
      /average|mean|median|pairs?|missing|torn|ripped|percent|percentage|fraction|ways|combinations?|arrangements?/,
      /in order|sequence|probability|chance|likely|if|position|place|took|takes|lost|broke|later|then|add|plus/,
      /minus|times as|ago|old|cost|price|altogether worth|worth|words?|sentence|digits?|sort|sorted|largest/,
      /smallest|until/,
      /totals|results?|outcomes?|brackets|formed|biggest|highest|lowest|square|common (?:factor|divisor|multiple)/,
    ),
    /\b/,
  ),
);
const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

const singular = (word: string): string => {
  const low = word.toLowerCase().replace(/'s?$/, '');
  if (/^\w$/.test(low)) return low;
  if (/(?:s|x|z|ch|sh)es$/.test(low)) return low.slice(0, -2);
  if (low.endsWith('ies') && low.length > 4) return `${low.slice(0, -3)}y`;
  return low.length > 2 && /[^s]s$/.test(low) ? low.slice(0, -1) : low;
};
/** "sixes", "zeros": a figure by its name. */
const figureOf = (word: string): string | undefined => {
  const at = DIGITS.findIndex(
    (name) => [`${name}s`, `${name}es`, `${name}'s`].includes(word) || singular(word) === name,
  );
  return at >= 0 ? `${at}` : /^\d+'?s?$/.test(word) ? /^\d+/.exec(word)![0] : undefined;
};

/** The items as they are compared: without what stands with all of them, by their last word where each has another first. */
const comparable = (items: readonly string[]): string[] => {
  const pairs = items.map((one) => one.toLowerCase().split(/\s+/));
  const firsts = pairs.map(([one]) => one);
  // "red, blue, red marbles": what they are stands behind the last.
  const last = pairs.at(-1)!;
  if (last.length === 2 && pairs.slice(0, -1).every((one) => one.length === 1) && firsts.slice(0, -1).includes(last[0]))
    return firsts.map((one) => one!);
  const labelled = pairs.every((one) => one.length === 2) && new Set(firsts).size === items.length;
  return pairs.map((one) => (labelled ? one[1]! : one.join(' ')));
};

const NUMBER = String.raw`(?:[$£€])?(-?\d+(?:\.\d+)?)`;
const BOUNDS: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      alternatives(
        String.raw`\b(?:at least|minimum of|no (?:less|fewer|lower) than|not (?:under|below|less than)) ${NUMBER}`,
        String.raw`${NUMBER} (?:or|and) (?:more|above|over|higher|up|better|greater|bigger)`,
        String.raw`>= ?${NUMBER}`,
      ),
    ),
    '>=',
  ],
  [
    new RegExp(
      alternatives(
        String.raw`\b(?:at most|maximum of|no (?:more|higher|greater) than|not (?:over|above|more than)) ${NUMBER}`,
        String.raw`${NUMBER} (?:or|and) (?:less|under|below|lower|fewer|smaller)`,
        String.raw`<= ?${NUMBER}`,
      ),
    ),
    '<=',
  ],
  [
    new RegExp(
      String.raw`\b(?:over|above|exceed(?:s|ed|ing)?|(?:more|greater|bigger|larger|higher|longer|older|heavier|taller) than|beat|past) ${NUMBER}|> ?${NUMBER}`,
    ),
    '>',
  ],
  [
    new RegExp(
      String.raw`\b(?:under|below|(?:less|fewer|smaller|lower|shorter|younger|lighter) than) ${NUMBER}|< ?${NUMBER}`,
    ),
    '<',
  ],
];
const SORTS_OF_NUMBER = ['even', 'odd', 'prime', 'negative', 'positive'];

/** What numbers are counted, as the solver tests them, and the text without it. */
const testOf = (rest: string): { that: string; rest: string } | undefined => {
  const tests: string[] = [];
  let left = rest;
  for (const [pattern, sign] of BOUNDS) {
    const found = pattern.exec(left);
    if (!found) continue;
    tests.push(`${sign} ${found.slice(1).find((one) => one !== undefined)}`);
    left = left.replace(found[0], ' ');
  }
  for (const one of SORTS_OF_NUMBER)
    if (new RegExp(`\\b${one}\\b`).test(left)) {
      tests.push(one);
      left = left.replace(one, ' ');
    }
  const that = tests.join(' and ');
  return tests.length > 0 && numberTest(that) ? { that, rest: left } : undefined;
};

const NOT =
  /(?:\bnot\b|n't|\bother than|\bexcept(?: for)?|\bwithout|\bspared|\bapart from|\bbesides|\banything but|\bleav(?:e|ing) out|\bexcluding|\bignor(?:e|ing))(?: (?:a|an|the|any|of|counting|say|be|been|were|was|is|are|from))* $/;
const DIFFERENT = new RegExp(
  alternatives(
    /\b(?:different|distinct|unique|separate)\b|\b(?:sorts|kinds|types|varieties|species) of\b/,
    /\bwithout (?:repeats|duplicates|repetition)\b/,
  ),
);
const COMMONEST = /\bmost (?:common|frequent|popular)\b|\bcommonest\b|\bmost often\b/;
const AGAINST = /\bby how (?:many|much)\b|\bhow many more\b|\bhow much more\b|\boutnumber|\bdifference\b/;

type Mention = { item: string; start: number; end: number };

/** The items that the text around the list names. */
const mentionsIn = (rest: string, items: readonly string[]): Mention[] => {
  const figures = items.every((one) => /^-?\d+$/.test(one));
  const names = new Map(
    items.flatMap((one) => [
      [singular(one), one],
      [one, one],
    ]),
  );
  const lasts = items.map((one) => one.split(' ').at(-1)!);
  const out: Mention[] = [];
  for (const match of rest.matchAll(/[\p{L}\p{N}]+(?:'\p{L}*)?/gu)) {
    const word = match[0];
    const item = figures ? figureOf(word) : (names.get(word) ?? names.get(singular(word)));
    const found = item !== undefined && items.includes(item) ? item : undefined;
    const last =
      found === undefined &&
      !figures &&
      lasts.some((one) => one !== '' && singular(one) === singular(word) && items.some((item) => item.includes(' ')));
    if (found !== undefined || last)
      out.push({ item: found ?? singular(word), start: match.index, end: match.index + word.length });
  }
  return out;
};

const PROPERTIES: readonly (readonly [RegExp, (letter: string) => string])[] = [
  [
    /\b(?:begin|start)(?:s|ning|ing)? (?:with|by|in|on) (?:the |an? )?(?:letter )?["']?([a-z])["']?(?![a-z'])/,
    (one) => `starts with ${one}`,
  ],
  [
    /\bend(?:s|ing)? (?:with|in|on|by) (?:the |an? )?(?:letter )?["']?([a-z])["']?(?![a-z'])/,
    (one) => `ends with ${one}`,
  ],
  [
    /\b(?:contain|have|has|with|include|hold)(?:s|ing)? (?:the |an? )(?:letter )?["']?([a-z])["']?(?: in (?:it|them))?(?![a-z'])/,
    (one) => `contains ${one}`,
  ],
  [/\b(?:more than|longer than|over) (\d+) letters\b/, (one) => `> ${one} letters`],
  [/\b(?:less than|fewer than|shorter than|under) (\d+) letters\b/, (one) => `< ${one} letters`],
  [
    /\bat least (\d+) letters\b|\b(\d+) or more letters\b|\b(\d+) letters or more\b/,
    (one) => `> ${Number(one) - 1} letters`,
  ],
  [/\bat most (\d+) letters\b|\b(\d+) letters or (?:less|fewer)\b/, (one) => `< ${Number(one) + 1} letters`],
  [/\b(?:exactly )?(\d+)[- ]letter(?: (?:words?|names?|ones?|1|1s))?\b/, (one) => `${one} letters`],
  [/\b(?:exactly|having|have|has|with|of|are) (?:exactly |just |only )?(\d+) letters\b/, (one) => `${one} letters`],
  [
    /\b(?:palindromes?|(?:reads?|reading|same word|the same) (?:the same |same )?(?:backwards?|both ways|in reverse)(?: as forwards?)?)\b/,
    () => 'palindrome',
  ],
];

/** What texts are counted by how they are written. */
const propertyOf = (rest: string): { that: string; rest: string } | undefined => {
  for (const [pattern, thatOf] of PROPERTIES) {
    const found = pattern.exec(rest);
    if (!found) continue;
    const not = /\b(?:not|n't)(?: [a-z]+)? ?$/.test(rest.slice(0, found.index));
    return {
      that: `${not ? 'not ' : ''}${thatOf(found.slice(1).find((one) => one !== undefined) ?? '')}`,
      rest:
        rest.slice(0, found.index).replace(/\bwords?\b|\b(?:do|does) not $/g, ' ') +
        rest.slice(found.index + found[0].length).replace(/\bwords?\b/g, ' '),
    };
  }
  return undefined;
};

/** The items that are counted: one, several together, all others, or one against another. */
const byMentions = (rest: string, items: readonly string[], mentions: readonly Mention[]): Outcome | undefined => {
  const names = [...new Set(mentions.map(({ item }) => item))];
  const [item, other] = names as [string, string | undefined];
  const texts = names.some((one) => !items.includes(one))
    ? items.map((one) => (names.includes(singular(one.split(' ').at(-1)!)) ? singular(one.split(' ').at(-1)!) : one))
    : [...items];
  const not = mentions.every((one) => NOT.test(rest.slice(0, one.start)));
  const denied = /\b(?:not|without|except|other than|apart from|besides|excluding|ignoring|but not)\b|n't\b/.test(rest);
  if (AGAINST.test(rest)) {
    if (names.length !== 2 || denied) return undefined;
    return reading({ type: 'count-item', item, items: texts, less: other! }, []);
  }
  if (/\b(?:more|fewer|less|than|most|least)\b/.test(rest) || (denied && !not)) return undefined;
  const joined = mentions
    .slice(1)
    .every((one, i) =>
      /^(?:s|'s)?,? ?(?:(?:and|or|and the|or the|plus|nor) ?)?$/.test(rest.slice(mentions[i]!.end, one.start)),
    );
  if (names.length > 1 && !joined) return undefined;
  return reading(
    {
      type: 'count-item',
      item,
      items: texts,
      ...(names.length > 1 && { also: names.slice(1) }),
      ...(not && { not: true }),
    },
    [],
  );
};

/** "A stalk of celery" among things is the celery. */
const MEASURED =
  /\b(an?|one|some) (?:stalk|head|clove|bunch|bulb|piece|pair|bag|box|glass|cup|bottle|loaf|bar|slice|tin|can) of (?=\p{Ll})/giu;

export const readListed: Reader = (question) => {
  const { text, low } = question;
  if (low.length > 500 || !COUNTS.test(low)) return undefined;
  const list = listingOf(text.replace(MEASURED, '$1 '));
  if (!list) return undefined;
  const around = `${list.before} . ${list.after}`.toLowerCase();
  if (!COUNTS.test(around) || /\bhow many\b.*\bhow many\b/.test(around)) return undefined;
  // Amounts of things are added, not counted.
  if (list.items.some((one) => /\d/.test(one)) && !list.items.every((one) => /^-?\d+(?:\.\d+)?$/.test(one)))
    return undefined;
  const items = comparable(list.items);
  const uses = numbersIn(low).map((one) => one.value);
  const done = (problem: Outcome | undefined, rest: string): Outcome | undefined => {
    if (problem?.type !== 'problem' || TELLING.test(rest)) return undefined;
    return { ...problem, uses: [...uses, ...items] };
  };
  const figures = items.every((one) => /^-?\d+(?:\.\d+)?$/.test(one));
  const test = figures ? testOf(around) : undefined;
  if (test) {
    if (numbersIn(test.rest).length > 0 || /\bnot\b|n't\b/.test(test.rest)) return undefined;
    return done(reading({ type: 'count-numbers', that: test.that, numbers: items }, []), test.rest);
  }
  const property = figures ? undefined : propertyOf(around);
  if (property)
    return numbersIn(property.rest).length > 0
      ? undefined
      : done(reading({ type: 'count-texts', that: property.that, items: [...list.items] }, []), property.rest);
  const mentions = mentionsIn(around, items);
  const asking = mentions.filter(
    (one) => COUNTS.test(sentenceAt(around, one.start)) || /\bonly\b/.test(sentenceAt(around, one.start)),
  );
  const rest = mentions
    .toReversed()
    .reduce((all, { start, end }) => all.slice(0, start) + ' '.repeat(end - start) + all.slice(end), around);
  if (numbersIn(rest.replace(/\b(?:common|frequent|popular) 1\b/, ' ')).length > 0) return undefined;
  if (mentions.length > 0) {
    if (asking.length < mentions.length || DIFFERENT.test(rest)) return undefined;
    return done(byMentions(around, items, mentions), rest);
  }
  if (/\bnot\b|n't\b|\bexcept\b|\bwithout\b|\bonly\b/.test(rest.replace(DIFFERENT, ' '))) return undefined;
  if (COMMONEST.test(rest)) return done(reading({ type: 'count-texts', that: 'commonest', items }, []), rest);
  if (DIFFERENT.test(rest)) {
    const classes = (rest.match(/[a-z]+/g) ?? []).filter((one) => isClass(one) && !/^colou?rs?$/.test(one));
    const outside = classes.some((of) => items.some((one) => belongs(one, of) === false));
    const problem = outside
      ? byClass(rest, [...new Set(items)])
      : reading({ type: 'count-texts', that: 'different', items: items.map(withoutAgain) }, []);
    return done(problem, rest);
  }
  return done(byClass(rest, items), rest);
};

/** The sentence that a place of a text is in. */
const sentenceAt = (text: string, at: number): string => {
  const start = Math.max(...['.', '?', '!'].map((sign) => text.lastIndexOf(sign, at)));
  const ends = ['.', '?', '!'].map((sign) => text.indexOf(sign, at)).filter((one) => one >= 0);
  return text.slice(start + 1, ends.length > 0 ? Math.min(...ends) + 1 : text.length);
};

/** Things of the class that is named last before or behind the words that count. */
const byClass = (rest: string, items: readonly string[]): Outcome | undefined => {
  // "In the toy box … how many anmials?": the class is what is counted, or stands alone.
  const counting = rest
    .split(/[.?!]/)
    .filter((one) => COUNTS.test(one))
    .join(' ');
  const open = /\bhow many (?:of|are|is|do|does|did|there|in)\b/.test(counting) || !/\bhow many\b/.test(counting);
  const words = (open ? rest : counting).match(/[a-z]+/g) ?? [];
  const classes = [...new Set(words.filter((one) => isClass(one)))].filter((of) =>
    items.every((one) => belongs(one, of) !== undefined),
  );
  const [of] = classes;
  if (of === undefined || classes.length > 1 || !items.some((one) => belongs(one, of) === true)) return undefined;
  return reading({ type: 'count-things', of, counted: items.map((one) => ['1', one]) }, []);
};
