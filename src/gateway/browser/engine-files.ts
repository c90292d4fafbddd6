/**
 * The files of the engine that the page runs in a browser: the worker's script, ONNX Runtime's WebAssembly, the
 * embedded model, and engine.json, which lists them. From this repository the script is bundled when it is first asked
 * for; the published package holds it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { EMBEDDED } from '../../local/model-folder.ts';
import { FETCHED_FILES, openFetchedModel } from '../../local/fetched-model.ts';
import { listModels } from '../../server/http.ts';
import type { EngineFiles } from '../../server/engine-page.ts';
import { bundleWorker, canBundle, wasmPath } from './bundle.ts';
import { browserCatalog } from './engine.ts';
import type { EngineManifest } from './messages.ts';

/** The two files that are built, and how the published package holds the second (bin/publish.mjs). */
const [SCRIPT, WASM, PACKED] = ['engine.js', 'ort.wasm', 'ort.wasm.br'] as const;

/** Where the built files come from; undefined when there are none. */
const findBuilt = (page: string): Record<string, () => Promise<Uint8Array>> | undefined => {
  const [script, packed] = [SCRIPT, PACKED].map((name) => join(page, 'engine', name));
  if (existsSync(script!) && existsSync(packed!))
    return { [SCRIPT]: () => readFile(script!), [WASM]: async () => brotliDecompressSync(await readFile(packed!)) };
  if (!canBundle()) return undefined;
  return { [SCRIPT]: bundleWorker, [WASM]: () => readFile(wasmPath()!) };
};

/** The models that the engine serves, as /v1/models lists them. Nothing is run for that. */
const listing = async (): Promise<EngineManifest['models']> => {
  const read = async (path: string): Promise<Uint8Array | undefined> => readFileSync(join(EMBEDDED, path));
  const { model, facts } = await openFetchedModel('mizan-1m', read);
  return listModels(browserCatalog(model, facts), 0);
};

/** The files of the engine by their paths below engine/, each read once; engine.json is the last. */
const readAll = async (built: Record<string, () => Promise<Uint8Array>>): Promise<Map<string, Uint8Array>> => {
  const files = new Map<string, Uint8Array>();
  for (const [name, make] of Object.entries(built)) files.set(name, await make());
  for (const path of FETCHED_FILES) {
    const at = join(EMBEDDED, path);
    if (existsSync(at)) files.set(`model/${path}`, await readFile(at));
  }
  const hash = createHash('sha256');
  for (const [path, bytes] of files) hash.update(path).update(bytes);
  const manifest: EngineManifest = {
    version: hash.digest('base64url').slice(0, 16),
    files: [...files].map(([path, { length }]) => ({ path, bytes: length })),
    models: await listing(),
  };
  return files.set('engine.json', new TextEncoder().encode(JSON.stringify(manifest)));
};

/**
 * The engine for the page in the folder `page`; undefined when it can't be had here. Nothing is read before it is
 * asked.
 */
export const findEngine = (page: string): EngineFiles | undefined => {
  const built = findBuilt(page);
  let files: Promise<Map<string, Uint8Array>> | undefined;
  return built && (() => (files ??= readAll(built)));
};
