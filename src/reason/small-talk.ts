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

/** Questions about the program itself: what it can do, how it is used. */
const ABOUT_ITSELF = new RegExp(
  sequence(
    /^\W*(?:(?:hi|hello|hey)\W+)?(?:so |and |ok(?:ay)? )?/u,
    anyOf(
      /help(?: me)?|examples?|(?:give|show) me (?:an |some )?examples?|how (?:do|does|can) (?:this|it|you|i use (?:this|it|you)) ?(?:work)?/u,
      /(?:what|who) are you|what(?: is|'s|s) (?:this|mizan|your name)|what do you do|what can (?:you|this|it|mizan) do/u,
      /what (?:can|should|could|may) i ask(?: you)?|what (?:kinds? of |sorts? of )?(?:questions|things) (?:can|do) you (?:answer|do|know)/u,
      /what (?:can|do) you (?:know|answer|solve|help (?:me )?with)/u,
    ),
    /\W*(?:for me|please|exactly|then)?\W*$/u,
  ),
  'iu',
);

/** Whether the last turn is small talk and nothing else. */
export const isSmallTalk = ({ messages, format }: ChatRequest): boolean => {
  const last = messages.at(-1);
  if (last?.role !== 'user' || format !== undefined || Array.isArray(last.wire?.content)) return false;
  const text = last.content.trim();
  return SMALL_TALK.test(text) && text.split(/\s+/).length <= WORDS && !/[\d?？؟=+*/`{}<>\n]/.test(text);
};

/** Whether the last turn asks what the program is or can do, and nothing else. */
export const asksAboutItself = ({ messages }: ChatRequest): boolean => {
  const last = messages.at(-1);
  return last?.role === 'user' && last.content.length < 80 && ABOUT_ITSELF.test(last.content.trim());
};
