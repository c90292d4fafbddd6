/** The parts of a question that its doubts look at: what is told, what is asked, and the numbers with their nouns. */
import { refusal, type Refusal } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';
import type { Why } from '../../problem/solve/solution.ts';

/** One way in which a question can't be answered: what the question lacks or says amiss, or undefined. */
export type Doubt = (said: Said) => Refusal | undefined;

export type Said = {
  text: string;
  low: string;
  /** What stands before the last word that asks. */ facts: string;
  /** From the last word that asks to the end. */ asked: string;
  /** The values of the numbers, in their order. */ numbers: readonly number[];
};

const ASKS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /how|what|which|who|whose|whom|when|where|whats|find|calculate|compute|state|give|work out/,
      /tell me|is it|is|does|did|can|sort|rank|order/,
    ),
    /\b/,
  ),
  'g',
);
const INTERROGATIVE = /^(?:how|what|which|who|whose|whom|when|where|whats)$/;

/** Splits at the last word that asks; words that only may ask count where no interrogative stands. */
export const saidIn = ({ text, low }: Text): Said => {
  const all = [...low.matchAll(ASKS)];
  const at = (all.findLast((one) => INTERROGATIVE.test(one[0])) ?? all.at(-1))?.index ?? 0;
  return {
    text,
    low,
    facts: low.slice(0, at),
    asked: low.slice(at),
    numbers: numbersIn(low).map((one) => Number(one.value)),
  };
};

/** A doubt that words alone tell. */
export const when =
  (why: Why, reason: string, words: RegExp, unless?: RegExp): Doubt =>
  ({ low }) =>
    words.test(low) && unless?.test(low) !== true ? refusal(why, reason) : undefined;

export const missing = (reason: string): Refusal => refusal('missing', reason);

/** Words that compare two. */
export const COMPARATIVE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /taller|older|younger|faster|slower|heavier|lighter|bigger|smaller|shorter|longer|richer|dearer/,
      /cheaper|stronger|higher|lower|further|nearer|colder|warmer|hotter|louder|ahead|behind|before/,
      /after|above|below|more|less/,
    ),
    /\b/,
  ),
);
