/**
 * What one clause of a story tells: an amount, a rate, how many share, a price of several. A clause is read only with
 * all of its words.
 */
import { anyOf } from '../../regex.ts';
import { MONEY, NAME, NOTHING, NUMBER, thingOf, withAnyNames, type Thing } from './words.ts';

/** What an amount does: it is there, comes, goes, is paid, is needed, is left, is all, or only counts others. */
export type Role = 'has' | 'gain' | 'loss' | 'paid' | 'need' | 'rest' | 'off' | 'sum' | 'count';
/** `who`, `place`: whose it is and where, as told. */
export type Amount = { type: 'amount'; value: string; thing: Thing; role: Role; who?: string; place?: string };
/** So much for one of each of `per`. `of`: the amount that it stands beside. */
export type Rate = {
  type: 'rate';
  value: string;
  thing: Thing;
  per: readonly Thing[];
  role: Role;
  of?: Amount;
};
export type Share = { type: 'share'; value: string; thing: Thing };
/** So many cost so much together, or take so much of `unit`; it is money where no unit is told. */
export type Lot = { type: 'lot'; count: string; thing: Thing; price: string; unit?: Thing };
export type Fact = Amount | Rate | Share | Lot;

type Groups = Readonly<Record<string, string | undefined>>;
/** `fit`: the form at a place of a text. */
export type Form = {
  fit: (text: string, at: number) => RegExpExecArray | undefined;
  make: (groups: Groups) => readonly Fact[] | undefined;
};

export const WHO = `(?:(?<who>i|we|he|she|they|you|it|there|(?:1 )?${NAME}) )?`;
export const HAS = anyOf(
  /has|have|had|owns?|owned|got|is|are|was|were|there (?:is|are|was|were)|starts? with|started with|with|of/,
);
export const GETS = anyOf(
  /carrying|holding|containing|having|seating|costing|wearing|needing|taking|getting|eating/,
  /gets?|got|receives?|received|needs?|holds?|contains?|has|have|takes?|took|uses?|used|eats?|ate|sends?|sent/,
  /makes?|made|does?|do|did|drinks?|drank|works?|worked|pays?|paid|gives?|gave|seats?|carr(?:y|ies)|brings?|brought/,
  /wants?|orders?|ordered|spends?|spent|asks for|asked for|requires?|buys?|bought|earns?|earned|sells?|sold|wears?/,
  /knits?|knitted|sews?|sewed|reads?|writes?|wrote|types?|typed|packs?|packed|fits?|plants?|planted|bakes?|baked|weighs?|climbs?|runs?|ran|walks?/,
);
export const GAIN = anyOf(
  /gets?|got|receives?|received|finds?|found|adds?|added|buys?|bought|fills?|filled|fill in|joins?|joined|wins?|won/,
  /earns?|earned|collects?|collected|picks?|picked|makes?|made|bakes?|baked|puts? in|puts?|plants?|planted|orders?/,
  /ordered|brings?|brought|deposits?|deposited|prints?|printed|borrows?|borrowed|pours? in|poured in|tops? up/,
);
export const LOSS = anyOf(
  /closed?|closes|used?|uses|sold|sells?|gave away|gives? away|lost|loses?|spent|spends?|pa(?:ys?|id) out|ate|eats?|broke/,
  /breaks?|dropped|drops?|threw away|throws? away|removed?|removes|took out|takes? out|withdrew|donated?|donates/,
  /shipped|ships?|posted|sent(?: out)?|sends?(?: out)?|drank|drinks?|burn(?:s|ed|t)?|cut off|threw out|binned|wasted/,
  /stole|steals?|took away|handed out|gave out|gives? out|consumed|discarded|scrapped|deleted|pours? out|poured out|lent|hands? out/,
);
const CAME = anyOf(
  /came in|come in|board(?:ed)?|boards|hop(?:ped)? on|climb(?:ed)? on|arrived?|arrives|joined|were added|are added|got on|came|were born|were delivered|get on/,
);
const WENT = anyOf(
  /left|leave|leaves|alight(?:ed)?|hop(?:ped)? off|went|went (?:out|away)|died|broke|departed|were (?:sold|lost|used|eaten|removed|closed|broken|given away|taken)/,
  /(?:got|were|are) (?:sold|lost|eaten|taken out|thrown away|shipped)|got off|go face up|get off|leave|go out/,
);
export const BUYS = anyOf(
  /buys?|bought|orders?|ordered|takes?|took|gets?|got|purchased?|wants?|needs?|picks? up|sells?|sold|rents?|rented/,
);
const DOING = '(?:buy|make|post|send|pack|order|do|read|print|deliver|fill|seat|carry|move|sort|sew|plant)';
const TIME_AFTER = anyOf(
  /today|yesterday|before lunch|after lunch|in morning|in afternoon|in evening|after|this (?:week|morning)|already/,
);
export const PLACE = `(?: (?:in|on|at|from|to|into|onto|out of|for) (?<place>(?:1 )?${NAME}))?`;
export const PER = `(?<per>(?: per ${NAME}){0,2})`;
export const N = (k = ''): string => `(?<n${k}>${NUMBER})`;
export const T = (k = ''): string => `(?<t${k}>${NAME}|money)`;
export const M = (k = ''): string => `(?<n${k}>${NUMBER})(?: money)?`;
export const MONEYS = (k = ''): string => `(?<n${k}>${NUMBER}) money`;

