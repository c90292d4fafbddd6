/**
 * Estimates the tokens of texts, for calls whose upstream reports no usage. Reported usage is read by src/usage.ts.
 */
import type { ChatRequest } from '../types.ts';

/**
 * Characters per token that estimates go by: rather too many than too few, so that an estimate seldom exceeds the
 * truth.
 */
const PER_TOKEN = 5;

/** Estimated tokens of a piece of text; a piece that came by itself holds one at least. */
export const estimateTokens = (text: string): number => Math.max(1, Math.round(text.length / PER_TOKEN));

/** Tokens that frame a turn. */
const PER_TURN = 3;

/** Estimated tokens of the prompt of a request. */
export const estimatePrompt = (request: ChatRequest): number =>
  request.messages.reduce(
    (sum, { content, reasoning = '' }) => sum + estimateTokens(content + reasoning) + PER_TURN,
    0,
  );
