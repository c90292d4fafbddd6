/** Wordings of divisors, bases, Roman numerals and sequences. */
import { ASK, most, problem, WHAT, type Intent, type Level, type Slots } from './intent.ts';
import { joined, numbersOf } from './slots.ts';
import type { Random } from '../../random.ts';
import { toRoman } from '../../problem/solve/numerals.ts';

type Draw = Intent['draw'];

const divisors = (ask: 'gcd' | 'lcm', draw: Draw, wordings: readonly string[]): Intent => ({
  family: 'gcd',
  name: ask,
  wordings,
  draw,
  meaning: ({ list, a, b }) =>
    problem({ type: 'divisors', ask, numbers: list === undefined ? [a!, b!] : numbersOf(list) }),
});

const shared: Draw = (random, level) => {
  const by = random.int(2, level === 0 ? 4 : 12);
  const [a, b] = [by * random.int(1, level === 0 ? 4 : 15), by * random.int(1, level === 0 ? 4 : 15)];
  const more = random.chance(0.3) ? [`${by * random.int(1, 12)}`] : [];
  return { a: `${a}`, b: `${b}`, list: joined([`${a}`, `${b}`, ...more], random) };
};

const GCD_NAME =
  '[gcd|greatest common divisor|greatest common factor|highest common factor|hcf|gcf|biggest common factor|largest common divisor|biggest common divider|greatest shared factor|largest common factor]';
const LCM_NAME = '[lcm|least common multiple|lowest common multiple|smallest common multiple|lowest shared multiple]';

const DIVISORS: readonly Intent[] = [
  divisors('gcd', shared, [
    `${ASK} ${GCD_NAME} [of|for|from] [the numbers|] {list}`,
    `${GCD_NAME} [of|for|from|] {list}`,
    `gcd({list})`,
    `what is the [biggest|largest|greatest|highest] [whole|] number that [divides|goes into|goes evenly into|fits into] [both|] {a} and {b}`,
    `[biggest|largest|greatest] number that [goes into|divides] [both|] {a} and {b}`,
    `[by which biggest number|by what largest number] can [i|you|we] divide both {a} and {b}`,
  ]),
  divisors('lcm', shared, [
    `${ASK} ${LCM_NAME} [of|for|from] [the numbers|] {list}`,
    `${LCM_NAME} [of|for|from|] {list}`,
    `lcm({list})`,
    `what is the [smallest|lowest|least] number that [both {a} and {b} [divide|go into|fit into]|{a} and {b} both [divide|go into|fit into]|can be divided by both {a} and {b}|is a multiple of both {a} and {b}|is in both the {a} times table and the {b} times table]`,
    `what is the first number in both the {a} times table and the {b} times table`,
    `[smallest|lowest] number that [both {a} and {b}|{a} and {b} both] go into`,
  ]),
  {
    family: 'gcd',
    name: 'remainder',
    draw: (random, level) => {
      const b = random.int(2, level === 0 ? 5 : 15);
      return { a: `${b + random.int(1, level === 0 ? 10 : 200)}`, b: `${b}` };
    },
    meaning: ({ a, b }) => problem({ type: 'divisors', ask: 'remainder', numbers: [a!, b!] }),
    wordings: [
      `${ASK} remainder [of|when|if] {a} [divided by|is divided by] {b}`,
      `what [is|will be] the [remainder|rest] [when|if] [{a} is divided by|you divide {a} by|i divide {a} by|we divide {a} by|dividing {a} by] {b}`,
      `[what is|how much is|what remains|how much is left|what stays as rest|how much stays as rest|what do i have] left over [if i divide|when you divide|when i divide|after dividing|if you split|when we share] {a} [by|into] {b}`,
      `what is left over [when you divide|if you divide|when i divide|after dividing] {a} by {b}`,
      `{a} mod {b}`,
      `{a} modulo {b}`,
      `divide {a} by {b}[,|.|] [what is the remainder|and tell me the remainder|what remains|what is the rest|and say what is left over]`,
      `remainder of {a} [divided by|/|over|by] {b}`,
      `[what|which] remainder [results|do i get|do you get|is there|remains] when {a} is divided by {b}`,
      `how much stays as rest if i divide {a} by {b}`,
    ],
  },
];

