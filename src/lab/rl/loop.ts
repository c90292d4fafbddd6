/**
 * The loop of reinforcement learning: a model learns from its own answers, graded. It measures the model on held-out
 * questions, takes the steps (step.ts), writes each down (log.ts), saves checkpoints (run-folder.ts) and measures
 * again. A short version that fits one screen is recipes/rl-loop.ts. The flags of `mizan rl` are in cli/rl.ts.
 */
import { join } from 'node:path';
import { lockFolder, writeAtomic } from '../../files.ts';
import { adamwDefaults } from '../../train/adamw.ts';
import { objectiveOf } from '../../train/objective.ts';
import { openBatchSampler } from '../../local/batch-sampler.ts';
import { EMBEDDED } from '../../local/model-folder.ts';
import { CRITIC_FOLDER } from '../../local/load-model.ts';
import { STANDARD } from '../../reason/defaults.ts';
import { createProgress } from '../../terminal/progress.ts';
import {
  accuracy,
  compareResults,
  evaluateHeldOut,
  type HeldOutComparison,
  type HeldOutResult,
} from '../exam/held-out.ts';
import { drawCurves } from './curves.ts';
import { openLog, progressFields, type RunLog } from './log.ts';
import type { RlRecipe } from '../recipe/rl.ts';
import { exportModel, openRun, saveRun, type RlRun } from './run-folder.ts';
import { takeStep, type RlState, type StepContext } from './step.ts';
import { openPolicyTrainer, type PolicyTrainer } from './trainer.ts';

/** Seeds of sampled answers to held-out questions, during a run and before and after it. */
const [WATCH_SEED, FINAL_SEED] = [3000, 1000];

const NEW_RUN: RlState = { step: 0, version: 0, groups: 0, tokens: 0, seconds: 0, successRates: {}, unfinished: [] };

/**
 * The measurement before and after a run: greedy, and several samples of some questions. Undefined when the signal came
 * first.
 */
const finalExam = (
  { recipe, questions, trainer, signal }: StepContext,
  label: string,
): Promise<HeldOutResult[] | undefined> => {
  const { final, drawn, draws } = recipe.held_out;
  const options = { drawn, draws, maxTokens: STANDARD.maxTokens, seed: FINAL_SEED, signal, label };
  return evaluateHeldOut(trainer.sampler, questions.final(final), options);
};

/**
 * Measures held-out accuracy where it is due at this step and the log has no line of it. False when the signal came
 * first.
 */
const watch = async (
  { recipe, questions, trainer, signal }: StepContext,
  log: RunLog,
  step: number,
): Promise<boolean> => {
  const due = step % recipe.held_out.every === 0 || step === recipe.train.steps;
  if (!due || log.lines.some((line) => line.type === 'held-out' && line.step === step)) return true;
  const items = questions.watched(recipe.held_out.items);
  const options = { drawn: 0, draws: 1, maxTokens: STANDARD.maxTokens, seed: WATCH_SEED, signal };
  const results = await evaluateHeldOut(trainer.sampler, items, options);
  if (results) log.addHeldOut({ step, accuracy: accuracy(results).value, items: results.length });
  return results !== undefined;
};

/** Measures what was not measured before the run, and keeps it in before.json. Undefined when the signal came first. */
const measureBefore = async (run: RlRun, context: StepContext): Promise<HeldOutResult[] | undefined> => {
  if (run.before) return run.before;
  const before = await finalExam(context, 'held-out items, before');
  if (before) writeAtomic(join(run.folder, 'before.json'), `${JSON.stringify(before)}\n`);
  return before;
};

/** The steps that are left. Returns the last state; `complete` is false when the signal came first. */
const takeSteps = async (
  run: RlRun,
  context: StepContext,
  log: RunLog,
  from: RlState,
): Promise<{ state: RlState; complete: boolean }> => {
  const { recipe, trainer, signal } = context;
  const { steps, save_every } = recipe.train;
  const progress = createProgress({ total: steps, from: from.step, label: 'rl', unit: 'steps' });
  let state = from;
  const save = async () => {
    saveRun(run.folder, await trainer.variables(), state);
    drawCurves(run.folder, recipe, log.lines);
  };
  const end = async (complete: boolean) => {
    await save();
    progress.finish(complete ? 'done' : 'stopped');
    return { state, complete };
  };
  if (!(await watch(context, log, state.step))) return end(false);
  while (state.step < steps) {
    const taken = signal.aborted ? undefined : await takeStep(context, state);
    if (!taken) return end(false);
    state = taken.state;
    log.addStep(taken.record);
    progress.update(state.step, progressFields(log.lines, recipe.rollouts.size));
    if (!(await watch(context, log, state.step))) return end(false);
    if (state.step % save_every === 0 && state.step < steps) await save();
  }
  return end(true);
};

