/**
 * Reads counts of what a question shows: signs in a row, the items of a list whatever they are, the digits of a number,
 * capitals, the words of a sentence, calls of `len`, and the letters of the alphabet. The words around it must be words
 * with which people ask for a count.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { isClass } from '../../problem/solve/things.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn, valuesIn, type Text } from '../text/text.ts';
import { listingOf } from './listing.ts';

/** What people call the signs of a row. */
const PICTURES: Readonly<Record<string, string>> = {
  '🍎': 'apple',
  '🍏': 'apple',
  '🍌': 'banana',
  '🍊': 'orange',
  '🍐': 'pear',
  '🍓': 'strawberry',
  '🍒': 'cherry',
  '🍪': 'cookie',
  '🍕': 'pizza',
  '🐶': 'dog',
  '🐕': 'dog',
  '🐱': 'cat',
  '🐈': 'cat',
  '🐟': 'fish',
  '🐸': 'frog',
  '🐭': 'mouse',
  '🐰': 'rabbit',
  '🐝': 'bee',
  '🦆': 'duck',
  '🐔': 'chicken',
  '🐮': 'cow',
  '🐷': 'pig',
  '⭐': 'star',
  '🌟': 'star',
  '❤': 'heart',
  '🎈': 'balloon',
  '⚽': 'ball',
  '🚗': 'car',
  '🚌': 'bus',
  '🌳': 'tree',
  '🌸': 'flower',
  '🌻': 'flower',
  '🏠': 'house',
  '📚': 'book',
  '✏': 'pencil',
};
/** Words with which a count is asked for, beside what is counted. */
const ASKING = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /how|hw|many|much|count|counting|number|total|up|the|there|are|is|was|were|do|does|did|you|i|we|see|can|have|has|got/,
      /here|in|of|this|that|these|those|it|a|an|all|what|whats|which|please|tell|me|now|and|so|row|line|total|altogether/,
      /list|following|below|above|make|makes|find|give|say|get|contain|contains|for|my|our|with|us|hold|holds/,
    ),
    /\b/,
  ),
  'g',
);
const COUNTS = /\b(?:how|hw) many\b|\bcount\b|\bnumber of\b|\bhow much\b|\btotal\b|^what is\b|= ?(?:how many\b|\?)/;

const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/(?<=s|x|ch|sh)es$|(?<=[^s])s$/, '');

/** Words that are left when those that ask are taken away. */
const leftOf = (low: string): string[] => low.replace(ASKING, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];

const SIGN_NAMES: Readonly<Record<string, string>> = {
  '*': 'star|asterisk',
  '|': 'line|bar|stroke|stick',
  '.': 'dot|point',
  '#': 'hash|hashtag',
  '•': 'dot|bullet|point',
};

