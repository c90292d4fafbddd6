/** Where the files of the web page are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../web', import.meta.url));
const BUILT = join(SOURCE, '..', 'dist', 'web');

/** The folder of the page: built beside the code in the published package, the sources in this repository. */
export const PAGE = existsSync(BUILT) ? BUILT : SOURCE;
