/**
 * Orders that are told as a list: "queue, from the front: Lee, Mo, Kim", "Sue, Pat and Lou stand in a line in that order".
 * Each name stands directly before the next.
 */
import { anyOf, sequence } from '../../regex.ts';
import type { Clue } from '../../problem/formal/problem.ts';

const NAME = String.raw`(?:the )?\p{L}[\p{L}\p{N}'-]*(?: \p{L}[\p{L}\p{N}'-]*)?`;
const NAMES = String.raw`${NAME}(?:, (?!and\b)${NAME})+(?:,? and ${NAME})?|${NAME} and ${NAME}`;
/** What says that a list behind a colon is a row. */
const LED = new RegExp(
  sequence(
    /(?<=^|[.?!] )[^.?!:]*?\b/,
    anyOf(
      /queue|line|row|race|ranking|standings|leaderboard|podium|results?|finishing order|order of (?:finish|arrival)/,
      /from (?:the )?(?:front|left|top|first|back|right|bottom|last|start|end)(?: to (?:the )?\w+)?|in this order/,
    ),
    /\b[^.?!:]*: ?/,
    `(${NAMES})`,
    /(?=[.?!;]|$)/,
  ),
  'iu',
);
const TAILED = new RegExp(
  sequence(
    /(?<=^|[.?!:] ?)/,
    `(${NAMES})`,
    /,? (?:are |were |all )?(?:stand|standing|stood|queue|queueing|queuing|queued|wait|waiting|sit|sitting|sat|finish|finished|came|come|arrived|arrive|line|lined|ran|done|go|went|happen|made|painted|baked)/,
    /(?: up)?(?: in)?(?: (?:in |at )?(?:a|the|one) (?:queue|line|row|till|stop|race))?,? (?:in )?(?:exactly )?(?:that|this) order(?: from (?:the )?(?:front|left|top|back|right|bottom))?/,
    /(?=[.?!;,]|$)/,
  ),
  'iu',
);
const BACKWARDS = /\bfrom (?:the )?(?:back|right|bottom|last|end)\b/i;
/** A list that is to be sorted is no row. */
const SORTED = /\b(?:sort|alphabet\w*|numbers?|words?|put|arrange|list)\b|\d/i;

/** "Tom, Amy, Max and Eva sit in a row.": who stands there, and not in which order. */
const EVERYBODY = new RegExp(
  sequence(
    /(?<=^|[.?!] )/,
    `(${NAMES})`,
    / (?:all )?(?:sit|stand|live|queue|park|are (?:sitting|standing|parked|queueing)|sat|stood|lived|ran|run)(?: [a-z]+){0,5}(?=[.;])/,
  ),
  'iu',
);
/** The names that are told before any clue, and the text without them. */
export const everybodyIn = (text: string): { names: string[]; rest: string } => {
  const found = EVERYBODY.exec(text);
  if (!found || /\border\b|\d/.test(found[0])) return { names: [], rest: text };
  const names = found[1]!.split(/,? and |, /).map((one) => one.replace(/^the /i, '').trim());
  const proper = names.length >= 3 && names.every((one) => /^\p{Lu}/u.test(one));
  return proper
    ? {
        names,
        rest: text
          .replace(found[0], ' ')
          .trim()
          .replace(/^[.,;!]\s*/, ''),
      }
    : { names: [], rest: text };
};

/** The clues of rows that are told as lists, and the text without them. */
export const rowsIn = (text: string): { clues: Clue[]; names: string[]; rest: string } => {
  const found = LED.exec(text) ?? TAILED.exec(text);
  const none = { clues: [], names: [], rest: text };
  // "Four rolls from left to right: …" counts them.
  if (!found || SORTED.test(found[0].replace(/^\s*(?:the )?\d+ (?=\p{L})/u, ''))) return none;
  const listed = found[1]!.split(/,? and |, /).map((one) => one.replace(/^(?:then )?(?:the )?/i, '').trim());
  const names = BACKWARDS.test(found[0]) ? listed.toReversed() : listed;
  const distinct = new Set(names.map((one) => one.toLowerCase()));
  if (names.length < 3 || distinct.size < names.length) return none;
  const clues = names.slice(1).map((after, i): Clue => ({ before: names[i]!, after, by: 1 }));
  return {
    clues,
    names,
    rest: text
      .replace(found[0], ' ')
      .trim()
      .replace(/^[.,;!]\s*/, ''),
  };
};
