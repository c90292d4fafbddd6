/**
 * The next, a missing or a later letter of a row of letters (A, C, E, …), by the rules of numbers over their places in
 * the alphabet. One letter, or one on each side of a gap, is of the alphabet itself; of groups of letters each
 * place goes on by itself. Nothing goes on behind Z.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { answered, declined, type Solution } from './solution.ts';
import { solveSequence } from './sequence.ts';

const FIRST = 'a'.codePointAt(0)!;
const placeOf = (letter: string): number => letter.toLowerCase().codePointAt(0)! - FIRST + 1;

/** The place of the letter that is asked for: in the alphabet, or by the rule that all terms follow. */
const soughtPlace = ({ terms, at }: ProblemOf<'letters'>): number | Solution => {
  const known = terms.flatMap((one, i) => (one === '?' ? [] : [placeOf(one) - i]));
  const gap = terms.indexOf('?');
  const sought = at === undefined ? (gap >= 0 ? gap : terms.length) : at - 1;
  if (terms.filter((one) => one === '?').length > 1) return declined('missing', 'more than one letter is missing');
  if (known.length > 0 && known.every((one) => one === known[0])) return known[0]! + sought;
  if (known.length < 3) return declined('missing', 'two letters are not enough to see a rule');
  const places = terms.map((one) => (one === '?' ? one : `${placeOf(one)}`));
  const found = solveSequence({ type: 'sequence', terms: places, ...(at !== undefined && { at }) });
  return found.type === 'answer' ? Number(found.answer) : found;
};

/** Groups of letters: the next, missing or later letter of each place. */
const solveGroups = (problem: ProblemOf<'letters'>, size: number): Solution => {
  if (problem.terms.some((one) => one !== '?' && one.length !== size))
    return declined('invalid-input', 'the groups have different lengths');
  let whole = '';
  for (let place = 0; place < size; place++) {
    const terms = problem.terms.map((one) => (one === '?' ? one : one[place]!));
    // A letter that stays has no rule of the alphabet to go on by.
    const [first, ...others] = new Set(terms.filter((one) => one !== '?'));
    const found = others.length === 0 ? answered(first!, 'name', 'it stays') : solveLetters({ ...problem, terms });
    if (found.type !== 'answer') return found;
    whole += found.answer;
  }
  return answered(whole, 'name', 'each place of the groups by its own rule');
};

export const solveLetters = (problem: ProblemOf<'letters'>): Solution => {
  const size = Math.max(...problem.terms.map((one) => one.length));
  if (size > 1) return solveGroups(problem, size);
  const place = soughtPlace(problem);
  if (typeof place !== 'number') return place;
  if (!(place >= 1 && place <= 26)) return declined('no-solution', 'the alphabet has no such letter');
  const letter = String.fromCodePoint(FIRST + place - 1);
  const large = problem.terms.some((one) => /[A-Z]/.test(one));
  return answered(large ? letter.toUpperCase() : letter, 'name', `letter ${place} of the alphabet`);
};
