/**
 * Detects small talk by regular expressions: greetings, thanks, a yes or no. Such turns need no reasoning. Anything
 * with a number, a question mark, code or more than a few words is not small talk.
 */
import type { ChatRequest } from '../types.ts';
import { anyOf, sequence } from '../regex.ts';

const SMALL_TALK = new RegExp(
  sequence(
    /^/u,
    anyOf(
      /hi|hello|hey|hiya|yo|good (?:morning|afternoon|evening|night)|thanks?|thank you|thx|cheers/u,
      /ok(?:ay)?|yes|no|yep|nope|sure|great|nice|cool|perfect|bye|goodbye|see you|welcome|hola|gracias/u,
      /bonjour|salut|merci|hallo|guten tag|danke|ciao|grazie|olá|obrigad[oa]|سلام|درود|ممنون|مرسی/u,
      /متشکرم|خداحافظ|بله|نه|مرحبا|أهلا|شكرا|السلام عليكم|你好|谢谢|こんにちは|ありがとう|안녕하세요|привет|спасибо/u,
    ),
    /(?![\p{L}\p{N}])/u,
  ),
  'iu',
);

const WORDS = 6;

/** Whether the last turn is small talk and nothing else. */
export const isSmallTalk = ({ messages, format }: ChatRequest): boolean => {
  const last = messages.at(-1);
  if (last?.role !== 'user' || format !== undefined || Array.isArray(last.wire?.content)) return false;
  const text = last.content.trim();
  return SMALL_TALK.test(text) && text.split(/\s+/).length <= WORDS && !/[\d?？؟=+*/`{}<>\n]/.test(text);
};
