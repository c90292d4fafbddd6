/**
 * Reads flat shapes with slanted sides and boxes that are filled: trapezium, parallelogram, kite, rhombus, a right-angled
 * triangle with its longest side, litres in a box of lengths. Each number gets its role from the words beside it; one
 * without a role ends the reading.
 */
import { reading, refusal, type Outcome } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const UNIT = String.raw`(?: ?(?:mm|cm|m|km|metres?|meters?|centimet(?:re|er)s?|feet|ft|inch(?:es)?))?`;
const PARALLELS = new RegExp(
  String.raw`\b(?:parallel sides?|sides?)\b[^.?\d]{0,24}${N}${UNIT}(?: long)?(?:,| and| by)(?: the other)? ${N}${UNIT}`,
);
const HEIGHT = new RegExp(
  String.raw`\b(?:height|high|altitude|perpendicular height|distance between them)\b(?: (?:is|of|=))* ?[=:]? ?${N}|${N}${UNIT} (?:apart|high|tall|in height|between them)`,
);
const BASE = new RegExp(String.raw`\bbase\b(?: (?:is|of|=))* ?[=:]? ?${N}|${N}${UNIT} (?:base|long)\b`);
const DIAGONALS = new RegExp(String.raw`\bdiagonals?\b[^.?\d]{0,24}${N}${UNIT}(?:,| and| by) ?${N}${UNIT}`);
const HYPOTENUSE = new RegExp(String.raw`\bhypotenuse\b(?: (?:is|of|=))* ?[=:]? ?${N}`);
const LEG = new RegExp(String.raw`\b(?:leg|side|cathetus)\b(?: (?:is|of|=))* ?[=:]? ?${N}`);

const firstOf = (found: RegExpExecArray | null): string | undefined => found?.slice(1).find((one) => one !== undefined);

const slanted = (low: string, all: readonly string[]): Outcome | undefined => {
  if (
    !/\barea\b|\bsquare (?:cm|m\b|met|centi|feet|inch)|\bhow (?:big|large)\b/.test(low) ||
    /\bperimeter\b|\bper\b|\bcost/.test(low)
  )
    return undefined;
  const value = (expression: string, count: number): Outcome | undefined =>
    all.length === count ? reading({ type: 'value', expression }, all) : undefined;
  if (/\btrapez(?:ium|oid)\b/.test(low)) {
    const [, a, b] = PARALLELS.exec(low) ?? [];
    const height = firstOf(HEIGHT.exec(low));
    return a !== undefined && b !== undefined && height !== undefined ? value(`(${a}+${b})*${height}/2`, 3) : undefined;
  }
  if (/\b(?:kite|rhombus)\b/.test(low)) {
    const [, a, b] = DIAGONALS.exec(low) ?? [];
    return a !== undefined && b !== undefined ? value(`${a}*${b}/2`, 2) : undefined;
  }
  if (/\bparallelogram\b/.test(low)) {
    const [base, height] = [firstOf(BASE.exec(low)), firstOf(HEIGHT.exec(low))];
    return base !== undefined && height !== undefined ? value(`${base}*${height}`, 2) : undefined;
  }
  if (!/\bright[- ]?angled?\b|\bright triangle\b/.test(low) || !/\bhypotenuse\b/.test(low)) return undefined;
  const [long, leg] = [firstOf(HYPOTENUSE.exec(low)), firstOf(LEG.exec(low))];
  if (long === undefined || leg === undefined || all.length !== 2) return undefined;
  const other = Math.sqrt(Number(long) ** 2 - Number(leg) ** 2);
  if (!(other > 0)) return refusal('no-solution', 'the longest side is not the longest');
  return Number.isInteger(other) ? value(`${leg}*${other}/2`, 2) : undefined;
};

/** Litres of a cubic unit of length. */
const LITRES: Readonly<Record<string, string>> = { mm: '/1000000', cm: '/1000', m: '*1000', dm: '' };
const unitOf = (word: string): string =>
  /^mil|^mm/.test(word) ? 'mm' : word.startsWith('c') ? 'cm' : word.startsWith('d') ? 'dm' : 'm';
const LENGTH =
  /(?<![\d.])(\d+(?:\.\d+)?) ?(mm|cm|dm|m|centimet(?:re|er)s?|millimet(?:re|er)s?|met(?:re|er)s?)?(?![a-z\d])/g;
const CONTAINER =
  /\b(?:box|tank|aquarium|trough|crate|container|pool|pond|basin|tub|cuboid|inside|vat|trunk|jug|planter|case|bath)\b/;

/** "Our tank is 50 cm long, 30 wide, the water 20 high: how many litres", or how high some litres stand. */
const litres = (low: string, all: readonly string[]): Outcome | undefined => {
  if (!/\blit(?:re|er)s?\b/.test(low) || !CONTAINER.test(low) || all.length !== 3) return undefined;
  if (
    /\b(?:per|each|every|minutes?|hours?|cost|price|full|half|left|more|less|already|another|diameter|radius|round)\b|%/.test(
      low,
    )
  )
    return undefined;
  const told = /(?<![\d.])(\d+(?:\.\d+)?) ?lit(?:re|er)s?\b/.exec(low);
  const sides = [...low.replace(told?.[0] ?? /$^/, ' ').matchAll(LENGTH)];
  const units = new Set(sides.flatMap((one) => (one[2] === undefined ? [] : [unitOf(one[2])])));
  const [unit] = units;
  if (units.size !== 1 || unit === undefined) return undefined;
  const product = sides.map((one) => one[1]).join('*');
  if (!told)
    return sides.length === 3 && /\bhow (?:many|much)\b|\bin litres\b|\blitres\W*$/.test(low)
      ? reading({ type: 'value', expression: `${product}${LITRES[unit]}` }, all)
      : undefined;
  const height =
    /\bhow (?:high|deep|far up)\b|\bwhat (?:height|depth)\b/.test(low) && unit === 'cm' && sides.length === 2;
  return height ? reading({ type: 'value', expression: `${told[1]}*1000/(${product})` }, all) : undefined;
};

/** Slanted shapes and litres. */
export const readOtherShape = (low: string): Outcome | undefined => {
  const all = numbersIn(low).map((one) => one.value);
  return litres(low, all) ?? slanted(low, all);
};
