/**
 * Where somebody is after going up and down from a place that has a number: "on floor 5, I walk down 3 floors, on which
 * floor am I?" Each number is the place or a way from it, and the question asks for the place.
 */
import { anyOf } from '../../regex.ts';
import { numbersIn } from '../text/text.ts';

const PLACE = '(floor|level|page|step|rung|stair|row|storey|story|line|square|chapter)';
const UP = anyOf(/up|upwards?|upstairs|forwards?|ahead|on|higher|further/);
const DOWN = anyOf(/down|downwards?|downstairs|backwards?|back|lower/);
const START = [
  new RegExp(`\\b(?:on|at|from) (?:the )?${PLACE} (?:number |no\\.? )?(\\d+)\\b`),
  new RegExp(`\\b(?:on|at|from) (?:the )?()(\\d+)(?:st|nd|rd|th) ${PLACE}\\b`),
];
const WAYS = [
  new RegExp(`\\b(${UP}|${DOWN})(?: by)? (\\d+)(?: (?:more |other )?([a-z]+?)s?)?\\b`, 'g'),
  new RegExp(`()\\b(\\d+) (?:more )?([a-z]+?)s? (${UP}|${DOWN})\\b`, 'g'),
];
const TURNS =
  /\b(?:each|every|twice|half|per|times|between|how many|how far|minutes?|seconds?|more than|above|below|neighbou?r)\b|%/;

/** The number of the place that is asked for; `low` is the question in small letters. */
export const placeOf = (low: string): string | undefined => {
  if (low.length > 200 || TURNS.test(low)) return undefined;
  const start = START.map((one) => one.exec(low)).find((one) => one !== null);
  if (!start) return undefined;
  const name = start[1] || start[3]!;
  const at = start[2]!;
  const rest = low.slice(start.index + start[0].length);
  const ask = new RegExp(
    `\\b(?:on |at )?(?:which|what) ${name}\\b(?: (?:am|is|are|do|does|will|now|number)\\b[^?.]*)?\\W*$`,
  ).exec(rest);
  if (!ask || /\d|\bif\b/.test(ask[0])) return undefined;
  const told = rest.slice(0, ask.index);
  let left = told;
  const ways: { at: number; by: string; up: boolean }[] = [];
  for (const [i, pattern] of WAYS.entries())
    left = left.replace(pattern, (found, before: string, by: string, thing: string | undefined, ...more: unknown[]) => {
      if (thing !== undefined && thing !== name && !/^(?:and|then|to|again)$/.test(thing)) return found;
      const word = i === 0 ? before : String(more[0]);
      ways.push({ at: told.indexOf(found), by, up: new RegExp(`^${UP}$`).test(word) });
      return ' '.repeat(found.length);
    });
  if (ways.length === 0 || numbersIn(left).length > 0 || numbersIn(low.slice(0, start.index)).length > 0)
    return undefined;
  const sum = ways.reduce((total, { by, up }) => total + (up ? Number(by) : -Number(by)), Number(at));
  if (sum <= 0) return undefined;
  return `${at}${ways
    .sort((a, b) => a.at - b.at)
    .map(({ by, up }) => `${up ? '+' : '-'}${by}`)
    .join('')}`;
};
