/**
 * The words of stories that are told clause by clause, in one spelling: money as "12.5 money", "3 a day" as "3 per
 * day", without articles and without words that ask for nothing. What is meant stays as it was.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

export const NUMBER = String.raw`(?:\d+(?:\.\d+)?(?!\.?\d)|\(\d+(?:\.\d+)?[/+]\d+(?:\.\d+)?\))`;

/** Words that are no part of the name of a thing. */
const NO_NAME = alternatives(
  /an?|the|and|or|of|at|for|from|to|in|on|by|with|than|as|if|so|but|then|per|each|every|apiece|both|all|not|no/,
  /i|we|he|she|they|you|it|me|us|him|them|there|this|that|these|those|which|what|how|many|much|who|when|where|while/,
  /is|are|was|were|be|been|am|has|have|had|got|gets?|gave|gives?|given|took|takes?|taken|needs?|needed|costs?|paid/,
  /pays?|buys?|bought|sold|sells?|makes?|made|used?|uses|ate|eats?|eaten|holds?|held|contains?|came|comes?|went|goes/,
  /go|do|does|did|done|puts?|can|could|will|would|must|should|may|wants?|sends?|sent|receives?|received|owes?|spent/,
  /spends?|adds?|added|closed|lost|loses?|broke|split|shared?|divided|total|altogether|together|left|remain|remains/,
  /remaining|more|less|fewer|extra|further|another|other|others|rest|half|twice|double|off|out|up|down|away|back|over/,
  /change|discount|equally|evenly|money|cent|percent|average|only|still|already|again|now|later|before|after|until/,
  /existing|last|next|old|older|younger|taller|ago|between|among|except|without|either|least|most|some|any/,
  /thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|numbers?|factors?|multiples?|digits?/,
  /instead|during|since|against|under|above|times|same|whole|sum|difference|plus|minus|ratio|tip|cheaper|stays?|spares?/,
  /enough|weighs?|weighed|sits?|sat|stands?|sleeps?|lives?|leaves?|boarded|boards|arrived|departed|added|removed/,
);
const NAMED = `(?!(?:${NO_NAME})\\b)`;
const WORD = `${NAMED}[a-z][a-z'-]*`;
/**
 * The source of a pattern in which a name may be any words. It fits wherever the pattern fits, and is made in a
 * hundredth of its time: a form is made in full only where this one fits.
 */
export const withAnyNames = (source: string): string => source.replaceAll(NAMED, '');
/** The name of a thing: up to three words, "bags of dry rice". */
export const NAME = `${WORD}(?: ${WORD}){0,2}(?: of ${WORD}(?: ${WORD})?)?`;

const NO_ASIDE = anyOf(
  /each|per|half|double|twice|total|not|only|except|without|free|off|all|none|both|one|two|three|four|five|six|seven|eight/,
  /nine|ten|more|less|fewer|extra|another|other|no|every|and|or|than|from|for|of|by|same|equal\w*|dozen|pair|incl\w*|excl\w*/,
).replace(/^\(\?:|\)$/g, '');

/** A thing by its last word, by what it is of, and by all its words. */
export type Thing = { head: string; of?: string; words: readonly string[] };

export const MONEY: Thing = { head: 'money', words: ['money'] };
export const NOTHING: Thing = { head: '', words: [] };

const SHORT: Readonly<Record<string, string>> = {
  min: 'minute',
  mins: 'minute',
  hrs: 'hour',
  secs: 'second',
  hr: 'hour',
  h: 'hour',
  sec: 'second',
  s: 'second',
  wk: 'week',
  mth: 'month',
  kilo: 'kg',
  kilogram: 'kg',
  metre: 'm',
  meter: 'm',
  liter: 'litre',
  l: 'litre',
  gram: 'g',
  kilometre: 'km',
  kilometer: 'km',
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  passenger: 'person',
  adult: 'person',
};
const one = (word: string): string => SHORT[word] ?? SHORT[singularOf(word)] ?? singularOf(word);

export const thingOf = (text: string | undefined): Thing => {
  if (text === undefined || text === '') return NOTHING;
  const [before = '', of] = text.split(' of ');
  if (/(?:^| )ones?$/.test(before)) return NOTHING;
  const words = [...before.split(' '), ...(of?.split(' ') ?? [])].map(one);
  return { head: one(before.split(' ').at(-1)!), words, ...(of !== undefined && { of: one(of.split(' ').at(-1)!) }) };
};

