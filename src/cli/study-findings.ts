/**
 * What every study is asked, what it finds, and the document that is made of it. The verb is study.ts's.
 */
import { tableText, type Table } from './report.ts';

export type StudyRequest = {
  /** As small as it runs: shows that the study works, and nothing about its claims. */
  quick: boolean;
  /** Where runs are kept; a study that was stopped goes on from what is there. */
  folder: string;
  signal: AbortSignal;
  /** False: no run is made; the findings are of what is there. */
  make: boolean;
  /** Seeds whose runs are made now; absent: all. Several processes may work on one folder, each on seeds of its own. */
  seeds?: readonly number[] | undefined;
};

/** What was expected, and what was found; `holds` is null while its runs are missing. */
export type Claim = { claim: string; holds: boolean | null; found: string };

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

/** Makes the runs that are not there yet, until the signal comes; undefined when there is too little to say anything. */
export type Study = (request: StudyRequest) => Promise<Findings | undefined>;

export const claimText = ({ claim, holds, found }: Claim): string => `${holds === null ? '· not measured yet' : holds ? '✓ holds' : '✗ does not hold'}: ${claim}${found && ` ${found}`}`;

/** The document of a study. A quick one says in its first line that it shows nothing. */
export const findingsText = (name: string, { title, about, claims, runs, parts }: Findings, quick: boolean): string => [
  `# ${title}`,
  ...(quick ? ['**A quick run of tiny models: it shows that the study works, and nothing about the claims.**'] : []),
  ...(runs.missing > 0 ? [`**Not finished: ${runs.made} of ${runs.made + runs.missing} runs are made.**`] : []),
  ...about,
  `Repeat it: \`mizan study ${name}${quick ? ' --quick' : ''}\`.`,
  '## Claims',
  claims.map((claim) => `- ${claimText(claim)}`).join('\n'),
  '## Measured',
  ...parts.map((part) => (part.type === 'table' ? tableText(part.table, 'markdown') : `![${part.alt}](${name}-${part.name}.svg)`)),
].join('\n\n');
