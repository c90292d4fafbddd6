/**
 * An evaluation as a run that can be stopped: a run file that every record is appended to, the records that are still
 * missing, and what finished records show: a report, or a calibration of the model's confidence.
 */
import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { confidenceOf, fitCalibration, type Calibration } from '../reason/confidence.ts';
import { STANDARD } from '../reason/defaults.ts';
import { createRun, readRun, writeAtomic } from '../files.ts';
import { isObject } from '../json.ts';
import { grade, verify } from '../task/registry.ts';
import { createProgress, type ProgressStream } from '../terminal/progress.ts';
import type { Chat } from '../types.ts';
import { UsageError } from '../usage-error.ts';
import {
  ChatFailed,
  collect,
  evaluationItems,
  remaining,
  tokensOf,
  type Arm,
  type EvaluationRecord,
  type SampledAnswer,
  type WorkItem,
} from './collect.ts';
import { measure, type Report } from './metrics.ts';
import { majority } from './replay.ts';
import { plot, settingText, tableText, tables, type Setting } from './report.ts';
import { reliability, type Reliability } from './statistics.ts';
import { decided, systemPolicy } from './system-policy.ts';

/** The first line of a run file. */
export type EvaluationHeader = {
  /** Calibration draws from the train split with the next seed. */
  purpose: 'evaluation' | 'calibration';
  setting: Setting;
  /** The model folder as it was named on the command line. */
  model: string | undefined;
  /** Of the model with its critic. Older run files have none. */
  fingerprint?: string;
};

/** A run file and what it holds so far. */
export type EvaluationRun = { path: string; header: EvaluationHeader; records: EvaluationRecord[] };

/** A new run file in the folder. */
export const createEvaluationRun = (folder: string, header: EvaluationHeader): EvaluationRun => {
  const run = createRun(folder, header);
  run.close();
  return { path: run.path, header, records: [] };
};

/** A record as older run files hold it: what a critic said was called `held`, and its score `right`. */
type OldAnswer = SampledAnswer & { held?: { right: number | null; tokens: number } };

const currentAnswer = ({ held, ...answer }: OldAnswer): SampledAnswer =>
  held ? { ...answer, critic: { score: held.right, tokens: held.tokens } } : answer;

const currentRecord = (record: EvaluationRecord): EvaluationRecord => ({
  ...record,
  greedy: { ...currentAnswer(record.greedy), reasoning: record.greedy.reasoning },
  samples: record.samples.map((answer) => currentAnswer(answer)),
});

/**
 * An interrupted run. A line torn by a crash is cut off the file, so that it can be appended to. Throws `UsageError`
 * for a file of another kind.
 */
export const openEvaluationRun = (path: string): EvaluationRun => {
  const { header, events, torn } = readRun<EvaluationRecord>(path);
  if (header['purpose'] !== 'evaluation' && header['purpose'] !== 'calibration')
    throw new UsageError(`${path} is not a run of mizan eval; give --resume the file that mizan eval named`);
  if (!isObject(header['setting'])) throw new UsageError(`${path} has no settings; begin a new run without --resume`);
  if (torn !== undefined) writeAtomic(path, [header, ...events].map((event) => `${JSON.stringify(event)}\n`).join(''));
  return {
    path,
    header: header as unknown as EvaluationHeader,
    records: events.filter((event) => event.type === 'asked').map(currentRecord),
  };
};

/** What a run still has to ask. */
const missingWork = ({ header: { setting, purpose }, records }: EvaluationRun): WorkItem[] => {
  const items = evaluationItems(setting.families, {
    split: purpose === 'calibration' ? 'train' : 'test',
    seed: setting.seed,
    count: setting.items,
    difficulties: setting.difficulty === 'all' ? [1, 2, 3] : [Number(setting.difficulty) as 1 | 2 | 3],
  });
  const arms: readonly Arm[] = setting.plan === 'both' ? ['shared', 'none'] : [setting.plan as Arm];
  return remaining(items, arms, records);
};

export type CompleteOptions = { signal: AbortSignal; clock: () => number; stream: ProgressStream };

/**
 * Asks the model what the run still lacks; each record is appended to the file and to `run.records`. False when the
 * signal stopped it. Throws one sentence, which says how to go on, when the model fails.
 */
