/**
 * Reads rows of letter groups, of which each place goes on by itself: "AB, BC, CD, ?", "CD, CE, CF, next". Each place
 * must stay or go by equal steps, so that three words in capitals are no row.
 */
import { sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';

const GROUP = String.raw`(?:[A-Z]{2,4}|[a-z]{2,4})`;
const HOLE = String.raw`(?:\?+|_+|\.{3}|\[ ?\])`;
const JOIN = String.raw`(?: ?, ?| ?; ?| ?-> ?| - | )`;
const ASKED_BEFORE = sequence(
  /(?:what|which)(?: group| term| one)?(?: (?:is|comes|follows))?(?: the)?(?: next| missing)?|next|continue|complete/,
  /|find the next(?: group| term| one)?|letter (?:pattern|sequence|series)/,
);
const ASKED_BEHIND = sequence(
  /(?:and )?(?:then )?what(?: is| comes| would be)?(?: the)? ?(?:next|then|missing)?|next(?: one| group| term)?|then/,
  /|what follows|which (?:group |one )?(?:is|comes) (?:next|missing)/,
);
const ROW = new RegExp(
  sequence(
    `^(?:(?:${ASKED_BEFORE})(?: (?:in|of|after))?(?: (?:the|this))?(?: (?:row|pattern|sequence|series))?\\W+)?`,
    `(${GROUP}(?:${JOIN}(?:(?:and|then) )?(?:${GROUP}|${HOLE}))+)[ ,.?!]*(?:(?:${ASKED_BEHIND})\\W*)?$`,
  ),
);
const ASKING = /[?_]|\.{3}|\b(?:next|then|follows|missing|continue|complete)\b/;
const CODE_OF_A = 'a'.codePointAt(0)!;

const FEWEST = 3;

/** Whether letters at their places of the row stay or go by equal steps. */
const goesEvenly = (letters: readonly (readonly [at: number, letter: string])[]): boolean => {
  const points = letters.map(([at, letter]) => [at, letter.toLowerCase().codePointAt(0)! - CODE_OF_A] as const);
  const [[x0, y0], [x1, y1]] = points as [[number, number], [number, number]];
  return points.every(([x, y]) => (y - y0) * (x1 - x0) === (y1 - y0) * (x - x0)) && (y1 - y0) % (x1 - x0) === 0;
};

export const readLetterGroups: Reader = ({ text }): Outcome | undefined => {
  if (text.length > 160 || !ASKING.test(text.toLowerCase())) return undefined;
  // Beside groups in capitals the words around them are small.
  const group = /(?<![A-Za-z])(?:[A-Z]{2,4}\b[ ,;>-]+){2}/.test(text) ? /^[A-Z]+$/ : /^[a-z]+$/;
  const typed = text.trim();
  const found = ROW.exec(typed) ?? ROW.exec(typed.replace(/^[A-Z](?=[a-z]+\b)/, (one) => one.toLowerCase()));
  if (!found) return undefined;
  const terms = found[1]!
    .split(/[ ,;>-]+/)
    .filter((one) => one !== '' && !/^(?:and|then|next|what|which|is|comes?)$/.test(one))
    .map((one) => (/^[A-Za-z]/.test(one) ? one : '?'));
  while (terms.at(-1) === '?') terms.pop();
  const known = terms.flatMap((one, at) => (one === '?' ? [] : [[at, one] as const]));
  const [first] = known;
  if (known.length < FEWEST || known.length < terms.length - 1 || !first) return undefined;
  const size = first[1].length;
  if (known.some(([, one]) => one.length !== size || !group.test(one))) return undefined;
  if (new Set(known.map(([, one]) => one)).size !== known.length) return undefined;
  for (let place = 0; place < size; place++)
    if (!goesEvenly(known.map(([at, one]) => [at, one[place]!] as const))) return undefined;
  return reading({ type: 'letters', terms }, []);
};
