/**
 * The page as a folder that any file server can serve, below any path: scripts under names that every server knows, the
 * policy inside the documents, the engine beside them. No server of Mizan answers it, so it thinks in the browser.
 *
 * A file server sends no headers of ours. What only a header can say (who may frame the page) is not said then.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { writeAtomic } from '../../files.ts';
import { isObject, prettyJson } from '../../json.ts';
import { offeringEngine, readPage } from '../../server/page.ts';
import { UsageError } from '../../usage-error.ts';
import { findEngine } from './engine-files.ts';

/** The list of the files that were written, by which a folder is known as its own. */
const LIST = 'mizan-page.json';
const TEXTS = new Set(['.html', '.js', '.ts', '.css', '.webmanifest', '.svg']);
/** What a document can't say of itself. */
const HEADERS_ONLY = /^(?:frame-ancestors|sandbox)\b/;

/** Names of scripts end in .js: file servers take .ts for films. */
const renamed = (text: string): string => text.replace(/(['"])((?:\.{1,2}\/)+[\w/-]+)\.ts\1/g, '$1$2.js$1');

const withPolicy = (html: string, policy: string): string => {
  const inside = policy
    .split('; ')
    .filter((part) => !HEADERS_ONLY.test(part))
    .join('; ');
  return html.replace(/<meta charset="utf-8">/, `$&<meta http-equiv="Content-Security-Policy" content="${inside}">`);
};

/** What the service worker stores at its installation; fonts and the engine are stored when they are used. */
const shellOf = (files: ReadonlyMap<string, Uint8Array>): Uint8Array => {
  const paths = [...files.keys()].filter((path) => !path.startsWith('engine/') && !path.endsWith('.woff2'));
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path).update(files.get(path)!);
  const version = hash.digest('base64url').slice(0, 16);
  const shell = { version, paths: paths.map((path) => (path === 'index.html' ? './' : `./${path}`)) };
  return new TextEncoder().encode(JSON.stringify(shell));
};

/** The files of the static page by their paths. Throws when the engine can't be had here. */
const staticFiles = async (page: string): Promise<Map<string, Uint8Array>> => {
  const engine = findEngine(page);
  if (!engine)
    throw new Error('the files that think in a browser are not here; install the packages with npm ci, or mizan anew');
  const { files: found, policy, runPolicy } = readPage(page);
  const files = new Map<string, Uint8Array>();
  for (const [path, bytes] of found) {
    const name = path.slice(1).replace(/\.ts$/, '.js');
    if (!TEXTS.has(extname(path))) {
      files.set(name, bytes);
      continue;
    }
    let text = renamed(new TextDecoder().decode(bytes));
    if (name === 'run.html') text = withPolicy(text, runPolicy);
    if (name === 'index.html')
      text = withPolicy(offeringEngine(text).replace('<html ', '<html data-server="none" '), policy);
    files.set(name, new TextEncoder().encode(text));
  }
  for (const [path, bytes] of await engine()) files.set(`engine/${path}`, bytes);
  return files.set('shell.json', shellOf(files));
};

/** The paths that were written into a folder before; undefined for a folder that is not of this program. */
const writtenBefore = (folder: string): string[] | undefined => {
  try {
    const list: unknown = JSON.parse(readFileSync(join(folder, LIST), 'utf8'));
    if (isObject(list) && list.type === 'mizan-page' && Array.isArray(list.files))
      return list.files.filter((path): path is string => typeof path === 'string' && !path.split('/').includes('..'));
  } catch {
    /* none, or not readable: it is not ours */
  }
  return undefined;
};

/**
 * Writes the page in the folder `page` to `to`, which is new, empty, or was written by this function before: then its
 * old files are replaced, and others stay. Throws a `UsageError` for any other folder. Gives the number of files and
 * bytes.
 */
export const writeStaticPage = async (page: string, to: string): Promise<{ files: number; bytes: number }> => {
  const before = writtenBefore(to) ?? [];
  const names = existsSync(to) ? readdirSync(to) : [];
  if (names.length > 0 && !names.includes(LIST))
    throw new UsageError(`${to} holds other files (${names.slice(0, 3).join(', ')}); name a new or an empty folder`);
  const files = await staticFiles(page);
  const foreign = [...files.keys()].find((path) => !before.includes(path) && existsSync(join(to, path)));
  if (foreign !== undefined)
    throw new UsageError(`${join(to, foreign)} was not written by mizan page; move it away, or name another folder`);
  mkdirSync(to, { recursive: true });
  // The list comes first: what a broken run leaves is known as its own.
  const list = { type: 'mizan-page', files: [...new Set([...before, ...files.keys()])].toSorted() };
  writeAtomic(join(to, LIST), `${prettyJson(list)}\n`);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeAtomic(join(to, path), bytes);
  }
  for (const path of before) if (!files.has(path)) rmSync(join(to, path), { force: true });
  writeAtomic(join(to, LIST), `${prettyJson({ ...list, files: [...files.keys()].toSorted() })}\n`);
  return { files: files.size + 1, bytes: [...files.values()].reduce((sum, { length }) => sum + length, 0) };
};
