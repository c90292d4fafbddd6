/**
 * The study of a first RL run: recipes/rl-tiny.json with three seeds, held-out accuracy before and after, seed by seed
 * and over all. It shows that the run which a newcomer starts with does what it is for.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linePlot, type PlotPoint } from '../../src/eval/line-plot.ts';
import { percent, signed, type Table } from '../../src/eval/report.ts';
import { writeAtomic } from '../../src/files.ts';
import {
  gapText,
  requireSeeds,
  type Claim,
  type Findings,
  type Study,
  type StudyRequest,
} from '../../src/lab/findings.ts';
import type { HeldOutResult } from '../../src/lab/exam/held-out.ts';
import { readLog } from '../../src/lab/rl/log.ts';
import { runRl } from '../../src/lab/rl/loop.ts';
import { readQuestions } from '../../src/lab/rl/questions.ts';
import { isSameRun } from '../../src/lab/rl/run-folder.ts';
import { readRlRecipe, type RlRecipe } from '../../src/lab/recipe/rl.ts';
import { gainOf, seededGain, type BeforeAfter } from '../gain.ts';
import { readTexts } from '../texts.ts';

const texts = readTexts(new URL('./texts.md', import.meta.url));
const SEEDS = [1, 2, 3];

/** `cpu`: seconds of all threads, when the run was made in one go. */
type Run = BeforeAfter & { cpu: number | null; steps: number; seconds: number; answers: number; curve: PlotPoint[] };

export const firstRlRecipe = (quick: boolean): RlRecipe => {
  const recipe = readRlRecipe(fileURLToPath(new URL('../../recipes/rl-tiny.json', import.meta.url)));
  return quick
    ? {
        ...recipe,
        rollouts: { ...recipe.rollouts, groups: 4 },
        train: { ...recipe.train, steps: 2 },
        held_out: { ...recipe.held_out, items: 4, final: 8, drawn: 2, draws: 2 },
      }
    : recipe;
};

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** A finished run, or undefined. Throws one sentence when it is of another recipe. */
const readRun = (recipe: RlRecipe, folder: string): Run | undefined => {
  if (!existsSync(join(folder, 'results.json'))) return undefined;
  if (!isSameRun(join(folder, 'recipe.json'), recipe))
    throw new Error(`the run in ${folder} was made by another recipe; give the study another folder with --out`);
  const log = readLog(folder);
  const steps = log.filter((line) => line.type === 'step');
  const cost = join(folder, 'cost.json');
  return {
    seed: recipe.seed,
    before: readJson<HeldOutResult[]>(join(folder, 'before.json')),
    after: readJson<{ after: HeldOutResult[] }>(join(folder, 'results.json')).after,
    cpu: existsSync(cost) ? readJson<{ cpu: number }>(cost).cpu : null,
    steps: steps.length,
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    answers: steps.reduce((sum, { groups }) => sum + groups * recipe.rollouts.size, 0),
    curve: log.flatMap((line): PlotPoint[] => (line.type === 'held-out' ? [[line.step, line.accuracy]] : [])),
  };
};

/** Makes one run or goes on with it, and keeps its processor time when nothing interrupted it. */
const makeRun = async (recipe: RlRecipe, folder: string, signal: AbortSignal): Promise<void> => {
  const fresh = !existsSync(join(folder, 'recipe.json'));
  const before = process.cpuUsage();
  const { finished } = await runRl(recipe, folder, signal);
  const { user, system } = process.cpuUsage(before);
  if (finished && fresh) writeAtomic(join(folder, 'cost.json'), `${JSON.stringify({ cpu: (user + system) / 1e6 })}\n`);
};

const tableOf = (runs: readonly Run[], draws: number): Table => {
  const row = (name: string, some: readonly Run[], costs: string[]): string[] => {
    const { items, before, after, difference, passBefore, passAfter } = gainOf(some, draws)!.rows.at(-1)!;
    const passes = `${percent(passBefore)} → ${percent(passAfter)}`;
    return [name, `${items}`, percent(before), percent(after), signed(difference), passes, ...costs];
  };
  const costsOf = ({ steps, answers, cpu, seconds }: Run): string[] => [
    `${steps}`,
    answers.toLocaleString('en'),
    cpu?.toFixed(0) ?? '–',
    seconds.toFixed(0),
  ];
  return {
    title: 'Held-out questions before and after',
    note: texts('table'),
    head: ['seed', 'questions', 'before', 'after', 'difference', `pass@${draws}`, 'steps', 'answers', 'CPU', 'wall'],
    rows: [
      ...runs.map((run) => row(`${run.seed}`, [run], costsOf(run))),
      ...(runs.length > 1 ? [row('all', runs, ['', '', '', ''])] : []),
    ],
  };
};

const claimsOf = (runs: readonly Run[]): Claim[] => {
  const bySeed = runs.map((run) => gainOf([run], 1)!.rows.at(-1)!.difference);
  const gap = seededGain(runs);
  return [
    {
      claim: texts('gain'),
      holds: bySeed.every(({ low }) => low > 0),
      found: `${bySeed.map(signed).join(', ')}.`,
    },
    { claim: texts('all'), holds: gap.low > 0 && gap.overSeeds.low > 0, found: `${gapText(gap)}.` },
  ];
};

/** What the runs show; undefined without any. */
export const firstRlFindings = (recipe: RlRecipe, runs: readonly Run[]): Findings | undefined => {
  if (runs.length === 0) return undefined;
  const { rollouts, train, held_out, data } = recipe;
  const about = texts('about', {
    steps: train.steps,
    groups: rollouts.groups,
    size: rollouts.size,
    train: 'file' in data ? readQuestions(data.file).length : '',
    heldOut: held_out.final,
    draws: held_out.draws,
    drawn: held_out.drawn,
  });
  const plot = linePlot({
    title: 'Greedy accuracy on other held-out questions',
    xLabel: 'steps',
    yLabel: 'right',
    yFormat: 'percent',
    series: runs.map(({ seed, curve }) => ({ name: `seed ${seed}`, points: curve })),
  });
  return {
    title: texts('title'),
    about: [about],
    claims: claimsOf(runs),
    runs: { made: runs.length, missing: SEEDS.length - runs.length },
    parts: [
      { type: 'table', table: tableOf(runs, held_out.draws) },
      { type: 'plot', name: 'curve', alt: 'Held-out accuracy by step', svg: plot },
    ],
    results: { gain: gainOf(runs, held_out.draws), difference: seededGain(runs) },
  };
};

/** Makes the runs that are missing, and says what all of them show. */
export const firstRlStudy: Study = async (request: StudyRequest) => {
  requireSeeds(request, SEEDS);
  const { quick, folder, signal, make, seeds = SEEDS } = request;
  const recipe = firstRlRecipe(quick);
  const runs: Run[] = [];
  for (const seed of SEEDS) {
    const seeded = { ...recipe, seed };
    const place = join(folder, 'runs', `seed-${seed}`);
    if (make && seeds.includes(seed) && !signal.aborted && !readRun(seeded, place))
      await makeRun(seeded, place, signal);
    const run = readRun(seeded, place);
    if (run) runs.push(run);
  }
  return firstRlFindings(recipe, runs);
};
