/**
 * Bounds on the length of a chain of thought, added to a `Chat`. The local model enforces them (infer/think-budget.ts).
 */
import type { Chat, Thinking } from '../types.ts';

/** `chat` with the bounds `thinking`, unless a request sets its own. */
export const thinkingFor = (chat: Chat, thinking: Thinking | undefined): Chat =>
  thinking === undefined ? chat : (request) => chat({ thinking, ...request });

/** The bounds of two options; undefined when neither is set. Throws a `RangeError` when no length fits both. */
export const thinkingOf = (most: number | undefined, least: number | undefined): Thinking | undefined => {
  if (most !== undefined && least !== undefined && most < least)
    throw new RangeError(`a thought can't have at most ${most} and at least ${least} tokens; lower the least`);
  return most === undefined && least === undefined
    ? undefined
    : { ...(most !== undefined && { most }), ...(least !== undefined && { least }) };
};
