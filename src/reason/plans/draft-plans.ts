/**
 * Plan drafting: one request for several plans, each read and checked when it ends. A plan that leaks an answer or was
 * cut off is dropped. Serving (candidates.ts) and evaluation both draft plans with this function.
 */
import type { ChatEvent, ChatRequest, Usage } from '../../types.ts';
import { sectionPlans, type PlanForm } from './plan.ts';

/** Sends a request: a Chat, or one under a budget. */
export type Ask = (request: ChatRequest) => AsyncIterable<ChatEvent>;

export type DraftOptions = {
  form: PlanForm;
  messages: ChatRequest['messages'];
  /** The question that the plans are for: a plan may hold no number that it does not hold. */
  question: string;
  count: number;
  seed: number;
  temperature: number;
  /** Most tokens of one plan. Default: the form's. */
  maxTokens?: number | undefined;
  signal?: AbortSignal | undefined;
};

/** Asks for `count` plans. Yields their events; returns their texts, '' for a plan that was dropped or never came. */
export async function* draftPlans(ask: Ask, options: DraftOptions): AsyncGenerator<ChatEvent, string[]> {
  const { form, messages, question, count, seed, temperature, maxTokens = form.tokens, signal } = options;
  const plans = Array<string>(count).fill('');
  const request: ChatRequest = { messages, seed, temperature, ...(signal && { signal }) };
  for await (const event of ask(form.request(request, count, maxTokens))) {
    if (event.type === 'delta') yield { ...event, section: 'plan' };
    if (event.type !== 'reply' || event.reply.finish !== 'stop') continue;
    const { text, leak } = form.read(event.reply, question);
    if (!leak) plans[event.reply.index] = text;
    yield { type: 'plan', index: event.reply.index, text, leak, usage: event.usage };
  }
  return plans;
}

/** The result of drafting one plan. `failure` is what a failed model reported. */
export type Draft = { text: string; usage: Usage; failure?: string };

/** One plan for a question, drafted greedily; `text` is '' when the model gives none that can be used. */
export const draftPlan = async (
  chat: Ask,
  question: string,
  { seed, signal, form = sectionPlans }: { seed: number; signal?: AbortSignal; form?: PlanForm },
): Promise<Draft> => {
  let usage: Usage = { promptTokens: 0, completionTokens: 0 };
  let failure: string | undefined = 'the model ended its stream without a "done" event';
  const ask: Ask = async function* (request) {
    for await (const event of chat(request)) {
      if (event.type === 'done') {
        usage = event.usage;
        failure = event.reply.finish === 'error' ? event.reply.content : undefined;
      }
      yield event;
    }
  };
  const messages = [{ role: 'user' as const, content: question }];
  const drafts = draftPlans(ask, { form, messages, question, count: 1, seed, temperature: 0, signal });
  let step = await drafts.next();
  while (!step.done) step = await drafts.next();
  return { text: step.value[0]!, usage, ...(failure !== undefined && { failure }) };
};
