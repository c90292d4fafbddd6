/**
 * Reads rectangles, squares, triangles, circles and boxes: area, perimeter, circumference, volume, and a side that is
 * asked back. Each number gets a role from the words beside it (a length, a width, a height, a side, a radius, or the
 * area or perimeter that is told), what is asked is found apart, and a table says which roles give which answer. A
 * number without a role, or a telling word, ends the reading.
 */
import type { FormulaName } from '../../problem/formal/formula-names.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { scanOf, type Scan } from '../text/scan.ts';
import { asText, numbersIn, type Text } from '../text/text.ts';
import { readOtherShape } from './other-shapes.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { IN_MM, inOneUnit, SMALL_UNIT, toldIn, unitName, WHOLE, type Role } from './shape-told.ts';

type Shape = 'rectangle' | 'square' | 'triangle' | 'circle' | 'box' | 'cube';

const SHAPES: readonly (readonly [Shape, RegExp])[] = [
  ['triangle', /\btriang(?:les?|ular)\b/],
  [
    'circle',
    new RegExp(
      alternatives(
        /\bcirc(?:les?|ular)\b/,
        /\bround (?:pizza|table|pool|cake|plate|pond|garden|lawn|rug|hole|window|tray)\b|\bradius\b/,
        /\bdiameter\b|\bcircumference\b/,
      ),
    ),
  ],
  ['cube', /\bcubes?\b|\bcubical\b/],
  ['box', /\bvolume\b|\bcuboids?\b|\b(?:box|tank|crate|carton|container|aquarium|trunk|brick|skip|pit)\b/],
  ['square', /\bsquare\b(?! ?(?:met|feet|foot|cm|m\b|mm|km|inch|yard|centi|kilo|miles?|root|units?))/],
  [
    'rectangle',
    new RegExp(
      String.raw`\b(?:rectang(?:les?|ular)|garden|room|field|floor|wall|yard|lawn|plot|kitchen|bedroom|pitch|court|pool|table|board|park|carpet|lot|patio|terrace|hall|door|window|panel|sheet|rug|poster|frame|office|paper|page|screen|path|playground|canvas|blanket|flag|driveway|bed|shed|deck|stage|ceiling|land|tile)\b`,
    ),
  ],
];

const PERIMETER = new RegExp(
  alternatives(
    /\bperimeter\b/,
    sequence(
      /\b/,
      anyOf(/go|goes|walk|run|way|all|fence|fencing|distance|edge|length|trim|tape|ribbon|lace|edging|wire/, /rope/),
      /s? (?:all )?(?:the way )?(?:needed )?(?:to go )?(?:round|around)\b/,
    ),
    /\bfenc(?:e|es|ing)\b|\bround the (?:outside|edge)\b|\bcircumference\b|\bskirting\b|\bborder\b/,
    /\ba?round (?:the |its )?(?:outer |outside |whole )?(?:edges?|rim|outside)\b|\bhow long (?:is it )?(?:all )?a?round\b/,
    /\bhow far is it (?:all )?(?:the way )?(?:a?round)\b|\b(?:all the way|once|1 time) a?round\b/,
  ),
);
const AREA = new RegExp(
  alternatives(
    /\barea\b|\bsquare (?:met|feet|foot|cm|m\b|inch|yard|centi|kilo|miles?|units?)/,
    /\b(?:m|cm|mm|km|ft)²|\bsq\b|\bsqm\b|\bcarpet(?:ing)? (?:do|will|is|for)\b/,
    /\bhow much (?:floor|tile|paint|space|turf|grass|carpet|flooring|wallpaper|material|fabric)\b/,
    /\bhow big\b|\bsurface\b|\bcovers?\b/,
  ),
);
const VOLUME = new RegExp(
  alternatives(
    /\bvolume\b|\bcubic\b|\b(?:m|cm|mm)³/,
    sequence(
      /\bhow much (?:water|sand|earth|soil|space|concrete|liquid|air)\b[^.?]*\b/,
      /(?:hold|fit|fill|go|need|inside)/,
    ),
  ),
);

