/**
 * From what the clauses of a story tell to the one sum that answers it. Rates are multiplied by what they are counted
 * by; what has the unit that is asked for is added or taken away; what is told in the unit of a rate is divided by it.
 * Every fact has a place in the sum, or there is none.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { periodsIn } from '../roles/words.ts';
import type { Ask } from './asks.ts';
import type { Amount, Fact, Lot, Rate, Role, Share } from './facts.ts';
import { MONEY, sameThing, type Thing } from './words.ts';

/** An amount as a sum, with what it does. */
type Term = { sum: string; thing: Thing; role: Role; made: boolean };
export type Composed = { sum: string; thing: Thing; round?: 'up' | 'down'; counts: boolean };

const product = (a: string, b: string): string => `${grouped(a)}*${grouped(b)}`;
const grouped = (sum: string): string => (/[-+]/.test(sum) && !/^\([^()]*\)$/.test(sum) ? `(${sum})` : sum);

/** An amount of which nothing tells what it is of. */
const SOMETHING: Thing = { head: 'amount', words: ['amount'] };

/** A thing without a name is the one that was spoken of before; "each" is by the last thing that was named. */
const named = (facts: readonly Fact[], topic: Thing | undefined, asked: Thing): readonly Fact[] => {
  let last = topic;
  let lastRate = topic;
  const things: Thing[] = [];
  const paid = asked.head === 'money' || facts.some((one) => 'thing' in one && one.thing.head === 'money');
  const other = paid ? MONEY : SOMETHING;
  return facts.map((fact) => {
    if (fact.type === 'share' || fact.type === 'lot') return fact;
    const before =
      fact.type === 'rate'
        ? (lastRate ?? (asked.head === 'money' ? MONEY : last))
        : fact.role === 'paid'
          ? MONEY
          : last;
    const thing = fact.thing.head === '' ? (before ?? other) : fact.thing;
    if (fact.type === 'rate') lastRate = thing;
    const each = (per: Thing): Thing =>
      things.findLast((one) => one.head !== 'money' && !perOf(fact).some((by) => by.head === one.head)) ?? per;
    const per = perOf(fact).map((one) => (one.head === '' && fact.type === 'rate' && !fact.of ? each(one) : one));
    // What only counts a rate is not spoken of.
    const counter = facts.some((one) => one.type === 'rate' && one.of === fact);
    if (!counter && !(fact.type === 'amount' && fact.role === 'paid')) last = thing;
    things.push(thing);
    return fact.type === 'rate' ? { ...fact, thing, per } : { ...fact, thing };
  });
};

const perOf = (fact: Fact): readonly Thing[] => (fact.type === 'rate' ? fact.per : []);

const isTime = ({ head }: Thing): boolean =>
  unitsNamed(head).some(({ dimension }) => dimension === 'time') || /^(?:night|shift|turn|month|year)$/.test(head);
const isMeasure = (thing: Thing): boolean =>
  thing.head === 'money' || thing === SOMETHING || isTime(thing) || unitsNamed(thing.head).length > 0;

type State = { amounts: readonly Amount[]; used: Set<Fact> };

/** A week has 7 days and a year 12 months; other periods are not told in each other here. */
const periodFactor = (long: Thing, short: Thing): number | undefined =>
  (long.head === 'week' && short.head === 'day') || (long.head === 'year' && short.head === 'month')
    ? periodsIn(long.head, short.head)
    : undefined;

/** What counts a rate: the amount that it stands beside, or the one amount of that name. */
const counterOf = (per: Thing, rate: Rate, { amounts }: State): Amount | undefined | 'several' => {
  if (rate.of && (per.head === '' || rate.of.thing === per)) return rate.of;
  if (per.head === '') return 'several';
  const longer = amounts.filter((one) => periodFactor(one.thing, per) !== undefined);
  const exact = amounts.filter((one) => one.thing.head === per.head);
  if (exact.length === 0 && longer.length === 1) return longer[0];
  const fit = exact.length > 0 ? exact : amounts.filter((one) => sameThing(one.thing, per));
  return fit.length > 1 ? 'several' : fit[0];
};

type Resolved = { terms: readonly Term[]; open: readonly { sum: string; thing: Thing; per: Thing; role: Role }[] };

