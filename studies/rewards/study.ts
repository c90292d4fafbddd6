/**
 * The study of rewards: a small model learns few worked solutions by SFT, then learns from rewards on questions without
 * solutions. The control is the same run without questions, which trains the SFT loss (PTX) only. Each seed runs both
 * from its own SFT checkpoint and is measured on the same held-out questions before and after.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accuracy, type HeldOutComparison, type HeldOutResult } from '../../src/lab/exam/held-out.ts';
import { linePlot, type PlotPoint } from '../../src/eval/line-plot.ts';
import { percent, signed, type Table } from '../../src/eval/report.ts';
import { runRl } from '../../src/lab/rl/loop.ts';
import { readLog } from '../../src/lab/rl/log.ts';
import { isSameRun } from '../../src/lab/rl/run-folder.ts';
import {
  rehearsalRecipeOf,
  rlRecipeOf,
  sftRecipeOf,
  smallLargePlan,
  WIDTHS,
  type Plan,
} from '../small-beats-large/plan.ts';
import {
  decide,
  gapText,
  requireSeeds,
  type Claim,
  type Findings,
  type Study,
  type StudyRequest,
} from '../../src/lab/findings.ts';
import { gainOf, seededGain, type BeforeAfter } from '../gain.ts';
import { readTexts } from '../texts.ts';
import { trainRecipe } from '../../src/lab/sft/train.ts';

const texts = readTexts(new URL('./texts.md', import.meta.url));

export const rewardsPlan = (quick: boolean): Plan => {
  const plan = smallLargePlan(quick);
  return {
    ...plan,
    model: WIDTHS,
    documents: quick ? 1500 : 3000,
    rl: { ...plan.rl, steps: { ...plan.rl.steps, small: quick ? 20 : 400 } },
  };
};

const KINDS = { rl: rlRecipeOf, rehearsal: rehearsalRecipeOf } as const;
type Kind = keyof typeof KINDS;

/** The outcome of a seed: the same questions before and after a run, and accuracy on others by step. */
export type Outcome = {
  seed: number;
  kind: Kind;
  before: HeldOutResult[];
  after: HeldOutResult[];
  curve: [step: number, accuracy: number][];
};

/** The outcome of a finished run; undefined without one. Throws one sentence when it was made by another plan. */
const read = (plan: Plan, place: string, seed: number, kind: Kind): Outcome | undefined => {
  const [before, results, recipe] = ['before.json', 'results.json', 'recipe.json'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  if (!existsSync(results)) return undefined;
  if (!isSameRun(recipe, KINDS[kind](plan, 'small', seed, '')))
    throw new Error(`the run in ${place} was made by another plan; give the study another folder with --out`);
  const { after } = JSON.parse(readFileSync(results, 'utf8')) as { after: HeldOutResult[] };
  return {
    seed,
    kind,
    before: JSON.parse(readFileSync(before, 'utf8')) as HeldOutResult[],
    after,
    curve: readLog(place).flatMap((line) => (line.type === 'held-out' ? [[line.step, line.accuracy]] : [])),
  };
};

/** Makes the missing runs of one seed, and returns the outcomes that there are then. */
const runSeed = async (plan: Plan, seed: number, { folder, signal, make }: StudyRequest): Promise<Outcome[]> => {
  const home = join(folder, 'runs', `small-${seed}`);
  let start: string | undefined;
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const place = join(home, kind);
    if (!make || signal.aborted || read(plan, place, seed, kind)) continue;
    if (start === undefined) {
      console.error(`seed ${seed}: ${plan.documents.toLocaleString('en')} worked solutions`);
      const taught = await trainRecipe(sftRecipeOf(plan, 'small', seed), join(home, 'sft'), signal);
      if (!taught.finished) break;
      start = taught.model!;
    }
    console.error(`seed ${seed}: ${kind}`);
    await runRl(KINDS[kind](plan, 'small', seed, start), place, signal);
  }
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) => read(plan, join(home, kind), seed, kind) ?? []);
};

const DRAWS = 32;

