/**
 * Asks the candidates of a request to end with their answer in a form that is read with certainty: one line at the end
 * of the user's last message, in what is sent to the model and nowhere else. The end keeps the prompt before it cached,
 * and models without a system prompt take it too. Plans, judges, tool turns and requests that go straight through are
 * sent as they came. When the line is added, and its wording, is answers/form.ts.
 */
import { anyOf, sequence } from '../regex.ts';
import { ANSWER_LINES, answerStyle, type AnswerStyle } from '../answers/form.ts';
import type { Chat, ChatRequest } from '../types.ts';
import type { Backend } from './backend.ts';
import { withLastWords } from './family-advice.ts';

/** Fewer tokens than this have room for an answer and for nothing around it. */
const LEAST_TOKENS = 32;
/** Fields by which servers are told what a reply must look like. */
const BINDING = new RegExp(
  sequence(
    /^/,
    anyOf(
      /guided_|structured_outputs$|grammar|regex$|ebnf$|json_schema$|response_format$|format$/,
      /logit_bias$|prediction$|stop/,
    ),
  ),
);

/** Whether the reply goes to a program that reads it in its own way. */
const isStrict = ({ open, logprobs, maxTokens, wire = {}, messages }: ChatRequest): boolean =>
  open !== undefined ||
  logprobs !== undefined ||
  (maxTokens ?? Infinity) < LEAST_TOKENS ||
  messages.at(-1)?.role !== 'user' ||
  Object.entries(wire).some(([name, value]) => value !== null && value !== undefined && BINDING.test(name));

/** The style in which `backend` is asked to end its candidates of this request; undefined where it is not asked. */
export const formFor = (request: ChatRequest, { answers }: Backend): AnswerStyle | undefined => {
  if (answers === undefined) return undefined;
  const { messages, format, stop, tools } = request;
  const texts = (role: string): string[] => messages.filter((one) => one.role === role).map(({ content }) => content);
  const users = texts('user');
  const context = { question: users.at(-1) ?? '', instructions: users.slice(0, -1), system: texts('system') };
  return answerStyle({ ...context, format, stop, tools, strict: isStrict(request) }, answers);
};

/** `chat` whose candidates are asked for this form. Requests for a plan or a bare answer are not changed. */
export const askingForm = (chat: Chat, style: AnswerStyle | undefined): Chat => {
  if (style === undefined) return chat;
  return (request) =>
    chat(
      request.open === undefined || request.open === 'think'
        ? withLastWords(request, `\n\n${ANSWER_LINES[style]}`)
        : request,
    );
};
