/**
 * The study of MuonClip: makes the runs of its plan, trained as `mizan train` does. All runs after the grid take the
 * learning rates that were best in it.
 */
import { requireSeeds, type Study } from '../../src/lab/findings.ts';
import { conditions, gridRuns, muonClipPlan, tuned } from './plan.ts';
import { muonClipFindings } from './report.ts';
import { makeRuns, type RunResult, type StudyRun } from '../training-runs.ts';

const unique = (runs: readonly StudyRun[]): StudyRun[] => [...new Map(runs.map((run) => [run.name, run])).values()];

export const muonClipStudy: Study = async (request) => {
  requireSeeds(request, []);
  const { quick, folder, signal, make } = request;
  const plan = muonClipPlan(quick);
  const grid = { adamw: gridRuns(plan, 'adamw'), muon: gridRuns(plan, 'muon') };
  const runs = [...grid.adamw, ...grid.muon];
  const later = unique(Object.values(conditions(plan, { adamw: NaN, muon: NaN })).flat()).length;
  const found = await makeRuns(folder, runs, signal, { later, make });
  if (found.size < runs.length) return undefined;
  const of = (list: readonly StudyRun[]): RunResult[] => list.map(({ name }) => found.get(name)!);
  const results = { adamw: of(grid.adamw), muon: of(grid.muon) };
  const lr = { adamw: tuned(plan.rates.adamw, results.adamw), muon: tuned(plan.rates.muon, results.muon) };
  if (make) console.error(`learning rates with the lowest loss: AdamW ${lr.adamw}, Muon ${lr.muon}`);
  const wanted = conditions(plan, lr);
  const compared = unique(Object.values(wanted).flat());
  const made = await makeRuns(folder, compared, signal, { make });
  const complete = Object.entries(wanted).filter(([, list]) => list.every(({ name }) => made.has(name)));
  const sets = Object.fromEntries(complete.map(([name, list]) => [name, list.map((run) => made.get(run.name)!)]));
  const total = new Set([...runs, ...compared].map(({ name }) => name)).size;
  const have = new Set([...found.keys(), ...made.keys()]).size;
  return muonClipFindings(plan, lr, results, sets, { made: have, missing: total - have });
};
