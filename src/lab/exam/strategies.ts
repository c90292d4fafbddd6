/**
 * Ways to answer a question that has been examined: greedily, by votes, by the whole system, or with the critic heard. Each is
 * worked out from the draws of an examination (exam.ts) by the functions that serve users, with what it costs in tokens.
 */
import { grade, verify } from '../../task/registry.ts';
import { majority, replay, runsOf, type SelectionPolicy } from '../../eval/replay.ts';
import { systemPolicy } from '../../eval/system-policy.ts';
import type { ExamRecord } from './exam.ts';

/** One answer, or n of them weighed; with a plan or without. */
export type Strategy = { plan: boolean; n: number; by: 'greedy' | 'majority' | 'system' | 'critic' };

/** What one way came to on one question. `completion`: tokens drawn; `tokens`: with those of the prompts, all requests. */
export type StrategyOutcome = { family: string; id: string; right: number; completion: number; tokens: number };

const policyFor = ({ by, n }: Strategy, record: ExamRecord): SelectionPolicy => {
  if (by === 'majority') return majority({ early: true, greedyFirst: true });
  const heard = record.heard[n];
  return systemPolicy({ verify, greedyFirst: true, comparisons: by === 'critic' ? heard?.comparisons : undefined });
};

const isRight = ({ item }: ExamRecord, answer: string): boolean =>
  answer !== '' && grade({ ...item, plan: '', thought: '' }, answer).correct;

/** What `way` would have answered on this record, and for how many tokens. */
export const outcomeOf = (way: Strategy, record: ExamRecord): StrategyOutcome => {
  const {
    item: { family, id, question },
    planUsage,
  } = record;
  const plan = { completion: planUsage.completionTokens, tokens: planUsage.promptTokens + planUsage.completionTokens };
  if (way.by === 'greedy') {
    const { promptTokens, completionTokens } = record.greedyUsage;
    return {
      family,
      id,
      right: Number(isRight(record, record.greedy.answer)),
      completion: completionTokens + plan.completion,
      tokens: promptTokens + completionTokens + plan.tokens,
    };
  }
  const policy = policyFor(way, record);
  const run = runsOf(record, way.n, true)[0]!;
  const { decision, tokens, promptTokens, open } = replay(policy, question, run, record.samplesUsage.promptTokens);
  const heard = way.by === 'critic' && open === 0 ? record.heard[way.n] : undefined;
  const critic = {
    completion: heard?.completionTokens ?? 0,
    tokens: (heard?.promptTokens ?? 0) + (heard?.completionTokens ?? 0),
  };
  const right = !decision.abstained && isRight(record, decision.answer);
  return {
    family,
    id,
    right: Number(right),
    completion: tokens + plan.completion + critic.completion,
    tokens: tokens + promptTokens + plan.tokens + critic.tokens,
  };
};
