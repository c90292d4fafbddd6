/** Builds a program that measures llama.cpp, for benchmarks that have it as their peer. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiles a program of this folder against the libraries of node-llama-cpp. Undefined without MIZAN_LLAMA. */
export const buildPeer = (folder: string, sourceFile: string): { program: string; libraries: string } | undefined => {
  const from = process.env.MIZAN_LLAMA;
  if (from === undefined) return undefined;
  const libraries = join(resolve(from), 'node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');
  const bundle = join(resolve(from), 'node_modules/node-llama-cpp/llama/gitRelease.bundle');
  if (!existsSync(libraries) || !existsSync(bundle))
    throw new Error(`${from} holds no node-llama-cpp for Linux x64; see the comment in bench/serve.ts`);
  const [source, program] = [join(folder, 'source'), join(folder, 'peer')];
  execFileSync('git', ['clone', '-q', bundle, source]);
  const includes = ['include', 'ggml/include'].map((path) => `-I${join(source, path)}`);
  const linked = ['libllama.v0.5.0.so', 'libggml.v0.5.0.so', 'libggml-base.so'].map((name) => `-l:${name}`);
  const file = fileURLToPath(new URL(sourceFile, import.meta.url));
  const flags = ['-O2', '-std=c++17', ...includes, file, '-o', program, `-L${libraries}`, ...linked];
  execFileSync('g++', [...flags, `-Wl,-rpath,${libraries}`]);
  return { program, libraries };
};
