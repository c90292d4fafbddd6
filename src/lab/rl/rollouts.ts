/**
 * Groups of answers to one question, from question to attempt: which questions a step asks, drawing answers stretch by
 * stretch, and reading them. Here the text column meets the generator. Everything follows from the recipe, the step and the
 * standing of the curriculum; questions come from the train split only.
 */
import { createRandom, hashString } from '../../random.ts';
import type { Item, Section } from '../../types.ts';
import { mizanTemplate, renderPrompt, sections } from '../../model/template.ts';
import type { Tokenizer } from '../../model/tokenizer.ts';
import { extractAnswer } from '../../reason/extract.ts';
import { drawKind, type Kind, type SuccessRates } from '../../task/curriculum.ts';
import { item } from '../../task/registry.ts';
import type { Attempt } from '../../task/penalty.ts';
import { resultsIn } from '../../task/reward.ts';
import type { PartialRollout, Step } from '../../train/rl.ts';
import { sampleAll, decodeSections, samplerIndex, type BatchSampler } from '../../local/batch-sampler.ts';
import type { RlRecipe } from './recipe.ts';

export type Rollout = {
  segments: PartialRollout[];
  /** Absent while it is not finished. */ finish?: 'stop' | 'length';
};

/** One question and the answers to it, finished or not. Plain JSON: a checkpoint holds the groups that are under way. */
export type Group = {
  number: number;
  kind: Kind;
  item: Item;
  open: Section;
  prompt: number[];
  budget: number;
  answers: Rollout[];
};

export const tokensOf = ({ segments }: Rollout): number => segments.reduce((sum, { ids }) => sum + ids.length, 0);
export const isComplete = ({ answers }: Group): boolean => answers.every(({ finish }) => finish !== undefined);

/** Group `number` of a run; `progress` (0 to 1) is how far the run has come. */
export const newGroup = (
  recipe: RlRecipe,
  tokenizer: Tokenizer,
  standing: SuccessRates,
  progress: number,
  number: number,
): Group => {
  const {
    data,
    rollouts: { size, budget },
    train: { length },
  } = recipe;
  const random = createRandom(`rl/${data.seed}/${recipe.seed}/${number}`);
  for (let draw = 0; draw < 20; draw++) {
    const kind = drawKind(data, standing, progress, random);
    const one = item(kind.family, 'train', random.int(0, 2 ** 30), number, kind.difficulty);
    const open: Section = random.chance(data.planned) ? 'plan' : 'think';
    const prompt = renderPrompt(tokenizer, mizanTemplate, [{ role: 'user', content: one.question }], open);
    const reference =
      tokenizer.encode(one.thought).length +
      tokenizer.encode(one.gold).length +
      2 +
      (open === 'plan' ? tokenizer.encode(one.plan).length + 1 : 0);
    const most = Math.min(Math.ceil(budget.factor * reference) + budget.slack, budget.most, length - prompt.length);
    if (most < reference) continue; // no room for a right answer
    return {
      number,
      kind,
      item: one,
      open,
      prompt,
      budget: most,
      answers: Array.from({ length: size }, () => ({ segments: [] })),
    };
  }
  throw new Error(
    `20 questions in a row leave no room for their answers; raise "train.length" (${length}) or "rollouts.budget" in the recipe`,
  );
};

export type DrawOptions = {
  segment: number;
  temperature: number;
  version: number;
  seed: number;
  step: number;
  signal?: AbortSignal;
};

/**
 * Draws the unfinished answers of all groups on, by at most `segment` tokens, and gives the groups as they are then;
 * undefined when it was stopped. A new group is one request, so its prompt is computed once; an answer that goes on is one
 * of its own, computed anew under the weights of now. The longest are drawn first and together: a step costs what its
 * longest row costs.
 */
