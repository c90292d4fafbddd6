/**
 * Reads stories of who has how much by relation: "Tom is 4 years older than Lea", "twice as many as Ben", "together
 * they are 30". Clause by clause: each says a number, a relation, a total, or asks; a clause that says none of these
 * ends the reading.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { grouped } from './things.ts';

const N = String.raw`[$£€]? ?(\d+(?:\.\d+)?)(?: ?[$£€])?`;
const WHO = String.raw`(?:on |in )?(?:my |his |her |our |the |a |an )?(?:older |little |younger |big )?([a-z]+)(?:'s)?`;
const VERB = anyOf(
  /has|have|had|is|are|am|was|were|owns|weighs|costs?|scored|sold|made|picked|got|gets|earns?|earned|collected|reads?/,
  /caught|baked|ran|walked|found|bought|planted|saved|saves|wrote|ate|counted|took|won|cycled|drove/,
);
const MORE = anyOf(/more|older|taller|longer|heavier|higher|bigger|further|farther|dearer|extra/);
const LESS = anyOf(/fewer|less|younger|shorter|lighter|lower|smaller|cheaper/);
const NO_THING = anyOf(
  /more|fewer|less|older|younger|than|as|times|together|each|and|per/,
  /does|do|did|is|are|was|will|has|have|had/,
);
const THING = String.raw`(?: (?!${NO_THING})[a-z]+){0,2}`;
const FACTOR = String.raw`(twice|double|half|thrice|(?:\d+) times|triple)`;
const SAME = anyOf(
  /as (?:many|much|old|tall|heavy|long|far|big|high)/,
  /older|more|the (?:number|amount|age)(?: of)?|that of|that(?: number| amount| many)?/,
);

type Said =
  | { type: 'value'; who: string; value: string }
  | { type: 'relation'; who: string; sign: '+' | '-' | '*' | '/'; by: string; of: string }
  | { type: 'total'; value: string };
type Asked =
  | { type: 'one'; who: string; later: string }
  | { type: 'total'; text: string }
  | { type: 'difference'; who: string; of: string };

const factorOf = (text: string): { sign: '*' | '/'; by: string } => {
  if (text === 'half') return { sign: '/', by: '2' };
  if (/^t(?:hrice|riple)/.test(text)) return { sign: '*', by: '3' };
  return { sign: '*', by: /^\d+/.exec(text)?.[0] ?? '2' };
};

const BY = new RegExp(
  sequence(
    `^${WHO} ${VERB} `,
    anyOf(/only|about|exactly/),
    '?',
    ' ?',
    N,
    THING,
    String.raw` (?:(${MORE})|(${LESS}))${THING}(?: than ${WHO}(?: ${VERB})?)?$`,
  ),
);
const TIMES = new RegExp(`^${WHO} ${VERB} ${FACTOR} ${SAME}${THING}(?: (?:as|than|of) ${WHO}(?: ${VERB})?)?$`);
const TIMES_BARE = new RegExp(`^${WHO} ${FACTOR} ${SAME}${THING}(?: (?:as|than) ${WHO})?$`);
const BASE = new RegExp(`^${WHO} ${VERB} ${N}(?: years? old| years?)?${THING}$`);
const JOINED = 'together|in total|altogether|in all|combined|between them';
const BOTH = String.raw`(?:they|we|the (?:two|2)(?: of them)?|both)`;
const IS = '(?:is|are|was)';
const TOTAL = new RegExp(
  alternatives(
    `^(?:${JOINED}|both together),? ${BOTH}(?: both)? ${VERB} ${N}(?: years? old| years?)?${THING}$`,
    `^${BOTH} ${VERB} ${N}(?: years?)?${THING} (?:${JOINED})$`,
    `^(?:the sum of their ages|their total|the total|their combined age|their ages together) ${IS} ${N}(?: years?)?$`,
    `^(?:their ages|the ages) (?:add up to|sum to|total|make) ${N}$`,
  ),
);
const PAIR = new RegExp(`^${WHO} and ${WHO} ${VERB}(?: together)? ${N}(?: years?)?${THING} (?:${JOINED})$`);
const ASKS_ONE = new RegExp(
  sequence(
    `^(?:so |and |then )?(?:how (?:old|many|much|tall|heavy|long)|what)${THING}`,
    `(?: is| are| does| do| has| have| did| was| will)? (?:the age of )?${WHO}`,
    /(?: have| has| weigh| own| be| get| sell| score| pick| collect| make| read| cost| earn)?(?: now| today)?/,
    /(?: in (\d+) years?)?$/,
  ),
);
const ASKS_TOTAL = new RegExp(
  sequence(
    /^(?:so |and |then )?(?:how (?:old|many|much)|what)\b(?:(?! each| share| equally| left| if\b)[^\d])*\b/,
    anyOf(
      /together|altogether|in total|in all|combined|between (?:them|the (?:two|2)(?: of them)?|us)|total/,
      /all (?:three|two|3|2)|the (?:three|two|3|2) days|both/,
    ),
    /(?:(?! each| share| equally| left)[^\d])*$/,
  ),
);
const ASKS_MORE = new RegExp(
  sequence(
    `^how (?:many|much)${THING} ?(?:years )?(?:${MORE}|${LESS})${THING} (?:does|is|has|did|was) ${WHO}`,
    `(?: have| own| sell)?(?: than ${WHO}(?: ${VERB})?)$`,
  ),
);

const PRONOUN = /^(?:he|she|him|her|it|they|them|that)$/;

type State = { said: Said[]; last: string; first: string };

const nameOf = (word: string | undefined, state: State): string => {
  if (word === undefined || word === '') return state.last;
  if (/^(?:i|me|my|mine)$/.test(word)) return 'i';
  return PRONOUN.test(word) ? state.last : word;
};

/** What one clause says; undefined where it says nothing of the kind. */
const saidIn = (clause: string, state: State): Said | undefined => {
  const total = TOTAL.exec(clause);
  if (total) return { type: 'total', value: total.slice(1).find((one) => one !== undefined)! };
  const pair = PAIR.exec(clause);
  if (pair) return { type: 'total', value: pair[3]! };
  const by = BY.exec(clause);
  if (by) {
    const who = PRONOUN.test(by[1]!) || /^(?:which|this)$/.test(by[1]!) ? state.last : nameOf(by[1], state);
    const of = nameOf(by[5], state);
    if (of === '' || of === who) return undefined;
    return { type: 'relation', who, sign: by[3] === undefined ? '-' : '+', by: by[2]!, of };
  }
  const times = TIMES.exec(clause) ?? TIMES_BARE.exec(clause);
  if (times) {
    const who = nameOf(times[1], state);
    const of = nameOf(times[3], state);
    if (of === '' || of === who) return undefined;
    return { type: 'relation', who, ...factorOf(times[2]!), of };
  }
  const base = BASE.exec(clause);
  if (base && !/^(?:there|they|we|these|those|which|each|both|together)$/.test(base[1]!))
    return { type: 'value', who: nameOf(base[1], state), value: base[2]! };
  return undefined;
};

