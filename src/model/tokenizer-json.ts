/**
 * Reads the parts of a tokenizer.json (huggingface/tokenizers): normalizer, pre-tokenizer, decoder, vocabulary,
 * merges and added tokens. What is wrong or not supported is refused in one sentence that names the part.
 * tokenizer.ts makes a tokenizer of them.
 */
import { isObject, previewJson, type JsonObject } from '../json.ts';
import { byteAlphabet, compilePattern, maxVocab, type Merges, pairKey, splitText } from './bpe.ts';

/** Cuts a text into words. `first`: it is the beginning of the whole text. */
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

/** A regular expression's source that matches `text` itself. */
export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');

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

/** `Split`: 'Removed' drops the matches, or inverted what lies between them; 'Isolated' keeps both as words. */
const splitStep = (part: JsonObject): Split => {
  const pattern = patternOf('pre_tokenizer', part);
  if (part.behavior === 'Isolated') return isolate(pattern);
  if (part.behavior !== 'Removed') return unsupported('pre_tokenizer', part);
  const dropped = part.invert !== true;
  return (text) => {
    const pieces: string[] = [];
    splitText(pattern, text, (piece, matched) => {
      if (matched !== dropped) pieces.push(piece);
    });
    return pieces;
  };
};

/** `Metaspace`: spaces become a visible mark, and words begin at it. */
const metaspaceStep = (part: JsonObject): Split => {
  const mark = typeof part.replacement === 'string' && part.replacement !== '' ? part.replacement : '▁';
  const cuts = new RegExp(`(?=${literal(mark)})`, 'u');
  const scheme = part.prepend_scheme ?? (part.add_prefix_space === false ? 'never' : 'always');
  return (text, first) => {
    const marked = text.replaceAll(' ', mark);
    const prepend = (scheme === 'always' || (scheme === 'first' && first)) && !marked.startsWith(mark);
    const whole = prepend ? mark + marked : marked;
    return part.split === false ? [whole] : whole.split(cuts);
  };
};

const byteLevelSteps = (part: JsonObject): Split[] => [
  ...(part.add_prefix_space !== false ? [(text: string) => [text.startsWith(' ') ? text : ` ${text}`]] : []),
  ...(part.use_regex !== false ? [isolate(compilePattern(gptPattern))] : []),
];

const parsePreTokenizer = (value: unknown): { split: Split; byteLevel: boolean } => {
  const parts = flatten(value, 'pre_tokenizer', 'pretokenizers');
  const steps = parts.flatMap((part, i): Split[] => {
    switch (part.type) {
      case 'Split':
        return [splitStep(part)];
      case 'Digits':
        return [isolate(part.individual_digits === true ? /\p{N}/gu : /\p{N}+/gu)];
      case 'ByteLevel':
        if (i !== parts.length - 1) fail('pre_tokenizer has a ByteLevel that is not last, which is not supported');
        return byteLevelSteps(part);
      case 'Metaspace':
        return [metaspaceStep(part)];
      default:
        return unsupported('pre_tokenizer', part);
    }
  });
  const split: Split = (text, first) =>
    steps.reduce((pieces, step) => pieces.flatMap((piece, i) => step(piece, first && i === 0)), [text]);
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

const isId = (id: unknown): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < maxVocab;

/** A token beside the vocabulary. lstrip and rstrip: it takes the white space before or after it along. */
export type AddedToken = { id: number; content: string; special: boolean; lstrip: boolean; rstrip: boolean };

const parseAdded = (value: unknown): AddedToken[] => {
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

/** Merges by rank. Ids in `barred` are never the product of a merge, so ordinary text can't spell them. */
const parseMerges = (value: unknown, vocab: ReadonlyMap<string, number>, barred: ReadonlySet<number>): Merges => {
  if (!Array.isArray(value)) return fail('model.merges must be a list');
  const merges: Merges = { rank: new Map(), result: [] };
  for (const entry of value as unknown[]) {
    const pair: unknown = typeof entry === 'string' ? entry.split(' ') : entry;
    if (!Array.isArray(pair)) return fail(`merge ${previewJson(entry)} must be two tokens`);
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

/** The parts of a tokenizer.json, checked. */
export type TokenizerParts = {
  normalize: (text: string) => string;
  split: Split;
  /** Words are spelt in the byte alphabet. */
  byteLevel: boolean;
  /** The bytes that a token of the vocabulary spells. */
  bytesOf: (token: string) => Uint8Array;
  /** One leading space of a whole decoded text is dropped. */
  stripFirst: boolean;
  vocab: ReadonlyMap<string, number>;
  added: readonly AddedToken[];
  /** Ids of the special added tokens. */
  special: ReadonlySet<number>;
  merges: Merges;
  /** Token by id. */
  tokens: readonly (string | undefined)[];
  unknownToken: string | undefined;
  /** Several unknown characters in a row are one unknown token. */
  fuseUnknown: boolean;
  /** A word that is a token is that token, whatever the merges. */
  ignoreMerges: boolean;
  /** The id of the token that stands for each single byte. */
  byteIds: readonly (number | undefined)[];
};

const byteToken = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;

const tokensById = (
  vocab: ReadonlyMap<string, number>,
  added: readonly AddedToken[],
): readonly (string | undefined)[] => {
  const tokens: (string | undefined)[] = [];
  const place = (token: string, id: number): void => {
    if (tokens[id] !== undefined && tokens[id] !== token)
      fail(`id ${id} belongs to both ${previewJson(tokens[id])} and ${previewJson(token)}`);
    tokens[id] = token;
  };
  for (const [token, id] of vocab) place(token, id);
  for (const { content, id } of added) place(content, id);
  return tokens;
};

/** Reads the parsed content of a tokenizer.json. Throws one sentence that names what is wrong or unsupported. */
export const parseTokenizer = (json: unknown): TokenizerParts => {
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
  const byteIdOf = (byte: number): number | undefined => {
    if (byteLevel) return vocab.get(byteAlphabet[byte]);
    return model.byte_fallback === true ? vocab.get(byteToken(byte)) : undefined;
  };
  return {
    normalize,
    split,
    byteLevel,
    bytesOf,
    stripFirst,
    vocab,
    added,
    special,
    merges: parseMerges(model.merges, vocab, special),
    tokens: tokensById(vocab, added),
    unknownToken: typeof model.unk_token === 'string' ? model.unk_token : undefined,
    fuseUnknown: model.fuse_unk === true,
    ignoreMerges: model.ignore_merges === true,
    byteIds: Array.from({ length: 256 }, (_, byte) => byteIdOf(byte)),
  };
};