export const persOf = (per = ''): Thing[] =>
  per
    .split(/ ?\bper /)
    .filter((one) => one !== '')
    .map(thingOf);

export const amount = (value: string, thing: Thing, role: Role, who?: string, place?: string): Amount => ({
  type: 'amount',
  value,
  thing,
  role,
  ...(who !== undefined && { who }),
  ...(place !== undefined && { place }),
});
export const rate = (value: string, thing: Thing, per: readonly Thing[], role: Role = 'count', of?: Amount): Rate => ({
  type: 'rate',
  value,
  thing,
  per,
  role,
  ...(of && { of }),
});

const ENDS =
  '(?= ?(?:[,.;:?!]|-|$)| (?:and|then|but|plus|so|how|what|total) | (?:for|in|during) \\d| (?:speed|price|cost|bill|split|lasts how) )';

export const form = (words: string, make: Form['make']): Form => {
  const source = `${words}${ENDS}`;
  const loose = new RegExp(withAnyNames(source), 'y');
  let strict: RegExp | undefined;
  return {
    fit: (text, at) => {
      loose.lastIndex = at;
      if (!loose.test(text)) return undefined;
      strict ??= new RegExp(source, 'y');
      strict.lastIndex = at;
      return strict.exec(text) ?? undefined;
    },
    make,
  };
};

/** "Bill came to 135": all that is paid. */
const ALL_PAID = anyOf(/bill|total|fare|invoice|cost|price|whole bill|final bill/);

const isMoneyName = (text = ''): boolean => /^(?:bill|price|total|fare|check|receipt|lunch|dinner)$/.test(text);

const flow =
  (role: Role): Form['make'] =>
  ({ n, t, who, place }) => [amount(n!, thingOf(t), role, who, place)];

