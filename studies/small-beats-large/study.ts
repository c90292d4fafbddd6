/**
 * The study of small against large: a model and one about twenty times its size learn the same documents from scratch;
 * then the parts of the system are added one by one: reinforcement learning, a plan, selection from several answers,
 * the critic. Here the stages are run, each in its folder, and go on where they were stopped. The tables and claims are
 * made in report.ts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { countParameters } from '../../src/model/config.ts';
import { writeAtomic } from '../../src/files.ts';
import { evaluationItems } from '../../src/eval/collect.ts';
import { trainCritic } from '../../src/lab/critic/loop.ts';
import { openModelFolder } from '../../src/local/model-folder.ts';
import { CRITIC_FOLDER } from '../../src/local/load-model.ts';
import { runRl } from '../../src/lab/rl/loop.ts';
import { examineModel, type ExamRecord, type ExamOptions } from '../../src/lab/exam/exam.ts';
import {
  BEFORE,
  criticRecipeOf,
  DOCUMENT_TOKENS,
  isMadeBy,
  madeBy,
  mostOf,
  rehearsalRecipeOf,
  rlRecipeOf,
  sftRecipeOf,
  smallLargePlan,
  type Plan,
  type Result,
  type Size,
  type Stage,
} from './plan.ts';
import { smallLargeFindings } from './report.ts';
import { requireSeeds, type Findings, type Study, type StudyRequest } from '../../src/lab/findings.ts';
import { trainRecipe } from '../../src/lab/sft/train.ts';

const readLines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

/** A stage of one model, and which of how many it is in the study. */
type Step = { size: Size; seed: number; stage: Stage; number: number; of: number };

type Cost = { tokens: number; learnt: number; seconds: number };

/** Trains one stage in `place` from `start`, or finds it done there; undefined when it was stopped. */
const trainStage = async (
  plan: Plan,
  { size, seed, stage }: Step,
  place: string,
  start: string,
  signal: AbortSignal,
): Promise<{ model: string; cost: Cost } | undefined> => {
  switch (stage) {
    case 'sft': {
      const { finished, model, state } = await trainRecipe(sftRecipeOf(plan, size, seed), place, signal);
      return finished
        ? { model: model!, cost: { tokens: state.tokens, learnt: state.tokens, seconds: state.seconds } }
        : undefined;
    }
    case 'rehearsal':
    case 'rl': {
      const recipe = (stage === 'rl' ? rlRecipeOf : rehearsalRecipeOf)(plan, size, seed, start);
      const { finished, model, state } = await runRl(recipe, place, signal);
      const rehearsed = recipe.train.steps * recipe.train.ptx.documents * DOCUMENT_TOKENS;
      return finished
        ? {
            model: model!,
            cost: { tokens: state.tokens + rehearsed, learnt: state.tokens + rehearsed, seconds: state.seconds },
          }
        : undefined;
    }
    case 'critic': {
      const recipe = criticRecipeOf(plan, size, seed, start);
      const { finished, model, learnt } = await trainCritic(recipe, place, signal);
      return finished
        ? { model: model!, cost: { tokens: learnt.tokens, learnt: learnt.tokens, seconds: learnt.seconds } }
        : undefined;
    }
  }
  stage satisfies never;
};

/** What is looked at of a stage: the control answers once, the others by every strategy. */
const examOf = (plan: Plan, size: Size, stage: Stage): Pick<ExamOptions, 'arms' | 'n' | 'ns'> =>
  stage === 'rehearsal'
    ? { arms: ['none'], n: 1, ns: [] }
    : { arms: ['none', 'shared'], n: mostOf(plan, size) - 1, ns: plan.ns[size] };

/** A record of an examination; older files call what the critic said `heard`. */
const readExamRecord = ({ heard, ...record }: ExamRecord & { heard?: ExamRecord['critic'] }): ExamRecord =>
  heard ? { ...record, critic: heard } : record;

/**
 * One stage of one model, trained and examined. Undefined when it was stopped, or is missing and may not be made.
 * Throws one sentence when it was made by another plan.
 */
const runStage = async (
  plan: Plan,
  step: Step,
  folder: string,
  start: string,
  { make, signal }: { make: boolean; signal: AbortSignal },
): Promise<{ model: string; result: Result } | undefined> => {
  const { size, seed, stage } = step;
  const place = join(folder, 'runs', `${size}-${seed}`, stage);
  const path = `${place}.jsonl`;
  const made = madeBy(plan, size, seed, stage);
  if (existsSync(path)) {
    const [{ by, ...head }, ...examined] = readLines<ExamRecord>(path) as unknown as [
      Omit<Result, 'examined'> & { model: string; by: unknown },
      ...ExamRecord[],
    ];
    if (!isMadeBy(by, made, stage))
      throw new Error(`the run in ${place} was made by another plan; give the study another folder with --out`);
    return { model: join(folder, head.model), result: { ...head, examined: examined.map(readExamRecord) } };
  }
  if (!make) return undefined;
  console.error(`run ${step.number} of ${step.of}: ${stage} of ${size}, seed ${seed}`);
  const trained = await trainStage(plan, step, place, start, signal);
  if (!trained) return undefined;
  const items = evaluationItems(plan.families, { split: 'test', seed: 1000, count: plan.items, difficulties: [1] });
  const examined = await examineModel(trained.model, items, {
    ...examOf(plan, size, stage),
    seed,
    maxTokens: 160,
    critic: stage === 'critic' ? join(trained.model, CRITIC_FOLDER) : undefined,
    threads: 1,
    signal,
  });
  if (!examined) return undefined;
  const { config } = await openModelFolder(trained.model);
  const head = { size, seed, stage, parameters: countParameters(config), ...trained.cost };
  writeAtomic(
    path,
    [{ ...head, model: relative(folder, trained.model), by: made }, ...examined]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
  return { model: trained.model, result: { ...head, examined } };
};

/** Makes what is missing of a plan, and says what there is. */
export const runPlan = async (plan: Plan, request: StudyRequest): Promise<Findings | undefined> => {
  requireSeeds(request, plan.seeds);
  const { folder, signal, make, seeds } = request;
  const results: Result[] = [];
  const chains = (['small', 'large'] as const).flatMap((size) => plan.seeds.map((seed) => ({ size, seed })));
  const of = chains.reduce((sum, { size }) => sum + plan.stages[size].length, 0);
  let number = 0;
  for (const { size, seed } of chains) {
    const models = new Map<Stage | undefined, string>([[undefined, '']]);
    for (const stage of plan.stages[size]) {
      number++;
      const mine = seeds === undefined || seeds.includes(seed);
      const start = models.get(BEFORE[stage]);
      const found =
        signal.aborted || start === undefined
          ? undefined
          : await runStage(plan, { size, seed, stage, number, of }, folder, start, { make: make && mine, signal });
      if (!found) continue;
      results.push(found.result);
      models.set(stage, found.model);
    }
  }
  return results.some(({ size }) => size === 'small')
    ? smallLargeFindings(plan, results, of - results.length)
    : undefined;
};

export const smallLargeStudy: Study = (request) => runPlan(smallLargePlan(request.quick), request);
