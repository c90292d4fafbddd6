/** How long a chat may think: a `Chat` made of a `Chat`. The forcing itself is the local model's (infer/budget.ts). */
import type { Chat, Thinking } from '../types.ts';

/** `chat` whose thoughts keep to `thinking`, unless a request has a wish of its own. */
export const thinkingFor = (chat: Chat, thinking: Thinking | undefined): Chat =>
  thinking === undefined ? chat : (request) => chat({ thinking, ...request });

/** The wish of two dials; undefined when neither is set. Throws a `RangeError` when no length fits both. */
export const thinkingOf = (most: number | undefined, least: number | undefined): Thinking | undefined => {
  if (most !== undefined && least !== undefined && most < least)
    throw new RangeError(`a thought can't have at most ${most} and at least ${least} tokens; lower the least`);
  return most === undefined && least === undefined
    ? undefined
    : { ...(most !== undefined && { most }), ...(least !== undefined && { least }) };
};
