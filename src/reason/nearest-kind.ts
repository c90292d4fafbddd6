/**
 * What a small model says of a question that it could not read: what was found in it, what is missing, and a question
 * of the nearest kind that can be read. It names a word only where the word belongs to no kind that can be read.
 *
 * The kinds are told by their words alone. Nothing here reads a question; the table is held to its promise by a test
 * that asks every example.
 */
import { EVERYDAY, TELLING } from '../reading/text/vocabulary.ts';

/** A kind: what questions of it are about, the words that tell it, and a question that can be read. */
type Kind = { about: string; words: RegExp; example: string };

/** In order: the first kind whose words stand in a question is the nearest. */
export const KINDS: readonly Kind[] = [
  { about: 'ratios', words: /\bratios?\b|\d ?: ?\d+ ?: ?\d/, example: 'Divide 120 in the ratio 2:3.' },
  {
    about: 'averages',
    words: /\b(?:weighted|averages?|means? of|median|mode of)\b/,
    example: 'What is the average of 4, 8 and 15?',
  },
  {
    about: 'percentages',
    words: /%|\b(?:per ?cent(?:age)?s?|discount|tax|vat|tip|interest|off)\b/,
    example: 'What is 15 % of 80?',
  },
  { about: 'Roman numerals', words: /\broman\b|\b[mdclxvi]{4,}\b/, example: 'What is MCMXCIV as a number?' },
  { about: 'number bases', words: /\b(?:binary|hex(?:adecimal)?|octal|base \d+)\b/, example: 'Write 25 in binary.' },
  {
    about: 'divisors and multiples',
    words: /\b(?:gcd|lcm|hcf|primes?|divisors?|factors?|multiples?|remainder|divisible)\b/,
    example: 'What is the greatest common divisor of 84 and 30?',
  },
  {
    about: 'areas and volumes',
    words: /\b(?:area|perimeter|volume|rectangle|circle|triangle|radius|circumference)\b/,
    example: 'What is the area of a rectangle that is 4 m by 6 m?',
  },
  {
    about: 'speeds',
    words: /\b(?:speeds?|km\/h|kph|mph|per hour|how fast)\b/,
    example: 'A train travels 120 km in 2 hours. What is its speed?',
  },
  {
    about: 'dates',
    words: new RegExp(
      '\\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?:\\.|\\b)|\\b(?:january|february|march|april|june|july|august|' +
        'september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays?|dates?|leap|weeks?|days?)\\b',
    ),
    example: 'How many days are there from 3 March 2027 to 10 May 2027?',
  },
  {
    about: 'times',
    words: /\d:\d\d|\b(?:minutes?|mins?|hours?|hrs?|o'?clock|midnight|noon)\b|\d ?[ap]\.?m\b/,
    example: 'How many minutes are there from 9:40 to 13:15?',
  },
  {
    about: 'prices',
    words: /[€$£]|\b(?:euros?|dollars?|pounds?|cents?|pence|costs?|prices?|pays?|buys?|bought|cheap\w*|bills?)\b/,
    example: 'A pen costs 2 euros. How much do 7 pens cost?',
  },
  {
    about: 'units',
    words:
      /\b(?:convert|km|cm|mm|kg|ml|lbs?|oz|(?:kilo|centi|milli)\w+|miles?|feet|foot|inch(?:es)?|yards?|met(?:re|er)s?|grams?|lit(?:re|er)s?|cups?|ounces?|celsius|fahrenheit)\b/,
    example: 'How many metres are 3.5 km?',
  },
  { about: 'equations', words: /=|\b(?:equations?|solve|unknown)\b/, example: 'Solve 3x + 5 = 20.' },
  { about: 'sequences', words: /\b(?:sequence|series|pattern|comes next)\b/, example: 'What comes next: 2, 5, 8, 11?' },
  {
    about: 'sorting',
    words: /\b(?:sort|order|alphabetical\w*|ascending|descending)\b/,
    example: 'Sort 9, 4, 17 and 2.',
  },
  {
    about: 'letters and words',
    words: /\b(?:letters?|vowels?|consonants?)\b/,
    example: 'How many times does the letter r appear in "strawberry"?',
  },
  { about: 'fractions', words: /\b(?:fractions?|half|halves|thirds?|quarters?)\b/, example: 'What is 3/4 of 60?' },
  {
    about: 'powers and rounding',
    words: /\b(?:squared?|cubed?|root|power|rounded|round|decimals?|digits?)\b/,
    example: 'What is 12 squared?',
  },
  {
    about: 'numbers to be made',
    words: /\b(?:using|use) (?:only )?\d|\bmake \d/,
    example: 'Using 3, 7, 25 and 50, each at most once, make 128.',
  },
  {
    about: 'sums',
    words: /\d ?[-+*/×÷^] ?\d|\b(?:plus|minus|times|divided|twice|doubled?|triple)\b/,
    example: 'What is 17 * 23?',
  },
  {
    about: 'amounts in a story',
    words: /\d[^]*\d[^]*\bhow (?:many|much)\b|\bhow (?:many|much)\b[^]*\d[^]*\d/,
    example: 'Sam has 12 apples and gives 5 away. How many apples are left?',
  },
];

/** The kind that is offered where none is near. */
const USUAL = KINDS[2]!;

/** Words that say little about what is asked. */
const SMALL = new Set(
  'a an the of to in on at by for or and is are am be been was were do does did has had it its he she his her him i me my we our us you your as if so but not no yes can will shall may might must let all any some out up down off into than very just also too get got go goes went'.split(
    ' ',
  ),
);

const isOrdinary = (word: string): boolean =>
  SMALL.has(word) || [word, word.replace(/s$/, '')].some((form) => TELLING.has(form) || EVERYDAY.has(form));

/** Words of other languages that ask and reckon, none of them English. */
const FOREIGN = new RegExp(
  '(?<!\\p{L})(?:wie|viel|viele|ist|sind|und|oder|der|das|ein|eine|mal|durch|wieviel|wann|welche[rs]?|nicht|für|von|' +
    'combien|est|font|fois|les|une|dans|quel(?:le)?s?|qui|plus de|sont|avec|' +
    'cuánt[oa]s?|cuál|cuanto|qué|por|más|el|los|las|una|dónde|cuándo|' +
    'quant[oaie]|quale|perché|che|sono|della|più|fa|fanno|' +
    'qual|quantos|são|mais|vezes|uma|não|' +
    'hoeveel|keer|het|een|wat|zijn|' +
    'ile|jest|razy|kaç|kere|eder|nedir|сколько)(?!\\p{L})',
  'giu',
);

/** Whether a question is put in another language than English: by its letters, or by more than one of its words. */
export const isForeign = (question: string): boolean => {
  const letters = question.match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length;
  if (letters.length >= 4 && latin < letters.length / 2) return true;
  const words = question.toLowerCase().match(/\p{L}+/gu) ?? [];
  const foreign = new Set((question.match(FOREIGN) ?? []).map((word) => word.toLowerCase())).size;
  const english = words.filter((word) => SMALL.has(word) || TELLING.has(word)).length;
  return foreign >= 2 && foreign > english;
};

/** Whether a question leans on one before it: "and times 3?", "what about 90?", "double that". */
export const isFollowUp = (question: string): boolean => {
  const text = question.trim().toLowerCase();
  if ((text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) > 8) return false;
  return (
    /^(?:and|or|but|now|then|also|plus|so|ok(?:ay)?)\b(?! (?:\d|is|are)\b)/.test(text) ||
    /^(?:what|how) about\b|^same\b|\bthe same (?:for|with)\b/.test(text) ||
    /^(?:times|minus|divided by|multiplied by|doubled?|halve|half|triple|square)\b(?: (?:that|it|this))?[^\p{L}]*$/u.test(
      text,
    )
  );
};

export const ALONE = 'each question stands alone here, and I do not remember the one before';

/** Why a question was not read, in one clause, and what can be asked instead. */
export type Unread = { reason: string; advice: string };

/** What is said of a question that no reader and no training covers. `unknown`: words of it, in lower case. */
export const unreadReason = (question: string, unknown: readonly string[]): Unread => {
  const such = ({ example }: Kind): string => `for example: ${example}`;
  if (isForeign(question)) return { reason: 'I read English only', advice: `Please ask in English, ${such(USUAL)}` };
  if (isFollowUp(question)) return { reason: ALONE, advice: `Please ask it in full, ${such(USUAL)}` };
  const text = question.toLowerCase();
  const numbers = /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b/.test(text);
  const kind = numbers ? KINDS.find(({ words }) => words.test(text)) : undefined;
  if (kind)
    return {
      reason: `I could not read this one, which seems to be about ${kind.about}`,
      advice: `Try it in other words, ${such(kind)}`,
    };
  // A name in a question with numbers is nothing that has to be learnt.
  const isName = (word: string): boolean => numbers && !question.includes(word);
  const strange = [...new Set(unknown)]
    .filter((word) => !word.startsWith('<') && /\p{L}/u.test(word) && !isOrdinary(word) && !isName(word))
    .slice(0, 3);
  return {
    reason:
      strange.length > 0
        ? `I have not learnt about ${strange.map((word) => `"${word}"`).join(', ')}`
        : 'I could not read this one',
    advice: `I read questions with numbers, ${such(USUAL)}`,
  };
};
