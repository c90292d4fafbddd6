/**
 * recipes/rl-loop.ts, the whole of RL in one file: it runs, learns something, writes a model that loads, and stays
 * short.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rlLoop } from '../../../recipes/rl-loop.ts';
import { EMBEDDED, openModelFolder } from '../../local/model-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-rl-loop-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('the loop samples, grades, updates and hands over; the same seed gives the same run', async () => {
  const options = { steps: 2, questions: 6, samples: 4, lr: 3e-4, seed: 1, heldOut: 8 };
  const lines: string[] = [];
  const first = await rlLoop({ ...options, out: join(root, 'model') }, (line) => lines.push(line));
  assert.equal(first.rewards.length, 2);
  assert.ok(first.rewards.every((reward) => reward >= 0 && reward <= 1));
  assert.ok(first.before >= 0 && first.before <= 1 && first.after >= 0 && first.after <= 1);
  assert.match(lines.at(-1)!, /^held-out, 8 questions: /);
  const weights = async (folder: string) => (await (await openModelFolder(folder)).weights()).get('model.norm.weight')!;
  assert.notDeepEqual((await weights(join(root, 'model'))).data, (await weights(EMBEDDED)).data, 'it has learned');
  assert.deepEqual(await rlLoop(options, () => {}), first);
});

test('it is at most 150 lines', () => {
  const text = readFileSync(new URL('../../../recipes/rl-loop.ts', import.meta.url), 'utf8');
  assert.ok(text.trimEnd().split('\n').length <= 150);
});
