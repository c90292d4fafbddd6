/**
 * Reads what is paid where some of a number are free: "3 for 2", "buy 2 get 1 free". The offer, the price of one and how
 * many are taken are a clause each, in any order; a clause of something else ends the reading.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { refusal, type Refusal } from '../reading.ts';

const N = String.raw`(\d+)`;
const MONEY = String.raw`[$£€]? ?(\d+(?:\.\d+)?)(?: ?(?:euros?|dollars?|pounds?|[$£€]))?`;
const LEAD = '(?:(?:it is|there is|the shop has|with|in|on|at|the offer is|the deal is) )?(?:an? |the )?';
const OFFER = new RegExp(`^${LEAD}${N} for(?: the price of)? ${N}(?: (?:offer|deal|sale))?(?: on ([a-z]+))?$`);
const FREE = new RegExp(
  `^${LEAD}buy ${N},? (?:and )?get (\\d+|one|an?)(?: more)? free(?: (?:offer|deal|sale))?(?: on ([a-z]+))?$`,
);
const PRICE = new RegExp(
  `^(?:(?:one|1|an?|each|every|the) )?([a-z]+) (?:is|are|costs?) ${MONEY}(?: (?:each|apiece|a piece))?$`,
);
const TAKE = new RegExp(
  `^(?:if )?(?:i|we|he|she|you) (?:take|takes|buy|buys|want|wants|get|gets|bought|took) ${N}(?: of them)?(?: ([a-z]+))?$`,
);
const ASK =
  /^(?:so )?(?:how much|what) (?:(?:do|does|must|will|would|should|did) (?:i|we|he|she|you) (?:pay|owe|spend)|is (?:that|it|the (?:price|total|cost))|(?:do|does|will) (?:it|they|that) cost)(?: (?:in total|in all|together))?(?: for (\d+)(?: ([a-z]+))?)?$/;
const ASK_FOR =
  /^(?:so )?(?:how much|what) (?:(?:is|are|for) (\d+)(?: ([a-z]+))?|(?:do|does|will|would) (\d+)(?: ([a-z]+))? cost)$/;

/** `plain`: without idle words and without the sign at its end. */
export const readFreePacks = (plain: string): Problem | Refusal | undefined => {
  if (!/\d for (?:the price of )?\d|\bget (?:\d+|one|an?)(?: more)? free\b/.test(plain)) return undefined;
  const clauses = plain.split(/\s*(?:[;:?!]|\.(?!\d)|,(?! ?(?:and )?get\b)|,? and (?=i |we |he |she |you ))\s*/);
  const told: { of?: [string, string]; price?: string; count?: string } = {};
  const things: string[] = [];
  let asks = 0;
  for (const typed of clauses.filter((one) => one !== '')) {
    const clause = typed.replace(/^(?:and|but|so|now) /, '');
    const offer = OFFER.exec(clause);
    const free = FREE.exec(clause);
    const price = PRICE.exec(clause);
    const take = TAKE.exec(clause);
    const ask = ASK.exec(clause) ?? ASK_FOR.exec(clause);
    const [, a = '', b = '', thing] = offer ?? free ?? [];
    if (offer || free) {
      if (told.of) return undefined;
      told.of = free ? [String(Number(a) + (Number(b) || 1)), a] : [a, b];
      if (thing !== undefined) things.push(thing);
    } else if (ask) {
      asks++;
      const [count, word] = [ask[1] ?? ask[3], ask[2] ?? ask[4]];
      if (count !== undefined && told.count !== undefined && count !== told.count) return undefined;
      told.count ??= count;
      if (word !== undefined) things.push(word);
    } else if (take && told.count === undefined) {
      told.count = take[1]!;
      if (take[2] !== undefined) things.push(take[2]);
    } else if (price && told.price === undefined) {
      told.price = price[2]!;
      if (!/^(?:they|it|one|each)$/.test(price[1]!)) things.push(price[1]!);
    } else return undefined;
  }
  if (!told.of || told.price === undefined || asks !== 1) return undefined;
  if (told.count === undefined) return refusal('missing', 'how many are taken is missing');
  if (new Set(things.map((one) => singularOf(one))).size > 1) return undefined;
  const [size, paid] = told.of.map(Number) as [number, number];
  const count = Number(told.count);
  if (size <= paid || paid < 1) return undefined;
  return { type: 'value', expression: `(${Math.floor(count / size)}*${paid}+${count % size})*${told.price}` };
};
