/** Table test: plain sums with what people say beside them; near ones that say more are not answered. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { understand } from '../understand.ts';

const answer = (question: string): string | undefined => {
  const found = understand(question);
  return found.type === 'answered' ? found.solution.answer.replace(/^x = /, '') : undefined;
};

const TABLE: readonly (readonly [string, string | undefined])[] = [
  ['4 plus 5? i ran out of fingers', '9'],
  ['what is 8 + 9, my calculator is broken', '17'],
  ['2 times 3 my brain is off today', '6'],
  ['7+7 cant remember', '14'],
  ['whats 5 times 6 i keep forgetting', '30'],
  ["what's 20 minus 9, i have lost count", '11'],
  ['7 x 8, i always forget this one', '56'],
  ['12 / 4, kids are asleep so i cant ask them', '3'],
  ['We got 4 parcels, then 5 more. What is 4+5?', '9'],
  ['Bus had 10 on it and 3 got off. What is 10 - 3?', '7'],
  ['Six take away one is …?', '5'],
  ['five and two is ...?', '7'],
  ['Ten take away two makes …', '8'],
  ['Three times four is …?', '12'],
  ['Seven and two more make ... ?', '9'],
  ['double of 8', '16'],
  ['double of five?', '10'],
  ['the double of 7', '14'],
  ['half of 8, son says 5 i say 4', '4'],
  ['3 times 7, my wife says 24, i say 21', '21'],
  ['8 + 7: she says 14 and I say 15, who is right? what is it', '15'],
  ['triple of 6', '18'],
  ['twice 12, please, my brother thinks 22', '24'],
  ['whats 7 plus the fingers i have left', undefined],
  ['what is 6 plus 7 my head hurts', '13'],
  ['16 divided by 2, sorry my phone is slow', '8'],
  ['9 times 4 the baby is screaming', '36'],
  ['whats 100 - 50 i am too tired', '50'],
  ['Three birds sat there and four more came. Three plus four is …?', '7'],
  ['I had 9 and spent 4. Nine minus four is?', '5'],
  ['We put three plates and then seven. 3 + 7 = ?', '10'],
  ['My son has 4 boxes with 5 cars. What is 4 x 5?', '20'],
  ['There were 7 of us, then 2 came. So how much is 7 plus 2?', '9'],
  ['double 10, my brother says 30', '20'],
  ["5+10, he thinks it's 14", '15'],
  ['8 plus 4? my friend says 13 but i say 12', '12'],
  ["what's 3 times 9, dad thought 24", '27'],
  ['what is 7 plus my age', undefined],
  ['what is 12 minus 5 i mean the other way round', undefined],
  ['2 + 3 x 4 my teacher says 20', '14'],
];

for (const [question, want] of TABLE) test(question, () => assert.equal(answer(question), want));
