/**
 * Rollout groups: several answers to one question, each sampled by one or more partial rollouts. Here are which
 * question a group asks, sampling the answers on, and reading them. Everything follows from the recipe, the step and
 * the success rates of the curriculum.
 */
import { createRandom, hashString } from '../../random.ts';
import type { Item, Section } from '../../types.ts';
import { mizanTemplate, renderPrompt, createSectionParser } from '../../model/template.ts';
import type { Tokenizer } from '../../model/tokenizer.ts';
import { answerText } from '../../answers/read.ts';
import type { Kind, SuccessRates } from '../../task/curriculum.ts';
import type { Attempt } from '../../task/penalty.ts';
import { resultsIn } from '../../task/reward.ts';
import type { PartialRollout, RewardedPlace } from '../../train/rl.ts';
import { sampleAll, decodeSections, samplerIndex, type BatchSampler } from '../../local/batch-sampler.ts';
import type { RlRecipe } from '../recipe/rl.ts';
import type { QuestionSource } from './questions.ts';

/** One answer. `finish` is absent while it is unfinished; 'length' means that its token budget cut it off. */
export type Rollout = { segments: PartialRollout[]; finish?: 'stop' | 'length' };

/** One question and the answers to it, finished or not. Plain JSON: a checkpoint holds the unfinished groups. */
export type Group = {
  number: number;
  kind: Kind;
  item: Item;
  /** The section that an answer begins with. */
  open: Section;
  prompt: number[];
  /** Most tokens of an answer. */
  budget: number;
  answers: Rollout[];
};

export const idsOf = ({ segments }: Rollout): number[] => segments.flatMap(({ ids }) => ids);
export const tokensOf = ({ segments }: Rollout): number => segments.reduce((sum, { ids }) => sum + ids.length, 0);
export const isComplete = ({ answers }: Group): boolean => answers.every(({ finish }) => finish !== undefined);

const ATTEMPTS = 20;

/**
 * Tokens of a reference answer with its section markers; of a question without a reference solution, of the answer
 * alone.
 */
const referenceTokens = (tokenizer: Tokenizer, { thought, gold, plan }: Item, open: Section): number =>
  tokenizer.encode(thought).length +
  tokenizer.encode(gold).length +
  2 +
  (open === 'plan' ? tokenizer.encode(plan).length + 1 : 0);

/**
 * A new group with a question and no tokens yet. `progress` (0 to 1) is how far the run has come; `number` counts
 * groups.
 */
export const newGroup = (
  recipe: RlRecipe,
  questions: QuestionSource,
  tokenizer: Tokenizer,
  successRates: SuccessRates,
  progress: number,
  number: number,
): Group => {
  const { data, rollouts, train } = recipe;
  const random = createRandom(`rl/${data.seed}/${recipe.seed}/${number}`);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { kind, item } = questions.draw(random, successRates, progress, number);
    const open: Section = random.chance(data.planned) ? 'plan' : 'think';
    const prompt = renderPrompt(tokenizer, mizanTemplate, [{ role: 'user', content: item.question }], open);
    const reference = referenceTokens(tokenizer, item, open);
    const { factor, slack, most } = rollouts.budget;
    const limit = item.thought === '' ? most : Math.min(Math.ceil(factor * reference) + slack, most);
    const budget = Math.min(limit, train.length - prompt.length);
    if (budget < reference) continue; // no room for a right answer
    const answers = Array.from({ length: rollouts.size }, (): Rollout => ({ segments: [] }));
    return { number, kind, item, open, prompt, budget, answers };
  }
  throw new Error(
    `${ATTEMPTS} questions in a row leave no room for their answers; raise "train.length" (${train.length}) or "rollouts.budget" in the recipe`,
  );
};

export type SamplingOptions = {
  /** Most tokens that are added to one answer. */
  maxTokens: number;
  temperature: number;
  /** Of the weights that sample; noted with each partial rollout. */
  version: number;
  seed: number;
  step: number;
  signal?: AbortSignal;
};

/** One request to the sampler: the answers at `indices` of a group, which all have `length` tokens so far. */
type SamplingTask = { group: Group; indices: number[]; length: number; maxTokens: number };

/** New answers of a group share one request, so its prompt is computed once; an answer that goes on has its own. */
const samplingTasks = (group: Group, most: number): SamplingTask[] => {
  const open = group.answers.flatMap((answer, index) =>
    answer.finish === undefined ? [{ index, length: tokensOf(answer) }] : [],
  );
  const fresh = open.filter(({ length }) => length === 0).map(({ index }) => index);
  const maxTokens = (length: number): number => Math.min(most, group.budget - length);
  return [
    ...(fresh.length > 0 ? [{ group, indices: fresh, length: 0, maxTokens: maxTokens(0) }] : []),
    ...open
      .filter(({ length }) => length > 0)
      .map(({ index, length }) => ({ group, indices: [index], length, maxTokens: maxTokens(length) })),
  ];
};