/** What a run came to. `comparison` is there when it has finished, `model` (its folder) when it has taken a step. */
export type RlOutcome = { finished: boolean; state: RlState; comparison?: HeldOutComparison[]; model?: string };

/** Measures, trains and measures again, in an opened run. */
const trainAndMeasure = async (run: RlRun, context: StepContext): Promise<Omit<RlOutcome, 'model'>> => {
  const { recipe, folder } = run;
  const { trainer } = context;
  const began = run.resumed?.state ?? NEW_RUN;
  const before = await measureBefore(run, context);
  if (!before) {
    saveRun(folder, await trainer.variables(), began);
    return { finished: false, state: began };
  }
  const { state, complete } = await takeSteps(run, context, openLog(folder, run.tokenizer, run.log), began);
  const after = complete ? await finalExam(context, 'held-out items, after') : undefined;
  if (!after) return { finished: false, state };
  const comparison = compareResults(before, after, recipe.held_out.draws);
  writeAtomic(join(folder, 'results.json'), `${JSON.stringify({ comparison, after })}\n`);
  return { finished: true, state, comparison };
};

/** The recipe cut into what the trainer takes. */
const openTrainer = (run: RlRun): Promise<PolicyTrainer> => {
  const { train, rollouts } = run.recipe;
  const [beta1, beta2] = train.betas;
  return openPolicyTrainer(
    run,
    run.start,
    {
      step: {
        clip: train.clip,
        optimiser: { ...adamwDefaults, beta1, beta2, weightDecay: train.weight_decay },
        muon: train.muon,
      },
      rows: train.rows,
      length: train.length,
      threads: train.threads,
      generators: rollouts.generators,
      generatorRows: rollouts.rows,
    },
    run.resumed?.variables,
  );
};

/** "embedded" in a recipe names folders of the model that ships with Mizan. */
const withFolders = (recipe: RlRecipe): RlRecipe => ({
  ...recipe,
  start: recipe.start === 'embedded' ? EMBEDDED : recipe.start,
  rewards: {
    ...recipe.rewards,
    ...(recipe.rewards.critic === 'embedded' && { critic: join(EMBEDDED, CRITIC_FOLDER) }),
  },
});

/**
 * Runs `recipe` in `folder`, or goes on there from the last checkpoint; the folder ends bitwise the same either way.
 * When
 * `signal` aborts, it saves, also the model as it is then, and returns with `finished` false. Throws one sentence when the run
 * can't go on.
 */
export const runRl = async (recipe: RlRecipe, folder: string, signal: AbortSignal): Promise<RlOutcome> => {
  using _lock = lockFolder(folder);
  const run = await openRun(folder, withFolders(recipe));
  const { rollouts, objective } = recipe;
  const resumed = run.resumed ? `, going on after step ${run.resumed.state.step}` : '';
  console.error(
    `${recipe.name}: ${rollouts.groups} × ${rollouts.size} answers a step, ${objective.type}, run in ${folder}${resumed}`,
  );
  const trainer = await openTrainer(run);
  const critic =
    run.critic === undefined ? undefined : await openBatchSampler(run.critic, rollouts.generators, rollouts.rows);
  try {
    const outcome = await trainAndMeasure(run, {
      recipe: run.recipe,
      tokenizer: run.tokenizer,
      questions: run.questions,
      rubric: run.rubric,
      objective: objectiveOf(objective),
      trainer,
      critic,
      sftData: run.sftData,
      maxPositions: run.config.maxPositions,
      signal,
    });
    if (!outcome.finished) console.error(`stopped after step ${outcome.state.step}; run the same command to go on`);
    return outcome.state.step === 0
      ? outcome
      : { ...outcome, model: exportModel(run, trainer.weights(), outcome.state) };
  } finally {
    await Promise.all([trainer.close(), critic?.close()]);
  }
};
