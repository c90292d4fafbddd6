/**
 * Reads everyday formulas: percent, fractions, averages, areas, speeds, ratios, change. A question is read by its
 * roles: which formula its words name, and which number plays which part. Every number must play one, or there is no
 * reading.
 */
import type { Reader } from '../reading.ts';
import { readChange } from './change.ts';
import { readFraction } from './fractions.ts';
import { readPercent } from './percents.ts';
import { readRatio } from './ratios.ts';
import { readShape } from './shapes.ts';
import { readSpeed } from './speeds.ts';
import { readStatistics } from './statistics.ts';

export const readFormula: Reader = (text) => {
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
