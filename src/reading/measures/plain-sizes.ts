/**
 * Reads the plainest questions about shapes and motion by the names of what is told: "l = 7, w = 2, perimeter?",
 * "circle radius 2, diameter?", "speed 50, time 3 h, distance?", "which is faster, 30 km/h or 40 km/h". Each number
 * stands beside its name, one name stands without a number, and every other word names a shape or asks.
 */
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import type { Problem } from '../../problem/formal/problem.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { anyOf, sequence } from '../../regex.ts';
import { fitOf, numberOf, type Build, type Forms, type Slots } from './plain-match.ts';

type Role =
  | 'length'
  | 'width'
  | 'height'
  | 'side'
  | 'base'
  | 'radius'
  | 'diameter'
  | 'area'
  | 'perimeter'
  | 'volume'
  | 'speed'
  | 'distance'
  | 'time';

const ROLES: Readonly<Record<string, Role>> = {
  length: 'length',
  lengths: 'length',
  long: 'length',
  width: 'width',
  widht: 'width',
  breadth: 'width',
  wide: 'width',
  height: 'height',
  hight: 'height',
  high: 'height',
  tall: 'height',
  side: 'side',
  sides: 'side',
  edge: 'side',
  edges: 'side',
  base: 'base',
  radius: 'radius',
  diameter: 'diameter',
  area: 'area',
  perimeter: 'perimeter',
  circumference: 'perimeter',
  volume: 'volume',
  speed: 'speed',
  velocity: 'speed',
  distance: 'distance',
  time: 'time',
};
/** Letters of formulas, where an equals sign stands behind them. */
const LETTERS: Readonly<Record<string, Role>> = { l: 'length', w: 'width', h: 'height', b: 'base', r: 'radius' };
const MOTION_LETTERS: Readonly<Record<string, Role>> = { v: 'speed', t: 'time', d: 'distance', s: 'distance' };

const SHAPES: Readonly<Record<string, string>> = {
  rectangle: 'rectangle',
  rectangular: 'rectangle',
  rect: 'rectangle',
  oblong: 'rectangle',
  square: 'square',
  triangle: 'triangle',
  triangular: 'triangle',
  circle: 'circle',
  cube: 'cube',
  box: 'box',
  cuboid: 'box',
};
const ASKING = new Set(
  (
    'what is the a an of its my with and find give calculate work out has have how much are that it if this to ' +
    ', : ; . = ? _ - one each every all equal in then so whats be would must'
  ).split(' '),
);

type Told = { value: string; unit: string | undefined; per: string | undefined };
type Scan = { told: Map<Role, Told[]>; asked: Role | undefined; shape: string | undefined; bare: string[] };

const MEASURE = new RegExp(
  sequence(
    /^/,
    anyOf(
      /mm|cm|m|km|mi|ft|in|inch|inches|feet|foot|miles?|yards?|(?:centi|milli|kilo)?met(?:re|er)s?|units?/,
      /h|hr|hrs|hours?|mins?|minutes?|secs?|seconds?|s/,
    ),
    /$/,
  ),
);
const RATE: Readonly<Record<string, readonly [string, string]>> = {
  'km/h': ['km', 'hour'],
  kmh: ['km', 'hour'],
  kph: ['km', 'hour'],
  mph: ['mile', 'hour'],
  'm/s': ['m', 'second'],
  'km/s': ['km', 'second'],
  'm/min': ['m', 'minute'],
};

const roleAt = (tokens: readonly string[], at: number, moves: boolean): Role | undefined => {
  const token = tokens[at] ?? '';
  const letter = (moves ? MOTION_LETTERS : LETTERS)[token];
  return ROLES[token] ?? (letter !== undefined && /^[=:]$/.test(tokens[at + 1] ?? '') ? letter : undefined);
};

