/** What can't be written waits, is tried again, and is counted when it is given up; without a clock and a store. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Trace } from './request-trace.ts';
import { createWriteQueue } from './write-queue.ts';

const trace = (id: string): Trace => ({ id, key: 'k', prompt_tokens: 1, completion_tokens: 2, cost: 0.5 }) as Trace;

test('a batch with one bad trace: the others are written, the bad one waits and is written later', () => {
  const written: string[] = [];
  const lines: string[] = [];
  let bad = 'b';
  const queue = createWriteQueue({
    write: (traces) => {
      if (traces.some(({ id }) => id === bad)) throw new Error('no space');
      written.push(...traces.map(({ id }) => id));
    },
    log: (line) => lines.push(line),
  });
  queue.commit([trace('a'), trace('b'), trace('c')]);
  assert.deepEqual([written, queue.state().waiting, queue.unwritten('k')], [['a', 'c'], 1, { tokens: 3, cost: 0.5 }]);
  assert.deepEqual(queue.unwritten('other'), { tokens: 0, cost: 0 });
  queue.retry();
  assert.equal(queue.state().waiting, 1);
  bad = '';
  queue.retry();
  assert.deepEqual([written.at(-1), queue.state()], ['b', { trouble: undefined, waiting: 0, lost: 0 }]);
  assert.equal(lines.length, 2);
  assert.match(lines[0]!, /can't be written/);
  assert.match(lines[1]!, /written again/);
});

test('of more than 64 that wait only the cost is kept', () => {
  const queue = createWriteQueue({
    write: () => {
      throw new Error('read-only');
    },
    log: () => {},
  });
  for (let i = 0; i < 70; i++) queue.commit([trace(String(i))]);
  assert.deepEqual([queue.state().waiting, queue.state().lost], [64, 6]);
  assert.deepEqual(queue.unwritten('k'), { tokens: 210, cost: 35 });
});