/** Rates times what they are counted by; those whose count is not told stay open. */
const resolve = (rates: readonly Rate[], state: State): Resolved | undefined => {
  const terms: Term[] = [];
  const open: { sum: string; thing: Thing; per: Thing; role: Role }[] = [];
  let waiting = [...rates];
  for (let round = 0; round < 4 && waiting.length > 0; round++) {
    const next: Rate[] = [];
    for (const rate of waiting) {
      // A rate that is counted by what another rate gives waits for it.
      const later = waiting.some(
        (other) => other !== rate && rate.per.some((per) => !rate.of && sameThing(other.thing, per)),
      );
      if (later) {
        next.push(rate);
        continue;
      }
      let sum = rate.value;
      const left: Thing[] = [];
      for (const per of rate.per) {
        const term = rate.of ? undefined : terms.findLast((one) => sameThing(one.thing, per));
        const counter = counterOf(per, rate, state);
        if (term && counter !== undefined) return undefined;
        if (term) {
          sum = product(term.sum, sum);
          terms.splice(terms.indexOf(term), 1);
          continue;
        }
        if (counter === 'several') return undefined;
        if (counter === undefined) left.push(per);
        else {
          state.used.add(counter);
          const days = periodFactor(counter.thing, per);
          sum = product(days === undefined ? counter.value : `${counter.value}*${days}`, sum);
        }
      }
      if (left.length > 1) return undefined;
      if (left.length === 1) open.push({ sum, thing: rate.thing, per: left[0]!, role: rate.role });
      else terms.push({ sum, thing: rate.thing, role: rate.role, made: true });
    }
    waiting = next;
  }
  return waiting.length > 0 ? undefined : { terms, open };
};

/** "4 packs cost 11.40": the price of one where another number of them is asked for, else an amount of money. */
const lotsAs = (lots: readonly Lot[], counts: readonly Amount[]): readonly Fact[] =>
  lots.map((lot): Fact => {
    const unit = lot.unit ?? MONEY;
    const told = (thing: Thing): boolean => counts.some((one) => sameThing(one.thing, thing));
    if (told(lot.thing))
      return { type: 'rate', value: `${lot.price}/${lot.count}`, thing: unit, per: [lot.thing], role: 'has' };
    // "2 eggs for 6 muffins": muffins from eggs as well.
    return lot.unit && told(unit)
      ? { type: 'rate', value: `${lot.count}/${lot.price}`, thing: lot.thing, per: [unit], role: 'has' }
      : { type: 'amount', value: lot.price, thing: unit, role: 'has' };
  });

const net = (terms: readonly Term[], minus: (term: Term, i: number) => boolean): string =>
  terms
    .map((term, i) => {
      const less = minus(term, i);
      const sum = less && /[-+]/.test(term.sum) ? grouped(term.sum) : term.sum;
      return `${i === 0 ? '' : less ? '-' : '+'}${sum}`;
    })
    .join('');

const takesAway = ({ role }: Term): boolean => role === 'off' || role === 'loss';

const totalOf = (terms: readonly Term[]): string | undefined => {
  const gone = terms.filter((one) => one.role === 'loss');
  if (terms.length === 0 || takesAway(terms[0]!) !== (gone.length === terms.length && gone.length > 0))
    return undefined;
  if (gone.length > 0 && gone.length < terms.length) return undefined;
  if (
    !terms.every((one) => one.role === 'need' && one.made) &&
    terms.some((one) => one.role === 'rest' || one.role === 'sum' || one.role === 'paid' || one.role === 'need') &&
    terms.length > 1
  )
    return undefined;
  return net(terms, (term) => term.role === 'off');
};

/** "He has 7, and he has 9. How many?" tells an amount twice. */
const untotalled = (terms: readonly Term[]): boolean =>
  terms.filter((one) => one.role === 'has' && !one.made).length > 1 && terms[0]!.thing.head !== 'money';

/** What there was, less what goes: an amount that is only counted goes too where the first one is there. */
const leftOf = (told: readonly Term[]): string | undefined => {
  const there = told.filter((one) => one.role === 'has' && !one.made);
  const [start] = there.length === 1 ? there : told;
  const [first, ...rest] = start ? [start, ...told.filter((one) => one !== start)] : told;
  // "I have 5 saved and a toy is 3": a price is not what there was.
  if (first?.thing.head === 'money' && told[0]!.role === 'gain' && told[0] !== first) return undefined;
  if (!first || rest.length === 0 || takesAway(first) || !/^(?:has|count|gain)$/.test(first.role)) return undefined;
  if (first.role === 'gain' && !rest.some(takesAway)) return undefined;
  if (rest.some((one) => /^(?:rest|sum)$/.test(one.role) || (one.role === 'need' && !one.made))) return undefined;
  const bare = rest.filter((one) => one.role === 'count' || one.role === 'has');
  // "Had 45, 7 new came in, now?" has no amount that goes.
  if (bare.some((one) => !one.made)) return undefined;
  return net([first, ...rest], (term, i) => i > 0 && term.role !== 'gain');
};

