/**
 * What a question that no reader understood most likely lacks: the whole of a percentage, the length of something that
 * begins at a time, the price of one. Asked after the readers, and before the words of refusals.ts.
 */
import type { Refusal } from '../reading.ts';
import { datesIn } from '../calendar/dates.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn } from '../calendar/times.ts';
import type { Text } from '../text/text.ts';
import { missing, saidIn, type Doubt } from './said.ts';
import { tellsByWords } from './told-by-words.ts';
import { noWay } from './unsolvable.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const ASKS_WHEN = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /when|what time|which time|at what|what hour|(?:what|which) (?:is the )?(?:date|day)/,
      /on (?:what|which)|until when|by when/,
    ),
    /\b/,
  ),
);
const ENDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /ends?|finish\w*|over|done|conclude\w*|expires?|expiry|due|run out|runs out|ready|arriv\w*|there/,
      /back|home|eat|get up|leave|set off|renew\w*|close\w*|come|free|off|take|dinner|payable|stop\w*/,
      /land\w*|return\w*|be/,
    ),
    /\b/,
  ),
);
const SPAN = new RegExp(
  sequence(
    /\b(?:\d+|an?|several|some) (?:working |business |calendar |full )?/,
    /(?:days?|weeks?|months?|years?|nights?|fortnights?)\b/,
  ),
);
const DAY =
  /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:today|yesterday|tomorrow)(?:'s date)? (?:is|was|will be)\b/;

/** A beginning without a length, or a length without a beginning. */
const beginOrLength: Doubt = ({ low, numbers }) => {
  if (low.length > 200 || !ASKS_WHEN.test(low)) return undefined;
  const dates = datesIn(low);
  const clocks = clocksIn(low);
  const lengths = lengthsIn(low);
  const bare = /\b(?:at|from|since|by) \d{1,2}\b(?! ?(?:%|km|euros?|dollars?|pounds?|[a-z]+s\b))/.test(low);
  if (dates.length === 1 && !SPAN.test(low) && clocks.length === 0 && ENDS.test(low))
    return missing('how long it takes is missing');
  if (dates.length === 0 && SPAN.test(low) && !DAY.test(low) && clocks.length === 0)
    return missing('the day to count from is missing');
  if (
    dates.length === 0 &&
    lengths.length === 0 &&
    !SPAN.test(low) &&
    numbers.length <= 2 &&
    (clocks.length === 1 || (clocks.length === 0 && bare)) &&
    ENDS.test(low)
  )
    return missing('how long it takes is missing');
  if (dates.length === 0 && lengths.length === 1 && clocks.length === 0 && !bare && ENDS.test(low))
    return missing('the time to count from is missing');
  return undefined;
};

/** A percentage without its whole. */
const noWhole: Doubt = ({ low, numbers }) =>
  numbers.length === 1 &&
  /\d ?(?:%|per ?cent\b)/.test(low) &&
  low.length < 160 &&
  /\b(?:how much|what|pay|find|calculate)\b|^\W*\d/.test(low)
    ? missing('what the percentage is of is missing')
    : undefined;

/** A speed of which one of distance and time is told alone. */
const noDistance: Doubt = ({ low, asked, numbers }) =>
  numbers.length === 1 &&
  /\b(?:km\/h|kph|mph|kilomet(?:re|er)s?|miles?|km|metres? per|speed|drove|drive|cycled?|ran|rode|walked)\b/.test(
    low,
  ) &&
  /\bhow (?:far|long|fast|many (?:km|miles|kilometres|hours|minutes))\b|\bspeed\b/.test(asked)
    ? missing('of distance, time and speed two are needed, and one is told')
    : undefined;

/** A figure with too few of its measures. */
const noSide: Doubt = ({ low, numbers }) => {
  const figure = /\b(?:area|perimeter|volume|square met(?:re|er)s?|sq(?:uare)? ?(?:m|ft|feet)|m²|surface)\b/.test(low);
  if (
    !figure ||
    low.length > 160 ||
    /\b(?:square|circle|cube|sphere|circular|radius|diameter|cone|cylinder|pyramid)\b(?! met| ft| feet| m\b)/.test(low)
  )
    return undefined;
  const solid = /\bvolume\b|\bcubic\b/.test(low);
  return numbers.length > 0 &&
    numbers.length < (solid ? 3 : 2) &&
    new RegExp(
      sequence(
        /\b/,
        anyOf(
          /rectang\w+|box|room|wall|floor|field|garden|sides?|tank|carpet|long|wide|high|tall|deep|plot/,
          /lawn|table|yard|pool|perimeter/,
        ),
        /\b/,
      ),
    ).test(low)
    ? missing('a side of it is missing')
    : undefined;
};

const MONEY = new RegExp(
  alternatives(
    /[$£€]/,
    sequence(
      /\b/,
      anyOf(
        /euros?|dollars?|pounds?|cents?|quid|bucks?|pence|price|priced|at \d|for \d|each|per|costs? \d/,
        /apiece|an hour|a (?:day|week|month|kilo|piece)/,
      ),
      /\b/,
    ),
    /\d\.\d\d\b/,
  ),
);

/** Counts of things, and what they cost is asked. */
const noPrice: Doubt = ({ low, facts, asked, numbers }) =>
  numbers.length >= 1 &&
  numbers.length <= 3 &&
  low.length < 160 &&
  new RegExp(
    sequence(
      /\b(?:what|how much)\b[^?]*\b/,
      /(?:pay|cost|costs|owe|earn|earned|earns|make|made|charge|spend|spent|price|get for)\b/,
    ),
  ).test(asked) &&
  !MONEY.test(facts)
    ? missing('the price of one is missing')
    : undefined;

/** A ratio, and neither the whole nor a part. */
const noRatioTotal: Doubt = ({ low, asked, numbers }) =>
  numbers.length === 2 &&
  /\b\d+(?: parts?(?: of)?(?: [a-z]+)?)? ?(?::|to|and) ?\d+\b/.test(low) &&
  /\bratio\b|\bsplit\b|\bshare[sd]?\b|\bparts?\b|\bdilut\w+\b|\bmix\b/.test(low) &&
  /\bhow (?:many|much)\b|\bwhat\b|\btell me\b|'s (?:part|share)\b/.test(asked)
    ? missing('the whole that is shared is missing')
    : undefined;

/** A share, and not how many there were. */
const noCount: Doubt = ({ low, numbers }) =>
  numbers.length === 1 &&
  /\b(?:what|which|how (?:much|many)) (?:fraction|share|part|percentage|per ?cent)\b|\bright\b[^?]*\bin per ?cent\b/.test(
    low,
  ) &&
  low.length < 160
    ? missing('how many there are in all is missing')
    : undefined;

/** A rate by one thing, and not of how many. */
const rateOnly: Doubt = ({ low, asked, numbers }) =>
  numbers.length >= 1 &&
  numbers.length <= 2 &&
  new RegExp(
    sequence(
      /\b(?:per|every|each|an?) (?:\d+ ?)?/,
      /(?:km|hour|day|week|month|person|litre|kilo|kg|metre|mile|box|page|minute|child|head)\b/,
    ),
  ).test(low) &&
  /\bhow (?:many|much|long|far)\b/.test(asked) &&
  !/\bhow (?:many|much)\b[^?]*\d/.test(asked) &&
  !/\b(?:twice|thrice|double|triple|half|third|quarter|dozen|as many|more than|less than)\b/.test(low) &&
  low.length < 140
    ? missing('a rate is told, and not for how many')
    : undefined;

/** Nothing but the words of a task. */
const nothingTold: Doubt = ({ low, numbers }) => {
  if (low.length > 120 || numbers.length > 2) return undefined;
  if (
    /\b(?:2|two) numbers\b|\b(?:1|one) number is\b[^?]*\bthe other\b/.test(low) &&
    /\b(?:what|which|find)\b/.test(low)
  )
    return missing('a second fact is missing: two things are unknown');
  if (numbers.length > 1) return undefined;
  if (
    new RegExp(
      sequence(
        /\b(?:missing|next|fifth|last|first) (?:number|term|one)s? (?:in|of) (?:the|my|this) /,
        /(?:sequence|series|pattern|row)\b/,
      ),
    ).test(low) &&
    numbers.length === 0
  )
    return missing('the terms of the sequence are missing');
  if (/\b(?:which|what) number divides (?:both|all|them)\b/.test(low) && numbers.length === 0)
    return missing('the numbers are missing');
  if (
    /\bwhich (?:of|one of) (?:my|the|our|his|her|these|those) [a-z]+ (?:is|are) (?:the )?[a-z]+est\b/.test(low) &&
    numbers.length === 0
  )
    return missing('what is to be compared is missing');
  return /\bwhich (?:is|weighs|costs) (?:more|less|[a-z]+er)\b[^?]*\bthe other [a-z]+\W*$/.test(low)
    ? missing('one of the two is not told')
    : undefined;
};

const LIKELY = [
  noWay,
  beginOrLength,
  noWhole,
  noCount,
  noDistance,
  noSide,
  noRatioTotal,
  noPrice,
  nothingTold,
  rateOnly,
];

/** The reason to decline a question that no reader understood, by what questions of its form need. */
export const likelyDoubt = (text: Text): Refusal | undefined => {
  if (tellsByWords(text)) return undefined;
  const said = saidIn(text);
  for (const doubt of LIKELY) {
    const found = doubt(said);
    if (found) return found;
  }
  return undefined;
};
