/**
 * Reads which of several comes first by amounts that are told of them (amounts.ts): who is older of Sam, 8, and Zoe, 10,
 * which way is quicker, who won with most points. The word that asks must be one of the scale of the numbers, and every
 * other word one that people ask with; where one is left, nothing is read.
 */
import { anyOf, sequence } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, ORDINALS } from '../text/text.ts';
import { amountsIn, type Amounts, type Scale } from './amounts.ts';

type Signs = Partial<Record<Scale, 1 | -1>>;

const turned = (signs: Signs): Signs =>
  Object.fromEntries(Object.entries(signs).map(([scale, sign]) => [scale, -sign])) as Signs;

const MANY: Signs = { count: 1, points: 1, money: 1, length: 1, mass: 1, volume: 1, percent: 1, data: 1, bare: 1 };
const RACE: Signs = { points: 1, place: -1, time: -1 };
/** Words that ask for more of a scale, with the words for less of it. 1: the larger number. */
const PAIRS: readonly (readonly [more: string, less: string, Signs])[] = [
  ['older oldest elder eldest', 'younger youngest', { age: 1, born: -1, bare: 1 }],
  ['taller tallest', '', { length: 1 }],
  ['longer longest', 'shorter shortest', { length: 1, time: 1 }],
  ['faster fastest quicker quickest', 'slower slowest', { time: -1, speed: 1 }],
  ['sooner soonest earlier earliest', 'later latest', { time: -1, place: -1, born: -1 }],
  ['first', 'last', { place: -1, time: -1, born: -1 }],
  [
    'dearer dearest pricier priciest costlier more-expensive most-expensive',
    'cheaper cheapest less-expensive least-expensive',
    { money: 1, bare: 1 },
  ],
  ['heavier heaviest', 'lighter lightest', { mass: 1 }],
  ['higher highest', 'lower lowest', { ...MANY, floor: 1, degrees: 1, speed: 1, place: -1 }],
  ['bigger biggest larger largest greater greatest', 'smaller smallest', MANY],
  ['further furthest farther farthest', 'nearer nearest closer closest', { length: 1 }],
  ['hotter hottest warmer warmest', 'colder coldest cooler coolest', { degrees: 1 }],
  ['more most', 'fewer fewest less least', MANY],
  ['better best ahead won win wins winner winning leads', 'worse worst behind lost lose loses loser losing', RACE],
  ['richer richest', 'poorer poorest', { money: 1 }],
  ['deeper deepest wider widest thicker thickest', 'shallower narrower narrowest thinner thinnest', { length: 1 }],
];
const SENSES: ReadonlyMap<string, Signs> = new Map(
  PAIRS.flatMap(([more, less, signs]) => [
    ...more.split(' ').map((word) => [word, signs] as const),
    ...less.split(' ').map((word) => [word, turned(signs)] as const),
  ]),
);

/** Words that people ask with, beside the names and the word that compares. */
const ASKING = new Set(
  (
    'who whose which what where one ones is are was were of them these those the a an has have had got did does do came come comes would be will then so and now or ' +
    'me please tell say name i know to want take took way in at on for by from both among between out get gets there up the runs ran it goes go ' +
    'my our your here question quick easy just give gave put sort order list rank arrange starting start with line his her their costs cost takes person ' +
    'child kid guy girl boy two three all only should if s lives money points score scored age price finished arrives arrived whos can you could us everyone ' +
    'hi hello hey ok okay well thanks by age'
  ).split(' '),
);
/** Words of a sentence before the question that may change what is told. */
const LOADED =
  /\b(?:not|never|no|twice|half|double|times|than|if|unless|except|each|every|per|before|after|between|more|less|fewer|plus|minus|both|together|total|average|difference|ago|another|later|earlier|how|why|when)\b|\d|n't/;
const ELSE = /\b(?:how|than|not|difference|total|sum|together|average|why|when|except|without|if|by \d)\b|n't/;

/** "Most points wins" says who wins; "lowest score wins" turns it. */
const RULE = new RegExp(
  sequence(
    /\b(?:the )?/,
    '(',
    anyOf(/most|highest|largest|best|fewest|lowest|least|smallest|low|high/),
    ')',
    /(?: (?:points?|score|goals?|number|total|marks?|time))? (?:wins|is (?:best|better|the winner)|win)\b[.,;!]?/,
  ),
);

const isAsking = (word: string): boolean =>
  ASKING.has(word) || SENSES.has(word) || word === 'middle' || ORDINALS.includes(word);

const NAMED = /\b(?:which|what) (?:of the |of these |of my )?([\p{L}]+)\b/gu;

const LISTING = /\b(?:order|sort|rank|list|put|arrange|line up|everyone|all)\b/;

