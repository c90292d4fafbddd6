/**
 * The contract of a study (an experiment whose claims are tested by runs): its request, its findings, and the Markdown
 * document made of them. Studies live in the top-level folder studies/; the verb is cli/study.ts.
 */
import type { Interval, SeededDifference } from '../eval/statistics.ts';
import { UsageError } from '../usage-error.ts';
import { points, signed, span, tableText, type Table } from '../eval/report.ts';

export type StudyRequest = {
  /** The word after the study's name, for a study that takes one (see StudyEntry): a file or folder that it reads. */
  input?: string | undefined;
  /** As small as it runs: shows that the study works, and nothing about its claims. */
  quick: boolean;
  /** Where runs are kept; a study that was stopped goes on from what is there. */
  folder: string;
  signal: AbortSignal;
  /** False: no run is made; the findings are of what is there. */
  make: boolean;
  /** Seeds whose runs are made now; absent: all. Several processes may work on one folder, each on seeds of its own. */
  seeds?: readonly number[] | undefined;
  /** The one part of the study that is asked for, of those that its entry names; absent: all. */
  set?: string | undefined;
};

/** Throws `UsageError` when runs are asked for that the study does not have. */
export const requireSeeds = ({ seeds }: StudyRequest, known: readonly number[]): void => {
  const strange = seeds?.find((seed) => !known.includes(seed));
  if (strange !== undefined)
    throw new UsageError(
      `there are no runs of seed ${strange} in this study; ${known.length === 0 ? 'they depend on one another: leave out --seed' : `its seeds are ${known.join(', ')}`}`,
    );
};

/** What was expected, and what was found; `holds` is null while its runs are missing. */
export type Claim = { claim: string; holds: boolean | 'undecided' | null; found: string };

export type Findings = {
  title: string;
  /** Paragraphs before the claims: what was run. */
  about: string[];
  claims: Claim[];
  /** Runs that the study has, and those that are not made yet. */
  runs: { made: number; missing: number };
  /** Tables and curves in reading order; a plot is SVG text. */
  parts: ({ type: 'table'; table: Table } | { type: 'plot'; name: string; alt: string; svg: string })[];
  /** Every number that tables and curves were made of. */
  results: unknown;
};

/**
 * Makes the runs that are not there yet, until the signal comes; undefined when there is too little to say anything.
 */
export type Study = (request: StudyRequest) => Promise<Findings | undefined>;

/** One line of the table of studies (studies/index.ts). */
export type StudyEntry = {
  about: string;
  load: () => Promise<Study>;
  /** What follows the name on the command line and must be given, such as `DATA`; absent: nothing may follow. */
  input?: string;
  /** Names of parts that can be asked for one at a time (`--set`). */
  sets?: readonly string[];
  /** Lines of `mizan help study`: what is typed after `mizan study`, and a remark. */
  examples?: readonly (readonly [words: string, remark?: string])[];
};

/**
 * Whether a difference is at least 0, or `more` than 0. It is decided when the intervals over questions and over seeds
 * agree; with one seed there is only the former.
 */
export const decide = (gap: SeededDifference, more: 'more' | 'as much' = 'as much'): boolean | 'undecided' => {
  const ends: Interval[] = gap.bySeed.length > 1 ? [gap, gap.overSeeds] : [gap];
  if (ends.every(({ low }) => low > 0 || (low === 0 && more === 'as much'))) return true;
  return ends.every(({ high }) => high < 0 || (high === 0 && more === 'more')) ? false : 'undecided';
};

/** `+12.4 points, [+9.9, +15.1] over questions and [+6.5, +18.4] over seeds (+9.7, +14.0, +13.7)`. */
export const gapText = (gap: SeededDifference): string =>
  gap.bySeed.length > 1
    ? `${points(gap.value)} points, ${span(gap)} over questions and ${span(gap.overSeeds)} over seeds (${gap.bySeed.map(points).join(', ')})`
    : `${signed(gap)} points`;

const VERDICTS = { true: '✓ holds', false: '✗ does not hold', undecided: '? undecided', null: '· not measured yet' };

export const claimText = ({ claim, holds, found }: Claim): string =>
  `${VERDICTS[`${holds}`]}: ${claim}${found && ` ${found}`}`;

/** The document of a study. A quick one says in its first line that it shows nothing. */
export const findingsText = (name: string, { title, about, claims, runs, parts }: Findings, quick: boolean): string =>
  [
    `# ${title}`,
    ...(quick ? ['**A quick run of tiny models: it shows that the study works, and nothing about the claims.**'] : []),
    ...(runs.missing > 0 ? [`**Not finished: ${runs.made} of ${runs.made + runs.missing} runs are made.**`] : []),
    ...about,
    `Repeat it: \`mizan study ${name}${quick ? ' --quick' : ''}\`.`,
    '## Claims',
    claims.map((claim) => `- ${claimText(claim)}`).join('\n'),
    '## Measured',
    ...parts.map((part) =>
      part.type === 'table' ? tableText(part.table, 'markdown') : `![${part.alt}](${name}-${part.name}.svg)`,
    ),
  ].join('\n\n');