/**
 * Samples the unfinished answers of all groups on, each by at most `maxTokens` (a partial rollout, Kimi K1.5 §2.6.2),
 * and returns the groups as they are then; undefined when the signal came first. An answer that goes on is computed
 * anew under the present weights. The longest are sampled first and together, since a step costs what its longest row
 * costs.
 */
export const continueRollouts = async (
  sampler: BatchSampler,
  groups: readonly Group[],
  options: SamplingOptions,
): Promise<Group[] | undefined> => {
  const { temperature, version, seed, step, signal } = options;
  const tasks = groups
    .flatMap((group) => samplingTasks(group, options.maxTokens))
    .sort((a, b) => b.maxTokens + b.length - (a.maxTokens + a.length));
  const sampled = await sampleAll(
    sampler,
    tasks.map(({ group, indices, maxTokens }) => ({
      prompt: [...group.prompt, ...(indices.length === 1 ? idsOf(group.answers[indices[0]!]!) : [])],
      n: indices.length,
      maxTokens,
      temperature,
      tempered: true,
      seed: hashString(`${seed}/${group.number}/${indices[0]}/${step}`),
    })),
    { signal },
  );
  if (!sampled) return undefined;
  const continued = new Map(groups.map((group) => [group, { ...group, answers: [...group.answers] }]));
  tasks.forEach(({ group, indices, maxTokens, length }, i) =>
    indices.forEach((index, j) => {
      const { ids, logprobs, finish } = sampled[i]![j]!;
      const cutOff = length + maxTokens >= group.budget ? ('length' as const) : undefined;
      const ended = finish === 'stop' ? ('stop' as const) : cutOff;
      continued.get(group)!.answers[index] = {
        segments: [
          ...group.answers[index]!.segments,
          { version, step, thread: samplerIndex(sampler, i), ids, logprobs },
        ],
        ...(ended ? { finish: ended } : {}),
      };
    }),
  );
  return groups.map((group) => continued.get(group)!);
};

/** Of the answers sampled in `step`, at most `count`, taken from all sampler threads alike. */
export const rolloutsToCheck = (
  groups: readonly Group[],
  step: number,
  count: number,
): { group: Group; index: number }[] => {
  const sampled = groups.flatMap((group) =>
    group.answers.flatMap(({ segments }, index) =>
      segments.at(-1)?.step === step ? [{ group, index, thread: segments.at(-1)!.thread }] : [],
    ),
  );
  const ranked = [...Map.groupBy(sampled, ({ thread }) => thread).values()].flatMap((ofThread) =>
    ofThread.map((answer, rank) => ({ ...answer, rank })),
  );
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, count);
};

/** A finished answer in the form that rewards read. */
export const readAttempt = (tokenizer: Tokenizer, group: Group, answer: Rollout): Attempt => {
  const { plan, think: reasoning, answer: content } = decodeSections(tokenizer, group.open, idsOf(answer));
  const finish = answer.finish ?? 'length';
  return {
    item: group.item,
    answer: answerText({ content, reasoning, finish }),
    budget: group.budget,
    reply: { plan, reasoning, content, finish, tokens: tokensOf(answer) },
  };
};

/**
 * The thought in sampled ids, and the character at which the text of each id begins; undefined for ids of other
 * sections.
 */
const readThought = (
  tokenizer: Tokenizer,
  open: Section,
  ids: readonly number[],
): { thought: string; places: (number | undefined)[] } => {
  const follow = createSectionParser(tokenizer, open);
  let thought = '';
  const places = ids.map((id) => {
    const part = follow.push(id);
    if (part?.section !== 'think') return undefined;
    const start = thought.length;
    thought += part.text;
    return start;
  });
  return { thought, places };
};

/**
 * The right token at each place of a result in the sampled thought, digit by digit up to the first wrong one. For every
 * token that might stand there it is known whether the result would be true, so this reward need not be sampled
 * (train/rl.ts, GradedRollout).
 */
export const resultTargets = (
  tokenizer: Tokenizer,
  { item, open }: Pick<Group, 'item' | 'open'>,
  ids: readonly number[],
): RewardedPlace[] => {
  const { thought, places } = readThought(tokenizer, open, ids);
  return resultsIn(item, thought).flatMap(({ start, end, value }): RewardedPlace[] => {
    const from = places.indexOf(start);
    if (from < 0) return [];
    const targets = tokenizer.encode(value);
    const past = places.findIndex((place, i) => i > from && (place ?? end) >= end);
    const to = past < 0 ? ids.length : past;
    const wrong = targets.findIndex((id, i) => from + i >= to || ids[from + i] !== id);
    return targets
      .slice(0, wrong < 0 ? targets.length : wrong + 1)
      .map((id, i) => ({ at: from + i, id }))
      .filter(({ at }) => at < ids.length);
  });
};
