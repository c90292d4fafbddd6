/**
 * What the last words of a story ask for: a total, what is left, the change, what each one gets, how many more are
 * needed. They are read only with all of their words: things that the story names, counts, and words of asking.
 */
import { anyOf, sequence } from '../../regex.ts';
import type { Amount } from './facts.ts';
import { MONEY, NAME, NOTHING, NUMBER, sameThing, thingOf, type Thing } from './words.ts';

type Mode = 'plain' | 'total' | 'left' | 'change' | 'each' | 'need' | 'start' | 'cheaper';
export type Ask = {
  mode: Mode;
  /** What is counted; without a name it is what the story counts. */ thing: Thing;
  /** "per table", "each". */ per?: Thing;
  /** Counts that stand in the question: "for 7 packs". */ counts: readonly Amount[];
  cents: boolean;
  atLeast: boolean;
  /** What can be bought then has its price. */ goal: boolean;
  /** Only whole ones count. */ whole: boolean;
  /** "How many can I buy": of what has a price. */ buys: boolean;
};

/** Words that only ask. */
const ASKING = new RegExp(
  sequence(
    /^/,
    anyOf(
      /how|many|much|what|is|are|was|were|be|do|does|did|will|would|can|could|should|must|has|have|had|shall/,
      /i|we|he|she|they|you|it|there|that|all|so|and|to|of|for|in|on|at|from|with|by|me|us|him|give|tell|find/,
      /answer|number|amount|cost|costs|price|pay|pays|paid|owe|owes|spend|spends|buy|order|get|gets|need|needs|needed/,
      /required|make|makes|last|lasts|take|takes|use|used|supply|come|comes|bill|sum|money|cent|altogether|together|ie/,
      /if|then|work|lot|damage|fill|reach|drive|travel|finish|empty|complete|cover|fly|today|worth|due|goes?|going|run|runs|receive|receives|charge|charged|bring|serve|nett?/,
      /say|enough|takings|invoice|state|compute|weighs?|crack|bake|cook|people|here|present|one|completely|fully|full/,
    ),
    /$/,
  ),
);
const LEFT =
  /\b(?:left(?: over)?|here|present|stay|(?:working|good|fresh|healthy|unbroken|undamaged) ones?|working|intact|usable|remain(?:s|ing)?|now|still|free|unused|over|in stock|to go|rest|balance|unsold)\b/g;
const TOTAL = /\b(?:(?:in )?total|altogether|in all|all together|together|overall|combined|all told|grand|whole)\b/g;
const CHANGE = /\b(?:change|(?:gives?|give me|given|get|gets|got|comes?|hand) back|back)\b/g;
const BUYS = /\bhow many (?:of (?:them|these|those) )?(?:can|could|will|would|do|does) (?:[a-z]+) (?:buy|get|afford)\b/;
const SELLER =
  /\b(?:man|woman|lady|guy|girl|boy|seller|shopkeeper|cashier|clerk|driver|waiter|waitress|baker|vendor|shop|till|machine)\b/g;
const START =
  /\b(?:(?:at|in|from) (?:start|first|beginning|outset)|originally|initially|to start with|to begin with)\b/g;
const EACH = /\b(?:apiece|each|everyone|each one|does one)\b/g;
const LEAST = /\b(?:at least|at (?:a )?minimum|minimum|must|least|needed|needs?|required|fewest|smallest)\b/g;
/** Words that turn the question into one that is not read here. */
const OTHER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /less|fewer|than|average|percent|percentage|fraction|ratio|half|twice|double|difference|most|except|without|not/,
      /other|others|another|between|before|after|until|day|first|second|third|every|only|profit|spare|extra|gross/,
      /either|or|both|longer|later|earlier|when|who|which|where|why|time|clock|sold|ate|lost|gave|given away|sell/,
    ),
    /\b|%/,
  ),
);

const taken = (text: string, pattern: RegExp): { text: string; found: boolean } => {
  const rest = text.replace(pattern, ' ').replace(/ {2,}/g, ' ').trim();
  return { text: rest, found: rest !== text.trim() };
};

const COUNTED = new RegExp(
  `(?<=^|[,] |\\b(?:for|of|in|on|do|does|will|would|are|to|buy|get|from|by|with|make|cost|costs|is) )(${NUMBER}) (${NAME})\\b`,
  'g',
);
const HOW_MANY = new RegExp(
  `\\b(?:how many|how much|number of|amount of|total of|count of)(?<more> more)? (?<t>${NAME})\\b`,
);

/** What the story names: things, places and persons, and what its rates are by. */
export type Known = { things: readonly Thing[]; names: readonly string[]; per: readonly Thing[] };

