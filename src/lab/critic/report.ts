/**
 * How good a critic is: how often it agrees with the truth, per family, and what answers gain by it. Pure functions of
 * judged pairs and of records of an examination.
 */
import { better } from '../../reason/judge.ts';
import { clusteredShare, mean, pairedDifference, stratifiedMean, type Interval } from '../../eval/statistics.ts';
import type { GradedAnswer, Critique } from '../exam/pairs.ts';
import { percent, signed, within, type Table } from '../../eval/report.ts';
import type { ExamRecord } from '../exam/exam.ts';
import { outcomeOf, type Strategy } from '../exam/strategies.ts';

/** One held-out pair, and what the critic said of each answer. */
export type JudgedPair = {
  family: string;
  question: string;
  right: GradedAnswer;
  wrong: GradedAnswer;
  ofRight: Critique;
  ofWrong: Critique;
};

export type Agreement = {
  family: string;
  pairs: number;
  /** Distinct questions of the pairs: the unit of the intervals. */
  questions: number;
  /**
   * Share of pairs in which the selection would take the right answer: the critic scores it clearly higher or, where
   * its scores are about equal, it has the higher ln p per token.
   */
  agreement: Interval;
  /** The same by the critic's scores alone, by any difference. A pair without a verdict on both counts as wrong. */
  alone: Interval;
  /** Share of single answers: yes to a right one, no to a wrong one. */
  verdicts: number;
  /** Share of pairs with one yes and one no, and of those the share that is right. */
  decided: number;
  decidedRight: number | null;
  /** Share of pairs whose right answer has the higher mean ln p per token: what is known without a critic. */
  likelier: number;
  tokens: number;
};

const perToken = ({ logprob, tokens }: GradedAnswer): number => logprob / tokens;
const isLikelier = ({ right, wrong }: JudgedPair): boolean => perToken(right) > perToken(wrong);

/** The critic alone scores the right answer higher. */
const agreesAlone = ({ ofRight, ofWrong }: JudgedPair): boolean =>
  ofRight.right !== undefined && ofWrong.right !== undefined && ofRight.right > ofWrong.right;

/** The selection would take the right answer. */
const agrees = (pair: JudgedPair): boolean => {
  const verdict = better(pair.ofRight.right, pair.ofWrong.right);
  return verdict === undefined ? isLikelier(pair) : verdict === 'a';
};

/** One yes and one no. */
const isDecided = ({ ofRight: { right: a }, ofWrong: { right: b } }: JudgedPair): boolean =>
  a !== undefined && b !== undefined && a > 0.5 !== b > 0.5;

const row = (family: string, pairs: readonly JudgedPair[]): Agreement => {
  const byQuestion = [...Map.groupBy(pairs, ({ question }) => question).values()];
  const share = (of: (pair: JudgedPair) => boolean): Interval =>
    clusteredShare(byQuestion.map((ofQuestion) => ofQuestion.map((pair) => Number(of(pair)))));
  const decided = pairs.filter(isDecided);
  return {
    family,
    pairs: pairs.length,
    questions: byQuestion.length,
    agreement: share(agrees),
    alone: share(agreesAlone),
    verdicts: mean(
      pairs.flatMap(({ ofRight, ofWrong }) => [Number((ofRight.right ?? 0) > 0.5), Number((ofWrong.right ?? 1) < 0.5)]),
    ),
    decided: decided.length / pairs.length,
    decidedRight: decided.length > 0 ? mean(decided.map((pair) => Number(agreesAlone(pair)))) : null,
    likelier: mean(pairs.map((pair) => Number(isLikelier(pair)))),
    tokens: mean(pairs.map(({ ofRight, ofWrong }) => (ofRight.tokens + ofWrong.tokens) / 2)),
  };
};

/** Per family, and over all pairs. */
export const agreementOf = (pairs: readonly JudgedPair[]): Agreement[] =>
  pairs.length === 0
    ? []
    : [
        ...[...Map.groupBy(pairs, ({ family }) => family)].map(([family, ofFamily]) => row(family, ofFamily)),
        row('all pairs', pairs),
      ];

