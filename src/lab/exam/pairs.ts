/**
 * Graded answers of a model, pairs of a right and a wrong one to the same question, and critiques of them. What a
 * critique is made of is task/critique.ts; how a critic learns is lab/critic.
 */
import { mizanTemplate, renderPrompt } from '../../model/template.ts';
import { hashString } from '../../random.ts';
import { criticMessages, readCritic } from '../../reason/critic.ts';
import { answerText } from '../../answers/read.ts';
import type { WorkedAnswer } from '../../task/critique.ts';
import { grade } from '../../task/registry.ts';
import type { Attempt } from '../../task/penalty.ts';
import type { Item } from '../../types.ts';
import { sampleAll, decodeSections, type BatchSampler } from '../../local/batch-sampler.ts';

/** One sampled answer. `logprob` is the sum of ln p over its `tokens`; `answer` is '' when it has none. */
export type GradedAnswer = WorkedAnswer & { right: boolean; tokens: number; logprob: number };

/** A question with a right and a wrong answer. */
export type AnswerPair = { item: Item; right: GradedAnswer; wrong: GradedAnswer };

export type SampleOptions = { n: number; temperature: number; maxTokens: number; seed: number; signal?: AbortSignal };

/** `n` graded answers to each item, straight to the thought. Undefined when the signal came first. */
export const sampleAnswers = async (
  sampler: BatchSampler,
  items: readonly Item[],
  { n, temperature, maxTokens, seed, signal }: SampleOptions,
): Promise<GradedAnswer[][] | undefined> => {
  const { tokenizer } = sampler;
  const sampled = await sampleAll(
    sampler,
    items.map(({ id, question }) => ({
      prompt: renderPrompt(tokenizer, mizanTemplate, [{ role: 'user', content: question }], 'think'),
      n,
      temperature,
      maxTokens,
      seed: hashString(`${seed}/${id}`),
    })),
    { signal },
  );
  return sampled?.map((answers, i) =>
    answers.map(({ ids, logprobs, finish }): GradedAnswer => {
      const { think: thought, answer: content } = decodeSections(tokenizer, 'think', ids);
      const answer = answerText({ content, reasoning: thought, finish });
      return {
        thought,
        answer,
        right: answer !== '' && grade(items[i]!, answer).correct,
        tokens: ids.length,
        logprob: logprobs.reduce((sum, logprob) => sum + logprob, 0),
      };
    }),
  );
};

/** At most `most` pairs of each question that has answers of both kinds; each answer is in one pair only. */
export const pairAnswers = (
  items: readonly Item[],
  answers: readonly (readonly GradedAnswer[])[],
  most: number,
): AnswerPair[] =>
  items.flatMap((item, i) => {
    const answered = answers[i]!.filter(({ answer }) => answer !== '');
    const distinct = [...new Map(answered.map((answer) => [answer.thought, answer])).values()];
    const right = distinct.filter((answer) => answer.right);
    const wrong = distinct.filter((answer) => !answer.right);
    return Array.from({ length: Math.min(most, right.length, wrong.length) }, (_, k) => ({
      item,
      right: right[k]!,
      wrong: wrong[k]!,
    }));
  });

/**
 * What a critic wrote about one answer. `right`: how likely it believes the answer to be right; undefined for no
 * verdict.
 */
export type Critique = { right: number | undefined; text: string; tokens: number };

/** An answer as a critic reads it. */
export type CriticInput = { question: string; side: WorkedAnswer };

/**
 * A critique of each answer, sampled greedily. `label`: of the progress line, if any. Undefined when the signal came
 * first.
 */
export const critiqueAnswers = async (
  critic: BatchSampler,
  inputs: readonly CriticInput[],
  { maxTokens, signal, label }: { maxTokens: number; signal?: AbortSignal; label?: string },
): Promise<Critique[] | undefined> => {
  const { tokenizer } = critic;
  const sampled = await sampleAll(
    critic,
    inputs.map(({ question, side }) => ({
      prompt: renderPrompt(tokenizer, mizanTemplate, criticMessages(question, side), 'think'),
      n: 1,
      temperature: 0,
      maxTokens,
      seed: 1,
    })),
    { signal, label },
  );
  const mark = tokenizer.idOf('<|answer|>')!;
  return sampled?.map(([critique]) => {
    const { ids, logprobs, finish } = critique!;
    const { think: text, answer: content } = decodeSections(tokenizer, 'think', ids);
    const logprob = logprobs[ids.indexOf(mark) + 1] ?? 0;
    const right = readCritic({ content, finish, logprobs: [{ text: content, logprob, top: [] }] });
    return { right, text, tokens: ids.length };
  });
};

/**
 * How likely the critic believes each attempt to be right, 0 to 1. Equal attempts are read once; no answer and no
 * verdict give 0. Undefined when the signal came first.
 */
export const criticScores = async (
  critic: BatchSampler,
  attempts: readonly Attempt[],
  maxTokens: number,
  signal: AbortSignal,
): Promise<Map<Attempt, number> | undefined> => {
  const answered = attempts.filter(({ answer }) => answer !== '');
  const keyOf = ({ item: { question }, reply: { reasoning }, answer }: Attempt): string =>
    JSON.stringify([question, reasoning, answer]);
  const distinct = [...new Map(answered.map((attempt) => [keyOf(attempt), attempt]))];
  const inputs = distinct.map(([, { item, reply, answer }]): CriticInput => ({
    question: item.question,
    side: { thought: reply.reasoning, answer },
  }));
  const critiques = await critiqueAnswers(critic, inputs, { maxTokens, signal });
  const scores = critiques && new Map(distinct.map(([key], i) => [key, critiques[i]!.right ?? 0]));
  return scores && new Map(answered.map((attempt) => [attempt, scores.get(keyOf(attempt))!]));
};
