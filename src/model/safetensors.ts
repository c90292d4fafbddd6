/**
 * The safetensors file format: reads and writes one file. Which files and tensors a model folder needs is in
 * weights.ts.
 *
 * A file is untrusted until checked. The whole header is validated before any tensor is allocated, and the ranges
 * must cover the data exactly, so memory stays within twice the file's size plus the header. Format: header length
 * (little-endian u64), JSON header, data. Source: huggingface/safetensors README. Little-endian machines only, as are
 * all platforms of ONNX Runtime.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { isObject } from '../json.ts';
import { encodeFloats, type FloatDtype, fromBF16, fromF16 } from './dtype.ts';
import { parseJson } from './json-text.ts';

/**
 * A float tensor: F32, F16 and BF16 become 32-bit floats exactly. `dtype` is the type in the file. Data is row-major.
 */
export type FloatTensor = { dtype: FloatDtype; shape: number[]; data: Float32Array };

/** A tensor of a file; integer tensors keep their type. */
export type WeightTensor =
  | FloatTensor
  | { dtype: 'I32'; shape: number[]; data: Int32Array }
  | { dtype: 'I64'; shape: number[]; data: BigInt64Array };

/** A tensor that can be written. */
export type Writable = { shape: readonly number[]; data: Float32Array | Int32Array | BigInt64Array };

/** A tensor's entry in the header. `start` and `end` are offsets into the data. */
export type Entry = { name: string; dtype: Dtype; shape: number[]; start: number; end: number };

/** Receives the bytes of a tensor before they are decoded; what it throws ends the reading. */
export type Seen = (bytes: Uint8Array) => void;

/** A file with a checked header. `read` gives one of its tensors. */
export type OpenFile = {
  entries: readonly Entry[];
  /** `__metadata__`. A tensor that shares its data with another is left out and named here: its name to the other's. */
  metadata: Readonly<Record<string, string>>;
  /** `seen` gets its bytes as they lie in the file. */
  read(entry: Entry, seen?: Seen): Promise<WeightTensor>;
  close(): Promise<void>;
};

/** Most bytes of a header or an index. */
export const maxHeader = 100_000_000;
const maxElements = 2 ** 31;
const bytesOf = { F32: 4, F16: 2, BF16: 2, I32: 4, I64: 8 } as const;
export type Dtype = keyof typeof bytesOf;

// Header --------------------------------------------------------------------------------------------------------

