/**
 * The loop of reinforcement learning: a model learns from its own answers, graded. One step: draw groups of answers, grade
 * them, centre the rewards in each group, update, and hand the new weights to the threads that generate. Its parts are
 * rollouts.ts (questions and answers), task/reward.ts and penalty.ts (grades), train/rl.ts (updates), rl-run.ts (the folder
 * of a run). Flags are rl.ts's.
 */
import { join } from 'node:path';
import { createSampler, type LocalSampler } from '../../infer/generate.ts';
import { parameterShapes } from '../../model/config.ts';
import { appendLine, lockFolder, writeAtomic } from '../../files.ts';
import { updateSuccessRates } from '../../task/curriculum.ts';
import { evaluationItems } from '../../eval/collect.ts';
import { gradeGroup } from '../../task/penalty.ts';
import { openDevice, type Values } from '../../tensor/run.ts';
import { adamwDefaults } from '../../train/adamw.ts';
import { maxVarianceSubset, objectiveOf, hasSignal } from '../../train/objective.ts';
import { compilePolicy, disagreement, distance, startVariables, type Answer, type Lesson } from '../../train/rl.ts';
import { learningRate } from '../../train/schedule.ts';
import type { Document } from '../../train/pack.ts';
import { DivergedError } from '../../train/sft.ts';
import { optimiserState, type StepOptions } from '../../train/step.ts';
import { createRandom } from '../../random.ts';
import { trainingDocument } from '../data/task-documents.ts';
import {
  accuracy,
  compareResults,
  evaluateHeldOut,
  type HeldOutComparison,
  type HeldOutResult,
} from '../exam/held-out.ts';
import { criticScores } from '../exam/pairs.ts';
import { openBatchSampler, type BatchSampler } from '../../local/batch-sampler.ts';
import { EMBEDDED } from '../../local/model-folder.ts';
import { CRITIC_FOLDER } from '../../local/load-model.ts';
import { STANDARD } from '../../reason/defaults.ts';
import { createProgress } from '../../terminal/progress.ts';
import type { RlRecipe } from './recipe.ts';
import {
  drawRun,
  exportModel,
  openRun,
  recordGroups,
  saveRun,
  summarise,
  type LogLine,
  type RlRun,
  type RlState,
  type StepLine,
} from './run-folder.ts';
import {
  readAttempt,
  continueRollouts,
  isComplete,
  newGroup,
  rolloutsToCheck,
  resultTargets,
  type Group,
} from './rollouts.ts';

/** Of training; those of the final examination are the ones that mizan eval asks by default. */
const [WATCH_SEED, FINAL_SEED] = [3000, 1000];

/** The difficulties that a run practises at all. */
const practised = ({
  data: {
    difficulties: { start, end },
  },
}: RlRecipe) => ([1, 2, 3] as const).filter((level) => start[level] + end[level] > 0);

const heldOut = (recipe: RlRecipe, seed: number, count: number) =>
  evaluationItems(Object.keys(recipe.data.families), { split: 'test', seed, count, difficulties: practised(recipe) });

/** Documents of step `step` to go on imitating: of those that the model has learnt from, so that nothing is added to what it was taught. */
const rehearsal = ({ recipe, tokenizer, taught }: RlRun, step: number, count: number): Document[] => {
  const random = createRandom(`ptx/${recipe.seed}/${step}`);
  return Array.from({ length: count }, () =>
    trainingDocument(taught!, tokenizer, random.int(0, taught!.data.documents! - 1)),
  );
};

const answerOf = (group: Group, index: number, temperature: number): Answer => ({
  prompt: group.prompt,
  segments: group.answers[index]!.segments,
  temperature,
});