const changeOf = (terms: readonly Term[]): string | undefined => {
  const paid = terms.filter((one) => one.role === 'paid');
  const prices = terms.filter((one) => one.role !== 'paid');
  if (paid.length !== 1 || prices.length === 0 || prices.some((one) => !/^(?:has|gain|off)$/.test(one.role)))
    return undefined;
  const cost = net(prices, (term) => term.role === 'off');
  return `${paid[0]!.sum}-${/[-+]/.test(cost) ? `(${cost})` : cost}`;
};

const needOf = (terms: readonly Term[]): string | undefined => {
  const needs = terms.filter((one) => one.role === 'need');
  const have = terms.filter((one) => /^(?:has|gain)$/.test(one.role));
  if (needs.length !== 1 || have.length === 0 || needs.length + have.length !== terms.length) return undefined;
  return `${needs[0]!.sum}-${have.length > 1 ? `(${net(have, () => false)})` : have[0]!.sum}`;
};

const startOf = (terms: readonly Term[]): string | undefined => {
  const rest = terms.filter((one) => one.role === 'rest');
  const gone = terms.filter((one) => one.role !== 'rest');
  if (rest.length !== 1 || gone.length === 0 || gone.some((one) => one.role === 'gain' || one.role === 'need'))
    return undefined;
  return net(terms, () => false);
};

/** The sum of what the facts tell, as it is asked; undefined where a fact has no place in it. */
export const compose = (told: readonly Fact[], ask: Ask, topic?: Thing): Composed | undefined => {
  const lots = told.filter((one): one is Lot => one.type === 'lot');
  const given = named(
    [...told.filter((one) => one.type !== 'lot'), ...lotsAs(lots, ask.counts), ...ask.counts],
    topic,
    ask.thing,
  );
  const amounts = given.filter((one): one is Amount => one.type === 'amount');
  const rates = given.filter((one): one is Rate => one.type === 'rate');
  const shares = given.filter((one): one is Share => one.type === 'share');
  // "6 cans for 4.50 and a bag for 3: one can?" asks for one of them.
  const rated = lotsAs(lots, ask.counts).filter((one) => one.type === 'rate').length;
  if (rated < lots.length && (rated > 0 || lots.some((one) => one.unit))) return undefined;
  if (shares.length > 1 || (whose(amounts) > 1 && ask.mode !== 'total')) return undefined;
  const linked = rates.map((rate) => {
    const of = rate.of && amounts.find((one) => one.value === rate.of!.value && sameOrBare(one.thing, rate.of!.thing));
    return of ? { ...rate, of, per: rate.per.map((per) => (per === rate.of!.thing ? of.thing : per)) } : rate;
  });
  const state: State = { amounts, used: new Set() };
  const resolved = resolve(linked, state);
  if (!resolved) return undefined;
  const counters = amounts.filter((one) => state.used.has(one));
  const loose = amounts.filter((one) => !state.used.has(one));
  const terms: Term[] = inOrder(given, loose, resolved.terms, linked);
  return shares.length + resolved.open.length > 1
    ? undefined
    : answer(ask, { terms, open: resolved.open[0], share: shares[0], counters });
};

/** How many have something, get or lose it. */
const whose = (amounts: readonly Amount[]): number =>
  new Set(
    amounts.flatMap(({ who, role }) =>
      who !== undefined && /^(?:has|gain|loss)$/.test(role) && !/^(?:i|we|he|she|they|you|it|there)$/.test(who)
        ? [who]
        : [],
    ),
  ).size;

const sameOrBare = (a: Thing, b: Thing): boolean => b.head === '' || a.head === b.head;

/** Amounts and what the rates come to, in the order of the story as far as it is told. */
const inOrder = (
  given: readonly Fact[],
  loose: readonly Amount[],
  made: readonly Term[],
  rates: readonly Rate[],
): Term[] => {
  const at = (one: Amount): number => given.indexOf(one);
  const firstRate = rates.length === 0 ? Infinity : given.findIndex((one) => one.type === 'rate');
  const term = ({ value, thing, role }: Amount): Term => ({ sum: value, thing, role, made: false });
  return [
    ...loose.filter((one) => at(one) < firstRate).map(term),
    ...made,
    ...loose.filter((one) => at(one) >= firstRate).map(term),
  ];
};

type Parts = {
  terms: readonly Term[];
  open: { sum: string; thing: Thing; per: Thing; role: Role } | undefined;
  share: Share | undefined;
  counters: readonly Amount[];
};

const fits = (asked: Thing, thing: Thing): boolean => asked.head === '' || sameThing(asked, thing);
const alike = (terms: readonly Term[]): boolean => terms.every((one) => one.thing.head === terms[0]!.thing.head);

