/**
 * The words with which people ask for each kind of problem, taken from the grammar of wordings: all words of its
 * templates. A question that holds no other word but its names and numbers has nothing that its reader overlooked.
 */
import { createRandom } from '../../random.ts';
import type { Problem } from '../formal/problem.ts';
import { readText } from '../read/text.ts';
import { INTENTS } from './make.ts';

/** Kinds of problems; divisors, multiples and remainders are three. */
const kindOf = (problem: Problem): string => (problem.type === 'divisors' ? problem.ask : problem.type);

const COMMON =
  'the a an of is are was what which how please can you me i my to in on at and for do does it this that tell give find';

/** Words that turn a question wherever they stand: with one of them nothing is explained. */
const TURNS =
  /\b(?:not|no|never|except|without|but|also|then|again|before that|instead|unless|only|other|another|twice|half|both ends|inclusive|counting|backwards?|rounded|nearest|about|roughly|per|each|every|if|when)\b|\b(?:two|three|four|2|3|4) (?:whole )?(?:numbers|words|names|dates|times)\b/;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}']+/gu) ?? [];

let vocabulary: Map<string, Set<string>> | undefined;

const learn = (): Map<string, Set<string>> => {
  const out = new Map<string, Set<string>>();
  for (const intent of INTENTS) {
    const random = createRandom(`vocabulary/${intent.name}`);
    let kind: string | undefined;
    for (let tries = 0; tries < 6 && kind === undefined; tries++) {
      const meaning = intent.meaning(intent.draw(random, 1));
      if (meaning?.type === 'problem') kind = kindOf(meaning.problem);
    }
    if (kind === undefined) continue;
    const words = out.get(kind) ?? new Set(COMMON.split(' '));
    out.set(kind, words);
    for (const wording of intent.wordings)
      for (const word of wordsOf(wording.replace(/\{[^}]*\}/g, ' '))) words.add(word);
  }
  return out;
};

/** Whether every word of a question is a word of its kind of problem, a name or an item of the problem. */
export const isExplained = (question: string, problem: Problem): boolean => {
  const { low } = readText(question);
  const words = (vocabulary ??= learn()).get(kindOf(problem));
  if (words === undefined || problem.type === 'story' || TURNS.test(low)) return false;
  const inside = new Set(wordsOf(JSON.stringify(problem)));
  return wordsOf(low).every((word) => words.has(word) || inside.has(word));
};
