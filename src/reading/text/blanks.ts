/**
 * Sentences that are left open for the answer: "The day before Sunday is ___.", "it covers ___ miles", "so the range
 * is". They are put as questions. Gaps among numbers and signs (5 + _ = 9, 2, _, 6) are no such blanks.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';

const BLANK = /(?<![\p{L}\p{N}_])_+(?=\p{L}|[\s.?!,;:)"']|$)/gu;
/** "Complete:", "Fill in the blank:" before the sentence. */
const TASK = new RegExp(
  sequence(
    /^\W*(?:please )?/,
    anyOf(/(?:complete|finish)(?: (?:the|this) sentence)?/, /fill in(?: the)?(?: (?:blank|gap|missing word))?/),
    /(?: for me)?(?: please)?\s*[:.,-]\s*/,
  ),
  'i',
);
/** What may stand before a blank that is asked for: a word, or a sign that leads to it. */
const LEADS = /(?:\p{L}|=|->|:)\s*["']?$/u;
/** "Baby woke up at ___." */
const TIMED =
  /\b(?:ends?|starts?|begins?|woke up|wakes? up|arrives?|finishe[sd]|ended|began|started|finished|arrived|left|leaves?|is|was) at$/i;
/** "... so the range is", with nothing behind. */
const CUT = /\b(?:is|are|equals?|makes?|gives?)(?: ?(?:\.\.\.|:|-))?$/i;
const ASKS = /\?|\b(?:what|which|who|how|when|where|whats|is it|find|solve|sort|calculate)\b/i;
/** "… . The day before Sunday is what?": what is asked first. */
const LAST_IS = new RegExp(
  alternatives(/^((?:.*[.!?,;:] )?(?:so |then |and )?)((?:the|a|an|my|her|his|its|our) [^.!?,;:]+?) (is|are) what\?$/),
  'is',
);

const fronted = (text: string): string => text.replace(LAST_IS, '$1what $3 $2?');
const unquoted = (text: string): string => text.replace(/^(.*)"([^"]*)"(?= (?:means|is) )/, '$1$2');

/** The question that a sentence with a blank asks; undefined where it has none, or several. */
export const askedBlank = (question: string): string | undefined => {
  const text = question.replace(TASK, '').trim();
  const blanks = [...text.matchAll(BLANK)];
  if (blanks.length === 0) {
    const end = text.replace(/[.\s]+$/, '');
    return CUT.test(end) && !ASKS.test(end) ? fronted(`${end.replace(/[ .:-]+$/, '')} what?`) : undefined;
  }
  if (blanks.length > 1) return undefined;
  const [blank] = blanks as [RegExpExecArray];
  const before = text.slice(0, blank.index).trimEnd();
  const after = text.slice(blank.index + blank[0].length).replace(/^["']/, '');
  if (!LEADS.test(before) || /^\s*[-+*/=×÷,]|^\s*\d/.test(after)) return undefined;
  // "2 + 3 = _": a sum, which is read as it stands.
  if (/[=:]$/.test(before) && !/\p{L}/u.test(before) && !/^ ?\p{L}/u.test(after)) return undefined;
  const rest = after.replace(/[.!\s]+$/, '');
  const word = /^\s*\p{L}/u.test(rest) ? 'how many' : TIMED.test(before) ? 'what time' : 'what';
  return fronted(unquoted(`${before} ${word} ${rest.trim()}`.trim().replace(/\?*$/, '?')));
};
