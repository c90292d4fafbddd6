/**
 * A part of the hostile requests (all 10,000: `npm run bench -- fuzz`): no crash, no 5xx, no hang, nothing left at
 * work.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { openDoor } from './clients/door.ts';
import { assail, attack } from './hostile.ts';

test('700 malformed and hostile requests', async (t) => {
  const door = await openDoor(t, { server: { maxBodyBytes: 64 * 1024 } });
  const tally = await assail(door, { seed: 1, to: 700 });
  assert.equal(Object.keys(tally).length, 14);
  for (const kind of ['two lengths', 'bad UTF-8', 'no HTTP', 'too large']) {
    assert.ok(
      Object.keys(tally[kind]!).every((status) => status.startsWith('4')),
      `${kind}: ${JSON.stringify(tally[kind])}`,
    );
  }
  for (const kind of ['two lengths', 'bad UTF-8', 'no HTTP'])
    assert.ok(Object.keys(tally[kind]!).every((status) => /^4|closed/.test(status)));
  const statuses = new Set(Object.values(tally).flatMap((row) => Object.keys(row)));
  for (const status of ['200', '400', '404', '413', '431'])
    assert.ok(statuses.has(status), `one is answered ${status}: ${JSON.stringify(tally)}`);
});

test('a request follows from its seed and number', () => {
  assert.deepEqual(attack(3, 17), attack(3, 17));
  assert.notDeepEqual(attack(3, 17).parts, attack(4, 17).parts);
});
