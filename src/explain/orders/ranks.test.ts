/** Orders by roles: told in more ways, and not where one word makes another order or another question of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../explain.ts';

const CASES: readonly (readonly [question: string, answer: string | undefined])[] = [
  ['Ola costs more than Pia but less than Quin. Which is cheapest?', 'Pia'],
  ['Ola costs more than Pia and has more rooms than Quin. Which is cheapest?', undefined],
  ['Ola beat Pia, Pia beat Quin. Nobody else ran. Who was second?', 'Pia'],
  ['Ola beat Pia, Pia beat Quin. Rex ran too. Who was last?', undefined],
  ['Ola beat Pia, Pia beat Quin. Who won silver?', 'Pia'],
  ['Ola beat Pia, Pia beat Quin. Name the bronze medallist.', 'Quin'],
  ['Ola beat Pia, Pia beat Quin. Is it true that Quin came last?', 'Yes'],
  ['Ola beat Pia, Pia beat Quin. Is it true that Quin did not come last?', undefined],
  ['Ola joined before Pia, Pia joined before Quin. Who has been here the longest?', 'Ola'],
  ['Ola joined before Pia, Pia joined before Quin. Who has been away the longest?', undefined],
  ['Ola is taller than Pia and Pia is taller than Quin. So is Quin taller than Ola, yes or no?', 'No'],
  ['Ola gives more milk than Pia and Pia more than Quin. Who gives the least?', 'Quin'],
  ['Ola is faster than Pia. Pia started before Quin. Who is fastest?', undefined],
  ['Ola is as tall as Pia. Pia is taller than Quin. Who is shortest?', undefined],
];

test('orders told in more ways', () => {
  for (const [question, answer] of CASES) assert.equal(explain(question)?.solution.answer, answer, question);
});
