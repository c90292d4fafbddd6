/**
 * Further forms of clauses: what is told for several at once ("for 12 churros I use 200 g"), a price and behind it how
 * many are bought ("tin 27.50. Need 4"), packs by what is in each, what is away, and what is shared.
 */
import { anyOf } from '../../regex.ts';
import {
  amount,
  BUYS,
  form,
  GAIN,
  GETS,
  HAS,
  LOSS,
  M,
  MONEYS,
  N,
  PER,
  persOf,
  PLACE,
  rate,
  roleOf,
  T,
  WHO,
  type Form,
} from './facts.ts';
import { MONEY, NAME, NOTHING, NUMBER, thingOf } from './words.ts';

const UNIT = anyOf(
  /kg|g|mg|grams?|kilos?|litres?|liters?|l|ml|cl|dl|cups?|scoops?|tea?spoons?|tsp|tbsp|tablespoons?|pounds?|lbs?|oz|m|cm/,
  /metres?|meters?|hours?|minutes?|min|h|pinch(?:es)?|drops?|eggs?/,
);
const NEEDS = anyOf(
  /needs?|uses?|used|takes?|took|requires?|makes?|made|contains?|gives?|weighs?|weigh|says|asks for|calls for|gets?/,
);
const MADE = anyOf(/need|use|used|take|took|require|put in|add|want/);

/** So many go with so much, in proportion. */
const LOTS: readonly Form[] = [
  form(
    `(?:recipe )?(?:is )?(?:for|to make|makes|serves) ${N()} ${T()},? (?:(?:i|we|you|it|she|he|they|recipe) )?(?:${MADE}|${NEEDS}) ${N('2')} (?<u>${UNIT})(?: (?:of )?${NAME})?`,
    ({ n, t, n2, u }) => [{ type: 'lot', count: n!, thing: thingOf(t), price: n2!, unit: thingOf(u) }],
  ),
  form(`${N()} ${T()} (?:for|makes?|serves?) ${N('2')} ${T('2')}`, ({ n, t, n2, t2 }) =>
    isPlace(t2!) ? undefined : [{ type: 'lot', count: n2!, thing: thingOf(t2), price: n!, unit: thingOf(t) }],
  ),
  form(`${N()} ${T()} per ${N('2')} ${T('2')}`, ({ n, t, n2, t2 }) => [
    { type: 'lot', count: n2!, thing: thingOf(t2), price: n!, unit: thingOf(t) },
  ]),
  form(
    `${N()} (?:equal |identical |same )?${T()}(?: together)? (?:weighs?|measures?) ${N('2')} (?<u>${UNIT})(?: together| in total| altogether)?`,
    ({ n, t, n2, u }) => [{ type: 'lot', count: n!, thing: thingOf(t), price: n2!, unit: thingOf(u) }],
  ),
];
const isPlace = (text: string): boolean => /^(?:days?|weeks?|months?|years?|hours?|minutes?|nights?|money)$/.test(text);

const WANTS = anyOf(
  /needs?|wants?|buys?|bought|buying|gets?|getting|orders?|ordered|ordering|takes?|took|need to buy|quantity|qty|sold|sells?/,
);
/** Some of them are there already. */
const NO_STOCK = String.raw`(?!,?(?: and| but)?(?: i| we)?(?: already)? (?:have|has|had|got)\b)`;
/** What is paid once, and not by the piece. */
const NO_GOODS =
  /\b(?:tip|fee|delivery|total|bill|discount|deposit|change|budget|money|price|cost|rent|fare|meal|dinner|lunch|shopping)\b/;
const PRICE_OF = `(?:item |unit )?(?:price|cost)(?: of| for| per)?(?: 1)?`;

