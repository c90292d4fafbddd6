/**
 * Packing as properties over random documents: nothing lost, nothing split, little wasted; and where batches come
 * from.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom, type Random } from '../random.ts';
import { normaliseWeights, pack, toBatch, type Document } from './pack.ts';
import { createSource } from './source.ts';

const randomDocument = (random: Random, longest: number): Document => {
  const length = random.int(1, longest);
  return {
    ids: Array.from({ length }, () => random.int(1, 99)),
    mask: Array.from({ length }, () => random.chance(0.7)),
  };
};

test('every document is in exactly one row, whole, and no row overflows', () => {
  const random = createRandom('pack');
  for (let trial = 0; trial < 100; trial++) {
    const length = random.int(1, 64);
    const documents = Array.from({ length: random.int(0, 80) }, () => randomDocument(random, length));
    const rows = pack(documents, length);
    assert.deepEqual(new Set(rows.flat()), new Set(documents));
    assert.equal(rows.flat().length, documents.length);
    const fills = rows.map((row) => row.reduce((sum, { ids }) => sum + ids.length, 0)).sort((a, b) => a - b);
    assert.ok(fills.every((fill) => fill > 0 && fill <= length));
    // No two rows could have been one: so at most one row is half empty.
    if (fills.length > 1) assert.ok(fills[0]! + fills[1]! > length, `rows of ${length} hold ${fills.join(', ')}`);
  }
});

test('documents of at most a quarter of a row waste less than a quarter of every row but one', () => {
  const random = createRandom('pack/small');
  for (let trial = 0; trial < 50; trial++) {
    const documents = Array.from({ length: 200 }, () => randomDocument(random, 16));
    const fills = pack(documents, 64)
      .map((row) => row.reduce((sum, { ids }) => sum + ids.length, 0))
      .sort((a, b) => a - b);
    assert.ok(
      fills.slice(1).every((fill) => fill > 48),
      fills.join(),
    );
  }
});

test('a document longer than a row is refused, with both lengths', () => {
  assert.throws(
    () => pack([{ ids: [1, 2, 3], mask: [true, true, true] }], 2),
    /document of 3 tokens does not fit rows of 2/,
  );
});

test('a batch carries ids, positions, segments and targets of each document by itself', () => {
  const a = { ids: [5, 6, 7], mask: [false, true, true] };
  const b = { ids: [8, 9], mask: [true, false] };
  const batch = toBatch([[a, b], [b]], 6);
  assert.deepEqual([batch.rows, batch.length], [2, 6]);
  assert.deepEqual([...batch.ids], [5, 6, 7, 8, 9, 0, 8, 9, 0, 0, 0, 0]);
  assert.deepEqual([...batch.positions], [0, 1, 2, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
  assert.deepEqual([...batch.segments], [1, 1, 1, 2, 2, 0, 1, 1, 0, 0, 0, 0]);
  assert.deepEqual([...batch.targets], [6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // the last token of a document predicts nothing
  assert.deepEqual([...batch.weights], [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('weights of one update add up to one over all its batches', () => {
  const random = createRandom('normalise');
  const batches = Array.from({ length: 3 }, () =>
    toBatch(
      pack(
        Array.from({ length: 9 }, () => randomDocument(random, 20)),
        40,
      ),
      40,
    ),
  );
  const counted = batches.flatMap(({ weights }) => [...weights]).filter((weight) => weight === 1).length;
  assert.equal(normaliseWeights(batches), counted);
  const values = batches.flatMap(({ weights }) => [...weights]).filter((weight) => weight > 0);
  assert.equal(values.length, counted);
  assert.ok(Math.abs(values.reduce((a, b) => a + b, 0) - 1) < 1e-5);
  const empty = toBatch([[{ ids: [1], mask: [true] }]], 4);
  assert.equal(normaliseWeights([empty]), 0);
  assert.deepEqual([...empty.weights], [0, 0, 0, 0]);
});

const sourceOptions = {
  document: (k: number) => randomDocument(createRandom(`document/${k}`), 20),
  rows: 4,
  length: 32,
  seed: 7,
  shard: 50,
};

test('a source goes on from any cursor with the batches of one that never stopped', () => {
  const whole = createSource(sourceOptions);
  const cursors = [whole.cursor()];
  const batches = Array.from({ length: 20 }, () => {
    const batch = whole.next();
    cursors.push(whole.cursor());
    return batch;
  });
  assert.ok(cursors.at(-1)!.shard > 1, 'the test crosses shards');
  for (const at of [0, 1, 7, 13, 19])
    assert.deepEqual(createSource(sourceOptions, cursors[at]).next(), batches[at], `after ${at} batches`);
  assert.notDeepEqual(createSource({ ...sourceOptions, seed: 8 }).next(), batches[0]);
});

test('a shard that fills no batch is refused', () => {
  assert.throws(
    () => createSource({ ...sourceOptions, shard: 2 }),
    /a shard of 2 documents fills only \d rows of 32, but a batch needs 4/,
  );
});
