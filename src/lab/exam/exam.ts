/**
 * The examination of a model: every held-out question is answered greedily and n times at random, with a plan and
 * without; where checks and votes leave a choice open, the critic reads the candidates. Many questions share a batch,
 * so this asks a sampler of token ids and not a Chat; plans, answers, candidates and critiques are read by the
 * functions that serve users. The records are enough to work out later what any part of the system would have answered,
 * and for how many tokens (strategies.ts).
 */
import { mizanTemplate, renderPrompt } from '../../model/template.ts';
import { hashString } from '../../random.ts';
import type { Candidate } from '../../reason/cluster.ts';
import { criticForm, criticMessages } from '../../reason/critic.ts';
import { answerText } from '../../answers/read.ts';
import { compareByScores } from '../../reason/judge.ts';
import { sectionPlans } from '../../reason/plans/plan.ts';
import { contenders, type Comparison } from '../../reason/select.ts';
import type { Arm, EvaluationRecord, SampledAnswer } from '../../eval/collect.ts';
import { verify } from '../../task/registry.ts';
import type { Item, Usage } from '../../types.ts';
import { decodeSections, openBatchSampler, sampleAll, type BatchSampler } from '../../local/batch-sampler.ts';
import { critiqueAnswers } from './pairs.ts';

/**
 * What the critic said of the first `n` candidates that left a choice open. Indices are those of the candidates, greedy
 * first.
 */
type CriticReading = {
  comparisons: Comparison[];
  calls: number;
  promptTokens: number;
  completionTokens: number;
};

export type ExamRecord = EvaluationRecord & {
  /** By n, where the critic had a choice to make. */
  critic: Record<string, CriticReading>;
};

export type ExamOptions = {
  /** With a plan, without, or both. */
  arms: readonly Arm[];
  /** Samples of each question, beside the greedy answer. */
  n: number;
  /** Numbers of candidates among which the critic chooses. */
  ns: readonly number[];
  seed: number;
  maxTokens: number;
  /** Folder of the critic. */
  critic?: string | undefined;
  threads: number;
  signal: AbortSignal;
};

type Thought = SampledAnswer & { reasoning: string };

/** A record, and all its answers with their thoughts: the greedy one first. */
type Answers = { record: EvaluationRecord; thoughts: Thought[] };

type Plan = { text: string; usage: Usage };

const NO_PLAN: Plan = { text: '', usage: { promptTokens: 0, completionTokens: 0 } };

/** One plan for each question, greedily; '' where it was dropped. */
const plansFor = async (
  sampler: BatchSampler,
  items: readonly Item[],
  signal: AbortSignal,
): Promise<Plan[] | undefined> => {
  const { tokenizer } = sampler;
  const prompts = items.map(({ question }) =>
    renderPrompt(tokenizer, mizanTemplate, [{ role: 'user', content: question }], 'plan'),
  );
  const sampled = await sampleAll(
    sampler,
    prompts.map((prompt) => ({ prompt, n: 1, temperature: 0, maxTokens: sectionPlans.tokens, seed: 1 })),
    { signal, ends: ['<|think|>'] },
  );
  return sampled?.map(([draft], i) => {
    const { ids, finish } = draft!;
    const { plan } = decodeSections(tokenizer, 'plan', ids);
    const { text, leak } = sectionPlans.read({ plan, content: '' }, items[i]!.question);
    const usage = { promptTokens: prompts[i]!.length, completionTokens: ids.length };
    return { text: leak || finish !== 'stop' ? '' : text, usage };
  });
};

type Sampled = NonNullable<Awaited<ReturnType<typeof sampleAll>>>[number];

const readThoughts = ({ tokenizer }: BatchSampler, sampled: Sampled): Thought[] =>
  sampled.map(({ ids, logprobs, finish }) => {
    const { think: reasoning, answer: content } = decodeSections(tokenizer, 'think', ids);
    return {
      answer: answerText({ content, reasoning, finish }),
      finish,
      tokens: ids.length,
      logprob: logprobs.reduce((sum, logprob) => sum + logprob, 0),
      reasoning,
    };
  });

