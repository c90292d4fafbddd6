import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createRandom } from '../random.ts';
import { encodeSafetensors, readSafetensors } from './safetensors.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mizan-safetensors-'));
});
after(() => rm(folder, { recursive: true }));

let files = 0;
const put = async (bytes: Uint8Array | string): Promise<string> => {
  const file = path.join(folder, `${files++}.safetensors`);
  await writeFile(file, bytes);
  return file;
};

/** A file with this header (an object, or raw text) and so many bytes of data. */
const craft = (header: unknown, dataSize: number, claimed?: bigint): Uint8Array => {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const out = Buffer.alloc(8 + json.length + dataSize);
  out.writeBigUInt64LE(claimed ?? BigInt(json.length));
  json.copy(out, 8);
  return out;
};

const floats = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });

test('F32 and integers come back exactly, with their shapes', async () => {
  const tensors = new Map([
    ['b', { shape: [2, 3], data: Float32Array.of(0, -0, 1.5, 1e-45, Infinity, NaN) }],
    ['a', { shape: [], data: Float32Array.of(7) }],
    ['ids', { shape: [3], data: BigInt64Array.of(-1n, 0n, 2n ** 62n) }],
    ['small', { shape: [2], data: Int32Array.of(-5, 2147483647) }],
    ['empty', { shape: [0, 4], data: new Float32Array(0) }],
  ]);
  const bytes = encodeSafetensors(tensors, { dtype: 'F32', metadata: { format: 'pt' } });
  const headerSize = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assert.equal(headerSize % 8, 0);
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + headerSize)).toString());
  assert.deepEqual(header.__metadata__, { format: 'pt' });
  assert.deepEqual(header.b, { dtype: 'F32', shape: [2, 3], data_offsets: [28, 52] });
  const read = await readSafetensors(await put(bytes));
  assert.equal(read.size, 5);
  for (const [name, { shape, data }] of tensors) {
    assert.deepEqual(read.get(name)!.shape, shape);
    assert.deepEqual(read.get(name)!.data, data);
  }
});

test('every F16 and every BF16 value survives a read and a write', async () => {
  for (const dtype of ['F16', 'BF16'] as const) {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const raw = Buffer.concat([
      craft({ x: { dtype, shape: [65536], data_offsets: [0, 131072] } }, 0),
      Buffer.from(all.buffer),
    ]);
    const x = (await readSafetensors(await put(raw))).get('x')! as { data: Float32Array };
    const back = encodeSafetensors(new Map([['x', { shape: [65536], data: x.data }]]), { dtype });
    const bits = new Uint16Array(back.slice(-131072).buffer);
    let wrong = 0;
    for (let i = 0; i < 65536; i++) {
      if (Number.isNaN(x.data[i]) ? !Number.isNaN(x.data[bits[i]]) : bits[i] !== i) wrong++;
    }
    assert.equal(wrong, 0, dtype);
  }
});

test('rounding is to nearest even: F16 agrees with the engine, BF16 with arithmetic', () => {
  const random = createRandom(1);
  const values = new Float32Array(40_000);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < values.length; i++) {
    // Magnitudes below 65504 for half, with many exact ties.
    const exponent = random.int(90, 141);
    bits[i] =
      ((random.int(0, 1) << 31) |
        (exponent << 23) |
        (random.int(0, 2047) << 12) |
        (random.chance(0.5) ? 0 : random.int(0, 4095))) >>>
      0;
  }
  const last = (bytes: Uint8Array) => new Uint16Array(bytes.slice(-2 * values.length).buffer);
  const tensor = new Map([['x', { shape: [values.length], data: values }]]);
  // The engine's own Float16Array is the oracle; the project's type library does not know it yet.
  const Half = (
    globalThis as unknown as { Float16Array: new (v: Float32Array) => ArrayLike<number> & { buffer: ArrayBuffer } }
  ).Float16Array;
  assert.deepEqual(last(encodeSafetensors(tensor, { dtype: 'F16' })), new Uint16Array(new Half(values).buffer));
  const b = last(encodeSafetensors(tensor, { dtype: 'BF16' }));
  for (let i = 0; i < values.length; i++) {
    const at = (h: number) => new Float32Array(Uint32Array.of(h << 16).buffer)[0];
    const low = bits[i] >>> 16;
    const gapLow = Math.abs(values[i] - at(low));
    const gapHigh = Math.abs(values[i] - at(low + 1));
    assert.equal(b[i], gapLow < gapHigh || (gapLow === gapHigh && low % 2 === 0) ? low : low + 1);
  }
});

test('F16 overflow names the tensor and the value', () => {
  assert.throws(
    () => encodeSafetensors(new Map([['w', floats(1, 65520)]]), { dtype: 'F16' }),
    /w\[1\] is 65520, beyond the largest F16/,
  );
  assert.ok(encodeSafetensors(new Map([['w', floats(65519, Infinity)]]), { dtype: 'F16' }));
  assert.throws(
    () => encodeSafetensors(new Map([['w', { shape: [3], data: new Float32Array(2) }]]), { dtype: 'F32' }),
    /w has 2 numbers/,
  );
});

