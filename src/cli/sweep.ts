/**
 * `mizan sweep`: a hyperparameter sweep. A recipe is run with several values of its fields and several seeds; the result is a
 * table, plots and the best recipe. Each run has a folder named by a hash of its whole recipe, so a sweep that was
 * stopped continues, and a sweep with more values makes only the new runs.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prettyJson } from '../json.ts';
import { writeAtomic } from '../files.ts';
import { describeOptions, parseOptions } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';
import { readRecipeJson } from '../lab/recipe/read.ts';
import { tableText } from '../eval/report.ts';
import { kindOf, type Kind, type Outcome } from '../lab/sweep/kinds.ts';
import { applySetting, parseSeeds, parseVary, settingsOf, valueText, type Setting } from '../lab/sweep/plan.ts';
import { curvesPlot, rowsOf, scorePlots, sweepTable, type SweepRow, type SweepRun } from '../lab/sweep/table.ts';

const options = {
  seeds: {
    type: 'text',
    about: "seeds of each setting, such as 1,2,3 or 1..5 (default: the recipe's)",
    value: 'SEEDS',
  },
  draws: {
    type: 'integer',
    about: 'try N random settings instead of every combination',
    value: 'N',
    min: 1,
    max: 10_000,
  },
  'draw-seed': {
    type: 'integer',
    about: 'seed of the random settings',
    value: 'SEED',
    min: 0,
    max: 2 ** 31,
    default: 1,
  },
  out: {
    type: 'text',
    about: 'folder of the sweep (default: runs/ and the name in the recipe with -sweep)',
    value: 'FOLDER',
  },
  list: { type: 'flag', about: 'show the runs and their results without running any' },
  json: { type: 'flag', about: 'print one JSON object at the end and nothing else on stdout' },
} as const;

export const help = `mizan sweep: run a recipe with several values of its fields, and compare

  mizan sweep recipes/tiny.json train.lr=1e-3,3e-3,1e-2 --seeds 1,2,3
  mizan sweep recipes/tiny.json train.updates=300 train.lr=0.003,0.01 'train.muon=null,{"momentum":0.9,"rms":0.2}'
  mizan sweep recipes/tiny.json train.lr=log:1e-4..1e-2 model.num_hidden_layers=2..6 --draws 20
  mizan sweep recipes/tiny.json train.lr=1e-3,3e-3 --list

A field is named by its path in the recipe. Its values are numbers, words or JSON, separated by commas; null leaves the field
out. With --draws a value can be a range: LOW..HIGH, or log:LOW..HIGH. A field with one value is set for all runs.

The folder holds table.md, results.json, best.json (the recipe of the best setting), curves.svg, a plot for each varied number,
and in runs/ a folder for each run. A sweep that was stopped or killed continues within the interrupted run when it is started
again, and ends with the same table. More values, seeds or draws add runs to those that exist.

${describeOptions(options)}

Exit code: 0 all runs are done; 1 failed; 2 a mistake in the command; 130 stopped by Ctrl-C (run it again to go on).
`;

type Json = Record<string, unknown>;

const readBase = (path: string): Json => {
  const json = readRecipeJson(path);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  throw new Error(`recipe ${path} must be a JSON object`);
};

/** A planned run: its recipe and the name of its folder. */
type PlannedRun = { setting: Setting; seed: number; recipe: Json; name: string };

/**
 * The folder name of a run: the varied fields for a reader, and a hash of the whole recipe: 'lr-0.003_seed-1_5f2c9a10'.
 */
const nameOf = (recipe: Json, setting: Setting, seed: number, varied: readonly string[]): string => {
  const { about: _about, ...rest } = recipe;
  const words = [
    ...varied.map((field) => [field.split('.').at(-1)!, valueText(setting[field])]),
    ['seed', String(seed)],
  ];
  const slug = words
    .map(([field, value]) => `${field}-${value!.replaceAll(/[^\w.+-]+/g, '-').slice(0, 24)}`)
    .join('_')
    .slice(0, 80);
  return `${slug}_${createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 8)}`;
};

/**
 * All runs of the sweep with checked recipes. Throws one sentence that names the setting when a recipe is not valid.
 */
const plan = (
  base: Json,
  path: string,
  settings: readonly Setting[],
  seeds: readonly number[],
  kind: Kind,
): PlannedRun[] => {
  const fields = Object.keys(settings[0]!);
  const varied = fields.filter((field) => new Set(settings.map((setting) => valueText(setting[field]))).size > 1);
  return settings.flatMap((setting) =>
    seeds.map((seed) => {
      const recipe: Json = { ...applySetting(base, setting), seed };
      try {
        kind.check(recipe, path);
      } catch (error) {
        const words = fields.map((field) => `${field}=${valueText(setting[field])}`).join(' ');
        throw new Error(words === '' ? (error as Error).message : `with ${words}: ${(error as Error).message}`, {
          cause: error,
        });
      }
      return { setting, seed, recipe, name: nameOf(recipe, setting, seed, varied) };
    }),
  );
};

type EndedRun = Exclude<Outcome, { status: 'stopped' }>;

