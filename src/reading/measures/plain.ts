/**
 * Reads the plainest questions about measures: those of which every word is a number, a unit, a name of the kind or a
 * word of asking. What it reads is read by no other reader.
 */
import { reading, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { PLAIN_FORMS } from './plain-forms.ts';
import { fitOf, plainOf } from './plain-match.ts';
import { readPlainSizes } from './plain-sizes.ts';
import { readPlainUnits } from './plain-units.ts';

const LONGEST = 160;

export const readPlain: Reader = ({ low, raw = low }) => {
  if (low.length > LONGEST) return undefined;
  const plain = plainOf(low);
  const problem =
    fitOf(plain, PLAIN_FORMS) ?? readPlainSizes(plain) ?? readPlainUnits(plain, plainOf(raw.toLowerCase()));
  return problem && reading(problem, [...valuesIn(low), ...(low.match(/\d+(?:\.\d+)?/g) ?? [])]);
};
