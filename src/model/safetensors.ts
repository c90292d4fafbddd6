/**
 * Weights on disk: reads and writes the safetensors format, single files and sharded folders.
 * Not a model: `checkWeights` compares names and shapes with a config, and nothing here computes.
 *
 * The one thing to know: a file is hostile until checked. The header is validated in full before any tensor is
 * allocated, and the ranges must tile the data exactly, so memory stays within twice the file's size (plus the header).
 * Format: 8 bytes header length (little-endian u64), JSON header, data. Source: huggingface/safetensors README.
 * Little-endian machines only, as every platform of ONNX Runtime is.
 */
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelConfig } from './config.ts';
import { publishedShapes } from './experts.ts';

export type FloatDtype = 'F32' | 'F16' | 'BF16';

/** F32, F16 and BF16 become 32-bit floats (exactly); `dtype` is what the file holds. Data is row-major. */
export type FloatTensor = { dtype: FloatDtype; shape: number[]; data: Float32Array };

/** A tensor of a file. Integers stay integers. */
export type WeightTensor =
  | FloatTensor
  | { dtype: 'I32'; shape: number[]; data: Int32Array }
  | { dtype: 'I64'; shape: number[]; data: BigInt64Array };

/** What can be written. */
export type Writable = { shape: readonly number[]; data: Float32Array | Int32Array | BigInt64Array };

const maxHeader = 100_000_000;
const maxElements = 2 ** 31;
const bytesOf = { F32: 4, F16: 2, BF16: 2, I32: 4, I64: 8 } as const;
type Dtype = keyof typeof bytesOf;
type Entry = { name: string; dtype: Dtype; shape: number[]; start: number; end: number };

// Number formats ------------------------------------------------------------------------------------------------

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

const halfToFloat = (h: number): number => {
  const sign = h & 0x8000 ? -1 : 1;
  const exponent = (h >>> 10) & 31;
  const fraction = h & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

let halfTable: Float32Array | undefined;

const fromF16 = (raw: Uint16Array): Float32Array => {
  halfTable ??= Float32Array.from({ length: 65536 }, (_, h) => halfToFloat(h));
  const table = halfTable;
  const out = new Float32Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = table[raw[i]];
  return out;
};

const fromBF16 = (raw: Uint16Array): Float32Array => {
  const bits = new Uint32Array(raw.length);
  for (let i = 0; i < raw.length; i++) bits[i] = raw[i] << 16;
  return new Float32Array(bits.buffer);
};

/** IEEE half of a float, round to nearest even; a finite value beyond 65504 becomes infinite (0x7c00). */
const floatToHalf = (value: number): number => {
  scratch[0] = value;
  const bits = scratchBits[0];
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 255;
  const fraction = bits & 0x7fffff;
  if (exponent === 255) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const e = exponent - 112; // the half's own exponent field
  if (e >= 31) return sign | 0x7c00;
  if (e < -10) return sign; // below half of the smallest subnormal
  // A subnormal half shifts the full significand further right; rounding may carry into the exponent, which is right.
  const significand = e > 0 ? fraction : fraction | 0x800000;
  const shift = e > 0 ? 13 : 14 - e;
  const kept = (e > 0 ? e << 10 : 0) + (significand >>> shift);
  const rest = significand & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
};

const toF16 = (data: Float32Array, name: string): Uint16Array => {
  const out = new Uint16Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const h = floatToHalf(data[i]);
    if ((h & 0x7fff) === 0x7c00 && Number.isFinite(data[i])) {
      throw new RangeError(`${name}[${i}] is ${data[i]}, beyond the largest F16 (65504); write BF16 or F32`);
    }
    out[i] = h;
  }
  return out;
};

const toBF16 = (data: Float32Array): Uint16Array => {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const out = new Uint16Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const b = bits[i];
    // NaN keeps its sign and stays quiet; rounding could carry it to infinity.
    out[i] = (b & 0x7fffffff) > 0x7f800000 ? (b >>> 16) | 0x40 : (b + 0x7fff + ((b >>> 16) & 1)) >>> 16;
  }
  return out;
};

// Header --------------------------------------------------------------------------------------------------------

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON.parse keeps the last of two equal keys in silence; this names the first repeated one. Also bounds nesting. */
const findJsonFault = (text: string): string | undefined => {
  const open: (Set<string> | undefined)[] = [];
  const scan = /"((?:[^"\\]|\\.)*)"\s*(:?)|[{}[\]]/gsu;
  for (let m = scan.exec(text); m; m = scan.exec(text)) {
    const sign = m[0];
    if (sign === '{' || sign === '[') {
      if (open.push(sign === '{' ? new Set() : undefined) > 4) return 'is nested too deeply';
    } else if (sign === '}' || sign === ']') open.pop();
    else if (m[2] === ':') {
      const key = JSON.parse(`"${m[1]}"`) as string;
      if (open.at(-1)?.has(key)) return `has the key "${key}" twice`;
      open.at(-1)?.add(key);
    }
  }
  return undefined;
};

