/**
 * Byte-pair encoding (BPE): the byte alphabet, cutting text into words, merging the symbols of a word, and training.
 * Files, special tokens and decoding are in tokenizer.ts.
 *
 * Merging is defined by rank: lowest first, leftmost on ties. Short and long words are merged by two algorithms that
 * give the same ids. Sources: Sennrich et al. 2016 (BPE), Radford et al. 2019 (bytes), huggingface/tokenizers (file
 * layout, tie rules).
 */

/**
 * The visible character that stands for each byte in a byte-level vocabulary (GPT-2): printable Latin-1 stands for
 * itself, the other 68 bytes take U+0100 onwards in order.
 */
export const byteAlphabet: readonly string[] = (() => {
  const visible = (b: number) => (b >= 0x21 && b <= 0x7e) || (b >= 0xa1 && b <= 0xac) || (b >= 0xae && b <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, b) => String.fromCharCode(visible(b) ? b : next++));
})();

/** The words of Qwen2: contractions, letters, single digits, punctuation, line ends, spaces. */
export const qwenPattern = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

/**
 * `(?i:…)` without the flag, which Node 22 does not know: a letter becomes the set of its cases, by Unicode's
 * folding.
 */
const foldCase = (source: string): string =>
  source.replace(/\(\?i:([^()[\]]*)\)/g, (_, body: string) => {
    const sets: Readonly<Record<string, string>> = { s: '[sS\u017f]', k: '[kK\u212a]' };
    const folded = body.replace(/\\.|\p{L}/gsu, (part) => {
      if (part.startsWith('\\')) return part;
      const lower = part.toLowerCase();
      return sets[lower] ?? (lower === part.toUpperCase() ? part : `[${lower}${part.toUpperCase()}]`);
    });
    return `(?:${folded})`;
  });

/**
 * A pattern of tokenizer.json (Oniguruma) as a JavaScript one. \s and \d mean the Unicode properties there; what
 * would mean something else here, or nothing, throws.
 */