/** "3 notebooks at 45 each", "14 licences at 23 money", "cloth at 18.5 money per metre". */
const PRICES: readonly Form[] = [
  form(
    `(?:${WHO}${BUYS} )?${N()} ${T()}(?: at| costing| that cost| priced at|,? which cost|,? costing) ${M('2')}(?: apiece)?`,
    ({ n, t, n2 }) => {
      const count = amount(n!, thingOf(t), 'count');
      return [count, rate(n2!, MONEY, [count.thing], 'has', count)];
    },
  ),
  form(`(?:${WHO}${BUYS} )?${N()} ${T()}(?: for| at|,)? ${M('2')}(?: apiece)`, ({ n, t, n2 }) => {
    const count = amount(n!, thingOf(t), 'count');
    return [count, rate(n2!, MONEY, [count.thing], 'has', count)];
  }),
  form(`(?:${WHO}${BUYS} )?${N()} ${T()}(?: for| at|,)? ${M('2')} per ${T('2')}`, ({ n, t, n2, t2 }) => [
    amount(n!, thingOf(t), 'count'),
    rate(n2!, MONEY, [thingOf(t2)], 'has'),
  ]),
  form(
    `(?:(?:1 )?${T()} )?(?:(?:costs?|is|are|was|at|for|charges?|wants?|asks?(?: for)?) )?${M()}(?<per>(?: per ${NAME}){1,2})`,
    ({ t, n, per }) =>
      t === undefined || /\b(?:there|who)\b/.test(t) ? undefined : [rate(n!, MONEY, persOf(per), 'has')],
  ),
  form(`${MONEYS()}(?: ${T()})?(?<per>(?: per ${NAME}){1,2})(?: apiece)?`, ({ n, per }) => [
    rate(n!, MONEY, persOf(per), 'has'),
  ]),
  form(`(?:each|every|1|one) ${T()} (?:costs?|is|at|for|sells for|goes for) ${M()}`, ({ t, n }) => [
    rate(n!, MONEY, [thingOf(t)], 'has'),
  ]),
  form(`${T()} (?:costs?|are|is|at) ${M()} apiece`, ({ t, n }) => [rate(n!, MONEY, [thingOf(t)], 'has')]),
  form(`(?:${WHO}${BUYS} )?${N()} ${T()} (?:costs?|for|come to|came to|are) ${MONEYS('2')}`, ({ n, t, n2 }) => [
    { type: 'lot', count: n!, thing: thingOf(t), price: n2! },
  ]),
  form(`${N()} ${T()} (?:costs?|for) ${M('2')}`, ({ n, t, n2 }) => [
    { type: 'lot', count: n!, thing: thingOf(t), price: n2! },
  ]),
  form(`(?:(?:1 )?${T()} )?(?:costs? |is |at )?${M('2')} per ${N()} ${T('2')}`, ({ n, n2, t2 }) => [
    { type: 'lot', count: n!, thing: thingOf(t2), price: n2! },
  ]),
];

const EXTRA = anyOf(
  /tip|delivery(?: fee| charge| cost)?|service(?: charge| fee)?|fee|shipping|postage|booking fee|delivery charge/,
  /cleaning fee|surcharge|(?:city |tourist )?tax|packaging|call-?out(?: fee| charge)?|deposit/,
);
const ONTO = `(?: (?:on top|on top of that|extra|to (?:it|that|bill)|for (?:delivery|shipping|postage|service)))?`;

