/** Places are handed out in turn, bounded, and never lost. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createSlots, type Release } from './slots.ts';

const order = async (waiters: readonly (readonly [string, object | undefined])[]): Promise<string[]> => {
  const slots = createSlots(1, 10);
  const first = slots.acquire() as Release;
  const served: string[] = [];
  const all = waiters.map(async ([name, group]) => {
    const release = await slots.acquire(group ? { group } : {});
    served.push(name);
    release!();
  });
  first();
  await Promise.all(all);
  assert.deepEqual([slots.running(), slots.waiting()], [0, 0]);
  return served;
};

test('waiters are served in order, and groups in turn', async () => {
  const [a, b] = [{}, {}];
  const cases: [readonly (readonly [string, object | undefined])[], string][] = [
    [
      [
        ['1', undefined],
        ['2', undefined],
        ['3', undefined],
      ],
      '1 2 3',
    ],
    [
      [
        ['a1', a],
        ['a2', a],
        ['a3', a],
        ['b1', b],
      ],
      'a1 b1 a2 a3',
    ],
    [
      [
        ['a1', a],
        ['b1', b],
        ['a2', a],
        ['b2', b],
      ],
      'a1 b1 a2 b2',
    ],
  ];
  for (const [waiters, expected] of cases) assert.equal((await order(waiters)).join(' '), expected);
});

test('a full queue, a wait that is over and an abort leave nothing behind; a place is given back once', async () => {
  const slots = createSlots(1, 1);
  const release = slots.acquire() as Release;
  assert.equal(slots.full(), false);
  const late = slots.acquire({ patience: 5 });
  assert.equal(slots.full(), true);
  assert.equal(slots.acquire(), undefined);
  assert.equal(await late, undefined);
  const leaving = new AbortController();
  const left = slots.acquire({ signal: leaving.signal });
  leaving.abort(new Error('gone'));
  await assert.rejects(async () => left, /gone/);
  assert.throws(() => slots.acquire({ signal: leaving.signal }), /gone/);
  assert.equal(slots.waiting(), 0);
  release();
  release();
  assert.equal(slots.running(), 0);
  assert.equal(typeof slots.acquire(), 'function');
  assert.equal(slots.running(), 1);
});