const CONVERT = '[convert|change|turn|translate|write|express|transform|put]';
const DECIMAL =
  '[decimal|a decimal|normal numbers|a normal number|an ordinary number|the decimal system|base 10|base ten|decimal form]';

const base = (
  name: string,
  wordings: readonly string[],
  draw: Draw,
  meaning: (v: Slots) => { value: string; from: number; to: number },
): Intent => ({
  family: 'bases',
  name,
  wordings,
  draw,
  meaning: (slots) => problem({ type: 'base', ...meaning(slots) }),
});

const whole: Draw = (random, level) => ({ n: `${random.int(2, level === 0 ? 8 : 300)}`, b: `${random.int(3, 9)}` });
const written =
  (name: string, radix: number): Draw =>
  (random, level) => ({ [name]: random.int(2, level === 0 ? 8 : 300).toString(radix) });
const hexDraw: Draw = (random) => {
  for (;;) {
    const hex = random.int(10, 4000).toString(16);
    if (/[a-f]/.test(hex) && /\d/.test(hex)) return { hex: random.chance(0.5) ? hex.toUpperCase() : hex };
  }
};
const BINARY = '[binary|the binary system|base 2|base two|binary form|zeros and ones|binary code]';

const BASES: readonly Intent[] = [
  base(
    'to binary',
    [
      `${CONVERT} [the number|the decimal number|] {n} [to|into|in|as] ${BINARY}`,
      `${WHAT} {n} in ${BINARY}`,
      `how [is|do you write|do i write|would you write|do computers write|is written] {n} in ${BINARY}`,
      `[what does {n} look like|how does {n} look|how do you say {n}] in binary`,
      `{n} [in|to|as] binary`,
      `the binary of {n}`,
      `${ASK} binary [representation|form|notation|equivalent|code|of|for] [of|for|] {n}`,
    ],
    whole,
    (v) => ({ value: v.n!, from: 10, to: 2 }),
  ),
  base(
    'to hex',
    [
      `${CONVERT} [the number|the decimal number|] {n} [to|into|in|as] [hex|hexadecimal|base 16]`,
      `${WHAT} {n} in [hex|hexadecimal|the hexadecimal system]`,
      `{n} [in|to|as] [hex|hexadecimal]`,
      `${ASK} [hex|hexadecimal] [representation|form|equivalent|] of {n}`,
      `how [is|do you write] {n} [written|] in [hex|hexadecimal]`,
      `i want to know [the|] [hex|hexadecimal] of {n}`,
    ],
    whole,
    (v) => ({ value: v.n!, from: 10, to: 16 }),
  ),
  base(
    'to octal',
    [
      `${CONVERT} [the number|] {n} [to|into|in] [octal|base 8]`,
      `${WHAT} {n} in octal`,
      `${ASK} octal [representation|form|equivalent|] of {n}`,
    ],
    whole,
    (v) => ({ value: v.n!, from: 10, to: 8 }),
  ),
  base(
    'to base',
    [
      `${CONVERT} {n} [to|into|in] base {b}`,
      `[what is|how is|write] {n} in base {b}`,
      `number {n} in base {b}, how [it looks|does it look]`,
      `in base {b}, what is {n}`,
    ],
    whole,
    (v) => ({ value: v.n!, from: 10, to: Number(v.b) }),
  ),
  base(
    'from binary',
    [
      `${CONVERT} [the binary number|binary|the binary] {digits} [to|into|as|in] ${DECIMAL}`,
      `${CONVERT} {digits} from binary [to|into] ${DECIMAL}`,
      `${WHAT} [the binary number|binary|the binary] {digits} [in|as] ${DECIMAL}`,
      `what [decimal|ordinary|normal] number is [the binary|binary|the binary number] {digits}`,
      `{digits} [in|is] binary[,|.] what is [that|it] [as a normal number|in decimal|normally|in normal numbers]`,
      `binary {digits} [to|in|as] decimal`,
      `what is {digits} in binary as a [normal|regular|ordinary] number`,
      `${CONVERT} {digits} (base 2) [to|into|as|in] decimal`,
    ],
    written('digits', 2),
    (v) => ({ value: v.digits!, from: 2, to: 10 }),
  ),
  base(
    'from hex',
    [
      `${CONVERT} [the hexadecimal number|hexadecimal|hex|the hex value] {hex} [to|into|as|in] ${DECIMAL}`,
      `${WHAT} [hexadecimal|hex|the hex number] {hex} in ${DECIMAL}`,
      `[hex|hexadecimal] {hex} [to|in|as] decimal`,
      `what is the decimal [value|equivalent] of [hex|hexadecimal] {hex}`,
      `0x{hex} in decimal`,
    ],
    hexDraw,
    (v) => ({ value: v.hex!.toUpperCase(), from: 16, to: 10 }),
  ),
  base(
    'from octal',
    [
      `${CONVERT} [octal|the octal number] {octal} [to|into|in] ${DECIMAL}`,
      `${WHAT} [octal|the octal number] {octal} in ${DECIMAL}`,
      `{octal} octal [to|in] decimal`,
    ],
    written('octal', 8),
    (v) => ({ value: v.octal!, from: 8, to: 10 }),
  ),
];

