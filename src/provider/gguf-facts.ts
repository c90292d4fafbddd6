/**
 * What the header of a GGUF file says of a model, as far as a server for it is set up by it: its vocabulary, its
 * window, and how many bytes of cache a token takes. Written against llama.cpp v0.5 (ggml/docs/gguf.md); a file that
 * can't be read is left to llama-server, which says more.
 */
import { open } from 'node:fs/promises';

export type GgufFacts = {
  architecture: string;
  /** Bytes of the file. */
  bytes: number;
  /** The longest sequence that it was trained for. */
  window: number | undefined;
  /** Bytes of keys and values a token in F16, where every layer keeps them; undefined when the file does not say. */
  cacheBytes: number | undefined;
  vocabulary: Vocabulary | undefined;
  /** Whether it is a model by itself, or a head that drafts with the states of another one. */
  whole: boolean;
};

type Vocabulary = { kind: string; tokens: readonly string[]; bos: number | undefined; addBos: boolean | undefined };

/** Bytes of the file's beginning that are tried, one after the other: a vocabulary is some megabytes. */
const READS = [4, 32, 256].map((megabytes) => megabytes * 2 ** 20);

/** The reading ran off the end of what was read. */
class Short extends Error {}

/** Bytes of numbers by their type; 8 is text, 9 a list. */
const SIZES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };

/** Lists that are kept; others are passed over. */
const KEPT = /^tokenizer\.ggml\.tokens$|\.attention\.head_count(_kv)?$/;

type Header = { keys: Map<string, unknown>; tensors: Set<string> };

const createReader = (bytes: Buffer) => {
  let at = 4;
  const take = (size: number): number => {
    at += size;
    if (at > bytes.length) throw new Short();
    return at - size;
  };
  const u32 = (): number => bytes.readUInt32LE(take(4));
  const u64 = (): number => Number(bytes.readBigUInt64LE(take(8)));
  const text = (): string => {
    const size = u64();
    const from = take(size);
    return bytes.toString('utf8', from, from + size);
  };
  const number = (type: number): number | boolean => {
    const size = SIZES[type];
    if (size === undefined) throw new Error(`unknown type ${type}`);
    const from = take(size);
    if (type === 6) return bytes.readFloatLE(from);
    if (type === 12) return bytes.readDoubleLE(from);
    if (type === 7) return bytes[from] === 1;
    if (size === 8) return Number(type === 10 ? bytes.readBigUInt64LE(from) : bytes.readBigInt64LE(from));
    return type % 2 === 0 ? bytes.readUIntLE(from, size) : bytes.readIntLE(from, size);
  };
  const value = (type: number, keep: boolean): unknown => {
    if (type === 8) return text();
    if (type !== 9) return number(type);
    const [of, count] = [u32(), u64()];
    if (keep) return Array.from({ length: count }, () => value(of, true));
    if (SIZES[of] !== undefined) take(count * SIZES[of]);
    else for (let i = 0; i < count; i++) value(of, false);
    return undefined;
  };
  return { u32, u64, text, value };
};

const readHeader = (bytes: Buffer): Header => {
  if (bytes.toString('latin1', 0, 4) !== 'GGUF') throw new Error('no GGUF file');
  const { u32, u64, text, value } = createReader(bytes);
  const version = u32();
  if (version < 2 || version > 3) throw new Error(`version ${version}`);
  const [tensorCount, keyCount] = [u64(), u64()];
  const keys = new Map<string, unknown>();
  for (let i = 0; i < keyCount; i++) {
    const key = text();
    keys.set(key, value(u32(), KEPT.test(key)));
  }
  const tensors = new Set<string>();
  for (let i = 0; i < tensorCount; i++) {
    tensors.add(text());
    for (let dims = u32(); dims > 0; dims--) u64();
    u32();
    u64();
  }
  return { keys, tensors };
};

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const cacheBytesOf = (get: (key: string) => unknown): number | undefined => {
  const layers = numberIn(get('block_count'));
  const latent = numberIn(get('attention.kv_lora_rank'));
  if (layers === undefined) return undefined;
  if (latent !== undefined) return 2 * layers * (latent + (numberIn(get('rope.dimension_count')) ?? 0));
  const heads = get('attention.head_count');
  const kvHeads = get('attention.head_count_kv') ?? heads;
  const all = Array.isArray(kvHeads) ? (kvHeads as number[]) : Array.from({ length: layers }, () => kvHeads);
  const most = Array.isArray(heads) ? Math.max(...(heads as number[])) : numberIn(heads);
  const width = (numberIn(get('embedding_length')) ?? Number.NaN) / (most ?? Number.NaN);
  const [key, worth] = ['key', 'value'].map((name) => numberIn(get(`attention.${name}_length`)) ?? width);
  const bytes = 2 * (key! + worth!) * all.reduce<number>((sum, count) => sum + (numberIn(count) ?? Number.NaN), 0);
  return Number.isFinite(bytes) ? bytes : undefined;
};

