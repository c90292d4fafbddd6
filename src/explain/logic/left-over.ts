/**
 * Which of two is left, for the reading by explanation: "either Ann or Ben took it. It wasn't Ann. Who was it?" The first
 * sentence names both around "or", the next one denies one of them, and what is asked says nothing new.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { SMALL, stem } from './rules.ts';
import type { Token } from '../grammar/tokens.ts';

const SIGNS = /^(?:[,"':]|)$/;
const DETERMINER = /^(?:the|a|an|my|our|his|her|their|your|this|that)$/;
const PLACED = /^(?:in|on|at|under|behind|inside|below|near|for|from|with|by)$/;
const DENIES = /^(?:not|(?:is|was|did|does|has)n['’]?t)$/;
const ASKS = /^(?:so |and |then |now )*(?:who|where|what colou?r|which|what)\b/;
const PLAIN =
  /^(?:it|is|was|did|does|do|has|have|it's|its|where's|who's|he|she|they|of|them|two|one|must|then|so|but|and|now|left|innocent)$/;
/** Words that make another thing of a choice or a denial. */
const OTHERWISE =
  /^(?:or|before|after|between|without|almost|nearly|most|twice|together|and|not|no|both|neither|nor|if|unless|only|maybe|perhaps|might|may|could|says?|said|lies?|liar|truth|than|more|less|first|last|true|false|all|every|some|none|never)$/;

const plainWords = (tokens: readonly Token[]): string[][] => {
  const sentences: string[][] = [[]];
  for (const { kind, text } of tokens) {
    if (kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(text)) sentences.push([]);
    else if (!SIGNS.test(text)) sentences.at(-1)!.push(text);
  }
  return sentences.filter((one) => one.length > 0 && !/^(?:yes or no|one name)$/.test(one.join(' ')));
};

type Choice = { names: readonly [string, string]; rest: readonly string[] };

/** The two names of "either (in the) A or (in the) B", and the words around them. */
const choiceOf = (sentence: readonly string[]): Choice | undefined => {
  const at = sentence.indexOf('or');
  if (at < 1 || sentence.indexOf('or', at + 1) >= 0) return undefined;
  let second = at + 1;
  while (PLACED.test(sentence[second] ?? '') || DETERMINER.test(sentence[second] ?? '')) second++;
  const [a, b] = [sentence[at - 1], sentence[second]];
  if (a === undefined || b === undefined || a === b || [a, b].some((one) => isNumberWord(one) || PLAIN.test(one)))
    return undefined;
  const rest = sentence.filter((one, i) => i !== at - 1 && (i < at || i > second) && one !== 'either');
  if (rest.some((one) => OTHERWISE.test(one) || isNumberWord(one) || /\d/.test(one))) return undefined;
  // "The red team or the blue team": the names have more than one word.
  const before = sentence[at - 2];
  if (
    before !== undefined &&
    before !== 'either' &&
    !DETERMINER.test(before) &&
    !PLACED.test(before) &&
    !/^(?:is|was|it's|has)$/.test(before)
  )
    return undefined;
  return { names: [a, b], rest };
};

/** The one that is left, where the sentences tell no more than a choice and what it is not. */
export const leftOverOf = (all: readonly Token[]): ProblemOf<'liars'> | undefined => {
  if (all.length > 45 || !all.some(({ text }) => text === 'or')) return undefined;
  const [told, denied, asked, ...more] = plainWords(all) as [string[]?, string[]?, string[]?, ...string[][]];
  const choice = told && choiceOf(told);
  if (!choice || !denied || !asked || more.length > 0 || !ASKS.test(asked.join(' '))) return undefined;
  const known = new Set(choice.rest.map(stem));
  const says = (words: readonly string[]): boolean =>
    words.every(
      (one) => PLAIN.test(one) || DETERMINER.test(one) || PLACED.test(one) || SMALL.has(one) || known.has(stem(one)),
    );
  const out = choice.names.filter((one) => denied.includes(one));
  const denials = denied.filter((one) => DENIES.test(one));
  const rest = denied.filter((one) => !DENIES.test(one) && one !== out[0]);
  if (out.length !== 1 || denials.length !== 1 || !says(rest) || choice.names.some((one) => asked.includes(one)))
    return undefined;
  const question = asked.filter(
    (one, i) => i > 2 || !/^(?:so|and|then|now|who|where|what|which|colou?r|who's|where's)$/.test(one),
  );
  if (!says(question)) return undefined;
  const names = choice.names.map((one) => one.replace(/[^\p{L}\p{N}_]/gu, '_'));
  const left = choice.names.indexOf(out[0]!);
  return {
    type: 'liars',
    names,
    suspects: names,
    facts: [`not did_${names[left]!}`],
    says: [],
    ask: { type: 'culprit' },
  };
};