const askedIn = (clause: string, state: State): Asked | undefined => {
  const more = ASKS_MORE.exec(clause);
  if (more) return { type: 'difference', who: nameOf(more[1], state), of: nameOf(more[2], state) };
  if (ASKS_TOTAL.test(clause)) return { type: 'total', text: clause };
  const one = ASKS_ONE.exec(clause);
  return one && !/^(?:they|we|that|it|there|each|more|left)$/.test(one[1]!)
    ? { type: 'one', who: nameOf(one[1], state), later: one[2] ?? '' }
    : undefined;
};

const apply = (value: string, sign: string, by: string): string =>
  sign === '*' || sign === '/' ? `${grouped(value)}${sign}${by}` : `${value}${sign}${by}`;

/** Everybody's amount as a sum, from those that are told and the relations. */
const amountsOf = (said: readonly Said[]): Map<string, string> | undefined => {
  const known = new Map<string, string>();
  for (const one of said) {
    if (one.type !== 'value') continue;
    if (known.has(one.who)) return undefined;
    known.set(one.who, one.value);
  }
  const relations = said.filter((one) => one.type === 'relation');
  const total = said.find((one) => one.type === 'total');
  if (total && relations.length === 1 && known.size === 0) {
    const [{ who, of, sign, by }] = relations as [Extract<Said, { type: 'relation' }>];
    if (sign === '+' || sign === '-') {
      known.set(of, `(${total.value}${sign === '+' ? '-' : '+'}${by})/2`);
      known.set(who, `(${total.value}${sign}${by})/2`);
    } else if (sign === '*') {
      known.set(of, `${total.value}/(${by}+1)`);
      known.set(who, `${total.value}/(${by}+1)*${by}`);
    } else {
      known.set(who, `${total.value}/3`);
      known.set(of, `${total.value}/3*2`);
    }
    return known;
  }
  if (total) return undefined;
  for (let round = 0; round < 4; round++)
    for (const { who, of, sign, by } of relations) {
      const base = known.get(of);
      if (base !== undefined && !known.has(who)) known.set(who, apply(base, sign, by));
      // "That is 5 more than Ben has": the other way round.
      const own = known.get(who);
      if (own !== undefined && !known.has(of))
        known.set(of, apply(own, { '+': '-', '-': '+', '*': '/', '/': '*' }[sign], by));
    }
  const everybody = new Set(relations.flatMap((one) => [one.who, one.of]));
  return [...everybody].every((one) => known.has(one)) ? known : undefined;
};

