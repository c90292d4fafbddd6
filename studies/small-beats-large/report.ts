/**
 * The findings of the study of small against large: a table by parts of the system, what each part gave, accuracy at
 * equal compute, and which claims hold. Pure functions of examinations: what a part of the system would have answered
 * is worked out from the samples by the functions that serve users (reason/select.ts through eval/system-policy.ts).
 */
import { families } from '../../src/task/registry.ts';
import {
  mean,
  seededDifference,
  stratifiedMean,
  type Interval,
  type Pair,
  type SeededDifference,
} from '../../src/eval/statistics.ts';
import { linePlot, type PlotPoint } from '../../src/eval/line-plot.ts';
import { percent, points, span, within, type Table } from '../../src/eval/report.ts';
import { decide, gapText, type Claim, type Findings } from '../../src/lab/findings.ts';
import type { ExamRecord } from '../../src/lab/exam/exam.ts';
import {
  configOf,
  DOCUMENT_TOKENS,
  flopsPerToken,
  mostOf,
  STAGES,
  type Plan,
  type Result,
  type Size,
  type Stage,
} from './plan.ts';
import { readTexts } from '../texts.ts';
import { outcomeOf, type StrategyOutcome, type Strategy } from '../../src/lab/exam/strategies.ts';

const texts = readTexts(new URL('./texts.md', import.meta.url));

/** A row of the table: the model as it stood after `stage`, and how it answers. */
type NamedStrategy = Strategy & { name: string; stage: Stage };

const once = (name: string, stage: Stage, plan = false): NamedStrategy => ({ name, stage, plan, n: 1, by: 'greedy' });

/** The rows of the table, from one answer of the imitating model to everything together. */
export const strategiesOf = (n: number): NamedStrategy[] => [
  once('SFT, one answer', 'sft'),
  once('SFT + plan', 'sft', true),
  { name: `SFT + best of ${n}`, stage: 'sft', plan: false, n, by: 'system' },
  once('+ rehearsal alone, one answer', 'rehearsal'),
  once('+ RLVR, one answer', 'rl'),
  once('+ RLVR + plan', 'rl', true),
  { name: `+ RLVR + best of ${n}`, stage: 'rl', plan: false, n, by: 'system' },
  { name: `+ critic, best of ${n}`, stage: 'critic', plan: false, n, by: 'critic' },
  { name: `all: plan, best of ${n}, critic`, stage: 'critic', plan: true, n, by: 'critic' },
];

/** One row: means over seeds. `bySeed` are accuracies, `outcomes` what each of `seeds` came to. */
export type Row = {
  size: Size;
  parameters: number;
  strategy: NamedStrategy;
  seeds: number[];
  accuracy: Interval;
  bySeed: number[];
  byFamily: Record<string, number>;
  completion: number;
  flops: number;
  seconds: number;
  outcomes: StrategyOutcome[][];
};

const resultsOf = (results: readonly Result[], size: Size, stage: Stage): Result[] =>
  results.filter((result) => result.size === size && result.stage === stage);

const secondsOf = (
  { by, n, plan }: Strategy,
  examined: readonly ExamRecord[],
  draws: number,
  calls: number,
): number => {
  const { seconds } = examined[0]!;
  const answer =
    by === 'greedy'
      ? seconds.greedy
      : seconds.greedy + ((seconds.samples - seconds.greedy) * (n - 1)) / Math.max(1, draws - 1);
  return answer + (plan ? seconds.plan : 0) + calls * seconds.greedy;
};

/** Operations per question, of what came to these outcomes. */
const flopsOf = (plan: Plan, size: Size, outcomes: readonly StrategyOutcome[]): number =>
  mean(outcomes.map(({ tokens }) => tokens)) * flopsPerToken(configOf(plan, size), 160);

