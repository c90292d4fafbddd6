/**
 * The safetensors file format: reads and writes one file. How its bytes are read is in safetensors-source.ts; which
 * files and tensors a model folder needs is in weights.ts.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { encodeFloats, type FloatDtype } from './dtype.ts';
import { bytesOf, messageOf, openSource, type Dtype, type OpenFile, type WeightTensor } from './safetensors-source.ts';

/** A tensor that can be written. */
export type Writable = { shape: readonly number[]; data: Float32Array | Int32Array | BigInt64Array };

// Reading -------------------------------------------------------------------------------------------------------

const fill = async (file: FileHandle, into: Uint8Array, position: number): Promise<void> => {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, Math.min(into.length - done, 2 ** 30), position + done);
    if (bytesRead === 0) throw new Error('the file ends early');
    done += bytesRead;
  }
};

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
    handle = await open(file, 'r');
    const opened = handle;
    const source = await openSource({
      size: info.size,
      fill: (into, position) => fill(opened, into, position),
      close: () => opened.close(),
    });
    return {
      ...source,
      read: (entry, seen) =>
        source.read(entry, seen).catch((error: unknown) => {
          throw failure(error);
        }),
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
