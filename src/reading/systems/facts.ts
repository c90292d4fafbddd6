/** One clause about unknown amounts: what some of them come to, how two of them stand to each other, which is asked. */
import { anyOf, sequence } from '../../regex.ts';
import { LEAST, LESS, MORE, MOST, number, thing, TOGETHER, UNIT, VERB } from './words.ts';

/** So many times the amount of a thing. */
type Term = { times: string; thing: string };
/** `a` and `b` are things; without one it is "one" and "the other". */
export type Fact =
  | { type: 'sum'; terms: readonly Term[]; value: string }
  | { type: 'all'; value: string; count: number | undefined }
  | { type: 'relation'; a: string | undefined; b: string | undefined; times: string; plus: string };
export type Asked = { type: 'thing'; thing: string } | { type: 'larger' } | { type: 'smaller' };

const ONLY = '(?:(?:only|exactly|just|now|both|all|a total of|to) )*';
const item = (n: number): string => String.raw`(?:(?<times${n}>\d+|twice|double) )?${thing(`thing${n}`)}`;

const SUM = new RegExp(
  sequence(
    `^(?:${TOGETHER},? )?${item(1)},? (?:and|plus|with) ${item(2)}(?:,? (?:and|plus) ${item(3)})?,?`,
    `(?: (?:both|all|${TOGETHER}))?(?: ${VERB})?(?: ${TOGETHER})?,? ${ONLY}${number('value')}${UNIT}(?: ${TOGETHER})?$`,
  ),
);

const COUNTED = String.raw`(?:i have |there are )?(?:the |these |those |my |our )?(?<count>[234])(?: (?!${VERB}\b)[a-z]+){1,2}`;
const THEY = anyOf(/they|we|these|those|both(?: of (?:them|us))?|it|(?:all )?(?:the )?[234](?: of (?:them|us))?/);
const VALUE = `${ONLY}${number('value')}${UNIT}`;
const ADD_UP = /(?:add up to|sum (?:up )?to|total|come to|make)/.source;
const ALL: readonly RegExp[] = [
  new RegExp(`^${TOGETHER},?(?: ${THEY})?(?: (?:both|all))?(?: ${VERB}| at)? ${VALUE}$`),
  new RegExp(`^${THEY} ${VERB}(?: ${TOGETHER})? ${VALUE} ${TOGETHER}$`),
  new RegExp(`^${THEY} (?:${VERB} )?${TOGETHER} ${VALUE}$`),
  new RegExp(`^${THEY} ${ADD_UP} ${VALUE}$`),
  new RegExp(`^${COUNTED} (?:with |whose |have |having )?(?:a |the )?(?:sum|total)(?: is| of)? ${VALUE}$`),
  new RegExp(`^${COUNTED}(?: ${VERB})? ${TOGETHER},?(?: ${VERB})? ${VALUE}$`),
  new RegExp(`^${COUNTED} ${VERB} ${VALUE} ${TOGETHER}$`),
  new RegExp(`^${COUNTED} ${ADD_UP} ${VALUE}$`),
  new RegExp(`^(?:the )?(?:sum|total) of ${COUNTED} ${VERB} ${VALUE}$`),
];

const ONE = /(?:(?:one|1)(?: of (?:them|these|those|the (?:2|two)))?|the (?:one|1|first)(?: one)?)/.source;
const OTHER = /(?:(?:the )?(?:other|second)(?: (?:one|1))?|another)/.source;
const A = `(?:${ONE}|${thing('a')})`;
const B = `(?:${OTHER}|${thing('b')})`;
const SIGN = `(?:${MORE}|(?<less>${LESS}))`;
const RELATIONS: readonly RegExp[] = [
  new RegExp(`^${A} ${VERB} ${ONLY}${number('by')}${UNIT} ${SIGN}(?: (?!than\\b)[a-z]+)? than ${B}(?: ${VERB})?$`),
  new RegExp(`^${A} ${VERB} ${SIGN} than ${B}(?: ${VERB})? by ${number('by')}${UNIT}$`),
  new RegExp(`^${A} exceeds ${B} by ${number('by')}${UNIT}$`),
];
const AS = anyOf(
  /as (?:many|much|old|tall|heavy|long|far|big|high|large|expensive|dear|wide)(?: [a-z]+)? as/,
  /the (?:price|cost|weight|age|length|size|number|amount|height)(?: [a-z]+)? of/,
  /(?:that of|what|of|older than|more than|heavier than|bigger than|larger than)/,
);
const FACTOR = new RegExp(
  sequence(
    `^${A}(?: ${VERB})? (?:exactly )?(?<times>twice|double|triple|thrice|half|\\d+(?:\\.\\d+)? times) (?:${AS} )?${B}`,
    `(?: ${VERB})?$`,
  ),
);
const FACTORS: Readonly<Record<string, string>> = { twice: '2', double: '2', triple: '3', thrice: '3', half: '1/2' };
const factorOf = (text: string): string => FACTORS[text] ?? text.replace(' times', '');