export const rowOf = (plan: Plan, results: readonly Result[], size: Size, strategy: NamedStrategy): Row | undefined => {
  const found = resultsOf(results, size, strategy.stage);
  if (found.length === 0) return undefined;
  const arm = strategy.plan ? 'shared' : 'none';
  const records = found.map(({ examined }) => examined.filter((record) => record.arm === arm));
  const outcomes = records.map((some) => some.map((record) => outcomeOf(strategy, record)));
  const strata = (some: readonly StrategyOutcome[]) =>
    [...Map.groupBy(some, ({ family }) => family).values()].map((group) => group.map(({ right }) => right));
  // Each question's mean over seeds: the question is the unit of the interval.
  const byItem = [...Map.groupBy(outcomes.flat(), ({ id }) => id).values()].map((same): StrategyOutcome => ({
    ...same[0]!,
    right: mean(same.map(({ right }) => right)),
  }));
  const calls =
    strategy.by === 'critic' ? mean(records.flat().map((record) => record.critic[strategy.n]?.calls ?? 0)) : 0;
  return {
    size,
    parameters: found[0]!.parameters,
    strategy,
    seeds: found.map(({ seed }) => seed),
    accuracy: stratifiedMean(strata(byItem)),
    bySeed: outcomes.map((some) => stratifiedMean(strata(some)).value),
    byFamily: Object.fromEntries(
      [...Map.groupBy(byItem, ({ family }) => family)].map(([family, some]) => [
        family,
        mean(some.map(({ right }) => right)),
      ]),
    ),
    completion: mean(outcomes.flat().map(({ completion }) => completion)),
    flops: flopsOf(plan, size, outcomes.flat()),
    seconds: mean(records.map((some) => secondsOf(strategy, some, mostOf(plan, size) - 1, calls))),
    outcomes,
  };
};

const mega = (flops: number): string => `${(flops / 1e6).toFixed(flops < 1e8 ? 1 : 0)}`;
const thousands = (n: number): string => `${Math.round(n / 1000)}k`;

const partsTable = (rows: readonly Row[], names: readonly string[]): Table => ({
  title: 'Parameters × parts of the system',
  note: texts('parts'),
  head: ['model', 'parts', 'seeds', 'right', ...names, 'tokens', 'MFLOPs', 'seconds'],
  rows: rows.map((row) => [
    `${row.size} ${thousands(row.parameters)}`,
    row.strategy.name,
    `${row.seeds.length}`,
    within(row.accuracy),
    ...names.map((name) => percent(row.byFamily[name]!)),
    row.completion.toFixed(0),
    mega(row.flops),
    row.seconds.toFixed(3),
  ]),
});

/** a less b on the same questions, of the seeds that both have; undefined where they share none. */
const difference = (a: Row, b: Row, only: (family: string) => boolean = () => true): SeededDifference | undefined => {
  const both = a.seeds.filter((seed) => b.seeds.includes(seed));
  const of = (row: Row, seed: number): StrategyOutcome[] =>
    row.outcomes[row.seeds.indexOf(seed)]!.filter(({ family }) => only(family));
  const pairs = both.map((seed): Pair[] => {
    const right = new Map(of(b, seed).map(({ id, right: correct }) => [id, correct]));
    return of(a, seed).map((outcome) => ({ stratum: outcome.family, a: outcome.right, b: right.get(outcome.id)! }));
  });
  return pairs.length === 0 ? undefined : seededDifference(pairs, { seed: 1 });
};

/** What each part adds to the one before it, of one size. */
const accountTable = (rows: readonly Row[]): Table => {
  const of = (size: Size, name: string) => rows.find((row) => row.size === size && row.strategy.name.startsWith(name));
  const steps: [string, string, string][] = [
    ['rehearsing alone', '+ rehearsal', 'SFT, one'],
    ['rewards beside it', '+ RLVR, one', '+ rehearsal'],
    ['learning from rewards, both', '+ RLVR, one', 'SFT, one'],
    ['a plan', '+ RLVR + plan', '+ RLVR, one'],
    ['best of N, checked and voted', '+ RLVR + best', '+ RLVR, one'],
    ['hearing the critic', '+ critic, best', '+ RLVR + best'],
    ['everything', 'all:', 'SFT, one'],
  ];
  const cells = (gap: SeededDifference): string[] => [
    points(gap.value),
    span(gap),
    gap.bySeed.length > 1 ? span(gap.overSeeds) : '–',
    gap.bySeed.map(points).join(', '),
  ];
  return {
    title: 'What each part gave',
    note: texts('account'),
    head: ['model', 'part', 'points', 'over questions', 'over seeds', 'by seed'],
    rows: (['small', 'large'] as const).flatMap((size) =>
      steps.flatMap(([part, after, before]) => {
        const [a, b] = [of(size, after), of(size, before)];
        const gap = a && b && difference(a, b);
        return gap ? [[size, part, ...cells(gap)]] : [];
      }),
    ),
  };
};

const checked = new Set(families.filter(({ verify }) => verify).map(({ name }) => name));

