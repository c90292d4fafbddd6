import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createProgress, duration, short } from './progress.ts';

const setUp = (isTTY: boolean, columns = 80, from = 0) => {
  const written: string[] = [];
  let now = 1000;
  const progress = createProgress({
    total: 1000,
    from,
    label: 'train',
    unit: 'steps',
    clock: () => now,
    stream: { isTTY, columns, write: (text) => written.push(text) },
  });
  return {
    written,
    progress,
    wait: (ms: number) => {
      now += ms;
    },
  };
};

test('a terminal line redraws at most ten times a second and fits', () => {
  const { written, progress, wait } = setUp(true, 40);
  for (let step = 1; step <= 300; step++) {
    wait(10);
    progress.update(step, { loss: 1.23456 });
  }
  assert.ok(written.length >= 25 && written.length <= 31, `${written.length} redraws in 3 s`);
  for (const text of written) assert.ok(text.startsWith('\r\x1b[K') && !text.includes('\n') && text.length <= 39 + 4);
  progress.finish();
  assert.ok(written.at(-1)!.endsWith('\n'));
  const before = written.length;
  progress.update(400);
  progress.finish();
  assert.equal(written.length, before, 'finished is finished');
});

test('elsewhere a plain line every ten seconds, with rate, time left and fields', () => {
  const { written, progress, wait } = setUp(false);
  for (let second = 1; second <= 25; second++) {
    wait(1000);
    progress.update(second * 10, { loss: 0.5 });
  }
  assert.equal(written.length, 3);
  assert.equal(written[2], 'train   21 %  210/1000 steps  10/s  1m19s left  loss 0.5\n');
  progress.log('checkpoint written');
  assert.equal(written.at(-1), 'checkpoint written\n');
  progress.finish('stopped');
  assert.equal(written.at(-1), 'train   25 %  250/1000 steps  10/s  in 25s  loss 0.5  stopped\n');
});

test('what was finished before counts as done and not as work of this run', () => {
  const { written, progress, wait } = setUp(false, 80, 500);
  wait(10_000);
  progress.update(600);
  assert.equal(written.at(-1), 'train   60 %  600/1000 steps  10/s  40s left\n');
  wait(10_000);
  progress.update(700);
  progress.finish('stopped');
  assert.equal(written.at(-1), 'train   70 %  700/1000 steps  10/s  in 20s  stopped\n');
});

test('durations and short numbers', () => {
  assert.deepEqual([0.42, 9.96, 59.6, 75, 3599.9, 90061, Infinity].map(duration), [
    '0.4s',
    '10s',
    '1m00s',
    '1m15s',
    '1h00m',
    '25h01m',
    '?',
  ]);
  assert.deepEqual([0, 0.012345, 5, 1234.4, 12345, 1234567, 2.5e9, NaN].map(short), [
    '0',
    '0.0123',
    '5',
    '1234',
    '12.3k',
    '1.23M',
    '2.5G',
    '?',
  ]);
});