/** What is asked, in the sentence that asks. */
const ASK_SIDE = new RegExp(
  anyOf(
    /\bhow (?:long|wide|high|tall|deep|many (?:feet|metres|meters|cm|inches|m|yards) (?:long|wide|high|tall))\b/,
    sequence(
      sequence(
        /\b(?:what(?: is|'s| are| would be| must be)?|find|give(?: me)?|calculate|work out)\s+/,
        /(?:(?:the|its|each|1|one|a|every|other|missing|side)\s+)*/,
      ),
      sequence(
        /(?:lengths? of\s+(?:(?:the|its|each|one|1|a|every|other)\s+)*)?/,
        /(?:sides?|edges?|radius|diameter|width|length|height|breadth|base|depth)\b/,
      ),
    ),
    /\b(?:other|missing|second) (?:side|one|edge|width|length)\b|\b(?:side|width|length|height|radius) ?\?$/,
    /\b(?:each|its|the|every) side (?:is|must be|would be|has to be)(?: then)?(?: how long\b| ?\.*\s*\?)/,
  ),
);
type Ask = 'area' | 'perimeter' | 'volume' | 'side' | 'surface';
const askedIn = (low: string): Ask | undefined => {
  const sentences = low.split(/(?<=[.?!;])\s+|,\s+(?=(?:what|how|find|area|perimeter|volume|whats)\b)/);
  const asking = sentences.filter((one) =>
    /\?|\b(?:what|whats|how|find|give|calculate|work out|compute|determine|state|need|want|tell)\b/.test(one),
  );
  for (const one of [...asking.toReversed(), ...sentences.toReversed()]) {
    const told = one
      .replace(
        new RegExp(
          `\\b(?:area|perimeter|volume|circumference)(?: (?:is|of|=|was|measures))* ?[=:]? ?\\d+(?:\\.\\d+)?`,
          'g',
        ),
        ' ',
      )
      .replace(/\d+(?:\.\d+)? ?(?:square|sq|cubic) ?[a-z]+|\d+(?:\.\d+)? ?(?:m|cm|mm|km|ft)[²³]/g, ' ');
    if (/\bsurface area\b/.test(told)) return 'surface';
    const back = ASK_SIDE.test(told) && !/\bhow (?:long|far) (?:is it )?(?:all )?(?:the way )?a?round\b/.test(told);
    if (VOLUME.test(told)) return 'volume';
    if (
      back &&
      !/\b(?:what|whats|find|calculate|give|work out)\b[^?]*\b(?:area|perimeter)\b/.test(told) &&
      !PERIMETER.test(told)
    )
      return 'side';
    if (PERIMETER.test(told)) return 'perimeter';
    if (AREA.test(told)) return 'area';
  }
  return undefined;
};

const fixed = (formula: FormulaName, given: readonly string[], uses: readonly string[], sure = true): Outcome =>
  reading({ type: 'formula', formula, given: [...given] }, uses, sure);
const value = (expression: string, uses: readonly string[]): Outcome => reading({ type: 'value', expression }, uses);
const tooFew = (what: string): Outcome => refusal('missing', `${what} is missing`);
const unlike = (): Outcome => refusal('contradiction', 'the sides do not give what is told of the whole');

/** The whole root of a number, where it has one. */
const rootOf = (text: string, power: 2 | 3): string | undefined => {
  const root = Math.round(Number(text) ** (1 / power) * 1e4) / 1e4;
  return Math.abs(root ** power - Number(text)) < 1e-9 ? `${root}` : undefined;
};

type Of = { ask: Ask; dims: string[]; told: (role: Role) => string | undefined; uses: readonly string[]; low: string };

const square = ({ ask, dims, told, uses }: Of): Outcome | undefined => {
  const [area, around] = [told('area'), told('perimeter')];
  const side = dims[0];
  if (dims.length > 1 && new Set(dims).size > 1) return undefined;
  if (side !== undefined && area !== undefined && Number(area) !== Number(side) ** 2) return unlike();
  if (side !== undefined && around !== undefined && Number(around) !== 4 * Number(side)) return unlike();
  if (side !== undefined) {
    if (ask === 'area') return fixed('square-area', [side], uses);
    return ask === 'perimeter' ? fixed('square-perimeter', [side], uses) : undefined;
  }
  if (around !== undefined) {
    if (ask === 'side') return fixed('square-side', [around], uses);
    return ask === 'area' ? value(`(${around}/4)^2`, uses) : undefined;
  }
  if (area === undefined) return tooFew('the side of the square');
  const root = rootOf(area, 2);
  if (root === undefined) return refusal('other-mathematics', 'the side is a root that does not come out even');
  if (ask === 'side') return value(root, uses);
  return ask === 'perimeter' ? value(`4*${root}`, uses) : undefined;
};

const rectangle = ({ ask, dims, told, uses }: Of): Outcome | undefined => {
  const [area, around] = [told('area'), told('perimeter')];
  const [a, b] = dims;
  if (dims.length > 2 || ask === 'volume') return undefined;
  if (a !== undefined && b !== undefined) {
    if (area !== undefined && Number(area) !== Number(a) * Number(b)) return unlike();
    if (around !== undefined && Number(around) !== 2 * (Number(a) + Number(b))) return unlike();
    if (area !== undefined && around !== undefined) return undefined;
    if (ask === 'side') return undefined;
    return fixed(ask === 'perimeter' ? 'rectangle-perimeter' : 'rectangle-area', [a, b], uses);
  }
  if (a === undefined) return undefined;
  if (area !== undefined && around === undefined) {
    if (ask === 'side') return fixed('rectangle-side', [area, a], uses);
    return ask === 'perimeter' ? value(`2*(${a}+${area}/${a})`, uses) : undefined;
  }
  if (around !== undefined && area === undefined) {
    if (ask === 'side') return fixed('rectangle-width', [around, a], uses);
    return ask === 'area' ? value(`${a}*(${around}/2-${a})`, uses) : undefined;
  }
  return ask === 'side' || area !== undefined ? undefined : tooFew('the other side of the rectangle');
};

const circle = ({ ask, told, dims, uses, low }: Of): Outcome | undefined => {
  const pi = /(?:π|\bpi\b)[^\d]{0,12}(3\.14\d*|22\/7)|(3\.14)\b/.exec(low)?.[0] !== undefined ? '3.14' : undefined;
  const given = dims.filter((one) => one !== pi);
  const across = told('diameter') ?? (/\bacross\b|\bwide\b/.test(low) ? told('width') : undefined);
  const radius = told('radius') ?? (across === undefined ? undefined : `${Number(across) / 2}`);
  if (radius === undefined)
    return given.length === 0 && ask !== 'side' && told('area') === undefined && told('perimeter') === undefined
      ? tooFew('the radius of the circle')
      : undefined;
  if (told('radius') !== undefined && across !== undefined) return undefined;
  if (ask === 'side' && /\b(?:radius|diameter)\b/.test(low)) {
    if (told('radius') !== undefined) return value(`2*${radius}`, uses);
    return across === undefined ? undefined : value(`${across}/2`, uses);
  }
  if (given.some((one) => one !== told('radius') && one !== across)) return undefined;
  // With π told to be 3.14 the answer is exact.
  if (pi !== undefined) return value(ask === 'perimeter' ? `2*3.14*${radius}` : `3.14*${radius}^2`, uses);
  if (ask !== 'area' && ask !== 'perimeter') return undefined;
  return fixed(ask === 'perimeter' ? 'circumference' : 'circle-area', [radius], uses);
};

const triangle = ({ ask, dims, told, uses, low }: Of): Outcome | undefined => {
  const [base, height, area, around] = [
    told('base'),
    told('height') ?? (told('base') ? told('length') : undefined),
    told('area'),
    told('perimeter'),
  ];
  const sides = dims.filter((one, i) => !(one === '3' && dims.length === 4 && i === 0));
  if (ask === 'perimeter') {
    if (sides.length === 3) return fixed('triangle-perimeter', sides, uses);
    if (sides.length === 1 && /\bequilateral\b|\b(?:each|all|every) (?:3 )?sides?\b|\bsides? (?:are )?all\b/.test(low))
      return fixed('triangle-perimeter', [sides[0]!, sides[0]!, sides[0]!], uses);
    return sides.length < 3 && around === undefined ? tooFew('a side of the triangle') : undefined;
  }
  if (ask === 'side' && around !== undefined && sides.length === 0 && /\bequilateral\b/.test(low))
    return value(`${around}/3`, uses);
  if (ask === 'side' && around !== undefined && sides.length === 2) return value(`${around}-${sides.join('-')}`, uses);
  if (ask === 'side' && area !== undefined && dims.length === 1) return value(`2*${area}/${dims[0]}`, uses);
  if (ask !== 'area') return undefined;
  if (base !== undefined && height !== undefined && dims.length === 2)
    return fixed('triangle-area', [base, height], uses);
  if (sides.length === 3 && /\bsides?\b/.test(low)) {
    const [a, b, c] = sides.map(Number).toSorted((x, y) => x - y) as [number, number, number];
    if (a + b <= c)
      return refusal(
        'no-solution',
        `one side is ${a + b < c ? 'longer than' : 'as long as'} the other two together: there is no such triangle`,
      );
    // A right triangle has its two shorter sides as base and height.
    return a * a + b * b === c * c ? fixed('triangle-area', [`${a}`, `${b}`], uses) : undefined;
  }
  if (sides.length < 2) return tooFew('the base or the height of the triangle');
  return sides.length === 2 && /\b(?:base|height|high|tall|legs?|right)\b/.test(low)
    ? fixed('triangle-area', sides, uses)
    : undefined;
};

const solid = ({ ask, dims, told, uses, low }: Of, cube: boolean): Outcome | undefined => {
  const volume = told('volume');
  if (cube) {
    const [side] = dims;
    if (dims.length > 1) return undefined;
    if (side !== undefined && ask === 'volume') return value(`${side}^3`, uses);
    if (side !== undefined && (ask === 'surface' || ask === 'area')) return value(`6*${side}^2`, uses);
    const root = volume === undefined ? undefined : rootOf(volume, 3);
    return ask === 'side' && root !== undefined && dims.length === 0 ? value(root, uses) : undefined;
  }
  // "1 part stock, 4 parts water" are no sides.
  if (/\bparts?\b/.test(low)) return undefined;
  const [a, b, c] = dims;
  if (dims.length === 3 && ask === 'volume') return volume === undefined ? fixed('box-volume', dims, uses) : undefined;
  if (dims.length === 3 && ask === 'surface') return value(`2*(${a}*${b}+${b}*${c}+${a}*${c})`, uses);
  if (dims.length === 2 && ask === 'side' && volume !== undefined) return value(`${volume}/(${a}*${b})`, uses);
  return dims.length < 3 && ask === 'volume' && volume === undefined ? tooFew('a side of the box') : undefined;
};

const BY = String.raw`(\d+(?:\.\d+)?)(?: ?${SMALL_UNIT})? ?(?:by|x|\*|×) ?(\d+(?:\.\d+)?)(?: ?${SMALL_UNIT})?`;
/** Two rectangles: one cut out of the other, or tiles on a floor. */
const two = (low: string, ask: Ask | undefined, uses: readonly string[]): Outcome | undefined => {
  const pairs = [...low.matchAll(new RegExp(`(?<![\\d.])${BY}`, 'g'))];
  const [first, second] = pairs;
  if (!first || !second || pairs.length !== 2 || uses.length !== 4) return undefined;
  const unit = ([text]: RegExpMatchArray): string | undefined => {
    const last = [...text.matchAll(new RegExp(String.raw`\d ?(${SMALL_UNIT})(?![a-z])`, 'g'))].at(-1)?.[1];
    return last === undefined ? undefined : unitName(last);
  };
  const [here, there] = [unit(first), unit(second)];
  const mixed = here !== undefined && there !== undefined && here !== there;
  const by = mixed ? (IN_MM[there] ?? NaN) / (IN_MM[here] ?? NaN) : 1;
  if (Number.isNaN(by)) return undefined;
  const [p, q] = [`${first[1]}*${first[2]}`, `${second[1]}*${second[2]}${mixed ? `*${by}*${by}` : ''}`];
  const between = low.slice(first.index + first[0].length, second.index);
  const scan = scanOf(low);
  scan.takeAll(new RegExp(BY, 'g'));
  scan.takeAll(/\b(?:square|less|minus|without|except|total|altogether|combined|together|each)\b/g);
  if (!scan.explained()) return undefined;
  if (
    /\bhow many (?:[a-z]+ )?(?:tiles|slabs|boards|panels|sheets|stones|mats|squares|plates|cards|stickers|photos)\b/.test(
      low,
    ) ||
    /\b(?:tiles|slabs|stones|mats)\b[^.?]*\b(?:fit|cover|needed|need)\b/.test(low)
  ) {
    const last = /\b(?:tiles?|slabs?|stones?|mats?|panels?)(?: (?:are|of|each|measuring|measure|is))* ?$/.test(between);
    const before = low.slice(0, first.index);
    const named =
      /\b(?:tiles?|slabs?|stones?|mats?|panels?)\b[^.?\d]*$/.test(before) && !/\bhow many [a-z]*$/.test(before);
    const tilesFirst = !last && (named || /^[^.?]{0,12}\b(?:tiles?|slabs?|stones?|mats?|panels?)\b/.test(between));
    const [tile, floor] = tilesFirst ? [p, q] : [q, p];
    return value(`(${floor})/(${tile})`, uses);
  }
  if (ask !== 'area') return undefined;
  if (
    /\b(?:less|minus|without|except|taken up|cut out|hole|remove[ds]?|leaving out)\b/.test(
      `${between} ${low.slice(second.index)}`,
    )
  )
    return value(`${p}-${q}`, uses);
  return /\b(?:and|plus|with)\b/.test(between) && /\b(?:total|altogether|combined|together|both|in all)\b/.test(low)
    ? value(`${p}+${q}`, uses)
    : undefined;
};

const STRANGE = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /angles?|hypotenuse|hexagon\w*|pentagon\w*|trapez\w*|parallelogram|rhombus|ellipse|ball|globe/,
        /prism|octagon\w*|sphere|cylinder\w*|cone|pyramid|per\b|costs?|price|paint (?:covers|tin)|litres?/,
        /liters?|diagonals?|doubl\w+|twice|halv\w+|half|scale|similar|wide path|beneath|curve/,
      ),
      /\b/,
    ),
    /[$£€]|\d ?\/ ?\d/,
  ),
);
const EXPLAINED = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /equal|cubes?|cubed|squared|base|each|every|side|sides|square|squares|total|all|in all|long/,
      /longer|shorter|only|right|first|same|more|not|other|missing|another|whole|exactly|one|1|around/,
      /round|today|yesterday|even|start|end|pair|both|break/,
    ),
    /\b/,
  ),
  'g',
);

