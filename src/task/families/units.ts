/**
 * Task family: units. Metric length, mass and volume, time, mixed quantities both ways, recipes for more people, and
 * speed. Factors are facts of the units (1 km=1000 m); everything else is a small product or sum. An answer is checked
 * by turning both sides into the smallest unit, or by putting it back into the proportion.
 */
import type { Random } from '../../random.ts';
import type { Score, Verdict } from '../../types.ts';
import { sameWritten } from '../../answers/same.ts';
import { writeQuestion, readQuestionKinds, type QuestionTemplates } from '../question-kinds.ts';
import type { Difficulty, Family } from '../family.ts';
import { FOODS } from '../names.ts';
import { addSteps, divSteps, mulSteps } from '../arithmetic-steps.ts';

type Kind = 'convert' | 'recipe' | 'distance' | 'duration';

/**
 * `numbers` by kind. convert: [bigs, smalls], or [bigs] alone, or [tenths of a big] for the decimal modes. recipe:
 * [people, amount each, other people]. distance: [speed, half hours]. duration: [speed, hours].
 */
type Problem = { kind: Kind; mode: Mode; big: string; small: string; numbers: number[]; food: string };
/**
 * down: bigs to smalls; up: back. mixed: bigs and smalls to smalls; split: back. decimal: tenths of a big to smalls;
 * point: back.
 */
type Mode = 'down' | 'up' | 'mixed' | 'split' | 'decimal' | 'point';

/** Each pair with the number of small units in a big one. */
const PAIRS: readonly (readonly [big: string, small: string, factor: number])[] = [
  ['km', 'm', 1000],
  ['m', 'cm', 100],
  ['cm', 'mm', 10],
  ['kg', 'g', 1000],
  ['t', 'kg', 1000],
  ['l', 'ml', 1000],
  ['l', 'cl', 100],
  ['h', 'min', 60],
  ['min', 's', 60],
  ['days', 'h', 24],
  ['weeks', 'days', 7],
  ['years', 'months', 12],
];

/** How the smallest unit of its kind measures each unit; units of one kind share a name. */
const SIZES: Readonly<Record<string, readonly [kind: string, size: number]>> = {
  mm: ['length', 1],
  cm: ['length', 10],
  m: ['length', 1000],
  km: ['length', 1_000_000],
  g: ['mass', 1],
  kg: ['mass', 1000],
  t: ['mass', 1_000_000],
  ml: ['volume', 1],
  cl: ['volume', 10],
  l: ['volume', 1000],
  s: ['time', 1],
  min: ['time', 60],
  h: ['time', 3600],
  days: ['time', 86_400],
  weeks: ['time', 604_800],
  months: ['year', 1],
  years: ['year', 12],
};

const ASKS: QuestionTemplates<Kind> = {
  convert: [
    'Convert {given} to {to}.',
    'How much is {given} in {to}?',
    'What is {given} in {to}?',
    'Write {given} in {to}.',
    'Change {given} into {to}.',
    'Express {given} in {to}.',
    'Turn {given} into {to}.',
    'Give {given} in {to}.',
    'I have {given}. How much is that in {to}?',
    'Can you convert {given} into {to}?',
    '{given} is how much in {to}?',
    'A label says {given}. What is that in {to}?',
    'Someone needs {given}. Say it in {to}.',
    'How many {to} are in {given}?',
    'How many {to} are there in {given}?',
  ],
  recipe: [
    'A recipe for {a} people needs {b} g of {food}. How many g are needed for {c} people?',
    'For {a} people you take {b} g of {food}. How much {food} in g for {c} people?',
    '{b} g of {food} is enough for {a} people. How many g do {c} people need?',
    'A cook uses {b} g of {food} for {a} cakes. How many g does the cook need for {c} cakes?',
    'If {a} bags weigh {b} g, how many g do {c} bags of {food} weigh?',
  ],
  distance: [
    'A car drives {a} km/h for {b}. How many km does it go?',
    'How far in km does a train go in {b} at {a} km/h?',
    'A bus travels for {b} at {a} km/h. What distance in km is that?',
    'At {a} km/h, how many km do you go in {b}?',
  ],
  duration: [
    'How many hours does a car need for {b} km at {a} km/h?',
    'A train goes {a} km/h. How many hours does it take for {b} km?',
    'At {a} km/h, how many hours do you need for {b} km?',
    'A road is {b} km long. How many hours is that at {a} km/h?',
  ],
};

