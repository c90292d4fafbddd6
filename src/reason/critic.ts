/**
 * The self-critic: a copy of a model that was trained to check that model's answers (`mizan critic`), as a judge. It is shown the
 * question, one chain of thought and its answer, checks the claims, and ends in yes or no; how likely that word is says how much it
 * holds of the answer. Answers are compared by it, so their order can't count and each is read once. Any other model is shown
 * two of them and asked in words (judge.ts).
 */
import type { Message, Reply } from '../types.ts';
import type { JudgeForm } from './judge.ts';

/** The question a critic is asked about an answer. */
export const criticMessages = (
  question: string,
  { thought, answer }: { thought: string; answer: string },
): Message[] => [{ role: 'user', content: `Does this hold?\n${question}\n${thought}\n${answer}` }];

/** How likely it holds the answer to be right, 0 to 1: what it gives to yes, or leaves when it says no; undefined for any other reply. */
export const readCritic = ({
  content,
  finish,
  logprobs,
}: Pick<Reply, 'content' | 'finish' | 'logprobs'>): number | undefined => {
  const word = finish === 'stop' ? content.trim() : '';
  const sure = Math.exp(logprobs?.[0]?.logprob ?? 0);
  return word === 'yes' ? sure : word === 'no' ? 1 - sure : undefined;
};

/** The form of such a judge. A critique is somewhat longer than the thought. */
export const criticForm: JudgeForm = {
  type: 'each',
  messages: (question, { reply, answer }) => criticMessages(question, { thought: reply.reasoning, answer }),
  read: readCritic,
  tokens: 300,
};
