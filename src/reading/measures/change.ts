/** Reads the change of a payment. */
import { sequence } from '../../regex.ts';
import { reading, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const NOTES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:a )?(?:tenner|10er)\b/g, '10'],
  [/\b(?:a )?fiver\b/g, '5'],
  [/\b(?:a )?twenty\b/g, '20'],
];

const PAYS = new RegExp(
  sequence(
    /\b(?:pa(?:y|ys|id|ying) (?:with|using|by)|giv(?:e|es|ing)|gave|hand(?:s|ed)?(?: over)?|with) /,
    /(?:him |her |them |the [a-z]+ |a |an |my )?(?:note of |bill of )?[$£€]? ?(\d+(?:\.\d+)?)/,
  ),
);

/** One price and one payment: what comes back. */
export const readChange: Reader = ({ low }) => {
  if (!/\bchange\b|\b(?:get|give[ns]?|come[s]?|money) back\b/.test(low)) return undefined;
  let text = low;
  for (const [words, value] of NOTES) text = text.replace(words, value);
  const all = numbersIn(text).map((one) => one.value);
  const paid =
    PAYS.exec(text)?.[1] ?? /\bchange (?:from|out of) (?:a |an |my )?[$£€]? ?(\d+(?:\.\d+)?)/.exec(text)?.[1];
  if (all.length !== 2 || paid === undefined) return undefined;
  const price = all[0] === paid ? all[1]! : all[0]!;
  return /\b(?:each|per|a piece|apiece|percent)\b|%/.test(low)
    ? undefined
    : reading(
        { type: 'formula', formula: 'change', given: [paid, price] },
        numbersIn(low).map((one) => one.value),
      );
};
