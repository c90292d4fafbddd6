import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { KvCache, type Fresh } from './cache.ts';

test('random operations agree with a map of tokens', () => {
  const random = createRandom('cache');
  for (let round = 0; round < 20; round++) {
    const [layers, heads, keyWidth, valueWidth] = [
      random.int(1, 2),
      random.int(1, 3),
      random.int(1, 3),
      random.int(1, 4),
    ];
    const cache = new KvCache(layers, { heads, keyWidth, valueWidth });
    const perLayer = heads * (keyWidth + valueWidth);
    /** rows[row][token] is the token's numbers: layer × (keys: head × width, values: head × width). */
    let rows: number[][][] = [];
    const numbers = () => Array.from({ length: layers * perLayer }, () => random.int(-99, 99));
    const from = (layer: number, part: 'k' | 'v', head: number) =>
      layer * perLayer + (part === 'k' ? head * keyWidth : heads * keyWidth + head * valueWidth);
    /** What a step gives: (rows, heads, count, width) of each part, tokens[row][token]. */
    const freshOf = (tokens: number[][][]): Fresh =>
      Array.from({ length: layers }, (_, layer) => {
        const part = (which: 'k' | 'v', width: number) =>
          Float32Array.from(
            tokens.flatMap((row) =>
              Array.from({ length: heads }, (__, head) =>
                row.flatMap((token) => token.slice(from(layer, which, head), from(layer, which, head) + width)),
              ).flat(),
            ),
          );
        return { k: part('k', keyWidth), v: part('v', valueWidth) };
      });
    const check = () => {
      for (let layer = 0; layer < layers; layer++) {
        const views = cache.view(layer, rows.length);
        for (const [which, width] of [
          ['k', keyWidth],
          ['v', valueWidth],
        ] as const) {
          assert.equal(views[which].length, rows.length * heads * cache.room * width);
          rows.forEach((tokens, row) =>
            tokens.forEach((entry, token) => {
              for (let head = 0; head < heads; head++) {
                const at = ((row * heads + head) * cache.room + token) * width;
                const start = from(layer, which, head);
                assert.deepEqual([...views[which].subarray(at, at + width)], entry.slice(start, start + width));
              }
            }),
          );
        }
      }
    };
    for (let step = 0; step < 25; step++) {
      const action = random.int(0, 4);
      if (action === 0 && rows.length < 6) {
        // a new row of `count` tokens, put one by one from row 0 of the new values
        const count = random.int(1, 40);
        const tokens = Array.from({ length: count }, numbers);
        const fresh = freshOf([tokens]);
        cache.reserve(rows.length + 1, Math.max(count, ...rows.map((row) => row.length)));
        for (let token = 0; token < count; token++) cache.put(fresh, 0, token, count, rows.length, token);
        rows.push(tokens);
      } else if (action === 1 && rows.length > 0) {
        // one token more for every row, as a step does
        const added = rows.map(numbers);
        const fresh = freshOf(added.map((entry) => [entry]));
        cache.reserve(rows.length, Math.max(...rows.map((row) => row.length)) + 1);
        rows.forEach((tokens, row) => {
          cache.put(fresh, row, 0, 1, row, tokens.length);
          tokens.push(added[row]!);
        });
      } else if (action === 2 && rows.length > 0 && rows.length < 6) {
        // a copy at the end
        const from = random.int(0, rows.length - 1);
        cache.reserve(rows.length + 1, Math.max(...rows.map((row) => row.length)));
        cache.copy(from, rows.length);
        rows.push([...rows[from]!]);
      } else if (action === 3 && rows.length > 1) {
        // a row ends, the last one takes its place
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
  const cache = new KvCache(1, { heads: 2, keyWidth: 4, valueWidth: 3 });
  const first = cache.room;
  cache.reserve(1, first + 1);
  assert.ok(cache.room > first && cache.room < first + 65);
  cache.reserve(9, 500);
  assert.ok(cache.room >= 500 && cache.room < 564);
  cache.shrink(1, 1);
  assert.equal(cache.room, first);
  assert.equal(cache.view(0, 1).k.length, 2 * first * 4);
  assert.equal(cache.view(0, 1).v.length, 2 * first * 3);
});