const vocabularyOf = (keys: Header['keys']): Vocabulary | undefined => {
  const [kind, tokens] = ['model', 'tokens'].map((name) => keys.get(`tokenizer.ggml.${name}`));
  const addBos = keys.get('tokenizer.ggml.add_bos_token');
  if (typeof kind !== 'string' || !Array.isArray(tokens)) return undefined;
  return {
    kind,
    tokens: tokens as string[],
    bos: numberIn(keys.get('tokenizer.ggml.bos_token_id')),
    addBos: typeof addBos === 'boolean' ? addBos : undefined,
  };
};

const factsOf = ({ keys, tensors }: Header, bytes: number): GgufFacts => {
  const architecture = String(keys.get('general.architecture') ?? '');
  const get = (key: string): unknown => keys.get(`${architecture}.${key}`);
  const last = (numberIn(get('block_count')) ?? 0) - 1;
  return {
    architecture,
    bytes,
    window: numberIn(get('context_length')),
    cacheBytes: cacheBytesOf(get),
    vocabulary: vocabularyOf(keys),
    whole: !['dflash', 'eagle3'].includes(architecture) && !tensors.has(`blk.${last}.nextn.eh_proj.weight`),
  };
};

/** The facts of a file; undefined when its header is of a form that is not known here, or ends early. */
export const readGgufFacts = async (path: string): Promise<GgufFacts | undefined> => {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    for (const most of READS) {
      const bytes = Buffer.alloc(Math.min(most, size));
      await file.read(bytes, 0, bytes.length, 0);
      try {
        return factsOf(readHeader(bytes), size);
      } catch (error) {
        if (!(error instanceof Short) || bytes.length === size) return undefined;
      }
    }
    return undefined;
  } finally {
    await file.close();
  }
};

/** As in llama.cpp, common/speculative.cpp: so many more tokens, and other texts of the first ones, are no matter. */
const [MORE_TOKENS, FIRST_TOKENS] = [128, 5];

/**
 * Why `draft` can't draft for `target`, by the rules of llama.cpp; undefined when it can, or when a file says too
 * little.
 */
export const vocabularyMismatch = (target: GgufFacts, draft: GgufFacts): string | undefined => {
  const [a, b] = [target.vocabulary, draft.vocabulary];
  if (!a || !b || !draft.whole) return undefined;
  if (a.kind !== b.kind) return `its tokenizer is of kind ${b.kind}, that of the model of kind ${a.kind}`;
  const [mine, theirs] = [a.tokens.length, b.tokens.length];
  if (Math.abs(mine - theirs) > MORE_TOKENS) return `it has ${theirs} tokens, the model ${mine}`;
  const at = a.tokens.findIndex((text, i) => i >= FIRST_TOKENS && i < theirs && text !== b.tokens[i]);
  if (at >= 0)
    return `its token ${at} is ${JSON.stringify(b.tokens[at])}, that of the model ${JSON.stringify(a.tokens[at])}`;
  if (a.addBos !== undefined && b.addBos !== undefined && a.addBos !== b.addBos)
    return `it ${b.addBos ? 'puts' : 'does not put'} a first token before a text, the model ${a.addBos ? 'does' : 'does not'}`;
  return a.addBos && b.addBos && a.bos !== b.bos
    ? `its first token is ${b.bos}, that of the model ${a.bos}`
    : undefined;
};
