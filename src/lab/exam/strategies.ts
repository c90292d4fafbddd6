/**
 * Strategies of answering an examined question: greedy, majority, the whole system, or the system with the critic. What
 * each would have answered is worked out from the record of an examination (exam.ts) by the functions that serve users,
 * with its tokens.
 */
import { grade, verify } from '../../task/registry.ts';
import { majority, replay, runsOf, type SelectionPolicy } from '../../eval/replay.ts';
import { systemPolicy } from '../../eval/system-policy.ts';
import type { ExamRecord } from './exam.ts';

/** One answer, or a selection from n; with a plan or without. */
export type Strategy = { plan: boolean; n: number; by: 'greedy' | 'majority' | 'system' | 'critic' };

/**
 * The outcome of a strategy on one question. `completion`: tokens sampled; `tokens`: with those of the prompts, all
 * requests together.
 */
export type StrategyOutcome = { family: string; id: string; right: number; completion: number; tokens: number };

const policyFor = ({ by, n }: Strategy, record: ExamRecord): SelectionPolicy => {
  if (by === 'majority') return majority({ early: true, greedyFirst: true });
  const critic = record.critic[n];
  return systemPolicy({ verify, greedyFirst: true, comparisons: by === 'critic' ? critic?.comparisons : undefined });
};

const isRight = ({ item }: ExamRecord, answer: string): boolean =>
  answer !== '' && grade({ ...item, plan: '', thought: '' }, answer).correct;

/** What `strategy` would have answered on this record, and for how many tokens. */
export const outcomeOf = (strategy: Strategy, record: ExamRecord): StrategyOutcome => {
  const {
    item: { family, id, question },
    planUsage,
  } = record;
  const plan = { completion: planUsage.completionTokens, tokens: planUsage.promptTokens + planUsage.completionTokens };
  if (strategy.by === 'greedy') {
    const { promptTokens, completionTokens } = record.greedyUsage;
    return {
      family,
      id,
      right: Number(isRight(record, record.greedy.answer)),
      completion: completionTokens + plan.completion,
      tokens: promptTokens + completionTokens + plan.tokens,
    };
  }
  const policy = policyFor(strategy, record);
  const run = runsOf(record, strategy.n, true)[0]!;
  const { decision, tokens, promptTokens, open } = replay(policy, question, run, record.samplesUsage.promptTokens);
  const reading = strategy.by === 'critic' && open === 0 ? record.critic[strategy.n] : undefined;
  const critic = {
    completion: reading?.completionTokens ?? 0,
    tokens: (reading?.promptTokens ?? 0) + (reading?.completionTokens ?? 0),
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
