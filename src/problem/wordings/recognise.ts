/**
 * The wordings in reverse: a question that stands in one of them word for word, its voice taken off, is read by it alone. Nothing of
 * the question is left over then, so there is little to misread: this is the second, independent reading that a check needs.
 */
import { readText } from '../read/text.ts';
import { solve } from '../solve/solve.ts';
import type { Solution } from '../solve/solution.ts';
import type { Intent, Meaning } from './intent.ts';
import { ALL_INTENTS, treeOf } from './make.ts';
import { slotPattern } from './slots.ts';
import { matchTemplate, patternOf, type Node, type Pattern } from './template.ts';

const NUMERALS: readonly (readonly [RegExp, string])[] = [
  [/\bzero\b/g, '0'],
  [/\bone\b/g, '1'],
  [/\btwo\b/g, '2'],
  [/\bten\b/g, '10'],
  [/\bwhats\b/g, 'what is'],
  [/\b(?:please|kindly)(?: to)?\b ?/g, ''],
];

/** The text of a wording as questions have it once they are read: number words as digits, without "please". */
const plain = (node: Node): Node => {
  switch (node.type) {
    case 'text':
      return {
        type: 'text',
        text: NUMERALS.reduce((text, [pattern, by]) => text.replace(pattern, by), node.text.toLowerCase()),
      };
    case 'slot':
      return node;
    default:
      return { ...node, parts: node.parts.map(plain) };
  }
};

type Known = { intent: Intent; pattern: Pattern };

let known: readonly Known[] | undefined;
const patterns = (): readonly Known[] =>
  (known ??= ALL_INTENTS.flatMap((intent) =>
    intent.wordings.map((wording) => ({ intent, pattern: patternOf(plain(treeOf(wording)), slotPattern) })),
  ));

const LONGEST = 300;

/** What a question means whose words are those of a wording; undefined where none fits, or two that differ do. */
export const recognise = (question: string): { meaning: Meaning; solution: Solution | undefined } | undefined => {
  const low = readText(question)
    .low.replace(/[\s.?!]+$/, '')
    .replace(/\s+/g, ' ');
  if (low.length > LONGEST) return undefined;
  let found: { meaning: Meaning; solution: Solution | undefined } | undefined;
  for (const { intent, pattern } of patterns()) {
    const slots = matchTemplate(pattern, low);
    const meaning = slots && intent.meaning(slots);
    if (!meaning) continue;
    const solution = meaning.type === 'problem' ? solve(meaning.problem) : undefined;
    if (found === undefined) found = { meaning, solution };
    else if (!agree(found, { meaning, solution })) return undefined;
  }
  return found;
};

type Read = { meaning: Meaning; solution: Solution | undefined };

const agree = (a: Read, b: Read): boolean => {
  if (a.solution?.type === 'answer' && b.solution?.type === 'answer')
    return a.solution.answer.replace(/^[a-z] = /, '') === b.solution.answer.replace(/^[a-z] = /, '');
  return a.meaning.type === 'refusal' && b.meaning.type === 'refusal' && a.meaning.why === b.meaning.why;
};
