/** What a sentence with a blank asks, and which gaps are no blanks of this kind. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { askedBlank } from './blanks.ts';

const ASKED: readonly (readonly [string, string])[] = [
  ['The day after Monday is ___.', 'what is The day after Monday?'],
  ['Complete: the month before May is ____', 'what is the month before May?'],
  ['70cm = _mm', '70cm = how many mm?'],
  ['A car does 40 km an hour. In 3 hours it goes ___ km.', 'A car does 40 km an hour. In 3 hours it goes how many km?'],
  [
    'The film began at 19:00 and lasted 80 minutes. It ended at ____.',
    'The film began at 19:00 and lasted 80 minutes. It ended at what time?',
  ],
  ['tea costs less than cocoa. the cheaper is ___', 'tea costs less than cocoa. what is the cheaper?'],
  ['tallest 180, shortest 150, so the range is', 'tallest 180, shortest 150, so what is the range?'],
  ['A square has area 25. Side = ___', 'A square has area 25. Side = what?'],
];

const LEFT: readonly string[] = [
  '5 + _ = 9',
  '2, 4, _, 8',
  '3 + 4 = _',
  '__ and __ make 10',
  'my_file has 3 lines',
  'What is 3 + 4?',
];

for (const [sentence, asked] of ASKED) test(sentence, () => assert.equal(askedBlank(sentence), asked));

test('gaps among numbers, names with a bar and plain questions stay', () => {
  assert.deepEqual(
    LEFT.filter((one) => askedBlank(one) !== undefined),
    [],
  );
});