const AGREEMENT_NOTE = [
  'Agrees: the critic scores the right answer higher or, where its scores are about equal, that one has the higher ln p per token.',
  'Alone: by scores only. Each answer is read by itself, so order cannot matter. Verdicts: yes to a right answer, no to a wrong',
  'one. Decided: one yes and one no, and of those the share that is right. Likelier: the right answer has the higher ln p per',
  'token. Tokens: of one critique.',
].join(' ');

export const agreementTable = (rows: readonly Agreement[]): Table => ({
  title: "The critic on held-out pairs of a right and a wrong answer of the model's own",
  note: AGREEMENT_NOTE,
  head: [
    'family',
    'pairs',
    'questions',
    'agrees',
    'alone',
    'verdicts',
    'decided',
    'of those right',
    'likelier',
    'tokens',
  ],
  rows: rows.map((result) => [
    result.family,
    `${result.pairs}`,
    `${result.questions}`,
    within(result.agreement),
    within(result.alone),
    percent(result.verdicts),
    percent(result.decided),
    percent(result.decidedRight),
    percent(result.likelier),
    result.tokens.toFixed(0),
  ]),
});

/**
 * Share of right answers per family, families of equal weight in the average: greedy, the most frequent of n, votes
 * weighed by confidence, and with the critic. `difference` is the critic's less the majority's; `asked` the share of
 * questions it was asked.
 */
export type Selected = {
  family: string;
  questions: number;
  greedy: number;
  majority: number;
  voted: number;
  heard: number;
  difference: Interval;
  asked: number;
};

type Scored = { record: ExamRecord; right: Record<Strategy['by'], number> };

const selectedRow = (family: string, scored: readonly Scored[], n: number): Selected => {
  const byFamily = [...Map.groupBy(scored, ({ record }) => record.item.family).values()];
  const average = (by: Strategy['by']): number =>
    stratifiedMean(byFamily.map((group) => group.map(({ right }) => right[by]))).value;
  return {
    family,
    questions: scored.length,
    greedy: average('greedy'),
    majority: average('majority'),
    voted: average('system'),
    heard: average('critic'),
    difference: pairedDifference(
      scored.map(({ record, right }) => ({ stratum: record.item.family, a: right.critic, b: right.majority })),
      { seed: 1 },
    ),
    asked: mean(scored.map(({ record }) => Number(record.critic[n] !== undefined))),
  };
};

/** Per family, and over all of them. */
export const selectedOf = (records: readonly ExamRecord[], n: number): Selected[] => {
  const rightBy = (record: ExamRecord, by: Strategy['by']) => outcomeOf({ plan: false, n, by }, record).right;
  const scored = records.map((record): Scored => ({
    record,
    right: {
      greedy: rightBy(record, 'greedy'),
      majority: rightBy(record, 'majority'),
      system: rightBy(record, 'system'),
      critic: rightBy(record, 'critic'),
    },
  }));
  return scored.length === 0
    ? []
    : [
        ...[...Map.groupBy(scored, ({ record }) => record.item.family)].map(([family, group]) =>
          selectedRow(family, group, n),
        ),
        selectedRow('average', scored, n),
      ];
};

const SELECTED_NOTE = [
  'Right, per cent. Voted: by confidence where no answer has more than half of the votes; critic: by its scores there.',
  'Difference: critic less majority on the same questions, points, bootstrap 95 % interval. Asked: share of the questions on which',
  'the critic was asked.',
].join(' ');

export const selectedTable = (rows: readonly Selected[], n: number): Table => ({
  title: `Answers with the critic, of ${n}`,
  note: SELECTED_NOTE,
  head: ['family', 'questions', 'greedy', `majority@${n}`, 'voted', 'critic', 'difference', 'asked'],
  rows: rows.map((result) => [
    result.family,
    `${result.questions}`,
    percent(result.greedy),
    percent(result.majority),
    percent(result.voted),
    percent(result.heard),
    signed(result.difference),
    percent(result.asked),
  ]),
});
