/**
 * Rectangles and boxes of which something is made: rooms together, a wall without its window, tiles on a floor, a
 * cloth that hangs over, paint for coats, a price by the square or cubic metre, a box that is half full. Each shape is
 * one that counts, one that is cut out, or the tile; every number and every telling word has its role.
 */
import { anyOf, alternatives, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { scanOf, type Scan } from '../text/scan.ts';
import { unitName } from './shape-told.ts';

const N = String.raw`(?<![\d.])(\d+(?:\.\d+)?)`;
const UNIT = String.raw`(mm|cm|dm|m|(?:centi|milli)?met(?:re|er)s?|feet|foot|ft|inch(?:es)?|yards?)`;
const U = String.raw`(?: ?-?${UNIT}(?![a-z²³]))?`;
const SIDE = String.raw`(?: ?(?:long|wide|high|tall|deep|thick|broad))`;
const BY = String.raw` ?(?:by|x|\*) ?`;
const BESIDE = String.raw`(?:,? and|,| by| x)? `;
/** "4 by 3 m", with a third side: "6 x 4 m, 10 cm thick". */
const CROSSED = new RegExp(
  sequence(
    `${N}${U}${SIDE}?${BY}${N}${U}${SIDE}?`,
    `(?:${BY}${N}${U}${SIDE}?|,? (?:and )?${N}${U}(?= (?:thick|deep|high|tall)\\b)${SIDE})?`,
  ),
  'g',
);
/** "2 m long, 1.5 m wide and 1.2 m high" */
const NAMED = new RegExp(`${N}${U}${SIDE}${BESIDE}${N}${U}${SIDE}(?:${BESIDE}${N}${U}${SIDE})?`, 'g');
const TOLD_AREA = new RegExp(
  `${N} ?(?:(?:square|sq\\.?) ?-?${UNIT}(?![a-z])|(mm|cm|m|ft)²|sqm\\b)(?! ?(?:per|an?|for)\\b)`,
  'g',
);

type Shape = { dims: string[]; units: (string | undefined)[]; area: string | undefined; at: number; end: number };

const MM: Readonly<Record<string, string>> = {
  mm: '1',
  cm: '10',
  dm: '100',
  m: '1000',
  ft: '304.8',
  inch: '25.4',
  yard: '914.4',
};
const named = (unit: string | undefined): string | undefined =>
  unit === undefined ? undefined : unitName(unit).replace(/s$/, '');

/** The shapes of a question in their order; they are taken from it. */
const shapesIn = (scan: Scan): Shape[] => {
  const out: Shape[] = [];
  for (const pattern of [CROSSED, NAMED])
    for (const found of scan.takeAll(pattern)) {
      const [, a, u, b, v, c, w, d, x] = found;
      const third = c ?? d;
      const dims = [a!, b!, ...(third === undefined ? [] : [third])];
      const own = [u, v, ...(third === undefined ? [] : [w ?? x])].map(named);
      const last = own.findLast((one) => one !== undefined);
      const units = own.map((one, i) => one ?? own.slice(i).find((next) => next !== undefined) ?? last);
      out.push({ dims, units, area: undefined, at: found.index, end: found.index + found[0].length });
    }
  return out;
};

const HOLE = anyOf(
  /windows?|doors?|doorways?|ponds?|holes?|pools?|(?:flower ?)?beds?|skylights?|chimneys?|fireplaces?|hatch(?:es)?/,
  /cut-?outs?|openings?|islands?|trampolines?|sandpits?|sandboxes|fountains?/,
);
const CUT =
  /\b(?:minus|less|without|except(?: for)?|leaving out|cut out|take away|not counting) (?:an? |the |its |1 )?/;
const HOLE_BEFORE = new RegExp(
  sequence(
    anyOf(
      sequence(CUT, /(?:[a-z]+ ){0,2}(?:of )?$/),
      sequence(
        /\b/,
        HOLE,
        /(?: (?:of|is|are|measures|measuring|that is|which is|with|has|each|size|sized|in it))*:? ?$/,
      ),
      /\b(?:i|we|he|she) (?:cut|cuts) (?:out |away )?(?:an? )?$/,
    ),
  ),
);
const HOLE_AFTER = new RegExp(
  alternatives(
    sequence(/^ (?:(?!with|and|has|had|but|less|minus|without|around|contains|the|my)[a-z]+ ){0,2}/, HOLE, /\b/),
    /^ ?(?:[a-z]+ ){0,2}(?:is |was |has been )?(?:cut (?:out|away|from|off)|missing|taken (?:out|away)|removed)\b/,
  ),
);
const TILE = /(?:tiles?|slabs?|stones?|mats?|panels?|pieces?|squares?|pavers?|bricks?|cards?|stickers?|plots?|plates?)/;
const TILE_BEFORE = new RegExp(
  sequence(/\b/, TILE, /(?: (?:of|are|is|each|measure|measuring|that are|which are|sized?))*:? ?$/),
);
const TILE_AFTER = new RegExp(sequence(/^,? (?:[a-z]+ )?/, TILE, /\b/));
const COUNTED = new RegExp(sequence(/\b(?:how many|number of) (?:[a-z]+ )?/, TILE, /\b/));

const PRICE = new RegExp(
  sequence(
    /(?:([$£€₹]) ?)?(?<![\d.])(\d+(?:\.\d+)?) ?(?:[$£€₹]|euros?|dollars?|pounds?|rupees?|quid)?/,
    anyOf(/ ?\/ ?/, / (?:per|an?|each|every|for (?:each|every|1|an?)|the) /),
    anyOf(sequence(/(square|sq\.?|cubic|cu\.?) ?-?/, UNIT), /(m|cm|ft)(²|³)/),
    /(?![a-z])/,
  ),
);
const COVERS = new RegExp(
  sequence(
    /\b(?:an?|1|each|every|per|the)? ?(litre|liter|l|tin|can|pot|tub|bag|roll|pack|box|bucket)s?/,
    /(?: of (?:[a-z]+ )?(?:paint|varnish|seed|turf|stain|oil|sealant|[a-z]+))?/,
    / (?:covers?|does|paints?|coats?|is (?:enough|good) for|is for|will cover|can cover|lasts for) (?:about )?/,
    /(?<![\d.])(\d+(?:\.\d+)?) ?(?:(?:square|sq\.?) ?-?[a-z]+|(?:mm|cm|m|ft)²|sqm)(?![a-z\d])/,
  ),
);
const COATS = /\b(\d) (?:coats?|layers?)\b/;
const COST = /\b(?:costs?|price|pay|bill|charge|how much|total in|pounds|dollars|euros|spend)\b|[$£€₹]/;
const OTHER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /perimeter|around|round|fence\w*|edge|edging|path|frame|circle|circular|triang\w*|radius|diameter/,
      /diagonal\w*|skirting/,
      /percent|including|as well|ratio|larger|bigger|smaller|which|or|either|waste|spare|walls|surface|ceiling|scale/,
      /angle|rate|sides?|biggest|largest|smallest|longest|shortest/,
      /hours?|minutes?|days?|difference|compare\w*|plank|weigh\w*|kg|grams?|tons?|tonnes?|discount|off/,
    ),
    /\b|%/,
  ),
);

