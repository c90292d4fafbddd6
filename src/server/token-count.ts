/**
 * Tokens of a prompt by the length of its texts, for clients that ask before they send: upstreams do not count for
 * others.
 */
import type { ChatRequest, Wire } from '../types.ts';

/** Characters per token, tokens of a turn's frame and of a picture: what most tokenizers come near to. */
const PER_TOKEN = 4;
const PER_TURN = 4;
const PER_PICTURE = 1600;

/** An estimate of the tokens of `request`: its turns, tools and pictures. */
export const estimateTokens = ({ messages, tools }: Pick<ChatRequest, 'messages' | 'tools'>): number => {
  const offered = (tools ?? []).map(({ name, description, parameters }) => ({ name, description, parameters }));
  let letters = tools ? JSON.stringify(offered).length : 0;
  let pictures = 0;
  for (const { content, reasoning = '', toolCalls, wire } of messages) {
    letters += content.length + reasoning.length + (toolCalls ? JSON.stringify(toolCalls).length : 0);
    const parts = Array.isArray(wire?.content) ? (wire.content as Wire[]) : [];
    pictures += parts.filter(({ type }) => type !== 'text').length;
  }
  return Math.ceil(letters / PER_TOKEN) + PER_TURN * messages.length + PER_PICTURE * pictures;
};
