import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { KvCache, type Fresh } from './cache.ts';

test('random operations agree with a map of tokens', () => {
  const random = createRandom('cache');
  for (let round = 0; round < 20; round++) {
    const [layers, heads, width] = [random.int(1, 2), random.int(1, 3), random.int(1, 3)];
    const cache = new KvCache(layers, heads, width);
    /** rows[row][token] is the token's numbers: layer × (k, v) × head × width. */
    let rows: number[][][] = [];
    const check = () => {
      for (let layer = 0; layer < layers; layer++) {
        const { k, v } = cache.view(layer, rows.length);
        assert.equal(k.length, rows.length * heads * cache.room * width);
        rows.forEach((tokens, row) => tokens.forEach((numbers, token) => {
          for (let head = 0; head < heads; head++) {
            const at = ((row * heads + head) * cache.room + token) * width;
            const from = (part: number) => ((layer * 2 + part) * heads + head) * width;
            assert.deepEqual([...k.subarray(at, at + width)], numbers.slice(from(0), from(0) + width));
            assert.deepEqual([...v.subarray(at, at + width)], numbers.slice(from(1), from(1) + width));
          }
        }));
      }
    };
    for (let step = 0; step < 25; step++) {
      const action = random.int(0, 4);
      if (action === 0 && rows.length < 6) { // a new row of `count` tokens, put one by one from row 0 of the new values
        const count = random.int(1, 40);
        const tokens = Array.from({ length: count }, () => Array.from({ length: layers * 2 * heads * width }, () => random.int(-99, 99)));
        const part = (layer: number, which: number) => Float32Array.from({ length: heads * count * width }, (_, i) => {
          const [head, token, j] = [Math.floor(i / (count * width)), Math.floor(i / width) % count, i % width];
          return tokens[token]![((layer * 2 + which) * heads + head) * width + j]!;
        });
        const fresh: Fresh = Array.from({ length: layers }, (_, layer) => ({ k: part(layer, 0), v: part(layer, 1) }));
        cache.reserve(rows.length + 1, Math.max(count, ...rows.map((row) => row.length)));
        for (let token = 0; token < count; token++) cache.put(fresh, 0, token, count, rows.length, token);
        rows.push(tokens);
      } else if (action === 1 && rows.length > 0) { // one token more for every row, as a step does
        const added = rows.map(() => Array.from({ length: layers * 2 * heads * width }, () => random.int(-99, 99)));
        const part = (layer: number, which: number) => Float32Array.from(added.flatMap((numbers) => {
          const from = (layer * 2 + which) * heads * width;
          return numbers.slice(from, from + heads * width);
        }));
        const fresh: Fresh = Array.from({ length: layers }, (_, layer) => ({ k: part(layer, 0), v: part(layer, 1) }));
        cache.reserve(rows.length, Math.max(...rows.map((row) => row.length)) + 1);
        rows.forEach((tokens, row) => { cache.put(fresh, row, 0, 1, row, tokens.length); tokens.push(added[row]!); });
      } else if (action === 2 && rows.length > 0 && rows.length < 6) { // a copy at the end
        const from = random.int(0, rows.length - 1);
        cache.reserve(rows.length + 1, Math.max(...rows.map((row) => row.length)));
        cache.copy(from, rows.length);
        rows.push([...rows[from]!]);
      } else if (action === 3 && rows.length > 1) { // a row ends, the last one takes its place
        const at = random.int(0, rows.length - 1);
        cache.copy(rows.length - 1, at);
        rows[at] = rows.at(-1)!;
        rows = rows.slice(0, -1);
      } else if (action === 4 && rows.length > 0) {
        cache.shrink(rows.length, Math.max(...rows.map((row) => row.length)));
      }
      check();
    }
  }
});

test('room grows in steps and is given back', () => {
  const cache = new KvCache(1, 2, 4);
  const first = cache.room;
  cache.reserve(1, first + 1);
  assert.ok(cache.room > first && cache.room < first + 65);
  cache.reserve(9, 500);
  assert.ok(cache.room >= 500 && cache.room < 564);
  cache.shrink(1, 1);
  assert.equal(cache.room, first);
  assert.equal(cache.view(0, 1).k.length, 2 * first * 4);
});
