/**
 * Drafts by prompt lookup (Saxena 2023, "Prompt Lookup Decoding"; Yang et al. 2304.04487): what followed the last time
 * that the sequence held the tokens it ends with. Good where a text repeats itself or its prompt: code, quotes, tables.
 */
import { NO_DRAFT, type DraftSource } from './source.ts';

/** Most tokens of the end that are looked for; longer matches come first. */
const LONGEST = 3;
/** How far back is looked, in tokens. */
const WINDOW = 4096;

/** The place after the last earlier occurrence of the final `n` tokens; −1 when there is none. */
const afterLastMatch = (tokens: readonly number[], n: number): number => {
  const end = tokens.length;
  const earliest = Math.max(n, end - WINDOW);
  for (let at = end - 1; at >= earliest; at--) {
    let same = 0;
    while (same < n && tokens[at - 1 - same] === tokens[end - 1 - same]) same++;
    if (same === n) return at;
  }
  return -1;
};

/** Looks for the last 3, 2 and 1 tokens in the sequence itself. Kinds: lookup-3, lookup-2, lookup-1. */
export const promptLookup = (): DraftSource => ({
  free: true,
  propose: (tokens, most) => {
    for (let n = Math.min(LONGEST, tokens.length - 1); n >= 1; n--) {
      const at = afterLastMatch(tokens, n);
      if (at >= 0) return { ids: tokens.slice(at, at + most), kind: `lookup-${n}` };
    }
    return NO_DRAFT;
  },
});