/** Tips, discounts, what is paid, among how many it is shared. */
const BILLS: readonly Form[] = [
  form(`(?:${WHO}(?:gets?|got) )?${MONEYS()} off ${NAME} (?:of|costing) ${M('2')}`, ({ n, n2 }) => [
    amount(n2!, MONEY, 'has'),
    amount(n!, MONEY, 'off'),
  ]),
  form(`${ALL_PAID} (?:came to|comes to|was|is|of|:) ${M()}`, ({ n }) => [amount(n!, MONEY, 'sum')]),
  form(`${WHO}pays? ${M()} for (?:1 )?${NAME} (?:of|costing|worth|at|that costs) ${M('2')}`, ({ n, n2 }) => [
    amount(n2!, MONEY, 'has'),
    amount(n!, MONEY, 'paid'),
  ]),
  form(
    `(?:${WHO}(?:adds?|(?:are |is |am )?adding|pays?|paid|gives?|leaves?|added) )?${MONEYS()} (?:for )?${EXTRA}(?<per> per ${NAME})?${ONTO}`,
    ({ n, per }) => [per === undefined ? amount(n!, MONEY, 'gain') : rate(n!, MONEY, persOf(per), 'gain')],
  ),
  form(`${EXTRA}(?: is| was| of|:)? ${M()}(?<per> per ${NAME})?${ONTO}`, ({ n, per }) => [
    per === undefined ? amount(n!, MONEY, 'gain') : rate(n!, MONEY, persOf(per), 'gain'),
  ]),
  form(
    `(?:${WHO}(?:gets?|got|takes?|took) )?${MONEYS()} (?:off|discount)(?: (?:on|off|from)?(?: ?(?:total|bill|price)))?`,
    ({ n }) => [amount(n!, MONEY, 'off')],
  ),
  form(
    `(?:${WHO}(?:makes?|gives?|gets?|got|with|minus|less) )?(?:me )?(?:discount|coupon|voucher) of ${M()}(?: (?:on|off|from)?(?: ?(?:total|bill|price)))?`,
    ({ n }) => [amount(n!, MONEY, 'off')],
  ),
  form(
    `${WHO}(?:pays?|paid|gives?|gave|hands?|handed)(?: over)?(?: (?:cashier|seller|him|her|them|clerk|guy|man|lady|woman|shopkeeper|driver|waiter|waitress))?(?: with)? ${M()}(?: to ${NAME})?`,
    ({ n }) => [amount(n!, MONEY, 'paid')],
  ),
  form(
    `(?:${WHO})?(?:is |are |be )?(?:shared?|split|divided?)(?: it| that| this| bill)?(?: up| out)?(?: equally| evenly| even| fairly)? (?:between|among|amongst|by|over|with|into|in)(?: us)? ${N()}(?: of us| of them| ${T()}| ways)?(?: equally| evenly| even| fairly)?`,
    ({ n, t }) => [{ type: 'share', value: n!, thing: thingOf(t) }],
  ),
  form(`(?:split|shared?|divided)(?: equally| evenly| even| fairly)? by team of ${N()}`, ({ n }) => [
    { type: 'share', value: n!, thing: NOTHING },
  ]),
  form(
    `${T()}(?: is| was| came to| comes to| of| for|:)? ${M()}(?<split> (?:split|shared?|divided)(?: equally| evenly| even| fairly)? (?:between|among|by|over) ${N('2')}(?: of us| of them| ${T('2')})?)?`,
    ({ t, n, split, n2, t2 }) => {
      const price = amount(n!, MONEY, 'has');
      if (!isMoneyName(thingOf(t).head) && split === undefined) return undefined;
      return split === undefined ? [price] : [price, { type: 'share', value: n2!, thing: thingOf(t2) }];
    },
  ),
  form(`${T()}(?: is| was| costs?| cost| for|:)? ${MONEYS()}`, ({ n }) => [amount(n!, MONEY, 'has')]),
];

