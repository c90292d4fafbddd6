/**
 * Training runs for studies: a list of recipes, each trained as `mizan train` would. The result of a run is stored in
 * one small file, so that a study that was stopped goes on inside the run that it was in. A file made from another
 * recipe does not count.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countActive, countParameters, parseConfig } from '../src/model/config.ts';
import { removeLeftovers, writeAtomic } from '../src/files.ts';
import { mean } from '../src/eval/statistics.ts';
import { DivergedError } from '../src/train/sft.ts';
import { duration } from '../src/terminal/progress.ts';
import { parseFromScratchRecipe, type FromScratchRecipe } from '../src/lab/recipe/sft.ts';
import { trainRecipe } from '../src/lab/sft/train.ts';

/** A name that is a file's, and the JSON of the recipe that it is trained by. */
export type StudyRun = { name: string; recipe: Readonly<Record<string, unknown>> };

/** Points are [update, value]; each is about the updates since the point before it. */
type Curve = [number, number][];

export type RunResult = {
  name: string;
  /** Of the whole model, and those that take part in one token. */
  parameters: number;
  active: number;
  /** Tokens and seconds of training. */
  tokens: number;
  seconds: number;
  /** The run ended early because its loss was no number any more. */
  diverged: boolean;
  heldOut: Curve;
  /** Mean loss of training. */
  training: Curve;
  /** Where logits are watched: the largest of any head. */
  maxLogit: Curve;
  /** With a clip: share of heads clipped, mean over updates. */
  clipped: Curve;
  /** With a clip: how often each head was, by layer. */
  timesClipped: number[][];
  /** Largest logit of each head over the run, by layer. */
  heads: number[][];
  /** Where there are experts: tokens of the busiest over the mean, mean over layers and updates. */
  busiest: Curve;
};

/** The held-out loss at the end; infinite for a run that diverged. */
export const finalLoss = ({ diverged, heldOut }: RunResult): number => (diverged ? Infinity : heldOut.at(-1)![1]);

export type LogLine =
  | {
      type: 'update';
      update: number;
      loss: number;
      tokens: number;
      seconds: number;
      maxLogits?: number[][];
      clipped?: number;
      busiest?: number[];
    }
  | { type: 'validation'; update: number; loss: number };

const digits = (x: number): number => Number(x.toPrecision(6));

/** Two grids of numbers, cell by cell. */
const zip = (a: number[][] | undefined, b: number[][], join: (x: number, y: number) => number): number[][] =>
  a ? b.map((row, i) => row.map((y, j) => join(a[i]![j]!, y))) : b;

/** What a run's log says, with a point every `every` updates. `threshold` is the clip's. */
export const condense = (
  lines: readonly LogLine[],
  every: number,
  threshold: number | undefined,
): Omit<RunResult, 'name' | 'parameters' | 'active' | 'diverged'> => {
  const updates = lines.filter((line) => line.type === 'update');
  const groups = [...Map.groupBy(updates, ({ update }) => Math.ceil(update / every)).values()];
  const curve = (value: (group: typeof updates) => number | undefined): Curve =>
    groups.flatMap((group): Curve => {
      const y = value(group);
      return y === undefined ? [] : [[group.at(-1)!.update, digits(y)]];
    });
  const some = <T>(group: typeof updates, pick: (line: (typeof updates)[number]) => T | undefined): T[] =>
    group.flatMap((line) => {
      const value = pick(line);
      return value === undefined ? [] : [value];
    });
  const over = (values: number[], fold: (values: number[]) => number): number | undefined =>
    values.length > 0 ? fold(values) : undefined;
  let [heads, times]: (number[][] | undefined)[] = [];
  for (const { maxLogits } of updates) {
    if (!maxLogits) continue;
    heads = zip(heads, maxLogits, Math.max);
    if (threshold !== undefined)
      times = zip(
        times,
        maxLogits.map((layer) => layer.map((logit) => Number(logit > threshold))),
        (a, b) => a + b,
      );
  }
  const last = updates.at(-1);
  return {
    tokens: last?.tokens ?? 0,
    seconds: digits(last?.seconds ?? 0),
    heldOut: lines.filter((line) => line.type === 'validation').map(({ update, loss }) => [update, digits(loss)]),
    training: curve((group) => mean(group.map(({ loss }) => loss))),
    maxLogit: curve((group) =>
      over(
        some(group, ({ maxLogits }) => maxLogits && Math.max(...maxLogits.flat())),
        (values) => Math.max(...values),
      ),
    ),
    clipped: curve((group) =>
      over(
        some(group, ({ clipped }) => clipped),
        mean,
      ),
    ),
    busiest: curve((group) =>
      over(
        some(group, ({ busiest }) => busiest && mean(busiest)),
        mean,
      ),
    ),
    heads: heads ?? [],
    timesClipped: times ?? [],
  };
};

