/**
 * Tokenizers read from Hugging Face tokenizer.json files: text to ids and back, whole or streaming. Byte-level BPE
 * (Qwen2, Llama 3, GPT-2) and character BPE with byte fallback (Llama 2) are supported; anything else is refused by
 * name.
 *
 * Text is data: unless a caller says `special: true`, marker text such as <|end|> in a string is encoded as its
 * characters, never as the marker's id. No beginning-of-text or turn marker is added here; chat templates write them
 * (template.ts).
 *
 * Differences from Hugging Face: there is no post-processor, added tokens are matched before normalisation only, and
 * a Metaspace decoder drops one leading space, not all, so that text comes back as it was.
 */
import { byteAlphabet, mergeWord, splitText } from './bpe.ts';
import { literal, parseTokenizer, type AddedToken, type TokenizerParts } from './tokenizer-json.ts';

/** Mizan's markers, which take ids 0 to 7 in this order. */
export const specialTokens = [
  '<|pad|>',
  '<|end|>',
  '<|system|>',
  '<|user|>',
  '<|assistant|>',
  '<|plan|>',
  '<|think|>',
  '<|answer|>',
] as const;

export type Tokenizer = {
  /** Highest id + 1. */
  vocabSize: number;
  /**
   * Never throws: a lone surrogate becomes U+FFFD. With `special`, the added tokens of the file are recognised in the
   * text as Hugging Face does; without (the default), none is.
   */
  encode(text: string, options?: { special?: boolean }): number[];
  /** Leaves special tokens out unless `special`, skips unknown ids, and writes broken UTF-8 as U+FFFD. */
  decode(ids: Iterable<number>, options?: { special?: boolean }): string;
  /** Decodes id by id. The joined pieces are what `decode` gives; no piece ends inside a character. */
  decoder(options?: { special?: boolean }): Decoder;
  /** The id of a token as the file spells it (byte-level files write a space as Ġ). */
  idOf(token: string): number | undefined;
  /** The spelling of an id in the file. */
  tokenOf(id: number): string | undefined;
  /** Text cut at its added tokens: their ids, and the strings between them. */
  cut(text: string): (string | number)[];
};

export type Decoder = { push(id: number): string; end(): string };

const utf8 = new TextEncoder();

/** Words up to this length are cached with their ids. */
const LONGEST_CACHED = 64;
const CACHE_SIZE = 30_000;

/** The ids that a word's merging starts from. As in Hugging Face, a character that nothing stands for is dropped. */
const symbolsOf = (word: string, parts: TokenizerParts, unknown: number | undefined): number[] => {
  const { vocab, byteIds, byteLevel, fuseUnknown } = parts;
  const ids: number[] = [];
  let lastUnknown = false;
  const add = (id: number): void => {
    ids.push(id);
    lastUnknown = false;
  };
  const addUnknown = (): void => {
    if (unknown !== undefined && !(lastUnknown && fuseUnknown)) ids.push(unknown);
    lastUnknown = true;
  };
  const addBytes = (bytes: Uint8Array): void => {
    for (const byte of bytes) {
      const id = byteIds[byte];
      if (id === undefined) addUnknown();
      else add(id);
    }
  };
  if (byteLevel) {
    addBytes(utf8.encode(word));
    return ids;
  }
  for (const char of word) {
    const id = vocab.get(char);
    const bytes = id === undefined ? utf8.encode(char) : undefined;
    if (id !== undefined) add(id);
    else if (bytes?.every((byte) => byteIds[byte] !== undefined)) addBytes(bytes);
    else addUnknown();
  }
  return ids;
};

/** Encodes text without added tokens, appending to `out`. `first`: it is the beginning of the whole text. */
type EncodePlain = (text: string, first: boolean, out: number[]) => void;

