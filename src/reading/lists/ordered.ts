/**
 * Reads orders of numbers that are told in any words: the list is found by its signs, each item is a number with its
 * name or unit, and of the words around it those that name an end ("heaviest", "low to high"), a place ("second", "but
 * one", "position 4"), how many ("top 3") or whose place ("I ran the 58") say what is asked. Words that choose or change
 * the numbers first ("even", "twice", "take away") have no place here, and a second question has none either.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { wantedOf, type ItemKind } from './ends.ts';
import { listingOf, type Listing } from './listing.ts';

type Item = { number: string; label: string; unit: string };

const ITEM =
  /^(?:(?:for |is |at )?([\p{L}][\p{L}' -]*?)(?: ?[:=]| (?:is|was|has|had|got|scored|weighs|costs))? *(?<=[ :=]))?[$£€]?(-?\d+(?:\.\d+)?(?:\/\d+)?)(?: ?([\p{L}°%]{1,9}))?$/u;
const COMMAND = /^(?:order|sort|rank|arrange|put|list|place|line up|give|name|write|take)\b/i;
const itemOf = (text: string): Item | undefined => {
  const found = ITEM.exec(text);
  // "Order apples 5": what is to be done is no part of a name.
  return found && !COMMAND.test(text) ? { label: found[1] ?? '', number: found[2]!, unit: found[3] ?? '' } : undefined;
};

/** What chooses or changes the numbers, or asks for more than an order. */
const TELLING = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /primes?|odd|even|squares?|cubes?|perfect|positive|negative|divisible|multiples?|factors?|divisors?|common/,
      /palindromes?/,
      /(?<!in )digits?|sum|total|product|difference|average|mean|median|middle|except|without|excluding|ignor\w+/,
      /than|each|every/,
      /half|twice|double|triple|times as|add(?:ed)?|subtract\w*|minus|plus|take away|swap\w*|remove|drop/,
      /change[sd]?|if|would have|wins but/,
      /true|false|right|wrong|correct|alphabet\w*|between|round(?:ed)?|percent|per|multiply|divide\w*|sequence/,
      /next number|more (?:makes?|gives?)/,
      /routes?|paths?|edges?|roads?|network|map|distances?|connections?|into|dividing|divides|something|sixth/,
      /seventh|eighth|ninth|tenth/,
      /comes next|term|clockwise|opposite|both|itself|letters?|spell\w*|names? of|left over|remain\w*|best and/,
      /second hand/,
    ),
    /\b/,
  ),
);
const NEGATED = /(?:^|[.?!,;:] *)(?:and )?who\b|\bnot\b(?! counted)|n't\b/;
const LOW_WINS = new RegExp(
  alternatives(
    /\b(?:lower|lowest|less|quickest|fastest|shortest) (?:is|are|being|=) (?:better|best)/,
    /\b(?:race|ran|swam|lap|sprint|times?|seconds|secs)\b/,
  ),
);
const HIGH_WINS = new RegExp(
  alternatives(
    /\b(?:higher|highest|more|most) (?:is|are|being|=) (?:better|best)/,
    /\b(?:points?|scores?|scored|votes|marks?|goals?|most points wins)\b/,
  ),
);
const BEST_TO_WORST = /\bbest\b.*\bworst\b|\bworst\b.*\bbest\b/;
const WHERE = new RegExp(
  alternatives(
    /\b(?:what|which) (?:place|position|rank|spot)\b/,
    /\bwhere (?:did|do|does|would|will|was|am|is)\b[^.?]*\b(?:come|finish|rank|place|placed|stand|end up|land)\b/,
  ),
);
const TOP = new RegExp(
  alternatives(
    /\b(?:top|best|first|highest|largest|biggest|lowest|smallest|cheapest|bottom) (\d+)\b/,
    /\b(\d+) (?:best|largest|biggest|highest|smallest|lowest|cheapest|heaviest|longest|shortest|oldest|youngest|tallest)\b/,
  ),
);
const PLACE_NUMBER =
  /\b(?:position|place|number|rank|spot|slot) (\d{1,2})\b(?: ?(?:,|counting) .*\b(?:from|at) (?:1|one)\b)?/;
const ONCE = new RegExp(
  alternatives(
    /\bde-?dup(?:e|licate)s?\b|\b(?:without|remov\w+|drop\w*|no) (?:the |any )?(?:duplicates|doubles|repeats)\b/,
    /\b(?:each|every)(?: (?:number|value|one))? (?:only |just )?once\b|\b(?:distinct|unique)\b/,
  ),
);

const numbersLeft = (rest: string): string[] => numbersIn(rest).map(({ value }) => value);

type Order = Pick<ProblemOf<'sort'>, 'order' | 'at' | 'first' | 'where' | 'form'>;

