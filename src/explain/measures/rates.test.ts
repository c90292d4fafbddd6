/** Rates, shares, proportions and percentages one after another, and near ones that leave room. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../explain.ts';

/** The answer of an explanation that counts where the readers come to the same. */
const told = (question: string): string | undefined => {
  const found = explain(question);
  return found?.closed ? found.solution.answer : undefined;
};

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['A slug goes 4 metres in one hour. How many hours for 28 metres?', '7'],
  ['I cycle fourteen kilometres in an hour. How far do I get in two hours?', '28'],
  ['The tap drips 3 ml every 6 seconds. How many litres is that in an hour?', '1.8'],
  ['The muffins for 4 take 300 ml of milk. How many ml for 10 people?', '750'],
  ['We plan one nurse to every six patients. With 54 patients, nurses needed?', '9'],
  ['a beetle has 6 legs how many legs do 5 beetles have', '30'],
  ['5 pens cost 4 euros. What would 15 pens cost?', '12'],
  ['how many 20p coins make 9 pounds', '45'],
  ['how many 250 ml glasses can i fill from 2 litres', '8'],
  ['x:15 = 4:3, x?', '20'],
  ['Share 24 plums equally between 6 kids, how many each?', '4'],
  ['The 4 of us split a 60 dollar bill. How much does each pay?', '15'],
  ['Was 200, up twenty percent, then down ten percent, so what is it now?', '216'],
  ['A price of 80 was raised by 25% and then cut by 10%. What is it now?', '90'],
  ['A coat at 250 gets 20% off, then a further 10% off. Final price?', '180'],
  ['The bill is 18.50 and I pay with a 20 note, what change do I get?', '1.5'],
  ['change from a tenner if it comes to 6.40', '3.6'],
  // What is told leaves room.
  ['how many 30 cent stamps make 2 euros', undefined],
  ['A coat at 250 gets 20% off and 10% off for members. Final price?', undefined],
  ['I bought 3 pens and paid with 20. How much change?', undefined],
  ['A pen costs 3 each and I paid with 20. How much change for two?', undefined],
  ['I paid 20 and got 3 change. What did it cost?', undefined],
  ['5 pens cost 4 euros and a ruler 2. What would 15 pens cost?', undefined],
  ['5 shirts dry in 2 hours. How many hours for 10 shirts?', undefined],
  ['A fence of 100 m has a post every 5 m. How many posts?', undefined],
  ['3 hens lay 3 eggs in 3 days. How many eggs do 6 hens lay in 6 days?', undefined],
  ['The muffins for 4 take 300 ml of milk. How many grams for 10 people?', undefined],
  ['Share 24 plums equally between Tom and 5 kids, how many each?', undefined],
  ['I share 24 plums with 5 friends, how many each?', undefined],
  ['Share 24 plums between 4 kids and 2 teachers, how many each?', undefined],
  ['A price of 80 was raised by 25% and then cut by 10%. What was it before?', undefined],
  ['A price of 80 was raised by 25% and then cut by 10%. How much did I save?', undefined],
];

test('rates, shares and percentages', () => {
  for (const [question, answer] of CASES) assert.equal(told(question), answer, question);
});
