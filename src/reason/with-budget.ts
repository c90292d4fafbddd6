/**
 * Applies a budget to a Chat: no planning, no voting; events pass unchanged. Used for turns without reasoning (tool
 * calls, effort none), so that budgets and cancellation work there too.
 */
import type { Chat, ChatEvent, Reply } from '../types.ts';
import type { Price } from '../usage.ts';
import { emptyReply } from '../answer.ts';
import { createMeter, type Budget } from './budget.ts';

export type WithBudgetOptions = {
  budget?: Budget;
  price?: Price;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
};

/**
 * `chat` with a budget and an end: a reply that the budget cuts off ends with finish 'length' and keeps what it had, an
 * aborted request ends within a moment whether or not `chat` listens.
 */
export const withBudget = (
  chat: Chat,
  { budget = {}, price, clock = () => performance.now() }: WithBudgetOptions = {},
): Chat =>
  async function* (request) {
    const meter = createMeter(budget, clock, request.signal);
    const partial = new Map<number, Reply>();
    const left = meter.left(price);
    const least = Math.min(request.maxTokens ?? Infinity, left);
    const bounded = least === Infinity ? request : { ...request, maxTokens: Math.max(1, least) };
    let last: (ChatEvent & { type: 'done' }) | undefined;
    try {
      for await (const { event } of meter.run([{ chat, request: bounded, price }])) {
        if (event.type === 'delta') {
          const soFar = partial.get(event.index) ?? { ...emptyReply('length'), index: event.index };
          const part = event.section === 'answer' ? 'content' : event.section === 'think' ? 'reasoning' : 'plan';
          partial.set(event.index, { ...soFar, [part]: soFar[part] + event.text, tokens: soFar.tokens + event.tokens });
        }
        if (event.type === 'reply') partial.delete(event.reply.index);
        if (event.type === 'done') last = event;
        else yield event;
      }
      const usage = meter.usage();
      const cut =
        meter.spent() !== undefined && request.signal?.aborted !== true && (!last || last.reply.finish === 'cancelled');
      if (last && !cut)
        return yield { ...last, usage: { ...last.usage, ...(usage.cost !== undefined && { cost: usage.cost }) } };
      const finish = cut ? 'length' : 'cancelled';
      for (const reply of partial.values()) {
        yield {
          type: 'reply',
          reply: { ...reply, finish },
          usage: { promptTokens: 0, completionTokens: reply.tokens },
        };
      }
      const first = partial.get(0) ?? last?.reply ?? emptyReply(finish);
      yield { type: 'done', reply: { ...first, finish }, usage, seconds: meter.seconds() };
    } finally {
      meter.close();
    }
  };
