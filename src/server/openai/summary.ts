/**
 * What an exchange came to, gathered from its events while they pass: the replies, the usage as it goes over the wire,
 * and the `mizan` object that says how the answer was chosen.
 */
import type { ChatEvent, Decision, Failure, Reply, Usage, Verdict, Wire } from '../../types.ts';
import { NO_USAGE } from '../../usage.ts';
import type { Exchange } from '../exchange.ts';
import { optional } from './fields.ts';

type CandidateSummary = { index: number; answer: string; verdict: Verdict | null; tokens: number };

export type Summary = {
  observe(event: ChatEvent): void;
  /** The finished answers in order; those of `done` alone when candidates were weighed. */
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
  const replies = new Map<number, Reply>();
  const candidates = new Map<number, CandidateSummary>();
  const thoughts = new Map<number, number>();
  let decision: Decision | undefined;
  let done: Extract<ChatEvent, { type: 'done' }> | undefined;

  const candidate = (index: number): CandidateSummary => {
    const found = candidates.get(index) ?? { index, answer: '', verdict: null, tokens: 0 };
    candidates.set(index, found);
    return found;
  };
  const answerTokens = (reply: Reply): number => Math.max(0, reply.tokens - (thoughts.get(reply.index) ?? 0));
  const finalReplies = (): Reply[] => {
    if (!done) return [];
    if (opened.selects) return [...(done.replies ?? [done.reply])];
    if (!replies.has(done.reply.index)) replies.set(done.reply.index, done.reply);
    return [...replies.values()].sort((a, b) => a.index - b.index);
  };
  return {
    observe: (event) => {
      switch (event.type) {
        case 'delta':
          // Where candidates are weighed a plan is drawn by itself: its tokens are of no reply.
          if (event.section === 'think' || (event.section === 'plan' && !opened.selects))
            thoughts.set(event.index, (thoughts.get(event.index) ?? 0) + event.tokens);
          break;
        case 'reply':
          replies.set(event.reply.index, event.reply);
          candidate(event.reply.index).tokens = event.reply.tokens;
          break;
        case 'verdict':
          Object.assign(candidate(event.index), { answer: event.answer, verdict: event.verdict ?? null });
          break;
        case 'decision':
          decision = event.decision;
          break;
        case 'done':
          done = event;
          break;
        case 'tool':
        case 'plan':
          break;
        default:
          event satisfies never;
      }
    },
    replies: finalReplies,
    usage: () => {
      const usage = done?.usage ?? NO_USAGE;
      const answered = finalReplies().reduce((sum, reply) => sum + answerTokens(reply), 0);
      return { ...usage, reasoningTokens: reasoningTokens(usage, answered) };
    },
    failure: () => done?.failure,
    mizan: () => ({
      trace: turn.entry.id,
      settings: opened.settings,
      ...(opened.selects && {
        decision: decision ?? null,
        candidates: [...candidates.values()].sort((a, b) => a.index - b.index),
      }),
      winner_tokens: (done?.replies ?? (done ? [done.reply] : [])).reduce((sum, item) => sum + item.tokens, 0),
      ...optional('cost', done?.usage.cost),
      seconds: done?.seconds ?? 0,
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