type Found = { scan: Scan; low: string; shapes: Shape[]; to: string | undefined };

const scaled = (size: string, from: string | undefined, to: string | undefined): string | undefined => {
  if (from === undefined || to === undefined || from === to) return size;
  return MM[from] === undefined || MM[to] === undefined ? undefined : `${size}*(${MM[from]}/${MM[to]})`;
};
/** The sides multiplied, in the unit that the answer is in; undefined where a unit is not known. */
const productOf = ({ dims, units, area }: Shape, to: string | undefined): string | undefined => {
  if (area !== undefined) return units[0] === to || units[0] === undefined ? area : undefined;
  const sides = dims.map((one, i) => scaled(one, units[i], to));
  return sides.includes(undefined) ? undefined : sides.join('*');
};

/** "A 20 cm overhang on all four sides": each of the two sides becomes longer by twice as much. */
const HANGS = new RegExp(
  alternatives(
    sequence(
      /\b(?:(?:over)?hangs?|extends?|sticks?|reach(?:es)?|go(?:es)?)(?: (?:out|down|over|by|beyond))*/,
      ` ${N}${U}`,
      /(?: (?:over|beyond|past|out|down|longer|more|the (?:table|edge|edges)))*/,
      / (?:on|at|over|beyond|from) (?:each|every|all|both)/,
      /(?: (?:of|the|of the|its|one of the))?(?: 4)? (?:sides?|edges?)\b/,
    ),
    sequence(
      `${N}${U}`,
      / (?:of )?(?:overhang|overlap|extra|drop) (?:on|at) (?:each|every|all)/,
      /(?: (?:of|the|of the|its))?(?: 4)? (?:sides?|edges?)\b/,
    ),
  ),
);

