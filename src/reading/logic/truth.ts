/**
 * Reads what is true: puzzles of liars, what follows from rules, boolean expressions. A sentence that speaks of its own
 * truth has no answer.
 */
import { refusal, type Reader } from '../reading.ts';
import { readExpression } from './booleans.ts';
import { readEither } from './either.ts';
import { readPuzzle } from './puzzles.ts';
import { readSwitches } from './switches.ts';
import { readFollows } from './rules.ts';

export const readTruth: Reader = (question) => {
  if (question.low.length > 1500) return undefined;
  if (/\bthis (?:sentence|statement) is (?:false|a lie|not true)\b/.test(question.low))
    return refusal('contradiction', 'the sentence contradicts itself');
  return (
    readPuzzle(question) ??
    readEither(question) ??
    readSwitches(question) ??
    readFollows(question) ??
    readExpression(question)
  );
};
