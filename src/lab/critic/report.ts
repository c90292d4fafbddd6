/** What a critic was found to be: how often it agrees with the truth, per family, and what hearing it gives. Pure functions of what was asked. */
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
  /** That the pairs are of; intervals count these. */
  questions: number;
  /** Of pairs: the right answer is held for better, or, where the critic holds both for about equal, has the higher ln p per token: as selection goes. */
  agreement: Interval;
  /** The same by the critic alone, by any difference. No verdict on either is a wrong one. */
  alone: Interval;
  /** Of single answers: yes to a right one, no to a wrong one. */
  verdicts: number;
  /** Of pairs with a yes and a no: how many there are, and how many are right. */
  decided: number;
  decidedRight: number | null;
  /** How often the right one has the higher mean ln p per token: what is known without a critic. */
  likelier: number;
  tokens: number;
};

const row = (family: string, asked: readonly JudgedPair[]): Agreement => {
  const alone = ({ ofRight: { right: a }, ofWrong: { right: b } }: JudgedPair): boolean =>
    a !== undefined && b !== undefined && a > b;
  const decided = asked.filter(
    ({ ofRight: { right: a }, ofWrong: { right: b } }) => a !== undefined && b !== undefined && a > 0.5 !== b > 0.5,
  );
  const perToken = ({ logprob, tokens }: GradedAnswer): number => logprob / tokens;
  const likelier = ({ right, wrong }: JudgedPair): boolean => perToken(right) > perToken(wrong);
  const agrees = (one: JudgedPair): boolean => {
    const found = better(one.ofRight.right, one.ofWrong.right);
    return found === undefined ? likelier(one) : found === 'a';
  };
  const byQuestion = [...Map.groupBy(asked, ({ question }) => question).values()];
  const share = (of: (one: JudgedPair) => boolean): Interval =>
    clusteredShare(byQuestion.map((same) => same.map((one) => Number(of(one)))));
  return {
    family,
    pairs: asked.length,
    questions: byQuestion.length,
    agreement: share(agrees),
    alone: share(alone),
    verdicts: mean(
      asked.flatMap(({ ofRight, ofWrong }) => [Number((ofRight.right ?? 0) > 0.5), Number((ofWrong.right ?? 1) < 0.5)]),
    ),
    decided: decided.length / asked.length,
    decidedRight: decided.length > 0 ? mean(decided.map((one) => Number(alone(one)))) : null,
    likelier: mean(asked.map((one) => Number(likelier(one)))),
    tokens: mean(asked.map(({ ofRight, ofWrong }) => (ofRight.tokens + ofWrong.tokens) / 2)),
  };
};

/** Per family, and over all pairs. */
export const agreementOf = (asked: readonly JudgedPair[]): Agreement[] =>
  asked.length === 0
    ? []
    : [
        ...[...Map.groupBy(asked, ({ family }) => family)].map(([family, some]) => row(family, some)),
        row('all pairs', asked),
      ];

export const agreementTable = (found: readonly Agreement[]): Table => ({
  title: 'The critic on held-out pairs of a right and a wrong answer of its own',
  note: 'Agrees: it holds the right answer for better, or, where it holds both for about equal, the right one has the higher ln p per token. Alone: without that. Each is read by itself, so there is no order. Verdicts: yes to a right answer, no to a wrong one. Decided: a yes and a no, and of those how many are right. Likelier: the right answer has the higher ln p per token. Tokens: of one critique.',
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
  rows: found.map((one) => [
    one.family,
    `${one.pairs}`,
    `${one.questions}`,
    within(one.agreement),
    within(one.alone),
    percent(one.verdicts),
    percent(one.decided),
    percent(one.decidedRight),
    percent(one.likelier),
    one.tokens.toFixed(0),
  ]),
});

/** Right answers per family, of equal weight in the average: greedy, the most frequent of n, votes weighed by confidence, and with the critic heard; `difference` is the last less the second. */
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

export const selectedOf = (examined: readonly ExamRecord[], n: number): Selected[] => {
  const of = (by: Strategy['by']) =>
    examined.map((record) => ({ family: record.item.family, right: outcomeOf({ plan: false, n, by }, record).right }));
  const all = { greedy: of('greedy'), majority: of('majority'), voted: of('system'), heard: of('critic') };
  const rowFor = (family: string, keep: (name: string) => boolean): Selected => {
    const average = (some: readonly { family: string; right: number }[]) =>
      stratifiedMean(
        [
          ...Map.groupBy(
            some.filter((one) => keep(one.family)),
            (one) => one.family,
          ).values(),
        ].map((group) => group.map(({ right }) => right)),
      ).value;
    const chosen = examined.map((record, i) => ({ record, i })).filter(({ record }) => keep(record.item.family));
    return {
      family,
      questions: chosen.length,
      greedy: average(all.greedy),
      majority: average(all.majority),
      voted: average(all.voted),
      heard: average(all.heard),
      difference: pairedDifference(
        chosen.map(({ record, i }) => ({
          stratum: record.item.family,
          a: all.heard[i]!.right,
          b: all.majority[i]!.right,
        })),
        { seed: 1 },
      ),
      asked: mean(chosen.map(({ record }) => Number(record.heard[n] !== undefined))),
    };
  };
  const names = [...new Set(examined.map(({ item }) => item.family))];
  return names.length === 0
    ? []
    : [...names.map((name) => rowFor(name, (one) => one === name)), rowFor('average', () => true)];
};

export const selectedTable = (found: readonly Selected[], n: number): Table => ({
  title: `Answers with the critic heard, of ${n}`,
  note: 'Right, per cent. Voted: by confidence where no answer has more than half of the votes; heard: by the critic there. Difference: heard less majority on the same questions, points, bootstrap 95 % interval. Asked: share of the questions where the critic was.',
  head: ['family', 'questions', 'greedy', `majority@${n}`, 'voted', 'heard', 'difference', 'asked'],
  rows: found.map((one) => [
    one.family,
    `${one.questions}`,
    percent(one.greedy),
    percent(one.majority),
    percent(one.voted),
    percent(one.heard),
    signed(one.difference),
    percent(one.asked),
  ]),
});
