/**
 * Areas, perimeters and volumes by the roles of their words, for the reading by explanation: a shape, exactly the
 * lengths that it has, all in one unit, and what is asked of it. One number or one telling word more,
 * and there is none.
 */
import { addRoleKinds, all, has, lexicon, type Item, type Kind } from '../grammar/role-words.ts';
import { valueOfUnit } from '../grammar/named-things.ts';
import type { Grammar } from '../grammar/grammar.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

const SHAPE_WORDS = lexicon(`
  RECT: rectangle, rectangles, rectangular, recktangle, oblong, room, floor, garden, lawn, field, plot, carpet,
     rug, wall,
     patio, yard, pitch, paddock, farm, allotment, terrace, pallet, bed, poster, table, court, ceiling, roof, deck,
     kitchen, bathroom, bedroom, hall, stage, lounge, window, screen, park, board, door, land, sheet, photo, frame,
     cloth, tablecloth, blanket, dressing, flag, towel, mat, sign;
  SQUARE: square, sqaure;
  TRI: triangle, trianlge, triange, triangular, sail, tarp, gable;
  CUBE: cube, cubes, cube shaped;
  BOX: box, boxes, cuboid, tank, crate, carton, pool, aquarium, trench, fish tank, parcel, container, suitcase, brick,
     block, trunk, chest, skip, fridge, planter, trough, sandpit;
  OTHER: circle, circular, round, disc, sphere, ball, cylinder, cone, pyramid, pipe, trapezium, trapezoid,
     rhombus, kite,
     parallelogram, hexagon, pentagon, ellipse, oval, radius, diameter, diagonal, diagonals, tiles, tile, l - shaped,
     ring, path, border, door shaped, hole, window in, semicircle, pizza, hypotenuse, right angled, prism, angle,
     equal,
     alcove, extra, overlap of, gap, gate, slope, bags, bag, pots, tins, per, times, minus, cost, costs, price,
     cover it,
     planks, strips, pieces, posts, trees, bricks, slabs, people, turf rolls, rolls, lengths;
  AREA: area, aera, how big, surface, how much space, how much carpet, how much turf, how much grass, how large;
  ROUND: perimeter, perimiter, perimter, around, all round, all around, all the way round, all the way around, fence,
     fencing, edging, how far round, round it, round the outside, once round, go round, goes round, the way round,
     round the edge, the outside, right round;
  VOLUME: volume, volme, vol, how much earth;
  CUBIC: cubic;
  LONG: long, length, lenght, in length, of length;
  WIDE: wide, width, widht, broad, across, breadth, in width, of width;
  HIGH: high, height, hight, tall, deep, depth, in height, of height;
  BASE: base, bottom, at the bottom;
  SIDE: side, sides, edge, edges, side length, each side, all sides, sides of length, all three sides;
  BY: by, x, *;
  EACH: each, every, all, all 3, all three, 3 sides;
  ASK: how many, how much, how long, how far, how wide, what, which, find, how, whats, determine, calculate, give,
     state;
  -: who, why, would, could, might, should, will, may, must, than, if, as, same, whole, exactly, start, i need,
     on, to,
     then, also, form, up to, no overlap, no gaps, need, full, _, [, ], +, one, to cover, cover, covers, order, when,
     once, now, today, other, missing, unknown side, volume in, take, sum, result, units, unit, measured, digits,
     it is, ->, total, in total, altogether, entirely,
     completely, the whole, together, brim, to the brim, filled to the brim, ground, way, place, going
`);

type Shape = { name: string; sides: readonly string[] };

/** Lengths of one unit. */
const lengthsOf = (items: readonly Item[]): { values: string[]; unit: string | undefined } | undefined => {
  const values: string[] = [];
  const units = new Set<string>();
  for (const { tag, value } of items) {
    if (tag === 'MEASURED') {
      const { n, unit } = value as { n: string; unit: string };
      values.push(n);
      units.add(unit);
    } else if (tag === 'DIM') values.push(String(value));
  }
  return units.size > 1 ? undefined : { values, unit: [...units][0] };
};

/** The units in the question may only be of its lengths. */
const unitsFit = (items: readonly Item[], unit: string | undefined): boolean => {
  const named = new Set(all(items, 'UNITED').map(({ value }) => valueOfUnit(String(value))));
  return named.size === 0 || (named.size === 1 && (unit === undefined || named.has(unit)));
};

type Told = { /** Lengths, in order. */ sides: string[]; unit: string | undefined; area?: string; round?: string };

