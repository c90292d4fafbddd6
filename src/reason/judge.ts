/**
 * LLM as a judge: a Chat that compares answers when votes do not decide. Any model can be one. It is shown each pair in
 * both orders and writes its reasons before its verdict; when the orders disagree, the pair is a tie. A model trained
 * as a critic (critic.ts) scores each answer separately.
 */
import { createRandom } from '../random.ts';
import type { Message, Reply } from '../types.ts';
import type { Candidate } from './cluster.ts';
import type { Comparison } from './select.ts';

/** Characters of a chain of thought that the judge sees: the end, where the conclusion is. */
const TAIL = 2000;
/** Characters of an answer that the judge sees, when it is a whole text. */
const HEAD = 8000;

/** The chain of thought; of a model without separate thoughts, its content. */
const shown = ({ reply, answer: found }: Candidate): string => {
  const content = reply.content.trim();
  const answer = found || content;
  const chain = (reply.reasoning.trim() || (content === answer ? '' : content)).slice(-TAIL);
  return `${chain === '' ? '' : `Reasoning (its end):\n${chain}\n`}Answer: ${answer.slice(0, HEAD)}`;
};

const SYSTEM =
  'You compare two answers to one question. First work out, step by step, where they differ and which of the two holds. ' +
  'Only then, on the last line, write "Better: A", "Better: B" or "Better: tie". The order in which they stand means nothing.';

/** The judge's prompt: `first` is shown as A, `second` as B. */
const judgeMessages = (question: string, first: Candidate, second: Candidate): Message[] => [
  { role: 'system', content: SYSTEM },
  { role: 'user', content: `Question:\n${question}\n\n--- A ---\n${shown(first)}\n\n--- B ---\n${shown(second)}` },
];

/** The judge's last verdict: 'A', 'B', or undefined for a tie, no verdict or a reply that was cut off. */
export const readVerdict = (reply: Pick<Reply, 'content' | 'finish'>): 'A' | 'B' | undefined => {
  if (reply.finish !== 'stop') return undefined;
  const last = [...reply.content.matchAll(/\bbetter\s*:\s*\W*(A|B|tie)\b/gi)].at(-1)?.[1]?.toUpperCase();
  return last === 'A' || last === 'B' ? last : undefined;
};

/**
 * How a judge is asked and its reply read: pairs in words, or each answer alone. `tokens`: default limit of one
 * judgement.
 */
export type JudgeForm =
  | {
      type: 'pairs';
      messages(question: string, first: Candidate, second: Candidate): Message[];
      read(reply: Reply): 'A' | 'B' | undefined;
      tokens: number;
    }
  | {
      type: 'each';
      messages(question: string, candidate: Candidate): Message[];
      /** 0 to 1; the more, the better. */ read(reply: Reply): number | undefined;
      tokens: number;
    };

export const judgeInWords: JudgeForm = { type: 'pairs', messages: judgeMessages, read: readVerdict, tokens: 600 };

/** Joins the verdicts of both orders: `straight` saw a as A, `swapped` saw a as B. Disagreement is a tie. */
export const compare = (
  a: Candidate,
  b: Candidate,
  straight: 'A' | 'B' | undefined,
  swapped: 'A' | 'B' | undefined,
): Comparison => {
  const winner =
    straight === 'A' && swapped === 'B' ? a.index : straight === 'B' && swapped === 'A' ? b.index : undefined;
  return { a: a.index, b: b.index, winner };
};

/** Scores (0 to 1) that differ by at most this are equal: two answers without a fault, or with one each. */
const MARGIN = 0.2;

/** Which of two scores, of 'a' and of 'b', is clearly better. */
export const better = (ofA: number | undefined, ofB: number | undefined): 'a' | 'b' | undefined =>
  ofA === undefined || ofB === undefined || Math.abs(ofA - ofB) <= MARGIN ? undefined : ofA > ofB ? 'a' : 'b';

/** The comparison of two answers that were scored separately. */
const compareScores = (a: Candidate, b: Candidate, ofA: number | undefined, ofB: number | undefined): Comparison => {
  const found = better(ofA, ofB);
  return { a: a.index, b: b.index, winner: found && (found === 'a' ? a.index : b.index) };
};

/** Every pair of `list`, compared by scores; `scoreOf` takes the place of a candidate in the list. */
export const compareByScores = (
  list: readonly Candidate[],
  seed: string,
  scoreOf: (place: number) => number | undefined,
): Comparison[] => {
  const scores = new Map(list.map(({ index }, place) => [index, scoreOf(place)]));
  return pairs(list, seed).map(([a, b]) => compareScores(a, b, scores.get(a.index), scores.get(b.index)));
};

/** Every pair once. Which of a pair is asked about first as A follows from the seed; both orders are asked anyway. */
export const pairs = (list: readonly Candidate[], seed: string): [Candidate, Candidate][] => {
  const random = createRandom(seed);
  return list.flatMap((a, i) =>
    list.slice(i + 1).map((b): [Candidate, Candidate] => (random.chance(0.5) ? [a, b] : [b, a])),
  );
};
