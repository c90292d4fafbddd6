/**
 * Tokenizers read from Hugging Face tokenizer.json files: text to ids and back, whole or streaming. Byte-level BPE
 * (Qwen2, Llama 3, GPT-2) and character BPE with byte fallback (Llama 2) are supported; anything else is refused by name.
 * Not a template: nothing here adds a beginning-of-text or turn marker.
 *
 * The one thing to know: text is data. Unless a caller says `special: true`, marker text such as <|end|> in a string
 * is encoded as the characters it is made of, never as the marker's id.
 *
 * Where it leaves Hugging Face's behaviour: no post-processor (templates write markers), added tokens are matched before
 * normalisation only, and a Metaspace decoder drops one leading space, not all, so that text comes back as it was.
 */
import { isObject, previewJson, type JsonObject } from '../json.ts';
import { byteAlphabet, compilePattern, maxVocab, type Merges, mergeWord, pairKey, splitText } from './bpe.ts';

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
  /** Special tokens are left out unless `special`; unknown ids are skipped; broken UTF-8 becomes U+FFFD. */
  decode(ids: Iterable<number>, options?: { special?: boolean }): string;
  /** The pieces of push and end, joined, are what `decode` gives; no piece ends inside a character. */
  decoder(options?: { special?: boolean }): Decoder;
  /** Of a token as the file spells it (byte-level files write a space as Ġ). */
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
  /** Text cut at its added tokens: their ids, and the strings between them. */
  cut(text: string): (string | number)[];
};

export type Decoder = { push(id: number): string; end(): string };

type Split = (text: string, first: boolean) => string[];

const fail = (message: string): never => {
  throw new Error(`tokenizer.json: ${message}`);
};

/** The parts of a component that may be a Sequence of others; null is the empty list. */
const flatten = (value: unknown, where: string, list: string): JsonObject[] => {
  if (value === null || value === undefined) return [];
  if (!isObject(value)) return fail(`${where} is ${previewJson(value)}; it must be an object or null`);
  if (value.type !== 'Sequence') return [value];
  const parts = value[list];
  if (!Array.isArray(parts)) return fail(`${where} is a Sequence without a list of ${list}`);
  return parts.flatMap((part) => flatten(part, where, list));
};

const unsupported = (where: string, part: JsonObject): never => fail(`${where} ${previewJson(part)} is not supported`);

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');

const patternOf = (where: string, part: JsonObject): RegExp => {
  const { pattern } = part;
  if (isObject(pattern) && typeof pattern.Regex === 'string') return compilePattern(pattern.Regex);
  if (isObject(pattern) && typeof pattern.String === 'string' && pattern.String !== '') {
    return new RegExp(literal(pattern.String), 'gu');
  }
  return unsupported(where, part);
};

const parseNormalizer = (value: unknown): ((text: string) => string) => {
  const steps = flatten(value, 'normalizer', 'normalizers').map((part): ((text: string) => string) => {
    switch (part.type) {
      case 'NFC':
      case 'NFD':
      case 'NFKC':
      case 'NFKD': {
        const form = part.type;
        return (text) => text.normalize(form);
      }
      case 'Prepend': {
        const prefix = String(part.prepend);
        return (text) => (text === '' ? '' : prefix + text);
      }
      case 'Replace': {
        const pattern = patternOf('normalizer', part);
        const content = String(part.content);
        return (text) => text.replace(pattern, () => content);
      }
      default:
        return unsupported('normalizer', part);
    }
  });
  return (text) => steps.reduce((t, step) => step(t), text);
};

const gptPattern = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

const isolate =
  (pattern: RegExp): Split =>
  (text) => {
    const pieces: string[] = [];
    splitText(pattern, text, (piece) => pieces.push(piece));
    return pieces;
  };