/** Each number as a length, an area or a perimeter by the words beside it; undefined where it may be two of them. */
const toldOf = (items: readonly Item[], tokens: readonly Token[]): Told | undefined => {
  const found = lengthsOf(items);
  if (!found) return undefined;
  const told: Told = { sides: [], unit: found.unit };
  const numbers = items.filter(({ tag }) => tag === 'MEASURED' || tag === 'DIM' || tag === 'AREAL');
  for (const item of numbers) {
    const n = item.tag === 'DIM' ? String(item.value) : (item.value as { n: string }).n;
    let i = item.at - 1;
    while (/^(?:is|of|=|:|an?|has|the|it|are|exactly|just)$/.test(tokens[i]?.text ?? '')) i--;
    const is = /^(?:is|=|was|are)$/.test(tokens[item.at - 1]?.text ?? '');
    const clause = tokens.findLastIndex((token, k) => k < item.at && isBoundary(token) && token.text !== ':');
    const by = tokens[item.end]?.text === 'by' || tokens[item.end]?.text === 'x';
    // "The perimeter of the garden is 36"
    const named = items.findLast(
      ({ tag, at }) => at > clause && at < item.at && /^(?:AREA|ROUND|SIDE|LONG|WIDE|HIGH|DIM|MEASURED)$/.test(tag),
    );
    const led = is && !by ? named?.tag : items.find(({ at, end }) => at <= i && i < end)?.tag;
    // "A square that is nine feet on each side" tells its side, whatever is asked before.
    const behind = tokens
      .slice(item.end, item.end + 4)
      .map(({ text }) => text)
      .join(' ');
    if (/^(?:[a-z]+ )?(?:(?:on|to|for|along) )?(?:each|every|per|a|any) side\b/.test(behind)) {
      told.sides.push(n);
      continue;
    }
    const role = item.tag === 'AREAL' || led === 'AREA' ? 'area' : led === 'ROUND' ? 'round' : 'side';
    // "Perimeter of a square of 5 cm" tells a side: only "is" makes it the perimeter.
    const said = item.tag === 'AREAL' || tokens.slice(i + 1, item.at).every(({ text }) => text !== 'the');
    if (role === 'side') told.sides.push(n);
    else if (!said || told[role] !== undefined) return undefined;
    else told[role] = n;
  }
  return told;
};

const formula = ({ name, sides }: Shape): unknown => ({ type: 'formula', formula: name, given: sides });
const value = (expression: string): unknown => ({ type: 'value', expression });

const boxed = (items: readonly Item[], { sides, unit }: Told): unknown => {
  if (sides.length !== 3 || has(items, 'AREA', 'ROUND', 'BASE', 'RECT', 'SQUARE', 'EACH')) return undefined;
  const named = new Set(all(items, 'UNITED').map(({ value: word }) => valueOfUnit(String(word))));
  if (named.has('l')) {
    const per = unit === 'cm' ? '/1000' : unit === 'm' ? '*1000' : unit === 'dm' ? '' : undefined;
    return per === undefined || named.size > 1 || has(items, 'CUBIC') ? undefined : value(`${sides.join('*')}${per}`);
  }
  return has(items, 'VOLUME', 'CUBIC') && unitsFit(items, unit) ? formula({ name: 'box-volume', sides }) : undefined;
};

/** A triangle by its base and its height, or by its three sides. */
const triangle = (items: readonly Item[], { sides }: Told): unknown => {
  if (has(items, 'AREA', 'SQUNIT'))
    return sides.length === 2 &&
      has(items, 'BASE') &&
      has(items, 'HIGH') &&
      !has(items, 'ROUND', 'SIDE', 'LONG', 'EACH')
      ? formula({ name: 'triangle-area', sides })
      : undefined;
  if (!has(items, 'ROUND') || has(items, 'BASE', 'HIGH')) return undefined;
  const every = has(items, 'EACH') && has(items, 'SIDE');
  if (sides.length === 1 && every) return value(`3*${sides[0]}`);
  return sides.length === 3 && !has(items, 'EACH') ? formula({ name: 'triangle-perimeter', sides }) : undefined;
};

/** A side of a square or a rectangle, or one of its measures by the other one. */
const backwards = (items: readonly Item[], { sides, area, round }: Told, end: number): unknown => {
  const later = (...tags: readonly string[]): boolean => items.some(({ tag, at }) => tags.includes(tag) && at >= end);
  const square = has(items, 'SQUARE');
  const side = later('SIDE', 'LONG', 'WIDE', 'HIGH');
  if (area !== undefined && round !== undefined) return undefined;
  if (side && later('AREA', 'SQUNIT', 'ROUND')) return undefined;
  if (square) {
    if (sides.length > 0) return undefined;
    if (round !== undefined && side) return formula({ name: 'square-side', sides: [round] });
    if (round !== undefined && later('AREA', 'SQUNIT')) return value(`(${round}/4)^2`);
    if (area === undefined || !(side || later('ROUND'))) return undefined;
    const root = Math.sqrt(Number(area));
    return Number.isInteger(root) ? value(side ? `${root}` : `4*${root}`) : undefined;
  }
  if (sides.length !== 1 || !has(items, 'RECT')) return undefined;
  if (side)
    return formula({
      name: area === undefined ? 'rectangle-width' : 'rectangle-side',
      sides: [(area ?? round)!, sides[0]!],
    });
  return area !== undefined && later('ROUND') ? value(`2*(${sides[0]}+${area}/${sides[0]})`) : undefined;
};