const withoutReasoning = ({ reasoning: _reasoning, ...answer }: Thought): SampledAnswer => answer;

const recordOf = (
  item: Item,
  arm: Arm,
  plan: Plan,
  promptTokens: number,
  thoughts: readonly Thought[],
): EvaluationRecord => {
  const { id, family, difficulty, question, gold } = item;
  const [greedy, ...samples] = thoughts as [Thought, ...Thought[]];
  const usage = (answers: readonly Thought[]): Usage => ({
    promptTokens,
    completionTokens: answers.reduce((sum, { tokens }) => sum + tokens, 0),
  });
  return {
    type: 'asked',
    item: { id, family, difficulty, question, gold },
    arm,
    plan: plan.text,
    planUsage: plan.usage,
    greedy: { ...withoutReasoning(greedy), reasoning: greedy.reasoning },
    greedyUsage: usage([greedy]),
    samples: samples.map(withoutReasoning),
    samplesUsage: usage(samples),
    seconds: { plan: 0, greedy: 0, samples: 0 },
  };
};

/** Answers to all questions in one arm; undefined when the signal came first. */
const answersIn = async (
  sampler: BatchSampler,
  items: readonly Item[],
  arm: Arm,
  { n, seed, maxTokens, signal }: ExamOptions,
): Promise<Answers[] | undefined> => {
  const plans = arm === 'shared' ? await plansFor(sampler, items, signal) : items.map(() => NO_PLAN);
  if (!plans) return undefined;
  const prompts = items.map(({ question }, i) => {
    const { text } = plans[i]!;
    const messages = sectionPlans.along([{ role: 'user', content: question }], text);
    return renderPrompt(sampler.tokenizer, mizanTemplate, messages, text === '' ? 'think' : undefined);
  });
  const sampled = await sampleAll(
    sampler,
    items.flatMap(({ id }, i) => {
      const request = { prompt: prompts[i]!, maxTokens, seed: hashString(`${seed}/${id}/${arm}`) };
      return [
        { ...request, n: 1, temperature: 0 },
        { ...request, n, temperature: 1 },
      ];
    }),
    { signal, label: arm === 'none' ? 'answers' : 'answers with a plan' },
  );
  return (
    sampled &&
    items.map((item, i): Answers => {
      const thoughts = [sampled[2 * i]!, sampled[2 * i + 1]!].flatMap((some) => readThoughts(sampler, some));
      return { record: recordOf(item, arm, plans[i]!, prompts[i]!.length, thoughts), thoughts };
    })
  );
};

/** The first `n` answers as candidates of the live system. */
const candidatesOf = ({ record, thoughts }: Answers, n: number): Candidate[] =>
  thoughts.slice(0, n).map(({ reasoning, answer, tokens, logprob, finish }, index) => ({
    index,
    answer,
    verdict: answer === '' ? undefined : verify(record.item.question, answer),
    reply: { index, plan: '', reasoning, content: answer, finish, tokens, logprob },
  }));

