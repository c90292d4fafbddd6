/** No text takes long: replies of a megabyte, patterns that backtrack, LaTeX that parsers choke on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from './read.ts';
import { groupAnswers, sameAnswer } from './same.ts';

const PIECES = [
  '1',
  ' ',
  '\n',
  '.',
  '. ',
  ',',
  ', ',
  '(',
  ')',
  '[',
  '{',
  '}',
  '$',
  '$ ',
  '*',
  '**',
  '#',
  '#### ',
  '_',
  '`',
  '```\n',
  '=',
  '= ',
  '-',
  '+',
  '<',
  '<<',
  '>>',
  '\\',
  '\\\\',
  '\\boxed{',
  '\\boxed{1} ',
  '\\fbox ',
  '\\frac{',
  '\\text{',
  '\\begin{pmatrix}',
  '\\(',
  '\\[',
  '&',
  '|',
  '<think>',
  '</think>',
  '<think></think>',
  '<answer>',
  '</answer>',
  '<answer></answer>',
  '<|begin_of_box|>',
  '<|',
  'A: ',
  'A) ',
  '(A) ',
  'answer ',
  'answer is ',
  'the answer is 1. ',
  'answer: ',
  'Answer:\n',
  'the answer to ',
  'answer, therefore, ',
  'so ',
  ', so ',
  'Since a, ',
  'is 1 ',
  'and ',
  ' and ',
  '1 and ',
  'x=',
  '=x',
  '1,',
  '1,234',
  '1 2 ',
  '1/',
  ' / ',
  '1/2 ',
  'e1',
  '10^',
  '%',
  '^',
  '^{',
  '²',
  'π',
  '±',
  '∪',
  '≤',
  '∈',
  'I hope ',
  'I hope this. ',
  'Note: ',
  '? ',
  '!',
  '。',
  '答案',
  '答案是',
  '答え',
  'الإجابة ',
  'पाठ ',
  'ответ ',
  '１',
  '٣',
  ':',
  ': ',
  '12:',
  'million ',
  'dozen',
  'km/',
  ' per ',
  'one hundred ',
  'the ',
  'to check ',
  'option A ',
  "don't ",
  '\u0002',
  '\u200b',
  '😀',
  'é',
  '{"a":',
  '[[',
  '"',
  "'",
  '\t',
  ';',
  ' ; ',
  'if ',
  'you? ',
  'because ',
  '\\sqrt(',
  'sqrt(',
  'x^(',
  'a_',
  '½',
  'log_',
];

/** Seconds are those of a busy machine: what is linear ends far below, what is not never ends. */
const inTime = (name: string, most: number, work: () => void): void => {
  const started = performance.now();
  work();
  const took = performance.now() - started;
  assert.ok(took < most, `${name}: ${Math.round(took)} ms`);
};

test('replies of a megabyte are read in bounded time', () => {
  for (const piece of PIECES) {
    const long = piece.repeat(Math.ceil((/^[ \\(.=]$/.test(piece) ? 1_000_000 : 30_000) / piece.length));
    inTime(JSON.stringify(piece), 2500, () => readAnswer(long, { question: long }));
    inTime(`${JSON.stringify(piece)} and more`, 2500, () => readAnswer(`The answer is ${long.slice(0, 12_000)} 18`));
  }
});

test('answers of any length and make are compared in bounded time', () => {
  for (const piece of PIECES) {
    for (const length of [250, 1000, 100_000]) {
      const long = piece.repeat(Math.ceil(length / piece.length));
      inTime(`${JSON.stringify(piece)} ${length}`, 2500, () => {
        assert.equal(sameAnswer(`${long}1`, '43 apples and pears'), false);
        sameAnswer(`x${long}`, `y${long}`);
      });
    }
  }
});

test('hostile mathematics ends', () => {
  const nest = (open: string, close: string, n: number) => `${open.repeat(n)}1${close.repeat(n)}`;
  const hostile = [
    '9^{9^{9^{9}}}',
    '100000!',
    '((((((((((((((((((((1',
    '+'.repeat(60),
    '-'.repeat(60),
    '1'.repeat(280),
    `2^{${'9'.repeat(50)}}`,
    nest('(', ')', 29),
    nest('\\frac{1}{', '}', 29),
    nest('\\sqrt{', '}', 25),
    nest('f(', ')', 29),
    nest('-(', ')', 29),
    nest('\\left(', '\\right)', 20),
    '\\int_0^1 '.repeat(20),
    '\\sum_{k=1}^{10^9} k',
    'x_{1}'.repeat(40),
    '|'.repeat(40),
    '1,'.repeat(400),
    '(1,2),'.repeat(150),
    '±1'.repeat(20),
    nest('{', '}', 100),
    '1/0',
    '0^{-1}',
    '\\frac{1}{0}',
    '\\log 0',
    '\\tan 90^\\circ',
    '(1'.repeat(20) + ')'.repeat(20),
    '\\binom{1000}{500}',
    '1e400',
    `10^${'9'.repeat(20)}`,
    'e^{e^{e^{e^{e}}}}',
  ];
  for (const one of hostile) {
    inTime(one.slice(0, 40), 2500, () => {
      sameAnswer(one, '42');
      sameAnswer(one, `${one} `);
      groupAnswers([one, `$${one}$`, '1']);
    });
  }
});
