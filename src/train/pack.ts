/**
 * Packing: documents of different lengths laid side by side in rows of one length, so that little is spent on padding.
 * Each document has its own positions and segment number, so packed documents do not see each other.
 */
import type { Feeds } from '../tensor/run.ts';

/** Token ids of one document, which of them the model must produce, and the loss weight of each (default 1). */
export type Document = {
  ids: readonly number[];
  mask: readonly boolean[];
  weights?: readonly number[];
};

/**
 * B rows of T packed tokens, each array (B · T). `segments` numbers the documents of a row from 1; 0 is padding.
 * `targets` are the next tokens and `weights` their loss weights, which over a whole update add up to one
 * (`normaliseWeights`).
 */
export type Batch = {
  rows: number;
  length: number;
  ids: Int32Array;
  positions: Int32Array;
  segments: Int32Array;
  targets: Int32Array;
  weights: Float32Array;
};

/**
 * Best-fit decreasing: longest first, each into the row with the least room that still takes it. Gives rows of
 * documents. Throws on a document longer than a row: cutting a chain of thought would teach the model not to finish.
 */
export const pack = <D extends Document>(documents: readonly D[], length: number): D[][] => {
  const rows: D[][] = [];
  const byRoom: number[][] = Array.from({ length: length + 1 }, () => []); // room left → rows with that room
  for (const document of [...documents].sort((a, b) => b.ids.length - a.ids.length)) {
    const size = document.ids.length;
    if (size > length)
      throw new RangeError(`a document of ${size} tokens does not fit rows of ${length}; raise "length" in the recipe`);
    let room = size;
    while (room <= length && byRoom[room]!.length === 0) room++;
    const row = room <= length ? byRoom[room]!.pop()! : rows.push([]) - 1;
    rows[row]!.push(document);
    byRoom[(room <= length ? room : length) - size]!.push(row);
  }
  return rows;
};

/** Documents packed into batches of `rows` rows; the last batch is filled up with empty rows. */
export const packBatches = <D extends Document>(documents: readonly D[], rows: number, length: number): D[][][] => {
  const packed = pack(documents, length);
  while (packed.length % rows !== 0) packed.push([]);
  return Array.from({ length: packed.length / rows }, (_, i) => packed.slice(i * rows, (i + 1) * rows));
};

/** Rows as arrays. A target is the next token of its document; its weight is 0 where the model need not produce it. */
export const toBatch = (rows: readonly (readonly Document[])[], length: number): Batch => {
  const size = rows.length * length;
  const batch: Batch = {
    rows: rows.length,
    length,
    ids: new Int32Array(size),
    positions: new Int32Array(size),
    segments: new Int32Array(size),
    targets: new Int32Array(size),
    weights: new Float32Array(size),
  };
  rows.forEach((documents, row) => {
    let at = row * length;
    documents.forEach(({ ids, mask, weights }, segment) => {
      for (let i = 0; i < ids.length; i++, at++) {
        batch.ids[at] = ids[i]!;
        batch.positions[at] = i;
        batch.segments[at] = segment + 1; // 0 is padding
        if (i + 1 < ids.length && mask[i + 1]) {
          batch.targets[at] = ids[i + 1]!;
          batch.weights[at] = weights?.[i + 1] ?? 1;
        }
      }
    });
  });
  return batch;
};

/** The inputs of `forwardInputs` (model/transformer.ts) for a batch, with its targets (N) and their weights (N). */
export const batchFeeds = ({ rows, length, ids, positions, segments, targets, weights }: Batch): Feeds => {
  const [shape, column] = [[rows, length], [rows * length]];
  return {
    ids: { data: ids, shape },
    positions: { data: positions, shape },
    segments: { data: segments, shape },
    index: { data: Int32Array.from({ length }, (_, i) => i), shape: [length] },
    targets: { data: targets, shape: column },
    weights: { data: weights, shape: column },
  };
};

/** Number of tokens of a batch that are not padding. */
export const countTokens = ({ segments }: Batch): number =>
  segments.reduce((total, segment) => total + (segment > 0 ? 1 : 0), 0);

/**
 * Scales the weights of the batches of one update in place so that together they add up to one. Gives their sum
 * before.
 */
export const normaliseWeights = (batches: readonly Batch[]): number => {
  let total = 0;
  for (const { weights } of batches) for (const weight of weights) total += weight;
  if (total > 0) for (const { weights } of batches) for (let i = 0; i < weights.length; i++) weights[i]! /= total;
  return total;
};
