/**
 * One step of RL in its phases: sample, grade, check, update, hand over. Each phase takes the context of the run and
 * what the phase before it returned, and returns a plain record. Nothing is written here; loop.ts keeps the records.
 */
import type { Tokenizer } from '../../model/tokenizer.ts';
import { createRandom } from '../../random.ts';
import type { SuccessRates } from '../../task/curriculum.ts';
import { gradeGroup, type Attempt, type Graded } from '../../task/penalty.ts';
import type { Rubric } from '../../task/reward.ts';
import { maxVarianceSubset, hasSignal, type Objective } from '../../train/objective.ts';
import type { Document } from '../../train/pack.ts';
import { klEstimate, maxLogprobGap, type GradedRollout, type Rollout } from '../../train/rl.ts';
import { learningRate } from '../../train/schedule.ts';
import { DivergedError } from '../../train/sft.ts';
import type { BatchSampler } from '../../local/batch-sampler.ts';
import { trainingDocument, type TaskDocuments } from '../data/task-documents.ts';
import { criticScores } from '../exam/pairs.ts';
import type { RlRecipe } from '../recipe/rl.ts';
import type { QuestionSource } from './questions.ts';
import {
  continueRollouts,
  idsOf,
  isComplete,
  newGroup,
  readAttempt,
  resultTargets,
  rolloutsToCheck,
  type Group,
} from './rollouts.ts';
import type { PolicyTrainer } from './trainer.ts';

/** What the phases of a step read; it stays the same over a run. */
export type StepContext = {
  recipe: RlRecipe;
  tokenizer: Tokenizer;
  questions: QuestionSource;
  rubric: Rubric;
  objective: Objective;
  trainer: PolicyTrainer;
  /** Judges answers where the rubric asks for it. */
  critic: BatchSampler | undefined;
  /** The SFT data that the model has learned before, for the PTX loss. */
  sftData: TaskDocuments | undefined;
  /** Positions of the model: most tokens of a critique. */
  maxPositions: number;
  signal: AbortSignal;
};

/** Where a run stands, besides weights and optimiser state. Plain JSON. */
export type RlState = {
  /** Steps done. */
  step: number;
  /** Updates applied: the version of the weights. */
  version: number;
  /** Groups begun. */
  groups: number;
  /** Tokens sampled. */
  tokens: number;
  seconds: number;
  successRates: SuccessRates;
  /** Groups with unfinished answers. */
  unfinished: Group[];
};

/** What a step is to do, by the schedules of the recipe. */
type StepPlan = {
  step: number;
  /** 0 at the first step, 1 at the last. */
  progress: number;
  temperature: number;
  lr: number;
};

/** A complete group with its grades. `advantages` by place in the group; undefined where there is nothing to learn. */
export type GradedGroup = {
  group: Group;
  graded: readonly Graded[];
  advantages: ReadonlyMap<number, number> | undefined;
};

/** Agreement of trainer and generator, entropy and KL to the start; null when the step sampled nothing. */
type CheckRecord = { logprobMismatch: number | null; entropy: number | null; kl: number | null };

/** Means over the updates of a step; null when there were none. */
type UpdateRecord = { version: number; loss: number | null; ptx: number | null; norm: number | null };

const planStep = ({ train, rollouts }: RlRecipe, step: number): StepPlan => {
  const progress = train.steps === 1 ? 0 : (step - 1) / (train.steps - 1);
  const [first, last] = rollouts.temperature;
  const schedule = { lr: train.lr, updates: train.steps, warmup: train.warmup, decay: train.decay };
  return { step, progress, temperature: first + (last - first) * progress, lr: learningRate(schedule, step) };
};

/**
 * Sample: answers to new questions, and those that earlier steps left unfinished. Undefined when the signal came first.
 */
const samplePhase = async (
  { recipe, questions, tokenizer, trainer, signal }: StepContext,
  { step, progress, temperature }: StepPlan,
  { successRates, unfinished, groups, version }: RlState,
): Promise<Group[] | undefined> => {
  const { rollouts, seed } = recipe;
  const begun = Array.from({ length: rollouts.groups }, (_, i) =>
    newGroup(recipe, questions, tokenizer, successRates, progress, groups + i),
  );
  return continueRollouts(trainer.sampler, [...unfinished, ...begun], {
    maxTokens: rollouts.partial_tokens,
    temperature,
    version,
    seed,
    step,
    signal,
  });
};