/** The loop. Gives the state at its end and the weights; `finished` is false when the signal stopped it. */
const learn = async (run: RlRun, signal: AbortSignal): Promise<Omit<RlOutcome, 'model'> & { weights: Values }> => {
  const { recipe, config, tokenizer, folder, log } = run;
  const { train, rollouts, check } = recipe;
  const stepOptions: StepOptions = {
    clip: train.clip,
    optimiser: { ...adamwDefaults, beta1: train.betas[0], beta2: train.betas[1], weightDecay: train.weight_decay },
    muon: train.muon,
  };
  const names = Object.keys(parameterShapes(config));
  const kept = [...names, ...Object.keys(optimiserState(config, stepOptions))];
  const device = openDevice({ threads: train.threads });
  await device.write({
    ...(run.resumed?.variables ?? { ...run.start, ...optimiserState(config, stepOptions) }),
    ...startVariables(run.start),
  });
  const policy = compilePolicy(device, config, { step: stepOptions, rows: train.rows, length: train.length });
  const objective = objectiveOf(recipe.objective);
  let weights = await device.read(names);
  const samplers: LocalSampler[] = Array.from({ length: rollouts.generators }, () =>
    createSampler({ config, weights, threads: 1, maxRows: rollouts.rows }),
  );
  const drawer: BatchSampler = { tokenizer, samplers };
  const critic =
    run.critic === undefined ? undefined : await openBatchSampler(run.critic, rollouts.generators, rollouts.rows);
  const logPath = join(folder, 'log.jsonl');
  const keep = (line: LogLine) => {
    log.push(line);
    appendLine(logPath, line);
  };
  let state: RlState = run.resumed?.state ?? {
    step: 0,
    version: 0,
    groups: 0,
    tokens: 0,
    seconds: 0,
    standing: {},
    underway: [],
  };
  const progress = createProgress({ total: train.steps, from: state.step, label: 'rl', unit: 'steps' });
  const save = async () => saveRun(run, await device.read(kept), state);

  /** Asks the held-out items of watching where they are due and the log has no answer yet; false when the signal came first. */
  const watched = async (): Promise<boolean> => {
    const due = state.step % recipe.held_out.every === 0 || state.step === train.steps;
    if (!due || log.some(({ type, step }) => type === 'held-out' && step === state.step)) return true;
    const results = await evaluateHeldOut(drawer, heldOut(recipe, WATCH_SEED, recipe.held_out.items), {
      drawn: 0,
      draws: 1,
      maxTokens: STANDARD.maxTokens,
      seed: WATCH_SEED,
      signal,
    });
    if (results) keep({ type: 'held-out', step: state.step, accuracy: accuracy(results).value, items: results.length });
    return results !== undefined;
  };
  const finalExam = (label: string): Promise<HeldOutResult[] | undefined> => {
    const { final, drawn, draws } = recipe.held_out;
    return evaluateHeldOut(drawer, heldOut(recipe, FINAL_SEED, final), {
      drawn,
      draws,
      maxTokens: STANDARD.maxTokens,
      seed: FINAL_SEED,
      signal,
      label,
    });
  };
  /** The results of an answer share what its steps are worth: a thought that goes in circles has many, and teaches no more by them. */
  const lessonOf = (group: Group, index: number, temperature: number, advantage: number): Lesson => {
    const answer = answerOf(group, index, temperature);
    const places =
      recipe.rewards.steps > 0
        ? resultTargets(
            tokenizer,
            group,
            answer.segments.flatMap(({ ids }) => ids),
          )
        : [];
    return {
      ...answer,
      advantage,
      from: rollouts.stale ? 0 : state.version,
      steps: { places, weight: recipe.rewards.steps / Math.max(1, places.length) },
    };
  };
  const stopped = async () => {
    await save();
    drawRun(run, log);
    progress.finish(`stopped after step ${state.step}; run the same command to go on`);
    return { finished: false, state, weights };
  };

  try {
    const before = run.before ?? (await finalExam('held-out items, before'));
    if (!before) return await stopped();
    if (!run.before) writeAtomic(join(folder, 'before.json'), `${JSON.stringify(before)}\n`);
    if (!(await watched())) return await stopped();
    while (state.step < train.steps) {
      if (signal.aborted) return await stopped();
      const began = performance.now();
      const step = state.step + 1;
      const share = train.steps === 1 ? 0 : (step - 1) / (train.steps - 1);
      const temperature = rollouts.temperature[0] + (rollouts.temperature[1] - rollouts.temperature[0]) * share;

      // Sample: new groups, and what earlier steps left unfinished.
      const fresh = Array.from({ length: rollouts.groups }, (_, i) =>
        newGroup(recipe, tokenizer, state.standing, share, state.groups + i),
      );
      const drawn = await continueRollouts(drawer, [...state.underway, ...fresh], {
        segment: rollouts.segment,
        temperature,
        version: state.version,
        seed: recipe.seed,
        step,
        signal,
      });
      if (!drawn) return await stopped();
      const drewUntil = performance.now();

      // Grade, and centre within each group. Equal rewards teach nothing.
      const attempts = drawn
        .filter(isComplete)
        .map((group) => group.answers.map((answer) => readAttempt(tokenizer, group, answer)));
      const held = critic && (await criticScores(critic, attempts.flat(), config.maxPositions, signal));
      if (signal.aborted) return await stopped();
      const complete = drawn.filter(isComplete).map((group, at) => {
        const graded = gradeGroup(
          run.rubric,
          recipe.rewards,
          attempts[at]!.map((one) => (held ? { ...one, held: held.get(one) ?? 0 } : one)),
        );
        const chosen = maxVarianceSubset(
          graded.map(({ reward }) => reward),
          rollouts.learn,
        );
        const earned = chosen.map((i) => graded[i]!.reward);
        const learnable = hasSignal(earned) || recipe.rewards.steps > 0;
        const advantages = objective
          .advantages(earned)
          .map((advantage, i): [number, number] => [chosen[i]!, advantage]);
        return { group, graded, advantages: learnable ? new Map(advantages) : undefined };
      });
      recordGroups(run, step, complete);
      let standing = state.standing;
      for (const { group, graded } of complete)
        standing = updateSuccessRates(
          recipe.data,
          standing,
          group.kind,
          graded.filter(({ correct }) => correct).length / graded.length,
        );

      // Trainer and generator must mean the same: nothing is corrected afterwards, so nothing may be off.
      const checked = rolloutsToCheck(drawn, step, check.answers).map(({ group, index }) =>
        answerOf(group, index, temperature),
      );
      const scores = checked.length > 0 ? await policy.score(checked) : undefined;
      const gap = scores ? disagreement(checked, scores.now, step) : null;
      if (gap !== null && !(gap <= check.bound)) {
        throw new Error(
          `step ${step}: trainer and generator disagree by ${gap.toExponential(2)} nats about a token, more than check.bound (${check.bound}); the weights that were handed over are not those that were trained, or a kernel is wrong; the last checkpoint is kept`,
        );
      }

      const checkedUntil = performance.now();
      // Update, in as many parts as the recipe says.
      const lessons = complete.flatMap(({ group, advantages }) =>
        [...(advantages ?? [])].map(([i, advantage]) => lessonOf(group, i, temperature, advantage)),
      );
      const schedule = { lr: train.lr, updates: train.steps, warmup: train.warmup, decay: train.decay };
      const lr = learningRate(schedule, step);
      const parts = createRandom(`parts/${recipe.seed}/${step}`).shuffle(lessons);
      const found: { loss: number; ptx: number; norm: number }[] = [];
      let { version } = state;
      for (let part = 0; part < train.updates; part++) {
        const some = parts.filter((_, i) => i % train.updates === part);
        const ptx = {
          documents: train.ptx.weight > 0 ? rehearsal(run, step * train.updates + part, train.ptx.documents) : [],
          weight: train.ptx.weight,
        };
        if (some.length + ptx.documents.length === 0) continue;
        const out = await policy.update(some, { objective, version, lr, step: version + 1, ptx });
        if (!Number.isFinite(out.loss) || !Number.isFinite(out.norm))
          throw new DivergedError(
            `step ${step}: the loss is ${out.loss} and the gradient's norm ${out.norm}; begin again in another folder (--out) with a lower "lr"; the last checkpoint is kept`,
          );
        found.push(out);
        version++;
      }

      // Hand over.
      const updatedUntil = performance.now();
      if (version !== state.version) {
        weights = await device.read(names);
        await Promise.all(samplers.map((sampler) => sampler.updateWeights(weights)));
      }
      const seconds = (performance.now() - began) / 1000;
      const tokens = drawn.reduce(
        (sum, group) =>
          sum +
          group.answers.reduce(
            (all, { segments }) => all + segments.reduce((n, one) => n + (one.step === step ? one.ids.length : 0), 0),
            0,
          ),
        0,
      );
      const average = (of: 'loss' | 'ptx' | 'norm') =>
        found.length === 0 ? null : found.reduce((sum, one) => sum + one[of], 0) / found.length;
      const line: StepLine = {
        type: 'step',
        step,
        ...summarise(complete),
        groups: complete.length,
        skipped: complete.filter(({ advantages }) => !advantages).length,
        entropy: scores?.entropy ?? null,
        kl: scores ? distance(scores) : null,
        gap,
        loss: average('loss'),
        ptx: train.ptx.weight > 0 ? average('ptx') : null,
        norm: average('norm'),
        lr,
        temperature,
        tokens,
        seconds,
        drawing: (drewUntil - began) / 1000,
        checking: (checkedUntil - drewUntil) / 1000,
        updating: (updatedUntil - checkedUntil) / 1000,
        handing: (performance.now() - updatedUntil) / 1000,
      };
      state = {
        step,
        version,
        groups: state.groups + fresh.length,
        tokens: state.tokens + tokens,
        seconds: state.seconds + seconds,
        standing,
        underway: drawn.filter((group) => !isComplete(group)),
      };
      keep(line);
      show(progress, line, log, rollouts.size);
      if (!(await watched())) return await stopped();
      if (step % train.save_every === 0 && step < train.steps) {
        await save();
        drawRun(run, log);
      }
    }
    await save();
    drawRun(run, log);
    const after = await finalExam('held-out items, after');
    if (!after) return await stopped();
    const comparison = compareResults(before, after, recipe.held_out.draws);
    writeAtomic(join(folder, 'results.json'), `${JSON.stringify({ comparison, after })}\n`);
    progress.finish('finished');
    return { finished: true, state, weights, comparison };
  } finally {
    await Promise.all([...samplers.map((sampler) => sampler.close()), critic?.close()]);
    await device.close();
  }
};

