/**
 * The library's entry points as a program that depends on it uses them: test/package/entries.mjs, which check:package
 * also runs from an installed tarball, and recipes/sft-loop.ts.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { loadModel } from 'mizan/model';
import { sftLoop } from '../recipes/sft-loop.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-entries-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const entries = (await import(new URL('package/entries.mjs', import.meta.url).href)) as Record<
  'haveNames' | 'fitLine' | 'loadAndSample' | 'trainTiny' | 'evaluateOwnChat' | 'playScript',
  () => Promise<void>
>;

test('names of every entry point', () => entries.haveNames());
test('mizan/tensor: a program with gradients, the same in the f64 reference', () => entries.fitLine());
test('mizan/model: a folder opened, sampled from and asked', () => entries.loadAndSample());
test('mizan/train: SFT on own data, RL with an own reward', () => entries.trainTiny());
test('mizan/eval: an own Chat on held-out questions', () => entries.evaluateOwnChat());
test('mizan/testing: a Chat that plays a script', () => entries.playScript());

test('examples in the heads of the entry points run; those of recipes, which take minutes, do not', () => {
  const entryFiles = new URL('../src/exports/', import.meta.url);
  const examples = readdirSync(entryFiles).flatMap((name) =>
    readFileSync(new URL(name, entryFiles), 'utf8')
      .split('*/')[0]!
      .split(' * @example\n')
      .slice(1)
      .map((text) => ({ name, code: text.replace(/^ \* ?(?:@module)?/gm, '') })),
  );
  assert.ok(examples.length >= 4);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(fileURLToPath(new URL('..', import.meta.url)), join(folder, 'node_modules', 'mizan'));
  for (const { name, code } of examples.filter((example) => !example.code.includes('recipes/'))) {
    const path = join(folder, `example-${name}`);
    writeFileSync(path, code);
    const { status, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 60_000 });
    assert.equal(status, 0, `${name}: ${stderr}\n${code}`);
  }
});

test('recipes/sft-loop.ts fits one screen, its loss falls, and its model is one', async () => {
  const source = readFileSync(new URL('../recipes/sft-loop.ts', import.meta.url), 'utf8');
  assert.ok(source.trimEnd().split('\n').length <= 150);
  const out = join(folder, 'model');
  const { losses, accuracy } = await sftLoop({ updates: 60, lr: 0.01, seed: 1, out }, () => {});
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  assert.ok(mean(losses.slice(-5)) < 0.4 * mean(losses.slice(0, 5)), `${losses}`);
  assert.ok(accuracy >= 0 && accuracy <= 1);
  const model = await loadModel(out, { threads: 1 });
  assert.equal(model.contextLength, 128);
  await model.close();
});
