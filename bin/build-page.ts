// Writes the page with its libraries, and the script of its engine, into dist/web; publish.mjs runs it on Node 24.
import { mkdirSync, writeFileSync } from 'node:fs';
import { bundleWorker } from '../src/gateway/browser/bundle.ts';
import { buildPage } from '../src/server/page.ts';

buildPage('web', 'dist/web');
mkdirSync('dist/web/engine', { recursive: true });
writeFileSync('dist/web/engine/engine.js', await bundleWorker());
