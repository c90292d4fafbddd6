/**
 * Terms of a story's sum: every number with its thing, and each rate multiplied by what it is told for. Which of them
 * are added is in compose.ts.
 */
import type { Amount, Fact, Part } from './told.ts';
import type { Question } from './question.ts';
import { grouped, inUnit, isPerson, sameHead } from './things.ts';
import type { Thing } from './tokens.ts';
import { PERIODS } from './words.ts';

export type Composed = { expression: string; round?: 'up' | 'down'; used: ReadonlySet<Fact> };

/** An amount of the sum: a number, or a product of a rate and its count. */
export type Term = { value: string; thing: Thing; lead: Amount; facts: readonly Fact[] };
export type State = { terms: Term[]; rates: Amount[]; parts: Part[]; question: Question };

/** Numbers without a thing of their own take it from what was told before. */
export const withThings = (facts: readonly Fact[], question: Question): Fact[] => {
  let last: Thing | undefined;
  let counted: Thing | undefined;
  let clause = -1;
  return facts.map((fact): Fact => {
    if (fact.type === 'part') return fact;
    const { thing, verb } = fact;
    if (thing.head !== '') {
      if (fact.type === 'amount' || !PERIODS.has(thing.head)) last = thing;
      const who = isPerson(thing.head) && counted !== undefined && fact.verb !== 'has';
      if (who) last = counted;
      if (thing.head !== 'money' && !PERIODS.has(thing.head) && !who) counted = thing;
      clause = fact.clause;
      return fact;
    }
    const money = verb === 'pays' || verb === 'costs' || verb === 'earns';
    if (fact.type === 'rate' && !(money && question.money) && !(last !== undefined && thing.sorts.length > 0))
      return fact;
    const listed = last?.head === 'money' && fact.clause === clause;
    const before = last?.head === 'money' && !listed ? (counted ?? last) : last;
    const from = (money && question.money) || listed ? { head: 'money', sorts: [] } : before;
    return from === undefined
      ? fact
      : { ...fact, thing: { ...from, sorts: thing.sorts.length > 0 ? thing.sorts : from.sorts } };
  });
};

/** "10 stickers on a page" and "22 pages": so many to each page. */
export const withMaybe = (facts: readonly Fact[]): Fact[] =>
  facts.map((fact): Fact => {
    if (fact.type === 'part' || fact.maybe === undefined) return fact;
    const counted = facts.some((one) => one !== fact && one.type === 'amount' && one.thing.head === fact.maybe!.head);
    return counted ? { ...fact, type: 'rate', per: fact.maybe } : fact;
  });

/** What a bare "each" is told for: the last thing that was counted before it. */
export const withPer = (facts: readonly Fact[]): Fact[] | undefined => {
  const out: Fact[] = [];
  for (const [i, fact] of facts.entries()) {
    if (fact.type !== 'rate' || (fact.per !== undefined && fact.per.head !== '')) {
      out.push(fact);
      continue;
    }
    const counted = facts
      .slice(0, i)
      .findLast(
        (one): one is Amount =>
          one.type === 'amount' &&
          one.thing.head !== 'money' &&
          one.thing.head !== '' &&
          (one.thing.head !== fact.thing.head || isPerson(one.thing.head)),
      );
    const subject = fact.subject;
    if (counted === undefined && subject !== undefined && subject.head !== '') {
      out.push({ ...fact, per: subject });
      continue;
    }
    if (counted === undefined) return undefined;
    // "Five children ate 3 each" of what there was.
    const moved = fact.verb !== undefined && fact.verb !== 'has' && fact.verb !== 'needs' && fact.thing.head === '';
    const told = facts
      .slice(0, i)
      .findLast(
        (one): one is Amount => one.type === 'amount' && one.thing.head !== '' && one.thing.head !== counted.thing.head,
      );
    out.push({ ...fact, per: counted.thing, ...(moved && told && { thing: told.thing }) });
  }
  return out;
};

const rateTimes = (rate: Amount, count: Term): Term | undefined => {
  const times = inUnit(count.value, count.thing, rate.per!);
  // 5 days of something weekly are no part of it.
  if (times === undefined || (PERIODS.has(rate.per!.head) && times.includes('/') && !count.value.includes('/')))
    return undefined;
  const lead =
    rate.verb === undefined || rate.verb === 'has' || rate.verb === 'costs'
      ? {
          ...count.lead,
          ...(rate.thing.head === 'money' && rate.verb === 'costs' && { verb: rate.verb, word: rate.word }),
        }
      : rate;
  return {
    value: `${grouped(times)}*${rate.value}`,
    thing: rate.thing,
    lead: {
      ...lead,
      sentence: Math.max(rate.sentence, count.lead.sentence),
      asked: false,
      more: rate.more || count.lead.more,
    },
    facts: [...count.facts, ...(rate.parts ?? [rate])],
  };
};

