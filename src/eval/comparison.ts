/**
 * Chats on the same questions: each is asked as a client would ask it, its answer is graded, and the measures become
 * tables. No model sees a gold answer. Which Chats there are, such as the names of a server's catalog, is the caller's
 * choice.
 */
import { hashString } from '../random.ts';
import { answerText } from '../answers/read.ts';
import { grade } from '../task/registry.ts';
import type { Chat, ChatEvent, Decision, Item } from '../types.ts';
import { within, type Table } from './report.ts';
import { mcnemar, mean, pairedDifference, stratifiedMean, sum } from './statistics.ts';

/**
 * A question answered by a model. Without `item`, the id of a task item, the question is a person's own and not graded.
 */
export type ComparisonRecord = {
  type: 'compared';
  name: string;
  item?: string;
  family?: string;
  question: string;
  answer: string;
  /** The whole answer. */
  content: string;
  correct?: boolean;
  declined: boolean;
  /** The rule that chose it. */
  rule?: Decision['rule'];
  confidence?: number;
  candidates: number;
  /** Model calls: those of the solver, planner, judge and triage. */
  calls: number;
  promptTokens: number;
  completionTokens: number;
  cost?: number;
  seconds: number;
};

/** A model failed; the message is its own. */
export class ModelFailed extends Error {
  override name = 'ModelFailed';
}

export type Question = {
  /** Of the model in the tables. */
  name: string;
  question: string;
  /** Grades the answer; absent for a question of the user's own. */
  item?: Item | undefined;
  seed: number;
  signal: AbortSignal;
  /** Calls of models so far, where something counts them. */
  calls?: () => number;
};

/** Asks one question. Throws `ModelFailed` when the model does; undefined once the signal has aborted. */
export const askForComparison = async (
  chat: Chat,
  { name, question, item, seed, signal, calls = () => 1 }: Question,
): Promise<ComparisonRecord | undefined> => {
  let decision: Decision | undefined;
  let done: (ChatEvent & { type: 'done' }) | undefined;
  let candidates = 0;
  const messages = [{ role: 'user' as const, content: question }];
  for await (const event of chat({ messages, seed: hashString(`${seed}/${item?.id ?? question}`), signal })) {
    if (event.type === 'decision') decision = event.decision;
    else if (event.type === 'verdict') candidates++;
    else if (event.type === 'done') done = event;
  }
  if (signal.aborted) return undefined;
  if (!done) throw new ModelFailed(`${name} ended its stream without a "done" event`);
  const { reply, usage, seconds, failure } = done;
  if (reply.finish === 'error') throw new ModelFailed(`${name} failed: ${failure?.message ?? reply.content}`);
  const declined = decision?.abstained ?? false;
  const answer = declined ? '' : answerText(reply, question);
  return {
    type: 'compared',
    name,
    question,
    answer,
    content: reply.content,
    declined,
    ...(item && { item: item.id, family: item.family, correct: answer !== '' && grade(item, answer).correct }),
    ...(decision && { rule: decision.rule, confidence: decision.confidence }),
    candidates: Math.max(1, candidates),
    calls: calls(),
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    ...(usage.cost !== undefined && { cost: usage.cost }),
    seconds,
  };
};

/** A number with about three digits: 1.23, 12.3, 1,234. */
const threeDigits = (value: number): string => {
  if (value < 10) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
};
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`;
const strata = (rows: readonly ComparisonRecord[]): number[][] =>
  [...Map.groupBy(rows, ({ family }) => family!).values()].map((group) =>
    group.map(({ correct }) => (correct ? 1 : 0)),
  );

/** The measures of each name, in the given order. All but the first are compared with the first on the same items. */
export const comparisonTable = (
  records: readonly ComparisonRecord[],
  names: readonly string[],
  seed: number,
): Table => {
  const of = (name: string) => records.filter((record) => record.name === name);
  const base = new Map(of(names[0]!).map((record) => [record.item, record]));
  const priced = records.some(({ cost }) => cost !== undefined);
  const rows = names.map((name, i) => {
    const mine = of(name);
    const both = mine.flatMap((b) => {
      const a = base.get(b.item);
      return a ? [{ a, b }] : [];
    });
    const pairs = both.map(({ a, b }) => ({ stratum: b.family!, a: b.correct ? 1 : 0, b: a.correct ? 1 : 0 }));
    const apart = pairedDifference(pairs, { seed });
    const p = mcnemar(
      both.filter(({ a, b }) => a.correct && !b.correct).length,
      both.filter(({ a, b }) => b.correct && !a.correct).length,
    );
    return [
      name,
      String(mine.length),
      within(stratifiedMean(strata(mine))),
      String(mine.filter(({ declined }) => declined).length),
      threeDigits(mean(mine.map(({ candidates }) => candidates))),
      threeDigits(mean(mine.map(({ calls }) => calls))),
      threeDigits(mean(mine.map(({ promptTokens }) => promptTokens))),
      threeDigits(mean(mine.map(({ completionTokens }) => completionTokens))),
      threeDigits(mean(mine.map(({ seconds }) => seconds))),
      ...(priced
        ? [mine.some(({ cost }) => cost !== undefined) ? `$${sum(mine.map(({ cost = 0 }) => cost)).toFixed(4)}` : '–']
        : []),
      i === 0
        ? ''
        : `${signed(apart.value)} [${signed(apart.low)}, ${signed(apart.high)}], p ${p < 0.001 ? '< 0.001' : p.toFixed(3)}`,
    ];
  });
  return {
    title: `${names.join(' and ')} on the same questions`,
    note:
      'Right: mean over families in per cent with a 95 % interval. Candidates, calls, tokens and seconds: means per question. ' +
      `Difference: from ${names[0]} on the same questions, in points, with a 95 % bootstrap interval and McNemar's exact p.`,
    head: [
      'model',
      'questions',
      'right',
      'declined',
      'candidates',
      'calls',
      'prompt tokens',
      'written tokens',
      'seconds',
      ...(priced ? ['cost'] : []),
      'difference',
    ],
    rows,
  };
};

/** The number of right answers of each name in each family. */
export const familyTable = (records: readonly ComparisonRecord[], names: readonly string[]): Table => ({
  title: 'Right, by family',
  head: ['family', ...names],
  rows: [...Map.groupBy(records, ({ family }) => family!)].map(([family, group]) => [
    family,
    ...names.map((name) => {
      const answers = group.filter((record) => record.name === name);
      return `${answers.filter(({ correct }) => correct).length}/${answers.length}`;
    }),
  ]),
});
