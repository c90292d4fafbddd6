/** Counting in words and lists, sorting, and picking from a list: exact, on texts as they were written. */
import type { ProblemOf } from '../formal/problem.ts';
import { compare, readNumber, write, add, divide, multiply, rational, type Rational } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';
import { MONTHS, WEEKDAYS } from './calendar.ts';
import { fromRoman } from './numerals.ts';
import { belongs, isClass } from './things.ts';
import { unitsNamed } from './units.ts';

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
  if (wanted === 'different letters')
    return answered(`${new Set(letters.filter(isLetter)).size}`, 'number', `counted in "${text.slice(0, 60)}"`);
  if (wanted === 'signs with spaces')
    return answered(`${[...text].length}`, 'number', `counted in "${text.slice(0, 60)}"`);
  const check = `counted in "${text.slice(0, 60)}"`;
  if (wanted === 'repeated letters') {
    const repeated = letters.filter((one, i) => isLetter(one) && letters.indexOf(one) < i);
    return answered(`${new Set(repeated).size}`, 'number', check);
  }
  if (wanted === 'capitals')
    return answered(`${[...text].filter((one) => /\p{Lu}/u.test(one)).length}`, 'number', check);
  const without = /^letters but (\p{L})$/u.exec(wanted)?.[1];
  if (without !== undefined)
    return answered(`${letters.filter((one) => isLetter(one) && one !== without).length}`, 'number', check);
  if (wanted.length > 1 && wanted.length < 5 && !Object.hasOwn(kinds, wanted)) {
    const whole = letters.join('');
    return answered(`${letters.filter((_, i) => whole.startsWith(wanted, i)).length}`, 'number', check);
  }
  const test = Object.hasOwn(kinds, wanted) ? kinds[wanted]! : (one: string) => one === wanted;
  return answered(`${letters.filter(test).length}`, 'number', `counted in "${text.slice(0, 60)}"`);
};

export const countWords = ({ text }: ProblemOf<'count-words'>): Solution =>
  answered(`${(text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []).length}`, 'number', 'counted one by one');

