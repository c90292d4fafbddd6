/** A plain file server, as any host is: files of a folder below a path, types by name, no headers of ours. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** Serves `folder` below `path`, such as '/mizan/'. `missing`: paths that were asked for and are not there. */
export const serveFolder = async (
  folder: string,
  path: string,
): Promise<{ url: string; missing: string[]; close(): Promise<void> }> => {
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url!, 'http://here').pathname);
    const name = asked.endsWith('/') ? `${asked}index.html` : asked;
    const at = join(folder, name.slice(path.length));
    if (!name.startsWith(path) || !existsSync(at) || !statSync(at).isFile()) {
      missing.push(asked);
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(at)] ?? 'application/octet-stream' });
    response.end(readFileSync(at));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    missing,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