const factorOf = ({ big, small }: Problem): number => PAIRS.find((pair) => pair[0] === big && pair[1] === small)![2];
/** "1 day", "3 days", "3 h": words take the singular, symbols have none. */
const quantity = (n: number | string, unit: string): string =>
  `${n} ${`${n}` === '1' && unit.length > 3 ? unit.slice(0, -1) : unit}`;
const tenths = (n: number): string => (n % 10 === 0 ? `${n / 10}` : `${Math.floor(n / 10)}.${n % 10}`);

/** What is given and what is found, as text. numbers is [bigs, smalls], or [tenths of a big]. */
const sides = (problem: Problem): { given: string; to: string; gold: string } => {
  const {
    mode,
    big,
    small,
    numbers: [a = 0, b = 0],
  } = problem;
  const factor = factorOf(problem);
  const mixed = `${quantity(a, big)} ${quantity(b, small)}`;
  switch (mode) {
    case 'down':
      return { given: quantity(a, big), to: small, gold: quantity(a * factor, small) };
    case 'up':
      return { given: `${a * factor} ${small}`, to: big, gold: `${a} ${big}` };
    case 'mixed':
      return { given: mixed, to: small, gold: `${a * factor + b} ${small}` };
    case 'split':
      return { given: `${a * factor + b} ${small}`, to: `${big} and ${small}`, gold: mixed };
    case 'decimal':
      return { given: `${tenths(a)} ${big}`, to: small, gold: `${(a * factor) / 10} ${small}` };
    case 'point':
      return { given: `${(a * factor) / 10} ${small}`, to: big, gold: `${tenths(a)} ${big}` };
  }
  mode satisfies never;
};

/** Finds a in a*factor by trying products, from a multiple of five on, until one is exact or too large. */
const search = (total: number, a: number, factor: number): string[] => {
  const from = Math.max(1, a - (a % 5));
  const lines = [];
  for (let n = from; n <= a; n++) lines.push(`${n}*${factor}=${n * factor}`);
  if (a * factor !== total) lines.push(`${a + 1}*${factor}=${(a + 1) * factor} no`);
  return lines;
};

const solveConvert = (problem: Problem): string[] => {
  const {
    mode,
    big,
    small,
    numbers: [a = 0, b = 0],
  } = problem;
  const factor = factorOf(problem);
  const fact = `${quantity(1, big)}=${factor} ${small}`;
  const total = a * factor + b;
  switch (mode) {
    case 'down':
      return [fact, mulSteps(a, factor)];
    case 'up':
      return factor % 10 === 0 && factor !== 60
        ? [fact, `${total}/${factor}=${a}`, `check: ${a}*${factor}=${total} yes`]
        : [fact, ...search(total, a, factor)];
    case 'mixed':
      return [fact, mulSteps(a, factor), `${a * factor}+${b}=${total}`];
    case 'split':
      return factor === 60 || factor % 10 !== 0
        ? [fact, ...search(total, a, factor), `${total}-${a * factor}=${b}`]
        : [
            fact,
            `${a}*${factor}=${a * factor}`,
            `${total}-${a * factor}=${b}`,
            `check: ${a * factor}+${b}=${total} yes`,
          ];
    case 'decimal': {
      const [whole, part] = [Math.floor(a / 10), a % 10];
      return [
        fact,
        `${whole}*${factor}=${whole * factor}`,
        `0.${part}*${factor}=${(part * factor) / 10}`,
        `${whole * factor}+${(part * factor) / 10}=${(a * factor) / 10}`,
      ];
    }
    case 'point': {
      const [whole, rest] = [Math.floor(a / 10), ((a % 10) * factor) / 10];
      return [
        fact,
        `${whole}*${factor}=${whole * factor}`,
        `${(a * factor) / 10}-${whole * factor}=${rest}`,
        `${rest}/${factor}=0.${a % 10}`,
      ];
    }
  }
  mode satisfies never;
};

const solve = (problem: Problem): string => {
  const [a = 0, b = 0, c = 0] = problem.numbers;
  switch (problem.kind) {
    case 'convert':
      return solveConvert(problem).join('\n');
    case 'recipe':
      return [`for 1: ${divSteps(a * b, a)}`, `for ${c}: ${mulSteps(b, c)}`].join('\n');
    case 'distance': {
      const hours = Math.floor(b / 2);
      if (b % 2 === 0) return `${hours} h: ${a}*${hours}=${a * hours}`;
      return [`${hours} h: ${a}*${hours}=${a * hours}`, `30 min: ${a}/2=${a / 2}`, addSteps(a * hours, a / 2)].join(
        '\n',
      );
    }
    case 'duration':
      return [1, 2, 3, 4, 5, 6, 7, 8, 9]
        .slice(0, b)
        .map((n) => `${n} h: ${a * n}`)
        .join('\n');
  }
  problem.kind satisfies never;
};

