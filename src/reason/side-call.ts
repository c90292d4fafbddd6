/**
 * Detects the side requests of coding agents: a title for a session, a summary of the conversation. They have no tools
 * and gain nothing from several answers, so they go to the model directly. Detection is by regular expressions.
 */
import type { ChatRequest } from '../types.ts';
import { alternatives, anyOf, sequence } from '../regex.ts';

/** Texts that ask for a title or a summary, as coding agents word it. Read in the first 4,000 characters. */
const ASKS_FOR = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(/generate|create|write|provide|produce|give|make|suggest|come up with|return|output/),
      /\b[^.\n]{0,60}\b/,
      anyOf(/titles?|session names?|branch names?|commit messages?|summar(?:y|ies)|topics?|tags/),
      /\b/,
    ),
    /\b(?:title|summary) (?:generator|for (?:this|the) (?:conversation|session|chat))/,
    /\bsummari[sz]e (?:the|this|our) (?:conversation|session|chat|history)/,
    /\bcompact(?:ion|ing)? (?:the|this) (?:conversation|history)/,
  ),
  'i',
);

/** Whether a request is such a side request. */
export const isSideCall = ({ messages, tools }: ChatRequest): boolean => {
  if (tools?.length) return false;
  if (messages.some((message) => message.role === 'tool' || (message.toolCalls?.length ?? 0) > 0)) return true;
  const last = messages.findLast((message) => message.role === 'user');
  const said = [...messages.filter((message) => message.role === 'system'), ...(last ? [last] : [])];
  return said.some((message) => ASKS_FOR.test(message.content.slice(0, 4000)));
};
