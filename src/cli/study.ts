/**
 * `mizan study`: claims about training, each tested by a fixed plan of runs that anybody can repeat. It gives tables, curves
 * and which claims hold. Studies of training are experiments and no part of the library: they lie in the top-level folder
 * studies/, which a checkout has and the published package does not. `recorded` (study-recorded.ts) is in both.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suggest } from '../suggest.ts';
import { writeAtomic } from '../files.ts';
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { tableText } from '../eval/report.ts';
import { recordedEntry } from './study-recorded.ts';
import { claimText, findingsText, type Findings, type StudyEntry } from '../lab/findings.ts';

type Studies = Readonly<Record<string, StudyEntry>>;

/** The table of studies of this checkout, and the ones that the package holds. The address is computed, since src/ is built without it. */
const loadStudies = async (): Promise<Studies> => {
  const table = new URL('../../studies/index.ts', import.meta.url);
  const more = existsSync(table) ? ((await import(table.href)) as { STUDIES: Studies }).STUDIES : {};
  return { ...more, recorded: recordedEntry };
};

const STUDIES = await loadStudies();
const CHECKOUT = Object.keys(STUDIES).length > 1 ? '' : ' (those of training are in a checkout of the repository only)';

const options = {
  out: { type: 'text', about: 'folder of the study; default: runs/study- and its name', value: 'FOLDER' },
  quick: { type: 'flag', about: 'tiny runs, to see that it works; says nothing about the claims' },
  seed: {
    type: 'integer',
    about: 'make only the runs of this seed, beside others in the same folder (not for muonclip)',
    value: 'S',
    min: 1,
  },
  set: { type: 'text', about: 'only this part (of recorded: one data set)', value: 'NAME' },
  report: { type: 'flag', about: 'make no run; write the findings of the runs that are there' },
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

The folder holds NAME.md with tables, curves and which claims hold, NAME.json with every number, the curves as SVG, and in runs/
the results of each run. When it is started again, a study that was stopped or killed makes only the runs that are missing.

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

/** The verb over a table of studies, for tests. */
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
