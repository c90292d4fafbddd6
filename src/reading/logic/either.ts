/**
 * Reads what is left of several: "either Ann or Ben took it, and it was not Ann", "the coin is in box A or in box B. It is
 * not in box A. Where is it?". One of those that are named is it; of the others it is told that they are not.
 */
import { anyOf, sequence } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { reading, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { stem } from './propositions.ts';

const DEED =
  'took|take|broke|break|ate|eat|stole|steal|did|do|has|have|hid|hide|won|win|lost|lose|opened|open|dropped|drop|spilled|spill|hit|wrote|write|drew|draw|paid|pay|called|call|rang|ring|left|leave|came|come|made|make|moved|move|finished|finish|started|start|cooked|cook|baked|bake|used|use|found|find';
const ARTICLE = String.raw`(?:(?:the|my|our|his|her) )?`;
const THING = String.raw`[\p{L}\p{N}_-]+(?: [\p{L}\p{N}_-]+)?`;
const PLACE = '(?:in|under|behind|inside|at|on|below|for|from|with)';
const NAME = String.raw`${ARTICLE}([\p{L}\p{N}_-]+)`;
/** Who may have done it. */
const PEOPLE: readonly RegExp[] = [
  new RegExp(String.raw`^(?:it was |it is )?(?:either )${NAME}(?:, ${NAME})? or ${NAME} (?:${DEED})\b`, 'iu'),
  new RegExp(String.raw`^(?:it was|it is|it's) (?:either )?${NAME}(?:, ${NAME})? or ${NAME}$`, 'iu'),
  new RegExp(String.raw`^${NAME}(?:, ${NAME})?,? or ${NAME} (?:${DEED})\b`, 'iu'),
  new RegExp(
    String.raw`^(?:exactly |only |just )?(?:1|one) of (?:(?:the |these )?(?:two|2|three|3),? )?(?:\p{Ll}+s?,? )?${NAME}(?:, ${NAME})?,? (?:and|or) ${NAME},? (?:${DEED})\b`,
    'iu',
  ),
];
/** Where it may be, or what it may be like. */
const PLACES = new RegExp(
  String.raw`^${ARTICLE}(${THING}) (?:is|are|was|lies|sits|must be) (?:hidden )?(?:either )?(?:(${PLACE}) )?${ARTICLE}(${THING})(?:, (?:${PLACE} )?${ARTICLE}(${THING}))?,? or (?:${PLACE} )?${ARTICLE}(${THING})$`,
  'iu',
);
const NOT = anyOf(/is not|was not|are not|did not|does not|isn't|wasn't|didn't/);
const NOT_WHO: readonly RegExp[] = [
  new RegExp(sequence(/^(?:but |and |now )?it /, NOT, / (?:the )?([\p{L}\p{N}_-]+)$/u), 'iu'),
  new RegExp(
    sequence(
      /^(?:but |and |now )?(?:the )?([\p{L}\p{N}_-]+) /u,
      NOT,
      `(?: (?:${DEED})\\b.*| (?:the 1|the one|it|guilty)| to blame)?$`,
    ),
    'iu',
  ),
  new RegExp(sequence(/^(?:but |and |now )?(?:the )?([\p{L}\p{N}_-]+) (?:is|was) innocent$/u), 'iu'),
];
const NOT_WHERE = new RegExp(
  sequence(
    /^(?:but |and |now )?(?:(?:it|they)|(?:the )?[\p{L}]+) (?:is|are|was) not /u,
    `(?:${PLACE} )?${ARTICLE}(${THING})$`,
  ),
  'iu',
);

const plain = (text: string): string =>
  text
    .replace(/\bits not\b/gi, 'it is not')
    .replace(/\b(was|is|did|does|has)n[t’]/gi, "$1n't")
    .replace(/\s+/g, ' ')
    .trim();

type Told = { names: string[]; out: string[]; ask: string | undefined; places: boolean };

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
/** A name, or the word of it that tells it from the others. */
const memberOf = (names: readonly string[], spelled: string): string | undefined => {
  const whole = names.find((name) => same(name, spelled));
  if (whole !== undefined) return whole;
  const words = spelled.toLowerCase().split(' ');
  const near = names.filter((name) =>
    name
      .toLowerCase()
      .split(' ')
      .some((word) => words.includes(word)),
  );
  return near.length === 1 ? near[0] : undefined;
};

const candidates = (sentence: string): { names: string[]; places: boolean } | undefined => {
  for (const pattern of PEOPLE) {
    const found = pattern.exec(sentence);
    if (found) return { names: found.slice(1).filter((one) => one !== undefined), places: false };
  }
  const found = PLACES.exec(sentence);
  if (!found) return undefined;
  return { names: [found[3]!, found[4], found[5]!].filter((one) => one !== undefined), places: true };
};

/** "In box A or box B", "the left drawer or the right drawer": a word that all share is no part of a name. */
const shortened = (names: readonly string[]): string[] => {
  const words = names.map((name) => name.split(' '));
  if (words.some((one) => one.length < 2)) return [...names];
  const [first] = words as [string[]];
  if (words.every((one) => same(one[0]!, first[0]!))) return words.map((one) => one.slice(1).join(' '));
  return words.every((one) => same(one.at(-1)!, first.at(-1)!))
    ? words.map((one) => one.slice(0, -1).join(' '))
    : [...names];
};

const WHICH = new RegExp(
  sequence(
    /^(?:so |then |and |now )?/,
    anyOf(
      sequence(
        '(?:who|which (?:of them|one|of the (?:two|2|three|3)))',
        `(?: (?:${DEED}|was it|is it|is guilty)\\b.*)?`,
      ),
      /(?:where|in which [a-z]+|under which [a-z]+|behind which [a-z]+|which [a-z]+|what colou?r)(?: (?:is|must|was|has|will|could|does) .*)?/,
    ),
    /$/,
  ),
  'i',
);
const WHETHER = new RegExp(
  sequence(/^(?:so |then |and |now )?(?:did|is|was|has) /, ARTICLE, /([\p{L}\p{N}_-]+(?: [\p{L}\p{N}_-]+)?)/u),
  'iu',
);

const askOf = ({ names, ask = '' }: Told): ProblemOf<'liars'>['ask'] | undefined => {
  if (WHICH.test(ask)) return { type: 'culprit' };
  const whether = WHETHER.exec(ask)?.[1];
  if (whether === undefined || /\b(?:not|or)\b/.test(ask)) return undefined;
  const words = ask.replace(/[^\p{L}\p{N}_ -]/gu, ' ').split(/\s+/);
  const asked = names.filter((name) => words.some((word) => same(word, name)));
  return asked.length === 1 ? { type: 'honest', name: `did_${keyOf(asked[0]!)}` } : undefined;
};
const keyOf = (name: string): string => name.replaceAll(' ', '_');

const DEEDS = new RegExp(`\\b(?:${DEED})\\b`, 'gi');
const ANY_DEED = new Set(['do', 'did', 'has', 'have', 'come', 'came'].map(stem));
/** "Ann did not find it" says nothing of who took it. */
const ofTheDeed = (first: string, sentence: string): boolean => {
  const deeds = new Set((first.match(DEEDS) ?? []).map((one) => stem(one.toLowerCase())));
  return (sentence.match(DEEDS) ?? [])
    .map((one) => stem(one.toLowerCase()))
    .every((one) => ANY_DEED.has(one) || deeds.has(one));
};

export const readEither: Reader = ({ text, low }) => {
  if (low.length > 300 || !/\bor\b|\b(?:1|one) of\b/.test(low) || !/\bnot\b|n[’']?t\b|\binnocent\b/.test(low))
    return undefined;
  if (/\b(?:says?|said|lies|liar|truth|if|unless|than|true|false)\b/.test(low)) return undefined;
  const told: Told = { names: [], out: [], ask: undefined, places: false };
  let first = '';
  for (const whole of plain(text).split(/(?<=[.?!;])\s+|,? (?:but|and) (?=it (?:is|was) not\b)/)) {
    const sentence = whole.replace(/[.?!;,]+$/, '').trim();
    if (sentence === '') continue;
    if (told.names.length === 0) {
      const found = candidates(sentence);
      if (!found) return undefined;
      told.names = shortened(found.names);
      told.places = found.places;
      first = sentence;
      continue;
    }
    if (!told.places && !ofTheDeed(first, sentence)) return undefined;
    const out = told.places
      ? NOT_WHERE.exec(sentence)?.[1]
      : NOT_WHO.map((one) => one.exec(sentence)?.[1]).find((one) => one !== undefined);
    const name = out === undefined ? undefined : memberOf(told.names, out);
    if (name !== undefined && told.ask === undefined) told.out.push(name);
    else if (told.ask === undefined) told.ask = sentence;
    else return undefined;
  }
  const ask = askOf(told);
  const names = told.names.map(keyOf);
  if (!ask || told.out.length === 0 || new Set(names.map((one) => one.toLowerCase())).size < names.length)
    return undefined;
  return reading(
    { type: 'liars', names, suspects: names, facts: told.out.map((one) => `not did_${keyOf(one)}`), says: [], ask },
    numbersIn(low).map((one) => one.value),
    false,
  );
};