/** What is asked of the list, and the words around it without what was taken. */
const askedOf = (rest: string, kind: ItemKind, items: readonly Item[]): { asked: Order; rest: string } | undefined => {
  const once = ONCE.test(rest);
  const plain = rest.replace(ONCE, ' ');
  const form = once ? ({ form: 'distinct' } as const) : {};
  if (WHERE.test(plain)) {
    const mine = numbersLeft(plain).filter((one) => items.some(({ number }) => number === one));
    const named = items.filter(
      ({ label }) => label !== '' && new RegExp(`\\b${label.toLowerCase().replace(/\W/g, '.')}\\b`).test(plain),
    );
    const where = mine[0] ?? named[0]?.label;
    const [low, high] = [LOW_WINS.test(plain), HIGH_WINS.test(plain)];
    if (where === undefined || mine.length + named.length !== 1 || low === high) return undefined;
    const at = mine[0] === undefined ? where : items.find(({ number }) => number === mine[0])!;
    const name = typeof at === 'string' ? at : at.label === '' ? at.number : at.label;
    return {
      asked: { order: low ? 'ascending' : 'descending', where: name },
      rest: plain.replace(new RegExp(`\\b${mine[0] ?? '$^'}\\b`), ' '),
    };
  }
  const top = TOP.exec(plain);
  if (top) {
    const word = top[0].replace(/ ?\d+ ?/, '');
    const order = /^(?:lowest|smallest|cheapest|shortest|youngest|bottom)$/.test(word)
      ? 'ascending'
      : word === 'first'
        ? undefined
        : 'descending';
    const wanted = wantedOf(plain.replace(top[0], ' '), kind, items.length);
    const best = /\bbest first\b/.test(plain) && HIGH_WINS.test(plain) ? 'descending' : undefined;
    const told = wanted?.at === undefined ? wanted?.order : undefined;
    const chosen = order ?? told;
    if (chosen === undefined || (best !== undefined && best !== chosen) || (told !== undefined && told !== chosen))
      return undefined;
    return { asked: { order: chosen, first: Number(top[1] ?? top[2]), ...form }, rest: plain.replace(top[0], ' ') };
  }
  const numbered = PLACE_NUMBER.exec(plain);
  const told = numbered ? plain.replace(numbered[0], ' ') : plain;
  const butOne = /\b([a-z]+est) (?:one )?but (1|one|2|two)\b/.exec(told);
  const near = told
    .replace(/\b([a-z]+est) (?:one )?but (?:1|one)\b/, 'second $1')
    .replace(/\b([a-z]+est) (?:one )?but (?:2|two)\b/, 'third $1')
    .replace(/\b([a-z]+est) (?!to\b|first\b)[a-z]+ to (?:the )?([a-z]+est)\b/, '$1 to $2')
    .replace(/\b(?:numerically|youngest gets served) first\b/, (found) =>
      found.startsWith('young') ? 'youngest first' : ' ',
    );
  const wanted = wantedOf(near, kind, items.length);
  if (!wanted) return undefined;
  if (numbered) {
    const at = Number(numbered[1]);
    return wanted.at === undefined && at >= 1 && at <= items.length
      ? { asked: { order: wanted.order, at, ...form }, rest: near }
      : undefined;
  }
  return {
    asked: { order: wanted.order, ...(wanted.at !== undefined && { at: wanted.at }), ...form },
    rest: butOne ? near : told,
  };
};

/** Two numbers side by side are a list where one of them is to be named. */
const pairOf = (text: string): Listing | undefined => {
  const found = /(?<![\w.,])(-?\d+(?:\.\d+)?(?:\/\d+)?) (?:and|or) (-?\d+(?:\.\d+)?(?:\/\d+)?)(?![\w]|[.,]\d)/.exec(
    text,
  );
  if (!found) return undefined;
  return {
    items: [found[1]!, found[2]!],
    before: text.slice(0, found.index),
    after: text.slice(found.index + found[0].length),
  };
};

const UNIT_ASKED = /\b(?:in|how many) ([a-z]{1,12})\b/g;