/** What each number is of, what is asked and of which shape; undefined where a word has no role. */
const scanOf = (text: string): Scan | undefined => {
  const tokens = text.match(/\d+(?:\.\d+)?|km\/h|km\/s|m\/s|m\/min|[a-z]+|->|[^\s]/g) ?? [];
  const moves = /\b(?:speed|distance|velocity)\b|\b[vdst] ?=.*\b[vdst] ?=/.test(text) && !/\b[lwhbr] ?=/.test(text);
  const scan: Scan = { told: new Map(), asked: undefined, shape: undefined, bare: [] };
  const tell = (role: Role, one: Told): void => void scan.told.set(role, [...(scan.told.get(role) ?? []), one]);
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]!;
    const role = roleAt(tokens, at, moves);
    let from = role === undefined ? at : at + 1;
    if (role !== undefined)
      while (
        /^(?:=|:|is|of|are|being|measures|was|the|,)$/.test(tokens[from] ?? '') &&
        !(tokens[from] === ',' && role === 'area')
      )
        from++;
    const value = tokens[from];
    if (value !== undefined && /^\d/.test(value) && (role !== undefined || from === at)) {
      let next = from + 1;
      const rate = RATE[tokens[next] ?? ''];
      const named = MEASURE.test(tokens[next] ?? '') && !/^[=:]$/.test(tokens[next + 1] ?? '');
      const unit = rate?.[0] ?? (named ? tokens[next] : undefined);
      if (unit !== undefined) next++;
      const behind =
        role ??
        (/^(?:long|wide|high|tall|side|sides|base|radius|diameter)$/.test(tokens[next] ?? '')
          ? ROLES[tokens[next]!]
          : undefined);
      if (behind === undefined) {
        scan.bare.push(value);
        if (unit !== undefined || scan.bare.length > 3) return undefined;
        at = next;
        continue;
      }
      // The letter s is a speed where its unit is one.
      tell(rate && token === 's' ? 'speed' : behind, { value, unit, per: rate?.[1] });
      at = role === undefined ? next + 1 : next;
      continue;
    }
    if (role !== undefined) {
      if (scan.asked !== undefined && scan.asked !== role) return undefined;
      scan.asked = role;
      at++;
      continue;
    }
    const shape = SHAPES[token];
    if (shape !== undefined) {
      if (scan.shape !== undefined && scan.shape !== shape) return undefined;
      scan.shape = shape;
    } else if (!ASKING.has(token) && !/^(?:by|x|\*)$/.test(token)) return undefined;
    at++;
  }
  // Numbers without a name are sides beside each other: "3 by 8".
  if (scan.bare.length > 0 && !/\d ?(?:by|x|\*) ?\d/.test(text)) return undefined;
  return scan;
};

const formula = (name: Extract<Problem, { type: 'formula' }>['formula'], ...given: readonly string[]): Problem => ({
  type: 'formula',
  formula: name,
  given: [...given],
});
const value = (expression: string): Problem => ({ type: 'value', expression });
const rootOf = (text: string, power: 2 | 3): string | undefined => {
  const root = Math.round(Number(text) ** (1 / power));
  return root ** power === Number(text) ? `${root}` : undefined;
};

type Sizes = { sides: readonly string[]; all: (role: Role) => string | undefined; asked: Role };

const ofSquare = ({ sides, all, asked }: Sizes): Problem | undefined => {
  const [area, around] = [all('area'), all('perimeter')];
  const [side] = sides;
  if (side !== undefined)
    return asked === 'area'
      ? formula('square-area', side)
      : asked === 'perimeter'
        ? formula('square-perimeter', side)
        : undefined;
  if (around !== undefined)
    return asked === 'side' || asked === 'length'
      ? formula('square-side', around)
      : asked === 'area'
        ? value(`(${around}/4)^2`)
        : undefined;
  const root = area === undefined ? undefined : rootOf(area, 2);
  if (root === undefined) return undefined;
  return asked === 'side' || asked === 'length' ? value(root) : asked === 'perimeter' ? value(`4*${root}`) : undefined;
};

const ofRectangle = ({ sides, all, asked }: Sizes): Problem | undefined => {
  const [a, b] = sides;
  const [area, around] = [all('area'), all('perimeter')];
  if (a !== undefined && b !== undefined)
    return asked === 'area'
      ? formula('rectangle-area', a, b)
      : asked === 'perimeter'
        ? formula('rectangle-perimeter', a, b)
        : undefined;
  if (a === undefined || !/^(?:length|width|height|side)$/.test(asked)) return undefined;
  if (area !== undefined && around === undefined) return formula('rectangle-side', area, a);
  return around !== undefined && area === undefined ? formula('rectangle-width', around, a) : undefined;
};

