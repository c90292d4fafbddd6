/**
 * What a question tells of a shape: each number with its role (a length, a width, a height, a side, a radius, or the
 * area or perimeter of all of it) from the words beside it, and with its unit.
 */
import { numbersIn } from '../text/text.ts';

export type Role =
  | 'side'
  | 'length'
  | 'width'
  | 'height'
  | 'base'
  | 'radius'
  | 'diameter'
  | 'area'
  | 'perimeter'
  | 'volume';
export type Measure = { value: string; role: Role; unit: string | undefined };

export const SMALL_UNIT = String.raw`(?:mm|cm|m|km|metres?|meters?|centimet(?:re|er)s?|millimet(?:re|er)s?|kilomet(?:re|er)s?|feet|foot|ft|inch(?:es)?|yards?|yds?|miles?|units?)`;
const UNIT = new RegExp(`^ ?-?(${SMALL_UNIT})(?![a-z²³])`);
const SQUARE_UNIT = new RegExp(`^ ?(?:(?:square|sq\\.?) ?-?${SMALL_UNIT}|(?:mm|cm|m|km|ft)²|sqm|sq ?ft)(?![a-z])`);
const CUBIC_UNIT = new RegExp(`^ ?(?:cubic ?-?${SMALL_UNIT}|(?:mm|cm|m)³)(?![a-z])`);
export const unitName = (word: string): string =>
  word
    .replace(/^(?:metres?|meters?)$/, 'm')
    .replace(/^cent.*/, 'cm')
    .replace(/^milli.*/, 'mm')
    .replace(/^kilo.*/, 'km')
    .replace(/^(?:foot|feet)$/, 'ft')
    .replace(/^inch.*/, 'inch');

const ROLE_WORDS: readonly (readonly [Role, string])[] = [
  ['length', 'length|long|longer side'],
  ['width', 'width|breadth|wide|broad|across|depth|deep|shorter side'],
  ['height', 'height|high|tall|altitude|thick'],
  ['base', 'base'],
  ['radius', 'radius'],
  ['diameter', 'diameter'],
  ['area', 'area|surface'],
  ['perimeter', 'perimeter|circumference|(?:all )?(?:the way )?a?round'],
  ['volume', 'volume'],
  ['side', 'sides?|edges?|legs?'],
];
const roleOf = (word: string | undefined): Role | undefined =>
  word === undefined ? undefined : ROLE_WORDS.find(([, words]) => new RegExp(`^(?:${words})$`).test(word))?.[0];
const ANY_ROLE = ROLE_WORDS.map(([, words]) => words).join('|');
/** "50 long", "50 m of length", "12 high" */
const BEHIND = new RegExp(
  `^ ?(?:in |of |for (?:the |its )?|as (?:the |its )?|(?:by|in) (?:the )?|on (?:each |every |a |1 |one |all )?(?:of its )?)?(${ANY_ROLE})\\b(?! ?(?:of|is|are|=|:|measures)? ?\\d)`,
);
/** "length of 50", "its base is", "sides measuring" */
const FILLERS = String.raw`(?: (?:is|are|was|of|measures?|measuring|equals?|exactly|being|to|each|all|only|that|which|lengths?|has|an?|about|it))*`;
/** "of the rectangular garden" */
const OF_SHAPE = String.raw`(?: of (?:an?|the|its|my|this|that)(?: [a-z]+){1,2}(?= (?:is|are|was|measures|equals)\b| ?[=:]))?`;
const BEFORE = new RegExp(`\\b(${ANY_ROLE})${OF_SHAPE}${FILLERS}(?: ?[=:] ?| ?,? ?)?$`);

/** What is told of all of a shape, and not of one of its sides. */
export const WHOLE: ReadonlySet<Role> = new Set(['area', 'perimeter', 'volume']);

/** "20 m of fence" goes all the way round. */
const EDGING = /^ of (?:fenc(?:e|ing)|binding|rope|ribbon|tape|hurdles?|edging|trim|lace|wire|border|beading)\b/;

export type Told = { measures: Measure[]; units: Set<string>; ends: number[] };

export const toldIn = (low: string): Told => {
  const measures: Measure[] = [];
  const units = new Set<string>();
  const ends: number[] = [];
  let cut = 0;
  for (const one of numbersIn(low)) {
    let after = low.slice(one.end);
    const squared = SQUARE_UNIT.exec(after) ?? undefined;
    const cubic = CUBIC_UNIT.exec(after) ?? undefined;
    const plain = squared || cubic ? undefined : (UNIT.exec(after) ?? undefined);
    const taken = squared ?? cubic ?? plain;
    if (plain) units.add(unitName(plain[1]!));
    after = after.slice(taken?.[0].length ?? 0);
    const edging = EDGING.test(after);
    const found = BEHIND.exec(after);
    // "height 9 area": the 9 is a height, and the area is asked.
    const behind = found && WHOLE.has(roleOf(found[1])!) && !/^ ?(?:in|of) |round/.test(found[0]) ? undefined : found;
    const before = BEFORE.exec(low.slice(cut, one.start));
    const role: Role =
      roleOf(behind?.[1]) ?? (squared ? 'area' : cubic ? 'volume' : undefined) ?? roleOf(before?.[1]) ?? 'side';
    // "the area of a 2 by 3 rectangle" tells sides.
    const pair = /^ ?(?:by|x|\*|and|,) ?\d/.test(after) || /\d ?[a-z]* ?(?:by|x|\*) ?$/.test(low.slice(0, one.start));
    cut = one.end + (taken?.[0].length ?? 0) + (behind?.[0].length ?? 0);
    ends.push(one.end + (taken?.[0].length ?? 0));
    measures.push({
      value: one.value,
      role: squared ? 'area' : edging ? 'perimeter' : pair && WHOLE.has(role) && !cubic ? 'side' : role,
      unit: plain && unitName(plain[1]!),
    });
  }
  return { measures, units, ends };
};

export const IN_MM: Readonly<Record<string, number>> = { mm: 1, cm: 10, m: 1000, km: 1_000_000 };
const UNIT_ASKED = new RegExp(
  `\\b(?:in|how many) (?:(?:square|sq\\.?) ?-?)?(${SMALL_UNIT})(?:²|\\b)(?! (?:by|x|long|wide|high)\\b)(?![^?]*\\d)`,
);

/** All lengths in the unit that is asked for, or in the one they share; undefined where nothing ties them. */
export const inOneUnit = ({ measures, units }: Told, low: string): Measure[] | undefined => {
  const word = UNIT_ASKED.exec(low)?.[1];
  const asked = word === undefined ? undefined : unitName(word);
  const [first] = units;
  const to = asked ?? (units.size === 1 ? first : undefined);
  if (units.size === 0 || (units.size === 1 && to === first)) return measures;
  const plain = measures.every(({ role, unit }) => unit !== undefined && role !== 'area' && role !== 'volume');
  if (!plain) return units.size === 1 ? measures : undefined;
  const by = (unit: string | undefined): number => (IN_MM[unit ?? ''] ?? NaN) / (IN_MM[to ?? ''] ?? NaN);
  const scaled = measures.map((one) => ({ ...one, value: `${Number((Number(one.value) * by(one.unit)).toFixed(6))}` }));
  return scaled.some(({ value: size }) => size === 'NaN') ? undefined : scaled;
};
