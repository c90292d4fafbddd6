/**
 * Which sum two terms of a short story make, by their roles and by what is asked: a rate and what it is told for, a
 * whole and those that share it, what there is and what comes or goes, what is paid and what it costs. Each way asks
 * for words that tell it; where none does there is no sum.
 */
import { isCounted, sameHead } from '../roles/things.ts';
import { byChange, byRest, byTotal } from './changes.ts';
import { byCount, byRate, byShare } from './rates.ts';
import { byRelation } from './relations.ts';
import { exactly, isMoney, signOf, sum, tells, type Made, type Story, type Term } from './terms.ts';

/** Money that is given for what costs less. */
const byPayment = (a: Term, b: Term, { ask, low }: Story): Made | undefined => {
  const money = ask.kind === 'change' || (ask.kind === 'left' && (ask.money || isMoney(a) || isMoney(b)));
  if (!money || (ask.kind === 'left' && !/\b(?:costs?|spend|spent|spends|pay|paid|bought|buys?|price|is)\b/.test(low)))
    return undefined;
  const paid = (one: Term): boolean =>
    isMoney(one) || one.thing.head === '' || (exactly(one.thing, ask.thing) && isMoney(b));
  if ([a, b].some((one) => one.rate && !one.soft) || ![a, b].every(paid)) return undefined;
  if (a.size === b.size) return undefined;
  return { expression: a.size > b.size ? sum(a, '-', b) : sum(b, '-', a), thing: ask.thing };
};

/** How much one is more than the other, or lacks to it. */
const byDistance = (a: Term, b: Term, { ask, low }: Story): Made | undefined => {
  if (ask.kind !== 'difference' && ask.kind !== 'need' && ask.kind !== 'gain') return undefined;
  if ([a, b].some((one) => (one.rate && !one.soft) || one.more || one.among) || a.size === b.size) return undefined;
  if (/\b(?:a|per|each|every) (?:year|month|week|day)\b/.test(ask.text) || /\bof wh(?:om|ich)\b/.test(low))
    return undefined;
  if (
    a.thing.head !== '' &&
    b.thing.head !== '' &&
    !tells(a.thing, b.thing) &&
    !(ask.kind === 'difference' && isCounted(a.thing.head) && isCounted(b.thing.head))
  )
    return undefined;
  if (
    ask.thing.head !== '' &&
    [a, b].every((one) => one.thing.head !== '' && !sameHead(one.thing.head, ask.thing.head)) &&
    ask.kind === 'need'
  )
    return undefined;
  if (
    /\b\d+(?: \w+){0,2} (?:more|fewer|less|older|younger|taller|shorter|longer|heavier|lighter|higher|lower|cheaper|dearer)\b/.test(
      low.replace(ask.text, ''),
    )
  )
    return undefined;
  return { expression: a.size > b.size ? sum(a, '-', b) : sum(b, '-', a), thing: ask.thing };
};

const ENDS = /\b(?:now|left|then had|ended|end|currently|later)\b/;
/** What there was before something came or went. */
const byStart = (a: Term, b: Term, story: Story): Made | undefined => {
  const { ask } = story;
  if (ask.kind !== 'start' || a.rate || b.rate) return undefined;
  const end = [a, b].filter((one) => ENDS.test(`${one.before} ${one.after}`));
  const [last] = end;
  if (end.length !== 1 || last === undefined) return undefined;
  const change = last === a ? b : a;
  const sign = signOf(change, story);
  if (sign === 1 && last.size > change.size) return { expression: sum(last, '-', change), thing: ask.thing };
  return sign === -1 ? { expression: sum(last, '+', change), thing: ask.thing } : undefined;
};

const WAYS = [byRate, byCount, byShare, byPayment, byDistance, byStart, byChange, byTotal, byRest] as const;

/** The one sum that two terms make, by the first of the ways that fits. */
export const together = (a: Term, b: Term, story: Story): Made | undefined => {
  if (a.apart !== undefined || b.apart !== undefined) return byRelation(a, b, story);
  for (const way of WAYS) {
    const made = way(a, b, story);
    if (made) return made;
  }
  return undefined;
};
