/**
 * The self-critic as a judge: a copy of a model that was trained to check that model's answers (`mizan critic`). It is
 * shown the question, one chain of thought and its answer, checks the claims, and ends in yes or no. The probability of
 * yes is the answer's score. Answers are compared by score, so their order has no effect and each is read once. A model
 * without this training compares two answers in words instead (judge.ts).
 */
import type { ChatRequest, Message, Reply } from '../types.ts';
import type { Candidate } from './cluster.ts';
import type { JudgeForm } from './judge.ts';

/** The question a critic is asked about an answer. */
export const criticMessages = (
  question: string,
  { thought, answer }: { thought: string; answer: string },
): Message[] => [{ role: 'user', content: `Does this hold?\n${question}\n${thought}\n${answer}` }];

/** The critic's probability that the answer is right, 0 to 1; undefined for a reply that is neither yes nor no. */
export const readCritic = ({
  content,
  finish,
  logprobs,
}: Pick<Reply, 'content' | 'finish' | 'logprobs'>): number | undefined => {
  const word = finish === 'stop' ? content.trim() : '';
  const sure = Math.exp(logprobs?.[0]?.logprob ?? 0);
  return word === 'yes' ? sure : word === 'no' ? 1 - sure : undefined;
};

/** How a critic is asked as a judge. A critique is somewhat longer than the thought. */
export const criticForm = {
  type: 'each',
  messages: (question, { reply, answer }) => criticMessages(question, { thought: reply.reasoning, answer }),
  read: readCritic,
  tokens: 300,
} satisfies JudgeForm;

type EachForm = Extract<JudgeForm, { type: 'each' }>;

/** The critic's score of one answer, 0 to 1, undefined without a verdict; and the tokens that it used. */
export type CriticScore = { score: number | undefined; tokens: number };

/** The request about one answer, without a seed. */
export type CriticRequest = { request: ChatRequest; answer: Candidate };

/**
 * Scores each answer to a question separately. Answers with the same thought and the same answer are read once.
 * `ask` sends the requests and gives the replies in their order, or undefined when it was stopped. An answer without a
 * reply has no score.
 */
export const scoreWithCritic = async (
  form: EachForm,
  question: string,
  answers: readonly Candidate[],
  ask: (requests: readonly CriticRequest[]) => Promise<readonly (Reply | undefined)[] | undefined>,
): Promise<(CriticScore | undefined)[] | undefined> => {
  const keyOf = ({ reply, answer }: Candidate): string => JSON.stringify([reply.reasoning, answer]);
  const distinct = [...new Map(answers.map((answer) => [keyOf(answer), answer])).values()];
  const replies = await ask(
    distinct.map((answer) => ({
      answer,
      request: {
        messages: form.messages(question, answer),
        open: 'think' as const,
        temperature: 0,
        maxTokens: form.tokens,
        logprobs: 0,
      },
    })),
  );
  if (!replies) return undefined;
  const scores = new Map(
    distinct.map((answer, i): [string, CriticScore | undefined] => {
      const reply = replies[i];
      return [keyOf(answer), reply && { score: form.read(reply), tokens: reply.tokens }];
    }),
  );
  return answers.map((answer) => scores.get(keyOf(answer)));
};
