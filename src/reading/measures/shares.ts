/**
 * What is the part and what is the whole of two numbers that a question tells ("12 of 48", "of 640 ballots 16 were
 * invalid", "480 parcels, 12 of them damaged"), for percentages and fractions. Where the words leave both ways open
 * there is none.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { anyOf, sequence } from '../../regex.ts';
import { numbersIn, type Found } from '../text/text.ts';

/** Two numbers with the words around them. `asks`: "percent" or "fraction", as it stands in the question. */
export type Shared = { part: string; whole: string; /** Told by the words that join them. */ sure: boolean };

const DET =
  /(?:(?:the|a|an|my|our|his|her|their|its|all|those|these|total of|total|whole|possible|available|[$£€]) ?)*/;
const ENDS_OF = new RegExp(sequence(/(?:^|\b)(?:out of|of|from|into|over|in) /, DET, /$/));
const OVER = /^\s*\/\s*$/;
const OF_THEM = /^(?: [a-z]+){0,2} (?:of|from|out of|among|in) (?:them|these|those|em|which|whom|it|that|this)\b/;
const TOTALS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /total|altogether|in all|in total|there (?:are|were|is)|contains?|has|have|had|holds?|class of/,
      /team of|group of|capacity|target|goal|whole|maximum|max|possible|planned|needs?|wants?|invited/,
      /full|budget|cut (?:in|into)|divided into|sliced into|split into/,
    ),
    /\b/,
  ),
);

const isBefore = (a: string, b: string): boolean => Number(a) <= Number(b);

/** `asks`: the word for the share, with its "of". */
export const sharedOf = (low: string, asks: RegExp): Shared | undefined => {
  const numbers = numbersIn(low);
  const [a, b] = numbers;
  if (!a || !b || numbers.length !== 2) return undefined;
  const [before, mid, after] = [low.slice(0, a.start), low.slice(a.end, b.start), low.slice(b.end)];
  const asked = new RegExp(sequence(asks, ` of ${DET.source}(?:[a-z]+ ){0,2}$`));
  const found = (part: Found, whole: Found, sure = true): Shared => ({ part: part.value, whole: whole.value, sure });
  if (asked.test(before)) return found(b, a);
  if (OVER.test(mid) || asked.test(mid)) return found(a, b);
  if (ENDS_OF.test(before) && !ENDS_OF.test(mid)) return found(b, a);
  if (OF_THEM.test(after)) return found(b, a);
  if (OF_THEM.test(` ${/[^,.;]*$/.exec(mid)![0].trim()} `) || /\b(?:of (?:them|these|those|em|which|whom))\b/.test(mid))
    return found(b, a);
  if (ENDS_OF.test(mid)) return found(a, b);
  // "Target is 250 and I have 215": the larger one is the whole where a word says that it is one.
  const [first, second] = [`${before} ${/^[^,.;]*/.exec(mid)![0]}`, `${/[^,.;]*$/.exec(mid)![0]} ${after}`];
  if (TOTALS.test(first) && !isBefore(a.value, b.value)) return found(b, a, false);
  if (TOTALS.test(second) && isBefore(a.value, b.value) && !TOTALS.test(first)) return found(a, b, false);
  // "480 parcels, 12 damaged": a smaller number in a clause of its own.
  return /[,.;]|\band\b|\bbut\b/.test(mid) && !isBefore(a.value, b.value) ? found(b, a, false) : undefined;
};

const AMOUNT = /(?<![\d.])(\d+(?:\.\d+)?|\ban?|\bone)[ -]?([a-z]+)\b/g;

/** "20 minutes is what fraction of an hour": both amounts, the first in the unit of the second as a fraction. */
export const sharedAmounts = (low: string): { part: string; whole: string } | undefined => {
  const amounts = [...low.matchAll(AMOUNT)].flatMap((one) => {
    const unit = unitsNamed(one[2]!)[0];
    return unit && unit.dimension !== 'angle'
      ? [{ value: one[1]!.replace(/^(?:an?|one)$/, '1'), unit, at: one.index }]
      : [];
  });
  const [a, b] = amounts;
  if (!a || !b || amounts.length !== 2 || a.unit.dimension !== b.unit.dimension || a.unit.name === b.unit.name)
    return undefined;
  // "What fraction of an hour is 20 minutes": the whole is told first.
  const first = /\bof (?:an? |one |1 )?$/.test(low.slice(0, a.at)) || /\bof $/.test(low.slice(0, a.at));
  const [part, whole] = first ? [b, a] : [a, b];
  const scale = (one: typeof a): string => `${one.value}*${one.unit.factor.n}/${one.unit.factor.d}`;
  return { part: scale(part), whole: scale(whole) };
};