const parsePreTokenizer = (value: unknown): { split: Split; byteLevel: boolean } => {
  const parts = flatten(value, 'pre_tokenizer', 'pretokenizers');
  const steps: Split[] = [];
  for (const [i, part] of parts.entries()) {
    switch (part.type) {
      case 'Split': {
        const pattern = patternOf('pre_tokenizer', part);
        const drop = part.behavior === 'Removed';
        if (!drop && part.behavior !== 'Isolated') unsupported('pre_tokenizer', part);
        const dropped = part.invert !== true; // 'Removed' drops the matches, inverted what lies between them
        steps.push(
          drop
            ? (text) => {
                const pieces: string[] = [];
                splitText(pattern, text, (piece, matched) => {
                  if (matched !== dropped) pieces.push(piece);
                });
                return pieces;
              }
            : isolate(pattern),
        );
        break;
      }
      case 'Digits':
        steps.push(isolate(part.individual_digits === true ? /\p{N}/gu : /\p{N}+/gu));
        break;
      case 'ByteLevel': {
        if (i !== parts.length - 1) fail('pre_tokenizer has a ByteLevel that is not last, which is not supported');
        if (part.add_prefix_space !== false) steps.push((text) => [text.startsWith(' ') ? text : ` ${text}`]);
        if (part.use_regex !== false) steps.push(isolate(compilePattern(gptPattern)));
        break;
      }
      case 'Metaspace': {
        const mark = typeof part.replacement === 'string' && part.replacement !== '' ? part.replacement : '▁';
        const cuts = new RegExp(`(?=${literal(mark)})`, 'u');
        const scheme = part.prepend_scheme ?? (part.add_prefix_space === false ? 'never' : 'always');
        steps.push((text, first) => {
          const marked = text.replaceAll(' ', mark);
          const prepend = (scheme === 'always' || (scheme === 'first' && first)) && !marked.startsWith(mark);
          const whole = prepend ? mark + marked : marked;
          return part.split === false ? [whole] : whole.split(cuts);
        });
        break;
      }
      default:
        unsupported('pre_tokenizer', part);
    }
  }
  const split: Split = (text, first) =>
    steps.reduce((pieces, step) => pieces.flatMap((p, i) => step(p, first && i === 0)), [text]);
  return { split, byteLevel: parts.at(-1)?.type === 'ByteLevel' };
};

const byteOfChar = new Map(byteAlphabet.map((char, byte) => [char, byte]));
const utf8 = new TextEncoder();

/** How a token's spelling becomes bytes, and whether one leading space of the whole text is dropped. */
const parseDecoder = (
  value: unknown,
  byteLevel: boolean,
): { bytes: (token: string) => Uint8Array; stripFirst: boolean } => {
  const parts = flatten(value, 'decoder', 'decoders');
  if (parts.length === 0 ? byteLevel : parts.some((part) => part.type === 'ByteLevel')) {
    return {
      stripFirst: false,
      bytes: (token) => {
        const bytes = Array.from(token, (char) => byteOfChar.get(char) ?? -1);
        return bytes.includes(-1) ? utf8.encode(token) : Uint8Array.from(bytes);
      },
    };
  }
  const replace: [RegExp, string][] = [];
  let fallback = false;
  let stripFirst = false;
  for (const part of parts) {
    if (part.type === 'Replace') replace.push([patternOf('decoder', part), String(part.content)]);
    else if (part.type === 'ByteFallback') fallback = true;
    else if (part.type === 'Strip' && part.content === ' ' && part.stop === 0 && (part.start === 0 || part.start === 1))
      stripFirst = part.start === 1;
    else if (part.type === 'Metaspace') {
      replace.push([patternOf('decoder', { pattern: { String: part.replacement ?? '▁' } }), ' ']);
      stripFirst = part.prepend_scheme !== 'never' && part.add_prefix_space !== false;
    } else if (part.type !== 'Fuse') unsupported('decoder', part);
  }
  return {
    stripFirst,
    bytes: (token) => {
      const byte = fallback ? /^<0x([0-9A-Fa-f]{2})>$/u.exec(token) : null;
      return byte
        ? Uint8Array.of(Number.parseInt(byte[1], 16))
        : utf8.encode(replace.reduce((t, [from, to]) => t.replace(from, () => to), token));
    },
  };
};

