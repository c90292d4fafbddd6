/** What a critic was found to be: how often it agrees with the truth, per family and in either order. Pure functions of what was asked. */
import { mean, wilson, type Interval } from '../task/statistics.ts';
import type { Drawn, Judged } from './critic-pairs.ts';
import { within, type Table } from './report.ts';

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

const percent = (value: number | null): string => (value !== null && Number.isFinite(value) ? (100 * value).toFixed(1) : '–');

export const agreementTable = (found: readonly Agreement[]): Table => ({
  title: 'The critic on held-out pairs of a right and a wrong answer of its own',
  note: 'Agrees: single verdicts, both orders, none counts as wrong. Consistent: both orders name one answer, and of those the right one. Order: right as A less right as B, points. Likelier: the right answer has the higher ln p per token.',
  head: ['family', 'pairs', 'agrees', 'consistent', 'of those right', 'order', 'likelier', 'tokens'],
  rows: found.map((one) => [
    one.family, `${one.pairs}`, within(one.agreement), percent(one.decided), percent(one.decidedRight), `${one.orderEffect < 0 ? '−' : '+'}${Math.abs(100 * one.orderEffect).toFixed(1)}`, percent(one.likelier), one.tokens.toFixed(0),
  ]),
});