const AMOUNT =
  /^(?:distances?|lengths?|times?|prices?|costs?|scores?|ages?|heights?|weights?|speeds?|amounts?|numbers?|values?|temperatures?|points?)$/;

type Asked = { sign: 1 | -1; at?: number };

/** What is asked, from the words that are left. */
const askOf = (words: readonly string[], scale: Scale): Asked | undefined => {
  const senses = words.flatMap((word, i) => {
    const signs = SENSES.get(word);
    // "Youngest first" begins a list.
    const begins = word === 'first' && SENSES.has(words[i - 1] ?? '');
    return signs === undefined || begins ? [] : [{ word, i, sign: signs[scale] }];
  });
  if (senses.some((one) => one.sign === undefined)) return undefined;
  const signs = senses.map((one) => one.sign!);
  const text = words.join(' ');
  if (senses.length === 0) return /\bmiddle\b/.test(text) ? { sign: 1, at: 0 } : undefined;
  const [first, second] = [senses[0]!, senses[1]];
  const pair = second !== undefined && words.slice(first.i + 1, second.i).includes('to') && signs[0] !== signs[1];
  if (pair || LISTING.test(text)) {
    const one = words[first.i - 1] === 'from' || words.includes('with') || words[first.i + 1] === 'first';
    return senses.length <= 2 && (pair || one) ? { sign: signs[0]! } : undefined;
  }
  if (signs.some((sign) => sign !== signs[0])) return undefined;
  const ordinal = ORDINALS.indexOf(words[first.i - 1] ?? '');
  return { sign: signs[0]!, at: ordinal > 0 ? ordinal + 1 : 1 };
};

const problemOf = ({ entries, scale }: Amounts, { sign, at }: Asked): ProblemOf<'sort'> => {
  const units = new Set(entries.map((one) => one.unit));
  // Amounts of one unit are numbers.
  const mixed = units.size > 1 && /^(?:age|money|mass|length|time|volume|data)$/.test(scale);
  return {
    type: 'sort',
    by: mixed ? 'amount' : 'value',
    order: sign === 1 ? 'descending' : 'ascending',
    items: entries.map((one) => (mixed ? `${one.value} ${one.unit}` : one.value)),
    labels: entries.map((one) => one.label),
    ...(at !== undefined && { at }),
  };
};

/** A name that is asked about and of which no number is told: "who is older, Ann or Cy?" */
const strangerIn = (rest: string, known: (word: string) => boolean): string | undefined => {
  const pair = /(?<![\p{L}])([\p{L}]+) or (?:the |my )?([\p{L}]+)\W*$/u.exec(rest);
  if (!pair || known(pair[1]!) === known(pair[2]!)) return undefined;
  return known(pair[1]!) ? pair[2] : pair[1];
};

/** The scale of the numbers, where the question tells it or changes it. */
const scaleOf = ({ scale, verbs }: Amounts, low: string): Scale | undefined => {
  const ages = /\b(?:old|young|eld)(?:er|est)\b/.test(low);
  if (ages && scale === 'time') return 'age';
  if (scale === 'age' && !ages && /\b(?:long|short)(?:er|est)\b|\blast/.test(low)) return 'time';
  if (ages && scale === 'bare' && /\b(?:19|20)\d\d\b/.test(low)) return undefined;
  const wins =
    /\b(?:won|wins?|winn(?:er|ing)|lost|loses?|losers?|ahead|behind|first|last|best|better|worse|worst)\b/.test(low);
  if (scale === 'bare' && wins) return /\b(?:points|scores?|scored|goals)\b/.test(low) ? 'points' : undefined;
  if (scale === 'time' && wins)
    return /\b(?:ran|run|finished|swam|race|lap|does|did|time)\b/.test(`${verbs} ${low}`) &&
      !/\b(?:better|worse)\b/.test(low)
      ? 'time'
      : undefined;
  return scale;
};

/** "Is Zoe older than Sam?": of two that are told. */
const holds = ({ entries, lead, tail }: Amounts, scale: Scale): ProblemOf<'claim'> | undefined => {
  const found = HELD.exec(tail.toLowerCase());
  const sign = found && SENSES.get(found[2]!.replace(' ', '-'))?.[scale];
  if (!found || !sign || /\p{L}/u.test(lead) || new Set(entries.map((one) => one.unit)).size > 1) return undefined;
  const [a, b] = [found[1]!, found[3]!].map((side) => {
    const words = side.replace(/^(?:the|my|our|your) /, '').split(' ');
    const fits = entries.filter(({ label }) =>
      label
        .toLowerCase()
        .split(' ')
        .every((word) => words.includes(word)),
    );
    return fits.length === 1 ? fits[0]!.value : undefined;
  });
  if (a === undefined || b === undefined) return undefined;
  return { type: 'claim', left: `value ${a}`, relation: sign === 1 ? 'exceeds' : 'is-below', right: `value ${b}` };
};
const HELD =
  /^[\s.,;!]*(?:so |and |now )?(?:is|was|does|did|has|are) ([^.?!]+?) (?:run |go |cost |weigh |have |get )?((?:more|less) expensive|[a-z]+)(?: [a-z]+)? than ([^.?!]+?)[\s?.!]*$/;