/** A price, and how many: the things are not named again. */
const THEN_COUNTED: readonly Form[] = [
  form(`${T()} (?:is|are|costs?) ${MONEYS()}`, ({ t, n }) =>
    NO_GOODS.test(t!) ? undefined : [rate(n!, MONEY, [thingOf(t)], 'has')],
  ),
  form(
    `(?:1 )?${T()}:?(?: is| are| costs?| at)? ${N()} money(?: apiece)?[,.;]? (?:and )?(?:i |we |he |she |they )?${WANTS}(?: is|:)? ${N('2')}(?: of (?:them|those|these|it))?${NO_STOCK}`,
    ({ t, n, n2 }) => priced(n!, n2!, t),
  ),
  form(
    `${PRICE_OF}(?: ${T()})?(?: is|:)? ${M()}[,.;]? (?:quantity|qty|count|number|${WANTS})(?: is|:)? ${N('2')}`,
    (g) => priced(g.n!, g.n2!, g.t),
  ),
  form(
    `${WHO}(?:sews?|sewed|makes?|made|sells?|sold|knits?|bakes?|baked|cleans?|paints?|repairs?|washes|washed) ${N()} ${T()}[,.;]? (?:and )?(?:each |every )?(?:${NAME} )?(?:pays?|paid|gives?|charges?|gets?|earns?)(?: (?:me|us|him|her|them))? ${M('2')} (?:for (?:1|each)(?: ${NAME})?|apiece)`,
    ({ t, n, n2 }) => priced(n2!, n!, t),
  ),
  form(
    `(?:1 |each )?(?<t>ticket|entry|entrance|menu|meal|seat|pass|ride)(?: costs?| is|:)? ${N()} money(?: apiece| per person)?[,.;]? (?:there are |we are |for )${N('2')}(?: people| of us)?`,
    ({ t, n, n2 }) => priced(n!, n2!, t),
  ),
];
const priced = (price: string, count: string, name: string | undefined): ReturnType<Form['make']> => {
  const thing = name === undefined ? NOTHING : thingOf(name);
  if (/^(?:tip|fee|delivery|total|bill|discount|deposit|change|budget|money)$/.test(thing.head)) return undefined;
  const of = amount(count, thing.head === '' ? { head: 'item', words: ['item'] } : thing, 'count');
  return [of, rate(price, MONEY, [of.thing], 'has', of)];
};

const PACK = anyOf(
  /packs?|packets?|boxe?s?|bags?|trays?|cartons?|crates?|jars?|tins?|rows?|shelves|shelf|baskets?|sets?/,
);
const PART_OF_DAY =
  '(?:(?:in|at|for|with|after|before) )?(?:morning|noon|midday|lunch|afternoon|evening|night|breakfast|dinner|supper|bedtime)(?: time)?';
/** A number that may be spelled as the article. */
const ONE = `(?:${NUMBER}|one)`;
const figure = (told: string): string => (told === 'one' ? '1' : told);

const IN_EACH = `(?:in|on|inside) (?:apiece|it|them|(?:each|every)(?: (?:of them|${PACK}|one))?)`;

