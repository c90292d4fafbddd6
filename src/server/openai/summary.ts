/**
 * The summary of a request, from its events: the replies, the usage as responses report it, and the `mizan` object,
 * which says how the answer was selected.
 */
import { foldEvent, newAnswerState } from '../../answer.ts';
import type { ChatEvent, Failure, Reply, Usage, Wire } from '../../types.ts';
import { NO_USAGE } from '../../usage.ts';
import type { Exchange } from '../exchange.ts';
import { optional } from './fields.ts';

export type Summary = {
  observe(event: ChatEvent): void;
  /** The finished answers in order; those of `done` alone where candidates were selected from. */
  replies(): Reply[];
  usage(): Usage;
  failure(): Failure | undefined;
  /** The `mizan` object of the response. */
  mizan(): Wire;
};

/** Tokens of thoughts among `usage`, where the model did not say: all but those of the answers that were given. */
const reasoningTokens = (usage: Usage, answered: number): number =>
  usage.reasoningTokens ?? Math.max(0, usage.completionTokens - answered);

export const createSummary = ({ opened, turn }: Pick<Exchange, 'opened' | 'turn'>): Summary => {
  const state = newAnswerState();
  const { selects } = opened;
  // Where candidates are selected from, a plan is a call of its own: its tokens belong to no reply.
  const thinkTokens = (index: number): number =>
    (state.candidates.find((candidate) => candidate.index === index)?.thinkTokens ?? 0) +
    (selects ? 0 : (state.plans.find((plan) => plan.index === index)?.tokens ?? 0));
  const answerTokens = (reply: Reply): number => Math.max(0, reply.tokens - thinkTokens(reply.index));
  const replies = (): Reply[] => {
    const { done } = state;
    if (!done) return [];
    if (selects) return [...(done.replies ?? [done.reply])];
    const ended = state.candidates.flatMap(({ reply }) => (reply ? [reply] : []));
    return ended.some(({ index }) => index === done.reply.index)
      ? ended
      : [...ended, done.reply].sort((a, b) => a.index - b.index);
  };
  return {
    observe: (event) => foldEvent(state, event),
    replies,
    usage: () => {
      const usage = state.done?.usage ?? NO_USAGE;
      const answered = replies().reduce((sum, reply) => sum + answerTokens(reply), 0);
      return { ...usage, reasoningTokens: reasoningTokens(usage, answered) };
    },
    failure: () => state.done?.failure,
    mizan: () => ({
      trace: turn.entry.id,
      settings: opened.settings,
      ...(selects && {
        decision: state.decision ?? null,
        candidates: state.candidates
          .filter(({ reply, answer }) => reply !== undefined || answer !== undefined)
          .map(({ index, answer, read, verdict, reply }) => ({
            index,
            answer: answer ?? '',
            ...(read && { read }),
            verdict: verdict ?? null,
            tokens: reply?.tokens ?? 0,
          })),
      }),
      winner_tokens: (state.done?.replies ?? (state.done ? [state.done.reply] : [])).reduce(
        (sum, { tokens }) => sum + tokens,
        0,
      ),
      ...optional('cost', state.done?.usage.cost),
      seconds: state.done?.seconds ?? 0,
    }),
  };
};

/** Usage as chat completions have it. Everything that the caller pays for is in the two sums. */
export const chatUsage = (usage: Usage): Wire => ({
  prompt_tokens: usage.promptTokens,
  completion_tokens: usage.completionTokens,
  total_tokens: usage.promptTokens + usage.completionTokens,
  prompt_tokens_details: { cached_tokens: usage.cachedTokens ?? 0 },
  completion_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
  ...optional('cost', usage.cost),
});
