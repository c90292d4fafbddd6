/** Numbers that stand side by side in a question, whatever is between them. */
import { sequence } from '../../regex.ts';
import { numbersIn } from './text.ts';

/** Numbers side by side: "128, 135, 121 and 132", "58 63 68". */
const LISTED = new RegExp(
  sequence(
    /-?\d+(?:\.\d+)?(?: ?[a-z°%]{1,4})?/,
    /(?:\s*(?:,|;|\/|&|\band\b|\+)\s*(?:and )?-?\d+(?:\.\d+)?(?: ?[a-z°%]{1,4})?|\s+-?\d+(?:\.\d+)?)+/,
  ),
  'g',
);

/** The longest run of numbers side by side; [] where no two stand so. */
export const longestList = (low: string): string[] =>
  (low.match(LISTED) ?? [])
    .map((run) => numbersIn(run).map((one) => one.value))
    .toSorted((a, b) => b.length - a.length)[0] ?? [];