/** "-4 cm" is no length. */
const isNegative = (tokens: readonly Token[]): boolean =>
  tokens.some(
    ({ text, glued }, i) =>
      text === '-' &&
      tokens[i + 1]?.kind === 'number' &&
      tokens[i + 1]!.glued &&
      !(glued && tokens[i - 1]?.kind === 'number'),
  );

const shape = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const told = has(items, 'OTHER') || isNegative(tokens) ? undefined : toldOf(items, tokens);
  if (!told) return undefined;
  const kinds = ['SQUARE', 'TRI', 'CUBE', 'BOX'].filter((tag) => has(items, tag));
  if (kinds.length > 1) return undefined;
  const [kind] = kinds;
  const { sides, unit } = told;
  const [area, round] = [has(items, 'AREA', 'SQUNIT'), has(items, 'ROUND')];
  const known = told.area !== undefined || told.round !== undefined;
  if (kind === 'BOX') return known ? undefined : boxed(items, told);
  if (kind === 'CUBE') {
    const one = sides.length === 1 && !known && !has(items, 'AREA', 'SQUNIT', 'ROUND', 'BY');
    return one && has(items, 'VOLUME', 'CUBIC') && unitsFit(items, unit) ? value(`${sides[0]}^3`) : undefined;
  }
  if (has(items, 'VOLUME', 'CUBIC') || !unitsFit(items, unit)) return undefined;
  if (kind === 'TRI') return known ? undefined : triangle(items, told);
  if (has(items, 'BASE')) return undefined;
  if (known) {
    const last = items.filter(({ tag }) => tag === 'MEASURED' || tag === 'DIM' || tag === 'AREAL').at(-1)!;
    return has(items, 'EACH') && kind !== 'SQUARE' ? undefined : backwards(items, told, last.end);
  }
  if (area === round) return undefined;
  if (kind === 'SQUARE') {
    if (sides.length !== 1 || has(items, 'LONG', 'WIDE', 'BY', 'HIGH') || !has(items, 'SIDE', 'EACH')) return undefined;
    // "6 m of binding all round: each side?" asks for the side.
    const ask = items.findLast(({ tag }) => /^(?:AREA|SQUNIT|ROUND|SIDE)$/.test(tag))!;
    const number = items.find(({ tag }) => tag === 'MEASURED' || tag === 'DIM')!;
    if (ask.tag === 'SIDE' && items.some(({ tag, at }) => tag === 'ROUND' && at > number.at)) return undefined;
    return formula({ name: area ? 'square-area' : 'square-perimeter', sides });
  }
  const sided = has(items, 'RECT', 'BY') || (has(items, 'LONG') && has(items, 'WIDE'));
  if (!sided || sides.length !== 2 || has(items, 'EACH')) return undefined;
  if (has(items, 'HIGH') && !has(items, 'WIDE', 'LONG')) return undefined;
  return formula({ name: area ? 'rectangle-area' : 'rectangle-perimeter', sides });
};

const KINDS: readonly Kind[] = [
  { words: SHAPE_WORDS, quantities: ['AREAL', 'SQUNIT', 'CUBIC', 'MEASURED', 'DIM', 'UNITED'], build: shape },
];

/** Adds shapes by roles. */
export const addShapeRoles = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('MEASURED', ['UNUM:n [-] MEASURE:u'], ({ n, u }) => {
    const { name, of } = u as { name: string; of: string };
    return of === 'length' ? { n, unit: name } : undefined;
  });
  rule('SQUNIT', ['(square|sq|sqare) (MEASURE|units)', 'MEASURE ^ 2', 'sqm', 'sq'], () => true);
  rule('CUBIC', ['cubic MEASURE', 'MEASURE ^ 3'], () => true);
  rule('AREAL', ['UNUM:n SQUNIT'], ({ n }) => ({ n }));
  // "One side", "one rectangle" count nothing.
  grammar.terminal('DIM', (context, at) =>
    context.tokens[at]!.text === 'one' ? [] : grammar.fits(context, 'UNUM', at),
  );
  addRoleKinds(grammar, 'SHAPEROLES', KINDS);
};
