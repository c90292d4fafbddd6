/**
 * A part of the storm of upstream faults (all of it: `npm run check:storm`): every request ends in form, nothing is
 * left.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { storm } from './storm.ts';

test('120 requests over every API in a storm of upstream faults', async () => {
  const { answered, failed, left } = await storm({ seed: 7, requests: 120, width: 64 });
  assert.ok(answered > 20 && failed > 20 && left > 2, JSON.stringify({ answered, failed, left }));
});
