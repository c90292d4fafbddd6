/** When two names of things mean one thing, one holds the other, or one is measured in the other's unit. */
import { anyOf, sequence } from '../../regex.ts';
import { belongs, isClass } from '../../problem/solve/things.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import type { Thing } from './tokens.ts';
import { PERIODS, periodsIn } from './words.ts';

const PEOPLE = new RegExp(
  sequence(
    /^/,
    anyOf(
      /person|people|child|kid|student|pupil|boy|girl|man|woman|adult|teacher|guest|passenger/,
      /friend|worker|dev|developer|programmer|labourer|laborer|contractor|helper|volunteer|typist|employee|customer|visitor|player|member|parent|grown-up|patient|nurse/,
      /player|runner|colleague|staff|tourist|scout|mother|father|senior|men|women|children/,
      /grandchild|grandchildren|scout|kid|cousin/,
    ),
    /$/,
  ),
);
/** Those that others are counted among. */
const ANYBODY =
  /^(?:person|people|child|kid|student|pupil|guest|passenger|member|visitor|player|one|participant|children)$/;

export const isPerson = (head: string): boolean => PEOPLE.test(head);

/** Whether two heads name one thing, or the second a class of the first. */
export const sameHead = (told: string, asked: string): boolean => {
  if (told === asked || told === '' || asked === '') return true;
  if (isPerson(told) && ANYBODY.test(asked)) return true;
  if (isPerson(told) && isPerson(asked) && ANYBODY.test(told)) return true;
  if (/^(?:thing|item|object)$/.test(asked)) return told !== 'money' && !isPerson(told) && !PERIODS.has(told);
  if (asked === 'pet' && /^(?:dog|cat|rabbit|hamster|bird|fish|guinea)$/.test(told)) return true;
  return isClass(asked) && belongs(told, asked) === true;
};

/** The number that a value in one unit is multiplied by to stand in another; undefined where no factor ties them. */
export const factor = (from: string, to: string): string | undefined => {
  if (from === to) return '1';
  if (PERIODS.has(from) && PERIODS.has(to)) {
    const down = periodsIn(from, to);
    if (down !== undefined) return `${down}`;
    const up = periodsIn(to, from);
    return up === undefined ? undefined : `1/${up}`;
  }
  for (const a of unitsNamed(from))
    for (const b of unitsNamed(to))
      if (a.dimension === b.dimension && a.dimension !== 'money' && a.dimension !== 'temperature') {
        const n = a.factor.n * b.factor.d;
        const d = a.factor.d * b.factor.n;
        const common = ((x: bigint, y: bigint): bigint => {
          while (y !== 0n) [x, y] = [y, x % y];
          return x;
        })(n, d);
        return d / common === 1n ? `${n / common}` : `${n / common}/${d / common}`;
      }
  return undefined;
};

/** A sum as one part of a longer one. */
export const grouped = (text: string): string =>
  /[-+*/]/.test(text) && !/^\([^()]*\)$/.test(text) ? `(${text})` : text;

const PORTION = /^(?:piece|slice|bar|sheet|head|loaf|stick|ear)$/;

/** `value` of `from` in the unit `to`; undefined where they are different things. */
export const inUnit = (value: string, from: Thing, to: Thing): string | undefined => {
  if (to.of !== undefined && from.of !== undefined && from.of !== to.of && from.head === to.head) return undefined;
  if (sameHead(from.head, to.head) || (from.of !== undefined && from.of === to.head && PORTION.test(from.head)))
    return value;
  const by = factor(from.head, to.head);
  if (by === undefined) return undefined;
  return by === '1'
    ? value
    : by.startsWith('1/')
      ? `${grouped(value)}/${by.slice(2)}`
      : `${grouped(value)}*${by.includes('/') ? `(${by})` : by}`;
};

/** Whether a thing told is of the sorts asked for: red balls among balls. */
export const ofSorts = (told: Thing, asked: readonly string[]): boolean =>
  asked.every((one) => told.sorts.includes(one));

/** Whether a thing is counted in wholes: no measure, no time, no money. */
export const isCounted = (head: string): boolean =>
  head !== '' && head !== 'money' && !PERIODS.has(head) && unitsNamed(head).length === 0;
