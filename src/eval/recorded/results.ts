/**
 * Results of a replay as tables for people and as plain numbers. Every number was computed in replay.ts.
 */
import { linePlot, type PlotPoint, type PlotSeries } from '../line-plot.ts';
import { percent, signed, within, type Table } from '../report.ts';
import { mean } from '../statistics.ts';
import { replayArms, type ArmResult } from './replay.ts';
import type { Comparison } from './set.ts';

export type ComparisonResult = {
  title: string;
  questions: number;
  /** Candidates per question, mean. */
  candidates: number;
  baseline: string;
  arms: ArmResult[];
  published: Comparison['published'];
  note: string | undefined;
  large: string | undefined;
};

/** Computes every arm of a comparison. */
export const compareArms = (comparison: Comparison): ComparisonResult => {
  const { title, note, questions, arms, baseline, published, large } = comparison;
  return {
    title,
    questions: questions.length,
    candidates: mean(questions.map(({ candidates }) => candidates.length)),
    baseline,
    arms: replayArms(questions, arms, { baseline }),
    published,
    note,
    large,
  };
};

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

const NOTE =
  'Accuracy in per cent with its 95 % interval over questions; the differences in points, paired over questions (bootstrap). ' +
  'The peer is the simpler rule on as many draws. ' +
  'Best possible: some candidate that the policy could see is right. Drawn: candidates per question until the outcome was settled.';

type Column = { head: string; of: (arm: ArmResult) => string };

/** What is shown of each arm; the peer's and the large model's columns only where there are such. */
const columnsOf = ({ baseline, arms, large }: ComparisonResult): Column[] => [
  { head: 'right', of: ({ accuracy }) => within(accuracy) },
  { head: `− ${baseline}`, of: ({ difference }) => (difference ? signed(difference) : '') },
  ...(arms.some(({ peer }) => peer)
    ? [{ head: '− peer', of: ({ peer }: ArmResult) => (peer ? signed(peer.difference) : '') }]
    : []),
  { head: 'best possible', of: ({ oracle }) => percent(oracle) },
  ...(large === undefined
    ? []
    : [{ head: `asked ${large}`, of: ({ asked }: ArmResult) => percent(asked[large] ?? 0) }]),
  { head: 'drawn', of: ({ drawn }) => number(drawn) },
  { head: 'tokens', of: ({ tokens }) => number(tokens) },
];

/** Policies as rows; published results follow without intervals. */
const policyTable = (result: ComparisonResult): Table => {
  const { title, note, questions, arms, published = [] } = result;
  const columns = columnsOf(result);
  const blank = columns.slice(1).map(() => '');
  return {
    title: `${title} (${questions} questions)`,
    note: note === undefined ? NOTE : `${note} ${NOTE}`,
    head: ['policy', ...columns.map(({ head }) => head)],
    rows: [
      ...arms.map((arm) => [arm.name, ...columns.map(({ of }) => of(arm))]),
      ...published.map(({ name, accuracy, source }) => [`${name} (published, ${source})`, percent(accuracy), ...blank]),
    ],
  };
};

/** By category, where there are several: the share that is right. */
const categoryTable = ({ title, arms }: ComparisonResult): Table | undefined => {
  const categories = Object.keys(arms[0]?.byCategory ?? {});
  if (categories.length < 2) return undefined;
  return {
    title: `${title}, by category`,
    head: ['policy', ...categories],
    rows: arms.map((arm) => [arm.name, ...categories.map((category) => within(arm.byCategory[category]!))]),
  };
};

/** The tables of a comparison, in reading order. */
export const resultTables = (result: ComparisonResult): Table[] =>
  [policyTable(result), categoryTable(result)].filter((table) => table !== undefined);

/** Accuracy over the number of draws, a curve for each series of at least two points; undefined when there is none. */
export const drawsPlot = ({
  title,
  arms,
}: ComparisonResult): { name: string; alt: string; svg: string } | undefined => {
  const named = arms.flatMap((arm) => (arm.series !== undefined && arm.n !== undefined ? [arm] : []));
  const curves = [...Map.groupBy(named, ({ series }) => series!)].filter(([, points]) => points.length > 1);
  if (curves.length === 0) return undefined;
  const best: PlotSeries = {
    name: 'best possible',
    dashed: true,
    points: curves[0]![1].map(({ n, oracle }): PlotPoint => [n!, oracle]),
  };
  const svg = linePlot({
    title,
    xLabel: 'draws per question',
    yLabel: 'right',
    logX: true,
    yFormat: 'percent',
    series: [
      ...curves.map(([name, points]) => ({
        name,
        points: points.map(({ n, accuracy }): PlotPoint => [n!, accuracy.value, accuracy.low, accuracy.high]),
      })),
      best,
    ],
  });
  return { name: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'), alt: `${title}: right answers by draws`, svg };
};
