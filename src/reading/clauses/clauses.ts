/**
 * Reads short stories clause by clause: "18 tables of 8 guests, every guest gets 2 favours, and 10 spares on top".
 * Each clause fits a form with all of its words, and the question has only words that ask and things that the story
 * names. Where clauses can be read in several ways, all of them must come to the same.
 */
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { isWhole } from '../../problem/solve/rational.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { askOf, type Ask, type Known } from './asks.ts';
import { cheaperOf } from './cheaper.ts';
import { compose, type Composed } from './compose.ts';
import { FORMS, type Fact, type Form } from './facts.ts';
import { GOODS } from './goods.ts';
import { cheaperOffer } from './offers.ts';
import { pairOf } from './pairs.ts';
import { placeOf } from './places.ts';
import { NAME, plainWords, thingOf, type Thing } from './words.ts';

const ALL: readonly Form[] = [...FORMS, ...GOODS];
const LONGEST = 260;
/** Ways to read the clauses that are looked at. */
const MOST = 400;

const SEPARATOR = /(?:[,.;:!? -]|(?:and|then|but|plus|so)\b)*/y;

const skip = (text: string, at: number): number => {
  SEPARATOR.lastIndex = at;
  return at + (SEPARATOR.exec(text)?.[0].length ?? 0);
};

/** Names of places and persons may stand in the question where the story has no other ones. */
const knownOf = (facts: readonly Fact[], topic: Thing | undefined): Known => {
  const things = facts.flatMap((one) => (one.type === 'rate' ? [one.thing, ...one.per] : [one.thing]));
  const told = (key: 'who' | 'place'): string[] => {
    const all = facts.flatMap((one) => (one.type === 'amount' && one[key] !== undefined ? [one[key]] : []));
    const names = new Set(all.filter((one) => !/^(?:i|we|he|she|they|you|it|there)$/.test(one)));
    return names.size > 1 ? [] : [...names].flatMap((one) => one.split(' '));
  };
  const by = facts.flatMap((one) => (one.type === 'rate' ? one.per : []));
  const longer = { day: 'week', month: 'year' };
  const per = by.flatMap((one) =>
    one.head === 'day' || one.head === 'month' ? [one, thingOf(longer[one.head])] : [one],
  );
  return { things: topic ? [...things, topic] : things, names: [...told('who'), ...told('place')], per };
};

/** "Pencils: 7 pupils get 5 each": what is counted. */
const TOPIC = new RegExp(`^(?!(?:[a-z]+ )?(?:price|cost)s?:)(${NAME}): (?=\\d)`);

/** All ways to read a text as facts and an ask, up to `MOST` steps. */
const waysOf = (text: string, topic: Thing | undefined): { facts: readonly Fact[]; ask: Ask }[] => {
  const out: { facts: readonly Fact[]; ask: Ask }[] = [];
  let steps = 0;
  const walk = (at: number, facts: readonly Fact[]): void => {
    if (++steps > MOST) return;
    if (facts.length > 0) {
      const ask = askOf(text.slice(at), knownOf(facts, topic));
      if (ask) out.push({ facts, ask });
    }
    for (const { fit, make } of ALL) {
      const found = fit(text, at);
      if (!found) continue;
      const made = make({ ...found.groups, all: found[0] });
      if (!made) continue;
      const next = skip(text, at + found[0].length);
      if (next > at && next < text.length) walk(next, [...facts, ...made]);
    }
  };
  walk(skip(text, 0), []);
  return out;
};

/** The sum in the unit that is asked for, and what it comes to; undefined where it is no answer. */
const settled = (
  { sum, thing, round, counts }: Composed,
  ask: Ask,
): { sum: string; round?: 'up' | 'down' } | undefined => {
  const whole = ask.cents && thing.head === 'money' ? `(${sum})*100` : sum;
  const value = evaluateTree(parseExpression(whole)!);
  if (!value || value.n <= 0n) return undefined;
  if (counts && !isWhole(value) && round === undefined) return undefined;
  return { sum: whole, ...(round && !isWhole(value) && { round }) };
};

const storyOf = (expression: string, low: string, round?: 'up' | 'down'): Outcome => {
  const numbers = valuesIn(low);
  const quantities = numbers.map((one, i): [string, string] => [`q${i + 1}`, one]);
  return reading({ type: 'story', quantities, expression, ...(round && { round }) }, [...numbers, '1'], false);
};

export const readClauses: Reader = ({ low }) => {
  if (low.length > LONGEST || !/\d/.test(low) || /\d\.\d+\.\d/.test(low) || /%|\d:\d|[*^]|=.*=|\d ?=|= ?\d/.test(low))
    return undefined;
  const offer = cheaperOffer(low);
  if (offer) return reading(offer, [...valuesIn(low), '1'], false);
  const words = plainWords(low);
  if (words === undefined) return undefined;
  const best = cheaperOf(words) ?? pairOf(low) ?? placeOf(low);
  if (best !== undefined) return storyOf(best, low);
  const [head, name] = TOPIC.exec(words) ?? [''];
  const topic = name === undefined ? undefined : thingOf(name);
  const text = words.slice(head.length);
  const sums = waysOf(text, topic).flatMap(({ facts, ask }) => {
    const composed = compose(facts, ask, topic);
    const one = composed && settled(composed, ask);
    return one ? [one] : [];
  });
  const [first] = sums;
  if (!first) return undefined;
  const value = (sum: string): string => {
    const { n, d } = evaluateTree(parseExpression(sum)!)!;
    return `${n}/${d}`;
  };
  if (sums.some((one) => value(one.sum) !== value(first.sum) || one.round !== first.round)) return undefined;
  return storyOf(first.sum, low, first.round);
};
