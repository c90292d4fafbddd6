/**
 * Everyday formulas by name: percent, average, area, speed, ratio, change. Each is a table row: the numbers that it
 * takes, and an exact expression over them. Numbers are exact rationals; only what needs π is rounded, to two places,
 * and says so.
 */
import { LIST_FORMULAS, type FIXED_FORMULAS, type FormulaName } from '../formal/formula-names.ts';
import type { ProblemOf } from '../formal/problem.ts';
import { evaluateTree, parseExpression } from './expression.ts';
import {
  add,
  compare,
  divide,
  isWhole,
  multiply,
  rational,
  readNumber,
  subtract,
  write,
  type Rational,
} from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

type Formula = {
  /** Names of the numbers, in their order. */
  takes: readonly string[];
  expression: string;
  /** Rounded to two places. */
  rounded?: true;
  /** Divides by its last number. */
  nonZero?: true;
};

/** 20 digits of π: the results are rounded to two places. */
const PI = '3.14159265358979323846';

const FORMULAS: Readonly<Record<(typeof FIXED_FORMULAS)[number], Formula>> = {
  /** 15 % of 60. */
  'percent-of': { takes: ['rate', 'whole'], expression: 'rate*whole/100' },
  /** 9 of 60, in percent. */
  'percent-rate': { takes: ['part', 'whole'], expression: '100*part/whole', nonZero: true },
  /** From 40 to 50, in percent. */
  'percent-change': { takes: ['after', 'before'], expression: '100*(after-before)/before', nonZero: true },
  /** From 50 down to 40, in percent. */
  'percent-drop': { takes: ['after', 'before'], expression: '100*(before-after)/before', nonZero: true },
  'percent-more': { takes: ['rate', 'whole'], expression: 'whole*(100+rate)/100' },
  'percent-less': { takes: ['rate', 'whole'], expression: 'whole*(100-rate)/100' },
  /** 12 is 30 % of what. */
  'percent-whole': { takes: ['part', 'rate'], expression: '100*part/rate', nonZero: true },
  'fraction-of': { takes: ['fraction', 'whole'], expression: 'fraction*whole' },
  'rectangle-area': { takes: ['length', 'width'], expression: 'length*width' },
  'rectangle-perimeter': { takes: ['length', 'width'], expression: '2*(length+width)' },
  'rectangle-side': { takes: ['area', 'side'], expression: 'area/side', nonZero: true },
  'rectangle-width': { takes: ['perimeter', 'side'], expression: 'perimeter/2-side' },
  'square-area': { takes: ['side'], expression: 'side^2' },
  'square-perimeter': { takes: ['side'], expression: '4*side' },
  'square-side': { takes: ['perimeter'], expression: 'perimeter/4' },
  'triangle-area': { takes: ['base', 'height'], expression: 'base*height/2' },
  'circle-area': { takes: ['radius'], expression: `${PI}*radius^2`, rounded: true },
  circumference: { takes: ['radius'], expression: `2*${PI}*radius`, rounded: true },
  'box-volume': { takes: ['length', 'width', 'height'], expression: 'length*width*height' },
  speed: { takes: ['distance', 'hours'], expression: 'distance/hours', nonZero: true },
  distance: { takes: ['speed', 'hours'], expression: 'speed*hours' },
  duration: { takes: ['distance', 'speed'], expression: 'distance/speed', nonZero: true },
  change: { takes: ['paid', 'price'], expression: 'paid-price' },
};

const total = (values: readonly Rational[]): Rational => values.reduce(add, rational(0));

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** Both sides of a ratio as the smallest whole numbers. */
const simplest = (values: readonly Rational[]): Solution => {
  if (values.some((one) => one.n <= 0n)) return declined('invalid-input', 'a side of a ratio is above zero');
  const below = values.reduce((all, one) => (all * one.d) / gcd(all, one.d), 1n);
  const whole = values.map((one) => (one.n * below) / one.d);
  const by = whole.reduce(gcd);
  return answered(whole.map((one) => `${one / by}`).join(':'), 'list', `both sides divided by their greatest divisor`);
};

/** A total shared by parts: the first number is the total, the second which share is asked (from 1), then the parts. */
const share = ([all, which, ...parts]: readonly Rational[]): Solution => {
  const sum = total(parts);
  const part = which && parts[Number(which.n) - 1];
  if (!all || !part || sum.n <= 0n) return declined('invalid-input', 'these are no parts of a ratio');
  return answered(write(multiply(all, divide(part, sum)!)), 'number', `the parts add up to the whole`);
};

/** A total shared by parts, all of the shares: the first number is the total, then the parts. */
const shares = ([all, ...parts]: readonly Rational[]): Solution => {
  const sum = total(parts);
  if (!all || parts.length < 2 || sum.n <= 0n) return declined('invalid-input', 'these are no parts of a ratio');
  const each = parts.map((part) => write(multiply(all, divide(part, sum)!)));
  return answered(each.join(', '), 'list', `the parts add up to the whole`);
};