/** Whether two names may name one thing: "open issues" and "issues", "kg of flour" and "flour". */
export const sameThing = (a: Thing, b: Thing): boolean =>
  a.head !== '' && b.head !== '' && (a.head === b.head || a.head === b.of || b.head === a.of);

const COIN = new RegExp(
  sequence(
    /(\d+(?:\.\d+)?) ?-?/,
    anyOf(
      /euros?|dollars?|pounds?|rupees?|reais|quid|bucks|eur|usd|gbp|inr|zl|zloty|kr|chf|francs?|yen|pesos?|lira/,
      /rand|naira|dirhams?|shillings?|crowns?/,
    ),
    /\b(?:,? (?:and )?(\d\d)(?: cents?| pence)?\b(?! ?(?!each|apiece|a piece|how|and|what)[a-z%]))?/,
  ),
  'g',
);
/** "2 pounds of butter" are no money. */
const WEIGHS = /\b(?:stone|ounces?|oz|weigh\w*|lbs?|heavy)\b|\bpounds? of\b(?! (?:tax|fee|tip))/;

/** Amounts of money in one spelling, cents as parts of the whole; undefined where pounds may be weights. */
const withMoney = (told: string): string | undefined => {
  const low = told.replace(/zł/g, 'zl');
  if (/\bpounds?\b/.test(low) && WEIGHS.test(low)) return undefined;
  return low
    .replace(/(?<![\w.])([$£€₹]) ?(\d+(?:\.\d+)?)/g, '$2 money')
    .replace(/(\d+(?:\.\d+)?) ?[$£€₹]/g, '$1 money')
    .replace(COIN, (_, whole: string, part?: string) => `${part === undefined ? whole : `${whole}.${part}`} money`)
    .replace(/(\d+) ?(?:p|pence|pennies|cents?|c|ct)\b/g, '($1/100) money')
    .replace(/\b(?:a )?fiver\b/g, '5 money')
    .replace(/\b(?:a )?tenner\b/g, '10 money')
    .replace(/money[- ](?:note|bill|coin)\b/g, 'money')
    .replace(/\b(?:rupees|euros?|dollars?|pounds?|reais|quid|bucks|zloty|zl|yen)\b|[$£€₹]/g, 'money')
    .replace(/\b(?:pence|cents)\b/g, 'cent');
};

/** "Seven fifty": a price that is spoken. */
const spoken = (text: string): string =>
  /\b(?:money|change|costs?|price|pay|paid)\b/.test(text)
    ? text.replace(
        /(?<![\d.,] )\b(\d{1,2}) ([1-9]\d)(?=$|[,.?;]| (?:and|how|each|apiece|so|what|in total)\b)/g,
        '$1.$2',
      )
    : text;

const AMOUNTS = `${NUMBER} money(?:(?:, | and |, and )${NUMBER} money)+`;
/** What is asked before it is told, behind it: "change from 10 money for 7.50". */
const inOrder = (text: string): string =>
  text
    .replace(
      new RegExp(
        `^(?:how much |what is )?(?:the )?change (?:do i get |would i get |will i get )?(?:from|out of) (${NUMBER})(?: money)?,? (?:for|if i buy|when i buy) (.+?)\\W*$`,
      ),
      (all, paid: string, rest: string) =>
        /\d/.test(rest)
          ? `${new RegExp(`^${NUMBER}$`).test(rest) ? `it costs ${rest}` : rest}, change from ${paid} money?`
          : all,
    )
    .replace(
      new RegExp(
        `^(?:could you |can you |please )*(?:add up|total|sum up|add)(?: [a-z]+){0,6}(?:,? (?:dear|please))?: ?(${AMOUNTS})\\W*$`,
      ),
      'spent $1, total?',
    );

const PERIOD = anyOf(
  /second|sec|s|minute|min|hour|hr|h|day|week|wk|month|year|night|morning|evening|shift|turn|round|term|season|session/,
);

/** Words in brackets that change no number: "(typical)". */
const ASIDE = new RegExp(sequence(` ?\\((?![^)]*(?:\\d|\\b(?:${NO_ASIDE})\\b))[a-z' ,!-]{2,60}\\)`), 'g');
const DAY =
  /\b(?:today|yesterday|tomorrow|morning|afternoon|evening|before|earlier|monday|tuesday|friday|saturday|sunday)\b/g;

