/**
 * The test in independent wordings (test/words/README.md): rows, the rules by which an answer is right, and the figures
 * per set, kind and voice. Nothing here asks a model; `cli/eval-words.ts` does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sameAnswer as saysTheSame } from '../answers/same.ts';
import { makes } from '../reading/compare-answers.ts';
import { readText } from '../reading/text/text.ts';

const row = z.object({
  id: z.string(),
  kind: z.string(),
  voice: z.string(),
  set: z.string(),
  question: z.string(),
  answer: z.string(),
  accept: z.array(z.string()).optional(),
  reason: z.string().optional(),
  /** Other reasons that are as true. */
  also: z.array(z.string()).optional(),
});
const formalRow = z.object({ id: z.string(), formal: z.looseObject({ type: z.string() }) });
const game = z.object({ numbers: z.array(z.number()), target: z.number(), all: z.boolean() });

export type WordsRow = z.infer<typeof row> & {
  /** Of the numbers game: what an expression must do. */ game?: z.infer<typeof game>;
};

const linesOf = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown);

/** The rows of a split. Throws one sentence when the folder has none. */
export const readWords = (folder: string, split: string): WordsRow[] => {
  const all = readdirSync(folder);
  const names = all.filter((name) => name.endsWith(`.${split}.jsonl`));
  const sets = names.filter((name) => !name.startsWith('formal.'));
  if (sets.length === 0) {
    const splits = [
      ...new Set(all.flatMap((name) => /^(?:words|near|simple)\.(.+)\.jsonl$/.exec(name)?.[1] ?? [])),
    ].sort();
    const has =
      splits.length === 0
        ? 'no words.NAME.jsonl, near.NAME.jsonl or simple.NAME.jsonl'
        : `the splits ${splits.join(', ')}`;
    throw new Error(`${folder} holds no *.${split}.jsonl; it has ${has}`);
  }
  const formal = new Map(
    names
      .filter((name) => name.startsWith('formal.'))
      .flatMap((name) => linesOf(join(folder, name)))
      .map((line) => formalRow.parse(line))
      .map((one) => [one.id, one.formal] as const),
  );
  return sets
    .flatMap((name) => linesOf(join(folder, name)))
    .map((line): WordsRow => {
      const one = row.parse(line);
      const found = game.safeParse(formal.get(one.id));
      return found.success && one.kind === 'countdown' ? { ...one, game: found.data } : one;
    });
};

