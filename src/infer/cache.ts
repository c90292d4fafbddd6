/**
 * The KV cache: per layer two arrays of keys and values (rows, heads, room, width). Rows are dense from 0, so that
 * the first R rows can be fed to a session without copying. Keys and values may differ in width: with latent
 * attention they are one rotary key and one latent vector (model/latent.ts). Which sequence gets which row is decided
 * in generator.ts.
 */

/** New keys and values of some rows for P tokens each, per layer (R, heads, P, width). */
export type Fresh = readonly { k: Float32Array; v: Float32Array }[];

/** What one token leaves in one layer; see model/transformer.ts, cacheShape. */
export type Entry = { heads: number; keyWidth: number; valueWidth: number };

/** Room is made for so many tokens at a time: attention costs what the room costs. */
const STEP = 32;

export class KvCache {
  readonly #entry: Entry;
  /** Tokens that a row has room for. Grows in steps, since attention costs what the room costs. */
  room = STEP;
  #capacity = 1;
  readonly #k: Float32Array[];
  readonly #v: Float32Array[];

  constructor(layers: number, entry: Entry) {
    this.#entry = entry;
    const { heads, keyWidth, valueWidth } = entry;
    this.#k = Array.from({ length: layers }, () => new Float32Array(heads * STEP * keyWidth));
    this.#v = Array.from({ length: layers }, () => new Float32Array(heads * STEP * valueWidth));
  }

  /** The arrays of all layers with the width of their numbers. */
  *#arrays(): Generator<{ of: Float32Array[]; layer: number; width: number }> {
    for (const [of, width] of [
      [this.#k, this.#entry.keyWidth],
      [this.#v, this.#entry.valueWidth],
    ] as const) {
      for (const layer of of.keys()) yield { of, layer, width };
    }
  }

  #allocate(capacity: number, room: number): void {
    const { heads } = this.#entry;
    const [copied, tokens] = [Math.min(capacity, this.#capacity) * heads, Math.min(room, this.room)];
    for (const { of, layer, width } of this.#arrays()) {
      const [from, to] = [of[layer]!, new Float32Array(capacity * heads * room * width)];
      for (let head = 0; head < copied; head++) {
        const start = head * this.room * width;
        to.set(from.subarray(start, start + tokens * width), head * room * width);
      }
      of[layer] = to;
    }
    [this.#capacity, this.room] = [capacity, room];
  }

  /** Makes room for `rows` rows of `tokens` tokens. */
  reserve(rows: number, tokens: number): void {
    const room = tokens > this.room ? Math.ceil(tokens / STEP) * STEP : this.room;
    const capacity = rows > this.#capacity ? Math.max(rows, this.#capacity * 2) : this.#capacity;
    if (room !== this.room || capacity !== this.#capacity) this.#allocate(capacity, room);
  }

  /** Gives back unneeded room when few tokens are left in use. */
  shrink(rows: number, tokens: number): void {
    const room = Math.max(STEP, Math.ceil(tokens / STEP) * STEP);
    if (room < this.room || rows * 4 < this.#capacity) this.#allocate(Math.max(1, rows), room);
  }

  /** Puts token `token` of row `from` of `fresh` (P tokens a row) at place `at` of `row`. */
  put(fresh: Fresh, from: number, token: number, count: number, row: number, at: number): void {
    const { heads, keyWidth, valueWidth } = this.#entry;
    const write = (to: Float32Array, source: Float32Array, width: number): void => {
      for (let head = 0; head < heads; head++) {
        const [start, end] = [
          ((from * heads + head) * count + token) * width,
          ((row * heads + head) * this.room + at) * width,
        ];
        for (let j = 0; j < width; j++) to[end + j] = source[start + j]!;
      }
    };
    fresh.forEach(({ k, v }, layer) => {
      write(this.#k[layer]!, k, keyWidth);
      write(this.#v[layer]!, v, valueWidth);
    });
  }

  /** Puts `count` tokens of the only row of `fresh` into row 0, from place `at` on. */
  putAll(fresh: Fresh, count: number, at: number): void {
    for (let token = 0; token < count; token++) this.put(fresh, 0, token, count, 0, at + token);
  }

  /** Copies the first `tokens` tokens of row `from` of another cache of the same model to `row`. There must be room. */
  copyFrom(other: KvCache, tokens: number, row: number, from = 0): void {
    const { heads } = this.#entry;
    const move = (sources: Float32Array[], to: Float32Array[], width: number): void => {
      sources.forEach((source, layer) => {
        for (let head = 0; head < heads; head++) {
          const start = (from * heads + head) * other.room * width;
          to[layer]!.set(source.subarray(start, start + tokens * width), (row * heads + head) * this.room * width);
        }
      });
    };
    move(other.#k, this.#k, this.#entry.keyWidth);
    move(other.#v, this.#v, this.#entry.valueWidth);
  }

  /** Bytes of all arrays. */
  get bytes(): number {
    return [...this.#k, ...this.#v].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Bytes of the first `rows` rows, with the room that they have. */
  bytesOf(rows: number): number {
    const { keyWidth, valueWidth } = this.#entry;
    return 4 * rows * this.#k.length * (this.#row(keyWidth) + this.#row(valueWidth));
  }

  /** Numbers per row and layer of an array so wide. */
  #row(width: number): number {
    return this.#entry.heads * this.room * width;
  }

  /** Copies a row over another. */
  copy(from: number, to: number): void {
    for (const { of, layer, width } of this.#arrays()) {
      const size = this.#row(width);
      of[layer]!.copyWithin(to * size, from * size, (from + 1) * size);
    }
  }

  /** The first `rows` rows of a layer, as views: valid until the next change of size. */
  view(layer: number, rows: number): { k: Float32Array; v: Float32Array } {
    const { keyWidth, valueWidth } = this.#entry;
    return {
      k: this.#k[layer]!.subarray(0, rows * this.#row(keyWidth)),
      v: this.#v[layer]!.subarray(0, rows * this.#row(valueWidth)),
    };
  }
}
