/**
 * Reads how often a letter, or a kind of letters, stands in several words: "how many o's in "foo" and "boo"?". Every
 * word of the question has its place.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';

const WORD = String.raw`(?:"[\p{L}'-]{2,}"|'[\p{L}-]{2,}'|[\p{L}-]{2,})`;
const JOIN = String.raw`(?: ?, ?(?:and |plus )?| and | plus | & | \+ | (?:and|plus) (?:in )?the word )`;
const APART_FROM = String.raw`(?:,? (?:together|altogether|all together|taken together|put together|combined|in total|in all|overall|total))?`;

const LETTER = String.raw`(?:(?:the )?(?:letters? |character )?["']?([a-z])["']?(?:'?s)?|(?:the )?(vowels?|consonants?|letters))`;

/** "how many o's are there in", "count the vowels in", "how often does a appear in". */
const ASK = anyOf(
  sequence(
    /(?:how many(?: of)?|count(?: up)?|total|(?:what is |tell me |give me |find )?(?:the )?(?:total )?number of)(?: all)?(?: the)?/,
    /(?: times)?(?: does| do| is| are)? /,
  ),
  /how often (?:does|do|is|are) /,
  /* "vowels in queue and beautiful" */ /(?=(?:vowels|consonants|letters|[a-z]'?s) in )/,
);
const LINK = anyOf(
  alternatives(
    /(?: are| is)?(?: there)?(?: in total| altogether| in all| to be found| found| used| contained)? in/,
    /(?: do you (?:find|see|get|count)| can you (?:find|see|count)| (?:appear|occur|come up|show up|stand|turn up|come)s?) in/,
  ),
);

const SEVERAL = new RegExp(
  sequence(
    String.raw`^(?:please |hey,? |can you |could you )*`,
    '(?:',
    ASK,
    ')',
    LETTER,
    '(?:',
    LINK,
    ')',
    String.raw`(?: both)?(?: of)?(?: the (?:two |three |2 |3 )?words?)?:? `,
    `(${WORD}(?:${JOIN}${WORD}){1,7})`,
    APART_FROM,
    String.raw`[ ?.!]*$`,
  ),
  'u',
);

/** Words of the language that are no words to be counted in. */
const NO_WORD = anyOf(
  /the|this|that|these|those|my|your|his|her|our|their|its|words?|letters?|names?|sentence|phrase|total|each|all|both/,
  /it|them|him|me|you|in|of|on|at|to|from|by|or|nor|but|not|is|are|was|an|a|and|plus|together|combined|altogether/,
  /spelling|english|alphabet|text|line|list|title|reverse|backwards|how|what|which|why|then/,
);
const OF_LANGUAGE = new RegExp(`^${NO_WORD}$`);

const KINDS: Readonly<Record<string, string>> = { v: 'vowels', c: 'consonants', l: 'letters' };

export const readSeveralWords: Reader = ({ text, raw }): Outcome | undefined => {
  const typed = (raw ?? text).toLowerCase().replace(/[.?! ]+$/, '');
  if (typed.length > 300) return undefined;
  const found = SEVERAL.exec(typed);
  if (!found) return undefined;
  const [, letter, kind, told = ''] = found;
  const bare = told.split(new RegExp(JOIN, 'u'));
  const words = bare.map((one) => one.replace(/^["']|["']$/g, ''));
  if (bare.some((one) => OF_LANGUAGE.test(one))) return undefined;
  const what = letter ?? KINDS[kind![0]!]!;
  const quoted = bare.every((one) => /^["']/.test(one));
  return reading({ type: 'count-letters', what, text: words.join(' ') }, [], quoted);
};
