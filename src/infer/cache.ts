/**
 * Keys and values of the sequences being generated: per layer one array (rows, K, room, D), rows kept dense from 0, so
 * that the first R rows can be fed to a session without copying. Memory only; who gets a row is generator.ts's affair.
 */

/** New keys and values of some rows for P tokens each, per layer (R, K, P, D). */
export type Fresh = readonly { k: Float32Array; v: Float32Array }[];

export class KvCache {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  /** Tokens that a row has room for. Grows in steps, since attention costs what the room costs. */
  room = 64;
  #capacity = 1;
  k: Float32Array[] = [];
  v: Float32Array[] = [];

  constructor(layers: number, heads: number, width: number) {
    [this.layers, this.heads, this.width] = [layers, heads, width];
    this.#allocate(1, 64);
  }

  /** Numbers per row and layer. */
  get #row(): number {
    return this.heads * this.room * this.width;
  }

  #allocate(capacity: number, room: number): void {
    const [oldRoom, oldRow, oldRows] = [this.room, this.#row, this.#capacity];
    [this.#capacity, this.room] = [capacity, room];
    const move = (from: Float32Array | undefined): Float32Array => {
      const to = new Float32Array(capacity * this.#row);
      if (!from) return to;
      if (room === oldRoom) { to.set(from.subarray(0, Math.min(from.length, to.length))); return to; }
      for (let head = 0; head < Math.min(oldRows, capacity) * this.heads; head++) {
        const start = head * oldRoom * this.width;
        to.set(from.subarray(start, start + Math.min(room, oldRoom) * this.width), head * room * this.width);
      }
      return to;
    };
    for (let i = 0; i < this.layers; i++) [this.k[i], this.v[i]] = [move(oldRow ? this.k[i] : undefined), move(oldRow ? this.v[i] : undefined)];
  }

  /** Makes room for `rows` rows of `tokens` tokens. */
  reserve(rows: number, tokens: number): void {
    const room = tokens > this.room ? Math.ceil(tokens / 64) * 64 : this.room;
    const capacity = rows > this.#capacity ? Math.max(rows, this.#capacity * 2) : this.#capacity;
    if (room !== this.room || capacity !== this.#capacity) this.#allocate(capacity, room);
  }

  /** Gives back unneeded room when few tokens are left in use. */
  shrink(rows: number, tokens: number): void {
    const room = Math.max(64, Math.ceil(tokens / 64) * 64);
    if (room < this.room || rows * 4 < this.#capacity) this.#allocate(Math.max(1, rows), room);
  }

  /** Puts token `token` of row `from` of `fresh` (P tokens a row) at place `at` of `row`. */
  put(fresh: Fresh, from: number, token: number, count: number, row: number, at: number): void {
    const { heads, width, room } = this;
    for (let i = 0; i < this.layers; i++) {
      for (let head = 0; head < heads; head++) {
        const source = ((from * heads + head) * count + token) * width;
        const target = ((row * heads + head) * room + at) * width;
        const [k, v, newK, newV] = [this.k[i]!, this.v[i]!, fresh[i]!.k, fresh[i]!.v];
        for (let j = 0; j < width; j++) { k[target + j] = newK[source + j]!; v[target + j] = newV[source + j]!; }
      }
    }
  }

  /** Copies a row over another. */
  copy(from: number, to: number): void {
    const size = this.#row;
    for (const layer of [...this.k, ...this.v]) layer.copyWithin(to * size, from * size, (from + 1) * size);
  }

  /** The first `rows` rows of a layer, as views: valid until the next change of size. */
  view(layer: number, rows: number): { k: Float32Array; v: Float32Array } {
    return { k: this.k[layer]!.subarray(0, rows * this.#row), v: this.v[layer]!.subarray(0, rows * this.#row) };
  }
}
