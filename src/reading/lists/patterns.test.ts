/** Table test: rows of things that come again, and weekdays and months in turn; near ones are not read. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerOf } from '../testing.ts';

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['January, February, March, and then?', 'April'],
  ['saturday sunday monday then what', 'Tuesday'],
  ['Tue, Wed, Thu, next?', 'Friday'],
  ['April, May, June - what month goes next?', 'July'],
  ['Monday, Wednesday, Friday, and then?', 'Sunday'],
  ['Monday, ___, Wednesday', 'Tuesday'],
  ['My kid recites: Thursday, Friday, Saturday. What comes after that?', 'Sunday'],
  ['The lights go green, yellow, green, yellow, green. What colour is next?', 'yellow'],
  ['circle square triangle circle square triangle circle, next?', 'square'],
  ['My necklace is black white black white black. What bead next?', 'white'],
  ['clap, stomp, clap, stomp, clap - what do I do next?', 'stomp'],
  ['Tiles: grey, white, white, grey, white, white, grey. Colour of the next tile?', 'white'],
  ['left foot, right foot, left foot, right foot: which foot next?', 'left foot'],
  ['What is the missing shape: star, moon, ?, moon, star, moon', 'star'],
  ['In the pattern red, green, blue, red, green, blue, what is the 10th?', 'red'],
  ['X O O X O O X, what letter comes next?', 'O'],
  // Near ones.
  ['red, blue, red, blue. What comes next after green?', undefined],
  ['red, blue, green, what comes next?', undefined],
  ['grey, white, white, grey: what comes next?', undefined],
  ['dog, cat, dog, cat. which is first?', undefined],
  ['red, blue, red, blue: what are the next two?', undefined],
  ['red, blue, red, blue. What comes before the first red?', undefined],
  ['Monday, Tuesday, Thursday, then?', undefined],
  ['I work Monday, Tuesday, Wednesday. What is my next day off?', undefined],
  ['The meetings are Monday, Tuesday and Wednesday. When is the next one?', undefined],
];

for (const [question, answer] of TABLE) test(question, () => assert.equal(answerOf(question), answer));
