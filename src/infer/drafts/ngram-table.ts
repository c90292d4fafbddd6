/**
 * Drafts from a table of n-grams that is learned from what the model itself has written: in other requests, and in the
 * other continuations of this one. Its memory is fixed: a slot holds one n-gram, and a new one takes the place of one
 * that was seen less.
 */
import { NO_DRAFT, type DraftSource } from './source.ts';

/** Lengths of what stands before a token, the longest first. */
const ORDERS = [6, 4, 3, 2] as const;
const SLOTS = 2 ** 18;
const MOST_COUNT = 255;

/** A hash of the n tokens before `end`, FNV-1a over ids; never 0, which marks an empty slot. */
const hashBefore = (tokens: readonly number[], end: number, n: number): number => {
  let h = 0x811c9dc5 ^ n;
  for (let i = end - n; i < end; i++) {
    h = Math.imul(h ^ tokens[i]!, 0x01000193);
    h ^= h >>> 15;
  }
  return h | 0 || 1;
};

/**
 * A table of `slots` n-grams, a power of two (13 bytes each; default 2¹⁸, 3.4 MB). Kinds: table-6 to table-2, by the
 * length of what was found for the first id.
 */
export const ngramTable = (slots = SLOTS): DraftSource => {
  const hashes = new Int32Array(slots);
  const next = new Int32Array(slots);
  const counts = new Uint8Array(slots);
  const slotOf = (hash: number): number => (hash ^ (hash >>> 11)) & (slots - 1);

  const note = (tokens: readonly number[], at: number): void => {
    for (const n of ORDERS) {
      if (at < n) continue;
      const hash = hashBefore(tokens, at, n);
      const slot = slotOf(hash);
      const id = tokens[at]!;
      if (hashes[slot] === hash && next[slot] === id) counts[slot] = Math.min(MOST_COUNT, counts[slot]! + 1);
      else if (counts[slot]! > 1) counts[slot]!--;
      else [hashes[slot], next[slot], counts[slot]] = [hash, id, 1];
    }
  };

  const find = (tokens: readonly number[]): { id: number; n: number } | undefined => {
    for (const n of ORDERS) {
      if (tokens.length < n) continue;
      const hash = hashBefore(tokens, tokens.length, n);
      const slot = slotOf(hash);
      if (hashes[slot] === hash && counts[slot]! > 0) return { id: next[slot]!, n };
    }
    return undefined;
  };

  return {
    free: true,
    propose: (tokens, most) => {
      const first = find(tokens);
      if (!first) return NO_DRAFT;
      const tail = [...tokens.slice(-ORDERS[0]), first.id];
      const ids = [first.id];
      while (ids.length < most) {
        const found = find(tail);
        if (!found) break;
        ids.push(found.id);
        tail.push(found.id);
      }
      return { ids, kind: `table-${first.n}` };
    },
    learn: (tokens, count) => {
      for (let at = tokens.length - count; at < tokens.length; at++) note(tokens, at);
    },
  };
};
