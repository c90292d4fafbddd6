/**
 * An evaluation of any Chat in one call: held-out task items, greedy and n samples of each, measured by every policy.
 * Records stay in memory; an evaluation that can be stopped and resumed is run.ts.
 */
import type { Calibration } from '../reason/confidence.ts';
import { STANDARD } from '../reason/defaults.ts';
import { families as allFamilies } from '../task/registry.ts';
import type { Difficulty } from '../task/family.ts';
import type { Chat } from '../types.ts';
import { collect, evaluationItems, remaining, type Arm, type EvaluationRecord } from './collect.ts';
import type { Setting } from './report.ts';
import { evaluateRecords, type Evaluation } from './run.ts';

export type EvaluateOptions = {
  /** Of the model, for the report. */
  name?: string;
  /** Task families. Default: all. */
  families?: readonly string[];
  difficulties?: readonly Difficulty[];
  /** Questions of each family. */
  items?: number;
  /** Samples of each question, beside a greedy answer. */
  n?: number;
  /**
   * Without a plan, with a plan, or both. A plan is drafted in a section of its own, which other models than Mizan's
   * lack.
   */
  arms?: readonly Arm[];
  /** Of questions and samples, from 1000 on: smaller ones belong to training. */
  seed?: number;
  temperature?: number;
  maxTokens?: number;
  /** Scores answers where no check applies. */
  critic?: Chat;
  calibration?: Calibration;
  signal?: AbortSignal;
  /** Called after each record. */
  onRecord?: (record: EvaluationRecord, done: number, total: number) => void;
};

const settingOf = (options: EvaluateOptions): Setting => {
  const { arms = ['none'], difficulties = [1, 2, 3] } = options;
  return {
    model: options.name ?? 'chat',
    families: [...(options.families ?? allFamilies.map(({ name }) => name))],
    items: options.items ?? 20,
    n: options.n ?? 8,
    difficulty: difficulties.length === 3 ? 'all' : difficulties.join(' and '),
    seed: options.seed ?? 1000,
    plan: arms.length === 2 ? 'both' : arms[0]!,
    temperature: options.temperature ?? STANDARD.temperature,
    maxTokens: options.maxTokens ?? STANDARD.maxTokens,
  };
};

/**
 * Evaluates `chat`: accuracy of greedy, majority and the full system with intervals, what they spend, and how often a
 * right answer was among the samples. Undefined when `signal` aborted. Throws `ChatFailed` when the chat fails.
 */
export const evaluateChat = async (chat: Chat, options: EvaluateOptions = {}): Promise<Evaluation | undefined> => {
  const { arms = ['none'], difficulties = [1, 2, 3], critic, calibration, onRecord } = options;
  const signal = options.signal ?? new AbortController().signal;
  const setting = settingOf(options);
  const { families, seed, items: count } = setting;
  const items = evaluationItems(families, { split: 'test', seed, count, difficulties });
  const work = remaining(items, arms, []);
  const records: EvaluationRecord[] = [];
  for await (const record of collect(chat, work, { ...setting, critic, signal })) {
    records.push(record);
    onRecord?.(record, records.length, work.length);
  }
  return signal.aborted ? undefined : evaluateRecords(records, setting, calibration);
};