const compared = (told: Amounts, low: string): Outcome | undefined => {
  const names = told.entries.map((one) => one.label.toLowerCase());
  const known = (word: string): boolean => names.some((one) => one.split(' ').includes(word.toLowerCase()));
  const flipped = /\b(?:fewest|lowest|least|smallest|low)\b/.test(RULE.exec(low)?.[1] ?? '');
  const scale = scaleOf(told, low);
  if (scale === undefined) return undefined;
  const claim = holds(told, scale);
  if (claim)
    return reading(
      claim,
      numbersIn(low).map((one) => one.value),
    );
  const parts = `${told.lead} . ${told.tail}`
    .toLowerCase()
    .replace(RULE, ' ')
    .split(/[.?!:;]+|,(?= ?(?:so |and )?(?:who|which|what)\b)/);
  const asks: string[] = [];
  for (const part of parts) {
    const plain = part
      .replace(/'s\b/g, ' is')
      .replace(/[^\p{L}\p{N}' -]+/gu, ' ')
      .replace(/\b(more|most|less|least) expensive\b/g, '$1-expensive')
      .replace(/\s+/g, ' ')
      .trim();
    if (plain === '' || plain === 'and') continue;
    const words = plain.split(' ');
    if (/\b(?:who|which|what|where)\b/.test(plain) || words.some((one) => SENSES.has(one) || one === 'middle'))
      asks.push(plain);
    else if (LOADED.test(plain)) return undefined;
  }
  if (asks.length === 0 || asks.length > 2) return undefined;
  const ask = asks.join(' ');
  if (ELSE.test(ask)) return undefined;
  const stranger = strangerIn(ask, known);
  if (stranger !== undefined && !SENSES.has(stranger) && !ASKING.has(stranger))
    return refusal('missing', `nothing is said of ${stranger}`);
  const nouns = new Set([
    ...[...ask.matchAll(NAMED)].map((one) => one[1]!),
    ...told.entries.flatMap((one) => one.unit ?? []),
  ]);
  const words = ask.split(' ');
  if (words.some((one, i) => !isAsking(one) && !SENSES.has(words[i - 1] ?? '') && !nouns.has(one) && !known(one)))
    return undefined;
  // "Shortest distance?" asks for the number.
  const number =
    !/\b(?:who|whose|which|where)\b/.test(ask) &&
    words.some((one, i) => AMOUNT.test(one) && SENSES.has(words[i - 1] ?? ''));
  const spoken = words.filter((one) => !known(one));
  const found = askOf(spoken, scale);
  if (!found) return undefined;
  const asked = flipped && /^(?:points|bare)$/.test(scale) ? { ...found, sign: -found.sign as 1 | -1 } : found;
  const chosen = told.entries.filter((one) => words.some((word) => one.label.toLowerCase().split(' ').includes(word)));
  const entries = chosen.length >= 2 && asked.at === 1 ? chosen : told.entries;
  const { labels, ...sorted } = problemOf({ ...told, entries, scale }, asked);
  return reading(
    number ? sorted : { ...sorted, labels },
    numbersIn(low).map((one) => one.value),
  );
};

/** "Two ways to school." counts what is told then. */
const COUNTED =
  /^(?:from (?:the |my |our )?[\p{L}]+ to (?:the |my |our )?[\p{L}]+,? )?(?:(?:i|we) (?:have|know|can take) |there are )?(\d) ([a-z]+s)\b[^.:,;\d]*[.:;]/iu;

/** "More short", as learners say. */
const LEARNT =
  /\b(more|most) (short|long|fast|quick|slow|cheap|old|young|tall|small|high|low|near|deep|rich|poor|cold|warm|light)\b/gi;
const shortened = (question: string): string =>
  question.replace(LEARNT, (_, much: string, word: string) => word + (/^more$/i.test(much) ? 'er' : 'est'));

export const readCompared: Reader = (question) => {
  const [text, low] = [shortened(question.text), shortened(question.low)];
  if (low.length > 300 || !/\d|\b(?:first|second|third)\b/.test(low)) return undefined;
  if (![...SENSES.keys()].some((word) => low.includes(word.replace('-', ' '))) && !/\bmiddle\b/.test(low))
    return undefined;
  const head = COUNTED.exec(text);
  const told = amountsIn(head ? text.slice(head[0].length) : text);
  if (!told || (head && Number(head[1]) !== told.entries.length)) return undefined;
  return compared(told, low);
};
