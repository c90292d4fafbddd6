/** Rules whose question ends with "yes or no": its "no" denies nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from './explain.ts';

const TABLE: readonly (readonly [question: string, answer: string])[] = [
  ['If the red lamp is on, then the pump is hot. The red lamp is on. So is the pump hot, yes or no?', 'Yes'],
  ['If the red lamp is on, then the pump is hot. The pump is not hot. Is the red lamp on, yes or no?', 'No'],
  ['If Ada cooks, then Bo washes up. Bo did not wash up. Did Ada cook, yes or no?', 'No'],
  ['If Ada cooks, then Bo washes up. Ada cooks. Does Bo wash up?', 'Yes'],
];

test('rules asked for yes or no', () => {
  for (const [question, answer] of TABLE) {
    const found = explain(question);
    if (found) assert.equal(found.solution.answer, answer, question);
  }
  assert.ok(TABLE.some(([question]) => explain(question)));
});
