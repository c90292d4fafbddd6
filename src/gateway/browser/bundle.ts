/**
 * Bundles the worker for the page: one script without imports. esbuild is there where this repository's development
 * dependencies are; the published package holds the bundle.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const ENTRY = fileURLToPath(new URL('./worker.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const resolved = (name: string): string | undefined => {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
};

/** Whether the worker can be bundled here: its source and both packages are there. */
export const canBundle = (): boolean =>
  existsSync(ENTRY) && resolved('esbuild') !== undefined && wasmPath() !== undefined;

/** The path of ONNX Runtime's WebAssembly: with SIMD, on the CPU; undefined when the package is not installed. */
export const wasmPath = (): string | undefined => resolved('onnxruntime-web/ort-wasm-simd-threaded.wasm');

/** The script of the worker. */
export const bundleWorker = async (): Promise<Uint8Array> => {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    conditions: ['browser'],
    legalComments: 'eof',
    logLevel: 'silent',
  });
  return outputFiles[0]!.contents;
};