/** What the critic says of the contenders of every question, all in one batch. Undefined when the signal came first. */
const readByCritic = async (
  critic: BatchSampler,
  answers: readonly Answers[],
  n: number,
  signal: AbortSignal,
): Promise<(CriticReading | undefined)[] | undefined> => {
  const sideOf = ({ reply, answer }: Candidate) => ({ thought: reply.reasoning, answer });
  const open = answers.map((all) => ({ item: all.record.item, strongest: contenders(candidatesOf(all, n)) }));
  const shown = open.flatMap(({ item: { question }, strongest }) =>
    strongest.map((candidate) => ({ question, side: sideOf(candidate) })),
  );
  const label = `critic, best of ${n}`;
  const critiques = await critiqueAnswers(critic, shown, { maxTokens: criticForm.tokens, signal, label });
  if (!critiques) return undefined;
  const promptTokens = (question: string, candidate: Candidate): number =>
    renderPrompt(critic.tokenizer, mizanTemplate, criticMessages(question, sideOf(candidate)), 'think').length;
  let next = 0;
  return open.map(({ item: { id, question }, strongest }): CriticReading | undefined => {
    const chunk = critiques.slice(next, (next += strongest.length));
    return strongest.length < 2
      ? undefined
      : {
          comparisons: compareByScores(strongest, `critic/${id}`, (place) => chunk[place]!.right),
          calls: strongest.length,
          promptTokens: strongest.reduce((sum, candidate) => sum + promptTokens(question, candidate), 0),
          completionTokens: chunk.reduce((sum, { tokens }) => sum + tokens, 0),
        };
  });
};

/** Seconds of one question asked alone: a plan, a greedy answer, n answers. Means over these questions. */
const timesOf = async (
  sampler: BatchSampler,
  items: readonly Item[],
  { n, maxTokens, signal }: ExamOptions,
): Promise<EvaluationRecord['seconds'] | undefined> => {
  const alone = { ...sampler, samplers: sampler.samplers.slice(0, 1) };
  const spent = { plan: 0, greedy: 0, samples: 0 };
  const timed = async (part: keyof typeof spent, work: () => Promise<unknown>): Promise<void> => {
    const from = performance.now();
    await work();
    spent[part] += (performance.now() - from) / 1000 / items.length;
  };
  for (const item of items) {
    const messages = [{ role: 'user' as const, content: item.question }];
    const prompt = renderPrompt(sampler.tokenizer, mizanTemplate, messages, 'think');
    const request = { prompt, maxTokens, seed: 1 };
    await timed('plan', () => plansFor(alone, [item], signal));
    await timed('greedy', () => sampleAll(alone, [{ ...request, n: 1, temperature: 0 }], { signal }));
    await timed('samples', () => sampleAll(alone, [{ ...request, n, temperature: 1 }], { signal }));
    if (signal.aborted) return undefined;
  }
  return spent;
};

/** Questions whose times are taken. */
const TIMED = 12;

/** One arm of the examination; undefined when the signal came first. */
const examineArm = async (
  sampler: BatchSampler,
  critic: BatchSampler | undefined,
  items: readonly Item[],
  arm: Arm,
  options: ExamOptions,
): Promise<Omit<ExamRecord, 'seconds'>[] | undefined> => {
  const answers = await answersIn(sampler, items, arm, options);
  if (!answers) return undefined;
  const byN: ExamRecord['critic'][] = answers.map(() => ({}));
  for (const n of critic ? options.ns : []) {
    const readings = await readByCritic(critic!, answers, n, options.signal);
    if (!readings) return undefined;
    readings.forEach((reading, i) => {
      if (reading) byN[i]![n] = reading;
    });
  }
  return answers.map(({ record }, i) => ({ ...record, critic: byN[i]! }));
};

/** Examines the model in `folder`; undefined when it was stopped. */
export const examineModel = async (
  folder: string,
  items: readonly Item[],
  options: ExamOptions,
): Promise<ExamRecord[] | undefined> => {
  const sampler = await openBatchSampler(folder, options.threads);
  const critic = options.critic === undefined ? undefined : await openBatchSampler(options.critic, options.threads);
  try {
    const seconds = await timesOf(sampler, items.slice(0, TIMED), options);
    const records: ExamRecord[] = [];
    for (const arm of options.arms) {
      const examined = seconds && (await examineArm(sampler, critic, items, arm, options));
      if (!examined) return undefined;
      records.push(...examined.map((record): ExamRecord => ({ ...record, seconds })));
    }
    return records;
  } finally {
    await Promise.all([sampler.close(), critic?.close()]);
  }
};
