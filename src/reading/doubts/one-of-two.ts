/**
 * Of two that are needed one is told: the wall and not its window, one worker's pace, one price, the price of a pack and
 * not what it holds, a way without its time, work without how long it takes, a share of growth without what grew.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { clocksIn } from '../calendar/times.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { numbersIn } from '../text/text.ts';
import { missing, type Doubt } from './said.ts';

/** "A window that must not be painted", whose size is not told. */
const holeNotTold: Doubt = ({ low, numbers }) =>
  /\b(?:windows?|doors?|holes?|openings?|ponds?|flower ?beds?|gaps?)\b[^.?!]*\b(?:not (?:be )?(?:painted|papered|tiled|covered|counted|mown|paved|included)|left (?:out|free|bare)|unpainted|without paint)\b|\b(?:without|except|not|minus|apart from) (?:the |its |for the )?(?:windows?|doors?|openings?|pond|hole)\b/.test(
    low,
  ) &&
  /\b(?:square (?:met\w*|feet|foot|yards)|m2|m²|area|sq)\b/.test(low) &&
  numbers.length === 2 &&
  /\b(?:long|wide|high|tall|by)\b|\d ?x ?\d/.test(low)
    ? missing('how large what is left out is, is not told')
    : undefined;

/** One worker's pace in figures, the other one's only as slower; both together are asked. */
const paceOfOther: Doubt = ({ low, asked, numbers }) =>
  /\b(?:is|works?|are|goes|picks?|walks?|runs?|drives?) (?:a bit |a little |much |also |somewhat |even |rather )?(?:slower|faster|quicker|less quick|not so fast|not as fast)\b(?! (?:by )?\d)/.test(
    low,
  ) &&
  /\b(?:together|both|the (?:2|two) of them|between them|in all)\b/.test(asked) &&
  numbers.length <= 3 &&
  !/\b(?:slower|faster|quicker|quick|fast)\b[^.?!]*\d/.test(low.slice(0, low.length - asked.length)) &&
  !/\b(?:twice|half|double|times|third|quarter|per ?cent|as fast|faster by|slower by)\b|%|\d+(?: [a-z]+)? (?:less|more|fewer|slower|faster)\b/.test(
    low,
  )
    ? missing('how much slower or faster the other one is, is not told')
    : undefined;

/** Means of two groups of which one is only said to be larger, and the mean of all. */
const groupSizes: Doubt = ({ low, asked, numbers }) =>
  /\b(?:more|fewer) [a-z]+ (?:on|in|at|from|than)\b/.test(low) &&
  (low.match(/\b(?:average|mean)\b/g)?.length ?? 0) >= 2 &&
  /\b(?:average|mean)\b[^?]*\b(?:all|together|both|overall|everyone|everybody|whole)\b|\boverall (?:average|mean)\b/.test(
    low.slice(-Math.max(asked.length, 60)),
  ) &&
  numbers.length === 2
    ? missing('how many belong to each of them is not told')
    : undefined;

const MOVES_BY =
  /\b(?:grew|grown|risen|rose|increased|gone up|went up|fell|fallen|dropped|decreased|up|down|reduced|raised)\b[^.?!]*?\d+(?:\.\d+)? ?(?:%|per ?cent)/;

/** "The heating has also grown by 25 percent. How much is the heating now?" */
const baseOfOther: Doubt = ({ low, facts, asked }) => {
  const noun = /\bhow much (?:is|are|was|do i pay for|does|costs?) (?:the |my |our |his |her )([a-z]+)\b/.exec(
    asked,
  )?.[1];
  if (noun === undefined || !/\b(?:now|today|then|afterwards)\b/.test(asked)) return undefined;
  const clauses = facts
    .split(/[.;,!?]| and (?=the|my|our|his|her)/)
    .filter((one) => new RegExp(String.raw`\b${noun}\b`).test(one));
  const others = facts
    .split(/[.;,!?]| and (?=the|my|our|his|her)/)
    .some((one) => !one.includes(noun) && /\d/.test(one));
  return clauses.length > 0 &&
    others &&
    clauses.every((one) => MOVES_BY.test(one) && numbersIn(one).length === 1) &&
    !/\b(?:it|this|that|before|was|from)\b[^.?!]*\d/.test(
      low.slice(low.indexOf(clauses.at(-1)!) + clauses.at(-1)!.length),
    )
    ? missing(`how much the ${noun} was is not told`)
    : undefined;
};