const plain = (text: string): string =>
  readText(text)
    .low.replace(/(?<=\d),(?=\d{3}\b)/g, '')
    .replace(/[.!?\s]+$/, '')
    .replace(/["'`]/g, '')
    .trim();

/** Without articles and the spaces around signs. */
const bare = (text: string): string =>
  plain(text)
    .replace(/\b(?:the|an?)\s+(?=[a-z]{2})/g, '')
    .replace(/\s*([,<>=+*/×()-])\s*/g, '$1')
    .replace(/->|→|–|>/g, '-')
    .replace(/\s+/g, ' ');

const LIST_KINDS = new Set(['sorting', 'order', 'paths']);
const listOf = (text: string): string =>
  bare(text)
    .split(/[,\-<>;\s]+/)
    .filter((one) => one !== '')
    .join(' ');

/** A number with a unit word beside it. */
const withoutUnit = (text: string): string =>
  bare(text)
    .replace(/^[$£€]/, '')
    .replace(/^(-?\d+(?:\.\d+)?(?:\/\d+)?) ?[a-z%°²³/ ]+$/, '$1');

const sameAs = (kind: string, answer: string, right: string): boolean => {
  if (bare(answer) === bare(right) || withoutUnit(answer) === bare(right)) return true;
  if (LIST_KINDS.has(kind)) return listOf(answer) === listOf(right);
  return /\d/.test(right) && kind !== 'dates' && kind !== 'time' && saysTheSame(answer, right);
};

/** Whether an answer is right, by the rules of the test's README. */
export const isRight = (one: WordsRow, answer: string): boolean => {
  if (one.game) {
    const { numbers, target, all } = one.game;
    const problem = { type: 'make' as const, numbers: numbers.map(String), target: String(target), all };
    return makes(problem, answer) === true;
  }
  return [one.answer, ...(one.accept ?? [])].some((right) => right !== 'decline' && sameAs(one.kind, answer, right));
};

/** What came of one question. `answer` undefined: declined. */
export type WordsOutcome = {
  row: WordsRow;
  answer: string | undefined;
  confidence: number;
  checked: boolean;
  /** What the user read when it was declined. */
  text: string;
  /** Why it was declined, in the words of the test, where the system knows. */
  why: string | undefined;
  tokens: number;
  seconds: number;
};

type Grade = 'right' | 'wrong' | 'declined';

/** In the near-domain set the true value is not wrong; an answer where there is none is. */
const gradeWords = ({ row: one, answer }: WordsOutcome): Grade => {
  if (answer === undefined) return 'declined';
  return isRight(one, answer) ? 'right' : 'wrong';
};

const OF_ZERO: ReadonlySet<string | undefined> = new Set(['no-solution', 'invalid-input']);

/**
 * A contradictory question also has no solution: either reason is true of it. A division by zero has no solution, and
 * is no valid expression.
 */
const trueReason = ({ row: one, why, text }: WordsOutcome): boolean =>
  (/division by zero/.test(text) && OF_ZERO.has(why) && OF_ZERO.has(one.reason)) ||
  (one.reason !== undefined && why === one.reason) ||
  (why !== undefined && one.also?.includes(why) === true) ||
  (one.reason === 'contradiction' && why === 'no-solution') ||
  (one.reason === 'no-solution' && why === 'contradiction');

type WordsFigures = {
  count: number;
  right: number;
  wrong: number;
  declined: number;
  /** Near-domain: declined with the reason that the test names. */
  reasoned: number;
  wrongAt70: number;
  wrongAt90: number;
  checked: number;
  checkedWrong: number;
};

export const figuresOf = (outcomes: readonly WordsOutcome[]): WordsFigures => {
  const graded = outcomes.map((one) => ({ one, grade: gradeWords(one) }));
  const count = (test: (one: WordsOutcome, grade: Grade) => boolean): number =>
    graded.filter(({ one, grade }) => test(one, grade)).length;
  return {
    count: outcomes.length,
    right: count((_, grade) => grade === 'right'),
    wrong: count((_, grade) => grade === 'wrong'),
    declined: count((_, grade) => grade === 'declined'),
    reasoned: count((one, grade) => grade === 'declined' && trueReason(one)),
    wrongAt70: count((one, grade) => grade === 'wrong' && one.confidence >= 0.7),
    wrongAt90: count((one, grade) => grade === 'wrong' && one.confidence >= 0.9),
    checked: count((one, grade) => grade !== 'declined' && one.checked),
    checkedWrong: count((one, grade) => grade === 'wrong' && one.checked),
  };
};

/** Expected calibration error of the answered ones, in ten bins of equal width. */
export const calibrationError = (outcomes: readonly WordsOutcome[]): number => {
  const answered = outcomes.filter((one) => one.answer !== undefined);
  const bins = Array.from({ length: 10 }, (_, i) =>
    answered.filter((one) => Math.min(9, Math.floor(one.confidence * 10)) === i),
  );
  const gaps = bins.map((bin) => {
    const sure = bin.reduce((sum, one) => sum + one.confidence, 0);
    const right = bin.filter((one) => gradeWords(one) === 'right').length;
    return Math.abs(sure - right);
  });
  return answered.length === 0 ? 0 : gaps.reduce((sum, gap) => sum + gap, 0) / answered.length;
};

export type Table = { title: string; head: string[]; rows: string[][] };

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

const line = (name: string, outcomes: readonly WordsOutcome[]): string[] => {
  const f = figuresOf(outcomes);
  return [
    name,
    `${f.count}`,
    percent(f.right, f.count),
    percent(f.wrong, f.count),
    percent(f.declined, f.count),
    `${f.wrongAt70}`,
    `${f.wrongAt90}`,
    `${f.checkedWrong}/${f.checked}`,
  ];
};

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;

/** Fewer rows of a voice say nothing about it. */
const ROWS_OF_A_VOICE = 10;

const HEAD = ['', 'N', 'right', 'wrong', 'declined', 'wrong ≥ 0.7', 'wrong ≥ 0.9', 'wrong/checked'];
const grouped = (outcomes: readonly WordsOutcome[], key: (one: WordsOutcome) => string): string[][] =>
  [...Map.groupBy(outcomes, key)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => line(name, group));

/** The tables of a run: per set, and for the questions that have an answer per kind and voice. */
export const wordsTables = (outcomes: readonly WordsOutcome[]): Table[] => {
  const answerable = outcomes.filter((one) => one.row.answer !== 'decline');
  const near = outcomes.filter((one) => one.row.answer === 'decline');
  const f = figuresOf(near);
  const seconds = outcomes.map((one) => one.seconds);
  const cost = [
    ['seconds', quantile(seconds, 0.5).toFixed(3), quantile(seconds, 0.95).toFixed(3)],
    [
      'tokens',
      ...[0.5, 0.95].map(
        (q) =>
          `${quantile(
            outcomes.map((one) => one.tokens),
            q,
          )}`,
      ),
    ],
  ];
  const said = Map.groupBy(answerable, (one) => one.row.voice);
  const heard = answerable.filter((one) => said.get(one.row.voice)!.length >= ROWS_OF_A_VOICE);
  return [
    { title: 'per set', head: HEAD, rows: grouped(outcomes, (one) => one.row.set) },
    {
      title: 'questions with an answer, per kind',
      head: HEAD,
      rows: [...grouped(answerable, (one) => one.row.kind), line('all', answerable)],
    },
    { title: 'questions with an answer, per voice', head: HEAD, rows: grouped(heard, (one) => one.row.voice) },
    {
      title: 'near-domain questions',
      head: ['N', 'answered wrongly', 'declined', 'declined with the true reason', 'true reason or true value'],
      rows: [
        [
          `${f.count}`,
          percent(f.wrong, f.count),
          percent(f.declined, f.count),
          percent(f.reasoned, f.count),
          percent(f.reasoned + f.right, f.count),
        ],
      ],
    },
    { title: 'near-domain questions, per kind', head: HEAD, rows: grouped(near, (one) => one.row.kind) },
    {
      title: 'calibration error of the answers',
      head: ['', 'points'],
      rows: [['all', (100 * calibrationError(answerable)).toFixed(1)]],
    },
    { title: 'cost of a question', head: ['', 'p50', 'p95'], rows: cost },
  ];
};
