/** Sizes told by one of a clause of its own, and packs of which some go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['Ole is twice as tall as his son, who is 85 cm. How tall is Ole?', '170'],
  ['Ole is twice as heavy as his dog, who weighs 40 kg. How heavy is Ole?', '80'],
  ['The tower is 3 times as high as the house, which is 9 m high. How high is the tower?', '27'],
  ['My van, which is 4 m long, is half as long as the truck. How long is the truck?', '8'],
  ['Ole is twice as tall as his son, who is 85 cm. How old is Ole?', undefined],
  ['I have 6 bags and each bag holds 4 plums. I lose 2 bags. How many plums are left?', '16'],
  ['There are 7 crates and each crate has 5 melons, 3 crates are stolen. How many melons are left?', '20'],
  ['We have 8 trays with 6 buns each and 2 trays are sold. How many buns are left?', '36'],
  ['I have 6 bags and each bag holds 4 plums, 2 plums are lost. How many bags are left?', undefined],
];

test('a size by that of another, and packs that go', () => {
  const wrong = CASES.flatMap(([question, want]) => {
    const found = understand(question);
    const says = found.type === 'answered' ? found.solution.answer : undefined;
    return says === want ? [] : [`${question}: ${says}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