const termsOf = (groups: Readonly<Record<string, string | undefined>>): Term[] =>
  [1, 2, 3].flatMap((n) => {
    const name = groups[`thing${n}`];
    return name === undefined ? [] : [{ times: factorOf(groups[`times${n}`] ?? '1'), thing: name }];
  });

/** What a clause tells of unknown amounts. */
export const factIn = (clause: string): Fact | undefined => {
  for (const pattern of ALL) {
    const groups = pattern.exec(clause)?.groups;
    if (groups) return { type: 'all', value: groups.value!, count: groups.count ? Number(groups.count) : undefined };
  }
  for (const pattern of RELATIONS) {
    const groups = pattern.exec(clause)?.groups;
    if (!groups) continue;
    const sign = groups.less === undefined ? '' : '-';
    return { type: 'relation', a: groups.a, b: groups.b, times: '1', plus: `${sign}${groups.by!}` };
  }
  const factor = FACTOR.exec(clause)?.groups;
  if (factor) return { type: 'relation', a: factor.a, b: factor.b, times: factorOf(factor.times!), plus: '0' };
  const sum = SUM.exec(clause)?.groups;
  return sum && { type: 'sum', terms: termsOf(sum), value: sum.value! };
};

const ASK = sequence(
  anyOf(
    /(?:please )?(?:give|tell|find|state|name|work out|calculate)(?: me| us)? /,
    /(?:what|which) (?:is|was|are) |(?:i|we|they) need |(?:he|she) needs /,
  ),
  /(?:only |just )?/,
);
const QUANTITY = /(?:the )?(?:price|cost|weight|age|length|size|number|amount|value|mass|height|share|score)s?/.source;
const IN = String.raw`(?:,? in [a-z]+(?: of [a-z]+)?)?(?: (?:now|today|please))?`;
const ORDERED = String.raw`(?:the )?(?:(?<most>${MOST})|(?<least>${LEAST}))(?: (?:one|1|number|[a-z]+))?`;
const ASKS: readonly RegExp[] = [
  new RegExp(`^(?:${ASK})?(?:${QUANTITY} of )?${ORDERED}(?: (?:cost|weigh))?${IN}$`),
  new RegExp(`^(?:${ASK})(?:${QUANTITY} of )?${thing('thing')}${IN}$`),
  new RegExp(`^(?:${ASK})?${QUANTITY} of ${thing('thing')}${IN}$`),
  new RegExp(
    `^how (?:old|heavy|long|tall|many|much)(?: [a-z]+)? (?:is|are|was) (?:${ORDERED}|${thing('thing')})${IN}$`,
  ),
  new RegExp(
    `^how (?:many|much)(?: [a-z]+)? (?:does|do|did|has|have) (?:${ORDERED}|${thing('thing')})(?: ${VERB}| have| weigh| cost| get| take| put in)?${IN}$`,
  ),
  new RegExp(`^(?:${ORDERED}|${thing('thing')}) ${VERB} how (?:many|much)(?: [a-z]+)?$`),
  new RegExp(`^for (?:${ORDERED}|${thing('thing')}),? how (?:many|much)(?: [a-z]+)?$`),
  new RegExp(`^how (?:much|many)(?: [a-z]+)? (?:costs?|weighs?) (?:${ORDERED}|${thing('thing')})${IN}$`),
  new RegExp(`^(?:the )?${thing('thing')},? in [a-z]+$`),
  new RegExp(`^what (?:does|did|do) (?:${ORDERED}|${thing('thing')}) (?:cost|weigh|pay|get|have|measure|take)${IN}$`),
];

/** Which amount a clause asks for. */
export const askedIn = (clause: string): Asked | undefined => {
  for (const pattern of ASKS) {
    const groups = pattern.exec(clause)?.groups;
    if (groups?.most !== undefined) return { type: 'larger' };
    if (groups?.least !== undefined) return { type: 'smaller' };
    if (groups?.thing !== undefined) return { type: 'thing', thing: groups.thing };
  }
  return undefined;
};