const ROMAN: readonly Intent[] = [
  {
    family: 'roman',
    name: 'to roman',
    draw: (random, level) => ({ n: `${random.int(1, level === 0 ? 10 : 2100)}` }),
    meaning: ({ n }) => problem({ type: 'roman', value: n! }),
    wordings: [
      `[write|convert|express|put|render|give me|turn|change|spell] [the number|the year|] {n} [in|as|into|to|with|using] [roman numerals|a roman numeral|roman numbers|roman|roman letters|roman digits]`,
      `${WHAT} {n} in [roman numerals|roman numbers|roman]`,
      `how [do you write|do i write|did the romans write|would the romans write|do romans write|is written|would you write] [the number|the year|] {n} [in roman numerals|in roman|with roman letters|as a roman numeral|]`,
      `{n} [in|to|as] [roman|roman numerals]`,
      `${ASK} roman [numeral|number] for {n}`,
      `roman [numeral|numerals|number] for {n}`,
    ],
  },
  {
    family: 'roman',
    name: 'from roman',
    draw: (random, level) => ({ numeral: toRoman(random.int(level === 0 ? 2 : 6, level === 0 ? 12 : 2100)) }),
    meaning: ({ numeral }) => problem({ type: 'unroman', value: numeral!.toUpperCase() }),
    wordings: [
      `what [number|year|normal number|ordinary number] [is|does] [the roman numeral|roman numeral|the roman number|roman|] {numeral} [stand for|mean|represent|in normal numbers|]`,
      `${ASK} value of [the roman numeral|roman numeral|roman|] {numeral}`,
      `[convert|translate|change|turn|decode|write] [the roman numeral|roman numeral|] {numeral} [to|into|in|as] [a number|an ordinary number|a normal number|arabic numerals|normal numbers|decimal|digits]`,
      `what does {numeral} mean [in roman numerals|in roman numbers|as a number|]`,
      `which number [is|means] {numeral}`,
      `[it says|the sign says|the clock says|the stone says|on the church it says] {numeral}[,|.] [what number is that|what number is it|which number is that|what year is that|which year is it|what does it mean]`,
      `{numeral} [in numbers|as a number|in normal numbers|in digits]`,
      `the roman numeral {numeral}[ -|,|] [what number is it|which number is this|what is it]`,
    ],
  },
];