const allowed = (scan: Scan): void => {
  scan.takeAll(
    /\b(?:with |and )?(?:no|without(?: any)?) (?:waste|gaps?|overlaps?|cutting|grouting?|cuts)\b(?:,? | and )?/g,
  );
  scan.takeAll(/\b(?:square|sq|cubic) ?-?[a-z]+\b|(?:mm|cm|m|ft)[²³]/g);
  scan.takeAll(/\b(?:squares?|cubes?|whole|exactly|back|same|inside|middle|long|equal|total|altogether|together)\b/g);
};

const withHang = ({ scan, low, shapes, to }: Found): string | undefined => {
  const hang = scan.take(HANGS);
  const [table] = shapes;
  if (!hang || shapes.length !== 1 || !table || table.dims.length !== 2) return undefined;
  if (!/\barea\b|\bhow (?:many|much) (?:square|cloth|fabric|material)\b/.test(low)) return undefined;
  const over = scaled(hang[1] ?? hang[3]!, named(hang[2] ?? hang[4]) ?? table.units[0], to);
  const sides = table.dims.map((one, i) => scaled(one, table.units[i], to));
  if (over === undefined || sides.includes(undefined)) return undefined;
  return sides.map((one) => `(${one}+2*${over})`).join('*');
};

/** How many tiles lie on a floor, where they fit side by side. */
const tiled = ({ scan, low, shapes, to }: Found): string | undefined => {
  if (!COUNTED.test(low) || shapes.length !== 2) return undefined;
  const before = shapes.filter(({ at }) => TILE_BEFORE.test(low.slice(0, at)));
  const tiles = before.length > 0 ? before : shapes.filter(({ end }) => TILE_AFTER.test(low.slice(end)));
  const floor = shapes.find((one) => !tiles.includes(one));
  const [tile] = tiles;
  if (tiles.length !== 1 || !tile || !floor || tile.dims.length !== 2 || floor.dims.length !== 2) return undefined;
  const sizes = (one: Shape): (string | undefined)[] => one.dims.map((size, i) => scaled(size, one.units[i], to));
  const [[a, b], [p, q]] = [sizes(floor), sizes(tile)];
  if ([a, b, p, q].includes(undefined)) return undefined;
  scan.takeAll(/\beach\b/g);
  const number = (shape: Shape, i: number): number => Number(shape.dims[i]) * Number(MM[shape.units[i] ?? to ?? 'm']);
  const whole = (i: number, j: number): boolean => {
    const count = number(floor, i) / number(tile, j);
    return Math.abs(count - Math.round(count)) < 1e-9 && count >= 1;
  };
  if (whole(0, 0) && whole(1, 1)) return `(${a}/(${p}))*(${b}/(${q}))`;
  return whole(0, 1) && whole(1, 0) ? `(${a}/(${q}))*(${b}/(${p}))` : undefined;
};

const REMAINS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /left|remain\w*|rest|grass|lawn|paint\w*|cover\w*|minus|less|without|uncovered|not covered/,
      /cut out|plaster\w*|wallpaper\w*|turf|seed/,
    ),
    /\b/,
  ),
);
const TOGETHER =
  /\b(?:plus|stuck on|added|attached|joined|l[- ]?shaped?|total|both|altogether|together|in all|combined|all the)\b/;

