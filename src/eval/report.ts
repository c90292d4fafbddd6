/**
 * The report of an evaluation as text: tables for a terminal or for Markdown, and the plot. Pure functions of what
 * metrics.ts computed. No number is made here except by rounding, and seconds between two measured points.
 */
import type { ArmReport, Cell, Comparison, Report } from './metrics.ts';
import type { Interval } from './statistics.ts';
import type { Thinking } from '../types.ts';
import { linePlot, type PlotPoint } from './line-plot.ts';

/** What was run: printed above every table, kept in the header of the run file. */
export type Setting = {
  model: string;
  families: string[];
  items: number;
  n: number;
  difficulty: string;
  seed: number;
  plan: string;
  temperature: number;
  maxTokens: number;
  /** The length of thoughts, when it is held to one. */
  thinking?: Thinking;
};

export type Table = { title: string; note?: string; head: string[]; rows: string[][] };

/** '81.2', in per cent; a dash where there is no number. */
export const percent = (value: number | null): string =>
  value !== null && Number.isFinite(value) ? (100 * value).toFixed(1) : '–';
/** '81.2 [74.0, 87.1]', in per cent. */
export const within = ({ value, low, high }: Interval): string =>
  `${percent(value)} [${percent(low)}, ${percent(high)}]`;
const whole = (value: number): string => (Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : '–');
const third = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : '–');
/** '+1.2', in points; what rounds to nothing is '0.0'. */
export const points = (value: number): string => {
  const shown = Math.abs(100 * value).toFixed(1);
  return `${shown === '0.0' ? '' : value > 0 ? '+' : '−'}${shown}`;
};
/** '[−0.3, +2.7]', in points. */
export const span = ({ low, high }: Interval): string => `[${points(low)}, ${points(high)}]`;
/** '+1.2 [−0.3, +2.7]', in points. */
export const signed = (gap: Interval): string => `${points(gap.value)} ${span(gap)}`;

const ARM = { none: 'without a plan', shared: 'with a plan' } as const;

/** The N that a single column shows: 8, or the largest there is below it. */
const shownN = (ns: readonly number[]): number => Math.max(...ns.filter((n) => n <= 8));

const at = (cells: readonly Cell[], n: number): Cell => cells.find((cell) => cell.n === n)!;

const familyTable = (report: Report, arm: ArmReport): Table => {
  const n = shownN(report.ns);
  const [majority, system] = [at(arm.policies['majority']!, n), at(arm.policies['system']!, n)];
  const { oracle } = system;
  const columns = [arm.greedy, majority, system, oracle];
  type Column = { accuracy: Interval; byFamily: Record<string, Interval> };
  const row = (name: string, pick: (column: Column) => Interval) => [
    name,
    ...columns.map((column) => within(pick(column))),
    percent(pick(oracle).value - pick(system).value),
  ];
  return {
    title: `Accuracy by family, ${ARM[arm.arm]} (per cent, ${arm.items} questions)`,
    note: "95 % intervals, families of equal weight. Oracle: a right answer is among the system's candidates. Loss: oracle − system.",
    head: ['family', 'greedy', `majority@${n}`, `system@${n}`, `oracle@${n}`, 'loss'],
    rows: [
      ...report.families.map((family) => row(family, (column) => column.byFamily[family]!)),
      row('average', (column) => column.accuracy),
    ],
  };
};

/** Seconds of one request with n continuations: measured for 1 and for all recorded draws, linear between. */
const secondsFor = ({ seconds, draws }: ArmReport, n: number): number =>
  seconds.plan + seconds.greedy + (draws > 1 ? ((seconds.samples - seconds.greedy) * (n - 1)) / (draws - 1) : 0);

const countTable = (report: Report, arm: ArmReport): Table => ({
  title: `By number of candidates, ${ARM[arm.arm]}`,
  note:
    'Tokens: completion tokens per question, the plan, stopped candidates and the critic included. Drawn (to their end), calls and prompt ' +
    "tokens (of drawing) are the system's. Answered right: of the questions not declined. pass@N: unbiased, of the sampled draws alone. " +
    `Seconds: one request of N continuations, measured for 1 and ${arm.draws}, linear between. ECE: of the system's confidence.`,
  head: [
    'N',
    'majority',
    'tokens',
    'system',
    'tokens',
    'drawn',
    'calls',
    'prompt',
    'declined',
    'answered right',
    'oracle',
    'loss',
    'pass@N',
    'seconds',
    'ECE',
  ],
  rows: [
    [
      'greedy',
      within(arm.greedy.accuracy),
      whole(arm.greedy.tokens),
      ...Array<string>(10).fill(''),
      secondsFor(arm, 1).toFixed(2),
      '',
    ],
    ...report.ns.map((n) => {
      const [majority, system] = [at(arm.policies['majority']!, n), at(arm.policies['system']!, n)];
      const oracle = system.oracle.accuracy;
      const pass = arm.passAt.find((row) => row.n === n)!.accuracy;
      return [
        `${n}`,
        within(majority.accuracy),
        whole(majority.tokens),
        within(system.accuracy),
        whole(system.tokens),
        whole(system.finished),
        whole(system.calls),
        whole(system.promptTokens),
        percent(system.abstained),
        percent(system.rightWhenAnswered),
        percent(oracle.value),
        percent(oracle.value - system.accuracy.value),
        percent(pass.value),
        secondsFor(arm, n).toFixed(2),
        third(system.confidence.ece),
      ];
    }),
  ],
});