const RULES: readonly ((random: Random, level: Level) => number[])[] = [
  (random, level) => {
    const [start, step] = [random.int(1, most(level)), random.int(1, level === 0 ? 5 : 15)];
    return Array.from({ length: 6 }, (_, i) => start + i * step);
  },
  (random, level) => {
    const step = random.int(1, level === 0 ? 3 : 9);
    const start = 6 * step + random.int(1, most(level));
    return Array.from({ length: 6 }, (_, i) => start - i * step);
  },
  (random) => {
    const [start, by] = [random.int(1, 5), random.int(2, 3)];
    return Array.from({ length: 6 }, (_, i) => start * by ** i);
  },
  (random) => {
    const start = random.int(1, 4);
    return Array.from({ length: 6 }, (_, i) => (start + i) ** 2);
  },
  (random) => {
    const start = random.int(1, 20);
    return Array.from({ length: 6 }, (_, i) => start + (i * (i + 1)) / 2);
  },
];

const NEXT =
  '[comes next|is next|follows|comes after that|comes after|is the next number|is the next one|should come next|goes next|would be next]';

const SEQUENCES: readonly Intent[] = [
  {
    family: 'sequences',
    name: 'next',
    draw: (random, level) => {
      const terms = random
        .pick(level === 0 ? RULES.slice(0, 1) : RULES)(random, level)
        .slice(0, random.int(4, 5));
      return { terms: terms.join(random.pick([', ', ', ', ' '])) };
    },
    meaning: ({ terms }) => problem({ type: 'sequence', terms: numbersOf(terms!) }),
    wordings: [
      `[what|which number|what number|which] ${NEXT}[:| in|?|] [the sequence|the series|the pattern|this list|the row|] {terms}`,
      `{terms}[,|.|] [what ${NEXT}|which number ${NEXT}|what number ${NEXT}|and then|then what|and then what|what next|next|what now]`,
      `[continue|carry on|go on with] [the sequence|the series|the pattern|this sequence|the row|this list|]:[|] {terms}`,
      `${ASK} next [number|term|one] [in|of|after] [the sequence|the series|this pattern|] {terms}`,
      `the [numbers|house numbers|labels|prices|reference numbers|page numbers] [go|are|run|read] {terms}[,|.] [what comes next|which one is next|what will be the subsequent number|what number follows|what is the next one]`,
      `i count {terms}[ and then|, what do i say next|, what comes next|. what number is next]`,
      `how [does this go on|does it continue|does the row continue|continues this row]: {terms}`,
      `state the [term|number] which follows [in|] {terms}`,
    ],
  },
  {
    family: 'sequences',
    name: 'gap',
    draw: (random, level) => {
      const terms = RULES[random.int(0, 1)]!(random, level).map(String).slice(0, 5);
      terms[random.int(1, 3)] = random.pick(['_', '__', '?', '___']);
      return { gap: terms.join(', ') };
    },
    meaning: ({ gap }) => {
      const terms = gap!.split(/\s*,\s*|\s+/).map((one) => (/\d/.test(one) ? one : '?'));
      return terms.filter((one) => one === '?').length === 1 ? problem({ type: 'sequence', terms }) : undefined;
    },
    wordings: [
      `[what|which] number is missing[:| in|] {gap}`,
      `[fill in|find|supply|give me|what is|please supply|complete] the [missing|blank] [number|term|entry|one][:| in|] {gap}`,
      `{gap}[,|.|] [what is missing|which number is missing|what goes in the gap|what goes in the blank|fill in the blank]`,
      `what goes in the [blank|gap][:| in|] {gap}`,
    ],
  },
];

export const NUMBER_INTENTS: readonly Intent[] = [...DIVISORS, ...BASES, ...ROMAN, ...SEQUENCES];
