/**
 * Serves the files below engine/, with which the page thinks in the browser (web/engine.ts). They are large, so they
 * are read when they are first asked for, and sent compressed. What they are is gateway/browser's business.
 */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Files by their paths below engine/, read when they are first asked for. */
export type EngineFiles = () => Promise<ReadonlyMap<string, Uint8Array>>;

const PREFIX = '/engine/';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What the worker may do: run its script and WebAssembly, fetch from its own server, and nothing else. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

type Ready = { bytes: Uint8Array<ArrayBuffer>; zipped: Uint8Array<ArrayBuffer> | undefined; tag: string };

/** Answers a request for a file of the engine; undefined when the path is not below engine/. */
export const openEnginePage = (files: EngineFiles): ((request: Request) => Promise<Response> | undefined) => {
  const ready = new Map<string, Promise<Ready>>();
  const prepare = async (bytes: Uint8Array, compress: boolean): Promise<Ready> => ({
    bytes: new Uint8Array(bytes),
    zipped: compress ? new Uint8Array(await promisify(gzip)(bytes)) : undefined,
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
  });
  const headers = {
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
  };
  const answer = async (path: string, request: Request): Promise<Response> => {
    const found = (await files()).get(path);
    if (!found) return new Response(null, { status: 404, headers });
    const type = TYPES[extname(path)];
    const made = ready.get(path) ?? prepare(found, type !== undefined);
    ready.set(path, made);
    const { bytes, zipped, tag } = await made;
    const known = { ...headers, etag: tag, 'content-type': type ?? 'application/octet-stream' };
    if (request.headers.get('if-none-match')?.includes(tag)) return new Response(null, { status: 304, headers: known });
    const zip = zipped && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
    const body = zip ? zipped : bytes;
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...known, 'content-length': String(body.length), ...(zip && { 'content-encoding': 'gzip' }) },
    });
  };
  return (request) => {
    const { pathname } = new URL(request.url);
    return pathname.startsWith(PREFIX) ? answer(pathname.slice(PREFIX.length), request) : undefined;
  };
};
