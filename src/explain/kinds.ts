/** The kinds that can be explained. Each adds ways of `QUESTION` with its formal problem. */
import type { Grammar } from './grammar.ts';
import { addMoreCodes, addMoreMeasures, addMoreNumbers, addMoreOrders, addMoreTruth } from './more-ways.ts';
import { addNumberKinds } from './number-kinds.ts';
import { addClaims } from './claims.ts';
import { addCalendarKinds } from './calendar-kinds.ts';
import { addListKinds } from './list-kinds.ts';
import { addFrames } from './frames.ts';
import { addLogicKinds } from './logic-kinds.ts';
import { addMeasureKinds } from './measure-kinds.ts';
import { addMoreDates, addMoreTimes, addSpokenTimes } from './more-calendar.ts';
import { addBareLists, addMoreCounting, addMorePicks, addMoreSorting } from './more-lists.ts';
import { addSums } from './sums.ts';
import { addUnknowns } from './unknowns.ts';

export const addKinds = (grammar: Grammar): void => {
  addSums(grammar);
  addUnknowns(grammar);
  addNumberKinds(grammar);
  addMeasureKinds(grammar);
  addListKinds(grammar);
  addLogicKinds(grammar);
  addCalendarKinds(grammar);
  addSpokenTimes(grammar);
  addMoreTimes(grammar);
  addMoreDates(grammar);
  addMoreSorting(grammar);
  addBareLists(grammar);
  addMoreCounting(grammar);
  addMorePicks(grammar);
  addMoreNumbers(grammar);
  addMoreCodes(grammar);
  addMoreTruth(grammar);
  addMoreMeasures(grammar);
  addMoreOrders(grammar);
  addClaims(grammar);
  addFrames(grammar);
};
