/**
 * Mizan in this browser: starts the worker in which the embedded model thinks, when it is first asked, and answers requests
 * through it as a server would. Its files come from the page's own origin and are kept for the time without a network.
 * Nothing is fetched before it is asked but the list of files.
 */
import type { EngineManifest, FromEngine, ToEngine } from '../src/gateway/browser/messages.ts';
import { HERE, readModels, type Model } from './models.ts';
import { workerAddress } from './worker-address.ts';
import { t } from './language.ts';

/** The files of the engine can be had from where the page comes from. */
const isOffered = document.documentElement.dataset.engine !== undefined;

/** The cache of the engine's files; the worker puts them there. */
const CACHE = 'mizan-engine';
const MANIFEST = './engine/engine.json';

/** The cache, where the browser has one. */
const openCache = async (): Promise<Cache | undefined> =>
  typeof caches === 'undefined' ? undefined : caches.open(CACHE).catch(() => undefined);

/** The list of files: from the server, or as it was kept when everything had come. */
const fetchManifest = async (): Promise<EngineManifest | undefined> => {
  const answer = await fetch(MANIFEST).catch(() => undefined);
  const found = answer?.ok ? answer : await (await openCache())?.match(MANIFEST);
  return found?.json().catch(() => undefined) as Promise<EngineManifest | undefined>;
};
let manifest: Promise<EngineManifest | undefined> | undefined;
const findManifest = async (): Promise<EngineManifest | undefined> => {
  const found = isOffered ? await (manifest ??= fetchManifest()) : undefined;
  if (!found) manifest = undefined; // it is looked for again
  return found;
};

/** Megabytes that are fetched once, before the first answer. */
const megabytes = ({ files }: EngineManifest): number =>
  Math.round(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6);

/** The model of this browser as the list of models shows it; undefined when it can't be had. */
export const browserModel = async (): Promise<Model | undefined> => {
  const found = await findManifest();
  const model = found && readModels(found.models).models.find(({ id }) => id === 'mizan');
  if (!model) return undefined;
  const { solver: _, ...rest } = model;
  const about = t('It thinks on this device, also without a network. {n} MB are fetched once.', {
    n: megabytes(found),
  });
  return { ...rest, id: HERE, about };
};

/** Keeps what the worker doesn't keep itself, and removes what an older version has left. */
const keepFiles = async ({ version }: EngineManifest): Promise<void> => {
  const cache = await openCache();
  if (!cache) return;
  const script = `./engine/engine.js?v=${version}`;
  if (!(await cache.match(script))) await cache.add(script);
  await cache.add(MANIFEST);
  for (const { url } of await cache.keys()) {
    const kept = new URL(url).searchParams.get('v');
    if (kept !== null && kept !== version) await cache.delete(url);
  }
};

type Waiting = { head(response: Response): void; part(bytes: Uint8Array): void; end(): void; fail(why: Error): void };
type Running = { post(message: ToEngine): void; waiting: Map<number, Waiting> };

/** Hears how much has been fetched, from 0 to 1; 1 when it is ready. */
let onProgress: (part: number) => void = () => {};
export const watchEngine = (listener: (part: number) => void): void => {
  onProgress = listener;
};

const startWorker = (found: EngineManifest): Running => {
  const worker = new Worker(workerAddress(`./engine/engine.js?v=${encodeURIComponent(found.version)}`), {
    type: 'module',
    name: 'mizan',
  });
  const waiting: Running['waiting'] = new Map();
  const fail = (why: string): void => {
    running = undefined;
    onProgress(1);
    for (const item of waiting.values()) item.fail(new Error(why));
    worker.terminate();
  };
  worker.addEventListener('error', ({ message }) => fail(message ?? ''));
  worker.addEventListener('message', ({ data }: MessageEvent<FromEngine>) => {
    switch (data.type) {
      case 'loading':
        return onProgress(Math.min(0.99, data.loaded / data.total));
      case 'ready':
        onProgress(1);
        return void keepFiles(found).catch(() => {});
      case 'broken':
        return fail(data.message);
      case 'head':
        return waiting.get(data.id)?.head(new Response(null, { status: data.status, headers: data.headers }));
      case 'part':
        return waiting.get(data.id)?.part(data.bytes);
      case 'end':
        waiting.get(data.id)?.end();
        waiting.delete(data.id);
        return undefined;
      default:
        return data satisfies never;
    }
  });
  const post = (message: ToEngine): void => worker.postMessage(message);
  worker.postMessage({ type: 'start', manifest: found } satisfies ToEngine);
  return { post, waiting };
};

let running: Running | undefined;
let next = 0;

/**
 * Answers a body of chat completions, as a server does at v1/chat/completions. `signal` stops it. Throws an Error when the
 * engine can't work here.
 */
export const askBrowser = async (body: Record<string, unknown>, signal: AbortSignal): Promise<Response> => {
  const found = await findManifest();
  if (!found) throw new Error(t('Its files can’t be fetched.'));
  signal.throwIfAborted();
  const { post, waiting } = (running ??= startWorker(found));
  const id = next++;
  return new Promise((resolve, reject) => {
    const stream = new TransformStream<Uint8Array, Uint8Array>();
    const writer = stream.writable.getWriter();
    const ignore = (): void => {};
    const stop = (): void => {
      post({ type: 'stop', id });
      waiting.delete(id);
      reject(signal.reason as Error);
      writer.abort(signal.reason).catch(ignore);
    };
    signal.addEventListener('abort', stop, { once: true });
    waiting.set(id, {
      head: ({ status, headers }) => resolve(new Response(stream.readable, { status, headers })),
      part: (bytes) => void writer.write(bytes).catch(ignore),
      end: () => {
        signal.removeEventListener('abort', stop);
        writer.close().catch(ignore);
      },
      fail: (why) => {
        reject(why);
        writer.abort(why).catch(ignore);
      },
    });
    post({ type: 'ask', id, body });
  });
};

/** Begins to fetch the files, so that they are there when the network is not. */
export const startBrowserModel = async (): Promise<void> => {
  const found = await findManifest();
  if (found) running ??= startWorker(found);
};