/** "🍎🍎🍎 how many apples", "how many stars: *****". */
const signs = ({ text, raw, low }: Text): Outcome | undefined => {
  const shown = raw ?? text;
  const pictures = shown.match(/\p{Extended_Pictographic}/gu) ?? [];
  const words = leftOf(low);
  if (words.length !== 1 || !COUNTS.test(low)) return undefined;
  const name = singular(words[0]!);
  if (pictures.length > 1) {
    const kinds = new Set(pictures);
    const mine = kinds.size === 1 ? [...kinds] : [...kinds].filter((one) => PICTURES[one] === name);
    const strange = kinds.size > 1 && [...kinds].some((one) => PICTURES[one] === undefined);
    // One kind of picture by another name: "how many cats" of dogs.
    const other = kinds.size === 1 && PICTURES[pictures[0]!] !== undefined && Object.values(PICTURES).includes(name);
    if (mine.length !== 1 || strange || (other && PICTURES[pictures[0]!] !== name)) return undefined;
    return reading({ type: 'count-item', item: mine[0]!, items: [...pictures] }, []);
  }
  const run = /(?:^|[\s:])(([*|.#•])\2+)(?=\s|$)/.exec(shown);
  if (!run || !(SIGN_NAMES[run[2]!] ?? '').split('|').includes(name)) return undefined;
  return reading({ type: 'count-item', item: run[2]!, items: [...run[1]!] }, []);
};

const unquoted = (one: string): string => one.trim().replace(/^["']|["']$/g, '');

/** "len([4, 8, 15])", "len(set([1, 2, 2]))". */
const calls = ({ text, raw, low }: Text): Outcome | undefined => {
  const call = /\blen\( ?(set\( ?)?[[({]([^[\](){}]+)[\])}] ?\)?/.exec(raw ?? text);
  if (!call || /[=<>]|\bfor\b|\*/.test((raw ?? text).replace(call[0], ' ').replace(/= ?\?*$/, ' '))) return undefined;
  const items = call[2]!.split(',').map(unquoted);
  return items.some((one) => one === '')
    ? undefined
    : reading({ type: 'count-texts', that: call[1] === undefined ? 'all' : 'different', items }, valuesIn(low));
};

/** "How many digits in 40725", "the number 123 has ___ digits", "my code is 4417, how many digits is that". */
const digits = ({ low }: Text): Outcome | undefined => {
  const clauses = low.split(/[.,;:?!]+(?=\s|$)|\s-+\s/);
  const asking = clauses.filter((one) => /\b(?:digits?|figures?)\b/.test(one));
  const [number, ...more] = numbersIn(low);
  if (asking.length !== 1 || !number || more.length > 0 || !/^\d+$/.test(number.value)) return undefined;
  const asked = leftOf(asking[0]!).filter((one) => !/^(?:digits?|figures?|decimal|whole|long)$/.test(one));
  const beside = clauses.filter((one) => one !== asking[0]);
  const told =
    beside.some((one) => one.includes(number.value)) && /\b(?:how|hw) many\b|\bcount\b|\bnumber of\b/.test(asking[0]!);
  if (/\b(?:in|into|as|with|using|by) (?:the )?(?:digits|figures)\b/.test(low)) return undefined;
  if (asked.some((one) => one !== number.value) || (asked.length === 0 && !told)) return undefined;
  return scanOf(beside.join(' ; ').replace(number.value, ' ')).explained(/\b(?:whole|decimal)\b/g)
    ? reading({ type: 'count-letters', what: 'digits', text: number.value }, [number.value])
    : undefined;
};

const alphabet = ({ low }: Text): Outcome | undefined => {
  const kind = /\b(letter|vowel|consonant)s?\b/.exec(low)?.[1];
  if (kind === undefined || !/\balphabet\b/.test(low) || !COUNTS.test(low)) return undefined;
  const strange = leftOf(low).some(
    (one) => !/^(?:letters?|vowels?|consonants?|alphabet|english|latin|whole|normal|our)$/.test(one),
  );
  return strange
    ? undefined
    : reading({ type: 'count-letters', what: `${kind}s`, text: 'abcdefghijklmnopqrstuvwxyz' }, []);
};

/** The text that a question shows: in quotes, or behind a colon. */
const shownText = ({ text, raw }: Text): { shown: string; rest: string } | undefined => {
  const typed = raw ?? text;
  const found =
    /["“]([^"”]{2,})["”]|(?<![\p{L}])'([^']{2,})'(?![\p{L}])/u.exec(typed) ?? /:\s*()([^:]{2,}?)\s*$/.exec(typed);
  if (!found) return undefined;
  const shown = found[1] === undefined || found[1] === '' ? found[2]! : found[1];
  return { shown, rest: typed.replace(found[0], ' ').toLowerCase() };
};

/** Capitals and words of a text, all of them or the different ones. */
const inText = (question: Text): Outcome | undefined => {
  const told =
    /^(.*\S\s+\S.*[.!?])\s+how many words (?:is|was|are|were) (?:that|it|there|this)(?: in (?:that|it|total|all))?\W*$/i.exec(
      question.raw ?? question.text,
    )?.[1];
  if (told !== undefined && !/[:"]/.test(told))
    return reading({ type: 'count-words', text: told }, valuesIn(question.low));
  const found = shownText(question);
  if (!found) return undefined;
  const { shown, rest } = found;
  const uses = valuesIn(question.low);
  const words = leftOf(rest).filter((one) => !/^(?:sentence|phrase|text|line|title|name|headline|word)$/.test(one));
  if (/^(?:capital|capitals|upper ?case|uppercase)(?: letters?)?$/.test(words.join(' ')))
    return reading({ type: 'count-letters', what: 'capitals', text: shown }, uses);
  if (/^(?:distinct|different|unique) words$/.test(words.join(' ')) && shown.split(/\s+/).length > 2)
    return reading({ type: 'count-texts', that: 'different', items: shown.match(/[\p{L}\p{N}'-]+/gu) ?? [] }, uses);
  return words.join(' ') === 'words' && /\s/.test(shown.trim()) && !/,.*,.*,/.test(shown)
    ? reading({ type: 'count-words', text: shown }, uses)
    : undefined;
};

/** "web01", "a3.txt": what is called by letters and figures. */
const CODE = /^\p{L}+[-_.]?\d+[\p{L}\d._-]*$/u;
/** What things of a list may be called, where it is no property that only some of them have. */
const PLURAL = new RegExp(
  sequence(
    /^/,
    '(?!',
    alternatives(
      /(?:wo)?men$/,
      sequence(
        anyOf(
          /girl|boy|ladie|gentlemen|male|female|adult|child|vowel|consonant|letter|digit|capital/,
          /repeat|duplicate|pair|time|way|syllable/,
        ),
        /s?$/,
      ),
    ),
    ')',
    /[a-z]{2,}s$/,
  ),
);
/** Names of places, people or brands, each with a capital. */
const isNamed = (all: readonly string[]): boolean => all.every((one) => /^\p{Lu}/u.test(one));

/** Nouns that any item of a list is, and those that people are. */
const ANYTHING = /^(?:numbers?|names?|words?|items?|things?|entries|elements|objects|values|figures|terms)$/;
const PEOPLE = /^(?:guests?|people|persons?|friends|kids|children|pupils|students|players|visitors|came|come|coming)$/;
const MORE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /not|no|each|every|per|half|twice|more|less|fewer|than|left|away|gave|ate|if|but|except|without|before|after|also/,
      /different|distinct|unique|even|odd|prime|letters|begin\w*|start\w*|end\w*|contain\w*|longer|shorter|over|under|above/,
      /by|in order|order|sort|rank|arrange|[a-z]+est|brings?|family|families|wife|husband|parents|others?|both|again|until|between|sum|average|all but|only|with/,
      /i|we|me|us|who|late|cancel\w*|stay\w*|home|seats?|tables?|twins?|couples?|rest/,
    ),
    /\b/,
  ),
);

/** "How many names: Ann, Ben, Cleo", "Ann, Ben and Cleo came. How many people is that?" */
const items = ({ text, low }: Text): Outcome | undefined => {
  const list = listingOf(text);
  if (!list || list.items.length < 3 || !COUNTS.test(low)) return undefined;
  const rest = `${list.before} ${list.after}`.toLowerCase();
  const asked =
    /\b(?:how|hw) many (?:(?:of|different) )?([a-z]+)|\bcount (?:up )?(?:the |these |all (?:the )?|my )?([a-z]+)?|\bnumber of ([a-z]+)/.exec(
      rest,
    );
  const noun = asked?.slice(1).find((one) => one !== undefined) ?? 'these';
  const uses = [...valuesIn(low), ...list.items];
  if (/\d/.test(rest) || new Set(list.items.map((one) => one.toLowerCase())).size < list.items.length) return undefined;
  const numbers = list.items.every((one) => /^-?\d+(?:\.\d+)?$/.test(one));
  const codes = list.items.every((one) => CODE.test(one));
  if (!numbers && !codes && list.items.some((one) => /\d/.test(one))) return undefined;
  const all = reading(
    { type: 'count-texts', that: 'all', items: [...list.items] },
    uses,
    numbers || ANYTHING.test(noun),
  );
  const left = leftOf(rest).filter((one) => !ANYTHING.test(one));
  if (ANYTHING.test(noun) || noun === 'these' || noun === 'are')
    return left.length === 0 ||
      (left.length < 4 &&
        ANYTHING.test(noun) &&
        !MORE.test(rest.replace(/\bwe\b|\bi\b(?= (?:have|got))|\bwith\b/g, ' ')) &&
        !numbers)
      ? all
      : undefined;
  const ofItems = new Set(list.items.flatMap((one) => one.toLowerCase().split(/\s+/)));
  // "How many hosts: web01, web02": nothing but what the items are called stands beside them.
  const called = left.length === 1 && left[0] === noun && PLURAL.test(noun) && !ofItems.has(singular(noun));
  if (called && (codes || (/:\s*$/.test(list.before) && !isClass(noun) && isNamed(list.items)))) return all;
  const named = list.items.every((one) => !one.includes(' ')) && !left.some((one) => ofItems.has(singular(one)));
  return named && PEOPLE.test(noun) && !MORE.test(rest) && left.length < 10 ? all : undefined;
};

export const readShown: Reader = (question) => {
  if (question.low.length > 400 || (question.low.match(/\bhow many\b/g) ?? []).length > 1) return undefined;
  for (const read of [calls, signs, digits, alphabet, inText, items]) {
    const found = read(question);
    if (found) return found;
  }
  return undefined;
};
