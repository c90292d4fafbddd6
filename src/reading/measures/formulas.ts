/**
 * Reads everyday formulas: percent, fractions, averages, areas, speeds, ratios, change. A question is read by its
 * roles: which formula its words name, and which number plays which part. Every number must play one, or there is no
 * reading.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { refusal, type Reader, type Reading } from '../reading.ts';
import { isPerson } from '../roles/things.ts';
import { numbersIn } from '../text/text.ts';
import { readChange } from './change.ts';
import { readCutAreas } from './cut-areas.ts';
import { readEqualBits } from './equal-bits.ts';
import { readFraction } from './fractions.ts';
import { readLeftParts } from './left-parts.ts';
import { readMeanSteps } from './mean-steps.ts';
import { readPercent } from './percents.ts';
import { readRatio } from './ratios.ts';
import { readRooms } from './rooms.ts';
import { readShape } from './shapes.ts';
import { readSpeed } from './speeds.ts';
import { readStacked } from './stacked.ts';
import { readStatistics } from './statistics.ts';
import { readNamedShares } from './named-shares.ts';
import { readSpentParts } from './spent-parts.ts';
import { readWholeParts } from './whole-parts.ts';
import { readWholeFromPart } from './whole-from-part.ts';
import { readToldState } from './told-state.ts';
import { readToldParts } from './told-parts.ts';

const PARTLY = /^(?:percent-of|percent-less|fraction-of)$/;

/** A part of people, or of what is to be whole, that is no whole number of them. */
const breaksPeople = (low: string, { problem }: Reading): boolean => {
  if (problem.type !== 'formula' || !PARTLY.test(problem.formula)) return false;
  const [share = '', whole = ''] = problem.given;
  const found = numbersIn(low).find((one) => one.value === whole);
  const noun = found && /^ ?(?:[a-z]+ )?([a-z]+)/.exec(low.slice(found.end));
  const people =
    /\bhow many whole\b/.test(low) ||
    noun?.[0]
      .trim()
      .split(' ')
      .some((one) => isPerson(singularOf(one)));
  if (!people || !/^\d+$/.test(whole)) return false;
  const [top = 0, below = 1] = problem.formula === 'fraction-of' ? share.split('/').map(Number) : [Number(share), 100];
  return !Number.isInteger(Math.round(((Number(whole) * top) / below) * 1e6) / 1e6);
};

export const readFormula: Reader = (text) => {
  const found = readAny(text);
  return found?.type === 'problem' && breaksPeople(text.low, found)
    ? refusal('no-solution', 'it does not come out whole')
    : found;
};

/** Questions of one step more, which tell each of their numbers by a form of its own. */
const readSteps: Reader = ({ low }) =>
  readMeanSteps(low) ??
  readToldState(low) ??
  readEqualBits(low) ??
  readStacked(low) ??
  readWholeParts(low) ??
  readLeftParts(low) ??
  readCutAreas(low) ??
  readRooms(low) ??
  readToldParts(low) ??
  readWholeFromPart(low) ??
  readSpentParts(low) ??
  readNamedShares(low);

/** What is shortest is no sum, no rate and no measure. */
const WAYS = /\b(?:shortest|quickest|fastest|cheapest) (?:way|route|path)\b/;

const readAny: Reader = (text) => {
  if (WAYS.test(text.low)) return undefined;
  const steps = readSteps(text);
  if (steps) return steps;
  // What is an average of clock times and ways to the one is a speed to the other, which leaves no word over.
  const speed = readSpeed(text);
  if (speed?.type === 'problem') return speed;
  const statistics = readStatistics(text);
  if (statistics?.type === 'problem') return statistics;
  if (text.low.length > 400 || /\bsquare root\b|\bnext\b|\bsequence\b|\bbinary\b|\broman\b/.test(text.low))
    return undefined;
  return (
    readPercent(text) ??
    readShape(text) ??
    speed ??
    statistics ??
    readRatio(text) ??
    readChange(text) ??
    readFraction(text)
  );
};
