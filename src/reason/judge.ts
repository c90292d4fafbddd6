/**
 * The pairwise judge: a Chat that is shown two answers, twice, in both orders, and writes its reasons before its
 * verdict. A preference that does not survive the swap is a tie. It is asked only when votes do not decide.
 */
import { createRandom } from '../random.ts';
import type { Message, Reply } from '../types.ts';
import type { Candidate } from './cluster.ts';
import type { Comparison } from './select.ts';

/** Characters of a chain of thought that the judge sees: its end, where the answer is drawn. */
const TAIL = 2000;
/** Characters of an answer that the judge sees, when it is a whole text. */
const HEAD = 8000;

/** A model that thinks in its answer has its chain there. */
const shown = ({ reply, answer }: Candidate): string => {
  const content = reply.content.trim();
  const chain = (reply.reasoning.trim() || (content === answer ? '' : content)).slice(-TAIL);
  return `${chain === '' ? '' : `Reasoning (its end):\n${chain}\n`}Answer: ${answer.slice(0, HEAD)}`;
};

const SYSTEM =
  'You compare two answers to one question. First work out, step by step, where they differ and which of the two holds. ' +
  'Only then, on the last line, write "Better: A", "Better: B" or "Better: tie". The order in which they stand means nothing.';

/** What the judge is asked: `first` stands as A, `second` as B. */
export const judgeMessages = (question: string, first: Candidate, second: Candidate): Message[] => [
  { role: 'system', content: SYSTEM },
  { role: 'user', content: `Question:\n${question}\n\n--- A ---\n${shown(first)}\n\n--- B ---\n${shown(second)}` },
];

/** What the judge said last: 'A', 'B', or undefined for a tie, no verdict or a reply that was cut off. */
export const readVerdict = (reply: Pick<Reply, 'content' | 'finish'>): 'A' | 'B' | undefined => {
  if (reply.finish !== 'stop') return undefined;
  const last = [...reply.content.matchAll(/\bbetter\s*:\s*\W*(A|B|tie)\b/gi)].at(-1)?.[1]?.toUpperCase();
  return last === 'A' || last === 'B' ? last : undefined;
};

/** How a judge is asked and heard: in words, as any model can be, or as a model that was trained for it (critic.ts). */
export type JudgeForm = {
  messages(question: string, first: Candidate, second: Candidate): Message[];
  read(reply: Pick<Reply, 'content' | 'finish'>): 'A' | 'B' | undefined;
  /** Most tokens of one judgement when nobody says otherwise. */
  tokens: number;
};

export const judgeInWords: JudgeForm = { messages: judgeMessages, read: readVerdict, tokens: 600 };

/** Joins the verdicts of both orders: `straight` saw a as A, `swapped` saw a as B. Disagreement is a tie. */
export const compare = (a: Candidate, b: Candidate, straight: 'A' | 'B' | undefined, swapped: 'A' | 'B' | undefined): Comparison => {
  const winner = straight === 'A' && swapped === 'B' ? a.index : straight === 'B' && swapped === 'A' ? b.index : undefined;
  return { a: a.index, b: b.index, winner };
};

/** Every pair once. Which of a pair is asked about first as A follows from the seed; both orders are asked anyway. */
export const pairs = (list: readonly Candidate[], seed: string): [Candidate, Candidate][] => {
  const random = createRandom(seed);
  return list.flatMap((a, i) => list.slice(i + 1).map((b): [Candidate, Candidate] => (random.chance(0.5) ? [a, b] : [b, a])));
};
