/**
 * What comes of a problem: an answer, or why there is none. Both are values; a solver never throws for a problem that
 * its type allows. `reason` is one plain sentence for the person who asked.
 */

/** What kind of thing an answer is; grading and the rules about answers need it. */
export type AnswerKind =
  | 'number'
  | 'assignment'
  | 'expression'
  | 'list'
  | 'date'
  | 'weekday'
  | 'time'
  | 'numeral'
  | 'name'
  | 'route'
  | 'yes-no'
  | 'true-false';

/** Why there is no answer, in the words of the field `reason` of test/words. */
export type Why = 'missing' | 'other-mathematics' | 'no-solution' | 'invalid-input' | 'contradiction' | 'too-large';

export type Answered = {
  type: 'answer';
  answer: string;
  kind: AnswerKind;
  /** How it was checked, in one line. */ check: string;
};
export type Declined = { type: 'none'; why: Why; reason: string };
export type Solution = Answered | Declined;

export const answered = (answer: string, kind: AnswerKind, check: string): Answered => ({
  type: 'answer',
  answer,
  kind,
  check,
});
export const declined = (why: Why, reason: string): Declined => ({ type: 'none', why, reason });
