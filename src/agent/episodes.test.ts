/** Random episodes with faults, cancels and kills: 300 here, 10,000 by `npm run check:episodes`. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { playEpisode, type EpisodeResult } from './testing.ts';

test('300 random episodes: one result per call, resumed as unbroken, no write twice, no unhandled rejection', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  const results: EpisodeResult[] = [];
  for (let seed = 0; seed < 300; seed++) results.push(await playEpisode(seed));
  process.off('unhandledRejection', note);
  assert.deepEqual(results.flatMap(({ faults }) => faults).slice(0, 5), []);
  assert.deepEqual(rejections, []);
  const sum = (of: (result: EpisodeResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  assert.ok(sum(({ kills }) => kills) > 200 && sum(({ insideWrites }) => insideWrites) > 20);
  assert.ok(sum(({ compacted }) => compacted) > 10 && sum(({ cancelled }) => Number(cancelled)) > 30);
});