/** What is asked, without signs and without words that change nothing. */
const tidied = (words: string): string =>
  words
    .replace(/[?!.:;]+/g, ' , ')
    .replace(/ {2,}/g, ' ')
    .replace(/^[ ,]+|[ ,]+$/g, '')
    .trim()
    .replace(/,? ?\bat (?:that|same) (?:\w+ )?(?:price|rate|speed|pace)\b/g, '')
    .replace(/\bafter (?=\d)/g, 'for ')
    // "For a book of 20 pages" it takes as many as for 20 pages.
    .replace(new RegExp(`\\b(?:for|in|with) (?:1 )?[a-z]+ (?:of|with) (?=${NUMBER} )`, 'g'), 'for ')
    // "With 4 euros": what there is to spend.
    .replace(new RegExp(`\\b(?:with|for|out of) (?=${NUMBER} money\\b)`, 'g'), 'with ')
    .replace(/^(?:price of |cost of |weight of )?one (?=[a-z])(?!of )/, 'for 1 ')
    .replace(/\b(is|does|will|of|for) one (?=(?!of )[a-z])/g, '$1 1 ')
    .replace(
      new RegExp(
        sequence(
          / (?:until|before|till) (?:i|we|he|she|they) (?:can |could )?/,
          /(?:buy|afford|get|have enough(?: for)?)(?: it| them| [a-z]+)?$/,
        ),
      ),
      '',
    )
    .replace(/\b(can|could) (i|we|you|he|she|they) (?!not\b|save\b)[a-z]+$/, '$1 $2')
    .replace(/ to (?:pack|fit|seat|carry|take|hold|move|house) (?:every|all|each)(?:one|body)?(?: [a-z]+)?\b/g, '');

/** "Four of them": of what the one rate of the story is by. */
const ofThem = (words: string, things: readonly Thing[], per: readonly Thing[]): string => {
  const [one, ...more] = new Set(per.map(({ head }) => head));
  return one === undefined || more.length > 0 || things.filter(({ head }) => head === 'money').length > 1
    ? words
    : words.replace(new RegExp(`\\b(${NUMBER}) of (?:them|these|those)\\b`, 'g'), `$1 ${one}`);
};

/** "How many pears and apples?": both are things of the story. */
const asksBoth = (text: string, things: readonly Thing[]): boolean => {
  const [, ...both] = /\bhow many ([a-z]+) and ([a-z]+)\b/.exec(text) ?? [];
  return both.length > 0 && both.every((name) => things.some((one) => one.words.includes(thingOf(name).head)));
};

/** "With 4 euros": what there is to spend. */
const budgetIn = (text: string): { amount: Amount; rest: string } | undefined => {
  const found = new RegExp(`\\bwith (${NUMBER}) money\\b`).exec(text);
  return (
    (found && {
      amount: { type: 'amount', value: found[1]!, thing: MONEY, role: 'has' },
      rest: text.replace(found[0], ' '),
    }) ??
    undefined
  );
};

