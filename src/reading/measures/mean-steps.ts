/**
 * Averages of which one value comes, goes or is sought: "5 jobs averaged 90, then a 6th at 150: the new average", "the
 * mean of 6 is 37, one of 39.5 goes: the mean of the other 5". How many there are is told, and every number has a role.
 */
import { anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Outcome } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const MEAN = String.raw`(?:average|mean|avg)`;
const N = String.raw`(\d+(?:\.\d+)?)`;
const UNIT = String.raw`(?: ?(?:[$£€%]|[a-z]+))?`;
const TOLD: readonly RegExp[] = [
  new RegExp(
    String.raw`\b${MEAN} (?:[a-z]+ )?of (?:the |my |our |all )?(\d+) (?:[a-z]+ )?[a-z]+ (?:is|was|=) [$£€]?${N}`,
  ),
  new RegExp(
    String.raw`\b(\d+) (?:[a-z]+ )?[a-z]+ (?:averaged?|average|(?:have|had|has) an? ${MEAN} of|with an? ${MEAN} of) [$£€]?${N}`,
  ),
];
const LEAVES = anyOf(
  /bin|remove|removed|drop|dropped|take out|taken out|leave out|left out|leaves|left|without|discard/,
  /delete|deleted|excluding|exclude|throw out|taken away/,
);
const JOINS = anyOf(/another|adds?|added|joins?|joined|1 more|one more|included?|extra/, /\d(?:st|nd|rd|th)/);
const OF_OTHERS = new RegExp(
  String.raw`\b(?:${MEAN} of (?:the )?(?:other|remaining|rest)|new ${MEAN}|${MEAN} now|${MEAN} (?:of|for) (?:all|the (?:other|remaining)))`,
);
const SOUGHT = new RegExp(
  sequence(
    String.raw`\b(?:what|which|how (?:much|many|high))[^?]*(?:must|need|needs|should|has to|have to|does)\b[^?]*\b${MEAN}`,
    String.raw`[^?]*?\b(?:is|be|to|of|becomes?|to be) [$£€]?${N}\W*$`,
  ),
);

/** "The average of 4, 8 and a third number". */
const UNTOLD =
  /\b(?:average|mean|avg|median) of [^?]*\d,? (?:and|&) (?:an?|another|one|some) (?:\d|second|third|fourth|fifth|other|unknown|further|more|different)? ?(?:number|value|mark|score)\b(?! of| is)/;

/** "The average of 8, 9 and the last judge": what that one gave nobody says. */
const NO_VALUE = new RegExp(
  `\\b${MEAN} of (?:${N.replace('(', '(?:')}(?:, | and |, and ))+(?:the|my|his|her|our|their) (?!average|mean|same)[a-z]+(?: [a-z]+)?\\W*$`,
);

/** "The average of two numbers is 5. One is 4. The other?" */
const OTHER_OF_TWO = new RegExp(
  sequence(
    `\\b${MEAN} of (?:my |our |the |these )?(?:2|both|two) (?:[a-z]+ )?[a-z]+ (?:is|was|=) [$£€]?${N}${UNIT}[.,;]? (?:and |if |when )?`,
    `(?:the |my )?(?:one|1|first)(?: (?:of (?:them|these|the [a-z]+)|[a-z]+))? (?:is|was|=) [$£€]?${N}${UNIT}[.,;?]? `,
    /(?:(?:and|so|then) )?(?:which|what|how (?:much|many|old|tall|long|heavy))? ?(?:is |was )?(?:the )?(?:value of the )?(?:other|second)(?: (?:one|number|[a-z]+))?\W*$/,
  ),
);

const DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
/** "On Monday 3 km, on Tuesday 5 km: how many km a day on average?": an amount for each of several days. */
const ofDays = (low: string): Outcome | undefined => {
  const ask = /\b(?:how|what)\b[^?.]*$|\b(?:how|what)\b[^?.]*\?\W*$/.exec(low);
  if (!ask || !new RegExp(`\\b${MEAN}\\b`).test(ask[0]) || !/\b(?:a|per|each) day\b|\bdaily\b/.test(ask[0]))
    return undefined;
  const facts = low.slice(0, ask.index);
  if (/\d/.test(ask[0]) || /\b(?:each|every|more|less|than|twice|half|same|again|both|not|no)\b/.test(facts))
    return undefined;
  const days = facts.match(new RegExp(`\\b${DAY}\\b`, 'g')) ?? [];
  const amounts = [...facts.matchAll(new RegExp(`(?<![\\d.])${N} ?([a-z]+|[$£€])`, 'g'))];
  const values = numbersIn(facts).map((one) => one.value);
  const units = new Set(amounts.map((one) => one[2]));
  if (values.length < 2 || values.length !== amounts.length || units.size !== 1) return undefined;
  if (days.length !== values.length || new Set(days).size !== days.length) return undefined;
  return reading({ type: 'formula', formula: 'average', given: values }, values, false);
};

export const readMeanSteps = (low: string): Outcome | undefined => {
  if (UNTOLD.test(low) && !/\bis \d|=/.test(low)) return refusal('missing', 'one of the numbers is missing');
  if (NO_VALUE.test(low)) return refusal('missing', 'one of the numbers is missing');
  const other = OTHER_OF_TWO.exec(low);
  if (other && numbersIn(low).filter(({ value }) => value !== '2' && value !== '1').length <= 2)
    return reading(
      { type: 'value', expression: `2*${other[1]}-${other[2]}` },
      numbersIn(low).map((one) => one.value),
    );
  const perDay = ofDays(low);
  if (perDay) return perDay;
  if (low.length > 180 || /\b(?:median|mode|range|weighted|speed|percent)\b|%|km\/h|mph/.test(low)) return undefined;
  const told = TOLD.map((one) => one.exec(low)).find((one) => one !== null);
  if (!told) return undefined;
  const [, count = '', mean = ''] = told;
  const size = Number(count);
  const rest = low.slice(told.index + told[0].length);
  const numbers = numbersIn(rest).map((one) => one.value);
  const uses = numbersIn(low).map((one) => one.value);
  const values = numbers.filter((one) => Number(one) !== size + 1 && Number(one) !== size - 1);
  const counts = numbers.filter((one) => !values.includes(one));
  if (
    new RegExp(`^${UNIT}[^.,;]*\\b(?:less|twice)\\b`).test(rest) ||
    /\b(?:each|every|both|doubled?|\d more)\b/.test(rest)
  )
    return undefined;
  const sought = SOUGHT.exec(rest);
  if (sought && values.length === 1 && values[0] === sought[1] && counts.every((one) => Number(one) === size + 1))
    return reading({ type: 'value', expression: `${sought[1]}*${size + 1}-${count}*${mean}` }, uses);
  const [value] = values;
  if (values.length !== 1 || value === undefined || !OF_OTHERS.test(rest) || sought) return undefined;
  const leaves = new RegExp(`\\b${LEAVES}\\b`).test(rest);
  const joins = new RegExp(`\\b${JOINS}\\b`).test(rest.replace(/\bnew (?:average|mean|avg)\b/, ''));
  if (leaves === joins) return undefined;
  if (leaves && counts.every((one) => Number(one) === size - 1))
    return reading({ type: 'value', expression: `(${count}*${mean}-${value})/${size - 1}` }, uses);
  return joins && counts.every((one) => Number(one) === size + 1)
    ? reading({ type: 'value', expression: `(${count}*${mean}+${value})/${size + 1}` }, uses)
    : undefined;
};
