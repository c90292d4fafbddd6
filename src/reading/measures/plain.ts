/**
 * Reads the plainest questions about measures: those of which every word is a number, a unit, a name of the kind or a
 * word of asking. What it reads is read by no other reader.
 */
import { anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { readComparedAmounts } from './compared-amounts.ts';
import { PLAIN_FORMS } from './plain-forms.ts';
import { fitOf, plainOf } from './plain-match.ts';
import { readFreePacks } from './free-packs.ts';
import { readKitchenUnits } from './kitchen-units.ts';
import { readLostPacks } from './lost-packs.ts';
import { readPlainSizes } from './plain-sizes.ts';
import { readPlainUnits } from './plain-units.ts';
import { readRelativeSizes } from './relative-sizes.ts';
import { readRightTriangle } from './right-triangles.ts';
import { readSpaced } from './spaced.ts';
import { asksWorkTogether, readWorkRates } from './work-rates.ts';

const LONGEST = 160;

/** "How much is 2/3 of my savings?": of an amount that is not told. */
const OF_UNTOLD = new RegExp(
  sequence(
    /^(?:how much|what) is /,
    anyOf(/\d+\/\d+|(?:an? |1 )?(?:half|third|quarter)|\d+ (?:third|quarter|fifth)s/),
    / of (?:my|our|his|her|their) [a-z]+(?: [a-z]+)?$/,
  ),
);

/** "The third month of the year" is a place in the calendar, and no part. */
const PLACE =
  /\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth) (?:day|week|month|hour|minute)s? (?:of|in)\b/;

/** "How many full hours are 100 minutes?": rounded down (calendar/durations.ts). */
const FULL = /\bhow many (?:full|whole|complete) (?!numbers?\b)[a-z]+/;

/** Words beside a change of units that change it: "a week here has 2 school days". */
const CHANGES = /\b(?:each|every|per|equals?|not|only|without|school|working|business|if|has|have|makes?|than)\b|=/;

/** "Our trip is in 2 weeks. How many days is 2 weeks?": the question says all that is told again. */
const lastAlone = (plain: string): string | undefined => {
  const [, told = '', last = ''] = /^(.*[a-z\d])[.!;]\s+([^.!?;]+)$/.exec(plain) ?? [];
  const said = new Set(valuesIn(last));
  return last !== '' && said.size > 0 && !CHANGES.test(told) && valuesIn(told).every((one) => said.has(one))
    ? last
    : undefined;
};

export const readPlain: Reader = ({ low, raw = low }) => {
  if (low.length > LONGEST || FULL.test(low) || PLACE.test(raw.toLowerCase())) return undefined;
  const plain = plainOf(low);
  if (OF_UNTOLD.test(plain)) return refusal('missing', 'the amount that the fraction is of is missing');
  const whole = readSpaced(low) ?? readKitchenUnits(plain);
  if (whole) return whole;
  const triangle = readRightTriangle(plain);
  if (triangle?.type === 'refusal') return triangle;
  const free = readFreePacks(plain);
  if (free?.type === 'refusal') return free;
  const last = lastAlone(plain);
  const problem =
    readComparedAmounts(plain) ??
    triangle ??
    readWorkRates(plain) ??
    readRelativeSizes(plain) ??
    readLostPacks(plain) ??
    free ??
    fitOf(plain, PLAIN_FORMS) ??
    readPlainSizes(plain) ??
    readPlainUnits(plain, plainOf(raw.toLowerCase())) ??
    (last === undefined ? undefined : readPlainUnits(last, last));
  // No other reader may add times of work, nor take them for something else.
  if (!problem && asksWorkTogether(low))
    return refusal('other-mathematics', 'this is about rates of work, told in a way that I do not read');
  return problem && reading(problem, [...valuesIn(low), ...(low.match(/\d+(?:\.\d+)?/g) ?? [])]);
};