const comparisonTable = (title: string, note: string, rows: readonly Comparison[]): Table => ({
  title,
  note: `${note} Points, paired over questions, bootstrap 95 % interval; p: exact McNemar test where each question has one run.`,
  head: ['left', 'N', 'tokens', 'right', 'N', 'tokens', 'left − right', 'p'],
  rows: rows.map((row) => [
    row.left,
    `${row.leftN}`,
    whole(row.leftTokens),
    row.right,
    `${row.rightN}`,
    whole(row.rightTokens),
    signed(row.difference),
    row.p === undefined ? '' : row.p < 0.001 ? '<0.001' : row.p.toFixed(3),
  ]),
});

const reliabilityTable = (report: Report, arm: ArmReport): Table => {
  const n = shownN(report.ns);
  const { bins, ece, brier, count } = at(arm.policies['system']!, n).confidence;
  return {
    title: `Is the system's confidence earned? N = ${n}, ${ARM[arm.arm]}`,
    note: `ECE ${third(ece)}, Brier ${third(brier)}, ${count} answers. Several runs on one question count apart here: the intervals are narrow.`,
    head: ['confidence', 'answers', 'mean confidence', 'right'],
    rows: bins.map(({ low, high, count: answers, confidence, accuracy }) => [
      `${low.toFixed(1)}-${high.toFixed(1)}`,
      `${answers}`,
      percent(confidence),
      within(accuracy),
    ]),
  };
};

const EQUAL =
  "The right side gets the smallest N whose mean tokens are no less than the left side's, or all its draws.";

/** Every table of the report, in reading order. */
export const tables = (report: Report): Table[] => {
  const arms = report.arms.toSorted((a, b) => (a.arm === 'shared' ? 0 : 1) - (b.arm === 'shared' ? 0 : 1));
  return [
    ...arms.map((arm) => familyTable(report, arm)),
    ...arms.map((arm) => countTable(report, arm)),
    comparisonTable('At equal tokens', EQUAL, report.equalTokens),
    ...(report.plans.length > 0
      ? [comparisonTable('With a plan against without, at the same N', 'N = 1 is the greedy reply.', report.plans)]
      : []),
    ...arms.map((arm) => reliabilityTable(report, arm)),
  ];
};

/** A table with padded columns, first column to the left, as Markdown or plain. */
export const tableText = ({ title, note, head, rows }: Table, style: 'plain' | 'markdown'): string => {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length), 3));
  const numeric = head.map((_, i) => i > 0 && rows.every((row) => !/^[a-z]/i.test(row[i]!)));
  const cells = (row: readonly string[]) =>
    row.map((cell, i) => (numeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));
  if (style === 'plain') {
    const lines = [head, widths.map((width) => '─'.repeat(width)), ...rows].map((row) =>
      cells(row).join('  ').trimEnd(),
    );
    return [title, ...lines, ...(note ? [note] : [])].join('\n');
  }
  const rule = widths.map((width, i) => (numeric[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const lines = [cells(head), rule, ...rows.map(cells)].map((row) => `| ${row.join(' | ')} |`);
  return [`### ${title}`, '', ...(note ? [note, ''] : []), ...lines].join('\n');
};

/** One line that says what was run. */
export const settingText = (setting: Setting): string =>
  `model ${setting.model} · ${setting.families.length} ${setting.families.length === 1 ? 'family' : 'families'} × ` +
  `${setting.items} questions (test split, difficulty ${setting.difficulty}) · ` +
  `N ${setting.n} · temperature ${setting.temperature} · at most ${setting.maxTokens} tokens a candidate · seed ${setting.seed}` +
  (setting.thinking?.most === undefined ? '' : ` · thoughts of at most ${setting.thinking.most} tokens`) +
  (setting.thinking?.least === undefined ? '' : ` · thoughts of at least ${setting.thinking.least} tokens`);

/**
 * Accuracy over mean tokens per question: majority and system, each with and without a plan, and what was there to
 * find.
 */
export const plot = (report: Report): string => {
  const curve = (arm: ArmReport, name: string) =>
    arm.policies[name]!.map(({ tokens, accuracy }): PlotPoint => [tokens, accuracy.value, accuracy.low, accuracy.high]);
  const label = (name: string, arm: ArmReport) => (report.arms.length > 1 ? `${name} ${ARM[arm.arm]}` : name);
  return linePlot({
    title: 'Accuracy at equal tokens',
    xLabel: 'completion tokens per question (mean)',
    yLabel: 'accuracy, mean over families',
    logX: true,
    yFormat: 'percent',
    series: report.arms.flatMap((arm) => [
      { name: label('system', arm), points: curve(arm, 'system') },
      { name: label('majority', arm), points: curve(arm, 'majority'), dashed: true },
    ]),
  });
};
