/**
 * Task family: Roman numerals in both directions. The simplest example of a family: steps by place value, then a check.
 */
import type { Family } from '../family.ts';

type Problem = { value: number; to: 'roman' | 'number' };

const PLACES: readonly (readonly string[])[] = [
  ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'],
  ['', 'X', 'XX', 'XXX', 'XL', 'L', 'LX', 'LXX', 'LXXX', 'XC'],
  ['', 'C', 'CC', 'CCC', 'CD', 'D', 'DC', 'DCC', 'DCCC', 'CM'],
  ['', 'M', 'MM', 'MMM'],
];

/** [value, letters] of each non-zero place, largest first: 49 → [[40, 'XL'], [9, 'IX']]. */
const places = (value: number): [number, string][] =>
  [3, 2, 1, 0]
    .map((place): [number, string] => {
      const digit = Math.floor(value / 10 ** place) % 10;
      return [digit * 10 ** place, PLACES[place]![digit]!];
    })
    .filter(([part]) => part > 0);

const toRoman = (value: number): string =>
  places(value)
    .map(([, letters]) => letters)
    .join('');

/** The value of a numeral, or undefined when it is not in standard form. */
const fromRoman = (text: string): number | undefined => {
  const upper = text.trim().toUpperCase();
  for (let value = 1; value < 4000; value++) if (toRoman(value) === upper) return value;
  return undefined;
};

export const roman: Family<Problem> = {
  name: 'roman',
  about: 'numbers to Roman numerals and back, 1 to 3999',
  phrasings: [
    'Write {given} {as}.',
    'What is {given} {as}?',
    'Convert {given} {into}.',
    'Please convert {given} {into}.',
    'Change {given} {into}.',
    'Turn {given} {into}.',
    'How do you write {given} {as}?',
    'How is {given} written {as}?',
    'Express {given} {as}.',
    'Give {given} {as}.',
    'Show {given} {as}.',
    'Rewrite {given} {as}.',
    'Can you write {given} {as}?',
    'Could you convert {given} {into}?',
    'I need {given} {as}.',
    'Translate {given} {into}.',
    'What would {given} be {as}?',
    'Put {given} {into}.',
    'State {given} {as}.',
    'A clock maker wants {given} {as}. What is it?',
    'The old stone says {given}. Write it {as}.',
    'Find {given} {as}.',
    'Work out {given} {as}.',
    'Tell me {given} {as}.',
    'Represent {given} {as}.',
    'A chapter is marked {given}. Write that {as}.',
    'Spell {given} {as}.',
  ],
  make: (random, difficulty) => ({
    value: random.int(1, difficulty === 1 ? 99 : difficulty === 2 ? 899 : 3999),
    to: random.pick(['roman', 'number'] as const),
  }),
  key: ({ value, to }) => `${value} ${to}`,
  slots: ({ value, to }, random) =>
    to === 'roman'
      ? {
          given: `${value}`,
          as: random.pick(['in Roman numerals', 'as a Roman numeral']),
          into: random.pick(['to Roman numerals', 'into a Roman numeral']),
        }
      : {
          given: toRoman(value),
          as: random.pick(['as a number', 'in digits', 'in normal numbers']),
          into: random.pick(['to a number', 'into digits']),
        },
  gold: ({ value, to }) => (to === 'roman' ? toRoman(value) : `${value}`),
  plan: ({ to }) => (to === 'roman' ? 'split by place, write each part, join' : 'split into parts, value each, add'),
  solve: ({ value, to }) => {
    const parts = places(value);
    let sum = parts[0][0];
    const added = `${sum}${parts
      .slice(1)
      .map(([part]) => `+${part}=${(sum += part)}`)
      .join('')}`;
    if (to === 'roman') {
      const lines = parts.map(([part, letters]) => `${part}=${letters}`);
      return `${value}=${parts.map(([part]) => part).join('+')}\n${lines.join('\n')}\ncheck ${added} yes`;
    }
    const lines = parts.map(([part, letters]) => `${letters}=${part}`);
    return `${parts.map(([, letters]) => letters).join(' ')}\n${lines.join('\n')}\nadd ${added}`;
  },
  verify: ({ given, as, into }, answer) => {
    const target = /^(?:in roman numerals|as a roman numeral|to roman numerals|into a roman numeral)$/i.test(
      as ?? into ?? '',
    )
      ? 'roman'
      : /^(as a number|in digits|in normal numbers|to a number|into digits)$/i.test(as ?? into ?? '')
        ? 'number'
        : undefined;
    if (
      given === undefined ||
      target === undefined ||
      !(target === 'roman' ? /^\d{1,4}$/ : /^[IVXLCDM]{1,15}$/i).test(given)
    )
      return undefined;
    if (answer.length > 40) return { pass: false, reason: 'too long for a numeral or a number below 4000' };
    const [numeral, value] =
      target === 'roman' ? [answer, Number(given)] : [given, /^\s*\d+\s*$/.test(answer) ? Number(answer) : NaN];
    const found = fromRoman(numeral);
    return {
      pass: found === value,
      reason: found === undefined ? `${numeral} is not a standard numeral` : `${numeral} is ${found}`,
    };
  },
};
