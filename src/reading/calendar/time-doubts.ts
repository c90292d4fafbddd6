/**
 * Words and numbers of a question about clock times that its reading did not take into account. A time with one
 * duration too few is a wrong time: such a reading is dropped.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { numbersIn } from '../text/text.ts';

type Span = { start: number; end: number };

/** Numbers that only name: a bus, a platform, the notation. */
const NAMES =
  /\b(?:bus|platform|gate|room|line|flight|train|tram|number|no\.?|episode|chapter|lesson|class|grade|day|week)s? $/;
const NOTATION = /^[ -]?(?:h|hr|hour)s?[ -]?(?:clock|format|time|notation)?\b/;

/** Steps that a sum of durations does not take. */
const STEPS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /each|per|apiece|twice|thrice|half as|double[sd]?|triple[sd]?|quadrupled?|times|every/,
      /same (?:amount|time)|one[- ]way|round trip|both ways|way back|there and back/,
    ),
    /\b/,
  ),
);
const COUNTS = new RegExp(
  alternatives(
    /\bhow many (?!(?:[a-z]+ )?(?:min|hour|hr|sec))/,
    /\b(?:percentage|average|how (?:far|fast|old)|how much (?!time|longer|later|earlier|sooner))\b/,
  ),
);
/** "2 hours in all, of which 40 minutes …": a whole and its parts are not added. */
const WHOLE = /\b(?:total of|in total|in all|altogether|together)\b[^?]*[.,;]/;

/** Whether a number of `low` lies in none of the spans that were read. */
export const leavesNumbers = (low: string, spans: readonly Span[]): boolean =>
  numbersIn(low).some(
    ({ value, start, end }) =>
      value !== '1' &&
      !((value === String(spans.length) || value === String(spans.length - 1)) && /^ [a-z]+s\b/.test(low.slice(end))) &&
      !spans.some((one) => start >= one.start && end <= one.end) &&
      !NAMES.test(low.slice(0, start)) &&
      !((value === '24' || value === '12') && NOTATION.test(low.slice(end))),
  );

/** Whether a word speaks of a step beside moving a time by durations. */
export const leavesSteps = (low: string): boolean => STEPS.test(low) || COUNTS.test(low);

/** Whether durations are parts of one that is told too, or are asked for in another way than added. */
export const leavesParts = (low: string): boolean =>
  leavesSteps(low) || WHOLE.test(low) || /\b(?:needs to|certain)\b/.test(low);

/**
 * "2 acts of 55 minutes" are 110. How many of one length there are, by where the length begins; 1 where none is told.
 */
export const severalOf = (low: string, start: number): { count: number; start: number } => {
  const found = /(?:^| )(\d{1,2}) (?:[a-z]+ )?[a-z]+s (?:of|at|lasting|taking|that (?:take|last)|with) $/.exec(
    low.slice(0, start),
  );
  return found ? { count: Number(found[1]), start: found.index } : { count: 1, start };
};

/** "The shop shuts at 6, and it is 4": what comes is told before the time that it is. */
const COMES =
  /\b(?:shuts?|closes?|leaves?|goes|departs?|starts?|begins?|ends?|finish\w*|due|opens?|stops?)\b[^.?;\d]*$/;
const IT_IS = /\b(?:it is|now)(?: now| already| only| just)?\s*$/;

/** Whether the first of two times is the later end: "until 9 from 7", "I close at 8 and have opened at 7". */
export const endsFirst = (low: string, a: Span, b: Span): boolean => {
  const [before, between] = [low.slice(0, a.start), low.slice(a.end, b.start)];
  return (
    (/\b(?:until|till|to)\b/.test(before) && /\bfrom\b/.test(between)) ||
    (COMES.test(before) && IT_IS.test(between)) ||
    (/\b(?:closes?|closed|ends?|ended|finish\w*|stop\w*)\b[^.?;]*$/.test(before) &&
      /\b(?:open\w*|start\w*|beg[aiu]n\w*)\b/.test(between))
  );
};

/** What stands before the time that it is now. */
export const SHOWN_NOW = new RegExp(
  sequence(
    anyOf(
      /\bit is|\bnow(?: it is| is)?|\bcurrently|\b(?:current )?time(?: now)?(?: is)?/,
      /\b(?:clock|watch|phone)(?: now)? (?:says|shows|reads)/,
    ),
    /:?\s*(?:only |already |just )?$/,
  ),
);

/** How much is left is asked, and no time of the clock. */
export const ASKS_REST = /\b(?:minutes|mins?|hours|time) (?:left|remaining|to go)\W*$/;