/** The line on the terminal: means over the last ten steps, except where one step says it all. */
const show = (
  progress: ReturnType<typeof createProgress>,
  line: StepLine,
  log: readonly LogLine[],
  size: number,
): void => {
  const recent = log.filter((one) => one.type === 'step').slice(-10);
  const mean = (field: keyof StepLine): number => {
    const all = recent.flatMap((one) => (typeof one[field] === 'number' ? [one[field]] : []));
    return all.reduce((a, b) => a + b, 0) / all.length;
  };
  const held = log.findLast((one) => one.type === 'held-out');
  const shown = (values: Record<string, [number, (value: number) => string]>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, [value, write]]) =>
        Number.isFinite(value) ? [[name, write(value)]] : [],
      ),
    );
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const digits =
    (count: number) =>
    (value: number): string =>
      value.toFixed(count);
  progress.update(line.step, {
    ...shown({
      reward: [mean('reward'), digits(3)],
      'pass@1': [mean('pass1'), percent],
      [`pass@${size}`]: [mean('passK'), percent],
      'held-out': [held?.accuracy ?? NaN, percent],
      entropy: [mean('entropy'), digits(3)],
      KL: [mean('kl'), (value) => value.toExponential(1)],
      rehearsed: [mean('ptx'), digits(3)],
      length: [mean('length'), digits(0)],
    }),
    skipped: `${line.skipped}/${line.groups}`,
    'tok/s': Math.round(mean('tokens') / mean('seconds')),
  });
};