const plainEncoder = (parts: TokenizerParts, unknown: number | undefined): EncodePlain => {
  const { normalize, split, vocab, byteLevel, ignoreMerges, special, merges } = parts;
  const encodeWord = (word: string): number[] => {
    if (ignoreMerges) {
      const whole = vocab.get(byteLevel ? Array.from(utf8.encode(word), (byte) => byteAlphabet[byte]).join('') : word);
      if (whole !== undefined && !special.has(whole)) return [whole];
    }
    return mergeWord(symbolsOf(word, parts, unknown), merges);
  };
  const cache = new Map<string, readonly number[]>();
  return (text, first, out) => {
    for (const word of split(normalize(text), first)) {
      if (word === '') continue;
      let ids = cache.get(word);
      if (!ids) {
        ids = encodeWord(word);
        if (word.length <= LONGEST_CACHED) {
          if (cache.size >= CACHE_SIZE) cache.clear();
          cache.set(word, ids);
        }
      }
      for (const id of ids) out.push(id);
    }
  };
};

/** `cut` of a tokenizer. Of two added tokens that begin alike, the longer is meant. */
const addedTokenCutter = (byContent: ReadonlyMap<string, AddedToken>): Tokenizer['cut'] => {
  if (byContent.size === 0) return (text) => (text === '' ? [] : [text]);
  const contents = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(contents.map(literal).join('|'), 'gu');
  return (text) => {
    const pieces: (string | number)[] = [];
    let stripNext = false;
    splitText(pattern, text, (piece, matched) => {
      const token = matched ? byContent.get(piece) : undefined;
      const before = pieces.at(-1);
      if (token?.lstrip && typeof before === 'string') {
        pieces.pop();
        if (before.trimEnd() !== '') pieces.push(before.trimEnd());
      }
      const plain = stripNext ? piece.trimStart() : piece;
      const rest = token ? token.id : plain;
      if (rest !== '') pieces.push(rest);
      stripNext = token?.rstrip ?? false;
    });
    return pieces;
  };
};

const decoderOf = ({ tokens, special, added, bytesOf, stripFirst }: TokenizerParts): Tokenizer['decoder'] => {
  const addedIds = new Set(added.map(({ id }) => id));
  const byteCache: (Uint8Array | undefined)[] = [];
  return (options = {}) => {
    const stream = new TextDecoder('utf-8', { ignoreBOM: true });
    let start = stripFirst;
    const emit = (text: string): string => {
      if (!start || text === '') return text;
      start = false;
      return text.startsWith(' ') ? text.slice(1) : text;
    };
    return {
      push: (id) => {
        const token = tokens[id];
        if (token === undefined || (special.has(id) && options.special !== true)) return '';
        byteCache[id] ??= addedIds.has(id) ? utf8.encode(token) : bytesOf(token);
        return emit(stream.decode(byteCache[id], { stream: true }));
      },
      end: () => emit(stream.decode()),
    };
  };
};

/** Reads the parsed content of a tokenizer.json. Throws one sentence that names what is wrong or unsupported. */
export const loadTokenizer = (json: unknown): Tokenizer => {
  const parts = parseTokenizer(json);
  const { vocab, added, tokens, unknownToken } = parts;
  const byContent = new Map(added.map((token) => [token.content, token]));
  const idOf = (token: string): number | undefined => byContent.get(token)?.id ?? vocab.get(token);
  const encodePlain = plainEncoder(parts, unknownToken === undefined ? undefined : idOf(unknownToken));
  const cut = addedTokenCutter(byContent);
  const decoder = decoderOf(parts);
  return {
    vocabSize: tokens.length,
    encode: (text, options = {}) => {
      const out: number[] = [];
      const whole = text.toWellFormed();
      if (options.special !== true) encodePlain(whole, true, out);
      else {
        for (const [i, piece] of cut(whole).entries()) {
          if (typeof piece === 'number') out.push(piece);
          else encodePlain(piece, i === 0, out);
        }
      }
      return out;
    },
    decode: (ids, options) => {
      const stream = decoder(options);
      let text = '';
      for (const id of ids) text += stream.push(id);
      return text + stream.end();
    },
    decoder,
    idOf,
    tokenOf: (id) => tokens[id],
    cut,
  };
};