export const compilePattern = (source: string): RegExp => {
  const same = { s: '\\p{White_Space}', S: '\\P{White_Space}', d: '\\p{Nd}', D: '\\P{Nd}' } as const;
  const translated = foldCase(source).replace(/\\(\p{L}(?:\{\^?\w+\})?|[^])/gsu, (whole, body: string) => {
    if (body in same) return same[body as keyof typeof same];
    const script = /^([pP])\{(Han|Hiragana|Katakana|Hangul|Arabic|Latin|Cyrillic|Thai)\}$/u.exec(body);
    if (script) return `\\${script[1]}{Script=${script[2]}}`;
    if (/^[wWbBhHAzZGRX]$/u.test(body)) throw new Error(`the pattern ${source} uses ${whole}, which is not supported`);
    // Needless escapes are an error in a u-pattern.
    return /^[ "'#%&,:;<=>@_`~!]$/u.test(body) ? body : whole;
  });
  try {
    return new RegExp(translated, 'gu');
  } catch (error) {
    throw new Error(`the pattern ${source} can't be read (${(error as Error).message})`, { cause: error });
  }
};

const SLICE_LENGTH = 100_000;

/** Visits the matches of a pattern and the text between them, in order. Joined, the pieces are the whole text. */
export const splitText = (pattern: RegExp, text: string, visit: (piece: string, matched: boolean) => void): void => {
  let at = 0;
  for (let from = 0; from < text.length;) {
    pattern.lastIndex = from;
    let match: RegExpExecArray | null;
    try {
      match = pattern.exec(text);
    } catch (error) {
      if (!(error instanceof RangeError) || text.length <= SLICE_LENGTH) throw error;
      // A run of millions of characters overflows the engine's stack: cut it, without halving a surrogate pair.
      const end = text.codePointAt(at + SLICE_LENGTH - 1)! > 0xffff ? at + SLICE_LENGTH - 1 : at + SLICE_LENGTH;
      splitText(pattern, text.slice(at, end), visit);
      at = from = end;
      continue;
    }
    if (!match) break;
    const end = match.index + match[0].length;
    if (match[0] === '') {
      from = end + (text.codePointAt(end)! > 0xffff ? 2 : 1);
      continue;
    }
    if (match.index > at) visit(text.slice(at, match.index), false);
    visit(match[0], true);
    at = from = end;
  }
  if (at < text.length) visit(text.slice(at), false);
};

/** The merges of a vocabulary: `rank` maps left * 2^21 + right to the merge's rank, `result` a rank to the new id. */
export type Merges = { rank: Map<number, number>; result: number[] };

/** Ids are below this, so that a pair of ids fits one exact number. */
export const maxVocab = 2 ** 21;

export const pairKey = (left: number, right: number): number => left * maxVocab + right;

const mergeShort = (ids: number[], merges: Merges): number[] => {
  const rankAt = (i: number) => merges.rank.get(pairKey(ids[i], ids[i + 1])) ?? Infinity;
  const ranks: number[] = [];
  for (let i = 0; i + 1 < ids.length; i++) ranks.push(rankAt(i));
  while (ranks.length > 0) {
    let best = 0;
    for (let i = 1; i < ranks.length; i++) if (ranks[i] < ranks[best]) best = i;
    if (ranks[best] === Infinity) break;
    ids[best] = merges.result[ranks[best]];
    ids.splice(best + 1, 1);
    ranks.splice(best, 1);
    if (best > 0) ranks[best - 1] = rankAt(best - 1);
    if (best < ranks.length) ranks[best] = rankAt(best);
  }
  return ids;
};

/** Linked list and a heap of rank * 2^30 + position: n log n, for words of any length. */
const mergeLong = (ids: number[], merges: Merges): number[] => {
  const n = ids.length;
  const next = Int32Array.from({ length: n }, (_, i) => (i + 1 < n ? i + 1 : -1));
  const previous = Int32Array.from({ length: n }, (_, i) => i - 1);
  const heap = new Float64Array(3 * n); // n pairs at first, two more per merge
  let size = 0;
  const push = (position: number): void => {
    const right = next[position];
    const rank = right < 0 ? undefined : merges.rank.get(pairKey(ids[position], ids[right]));
    if (rank === undefined) return;
    const value = rank * 2 ** 30 + position;
    let i = size++;
    for (; i > 0 && heap[(i - 1) >> 1] > value; i = (i - 1) >> 1) heap[i] = heap[(i - 1) >> 1];
    heap[i] = value;
  };
  const pop = (): number => {
    const top = heap[0];
    const value = heap[--size];
    let i = 0;
    for (let child = 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= value) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = value;
    return top;
  };
  for (let i = 0; i + 1 < n; i++) push(i);
  while (size > 0) {
    const top = pop();
    const rank = Math.floor(top / 2 ** 30);
    const at = top % 2 ** 30;
    const right = next[at];
    // Stale when either side has been merged away or changed since.
    if (ids[at] < 0 || right < 0 || merges.rank.get(pairKey(ids[at], ids[right])) !== rank) continue;
    ids[at] = merges.result[rank];
    ids[right] = -1;
    next[at] = next[right];
    if (next[at] >= 0) previous[next[at]] = at;
    push(at);
    if (previous[at] >= 0) push(previous[at]);
  }
  return ids.filter((id) => id >= 0);
};

/** Applies the merges to the symbols of one word: lowest rank first, leftmost on ties. May change `ids`. */
export const mergeWord = (ids: number[], merges: Merges): number[] => {
  if (ids.length < 2) return ids;
  return ids.length <= 40 ? mergeShort(ids, merges) : mergeLong(ids, merges);
};

// Training ------------------------------------------------------------------------------------------------------

type Candidate = { key: number; count: number };
const ranksBefore = (a: Candidate, b: Candidate): boolean =>
  a.count > b.count || (a.count === b.count && a.key < b.key);

/** Most frequent pair first, lower ids on ties. Entries may be stale; the caller compares counts. */
const candidateHeap = () => {
  const heap: Candidate[] = [];
  return {
    push: (candidate: Candidate): void => {
      let i = heap.push(candidate) - 1;
      for (; i > 0 && ranksBefore(candidate, heap[(i - 1) >> 1]); i = (i - 1) >> 1) heap[i] = heap[(i - 1) >> 1];
      heap[i] = candidate;
    },
    pop: (): Candidate | undefined => {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || !last) return top;
      let i = 0;
      for (let child = 1; child < heap.length; child = 2 * i + 1) {
        if (child + 1 < heap.length && ranksBefore(heap[child + 1], heap[child])) child++;
        if (!ranksBefore(heap[child], last)) break;
        heap[i] = heap[child];
        i = child;
      }
      heap[i] = last;
      return top;
    },
  };
};

