/**
 * Task family: conversion between bases 2-9, 10 and 16 by repeated division and by Horner's rule, both through decimal,
 * and sums of two binary numbers column by column. Quotients are below 100. Answers are checked by reading them back in
 * their base. No fractions, no negative numbers.
 */
import type { Family } from '../family.ts';

type Base = 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 16;
/** One number (`plus` undefined) or a sum of two, written in base `from`, asked for in base `to`. */
type Problem = { value: number; plus?: number; from: Base; to: Base };

const SMALL: readonly Base[] = [2, 3, 4, 5, 6, 7, 8, 9];
const NAMES: Record<string, Base> = { binary: 2, decimal: 10, hex: 16, hexadecimal: 16 };

const write = (value: number, base: number): string => value.toString(base).toUpperCase();

/** The value of digits in a base, or undefined when one of them is no digit of it or there are more than 16. */
const readDigits = (digits: string, base: number): number | undefined => {
  let value = 0;
  if (digits.length === 0 || digits.length > 16) return undefined;
  for (const character of digits.toUpperCase()) {
    const digit = '0123456789ABCDEF'.indexOf(character);
    if (digit < 0 || digit >= base) return undefined;
    value = value * base + digit;
  }
  return value;
};

/** 'base 7' or 'binary' → 7 or 2; undefined for anything else. */
const readBase = (text: string): number | undefined => {
  const word = text.trim().toLowerCase();
  const numbered = /^base (\d{1,2})$/.exec(word);
  const base = numbered ? Number(numbered[1]) : NAMES[word];
  return base !== undefined && base >= 2 && base <= 16 ? base : undefined;
};

/** The value of '2F (base 16)', 'binary 1011 + 110', '45'; undefined when it is not of that form. */
const readNumber = (text: string): number | undefined => {
  const form =
    /^(?:(binary|hex|decimal) )?([0-9a-f]{1,12})(?: ?\+ ?([0-9a-f]{1,12}))?(?: \((base \d+)\)| from (base \d+))?$/i;
  const match = form.exec(text.trim().replace(/\s+/g, ' '));
  if (!match) return undefined;
  const base = readBase(match[1] ?? match[4] ?? match[5] ?? 'decimal') ?? 10;
  const first = readDigits(match[2], base);
  const second = match[3] === undefined ? 0 : readDigits(match[3], base);
  return first === undefined || second === undefined ? undefined : first + second;
};

/** 45 in base 2: `45=2*22+1:1`, `22=2*11+0:01` … each line with the digits so far. */
const divide = (value: number, base: number): string[] => {
  const lines: string[] = [];
  let written = '';
  for (let left = value; left > 0;) {
    const [quotient, rest] = [Math.floor(left / base), left % base];
    written = write(rest, base) + written;
    lines.push(`${left}=${base}*${quotient}+${rest}:${written}`);
    left = quotient;
  }
  return lines;
};

/** 213 in base 7: `2*7=14+1=15`, `15*7=105+3=108`. Empty for a single digit. */
const horner = (value: number, base: number): string[] => {
  const digits = [...write(value, base)].map((digit) => readDigits(digit, base)!);
  let sum = digits[0];
  return digits.slice(1).map((digit) => {
    const product = sum * base;
    const line = `${sum}*${base}=${product}+${digit}=${product + digit}`;
    sum = product + digit;
    return line;
  });
};

/** 13: `8+4=12+1=13`, the powers of two in it added up from the largest. */
const powers = (value: number): string => {
  const parts = [...write(value, 2)]
    .map((bit, i, bits) => Number(bit) * 2 ** (bits.length - 1 - i))
    .filter((part) => part > 0);
  let sum = parts[0];
  return `${sum}${parts
    .slice(1)
    .map((part) => `+${part}=${(sum += part)}`)
    .join('')}`;
};

/** Two binary numbers added from the right: `1+1+0=2 c1:0`, bits plus the carry, the new carry, the bits so far. */
const columns = (a: number, b: number): string[] => {
  const width = Math.max(write(a, 2).length, write(b, 2).length);
  const [top, below] = [a, b].map((number) => write(number, 2).padStart(width, '0'));
  const lines = [`${top}+${below}`];
  let [carry, written] = [0, ''];
  for (let i = width - 1; i >= 0; i--) {
    const sum = Number(top[i]) + Number(below[i]) + carry;
    const line = `${top[i]}+${below[i]}+${carry}=${sum}`;
    carry = sum >> 1;
    written = `${sum & 1}${written}`;
    lines.push(`${line} c${carry}:${written}`);
  }
  return carry ? [...lines, `c1:1${written}`] : lines;
};

/** 'F=15' for each letter digit, so that the steps need only numbers. */
const letters = (value: number, base: number): string[] =>
  [...write(value, base)].filter((digit) => digit > '9').map((digit) => `${digit}=${readDigits(digit, base)}`);