const sortOf = (items: readonly Item[], asked: Order, rest: string): ProblemOf<'sort'> | undefined => {
  const units = new Set(items.map(({ unit }) => unit).filter((one) => one !== ''));
  const told = items.map(({ label }) => label);
  // "Pipe 20 cm, pipe 50 cm": a name of all of them tells none from the others.
  const alike = new Set(told.map((one) => one.toLowerCase().replace(/s$/, ''))).size === 1;
  const labels = alike ? told.map(() => '') : told;
  const named = labels.every((one) => one !== '');
  if (!named && labels.some((one) => one !== '')) return undefined;
  if (named && new Set(labels.map((one) => one.toLowerCase())).size < labels.length) return undefined;
  const amounts = units.size > 1;
  if (amounts && items.some(({ unit }) => unitsNamed(unit).length === 0)) return undefined;
  // The answer in another unit than its own is a second step.
  if (
    amounts &&
    asked.at !== undefined &&
    !named &&
    [...rest.matchAll(UNIT_ASKED)].some(([, one]) => unitsNamed(one!).length > 0)
  )
    return undefined;
  const values =
    named &&
    /\b(?:how much|how many|how (?:heavy|long|tall|high|old)|what (?:amount|price|number|score|weight|age|value))\b/.test(
      rest,
    );
  if (values) return undefined;
  return {
    type: 'sort',
    by: amounts ? 'amount' : 'value',
    items: items.map(({ number, unit }) => (amounts ? `${number} ${unit}` : number)),
    ...(named && { labels }),
    ...asked,
  };
};

/** "A rope of 5 m", "4 years old": a thing with its size, a size with what it is one of. */
const plainly = (text: string): string =>
  text
    .replace(/\b(\p{L}+) of (?=\d+(?:\.\d+)? ?\p{L})/giu, '$1 ')
    .replace(/(?<=\d ?\p{L}{1,9}) (?:old|long|tall|high|wide|deep|thick)\b(?! (?:to|first|is|and [a-z]+est)\b)/giu, '');

export const readOrdered: Reader = ({ text, low }): Outcome | undefined => {
  if (low.length > 400 || /\d:\d|[=^<>]|\b0x/.test(low)) return undefined;
  const list = listingOf(plainly(text)) ?? pairOf(text);
  const items = list?.items.map(itemOf);
  if (!list || items?.some((one) => one === undefined)) return undefined;
  const parsed = items as Item[];
  // "A-B 2" is a road.
  if (parsed.some(({ label }) => /\p{L}-\p{L}/u.test(label))) return undefined;
  const rest = `${list.before} _ ${list.after}`.toLowerCase();
  if (BEST_TO_WORST.test(rest)) return undefined;
  const durations = parsed.every(({ unit }) => unitsNamed(unit).some(({ dimension }) => dimension === 'time'));
  const found = askedOf(rest, durations || LOW_WINS.test(rest) ? 'duration' : 'number', parsed);
  if (!found || (list.items.length < 3 && found.asked.at === undefined)) return undefined;
  const left = found.rest.replace(WHERE, ' ');
  if (TELLING.test(left) || NEGATED.test(left)) return undefined;
  const counted = numbersLeft(left).filter((one) => Number(one) !== parsed.length);
  if (counted.length > 0 || /\b[a-z]+est\b[^?]*\band (?:the )?[a-z]+est\b/.test(left)) return undefined;
  const problem = sortOf(parsed, found.asked, left);
  return problem && reading(problem, [...numbersIn(low).map(({ value }) => value), ...problem.items], false);
};

const LETTERS = new RegExp(
  alternatives(
    /\b(?:letters|characters) (?:of|in) (?:the word |the name )?["']?(\p{L}{3,})["']?/u,
    /\bdigits (?:of|in) (?:the number )?(\d{2,})/u,
  ),
  'u',
);
/** The letters of a word or the figures of a number in their order, as one word. */
export const readSigns: Reader = ({ text, low }) => {
  if (low.length > 250) return undefined;
  const found = LETTERS.exec(low);
  if (!found) return undefined;
  const shown = (found[1] ?? found[2])!;
  const rest = low.replace(found[0], ' ');
  const figures = found[2] !== undefined;
  if (
    numbersIn(rest.replace(/\b(?:as|into) 1\b/, ' ')).length > 0 ||
    /\b(?:how many|sum|product|which letter|first|last|not|without|different|second|third|even|odd|multiple)\b/.test(
      rest,
    )
  )
    return undefined;
  const down = /\b(?:largest|biggest|highest|greatest)\b|\b(?:descending|reverse|backwards)\b|\bz to a\b/.test(rest);
  const up = /\b(?:smallest|lowest|least|ascending)\b|\balphabetical(?:ly)?\b|\ba to z\b/.test(rest);
  if (figures ? up === down || (up && shown.includes('0')) : !/\balphabet\w*\b|\ba to z\b|\bz to a\b/.test(rest))
    return undefined;
  const start = low.indexOf(shown, found.index);
  return reading(
    {
      type: 'sort',
      by: figures ? 'value' : 'alphabet',
      order: down ? 'descending' : 'ascending',
      items: text.slice(start, start + shown.length).split(''),
      form: 'joined',
    },
    [...shown, shown, ...numbersIn(low).map(({ value }) => value)],
    false,
  );
};
