/**
 * Change, for the reading by explanation: one sum that is handed over, one that is to be paid, and the question what
 * comes back. Each of the two is marked by the words before or behind it; a third sum, and there is no explanation.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { isLoaded } from '../grammar/asking.ts';
import { isUnit } from '../grammar/named-things.ts';
import type { LongestAt } from '../sums/steps.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

const NOTES: Readonly<Record<string, string>> = { tenner: '10', fiver: '5' };
const PAYS = new Set(
  'pay pays paid paying with gives give gave given hand hands handed from tender tenders tendered note over'.split(' '),
);
const COSTS = new Set('is was cost costs costing price bill for at comes came come total'.split(' '));

/** Words of paying that may change other questions. */
const FREE = new Set(
  `how much many what which who if when then will would should could must might change back get gets take takes pay
  pays paid paying give gives gave given hand hands handed from over note bill cost costs costing price total sum
  together bought unit also shop for today exactly found altogether with tender tenders tendered expect return
  returned left`.split(/\s+/),
);

type Sum = { at: number; end: number; value: string };

const sumsOf = (tokens: readonly Token[], longest: LongestAt): Sum[] => {
  const found: Sum[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const { text } = tokens[at]!;
    const fit = longest('UNUM', at);
    if (Object.hasOwn(NOTES, text)) found.push({ at, end: at + 1, value: NOTES[text]! });
    else if (fit && text !== 'one') {
      found.push({ at, end: fit.end, value: String(fit.value) });
      at = fit.end - 1;
    }
  }
  return found;
};

/** Whether a word before a sum, in its clause, or right behind it is one of some. */
const marked = (tokens: readonly Token[], { at, end }: Sum, words: ReadonlySet<string>): boolean => {
  for (let i = at - 1; i >= 0 && i >= at - 4; i--) {
    const { text } = tokens[i]!;
    if (isBoundary(tokens[i]) || /^(?:and|if|but)$/.test(text)) break;
    if (PAYS.has(text) || COSTS.has(text)) return words.has(text);
  }
  return tokens.slice(end, end + 2).some(({ text }) => /^(?:note|over)$/.test(text) && words.has(text));
};

/** "The bill is 18.50 and I pay with 20: what change do I get?" */
export const changeOf = (
  tokens: readonly Token[],
  longestOf: (tokens: readonly Token[]) => LongestAt,
): Problem | undefined => {
  const asks = tokens.some(
    ({ text }, i) => text === 'change' || (text === 'back' && /^(?:get|come|comes)$/.test(tokens[i - 1]?.text ?? '')),
  );
  if (!asks || tokens.length > 40) return undefined;
  const sums = sumsOf(tokens, longestOf(tokens));
  const [a, b, more] = sums;
  if (!a || !b || more) return undefined;
  const inside = new Set(sums.flatMap(({ at, end }) => tokens.slice(at, end).map((_, i) => at + i)));
  const plain = tokens.every(
    ({ kind, text }, i) =>
      inside.has(i) ||
      isBoundary(tokens[i]) ||
      (kind === 'sign' && /^(?:[£$€!"'()-]|_)$/.test(text)) ||
      (kind === 'word' && (FREE.has(text) || isUnit(text) || (!isLoaded(text) && !isNumberWord(text)))),
  );
  // "I got 3 change", "change of 3": told, and not asked for.
  const told = tokens.some(({ text }, i) => text === 'change' && (inside.has(i - 1) || tokens[i + 1]?.text === 'of'));
  // "Two pens at 3": a number of things is no sum.
  const counts = sums.some(({ value, end }) => {
    const next = tokens[end];
    return (
      next?.kind === 'word' &&
      /^[1-9]\d?$/.test(value) &&
      !isUnit(next.text) &&
      !FREE.has(next.text) &&
      !/^(?:and|in|of|he|she|i|it|we|they|euro|lira|cash|coin|so)$/.test(next.text)
    );
  });
  if (!plain || told || counts) return undefined;
  const pays = sums.filter((one) => marked(tokens, one, PAYS));
  const [paid, other] = pays;
  if (!paid || other) return undefined;
  const cost = paid === a ? b : a;
  return Number(paid.value) >= Number(cost.value)
    ? { type: 'value', expression: `${paid.value}-${cost.value}` }
    : undefined;
};
