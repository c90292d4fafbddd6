/** The lost-work test, short; MIZAN_LOST=200 npm run test:lost runs it at length (docs/results/auto.md). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runLostWork } from './lost/lost-work.ts';
import { skip, theBrowser, useBrowser } from './page-browser.ts';

useBrowser();

const rounds = Number(process.env.MIZAN_LOST ?? 2);

test('nothing that was finished is lost when server, tab and network fail at random', { skip }, async (t) => {
  const result = await runLostWork(theBrowser(), { rounds, seed: process.env.MIZAN_SEED ?? 'lost' });
  assert.equal(result.finished + result.broken, rounds);
  assert.ok(result.histories >= rounds - result.broken);
  t.diagnostic(JSON.stringify(result));
});
