// Writes the page with its libraries into dist/web; publish.mjs runs it on Node 24.
import { buildPage } from '../src/server/page.ts';

buildPage('web', 'dist/web');