const parseEntry = (name: string, value: unknown): Entry => {
  if (!isObject(value)) throw new Error(`tensor ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(bytesOf, dtype)) {
    throw new Error(
      `tensor ${name} has dtype ${JSON.stringify(dtype)}; supported are ${Object.keys(bytesOf).join(', ')}`,
    );
  }
  const whole = (n: unknown): n is number => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0;
  if (!Array.isArray(shape) || shape.length > 16 || !shape.every(whole)) {
    throw new Error(`tensor ${name} has shape ${JSON.stringify(shape)}; it must be a list of whole numbers`);
  }
  const elements = shape.includes(0) ? 0 : shape.reduce((a, b) => Math.min(a * b, 2 ** 53), 1);
  if (elements > maxElements) throw new Error(`tensor ${name} has shape [${shape}]: more than ${maxElements} elements`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole)) {
    throw new Error(`tensor ${name} has data_offsets ${JSON.stringify(offsets)}; it must be [begin, end]`);
  }
  const [start, end] = offsets as [number, number];
  if (end < start) throw new Error(`tensor ${name} ends (${end}) before it begins (${start})`);
  const want = elements * bytesOf[dtype as Dtype];
  if (end - start !== want) {
    throw new Error(`tensor ${name} of ${dtype} [${shape}] needs ${want} bytes, but its range holds ${end - start}`);
  }
  return { name, dtype: dtype as Dtype, shape: [...shape], start, end };
};

/** The entries in data order. They must cover the data exactly, without gap or overlap, as the format demands. */
const parseHeader = (bytes: Uint8Array, dataSize: number): { entries: Entry[]; metadata: Record<string, string> } => {
  let json: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    json = parseJson(text, { deepest: 4, unique: true });
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw new Error(`the header is not valid JSON (${error.message})`);
    throw new Error(`the header is damaged: ${messageOf(error)}`);
  }
  if (!isObject(json)) throw new Error('the header is not a JSON object');
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(json)) {
    if (name !== '__metadata__') entries.push(parseEntry(name, value));
    else if (!isObject(value) || Object.values(value).some((v) => typeof v !== 'string')) {
      throw new Error('__metadata__ must map strings to strings');
    } else metadata = value as Record<string, string>;
  }
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  let at = 0;
  for (const entry of entries) {
    if (entry.end > dataSize)
      throw new Error(`tensor ${entry.name} ends at byte ${entry.end}, but there are ${dataSize} bytes of data`);
    if (entry.start !== at) {
      throw new Error(
        `tensor ${entry.name} begins at byte ${entry.start}, but ${at} is due: ranges must not overlap or leave gaps`,
      );
    }
    at = entry.end;
  }
  if (at !== dataSize) throw new Error(`the tensors end at byte ${at}, but there are ${dataSize} bytes of data`);
  return { entries, metadata };
};

// Reading -------------------------------------------------------------------------------------------------------

const fill = async (file: FileHandle, into: Uint8Array, position: number): Promise<void> => {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, Math.min(into.length - done, 2 ** 30), position + done);
    if (bytesRead === 0) throw new Error('the file ends early');
    done += bytesRead;
  }
};

const readTensor = async (file: FileHandle, entry: Entry, dataStart: number, seen?: Seen): Promise<WeightTensor> => {
  const { dtype, shape } = entry;
  const buffer = new ArrayBuffer(entry.end - entry.start);
  await fill(file, new Uint8Array(buffer), dataStart + entry.start);
  seen?.(new Uint8Array(buffer));
  switch (dtype) {
    case 'F32':
      return { dtype, shape, data: new Float32Array(buffer) };
    case 'F16':
      return { dtype, shape, data: fromF16(new Uint16Array(buffer)) };
    case 'BF16':
      return { dtype, shape, data: fromBF16(new Uint16Array(buffer)) };
    case 'I32':
      return { dtype, shape, data: new Int32Array(buffer) };
    case 'I64':
      return { dtype, shape, data: new BigInt64Array(buffer) };
    default:
      throw new Error(`unknown dtype ${dtype satisfies never}`);
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Opens one .safetensors file. Throws one error that names the file and what is wrong with it; no tensor is
 * allocated.
 */
export const openSafetensors = async (file: string): Promise<OpenFile> => {
  let handle: FileHandle | undefined;
  const failure = (error: unknown): Error =>
    new Error(`can't read the weights in ${file}: ${messageOf(error)}`, { cause: error });
  try {
    const info = await stat(file);
    if (!info.isFile()) throw new Error('it is not a regular file');
    if (info.size < 8) throw new Error(`it has ${info.size} bytes, too few for a header`);
    handle = await open(file, 'r');
    const prefix = new Uint8Array(8);
    await fill(handle, prefix, 0);
    if (Buffer.from(prefix).toString('latin1') === 'version ')
      throw new Error('it is a pointer of Git LFS and not the file itself; run git lfs pull in its folder');
    const length = new DataView(prefix.buffer).getBigUint64(0, true);
    if (length > BigInt(maxHeader))
      throw new Error(`its header claims ${length} bytes; at most ${maxHeader} are allowed`);
    const headerSize = Number(length);
    if (headerSize > info.size - 8)
      throw new Error(`its header claims ${headerSize} bytes, but the file has ${info.size}: truncated?`);
    const header = new Uint8Array(headerSize);
    await fill(handle, header, 8);
    const [opened, dataStart] = [handle, 8 + headerSize];
    return {
      ...parseHeader(header, info.size - dataStart),
      read: (entry, seen) =>
        readTensor(opened, entry, dataStart, seen).catch((error: unknown) => {
          throw failure(error);
        }),
      close: () => opened.close(),
    };
  } catch (error) {
    await handle?.close();
    throw failure(error);
  }
};

/** Reads one .safetensors file whole. The map is in data order. Throws like `openSafetensors`. */
export const readSafetensors = async (file: string): Promise<Map<string, WeightTensor>> => {
  const opened = await openSafetensors(file);
  try {
    const tensors = new Map<string, WeightTensor>();
    for (const entry of opened.entries) tensors.set(entry.name, await opened.read(entry));
    return tensors;
  } finally {
    await opened.close();
  }
};

// Writing -------------------------------------------------------------------------------------------------------

/**
 * The bytes of a .safetensors file, part by part, so that only one tensor at a time is in memory twice. Floats are
 * rounded to nearest even into `dtype`; integers keep their type. Tensors lie in order of element size, then name, so
 * each is aligned. A finite value that F16 can't hold throws.
 */
export function* safetensorsParts(
  tensors: ReadonlyMap<string, Writable>,
  options: { dtype: FloatDtype; metadata?: Record<string, string> },
): Generator<Uint8Array> {
  const parts = [...tensors].map(([name, { shape, data }]) => {
    const elements = shape.reduce((a, b) => a * b, 1);
    if (elements !== data.length)
      throw new RangeError(`${name} has ${data.length} numbers, but shape [${shape}] needs ${elements}`);
    if (name === '__metadata__') throw new RangeError('a tensor may not be named __metadata__');
    const integers = data instanceof Int32Array ? 'I32' : 'I64';
    const dtype: Dtype = data instanceof Float32Array ? options.dtype : integers;
    return { name, dtype, shape, data };
  });
  parts.sort((a, b) => bytesOf[b.dtype] - bytesOf[a.dtype] || (a.name < b.name ? -1 : 1));
  let at = 0;
  const header: [string, unknown][] = options.metadata ? [['__metadata__', options.metadata]] : [];
  for (const { name, dtype, shape, data } of parts) {
    const size = data.length * bytesOf[dtype];
    header.push([name, { dtype, shape: [...shape], data_offsets: [at, at + size] }]);
    at += size;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + padded).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(json, 8);
  yield head;
  for (const { name, data } of parts) {
    yield data instanceof Float32Array
      ? encodeFloats(data, options.dtype, name)
      : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

/** The same bytes in one array. */
export const encodeSafetensors = (
  tensors: ReadonlyMap<string, Writable>,
  options: { dtype: FloatDtype; metadata?: Record<string, string> },
): Uint8Array => {
  const parts = [...safetensorsParts(tensors, options)];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};