/** "18 tables of 8 guests", "6 rads each need 4 brackets", "every guest gets 2 favours", "3 taken per day". */
const RATES: readonly Form[] = [
  form(`${WHO}(?<v>${GAIN}|${LOSS}) ${N()} ${T()} of ${N('2')}(?: ${T('2')})?`, ({ v, n, t, n2, t2 }) => {
    const count = amount(n!, thingOf(t), 'count');
    const role = new RegExp(`^${LOSS}$`).test(v!) ? 'loss' : 'gain';
    return [count, rate(n2!, thingOf(t2), [count.thing], role, count)];
  }),
  form(
    `${T()} (?:can )?(?:each )?(?:hold|seat|take|carry|fit|contain|come in packs of) ${N()}(?: ${T('2')})?(?: apiece)?`,
    ({ t, n, t2 }) => (/(?:s|men|people)$/.test(t!) ? [rate(n!, thingOf(t2), [thingOf(t)])] : undefined),
  ),
  form(`(?:${WHO}${HAS} )?${N()} ${T()} (?:in|on) 1 ${T('2')}`, ({ n, t, t2 }) => [
    rate(n!, thingOf(t), [thingOf(t2)]),
  ]),
  form(
    `(?:${WHO}(?:${HAS}|${BUYS}|laid|made|set up) )?${N()} ${T()} (?:of|with|holding|containing|seating|,) ${N('2')} ${T('2')}(?: apiece)?`,
    ({ n, t, n2, t2 }) => {
      const count = amount(n!, thingOf(t), 'count');
      return [count, rate(n2!, thingOf(t2), [count.thing], 'has', count)];
    },
  ),
  form(
    `(?:each of )?${N()}(?: ${T()})? (?:each )?(?<v>${GETS}) ${N('2')}(?: ${T('2')})?(?: apiece)?${PER}(?: apiece)?`,
    ({ n, t, v, n2, t2, per, all }) => {
      if (!/\b(?:each|apiece)\b/.test(all!)) return undefined;
      const count = amount(n!, thingOf(t), 'count');
      return [count, rate(n2!, thingOf(t2), [count.thing, ...persOf(per)], roleOf(v!), count)];
    },
  ),
  form(
    `(?:${N()} ${T()},? )(?:each|every)(?: one)? (?<v>${GETS}) ${N('2')} ${T('2')}${PER}`,
    ({ n, t, v, n2, t2, per }) => {
      const count = amount(n!, thingOf(t), 'count');
      return [count, rate(n2!, thingOf(t2), [count.thing, ...persOf(per)], roleOf(v!), count)];
    },
  ),
  form(
    `(?:in |on |for |to )?(?:each|every|1|one) ${T()}(?: there)? (?<v>${GETS}|are|is|requires) ${N('2')}(?: ${T('2')})?(?: (?:on|in) it)?${PER}`,
    ({ t, v, n2, t2, per }) => [rate(n2!, thingOf(t2), [thingOf(t), ...persOf(per)], roleOf(v!))],
  ),
  form(
    `(?:${WHO}(?:can )?(?:(?<v>${GETS}|gets? through|goes through|enters?|fills?|go(?:es)?|travels?|drives?|walks?|rides?|prints?|pumps?|flows?|produces?|uses up|cycles?|swims?|sails?|flies|moves?|crawls?|covers?|handles?|process(?:es)?|cooks?|burns?|plays?|practi[sc]es?|trains?|studies|study|watch(?:es)?) )?)${N()}(?: ${T()})?(?: (?:is |are )?(?:taken|used|eaten|needed|sold|drunk|burnt|burned|made|consumed))?(?<per>(?: per ${NAME}){1,2})(?<each> apiece)?`,
    ({ n, t, v, per, each }) => [
      rate(
        n!,
        thingOf(t),
        [...persOf(per), ...(each === undefined ? [] : [NOTHING])],
        v === undefined ? 'count' : roleOf(v),
      ),
    ],
  ),
  form(`(?:${T()} )?${N()} times(?: ${T('2')})? apiece${PER}`, ({ t, n, t2, per }) => [
    rate(n!, thingOf(t2 ?? t ?? 'time'), [NOTHING, ...persOf(per)]),
  ]),
  form(`(?:${WHO}(?<v>${GETS}) )?${N()}(?: ${T()})? apiece`, ({ n, t, v }) => [
    rate(n!, thingOf(t), [NOTHING], v === undefined ? 'count' : roleOf(v)),
  ]),
  form(
    `(?:${WHO}(?<v>${GETS}|cut|cuts) )${N()} ${T()} (?:for each of|to each of|on each of|in each of) ${N('2')} ${T('2')}`,
    ({ n, t, v, n2, t2 }) => {
      const count = amount(n2!, thingOf(t2), 'count');
      return [count, rate(n!, thingOf(t), [count.thing], v === undefined ? 'count' : roleOf(v), count)];
    },
  ),
];

const TAKES = /^(?:takes?|took|uses?|used|eats?|ate|sends?|sent|drinks?|drank|gives?|gave|sells?|sold|wears?)$/;
export const roleOf = (verb: string): Role =>
  TAKES.test(verb) ? 'loss' : /^(?:needs?|wants?|requires?|asks for|asked for)$/.test(verb) ? 'need' : 'count';

