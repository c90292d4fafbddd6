#!/usr/bin/env node
// The `mizan` command: finds Node 24 and hands over to the command line written in TypeScript.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOnNode24 } from './node24.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'dist', 'cli', 'main.js'); // present only in the published package
const entry = existsSync(built) ? built : join(root, 'src', 'cli', 'main.ts');
await runOnNode24(['--disable-warning=ExperimentalWarning', entry, ...process.argv.slice(2)]);
