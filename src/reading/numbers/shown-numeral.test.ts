/** Table test: whether a numeral that stands somewhere is a number. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['On the wall stands MDCC. Is that the year 1700?', 'yes'],
  ['The clock shows VI. Is this 4, yes or no?', 'no'],
  ['On my watch is written IX. Is it 9?', 'yes'],
  ['On the church it says MCM. Is this the year 1800, yes or no?', 'no'],
  ['The page is numbered XIV. Is that page 14?', 'yes'],
  ['It says XL on the door. Is that 40?', 'yes'],
  ['On the coin I see XX. Is that twenty?', 'yes'],
  ['On old stone is written MM. Which year is this?', '2000'],
  ['There is XVI on the stone. Which number is this?', '16'],
  ['The sundial has XII on top. Is that 12?', 'yes'],
  ['My ring says MCMXC inside, is that the year 1980?', 'no'],
  ['The gate bears MDCCC. Was that the year 1800?', 'yes'],
  ['It says X on the door. Is that 10?', 'yes'],
  ['Chapter heading reads XIX. Does that mean 21, yes or no?', 'no'],
  ['I found LX on a tile. Is it sixty?', 'yes'],
  ['The gate bears MDCCC and MM. Is that 1800?', undefined],
  ['It says XX twice on the door. Is that 20?', undefined],
  ['The stone says XX. Is this place 20 km away?', undefined],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
