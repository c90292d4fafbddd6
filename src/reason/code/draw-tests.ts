/**
 * Asks the model of a question for tests of what the question asks, so that programs can be compared where the question
 * brings too few of its own (code-probe.ts). What they cost counts against the budget of the question.
 */
import { hashString } from '../../random.ts';
import type { State } from '../candidates.ts';
import { testsPrompt } from './code-probe.ts';
import type { CodeLanguage } from './read-code.ts';

/** Most tokens of one list of tests, and how many lists are drawn. */
const TOKENS = 1000;
const LISTS = 3;

/** The lists of tests as texts; empty when the budget has no room for them. */
export const drawTests = async (state: State, name: string, language: CodeLanguage): Promise<string[]> => {
  const { chat, meter, options, request, n } = state;
  const price = options.prices?.solver;
  const room = meter.left(price);
  if (meter.signal.aborted || room < 2 * TOKENS) return [];
  const at = request.messages.findLastIndex(({ role }) => role === 'user');
  const messages = request.messages
    .slice(0, at + 1)
    .map((message, i) =>
      i === at ? { role: message.role, content: `${message.content}\n\n${testsPrompt(name, language)}` } : message,
    );
  const testRequest = {
    messages,
    n: Math.min(n, LISTS),
    temperature: 0.8,
    maxTokens: TOKENS,
    seed: hashString(`${request.seed ?? 0}/tests`),
  };
  const texts: string[] = [];
  for await (const { event } of meter.run([{ chat, price, request: testRequest }])) {
    if (event.type === 'reply') texts.push(event.reply.content);
    if (event.type === 'done' && texts.length === 0 && event.reply.finish !== 'error') texts.push(event.reply.content);
  }
  return texts;
};
