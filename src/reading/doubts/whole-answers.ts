/**
 * Questions whose answer is computed here and is none: a target that the permitted signs never reach, legs and groups
 * that do not come out whole, a sixth Monday of a month, a root that Roman numerals do not write, and one of many that is said to be
 * the opposite of all of them.
 */
import { refusal, type Refusal } from '../reading.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { readMake } from '../numbers/make.ts';
import { numbersIn } from '../text/text.ts';
import { sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const none = (reason: string): Refusal => refusal('no-solution', reason);

const SIGNS: readonly (readonly [string, RegExp])[] = [
  ['+', /\b(?:plus|add(?:ing|ition)?|sums?)\b|\+/],
  ['-', /\b(?:minus|subtract(?:ing|ion)?|tak(?:e|ing) away)\b|(?<![\w] ?)-(?! ?\d)/],
  ['*', /\b(?:times|multipl(?:y|ying|ication)|x)\b|\*/],
  ['/', /\b(?:divid(?:e|ing)|division)\b|\//],
];
const LIMIT =
  /\b(?:with|using|by) [^.;?!,]*\bonly\b|\b(?:only|just|nothing but)\b[^.;?!]*|[^.;?!,]*\b(?:are|is) (?:the only|all that is) [^.;?!]*/;

/** The signs that are permitted, where the question names some of them as the only ones. */
const permitted = (low: string): readonly string[] | undefined => {
  const clause = LIMIT.exec(low)?.[0];
  const named = clause === undefined ? [] : SIGNS.filter(([, word]) => word.test(clause)).map(([sign]) => sign);
  const without = /\b(?:no|without|not) (?:using )?(?:any )?([a-z]+)/.exec(low)?.[1];
  const banned = without === undefined ? undefined : SIGNS.find(([, word]) => word.test(without))?.[0];
  if (named.length > 0) return named;
  return banned === undefined ? undefined : SIGNS.map(([sign]) => sign).filter((sign) => sign !== banned);
};

const combine = (a: number, b: number, signs: readonly string[]): number[] => [
  ...(signs.includes('+') ? [a + b] : []),
  ...(signs.includes('-') ? [a - b, b - a] : []),
  ...(signs.includes('*') ? [a * b] : []),
  ...(signs.includes('/') && b !== 0 ? [a / b] : []),
  ...(signs.includes('/') && a !== 0 ? [b / a] : []),
];

export const reaches = (values: readonly number[], target: number, signs: readonly string[], all: boolean): boolean => {
  const hit = values.some((one) => Math.abs(one - target) < 1e-9);
  if (hit && (!all || values.length === 1)) return true;
  return values.some((a, i) =>
    values.some(
      (b, j) =>
        j > i &&
        combine(a, b, signs).some((one) =>
          reaches([...values.filter((_, k) => k !== i && k !== j), one], target, signs, all),
        ),
    ),
  );
};

/** A target that is to be made with some of the signs only. */
const neverMade: Doubt = ({ text, low }) => {
  const signs = permitted(low);
  if (!signs || signs.length === SIGNS.length) return undefined;
  const found = readMake({ text, low });
  if (found?.type !== 'problem' || found.problem.type !== 'make' || found.problem.numbers.length > 5) return undefined;
  const { numbers, target, all } = found.problem;
  return reaches(numbers.map(Number), Number(target), signs, all)
    ? undefined
    : none(`${target} can't be made from ${numbers.join(', ')} with ${signs.join(' ')}: every way was tried`);
};

const FOUR_OR_TWO =
  /\b(?:cows?|hens?|chickens?|goats?|sheep|rabbits?|horses?|pigs?|ducks?|dogs?|cats?|geese|donkeys?|turkeys?|lambs?|ponies)\b/g;
const ODD_LEGS =
  /\b(?:stools?|chairs?|tables?|spiders?|ants?|beetles?|three[- ]legged|3[- ]legged|1[- ]legged|lost (?:a|1|one) leg|tripods?)\b/;
const oddLegs: Doubt = ({ low }) => {
  const legs = [...low.matchAll(/\b(\d+) legs\b/g)].map((one) => Number(one[1])).filter((one) => one > 8);
  const animals = new Set(low.match(FOUR_OR_TWO));
  return legs.length === 1 && legs[0]! % 2 === 1 && animals.size >= 2 && !ODD_LEGS.test(low)
    ? none(`animals with two and four legs never have ${legs[0]} legs`)
    : undefined;
};

const CONTAINERS =
  /\b(\d+) (?:[a-z]+ )?(?:buses|groups|teams|bags|boxes|tables|rows|rooms|cars|vans|boats|baskets|classes|tents|heaps|piles)\b/;
const SAME =
  /\bthe same number\b|\b(?:exactly )?(?:the )?same size\b|\bequal (?:groups|teams|numbers?|sizes?)\b|\bequally (?:many|large|big)\b|\bsame (?:number|count|amount) (?:of|in)\b/;
const PEOPLE =
  /\b(?:pupils|scouts|people|children|kids|players|students|guests|passengers|members|workers|soldiers|dogs|eggs|marbles|coins|books)\b/;
const UNCUT =
  /\b(?:none|no [a-z]+|not|nothing|without) (?:is |are |was |were |being )?(?:cut|broken|split|halved|changing|breaking|cutting)\b/;
const BESIDES =
  /\b(\d+) (?:[a-z]+ )?(?:go (?:by|on) foot|walk|loose|are loose|stay|stayed|over|left over|extra|spare|single)\b/;

/** Equal groups of people, or of things that nobody cuts, that do not come out whole. */
const unevenGroups: Doubt = ({ low, asked }) => {
  const groups = CONTAINERS.exec(low);
  if (!groups || !SAME.test(low) || !(PEOPLE.test(low) || UNCUT.test(low)) || !/^how many\b/.test(asked))
    return undefined;
  if (/\b(?:at most|at least|most|left over|remain\w*|more|fewer|needed?)\b/.test(asked)) return undefined;
  const besides = BESIDES.exec(low);
  const rest = numbersIn(
    low
      .replace(groups[0], ' ; ')
      .replace(besides?.[0] ?? ' ', ' ; ')
      .replace(/\b(?:in|of) (?:1|one) [a-z]+\W*$/, ' '),
  );
  const [whole] = rest.map((one) => Number(one.value));
  if (rest.length !== 1 || whole === undefined) return undefined;
  const shared = whole - Number(besides?.[1] ?? 0);
  return Number.isInteger(shared) && shared > 0 && shared % Number(groups[1]) !== 0
    ? none(`${shared} can't be shared among ${groups[1]} in whole numbers`)
    : undefined;
};

const sixthWeekday = when(
  'no-solution',
  'no month has a weekday six times',
  /\b(?:sixth|seventh|6th|7th|8th|eighth) (?:mon|tues|wednes|thurs|fri|satur|sun)day (?:of|in) (?:the month|this month|january|february|march|april|may|june|july|august|september|october|november|december)\b/,
);

/** The square root of XX in Roman numerals. */
const romanRoot: Doubt = ({ low }) => {
  const found = /\bsquare root of (?:the number )?([ivxlcdm]+|\d+)\b/.exec(low);
  if (!found || !/\broman\b/.test(low)) return undefined;
  const value = /^\d/.test(found[1]!) ? Number(found[1]) : fromRoman(found[1]!.toUpperCase());
  return value !== undefined && !Number.isInteger(Math.sqrt(value))
    ? none(`the square root of ${value} is no whole number, and Roman numerals write only these`)
    : undefined;
};

const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
  [/^on$/, /^off$/],
  [/^off$/, /^on$/],
  [/^open$/, /^(?:closed|shut|locked)$/],
  [/^(?:closed|shut|locked)$/, /^open$/],
  [/^empty$/, /^full$/],
  [/^full$/, /^empty$/],
  [
    /^(?:black|white|brown|red|blue|green|yellow|grey|pink|orange|purple)$/,
    /^(?:black|white|brown|red|blue|green|yellow|grey|pink|orange|purple)$/,
  ],
  [/^dry$/, /^wet$/],
  [/^alive$/, /^dead$/],
  [/^free$/, /^(?:taken|occupied)$/],
];
const ALL_ARE = new RegExp(
  sequence(
    /(?:^|[.!] )(?:all|every|each(?: of)?)(?: of)?(?: the| my| our| his| her| these)? ([a-z]+?)s?\b(?: [a-z\d]+){0,4}? (?:are|is) /,
    /([a-z]+)[.!;,]/,
  ),
);
const EXCEPT =
  /\b(?:except|but one|apart from|not all|if|says?|claims?|suppose|was|were|then|later|now|turned|became|or|usually|normally|almost)\b/;

/** "The plate is red": something that is named once and is of another kind. */
const ofAnother = (before: string, kind: string, low: string): boolean => {
  const noun = /(?:^ ?|[.;,!] |\b(?:and|but|while) )(?:the|my|our|an?) ([a-z]{3,}) $/.exec(before)?.[1];
  return noun !== undefined && !noun.startsWith(kind) && low.split(new RegExp(String.raw`\b${noun}\b`)).length === 2;
};

/** "All the lamps are on. Lamp 3 is one of them and it's off." */
const memberApart: Doubt = ({ low }) => {
  const all = ALL_ARE.exec(low);
  if (!all || EXCEPT.test(low.replace(/[^.?!]*\?\W*$/, ''))) return undefined;
  const [, kind, property] = all as unknown as [string, string, string];
  const facts = low.slice(all.index + all[0].length).replace(/[^.?!]*\?\W*$/, '');
  const kinds = OPPOSITES.filter(([one]) => one.test(property));
  const states = [...facts.matchAll(/\b(?:is|it is) (?!not\b|1\b|one\b|in\b|an?\b)([a-z]+)\b/g)]
    .filter((one) => !ofAnother(facts.slice(0, one.index), kind, low))
    .map((one) => one[1]!);
  const apart = states.find((one) => one !== property && kinds.some(([, other]) => other.test(one)));
  const filled = property === 'empty' && /\b(?:has|holds|contains) \d+ [a-z]+\b/.test(facts);
  const member = new RegExp(String.raw`\b${kind.replace(/e$/, '')}`).test(facts);
  return member && (apart !== undefined || filled)
    ? refusal('contradiction', `one of those that all are ${property} is said to be ${apart ?? 'full'}`)
    : undefined;
};

/** "One road joins Ash and Fir, 6 km. The same road is 9 km." */
const roadTwice: Doubt = ({ low }) => {
  const found =
    /\b(?:one|1|a single|only one|only 1) (?:road|way|path|track|line) (?:joins|links|connects|runs)\b[^.?!\d]*(\d+) ?km\b[^\d]*\bsame (?:road|way|path|track|line) (?:is|measures|takes) (\d+) ?km\b/.exec(
      low,
    );
  return found && found[1] !== found[2]
    ? refusal('contradiction', `one road has two lengths, ${found[1]} and ${found[2]}`)
    : undefined;
};

export const WHOLE_ANSWERS: readonly Doubt[] = [
  neverMade,
  oddLegs,
  unevenGroups,
  sixthWeekday,
  romanRoot,
  memberApart,
  roadTwice,
];