const parseEntry = (name: string, value: unknown): Entry => {
  if (!isObject(value)) throw new Error(`tensor ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(bytesOf, dtype)) {
    throw new Error(`tensor ${name} has dtype ${JSON.stringify(dtype)}; supported are ${Object.keys(bytesOf).join(', ')}`);
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
const parseHeader = (bytes: Uint8Array, dataSize: number): Entry[] => {
  let json: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const fault = findJsonFault(text);
    if (fault) throw new Error(`the header ${fault}`);
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new Error(`the header is not valid JSON (${error.message})`);
    throw error;
  }
  if (!isObject(json)) throw new Error('the header is not a JSON object');
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name !== '__metadata__') entries.push(parseEntry(name, value));
    else if (!isObject(value) || Object.values(value).some((v) => typeof v !== 'string')) {
      throw new Error('__metadata__ must map strings to strings');
    }
  }
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  let at = 0;
  for (const entry of entries) {
    if (entry.end > dataSize) throw new Error(`tensor ${entry.name} ends at byte ${entry.end}, but there are ${dataSize} bytes of data`);
    if (entry.start !== at) {
      throw new Error(`tensor ${entry.name} begins at byte ${entry.start}, but ${at} is due: ranges must not overlap or leave gaps`);
    }
    at = entry.end;
  }
  if (at !== dataSize) throw new Error(`the tensors end at byte ${at}, but there are ${dataSize} bytes of data`);
  return entries;
};

// Reading -------------------------------------------------------------------------------------------------------

const fill = async (file: FileHandle, into: Uint8Array, position: number): Promise<void> => {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, Math.min(into.length - done, 2 ** 30), position + done);
    if (bytesRead === 0) throw new Error('the file ends early');
    done += bytesRead;
  }
};

const readTensor = async (file: FileHandle, entry: Entry, dataStart: number): Promise<WeightTensor> => {
  const { dtype, shape } = entry;
  const buffer = new ArrayBuffer(entry.end - entry.start);
  await fill(file, new Uint8Array(buffer), dataStart + entry.start);
  switch (dtype) {
    case 'F32': return { dtype, shape, data: new Float32Array(buffer) };
    case 'F16': return { dtype, shape, data: fromF16(new Uint16Array(buffer)) };
    case 'BF16': return { dtype, shape, data: fromBF16(new Uint16Array(buffer)) };
    case 'I32': return { dtype, shape, data: new Int32Array(buffer) };
    case 'I64': return { dtype, shape, data: new BigInt64Array(buffer) };
    default: throw new Error(`unknown dtype ${dtype satisfies never}`);
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Reads one .safetensors file. The map is in data order. Throws one error that names the file and what is wrong with
 * it; nothing is allocated for tensors before the header as a whole has been checked.
 */
export const readSafetensors = async (file: string): Promise<Map<string, WeightTensor>> => {
  let handle: FileHandle | undefined;
  try {
    const info = await stat(file);
    if (!info.isFile()) throw new Error('it is not a regular file');
    if (info.size < 8) throw new Error(`it has ${info.size} bytes, too few for a header`);
    handle = await open(file, 'r');
    const prefix = new Uint8Array(8);
    await fill(handle, prefix, 0);
    const length = new DataView(prefix.buffer).getBigUint64(0, true);
    if (length > BigInt(maxHeader)) throw new Error(`its header claims ${length} bytes; at most ${maxHeader} are allowed`);
    const headerSize = Number(length);
    if (headerSize > info.size - 8) throw new Error(`its header claims ${headerSize} bytes, but the file has ${info.size}: truncated?`);
    const header = new Uint8Array(headerSize);
    await fill(handle, header, 8);
    const dataStart = 8 + headerSize;
    const entries = parseHeader(header, info.size - dataStart);
    const tensors = new Map<string, WeightTensor>();
    for (const entry of entries) tensors.set(entry.name, await readTensor(handle, entry, dataStart));
    return tensors;
  } catch (error) {
    throw new Error(`can't read the weights in ${file}: ${messageOf(error)}`, { cause: error });
  } finally {
    await handle?.close();
  }
};

/** The shards that an index names, each with the tensors due in it. Shards are plain file names in the same folder. */
const parseIndex = (text: string): Map<string, Set<string>> => {
  const json: unknown = JSON.parse(text);
  const map = isObject(json) ? json.weight_map : undefined;
  if (!isObject(map) || Object.keys(map).length === 0) throw new Error('it has no weight_map of tensor names to shard files');
  const shards = new Map<string, Set<string>>();
  for (const [name, shard] of Object.entries(map)) {
    if (typeof shard !== 'string' || !/^[\w.-]+\.safetensors$/u.test(shard) || shard.startsWith('.')) {
      throw new Error(`${name} is placed in ${JSON.stringify(shard)}; a shard is the plain name of a .safetensors file beside the index`);
    }
    if (!shards.has(shard)) shards.set(shard, new Set());
    shards.get(shard)!.add(name);
  }
  return shards;
};

const exists = (file: string): Promise<boolean> => stat(file).then(() => true, () => false);

