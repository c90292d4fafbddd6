/**
 * Reads questions about the spelling of one word: "what's the 3rd letter of "banana"", "is racecar a palindrome?",
 * "reverse the word "stressed"", and the sum of the digits of a number. Every word has its place.
 */
import { anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

const POLITE = /^\W*(?:please |can you |could you |tell me |give me |show me |find )*/;
const QUOTED = String.raw`(?:the )?(?:word |name |string |text )?["']([\p{L}\p{N} -]{1,40})["']`;
const BARE = String.raw`(?:the (?:word|name|string) )?([\p{L}]{2,40})`;
const WORD = `(?:${QUOTED}|${BARE})`;

const PLACE = anyOf(`(?:${ORDINAL_TEXT})( (?:to|from the) last)?`, /(last|final)/, /(?=letter (?:number )?\d)/);
const LETTER = new RegExp(
  sequence(
    POLITE,
    /(?:(?:what|which)(?: letter)? (?:is|comes) )?(?:the )?/,
    PLACE,
    / ?(?:letter|character)(?: (?:number )?(\d{1,2}))?(?: (?:of|in))(?: the word)? /,
    WORD,
    /\W*$/,
  ),
  'u',
);
const PALINDROME = new RegExp(
  sequence(POLITE, `(?:is|would) ${WORD}(?: be)?`, /(?: an?)? palindrome(?: or not)?\W*$/),
  'u',
);
const BACKWARDS = new RegExp(
  sequence(
    POLITE,
    anyOf(
      `(?:reverse|turn around|flip) ${WORD}`,
      `(?:write|spell|say|read)(?: out)? ${WORD} (?:backwards?|in reverse|the other way round|from back to front)`,
      `(?:what is|how do you (?:write|spell)|what does) ${WORD} (?:spelled |written |spelt |read )?(?:backwards?|in reverse)`,
      `the reverse of ${QUOTED}`,
    ),
    /\W*$/,
  ),
  'u',
);
const DIGITS = new RegExp(
  sequence(
    POLITE,
    /(?:(?:what is|calculate|work out) )?(?:the )?(?:sum of (?:all )?(?:the |its )?digits|digit sum|cross sum) (?:of|in) (?:the number )?(\d{2,30})\W*$/,
  ),
);
const ADDED_DIGITS = new RegExp(
  sequence(
    POLITE,
    /(?:add|sum)(?: up)? (?:all )?(?:the )?digits (?:of|in) (?:the number )?(\d{2,30})(?: (?:up|together))?\W*$/,
  ),
);

/** Words that stand for a word which is not told. */
const NO_WORD =
  /^(?:it|this|that|these|them|word|list|order|sentence|letters?|numbers?|name|digits|row|alphabet|text|the|a|an|my|your|his|her)$/i;

const ofWord = (found: readonly (string | undefined)[]): string | undefined => {
  const told = found.find((one) => one !== undefined);
  return told === undefined || NO_WORD.test(told) ? undefined : told;
};

/** The word as it was typed, since a letter of it is told. */
const asTyped = (word: string, typed: string): string => {
  const at = typed.toLowerCase().indexOf(word.toLowerCase());
  return at < 0 ? word : typed.slice(at, at + word.length);
};

const nthLetter = (low: string, typed: string): Outcome | undefined => {
  const found = LETTER.exec(low);
  if (!found) return undefined;
  const [, ordinal, fromEnd, last, number, ...words] = found;
  if ((number === undefined) === (ordinal === undefined && last === undefined)) return undefined;
  const word = ofWord(words);
  if (word === undefined) return undefined;
  const place = number === undefined ? (last === undefined ? ordinalOf(ordinal!) : -1) : Number(number);
  const at = fromEnd === undefined ? place : -place;
  return reading({ type: 'spelling', ask: 'letter', text: asTyped(word, typed), at }, valuesIn(low), false);
};

export const readSpelling: Reader = ({ low, text, raw }): Outcome | undefined => {
  if (low.length > 120) return undefined;
  const digits = (DIGITS.exec(low) ?? ADDED_DIGITS.exec(low))?.[1];
  if (digits !== undefined) return reading({ type: 'value', expression: [...digits].join('+') }, [digits], false);
  const typed = raw ?? text;
  const letter = nthLetter(low, typed);
  if (letter) return letter;
  const palindrome = PALINDROME.exec(low);
  const found = palindrome ?? BACKWARDS.exec(low);
  const word = found ? ofWord(found.slice(1)) : undefined;
  if (word === undefined) return undefined;
  const ask = palindrome ? 'palindrome' : 'backwards';
  return reading({ type: 'spelling', ask, text: asTyped(word, typed) }, valuesIn(low), false);
};
