/**
 * Reads sorting and places in an order by the roles of words: a list of numbers, of words, or of names with a number
 * each; which way it goes; and whether all or the one at some place is asked. Every word that asks must be one that
 * people sort with. Words of speed and of quality have a direction only where it is told what the numbers are.
 */
import { anyOf, sequence } from '../../regex.ts';
import { MONTHS } from '../../problem/solve/calendar.ts';
import { isClass } from '../../problem/solve/things.ts';
import { ORDINALS, numbersIn, type Text } from '../text/text.ts';
import { framedList } from './framed.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';

const LOW =
  'smallest|lowest|least|littlest|cheapest|shortest|youngest|lightest|coldest|earliest|weakest|fewest|minimum|nearest|narrowest|small|low|short|light|young|cold|cheap';
const HIGH =
  'largest|biggest|highest|greatest|most|dearest|longest|oldest|heaviest|hottest|warmest|latest|strongest|maximum|tallest|richest|farthest|priciest|big|large|high|long|heavy|old|hot|top';
const QUICK = 'quickest|fastest|quick|fast';
const SLOW = 'slowest|slow';
const ANY = `(?:${LOW}|${HIGH}|${QUICK}|${SLOW}|best|worst|most expensive)`;

const SORTING = new Set(
  (
    `sort sorted sorting order ordered ordering rank ranked ranking put arrange arranged list line up go going give me us them these those this it the a an names name in into from to till until ` +
    `first last and then please for my our your of by according ascending descending increasing decreasing alphabetical alphabetically alphabet abc dictionary backwards reverse reversed ` +
    `a z which what one ones is are was comes come sits stands occupies would be will if i you can could we number numbers figure figures value values item items word words list place position spot middle ` +
    `time now so with starting start at end tell say show write read out all down how do does letters letter many size sizes length balance score scorer goals points price age weight height cost ` +
    `among out second third fourth fifth sixth smalest that turned have has they there when third following customers players people kids teams noticeboard report biggest ` +
    `${LOW} ${HIGH} ${QUICK} ${SLOW} best worst expensive ok or not`
  )
    .replaceAll('|', ' ')
    .split(/\s+/),
);

type List = { items: string[]; labels?: string[]; start: number; end: number; kind: 'numbers' | 'words' };