const explains = (scan: Scan): boolean => {
  scan.takeAll(/\d+(?:\.\d+)?/g);
  return scan.explained(EXPLAINED);
};

const GAP = new RegExp(
  sequence(
    /[,;]? ?\b(?:and |but )?(?:minus|less|except|without|leav(?:e|es|ing)|with|but)\b[^.?\d]{0,24}?/,
    anyOf(
      /(?:gate|gap|opening|entrance|door(?:way)?)(?: (?:of|is|that is|for))* (\d+(?:\.\d+)?) ?(?:m|met(?:re|er)s?|cm|ft|feet)?\b/,
      /(\d+(?:\.\d+)?) ?-?(?:m|met(?:re|er)s?|cm|ft|feet)?(?: wide)? (?:gate|gap|opening|entrance|door(?:way)?)\b/,
    ),
    /(?: (?:wide|for (?:the|a) (?:gate|door|entrance|drive|driveway|car)))?/,
  ),
);

/** A fence with a gap for the gate: the way round less the gap. */
const withGap = ({ low }: Text): Outcome | undefined => {
  const gap = GAP.exec(low);
  if (!gap || !PERIMETER.test(low)) return undefined;
  const inner = readShape(asText(low.replace(gap[0], ' ')));
  if (inner?.type !== 'problem' || inner.problem.type !== 'formula') return undefined;
  const { formula, given } = inner.problem;
  const round =
    formula === 'rectangle-perimeter'
      ? `2*(${given.join('+')})`
      : formula === 'square-perimeter'
        ? `4*${given[0]}`
        : undefined;
  const size = gap[1] ?? gap[2];
  return round === undefined ? undefined : value(`${round}-${size}`, [...inner.uses, size!]);
};

