/**
 * Errors of the domain gate (reason/abstain.ts): false refusals on held-out questions of the domain, false answers on
 * out-of-domain questions (out-of-domain.ts, GSM8K, MATH-500). No model is asked. The public data sets are read from a
 * folder that the caller names; one that is absent is named as skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { familiarity, type Domain } from '../reason/abstain.ts';
import { outOfDomainHalf } from './out-of-domain.ts';
import { evaluationItems } from './collect.ts';
import { sum, wilson } from './statistics.ts';
import { within, type Setting, type Table } from './report.ts';

/** One set of questions: how many the gate let through. `inside` tells which way is wrong. */
type GateRow = { set: string; inside: boolean; questions: number; answered: number };

/** Questions of a JSONL file, from the named field. Throws with the line when a row has none. */
const questionsIn = (path: string, field: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => {
      const question: unknown = (JSON.parse(line) as Record<string, unknown>)[field];
      if (typeof question === 'string') return question;
      throw new Error(`${path}, row ${i + 1}: no text field "${field}"; give the data set's own test file`);
    });

/** Counts what the gate lets through of each set. */
const gateRows = (
  known: (question: string) => boolean,
  sets: readonly { set: string; inside: boolean; questions: readonly string[] }[],
): GateRow[] =>
  sets.map(({ set, inside, questions }) => ({
    set,
    inside,
    questions: questions.length,
    answered: questions.filter(known).length,
  }));

const SETS = [
  { set: 'GSM8K test', path: ['gsm8k', 'test.jsonl'], field: 'question' },
  { set: 'MATH-500', path: ['math500', 'test.jsonl'], field: 'problem' },
] as const;

/** The table for `mizan eval --abstain`. Throws when the model's folder has no domain.json. */
export const abstention = (folder: string, data: string, setting: Setting): Table => {
  const path = join(folder, 'domain.json');
  if (!existsSync(path)) {
    throw new Error(
      `${folder} has no domain.json, so this model refuses nothing; train it with mizan train, which writes one`,
    );
  }
  const domain = JSON.parse(readFileSync(path, 'utf8')) as Domain;
  const items = evaluationItems(setting.families, {
    split: 'test',
    seed: setting.seed,
    count: setting.items,
    difficulties: [1, 2, 3],
  });
  const sets = SETS.map((set) => ({ ...set, file: join(data, ...set.path) }));
  const rows = gateRows(
    (question) => familiarity(domain, question).known,
    [
      ...[...Map.groupBy(items, ({ family }) => family)].map(([set, list]) => ({
        set,
        inside: true,
        questions: list.map(({ question }) => question),
      })),
      { set: 'everyday (test half)', inside: false, questions: outOfDomainHalf('test') },
      ...sets
        .filter(({ file }) => existsSync(file))
        .map(({ set, file, field }) => ({ set, inside: false, questions: questionsIn(file, field) })),
    ],
  );
  const skipped = sets.filter(({ file }) => !existsSync(file)).map(({ set, file }) => `${set} (no ${file})`);
  const inside = rows.filter((row) => row.inside);
  const total: GateRow = {
    set: 'all families',
    inside: true,
    questions: sum(inside.map((row) => row.questions)),
    answered: sum(inside.map((row) => row.answered)),
  };
  return {
    title: `The domain gate: per cent of questions on which it errs (seed ${setting.seed})`,
    note:
      'Inside the domain an error is a refusal, outside it is an answer. Wilson 95 % intervals.' +
      (skipped.length > 0 ? ` Skipped: ${skipped.join(', ')}.` : ''),
    head: ['questions', 'kind', 'error', 'asked', 'erred', 'per cent'],
    rows: [...inside, total, ...rows.filter((row) => !row.inside)].map((row) => {
      const wrong = row.inside ? row.questions - row.answered : row.answered;
      const kind = row.inside ? ['inside', 'false refusal'] : ['foreign', 'false answer'];
      return [row.set, ...kind, `${row.questions}`, `${wrong}`, within(wilson(wrong, row.questions))];
    }),
  };
};
