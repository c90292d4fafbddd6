/**
 * The results of a sweep as rows, a table, a best setting and plots. Pure functions of the runs' results: the same
 * results give the same text, in whatever order the runs were made. There are no times in it, which would differ.
 */
import { mean, meanInterval, type Interval } from '../../eval/statistics.ts';
import { linePlot, type PlotPoint, type PlotSeries } from '../../eval/line-plot.ts';
import type { Table } from '../../eval/report.ts';
import type { Kind, Shown } from './kinds.ts';
import { valueText, type Setting } from './plan.ts';

/** One run of a sweep; `waiting` has not been finished. */
export type SweepRun = { setting: Setting; seed: number; name: string } & (
  | { status: 'done'; shown: Shown }
  | { status: 'diverged'; why: string }
  | { status: 'waiting' }
);

/** A setting over its seeds. `score` is null while a run is waiting, or when one diverged. */
export type SweepRow = {
  setting: Setting;
  runs: readonly SweepRun[];
  scores: number[];
  score: Interval | null;
  diverged: number;
  waiting: number;
};

const keyOf = (setting: Setting): string => JSON.stringify(setting);

/** Settings with their runs, best first; those without a score come last, in the order of the plan. */
export const rowsOf = (runs: readonly SweepRun[], kind: Kind): SweepRow[] => {
  const rows = [...Map.groupBy(runs, ({ setting }) => keyOf(setting)).values()].map((group): SweepRow => {
    const scores = group.flatMap((run) => (run.status === 'done' ? [run.shown.score] : []));
    const count = (status: SweepRun['status']): number => group.filter((run) => run.status === status).length;
    return {
      setting: group[0]!.setting,
      runs: group,
      scores,
      score: scores.length === group.length ? meanInterval(scores) : null,
      diverged: count('diverged'),
      waiting: count('waiting'),
    };
  });
  const sign = kind.score.better === 'lower' ? 1 : -1;
  return rows.sort((a, b) =>
    a.score && b.score ? sign * (a.score.value - b.score.value) : Number(b.score !== null) - Number(a.score !== null),
  );
};

/** Fields that take more than one value. */
const variedFields = (rows: readonly SweepRow[]): string[] =>
  Object.keys(rows[0]?.setting ?? {}).filter(
    (field) => new Set(rows.map(({ setting }) => valueText(setting[field]))).size > 1,
  );

const cell = (value: unknown): string => (value === null ? 'left out' : valueText(value));

export const sweepTable = (rows: readonly SweepRow[], name: string, kind: Kind): Table => {
  const fields = variedFields(rows);
  const { format, label, better } = kind.score;
  const several = rows.some(({ runs }) => runs.length > 1);
  const result = ({ score, scores, diverged, waiting }: SweepRow): string[] => {
    if (score)
      return [
        format(score.value),
        ...(several
          ? [
              Number.isFinite(score.low) ? `[${format(score.low)}, ${format(score.high)}]` : '',
              `${format(Math.min(...scores))} to ${format(Math.max(...scores))}`,
            ]
          : []),
      ];
    const why = [...(diverged ? [`${diverged} diverged`] : []), ...(waiting ? [`${waiting} to run`] : [])].join(', ');
    return [
      why,
      ...(several ? ['', scores.length ? `${format(Math.min(...scores))} to ${format(Math.max(...scores))}` : ''] : []),
    ];
  };
  const runs = rows.flatMap((row) => row.runs);
  return {
    title: `${name}: ${rows.length} setting${rows.length === 1 ? '' : 's'}, ${runs.length} run${runs.length === 1 ? '' : 's'}`,
    note: `${label}, ${better} is better; best first.${several ? " Mean over seeds, its 95 % interval (Student's t), lowest to highest." : ''}`,
    head: [...fields, label, ...(several ? ['95 %', 'seeds'] : [])],
    rows: rows.map((row) => [...fields.map((field) => cell(row.setting[field])), ...result(row)]),
  };
};

const label = (setting: Setting, fields: readonly string[]): string =>
  fields.map((field) => `${field.split('.').at(-1)} ${cell(setting[field])}`).join(', ');

/** The mean over seeds, in the span of the seeds. */
const pointOf = (x: number, values: readonly number[]): PlotPoint =>
  values.length > 1 ? [x, mean(values), Math.min(...values), Math.max(...values)] : [x, mean(values)];

/** Lines that a reader can still tell apart. */
const MOST_LINES = 8;

/** How the score came about: the mean over seeds, and the span of the seeds, of the best settings. */
export const curvesPlot = (rows: readonly SweepRow[], name: string, kind: Kind): string => {
  const fields = variedFields(rows);
  const shown = rows.filter(({ scores }) => scores.length > 0).slice(0, MOST_LINES);
  const series = shown.map(({ setting, runs }): PlotSeries => {
    const curves = runs.flatMap((run) => (run.status === 'done' ? [new Map(run.shown.curve)] : []));
    const points = [...curves[0]!.keys()]
      .filter((x) => curves.every((curve) => curve.has(x)))
      .map((x) =>
        pointOf(
          x,
          curves.map((curve) => curve.get(x)!),
        ),
      );
    return { name: label(setting, fields) || name, points };
  });
  return linePlot({
    title: `${name}: ${kind.score.label}${shown.length < rows.length ? `, the best ${shown.length} settings of ${rows.length}` : ''}`,
    xLabel: kind.axis,
    yLabel: kind.score.label,
    series,
  });
};

const numbersOf = (rows: readonly SweepRow[], field: string): number[] =>
  rows.flatMap(({ setting }) => (typeof setting[field] === 'number' ? [setting[field]] : []));

/**
 * The score against each varied field that is a number, by field. A grid has a line for each combination of the other
 * fields (the best ones); random draws are points. Bands span the seeds.
 */
export const scorePlots = (
  rows: readonly SweepRow[],
  name: string,
  kind: Kind,
  drawn: boolean,
): Map<string, string> => {
  const fields = variedFields(rows);
  const finished = rows.filter(({ scores }) => scores.length > 0);
  const plots = new Map<string, string>();
  for (const field of fields) {
    const xs = numbersOf(rows, field);
    if (xs.length < rows.length) continue;
    const others = drawn ? [] : fields.filter((other) => other !== field);
    const groups = [...Map.groupBy(finished, ({ setting }) => label(setting, others))].slice(0, MOST_LINES);
    const [low, high] = [Math.min(...xs), Math.max(...xs)];
    plots.set(
      field,
      linePlot({
        title: `${name}: ${kind.score.label} by ${field}`,
        xLabel: field,
        yLabel: kind.score.label,
        logX: low > 0 && high / low >= 8,
        series: groups.map(([setting, group]) => ({
          name: setting || kind.score.label,
          marks: drawn,
          points: group.map(({ setting, scores }) => pointOf(setting[field] as number, scores)),
        })),
      }),
    );
  }
  return plots;
};
