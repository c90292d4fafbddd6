/**
 * Percentages one after another, for the reading by explanation: one amount, two changes or more, each up or down by
 * its words, and a question for what it comes to in the end.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { isLoaded } from '../grammar/asking.ts';
import { isUnit } from '../grammar/named-things.ts';
import type { LongestAt } from '../sums/steps.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

const UP: ReadonlySet<string> = new Set(
  `up rise rises rose raise raised raises risen increase increased increases gain gained gains grew grows grow
  climb climbed dearer jumped jumps top increse`.split(/\s+/),
);
const DOWN: ReadonlySet<string> = new Set(
  `down off fall falls fell fallen drop drops dropped reduce reduced reduces lose loses lost decrease decreased
  decreases cheaper discount knocked cut sank dip dipped slid`.split(/\s+/),
);

/** Words that may change other questions and none of this one. */
const FREE = new Set(
  `percent percentage cent per then and another further again first second now new amount price value finally
  afterwards after that on the by of a it is what was how much would will could if when which go going extra
  also lower higher next final end start starts started starting with at left monday tuesday wednesday thursday
  friday saturday sunday january february march april june july august september october november december week
  month year day last cheaper till reduced take taken plus top found might cost sale place way should must today
  yesterday morning evening order`.split(/\s+/),
);

/** What is asked for: the amount in the end, and no part or change of it. */
const OTHER: ReadonlySet<string> = new Set(
  `before original originally difference change changed save saved saving overall altogether total compared each
  every half interest tax vat tip profit loss more less than not except point points back same`.split(/\s+/),
);

const IN_TURN = new Set('then further another next afterwards second again subsequently after later'.split(' '));

/** The amount after all of its changes. */
export const percentsOf = (
  tokens: readonly Token[],
  longestOf: (tokens: readonly Token[]) => LongestAt,
): Problem | undefined => {
  if (tokens.length > 60 || !tokens.some(({ text }) => /^(?:%|percent|cent)$/.test(text))) return undefined;
  const longest = longestOf(tokens);
  const percents: { at: number; end: number; value: string }[] = [];
  const amounts: { at: number; value: string }[] = [];
  const inside = new Set<number>();
  for (let at = 0; at < tokens.length; at++) {
    const fit = longest('UNUM', at);
    if (!fit) continue;
    const next = tokens[fit.end]?.text ?? '';
    const cent = /^(?:%|percent)$/.test(next) || (next === 'per' && tokens[fit.end + 1]?.text === 'cent');
    if (cent) percents.push({ at, end: fit.end + (next === 'per' ? 2 : 1), value: String(fit.value) });
    else if (tokens[at]!.text !== 'one') amounts.push({ at, value: String(fit.value) });
    for (let i = at; i < fit.end; i++) inside.add(i);
    at = fit.end - 1;
  }
  const [amount, more] = amounts;
  if (!amount || more || percents.length < 2 || percents.length > 4) return undefined;
  for (const [i, { kind, text }] of tokens.entries()) {
    if (OTHER.has(text)) return undefined;
    const plain =
      inside.has(i) ||
      isBoundary(tokens[i]) ||
      (kind === 'sign' && /^[£$€%"'()!]$/.test(text)) ||
      (kind === 'word' &&
        (FREE.has(text) || UP.has(text) || DOWN.has(text) || isNumberWord(text) || isUnit(text) || !isLoaded(text)));
    if (!plain) return undefined;
  }
  // "20% off and 10% off" may both be of the first amount.
  if (!tokens.some(({ text }) => IN_TURN.has(text))) return undefined;
  const asks = tokens.findLastIndex(({ text }) => /^(?:what|whats|how|where|find|give|state|final)$/.test(text));
  if (asks < percents.at(-1)!.at) return undefined;
  let expression = amount.value;
  for (const [i, one] of percents.entries()) {
    const from = i === 0 ? 0 : percents[i - 1]!.end;
    const to = percents[i + 1]?.at ?? asks;
    const stop = tokens.findIndex(
      (token, k) => k >= one.end && k < to && (isBoundary(token) || /^(?:and|then|but)$/.test(token.text)),
    );
    const words = tokens.slice(one.end, stop < 0 ? to : stop);
    const front = tokens.slice(from, one.at).findLast(({ text }) => UP.has(text) || DOWN.has(text));
    // Behind it, up to the next sign; else before it, behind the last one.
    const near = words.slice(0, 3).find(({ text }) => UP.has(text) || DOWN.has(text)) ?? front;
    if (!near) return undefined;
    expression = `${expression}*(100${UP.has(near.text) ? '+' : '-'}${one.value})/100`;
  }
  return { type: 'value', expression };
};