const ofCircle = ({ all, asked }: Sizes): Problem | undefined => {
  const [radius, across] = [all('radius'), all('diameter')];
  if (asked === 'diameter') return radius === undefined ? undefined : value(`2*${radius}`);
  if (asked === 'radius') return across === undefined ? undefined : value(`${across}/2`);
  const half = radius ?? (across === undefined ? undefined : `${Number(across) / 2}`);
  if (half === undefined) return undefined;
  return asked === 'area'
    ? formula('circle-area', half)
    : asked === 'perimeter'
      ? formula('circumference', half)
      : undefined;
};

const shapeOf = (scan: Scan, names: readonly Role[]): string | undefined => {
  if (scan.shape !== undefined) return scan.shape;
  if (names.includes('radius') || names.includes('diameter')) return 'circle';
  if (names.includes('base')) return undefined;
  if (names.includes('length') && names.includes('width')) return names.includes('height') ? 'box' : 'rectangle';
  return names.includes('width') && names.includes('height') && scan.asked !== 'volume' ? 'rectangle' : undefined;
};

const sized = (scan: Scan): Problem | undefined => {
  const { told, asked } = scan;
  if (asked === undefined) return undefined;
  const names = [...told.keys()];
  if ([...told].some(([role, all]) => all.length > 1 && role !== 'side')) return undefined;
  const units = new Set(
    [...told.values()].flat().map(({ unit }) => (unit === undefined ? '' : (unitsNamed(unit)[0]?.name ?? unit))),
  );
  units.delete('');
  if (units.size > 1 || [...told.values()].flat().some(({ per }) => per !== undefined)) return undefined;
  const all = (role: Role): string | undefined => told.get(role)?.[0]?.value;
  const sides = [
    ...scan.bare,
    ...(['length', 'width', 'height', 'side'] as const).flatMap((role) =>
      (told.get(role) ?? []).map((one) => one.value),
    ),
  ];
  const sizes: Sizes = { sides, all, asked };
  const whole = (['area', 'perimeter', 'volume'] as const).filter((role) => told.has(role)).length;
  const shape = shapeOf(scan, [
    ...names,
    ...(scan.bare.length === 2 && sides.length === 2 ? (['length', 'width'] as const) : []),
  ]);
  switch (shape) {
    case 'square':
      return sides.length + whole === 1 ? ofSquare(sizes) : undefined;
    case 'rectangle':
      return sides.length + whole === 2 && !told.has('base') ? ofRectangle(sizes) : undefined;
    case 'circle':
      return names.length === 1 && scan.bare.length === 0 ? ofCircle(sizes) : undefined;
    case 'triangle': {
      const [base, height] = [all('base'), all('height')];
      return asked === 'area' && base !== undefined && height !== undefined && names.length === 2
        ? formula('triangle-area', base, height)
        : undefined;
    }
    case 'cube': {
      const [side] = sides;
      const root = all('volume') === undefined ? undefined : rootOf(all('volume')!, 3);
      if (sides.length === 1 && whole === 0 && side !== undefined)
        return asked === 'volume' ? value(`${side}^3`) : undefined;
      return sides.length === 0 && asked === 'side' && root !== undefined ? value(root) : undefined;
    }
    case 'box':
      return asked === 'volume' && sides.length === 3 && whole === 0 ? formula('box-volume', ...sides) : undefined;
    default:
      return undefined;
  }
};

/** A factor from one unit to another, as an expression; '1' where one of them is not told. */
const factor = (from: string | undefined, to: string | undefined): string | undefined => {
  if (from === undefined || to === undefined || unitsNamed(from)[0]?.name === unitsNamed(to)[0]?.name) return '1';
  const pair = unitsTogether(from, to);
  return pair && `(${pair[0].factor.n}*${pair[1].factor.d})/(${pair[0].factor.d}*${pair[1].factor.n})`;
};

