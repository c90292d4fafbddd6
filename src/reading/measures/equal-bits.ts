/**
 * Reads how much each of several equal parts of one amount is, in the unit that is asked for: "if I cut a 2 m plank in 5 equal
 * bits, how long is each in cm". One amount, one count and one unit stand in it; any other number ends the reading.
 */
import { anyOf, sequence } from '../../regex.ts';
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import { reading, type Outcome } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';

const CUT = anyOf(
  /cuts?|cutting|saws?|saw|sawn|splits?|splitting|divides?|divided|dividing|pours?|poured|shares?|shared|chops?|chopped|breaks?|broken|separated?|sliced?/,
);
/** "In 5 equal bits", "into 4 pieces of the same length" */
const COUNT = new RegExp(
  sequence(
    /\b(?:in|into|between|among) (\d+) /,
    '(?:',
    /(?:equal|equally [a-z]+|even|identical|same-sized?) [a-z]+/,
    '|',
    /[a-z]+ of (?:the same|equal) (?:length|size|weight)|[a-z]+,? (?:all )?(?:equally long|the same (?:length|size|weight))/,
    ')',
  ),
);
const AMOUNT = /(?<![\d./])(?:(\d+(?:\.\d+)?)[ -]?|\ban? )([a-z]+)\b/g;
const EACH = /(?:each|every|one|1)(?: (?:one|piece|bit|part|of them|[a-z]+))?/;
const ASKS: readonly RegExp[] = [
  new RegExp(
    sequence(
      /\bhow (?:long|heavy|big|wide|tall|much)(?: (?:is|are|will|would|does))? /,
      EACH,
      /(?: (?:be|weigh|hold|get|last|measure))?,?(?: (?:in|as))? ([a-z]+)\W*$/,
    ),
  ),
  new RegExp(
    sequence(
      /\bhow many ([a-z]+)(?: long| of [a-z]+)?(?: long)? (?:is|are|does|do|will|go|goes|has)(?: in| into)? /,
      EACH,
      /(?: (?:be|weigh|get|hold|have|long|last|measure))*\W*$/,
    ),
  ),
];

export const readEqualBits = (low: string): Outcome | undefined => {
  if (low.length > 160 || !new RegExp(`\\b${CUT}\\b`).test(low)) return undefined;
  const scan = scanOf(low);
  const to = ASKS.map((one) => scan.take(one)?.[1]).find((one) => one !== undefined);
  const count = scan.take(COUNT)?.[1];
  if (to === undefined || count === undefined || Number(count) < 2 || unitsNamed(to).length === 0) return undefined;
  const amounts = [...scan.rest().matchAll(AMOUNT)].filter((one) => unitsNamed(one[2]!).length > 0);
  const [amount] = amounts;
  if (!amount || amounts.length > 1) return undefined;
  scan.take(new RegExp(`\\b${amount[0]}\\b`));
  if (!scan.explained(new RegExp(`\\b(?:${CUT}|if|1|minutes?|seconds?|hours?)\\b|\\bfrom\\b`, 'g'))) return undefined;
  const [, value = '1', unit = ''] = amount;
  const same = unitsNamed(unit)[0]!.name === unitsNamed(to)[0]!.name;
  const pair = same ? undefined : unitsTogether(unit, to);
  if (!same && !pair) return undefined;
  const by = pair ? `*(${pair[0].factor.n}*${pair[1].factor.d})/(${pair[0].factor.d}*${pair[1].factor.n})` : '';
  return reading(
    { type: 'value', expression: `${value}${by}/${count}` },
    numbersIn(low).map((one) => one.value),
    false,
  );
};