const makeConvert = (random: Random, difficulty: Difficulty): Problem => {
  const mode = random.pick<Mode>(
    difficulty === 1
      ? ['down', 'up']
      : difficulty === 2
        ? ['down', 'up', 'mixed', 'mixed', 'split']
        : ['mixed', 'split', 'decimal', 'point'],
  );
  const decimal = mode === 'decimal' || mode === 'point';
  const [big, small, factor] = random.pick(
    decimal ? PAIRS.filter((pair) => pair[2] >= 100 && pair[2] % 10 === 0) : PAIRS,
  );
  const most = decimal
    ? 199
    : factor === 60
      ? [0, 9, 12, 24][difficulty]!
      : factor % 10 !== 0
        ? [0, 9, 12, 20][difficulty]!
        : 99;
  const a = decimal
    ? 10 * random.int(1, most / 10) + random.int(1, 9)
    : random.int(mode === 'down' || mode === 'up' ? 2 : 1, most);
  const rest = () => (factor === 1000 && random.chance(0.5) ? 50 * random.int(1, 19) : random.int(1, factor - 1));
  return {
    kind: 'convert',
    mode,
    big,
    small,
    numbers: mode === 'mixed' || mode === 'split' ? [a, rest()] : [a],
    food: '',
  };
};

const make = (random: Random, difficulty: Difficulty): Problem => {
  const kind = random.pick<Kind>(
    difficulty === 1
      ? ['convert', 'convert', 'convert', 'convert', 'distance', 'duration']
      : ['convert', 'convert', 'convert', 'recipe', 'recipe', 'distance', 'duration'],
  );
  const rest = { mode: 'down', big: '', small: '', food: random.pick(FOODS) } as const;
  switch (kind) {
    case 'convert':
      return makeConvert(random, difficulty);
    case 'recipe': {
      const a = random.int(2, 9);
      const c = random.int(2, 9);
      const each = difficulty === 2 ? random.int(5, 60) : random.int(11, 99);
      return { kind, ...rest, numbers: [a, each, c === a ? a + 1 : c] };
    }
    // Hours are counted in halves, so that speeds with a half hour are even.
    case 'distance': {
      const half = difficulty > 1 && random.chance(0.5);
      return {
        kind,
        ...rest,
        numbers: half ? [2 * random.int(5, 49), 2 * random.int(1, 8) + 1] : [random.int(10, 99), 2 * random.int(2, 9)],
      };
    }
    case 'duration':
      return { kind, ...rest, numbers: [random.int(10, 99), random.int(2, difficulty === 1 ? 5 : 8)] };
  }
  kind satisfies never;
};

const gold = (problem: Problem): string => {
  const [a = 0, b = 0, c = 0] = problem.numbers;
  switch (problem.kind) {
    case 'convert':
      return sides(problem).gold;
    case 'recipe':
      return `${c * b} g`;
    case 'distance':
      return `${(a * b) / 2} km`;
    case 'duration':
      return `${b} h`;
  }
  problem.kind satisfies never;
};

const plans: Record<Mode, string> = {
  down: 'recall the factor, multiply',
  up: 'recall the factor, divide',
  mixed: 'recall the factor, multiply, add the rest',
  split: 'recall the factor, find the whole part, subtract',
  decimal: 'recall the factor, multiply whole and part, add',
  point: 'recall the factor, whole part first, then the rest',
};

/** Sum of "3 h 20 min" in the smallest unit of its kind, with the units used; undefined when it is no such text. */
const measure = (text: string): { kind: string; size: number; units: string[] } | undefined => {
  const clean =
    text.length > 60
      ? ''
      : text
          .trim()
          .toLowerCase()
          .replace(/[.!]+$/, '')
          .replace(/ and |, /g, ' ');
  const pieces = [...clean.matchAll(/(\d{1,9}(?:\.\d{1,3})?) ?([a-z]+)/g)];
  if (pieces.length === 0 || pieces.map((piece) => piece[0]).join(' ') !== clean) return undefined;
  const units = pieces.map((piece) => (SIZES[piece[2]!] ? piece[2]! : `${piece[2]!}s`));
  if (!units.every((unit) => SIZES[unit]?.[0] === SIZES[units[0]!]?.[0] && SIZES[unit])) return undefined;
  return {
    kind: SIZES[units[0]!]![0],
    size: pieces.reduce((sum, piece, i) => sum + Number(piece[1]) * SIZES[units[i]!]![1], 0),
    units,
  };
};

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6 * Math.max(1, Math.abs(a));
const numberOf = (text: string, unit: RegExp): number | undefined => {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(?: ?([a-z]+))?[.!]*$/i.exec(text.length > 40 ? '' : text.trim());
  return match && (match[2] === undefined || unit.test(match[2])) ? Number(match[1]) : undefined;
};