const moved = ({ told, asked, bare, shape }: Scan): Problem | undefined => {
  const [[speed, ...s], [far, ...f], [time, ...t]] = [
    told.get('speed') ?? [],
    told.get('distance') ?? [],
    told.get('time') ?? [],
  ];
  if (s.length + f.length + t.length + bare.length > 0 || shape !== undefined || told.size !== 2) return undefined;
  if (asked === 'distance' && speed && time) {
    const by = factor(time.unit, speed.per);
    if (by === undefined) return undefined;
    return by === '1' ? formula('distance', speed.value, time.value) : value(`${speed.value}*${time.value}*${by}`);
  }
  if (asked === 'time' && speed && far) {
    const by = factor(far.unit, speed.per === undefined ? undefined : speed.unit);
    if (by === undefined) return undefined;
    return by === '1' ? formula('duration', far.value, speed.value) : value(`${far.value}*${by}/${speed.value}`);
  }
  return asked === 'speed' && far && time && Number(time.value) > 0
    ? formula('speed', far.value, time.value)
    : undefined;
};

/** "Speed = distance / time." says what everybody knows. */
const RULE = new RegExp(
  sequence(
    /^/,
    anyOf(
      /speed ?= ?distance ?\/ ?time|distance ?= ?speed ?(?:\*|x|times) ?time/,
      /v ?= ?d ?\/ ?t|v ?= ?s ?\/ ?t|d ?= ?v ?\*? ?t|s ?= ?v ?\*? ?t/,
      /area ?= ?(?:length|l|w) ?(?:\*|x|times) ?(?:width|w|h)/,
    ),
    /[.,;] ?/,
  ),
);

const UP = '[faster|quicker|fastest|quickest|higher|the faster|the faster one|the fastest|the quickest]';
const DOWN = '[slower|slowest|the slower|the slower one|the slowest]';
/** Metres in an hour, to compare. */
const SPEEDS: readonly (readonly [RegExp, number])[] = [
  [/mph|mile/, 1609.344],
  [/knot/, 1852],
  [/m ?\/ ?s|second/, 3600],
  [/k/, 1000],
];
const speedOf = (text: string): number => Number(numberOf(text)) * (SPEEDS.find(([unit]) => unit.test(text))?.[1] ?? 1);

const fastest =
  (up: boolean): Build =>
  ({ v = '', v1 = '' }) => {
    const [a, b] = [speedOf(v), speedOf(v1)];
    return a === b
      ? undefined
      : {
          type: 'sort',
          by: 'value',
          order: up ? 'descending' : 'ascending',
          items: [`${a}`, `${b}`],
          labels: [v, v1],
          at: 1,
        };
  };

const WHICH = '[which|what|who]';
const COVERS = `[does|do|goes|go|covers|makes|runs|walks|swims|flies|moves|travels|drives|rides|can
    do|prints|types|pumps|jumps|crawls|reads|eats|fills|bakes|burns|uses|drips|packs|sews|earns|gets]`;
const IN_ONE = '[a|an|per|every|each|in a|in an|in one|in 1|in each|in every|/|a single]';

const times = (from: string, to: string): string | undefined => factor(from, to);
/** Of a rate: how long so many take, or how many there are after so long. */
const long = ({ n = '', t = '', time = '', n1 = '', t1, time1 }: Slots): Problem | undefined => {
  if (t1 !== undefined && singularOf(t1) !== singularOf(t)) return undefined;
  const by = times(time, time1 ?? time);
  return by === undefined ? undefined : value(`${n1}/${n}${by === '1' ? '' : `*${by}`}`);
};
const many = ({ n = '', t = '', time = '', n1 = '1', t1, time1 = '' }: Slots): Problem | undefined => {
  if (t1 !== undefined && singularOf(t1) !== singularOf(t)) return undefined;
  const by = times(time1, time);
  const count = n1.replace(/^half(?: an?)?$/, '1/2');
  return by === undefined ? undefined : value(`${n}*${count}${by === '1' ? '' : `*${by}`}`);
};

