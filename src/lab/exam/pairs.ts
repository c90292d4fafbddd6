/**
 * Pairs of a right and a wrong answer of one model to one question, and what a critic makes of either. Drawing, pairing and
 * asking here; what a critique is, task/critique.ts, and how a run is made of it, critic.ts.
 */
import { mizanTemplate, renderPrompt } from '../../model/template.ts';
import { hashString } from '../../random.ts';
import { criticMessages, readCritic } from '../../reason/critic.ts';
import { answerText } from '../../task/answers/read.ts';
import type { Side } from '../../task/critique.ts';
import { grade } from '../../task/registry.ts';
import type { Attempt } from '../../task/penalty.ts';
import type { Item } from '../../types.ts';
import { sampleAll, decodeSections, type BatchSampler } from '../../local/batch-sampler.ts';

/** One answer as it was drawn. `logprob` is the sum of ln p over its `tokens`; `answer` is '' when it has none. */
export type GradedAnswer = Side & { right: boolean; tokens: number; logprob: number };

/** A question with answers of both kinds: the right one and the wrong one. */
export type AnswerPair = { item: Item; right: GradedAnswer; wrong: GradedAnswer };

/** `n` answers to each item, straight to the thought. */
export const sampleAnswers = async (
  drawer: BatchSampler,
  items: readonly Item[],
  {
    n,
    temperature,
    maxTokens,
    seed,
    signal,
  }: { n: number; temperature: number; maxTokens: number; seed: number; signal?: AbortSignal },
): Promise<GradedAnswer[][] | undefined> => {
  const drawn = await sampleAll(
    drawer,
    items.map((one) => ({
      prompt: renderPrompt(drawer.tokenizer, mizanTemplate, [{ role: 'user', content: one.question }], 'think'),
      n,
      temperature,
      maxTokens,
      seed: hashString(`${seed}/${one.id}`),
    })),
    { signal },
  );
  return drawn?.map((answers, i) =>
    answers.map(({ ids, logprobs, finish }): GradedAnswer => {
      const { think: thought, answer: content } = decodeSections(drawer.tokenizer, 'think', ids);
      const answer = answerText({ content, reasoning: thought, finish });
      return {
        thought,
        answer,
        right: answer !== '' && grade(items[i]!, answer).correct,
        tokens: ids.length,
        logprob: logprobs.reduce((sum, one) => sum + one, 0),
      };
    }),
  );
};

/** At most `most` pairs of each question whose answers are of both kinds, each answer in one pair only. */
export const pairAnswers = (
  items: readonly Item[],
  answers: readonly (readonly GradedAnswer[])[],
  most: number,
): AnswerPair[] =>
  items.flatMap((item, i) => {
    const distinct = [
      ...new Map(answers[i]!.filter(({ answer }) => answer !== '').map((one) => [one.thought, one])).values(),
    ];
    const [right, wrong] = [distinct.filter((one) => one.right), distinct.filter((one) => !one.right)];
    return Array.from({ length: Math.min(most, right.length, wrong.length) }, (_, k) => ({
      item,
      right: right[k]!,
      wrong: wrong[k]!,
    }));
  });

/** What a critic made of one answer. `right`: how likely it holds it to be right; undefined for no verdict. */
export type Critique = { right: number | undefined; text: string; tokens: number };

/** What the critic says of each answer, greedily. `label`: of the progress line, if any. */
export const critiqueAnswers = async (
  drawer: BatchSampler,
  shown: readonly { question: string; side: Side }[],
  { maxTokens, signal, label }: { maxTokens: number; signal?: AbortSignal; label?: string },
): Promise<Critique[] | undefined> => {
  const drawn = await sampleAll(
    drawer,
    shown.map(({ question, side }) => ({
      prompt: renderPrompt(drawer.tokenizer, mizanTemplate, criticMessages(question, side), 'think'),
      n: 1,
      temperature: 0,
      maxTokens,
      seed: 1,
    })),
    { signal, label },
  );
  const mark = drawer.tokenizer.idOf('<|answer|>')!;
  return drawn?.map(([one]) => {
    const { ids, logprobs, finish } = one!;
    const { think: text, answer: content } = decodeSections(drawer.tokenizer, 'think', ids);
    const logprob = logprobs[ids.indexOf(mark) + 1] ?? 0;
    return {
      right: readCritic({ content, finish, logprobs: [{ text: content, logprob, top: [] }] }),
      text,
      tokens: ids.length,
    };
  });
};

/** What the critic holds of each answer; each that was given twice is read once. No answer and no verdict are worth nothing. */
export const criticScores = async (
  critic: BatchSampler,
  attempts: readonly Attempt[],
  maxTokens: number,
  signal: AbortSignal,
): Promise<Map<Attempt, number> | undefined> => {
  const answered = attempts.filter(({ answer }) => answer !== '');
  const keyOf = ({ item: { question }, reply: { reasoning }, answer }: Attempt): string =>
    JSON.stringify([question, reasoning, answer]);
  const distinct = [...new Map(answered.map((one) => [keyOf(one), one]))];
  const said = await critiqueAnswers(
    critic,
    distinct.map(
      ([
        ,
        {
          item: { question },
          reply: { reasoning: thought },
          answer,
        },
      ]) => ({ question, side: { thought, answer } }),
    ),
    { maxTokens, signal },
  );
  const of = said && new Map(distinct.map(([key], i) => [key, said[i]!.right ?? 0]));
  return of && new Map(answered.map((one) => [one, of.get(keyOf(one))!]));
};
