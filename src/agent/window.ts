/**
 * Room in the model's window: counting what the next call needs, and making room in three steps. Old results of tools
 * become one line each, then the middle of the conversation becomes a summary, then the run ends with the figures.
 * Pure; loop.ts asks the model for the summary.
 */
import type { Message } from '../types.ts';
import { declared } from './tool-names.ts';
import type { AgentState } from './state.ts';
import type { AnyTool } from './types.ts';

/** Characters per token, at the least: English has about four, code and other scripts about three. */
const PER_TOKEN = 3;
/** Tokens that frame a turn. */
const PER_TURN = 8;
/** Room is made down to this share of the window, so that it lasts for some turns. */
const GOAL = 0.7;
/** A result shorter than this is not worth leaving out, in characters. */
const SHORT = 240;
/** The last turns of the model that a summary leaves as they are. */
const KEPT_TURNS = 2;

const sizeOf = (message: Message): number => {
  const calls = (message.toolCalls ?? []).reduce((sum, call) => sum + call.name.length + call.arguments.length + 20, 0);
  const parts = Array.isArray(message.wire?.content) ? JSON.stringify(message.wire.content).length : 0;
  return Math.max(message.content.length, parts) + (message.reasoning?.length ?? 0) + calls;
};

/** Tokens of a text, counted too high rather than too low. */
const tokensOf = (text: string): number => Math.ceil(text.length / PER_TOKEN);

const messageTokens = (message: Message): number => Math.ceil(sizeOf(message) / PER_TOKEN) + PER_TURN;

/** Tokens of messages. */
export const messagesTokens = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + messageTokens(message), 0);

const schemas = new WeakMap<readonly AnyTool[], number>();

/** Tokens of the tools' declarations. */
export const toolTokens = (tools: readonly AnyTool[]): number => {
  const known = schemas.get(tools);
  if (known !== undefined) return known;
  const found = tools.length === 0 ? 0 : tokensOf(JSON.stringify(tools.map(declared)));
  schemas.set(tools, found);
  return found;
};

/** What one call of the model takes, in tokens. `fixed` can't be made smaller. */
export type Need = { tools: number; system: number; task: number; messages: number; reserve: number; total: number };

/**
 * Counts the next call. `reserve` is the room for the reply: a quarter of the window, or `maxTokens` where that is
 * less.
 */
export const needOf = (state: AgentState, tools: readonly AnyTool[], window: number, maxTokens = Infinity): Need => {
  const reserve = Math.min(Math.floor(window / 4), maxTokens);
  const counted = toolTokens(tools);
  const system = state.system === '' ? 0 : tokensOf(state.system) + PER_TURN;
  const messages = messagesTokens(state.messages);
  const total = counted + system + messages + reserve;
  return { tools: counted, system, task: tokensOf(state.task), messages, reserve, total };
};

/** The sentence that names every part, for a run that does not fit. */
export const windowSentence = (need: Need, window: number): string =>
  `this does not fit the model's window of ${window} tokens: the tools take ${need.tools}, the instructions ${need.system}, ` +
  `the conversation ${need.messages} (the task ${need.task}), and ${need.reserve} are for the reply; ` +
  `give the model a larger window ("window" of the agent in the config says how large it is), or the agent fewer tools`;

/** Whether what can't be made smaller (tools, instructions, task, reply) is more than the window. */
export const neverFits = (need: Need, window: number): boolean =>
  need.tools + need.system + need.task + need.reserve > window;

/**
 * The results of tools to leave out, by their place: the oldest first, never the last message, until the goal is
 * reached.
 * `after` is what the call then needs. Empty when there is nothing worth leaving out.
 */
export const resultsToCut = (
  { messages }: Pick<AgentState, 'messages'>,
  need: Need,
  window: number,
): { cut: number[]; after: number } => {
  const goal = GOAL * window;
  let after = need.total;
  const cut: number[] = [];
  for (const [at, message] of messages.slice(0, -1).entries()) {
    if (after <= goal) break;
    if (message.role !== 'tool' || message.content.length < SHORT) continue;
    after -= Math.floor((message.content.length - 80) / PER_TOKEN);
    cut.push(at);
  }
  return { cut, after };
};

/**
 * The messages that a summary replaces: from after the task to before the last turns. Undefined when there are none. A
 * reply and the results of its calls are never parted.
 */
export const summaryRange = ({ messages }: Pick<AgentState, 'messages'>): { from: number; to: number } | undefined => {
  const from = messages.findIndex(({ role }) => role === 'user') + 1;
  const turns = messages.flatMap(({ role }, at) => (role === 'assistant' && at >= from ? [at] : []));
  const to = turns.at(-KEPT_TURNS);
  return to !== undefined && to - from >= 2 ? { from, to } : undefined;
};

/** How a model is asked for the summary. */
export const summaryAsk = (messages: readonly Message[]): Message[] => {
  const told = messages.map(({ role, content, toolCalls = [] }) => {
    const calls = toolCalls.map((call) => `called ${call.name}(${call.arguments.slice(0, 500)})`);
    return `${role}: ${[content.slice(0, 4000), ...calls].filter((part) => part !== '').join('\n')}`;
  });
  return [
    {
      role: 'user',
      content: `Here is a part of an agent's work. Write down in at most 300 words what was found out, what was changed (with names of files and values), what failed, and what is still to do. Add nothing.\n\n${told.join('\n\n')}`,
    },
  ];
};

const WINDOW_ERRORS = [
  /(?:context (?:length|size|window)|maximum context|max_model_len|n_ctx|num_ctx)\D{0,40}?(\d{3,8})/i,
  /exceeds? (?:the )?(?:available )?context\D{0,40}(\d{3,8})/i,
  /(\d{3,8}) tokens?(?: is| are)? (?:the )?(?:maximum|limit|context)/i,
];

/** The window in tokens that an error of an upstream names; undefined when it is about something else. */
export const windowInError = (message: string): number | undefined => {
  if (!/context|n_ctx|num_ctx|max_model_len|too long|tokens?\b.*\b(?:maximum|limit|exceed)/i.test(message))
    return undefined;
  for (const pattern of WINDOW_ERRORS) {
    const found = Number(pattern.exec(message.replace(/(\d),(\d{3})/g, '$1$2'))?.[1]);
    if (found >= 256) return found;
  }
  return undefined;
};