/** Longer pre-tokens are rules and base64, not words; counting them would only cost time. */
const longestWord = 256;

const countWords = (texts: Iterable<string>): Map<string, number> => {
  const pattern = compilePattern(qwenPattern);
  const counts = new Map<string, number>();
  for (const text of texts) {
    splitText(pattern, text.toWellFormed(), (word) => {
      if (word.length <= longestWord) counts.set(word, (counts.get(word) ?? 0) + 1);
    });
  }
  return counts;
};

/** Learns up to `most` new tokens from words of byte ids; a pair must occur at least twice. */
const learnMerges = (
  counts: Map<string, number>,
  tokens: string[],
  firstByte: number,
  most: number,
): [number, number][] => {
  const encoder = new TextEncoder();
  const words: number[][] = [];
  const weights: number[] = [];
  const pairCount = new Map<number, number>();
  const pairWords = new Map<number, Set<number>>();
  const add = (word: number, sign: 1 | -1, changed?: Set<number>): void => {
    const ids = words[word];
    for (let i = 0; i + 1 < ids.length; i++) {
      const key = pairKey(ids[i], ids[i + 1]);
      pairCount.set(key, (pairCount.get(key) ?? 0) + sign * weights[word]);
      if (sign < 0) continue;
      changed?.add(key);
      const places = pairWords.get(key);
      if (places) places.add(word);
      else pairWords.set(key, new Set([word]));
    }
  };
  for (const [word, count] of counts) {
    words.push(Array.from(encoder.encode(word), (byte) => firstByte + byte));
    weights.push(count);
    add(words.length - 1, 1);
  }
  const heap = candidateHeap();
  for (const [key, count] of pairCount) heap.push({ key, count });
  const known = new Map(tokens.map((token, id) => [token, id]));
  const merges: [number, number][] = [];
  const target = tokens.length + most;
  while (tokens.length < target) {
    const top = heap.pop();
    if (!top) break;
    const count = pairCount.get(top.key) ?? 0;
    if (count !== top.count) {
      if (count > 1) heap.push({ key: top.key, count });
      continue;
    }
    if (count < 2) break;
    const left = Math.floor(top.key / maxVocab);
    const right = top.key % maxVocab;
    const token = tokens[left] + tokens[right];
    const id = known.get(token) ?? tokens.push(token) - 1; // two merges may spell the same token
    known.set(token, id);
    merges.push([left, right]);
    const changed = new Set<number>();
    for (const word of pairWords.get(top.key) ?? []) {
      const old = words[word];
      add(word, -1);
      const ids: number[] = [];
      for (let i = 0; i < old.length; i++) {
        if (old[i] === left && old[i + 1] === right) {
          ids.push(id);
          i++;
        } else ids.push(old[i]);
      }
      words[word] = ids;
      add(word, 1, changed);
    }
    pairWords.delete(top.key);
    pairCount.delete(top.key);
    for (const key of changed)
      if (Math.floor(key / maxVocab) === id || key % maxVocab === id) heap.push({ key, count: pairCount.get(key)! });
  }
  return merges;
};

/**
 * Trains a byte-level BPE on the texts (Qwen2's words) and returns a tokenizer.json object in the Hugging Face layout.
 * Ids: specials, then the 256 bytes, then merges in order of frequency (ties by lower ids), so the result depends on
 * the counts alone. Fewer than `vocabSize` tokens come out when no pair is left that occurs twice.
 */
export const trainBpe = (
  texts: Iterable<string>,
  options: { vocabSize: number; specials: readonly string[] },
): Record<string, unknown> => {
  const { vocabSize, specials } = options;
  const least = specials.length + 256;
  if (!Number.isInteger(vocabSize) || vocabSize < least || vocabSize > maxVocab) {
    throw new RangeError(
      `vocabSize ${vocabSize}: it must be a whole number from ${least} (specials and bytes) to ${maxVocab}`,
    );
  }
  const tokens = [...specials, ...byteAlphabet];
  if (new Set(tokens).size !== tokens.length)
    throw new RangeError(`specials must differ from each other and from single bytes: ${specials.join(' ')}`);
  const merges = learnMerges(countWords(texts), tokens, specials.length, vocabSize - least);
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: qwenPattern }, behavior: 'Isolated', invert: false },
        byteLevel,
      ],
    },
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: merges.map(([left, right]) => `${tokens[left]} ${tokens[right]}`),
    },
  };
};
