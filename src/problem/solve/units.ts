/**
 * Units of measure with exact factors, by dimension, and the change from one to another. Words of people ("kilometres",
 * "lbs", "mins") become one name each. It reads no questions.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { add, divide, multiply, readNumber, subtract, write, type Rational } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

type Dimension =
  | 'energy'
  | 'months'
  | 'length'
  | 'mass'
  | 'volume'
  | 'time'
  | 'money'
  | 'temperature'
  | 'area'
  | 'data'
  | 'angle'
  | 'count';

/** Name, other spellings, dimension, and how many of the dimension's base unit it is. */
const UNITS: readonly (readonly [string, string, Dimension, string])[] = [
  ['mm', 'mill?imetres? mill?imeters? mm', 'length', '1/1000'],
  ['cm', 'centimetres? centimeters? centimetros? cms?', 'length', '1/100'],
  ['dm', 'decimetres? decimeters? dm', 'length', '1/10'],
  ['m', 'metres? meters? metros? mt m', 'length', '1'],
  ['km', 'kilometres? kilometers? kilometrs? kilometros? kilomtres? kms?', 'length', '1000'],
  ['inch', 'inch inches in', 'length', '127/5000'],
  ['foot', 'foot feet ft', 'length', '381/1250'],
  ['yard', 'yards? yds?', 'length', '1143/1250'],
  ['mile', 'miles? mi', 'length', '201168/125'],
  ['nmi', 'nmi', 'length', '1852'],
  ['µg', 'micrograms? microgrammes? mcg µg μg', 'mass', '1/1000000'],
  ['mg', 'milligrams? milligrammes? mg', 'mass', '1/1000'],
  ['g', 'grams? grammes? gr g', 'mass', '1'],
  ['kg', 'kilograms? kilogrammes? kilos? kgs?', 'mass', '1000'],
  ['tonne', 'tonnes? tons? t', 'mass', '1000000'],
  ['ounce', 'ounces? oz', 'mass', '45359237/1600000'],
  ['pound', 'pounds? lbs?', 'mass', '45359237/100000'],
  ['stone', 'stones? st', 'mass', '317514659/50000'],
  ['µl', 'microlitres? microliters? µl μl', 'volume', '1/1000000'],
  ['ml', 'mill?ilitres? mill?iliters? mls?', 'volume', '1/1000'],
  ['cl', 'centilitres? centiliters? cl', 'volume', '1/100'],
  ['dl', 'decilitres? deciliters? dl', 'volume', '1/10'],
  ['l', 'litres? liters? ltrs? l', 'volume', '1'],
  ['m³', 'm³ m3 cubic-metres? cubic-meters? cubic-m', 'volume', '1000'],
  ['cm³', 'cm³ cm3 ccm cubic-cm cubic-centimetres? cubic-centimeters?', 'volume', '1/1000'],
  ['second', 'seconds? secs? s', 'time', '1'],
  ['minute', 'minutes? mins? min', 'time', '60'],
  ['hour', 'hours? hrs? h', 'time', '3600'],
  ['day', 'days?', 'time', '86400'],
  ['week', 'weeks? wks?', 'time', '604800'],
  ['fortnight', 'fortnights?', 'time', '1209600'],
  ['month', 'months? monthes', 'months', '1'],
  ['year', 'years?', 'months', '12'],
  ['decade', 'decades?', 'months', '120'],
  ['century', 'century centuries', 'months', '1200'],
  ['Wh', 'wh watt-hours?', 'energy', '1'],
  ['kWh', 'kwh kilowatt-hours?', 'energy', '1000'],
  ['cent', 'cents? eurocents? ct pence p penny pennies', 'money', '1/100'],
  ['dollar', 'dollars? euros? pounds? sterling bucks? usd eur gbp quid [$] € £', 'money', '1'],
  ['nickel', 'nickels?', 'money', '1/20'],
  ['dime', 'dimes?', 'money', '1/10'],
  ['quarter', 'quarters?', 'money', '1/4'],
  ['celsius', 'celsius celcius centigrade °c ℃', 'temperature', '1'],
  ['fahrenheit', 'fahrenheit farenheit fahrenheight farenheight °f ℉', 'temperature', '5/9'],
  ['kelvin', 'kelvins? degrees-kelvin', 'temperature', '1'],
  ['cm²', 'cm² cm2 square-cm square-centimetres? square-centimeters?', 'area', '1/10000'],
  ['m²', 'm² m2 sqm square-metres? square-meters?', 'area', '1'],
  ['hectare', 'hectares? ha', 'area', '10000'],
  ['km²', 'km² km2 square-kilometres? square-kilometers?', 'area', '1000000'],
  ['byte', 'bytes?', 'data', '1'],
  ['bit', 'bits?', 'data', '1/8'],
  ['kB', 'kilobytes? kb', 'data', '1000'],
  ['KiB', 'kib kibibytes?', 'data', '1024'],
  ['MiB', 'mib mebibytes?', 'data', '1048576'],
  ['GiB', 'gib gibibytes?', 'data', '1073741824'],
  ['TiB', 'tib tebibytes?', 'data', '1099511627776'],
  ['MB', 'megabytes? mb', 'data', '1000000'],
  ['GB', 'gigabytes? gb', 'data', '1000000000'],
  ['TB', 'terabytes? tb', 'data', '1000000000000'],
  ['dozen', 'dozens?', 'count', '12'],
  ['degree', 'degrees?', 'angle', '1'],
  ['turn', '(?:full )?turns? (?:right )?circles?', 'angle', '360'],
];