export const completeRun = async (
  { chat, critic }: { chat: Chat; critic?: Chat | undefined },
  run: EvaluationRun,
  { signal, clock, stream }: CompleteOptions,
): Promise<boolean> => {
  const work = missingWork(run);
  if (work.length === 0) return true;
  const { setting, purpose } = run.header;
  const progress = createProgress({ total: work.length, label: purpose, unit: 'requests', clock, stream });
  const started = clock();
  let [done, tokens] = [0, 0];
  try {
    for await (const record of collect(chat, work, { ...setting, critic, clock, signal })) {
      appendFileSync(run.path, `${JSON.stringify(record)}\n`);
      run.records.push(record);
      tokens += tokensOf(record);
      progress.update(++done, { 'tokens/s': Math.round((tokens * 1000) / Math.max(1, clock() - started)) });
    }
  } catch (error) {
    progress.finish('stopped');
    if (!(error instanceof ChatFailed)) throw error;
    throw new Error(`the model failed: ${error.message}; go on with: mizan eval --resume ${run.path}`, {
      cause: error,
    });
  }
  progress.finish(done === work.length ? 'done' : 'stopped');
  return done === work.length;
};

/**
 * A calibration table, and how good the confidence is without it and with it, on questions that it was not fitted on.
 */
export type Calibrated = { calibration: Calibration; questions: number; before: Reliability; after: Reliability };

/**
 * Fits a calibration on all records. For `after` it is fitted on one half of the questions and read on the other, both
 * ways.
 */
export const calibrate = (records: readonly EvaluationRecord[]): Calibrated => {
  const options = { verify, grade, greedyFirst: STANDARD.greedyFirst };
  const ids = [...new Set(records.map(({ item }) => item.id))].sort();
  const halves = [0, 1].map((half) =>
    decided(
      records.filter(({ item }) => ids.indexOf(item.id) % 2 === half),
      options,
    ),
  );
  const crossFitted = halves.flatMap((tested, half) => {
    const calibration = fitCalibration(halves[1 - half]!);
    return tested.map((record) => ({ confidence: confidenceOf(record, calibration), correct: record.correct }));
  });
  const uncalibrated = halves.flat().map((record) => ({ confidence: confidenceOf(record), correct: record.correct }));
  return {
    calibration: fitCalibration(halves.flat()),
    questions: ids.length,
    before: reliability(uncalibrated),
    after: reliability(crossFitted),
  };
};

/** What records show: numbers, and one line that says what was run. */
export type Evaluation = { about: string; setting: Setting; calibrated: boolean; report: Report };

/** Measures records: greedy, majority, and the system with this calibration. */
export const evaluateRecords = (
  records: readonly EvaluationRecord[],
  setting: Setting,
  calibration?: Calibration | undefined,
): Evaluation => {
  const { greedyFirst } = STANDARD;
  const report = measure(records, {
    policies: {
      majority: majority({ early: false, greedyFirst }),
      'majority, early stop': majority({ early: true, greedyFirst }),
      system: systemPolicy({ verify, greedyFirst, calibration }),
    },
    baseline: 'majority, early stop',
    system: 'system',
    grade,
    seed: setting.seed,
  });
  const withCritic = records.some(({ samples }) => samples.some(({ critic }) => critic));
  const about =
    `${settingText(setting)} · confidence ${calibration ? 'calibrated' : 'not calibrated'} · greedy candidate first · ` +
    `${withCritic ? 'its critic is asked' : 'no judge'}, no larger model, no domain gate · ${records.length} records`;
  return { about, setting, calibrated: calibration !== undefined, report };
};

/** Measures the records of a finished run of the model with this name. */
export const evaluateRun = (
  { header, records }: EvaluationRun,
  { name, calibration }: { name: string; calibration: Calibration | undefined },
): Evaluation => evaluateRecords(records, { ...header.setting, model: name }, calibration);

/** The evaluation as one plain object; `path` is its run file. */
export const evaluationJson = ({ setting, calibrated, report }: Evaluation, path: string) => ({
  setting,
  calibrated,
  records: basename(path),
  ...report,
});

/** The evaluation as tables for a terminal. */
export const evaluationText = ({ about, report }: Evaluation): string =>
  [about, ...tables(report).map((table) => tableText(table, 'plain'))].join('\n\n');

/** Writes results.md, results.svg and results.json. */
export const writeEvaluation = (folder: string, evaluation: Evaluation, path: string): void => {
  const { about, report } = evaluation;
  const sections = [
    '# Results',
    about,
    '![Accuracy at equal tokens](results.svg)',
    ...tables(report).map((table) => tableText(table, 'markdown')),
  ];
  writeAtomic(join(folder, 'results.md'), `${sections.join('\n\n')}\n`);
  writeAtomic(join(folder, 'results.svg'), plot(report));
  writeAtomic(join(folder, 'results.json'), `${JSON.stringify(evaluationJson(evaluation, path), null, 1)}\n`);
};