const triangle = (sides: readonly Rational[]): Solution => {
  const longest = sides.reduce((a, b) => (compare(a, b) < 0 ? b : a));
  const sum = total(sides);
  if (compare(multiply(longest, rational(2)), sum) >= 0)
    return declined('no-solution', 'one side is as long as the other two together: there is no such triangle');
  return answered(write(sum), 'number', 'the sides added');
};

/** Half away from zero, to two places. */
const rounded = ({ n, d }: Rational): string => write(rational((n * 200n + d) / (2n * d), 100n));

/** A number as a fraction in its lowest terms. */
const asFraction = ([value]: readonly Rational[]): Solution =>
  value
    ? answered(isWhole(value) ? `${value.n}` : `${value.n}/${value.d}`, 'number', 'both parts without a common divisor')
    : declined('missing', 'the number is missing');

/** The first number to the nearest multiple of the second, half away from zero. */
const roundedTo = ([value, unit]: readonly Rational[]): Solution => {
  if (!value || !unit || unit.n <= 0n) return declined('missing', 'what to round to is missing');
  const { n, d } = divide(value, unit)!;
  const size = n < 0n ? -n : n;
  const whole = (2n * size + d) / (2n * d);
  const nearest = multiply(rational(n < 0n ? -whole : whole), unit);
  return answered(write(nearest), 'number', `the nearest multiple of ${write(unit)}`);
};

/** The largest less the smallest. */
const spread = (values: readonly Rational[]): Rational => {
  const sorted = values.toSorted(compare);
  return subtract(sorted.at(-1)!, sorted[0]!);
};

/** The number that occurs most often; declined where several do. */
const mostCommon = (values: readonly Rational[]): Solution => {
  const counts = new Map<string, number>();
  for (const one of values) counts.set(write(one), (counts.get(write(one)) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const found = [...counts].filter(([, count]) => count === most).map(([value]) => value);
  if (values.length === 0) return declined('missing', 'the numbers are missing');
  if (found.length !== 1) return declined('no-solution', 'no number occurs more often than all others');
  return answered(found[0]!, 'number', `it occurs ${most} times`);
};

const ofList = (name: (typeof LIST_FORMULAS)[number], values: readonly Rational[]): Solution => {
  switch (name) {
    case 'average':
      return values.length === 0
        ? declined('missing', 'the numbers are missing')
        : answered(write(divide(total(values), rational(values.length))!), 'number', 'the sum divided by the count');
    case 'mode':
      return mostCommon(values);
    case 'range':
      return values.length < 2
        ? declined('missing', 'the numbers are missing')
        : answered(write(spread(values)), 'number', 'the largest less the smallest');
    case 'triangle-perimeter':
      return values.length === 3 ? triangle(values) : declined('missing', 'a triangle has three sides');
    case 'simplest-ratio':
      return simplest(values);
    case 'ratio-share':
      return share(values);
    case 'ratio-shares':
      return shares(values);
    case 'rounded':
      return roundedTo(values);
    case 'as-fraction':
      return asFraction(values);
    default:
      return name satisfies never;
  }
};

const isListFormula = (name: FormulaName): name is (typeof LIST_FORMULAS)[number] =>
  (LIST_FORMULAS as readonly string[]).includes(name);

export const solveFormula = ({ formula, given }: ProblemOf<'formula'>): Solution => {
  const values = given.map(readNumber);
  if (!values.every((one) => one !== undefined)) return declined('invalid-input', 'one of the numbers is none');
  if (isListFormula(formula)) return ofList(formula, values);
  const { takes, expression, ...rules } = FORMULAS[formula];
  if (values.length !== takes.length)
    return declined('missing', `${takes[values.length] ?? 'a number'} is missing for the ${formula.replace('-', ' ')}`);
  if (rules.nonZero && values.at(-1)!.n === 0n) return declined('no-solution', 'division by zero has no result');
  if (values.some((one) => one.n < 0n) && !formula.startsWith('percent'))
    return declined('invalid-input', 'a measure is not negative');
  const value = evaluateTree(
    parseExpression(expression)!,
    new Map(takes.map((name, i) => [name, values[i]!] as const)),
  );
  if (!value) return declined('no-solution', 'division by zero has no result');
  if (value.n < 0n && (formula === 'change' || formula === 'rectangle-width'))
    return declined('contradiction', `${takes[0]} is less than ${takes[1]}`);
  const says = `${expression.replace(PI, 'π')} with ${takes.map((name, i) => `${name} = ${given[i]}`).join(', ')}`;
  if (rules.rounded && !isWhole(value)) return answered(rounded(value), 'number', `${says}, rounded to two places`);
  return answered(write(value), 'number', says);
};
