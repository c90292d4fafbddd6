/**
 * Reads how many unit cubes a solid block holds, told by how many stand in each direction, and the area of several alike
 * rectangles that are put together. Every number has its direction or its unit, or there is no reading.
 */
import { anyOf, sequence } from '../../regex.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { reading, type Outcome } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';

const uses = (low: string): string[] => numbersIn(low).map(({ value }) => value);
const DIRECTIONS: readonly RegExp[] = [
  /(?:long|in length)/,
  /(?:wide|across|broad|in width)/,
  /(?:high|tall|deep|in height)/,
];
const ASKS_COUNT =
  /\bhow many (?:(?:little|small|tiny|unit|single|wooden|such|of the) )*(?:[a-z]+ )??([a-z]+) (?:are (?:there )?in|make(?: up)?|does it take|do i need|are needed|is|fit in|in|form)\b|\bhow many (?:(?:little|small|tiny|unit|single) )*([a-z]+) (?:are (?:in )?(?:it|there|that)|is (?:it|that)|does it (?:have|hold|take)|in (?:it|all|total))\W*$/;

/** "A block 4 cubes long, 3 wide and 2 high" */
const block = (low: string): Outcome | undefined => {
  const scan = scanOf(low);
  const asked = scan.take(ASKS_COUNT);
  const thing = asked?.[1] ?? asked?.[2];
  if (
    thing === undefined ||
    !/(?:s|dice)$/.test(thing) ||
    /\b(?:hollow|holes?|empty|missing|removed|painted|without|pyramid)\b/.test(low)
  )
    return undefined;
  const name = thing === 'dice' ? 'dice' : `${singularOf(thing)}s?`;
  const sides = DIRECTIONS.map(
    (one) => scan.take(new RegExp(`(?<![\\d.])(\\d+)(?: (?:small |little )?${name})? ${one.source}\\b`))?.[1],
  );
  if (sides.some((one) => one === undefined) || !scan.explained(/\bcubes?\b|\b1 (?=[a-z])/g)) return undefined;
  // "2 m long": of a measure it is not told how many stand there.
  return reading({ type: 'value', expression: sides.join('*') }, uses(low), false);
};

const UNIT = /(mm|cm|m|km|(?:centi|milli|kilo)?met(?:re|er)s?|feet|foot|ft|inch(?:es)?|yards?)/;
const SIDES = new RegExp(
  sequence(/(?<![\d.])(\d+(?:\.\d+)?) ?/, `${UNIT.source}?`, / (?:by|x|times) (\d+(?:\.\d+)?) ?/, UNIT, /\b/),
);
const TOGETHER =
  /\b(?:together|side by side|edge to edge|next to (?:each other|one another)|in all|altogether|in total|total|all)\b/g;
const AREA = new RegExp(
  sequence(
    /\b(?:how many (?:square[ -]?([a-z]+)|([a-z]+)²)|(?:what|how big) (?:is the )?(?:total |whole |combined )?(?:area|surface)|what area)\b/,
    /[^.?!]*\W*$/,
  ),
);
const COUNT = new RegExp(
  anyOf(
    /\b(\d+) (?:[a-z]+ )?([a-z]+s)\b(?=[^\d]*\b(?:each|every|all|both)\b)/,
    /\b(\d+) (?:square |rectangular |equal |identical |same )*([a-z]+s)(?= (?:of|measuring) (?:size )?\d)/,
  ),
);

/** "Two tables together, each one 1 m by 2 m. How many square metres in all?" */
const joined = (low: string): Outcome | undefined => {
  const scan = scanOf(low);
  const asked = scan.take(AREA);
  const sides = scan.take(SIDES);
  const count = COUNT.exec(low.replace(/\b1 (?=(?:a|of|is)\b)/g, ''))
    ?.slice(1)
    .find((one) => one !== undefined);
  if (!asked || !sides || count === undefined || Number(count) < 2 || unitsNamed(COUNT.exec(low)?.[2] ?? '').length > 0)
    return undefined;
  const [, a = '', first, b = '', unit = ''] = sides;
  const named = (one: string): string => unitsNamed(one)[0]?.name ?? one;
  const wanted = asked[1] ?? asked[2] ?? /\bin square[ -]?([a-z]+)/.exec(asked[0])?.[1];
  if ((first !== undefined && named(first) !== named(unit)) || (wanted !== undefined && named(wanted) !== named(unit)))
    return undefined;
  if (
    low.search(TOGETHER) < 0 ||
    /\b(?:overlap\w*|cut|hole|half|gap|edge of|around|perimeter|left|more|less|missing)\b/.test(low)
  )
    return undefined;
  scan.take(new RegExp(`\\b${count}\\b`));
  const rest = new RegExp(`${TOGETHER.source}|\\b(?:each|every|both|same|equal|square|1)\\b`, 'g');
  return scan.explained(rest)
    ? reading({ type: 'value', expression: `${count}*${a}*${b}` }, [...uses(low), '1'], false)
    : undefined;
};

export const readStacked = (low: string): Outcome | undefined =>
  low.length > 200 || /[%$£€=+*]|\bcosts?\b/.test(low) ? undefined : (block(low) ?? joined(low));