const frontier = (
  plan: Plan,
  results: readonly Result[],
): { svg: string; points: Record<string, { n: number; flops: number; accuracy: number }[]> } => {
  const kinds: [string, Size, Stage, Strategy['by']][] = [
    ['small, SFT, checked', 'small', 'sft', 'system'],
    ['small, RLVR, checked', 'small', 'rl', 'system'],
    ['small, with critic', 'small', 'critic', 'critic'],
    ['large, SFT, majority', 'large', 'sft', 'majority'],
    ['large, SFT, checked', 'large', 'sft', 'system'],
    ['large, RLVR, checked', 'large', 'rl', 'system'],
  ];
  const curves = kinds.flatMap(([name, size, stage, by]) => {
    const rows = [1, ...plan.ns[size]].flatMap(
      (n) => rowOf(plan, results, size, { name, stage, plan: false, n, by: n === 1 ? 'greedy' : by }) ?? [],
    );
    return rows.length > 0 ? [{ name, rows }] : [];
  });
  return {
    svg: linePlot({
      title: 'Accuracy at equal compute',
      xLabel: 'MFLOPs per question',
      yLabel: 'right, mean over families',
      logX: true,
      yFormat: 'percent',
      series: curves.map(({ name, rows }) => ({
        name,
        points: rows.map((row): PlotPoint => [
          row.flops / 1e6,
          row.accuracy.value,
          row.accuracy.low,
          row.accuracy.high,
        ]),
        dashed: name.endsWith('majority'),
      })),
    }),
    points: Object.fromEntries(
      curves.map(({ name, rows }) => [
        name,
        rows.map((row) => ({ n: row.strategy.n, flops: row.flops, accuracy: row.accuracy.value })),
      ]),
    ),
  };
};

const trainingTable = (plan: Plan, results: readonly Result[]): Table => ({
  title: 'What training took',
  note: texts('training'),
  head: ['model', 'stage', 'seeds', 'tokens', 'TFLOPs', 'seconds'],
  rows: (['small', 'large'] as const).flatMap((size) =>
    STAGES.flatMap((stage) => {
      const found = resultsOf(results, size, stage);
      if (found.length === 0) return [];
      const average = (of: (result: Result) => number) => mean(found.map(of));
      return [
        [
          size,
          stage,
          `${found.length}`,
          `${(average(({ tokens }) => tokens) / 1e6).toFixed(2)}M`,
          ((3 * flopsPerToken(configOf(plan, size), 160) * average(({ learnt }) => learnt)) / 1e12).toFixed(1),
          average(({ seconds }) => seconds) > 0 ? average(({ seconds }) => seconds).toFixed(0) : '–',
        ],
      ];
    }),
  ),
});

type Found = Omit<Claim, 'claim'>;
type Only = (family: string) => boolean;

const UNKNOWN: Found = { holds: null, found: '' };
const everyFamily: Only = () => true;
const isChecked: Only = (family) => checked.has(family);
const isOpen: Only = (family) => !checked.has(family);

/** Whether `row` is as good as `other` for less compute, on the questions of some families. */
const asGoodForLess = (plan: Plan, row: Row | undefined, other: Row | undefined, only = everyFamily): Found => {
  const gap = row && other && plan.families.some(only) ? difference(row, other, only) : undefined;
  if (!gap) return UNKNOWN;
  const flops = ({ size, outcomes }: Row): number =>
    flopsOf(
      plan,
      size,
      outcomes.flat().filter(({ family }) => only(family)),
    );
  const [spent, theirs] = [flops(row!), flops(other!)];
  return {
    holds: spent < theirs && decide(gap),
    found: `${gapText(gap)}, at ${mega(spent)} against ${mega(theirs)} MFLOPs a question (${row!.strategy.name}).`,
  };
};

type Better = { describe: (gap: SeededDifference) => string; only?: Only; least?: number };

/** Whether `a` is better than `b`, by at least `least`. */
const better = (a: Row | undefined, b: Row | undefined, { describe, only, least = 0 }: Better): Found => {
  const gap = a && b && difference(a, b, only);
  if (!gap) return UNKNOWN;
  const verdict = decide(gap, 'more');
  return { holds: verdict === true ? gap.value >= least : verdict, found: describe(gap) };
};