/** Equal values; a unit may be left out but not be another. */
const grade = (expected: string, answer: string): Score => {
  const letters = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z]+|\band\b/g, ' ')
      .trim()
      .replace(/\s+/g, ' ');
  const correct =
    sameWritten(expected, answer.replace(/ and /g, ' ')) && ['', letters(expected)].includes(letters(answer));
  return { correct, reason: correct ? 'equals the gold answer' : `expected ${expected}` };
};
const verdict = (pass: boolean, reason: string): Verdict => ({ pass, reason });

/** Checks one reading of the question; undefined when its slots are not what they should be. */
const check = (kind: Kind, slots: Record<string, string>, answer: string): Verdict | undefined => {
  if (kind === 'convert') {
    const given = measure(slots.given!);
    const to = slots.to!.toLowerCase().split(' and ');
    if (!given || !to.every((unit) => SIZES[unit]?.[0] === given.kind)) return undefined;
    const found = measure(answer) ?? (to.length === 1 ? measure(`${answer.slice(0, 40).trim()} ${to[0]}`) : undefined);
    if (!found) return verdict(false, 'the answer is not a quantity');
    if (!found.units.every((unit) => to.includes(unit)) || new Set(found.units).size < found.units.length) {
      return verdict(false, `the answer should be in ${to.join(' and ')}`);
    }
    return verdict(found.kind === given.kind && near(found.size, given.size), 'both sides in the smallest unit');
  }
  const speed = kind === 'recipe' ? undefined : Number(slots.a);
  if (kind === 'recipe') {
    const [a, b, c] = [Number(slots.a), Number(slots.b), Number(slots.c)];
    const value = numberOf(answer, /^g$/i);
    if (!(a > 0 && b > 0 && c > 0)) return undefined;
    return value === undefined
      ? verdict(false, 'the answer is not a number of g')
      : verdict(near(value * a, b * c), `${a} to ${b} as ${c} to ${value}`);
  }
  if (!(speed! > 0)) return undefined;
  const hours = kind === 'distance' ? (measure(slots.b!)?.size ?? Number.NaN) / 3600 : numberOf(answer, /^h(ours?)?$/i);
  const km = kind === 'distance' ? numberOf(answer, /^km$/i) : Number(slots.b);
  if (hours === undefined || km === undefined) return verdict(false, 'the answer is not a number in the unit asked');
  return Number.isNaN(hours) || Number.isNaN(km)
    ? undefined
    : verdict(near(hours * speed!, km), `${hours} h at ${speed} km/h`);
};

export const units: Family<Problem> = {
  name: 'units',
  about: 'units of length, mass, volume and time; recipes and speed',
  phrasings: ['{question}'],
  make,
  key: (problem) => {
    const { kind, mode, big, small, numbers } = problem;
    return kind === 'convert' ? `${mode} ${big} ${small} ${numbers.join(' ')}` : `${kind} ${numbers.join(' ')}`;
  },
  slots: (problem, random) => {
    const {
      kind,
      numbers: [a = 0, b = 0, c = 0],
      food,
    } = problem;
    const half = b % 2 === 1 ? ' 30 min' : '';
    switch (kind) {
      case 'convert': {
        const { given, to } = sides(problem);
        return { question: writeQuestion(ASKS, kind, { given, to }, random) };
      }
      case 'recipe':
        return { question: writeQuestion(ASKS, kind, { a: `${a}`, b: `${a * b}`, c: `${c}`, food }, random) };
      case 'distance':
        return { question: writeQuestion(ASKS, kind, { a: `${a}`, b: `${Math.floor(b / 2)} h${half}` }, random) };
      case 'duration':
        return { question: writeQuestion(ASKS, kind, { a: `${a}`, b: `${a * b}` }, random) };
    }
    kind satisfies never;
  },
  gold,
  plan: ({ kind, mode }) =>
    kind === 'convert'
      ? plans[mode]
      : kind === 'recipe'
        ? 'find the amount for one, then multiply'
        : kind === 'distance'
          ? 'speed times whole hours, add half if there is one'
          : 'add the speed hour by hour',
  solve,
  grade,
  verify: ({ question }, answer) => {
    for (const { kind, slots } of readQuestionKinds(ASKS, question ?? '')) {
      const found = check(kind, slots, answer);
      if (found) return found;
    }
    return undefined;
  },
};
