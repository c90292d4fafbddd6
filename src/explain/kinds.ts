/** The kinds that can be explained. Each adds ways of `QUESTION` with its formal problem. */
import type { Grammar } from './grammar/grammar.ts';
import { addClockRoles } from './calendar/clock-roles.ts';
import { addDateRoles } from './calendar/date-roles.ts';
import { addMoreDates, addMoreTimes, addSpokenTimes } from './calendar/further-sentences.ts';
import { addCalendarKinds } from './calendar/sentences.ts';
import { addCalendarWays } from './calendar/spans.ts';
import { addFrames } from './frames.ts';
import { addAsides } from './grammar/role-words.ts';
import { addCountingRoles } from './lists/counting-roles.ts';
import { addBareLists, addMoreCounting, addMorePicks, addMoreSorting } from './lists/further-sentences.ts';
import { addListKinds } from './lists/sentences.ts';
import { addPatternRoles } from './lists/pattern-roles.ts';
import { addSortingRoles } from './lists/sorting-roles.ts';
import { addLogicKinds, addMoreTruth } from './logic/sentences.ts';
import { addFractionRoles } from './measures/fraction-roles.ts';
import { addMeasureWays, addMoreMeasures } from './measures/further-sentences.ts';
import { addPercentRoles } from './measures/percent-roles.ts';
import { addPlainMeasures } from './measures/plain.ts';
import { addQuantityRoles } from './measures/quantity-roles.ts';
import { addRateRoles } from './measures/rate-roles.ts';
import { addMeasureKinds } from './measures/sentences.ts';
import { addShapeRoles } from './measures/shape-roles.ts';
import { addUnitRoles } from './measures/unit-roles.ts';
import { addCodeRoles } from './numbers/code-roles.ts';
import { addCodedKinds } from './numbers/coded.ts';
import { addDivisorRoles } from './numbers/divisor-roles.ts';
import { addNumberFacts } from './numbers/facts.ts';
import { addMoreCodes } from './numbers/further-sentences.ts';
import { addNumberKinds } from './numbers/sentences.ts';
import { addSequenceRoles } from './numbers/sequence-roles.ts';
import { addStoryRoles } from './stories/roles.ts';
import { addClaims } from './sums/claims.ts';
import { addMoreNumbers } from './sums/further-sentences.ts';
import { addGivenValues } from './sums/given-values.ts';
import { addSums } from './sums/sums.ts';
import { addGameRoles } from './unknowns/game-roles.ts';
import { addRiddleRoles } from './unknowns/riddle-roles.ts';
import { addUnknowns } from './unknowns/sentences.ts';

export const addKinds = (grammar: Grammar): void => {
  addSums(grammar);
  addGivenValues(grammar);
  addMoreNumbers(grammar);
  addClaims(grammar);

  addUnknowns(grammar);
  addGameRoles(grammar);
  addRiddleRoles(grammar);

  addNumberKinds(grammar);
  addMoreCodes(grammar);
  addNumberFacts(grammar);
  addCodedKinds(grammar);
  addCodeRoles(grammar);
  addSequenceRoles(grammar);
  addDivisorRoles(grammar);

  addListKinds(grammar);
  addMoreSorting(grammar);
  addBareLists(grammar);
  addMoreCounting(grammar);
  addMorePicks(grammar);
  addSortingRoles(grammar);
  addCountingRoles(grammar);

  addLogicKinds(grammar);
  addMoreTruth(grammar);

  addCalendarKinds(grammar);
  addSpokenTimes(grammar);
  addMoreTimes(grammar);
  addMoreDates(grammar);
  addCalendarWays(grammar);
  addPatternRoles(grammar);
  addDateRoles(grammar);
  addClockRoles(grammar);

  addMeasureKinds(grammar);
  addMoreMeasures(grammar);
  addPlainMeasures(grammar);
  addMeasureWays(grammar);
  addQuantityRoles(grammar);
  addPercentRoles(grammar);
  addShapeRoles(grammar);
  addFractionRoles(grammar);
  addUnitRoles(grammar);
  addRateRoles(grammar);

  addStoryRoles(grammar);

  addFrames(grammar);

  addAsides(grammar);
};
