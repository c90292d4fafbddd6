/** What is kept of runs is bounded by age and size; what works or can be gone on with stays. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openAttempts } from './attempts/attempts-journal.ts';
import { openJournal } from './journal.ts';
import {
  cleanRuns,
  removeRun,
  removeUnbegun,
  RUN_KEEPING,
  runsToRemove,
  storedRuns,
  tidyRuns,
  type StoredRun,
} from './stored-runs.ts';
import { scratch } from './tools/testing.ts';
import type { StopReason } from './types.ts';

const DAY = 86_400_000;
const NOW = Date.now();
const UUID = '0b3a3f6e-1c8e-4b6a-9d2e-0123456789ab';

/** A run that was touched so many days ago; `reason` undefined: it was cut off. */
const runIn = (data: string, id: string, days: number, reason?: StopReason, bytes = 100) => {
  const folder = join(data, 'agents', id);
  const journal = openJournal(folder);
  const messages = [{ role: 'user' as const, content: `task of ${id}` }];
  const begin = { type: 'begin' as const, version: 1 as const, id, agent: 'act', seed: 0, started: '', system: '' };
  journal.append({ ...begin, messages, tools: [], repeats: true, folder: '/work', seconds: 0 });
  if (reason) journal.append({ type: 'stopped', reason, text: 'x', seconds: 1 });
  journal.keep('call', 'y'.repeat(bytes));
  const undo = join(data, 'undo', 'of-a-folder', id);
  mkdirSync(undo, { recursive: true });
  writeFileSync(join(undo, 'steps.jsonl'), 'z'.repeat(bytes));
  const age = (): void => {
    const at = new Date(NOW - days * DAY);
    for (const place of [folder, undo])
      for (const name of readdirSync(place, { recursive: true }) as string[]) utimesSync(join(place, name), at, at);
  };
  return { journal, folder, undo, close: () => (journal.close(), age()), age };
};

const idsOf = (runs: readonly StoredRun[]): string[] => runs.map(({ id }) => id).toSorted();

const open = (t: TestContext): string => scratch(t);

test('runs are told by state, with their task, their size and how they ended', async (t) => {
  const data = open(t);
  runIn(data, 'answered', 3, 'answered').close();
  runIn(data, 'cut', 2).close();
  runIn(data, 'bound', 1, 'steps').close();
  runIn(data, UUID, 2, 'cancelled').close();
  const working = runIn(data, 'working', 0);
  const attempts = runIn(data, 'attempts', 4, 'answered');
  openAttempts(attempts.folder, { task: 't', agent: 'act', folder: '/w', seed: 1, n: 3, budget: {} }).close();
  attempts.close();
  const runs = new Map((await storedRuns(data, NOW)).map((run) => [run.id, run]));
  const states = [...runs].map(([id, { state }]) => [id, state]);
  assert.deepEqual(Object.fromEntries(states), {
    answered: 'finished',
    cut: 'unfinished',
    bound: 'unfinished',
    [UUID]: 'finished', // its caller has not come back in a day
    working: 'running',
    attempts: 'unfinished',
  });
  const { task, agent, folder, stopped, bytes } = runs.get('answered')!;
  assert.deepEqual([task, agent, folder, stopped], ['task of answered', 'act', '/work', 'answered']);
  assert.ok(bytes > 200 && bytes < 2000);
  working.close();
});

test('a run without a line is about to begin for ten minutes, and over then', async (t) => {
  const data = open(t);
  const undo = join(data, 'undo', 'of-a-folder', 'ghost');
  mkdirSync(undo, { recursive: true });
  writeFileSync(join(undo, 'steps.jsonl'), 'z');
  const stateAfter = async (minutes: number) =>
    (await storedRuns(data, Date.now() + minutes * 60_000)).map(({ state }) => state);
  assert.deepEqual(await stateAfter(1), ['running']);
  assert.deepEqual(await stateAfter(11), ['finished']);
  await removeUnbegun(data, 'ghost');
  assert.deepEqual(await storedRuns(data), []);
  runIn(data, 'begun', 0).close();
  await removeUnbegun(data, 'begun');
  assert.deepEqual(idsOf(await storedRuns(data)), ['begun']);
});

test('by age: finished after 30 days, unfinished after 90; one that works is never removed', async (t) => {
  const data = open(t);
  runIn(data, 'old', 31, 'answered').close();
  runIn(data, 'young', 29, 'answered').close();
  runIn(data, 'cut', 89).close();
  runIn(data, 'forgotten', 91).close();
  const working = runIn(data, 'working', 200, 'answered');
  working.age();
  assert.deepEqual(idsOf(await cleanRuns(data, {}, NOW)), ['forgotten', 'old']);
  assert.deepEqual(idsOf(await storedRuns(data, NOW)), ['cut', 'working', 'young']);
  assert.equal(existsSync(join(data, 'undo', 'of-a-folder', 'old')), false, 'with what undo needs');
  assert.equal(await removeRun(data, 'working'), false);
  working.close();
  assert.equal(await removeRun(data, 'working'), true);
});

test('by size: the oldest finished ones go until the rest fits; unfinished ones stay, however large', async (t) => {
  const data = open(t);
  for (const [i, id] of ['a', 'b', 'c', 'd'].entries()) runIn(data, id, 10 - i, 'answered', 10_000).close();
  runIn(data, 'large', 20, 'cancelled', 200_000).close();
  const all = await storedRuns(data, NOW);
  const bytes = all.reduce((sum, run) => sum + run.bytes, 0);
  assert.deepEqual(idsOf(runsToRemove(all, { ...RUN_KEEPING, bytes: bytes - 30_000 }, NOW)), ['a', 'b']);
  assert.deepEqual(idsOf(await cleanRuns(data, { bytes: bytes - 1 }, NOW)), ['a']);
  assert.deepEqual(idsOf(await cleanRuns(data, { bytes: 1 }, NOW)), ['b', 'c', 'd']);
  assert.deepEqual(idsOf(await storedRuns(data, NOW)), ['large']);
});

test('cleaning by itself happens at most once an hour, and not where nothing lies', async (t) => {
  const data = open(t);
  await tidyRuns(data, {});
  assert.deepEqual(readdirSync(data), []);
  runIn(data, 'one', 40, 'answered').close();
  await tidyRuns(data, {}, NOW);
  assert.deepEqual(await storedRuns(data, NOW), []);
  runIn(data, 'two', 40, 'answered').close();
  await tidyRuns(data, {}, NOW + 1000);
  assert.deepEqual(idsOf(await storedRuns(data, NOW)), ['two']);
  await tidyRuns(data, {}, NOW + 3_700_000);
  assert.deepEqual(await storedRuns(data, NOW), []);
});