const readLog = (folder: string): LogLine[] => {
  const path = join(folder, 'log.jsonl');
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LogLine)
    : [];
};

/** A hash of the recipe that a result was made from. */
const markOf = ({ recipe: { about: _about, ...rest } }: StudyRun): string =>
  createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 12);

const resultPath = (folder: string, run: StudyRun): string => join(folder, 'runs', `${run.name}.json`);

/**
 * The result of a run that was made from this recipe, or undefined. A damaged file counts as none: the run is made
 * again.
 */
const finishedRun = (folder: string, run: StudyRun): RunResult | undefined => {
  const path = resultPath(folder, run);
  if (!existsSync(path)) return undefined;
  try {
    const { mark, result } = JSON.parse(readFileSync(path, 'utf8')) as { mark: string; result: RunResult };
    return mark === markOf(run) ? result : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Makes one run, or goes on with it; undefined when the signal came first. Its checkpoints go once its result is kept.
 */
const makeRun = async (
  folder: string,
  run: StudyRun,
  recipe: FromScratchRecipe,
  signal: AbortSignal,
): Promise<RunResult | undefined> => {
  const place = join(folder, 'runs', `${run.name}.${markOf(run)}`);
  let diverged = false;
  try {
    if (!(await trainRecipe(recipe, place, signal)).finished) return undefined;
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    diverged = true;
  }
  const config = parseConfig({ hidden_act: 'silu', ...recipe.model, vocab_size: recipe.tokenizer.vocab_size });
  const result: RunResult = {
    name: run.name,
    parameters: countParameters(config),
    active: countActive(config),
    diverged,
    ...condense(readLog(place), recipe.train.validate_every, recipe.train.qk_clip?.threshold),
  };
  writeAtomic(
    resultPath(folder, run),
    `${JSON.stringify({ version: 1, mark: markOf(run), recipe: run.recipe, result })}\n`,
  );
  rmSync(place, { recursive: true, force: true });
  return result;
};

/** Tokens of a whole run. */
const costOf = ({ train }: FromScratchRecipe): number => train.updates * train.rows * train.length * train.accumulate;

/**
 * Results of the runs that there are, by name, after making those that are missing; with `make: false` none is made.
 * Fewer than the runs when the signal came first. `later` is how many runs the study will make after these, for the
 * time left. Every recipe is checked before the first run.
 */
export const makeRuns = async (
  folder: string,
  runs: readonly StudyRun[],
  signal: AbortSignal,
  { later = 0, make = true } = {},
): Promise<Map<string, RunResult>> => {
  const recipes = runs.map((run) => parseFromScratchRecipe(run.recipe, run.name));
  const results = runs.map((run) => finishedRun(folder, run));
  const due = make ? runs.flatMap((_, i) => (results[i] ? [] : [i])) : [];
  if (make && existsSync(join(folder, 'runs'))) removeLeftovers(join(folder, 'runs'));
  const made = { tokens: 0, seconds: 0 };
  let left = due.reduce((sum, i) => sum + costOf(recipes[i]!), later * costOf(recipes[0]!));
  for (const [position, i] of due.entries()) {
    if (signal.aborted) break;
    const time = made.tokens > 0 ? `; about ${duration((left * made.seconds) / made.tokens)} left in the study` : '';
    console.error(`run ${position + 1} of ${due.length}: ${runs[i]!.name}${time}`);
    const started = performance.now();
    results[i] = await makeRun(folder, runs[i]!, recipes[i]!, signal);
    made.seconds += (performance.now() - started) / 1000;
    made.tokens += costOf(recipes[i]!);
    left -= costOf(recipes[i]!);
  }
  return new Map(runs.flatMap((run, i) => (results[i] ? [[run.name, results[i]]] : [])));
};