/** What there is, what comes and what goes. */
const FLOWS: readonly Form[] = [
  // "1 bun is 2 money" tells a price, and nothing that a bun has.
  form(`${WHO}(?<v>${HAS}) ${N()}(?: ${T()})?${PLACE}(?: ${TIME_AFTER})?`, (groups) =>
    (groups.who ?? '').startsWith('1 ') && /^(?:is|are|was|were)$/.test(groups.v!) && groups.t === 'money'
      ? undefined
      : flow('has')(groups),
  ),
  form(`${WHO}(?:opens?|buys?|bought|has|have) (?:1 )?${NAME} of ${N()}(?: ${T()})?`, flow('has')),
  form(`${WHO}(?:needs?|needed|must have|requires?|wants?)(?: to ${DOING})? ${N()} ${T()}`, flow('need')),
  form(`${WHO}${BUYS} ${N()} ${T()}`, flow('count')),
  form(
    `${WHO}(?:${GAIN}) ${N()}(?: (?:more|extra|further|new|spares?))*(?: ${T()})?${PLACE}(?: on top)?(?: ${TIME_AFTER})?`,
    flow('gain'),
  ),
  form(`${WHO}(?:${LOSS}) ${N()}(?: (?:of (?:them|those|it)))?(?: ${T()})?${PLACE}(?: ${TIME_AFTER})?`, flow('loss')),
  form(`${N()}(?: (?:more|new|further|extra))*(?: ${T()})? ${CAME}${PLACE}`, flow('gain')),
  form(`${N()}(?: (?:more|of (?:them|those)))?(?: ${T()})? ${WENT}${PLACE}`, flow('loss')),
  form(
    `(?:there (?:are|is) )?${N()} of us(?:,? (?:we )?(?:split|share|splitting|sharing)(?: it)?(?: equally| evenly)?)?`,
    ({ n }) => [{ type: 'share', value: n!, thing: NOTHING }],
  ),
  form(`${NAME} for ${N()} ${T()}`, flow('count')),
  form(`(?:for|in|during) ${N()} ${T()}`, flow('count')),
  // "Gave out 75" names no thing.
  form(
    `(?!quantity|qty|number|count|(?!(?:drink|order|print|plant|post|drop)s\\b)(?:${GAIN}\\b|${LOSS}\\b|${CAME}\\b|${WENT}\\b))${NAME} ${N()}`,
    ({ n }) => [amount(n!, NOTHING, 'has')],
  ),
  form(`${N()}(?: ${T()})? (?:are|is|were|was) (?:left over|left|remaining|over)`, flow('rest')),
  form(`${N()} (?:extra|more|further|spare|loose|additional)(?: ${T()})?(?: on top)?`, flow('gain')),
  form(`${N()} spares?(?: on top)?`, flow('gain')),
  form(`${T('2')}(?:,|:)? ${N()} ${T()}`, (groups) => (isStock(groups.t2!) ? flow('has')(groups) : undefined)),
  form(`${N()}(?: ${T()})?${PLACE} ${TIME_AFTER}`, flow('count')),
  form(
    `${WHO}(?:did|does|do|made|ran|walked|read|drove|cut|cuts|laid) ${N()} ${T()}${PLACE}(?: ${TIME_AFTER})?`,
    flow('count'),
  ),
  form(`${N()} ${T()}${PLACE}`, flow('count')),
  form(`${WHO}(?:stays?|works?) (?:for )?${N()} ${T()}`, flow('count')),
];

const isStock = (text: string): boolean =>
  /^(?:bath|tank|bottle|box|stock|store|jar|bag|budget|project|job|trip|distance|road|way|book)$/.test(text);

/** "Three fields gave 42, 55 and 38 bales", "paid out 34.60, 12.15 and 58": several amounts of one kind. */
const LIST = `(?<list>${NUMBER}(?: money)?(?:, ${NUMBER}(?: money)?)*,? and ${NUMBER}(?: money)?)`;
const LISTS: readonly Form[] = [
  form(
    `(?:${NUMBER} )?${WHO}(?<v>${LOSS}|${HAS}|${GAIN}|gave|give)(?: me| us)? ${LIST}(?: ${T()})?`,
    ({ v, list, t }) => {
      const values = list!.match(new RegExp(NUMBER, 'g'))!;
      const thing = list!.includes('money') ? MONEY : thingOf(t);
      const role = new RegExp(`^${LOSS}$`).test(v!) ? 'loss' : new RegExp(`^${HAS}$`).test(v!) ? 'has' : 'gain';
      return values.map((value) => amount(value, thing, role));
    },
  ),
];

/** Forms in the order in which they are tried. */
export const FORMS: readonly Form[] = [...LISTS, ...PRICES, ...BILLS, ...RATES, ...FLOWS];