/** "3 packs of noodles with 5 in each", "4 children sit at each table". */
const PACKS: readonly Form[] = [
  form(
    `${NAME} (?:comes?|is sold|are sold|sold) in ${N()} (?<u>${UNIT}) (?<t>lengths?|rolls?|packs?|bags?|boxes|bottles?|tins?|cans?|strips?|pieces?|sacks?|jars?)`,
    ({ n, u, t }) => [rate(n!, thingOf(u), [thingOf(t)])],
  ),
  form(
    `(?:(?<who>i|we|he|she|they|${NAME}) (?:${HAS}|${BUYS}|brings?|brought|${GAIN}) )?${N()} ${T()},? (?:with|of|holding|containing|and|there are)? ?${N('2')}(?: ${T('2')})? ${IN_EACH}`,
    ({ n, t, n2, t2 }) => packed(n!, t!, n2!, t2),
  ),
  form(
    `(?:${HAS}|${BUYS}|brings?|brought|${GAIN}) ${N()} ${T()},? (?:with|of|holding|containing) ${N('2')}(?: ${T('2')})? ${IN_EACH}`,
    ({ n, t, n2, t2 }) => packed(n!, t!, n2!, t2),
  ),
  form(
    `${N()} ${T()} (?:(?:sit|stand|sits|stands|sleep|sleeps|fit|fits|go|live|lives|stay|work|play|are) )?(?:at|in|on|into) (?:each|every) ${T('2')}`,
    ({ n, t, t2 }) => [rate(n!, thingOf(t), [thingOf(t2)])],
  ),
  form(
    `for (?:1|each|every) ${T()},? (?:(?:i|we|you|he|she|they) )?(?<v>${GETS}) ${N()} ${T('2')}`,
    ({ t, v, n, t2 }) => [rate(n!, thingOf(t2), [thingOf(t)], roleOf(v!))],
  ),
  // "1 in the morning and 2 at night": so many in a day.
  form(
    `(?:${WHO}(?<v>${GETS}|drinks?|swallows?) )?(?<n>${ONE})(?: ${T()})? ${PART_OF_DAY},? (?:and )?(?<n2>${ONE})(?: ${T('2')})? ${PART_OF_DAY}(?: per day)?`,
    ({ n, t, n2, t2 }) =>
      t2 !== undefined && thingOf(t2).head !== thingOf(t).head
        ? undefined
        : [rate(`(${figure(n!)}+${figure(n2!)})`, thingOf(t), [{ head: 'day', words: ['day'] }])],
  ),
  form(`${T()} lasts? ${N()} ${T('2')} per ${T('3')}`, ({ n, t2, t3 }) => [
    rate(n!, thingOf(t2), [thingOf(t3)], 'has'),
  ]),
  form(`each of (?:us|them) (?<v>${GETS}) ${N()} ${T()}${PER}`, ({ v, n, t, per }) => [
    rate(n!, thingOf(t), [{ head: 'person', words: ['person'] }, ...persOf(per)], roleOf(v!)),
  ]),
  form(`${M()}(?<per>(?: per ${NAME}){1,2}) for (?:1 )?${NAME}`, ({ n, per }) => [rate(n!, MONEY, persOf(per), 'has')]),
  form(`(?:flat|family|team|group|household|party|house|class) of ${N()}`, ({ n }) => [
    amount(n!, { head: 'person', words: ['person'] }, 'count'),
  ]),
];
const packed = (count: string, name: string, each: string, what: string | undefined): ReturnType<Form['make']> => {
  const [outer = '', inner] = name.split(' of ');
  const of = amount(count, thingOf(outer), 'count');
  return [of, rate(each, thingOf(what ?? inner), [of.thing], 'has', of)];
};

/** What is saved in a time for something that costs so much, with what is there already. */
const SAVES: readonly Form[] = [
  form(
    `${WHO}(?:already )?(?:has|have|got|saved) ${M()}(?: already)? (?:saved|put aside)(?: already| up| so far)?`,
    ({ n }) => [amount(n!, MONEY, 'gain')],
  ),
  form(
    `${WHO}(?:saves?|puts?|sets?|earns?|gets?)(?: aside| away)? ${M()}(?: aside| away)?(?: money)?(?: (?:in|into) (?:1 )?(?:empty )?${NAME})?(?<per> per ${NAME})(?: (?:for|towards|to buy) (?:1 )?${NAME} (?:costing|that costs|which costs|worth|of|for) ${M('2')})?`,
    ({ n, per, n2 }) => [
      rate(n!, MONEY, persOf(per), 'count'),
      ...(n2 === undefined ? [] : [amount(n2, MONEY, 'need')]),
    ],
  ),
  form(
    `${WHO}(?:wants?|would like|is saving for|am saving for|are saving for)(?: to buy)? (?:1 )?${NAME} (?:costing|that costs|which costs|worth|for|at) ${MONEYS()}`,
    ({ n }) => [amount(n!, MONEY, 'need')],
  ),
  form(
    `${WHO}(?:already (?:has|have|got)|(?:has|have|got) already|(?:has|have|already) saved) ${MONEYS()}(?: (?:saved|already|so far|in (?:tin|jar|bank|account|piggy bank|savings)))*`,
    ({ n }) => [amount(n!, MONEY, 'gain')],
  ),
];

