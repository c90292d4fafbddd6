/** Table test: fractions of one whole that go one after the other, levels, slices, doses. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['half a tablet 3 times a day, how many tablets a day?', '1.5'],
  ['a quarter of a pill 4 times a day, how many pills is that per day', '1'],
  ['half a scoop 6 times a week, how many scoops is that a week', '3'],
  ['half a cup twice a day, how many cups is that a day', '1'],
  ['I ate 1/2 of the cake yesterday and 1/4 of it today. What fraction of the cake have I eaten?', '3/4'],
  ['We painted 1/3 of the fence on Monday and 1/2 of it on Tuesday. What fraction of the fence is painted?', '5/6'],
  [
    'She read 1/5 of the book on Monday and another 1/5 on Tuesday. What fraction of the book has she read altogether?',
    '2/5',
  ],
  ['He used 2/5 of the rope and then 1/5 of it. How much of the rope is that in total, as a fraction?', '3/5'],
  ['The tank was 5/6 full. We used 1/3 of the tank. What fraction of the tank is left?', '1/2'],
  ['My jar was 3/4 full of jam and I took out 1/2 of a jar. How full is it now, as a fraction?', '1/4'],
  ['The bottle was 7/8 full. I poured out 1/4 of the bottle. What fraction of the bottle is still full?', '5/8'],
  ['The tank is 1/4 full. I fill in 1/2 of a tank. What fraction of the tank is full now?', '3/4'],
  ['One pizza, 8 equal slices, 3 of them eaten. What fraction of the pizza is left?', '5/8'],
  ['A cake cut in 6 equal pieces, 2 of them gone. What fraction of the cake is gone?', '1/3'],
  ['The pie has 12 slices, and we ate 3. What fraction of the pie did we eat?', '1/4'],
  ['The pie has 12 slices and we ate 3. What fraction of the pie is left?', '3/4'],
  ['A bar of chocolate in 5 equal parts, 2 of them eaten. Which fraction is eaten?', '2/5'],
  ['A loaf is cut into 10 equal slices. I toast 5 of them. What fraction of the loaf did I toast?', '1/2'],
  ['three sevenths of the 28 eggs are brown. How many are brown?', '12'],
  ['How many eggs is three sevenths of the 28 eggs?', '12'],
  ['three sevenths of the 28 eggs', '12'],
  ['two fifths of 25', '10'],
  ['What is four ninths of the 18 chairs?', '8'],
  ['seven eighths of 24', '21'],
  ['two sevenths of 14 is how much', '4'],
  ['One pizza, equal slices, 3 of them eaten. What fraction of the pizza has been eaten?', undefined],
  ['One pizza, 8 equal slices, some of them eaten. What fraction of the pizza has been eaten?', undefined],
  [
    'I used 1/4 of the bag of flour in the morning and the rest in the evening and 1/4 again. What fraction of the bag is that together?',
    undefined,
  ],
  ['One pizza, 8 equal slices, 3 of them eaten, another 2 dropped. What fraction of the pizza is clean?', undefined],
  ['Half a pill 3 times a day. How many pills a day?', '1.5'],
  ['he takes a quarter of a tablet 4 times a day, how many tablets is that a day?', '1'],
  ['2 tablets twice a day, how many tablets is that a day', '4'],
  [
    'We ate 1/2 of the lasagne on Monday and 1/4 of it on Tuesday. What fraction of the lasagne did we eat altogether?',
    '3/4',
  ],
  [
    'I painted 1/3 of the wall in the morning and another 1/3 of it after lunch. Which fraction of the wall is painted?',
    '2/3',
  ],
  ['1/8 of the loaf I ate for breakfast and 3/8 of it for lunch. What fraction of the loaf is that in total?', '1/2'],
  ['The barrel was 2/3 full. We drank 1/3 of the barrel. How full is it now?', '1/3'],
  ['The tank was 3/8 full. I put in 1/2 of a tank. How full is the tank now?', '7/8'],
  ['A cucumber, 10 equal slices, 3 of them used. What fraction of the cucumber is used?', '3/10'],
  ['A cucumber, 10 equal slices, 3 of them used. What fraction of the cucumber is left?', '7/10'],
  ['A chocolate bar has 16 squares and I gave away 4. What fraction of the bar did I give away?', '1/4'],
  ['My lasagna is cut into 8 equal pieces and 6 are left. What fraction of the lasagna is left?', '3/4'],
  ['My lasagna is cut into 8 equal pieces and 6 are left. What fraction has been eaten?', '1/4'],
  ['The tank was 3/8 full. I put in 1/2 of a bucket. How full is the tank now?', undefined],
  ['The tank was 3/8 full. I used a third of it. How full is the tank now?', undefined],
  ['We ate 1/2 of the lasagne and gave 1/4 of it to the dog. What fraction of the lasagne did the cat eat?', undefined],
  ['We ate 1/2 of the lasagne and 1/4 of the pie. What fraction of the lasagne did we eat altogether?', undefined],
  ['A chocolate bar has 16 squares and I gave away some. What fraction of the bar did I give away?', undefined],
  ['I have 3/4 of a litre of milk and use half of it. What fraction of a litre is that?', '0.375'],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
