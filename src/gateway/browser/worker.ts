/**
 * The worker of the page in which Mizan thinks. It fetches the files that it is told of, keeps them for the time
 * without a network, opens the model on ONNX Runtime's WebAssembly, and answers what the page asks. Everything comes
 * from the page's own origin.
 *
 * One thread: several need headers that a plain file server does not send, and gain little at this size.
 */
import * as ort from 'onnxruntime-web/wasm';
import { z } from 'zod';
import { openFetchedModel, type ReadFile } from '../../local/fetched-model.ts';
import { browserCatalog, createEngine } from './engine.ts';
import type { Wire } from '../../types.ts';
import type { EngineManifest, FromEngine, ToEngine } from './messages.ts';

/** The part of a worker's scope that is used; TypeScript's library for Node does not have it. */
type Scope = {
  location: { href: string };
  caches?: {
    open(name: string): Promise<{
      match(url: string): Promise<Response | undefined>;
      put(url: string, response: Response): Promise<void>;
    }>;
  };
  postMessage(message: FromEngine, transfer?: readonly ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { data: ToEngine }) => void): void;
};
const scope = globalThis as unknown as Scope;

/** The cache of the engine's files; web/sw.ts reads it by this name. */
const CACHE = 'mizan-engine';

z.config({ jitless: true }); // strings are not run here: the policy of the page forbids it

const here = new URL(scope.location.href);

/** The address of a file; its version makes it another one when the engine changes. */
const addressOf = (path: string, version: string): string => new URL(`${path}?v=${version}`, here).href;

/** A file from the cache, or from the server and then kept. Storage that is full or off keeps nothing. */
const load = async (address: string): Promise<Response | undefined> => {
  const cache = await scope.caches?.open(CACHE).catch(() => undefined);
  const stored = await cache?.match(address);
  if (stored) return stored;
  const response = await fetch(address);
  if (!response.ok) return undefined;
  await cache?.put(address, response.clone()).catch(() => {});
  return response;
};

/** Reads the files of the manifest, and tells how much of them has come. */
const reader = ({ files, version }: EngineManifest): ReadFile => {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const known = new Map<string, Promise<Uint8Array | undefined>>();
  let loaded = 0;
  const fetched = async (path: string, size: number): Promise<Uint8Array | undefined> => {
    const response = await load(addressOf(path, version));
    const bytes = response && new Uint8Array(await response.arrayBuffer());
    loaded += size;
    scope.postMessage({ type: 'loading', loaded, total });
    return bytes;
  };
  return (path) => {
    const file = files.find((item) => item.path === path);
    if (!file) return Promise.resolve(undefined);
    const begun = known.get(path) ?? fetched(path, file.bytes);
    known.set(path, begun);
    return begun;
  };
};

/** Opens runtime and model. Gives what answers requests. */
const start = async (manifest: EngineManifest): Promise<ReturnType<typeof createEngine>> => {
  const read = reader(manifest);
  // All at once: what is needed later is then there without a network.
  const all = Promise.all(manifest.files.filter(({ path }) => path !== 'engine.js').map(({ path }) => read(path)));
  const wasm = await read('ort.wasm');
  if (!wasm) throw new Error('ort.wasm is missing');
  ort.env.wasm.wasmBinary = wasm.buffer as ArrayBuffer;
  ort.env.wasm.numThreads = 1;
  await all;
  const { model, facts } = await openFetchedModel('mizan-1m', (path) => read(`model/${path}`));
  return createEngine(browserCatalog(model, facts));
};

const started = Promise.withResolvers<EngineManifest>();
const engine = started.promise.then(start);
engine.then(
  () => scope.postMessage({ type: 'ready' }),
  (error: unknown) =>
    scope.postMessage({ type: 'broken', message: error instanceof Error ? error.message : String(error) }),
);

const working = new Map<number, AbortController>();

const answer = async (id: number, body: Wire): Promise<void> => {
  const controller = new AbortController();
  working.set(id, controller);
  try {
    const response = await (await engine)({ body, signal: controller.signal });
    const { status, headers } = response;
    scope.postMessage({ type: 'head', id, status, headers: Object.fromEntries(headers) });
    const parts = response.body?.getReader();
    for (let step = await parts?.read(); step && !step.done; step = await parts?.read())
      scope.postMessage({ type: 'part', id, bytes: step.value as Uint8Array });
  } finally {
    working.delete(id);
    scope.postMessage({ type: 'end', id });
  }
};

scope.addEventListener('message', ({ data }) => {
  switch (data.type) {
    case 'start':
      return started.resolve(data.manifest);
    case 'ask':
      return void answer(data.id, data.body).catch(() => {});
    case 'stop':
      return working.get(data.id)?.abort();
    default:
      return data satisfies never;
  }
});
