// ONNX Runtime as it travels in the published package. The npm package onnxruntime-node has an install script that
// downloads CUDA from another host, so publish.mjs takes its JavaScript and its CPU libraries, compressed, into
// dist/onnxruntime. This file becomes dist/onnxruntime/index.js: it unpacks the library of this machine once, checks
// its hash, and loads it. The library goes beside this file, or into the user's cache where that folder is read-only.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const { version, platforms } = require('./manifest.json');
const platform = `${process.platform}-${process.arch}`;
const files = platforms[platform];
if (!files)
  throw new Error(
    `this package holds ONNX Runtime for ${Object.keys(platforms).join(', ')}, not for ${platform}; ` +
      'models of your own servers work without it',
  );

const isWritable = (folder) => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** Folders that may hold the unpacked library, the preferred one first. */
const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
const folders = [join(here, 'unpacked', platform), join(cache, 'mizan', `onnxruntime-${version}-${platform}`)];
const isWhole = (folder) => files.every(({ name }) => existsSync(join(folder, name)));

/** Unpacks into a new folder beside `folder` and renames it, so that another process never sees half of it. */
const unpack = (folder) => {
  const fresh = `${folder}.${process.pid}-${Date.now()}`;
  mkdirSync(fresh, { recursive: true });
  try {
    for (const { name, sha256 } of files) {
      const bytes = brotliDecompressSync(readFileSync(join(here, 'packed', platform, `${name}.br`)));
      if (createHash('sha256').update(bytes).digest('hex') !== sha256)
        throw new Error(`${name} of this package is damaged; install mizan again`);
      writeFileSync(join(fresh, name), bytes, { mode: 0o755 });
    }
    if (!isWhole(folder)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    }
  } catch (error) {
    if (!isWhole(folder)) throw error; // another process was faster
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
};

const folder = folders.find(isWhole) ?? unpack(isWritable(here) ? folders[0] : folders[1]);
globalThis[Symbol.for('mizan.onnxruntime.binding')] = join(folder, 'onnxruntime_binding.node');

export default require(join(here, 'lib', 'index.js'));
