/**
 * A part of the storm of upstream faults (all of it: `npm run check:storm`): every request ends in form, nothing is
 * left.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { storm } from './storm.ts';

test('60 requests over every API in a storm of upstream faults', async () => {
  const { answered, failed, left } = await storm({ seed: 7, requests: 60, width: 32 });
  assert.ok(answered > 10 && failed > 10 && left > 0, JSON.stringify({ answered, failed, left }));
});
