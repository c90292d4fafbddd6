/**
 * A stream of batches: an endless sequence of documents, taken shard by shard, packed and shuffled. Everything
 * follows from (seed, cursor), so a resumed run draws the same batches as one that never stopped.
 */
import { createRandom } from '../random.ts';
import { pack, toBatch, type Batch, type Document } from './pack.ts';

export type SourceOptions = {
  /** Document number k of the endless stream; a pure function. */
  document: (k: number) => Document;
  rows: number;
  length: number;
  seed: number;
  /** Documents packed together. More pack tighter and shuffle wider. */
  shard?: number;
};

/** Default number of documents that are packed together. */
export const DEFAULT_SHARD = 4096;

export type Cursor = { shard: number; offset: number };

export type Source = {
  next(): Batch;
  /** The position of the next batch; `createSource` continues from it. */
  cursor(): Cursor;
};

/** A source that starts at `cursor`. The last few rows of a shard that fill no batch are left out. */
export const createSource = (
  { document, rows, length, seed, shard = DEFAULT_SHARD }: SourceOptions,
  cursor: Cursor = { shard: 0, offset: 0 },
): Source => {
  const load = (number: number): Document[][] => {
    const documents = Array.from({ length: shard }, (_, i) => document(number * shard + i));
    const packed = createRandom(`shard/${seed}/${number}`).shuffle(pack(documents, length));
    if (packed.length < rows)
      throw new Error(
        `a shard of ${shard} documents fills only ${packed.length} rows of ${length}, but a batch needs ${rows}; lower "rows" or "length" in the recipe`,
      );
    return packed;
  };
  let { shard: number, offset } = cursor;
  let packed = load(number);
  return {
    next: () => {
      if ((offset + 1) * rows > packed.length) {
        packed = load(++number);
        offset = 0;
      }
      const batch = toBatch(packed.slice(offset * rows, (offset + 1) * rows), length);
      offset++;
      return batch;
    },
    cursor: () => ({ shard: number, offset }),
  };
};
