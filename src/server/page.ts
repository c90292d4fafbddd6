/**
 * Serves the page: the files of `web/` and the libraries that it needs, at exact paths. All files are read once at the
 * start, so a path that was not there then does not exist. TypeScript is served as JavaScript with its types removed;
 * nothing is bundled.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as module from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Answers a request for a file of the page; undefined when the path is not one. */
export type Page = (request: Request) => Response | undefined;

type File = { type: string; body: Buffer<ArrayBuffer>; zipped: Buffer<ArrayBuffer> | undefined; tag: string };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** A file as it is served. In a built folder (`buildPage`) scripts have no types left. */
const load = (path: string, extension: string, built = false): File => {
  const raw = readFileSync(path);
  if (extension !== '.ts' || built) return fileOf(extension, raw);
  // Served, src/ lies beside the scripts of the page and not above them: so it is found below a prefix too.
  const script = module.stripTypeScriptTypes(raw.toString('utf8')).replaceAll("from '../src/", "from './src/");
  return fileOf(extension, Buffer.from(script));
};

const fileOf = (extension: string, body: Buffer<ArrayBuffer>): File => {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return {
    type: TYPES[extension]!,
    body,
    zipped: extension === '.woff2' || extension === '.png' ? undefined : gzipSync(body),
    tag,
  };
};

/** Files of the page itself: those of known types that are not tests. `index.html` is also the root. */
const pageFiles = (folder: string, built: boolean): [string, File][] => {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw new Error(`there is no page in ${folder}; give the folder web/ that comes with mizan`, { cause });
  }
  const served = names.filter((name) => extname(name) in TYPES && !/\.(?:test|d)\.ts$/.test(name));
  if (!served.includes('index.html'))
    throw new Error(`${folder} has no index.html; give the folder web/ that comes with mizan`);
  return served.flatMap((name): [string, File][] => {
    const file = load(join(folder, name), extname(name), built);
    return name === 'index.html'
      ? [
          ['/', file],
          ['/index.html', file],
        ]
      : [[`/${name}`, file]];
  });
};

/** The file of src that the page imports by value, at the path that its import resolves to. It imports types only. */
const sharedFiles = (folder: string, built: boolean): [string, File][] => {
  const path = built ? join(folder, 'src', 'answer.ts') : fileURLToPath(new URL('../answer.ts', import.meta.url));
  return [['/src/answer.ts', load(path, '.ts', built)]];
};

/** The libraries, by the paths that the import map of index.html gives them. */
const libraryFiles = (): [string, File][] => {
  const main = (name: string): string => fileURLToPath(import.meta.resolve(name));
  const katex = join(main('katex'), '..');
  const fonts = readdirSync(join(katex, 'fonts')).filter((name) => name.endsWith('.woff2'));
  return [
    ['/vendor/marked.js', load(main('marked'), '.js')],
    ['/vendor/eventsource-parser.js', load(main('eventsource-parser'), '.js')],
    ['/vendor/dompurify.js', load(main('dompurify'), '.js')],
    ['/vendor/highlight.js', load(main('@highlightjs/cdn-assets/es/highlight.min.js'), '.js')],
    ['/vendor/katex/katex.js', load(main('katex'), '.js')],
    ['/vendor/katex/katex.css', load(join(katex, 'katex.min.css'), '.css')],
    ...fonts.map((name): [string, File] => [`/vendor/katex/fonts/${name}`, load(join(katex, 'fonts', name), '.woff2')]),
  ];
};

const inlineHashes = (html: string): string[] =>
  [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code]) => `'sha256-${createHash('sha256').update(code!).digest('base64')}'`,
  );

/**
 * What the page may do: run its own files and the inline scripts that index.html holds now, talk to its own server,
 * frame its own run.html, and nothing else. No inline styles, no foreign images; strings become HTML through DOMPurify
 * only, and the one address of a script that is made from a string is that of the service worker.
 */
const policyOf = (html: string): string => {
  const inline = inlineHashes(html);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...inline].join(' '),
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types dompurify mizan-worker',
  ].join('; ');
};