const answer = (ask: Ask, { terms, open, share, counters }: Parts): Composed | undefined => {
  if (open) return byRate(ask, terms, open, share);
  if (ask.buys) return undefined;
  if (ask.mode === 'each' || share) return shared(ask, terms, share, counters);
  if (terms.length === 0 || !alike(terms) || !terms.every((one) => fits(ask.thing, one.thing))) return undefined;
  // A single amount that the story tells is no answer.
  if (terms.length === 1 && !terms[0]!.made) return undefined;
  const { thing } = terms[0]!;
  const sums: Partial<Record<Ask['mode'], string | undefined>> = {
    plain: terms.some((one) => one.role === 'paid') || untotalled(terms) ? undefined : totalOf(terms),
    total: totalOf(terms),
    left: leftOf(terms),
    change: thing.head === 'money' ? changeOf(terms) : undefined,
    need: needOf(terms),
    start: startOf(terms),
  };
  const sum = sums[ask.mode];
  return sum === undefined ? undefined : { sum, thing, counts: !isMeasure(thing) };
};

/** How much for each: a total over the number of those who share it. */
const shared = (
  ask: Ask,
  terms: readonly Term[],
  share: Share | undefined,
  counters: readonly Amount[],
): Composed | undefined => {
  if (ask.mode !== 'each' && ask.mode !== 'plain') return undefined;
  const heads =
    share ??
    (ask.per && ask.per.head !== ''
      ? terms.find((one) => one.role === 'count' && !one.made && sameThing(one.thing, ask.per!))
      : undefined);
  if (!heads || (counters.length > 0 && !share) || (ask.mode === 'plain' && !share)) return undefined;
  const count = 'sum' in heads ? heads.sum : heads.value;
  if (
    share &&
    ask.per &&
    ask.per.head !== '' &&
    share.thing.head !== '' &&
    !sameThing(share.thing, ask.per) &&
    !who(ask.per)
  )
    return undefined;
  const rest = terms.filter((one) => one !== heads);
  if (rest.length === 0 || !alike(rest) || !rest.every((one) => fits(ask.thing, one.thing))) return undefined;
  const sum = totalOf(rest);
  if (sum === undefined) return undefined;
  const { thing } = rest[0]!;
  return { sum: `${grouped(sum)}/${count}`, thing, counts: !isMeasure(thing) };
};

const who = ({ head }: Thing): boolean => /^(?:person|player|driver|friend|head|guest|member|one)$/.test(head);

/** "84 tablets, 3 a day": how many of what the rate is by. */
const byRate = (
  ask: Ask,
  terms: readonly Term[],
  open: { sum: string; thing: Thing; per: Thing; role: Role },
  share: Share | undefined,
): Composed | undefined => {
  const bought = ask.buys && ask.thing.head === '' && open.thing.head === 'money';
  const asked = bought ? open.per : ask.thing;
  if (share || (ask.mode !== 'plain' && ask.mode !== 'total') || terms.length === 0 || asked.head === '')
    return undefined;
  if (!sameThing(asked, open.per) || sameThing(asked, open.thing)) return undefined;
  if (!terms.every((one) => sameThing(one.thing, open.thing))) return undefined;
  // "Callout 45 plus 30 an hour, the bill came to 135": what is left of all for the rate.
  const all = terms.filter((one) => one.role === 'sum');
  const fixed = terms.filter((one) => one.role !== 'sum');
  if (
    all.length > 1 ||
    (all.length === 0 && !fixed.every((one) => /^(?:has|count|need|gain)$/.test(one.role) || fixed.length === 1))
  )
    return undefined;
  // "I save 15 a week for a tent of 345 and have 120": what is lacking.
  const goal = needOf(terms);
  if (all.length === 0 && open.thing.head === 'money' && terms.length > 1 && goal === undefined) return undefined;
  if (ask.goal && !terms.some((one) => one.role === 'need')) return undefined;
  const whole =
    goal !== undefined && terms.length > 1
      ? goal
      : all.length === 1
        ? net([...all, ...fixed], (_, i) => i > 0)
        : net(terms, () => false);
  const sum = `${grouped(whole)}/${/[*/+-]/.test(open.sum) ? `(${open.sum})` : open.sum}`;
  return {
    sum,
    thing: open.per,
    counts: !isMeasure(open.per),
    ...(ask.atLeast || (!ask.whole && open.role !== 'need' && terms.every((one) => one.role === 'need'))
      ? { round: 'up' as const }
      : ask.whole && !terms.some((one) => one.role === 'need') && { round: 'down' as const }),
  };
};