/** Two things are bought and one has a price. */
const onePriceOfTwo: Doubt = ({ low, numbers }) => {
  const bought =
    /\b(?:buy|bought|buys|get|got|take|took|order|ordered|have|had) (\d+|an?) (?:[a-z]+ )??([a-z]+?)s?,? and (\d+|an?) (?:[a-z]+ )??([a-z]+?)s?(?=[.,;:]| for\b| at\b)/.exec(
      low,
    );
  if (
    !bought ||
    !/\b(?:change|pay|paid|cost|total|owe)\b/.test(low) ||
    /\b(?:together|altogether|in all|same price|each|both|all)\b/.test(low.slice(0, low.lastIndexOf('how') + 1))
  )
    return undefined;
  const rest = low.slice(bought.index + bought[0].length);
  const priced = (noun: string): boolean =>
    new RegExp(
      String.raw`\b${noun}s?\b(?: (?:is|are|costs?|was|were|at|for|comes? to|:|=|alone|only|just))+ ?(?:[€$£] ?)?\d|\d(?:\.\d+)? ?(?:euros?|dollars?|pounds?|[€$£])? (?:for|per|a|an|each|the) (?:the |a |one |1 )?${noun}`,
    ).test(rest);
  const [a, b] = [priced(bought[2]!), priced(bought[4]!)];
  const counts = [bought[1]!, bought[3]!].filter((one) => /\d/.test(one)).length;
  return a !== b && numbers.length === counts + 2 ? missing('the price of one of them is not told') : undefined;
};

/** "Which is cheaper per wipe?" of packs that say not how many they hold. */
const packSize: Doubt = ({ low, facts, numbers }) => {
  const noun =
    /\b(?:cheaper|dearer|better value|best value|more expensive|cheapest) (?:per|by the|for each|for one) ([a-z]+?)s?\b/.exec(
      low,
    )?.[1];
  return noun !== undefined &&
    numbers.length === 2 &&
    !new RegExp(String.raw`\d (?:[a-z]+ )?${noun}`).test(facts) &&
    unitsNamed(noun).length === 0 &&
    /\b(?:packs?|box(?:es)?|bags?|bottles?|tins?|jars?|tub(?:e?s)?|tubes?|packets?|rolls?|size)\b/.test(low)
    ? missing('how many are in each of them is not told')
    : undefined;
};

/** A way and no time, and the speed is asked; a way and a speed, and what the tank lost. */
const noTimeOfWay: Doubt = ({ low, asked, numbers }) => {
  const way = /\b\d+(?:\.\d+)? ?(?:km|kilomet(?:re|er)s?|miles?)\b(?! ?(?:\/|per|an) ?h)/.test(low);
  if (!way) return undefined;
  const timed =
    clocksIn(low).length > 0 ||
    lengthsIn(low).length > 0 ||
    /\b(?:hours?|minutes?|seconds?|days?|h|min|noon|midnight|o'clock|km\/h|mph|kph|speed of|at \d+|half past|quarter)\b/.test(
      low,
    );
  if (
    !timed &&
    /\b(?:average )?speed\b|\bhow fast\b/.test(asked) &&
    /\b(?:drove|drive|cycled?|ran|run|rode|walked|went|travelled|flew|sailed|did)\b/.test(low) &&
    numbers.length <= 3
  )
    return missing('how long it took is not told');
  return /\bhow (?:many|much) (?:litres?|liters?|gallons?|petrol|fuel|gas|diesel)(?: of [a-z]+)? (?:did|does|do|will|has|have|was|were)\b[^?,]*\b(?:use[ds]?|need(?:ed)?|burn\w*|take|spend|buy)\b/.test(
    asked,
  ) && !/\b(?:litres?|liters?|gallons?|mpg|consum\w*|ml)\b|\bl\b/.test(low.slice(0, low.length - asked.length))
    ? missing('how much it uses is not told')
    : undefined;
};

/** "Started at 6:45, did three wards, a break of 20 minutes: when did I finish?" */
const workNotTimed: Doubt = ({ low, asked }) => {
  const work =
    /\b(?:did|visited|cleaned|saw|wrote|baked|painted|washed|served|mended|walked|checked|graded|marked) (?:all )?\d+ ([a-z]+)\b/.exec(
      low,
    );
  return work &&
    unitsNamed(work[1]!).length === 0 &&
    clocksIn(low).length === 1 &&
    /\b(?:what time|when)\b[^?]*\b(?:finish\w*|done|end|home|ready|stop)\b/.test(asked) &&
    !/\b(?:each|per|every|apiece|took|takes|for (?:each|every|one|1)|an hour)\b/.test(low) &&
    lengthsIn(low).length <= 1
    ? missing('how long that took is not told')
    : undefined;
};

export const ONE_OF_TWO: readonly Doubt[] = [
  holeNotTold,
  paceOfOther,
  groupSizes,
  baseOfOther,
  onePriceOfTwo,
  packSize,
  noTimeOfWay,
  workNotTimed,
];
