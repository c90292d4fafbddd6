/**
 * The GGUF file format of llama.cpp: typed key-values and tensors, written part by part. Which keys and tensors a
 * model has is decided in gguf-model.ts. Format: version 3, little-endian, tensor data aligned to 32 bytes,
 * dimensions fastest first. Source: ggml, docs/gguf.md.
 */
import { encodeFloats, toF16, type FloatDtype } from './dtype.ts';

export type GgufValue =
  | { type: 'u32' | 'f32'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'strings'; value: readonly string[] }
  | { type: 'i32s'; value: readonly number[] };

/** How a tensor's numbers are stored: floats, or Q8_0, blocks of 32 bytes with one half as their scale. */
export type GgufDtype = FloatDtype | 'Q8_0';

/** `shape` is row-major, as everywhere here; `data` is called when the tensor is written. */
export type GgufTensor = { name: string; shape: readonly number[]; dtype: GgufDtype; data: () => Float32Array };

const ALIGNMENT = 32;
const BLOCK = 32;
const valueTypes = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
const tensorTypes: Record<GgufDtype, number> = { F32: 0, F16: 1, Q8_0: 8, BF16: 30 };

/** Whether rows of `width` numbers can be stored as `dtype`: Q8_0 needs whole blocks. */
export const fitsGguf = (dtype: GgufDtype, width: number): boolean => dtype !== 'Q8_0' || width % BLOCK === 0;

const bytesOf = (dtype: GgufDtype, elements: number): number =>
  dtype === 'Q8_0' ? (elements / BLOCK) * (BLOCK + 2) : elements * (dtype === 'F32' ? 4 : 2);

/**
 * Each block of 32: a half d = max |x| / 127, then round(x / d) as signed bytes. Source: ggml, quantize_row_q8_0_ref.
 */
const toQ8 = (data: Float32Array, name: string): Uint8Array => {
  const blocks = data.length / BLOCK;
  const scales = new Float32Array(blocks);
  for (let i = 0; i < data.length; i++)
    scales[Math.floor(i / BLOCK)] = Math.max(scales[Math.floor(i / BLOCK)]!, Math.abs(data[i]!));
  for (let b = 0; b < blocks; b++) scales[b]! /= 127;
  const halves = toF16(scales, name);
  const out = new Uint8Array(bytesOf('Q8_0', data.length));
  const view = new DataView(out.buffer);
  for (let b = 0; b < blocks; b++) {
    const at = b * (BLOCK + 2);
    view.setUint16(at, halves[b]!, true);
    const inverse = scales[b]! > 0 ? 1 / scales[b]! : 0;
    for (let i = 0; i < BLOCK; i++) {
      const scaled = data[b * BLOCK + i]! * inverse;
      view.setInt8(at + 2 + i, Math.sign(scaled) * Math.round(Math.abs(scaled))); // halves away from zero, as C's roundf
    }
  }
  return out;
};

/** A growing buffer for numbers and texts. */
const writer = () => {
  let bytes = new Uint8Array(1 << 16);
  let size = 0;
  const room = (more: number): DataView => {
    if (size + more > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, size + more));
      larger.set(bytes);
      bytes = larger;
    }
    size += more;
    return new DataView(bytes.buffer, size - more, more);
  };
  const put = {
    u32: (value: number) => room(4).setUint32(0, value, true),
    i32: (value: number) => room(4).setInt32(0, value, true),
    f32: (value: number) => room(4).setFloat32(0, value, true),
    u64: (value: number) => room(8).setBigUint64(0, BigInt(value), true),
    bool: (value: boolean) => room(1).setUint8(0, value ? 1 : 0),
    string: (value: string) => {
      const text = new TextEncoder().encode(value);
      put.u64(text.length);
      room(text.length);
      bytes.set(text, size - text.length);
    },
    value: (typed: GgufValue): void => {
      switch (typed.type) {
        case 'u32':
          put.u32(valueTypes.u32);
          return put.u32(typed.value);
        case 'f32':
          put.u32(valueTypes.f32);
          return put.f32(typed.value);
        case 'bool':
          put.u32(valueTypes.bool);
          return put.bool(typed.value);
        case 'string':
          put.u32(valueTypes.string);
          return put.string(typed.value);
        case 'strings':
        case 'i32s': {
          put.u32(valueTypes.array);
          put.u32(typed.type === 'strings' ? valueTypes.string : valueTypes.i32);
          put.u64(typed.value.length);
          if (typed.type === 'strings') for (const text of typed.value) put.string(text);
          else for (const number of typed.value) put.i32(number);
          return;
        }
        default:
          typed satisfies never;
      }
    },
    pad: (): void => {
      room((ALIGNMENT - (size % ALIGNMENT)) % ALIGNMENT);
    },
  };
  return { put, bytes: () => bytes.subarray(0, size) };
};

const padded = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT;

/**
 * The bytes of a GGUF file, part by part. Throws when a tensor does not fit its type or has other numbers than its
 * shape.
 */
export function* ggufParts(
  values: ReadonlyMap<string, GgufValue>,
  tensors: readonly GgufTensor[],
): Generator<Uint8Array> {
  const { put, bytes } = writer();
  put.u32(0x46554747); // 'GGUF'
  put.u32(3);
  put.u64(tensors.length);
  put.u64(values.size);
  for (const [key, value] of values) {
    put.string(key);
    put.value(value);
  }
  let offset = 0;
  for (const { name, shape, dtype } of tensors) {
    if (!fitsGguf(dtype, shape.at(-1)!))
      throw new RangeError(`${name} has rows of ${shape.at(-1)}; ${dtype} needs multiples of ${BLOCK}`);
    put.string(name);
    put.u32(shape.length);
    for (const size of shape.toReversed()) put.u64(size);
    put.u32(tensorTypes[dtype]);
    put.u64(offset);
    offset += padded(
      bytesOf(
        dtype,
        shape.reduce((a, b) => a * b, 1),
      ),
    );
  }
  put.pad();
  yield bytes();
  for (const { name, shape, dtype, data } of tensors) {
    const numbers = data();
    const elements = shape.reduce((a, b) => a * b, 1);
    if (numbers.length !== elements)
      throw new RangeError(`${name} has ${numbers.length} numbers, but shape [${shape}] needs ${elements}`);
    const raw = dtype === 'Q8_0' ? toQ8(numbers, name) : encodeFloats(numbers, dtype, name);
    yield raw;
    if (padded(raw.length) > raw.length) yield new Uint8Array(padded(raw.length) - raw.length);
  }
}