/** What a run came to. `comparison` is there when it has finished, `model` (its folder) when it has made a step. */
export type RlOutcome = { finished: boolean; state: RlState; comparison?: HeldOutComparison[]; model?: string };

/**
 * Runs `recipe` in `folder`, or goes on there from the last checkpoint; the folder ends bitwise the same either way. When
 * `signal` aborts, it saves, also the model as it is then, and returns with `finished` false. Throws one sentence when the run can't go on.
 */
export const rlRecipe = async (recipe: RlRecipe, folder: string, signal: AbortSignal): Promise<RlOutcome> => {
  const { start, rewards } = recipe;
  using _lock = lockFolder(folder);
  const opened = await openRun(folder, {
    ...recipe,
    start: start === 'embedded' ? EMBEDDED : start,
    rewards: { ...rewards, ...(rewards.critic === 'embedded' && { critic: join(EMBEDDED, CRITIC_FOLDER) }) },
  });
  console.error(
    `${recipe.name}: ${recipe.rollouts.groups} × ${recipe.rollouts.size} answers a step, ${recipe.objective.type}, run in ${folder}${opened.resumed ? `, going on after step ${opened.resumed.state.step}` : ''}`,
  );
  const { weights, ...outcome } = await learn(opened, signal);
  return outcome.state.step === 0 ? outcome : { ...outcome, model: exportModel(opened, weights, outcome.state) };
};
