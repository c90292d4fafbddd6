/**
 * Keys and values of token sequences that were computed before, so that what begins the same is read once: system
 * prompts, plans, the turns of a conversation. Bounded in bytes; the entry that was used longest ago goes first. An
 * entry is a whole sequence, and any beginning of it can be used, by sequences of its `kind` (the adapter) alone.
 */
import type { KvCache } from './cache.ts';

type Entry = { tokens: readonly number[]; cache: KvCache; bytes: number; kind: string | undefined };

/** Tokens that two sequences begin with alike. */
const common = (a: readonly number[], b: readonly number[]): number => {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[i] === b[i]) i++;
  return i;
};

export class PrefixCache {
  /** Most bytes; 0 keeps nothing. */
  readonly room: number;
  /** In order of use, the last used last. */
  #entries: Entry[] = [];
  #bytes = 0;

  constructor(room: number) {
    this.room = room;
  }

  /** Bytes that the entries hold. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The entry with the longest beginning in common with `tokens`, and how long that is; undefined below `least`. */
  find(tokens: readonly number[], least: number, kind?: string): { cache: KvCache; length: number } | undefined {
    let [best, length]: [Entry | undefined, number] = [undefined, least - 1];
    for (const entry of this.#entries) {
      const shared = entry.kind === kind ? common(entry.tokens, tokens) : 0;
      if (shared > length) [best, length] = [entry, shared];
    }
    if (!best) return undefined;
    this.#entries = [...this.#entries.filter((entry) => entry !== best), best];
    return { cache: best.cache, length };
  }

  /** Keeps a sequence, whose keys and values lie in row 0 of `cache`, which must not change afterwards. */
  add(tokens: readonly number[], cache: KvCache, kind?: string): void {
    if (cache.bytes > this.room) return;
    // what is a beginning of the new one is not needed beside it, and the new one is not needed beside a longer one
    const alike = (entry: Entry): number => (entry.kind === kind ? common(entry.tokens, tokens) : 0);
    if (this.#entries.some((entry) => entry.kind === kind && alike(entry) === tokens.length)) return;
    const kept = this.#entries.filter((entry) => entry.kind !== kind || alike(entry) < entry.tokens.length);
    this.#entries = [...kept, { tokens, cache, bytes: cache.bytes, kind }];
    const total = () => this.#entries.reduce((sum, { bytes }) => sum + bytes, 0);
    while (total() > this.room) this.#entries.shift();
    this.#bytes = total();
  }

  /** Forgets everything, when other weights come. */
  clear(): void {
    [this.#entries, this.#bytes] = [[], 0];
  }
}