test('hostile and broken files give one clear error', async () => {
  const f = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') => ({ dtype, shape, data_offsets: offsets });
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /0 bytes, too few/],
    [new Uint8Array(7), /7 bytes, too few/],
    [craft('{}', 0, 1000n), /claims 1000 bytes, but the file has 10: truncated/],
    [craft('{}', 0, 100_000_001n), /claims 100000001 bytes; at most/],
    [craft('{}', 0, 2n ** 64n - 1n), /claims 18446744073709551615 bytes/],
    [craft('{"a":', 0), /not valid JSON/],
    [craft('', 0), /not valid JSON/],
    [craft('[]', 0), /not a JSON object/],
    [craft('null', 0), /not a JSON object/],
    [Buffer.concat([craft('"', 0, 3n), Buffer.from([0xff, 0x22])]), /not valid JSON/],
    [craft('['.repeat(100_000), 0), /nested too deeply/],
    [craft({ a: f([1], [0, 4]), b: f([1], [2, 6]) }, 6), /b begins at byte 2, but 4 is due/],
    [craft({ a: f([1], [0, 4]), b: f([1], [0, 4]) }, 4), /b begins at byte 0, but 4 is due/],
    [craft({ a: f([1], [4, 8]) }, 8), /a begins at byte 4, but 0 is due/],
    [craft({ a: f([1], [0, 4]) }, 8), /end at byte 4, but there are 8 bytes/],
    [craft({ a: f([2], [0, 8]) }, 4), /ends at byte 8, but there are 4 bytes/],
    [craft({ a: f([1], [4, 0]) }, 4), /ends \(0\) before it begins \(4\)/],
    [craft({ a: f([3], [0, 4]) }, 4), /a of F32 \[3\] needs 12 bytes, but its range holds 4/],
    [craft({ a: f([1], [0, 4], 'F8_E4M3') }, 4), /dtype "F8_E4M3"; supported are F32/],
    [craft({ a: f([1], [0, 4], 'toString') }, 4), /dtype "toString"/],
    [craft({ a: f([1], [0, 4], 3) }, 4), /dtype 3/],
    [craft({ a: f([-1], [0, 4]) }, 4), /shape \[-1\]/],
    [craft({ a: f([1.5], [0, 6]) }, 6), /shape \[1.5\]/],
    [craft({ a: f(['1'], [0, 4]) }, 4), /shape \["1"\]/],
    [craft({ a: f([NaN], [0, 4]) }, 4), /shape \[null\]/],
    [craft('{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}', 4), /not valid JSON/],
    [craft({ a: f([2 ** 40, 2 ** 40], [0, 4]) }, 4), /more than 2147483648 elements/],
    [craft({ a: f([1e300], [0, 4]) }, 4), /shape \[1e\+300\]/],
    [craft({ a: f([2 ** 53 - 1, 0], [0, 4]) }, 4), /needs 0 bytes/],
    [craft({ a: f([1], [0]) }, 4), /data_offsets \[0\]/],
    [craft({ a: f([1], undefined) }, 4), /data_offsets undefined/],
    [craft({ a: f(undefined, [0, 4]) }, 4), /shape undefined/],
    [craft({ a: 1 }, 0), /a is not an object/],
    [craft({ __metadata__: { a: 1 } }, 0), /__metadata__ must map strings to strings/],
    [
      craft(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        4,
      ),
      /key "a" twice/,
    ],
    [craft('{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}', 4), /key "shape" twice/],
  ];
  for (const [bytes, message] of cases) {
    const file = await put(bytes);
    await assert.rejects(readSafetensors(file), (error: Error) => {
      assert.match(error.message, message);
      assert.ok(error.message.includes(file), 'names the file');
      return true;
    });
  }
  await assert.rejects(readSafetensors(folder), /not a regular file/);
  await assert.rejects(readSafetensors(path.join(folder, 'none')), /ENOENT/);
});

test('a huge claim in a small file allocates nothing', async () => {
  const file = await put(craft({ a: { dtype: 'F32', shape: [2 ** 31], data_offsets: [0, 2 ** 33] } }, 0));
  const start = process.memoryUsage().arrayBuffers;
  await assert.rejects(readSafetensors(file), /ends at byte 8589934592, but there are 0 bytes/);
  assert.ok(process.memoryUsage().arrayBuffers - start < 2 ** 20);
});

test('every truncation of a good file, and random damage to its header, is an error or a valid reading', async () => {
  const good = encodeSafetensors(
    new Map([
      ['a', floats(1, 2)],
      ['b', floats(3)],
    ]),
    { dtype: 'F16' },
  );
  const file = await put(good);
  for (let n = good.length - 1; n >= 0; n -= 3) {
    await truncate(file, n);
    await assert.rejects(readSafetensors(file), /can't read the weights in/);
  }
  const random = createRandom('damage');
  for (let i = 0; i < 200; i++) {
    const bad = good.slice();
    bad[random.int(0, good.length - 7)] = random.int(0, 255);
    await writeFile(file, bad);
    const outcome = await readSafetensors(file).catch((error: Error) => error);
    if (outcome instanceof Error) assert.match(outcome.message, /^can't read the weights in /);
    else
      assert.equal(
        [...outcome.values()].every((t) => t.data.length === t.shape.reduce((a, b) => a * b, 1)),
        true,
      );
  }
});

test('12 MB of F16 are read in well under half a second', async () => {
  const n = 6_000_000;
  const file = await put(craft({ w: { dtype: 'F16', shape: [n], data_offsets: [0, 2 * n] } }, 2 * n));
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await readSafetensors(file);
    times.push(performance.now() - start);
  }
  assert.ok(Math.min(...times) < 400, `took ${times.map((t) => t.toFixed(0)).join(', ')} ms`);
});