/** The result of a run, or undefined when it has not ended. After a damaged file the run is made again. */
const readResult = (folder: string): EndedRun | undefined => {
  const path = join(folder, 'result.json');
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as EndedRun;
  } catch {
    return undefined;
  }
};

const asRun = ({ setting, seed, name }: PlannedRun, result: EndedRun | undefined): SweepRun => ({
  setting,
  seed,
  name,
  ...(result ?? { status: 'waiting' as const }),
});

const resultOf = (recipe: string, kind: Kind, rows: readonly SweepRow[], folder: string) => ({
  recipe,
  folder,
  kind: kind.name,
  score: kind.score.label,
  better: kind.score.better,
  finished: rows.every(({ waiting }) => waiting === 0),
  settings: rows.map(({ setting, score, scores, diverged, waiting, runs }) => ({
    setting,
    mean: score?.value ?? null,
    low: score && Number.isFinite(score.low) ? score.low : null,
    high: score && Number.isFinite(score.high) ? score.high : null,
    scores,
    diverged,
    waiting,
    runs: runs.map((run) => ({
      seed: run.seed,
      folder: join(folder, 'runs', run.name),
      status: run.status,
      ...(run.status === 'done' ? run.shown : {}),
      ...(run.status === 'diverged' ? { why: run.why } : {}),
    })),
  })),
});

/** Writes the table, the plots and the best recipe. */
const writeFindings = (
  folder: string,
  path: string,
  base: Json,
  kind: Kind,
  rows: readonly SweepRow[],
  drawn: boolean,
): void => {
  const name = String(base.name);
  writeAtomic(join(folder, 'results.json'), prettyJson(resultOf(path, kind, rows, folder)));
  writeAtomic(join(folder, 'table.md'), `${tableText(sweepTable(rows, name, kind), 'markdown')}\n`);
  writeAtomic(join(folder, 'curves.svg'), curvesPlot(rows, name, kind));
  for (const [field, svg] of scorePlots(rows, name, kind, drawn)) writeAtomic(join(folder, `by-${field}.svg`), svg);
  const best = rows[0];
  if (best?.score)
    writeAtomic(join(folder, 'best.json'), prettyJson({ ...applySetting(base, best.setting), name: `${name}-best` }));
};

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const [path, ...words] = positionals;
  if (path === undefined || path.includes('='))
    throw new UsageError(
      'mizan sweep takes a recipe and then fields with their values, for example: mizan sweep recipes/tiny.json train.lr=1e-3,3e-3',
    );
  const varied = words.map(parseVary);
  if (varied.some(({ field }) => field === 'seed'))
    throw new UsageError('give seeds as --seeds 1,2,3 instead of seed=: the table takes means over them');
  const settings = settingsOf(
    varied,
    values.draws === undefined ? undefined : { count: values.draws, seed: values['draw-seed'] },
  );
  const base = readBase(path);
  const kind = kindOf(base);
  const seeds = values.seeds === undefined ? [base.seed as number] : parseSeeds(values.seeds);
  const planned = plan(base, path, settings, seeds, kind);
  const folder = values.out ?? join('runs', `${String(base.name)}-sweep`);
  const folderOf = ({ name }: PlannedRun): string => join(folder, 'runs', name);
  const found = new Map(planned.map((run) => [run.name, readResult(folderOf(run))]));
  const rowsNow = (): SweepRow[] =>
    rowsOf(
      planned.map((run) => asRun(run, found.get(run.name))),
      kind,
    );

  if (!values.list) {
    mkdirSync(folder, { recursive: true });
    const left = planned.filter(({ name }) => !found.get(name));
    console.error(
      `${String(base.name)}: ${settings.length} setting${settings.length === 1 ? '' : 's'} × ${seeds.length} seed${seeds.length === 1 ? '' : 's'}, ${left.length} of ${planned.length} runs to make, in ${folder}`,
    );
    for (const [i, next] of left.entries()) {
      if (signal.aborted) break;
      console.error(`run ${i + 1} of ${left.length}: ${next.name}`);
      const outcome = await kind.run(next.recipe, path, folderOf(next), signal);
      if (outcome.status === 'stopped') break;
      writeAtomic(join(folderOf(next), 'result.json'), prettyJson(outcome));
      found.set(next.name, outcome);
      writeFindings(folder, path, base, kind, rowsNow(), values.draws !== undefined);
    }
    if (left.length === 0) writeFindings(folder, path, base, kind, rowsNow(), values.draws !== undefined);
  }
  const rows = rowsNow();
  const finished = rows.every(({ waiting }) => waiting === 0);
  if (values.json) console.log(JSON.stringify(resultOf(path, kind, rows, folder)));
  else {
    console.log(tableText(sweepTable(rows, String(base.name), kind), 'plain'));
    if (!values.list)
      console.error(
        finished
          ? `table and plots in ${folder}${rows[0]?.score ? `; the best recipe is ${join(folder, 'best.json')}` : ''}`
          : 'stopped; run the same command to go on',
      );
  }
  return finished || values.list ? 0 : 130;
};