/** Grades one group and centres its rewards. Equal rewards teach nothing, unless results are paid one by one. */
const gradeOne = (
  { recipe, rubric, objective }: StepContext,
  group: Group,
  attempts: readonly Attempt[],
): GradedGroup => {
  const graded = gradeGroup(rubric, recipe.rewards, attempts);
  const chosen = maxVarianceSubset(
    graded.map(({ reward }) => reward),
    recipe.rollouts.learn,
  );
  const rewards = chosen.map((i) => graded[i]!.reward);
  if (!hasSignal(rewards) && recipe.rewards.steps === 0) return { group, graded, advantages: undefined };
  const advantages = objective.advantages(rewards);
  return { group, graded, advantages: new Map(chosen.map((index, i) => [index, advantages[i]!])) };
};

/**
 * Grade: the complete groups, each answer by the rubric, with the critic's scores where it has one. Undefined when the
 * signal came first.
 */
const gradePhase = async (context: StepContext, groups: readonly Group[]): Promise<GradedGroup[] | undefined> => {
  const { tokenizer, critic, maxPositions, signal } = context;
  const complete = groups.filter(isComplete);
  const attempts = complete.map((group) => group.answers.map((answer) => readAttempt(tokenizer, group, answer)));
  const scores = critic && (await criticScores(critic, attempts.flat(), maxPositions, signal));
  if (signal.aborted) return undefined;
  return complete.map((group, i) =>
    gradeOne(
      context,
      group,
      attempts[i]!.map((attempt) => (scores ? { ...attempt, criticScore: scores.get(attempt) ?? 0 } : attempt)),
    ),
  );
};

const answerOf = (group: Group, index: number, temperature: number): Rollout => ({
  prompt: group.prompt,
  segments: group.answers[index]!.segments,
  temperature,
});

/**
 * Check: the log-probabilities of what this step sampled, by trainer and by generator. No importance correction is
 * applied, so they must agree within `check.max_logprob_gap` nats for every token. Throws one sentence when they don't.
 */
const checkPhase = async (
  { recipe: { check }, trainer }: StepContext,
  { step, temperature }: StepPlan,
  groups: readonly Group[],
): Promise<CheckRecord> => {
  const answers = rolloutsToCheck(groups, step, check.answers).map(({ group, index }) =>
    answerOf(group, index, temperature),
  );
  if (answers.length === 0) return { logprobMismatch: null, entropy: null, kl: null };
  const scores = await trainer.score(answers);
  const logprobMismatch = maxLogprobGap(answers, scores.now, step);
  if (!(logprobMismatch <= check.max_logprob_gap))
    throw new Error(
      `step ${step}: trainer and generator disagree by ${logprobMismatch.toExponential(2)} nats about a token, more than check.max_logprob_gap (${check.max_logprob_gap}); the generator has other weights than the trainer, or a kernel is wrong; the last checkpoint is kept`,
    );
  return { logprobMismatch, entropy: scores.entropy, kl: klEstimate(scores) };
};

/**
 * An answer to learn from. The results in one answer share `rewards.steps` equally: a thought that goes in circles
 * holds many results and earns no more by them.
 */
const lessonOf = (
  { recipe, tokenizer }: StepContext,
  group: Group,
  index: number,
  { temperature, advantage, version }: { temperature: number; advantage: number; version: number },
): GradedRollout => {
  const weight = recipe.rewards.steps;
  const places = weight > 0 ? resultTargets(tokenizer, group, idsOf(group.answers[index]!)) : [];
  return {
    ...answerOf(group, index, temperature),
    advantage,
    from: recipe.rollouts.stale ? 0 : version,
    rewarded: { places, weight: weight / Math.max(1, places.length) },
  };
};

/**
 * Documents of one update for the PTX loss: of the SFT data that the model has learned, so that nothing new is added.
 */
const ptxDocuments = ({ recipe, tokenizer, sftData }: StepContext, update: number): Document[] => {
  const { weight, documents } = recipe.train.ptx;
  const random = createRandom(`ptx/${recipe.seed}/${update}`);
  return Array.from({ length: weight > 0 ? documents : 0 }, () =>
    trainingDocument(sftData!, tokenizer, random.int(0, sftData!.data.documents! - 1)),
  );
};

const requireFinite = (step: number, { loss, norm }: { loss: number; norm: number }): void => {
  if (Number.isFinite(loss) && Number.isFinite(norm)) return;
  throw new DivergedError(
    `step ${step}: the loss is ${loss} and the gradient's norm ${norm}; begin again in another folder (--out) with a lower "lr"; the last checkpoint is kept`,
  );
};

