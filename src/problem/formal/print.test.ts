import assert from 'node:assert/strict';
import test from 'node:test';
import { parseProblem } from './parse.ts';
import { printProblem } from './print.ts';
import type { Problem } from './problem.ts';

const EXAMPLES: readonly (readonly [string, Problem])[] = [
  ['value 7*8-19', { type: 'value', expression: '7*8-19' }],
  ['solve x: 4x-9=27', { type: 'solve', unknowns: ['x'], equations: ['4x-9=27'] }],
  [
    'solve x, y whole: x+y=5; x-y=3',
    { type: 'solve', unknowns: ['x', 'y'], equations: ['x+y=5', 'x-y=3'], whole: true },
  ],
  [
    'solve y whole amount: x+y=5; x-y=3',
    { type: 'solve', unknowns: ['y'], equations: ['x+y=5', 'x-y=3'], whole: true, amount: true },
  ],
  ['make 24 from all of 6, 6, 2, 2', { type: 'make', target: '24', numbers: ['6', '6', '2', '2'], all: true }],
  ['make 7 from 3, 4', { type: 'make', target: '7', numbers: ['3', '4'], all: false }],
  ['sequence 2, 4, ?, 8', { type: 'sequence', terms: ['2', '4', '?', '8'] }],
  ['sequence term 10 of 1/2, -3, 0.5', { type: 'sequence', terms: ['1/2', '-3', '0.5'], at: 10 }],
  ['letters A, ?, C', { type: 'letters', terms: ['A', '?', 'C'] }],
  ['letters term 5 of a', { type: 'letters', terms: ['a'], at: 5 }],
  ['pattern red, "sky blue", ?', { type: 'pattern', terms: ['red', 'sky blue', '?'] }],
  ['pattern term 9 of a, b, a, b', { type: 'pattern', terms: ['a', 'b', 'a', 'b'], at: 9 }],
  ['count-letters r in "straw berry"', { type: 'count-letters', what: 'r', text: 'straw berry' }],
  ['spelling letter -2 of "banana"', { type: 'spelling', ask: 'letter', text: 'banana', at: -2 }],
  ['spelling backwards of "stressed"', { type: 'spelling', ask: 'backwards', text: 'stressed' }],
  ['count-words "a, b; c: d"', { type: 'count-words', text: 'a, b; c: d' }],
  ['count-item cat in cat, "big dog", cat', { type: 'count-item', item: 'cat', items: ['cat', 'big dog', 'cat'] }],
  ['count-numbers "> 10 and even" in 4, 12', { type: 'count-numbers', that: '> 10 and even', numbers: ['4', '12'] }],
  [
    'count-things "musical instruments" in 2 flute, 1 "red stove"',
    {
      type: 'count-things',
      of: 'musical instruments',
      counted: [
        ['2', 'flute'],
        ['1', 'red stove'],
      ],
    },
  ],
  [
    'sort amounts-down "1.2 m", "95 cm"; of Ann, Bo; at -1',
    { type: 'sort', by: 'amount', order: 'descending', items: ['1.2 m', '95 cm'], labels: ['Ann', 'Bo'], at: -1 },
  ],
  ['sort reverse-alphabetical "a, b", c', { type: 'sort', by: 'alphabet', order: 'descending', items: ['a, b', 'c'] }],
  ['sort numerals-up XL, IX', { type: 'sort', by: 'roman', order: 'ascending', items: ['XL', 'IX'] }],
  ['count-item bun in bun, rye; less rye', { type: 'count-item', item: 'bun', items: ['bun', 'rye'], less: 'rye' }],
  [
    'count-item cow in cow, goat, pig; also goat; not',
    { type: 'count-item', item: 'cow', items: ['cow', 'goat', 'pig'], also: ['goat'], not: true },
  ],
  [
    'sort descending 9, 4, 9; first 2; distinct',
    { type: 'sort', by: 'value', order: 'descending', items: ['9', '4', '9'], first: 2, form: 'distinct' },
  ],
  [
    'sort alphabetical fig, ash; where fig',
    { type: 'sort', by: 'alphabet', order: 'ascending', items: ['fig', 'ash'], where: 'fig' },
  ],
  ['roman 88 count letters', { type: 'roman', value: '88', count: 'letters' }],
  ['pick smallest 2 of 3, 1, 2', { type: 'pick', which: 'smallest', rank: 2, numbers: ['3', '1', '2'] }],
  ['weekday 2023-07-04 + 0', { type: 'weekday', of: '2023-07-04', plus: 0 }],
  ['weekday Monday - 3', { type: 'weekday', of: 'Monday', plus: -3 }],
  ['date --03-15 + 30 days', { type: 'date', from: '--03-15', plus: 30, unit: 'days' }],
  ['date 2024-03-15 - 2 months us', { type: 'date', from: '2024-03-15', plus: -2, unit: 'months', form: 'us' }],
  ['days 2023-05-01 to 2023-05-20', { type: 'days', from: '2023-05-01', to: '2023-05-20' }],
  ['minutes 9:40 to 11:05', { type: 'minutes', from: '9:40', to: '11:05' }],
  ['clock 10:50 - 45', { type: 'clock', at: '10:50', plus: -45 }],
  ['clock 15:05 + 0 as 12', { type: 'clock', at: '15:05', plus: 0, form: '12' }],
  ['time-span 7384 as h min s', { type: 'time-span', seconds: '7384', form: 'h min s' }],
  ['date 2024-03-07 + 5 workdays', { type: 'date', from: '2024-03-07', plus: 5, unit: 'workdays' }],
  [
    'days 2024-05-01 to 2024-05-31 only Monday both',
    { type: 'days', from: '2024-05-01', to: '2024-05-31', only: 'Monday', both: true },
  ],
  ['nth-weekday -1 Friday 2024 5', { type: 'nth-weekday', place: -1, weekday: 'Friday', year: 2024, month: 5 }],
  ['leap count 2001 to 2020', { type: 'leap', ask: 'count', year: 2001, to: 2020 }],
  ['term term 7 of x-6 from 50', { type: 'term', rule: 'x-6', first: ['50'], ask: 'term', at: 7 }],
  ['term sum 10 of primes', { type: 'term', rule: 'primes', first: [], ask: 'sum', at: 10 }],
  ['next-prime 50', { type: 'divisors', ask: 'next-prime', numbers: ['50'] }],
  ['leap next 2041', { type: 'leap', ask: 'next', year: 2041 }],
  ['percent-of 15, 60', { type: 'formula', formula: 'percent-of', given: ['15', '60'] }],
  [
    'convert 2 hours, 0.5 min to "square-metres"',
    {
      type: 'convert',
      amounts: [
        ['2', 'hours'],
        ['0.5', 'min'],
      ],
      to: 'square-metres',
    },
  ],
  ['coded roman to 10: XIX+XXIV', { type: 'coded', from: 'roman', to: '10', expression: 'XIX+XXIV' }],
  ['base 77 from 10 to 2 count ones', { type: 'base', value: '77', from: 10, to: 2, count: 'ones' }],
  ['base FF from 16 to 2', { type: 'base', value: 'FF', from: 16, to: 2 }],
  ['roman 49', { type: 'roman', value: '49' }],
  ['unroman XLIX', { type: 'unroman', value: 'XLIX' }],
  ['gcd 84, 126', { type: 'divisors', ask: 'gcd', numbers: ['84', '126'] }],
  [
    'order Ann, "Uncle Bo"; Ann > "Uncle Bo" by 2; Ann at -1; ask place -2',
    {
      type: 'order',
      names: ['Ann', 'Uncle Bo'],
      clues: [
        { before: 'Ann', after: 'Uncle Bo', by: 2 },
        { name: 'Ann', places: [-1] },
      ],
      ask: { type: 'place', place: -2 },
    },
  ],
  [
    'order a, b, c; a not-at 1 or -1; a <> b by 2; c between a and b; a = b; ask whether a > b by 1',
    {
      type: 'order',
      names: ['a', 'b', 'c'],
      clues: [
        { name: 'a', places: [1, -1], not: true },
        { apart: ['a', 'b'], by: 2 },
        { name: 'c', between: ['a', 'b'] },
        { level: ['a', 'b'] },
      ],
      ask: { type: 'holds', clue: { before: 'a', after: 'b', by: 1 } },
    },
  ],
  [
    'order a, b; a > b; ask next a 1',
    { type: 'order', names: ['a', 'b'], clues: [{ before: 'a', after: 'b' }], ask: { type: 'next', name: 'a', by: 1 } },
  ],
  [
    'order a, b; a > b; ask last of a, b',
    {
      type: 'order',
      names: ['a', 'b'],
      clues: [{ before: 'a', after: 'b' }],
      ask: { type: 'compare', names: ['a', 'b'], want: 'last' },
    },
  ],
  [
    'path A -- B 4; ask ways A to B via C avoiding D "E F"',
    {
      type: 'path',
      edges: [{ from: 'A', to: 'B', length: '4', oneWay: false }],
      from: 'A',
      to: 'B',
      ask: 'ways',
      via: 'C',
      avoid: ['D', 'E F'],
    },
  ],
  [
    'path A -- B 4; B -> C 3; ask route A to C',
    {
      type: 'path',
      edges: [
        { from: 'A', to: 'B', length: '4', oneWay: false },
        { from: 'B', to: 'C', length: '3', oneWay: true },
      ],
      from: 'A',
      to: 'C',
      ask: 'route',
    },
  ],
  ['truth not (true and false)', { type: 'truth', expression: 'not (true and false)' }],
  [
    'liars Ada, Ben; fact Ada; Ben says not Ada; ask honest Ben',
    {
      type: 'liars',
      names: ['Ada', 'Ben'],
      facts: ['Ada'],
      says: [{ who: 'Ben', says: 'not Ada' }],
      ask: { type: 'honest', name: 'Ben' },
    },
  ],
  [
    'liars Ada, Ben; suspects Ada, Ben, Cy; fact liars = 1; Ben says not did_Ada; ask culprit',
    {
      type: 'liars',
      names: ['Ada', 'Ben'],
      suspects: ['Ada', 'Ben', 'Cy'],
      facts: ['liars = 1'],
      says: [{ who: 'Ben', says: 'not did_Ada' }],
      ask: { type: 'culprit' },
    },
  ],
  [
    'liars Ada; fact Ada; ask kind Ada knight knave',
    {
      type: 'liars',
      names: ['Ada'],
      facts: ['Ada'],
      says: [],
      ask: { type: 'kind', name: 'Ada', honest: 'knight', liar: 'knave' },
    },
  ],
  ['walk forward 3; turn left', { type: 'walk', steps: ['forward 3', 'turn left'] }],
  [
    'story had = 14; gave = 5; whole had-gave',
    {
      type: 'story',
      quantities: [
        ['had', '14'],
        ['gave', '5'],
      ],
      expression: 'had-gave',
      whole: true,
    },
  ],
];

test('every kind of problem is one line, and the line is the problem again', () => {
  for (const [line, problem] of EXAMPLES) {
    assert.equal(printProblem(problem), line);
    assert.deepEqual(parseProblem(line), problem, line);
  }
});

test('what is no problem of the language is undefined, never an exception', () => {
  for (const line of [
    '',
    'hello',
    'value',
    'gcd',
    'gcd a, b',
    'minutes 9 to 10',
    'order',
    'path A',
    'count-things x',
    'sort',
    '"',
    'liars',
    'weekday',
    'date 1 + x days',
    'base',
    `value ${'1'.repeat(9000)}`,
  ])
    assert.ok(['undefined', 'object'].includes(typeof parseProblem(line)), line);
  assert.equal(parseProblem('gcd a, b'), undefined);
  assert.equal(parseProblem('sort sideways 1, 2'), undefined);
});
