/** What a critic was found to be: how often it agrees with the truth, per family and in either order, and what hearing it gives. Pure functions of what was asked. */
import { mean, pairedDifference, stratifiedMean, wilson, type Interval } from '../task/statistics.ts';
import type { Drawn, Judged } from './critic-pairs.ts';
import { percent, signed, within, type Table } from './report.ts';
import type { Examined } from './study-exam.ts';
import { outcomeOf, type Way } from './ways.ts';

/** One held-out pair, and what the critic said of it in both orders; `first` stood as A in `straight`. */
export type Asked = { family: string; question: string; right: Drawn; wrong: Drawn; first: 'right' | 'wrong'; straight: Judged; swapped: Judged };

export type Agreement = {
  family: string;
  pairs: number;
  /** Of single verdicts, both orders; no verdict is a wrong one. */
  agreement: Interval;
  /** Of pairs whose two verdicts name one answer: how many there are, and how many are right. */
  decided: number;
  decidedRight: number | null;
  /** Share right with the right one as A, less with it as B. */
  orderEffect: number;
  /** How often the right one has the higher mean ln p per token: what is known without a critic. */
  likelier: number;
  tokens: number;
};

const verdicts = ({ first, straight, swapped }: Asked): { asA: boolean; asB: boolean } => {
  const [whenA, whenB] = first === 'right' ? [straight, swapped] : [swapped, straight];
  return { asA: whenA.verdict === 'A', asB: whenB.verdict === 'B' };
};

const row = (family: string, asked: readonly Asked[]): Agreement => {
  const found = asked.map(verdicts);
  const right = found.reduce((sum, { asA, asB }) => sum + (Number(asA) + Number(asB)) / 2, 0);
  const consistent = asked.flatMap(({ straight, swapped }, i) => (straight.verdict !== undefined && swapped.verdict !== undefined && straight.verdict !== swapped.verdict ? [found[i]!.asA] : []));
  const perToken = ({ logprob, tokens }: Drawn): number => logprob / tokens;
  return {
    family, pairs: asked.length, agreement: wilson(right, asked.length), decided: consistent.length / asked.length, decidedRight: consistent.length > 0 ? mean(consistent.map(Number)) : null,
    orderEffect: mean(found.map(({ asA }) => Number(asA))) - mean(found.map(({ asB }) => Number(asB))),
    likelier: mean(asked.map(({ right: a, wrong: b }) => Number(perToken(a) > perToken(b)))), tokens: mean(asked.map(({ straight, swapped }) => (straight.tokens + swapped.tokens) / 2)),
  };
};

/** Per family, and over all pairs. */
export const agreementOf = (asked: readonly Asked[]): Agreement[] =>
  asked.length === 0 ? [] : [...[...Map.groupBy(asked, ({ family }) => family)].map(([family, some]) => row(family, some)), row('all pairs', asked)];

export const agreementTable = (found: readonly Agreement[]): Table => ({
  title: 'The critic on held-out pairs of a right and a wrong answer of its own',
  note: 'Agrees: single verdicts, both orders, none counts as wrong. Consistent: both orders name one answer, and of those the right one. Order: right as A less right as B, points. Likelier: the right answer has the higher ln p per token.',
  head: ['family', 'pairs', 'agrees', 'consistent', 'of those right', 'order', 'likelier', 'tokens'],
  rows: found.map((one) => [
    one.family, `${one.pairs}`, within(one.agreement), percent(one.decided), percent(one.decidedRight), `${one.orderEffect < 0 ? '−' : '+'}${Math.abs(100 * one.orderEffect).toFixed(1)}`, percent(one.likelier), one.tokens.toFixed(0),
  ]),
});

/** Right answers per family, of equal weight in the average: greedy, the most frequent of n, votes weighed by confidence, and with the critic heard; `difference` is the last less the second. */
export type Selected = { family: string; questions: number; greedy: number; majority: number; voted: number; heard: number; difference: Interval; asked: number };

export const selectedOf = (examined: readonly Examined[], n: number): Selected[] => {
  const of = (by: Way['by']) => examined.map((record) => ({ family: record.item.family, right: outcomeOf({ plan: false, n, by }, record).right }));
  const all = { greedy: of('greedy'), majority: of('majority'), voted: of('system'), heard: of('critic') };
  const rowFor = (family: string, keep: (name: string) => boolean): Selected => {
    const average = (some: readonly { family: string; right: number }[]) => stratifiedMean([...Map.groupBy(some.filter((one) => keep(one.family)), (one) => one.family).values()].map((group) => group.map(({ right }) => right))).value;
    const chosen = examined.map((record, i) => ({ record, i })).filter(({ record }) => keep(record.item.family));
    return {
      family, questions: chosen.length, greedy: average(all.greedy), majority: average(all.majority), voted: average(all.voted), heard: average(all.heard),
      difference: pairedDifference(chosen.map(({ record, i }) => ({ stratum: record.item.family, a: all.heard[i]!.right, b: all.majority[i]!.right })), { seed: 1 }),
      asked: mean(chosen.map(({ record }) => Number(record.heard[n] !== undefined))),
    };
  };
  const names = [...new Set(examined.map(({ item }) => item.family))];
  return names.length === 0 ? [] : [...names.map((name) => rowFor(name, (one) => one === name)), rowFor('average', () => true)];
};

export const selectedTable = (found: readonly Selected[], n: number): Table => ({
  title: `Answers with the critic heard, of ${n}`,
  note: 'Right, per cent. Voted: by confidence where no answer has more than half of the votes; heard: by the critic there. Difference: heard less majority on the same questions, points, bootstrap 95 % interval. Asked: share of the questions where the critic was.',
  head: ['family', 'questions', 'greedy', `majority@${n}`, 'voted', 'heard', 'difference', 'asked'],
  rows: found.map((one) => [one.family, `${one.questions}`, percent(one.greedy), percent(one.majority), percent(one.voted), percent(one.heard), signed(one.difference), percent(one.asked)]),
});