type Added = { id: number; content: string; special: boolean; lstrip: boolean; rstrip: boolean };

const parseAdded = (value: unknown): Added[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return fail('added_tokens must be a list');
  return value.map((token: unknown) => {
    if (!isObject(token) || typeof token.content !== 'string' || token.content === '' || !isId(token.id)) {
      return fail(
        `added token ${previewJson(token)} must have a non-empty content and an id from 0 to ${maxVocab - 1}`,
      );
    }
    if (token.single_word === true) fail(`added token ${previewJson(token)}: single_word is not supported`);
    return {
      id: token.id,
      content: token.content,
      special: token.special === true,
      lstrip: token.lstrip === true,
      rstrip: token.rstrip === true,
    };
  });
};

const isId = (id: unknown): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < maxVocab;

const parseVocab = (value: unknown): Map<string, number> => {
  if (!isObject(value)) return fail('model.vocab must be an object of tokens and ids');
  const vocab = new Map<string, number>();
  for (const [token, id] of Object.entries(value)) {
    vocab.set(
      token,
      isId(id)
        ? id
        : fail(
            `model.vocab gives ${previewJson(token)} the id ${previewJson(id)}; ids are whole numbers from 0 to ${maxVocab - 1}`,
          ),
    );
  }
  return vocab;
};

/** `barred` ids are never the product of a merge, so ordinary text can't spell them. */
const parseMerges = (value: unknown, vocab: ReadonlyMap<string, number>, barred: ReadonlySet<number>): Merges => {
  if (!Array.isArray(value)) return fail('model.merges must be a list');
  const merges: Merges = { rank: new Map(), result: [] };
  for (const entry of value as unknown[]) {
    const pair = typeof entry === 'string' ? entry.split(' ') : Array.isArray(entry) ? entry : [];
    if (pair.length !== 2 || pair.some((half) => typeof half !== 'string' || half === ''))
      fail(`merge ${previewJson(entry)} must be two tokens`);
    const [left, right] = pair as [string, string];
    const idOf = (token: string): number =>
      vocab.get(token) ?? fail(`merge ${previewJson(entry)} needs ${previewJson(token)}, which model.vocab lacks`);
    const id = idOf(left + right);
    const key = pairKey(idOf(left), idOf(right));
    const rank = merges.result.push(id) - 1;
    if (!barred.has(id) && !merges.rank.has(key)) merges.rank.set(key, rank);
  }
  return merges;
};

const longestCached = 64;
const cacheSize = 30_000;

