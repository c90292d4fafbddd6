/**
 * Best-of-N for patches: which attempt is taken, what its folder and its repository see, and what is left after a kill.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratch } from '../tools/testing.ts';
import type { Outcome } from '../types.ts';
import { chooseAttempt, isDecided, type Candidate } from './choose.ts';
import { diffOf, openCopies, takeOver } from './copies.ts';
import { isTestPath, runAttempts } from './run-attempts.ts';

const outcome = { reason: 'answered', text: 'done' } as Outcome;
const candidate = (diff: string, pass?: boolean, more: Partial<Candidate> = {}): Candidate => ({
  diff,
  ...(pass !== undefined && { tests: { pass } }),
  touchesTests: false,
  ...more,
});

test('tests decide, then agreement, then the smaller change, then the earlier one', () => {
  const rows: [Candidate[], number | undefined][] = [
    [[candidate('-a\n+b', false), candidate('-a\n+c', true)], 1],
    [[candidate('-a\n+b', true), candidate('-a\n+c', true), candidate('-a\n+c', true)], 1],
    [[candidate('-a\n-b\n+c', true), candidate('-a\n+c', true)], 1],
    [[candidate('-a\n+b', true), candidate('-a\n+c', true)], 0],
    [[candidate('-a\n+b', true, { touchesTests: true }), candidate('-a\n+c', true)], 1],
    [
      [
        candidate('-a\n+b', false, { tests: { pass: false, failed: 3 } }),
        candidate('-a\n+c', false, { tests: { pass: false, failed: 1 } }),
      ],
      1,
    ],
    [[candidate(''), candidate('-a\n+c')], 1],
    [[candidate('')], undefined],
    [[], undefined],
  ];
  for (const [given, index] of rows) assert.equal(chooseAttempt(given)?.index, index, JSON.stringify(given));
  assert.equal(isDecided([candidate('-a\n+b', true)], 2), false);
  assert.equal(isDecided([candidate('-a\n+b', true), candidate('-a\n+b', true)], 1), true);
  assert.equal(isDecided([candidate('-a\n+b', false), candidate('-a\n+b', false)], 1), false);
  assert.deepEqual(['a.test.ts', 'test/a.ts', 'test_a.py', 'src/latest.ts', 'contest/a.ts'].map(isTestPath), [
    true,
    true,
    true,
    false,
    false,
  ]);
});

const start = (t: Parameters<typeof scratch>[0]) => {
  const [folder, root] = [scratch(t), scratch(t)];
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'a.txt'), 'one\n');
  writeFileSync(join(folder, 'old.txt'), 'old\n');
  return { folder, root };
};

test('attempts work in copies; the taken one is written over, what someone changed meanwhile is left', async (t) => {
  const { folder, root } = start(t);
  const { attempts, choice } = await runAttempts({
    folder,
    copies: { root, run: 'r' },
    n: 3,
    solve: async (copy, i) => {
      assert.equal(existsSync(join(copy, '.git')), false);
      writeFileSync(join(copy, 'a.txt'), i === 1 ? 'right\n' : `wrong ${i}\n`);
      writeFileSync(join(copy, 'new.txt'), 'new\n');
      rmSync(join(copy, 'old.txt'));
      return outcome;
    },
    test: async (copy) => {
      writeFileSync(join(copy, 'report.xml'), 'by the tests');
      return { pass: readFileSync(join(copy, 'a.txt'), 'utf8') === 'right\n' };
    },
  });
  assert.deepEqual(choice, { index: 1, why: '1 of 3 pass the tests' });
  assert.deepEqual(readdirSync(root), []);
  assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'one\n');
  const { changes, diff } = attempts[1]!;
  assert.deepEqual(changes.map(({ path }) => path).toSorted(), ['a.txt', 'new.txt', 'old.txt']);
  assert.match(diff, /-one\n\+right\n/);
  writeFileSync(join(folder, 'old.txt'), 'theirs\n');
  assert.deepEqual(takeOver(folder, changes), [{ path: 'old.txt', why: 'it was changed in the meantime' }]);
  assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'right\n');
  assert.equal(readFileSync(join(folder, 'new.txt'), 'utf8'), 'new\n');
  assert.equal(readFileSync(join(folder, 'old.txt'), 'utf8'), 'theirs\n');
  assert.equal(readFileSync(join(folder, '.git', 'HEAD'), 'utf8'), 'ref: refs/heads/main\n');
});

test('an attempt that throws or is cancelled leaves no copy; copies of a dead process are removed by the next run', async (t) => {
  const { folder, root } = start(t);
  const solve = async (): Promise<Outcome> => Promise.reject(new Error('the journal is full'));
  await assert.rejects(runAttempts({ folder, copies: { root, run: 'a' }, n: 2, solve }), /journal is full/);
  assert.deepEqual(readdirSync(root), []);
  const stop = new AbortController();
  const cancelled = await runAttempts({
    folder,
    copies: { root, run: 'b' },
    n: 2,
    signal: stop.signal,
    solve: async () => (stop.abort(), outcome),
  });
  assert.deepEqual(cancelled, { attempts: [], choice: undefined });
  openCopies(root, 'killed').copy(folder, '1');
  writeFileSync(join(root, 'killed', 'pid'), '999999999');
  openCopies(root, 'mine');
  openCopies(root, 'next');
  assert.deepEqual(readdirSync(root).toSorted(), ['mine', 'next']);
  assert.equal(diffOf([]), '');
  assert.throws(() => openCopies(join(folder, 'data'), 'r').copy(folder, '1'), /lies inside/);
});

test('a process that is killed in an attempt has changed nothing, and the next one removes its copies', async (t) => {
  const { folder, root } = start(t);
  const url = new URL('./run-attempts.ts', import.meta.url).href;
  const program = `import { runAttempts } from ${JSON.stringify(url)};
    import { writeFileSync } from 'node:fs';
    await runAttempts({ folder: ${JSON.stringify(folder)}, copies: { root: ${JSON.stringify(root)}, run: 'killed' }, n: 2, solve: async (copy) => {
      writeFileSync(copy + '/a.txt', 'half');
      console.log('working');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    } });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'one\n');
  assert.deepEqual(readdirSync(folder).toSorted(), ['.git', 'a.txt', 'old.txt']);
  assert.deepEqual(readdirSync(root), ['killed']);
  openCopies(root, 'next').remove();
  assert.deepEqual(readdirSync(root), []);
});
