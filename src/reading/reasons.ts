/** The reasons to decline a question in one sentence each, for wordings that tell only the kind of reason. */
import type { Why } from '../problem/solve/solution.ts';

/** Why a question in a wording of near.ts is declined, where no reader says it better. */
export const REASONS: Readonly<Record<Why, string>> = {
  missing: 'something that it needs is not told',
  'other-mathematics': 'this is mathematics that I do not do',
  'no-solution': 'nothing solves it',
  'invalid-input': 'what is given is not what it is said to be',
  contradiction: 'what it says contradicts itself',
  'too-large': 'a number in it becomes too large',
};