const cubes = ({ box = '', box1, l }: Slots): Problem | undefined => {
  const outer = box.match(/\d+(?:\.\d+)?/g) ?? [];
  const inner =
    box1 === undefined
      ? [numberOf(l ?? ''), numberOf(l ?? ''), numberOf(l ?? '')]
      : (box1.match(/\d+(?:\.\d+)?/g) ?? []);
  const units = new Set(`${box} ${box1 ?? ''} ${l ?? ''}`.match(/[a-wyz]{1,}/g)?.filter((one) => one !== 'by'));
  if (units.size > 1 || outer.length !== 3 || inner.length !== 3 || new Set(inner).size !== 1) return undefined;
  const [k] = inner.map(Number) as [number];
  return k > 0 && outer.every((one) => Number(one) % k === 0)
    ? value(outer.map((one) => `(${one}/${k})`).join('*'))
    : undefined;
};
const INSIDE = '[inside|on the inside|in size|big|]';
const FIT =
  '[fit|fits|will fit|can fit|go|fit inside|fit in it|fit into it|will fit inside|go in|go inside|' +
  `can i put in|can i
    fit|do i need to fill it|fill it|are in it|fit inside it]`;

const FORMS: readonly Forms[] = [
  {
    when: /\b(?:fast|quick|slow|high)/,
    forms: [
      [
        [
          `${WHICH} [one |speed |car |]is ${UP}[,|:|] [a car at |a car going |]{v} or [a car at |a car going |]{v1}`,
          `[is|] {v} or {v1}[,|] [which is|which one is|what is|] ${UP}`,
        ],
        fastest(true),
      ],
      [
        [
          `${WHICH} [one |speed |car |]is ${DOWN}[,|:|] [a car at |a car going |]{v} or [a car at |a car going |]{v1}`,
          `[is|] {v} or {v1}[,|] [which is|which one is|what is|] ${DOWN}`,
        ],
        fastest(false),
      ],
    ],
  },
  {
    when: /\d.*\b(?:sec|min|hour|hr|day|week|s\b|h\b)/,
    forms: [
      [
        [
          `[my|the|a|an|our|this|] {w} ${COVERS} {n} {t} ${IN_ONE} {time}, {n1} {t1}
            [=|is|are|takes|take|needs|need|in] how [many {time1}|long]`,
          `[my|the|a|an|our|this|] {w} ${COVERS} {n} {t} ${IN_ONE} {time}, how [many {time1}|long] [for|to
            do|do|does|are|is|take] {n1} {t1} [take|need|]`,
          `{n} {t} ${IN_ONE} {time}, how [many {time1}|long] [for|to do|do|does|are|is|take] {n1} {t1} [take|need|]`,
        ],
        long,
      ],
      [
        [
          `[my|the|a|an|our|this|] {w} ${COVERS} {n} {t} ${IN_ONE} {time}, how many {t1} [in|after|does it do in|is
            that in|do you get in|will it do in|does it make in|can it do in] {n1} {time1}`,
          `[my|the|a|an|our|this|] {w} ${COVERS} {n} {t} ${IN_ONE} {time}, [in|after] {n1} {time1}[,|] how many {t1}
            [is that|does it do|will it do|does it make|]`,
        ],
        many,
      ],
    ],
  },
  {
    when: /\bcubes?\b/,
    forms: [
      [
        [
          `[a|the|my|] [box|cuboid|crate|carton|tank|container] [is|of|measures|,|:|] {box} ${INSIDE}[,|] how many
            {box1} cubes ${FIT} [in|inside|]`,
          `[a|the|my|] [box|cuboid|crate|carton|tank|container] [is|of|measures|,|:|] {box} ${INSIDE}[,|] how many {l}
            cubes ${FIT} [in|inside|]`,
          `how many {l} cubes ${FIT} [in|into|inside] [a|the|my] {box} [box|cuboid|crate|carton|tank|container|cube]`,
          `how many {box1} cubes ${FIT} [in|into|inside] [a|the|my] {box}
            [box|cuboid|crate|carton|tank|container|cube]`,
          `how many {box1} cubes ${FIT} [in|into|inside] [a|the|my] [box|cuboid|crate|carton|tank|container|cube]
            [of|that is|measuring|,] {box}`,
        ],
        cubes,
      ],
    ],
  },
];

/** `plain`: without idle words. */
export const readPlainSizes = (plain: string): Problem | undefined => {
  const text = plain.replace(RULE, '');
  const form = fitOf(text, FORMS);
  if (form) return form;
  const scan = /\d/.test(text) && text.length < 120 ? scanOf(text) : undefined;
  return scan && (sized(scan) ?? moved(scan));
};