/** The areas that count less those that are cut out. */
const areaOf = ({ scan, low, shapes, to }: Found): string | undefined => {
  const told = scan.takeAll(TOLD_AREA).map((one): Shape => ({
    dims: [],
    units: [named(one[2] ?? one[3] ?? 'm')],
    area: one[1]!,
    at: one.index,
    end: one.index + one[0].length,
  }));
  const all = [...shapes, ...told].toSorted((a, b) => a.at - b.at);
  const isHole = ({ at, end }: Shape): boolean => HOLE_BEFORE.test(low.slice(0, at)) || HOLE_AFTER.test(low.slice(end));
  const holes = all.filter(isHole);
  const rest = all.filter((one) => !holes.includes(one));
  if (rest.length === 0 || rest.length > 3 || all.some(({ dims }) => dims.length > 2)) return undefined;
  if (rest.some(({ area }) => area !== undefined) || (holes.length > 0 && rest.length > 1)) return undefined;
  if (rest.length > 1 && !TOGETHER.test(low)) return undefined;
  if (holes.length > 0 && !REMAINS.test(low)) return undefined;
  const asked = /[^.?!;,]*$/.exec(low.replace(/[\s.?!]+$/, ''))?.[0] ?? low;
  // "The area of the window" is no rest.
  const ofHole = new RegExp(sequence(/\b/, anyOf(HOLE, /of the (?:squares?|pieces?|bit|cut)/), /\b/));
  if (holes.length > 0 && ofHole.test(asked) && !REMAINS.test(asked)) return undefined;
  if (holes.length > 0) {
    scan.takeAll(/\b(?:minus|less|without|except|left|remain(?:s|ing)?|rest|remainder)\b/g);
    scan.takeAll(
      new RegExp(`\\b(?:but )?(?:the |that |this )?${HOLE}(?: (?:i|we|they))? (?:do|will|is|are|does) not\\b`, 'g'),
    );
  }
  scan.takeAll(/\bplus\b/g);
  const counts = holes.map(({ at }) => {
    const count = new RegExp(`\\b(\\d) (?:[a-z]+ ){0,2}(?:of |each |measuring |that are )*$`).exec(low.slice(0, at));
    if (count && scan.take(new RegExp(`\\b${count[1]} (?=[a-z]+s\\b)`))) {
      scan.takeAll(/\beach\b/g);
      return count[1]!;
    }
    return '1';
  });
  const terms = rest.map((one) => productOf(one, to));
  const cuts = holes.map((one) => productOf(one, to));
  if ([...terms, ...cuts].includes(undefined)) return undefined;
  return `${terms.join('+')}${cuts.map((one, i) => `-${counts[i] === '1' ? '' : `${counts[i]}*`}${one}`).join('')}`;
};

const CUBIC_ASKED = /\bcubic\b|\bvolume\b|(?:cm|m|mm)³/;
const PART_FULL = new RegExp(
  alternatives(
    sequence(
      /\b(half|(?:3|three) quarters|1\/2|1\/4|3\/4|1\/3|2\/3|a third|a quarter|1 third|1 quarter)/,
      / (?:full|filled|of (?:its|the|that) (?:volume|box|tank))\b/,
    ),
    sequence(
      /\b(?:filled|full)(?: (?:exactly|only|just|up))* (?:to )?(?:the |a )?/,
      /(half|1\/2|1\/4|3\/4|1\/3|2\/3|1 third|third|quarter|3 quarters)/,
      /(?: way| full| of (?:it|its height))?\b/,
    ),
  ),
);
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:3|three) quarters|^3\/4/, '3/4'],
  [/half|1\/2/, '1/2'],
  [/quarter|1\/4/, '1/4'],
  [/2\/3/, '2/3'],
  [/third|1\/3/, '1/3'],
];
const LITRES: Readonly<Record<string, string>> = { mm: '/1000000', cm: '/1000', dm: '', m: '*1000' };

