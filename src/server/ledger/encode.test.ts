/** What is packed comes back as JSON would have carried it, once the limits allow; secrets and excess do not. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom, type Random } from '../../random.ts';
import { createRedact } from '../../redact.ts';
import { createEncoder, truncate, decode } from './encode.ts';

const plain = (text: string): string => text;
const there = (values: unknown[], packer = createEncoder(plain)): unknown[] => {
  const packed = values.map((value) => packer.encode(value));
  const texts = JSON.parse(packer.texts()) as string[];
  return packed.map((json) => decode(json, texts));
};

const randomValue = (random: Random, depth: number): unknown => {
  const kind = random.int(0, depth > 3 ? 4 : 7);
  const text = () =>
    Array.from({ length: random.pick([0, 1, 5, 60, 300]) }, () =>
      String.fromCharCode(random.pick([1, 34, 92, 65, 0x627, 0xd83d, 0xde00])),
    ).join('');
  if (kind <= 1) return text();
  if (kind === 2) return random.next() * 10 ** random.int(-20, 20);
  if (kind === 3) return random.pick([true, false, null]);
  if (kind === 4) return random.pick(['\u00010', '\u0001', '\u0001zz', '__proto__']);
  if (kind === 5) return Array.from({ length: random.int(0, 4) }, () => randomValue(random, depth + 1));
  // Names are well formed: V8's own JSON.parse confuses names that are lone surrogates.
  return Object.fromEntries(
    Array.from({ length: random.int(0, 4) }, () => [
      random.pick(['a', '__proto__', 'toJSON', text().slice(0, 9).toWellFormed()]),
      randomValue(random, depth + 1),
    ]),
  );
};

test('any JSON comes back as it was (1,000 values, seed 1)', () => {
  const random = createRandom('pack/1');
  for (let i = 0; i < 1000; i++) {
    const values = [randomValue(random, 0), randomValue(random, 0)];
    const [first, second] = there(values);
    assert.equal(JSON.stringify([first, second]), JSON.stringify(values));
  }
});

test('what JSON has no word for is left out, as JSON.stringify does', () => {
  const odd = { a: undefined, b: () => 1, c: NaN, d: [undefined, Infinity], e: Symbol.iterator };
  assert.deepEqual(there([odd]), [JSON.parse(JSON.stringify(odd))]);
  assert.deepEqual(there([undefined]), [null]);
});

test('a text that occurs often is kept once', () => {
  const packer = createEncoder(plain);
  const prompt = 'x'.repeat(5000);
  const sizes = Array.from(
    { length: 10 },
    () => packer.encode({ messages: [{ role: 'user', content: prompt }] }).length,
  );
  assert.ok(sizes.every((size) => size < 80));
  assert.equal(packer.texts().length, 5004);
});

test('long texts are cut and say so; pairs of surrogates stay whole', () => {
  const [value] = there(
    [{ text: 'é'.repeat(150), other: 'kept' }],
    createEncoder(plain, { text: 100, request: 10_000 }),
  );
  assert.deepEqual(value, { text: `${'é'.repeat(100)}…[50 more characters]`, other: 'kept' });
  assert.equal(truncate('ab😀cd', 3), 'ab…[3 more characters]');
  const [huge] = there([`${'y'.repeat(1_000_000)}`], createEncoder(plain, { text: 100, request: 10_000 }));
  assert.equal(huge, `${'y'.repeat(100)}…[999900 more characters]`);
});

test('a request has a bound: what came first is kept, the rest says that it is missing', () => {
  const packer = createEncoder(plain, { text: 1000, request: 5000 });
  const many = Array.from({ length: 1000 }, (_, i) => ({ content: `${i} ${'z'.repeat(100)}` }));
  const packed = [packer.encode(many), packer.encode({ late: many })];
  const size = packed.join('').length + packer.texts().length;
  assert.ok(size < 8000, String(size));
  const [first, late] = packed.map((json) => JSON.stringify(decode(json, JSON.parse(packer.texts()) as string[])));
  assert.match(first!, /^\[\{"content":"0 zzz/);
  assert.match(first!, /left out/);
  assert.match(late!, /left out/);
});

test('cycles and endless depth end', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  assert.match(createEncoder(plain).encode(loop), /left out/);
  let deep: unknown = 'end';
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.match(createEncoder(plain).encode(deep), /left out/);
});

test('secrets are taken out of texts and names, also where a text is cut', () => {
  const secret = 'very-secret-value-of-the-operator';
  const packer = createEncoder(createRedact([secret]), { text: 100, request: 100_000 });
  const packed =
    packer.encode({ [secret]: `x ${secret}`, long: `${'w'.repeat(90)}${secret}${'w'.repeat(5000)}` }) + packer.texts();
  assert.ok(!packed.includes(secret.slice(0, 12)), packed);
});

test('a trace that points to nothing is an error', () => {
  assert.throws(() => decode('"\\u00015"', []), /points to text 5 of 0/);
});
