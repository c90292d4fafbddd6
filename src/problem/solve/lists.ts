/** Counting in words and lists, sorting, and picking from a list: exact, on texts as they were written. */
import type { ProblemOf } from '../formal/problem.ts';
import { compare, readNumber, write, add, divide, rational, type Rational } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';
import { MONTHS, WEEKDAYS } from './calendar.ts';
import { belongs, isClass } from './things.ts';

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const VOWELS = new Set('aeiou');

const singular = (word: string): string => word.replace(/(?<=\w{2})(?:'s|s)$/, '');

export const countLetters = ({ what, text }: ProblemOf<'count-letters'>): Solution => {
  const letters = [...plain(text)].filter((one) => /[\p{L}\p{N}]/u.test(one));
  const isLetter = (one: string): boolean => /\p{L}/u.test(one);
  const wanted = plain(what);
  const kinds: Record<string, (one: string) => boolean> = {
    letters: isLetter,
    vowels: (one) => VOWELS.has(one),
    consonants: (one) => isLetter(one) && !VOWELS.has(one),
    digits: (one) => /\d/.test(one),
    characters: () => true,
  };
  const test = Object.hasOwn(kinds, wanted) ? kinds[wanted]! : (one: string) => one === wanted;
  return answered(`${letters.filter(test).length}`, 'number', `counted in "${text.slice(0, 60)}"`);
};

export const countWords = ({ text }: ProblemOf<'count-words'>): Solution =>
  answered(`${(text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []).length}`, 'number', 'counted one by one');

export const countItem = ({ item, items }: ProblemOf<'count-item'>): Solution => {
  if (items.length === 0) return declined('missing', 'the list is missing');
  const wanted = plain(item);
  const exact = items.filter((one) => plain(one) === wanted).length;
  const count = exact > 0 ? exact : items.filter((one) => singular(plain(one)) === singular(wanted)).length;
  return answered(`${count}`, 'number', `counted among ${items.length}`);
};

const isPrime = (n: bigint): boolean => {
  if (n < 2n) return false;
  for (let d = 2n; d * d <= n && d < 1_000_000n; d++) if (n % d === 0n) return false;
  return true;
};

/** `even`, `odd`, `prime`, `> 10`, `>= 10`, `multiple of 3`, `negative`, joined by `and`; undefined when it is none. */
export const numberTest = (that: string): ((value: Rational) => boolean) | undefined => {
  const parts = that.split(/ and /);
  if (parts.length > 1) {
    const tests = parts.map(numberTest);
    return tests.every((one) => one !== undefined) ? (value) => tests.every((one) => one!(value)) : undefined;
  }
  const bound = /^(<|>|<=|>=|=) (\S+)$/.exec(that);
  const limit = bound && readNumber(bound[2]!);
  if (bound && limit) {
    return (value) => {
      const sign = compare(value, limit);
      return { '<': sign < 0, '>': sign > 0, '<=': sign <= 0, '>=': sign >= 0, '=': sign === 0 }[bound[1]!]!;
    };
  }
  const multiple = /^multiple of (\d+)$/.exec(that);
  if (multiple && BigInt(multiple[1]!) > 0n) return ({ n, d }) => d === 1n && n % BigInt(multiple[1]!) === 0n;
  const digit = /^ends in ([\d ]+)$/.exec(that)?.[1]!.split(' ');
  if (digit) return ({ n, d }) => d === 1n && digit.some((one) => `${n}`.endsWith(one));
  const tests: Record<string, (value: Rational) => boolean> = {
    even: ({ n, d }) => d === 1n && n % 2n === 0n,
    odd: ({ n, d }) => d === 1n && n % 2n !== 0n,
    prime: ({ n, d }) => d === 1n && isPrime(n),
    negative: ({ n }) => n < 0n,
    positive: ({ n }) => n > 0n,
    any: () => true,
  };
  return Object.hasOwn(tests, that) ? tests[that] : undefined;
};

export const countNumbers = ({ that, numbers }: ProblemOf<'count-numbers'>): Solution => {
  const test = numberTest(that);
  if (numbers.length === 0) return declined('missing', 'the numbers are missing');
  if (!test) return declined('invalid-input', `I can't count numbers that are "${that}"`);
  const count = numbers.filter((one) => test(readNumber(one) ?? rational(0))).length;
  return answered(`${count}`, 'number', `each of the ${numbers.length} numbers tested`);
};

export const countThings = ({ of, counted }: ProblemOf<'count-things'>): Solution => {
  if (counted.length === 0) return declined('missing', 'the things are missing');
  if (!isClass(of)) return declined('invalid-input', `I don't know what counts as ${of}`);
  let total = rational(0);
  for (const [count, thing] of counted) {
    const inside = belongs(thing, of);
    if (inside === undefined) return declined('invalid-input', `I don't know whether a ${thing} is ${of}`);
    if (inside) total = add(total, readNumber(count) ?? rational(0));
  }
  return answered(write(total), 'number', `${of}: counted thing by thing`);
};

/** Plain code-unit order, capitals beside small letters; accents count as their letter. */
const alphabetical = (a: string, b: string): number => {
  const [one, other] = [plain(a), plain(b)];
  if (one !== other) return one < other ? -1 : 1;
  return 0;
};

/** The place of a weekday or a month in its week or year; -1 for any other word. */
const calendarPlace = (name: string): number =>
  Math.max(...[WEEKDAYS, MONTHS].map((names) => names.findIndex((one) => one.toLowerCase() === name.toLowerCase())));

export const sortItems = ({ by, order, items }: ProblemOf<'sort'>): Solution => {
  if (items.length === 0)
    return declined('missing', by === 'value' ? 'the numbers are missing' : 'the words are missing');
  if (items.length === 1) return declined('missing', 'there is only one item; the others are missing');
  const values = by === 'value' ? items.map((one) => readNumber(one)) : [];
  const strange = values.findIndex((one) => one === undefined);
  if (strange >= 0) return declined('invalid-input', `"${items[strange]}" is not a number`);
  const order3: Record<typeof by, (a: number, b: number) => number> = {
    value: (a, b) => compare(values[a]!, values[b]!),
    alphabet: (a, b) => alphabetical(items[a]!, items[b]!),
    length: (a, b) => [...items[a]!].length - [...items[b]!].length,
    calendar: (a, b) => calendarPlace(items[a]!) - calendarPlace(items[b]!),
  };
  const noDay = by === 'calendar' ? items.find((one) => calendarPlace(one) < 0) : undefined;
  if (noDay !== undefined) return declined('invalid-input', `"${noDay}" is no weekday and no month`);
  const sign = order === 'ascending' ? 1 : -1;
  const sorted = items.map((_, i) => i).toSorted((a, b) => sign * order3[by](a, b));
  const tie = by === 'length' && sorted.some((at, i) => i > 0 && order3.length(at, sorted[i - 1]!) === 0);
  if (tie) return declined('missing', 'two of them are equally long, so their order is open');
  return answered(
    sorted.map((at) => items[at]!).join(', '),
    'list',
    'the same items, each pair of neighbours in order',
  );
};

export const pickNumber = ({ which, rank, numbers }: ProblemOf<'pick'>): Solution => {
  const values = numbers.map((text) => ({ text, value: readNumber(text) }));
  if (values.length < 2) return declined('missing', 'the numbers are missing');
  const strange = values.find((one) => one.value === undefined);
  if (strange) return declined('invalid-input', `"${strange.text}" is not a number`);
  const sorted = values.toSorted((a, b) => compare(a.value!, b.value!));
  if (which === 'median') {
    const middle = Math.floor(sorted.length / 2);
    const value =
      sorted.length % 2 === 1
        ? sorted[middle]!.value!
        : divide(add(sorted[middle - 1]!.value!, sorted[middle]!.value!), rational(2))!;
    return answered(write(value), 'number', 'as many numbers below it as above');
  }
  const found = sorted.at(which === 'smallest' ? rank - 1 : -rank);
  return found
    ? answered(found.text, 'number', 'compared with every other')
    : declined('no-solution', 'there are not that many numbers');
};
