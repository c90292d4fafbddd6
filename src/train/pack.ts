/**
 * Packing: documents of different lengths laid side by side in rows of one length, so that little is spent on padding.
 * Each document keeps its own positions and segment number, so packed documents do not see each other.
 */
import type { Batch } from './step.ts';

/**
 * Token ids of one document and which of them the model must produce; `weights`, where given, is what each counts (else 1),
 * `temperature` what its logits are divided by (else 1), and `wanted` at which places which id is right, whatever stands there, and
 * what its probability is worth.
 */
export type Document = {
  ids: readonly number[];
  mask: readonly boolean[];
  weights?: readonly number[];
  temperature?: number;
  wanted?: ReadonlyMap<number, { id: number; worth: number }>;
};

/**
 * Best-fit decreasing: longest first, each into the row with the least room that still takes it. Gives rows of
 * documents. Throws on a document longer than a row: cutting a chain of thought would teach not to finish.
 */
export const pack = (documents: readonly Document[], length: number): Document[][] => {
  const rows: Document[][] = [];
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

/** Rows as arrays (B, T). Targets are the next token within a document; weights are 1 where it must be produced, else 0. */
export const toBatch = (rows: readonly (readonly Document[])[], length: number): Batch => {
  const size = rows.length * length;
  const sharpness = new Float32Array(size).fill(1);
  const [wanted, worth] = [new Int32Array(size), new Float32Array(size)];
  const batch: Batch = {
    rows: rows.length,
    length,
    ids: new Int32Array(size),
    positions: new Int32Array(size),
    segments: new Int32Array(size),
    targets: new Int32Array(size),
    weights: new Float32Array(size),
    sharpness,
    wanted,
    worth,
  };
  rows.forEach((documents, row) => {
    let at = row * length;
    documents.forEach((document, segment) => {
      const { ids, mask, temperature = 1 } = document;
      for (let i = 0; i < ids.length; i++, at++) {
        batch.ids[at] = ids[i]!;
        batch.positions[at] = i;
        batch.segments[at] = segment + 1; // 0 is padding
        sharpness[at] = 1 / temperature;
        const right = document.wanted?.get(i + 1);
        if (right) {
          wanted[at] = right.id;
          worth[at] = right.worth;
        }
        if (i + 1 < ids.length && mask[i + 1]) {
          batch.targets[at] = ids[i + 1]!;
          batch.weights[at] = document.weights?.[i + 1] ?? 1;
        }
      }
    });
  });
  return batch;
};

/** Scales the weights of the batches of one update in place so that together they add up to one. Gives their number. */
export const normalise = (batches: readonly Batch[]): number => {
  let count = 0;
  for (const { weights } of batches) for (const weight of weights) count += weight;
  if (count > 0) for (const { weights } of batches) for (let i = 0; i < weights.length; i++) weights[i]! /= count;
  return count;
};