/**
 * What run.html may do, where JavaScript of answers runs: its one script, and workers from strings. It has an origin of
 * its own wherever it is opened, so neither storage nor cookies nor the page, and no network: nothing may be fetched.
 */
const runPolicyOf = (html: string): string =>
  [
    "default-src 'none'",
    ["script-src 'unsafe-eval' blob:", ...inlineHashes(html)].join(' '),
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ].join('; ');

const matches = (header: string | null, tag: string): boolean =>
  header !== null && header.split(',').some((item) => item.trim().replace(/^W\//, '') === tag || item.trim() === '*');

/** Libraries of a built folder: every file below `vendor`. */
const builtLibraries = (folder: string): [string, File][] =>
  readdirSync(join(folder, 'vendor'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => extname(path) in TYPES)
    .map((path): [string, File] => [`/vendor/${path}`, load(join(folder, 'vendor', path), extname(path), true)]);

const filesOf = (folder: string): Map<string, File> => {
  const built = existsSync(join(folder, 'vendor'));
  return new Map([
    ...pageFiles(folder, built),
    ...sharedFiles(folder, built),
    ...(built ? builtLibraries(folder) : libraryFiles()),
  ]);
};

/** The content of every file of the page in `folder`, by its path, with what the page and run.html may do. */
export const readPage = (
  folder: string,
): { files: ReadonlyMap<string, Uint8Array>; policy: string; runPolicy: string } => {
  const files = filesOf(folder);
  files.delete('/');
  const text = (path: string): string => files.get(path)!.body.toString('utf8');
  return {
    files: new Map([...files].map(([path, { body }]) => [path, body])),
    policy: policyOf(text('/index.html')),
    runPolicy: runPolicyOf(text('/run.html')),
  };
};

/** Writes the page of `folder` with its libraries into the new folder `to`, ready to be served without any package. */
export const buildPage = (folder: string, to: string): void => {
  for (const [path, body] of readPage(folder).files) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), body);
  }
};

/** The paths that a service worker stores so that the page opens offline, and a name for this state of them. */
const shellOf = (files: ReadonlyMap<string, File>): File => {
  const paths = [...files.keys()].filter((path) => path !== '/index.html' && !path.endsWith('.woff2'));
  const tags = createHash('sha256').update(paths.map((path) => files.get(path)!.tag).join());
  const version = tags.digest('base64url').slice(0, 16);
  const body = Buffer.from(JSON.stringify({ version, paths: paths.map((path) => `.${path}`) }));
  return { type: 'application/json', body, zipped: gzipSync(body), tag: `"${version}"` };
};

/** Marks the page as one that can think in the browser: it looks for engine/engine.json then (web/engine.ts). */
export const offeringEngine = (html: string): string => html.replace('<html ', '<html data-engine ');

/**
 * Reads the page from `folder`. Throws an Error that names the folder when there is none. `engine`: the files below
 * engine/ are served too (engine-page.ts), so the page offers to think in the browser.
 */
export const openPage = (folder: string, { engine = false } = {}): Page => {
  const files = filesOf(folder);
  if (engine) {
    const index = fileOf('.html', Buffer.from(offeringEngine(files.get('/')!.body.toString('utf8'))));
    files.set('/', index).set('/index.html', index);
  }
  files.set('/shell.json', shellOf(files));
  const run = files.get('/run.html');
  const framed = run && {
    'content-security-policy': runPolicyOf(run.body.toString('utf8')),
    'x-frame-options': 'SAMEORIGIN',
  };
  const safety = {
    'content-security-policy': policyOf(files.get('/')!.body.toString('utf8')),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  };
  return (request) => {
    const file = files.get(new URL(request.url).pathname);
    if (!file) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response(null, { status: 405, headers: { ...safety, allow: 'GET, HEAD' } });
    const zip = file.zipped && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
    const headers = {
      ...safety,
      ...(file === run && framed),
      etag: file.tag,
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
      'content-type': file.type,
    };
    if (matches(request.headers.get('if-none-match'), file.tag)) return new Response(null, { status: 304, headers });
    const body = zip ? file.zipped! : file.body;
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...headers, 'content-length': String(body.length), ...(zip && { 'content-encoding': 'gzip' }) },
    });
  };
};
