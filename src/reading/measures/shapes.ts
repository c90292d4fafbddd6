/**
 * Reads rectangles, squares, triangles, circles and boxes: area, perimeter, circumference, volume, and a side that is
 * asked back. The shape, what is asked of it and the measures are found apart, so that their order does not matter.
 */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';
import type { FormulaName } from '../../problem/formal/formula-names.ts';

const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['triangle', /\btriang(?:le|ular)\b/],
  [
    'circle',
    /\bcirc(?:le|ular)\b|\bround (?:pizza|table|pool|cake|plate|pond|garden|lawn|rug)\b|\bradius\b|\bdiameter\b|\bcircumference\b/,
  ],
  ['square', /\bsquare\b(?! ?(?:met|feet|foot|cm|m\b|inch|yard|kilo|miles?|root))/],
  ['box', /\bvolume\b|\bcuboid\b|\bbox\b.*\b(?:deep|high|height)\b|\bcube\b/],
  [
    'rectangle',
    new RegExp(
      String.raw`\b(?:rectang(?:le|ular)|garden|room|field|floor|wall|yard|lawn|plot|kitchen|bedroom|pitch|court|pool|table|board|park|tiles?|carpet|lot|patio|terrace|hall|door|window|panel|sheet)\b`,
    ),
  ],
];

const PERIMETER =
  /\bperimeter\b|\b(?:go|goes|walk|run|way|all|fence|fencing|distance|edge|length) (?:all )?(?:the way )?(?:round|around)\b|\bfenc(?:e|ing)\b|\bround the (?:outside|edge)\b|\bcircumference\b|\bskirting\b|\bborder\b|\bframe\b/;
const AREA =
  /\barea\b|\bsquare (?:met|feet|foot|cm|m\b|inch|yard|kilo|miles?)|\bm²|\bcm²|\bm2\b|\bsq\b|\bsqm\b|\bcarpet\b|\bsurface\b|\bcover\b|\bhow big\b|\bhow much (?:floor|tile|paint|space|turf|grass)\b/;

type Measures = { values: string[]; uses: string[]; units: Set<string> };

const UNIT =
  /^ ?-?(mm|cm|m|km|metres?|meters?|centimet(?:re|er)s?|kilomet(?:re|er)s?|feet|foot|ft|inch(?:es)?|in|yards?|miles?)\b/;
const unitName = (word: string): string =>
  word
    .replace(/^met.*/, 'm')
    .replace(/^cent.*/, 'cm')
    .replace(/^kilo.*/, 'km')
    .replace(/^(?:foot|feet)$/, 'ft')
    .replace(/^inch.*|^in$/, 'inch');

const measuresIn = (low: string): Measures => {
  const found = numbersIn(low);
  const units = found.flatMap((one) => {
    const unit = UNIT.exec(low.slice(one.end))?.[1];
    return unit === undefined ? [] : [unitName(unit)];
  });
  // The 2 of a square unit stands in the question and is no measure.
  return {
    values: found.map((one) => one.value),
    uses: [...found.map((one) => one.value), '2'],
    units: new Set(units),
  };
};

const fixed = (formula: FormulaName, given: readonly string[], uses: readonly string[], sure = true): Outcome =>
  reading({ type: 'formula', formula, given: [...given] }, uses, sure);

const tooFew = (what: string): Outcome => refusal('missing', `${what} is missing`);