const tableOf = (outcomes: readonly Outcome[], all: NonNullable<ReturnType<typeof gainOf>>): Table => {
  const rowsOf = (name: string, rows: readonly HeldOutComparison[], alone: readonly HeldOutComparison[] | undefined) =>
    rows.map((row, i) => [
      i === 0 ? name : '',
      row.family,
      percent(row.before),
      percent(row.after),
      signed(row.difference),
      `${percent(row.passBefore)} → ${percent(row.passAfter)}`,
      alone ? signed(alone[i]!.difference) : '–',
    ]);
  const of = (seed: number, kind: Kind) => {
    const found = outcomes.filter((outcome) => outcome.seed === seed && outcome.kind === kind);
    return gainOf(found, DRAWS)?.rows;
  };
  return {
    title: 'One greedy answer before and after, by seed and family',
    note: texts('table'),
    head: ['seed', 'family', 'before', 'after', 'difference', `pass@${DRAWS}`, 'rehearsing alone'],
    rows: [
      ...all.seeds.flatMap((seed) => rowsOf(`${seed}`, of(seed, 'rl')!, of(seed, 'rehearsal'))),
      ...rowsOf(
        'all',
        all.rows,
        gainOf(
          outcomes.filter(({ kind }) => kind === 'rehearsal'),
          DRAWS,
        )?.rows,
      ),
    ],
  };
};

const changeText = ({ before, after }: Outcome): string =>
  `${percent(accuracy(before).value)} → ${percent(accuracy(after).value)}`;

export const rewardsFindings = (plan: Plan, outcomes: readonly Outcome[]): Findings | undefined => {
  const learnt = outcomes.filter(({ kind }) => kind === 'rl');
  const all = gainOf(learnt, DRAWS);
  if (!all) return undefined;
  const average = all.rows.at(-1)!;
  const worst = all.rows.slice(0, -1).reduce((a, b) => (a.difference.value <= b.difference.value ? a : b));
  const gap = seededGain(learnt);
  const pairs = learnt.flatMap(({ seed, after }): BeforeAfter[] => {
    const other = outcomes.find((outcome) => outcome.seed === seed && outcome.kind === 'rehearsal');
    return other ? [{ seed, before: other.after, after }] : [];
  });
  const beside = pairs.length > 0 ? seededGain(pairs) : undefined;
  const claims: Claim[] = [
    {
      claim: texts('claim-gain'),
      holds: gap.value >= 0.1 && decide(gap, 'more'),
      found: `${gapText(gap)}: ${learnt.map(changeText).join(', ')}.`,
    },
    {
      claim: texts('claim-families'),
      holds: worst.difference.value >= -0.02,
      found: `the least is ${worst.family}, ${signed(worst.difference)} over questions.`,
    },
    {
      claim: texts('claim-pass', { draws: DRAWS }),
      holds: average.passAfter >= average.passBefore,
      found: `${percent(average.passBefore)} → ${percent(average.passAfter)}.`,
    },
    {
      claim: texts('claim-control'),
      holds: beside ? decide(beside, 'more') : null,
      found: beside ? `${gapText(beside)} more.` : '',
    },
  ];
  const name: Record<Kind, string> = { rl: 'rewards', rehearsal: 'rehearsing alone' };
  return {
    title: texts('title'),
    about: [
      texts('about', {
        families: plan.families.join(', '),
        documents: plan.documents.toLocaleString('en'),
        steps: plan.rl.steps.small,
        groups: plan.rl.groups,
        size: plan.rl.size,
        rehearsed: plan.rl.documents,
      }),
    ],
    claims,
    runs: { made: outcomes.length, missing: 2 * plan.seeds.length - outcomes.length },
    parts: [
      { type: 'table', table: tableOf(outcomes, all) },
      {
        type: 'plot',
        name: 'curve',
        alt: 'Held-out accuracy by step, with and without rewards',
        svg: linePlot({
          title: 'Greedy accuracy on held-out questions',
          xLabel: 'steps',
          yLabel: 'right',
          yFormat: 'percent',
          series: outcomes.map(({ seed, kind, curve }) => ({
            name: `seed ${seed}, ${name[kind]}`,
            points: curve as PlotPoint[],
            dashed: kind === 'rehearsal',
          })),
        }),
      },
    ],
    results: {
      gain: all,
      difference: gap,
      beside,
      outcomes: outcomes.map(({ before: _before, after: _after, ...rest }) => rest),
    },
  };
};

/** Makes what is missing of a plan, and says what there is. */
export const runRewards = async (plan: Plan, request: StudyRequest): Promise<Findings | undefined> => {
  requireSeeds(request, plan.seeds);
  const outcomes: Outcome[] = [];
  for (const seed of plan.seeds)
    outcomes.push(
      ...(await runSeed(plan, seed, { ...request, make: request.make && (request.seeds?.includes(seed) ?? true) })),
    );
  return rewardsFindings(plan, outcomes);
};

export const rewardsStudy: Study = (request) => runRewards(rewardsPlan(request.quick), request);
