/**
 * Number formats of weights: F32, IEEE half (F16) and bfloat16 (BF16), converted to and from 32-bit floats.
 * Little-endian machines only, as are all platforms of ONNX Runtime. Files are in safetensors.ts and gguf.ts.
 */

export type FloatDtype = 'F32' | 'F16' | 'BF16';

/** Bytes of one number. */
export const floatBytes = { F32: 4, F16: 2, BF16: 2 } as const;

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

/** IEEE halves as floats; exact. */
export const fromF16 = (raw: Uint16Array): Float32Array => {
  halfTable ??= Float32Array.from({ length: 65536 }, (_, h) => halfToFloat(h));
  const table = halfTable;
  const out = new Float32Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = table[raw[i]];
  return out;
};

/** bfloat16 numbers as floats; exact. */
export const fromBF16 = (raw: Uint16Array): Float32Array => {
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
  const mantissa = (e > 0 ? e << 10 : 0) + (significand >>> shift);
  const rest = significand & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (mantissa + (rest > half || (rest === half && (mantissa & 1) === 1) ? 1 : 0));
};

/** IEEE halves, rounded to nearest even. A finite value that they can't hold throws, naming `name`. */
export const toF16 = (data: Float32Array, name: string): Uint16Array => {
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

/** bfloat16 numbers, rounded to nearest even. */
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

/** Floats as the bytes of a file. Errors call them `name`. */
export const encodeFloats = (data: Float32Array, dtype: FloatDtype, name: string): Uint8Array => {
  const halves = () => (dtype === 'F16' ? toF16(data, name) : toBF16(data));
  const raw = dtype === 'F32' ? data : halves();
  return new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
};