/** Update: the lessons of all groups, shuffled into `train.updates` parts, one update each. */
const updatePhase = async (
  context: StepContext,
  { step, temperature, lr }: StepPlan,
  graded: readonly GradedGroup[],
  before: number,
): Promise<UpdateRecord> => {
  const { recipe, objective, trainer } = context;
  const { updates, ptx } = recipe.train;
  const lessons = graded.flatMap(({ group, advantages = new Map<number, number>() }) =>
    [...advantages].map(([index, advantage]) =>
      lessonOf(context, group, index, { temperature, advantage, version: before }),
    ),
  );
  const shuffled = createRandom(`parts/${recipe.seed}/${step}`).shuffle(lessons);
  const done: { loss: number; ptx: number; norm: number }[] = [];
  for (let part = 0; part < updates; part++) {
    const batch = shuffled.filter((_, i) => i % updates === part);
    const documents = ptxDocuments(context, step * updates + part);
    if (batch.length + documents.length === 0) continue;
    const version = before + done.length;
    const update = await trainer.update(batch, {
      objective,
      version,
      lr,
      step: version + 1,
      ptx: { documents, weight: ptx.weight },
    });
    requireFinite(step, update);
    done.push(update);
  }
  const mean = (field: 'loss' | 'ptx' | 'norm'): number | null =>
    done.length === 0 ? null : done.reduce((sum, update) => sum + update[field], 0) / done.length;
  return {
    version: before + done.length,
    loss: mean('loss'),
    ptx: ptx.weight > 0 ? mean('ptx') : null,
    norm: mean('norm'),
  };
};

const tokensSampledIn = (groups: readonly Group[], step: number): number =>
  groups
    .flatMap(({ answers }) => answers.flatMap(({ segments }) => segments))
    .reduce((sum, segment) => sum + (segment.step === step ? segment.ids.length : 0), 0);

/** Seconds of each phase; `grading` is counted as checking. */
export type PhaseSeconds = { sampling: number; checking: number; updating: number; handingOver: number };

/** All that one step did. */
export type StepRecord = {
  plan: StepPlan;
  graded: readonly GradedGroup[];
  check: CheckRecord;
  update: UpdateRecord;
  tokens: number;
  seconds: PhaseSeconds;
};

/** Seconds since the last call of the function that it returns. */
const stopwatch = (clock: () => number) => {
  let last = clock();
  return (): number => {
    const now = clock();
    const seconds = (now - last) / 1000;
    last = now;
    return seconds;
  };
};

/**
 * One step: sample → grade → check → update → hand over. Returns the state after it and a record of it; undefined when
 * the signal came before the update, in which case nothing has changed.
 */
export const takeStep = async (
  context: StepContext,
  state: RlState,
  clock: () => number = () => performance.now(),
): Promise<{ state: RlState; record: StepRecord } | undefined> => {
  const { recipe, trainer } = context;
  const lap = stopwatch(clock);
  const plan = planStep(recipe, state.step + 1);
  const groups = await samplePhase(context, plan, state);
  if (!groups) return undefined;
  const sampling = lap();
  const graded = await gradePhase(context, groups);
  if (!graded) return undefined;
  const check = await checkPhase(context, plan, groups);
  const checking = lap();
  const update = await updatePhase(context, plan, graded, state.version);
  const updating = lap();
  if (update.version !== state.version) await trainer.handOver();
  const seconds: PhaseSeconds = { sampling, checking, updating, handingOver: lap() };
  const tokens = tokensSampledIn(groups, plan.step);
  const after: RlState = {
    step: plan.step,
    version: update.version,
    groups: state.groups + recipe.rollouts.groups,
    tokens: state.tokens + tokens,
    seconds: state.seconds + totalSeconds(seconds),
    successRates: graded.reduce(
      (rates, { group, graded: grades }) =>
        context.questions.update(rates, group.kind, grades.filter(({ correct }) => correct).length / grades.length),
      state.successRates,
    ),
    unfinished: groups.filter((group) => !isComplete(group)),
  };
  return { state: after, record: { plan, graded, check, update, tokens, seconds } };
};

export const totalSeconds = ({ sampling, checking, updating, handingOver }: PhaseSeconds): number =>
  sampling + checking + updating + handingOver;
