/** Coming and going by a verb and a small word. `-`: it is not read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';
import { withDirections } from './directions.ts';
import { readText } from './text.ts';

const ANSWERS: readonly (readonly [string, string])[] = [
  ['5 people in the lift, 2 step out, 4 step in. how many people now', '7'],
  ['7 kids on the slide, 3 hop off, 1 hops on. how many kids now', '5'],
  ['6 guests in the sauna, 1 comes out, 3 go in. how many guests are in it', '8'],
  ['8 frogs on the log, 2 jump off and 5 more climb on. How many frogs now?', '11'],
  ['There were 12 players online, 5 logged off and 2 logged on. How many players now?', '9'],
  ['We had 14 guests. 6 checked out, 3 checked in. How many guests do we have now?', '11'],
  ['9 cars in the car park. 4 drive out, 2 drive in. How many cars now?', '7'],
  ['There were 9 eggs in the nest box. I took 4 out. How many eggs are in it now?', '5'],
  ['There are 9 balls in the bag, I put 3 more in. How many balls now?', '12'],
  ['10 hens in the run, i let 3 out. how many hens are left in the run', '7'],
  ['There were 8 dishes in the sink, he threw out 2. How many dishes now?', '6'],
  ['3 rabbits in the hutch, 2 more were put in. how many rabbits now', '5'],
];

/** What the pairs are read as, and what stays: states, ways, prices, and what is asked. */
const WORDINGS: readonly (readonly [string, string])[] = [
  ['2 of them got out of the van', '2 of them departed from the van'],
  ['3 more squeezed in', '3 more arrived'],
  ['He took 4 of them away.', 'He removed 4 of them.'],
  ['5 fish swim in the pond', '5 fish swim in the pond'],
  ['I walk 3 km down the hill and 2 km on', 'I walk 3 km down the hill and 2 km on'],
  ['how many got off?', 'how many got off?'],
  ['3 apples out of 9', '3 apples out of 9'],
  ['6 euros off the price', '6 euros off the price'],
  ['the rest were put into 6 teams', 'the rest were put into 6 teams'],
];
const NOBODY_KNOWS = [
  'There were 9 apples in the bowl. I brought 4 out. How many apples are in the bowl?',
  'I had 9 pens and gave 4 more back. How many pens?',
];

test('who gets out goes, who gets in comes', () => {
  const wrong = ANSWERS.flatMap(([question, want]) => {
    const found = understand(question);
    const got = found.type === 'answered' ? found.solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});

test('pairs of a verb and where to in one plain verb', () => {
  assert.deepEqual(
    WORDINGS.map(([told]) => withDirections(readText(told))?.text),
    WORDINGS.map(([, plain]) => plain),
  );
  for (const told of NOBODY_KNOWS) assert.equal(withDirections(readText(told)), undefined, told);
});
