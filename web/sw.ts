/**
 * The service worker: it stores the files of the page, so that the page opens while its server can't be reached. It
 * never stores an answer of the API: only paths that /shell.json names are looked at, everything else goes to the
 * network untouched. The network comes first, so that a new version is there at once.
 */

/** The part of a service worker's scope that is used; TypeScript's library for pages does not have it. */
type Extendable = Event & { waitUntil(work: Promise<unknown>): void };
type Fetched = Extendable & { request: Request; respondWith(answer: Promise<Response>): void };
type Scope = {
  registration: { scope: string };
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetched) => void): void;
};
const worker = globalThis as unknown as Scope;

const PREFIX = 'mizan-shell-';
let paths: ReadonlySet<string> = new Set();

const pathOf = (url: string): string | undefined => {
  const { scope } = worker.registration;
  const plain = url.split(/[?#]/)[0]!;
  return plain.startsWith(scope) ? `./${plain.slice(scope.length)}` : undefined;
};

/** The paths of the stored shell, also after the browser has ended this worker in between. */
const known = async (): Promise<ReadonlySet<string>> => {
  if (paths.size > 0) return paths;
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  for (const name of names)
    paths = new Set((await (await caches.open(name)).keys()).flatMap(({ url }) => pathOf(url) ?? []));
  return paths;
};

const install = async (): Promise<void> => {
  const shell = (await (await fetch('./shell.json', { cache: 'no-store' })).json()) as {
    version: string;
    paths: string[];
  };
  const cache = await caches.open(PREFIX + shell.version);
  await cache.addAll(shell.paths);
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== PREFIX + shell.version) await caches.delete(name);
  paths = new Set(shell.paths);
  await worker.skipWaiting();
};

/** From the network; what is stored where that fails. A fresh file of the shell takes the place of the stored one. */
const answer = async (request: Request, path: string): Promise<Response> => {
  try {
    const response = await fetch(request);
    const [name] = (await caches.keys()).filter((item) => item.startsWith(PREFIX));
    if (response.ok && name !== undefined && (await known()).has(path))
      await (await caches.open(name)).put(new URL(path, worker.registration.scope).href, response.clone());
    return response;
  } catch (error) {
    const stored = await caches.match(new URL(path, worker.registration.scope).href);
    if (stored) return stored;
    throw error;
  }
};

/**
 * The engine's script and its list of files, which engine.ts keeps. The script's address names its version, so what was
 * kept is what is meant; a new list may be there.
 */
const engineFile = async (request: Request, path: string): Promise<Response> => {
  const kept = await caches.match(request.url);
  if (kept && path.endsWith('.js')) return kept;
  return fetch(request).catch((error: unknown) => kept ?? Promise.reject(error as Error));
};

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method === 'GET' && (path === './engine/engine.js' || path === './engine/engine.json'))
    return event.respondWith(engineFile(request, path));
  // Calls of the API are made by script and have no destination; the files of the page have one, fonts and manifest
  // too.
  if (request.method !== 'GET' || path === undefined || request.destination === '') return;
  if (/^\.\/(?:v1|api|openai|metrics|health)(?:\/|$)/.test(path)) return;
  event.respondWith(answer(request, path));
});