/** `41.0 → 57.3, 30.2 → 44.4`: accuracy of each seed before and after. */
const changes = (before: Row, after: Row): string =>
  after.seeds
    .map((seed, i) => {
      const earlier = before.bySeed[before.seeds.indexOf(seed)] ?? NaN;
      return `${percent(earlier)} → ${percent(after.bySeed[i]!)}`;
    })
    .join(', ');

const claimsOf = (plan: Plan, rows: readonly Row[]): Claim[] => {
  const of = (size: Size, name: string) => rows.find((row) => row.size === size && row.strategy.name.startsWith(name));
  const [large, voted, all] = [of('large', 'SFT, one'), of('small', 'SFT + best'), of('small', 'all:')];
  const [before, after, control] = [of('small', 'SFT, one'), of('small', '+ RLVR, one'), of('small', '+ rehearsal')];
  const claim = (key: string, found: Found): Claim => ({ claim: texts(`claim-${key}`), ...found });
  const largeGap = (gap: SeededDifference) => `${gapText(gap)}.${gap.value < 0 ? ` ${texts('undertrained')}` : ''}`;
  const controlGap = (gap: SeededDifference) =>
    `${gapText(gap)}, beside ${before ? points(difference(control!, before)?.value ?? NaN) : '–'} by the SFT loss alone.`;
  return [
    claim('large', better(large, before, { describe: largeGap })),
    claim('voted', asGoodForLess(plan, voted, large)),
    claim('voted-open', asGoodForLess(plan, voted, large, isOpen)),
    claim('all', asGoodForLess(plan, all, large)),
    claim('all-checked', asGoodForLess(plan, all, large, isChecked)),
    claim('all-open', asGoodForLess(plan, all, large, isOpen)),
    ...(plan.stages.large.includes('rl')
      ? [claim('large-rl', asGoodForLess(plan, all, of('large', '+ RLVR, one')))]
      : []),
    claim(
      'rl',
      better(after, before, { describe: (gap) => `${gapText(gap)}: ${changes(before!, after!)}.`, least: 0.1 }),
    ),
    claim('control', better(after, control, { describe: controlGap })),
    claim(
      'critic',
      better(of('small', '+ critic, best'), of('small', '+ RLVR + best'), {
        describe: (gap) => `${gapText(gap)}, with ${mostOf(plan, 'small')} answers.`,
        only: isOpen,
      }),
    ),
  ];
};

const aboutTexts = (plan: Plan): string[] => {
  const { documents, families: names, rl, items } = plan;
  const tokens = (size: Size) => plan.train[size].updates! * plan.train[size].rows! * 192;
  const millions = (size: Size): string => `${(tokens(size) / 1e6).toFixed(1)} M`;
  const operations = (size: Size): number => tokens(size) * flopsPerToken(configOf(plan, size), 160);
  return [
    texts('about', {
      documents: documents.toLocaleString('en'),
      families: names.join(', '),
      tokens:
        tokens('small') === tokens('large')
          ? `${millions('small')} of tokens each`
          : `the small one ${millions('small')} of tokens, the large one ${millions('large')}`,
      times: Math.round(operations('large') / operations('small')),
      steps: rl.steps.small,
      rehearsed: ((rl.steps.small * rl.documents * DOCUMENT_TOKENS) / 1e6).toFixed(1),
      largeToo: plan.stages.large.includes('rl') ? texts('largeToo', { steps: rl.steps.large }) : '',
      items,
      small: mostOf(plan, 'small') - 1,
      large: mostOf(plan, 'large') - 1,
    }),
    texts('checked', { checked: names.filter(isChecked).join(', '), open: names.filter(isOpen).join(', ') }),
  ];
};

export const smallLargeFindings = (plan: Plan, results: readonly Result[], missing: number): Findings => {
  const rows = (['small', 'large'] as const).flatMap((size) =>
    strategiesOf(mostOf(plan, size)).flatMap((strategy) => rowOf(plan, results, size, strategy) ?? []),
  );
  const curve = frontier(plan, results);
  return {
    title: texts('title'),
    about: aboutTexts(plan),
    claims: claimsOf(plan, rows),
    runs: { made: results.length, missing },
    parts: [
      { type: 'table', table: partsTable(rows, plan.families) },
      { type: 'table', table: accountTable(rows) },
      { type: 'plot', name: 'compute', alt: 'Accuracy over MFLOPs per question, by number of answers', svg: curve.svg },
      { type: 'table', table: trainingTable(plan, results) },
    ],
    results: { rows: rows.map(({ outcomes: _outcomes, ...row }) => row), frontier: curve.points },
  };
};