export const readShape: Reader = (text) => {
  const gap = withGap(text);
  if (gap) return gap;
  const other = readOtherShape(text.low);
  if (other) return other;
  const low = text.low
    .replace(/\b(?:no|without(?: any)?) (?:overlaps?|waste|gaps?|overlapping)\b/g, ' ')
    .replace(/\b(mm|cm|m|km|ft)\^?2(?!\d)/g, '$1²')
    .replace(/\b(mm|cm|m|km|ft)\^?3(?!\d)/g, '$1³')
    .replace(
      /(?<!\b(?:by|x|and) )\b1 (?=side|end|edge|rectang|square|triang|circle|box|room|wall|of (?:its|the) sides)/g,
      'one ',
    )
    .replace(/\b3 (?=sides\b)|\b4 (?=(?:equal )?sides\b)/g, '');
  const uses = [...numbersIn(text.low).map((one) => one.value), '2', '3', '4', '1'];
  const ask = askedIn(low);
  const shape = SHAPES.find(([, words]) => words.test(low))?.[0];
  const sides = new RegExp(BY).test(low);
  const real = numbersIn(low).map((one) => one.value);
  const roles =
    shape === undefined && !sides
      ? toldIn(low).measures.filter(({ role }) => /^(?:length|width|height)$/.test(role))
      : [];
  if (STRANGE.test(low) || (shape === undefined && !sides && new Set(roles.map(({ role }) => role)).size < 2))
    return undefined;
  const pairs = real.length === 4 ? two(low, ask, real) : undefined;
  if (pairs) return pairs;
  if (ask === undefined) return undefined;
  const found = toldIn(low);
  const measures = inOneUnit(found, low);
  if (!measures || !explains(scanOf(low))) return undefined;
  const told = (role: Role): string | undefined => measures.find((one) => one.role === role)?.value;
  if (
    new Set(measures.flatMap(({ role }) => (WHOLE.has(role) ? [role] : []))).size <
    measures.filter(({ role }) => WHOLE.has(role)).length
  )
    return undefined;
  const dims = measures.flatMap(({ role, value: one }) => (WHOLE.has(role) ? [] : [one]));
  const of: Of = { ask, dims, told, uses, low };
  if (
    (shape === 'square' && ask === 'volume') ||
    (ask === 'volume' && shape !== 'cube' && shape !== 'box' && dims.length === 3)
  )
    return solid(of, false);
  switch (shape ?? (dims.length === 3 ? 'box' : 'rectangle')) {
    case 'square':
      return square(of);
    case 'circle':
      return circle(of);
    case 'triangle':
      return triangle(of);
    case 'cube':
      return solid(of, true);
    case 'box':
      return dims.length === 2 && ask !== 'volume' && ask !== 'side' && ask !== 'surface'
        ? rectangle(of)
        : solid(of, false);
    default:
      return rectangle(of);
  }
};
