/** Request bodies in every encoding, within bounds. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { readBody } from './body.ts';
import { RequestError } from './http.ts';

const LIMITS = { bodyBytes: 1000, depth: 8 };
const post = (body: Uint8Array | string, encoding?: string): Request =>
  new Request('http://127.0.0.1/', {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    ...(encoding !== undefined && { headers: { 'content-encoding': encoding } }),
  });
const value = { a: 'é' };
const text = Buffer.from(JSON.stringify(value));

test('compressed bodies are read', async () => {
  const cases: [string | undefined, Uint8Array][] = [
    [undefined, text],
    ['identity', text],
    ['gzip', gzipSync(text)],
    ['X-GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
    ['gzip', text], // a label and nothing behind it
  ];
  for (const [encoding, body] of cases)
    assert.deepEqual(await readBody(post(body, encoding), LIMITS), value, String(encoding));
});

test('what is unknown, damaged or larger than the limit once unpacked is refused with a reason', async () => {
  const cases: [string, Uint8Array, number, RegExp][] = [
    ['snappy', text, 415, /Content-Encoding: snappy is not taken.*gzip, deflate, br, zstd/],
    ['gzip', Buffer.from('nope'), 400, /not valid gzip/],
    ['gzip', gzipSync(Buffer.alloc(5000, 32)), 413, /larger than 1000 bytes/],
    ['zstd', zstdCompressSync(Buffer.alloc(5000, 32)), 413, /larger than 1000 bytes/],
  ];
  for (const [encoding, body, status, says] of cases)
    await assert.rejects(
      readBody(post(body, encoding), LIMITS),
      (error) => error instanceof RequestError && error.failure.status === status && says.test(error.message),
      encoding,
    );
});