export const countItem = ({ item, items, also, less, not }: ProblemOf<'count-item'>): Solution => {
  if (items.length === 0) return declined('missing', 'the list is missing');
  const texts = items.map(plain);
  const countOf = (name: string): number => {
    const wanted = plain(name);
    const exact = texts.filter((one) => one === wanted).length;
    return exact > 0 ? exact : texts.filter((one) => singular(one) === singular(wanted)).length;
  };
  const sum = [item, ...(also ?? [])].reduce((total, one) => total + countOf(one), 0);
  const count = not ? items.length - sum : sum - (less === undefined ? 0 : countOf(less));
  return count < 0
    ? declined('no-solution', `there are more of ${less} than of ${item}`)
    : answered(`${count}`, 'number', `counted among ${items.length}`);
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
  const other = /^not (multiple of \d+|even|odd|prime)$/.exec(that);
  const inner = other && numberTest(other[1]!);
  if (inner) return (value) => !inner(value);
  if (multiple && BigInt(multiple[1]!) > 0n) return ({ n, d }) => d === 1n && n % BigInt(multiple[1]!) === 0n;
  const digit = /^ends in ([\d ]+)$/.exec(that)?.[1]!.split(' ');
  if (digit) return ({ n, d }) => d === 1n && digit.some((one) => `${n}`.endsWith(one));
  const within = /^has digit (\d)$/.exec(that)?.[1];
  if (within !== undefined) return ({ n, d }) => d === 1n && `${n}`.includes(within);
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

/** Whether a text is as it is said to be; undefined where that is no property of texts. */
const textTest = (that: string): ((text: string) => boolean) | undefined => {
  const parts = that.split(' and ');
  if (parts.length > 1) {
    const tests = parts.map(textTest);
    return tests.every((one) => one !== undefined) ? (text) => tests.every((one) => one!(text)) : undefined;
  }
  const negated = /^not (.+)$/.exec(that);
  if (negated) {
    const test = textTest(negated[1]!);
    return test && ((text) => !test(text));
  }
  if (that === 'palindrome') return (text) => text === [...text].toReversed().join('');
  const found = /^(starts|ends) with (\S+)$|^contains (\S+)$|^([<>=]?) ?(\d+) letters$/.exec(plain(that));
  if (!found) return that === 'all' ? () => true : undefined;
  const [, side, edge, part, sign, count] = found;
  if (side !== undefined) return (text) => (side === 'starts' ? text.startsWith(edge!) : text.endsWith(edge!));
  if (part !== undefined) return (text) => text.includes(part);
  const letters = (text: string): number => (text.match(/\p{L}/gu) ?? []).length;
  const most = Number(count);
  return (text) => (sign === '>' ? letters(text) > most : sign === '<' ? letters(text) < most : letters(text) === most);
};

export const countTexts = ({ that, items }: ProblemOf<'count-texts'>): Solution => {
  if (items.length === 0) return declined('missing', 'the list is missing');
  const texts = items.map((one) => plain(one).trim());
  if (that === 'different') return answered(`${new Set(texts).size}`, 'number', `each of the ${items.length} compared`);
  if (that === 'commonest') {
    const most = Math.max(...texts.map((one) => texts.filter((other) => other === one).length));
    return answered(`${most}`, 'number', `each of the ${items.length} compared`);
  }
  const test = textTest(that);
  if (!test) return declined('invalid-input', `I can't count what is "${that}"`);
  return answered(`${texts.filter(test).length}`, 'number', `each of the ${items.length} tested`);
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

/** What an item is worth in an order by value, amount, date or time; undefined where it is none. */
const worthOf = (by: ProblemOf<'sort'>['by'], item: string): Rational | undefined => {
  if (by === 'value') return readNumber(item);
  if (by === 'date') return dateNumber(item);
  if (by === 'roman') return romanNumber(item);
  return by === 'clock' ? clockNumber(item) : undefined;
};

const romanNumber = (item: string): Rational | undefined => {
  const value = fromRoman(item);
  return value === undefined ? undefined : rational(value);
};

const MOST_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** yyyy-mm-dd, "3 May 2024", "May 3": as one number; undefined where the calendar has no such date. */
const dateNumber = (text: string): Rational | undefined => {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const named =
    /^(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?)?([a-z]{3,})\.?(?: (\d{1,2})(?:st|nd|rd|th)?)?(?:,? (\d{4}))?$/i.exec(text);
  const month = named
    ? MONTHS.findIndex((one) => one.slice(0, 3).toLowerCase() === named[2]!.slice(0, 3).toLowerCase()) + 1
    : 0;
  const [year, at, day] = iso
    ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
    : [Number(named?.[4] ?? 0), month, Number(named?.[1] ?? named?.[3] ?? 0)];
  if (!(at >= 1 && at <= 12 && day >= 1 && day <= MOST_DAYS[at - 1]!)) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return at === 2 && day === 29 && year > 0 && !leap ? undefined : rational(year * 10_000 + at * 100 + day);
};

/** "14:30", "9 pm", "1:32:05": as seconds of the first part's sixties. */
const clockNumber = (text: string): Rational | undefined => {
  const match = /^(\d{1,2})(?::(\d\d))?(?::(\d\d))?(?: ?([ap])\.?m\.?)?$/i.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  const half = match[4]?.toLowerCase();
  if (minutes > 59 || seconds > 59 || (half !== undefined && (hours > 12 || hours < 1))) return undefined;
  const hour = half === undefined ? hours : (hours % 12) + (half === 'p' ? 12 : 0);
  return rational(hour * 3600 + minutes * 60 + seconds);
};

/** Amounts of one dimension in its base unit. */
const amountsOf = (items: readonly string[]): (Rational | undefined)[] => {
  const parts = items.map((one) => /^(-?\d+(?:\.\d+)?) ?(\S+)$/.exec(one));
  const units = parts.map((one) => unitsNamed(one?.[2] ?? ''));
  const shared = units[0]?.find((unit) =>
    units.every((others) => others.some((one) => one.dimension === unit.dimension)),
  );
  return parts.map((part, i) => {
    const unit = units[i]!.find((one) => one.dimension === shared?.dimension);
    const value = readNumber(part?.[1] ?? '');
    return unit && value ? multiply(value, unit.factor) : undefined;
  });
};

/** The item at a place, or all of them in order. */
const chosen = (shown: readonly string[], at: number | undefined): Solution => {
  if (at === undefined) return answered(shown.join(', '), 'list', 'the same items, each pair of neighbours in order');
  if (at === 0 && shown.length % 2 === 0) return declined('missing', 'there is no middle one');
  const one = at === 0 ? shown[(shown.length - 1) / 2] : shown.at(at > 0 ? at - 1 : at);
  return one === undefined
    ? declined('no-solution', 'there are not that many')
    : answered(one, 'name', 'compared with every other');
};

export const sortItems = ({ by, order, items, labels, at, first, where, form }: ProblemOf<'sort'>): Solution => {
  if (items.length === 0)
    return declined('missing', by === 'value' ? 'the numbers are missing' : 'the words are missing');
  if (items.length === 1) return declined('missing', 'there is only one item; the others are missing');
  const valued = by === 'value' || by === 'date' || by === 'clock' || by === 'amount' || by === 'roman';
  const values = by === 'amount' ? amountsOf(items) : valued ? items.map((one) => worthOf(by, one)) : [];
  const strange = values.findIndex((one) => one === undefined);
  const what = {
    value: 'a number',
    date: 'a date of the calendar',
    clock: 'a time',
    amount: 'an amount',
    roman: 'a Roman numeral',
  };
  if (strange >= 0)
    return declined('invalid-input', `"${items[strange]}" is not ${what[by as keyof typeof what] ?? 'one of them'}`);
  const byWorth = (a: number, b: number): number => compare(values[a]!, values[b]!);
  const order3: Partial<Record<typeof by, (a: number, b: number) => number>> = {
    alphabet: (a, b) => alphabetical(items[a]!, items[b]!),
    length: (a, b) => [...items[a]!].length - [...items[b]!].length,
    calendar: (a, b) => calendarPlace(items[a]!) - calendarPlace(items[b]!),
  };
  const compared = order3[by] ?? byWorth;
  const noDay = by === 'calendar' ? items.find((one) => calendarPlace(one) < 0) : undefined;
  if (noDay !== undefined) return declined('invalid-input', `"${noDay}" is no weekday and no month`);
  const sign = order === 'ascending' ? 1 : -1;
  const sorted = items.map((_, i) => i).toSorted((a, b) => sign * compared(a, b));
  const tie = sorted.some((one, i) => i > 0 && compared(one, sorted[i - 1]!) === 0);
  if (tie && (by === 'length' || labels !== undefined))
    return declined('missing', 'two of them are equal, so their order is open');
  const shown = sorted.map((one) => (labels ?? items)[one]!);
  if (where !== undefined) {
    const found = shown.flatMap((one, i) => (plain(one) === plain(where) ? [i + 1] : []));
    return found.length === 1
      ? answered(`${found[0]}`, 'number', 'compared with every other')
      : declined('missing', `${where} stands there ${found.length === 0 ? 'not at all' : 'more than once'}`);
  }
  if (form === 'joined') return answered(shown.join(''), 'name', 'the same signs, each pair of neighbours in order');
  const distinct = form === 'distinct' ? shown.filter((one, i) => i === 0 || one !== shown[i - 1]) : shown;
  if (first !== undefined)
    return first > distinct.length
      ? declined('no-solution', 'there are not that many')
      : answered(distinct.slice(0, first).join(', '), first === 1 ? 'name' : 'list', 'compared with every other');
  return chosen(distinct, at);
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
