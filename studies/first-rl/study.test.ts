/**
 * The study of a first RL run: a tiny one is made, gone on with and read again, and its claims follow from what was
 * right.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { HeldOutResult } from '../../src/lab/exam/held-out.ts';
import { readTexts } from '../texts.ts';
import { firstRlFindings, firstRlRecipe, firstRlStudy } from './study.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-first-rl-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** 100 questions of which the first `right` are answered rightly. */
const results = (right: number): HeldOutResult[] =>
  Array.from({ length: 100 }, (_, i) => ({
    id: `own/${i}`,
    family: 'own',
    greedy: i < right,
    tokens: 9,
    right: 0,
    draws: 0,
  }));
const run = (seed: number, before: number, later: number) => ({
  seed,
  before: results(before),
  after: results(later),
  cpu: 60,
  steps: 40,
  seconds: 70,
  answers: 5120,
  curve: [],
});

test('a gain with every seed holds, a loss with one of them does not', () => {
  const recipe = firstRlRecipe(false);
  const findings = (...runs: ReturnType<typeof run>[]) => firstRlFindings(recipe, runs)!;
  const gained = findings(run(1, 60, 90), run(2, 60, 88), run(3, 60, 92));
  assert.deepEqual(
    gained.claims.map(({ holds }) => holds),
    [true, true],
  );
  const part = gained.parts[0]!;
  assert.ok(part.type === 'table');
  assert.deepEqual(part.table.rows.at(-1)!.slice(0, 4), ['all', '300', '60.0', '90.0']);
  assert.equal(findings(run(1, 60, 90), run(2, 60, 58), run(3, 60, 92)).claims[0]!.holds, false);
  assert.deepEqual(findings(run(1, 60, 90)).runs, { made: 1, missing: 2 });
  assert.equal(firstRlFindings(recipe, []), undefined);
});

test('one run is made, read again, and refused when the recipe is another', async () => {
  const request = { quick: true, folder: root, signal: new AbortController().signal, make: true, seeds: [2] };
  const made = await firstRlStudy(request);
  assert.deepEqual(made!.runs, { made: 1, missing: 2 });
  assert.deepEqual(await firstRlStudy({ ...request, make: false }), made);
  await assert.rejects(firstRlStudy({ ...request, quick: false, make: false }), /made by another recipe/);
  await assert.rejects(firstRlStudy({ ...request, seeds: [9] }), /no runs of seed 9/);
});

test('texts: sections by key, values filled in, and what is missing is named', () => {
  const texts = readTexts(new URL('./texts.md', import.meta.url));
  assert.equal(texts('title'), 'A first run of reinforcement learning');
  assert.doesNotMatch(texts('table'), /\n/);
  assert.throws(() => texts('nothing'), /no section "## nothing"/);
  assert.throws(() => texts('about', { steps: 1 }), /section about: nothing is given for \{groups\}/);
});