export const continueRollouts = async (
  drawer: BatchSampler,
  groups: readonly Group[],
  options: DrawOptions,
): Promise<Group[] | undefined> => {
  const { segment, temperature, version, seed, step, signal } = options;
  type Work = { group: Group; indices: number[]; left: number; so: number };
  const work = groups
    .flatMap((group, at): Work[] => {
      const open = group.answers.flatMap((answer, i) =>
        answer.finish === undefined ? [{ i, so: tokensOf(answer) }] : [],
      );
      const fresh = open.filter(({ so }) => so === 0).map(({ i }) => i);
      const begun = open
        .filter(({ so }) => so > 0)
        .map(({ i, so }): Work => ({
          group: groups[at]!,
          indices: [i],
          left: Math.min(segment, group.budget - so),
          so,
        }));
      return [
        ...(fresh.length > 0 ? [{ group, indices: fresh, left: Math.min(segment, group.budget), so: 0 }] : []),
        ...begun,
      ];
    })
    .sort((a, b) => b.left + b.so - (a.left + a.so));
  const drawn = await sampleAll(
    drawer,
    work.map(({ group, indices, left }) => ({
      prompt: [
        ...group.prompt,
        ...(indices.length === 1 ? group.answers[indices[0]!]!.segments.flatMap(({ ids }) => ids) : []),
      ],
      n: indices.length,
      maxTokens: left,
      temperature,
      tempered: true,
      seed: hashString(`${seed}/${group.number}/${indices[0]}/${step}`),
    })),
    { signal },
  );
  if (!drawn) return undefined;
  const result = new Map(groups.map((group) => [group, { ...group, answers: [...group.answers] }]));
  work.forEach(({ group, indices, left, so }, i) =>
    indices.forEach((index, j) => {
      const { ids, logprobs, finish } = drawn[i]![j]!;
      const cut = so + left >= group.budget ? ('length' as const) : undefined;
      const ended = finish === 'stop' ? ('stop' as const) : cut;
      result.get(group)!.answers[index] = {
        segments: [
          ...group.answers[index]!.segments,
          { version, step, thread: samplerIndex(drawer, i), ids, logprobs },
        ],
        ...(ended ? { finish: ended } : {}),
      };
    }),
  );
  return groups.map((group) => result.get(group)!);
};

/** Of the answers that `step` has drawn, at most `count`: as many of each thread, where there are. */
export const rolloutsToCheck = (
  groups: readonly Group[],
  step: number,
  count: number,
): { group: Group; index: number }[] => {
  const drawn = groups.flatMap((group) =>
    group.answers.flatMap(({ segments }, index) =>
      segments.at(-1)?.step === step ? [{ group, index, thread: segments.at(-1)!.thread }] : [],
    ),
  );
  const ranked = [...Map.groupBy(drawn, ({ thread }) => thread).values()].flatMap((some) =>
    some.map((one, rank) => ({ ...one, rank })),
  );
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, count);
};

/** A finished answer as what rewards look at. */
export const readAttempt = (tokenizer: Tokenizer, group: Group, answer: Rollout): Attempt => {
  const {
    plan,
    think: reasoning,
    answer: content,
  } = decodeSections(
    tokenizer,
    group.open,
    answer.segments.flatMap(({ ids }) => ids),
  );
  const finish = answer.finish ?? 'length';
  return {
    item: group.item,
    answer: extractAnswer({ content, reasoning, finish }),
    budget: group.budget,
    reply: { plan, reasoning, content, finish, tokens: tokensOf(answer) },
  };
};

/** The thought in drawn ids, and where the text of each begins in it, in characters; undefined for ids of other sections. */
const readThought = (
  tokenizer: Tokenizer,
  open: Section,
  ids: readonly number[],
): { thought: string; places: (number | undefined)[] } => {
  const follow = sections(tokenizer, open);
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
 * What each result in a drawn thought would have to be: the id at its place, digit by digit up to the first that is wrong.
 * Whether a result is true can be told for every number that might stand there, so its reward need not be sampled (rl.ts, Lesson).
 */
export const resultTargets = (
  tokenizer: Tokenizer,
  { item: one, open }: Pick<Group, 'item' | 'open'>,
  ids: readonly number[],
): Step[] => {
  const { thought, places } = readThought(tokenizer, open, ids);
  return resultsIn(one, thought).flatMap(({ start, end, value }): Step[] => {
    const from = places.indexOf(start);
    if (from < 0) return [];
    const wanted = tokenizer.encode(value);
    const past = places.findIndex((place, i) => i > from && (place ?? end) >= end);
    const to = past < 0 ? ids.length : past;
    const wrong = wanted.findIndex((id, i) => from + i >= to || ids[from + i] !== id);
    return wanted
      .slice(0, wrong < 0 ? wanted.length : wrong + 1)
      .map((id, i) => ({ at: from + i, id }))
      .filter(({ at }) => at < ids.length);
  });
};
