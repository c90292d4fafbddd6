/**
 * `mizan/eval`: measuring any Chat on held-out questions. Replies are collected once, as plain records; every number is worked out
 * from the records, so a new way of selecting answers, or a new measure, needs no new replies.
 *
 * @example
 *   // A Chat of your own: accuracy with intervals, tokens, and what selection and checks gain.
 *   import { evaluateChat, evaluationText } from 'mizan/eval';
 *   import { scriptedChat } from 'mizan/testing';
 *
 *   const chat = scriptedChat({ replies: () => 'XIV' }); // or openModels(), think(...), an upstream
 *   const evaluation = await evaluateChat(chat, { families: ['roman', 'units'], items: 4, n: 4 });
 *   console.log(evaluationText(evaluation!));
 *
 * @example
 *   // A way of selecting answers of your own, replayed over records: no Chat is asked again.
 *   import { collect, evaluationItems, majority, measure, remaining, type SelectionPolicy } from 'mizan/eval';
 *   import { scriptedChat } from 'mizan/testing';
 *   import { grade } from 'mizan';
 *
 *   const chat = scriptedChat({ replies: (_, i) => (i % 3 === 0 ? 'IV' : 'VI') });
 *   const items = evaluationItems(['roman'], { split: 'test', seed: 1000, count: 5, difficulties: [1, 2, 3] });
 *   const options = { n: 4, temperature: 1, maxTokens: 64, seed: 1000, signal: new AbortController().signal };
 *   const records = await Array.fromAsync(collect(chat, remaining(items, ['none'], []), options));
 *   const vote = majority({ early: false, greedyFirst: true });
 *   const last: SelectionPolicy = {
 *     ...vote,
 *     decide: (_, finished, open) => {
 *       const { answer = '', index } = finished.at(-1) ?? {};
 *       const reason = 'the last one';
 *       return open > 0 ? undefined : { chosen: index, answer, abstained: false, rule: 'majority', confidence: 0.5, reason };
 *     },
 *   };
 *   const report = measure(records, { policies: { vote, last }, baseline: 'vote', system: 'last', grade, seed: 1 });
 *   console.log(report.arms[0]!.policies.last!.map(({ n, accuracy }) => [n, accuracy]));
 *
 * @example
 *   // Outputs that somebody recorded, right or wrong: a policy of your own beside those that are here.
 *   import { majorityVote, replayRecorded, toQuestion, type RecordedPolicy } from 'mizan/eval';
 *
 *   const question = toQuestion({
 *     id: '1',
 *     question: 'What is 6 times 7?',
 *     candidates: ['It is 42.', 'It is 48.', 'It is 42.'].map((text) => ({ text, right: text.includes('42') })),
 *   });
 *   const longest: RecordedPolicy = (candidates) => ({
 *     chosen: candidates.toSorted((a, b) => b.text.length - a.text.length)[0]?.index,
 *     drawn: candidates.map(({ index }) => index),
 *   });
 *   const arms = [{ name: 'vote', policy: majorityVote }, { name: 'longest', policy: longest }];
 *   console.log(replayRecorded([question], arms, { baseline: 'vote' }).map(({ name, accuracy }) => [name, accuracy.value]));
 *
 * @module
 */
// An evaluation in one call, or as a run that can be stopped and resumed.
export { evaluateChat, type EvaluateOptions } from '../eval/evaluate.ts';
export {
  calibrate,
  completeRun,
  createEvaluationRun,
  evaluateRecords,
  evaluationText,
  openEvaluationRun,
  type Evaluation,
  type EvaluationHeader,
  type EvaluationRun,
} from '../eval/run.ts';
// Records: what was asked and what came back.
export {
  ChatFailed,
  collect,
  collectReplies,
  evaluationItems,
  remaining,
  tokensOf,
  type Arm,
  type CollectOptions,
  type EvaluationRecord,
  type SampledAnswer,
  type WorkItem,
} from '../eval/collect.ts';
// Selection of answers, replayed over records.
export { majority, replay, runsOf, type Candidate, type ReplayOutcome, type SelectionPolicy } from '../eval/replay.ts';
export { systemPolicy, type SystemOptions } from '../eval/system-policy.ts';
// Measures, tables and plots.
export {
  countsUpTo,
  measure,
  scoreItem,
  type ArmReport,
  type Cell,
  type ItemScore,
  type MeasureOptions,
  type Report,
} from '../eval/metrics.ts';
export { plot, tables, tableText, type Setting, type Table } from '../eval/report.ts';
export { linePlot, type PlotOptions, type PlotPoint, type PlotSeries } from '../eval/line-plot.ts';
// Chats beside each other on the same questions.
export { askForComparison, comparisonTable, familyTable, type ComparisonRecord } from '../eval/comparison.ts';
// Recorded outputs of other models, replayed: see docs/formats.md for the file.
export {
  readTraces,
  toQuestion,
  type RecordedCandidate,
  type RecordedLine,
  type RecordedQuestion,
} from '../eval/recorded/question.ts';
export {
  cascade,
  majority as majorityVote,
  panel,
  single,
  system as systemSelection,
  type RecordedPolicy,
  type Rule,
  type Seen,
} from '../eval/recorded/policies.ts';
export { replayArms as replayRecorded, type Arm as RecordedArm, type ArmResult } from '../eval/recorded/replay.ts';
export { compareArms, resultTables, type ComparisonResult } from '../eval/recorded/results.ts';
export { compareTraces } from '../eval/recorded/traces.ts';
export type { Comparison as RecordedComparison } from '../eval/recorded/set.ts';
// Statistics.
export {
  clusteredShare,
  mcnemar,
  meanInterval,
  pairedDifference,
  passAtK,
  reliability,
  seededDifference,
  stratifiedMean,
  wilson,
  type Interval,
  type Pair,
  type Prediction,
  type Reliability,
  type SeededDifference,
} from '../eval/statistics.ts';
export type { Chat, Grade, Item, Verify } from '../types.ts';