/** Reads the parsed content of a tokenizer.json. Throws one sentence that names what is wrong or unsupported. */
export const loadTokenizer = (json: unknown): Tokenizer => {
  if (!isObject(json)) return fail(`the file holds ${previewJson(json)}; it must be a JSON object`);
  const { model } = json;
  if (!isObject(model)) return fail('model is missing');
  // Old files leave the type out.
  if (model.type !== 'BPE' && !(model.type === undefined && model.merges !== undefined))
    fail(`model type ${previewJson(model.type)} is not supported; it must be 'BPE'`);
  for (const field of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix'] as const) {
    if (model[field]) fail(`model.${field} ${previewJson(model[field])} is not supported`);
  }
  const normalize = parseNormalizer(json.normalizer);
  const { split, byteLevel } = parsePreTokenizer(json.pre_tokenizer);
  const { bytes: bytesOf, stripFirst } = parseDecoder(json.decoder, byteLevel);
  const vocab = parseVocab(model.vocab);
  const added = parseAdded(json.added_tokens);
  const special = new Set(added.filter((token) => token.special).map((token) => token.id));
  const merges = parseMerges(model.merges, vocab, special);

  const tokens: (string | undefined)[] = [];
  const place = (token: string, id: number): void => {
    if (tokens[id] !== undefined && tokens[id] !== token)
      fail(`id ${id} belongs to both ${previewJson(tokens[id])} and ${previewJson(token)}`);
    tokens[id] = token;
  };
  for (const [token, id] of vocab) place(token, id);
  for (const { content, id } of added) place(content, id);
  const addedById = new Map(added.map((token) => [token.id, token]));
  const idOf = (token: string): number | undefined => addedByContent.get(token)?.id ?? vocab.get(token);
  const addedByContent = new Map(added.map((token) => [token.content, token]));

  const unknown = typeof model.unk_token === 'string' ? idOf(model.unk_token) : undefined;
  const fallbackIds = Array.from({ length: 256 }, (_, byte) =>
    byteLevel
      ? vocab.get(byteAlphabet[byte])
      : model.byte_fallback === true
        ? vocab.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`)
        : undefined,
  );

  /** The ids that a word's merging starts from. As in Hugging Face, a character that nothing stands for is dropped. */
  const symbols = (word: string): number[] => {
    const ids: number[] = [];
    let lastUnknown = false;
    const addUnknown = (): void => {
      if (unknown !== undefined && !(lastUnknown && model.fuse_unk === true)) ids.push(unknown);
      lastUnknown = true;
    };
    const addBytes = (bytes: Uint8Array): void => {
      for (const byte of bytes) {
        const id = fallbackIds[byte];
        if (id === undefined) addUnknown();
        else {
          ids.push(id);
          lastUnknown = false;
        }
      }
    };
    if (byteLevel) addBytes(utf8.encode(word));
    else {
      for (const char of word) {
        const id = vocab.get(char);
        const bytes = id === undefined ? utf8.encode(char) : undefined;
        if (id !== undefined) {
          ids.push(id);
          lastUnknown = false;
        } else if (bytes?.every((byte) => fallbackIds[byte] !== undefined)) addBytes(bytes);
        else addUnknown();
      }
    }
    return ids;
  };

  const encodeWord = (word: string): number[] => {
    if (model.ignore_merges === true) {
      const whole = vocab.get(byteLevel ? Array.from(utf8.encode(word), (byte) => byteAlphabet[byte]).join('') : word);
      if (whole !== undefined && !special.has(whole)) return [whole];
    }
    return mergeWord(symbols(word), merges);
  };

  const cache = new Map<string, readonly number[]>();
  const encodePlain = (text: string, first: boolean, out: number[]): void => {
    for (const word of split(normalize(text), first)) {
      if (word === '') continue;
      let ids = cache.get(word);
      if (!ids) {
        ids = encodeWord(word);
        if (word.length <= longestCached) {
          if (cache.size >= cacheSize) cache.clear();
          cache.set(word, ids);
        }
      }
      for (const id of ids) out.push(id);
    }
  };

  // Longest first: of two tokens that begin alike, the longer is meant.
  const contents = [...addedByContent.keys()].sort((a, b) => b.length - a.length);
  const addedPattern = contents.length === 0 ? undefined : new RegExp(contents.map(literal).join('|'), 'gu');
  const cut = (text: string): (string | number)[] => {
    const pieces: (string | number)[] = [];
    if (!addedPattern) return text === '' ? [] : [text];
    let eat = false;
    splitText(addedPattern, text, (piece, matched) => {
      const token = matched ? addedByContent.get(piece) : undefined;
      const before = pieces.at(-1);
      if (token?.lstrip && typeof before === 'string') {
        pieces.pop();
        if (before.trimEnd() !== '') pieces.push(before.trimEnd());
      }
      const rest = token ? token.id : eat ? piece.trimStart() : piece;
      if (rest !== '') pieces.push(rest);
      eat = token?.rstrip ?? false;
    });
    return pieces;
  };

  const byteCache: (Uint8Array | undefined)[] = [];
  const decoder = (options: { special?: boolean } = {}): Decoder => {
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
        byteCache[id] ??= addedById.has(id) ? utf8.encode(token) : bytesOf(token);
        return emit(stream.decode(byteCache[id], { stream: true }));
      },
      end: () => emit(stream.decode()),
    };
  };

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
