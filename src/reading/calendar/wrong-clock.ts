/** A clock or watch that is fast or slow by some minutes: the real time from what it shows, or what it shows. */
import { reading, type Outcome } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import type { Length } from './durations.ts';
import { leavesNumbers } from './time-doubts.ts';

/** A time of day where it stands in the question. */
type At = { text: string; start: number; end: number };

const FAST = /^ ?(?:too )?(?:fast|ahead|in front|early|forward)\b/;
const SLOW = /^ ?(?:too )?(?:slow|behind|late|back)\b/;
const REAL = /\b(?:real|right|actual|correct|true|proper)(?: time)?\b|\breally\b|\bactually\b/;
const SHOWS = /\b(?:shows?|says?|reads?|showing|displays?|shown|reading|stands? at)\b/;

/** A clock that goes wrong by some minutes: the real time from what it shows, or what it shows. */
export const wrongClock = (low: string, at: At, lengths: readonly Length[]): Outcome | undefined => {
  const [one, ...more] = lengths;
  if (!one || more.length > 0 || !/\b(?:clock|watch|alarm)\b/.test(low) || leavesNumbers(low, [at, one]))
    return undefined;
  const behind = low.slice(one.end);
  const way = FAST.test(behind) ? 1 : SLOW.test(behind) ? -1 : 0;
  const behindAll = low.slice(Math.max(at.end, one.end));
  const sentence = /[^.?!;]*\?\W*$/.exec(low)?.[0] ?? behindAll;
  // "… and it shows 10:58, real time?": what asks stands behind both.
  const asked = sentence.length > behindAll.length && REAL.test(behindAll) ? behindAll : sentence;
  if (way === 0 || /\b(?:every|each|per|hourly|a day|gains|loses)\b/.test(low)) return undefined;
  const told = low.replace(asked, ' ');
  if (REAL.test(asked) && SHOWS.test(told))
    return reading({ type: 'clock', at: at.text, plus: -way * one.minutes }, valuesIn(low));
  if (SHOWS.test(asked) && !SHOWS.test(told))
    return reading({ type: 'clock', at: at.text, plus: way * one.minutes }, valuesIn(low));
  return undefined;
};