/** The text without words that only lead, with "r" as "are" and stops of a bus by what happens there. */
const withoutLeads = (low: string): string => {
  const text = low
    .replace(ASIDE, '')
    .replace(/(?<=[a-z\d] )r(?= [a-z])/g, 'are')
    .replace(/^(?:(?:okay|ok|so|well|right|hi|hey)\b,? ?)+/, '')
    .replace(/(^|[,.;] )if (?=(?:i|we|you|he|she|they) )/g, '$1')
    .replace(/(\d ?(?:h|hours?|hrs?)) (?:of )?(?:labou?r|work)\b/g, '$1')
    .replace(/(\d) (?:full|whole|entire) (?=[a-z]+s\b)/g, '$1 ')
    .replace(/ (?:this|in the|for the|over the) (?:whole )?(?:wk|week|weekend)(?=\W*$)/, '')
    .replace(
      /(?<=[a-z] |[,.;] |^)(?:at|on) (?:the )?(?:(?:first|second|third|next|last|1st|2nd|3rd) stop|stop \d),? (?=\d)/g,
      '',
    )
    .replace(
      / (?:on|in|aboard) (?:the )?(?:bus|train|tram)(?: (?:now|at the end|after (?:the )?(?:last stop|stop \d)))?(?=\W*$)/,
      ' now',
    );
  const days = text.match(DAY) ?? [];
  const once = days.length === 1 ? text.replace(/^(?:today|yesterday),? /, '') : text;
  const far = /\b(?:km|kilomet(?:re|er)s?)\b/.test(once) ? once.replace(/\b(\d+)k\b/g, '$1 km') : once;
  // "I sold 63 pieces" of what was spoken of.
  return /\b(?:into|of|each|per|in) (?:\d+ )?pieces?\b|\bpieces? of\b/.test(far)
    ? far
    : far.replace(/(?<=\d) pieces\b|(?<=how many) pieces\b/g, '');
};

/** Text of a story in the one spelling; undefined where it says what is not read here. */
export const plainWords = (low: string): string | undefined => {
  const money = withMoney(withoutLeads(low));
  const paid = money && inOrder(spoken(money));
  if (paid === undefined) return undefined;
  return paid
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ ?@ ?/g, ' at ')
    .replace(/ w (?=\d|[a-z])/g, ' with ')
    .replace(/\b2day\b/g, 'today')
    .replace(/\b(?:tell |give |find )?time in (?=(?:hours|minutes|days)\W*$)/g, 'how many ')
    .replace(/ ?= ?(?=[a-z])|(?<=[a-z]) ?= ?\W*$/g, ', ')
    .replace(/(^|[.;:] |\b(?:in|on) )an? (?=[a-z])/g, '$11 ')
    .replace(/\bfirst prize\b/g, 'prize')
    .replace(/\b(?:per (?:piece|head|one|item)|a piece|each one|each of them)\b/g, 'apiece')
    .replace(/\b(?:each|every)(?= ?(?:[,.;:?!]|$|(?:and|per|plus|but|how|what|then)\b))/g, 'apiece')
    .replace(/\beach(?= (?:an?|per) [a-z])/g, 'apiece')
    .replace(/(\d+) and (?:a )?half (?=[a-z])/g, '$1.5 ')
    .replace(/(?<=\d|money)\/(?=[a-z])/g, ' per ')
    .replace(
      new RegExp(
        `(\\d|\\)|money|(?<!\\b(?:in|at|on|during|of|for))(?<=[a-z])) ?,? (?:each|every|the) (${PERIOD})\\b`,
        'g',
      ),
      '$1 per $2',
    )
    .replace(/(?<=money|\d) (?:the|an?|for each|for every|every|each) (?=(?!of\b)[a-z])/g, ' per ')
    .replace(new RegExp(`(${NUMBER} ${NAME}|apiece) (?:an?|for each|for every) (?=(?!of\\b)[a-z])`, 'g'), '$1 per ')
    .replace(/\b(?:daily)\b/g, 'per day')
    .replace(/\b(?:weekly)\b/g, 'per week')
    .replace(/\b(?:monthly)\b/g, 'per month')
    .replace(/\b(?:hourly)\b/g, 'per hour')
    .replace(/\b(?:an?|the|my|our|his|her|their|your|its|these|those|this)\b ?/g, '')
    .replace(/\b(?:just|exactly|also|always|please|simply|thats all|that is all|really|currently|own)\b ?/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
};