const solve = ({ value, plus, from, to }: Problem): string => {
  if (plus !== undefined) {
    const total = value + plus;
    return [
      ...columns(value, plus),
      `check ${powers(value)}, ${powers(plus)}`,
      `${value}+${plus}=${total}, ${powers(total)} yes`,
    ].join('\n');
  }
  const toDecimal = from === 10 ? [] : [...letters(value, from), ...horner(value, from)];
  const fromDecimal = to === 10 ? [] : [...divide(value, to), ...letters(value, to)];
  const other = to === 10 ? from : to;
  const back = to === 10 ? divide(value, from).map((line) => line.replace(/:.*/, '')) : horner(value, to);
  const check = other === 2 ? powers(value) : back.join(' ');
  return [...toDecimal, ...fromDecimal, `check ${check} yes`].join('\n');
};

/** The largest value whose first quotient still has two digits. */
const most = (base: Base, limit: number): number => Math.min(limit, base === 16 ? 255 : base * 99);

export const bases: Family<Problem> = {
  name: 'bases',
  about: 'whole numbers between decimal, binary, bases 3-9 and hexadecimal; binary sums',
  phrasings: [
    'Convert {number} to {to}.',
    'What is {number} in {to}?',
    'Write {number} in {to}.',
    'Express {number} in {to}.',
    'Please convert {number} to {to}.',
    'Can you convert {number} to {to}?',
    'Could you write {number} in {to}?',
    'How do you write {number} in {to}?',
    'How is {number} written in {to}?',
    'Change {number} into {to}.',
    'Turn {number} into {to}.',
    'Give {number} in {to}.',
    'Show {number} in {to}.',
    'Rewrite {number} in {to}.',
    'I need {number} in {to}.',
    'Work out {number} in {to}.',
    'Find {number} in {to}.',
    'Put {number} into {to}.',
    'In {to}, what is {number}?',
    'Using {to}, write {number}.',
    'What does {number} look like in {to}?',
    'Which {to} number equals {number}?',
    'Represent {number} in {to}.',
    'Tell me {number} in {to}.',
    'What would {number} be in {to}?',
    'My homework says: convert {number} to {to}.',
    'The display shows {number}. What is that in {to}?',
    'A program prints {number}. Give it in {to}.',
    'Translate {number} to {to}.',
    'State {number} in {to}.',
  ],
  make: (random, difficulty) => {
    if (difficulty === 3 && random.chance(0.3)) {
      for (;;) {
        const [value, plus] = [random.int(5, 63), random.int(5, 31)];
        if (powers(value).length + powers(plus).length + powers(value + plus).length <= 56)
          return { value, plus, from: 2, to: 2 };
      }
    }
    if (difficulty === 3 && random.chance(0.25)) {
      const [from, to] = random.sample(SMALL.slice(1), 2);
      return { value: random.int(10, 99), from, to };
    }
    const base = difficulty > 1 && random.chance(0.15) ? 16 : random.pick(SMALL);
    const limit =
      difficulty === 1 ? (base === 2 ? 31 : 99) : difficulty === 2 ? (base === 2 ? 127 : 199) : base === 2 ? 199 : 399;
    const value = random.int(base + 1 + (difficulty - 1) * 4, most(base, limit));
    return random.chance(0.5) ? { value, from: 10, to: base } : { value, from: base, to: 10 };
  },
  key: ({ value, plus, from, to }) =>
    plus === undefined ? `${value} ${from}>${to}` : `${Math.min(value, plus)}+${Math.max(value, plus)} ${from}>${to}`,
  slots: ({ value, plus, from, to }, random) => {
    const digits = plus === undefined ? write(value, from) : `${write(value, from)} + ${write(plus, from)}`;
    const named = from === 2 ? `binary ${digits}` : from === 16 ? `hex ${digits}` : `${digits} from base ${from}`;
    const target =
      to === 2
        ? ['binary', 'base 2']
        : to === 10
          ? ['decimal', 'base 10']
          : to === 16
            ? ['hex', 'hexadecimal', 'base 16']
            : [`base ${to}`];
    return {
      number:
        from === 10
          ? random.pick([digits, digits, `decimal ${digits}`])
          : random.pick([named, `${digits} (base ${from})`]),
      to: random.pick(target),
    };
  },
  gold: ({ value, plus = 0, to }) => write(value + plus, to),
  plan: ({ plus, from, to }) => {
    if (plus !== undefined) return 'add columns from the right with carry, check';
    if (to === 10) return 'times the base plus the next digit, check';
    return from === 10 ? 'divide by the base, collect remainders, check' : 'to decimal, then divide by the base, check';
  },
  solve,
  verify: ({ number, to }, answer) => {
    const base = to === undefined ? undefined : readBase(to);
    const wanted = number === undefined ? undefined : readNumber(number);
    if (base === undefined || wanted === undefined) return undefined;
    const digits = answer.length > 100 ? '' : answer.trim();
    const value = readDigits(digits, base);
    if (value === undefined) return { pass: false, reason: `${digits.slice(0, 20)} is no number in base ${base}` };
    return { pass: value === wanted, reason: `${digits} in base ${base} is ${value}, asked for ${wanted}` };
  },
};
