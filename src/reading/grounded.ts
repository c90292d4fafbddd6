/**
 * Whether a problem stands in the question that it was read from: each number of the question has a place in it, and
 * each of its names is in the question as it was typed.
 */
import { namesOf } from '../problem/formal/names-of.ts';
import type { Problem } from '../problem/formal/problem.ts';
import { alternatives, anyOf, sequence } from '../regex.ts';
import type { Reading } from './reading.ts';
import { valuesIn, type Text } from './text/text.ts';

/** Numbers that only count what the question lists: "all 4 of them", "which of the 2", "the 4 operations". */
const INCIDENTAL = new RegExp(
  alternatives(
    /\b(?:nr|no|question|exercise|problem|task|number)\.? \d+(?=[,:;])|\ball (?:the )?\d+\b|\b\d+ of (?:them|these|those)\b/,
    /\b4 (?:basic |usual |arithmetic )?operations?\b|\bof (?:the|these|those) \d+\b|\b0-based\b/,
    /\b(?:only|just|by|predict|give) 1 (?:more )?(?:term|step|number|answer)\b/,
    /\b(?:the|these|those|following) \d+ (?:numbers|words|names|terms|cards|digits|items|values|dates|times|people)\b/,
    sequence(
      /\b/,
      anyOf(
        /table|room|class|grade|bus|platform|flat|chapter|page|level|lane|gate|route|floor|bed|ward|van/,
        /seat|bay/,
      ),
      / \d+\b(?! (?:and|or|to|by)\b|[-+*/x,])/,
    ),
    /\b24[- ](?:hour|h|hr)s?\b|\b1 (?:time|at a time)\b/,
  ),
  'g',
);

/** Every number of the question was used. */
export const grounded = ({ low }: Text, { uses }: Reading): boolean => {
  const used = new Set(uses.flatMap((one) => [one, one.replace(/^-/, ''), String(Number(one))]));
  const rest = low.replace(INCIDENTAL, ' ');
  return valuesIn(rest).every(
    (one) => used.has(one) || used.has(one.replace(/^-/, '')) || used.has(String(Number(one))),
  );
};

/** Names, words and items of a problem stand in the question as it was typed. */
export const namesGrounded = ({ low }: Text, problem: Problem): boolean => {
  const words = new Set(low.match(/[\p{L}\p{N}'-]+/gu));
  return namesOf(problem).every((name) => {
    const plain = name.replaceAll('_', ' ').toLowerCase();
    return /^[\p{L}\p{N}'-]+$/u.test(plain) ? words.has(plain) : low.includes(plain);
  });
};
