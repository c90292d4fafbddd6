import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createPacer } from './pace.ts';

/** Lets what is due in the next turn of the event loop happen. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const setUp = (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1000;
  const sent: { at: number; items: string[] }[] = [];
  const push = createPacer<string>((items) => sent.push({ at: now, items }), { every: 16, clock: () => now });
  const wait = async (ms: number): Promise<void> => {
    now += ms;
    t.mock.timers.tick(ms);
    await turn();
    await turn();
  };
  return { push, wait, sent };
};

test('tokens of a fast model come 16 ms apart at most, all of them and in order', async (t) => {
  const { push, wait, sent } = setUp(t);
  push('first', true);
  await wait(1);
  for (let i = 0; i < 40; i++) {
    push(`${i}`, false);
    await wait(1);
  }
  for (let i = 0; i < 16; i++) await wait(1);
  assert.deepEqual(
    sent.flatMap(({ items }) => items),
    ['first', ...Array.from({ length: 40 }, (_, i) => `${i}`)],
  );
  assert.deepEqual(sent[0]!.items, ['first']);
  assert.ok(sent.length <= 5, `${sent.length} bundles in 57 ms`);
  for (const [i, { at }] of sent.entries()) if (i > 0) assert.ok(at - sent[i - 1]!.at <= 18, `bundle ${i} at ${at}`);
});

test('a slow model tells each step at once, and an end waits for nothing', async (t) => {
  const { push, wait, sent } = setUp(t);
  for (const token of ['a', 'b', 'c']) {
    push(token, false);
    await wait(0);
    await wait(20);
  }
  assert.deepEqual(
    sent.map(({ at, items }) => [at, items.join()]),
    [
      [1000, 'a'],
      [1020, 'b'],
      [1040, 'c'],
    ],
  );
  push('d', true);
  await wait(0);
  push('e', false);
  push('end', true);
  await wait(0);
  assert.deepEqual(sent.at(-1), { at: 1060, items: ['e', 'end'] });
});