export const fits = (term: Term, per: Thing): boolean => {
  if (inUnit(term.value, term.thing, per) === undefined || (term.thing.head === '' && term.facts.length > 1))
    return false;
  const sorts = per.sorts.filter((one) => one !== 'single');
  return sorts.length === 0 || term.thing.sorts.length === 0 || sorts.some((one) => term.thing.sorts.includes(one));
};

export const signedSum = (parts: readonly (readonly [number, string])[]): string =>
  parts
    .filter(([sign]) => sign !== 0)
    .toSorted(([a], [b]) => b - a)
    .map(
      ([sign, value], i) =>
        `${sign < 0 ? '-' : i === 0 ? '' : '+'}${sign < 0 && /[-+]/.test(value) ? grouped(value) : value}`,
    )
    .join('');

/** Which counts a rate is told for, where several fit: the one before it in its sentence, where others have theirs. */
const countsOf = (rate: Amount, state: State): readonly Term[] => {
  const fitting = state.terms.filter((term) => fits(term, rate.per!) && !term.facts.includes(rate));
  const named = fitting.filter((one) => one.thing.head === rate.per!.head);
  const alikes = fitting.filter((one) => sameHead(one.thing.head, rate.per!.head));
  const counts = named.length > 0 ? named : alikes.length > 0 ? alikes : fitting;
  const rivals = state.rates.filter((one) => sameHead(one.per!.head, rate.per!.head));
  if (counts.length < 2) return counts;
  const before = counts.filter((one) => one.lead.sentence === rate.sentence && one.lead.order < rate.order);
  // "10 meals at 8 each, 5 meals at 10 each": each rate has its own count.
  if (rivals.length > 1) return before.slice(-1);
  return counts;
};

const DAY = /\b(?:today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|afternoon|evening)\b/;

/** Multiplies each rate by the counts that it is told for; a rate whose count is asked for stays. */
export const resolve = (state: State): State | undefined => {
  let { terms, rates } = state;
  const all = state.rates;
  const spent = new Set<Term>();
  const { question } = state;
  for (let round = 0; round < 6 && rates.length > 0; round++) {
    const rate = rates.find(
      (one) =>
        !asksFor(question, one) &&
        terms.some((term) => !term.facts.includes(one) && fits(term, one.per!)) &&
        // What yields the count of another rate comes first.
        !rates.some((other) => other !== one && sameHead(other.thing.head, one.per!.head) && other.thing.head !== ''),
    );
    if (!rate) break;
    const counts = countsOf(rate, { ...state, terms, rates: all });
    if (counts.length === 0) return undefined;
    if (counts.length > 1 && DAY.test(question.text)) return undefined;
    const total = counts.length === 1 ? counts[0] : addedCounts(counts);
    const product = total && rateTimes(rate, total);
    if (!product) return undefined;
    for (const one of counts) spent.add(one);
    rates = rates.filter((one) => one !== rate);
    if (rate.also === undefined) terms = [...terms, product];
    else
      rates = [
        ...rates,
        { ...rate, value: `(${product.value})`, per: rate.also, also: undefined, parts: product.facts },
      ];
  }
  return { ...state, terms: inTelling(terms.filter((one) => !spent.has(one))), rates };
};
export const asksFor = ({ thing }: Question, rate: Amount): boolean =>
  thing.head !== '' &&
  (sameHead(rate.per!.head, thing.head) || (PERIODS.has(rate.per!.head) && PERIODS.has(thing.head))) &&
  !(rate.thing.head !== '' && sameHead(rate.thing.head, thing.head));

const placeOf = ({ lead }: Term): number => lead.sentence * 100 + lead.clause;
const inTelling = (terms: readonly Term[]): Term[] => terms.toSorted((a, b) => placeOf(a) - placeOf(b));

const addedCounts = (terms: readonly Term[]): Term | undefined => {
  const [first] = terms;
  if (first === undefined) return undefined;
  const signs = terms.map((one): readonly [number, string] => [
    one.lead.verb === 'loses' || one.lead.verb === 'gives' ? -1 : 1,
    one.value,
  ]);
  if (signs[0]![0] < 0 || terms.some((one) => one.lead.result || one.lead.maybe || one.lead.state)) return undefined;
  return { ...first, value: `(${signedSum(signs)})`, facts: terms.flatMap((one) => one.facts) };
};

/** "A ticket costs 8": its price, where none are counted, is that of one. */
export const singles = (state: State): State => {
  const alone = state.rates.filter((one) => one.per!.sorts.includes('single') && !asksFor(state.question, one));
  const terms = alone.map((one): Term => ({
    value: one.value,
    thing: one.thing,
    lead: { ...one, type: 'amount' },
    facts: [one],
  }));
  return {
    ...state,
    terms: inTelling([...state.terms, ...terms]),
    rates: state.rates.filter((one) => !alone.includes(one)),
  };
};