/** A box in cubic units or in litres, all of it or a part. */
const volumeOf = ({ scan, low, shapes, to }: Found): string | undefined => {
  const [box] = shapes;
  if (shapes.length !== 1 || !box || box.dims.length !== 3) return undefined;
  const litres = /\blit(?:re|er)s?\b/.test(low);
  if (!litres && !CUBIC_ASKED.test(low)) return undefined;
  const part = scan.take(PART_FULL);
  // All of a box in litres is other-shapes.ts.
  if (litres && !part) return undefined;
  if (part && /\b(?:more|empty|fill it|missing|rest|still)\b/.test(low)) return undefined;
  const unit = litres ? box.units.find((one) => one !== undefined) : to;
  const all = productOf(box, unit);
  if (all === undefined || (litres && LITRES[unit ?? ''] === undefined)) return undefined;
  const share = part && PARTS.find(([words]) => words.test(part[1] ?? part[2]!))?.[1];
  return `${all}${share === undefined ? '' : `*${share}`}${litres ? LITRES[unit!] : ''}`;
};

/** What is asked of the area or the volume: itself, its price, or how much covers it. */
const asked = (found: Found): string | undefined => {
  const { scan, low } = found;
  const price = scan.take(PRICE);
  const covers = price ? undefined : scan.take(COVERS);
  const coats = price ? undefined : scan.take(COATS);
  const hang = withHang(found);
  const tiles = hang === undefined && !price && !covers && !coats ? tiled(found) : undefined;
  if (tiles !== undefined) return tiles;
  const cubic = found.shapes.some(({ dims }) => dims.length === 3);
  if (price && cubic !== /cubic|cu|³/.test(price[3] ?? price[6] ?? '')) return undefined;
  const size =
    hang ?? (cubic ? (volumeOf(found) ?? (price ? productOf(found.shapes[0]!, found.to) : undefined)) : areaOf(found));
  if (size === undefined || (cubic && found.shapes.length > 1)) return undefined;
  if (price) {
    scan.takeAll(/\b(?:each|every)\b/g);
    return COST.test(low.replace(price[0], ' ')) ? `(${size})*${price[2]}` : undefined;
  }
  if (coats) scan.takeAll(/\bcoats?\b/g);
  const times = coats ? `*${coats[1]}` : '';
  if (covers) {
    const tins = new RegExp(`\\bhow (?:many|much) (?:${covers[1]}|lit(?:re|er)|paint)s?\\b`).test(low);
    return tins ? `(${size})${times}/${covers[2]}` : undefined;
  }
  const area = AREA_ASKED.test(low);
  return cubic || hang !== undefined || area ? `(${size})${times}` : undefined;
};

const AREA_ASKED = new RegExp(
  alternatives(
    `\\b(?:square|sq\\.?) ?-?${UNIT}(?![a-z])`,
    /\barea\b(?! to\b)|\barea to (?:paint|cover|tile|plaster)\b|²|\bsqm\b/,
    /\bhow much (?:grass|lawn|wall|floor|carpet|paint)\b/,
  ),
);
const ASKED_UNIT = new RegExp(
  alternatives(`\\b(?:square|sq\\.?|cubic) ?-?${UNIT}(?![a-z])`, /(?<![a-z])(mm|cm|dm|m|ft)[²³]/),
  'g',
);

export const readRooms = (told: string): Outcome | undefined => {
  if (told.length > 260) return undefined;
  const low = told.replace(/\b(mm|cm|dm|m|ft)\^?2(?!\.?\d)/g, '$1²').replace(/\b(mm|cm|dm|m|ft)\^?3(?!\.?\d)/g, '$1³');
  const quiet = low.replace(/\b(?:no|without(?: any)?) waste\b/g, ' ').replace(HANGS, ' ');
  if (OTHER.test(quiet)) return undefined;
  const scan = scanOf(low);
  const shapes = shapesIn(scan).toSorted((a, b) => a.at - b.at);
  if (shapes.length === 0) return undefined;
  const units = new Set(shapes.flatMap((one) => one.units.flatMap((unit) => (unit === undefined ? [] : [unit]))));
  const wanted = new Set([...low.matchAll(ASKED_UNIT)].map((one) => named(one[1] ?? one[2])));
  const to = wanted.size === 1 ? [...wanted][0] : units.size === 1 ? [...units][0] : undefined;
  if (to === undefined && units.size > 1) return undefined;
  const expression = asked({ scan, low, shapes, to });
  if (expression === undefined) return undefined;
  allowed(scan);
  const uses = [...(told.match(/\d+(?:\.\d+)?/g) ?? []), '2'];
  return scan.explained() ? reading({ type: 'value', expression }, uses) : undefined;
};
