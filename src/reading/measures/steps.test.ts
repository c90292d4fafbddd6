/** Questions of one step more than their kind: averages, fractions left, parts, areas, percents. `-`: declined. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

const TABLE: readonly (readonly [string, string])[] = [
  ['4 jobs averaged 80 quid, then a 5th job at 130, new average for all 5', '90'],
  ['mean of 5 temps is 20. drop the odd one that reads 24. mean of the other 4?', '19'],
  ['Average of 3 rounds is 20 points. What must round 4 be so the average over all 4 is 25?', '40'],
  ['Please give me the average of 4, 8 and a third number.', '-'],
  ['The average of two weights is 9 kg. One is 6 kg. What is the other?', '12'],
  ['the mean of 2 scores is 9, one is 7. what is the other one?', '11'],
  ['The average of two numbers is 5. One is 4 more than the other. What is the other?', '-'],
  ['On Monday we sold 10 pies, on Tuesday 14 pies and on Friday 6 pies. How many pies a day on average?', '10'],
  ['On Monday I ran 3 km and on Tuesday twice that. How many km a day is that on average?', '-'],
  ['average of 7, 9 and the last dancer', '-'],
  [
    'I did one fifth of the road in the morning and one third of the whole road after dinner. Which fraction of the road is left?',
    '7/15',
  ],
  ['1/2 of the work done in week 1, 1/5 of the whole in week 2. Fraction still to do?', '3/10'],
  ['A pie is cut in 10 equal slices; I eat 3 slices, the dog 4. Which fraction of the pie remains?', '3/10'],
  [
    'From 3/4 of a litre I use one third, and later half of what was left. Which fraction of a litre is still there?',
    '1/4',
  ],
  ['Dilute 1 part stock with 3 parts water. 50 mL of stock used: total volume in mL?', '200'],
  ['Mix 1 part syrup with 5 parts water. 40 ml of syrup: how much water in ml?', '200'],
  ['cement and sand ratio is one to 3 i have 5 bags of cement how many bags of sand', '15'],
  ["I'm splitting 30 bottles white to red as 3:2. Number of reds?", '12'],
  ['Three sisters share 90 euros in the ratio 2 to 3 to 4. The biggest part is how many euros?', '40'],
  ['A : B = 2 : 3 and B : C = 4 : 7. Give A : C in lowest terms.', '8:21'],
  ['A : B = 2 : 3 and B : C = 3 : 5. If A = 4, find C.', '10'],
  ['scale 1600x900 down to width 800, same aspect ratio. height?', '450'],
  ['4m by 5m room, area in m2', '20'],
  ['A dance floor 6 m by 4 m hires out at £10 per square metre. Cost in pounds?', '240'],
  [
    'A rectangular garden, 10 m by 8 m, has a square pond of side 2 m inside it. How many square metres are left for planting?',
    '76',
  ],
  ['A coat has been reduced by 20 per cent and now costs 40 pounds. Its original price in pounds?', '50'],
  ['After adding 10% GST the bill is 220. Amount before GST?', '200'],
  ['Gross amount 121 euro including 21 % VAT. How much euro VAT is in it?', '21'],
  ['A coat of 40 pounds is reduced by 20 per cent. Its new price in pounds?', '32'],
  ['3 m² in cm²', '30000'],
  ['3 GiB in MiB', '3072'],
  ['25 °C in kelvin', '298.15'],
  ['half off 20 bucks, new price?', '10'],
  ['A discounted price is £36. Original price?', '-'],
  ['Price excluding 20% VAT is 60. How much VAT?', '12'],
  ['4 devs need 6 days. Same pace per head, 3 devs: how many days?', '8'],
  ['A : B = 2 : 3 and C : D = 4 : 7. Give A : C in lowest terms.', '-'],
  ['Dilute 1 part stock with 3 parts water. 50 mL of juice used: total volume in mL?', '-'],
];

test('questions of one step more than their kind', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = understand(question);
    const got = found.type === 'answered' ? found.solution.answer : '-';
    return got === want ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
