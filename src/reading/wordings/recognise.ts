/**
 * The wordings in reverse: a question that stands in one of them word for word, its voice taken off, is read by it
 * alone. Nothing of the question is left over then, so there is little to misread: this is the second, independent
 * reading that a check needs.
 */
import { readText } from '../text/text.ts';
import { solve } from '../../problem/solve/solve.ts';
import type { Solution } from '../../problem/solve/solution.ts';
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

/**
 * Whether a question with these words could stand in a wording: all words of one way through it are there. Cheap, and
 * never wrong with "no".
 */
const mayFit = (node: Node, words: ReadonlySet<string>, digits: boolean): boolean => {
  switch (node.type) {
    case 'text':
      return wholeWords(node.text).every((word) => words.has(word));
    case 'slot':
      return digits || !/^(?:[abcdefn]\d?|list|terms|clock|date|digits|equation|octal)$/.test(node.name);
    case 'all':
      return node.parts.every((part) => mayFit(part, words, digits));
    case 'any':
      return node.parts.some((part) => mayFit(part, words, digits));
    default:
      return node satisfies never;
  }
};

const split = new Map<string, readonly string[]>();
/** The words of a text that stand apart from what is before and behind it. */
const wholeWords = (text: string): readonly string[] => {
  let words = split.get(text);
  if (words === undefined) {
    words = text.match(/(?<=[^\p{L}\p{N}'])[\p{L}']{2,}(?=[^\p{L}\p{N}'])/gu) ?? [];
    split.set(text, words);
  }
  return words;
};

type Known = { intent: Intent; tree: Node; pattern?: Pattern };

let known: Known[] | undefined;
const wordings = (): Known[] =>
  (known ??= ALL_INTENTS.flatMap((intent) =>
    intent.wordings.map((wording) => ({ intent, tree: plain(treeOf(wording)) })),
  ));

const LONGEST = 300;

/** What a question means whose words are those of a wording; undefined where none fits, or two that differ do. */
export const recognise = (question: string): { meaning: Meaning; solution: Solution | undefined } | undefined => {
  const low = readText(question)
    .low.replace(/[\s.?!]+$/, '')
    .replace(/\s+/g, ' ');
  if (low.length > LONGEST) return undefined;
  let found: { meaning: Meaning; solution: Solution | undefined } | undefined;
  const words = new Set(low.match(/[\p{L}']+/gu));
  const digits = /\d/.test(low);
  for (const one of wordings()) {
    if (!mayFit(one.tree, words, digits)) continue;
    one.pattern ??= patternOf(one.tree, slotPattern);
    const slots = matchTemplate(one.pattern, low);
    const meaning = slots && one.intent.meaning(slots);
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
