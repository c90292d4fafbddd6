/**
 * Reads the safetensors format from any source of bytes: a file (safetensors.ts), or what a browser has fetched.
 *
 * A source is untrusted until checked. The whole header is validated before any tensor is allocated, and the ranges
 * must cover the data exactly, so memory stays within twice the source's size plus the header. Format: header length
 * (little-endian u64), JSON header, data. Source: huggingface/safetensors README. Little-endian machines only, as are
 * all platforms of ONNX Runtime.
 */
import { isObject } from '../json.ts';
import { type FloatDtype, fromBF16, fromF16 } from './dtype.ts';
import { release } from '../release.ts';
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

/** A tensor's entry in the header. `start` and `end` are offsets into the data. */
export type Entry = { name: string; dtype: Dtype; shape: number[]; start: number; end: number };

/** Receives the bytes of a tensor before they are decoded; what it throws ends the reading. */
export type Seen = (bytes: Uint8Array) => void;

/** A source with a checked header. `read` gives one of its tensors. */
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
export const bytesOf = { F32: 4, F16: 2, BF16: 2, I32: 4, I64: 8 } as const;
export type Dtype = keyof typeof bytesOf;

/** Bytes that can be read at any place. */
export type Source = {
  size: number;
  /** Fills `into` from byte `position` on. Throws when the source ends before. */
  fill(into: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
};

/** Bytes in memory as a source. */
export const bytesSource = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  fill: async (into, position) => into.set(bytes.subarray(position, position + into.length)),
  close: async () => {},
});

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

const readTensor = async (source: Source, entry: Entry, dataStart: number, seen?: Seen): Promise<WeightTensor> => {
  const { dtype, shape } = entry;
  const buffer = new ArrayBuffer(entry.end - entry.start);
  await source.fill(new Uint8Array(buffer), dataStart + entry.start);
  seen?.(new Uint8Array(buffer));
  switch (dtype) {
    case 'F32':
      return { dtype, shape, data: new Float32Array(buffer) };
    case 'F16':
    case 'BF16': {
      const halves = new Uint16Array(buffer);
      const data = dtype === 'F16' ? fromF16(halves) : fromBF16(halves);
      release(halves);
      return { dtype, shape, data };
    }
    case 'I32':
      return { dtype, shape, data: new Int32Array(buffer) };
    case 'I64':
      return { dtype, shape, data: new BigInt64Array(buffer) };
    default:
      throw new Error(`unknown dtype ${dtype satisfies never}`);
  }
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads and checks the header of a source. Throws what is wrong with it; no tensor is allocated. */
export const openSource = async (source: Source): Promise<OpenFile> => {
  const { size } = source;
  if (size < 8) throw new Error(`it has ${size} bytes, too few for a header`);
  const prefix = new Uint8Array(8);
  await source.fill(prefix, 0);
  if (new TextDecoder('latin1').decode(prefix) === 'version ')
    throw new Error('it is a pointer of Git LFS and not the file itself; run git lfs pull in its folder');
  const length = new DataView(prefix.buffer).getBigUint64(0, true);
  if (length > BigInt(maxHeader))
    throw new Error(`its header claims ${length} bytes; at most ${maxHeader} are allowed`);
  const headerSize = Number(length);
  if (headerSize > size - 8)
    throw new Error(`its header claims ${headerSize} bytes, but the file has ${size}: truncated?`);
  const header = new Uint8Array(headerSize);
  await source.fill(header, 8);
  const dataStart = 8 + headerSize;
  return {
    ...parseHeader(header, size - dataStart),
    read: (entry, seen) => readTensor(source, entry, dataStart, seen),
    close: () => source.close(),
  };
};