const AWAY = anyOf(
  /away|absent|ill|sick|missing|dead|used|taken|occupied|booked|reserved|in use|broken|faulty|damaged|rotten|torn|cracked|spoilt|spoiled|gone|off sick/,
);
const WEEKDAY = '(?:mon|tues?|weds?|thu(?:rs?)?|fri|satur|sat|sun|wednes)(?:day)?';
const FLOWS: readonly Form[] = [
  form(
    `${N()}(?: (?:of (?:them|those)))?(?: ${T()})? (?:(?:are|r|is|were|was) )?${AWAY}(?: (?:today|now|in total))?`,
    (g) => [amount(g.n!, thingOf(g.t), 'loss')],
  ),
  form(`${WHO}(?:${LOSS}) ${N()} (?:torn|old|broken|bad|rotten|used|faulty|damaged)(?: ${T()}| ones)?`, ({ n, t }) => [
    amount(n!, t === undefined || t === 'ones' ? NOTHING : thingOf(t), 'loss'),
  ]),
  form(`${WHO}(?:${GAIN}) ${N()} (?:new|more|other|further) ones`, ({ n }) => [amount(n!, NOTHING, 'gain')]),
  form(`(?:we are|there are) ${N()} ${T()}${PLACE}`, ({ n, t }) => [amount(n!, thingOf(t), 'count')]),
  form(`(?:it|that|all|meal|shopping) (?:is|was|costs?|cost|comes? to|came to) ${M()}`, ({ n }) => [
    amount(n!, MONEY, 'has'),
  ]),
  form(
    `(?:${WHO}(?:ran|walked|cycled|rode|swam|did|drove|read|sold|baked|made) )?${N()}(?: ${T()})? (?:on )?${WEEKDAY}`,
    (g) => [amount(g.n!, thingOf(g.t), 'count')],
  ),
  form(`${WHO}(?:${LOSS}) ${N()} of ${T()}`, ({ n, t }) => [amount(n!, thingOf(t), 'loss')]),
  form(`(?:minus|less) ${M()} (?:discount|off|rebate|voucher)`, ({ n }) => [amount(n!, MONEY, 'off')]),
  form(`(?:1 )?(?:1 )?${N()}[- ]pack(?: of ${T()})?`, ({ n, t }) => [amount(n!, thingOf(t), 'has')]),
  form(`(?:1 )?${NAME} (?:starts|is|was) empty`, () => []),
];

const EQUALLY = anyOf(/equally|evenly|even|fairly|equal|in equal parts/);
const SHARED: readonly Form[] = [
  form(
    `${N()} ${T()} (?:are |is |were )?(?:shared|divided|split|dealt|distributed)(?: out)? ${EQUALLY} (?:between|among|amongst|to|into|over) ${N('2')} ${T('2')}`,
    ({ n, t, n2, t2 }) => [amount(n!, thingOf(t), 'has'), { type: 'share', value: n2!, thing: thingOf(t2) }],
  ),
  form(
    `${N()} ${T()},? (?:equal shares|(?:(?:split|sharing|splitting|share) (?:it |all |bill |cost )?${EQUALLY}))`,
    ({ n, t }) => [{ type: 'share', value: n!, thing: thingOf(t) }],
  ),
  form(
    `${N()} of us (?:had|have|went|go|ate|eat|shared?|rented|rent|booked|took|bought)(?: (?!how|what|split)[a-z]+){0,3}`,
    ({ n }) => [{ type: 'share', value: n!, thing: NOTHING }],
  ),
  form(`(?:we )?(?:split|share|shared|divide)(?: (?:it|that|all|bill|cost))?(?: up)? ${EQUALLY}`, () => []),
];

/** Forms in the order in which they are tried. */
export const GOODS: readonly Form[] = [...LOTS, ...THEN_COUNTED, ...PACKS, ...SAVES, ...FLOWS, ...SHARED];
