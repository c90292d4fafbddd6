/**
 * Reads Roman numerals where other words stand beside them: calls of programming languages, names of kings and
 * chapters, whether a numeral is valid, the one before or after, and what a numeral really says beside what somebody
 * believes. Plain changes from one form to the other are numerals.ts, sums of two numerals coded.ts.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf } from '../text/scan.ts';
import { valuesIn, type Text } from '../text/text.ts';

const TOKEN = /(?<![\w'])[IVXLCDM]{2,}(?![\w'])/g;

const tokensIn = (text: string): string[] => [...new Set([...text.matchAll(TOKEN)].map((one) => one[0]))];

const CALL = /\b(?:to_?roman|int_?to_?roman|roman) ?\( ?(-?\d+) ?\)/;
const UNCALL = /\b(?:from_?roman|roman_?to_?int|to_?int|parse_?roman|to_?arabic) ?\( ?["']?([ivxlcdm]+)["']? ?\)/;

const readCall = (low: string): Outcome | undefined => {
  const to = CALL.exec(low);
  if (to && valuesIn(low).length === 1) return reading({ type: 'roman', value: to[1]! }, valuesIn(low));
  const from = UNCALL.exec(low);
  return from ? reading({ type: 'unroman', value: from[1]!.toUpperCase() }, []) : undefined;
};

/** A part of the numeral can't be read. */
export const tornNumeral = ({ text, low }: Text): boolean =>
  tokensIn(text).length === 1 &&
  /\b(?:fell off|fallen off|rotted|worn (?:off|away)|(?:is|are|was|were|has|have) (?:gone|missing|broken off|faded|illegible|unreadable)|broken off|chipped off|rusted|missing letters?|some letters?|scratched (?:off|out))\b/.test(
    low,
  ) &&
  /\b(?:the rest|letters?|some|part|end|beginning|half|others?)\b/.test(low);

const VALID = /\b(?:valid|proper|allowed|a real|legal|written correctly|correctly written|correct way)\b/;
const ROMAN = /\b(?:romans?|numerals?)\b/;
const AFTER = new RegExp(
  alternatives(
    /\b(?:comes?|follows?|is) (?:right |directly )?after\b|\bfollows\b/,
    /\bnext (?:numeral|number)? ?after\b|\bafter (?=[ivxlcdm]{2,}\b)/,
  ),
);
const BEFORE = /\b(?:comes?|is) (?:right |directly )?before\b|\bprecedes\b|\bbefore (?=[ivxlcdm]{2,}\b)/;
const PLAIN = new RegExp(
  sequence(
    /\b(?:in|as|into|to) (?:an? |our )?(?:normal|ordinary|arabic|plain|usual|regular|decimal|modern)?/,
    /\s*(?:numbers?|digits?|figures?|arabic|decimal)\b/,
  ),
);

/** What somebody holds the numeral for. */
const BELIEF = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /lists?|listed|has|have|gives?|says?|said|thinks?|claims?|reckons?|guess(?:es|ed)?|wrote|writes?/,
      /dates?|puts?|read|reads/,
    ),
    /(?: (?:it|that|this|me))?(?: (?:as|is|to|at|down as|was|in|means))* (\d+)\b/,
  ),
  'g',
);
const ASKS = new RegExp(
  sequence(
    /\b(?:what|which|how)\b[^.?!]*\b/,
    anyOf(
      /number|numbers|year|figures?|digits?|say|says|mean|means|stand|stands|worth|value|numeral|be|is/,
      /normal|arabic|date|century|chapter|film|king|pope|louis|henry|george|hour|volume|edition|that/,
    ),
    /\b/,
  ),
);
const NUMERAL_OF = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /kings?|queens?|popes?|emperors?|tsars?|louis|henry|george|edward|charles|elizabeth|super ?bowl/,
      /world war|chapter|volume|olympics?/,
    ),
    /\b/,
  ),
);
const STEPS = new RegExp(
  alternatives(
    /[+*/]/,
    sequence(
      /\b/,
      anyOf(
        /plus|minus|times|add|subtract|twice|half|double|than|larger|bigger|older|letters?|symbols?/,
        /characters?|tomorrow|previous|earlier|later|order|sort|between|how many/,
      ),
      /\b/,
    ),
  ),
);

