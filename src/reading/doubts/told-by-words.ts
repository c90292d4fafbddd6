/**
 * Whether a question that has few figures tells its data otherwise: clock times, numerals, a list, a quoted text, links
 * between places, comparisons, rules of logic, units that follow from each other. Such a question lacks nothing that
 * could be named: it was only not read.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Text } from '../text/text.ts';

const DATA = new RegExp(
  alternatives(
    // Two clock times, figures of a base, a ratio.
    /\d:\d\d\b.*\d:\d\d\b|\b0x[\da-f]+|\b\d+ ?: ?\d+ ?: ?\d+\b/,
    // A text in quotes that letters or words are counted in.
    /["“][^"”]+["”]/,
    // Words of logic and of liars.
    alternatives(
      /\bknights?\b.*\bknaves?\b|\btruth table\b|\bassignments?\b.*\b[pq]\b|\bimplies\b/,
      /\b(?:not|true|false),? (?:or|and|xor) (?:not |open |\()?(?:true|false)\b|\bnot (?:true|false)\b/,
      /\bsays?\b.*\b(?:liar|lying|honest)\b.*\bwho\b/,
    ),
    // Comparisons and places of at least three.
    /\bthan\b.*\bthan\b|\b(?:left|right) of\b.*\b(?:left|right) of\b|\bdeeper\b.*\bdeeper\b|\bexceeds\b.*\bexceeds\b/,
    // A rate and a span that is a word.
    sequence(
      /\b(?:an?|per|each|every) (?:day|week|hour|month|morning|evening)\b.*\b/,
      /(?:(?:in|for|of) (?:an?|the|1) (?:week|month|year|day|hour)|end of the week|[a-z]+day to [a-z]+day)/,
    ),
    /\btimes a (?:day|week)\b|\beach way\b|\bdouble everything\b|\bnew year's day\b/,
    /\ball of [a-z]+\b.*\ball of [a-z]+\b/,
  ),
);

/** At least three things in a row, or two links between places. */
const LISTED = new RegExp(
  anyOf(
    /(?:\b[a-z'’]+(?: [a-z]+)?, ){2,}(?:and )?[a-z]/,
    /\b([a-z\d]+) (?:to|leads to|connects to|and) [a-z\d]+, \1?[a-z\d]+ (?:to|and) [a-z\d]+/,
    /\b([a-z]+) connects to the ([a-z]+), the \2\b/,
  ),
);
const COUNTS = /\b(?:how many|how often|count|sort|order|jumps?|tunnels?|rides?|stops?|hops?|links?|far)\b/;

/** Whether something else than figures is told that could be computed with. */
export const tellsByWords = ({ text, low }: Text): boolean => {
  if (DATA.test(low)) return true;
  // Items to be ranked by a count that each of them lacks tell nothing.
  if (LISTED.test(low) && COUNTS.test(low) && !/\b(?:order of|by) how (?:many|much)\b/.test(low)) return true;
  const numerals = text.match(/(?<![\p{L}\d])[IVXLCDM]{2,}(?![\p{L}\d])/gu)?.length ?? 0;
  if (numerals >= 2 || (numerals === 1 && /\broman\b|\bnumerals?\b/.test(low) && /\bin\b|\bfor\b/.test(low)))
    return true;
  const pair = /\bhow many ([a-z]+)\b[^?]*\b(?:an?|one|1) ([a-z]+)\b/.exec(low);
  return (
    pair !== null &&
    unitsNamed(pair[1]!).some((a) => unitsNamed(pair[2]!).some((b) => a.dimension === b.dimension && a.name !== b.name))
  );
};
