/**
 * Figures of a short story as the terms of a sum: what two of them make as text, whether a term comes or goes, and
 * whether the question has words that the facts do not have. Which sum is made is told by the files of its ways.
 */
import { anyOf, sequence } from '../../regex.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { inUnit, isCounted } from '../roles/things.ts';
import type { Thing } from '../roles/tokens.ts';
import { verbOf } from '../roles/words.ts';
import type { Ask } from './asked.ts';
import type { Figure } from './figures.ts';

/** A figure with its size. */
export type Term = Figure & {
  /** As text, in the unit of the sum. */ told: string;
  size: number;
};
export type Story = { ask: Ask; low: string };

export const isMoney = ({ thing }: { thing: Thing }): boolean => thing.head === 'money';
/** One name, or a unit that is turned into the other; a thing without a name is not told apart. */
export const tells = (a: Thing, b: Thing): boolean => a.head !== '' && b.head !== '' && inUnit('1', a, b) !== undefined;
export const exactly = (a: Thing, b: Thing): boolean => a.head !== '' && a.head === b.head;

/** `b` in the unit of `a`, where both are measures of one kind. */
const inUnitOf = (b: Term, a: Term): Term => {
  if (a.thing.head === b.thing.head || a.thing.head === '' || b.thing.head === '' || isCounted(a.thing.head)) return b;
  const told = inUnit(b.told, b.thing, a.thing);
  return told === undefined ? b : { ...b, told };
};

export const sum = (a: Term, sign: '+' | '-' | '*' | '/', other: Term): string => {
  const b = sign === '+' || sign === '-' ? inUnitOf(other, a) : other;
  const left = /[*/]/.test(sign) && /[-+]/.test(a.told) ? `(${a.told})` : a.told;
  const right =
    (/[*/]/.test(sign) && /[-+]/.test(b.told)) ||
    (sign === '/' && /[*/]/.test(b.told)) ||
    (sign === '-' && /[-+]/.test(b.told))
      ? `(${b.told})`
      : b.told;
  return `${left}${sign}${right}`;
};

export type Made = { expression: string; round?: 'up' | 'down' | undefined; thing: Thing };

/** "8 new ones landed": a verb behind the figure that is not known says more than the one before it. */
const strangeBehind = ({ after, way }: Term): boolean => {
  if (way !== 0) return false;
  const words = after.split(' ').slice(0, 3);
  return words.some(
    (word, i) =>
      /^[a-z]{3,}ed$/.test(word) &&
      verbOf(word) === undefined &&
      words.slice(0, i).every((one) => !/^[,]|^(?:and|for|to|at|by|on|in|of)$/.test(one)),
  );
};

/** What a figure does: 1 it comes, -1 it goes, 0 it is there; undefined where no word says. */
export const signOf = (one: Term, { ask }: Story): -1 | 0 | 1 | undefined => {
  const clause = `${one.before} ${one.after}`;
  const own = new RegExp(String.raw`\b${one.word}\b`).test(clause) && one.word !== '';
  const loses = one.verb === 'loses' || one.verb === 'gives' || one.verb === 'sells' || one.verb === 'pays';
  if (strangeBehind(one)) return one.way === 0 ? undefined : one.way;
  if (one.verb === 'gives' && own) {
    const to =
      /\b(?:gave|gives|give|handed|lent|passed|brought|sent) (?:me|us|him|her|them)\b/.test(clause) ||
      (/\byou\b/.test(ask.text) && /\b(?:gave|gives|give|handed|lent|passed|brought|sent) you\b/.test(clause));
    const mine =
      !/\byou\b/.test(ask.text) &&
      /\b(?:i|we|he|she|they)\b[^,]* (?:gave|give|gives|handed|lent|passed)\b/.test(one.before);
    return to && !mine ? 1 : -1;
  }
  if (own && loses) return isMoney(one) && one.verb === 'sells' ? 1 : -1;
  if (own && one.verb === 'buys') return isMoney(one) ? -1 : 1;
  if (own && one.verb === 'costs') return -1;
  if (one.way !== 0) return one.way;
  if (one.more) return 1;
  if (own && (one.verb === 'gets' || one.verb === 'makes' || one.verb === 'earns')) return 1;
  if (one.among) return -1;
  if (own && one.verb === 'has') return 0;
  if (loses && one.verb !== undefined) return -1;
  return undefined;
};

/** Words of a question that only ask. */
const ASKING = new RegExp(
  sequence(
    /^/,
    anyOf(
      /how|many|much|what|whats|what's|is|are|am|was|were|be|been|has|have|had|do|does|did|will|would|can|could|should|there|got|get/,
      /i|we|you|he|she|it|they|me|us|him|her|them|my|our|your|his|their|the|a|an|of|in|on|at|to|for|with|from|by|and|so|then|that|this/,
      /now|today|altogether|all|total|together|both|these|those|add|up|make|makes|see|come|comes|count|number|please|going|on|aboard/,
      /still|left|remain|remains|remaining|over|have|keep|hold|own|made|find|found|after|afterwards|stand|standing|in total|tell|exactly/,
      /more|again|just|whole|two|each|day|week|money|cost|costs|pay|paid|spend|spent|owe|people|ones|one|if|everyone|between/,
    ),
    /$/,
  ),
);
/** A word of the question that the facts do not have: it may ask for what they leave out. */
export const asksNew = ({ ask, low }: Story): boolean => {
  const facts = low.replace(ask.text, ' ');
  return (ask.text.match(/[a-z']{2,}/g) ?? []).some(
    (word) =>
      !ASKING.test(word) &&
      !facts.includes(word.slice(0, Math.max(3, word.length - 2))) &&
      singularOf(word) !== ask.thing.head &&
      !ask.thing.sorts.includes(word),
  );
};

export const own = (one: Term): boolean => new RegExp(String.raw`\b${one.word}\b`).test(`${one.before} ${one.after}`);

/** A whole is told: its parts are not added to it. */
export const WHOLE =
  /\b(?:between (?:us|them)|together|of that|of which|in all|altogether|in total|whole)\b|\b(?:comes?|came|adds?(?: up)?|makes?|sums?|totals?) (?:to )?[$£€]? ?\d/;
export const NEGATED = /\b(?:not|never|nobody|none|no|without|except)\b|n't\b/;
