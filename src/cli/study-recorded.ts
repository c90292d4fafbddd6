/**
 * `mizan study recorded DATA`: any policy of the system replayed over recorded outputs of real models. DATA is a folder
 * of public evaluation data, or a traces file of the user's own. No model is asked.
 */
import { mkdirSync, statSync } from 'node:fs';
import { recordedSets, tableSets } from '../eval/recorded/sets.ts';
import { compareArms, drawsPlot, resultTables, type ComparisonResult } from '../eval/recorded/results.ts';
import { compareTraces } from '../eval/recorded/traces.ts';
import type { SetRequest } from '../eval/recorded/set.ts';
import type { Table } from '../eval/report.ts';
import type { Findings, Study, StudyEntry } from '../lab/findings.ts';
import { UsageError } from '../usage-error.ts';

const NAMES = [...recordedSets, ...tableSets].map(({ name }) => name);

const say = (text: string): void => console.error(text);

/** What a set with tables of its own gave. */
type Tables = { set: string; tables: readonly Table[]; results: unknown };

const tablePart = (table: Table): Findings['parts'][number] => ({ type: 'table', table });

/** The tables of a comparison, and its curves over numbers of draws where it has such. */
const partsOf = (result: ComparisonResult): Findings['parts'] => {
  const plot = drawsPlot(result);
  return [...resultTables(result).map(tablePart), ...(plot ? [{ type: 'plot' as const, ...plot }] : [])];
};

const findings = (results: readonly ComparisonResult[], missing: number, more: readonly Tables[] = []): Findings => ({
  title: 'Policies over recorded outputs of real models',
  about: [
    'Every output was drawn by others and is known to be right or wrong; no model was asked here. A policy sees the outputs ' +
      'and not which are right. Intervals are 95 %, over questions.',
  ],
  claims: [],
  runs: { made: results.length + more.length, missing },
  parts: [...results.flatMap(partsOf), ...more.flatMap(({ tables }) => tables.map(tablePart))],
  results:
    more.length === 0
      ? results
      : [...results, ...more.map(({ set, results: recorded }) => ({ set, results: recorded }))],
});

const compareSets = async (request: SetRequest, only: string | undefined): Promise<Findings | undefined> => {
  const results: ComparisonResult[] = [];
  let missing = 0;
  for (const set of recordedSets) {
    if (only !== undefined && set.name !== only) continue;
    if (request.signal.aborted) break;
    const comparisons = await set.load(request);
    if (comparisons) results.push(...comparisons.map(compareArms));
    else missing++;
  }
  const more: Tables[] = [];
  for (const set of tableSets) {
    if ((only !== undefined && set.name !== only) || request.signal.aborted) continue;
    const found = set.load(request.data);
    if (found) more.push({ set: set.name, ...found });
    else missing++;
  }
  if (results.length + more.length > 0) return findings(results, missing, more);
  if (request.signal.aborted) return undefined;
  throw new UsageError(`${request.data} holds none of the sets (${NAMES.join(', ')})`);
};

/** The study. Throws `UsageError` when DATA is not there. */
const recordedStudy: Study = ({ input, folder, make, set, signal }) => {
  const data = input!;
  const found = statSync(data, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`there is no folder or file ${data}`);
  if (found.isFile()) return Promise.resolve(findings([compareArms(compareTraces(data))], 0));
  mkdirSync(folder, { recursive: true });
  return compareSets({ data, cache: folder, make, signal, onProgress: say }, set);
};

export const recordedEntry: StudyEntry = {
  about: 'policies over recorded outputs of real models',
  load: () => Promise.resolve(recordedStudy),
  input: 'DATA',
  sets: NAMES,
  examples: [
    ['recorded DATA', 'a folder of public data; no model is asked'],
    ['recorded DATA --set game24'],
    ['recorded traces.jsonl', 'your own recorded outputs; docs/formats.md says how they are written'],
  ],
};
