/**
 * Which of two offers is cheaper by the piece: "4 rolls for 3 euros or a bag of 10 for 6: which is cheaper per roll?"
 * Each offer is one count and one price; the answer is the offer in the words of the question.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { anyOf, sequence } from '../../regex.ts';
import { numbersIn } from '../text/text.ts';

const MONEY = anyOf(/euros?|dollars?|pounds?|quid|bucks|yen|kr|rupees|francs?|cents?|pence|p|pesos?|zloty|zl/);
const ASKS = new RegExp(
  sequence(
    /\b(?:which|what)\b[^?]*\b(?:cheaper|cheapest|better (?:deal|value|offer|price|buy)|best (?:deal|value|offer|price|buy))\b/,
    /|\bin which\b[^?]*\bcheaper\b/,
  ),
);
const TURNS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /how|more|less|save|saving|difference|dearer|expensive|free|off|discount|third|each way|not|no|without|plus|delivery/,
      /weeks?|months?|days?|years?/,
    ),
    /\b|%/,
  ),
);

type Amount = { value: string; start: number; end: number; price: boolean; cents: boolean; told: boolean };

/** The numbers before the question, "one" and "the single" too where they count what has a price. */
const amountsOf = (facts: string): Amount[] =>
  numbersIn(facts).map(({ value, start, end }) => {
    const [before, behind] = [facts.slice(0, start), facts.slice(end)];
    const unit = new RegExp(`^ ?(?:${MONEY}\\b|[$£€₹])`).exec(behind)?.[0].trim() ?? '';
    const told = unit !== '' || /[$£€₹] ?$/.test(before);
    const linked = /\b(?:for|costs?|is|at) $/.test(before) && !/^ [a-z]/.test(behind);
    return {
      value,
      start,
      end,
      told,
      price: told || linked || value.includes('.'),
      cents: /^(?:c|p$)/.test(unit) || /^pence$/.test(unit),
    };
  });

type Offer = { price: string; count: string; from: number; to: number };

/** Two numbers as an offer; a price alone is of one piece. */
const offerOf = (a: Amount, b: Amount): Offer | undefined => {
  const [from, to] = [a.start, b.end];
  // The one that is told as money, else the one that is linked as a price.
  const [x, y] = a.told === b.told ? [a.price, b.price] : [a.told, b.told];
  if (x === y) return undefined;
  const [price, count] = x ? [a, b] : [b, a];
  return /^\d+(?:\.\d+)?$/.test(count.value) && Number(count.value) > 0
    ? { price: price.value, count: count.value, from, to }
    : undefined;
};

const STOP = /^(?:the|a|an|of|one|per|is|or|for|in|and|at|which|offer|deal|it|than|to|buy|i|we|are|s)$/;
const VERB = /(?:costs?|for|at|is|are|comes?|sells?|goes?|and|or)/;
const wordsIn = (text: string): string[] =>
  (text.match(/[a-z]+|\d+(?:\.\d+)?/g) ?? []).filter((one) => !STOP.test(one));

/** Names of the two offers: what the question calls them at its end, else how many there are in each. */
const labelsOf = (low: string, facts: string, offers: readonly [Offer, Offer]): [string, string] | undefined => {
  const cut = Math.max(...[', ', '. ', '; ', ' or ', ' and '].map((one) => facts.lastIndexOf(one, offers[1].from - 1)));
  const parts = [facts.slice(0, Math.max(cut, offers[0].to)), facts.slice(Math.max(cut, offers[0].to))].map(wordsIn);
  const ends = /[,:] ?((?:the |an? )?[a-z0-9 .-]+?) or ((?:the |an? )?[a-z0-9 .-]+?)\W*$/.exec(low.slice(facts.length));
  const only = (name: string): number => {
    const words = wordsIn(name);
    const fits = [0, 1].filter((i) => words.some((one) => parts[i]!.includes(one) && !parts[1 - i]!.includes(one)));
    return fits.length === 1 ? fits[0]! : -1;
  };
  if (ends) {
    const [a, b] = [ends[1]!, ends[2]!];
    const single = (name: string): boolean => /\bsingle\b/.test(name);
    const [i, j] = [only(a), only(b)];
    const first = i >= 0 ? i : j >= 0 && single(a) ? 1 - j : -1;
    const second = j >= 0 ? j : i >= 0 && single(b) ? 1 - i : -1;
    if (first < 0 || second < 0 || first === second) return undefined;
    return first === 0 ? [a, b] : [b, a];
  }
  const named = offers.map(({ count }) => {
    const number = String.raw`(?<![\d.])${count.replace('.', '\\.')}`;
    return new RegExp(`(?:[a-z]+ of )?${number}(?: (?!${VERB.source}\\b)[a-z]+)?`).exec(facts)?.[0] ?? count;
  });
  return named[0] === named[1] ? undefined : [named[0]!, named[1]!];
};

/** The problem of the cheaper one; `low` is the question in small letters. */
export const cheaperOffer = (low: string): Problem | undefined => {
  const ask = ASKS.exec(low);
  if (!ask || low.length > 220) return undefined;
  const facts = low.slice(0, ask.index);
  const rest = low.slice(ask.index);
  if (TURNS.test(low) || facts === '') return undefined;
  const plain = facts.replace(/^(?:we|they|i|the shop) (?:sells?|have|has) /, (told) => ' '.repeat(told.length));
  const amounts = amountsOf(plain);
  // "One yogurt is 2 euros": a price of one.
  const one = /(?:^|[,.;] |\bor )(one|an?) (?!(?:pack|bag|box|tray|set|crate|carton|tin|bottle)s? of)[a-z]/.exec(plain);
  if (one && amounts.length === 3) {
    const at = one.index + one[0].lastIndexOf(one[1]!);
    amounts.push({ value: '1', start: at, end: at + one[1]!.length, price: false, cents: false, told: false });
    amounts.sort((x, y) => x.start - y.start);
  }
  if (amounts.length !== 4 || new Set(amounts.filter(({ told }) => told).map(({ cents }) => cents)).size > 1)
    return undefined;
  const [a, b, c, d] = amounts as [Amount, Amount, Amount, Amount];
  const [first, second] = [offerOf(a, b), offerOf(c, d)];
  if (!first || !second) return undefined;
  const prices = [first, second].map(({ price, count }) => Number(price) / Number(count));
  if (prices[0] === prices[1]) return undefined;
  // In the question stand no other numbers than those of the offers.
  const known = new Set(amounts.map(({ value }) => value));
  if (numbersIn(rest).some(({ value }) => !known.has(value) && value !== '1')) return undefined;
  const labels = labelsOf(low, facts, [first, second]);
  if (!labels) return undefined;
  return {
    type: 'sort',
    by: 'value',
    order: 'ascending',
    items: [first, second].map(({ price, count }) => quotient(price, count)),
    labels,
    at: 1,
  };
};

/** A price by the piece as a fraction of whole numbers. */
const quotient = (price: string, count: string): string => {
  const digits = Math.max(...[price, count].map((one) => one.split('.')[1]?.length ?? 0));
  const whole = (one: string): string => String(Math.round(Number(one) * 10 ** digits));
  return `${whole(price)}/${whole(count)}`;
};