type Unit = { name: string; dimension: Dimension; factor: Rational };

const PATTERNS = UNITS.map(([name, words, dimension, factor]) => ({
  pattern: new RegExp(`^(?:${words.split(' ').join('|')})$`),
  unit: { name, dimension, factor: readNumber(factor)! },
}));

/** The units that a word may be ("pounds" are a weight or money); [] for any other word. */
export const unitsNamed = (word: string): Unit[] =>
  PATTERNS.filter(({ pattern }) => pattern.test(word.toLowerCase())).map(({ unit }) => unit);

/** Two words as units of one dimension, or undefined when they have none in common. */
export const unitsTogether = (from: string, to: string): [Unit, Unit] | undefined => {
  for (const a of unitsNamed(from))
    for (const b of unitsNamed(to)) if (a.dimension === b.dimension && a.name !== b.name) return [a, b];
  return undefined;
};

const ZERO_FAHRENHEIT = readNumber('32')!;
/** The freezing point of water in kelvin. */
const ZERO_KELVIN = readNumber('273.15')!;

export const solveConvert = ({ amounts, to }: ProblemOf<'convert'>): Solution => {
  let sum: Rational | undefined;
  let target: Unit | undefined;
  for (const [text, unit] of amounts) {
    const pair = unitsTogether(unit, to) ?? [unitsNamed(unit)[0], unitsNamed(to)[0]];
    const value = readNumber(text);
    if (!value || !pair[0] || !pair[1]) return declined('invalid-input', `${unit} or ${to} is no unit that I know`);
    const [a, b] = pair as [Unit, Unit];
    if (a.dimension !== b.dimension)
      return declined('invalid-input', `${unit} and ${to} measure different things: one can't become the other`);
    const temperature = a.dimension === 'temperature';
    const base =
      temperature && a.name === 'fahrenheit'
        ? multiply(subtract(value, ZERO_FAHRENHEIT), a.factor)
        : multiply(a.name === 'kelvin' ? subtract(value, ZERO_KELVIN) : value, a.factor);
    sum = sum ? add(sum, base) : base;
    target = b;
  }
  if (!sum || !target) return declined('missing', 'the amount is missing');
  const scaled = divide(sum, target.factor)!;
  const zero = { fahrenheit: ZERO_FAHRENHEIT, kelvin: ZERO_KELVIN }[target.name];
  const result = zero ? add(scaled, zero) : scaled;
  const one = write(result);
  const text = one.includes('/') ? decimals(result) : one;
  return answered(
    text,
    'number',
    `${amounts.map(([n, unit]) => `${n} ${unit}`).join(' + ')} in ${to}, by exact factors`,
  );
};

/** A fraction that does not end, to two places. */
const decimals = ({ n, d }: Rational): string => {
  const cents = (n * 200n + d) / (2n * d);
  return `${cents / 100n}.${`${cents % 100n}`.padStart(2, '0')}`;
};
