#!/usr/bin/env node
// The `mizan` command: finds Node 24 and hands over to the command line written in TypeScript.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledFolder, runOnNode24 } from './node24.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'dist', 'cli', 'main.js'); // present only in the published package
const entry = existsSync(built) ? built : join(root, 'src', 'cli', 'main.ts');
// A server holds many small requests and little else: V8's defaults would let it grow to several times of what it
// holds.
const [verb] = process.argv.slice(2).filter((word) => !word.startsWith('-'));
// Few objects survive a collection of the young ones, so that several threads would mostly wait for each other.
const small = ['--max-semi-space-size=8', '--heap-growing-percent=50', '--no-parallel-scavenge'];
const flags = verb === undefined || verb === 'serve' ? small : [];
await runOnNode24(['--disable-warning=ExperimentalWarning', ...flags, entry, ...process.argv.slice(2)], {
  NODE_COMPILE_CACHE: compiledFolder,
  ...(flags.length > 0 && { MALLOC_ARENA_MAX: '2' }), // glibc keeps an arena for each thread otherwise
});
