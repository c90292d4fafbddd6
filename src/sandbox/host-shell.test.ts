import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostRun } from './host-shell.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('a command without a sandbox ends with its whole group, by time and by cancellation', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-host-'));
  const script = 'sleep 60 & echo $!; pwd; wait';
  const controller = new AbortController();
  const cancelled = hostRun({
    argv: ['sh', '-c', script],
    folder,
    signal: controller.signal,
    onOutput: () => controller.abort(),
  });
  const results = await Promise.all([hostRun({ argv: ['sh', '-c', script], folder, seconds: 0.5 }), cancelled]);
  assert.deepEqual(
    results.map(({ killed }) => killed),
    ['time', 'cancelled'],
  );
  assert.match(results[0]!.stdout, /mizan-host-/);
  for (const { stdout } of results) {
    const pid = Number(stdout.split('\n')[0]);
    for (let i = 0; i < 100 && isAlive(pid); i++) await sleep(20);
    assert.ok(pid > 0 && !isAlive(pid));
  }
  rmSync(folder, { recursive: true });
});

test('what a command leaves in the background does not hold it open, and keys are not passed on', async () => {
  process.env['MIZAN_HOST_SECRET_KEY'] = 'visible';
  const result = await hostRun({
    argv: ['sh', '-c', 'sleep 60 & echo "${MIZAN_HOST_SECRET_KEY-hidden}"'],
    seconds: 30,
  });
  delete process.env['MIZAN_HOST_SECRET_KEY'];
  assert.equal(result.stdout, 'hidden\n');
  assert.equal(result.code, 0);
  assert.ok(result.seconds < 20);
});
