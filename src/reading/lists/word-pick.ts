/**
 * Reads which word of a list comes first, third or last by the alphabet, or is the longest, and lists of words by the
 * number of their letters.
 */
import { reading, type Outcome } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const ALPHABET = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /alphabetical(?:ly)?(?: order)?|alphabet(?:ic)?(?: order)?|dictionary order|a to z|a-z/,
      /a ?b ?c order|abc(?: order)?/,
    ),
    /\b/,
  ),
  'i',
);
const LETTERS = new RegExp(
  alternatives(
    /\b(?:number|amount|count) of letters\b|\b(?:fewest|most|least) letters\b|\bhow many letters\b/,
    /\b(?:by|of) (?:word |their |the )?length\b|\b(?:shortest|longest) (?:word|name)\b/,
  ),
  'i',
);
const PLACE = new RegExp(
  sequence(
    '(',
    alternatives(
      /first|second|third|fourth|fifth|sixth|last|2nd|3rd|4th|5th/,
      /at the (?:very )?(?:end|start|beginning|top|bottom|front|back)|in the middle/,
    ),
    ')',
  ),
);
const ASK = new RegExp(
  sequence(/\b(?:and |then )?(?:tell me |say )?(?:which|what|who|whose)\b[^.?,:]*?\b/, PLACE, /\b/),
  'i',
);
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
const AROUND = new RegExp(
  sequence(
    /\b/,
    anyOf(
      sequence(
        /(?:going |sorted |ordered |arranged |listed |put )?(?:in|by|into|according to) (?:the |an? )?/,
        /(?=alphabet|dictionary|a ?b ?c|abc|a to z|number of letters|length)/,
      ),
      alternatives(
        /labels? on the [a-z]+/,
        /(?:these|those|the|my|following|this) (?:words?|names?|items?|animals?|lists?)/,
        /(?:of|out of|among|from|between) (?:these|those|the words)/,
      ),
      alternatives(
        /if (?:you|i|we) (?:put|sort|order|arrange|list)/,
        /(?:sort|order|arrange|put|list) (?:these|them|the)?(?: words| names| animals)?/,
      ),
    ),
    /\b/,
  ),
  'gi',
);
const STOP = new RegExp(
  sequence(
    /^/,
    anyOf(
      /the|a|an|of|in|on|by|to|is|are|be|comes?|goes|would|will|which|what|who|one|word|words|name/,
      /names|if|you|i|we|put|sort|order|arrange|list|these|those|them|this|that|going|first|last|at/,
      /very|end|please|from|with|for|when|out|among|my|have|here|number|letters|letter|alphabetically/,
      /following/,
    ),
    /$/,
  ),
  'i',
);

const placeOf = (word: string): number => {
  const low = word.toLowerCase();
  if (/middle/.test(low)) return 0;
  if (/^last$|end|bottom|back/.test(low)) return -1;
  const at = ORDINALS.indexOf(low);
  return at >= 0 ? at + 1 : Number(/^\d/.exec(low)?.[0] ?? 1);
};

/** The longest run of words that are no small words. */
const itemsIn = (text: string): string[] => {
  const runs: string[][] = [[]];
  for (const token of text.match(/[\p{L}\p{N}'’-]+|[^\p{L}\p{N}\s]/gu) ?? []) {
    if (/^(?:and|or|,|&|;|"|'|-|•)$/i.test(token)) continue;
    if (!/[\p{L}\p{N}]/u.test(token) || STOP.test(token)) runs.push([]);
    else runs.at(-1)!.push(token);
  }
  return runs.toSorted((a, b) => b.length - a.length)[0]!;
};

/** A word picked by its place in the alphabet, or words by the number of letters. */
export const readWordPick = ({ text, low, raw }: Text): Outcome | undefined => {
  if (low.length > 400 || numbersIn(low).length > 1) return undefined;
  const typed = raw ?? text;
  const ask = ASK.exec(typed);
  if (ALPHABET.test(typed) && ask) {
    const rest = `${typed.slice(0, ask.index)} , ${typed.slice(ask.index + ask[0].length)}`;
    const items = itemsIn(
      rest
        .replace(AROUND, ' : ')
        .replace(ALPHABET, ' : ')
        .replace(/\border\b/gi, ' : '),
    );
    const reverse = /\b(?:reverse|backwards?|z to a|z-a)\b/i.test(typed);
    if (items.length < 2 || new Set(items).size < items.length) return undefined;
    const order = reverse ? 'descending' : 'ascending';
    return reading(
      { type: 'sort', by: 'alphabet', order, items, at: placeOf(ask[1]!) },
      numbersIn(low).map((one) => one.value),
    );
  }
  if (!LETTERS.test(typed) || ALPHABET.test(typed) || !/:/.test(typed)) return undefined;
  const colon = typed.slice(typed.lastIndexOf(':') + 1);
  const items = itemsIn(colon);
  const first =
    /\b(fewest|least|shortest|most|longest)\b(?: letters| word| name)*(?: first| to\b)|\bfrom (?:the )?(shortest|longest|fewest|most)\b/i.exec(
      typed,
    );
  const end = first?.[1] ?? first?.[2];
  if (end === undefined || items.length < 3) return undefined;
  const order = /^(?:fewest|least|shortest)$/i.test(end) ? 'ascending' : 'descending';
  return reading({ type: 'sort', by: 'length', order, items }, []);
};
