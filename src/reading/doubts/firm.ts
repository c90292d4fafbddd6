/**
 * Why a question can't be answered, told by words that leave no doubt, whatever its numbers could be made into. Looked
 * at before the readers: a reader takes the numbers that fit its kind, and would answer another question. What is only
 * likely is refusals.ts, which is asked when no reader understood.
 */
import { readKitchenUnits } from '../measures/kitchen-units.ts';
import { plainOf } from '../measures/plain-match.ts';
import type { Refusal } from '../reading.ts';
import type { Text } from '../text/text.ts';
import { AMOUNTS_NOT_TOLD } from './amounts-not-told.ts';
import { APART } from './apart.ts';
import { BEYOND_KINDS, verdict } from './beyond.ts';
import { CLASHES } from './clashes.ts';
import { CONTRADICTIONS } from './contradictions.ts';
import { HALF_TOLD } from './half-told.ts';
import { INTRUDERS } from './intruders.ts';
import { INVALID } from './invalid.ts';
import { KNOWN_ELSEWHERE } from './known-elsewhere.ts';
import { MALFORMED } from './malformed.ts';
import { NAMED_NOT_TOLD } from './named-not-told.ts';
import { NONE_FITS } from './none-fits.ts';
import { NO_NUMBERS } from './no-number.ts';
import { NONE_SUCH } from './none-such.ts';
import { NOT_TOLD } from './not-told.ts';
import { ODD_INPUT } from './odd-input.ts';
import { ONE_AT_A_TIME } from './one-at-a-time.ts';
import { ONE_OF_TWO } from './one-of-two.ts';
import { ONE_UNTOLD, uncompared } from './one-untold.ts';
import { OTHER_MEASURE } from './other-measure.ts';
import { PARTS_APART } from './parts.ts';
import { REASONING } from './reasoning.ts';
import { ROWS } from './rows.ts';
import { saidIn, type Doubt } from './said.ts';
import { SECOND_FACTS } from './second-facts.ts';
import { SIBLINGS } from './siblings.ts';
import { SOURCES } from './sources.ts';
import { TIMED_TWICE } from './timed-twice.ts';
import { TOLD_APART } from './told-apart.ts';
import { TOLD_TWICE } from './told-twice.ts';
import { TOO_LITTLE } from './too-little.ts';
import { COUNTED_LISTS } from './counted-lists.ts';
import { TOPICS } from './topics.ts';
import { UNSOLVABLE } from './unsolvable.ts';
import { WHOLE_ANSWERS } from './whole-answers.ts';
import { WHOLE } from './whole.ts';
import { WHOLES } from './wholes.ts';
import { WORLD } from './world.ts';

/** Longer texts tell stories in which every word may stand. */
const LONGEST = 400;

/** What is named and nowhere told: a reading of the rest as idle words says nothing against it. */
const UNTOLD = [...NAMED_NOT_TOLD, ...ONE_OF_TWO, ...OTHER_MEASURE];

/** A gallon, a cup or a spoon is a unit that is known, but has several sizes. */
const kitchenUnit: Doubt = ({ low }) => {
  const found = readKitchenUnits(plainOf(low));
  return found?.type === 'refusal' ? found : undefined;
};

/** Doubts that compute what they claim, and an opinion behind "true or false": no other reading is better. */
const PROVEN = [
  kitchenUnit,
  ...ONE_AT_A_TIME,
  ...SIBLINGS,
  ...INTRUDERS,
  ...MALFORMED,
  ...TOLD_APART,
  ...NONE_FITS,
  ...WHOLES,
  ...TIMED_TWICE,
  ...WHOLE_ANSWERS,
  ...CLASHES,
  uncompared,
  verdict,
  ...UNTOLD,
  ...KNOWN_ELSEWHERE,
];

const DOUBTS = [
  ...APART,
  ...BEYOND_KINDS,
  ...NO_NUMBERS,
  ...ONE_UNTOLD,
  ...NONE_SUCH,
  ...TOPICS,
  ...WORLD,
  ...CONTRADICTIONS,
  ...PARTS_APART,
  ...TOLD_TWICE,
  ...REASONING,
  ...ROWS,
  ...WHOLE,
  ...SOURCES,
  ...ODD_INPUT,
  ...HALF_TOLD,
  ...TOO_LITTLE,
  ...COUNTED_LISTS,
  ...INVALID,
  ...UNSOLVABLE,
  ...SECOND_FACTS,
  ...AMOUNTS_NOT_TOLD,
  ...NOT_TOLD,
];

const firstOf = (doubts: readonly Doubt[], text: Text): Refusal | undefined => {
  if (text.low.length > LONGEST) return undefined;
  const said = saidIn(text);
  for (const doubt of doubts) {
    const found = doubt(said);
    if (found) return found;
  }
  return undefined;
};

/**
 * The reason to decline a question before it is read; undefined where it may have an answer. `proven`: computed from its
 * figures, so that no other reading is better.
 */
export const firmDoubt = (text: Text): (Refusal & { proven?: true }) | undefined => {
  const proven = firstOf(PROVEN, text);
  return proven ? { ...proven, proven: true } : firstOf(DOUBTS, text);
};
