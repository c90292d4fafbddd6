/** Rows of letter groups: each place goes on by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const ANSWERS: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['DE, EF, FG, ?', 'GH'],
  ['DF, DG, DH, ?', 'DI'],
  ['AZ, BY, CX, ?', 'DW'],
  ['XC, XD, XE, next?', 'XF'],
  ['What comes next: PQR, QRS, RST, ...', 'STU'],
  ['ace, bdf, ceg, ?', 'dfh'],
  ['ABC, DEF, GHI, what comes next?', 'JKL'],
  ['BC, DE, ?, HI', 'FG'],
  ['Which group comes next? MN, NO, OP, ___', 'PQ'],
  ['continue the sequence AC, BD, CE, DF, ...', 'EG'],
  ['LM LN LO ?', 'LP'],
  // No rule of the places, the end of the alphabet, other questions.
  ['CAT, DOG, COW, ?', undefined],
  ['WX, XY, YZ, ?', undefined],
  ['AB, BC, ?', undefined],
];

test('rows of letter groups go on place by place', () => {
  for (const [question, answer] of ANSWERS) {
    const found = understand(question);
    assert.equal(found.type === 'answered' ? found.solution.answer : undefined, answer, question);
  }
});
