/** Reads the body of a request as a JSON object, within bounds: size, compression, UTF-8, nesting. */
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { Wire } from '../types.ts';
import { badRequest, RequestError } from './http.ts';
import type { Limits } from './limits.ts';

const tooLarge = (limit: number): RequestError =>
  new RequestError({
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    message: `the request body is larger than ${limit} bytes, the limit of this server`,
  });

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(zlib.gunzip) as Decoder,
  'x-gzip': promisify(zlib.gunzip) as Decoder,
  deflate: promisify(zlib.inflate) as Decoder,
  br: promisify(zlib.brotliDecompress) as Decoder,
  // Node 20, where the library can be imported but no server started, has no zstd.
  ...(typeof zlib.zstdDecompress === 'function' && { zstd: promisify(zlib.zstdDecompress) as Decoder }),
};

const OPEN_BRACE = 0x7b;

const ENCODINGS = Object.keys(DECODERS)
  .filter((name) => !name.startsWith('x-'))
  .join(', ');

/** The encodings of a body, outermost first. Throws a `RequestError` (415) for one that is not taken. */
const encodingsOf = (header: string | null): string[] => {
  const names = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const unknown = names.find((name) => !(name in DECODERS));
  if (unknown !== undefined || names.length > 3)
    throw new RequestError({
      status: 415,
      type: 'invalid_request_error',
      code: 'unsupported_content_encoding',
      message: `Content-Encoding: ${(header ?? '').slice(0, 100)} is not taken; send the body as it is, or in one of ${ENCODINGS}`,
    });
  return names.reverse();
};

/**
 * `bytes` without their compression. Throws a `RequestError`: 413 when they unpack to more than the limit, 400 when
 * damaged.
 */
const unpacked = async (bytes: Uint8Array, encodings: readonly string[], limit: number): Promise<Uint8Array> => {
  let out = bytes;
  for (const encoding of encodings) {
    try {
      out = await DECODERS[encoding]!(out, { maxOutputLength: limit });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
      // A client that names an encoding and does not use it is understood.
      if (out[0] === OPEN_BRACE) return out;
      throw badRequest(`the request body is not valid ${encoding}, which its Content-Encoding says it is`);
    }
  }
  return out;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A body of unknown length, read no further than the limit. */
const readChunks = async (request: Request, limit: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/**
 * Whether `value` nests deeper than `depth` objects and arrays. Keys that would set a prototype are refused on the way.
 */
const isDeeper = (value: unknown, depth: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, depth - 1));
  for (const key in value) {
    if (key === '__proto__') throw badRequest("a key of the request body is called '__proto__', which is not accepted");
    if (isDeeper((value as Wire)[key], depth - 1)) return true;
  }
  return false;
};

/** The text as a JSON object, or a `RequestError` that says what is wrong with it. */
const parseBody = (text: string, { depth }: Pick<Limits, 'depth'>): Wire => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw badRequest(`the request body is not valid JSON: ${(error as Error).message}`);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest('the request body must be a JSON object');
  if (isDeeper(body, depth)) throw badRequest(`the request body nests deeper than ${depth} levels`);
  return body as Wire;
};

/**
 * Reads the body of `request`. Throws a `RequestError`: 413 when it is too large, 415 for an encoding that is not
 * taken, 400 when it is no JSON object in UTF-8.
 */
export const readBody = async (request: Request, limits: Pick<Limits, 'bodyBytes' | 'depth'>): Promise<Wire> => {
  const encodings = encodingsOf(request.headers.get('content-encoding'));
  const length = request.headers.get('content-length');
  if (length !== null && Number(length) > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
  let bytes: Uint8Array;
  try {
    bytes = length === null ? await readChunks(request, limits.bodyBytes) : new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw badRequest('the request body could not be read to its end');
  }
  let text: string;
  try {
    text = utf8.decode(encodings.length === 0 ? bytes : await unpacked(bytes, encodings, limits.bodyBytes));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw badRequest('the request body is not valid UTF-8');
  }
  return parseBody(text, limits);
};
