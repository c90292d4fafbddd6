/** Right answers of the task families, in the forms in which models give them, are read and graded as right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from '../answers/read.ts';
import { families, grade, item } from './registry.ts';

test('the right answer of every family is read, however it stands', () => {
  const forms = [
    (gold: string) => gold,
    (gold: string) => `The answer is ${gold}.`,
    (gold: string) => `**${gold}**`,
    (gold: string) => `\\boxed{${gold}}`,
  ];
  for (const { name } of families) {
    for (const difficulty of [1, 2, 3] as const) {
      for (let index = 0; index < 40; index++) {
        const problem = item(name, 'train', 5, index, difficulty);
        for (const form of forms) {
          const found = readAnswer({ content: form(problem.gold), finish: 'stop' }, { question: problem.question });
          assert.ok(
            found.type === 'answer' && grade(problem, found.answer).correct,
            `${name}: ${form(problem.gold)} → ${JSON.stringify(found)}`,
          );
        }
      }
    }
  }
});