/**
 * Reads the weights of a model folder: model.safetensors, or else the shards of model.safetensors.index.json, which
 * must hold exactly the tensors that the index places in them.
 */
export const readWeights = async (folder: string): Promise<Map<string, WeightTensor>> => {
  const single = path.join(folder, 'model.safetensors');
  if (await exists(single)) return readSafetensors(single);
  const index = `${single}.index.json`;
  let shards: Map<string, Set<string>>;
  try {
    const info = await stat(index).catch(() => undefined);
    if (!info) throw new Error('the folder has neither model.safetensors nor model.safetensors.index.json');
    if (info.size > maxHeader) throw new Error(`the index has ${info.size} bytes; at most ${maxHeader} are allowed`);
    shards = parseIndex(await readFile(index, 'utf8'));
    for (const shard of shards.keys()) {
      if (!(await exists(path.join(folder, shard)))) throw new Error(`the index names ${shard}, which is not there`);
    }
  } catch (error) {
    throw new Error(`can't read the weights in ${folder}: ${messageOf(error)}`, { cause: error });
  }
  const tensors = new Map<string, WeightTensor>();
  for (const [shard, names] of shards) {
    const found = await readSafetensors(path.join(folder, shard));
    for (const name of names) {
      if (!found.has(name)) throw new Error(`can't read the weights in ${folder}: ${shard} lacks ${name}, which the index places there`);
    }
    for (const [name, tensor] of found) {
      if (!names.has(name)) throw new Error(`can't read the weights in ${folder}: ${shard} holds ${name}, which the index does not place there`);
      tensors.set(name, tensor);
    }
  }
  return tensors;
};

/**
 * The tensors that a model of this config needs, in the order of `publishedShapes`. Throws at the first one that is
 * missing, has another shape or is not a float, and at the first tensor that the model has no place for. Known
 * extras (rotary inv_freq; lm_head.weight beside tied embeddings) are left out.
 */
export const checkWeights = (config: ModelConfig, tensors: ReadonlyMap<string, WeightTensor>): Map<string, FloatTensor> => {
  const shapes = publishedShapes(config);
  const checked = new Map<string, FloatTensor>();
  for (const [name, shape] of Object.entries(shapes)) {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`the weights lack ${name}, which config.json asks for with shape [${shape}]`);
    if (tensor.shape.length !== shape.length || tensor.shape.some((n, i) => n !== shape[i])) {
      throw new Error(`${name} has shape [${tensor.shape}], but config.json asks for [${shape}]`);
    }
    if (tensor.dtype === 'I32' || tensor.dtype === 'I64') throw new Error(`${name} is ${tensor.dtype}; weights must be F32, F16 or BF16`);
    checked.set(name, tensor);
  }
  for (const name of tensors.keys()) {
    const extra = name.endsWith('.rotary_emb.inv_freq') || (name === 'lm_head.weight' && config.tieWordEmbeddings);
    if (!checked.has(name) && !extra) throw new Error(`the weights hold ${name}, which a model of this config.json has no place for`);
  }
  return checked;
};

// Writing -------------------------------------------------------------------------------------------------------

/**
 * The bytes of a .safetensors file. Floats are rounded to nearest even into `dtype`; integers keep their type. Tensors
 * lie in order of element size, then name, so each is aligned. A finite value that F16 can't hold throws.
 */
export const encodeSafetensors = (
  tensors: ReadonlyMap<string, Writable>,
  options: { dtype: FloatDtype; metadata?: Record<string, string> },
): Uint8Array => {
  const parts = [...tensors].map(([name, { shape, data }]) => {
    const elements = shape.reduce((a, b) => a * b, 1);
    if (elements !== data.length) throw new RangeError(`${name} has ${data.length} numbers, but shape [${shape}] needs ${elements}`);
    if (name === '__metadata__') throw new RangeError('a tensor may not be named __metadata__');
    const dtype: Dtype = data instanceof Int32Array ? 'I32' : data instanceof BigInt64Array ? 'I64' : options.dtype;
    const raw = !(data instanceof Float32Array) || dtype === 'F32' ? data : dtype === 'F16' ? toF16(data, name) : toBF16(data);
    return { name, dtype, shape, raw };
  });
  parts.sort((a, b) => bytesOf[b.dtype] - bytesOf[a.dtype] || (a.name < b.name ? -1 : 1));
  let at = 0;
  const header: [string, unknown][] = options.metadata ? [['__metadata__', options.metadata]] : [];
  for (const { name, dtype, shape, raw } of parts) {
    header.push([name, { dtype, shape: [...shape], data_offsets: [at, at + raw.byteLength] }]);
    at += raw.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerSize = Math.ceil(json.length / 8) * 8;
  const out = new Uint8Array(8 + headerSize + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerSize), true);
  out.set(json, 8);
  out.fill(0x20, 8 + json.length, 8 + headerSize);
  let position = 8 + headerSize;
  for (const { raw } of parts) {
    out.set(new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength), position);
    position += raw.byteLength;
  }
  return out;
};