const FILLER = /^(?:please|thanks|thank you|ok|hi|hello|hey|dear|so|answer in years|in years)$/;

const BETWEEN = new RegExp(
  sequence(
    String.raw`\s*[.;?!,:]\s+|\s*[.;?!,]$|,? (?:and|while|but|whereas) (?=(?:my |his |her |the )?[a-z]+ `,
    String.raw`(?:has|have|is|am|was|had|twice|half|double|scored|sold|made|weighs|costs|got|picked|\d+ times)\b)`,
  ),
);

const clausesOf = (low: string): string[] =>
  low
    // "Ann and Ben have 48 together": both of them.
    .replace(
      new RegExp(
        sequence(
          /\b(?<!than )(?<!as )[a-z]+ and (?:my |his |her )?[a-z]+ (have|had|are|own|weigh|get|got)\b/,
          /(?=[^.?!;]*\b(?:together|altogether|in total|between them|combined)\b)/,
        ),
        'g',
      ),
      'they $1',
    )
    .replace(/ (?=i am \d)/g, ', ')
    .replace(/\b(?:and|while|but|whereas|if|then|so) (?=(?:how|what)\b)/g, '. ')
    .replace(/(?<=[a-z\d]) (?=how (?:old|many|much)\b)/g, '. ')
    .replace(/\byears? of age\b/g, 'years old')
    .split(BETWEEN)
    .map((one) => one.trim().replace(/^(?:if|and|so|then|well|ok) /, ''))
    .filter((one) => one !== '' && !FILLER.test(one));

/** What a story of relations comes to; undefined where a clause says something else. */
const byRelations = (low: string): string | undefined => {
  if (low.length > 300 || !/\b(?:than|as|twice|half|double|times)\b/.test(low)) return undefined;
  const state: State = { said: [], last: '', first: '' };
  let asked: Asked | undefined;
  for (const clause of clausesOf(low)) {
    const question = askedIn(clause, state);
    if (question) {
      if (asked) return undefined;
      asked = question;
      continue;
    }
    const said = saidIn(clause, state);
    if (!said) return undefined;
    state.said.push(said);
    if (said.type !== 'total') state.last = said.who;
  }
  if (!asked || !state.said.some((one) => one.type === 'relation')) return undefined;
  const known = amountsOf(state.said);
  if (!known) return undefined;
  if (asked.type === 'total') {
    if (
      state.said.some((one) => one.type === 'total') ||
      known.size < 2 ||
      (known.size > 2 && / and /.test(asked.text))
    )
      return undefined;
    return [...known.values()].map((one) => (/[-+]/.test(one) ? `(${one})` : one)).join('+');
  }
  const one = known.get(asked.who);
  if (one === undefined) return undefined;
  if (asked.type === 'one') return asked.later === '' ? one : `${grouped(one)}+${asked.later}`;
  const other = known.get(asked.of);
  return other === undefined ? undefined : `${one}-${grouped(other)}`;
};

export const readRelated: Reader = ({ low }) => {
  const expression = byRelations(low);
  if (expression === undefined) return undefined;
  const numbers = valuesIn(low);
  const quantities = [...new Set(numbers)].map((one, i): [string, string] => [`q${i + 1}`, one]);
  const problem: Problem = { type: 'story', quantities, expression };
  return { ...reading(problem, [...numbers, '1', '2', '3'], false), chance: 0.7 };
};