/** A side, a radius or a diameter is asked, so that what is told is the whole. */
const ASKS_BACK = new RegExp(
  anyOf(
    /\bhow (?:long|wide|big)\s+(?:is|are|will|would|must|should|does|do)\b[^.?]{0,30}\b(?:sides?|edges?|radius|diameter)\b/,
    sequence(
      /\b(?:what(?: is|'s| are)?|find|give(?: me)?|calculate|work out)\s+(?:(?:the|its|each|one|a|every|side)\s+)*/,
      /(?:lengths? of\s+(?:(?:the|its|each|one|a|every)\s+)*)?(?:sides?|edges?|radius|diameter)\b/,
    ),
  ),
);

const square = (low: string, { values, uses }: Measures, around: boolean): Outcome | undefined => {
  if (values.length === 0) return tooFew('the side of the square');
  if (values.length !== 1) return undefined;
  const asksBack = ASKS_BACK.test(low);
  if (asksBack && around) return fixed('square-side', values, uses);
  if (
    asksBack ||
    /\bperimeter (?:of (?:a |the )?square )?(?:is|of|=|measures) \d|\bsquare (?:has|with) (?:a )?perimeter\b/.test(low)
  )
    return /\b(?:side|edge)s?\b/.test(low) && around ? fixed('square-side', values, uses) : undefined;
  if (/\barea (?:of (?:a |the )?square )?(?:is|of|=|measures) \d|\bsquare (?:has|with) (?:an )?area\b/.test(low))
    return undefined;
  return fixed(around ? 'square-perimeter' : 'square-area', values, uses);
};

const circle = (low: string, { values, uses }: Measures, around: boolean): Outcome | undefined => {
  if (values.length === 0) return tooFew('the radius of the circle');
  const pi = values.indexOf('3.14');
  const given = values.filter((_, i) => i !== pi);
  if (given.length !== 1) return undefined;
  if (ASKS_BACK.test(low)) return undefined;
  const [one] = given as [string];
  const radius = /\bdiameter\b|\bacross\b|\bwide\b/.test(low) && !/\bradius\b/.test(low) ? `${Number(one) / 2}` : one;
  if (/\bdiameter\b/.test(low) && /\bradius\b/.test(low)) return undefined;
  // With π told to be 3.14 the answer is exact.
  if (pi >= 0) return reading({ type: 'value', expression: around ? `2*3.14*${radius}` : `3.14*${radius}^2` }, uses);
  return fixed(around ? 'circumference' : 'circle-area', [radius], uses);
};

const triangle = (low: string, { values, uses }: Measures, around: boolean): Outcome | undefined => {
  const sides = values.filter((one, i) => !(one === '3' && values.length === 4 && i === 0));
  if (around) {
    if (sides.length === 3) return fixed('triangle-perimeter', sides, uses);
    if (sides.length === 1 && /\bequilateral\b|\b(?:each|all|every) sides?\b|\bsides? (?:are )?all\b/.test(low))
      return fixed('triangle-perimeter', [sides[0]!, sides[0]!, sides[0]!], uses);
    return sides.length < 3 ? tooFew('a side of the triangle') : undefined;
  }
  if (sides.length === 3 && /\bsides?\b/.test(low)) {
    const [a, b, c] = sides.map(Number).toSorted((x, y) => x - y) as [number, number, number];
    if (a + b <= c)
      return refusal('invalid-input', 'one side is as long as the other two together: there is no such triangle');
    // A right triangle has its two shorter sides as base and height.
    return a * a + b * b === c * c ? fixed('triangle-area', [`${a}`, `${b}`], uses) : undefined;
  }
  if (sides.length < 2) return tooFew('the base or the height of the triangle');
  return sides.length === 2 && /\b(?:base|height|high|tall|legs?|right)\b/.test(low)
    ? fixed('triangle-area', sides, uses)
    : undefined;
};

const rectangle = (low: string, { values, uses }: Measures, around: boolean): Outcome | undefined => {
  if (values.length === 1) {
    const back = /\b(?:area|perimeter)\b/.test(low);
    return back ? tooFew('the other side of the rectangle') : undefined;
  }
  if (values.length !== 2) return undefined;
  const [a, b] = values as [string, string];
  const told =
    /\b(area|perimeter)\b[^.?]{0,30}?\b(?:is|of|=|measures|has)\b ?(\d+(?:\.\d+)?)|\bhas (?:an? )?(area|perimeter)[^\d]*(\d+(?:\.\d+)?)/.exec(
      low,
    );
  const asksSide =
    /\b(?:how (?:wide|long)|what is (?:the|its) (?:other |missing )?(?:width|length|side)|other side|find (?:the|its) (?:width|length))\b/.test(
      low,
    );
  if (told && asksSide) {
    const whole = told[2] ?? told[4]!;
    const side = whole === a ? b : a;
    return fixed((told[1] ?? told[3]) === 'area' ? 'rectangle-side' : 'rectangle-width', [whole, side], uses);
  }
  if (asksSide) return undefined;
  return fixed(around ? 'rectangle-perimeter' : 'rectangle-area', [a, b], uses);
};

export const readShape: Reader = (text) => {
  const low = text.low.replace(/\b(mm|cm|m|km|ft)\^?2(?!\d)/g, '$1²');
  const around = PERIMETER.test(low);
  const area = AREA.test(low);
  const measures = measuresIn(low.replace(/\b(?:mm|cm|m|km|ft)²|\b1 (?=side|end|edge)/g, ' '));
  const shape = SHAPES.find(([, words]) => words.test(low))?.[0];
  const volume = /\bvolume\b/.test(low);
  if (shape === undefined || !(around || area || volume || /\bhow (?:wide|long)\b/.test(low))) {
    const sides = /\b\d+(?:\.\d+)? ?(?:m|cm|ft|feet|metres?|meters?|km)? ?(?:by|x|\*) ?\d/.test(low);
    return sides && (around || area) && measures.values.length === 2
      ? rectangle(low, measures, around && !area)
      : undefined;
  }
  if (
    measures.units.size > 1 ||
    /\b(?:angles?|hypotenuse|hexagon|pentagon|trapez|parallelogram|rhombus|ellipse|ball|globe|prism|octagon|sphere|cylinder|cone|pyramid|per\b|costs?|price)\b/.test(
      low,
    )
  )
    return undefined;
  if (around && area && /\bperimeter\b/.test(low) && /\barea\b/.test(low) && shape !== 'rectangle') return undefined;
  if (volume)
    return shape === 'box' && measures.values.length === 3
      ? fixed('box-volume', measures.values, measures.uses)
      : undefined;
  switch (shape) {
    case 'square':
      return square(low, measures, around && !/\barea\b/.test(low));
    case 'circle':
      return circle(low, measures, around && !/\barea\b/.test(low));
    case 'triangle':
      return triangle(low, measures, around && !/\barea\b/.test(low));
    case 'rectangle':
      return rectangle(low, measures, around && !/\barea\b/.test(low));
    default:
      return undefined;
  }
};