/** "King Louis the 16th, how is his number written?" */
const ofName = (low: string): Outcome | undefined => {
  if (!NUMERAL_OF.test(low) || !/\b(?:written|write|numeral|spelled|put after)\b/.test(low)) return undefined;
  const ordinal = new RegExp(String.raw`\b${ORDINAL_TEXT}\b`).exec(low);
  if (!ordinal || STEPS.test(low)) return undefined;
  const value = ordinalOf(ordinal[1]!);
  if (valuesIn(low).some((one) => Number(one) !== value)) return undefined;
  return reading({ type: 'roman', value: `${value}` }, valuesIn(low), false);
};

const beside = (text: Text, token: string): Outcome | undefined => {
  const { low } = text;
  const step = AFTER.test(low) ? '+' : BEFORE.test(low) ? '-' : undefined;
  if (step === undefined || valuesIn(low).length > 0 || fromRoman(token) === undefined) return undefined;
  const to = PLAIN.test(low) ? '10' : 'roman';
  return reading({ type: 'coded', from: 'roman', to, expression: `${token}${step}I` }, [], false);
};

const LATER = /\b(\d+) (?:[a-z]+ )?(?:years? )?(after|later|before|earlier)\b(?: (?:that|then|this|it))?/;
const SINCE = /\bhow (?:many years|old|long)\b[^?]*\b(?:in|by) (\d{3,4})\b/;

/** "MCMXCVIII, and 27 years after that": a year from a numeral and a span; "how old was it in 1950?" */
const yearsFrom = ({ low }: Text, token: string): Outcome | undefined => {
  if (fromRoman(token) === undefined || !/\byears?\b/.test(low) || valuesIn(low).length !== 1) return undefined;
  const later = LATER.exec(low);
  if (later && /\byears?\b/.test(later[0]) && /\b(?:year|when|date)\b/.test(low.slice(later.index + later[0].length))) {
    const sign = /after|later/.test(later[2]!) ? '+' : '-';
    const to = ROMAN.test(low) ? 'roman' : '10';
    return reading(
      { type: 'coded', from: 'roman', to, expression: `${token}${sign}${later[1]}_10` },
      valuesIn(low),
      false,
    );
  }
  const since = SINCE.exec(low);
  return since && !ROMAN.test(low)
    ? reading({ type: 'coded', from: 'roman', to: '10', expression: `${since[1]}_10-${token}` }, valuesIn(low), false)
    : undefined;
};

const CHOICE = /\b(\d+) or (\d+)\W*$/;

const STANDS_FOR = /\bstands? for\b/;

export const readRomans: Reader = (question) => {
  const { text, low } = question;
  if (low.length > 250) return undefined;
  const call = readCall(low);
  if (call || tornNumeral(question)) return call;
  const bare = /^\W*(?:[Ww]hat is )?["']?([VXLCDM])["']?(?: ?=)?[ ?.]*$/.exec(text);
  if (bare && (/what|=/i.test(text) || bare[1] !== 'X'))
    return reading({ type: 'unroman', value: bare[1]! }, [], false);
  if (/\b(?:minus|negative) \d+\b/.test(low) && ROMAN.test(low))
    return refusal('no-solution', 'there are no negative Roman numerals');
  const tokens = tokensIn(text);
  if (tokens.length === 0) return ofName(low);
  const [token] = tokens;
  if (token === undefined || tokens.length > 1) return undefined;
  if (VALID.test(low) && ROMAN.test(low) && !/\d/.test(low) && !/\bin digits\b/.test(low))
    return reading({ type: 'unroman', value: token, valid: true }, [], false);
  const near = yearsFrom(question, token) ?? (ROMAN.test(low) ? beside(question, token) : undefined);
  if (near) return near;
  const choice = CHOICE.exec(low);
  if (choice && /^\W*(?:is|does)\b/.test(low))
    return reading({ type: 'unroman', value: token }, choice.slice(1), false);
  const plain = low.replace(BELIEF, ' ');
  const believed = [...low.matchAll(BELIEF)].map((one) => one[1]!);
  if (/\d/.test(plain) || STEPS.test(plain) || VALID.test(plain) || AFTER.test(plain) || BEFORE.test(plain))
    return undefined;
  if (!ASKS.test(plain) && !PLAIN.test(plain)) return undefined;
  // "What does XML stand for?" asks of an abbreviation.
  if (fromRoman(token) === undefined && !ROMAN.test(low) && (token.length < 3 || STANDS_FOR.test(low)))
    return undefined;
  return reading({ type: 'unroman', value: token }, believed, false);
};
