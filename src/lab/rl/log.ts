/**
 * What an RL run writes down as it goes: log.jsonl with one line a step and a held-out measurement, rollouts.jsonl with
 * one line an answer. Both files only grow; a resumed run cuts them back to what its checkpoint knows of. Names of
 * fields are part of the format (docs/formats.md).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tokenizer } from '../../model/tokenizer.ts';
import { appendLine, appendText } from '../../files.ts';
import { readAttempt, tokensOf } from './rollouts.ts';
import { totalSeconds, type GradedGroup, type StepRecord } from './step.ts';

/** What to do about a run folder that has lost something. */
export const RESTORE = 'restore it, or start afresh in another folder with --out';

/** One step. Rates are shares of the answers (or groups) that were completed in it; null where there were none. */
export type StepLine = {
  type: 'step';
  step: number;
  /** Mean reward, share of right answers, share of groups with a right one. */
  reward: number | null;
  pass1: number | null;
  passK: number | null;
  /** Mean tokens of an answer, and the share that the budget cut off. */
  length: number | null;
  truncated: number | null;
  groups: number;
  /** Groups without anything to learn. */
  skipped: number;
  entropy: number | null;
  kl: number | null;
  /** Largest difference of ln p of a token between trainer and generator. */
  gap: number | null;
  loss: number | null;
  ptx: number | null;
  norm: number | null;
  lr: number;
  temperature: number;
  tokens: number;
  seconds: number;
  /** Seconds of the phases: sampling, grading and checking, updating, handing over. */
  drawing: number;
  checking: number;
  updating: number;
  handing: number;
};
export type HeldOutLine = { type: 'held-out'; step: number; accuracy: number; items: number };
export type LogLine = StepLine | HeldOutLine;

type Rates = Pick<StepLine, 'reward' | 'pass1' | 'passK' | 'length' | 'truncated'>;

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rates over the answers of complete groups. */
const summarise = (groups: readonly Pick<GradedGroup, 'group' | 'graded'>[]): Rates => {
  const answers = groups.flatMap(({ group }) => group.answers);
  const graded = groups.flatMap((group) => group.graded);
  return {
    reward: mean(graded.map(({ reward }) => reward)),
    pass1: mean(graded.map(({ correct }) => (correct ? 1 : 0))),
    passK: mean(groups.map((group) => (group.graded.some(({ correct }) => correct) ? 1 : 0))),
    length: mean(answers.map(tokensOf)),
    truncated: mean(answers.map(({ finish }) => (finish === 'length' ? 1 : 0))),
  };
};

const stepLine = ({ plan, graded, check, update, tokens, seconds }: StepRecord): StepLine => ({
  type: 'step',
  step: plan.step,
  ...summarise(graded),
  groups: graded.length,
  skipped: graded.filter(({ advantages }) => !advantages).length,
  entropy: check.entropy,
  kl: check.kl,
  gap: check.logprobMismatch,
  loss: update.loss,
  ptx: update.ptx,
  norm: update.norm,
  lr: plan.lr,
  temperature: plan.temperature,
  tokens,
  seconds: totalSeconds(seconds),
  drawing: seconds.sampling,
  checking: seconds.checking,
  updating: seconds.updating,
  handing: seconds.handingOver,
});

/** One JSON line per answer: what was asked, what was answered, what it earned and why. */
const rolloutLines = (tokenizer: Tokenizer, step: number, { group, graded, advantages }: GradedGroup): string[] =>
  group.answers.map((rollout, index) => {
    const { answer, reply } = readAttempt(tokenizer, group, rollout);
    const { reward, correct, parts } = graded[index]!;
    return JSON.stringify({
      type: 'rollout',
      step,
      group: group.number,
      index,
      item: group.item.id,
      question: group.item.question,
      gold: group.item.gold,
      plan: reply.plan,
      thought: reply.reasoning,
      content: reply.content,
      answer,
      finish: reply.finish,
      tokens: reply.tokens,
      budget: group.budget,
      versions: rollout.segments.map(({ version, ids }) => [version, ids.length]),
      reward,
      correct,
      advantage: advantages?.get(index) ?? null,
      parts: Object.fromEntries(parts.map(({ name, weight, value, reason }) => [name, [weight, value, reason]])),
    });
  });

export type RunLog = {
  /** All lines so far, those of a resumed run included. */
  lines: readonly LogLine[];
  /** Writes down one step, and gives its line. */
  addStep(record: StepRecord): StepLine;
  addHeldOut(line: Omit<HeldOutLine, 'type'>): void;
};

/** The log of the run in `folder`, which goes on after `lines`. */
export const openLog = (folder: string, tokenizer: Tokenizer, earlier: readonly LogLine[]): RunLog => {
  const lines = [...earlier];
  const add = (line: LogLine): void => {
    lines.push(line);
    appendLine(join(folder, 'log.jsonl'), line);
  };
  return {
    lines,
    addStep: (record) => {
      const rollouts = record.graded.flatMap((group) => rolloutLines(tokenizer, record.plan.step, group));
      if (rollouts.length > 0) appendText(join(folder, 'rollouts.jsonl'), `${rollouts.join('\n')}\n`);
      const line = stepLine(record);
      add(line);
      return line;
    },
    addHeldOut: (line) => add({ type: 'held-out', ...line }),
  };
};

/** The lines of a run's log. Throws one sentence with the number of a damaged line. */
export const readLog = (folder: string): LogLine[] => {
  const path = join(folder, 'log.jsonl');
  return (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []).flatMap((line, i) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as LogLine];
    } catch (error) {
      throw new Error(`${path} is damaged at line ${i + 1}; ${RESTORE}`, { cause: error });
    }
  });
};

/** Named numbers for the progress line: means over the last ten steps, and the last held-out accuracy. */
export const progressFields = (lines: readonly LogLine[], size: number): Record<string, string | number> => {
  const steps = lines.filter((line) => line.type === 'step').slice(-10);
  const last = steps.at(-1);
  if (last === undefined) return {};
  const average = (field: keyof StepLine): number =>
    mean(steps.flatMap((line) => (typeof line[field] === 'number' ? [line[field]] : []))) ?? NaN;
  const heldOut = lines.findLast((line) => line.type === 'held-out')?.accuracy ?? NaN;
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const shown: [name: string, value: number, write: (value: number) => string][] = [
    ['reward', average('reward'), (value) => value.toFixed(3)],
    ['pass@1', average('pass1'), percent],
    [`pass@${size}`, average('passK'), percent],
    ['held-out', heldOut, percent],
    ['entropy', average('entropy'), (value) => value.toFixed(3)],
    ['KL', average('kl'), (value) => value.toExponential(1)],
    ['ptx', average('ptx'), (value) => value.toFixed(3)],
    ['length', average('length'), (value) => value.toFixed(0)],
  ];
  return {
    ...Object.fromEntries(
      shown.flatMap(([name, value, write]) => (Number.isFinite(value) ? [[name, write(value)]] : [])),
    ),
    skipped: `${last.skipped}/${last.groups}`,
    'tok/s': Math.round(average('tokens') / average('seconds')),
  };
};