/** The ask of a text; undefined where a word of it has no place. */
export const askOf = (words: string, { things, names, per: periods }: Known): Ask | undefined => {
  let text = tidied(ofThem(words, things, periods));
  if (asksBoth(text, things)) return undefined;
  // A clause with a number before the question tells something.
  if (text === '' || text.length > 110 || /\d[^.;:?!]*[.;:?!] +[a-z]/.test(words)) return undefined;
  const paid = new RegExp(`\\b(?:change|back) (?:from|out of|for) (?:1 )?(${NUMBER})(?: money)?\\b`).exec(text);
  if (paid) text = text.replace(paid[0], 'change');
  const cents = /\b(?:in|how many|price in) cents?\b/.test(text);
  const change = taken(text, CHANGE);
  // Who gives it back is no matter.
  text = change.found ? change.text.replace(SELLER, ' ').replace(/ {2,}/g, ' ').trim() : change.text;
  const start = taken(text, START);
  text = start.text;
  const total = taken(text, TOTAL);
  text = total.text;
  const least = taken(text, LEAST);
  text = least.text;
  const more = /\bhow many more\b|\bmore (?:needed|to (?:buy|order|make|get))\b|\bmore .*\b(?:need|needed|buy)\b/.test(
    text,
  );
  if (!more && /\bmore\b/.test(text)) return undefined;
  text = text
    .replace(/\bmore\b/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const left = taken(text, LEFT);
  text = left.text;
  const per = new RegExp(`\\bper (${NAME})\\b|\\b(?:does |will |should |must |can )?(?:each|every) (${NAME})\\b`).exec(
    text,
  );
  if (per) text = `${text.slice(0, per.index)} ${text.slice(per.index + per[0].length)}`;
  const each = taken(text, EACH);
  text = each.text;
  const counts: Amount[] = [...text.matchAll(COUNTED)].map(([, value = '', name]) => ({
    type: 'amount',
    value,
    thing: thingOf(name),
    role: 'count',
  }));
  const budget = budgetIn(text);
  if (budget) counts.push(budget.amount);
  text = (budget?.rest ?? text).replace(COUNTED, ' ').replace(/ {2,}/g, ' ');
  if (paid) counts.push({ type: 'amount', value: paid[1]!, thing: MONEY, role: 'paid' });
  const perName = per ? withoutAsking(per[1] ?? per[2]!) : undefined;
  if (/\d/.test(text) || OTHER.test(text.replace(/\bin first\b/g, ''))) return undefined;
  const somewhere =
    left.found || names.length === 0
      ? text.replace(/(?:^| )(?:in|on|from) (?!(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$)([a-z]+)$/, '')
      : text;
  const thing = thingIn(somewhere, things, names);
  if (thing === undefined) return undefined;
  // "In a shift", "per shift": what a rate of the story is by.
  const period = periods.find(
    (one) => (perName !== undefined && sameThing(one, thingOf(perName))) || inOne(words, one),
  );
  const timed = period !== undefined && isPeriod(period) && !counts.some((one) => sameThing(one.thing, period));
  if (timed) counts.push({ type: 'amount', value: '1', thing: period, role: 'count' });
  const modes: Mode[] = [
    ...(change.found ? ['change' as const] : []),
    ...(start.found ? ['start' as const] : []),
    ...(more ? ['need' as const] : []),
    ...((per && !timed) || each.found ? ['each' as const] : []),
    ...(left.found ? ['left' as const] : []),
  ];
  if (modes.length > 1) return undefined;
  const mode = modes[0] ?? (total.found ? 'total' : 'plain');
  return {
    mode,
    thing,
    ...(perName !== undefined && !timed && { per: thingOf(perName) }),
    ...(each.found && !per && { per: NOTHING }),
    counts,
    cents,
    atLeast: least.found,
    goal: /\b(?:until|before|till) (?:i|we|he|she|they) (?:can |could )?(?:buy|afford|get|have)\b/.test(words),
    buys: BUYS.test(words),
    whole: /\b(?:can|could|full|fully|complete|completely)\b/.test(words),
  };
};

const withoutAsking = (name: string): string =>
  name
    .split(' ')
    .filter((one) => !ASKING.test(one))
    .join(' ');

/** "Books the library has": whose they are is no part of the name. */
const withoutNames = (name: string, names: readonly string[]): string => {
  const words = name.split(' ');
  const last = words.findIndex((one, i) => i > 0 && names.includes(one));
  return last === -1 ? name : words.slice(0, last).join(' ');
};

/** The one thing that is asked for: every other word only asks or is a thing of the story. */
const thingIn = (text: string, things: readonly Thing[], names: readonly string[]): Thing | undefined => {
  const asked = HOW_MANY.exec(text)?.groups?.t;
  const spoken = asked === undefined ? undefined : withoutAsking(asked.split(/ (?=(?:do|does|did|will|are|is)\b)/)[0]!);
  const named = spoken === undefined ? undefined : withoutNames(spoken, names);
  const words = text.split(/[ ,]+/).filter((one) => one !== '');
  const strange = words.filter((one) => !ASKING.test(one));
  const known = (word: string): boolean =>
    names.includes(word) || things.some((one) => one.words.includes(thingOf(word).head));
  if (named !== undefined && named !== '') {
    const rest = strange.filter((one) => !named.split(' ').includes(one));
    return rest.every(known) ? thingOf(named) : undefined;
  }
  if (strange.length > 0) {
    // "Favours to order?", "days of supply", "left in the deck".
    const first = new RegExp(`^(?:number of |what is )?(${NAME})`).exec(text)?.[1] ?? '';
    const lead = thingOf(first.includes(' of ') ? first : withoutAsking(first));
    const told = things.find((one) => one.head !== lead.head && one.of !== lead.head && one.words.includes(lead.head));
    if (told) return strange.every(known) ? told : undefined;
    if (lead.head !== '' && strange.length <= 3) {
      const rest = strange.filter((one) => !lead.words.includes(thingOf(one).head));
      if (rest.every(known)) return lead;
    }
    return strange.every(known) ? NOTHING : undefined;
  }
  return /\b(?:money|cent|cost|costs|price|pay|pays|paid|owe|owes|spend|spends|bill|how much|charge|charged)\b/.test(
    text,
  )
    ? MONEY
    : NOTHING;
};

const isPeriod = ({ head }: Thing): boolean =>
  /^(?:second|minute|hour|day|week|month|year|night|shift|turn|term|season|session|round)$/.test(head);
const inOne = (words: string, { head }: Thing): boolean =>
  new RegExp(`\\b(?:in|for|during) (?:1 |one )?${head}\\b`).test(words);
