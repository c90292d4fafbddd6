/**
 * Plan-then-solve for models without a section for plans, which is nearly all. The planner is asked in words, and the
 * plan is added to the user's message for the solver. The idea is K2 Think's (plan before you think, arXiv 2509.07604);
 * the prompts are ours. Unlike K2 Think, a plan that leaks an answer is dropped.
 */
import type { ChatRequest, Message } from '../../types.ts';
import { cutPlan, planLeak, type PlanForm } from './plan.ts';

const LONGEST = 2000;

const ASK =
  'Do not answer the message above. Write a short plan for answering it instead: what is given, what is asked, which facts or ' +
  'methods apply, and in which order to go about it, in at most six lines. The plan must not hold the answer, an intermediate ' +
  'result or a hint at either. Write the plan between <plan> and </plan> and nothing else.';

/** The text between the last pair of tags; the whole when there is none. */
const tagged = (text: string): string => {
  const end = text.lastIndexOf('</plan>');
  const start = end < 0 ? -1 : text.lastIndexOf('<plan>', end);
  return (start < 0 ? text.replaceAll(/<\/?plan>/g, '') : text.slice(start + '<plan>'.length, end)).trim();
};

/** In a turn of several parts the first text part is changed. */
const rewritten = (message: Message, change: (text: string) => string): Message => {
  const content = change(message.content);
  const { wire } = message;
  if (!wire || !Array.isArray(wire.content))
    return { ...message, content, ...(wire && { wire: { ...wire, content } }) };
  const parts: readonly unknown[] = wire.content;
  const isText = (part: unknown): part is { text: string } =>
    typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string';
  const first = parts.findIndex(isText);
  const changed =
    first < 0
      ? [{ type: 'text', text: change('') }, ...parts]
      : parts.map((part, i) => (i === first && isText(part) ? { ...part, text: change(part.text) } : part));
  return { ...message, content, wire: { ...wire, content: changed } };
};

/** The messages with the text of the last user turn changed; its `wire` form follows, images and all. */
export const replaceQuestion = (messages: readonly Message[], change: (text: string) => string): readonly Message[] => {
  const at = messages.findLastIndex((message) => message.role === 'user');
  return messages.map((message, i) => (i === at ? rewritten(message, change) : message));
};

/**
 * Whether a text is too short to say how to go about anything: one or two words, or six signs of a script without
 * spaces.
 */
const isBare = (text: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)
    ? text.length <= 6
    : text.split(/\s+/).filter((word) => word !== '').length <= 2;

/** The form of any chat model: asked with a plain message, and given the plan in the user's message. */
export const messagePlans: PlanForm = {
  request: (request, n, maxTokens): ChatRequest => ({
    ...request,
    open: 'answer',
    n,
    maxTokens,
    messages: replaceQuestion(request.messages, (text) => `${text}\n\n---\n${ASK}`),
  }),
  read: (reply, question) => {
    const text = cutPlan(tagged(reply.content || reply.plan), LONGEST);
    const reason = planLeak(text, question, true) ?? (isBare(text) ? 'it is an answer and no plan' : undefined);
    return { text, leak: reason !== undefined, reason: reason ?? '' };
  },
  along: (messages, plan) =>
    plan === ''
      ? messages
      : replaceQuestion(
          messages,
          (text) => `${text}\n\nA plan that may help (ignore what does not fit):\n<plan>\n${plan}\n</plan>`,
        ),
  tokens: 2000,
};
