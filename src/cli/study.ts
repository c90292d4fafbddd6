/**
 * `mizan study`: tests claims by a fixed plan of runs that anybody can repeat. It prints tables and which claims hold, and
 * writes curves. Studies of training are experiments: they are in the top-level folder studies/ of a checkout, which
 * the published package does not have. `recorded` (study-recorded.ts) is in both.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suggest } from '../suggest.ts';
import { writeAtomic } from '../files.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { tableText } from '../eval/report.ts';
import { recordedEntry } from './study-recorded.ts';
import { claimText, findingsText, type Findings, type StudyEntry } from '../lab/findings.ts';

type Studies = Readonly<Record<string, StudyEntry>>;

/**
 * The studies of this checkout and of the package. The path is computed because the build of src/ does not include
 * studies/.
 */
const loadStudies = async (): Promise<Studies> => {
  const table = new URL('../../studies/index.ts', import.meta.url);
  const more = existsSync(table) ? ((await import(table.href)) as { STUDIES: Studies }).STUDIES : {};
  return { ...more, recorded: recordedEntry };
};

const STUDIES = await loadStudies();
const CHECKOUT = Object.keys(STUDIES).length > 1 ? '' : ' (those of training are in a checkout of the repository only)';

const options = {
  out: { type: 'text', about: 'folder of the study (default: runs/study- and its name)', value: 'FOLDER' },
  quick: { type: 'flag', about: 'tiny runs that show that it works; they say nothing about the claims' },
  seed: {
    type: 'integer',
    about: 'make the runs of this seed only, in the same folder as others (not for muonclip)',
    value: 'S',
    min: 1,
  },
  set: { type: 'text', about: 'one part only (for recorded: one data set)', value: 'NAME' },
  report: { type: 'flag', about: 'write the findings of the existing runs; make none' },
  json: { type: 'flag', about: 'print one JSON object at the end and nothing else on stdout' },
} as const;

const listed = `${Object.values(STUDIES)
  .flatMap(({ examples = [] }) => examples)
  .map(([words, remark]) => `  mizan study ${remark === undefined ? words : `${words.padEnd(28)} ${remark}`}`)
  .join('\n')}

${Object.entries(STUDIES)
  .map(([name, { about }]) => `  ${name.padEnd(19)}${about}`)
  .join('\n')}`;

export const help = `mizan study: test claims about training by runs on this machine

${listed}

The folder holds NAME.md with tables, curves and which claims hold, NAME.json with every number, the curves as SVG, and in
runs/ the results of each run. A study that was stopped or killed makes only the missing runs when it is started again.

${describeOptions(options)}

Exit code: 0 done, whether or not the claims hold; 1 failed; 2 a mistake in the command; 130 stopped by Ctrl-C.
`;

/** The study that the words name, and its input. Throws `UsageError`. */
const studyNamed = (
  words: readonly string[],
  studies: Studies,
): { name: string; input?: string; entry: StudyEntry } => {
  const [name, ...more] = words;
  const names = Object.keys(studies);
  if (name === undefined) throw new UsageError(`mizan study takes one study: ${names.join(', ')}`);
  const entry = Object.hasOwn(studies, name) ? studies[name] : undefined;
  if (entry === undefined) {
    const meant = suggest(name, names);
    throw new UsageError(
      `there is no study "${name}"; ${meant ? `did you mean ${meant}?` : `there are: ${names.join(', ')}${CHECKOUT}`}`,
    );
  }
  if (more.length === (entry.input === undefined ? 0 : 1))
    return { name, entry, ...(more[0] !== undefined && { input: more[0] }) };
  throw new UsageError(
    entry.input === undefined
      ? `mizan study takes one study and nothing after it: ${names.join(', ')}`
      : `mizan study ${name} takes one ${entry.input}: mizan study ${name} ${entry.input}`,
  );
};

/** Throws `UsageError` when a part is asked for that the study does not have. */
const requireSet = (name: string, { sets = [] }: StudyEntry, set: string | undefined): void => {
  if (set === undefined || sets.includes(set)) return;
  const known = sets.length === 0 ? `${name} has no parts: leave out --set` : `its parts are ${sets.join(', ')}`;
  throw new UsageError(`there is no part "${set}" in the study ${name}; ${known}`);
};

/** Writes the document, the numbers and the curves of a study into its folder. */
const writeFindings = (folder: string, name: string, findings: Findings, quick: boolean): void => {
  const { claims, runs, results, parts } = findings;
  writeAtomic(join(folder, `${name}.md`), `${findingsText(name, findings, quick)}\n`);
  writeAtomic(join(folder, `${name}.json`), `${JSON.stringify({ study: name, quick, runs, claims, results })}\n`);
  for (const part of parts) if (part.type === 'plot') writeAtomic(join(folder, `${name}-${part.name}.svg`), part.svg);
};

const printFindings = (folder: string, name: string, findings: Findings, quick: boolean, asJson: boolean): void => {
  const { claims, runs, results, parts } = findings;
  if (asJson) {
    console.log(JSON.stringify({ study: name, folder, quick, runs, claims, results }));
    return;
  }
  for (const part of parts) if (part.type === 'table') console.log(`${tableText(part.table, 'plain')}\n`);
  for (const claim of claims) console.log(claimText(claim));
  console.error(`${name}.md, curves and numbers in ${folder}`);
};

/** The verb over a given table of studies. */
export const runStudy = async (args: string[], signal: AbortSignal, studies: Studies): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const { name, input, entry } = studyNamed(positionals, studies);
  requireSet(name, entry, values.set);
  const folder = values.out ?? join('runs', `study-${name}${values.quick ? '-quick' : ''}`);
  const study = await entry.load();
  const findings = await study({
    input,
    quick: values.quick,
    folder,
    signal,
    make: !values.report,
    seeds: values.seed === undefined ? undefined : [values.seed],
    set: values.set,
  });
  if (findings) {
    writeFindings(folder, name, findings, values.quick);
    printFindings(folder, name, findings, values.quick, values.json);
  } else if (values.report)
    throw new Error(`${folder} has too few runs to report on; make them with mizan study ${name}`);
  if (!signal.aborted && findings) return 0;
  console.error('stopped; run the same command to go on');
  return 130;
};

export const run = (args: string[], signal: AbortSignal): Promise<number> => runStudy(args, signal, STUDIES);
