/**
 * The self-critic: a copy of a model that was trained to compare two of that model's answers (`mizan critic`), as a judge. It is
 * shown the question and both chains of thought, checks the claims of each, and ends in a letter. Any other model is asked
 * in words instead (judge.ts).
 */
import type { Message, Reply } from '../types.ts';
import type { JudgeForm } from './judge.ts';

/** What one of the two answers is to a critic. */
export type Shown = { thought: string; answer: string };

/** What the critic is asked: `first` stands as A, `second` as B. */
export const criticMessages = (question: string, first: Shown, second: Shown): Message[] => [
  { role: 'user', content: `Which is better?\n${question}\nA: ${first.thought}\n${first.answer}\nB: ${second.thought}\n${second.answer}` },
];

/** The letter that it came to; undefined for none. */
export const readCritic = ({ content, finish }: Pick<Reply, 'content' | 'finish'>): 'A' | 'B' | undefined => {
  const letter = finish === 'stop' ? content.trim() : '';
  return letter === 'A' || letter === 'B' ? letter : undefined;
};

/** The form of such a judge. A critique is somewhat longer than the two thoughts. */
export const criticForm: JudgeForm = {
  messages: (question, first, second) => criticMessages(question, ...([first, second].map(({ reply, answer }) => ({ thought: reply.reasoning, answer })) as [Shown, Shown])),
  read: readCritic,
  tokens: 400,
};