const NUMBER = String.raw`-?(?:[$£€] ?)?\d+(?:\.\d+)?(?:\/\d+)?%?`;
const SEPARATOR = String.raw`(?:\s*(?:,\s*and\b|,|;|\/(?=\s)|\band\b|&)\s*|(?<=\d)\s+(?=-?\d))`;
const NUMBERS = new RegExp(`${NUMBER}(?:${SEPARATOR}${NUMBER})+`, 'g');
/** What may stand between a name and its number. */
const HAS = ' ?(?::|=|is|was|has|had|got|scored)?';
const LABELLED = new RegExp(
  String.raw`[\p{L}][\p{L}'-]*(?: [\p{L}'-]+)?${HAS} ${NUMBER}(?:${SEPARATOR}[\p{L}][\p{L}'-]*(?: [\p{L}'-]+)?${HAS} ${NUMBER})+`,
  'gu',
);
/** "pear, fig, and plum": "and" is no item. */
const WORDS =
  /[\p{L}][\p{L}'-]*(?:\s*,\s*(?!(?:and|or)\b)[\p{L}][\p{L}'-]*)+(?:(?:\s*,|\s)\s*(?:and|or|&)\s+[\p{L}][\p{L}'-]*)?/gu;
/** What may stand behind the last word of a list without a sign: a clause of its own. */
const CLAUSE = new RegExp(
  sequence(
    /^\s+/,
    anyOf(
      /i|i'm|im|we|you|she|he|they|if|because|cause|since|so|as|when|thanks?|thx|please|pls|in|by|from/,
      /with|for|on/,
    ),
    /\b/,
  ),
  'i',
);

const longest = (text: string, pattern: RegExp): RegExpMatchArray | undefined =>
  [...text.matchAll(pattern)].toSorted((a, b) => b[0].length - a[0].length)[0];

const splitOf = (text: string): string[] =>
  text
    .split(new RegExp(SEPARATOR))
    .map((one) => one.trim())
    .filter((one) => one !== '');

const listIn = (text: string): List | undefined => {
  const named = longest(text, LABELLED);
  if (named) {
    const parts = splitOf(named[0]).map(
      (one) => /^(.*?)(?: ?(?::|=| is| was| has| had| got| scored))? (\S+)$/.exec(one) ?? ['', '', ''],
    );
    const items = parts.map((one) => one[2]!.replace(/[$£€%]/g, ''));
    const labels = parts.map((one) => one[1]!.replace(/^(?:order|rank|sort|put|arrange|list|of) /i, ''));
    const plain = labels.every((one) => one !== '' && !/\b(?:and|the|of|is|number|top|than)\b/i.test(one));
    if (items.length >= 3 && plain && new Set(items).size === items.length)
      return { items, labels, start: named.index!, end: named.index! + named[0].length, kind: 'numbers' };
  }
  const numbers = longest(text, NUMBERS);
  if (numbers) {
    const items = splitOf(numbers[0]).map((one) => one.replace(/[$£€%]/g, ''));
    if (items.length >= 3)
      return { items, start: numbers.index!, end: numbers.index! + numbers[0].length, kind: 'numbers' };
  }
  const words = longest(text, WORDS);
  if (!words) return undefined;
  const items = splitOf(words[0].replace(/ or /, ' and '));
  return items.length >= 3
    ? { items, start: words.index!, end: words.index! + words[0].length, kind: 'words' }
    : undefined;
};

/** Clothes by their sizes. */
const SIZES = ['xxs', 'xs', 's', 'm', 'l', 'xl', 'xxl', 'xxxl'];

/** Of the words of an extreme whether the numbers rise; undefined where it is not told what they measure. */
const rises = (word: string, context: string): boolean | undefined => {
  if (new RegExp(`^(?:${LOW})$`).test(word)) return true;
  if (new RegExp(`^(?:${HIGH}|most expensive)$`).test(word)) return false;
  const scored = /\b(?:points?|scores?|scored|goals?|marks?|wins?|sales|votes)\b/.test(context);
  if (/^(?:best|worst)$/.test(word)) return scored ? word === 'worst' : undefined;
  const times = /\b(?:times?|seconds?|secs?|minutes?|mins?|hours?)\b/.test(context);
  const speeds = /\b(?:speeds?|km\/h|mph|per hour)\b/.test(context);
  if (times === speeds) return undefined;
  const quick = new RegExp(`^(?:${QUICK})$`).test(word);
  if (quick || new RegExp(`^(?:${SLOW})$`).test(word)) return quick === times;
  return undefined;
};

/** Which way the order goes, by the words that ask. */
const directionOf = (ask: string, context: string): 'ascending' | 'descending' | undefined => {
  const named = (up: boolean | undefined): 'ascending' | 'descending' | undefined =>
    up === undefined ? undefined : up ? 'ascending' : 'descending';
  if (/\b(?:descending|decreasing|desc|falling|count(?:ing)? down)\b/.test(ask)) return 'descending';
  if (/\b(?:reverse|backwards)[- ]sort\w*\b|\b(?:sort|order)\w*\b.*\b(?:backwards|in reverse)\W*$/.test(ask))
    return 'descending';
  if (/\b(?:ascending|increasing|asc|rising)\b/.test(ask)) return 'ascending';
  if (/\bz to a\b|\bz-a\b/.test(ask)) return 'descending';
  if (/\ba to z\b|\ba-z\b/.test(ask)) return /\b(?:backwards?|reversed?)\b/.test(ask) ? undefined : 'ascending';
  const pair = new RegExp(`\\b(${ANY})(?: [a-z]+)? (?:to|till|until|down to|up to) (?:the )?(${ANY})\\b`).exec(ask);
  if (pair) return named(rises(pair[1]!, context));
  const first =
    new RegExp(
      `\\b(?:the )?(${ANY})(?: [a-z]+)?(?: comes| goes)? (?:first|at the top|on top|on the left|leading|leads)\\b`,
    ).exec(ask) ?? new RegExp(`\\b(?:start(?:ing)?|begin(?:ning)?) (?:with|from|at) (?:the )?(${ANY})\\b`).exec(ask);
  if (first) return named(rises(first[1]!, context));
  const up = new RegExp(`\\b(${ANY})(?: [a-z]+)? up\\b`).exec(ask);
  if (up) return named(rises(up[1]!, context));
  if (
    /\b(?:alphabetical(?:ly)?|alphabetic|abc|dictionary|alphabet)\b|\ba b c order\b|\bby (?:sur|first |last )?name\b/.test(
      ask,
    )
  )
    return /\b(?:backwards?|reversed?)\b/.test(ask) ? 'descending' : 'ascending';
  return undefined;
};

const ORDINAL = `(${ORDINALS.join('|')}|\\d{1,2}(?:st|nd|rd|th))`;
const ordinal = (word: string): number =>
  ORDINALS.includes(word) ? ORDINALS.indexOf(word) + 1 : Number.parseInt(word, 10);

/** The one place that is asked; null where all are. With a direction where the place brings its own. */
const placeOf = (ask: string, context: string): { at: number; order?: 'ascending' | 'descending' } | null => {
  if (/\b(?:which|what) order\b/.test(ask)) return null;
  const extreme = new RegExp(`\\b(?:${ORDINAL}[- ])(${ANY}|smalest|bigest|higest)\\b`).exec(ask);
  if (extreme) {
    const word = extreme[2]!.replace('smalest', 'smallest').replace('bigest', 'biggest').replace('higest', 'highest');
    const up = rises(word, context);
    return {
      at: ordinal(extreme[1]!),
      ...(up !== undefined && { order: up ? ('ascending' as const) : ('descending' as const) }),
    };
  }
  if (/\b(?:in the middle|middle (?:one|number|value)|the middle)\b/.test(ask)) return { at: 0 };
  const placed =
    new RegExp(
      `\\b(?:in |at )?(?:the )?${ORDINAL} (?:number|one|word|name|position|place|spot|item|in (?:the )?(?:list|order|row))\\b`,
    ).exec(ask) ?? new RegExp(`\\b(?:comes|is|stands|sits|be) (?:in )?${ORDINAL}\\b(?! (?:${ANY}))`).exec(ask);
  if (placed) return { at: ordinal(placed[1]!) };
  const number = /\b(?:number|no|nr|position|place) (\d{1,2})\b/.exec(ask);
  if (number) return { at: Number(number[1]) };
  if (/\b(?:which|what|who)\b.*\b(?:comes?|is|stands|would be) last\b/.test(ask)) return { at: -1 };
  if (/\b(?:which|what)\b.*\blast (?:number|one|word|name|item)\b/.test(ask)) return { at: -1 };
  return /\b(?:which|what|who)\b.*\b(?:comes?|is|stands|would be) first\b/.test(ask) ? { at: 1 } : null;
};

const byLength = (ask: string): boolean =>
  /\b(?:by|number of|how many|of) (?:the |their )?(?:number of )?letters\b|\bby (?:their )?length\b|\blength\b/.test(
    ask,
  );

/** "Which word is the longest": one of them by its length. */
const byExtremeLength = (items: string[], ask: string): Outcome | undefined => {
  const found = /\b(?:which|what|find|name|the)\b.*\b(?:(second|third)[- ])?(longest|shortest)\b/.exec(ask);
  if (!found || /\b(?:to|first|last|from|sort|order|by|comes?|and|with|start\w*|begin\w*)\b/.test(ask))
    return undefined;
  const rank = found[1] === 'second' ? 2 : found[1] === 'third' ? 3 : 1;
  return reading(
    { type: 'sort', by: 'length', order: found[2] === 'longest' ? 'descending' : 'ascending', items, at: rank },
    items,
  );
};

const problemOf = (list: List, ask: string, context: string): Outcome | undefined => {
  const longest = list.kind === 'words' ? byExtremeLength(list.items, ask) : undefined;
  if (longest) return longest;
  const place = placeOf(ask, context);
  const order = place?.order ?? directionOf(ask, context) ?? (place?.at === 0 ? 'ascending' : undefined);
  if (order === undefined) return undefined;
  const { items, labels } = list;
  if (place && (place.at > items.length || (place.at === 0 && items.length % 2 === 0))) return undefined;
  const at = place ? { at: place.at } : {};
  const uses = [...numbersIn(context).map((one) => one.value), ...items];
  if (list.kind === 'numbers') {
    if (
      /\b(?:alphabet\w*|dictionary|letters)\b/.test(ask) ||
      (labels && /\b(?:numbers|values|scores|figures)\b/.test(ask))
    )
      return undefined;
    return reading({ type: 'sort', by: 'value', order, items, ...(labels && { labels }), ...at }, uses);
  }
  const sizes = items.map((one) => SIZES.indexOf(one.toLowerCase()));
  if (sizes.every((one) => one >= 0))
    return reading({ type: 'sort', by: 'value', order, items: sizes.map(String), labels: items, ...at }, [
      ...uses,
      ...sizes.map(String),
    ]);
  if (byLength(ask)) {
    const lengths = items.map((one) => one.length);
    return new Set(lengths).size < items.length
      ? undefined
      : reading({ type: 'sort', by: 'length', order, items, ...at }, uses);
  }
  const alphabet =
    /\b(?:alphabetical(?:ly)?|alphabetic|alphabet|abc|dictionary)\b|\ba b c order\b|\ba to z\b|\bz to a\b|\ba-z\b|\bz-a\b|\bby (?:sur|first |last )?name\b/.test(
      ask,
    ) || items.every((one) => /^\p{L}$/u.test(one));
  return alphabet ? reading({ type: 'sort', by: 'alphabet', order, items, ...at }, uses) : undefined;
};

const TRIGGER = new RegExp(
  `\\b(?:sort\\w*|order\\w*|rank\\w*|arrang\\w*|put|line up|${ANY.slice(3, -1)}|smalest|bigest|higest|ascending|descending|a to z|z to a|dictionary|alphabet\\w*|position|middle|backwards|reversed?|a-z|z-a)\\b`,
);

/** Words that have an order of their own, which is hardly that of their letters. */
const RANKED = new RegExp(
  sequence(
    /^/,
    anyOf(
      /x*[sml]|tiny|small|short|medium|middle|average|large|big|tall|huge|low|high|cold|warm|hot|slow/,
      /fast|cheap|first|second|third|last|never|sometimes|often|always|baby|child|adult|morning|noon/,
      /evening|night|spring|summer|autumn|fall|winter|bronze|silver|gold|(?:mon|tues|wednes|thurs|fri|satur|sun)day/,
      MONTHS.join('|').toLowerCase(),
    ),
    /$/,
  ),
  'i',
);
/** "Sort pear, Apple, fig" with nothing said of how: words have one usual order, which is still a guess. */
const SORT_ALONE = /^\W*(?:(?:please|can you|could you|now|just) )*(?:sort(?:ed)?|order|arrange|alphabeti[sz]e)\b/;

/** Words among words of sorting alone. */
const readFramed = (question: Text): Outcome | undefined => {
  const framed = framedList((question.raw ?? question.text).replace(/\bin an? (?=[a-z]+ order)/gi, 'in '));
  if (!framed || !TRIGGER.test(framed.ask) || /\d(?!(?:st|nd|rd|th)\b)/.test(framed.ask)) return undefined;
  const { items, start, end, ask } = framed;
  const asked = ask.replace(/\bdictionary\b/g, 'alphabetical').replace(/\balphabeti[sz]e\b/g, 'sort alphabetically');
  const list: List = { items, start, end, kind: 'words' };
  const letters = items.every((one) => /^\p{L}$/u.test(one));
  const count = numbersIn(question.low).map((one) => one.value);
  if (count.some((one) => one !== `${items.length}`)) return undefined;
  const found = problemOf(
    list,
    letters && !/\b(?:which|what|who)\b/.test(asked) ? `alphabetical ${asked}` : asked,
    asked,
  );
  if (found?.type === 'problem') return { ...found, uses: [...found.uses, ...count] };
  const alone =
    SORT_ALONE.test(ask) &&
    !/\b(?:by|which|what|who|reversed?|backwards|descending|desc|z|first|last|to|length|size)\b/.test(ask);
  return alone && items.length >= 3 && items.every((one) => !one.includes(' ') && !RANKED.test(one))
    ? reading({ type: 'sort', by: 'alphabet', order: 'ascending', items }, [...items, ...count], false)
    : undefined;
};

export const readRanked: Reader = (question: Text) => {
  const low = question.low.replace(/,? ?\breverse ?= ?true\b/, ' descending').replace(/,? ?\breverse ?= ?false\b/, ' ');
  const text = low === question.low ? question.text : low;
  const framed = low.length < 300 ? readFramed(question) : undefined;
  if (framed) return framed;
  if (
    low.length > 500 ||
    !TRIGGER.test(low) ||
    /\b(?:than|true|how much|average|sum|median|odd|even|prime|except|without|difference|who)\b|\d{1,2}:\d\d|\bnot\b/.test(
      low,
    )
  )
    return undefined;
  const list = listIn(text);
  if (!list) return undefined;
  const before = low.slice(0, list.start);
  const after = low.slice(list.end);
  // "…, and rope ladder": the last item has more words than were read.
  const beside = /^\s+([\p{L}'-]+)/u.exec(after)?.[1];
  if (list.kind === 'words' && beside !== undefined && !SORTING.has(beside) && !CLAUSE.test(after)) return undefined;
  // A sentence before the list tells what the numbers are, or nothing.
  const pieces = [...before.split(/(?<=[.!?])\s+/), '\u0000', ...after.split(/(?<=[.!?:])\s+/)];
  const places = new RegExp(`\\b(?:which|what|first|last|middle|position|${ORDINALS.join('|')})\\b`);
  const isAsk = (one: string): boolean => TRIGGER.test(one) || places.test(one);
  const asking = pieces.filter(isAsk);
  const ask = asking
    .join(' ')
    .replace(/,? it is for .*$/, ' ')
    .replace(/ for (?:the|my|our) [a-z]+\.?$/, ' ');
  const idle = pieces.filter((one) => !isAsk(one) && one !== '\u0000');
  if (idle.some((one) => /\d/.test(one)) || asking.length === 0) return undefined;
  const words = ask.match(/[\p{L}]+/gu) ?? [];
  const strange = words.filter((one) => !SORTING.has(one) && !isClass(one) && !/^(?:st|nd|rd|th)$/.test(one));
  if (strange.length > (list.kind === 'numbers' ? 1 : 0)) return undefined;
  const stray = (ask.match(/\d+(?:\.\d+)?/g) ?? []).length;
  const place = placeOf(ask, low);
  if (stray > (place && /\d/.test(ask) ? 1 : 0)) return undefined;
  return problemOf(list, ask, low);
};
