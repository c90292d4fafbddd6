/**
 * Stops on a way: "half hour stop", "then 10 minutes to unload". A stop is no leg of its own; it counts where the words
 * say that all of the time is asked. Where they leave it out or say neither, there is no reading.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Ask, Lasting, Told } from './motion.ts';

const STOP = anyOf(
  /stops?|stopped|breaks?|pauses?|paused|rests?|rested|waits?|waited|waiting|lunch|picnic|delays?/,
  /(?:un)?loading|(?:un)?load|refuel(?:ling)?|recharg(?:e|ing)/,
);
const BEFORE = new RegExp(sequence(/\b/, STOP, /(?: (?:there|for|of|about|lasting|takes?|is|was))* ?$/));
const AFTER = new RegExp(sequence(/^ ?-?(?:long )?(?:[a-z]+ )?/, STOP, /\b/));
const COUNTED = new RegExp(
  alternatives(
    sequence(
      /\b(?:including|includes?|counting|with) (?:the |that |my |all )?/,
      /(?:stops?|breaks?|pauses?|rests?|waits?|lunch|unloading)\b/,
    ),
    /\bin all\b|\btotal\b|\baltogether\b|\boverall\b|\bwhole (?:trip|journey|thing|day)\b|\bfor the lot\b/,
    /\bdoor to door\b/,
  ),
);
const LEFT_OUT = new RegExp(
  alternatives(
    /\b(?:excluding|ignoring|without|leaving out|not (?:counting|including)|apart from)\b/,
    /\bmoving\b|\bwhile (?:riding|driving|walking)\b|\bin motion\b/,
  ),
);
const WORDS = new RegExp(
  sequence(
    /\b(?:(?:including|counting|with) (?:the |that |my |all )?)?/,
    STOP,
    /\b|\bin all\b|\boverall\b|\bfor the lot\b|\bto (?=\s)/,
  ),
  'g',
);

/** What is told without its stops, these as a term, and the words left; undefined where nobody says if they count. */
export const withoutStops = (
  told: Told,
  ask: Ask,
  low: string,
): (Told & { stops: string; said: string }) | undefined => {
  const isStop = ({ at, end }: Lasting): boolean =>
    BEFORE.test(low.slice(0, at)) ||
    AFTER.test(low.slice(end)) ||
    /^ to (?:unload|load|rest|eat)\b/.test(low.slice(end));
  const stops = told.times.filter(isStop);
  if (stops.length === 0) return { ...told, stops: '', said: low };
  if (LEFT_OUT.test(low) || (ask.what !== 'clock' && !COUNTED.test(low))) return undefined;
  return {
    ...told,
    times: told.times.filter((one) => !stops.includes(one)),
    left: told.left.replace(WORDS, ' '),
    said: low.replace(WORDS, ' '),
    stops: stops.map(({ seconds }) => `+${seconds}`).join(''),
  };
};
