/**
 * Reads what is true: puzzles of liars, what follows from rules, boolean expressions. A sentence that speaks of its own
 * truth has no answer.
 */
import { refusal, type Reader } from '../reading.ts';
import { asText } from '../text/text.ts';
import { readExpression } from './booleans.ts';
import { readEither } from './either.ts';
import { readPuzzle } from './puzzles.ts';
import { readSwitches } from './switches.ts';
import { readFollows } from './rules.ts';

/** "Cal says both lie": the two others, where three speak. */
const BOTH =
  /\b(\p{Lu}\p{L}+) (says|claims|states|said)(?: that)? (?:both(?: of them| of the others| others)?|the (?:other two|others|other 2)(?: both)?) (lie|are lying|are liars|tell the truth|are honest|are truthful|are telling the truth)\b/gu;

const othersNamed = (text: string): string => {
  const speakers = [
    ...new Set([...text.matchAll(/\b(\p{Lu}\p{L}+) (?:says|claims|states|said)\b/gu)].map((one) => one[1]!)),
  ];
  if (speakers.length !== 3) return text;
  return text.replace(BOTH, (_, who: string, says: string, what: string) => {
    const others = speakers.filter((one) => one !== who);
    return `${who} ${says} ${others.join(' and ')} ${what}`;
  });
};

export const readTruth: Reader = (typed) => {
  const named = othersNamed(typed.text);
  const question = named === typed.text ? typed : { ...typed, ...asText(named) };
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
