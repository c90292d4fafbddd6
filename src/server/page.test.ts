/**
 * The files of the page as they are served: their types, their safety, what is not there. The page itself is tested in
 * test/page.test.ts.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openPage } from './page.ts';

const page = openPage(fileURLToPath(new URL('../../web', import.meta.url)));
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  page(new Request(`http://127.0.0.1${path}`, { method, headers }));

test('the root is the page, under a policy without foreign or inline anything', async () => {
  const response = get('/')!;
  const html = await response.text();
  assert.match(html, /<title>Mizan/);
  const policy = response.headers.get('content-security-policy')!;
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.equal(
    policy.match(/'sha256-/g)?.length,
    html.match(/<script(?![^>]*src=)/g)?.length,
    'each inline script of index.html is known by its hash',
  );
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
});

test('code of answers runs in a document without origin or network, which only this page may frame', () => {
  const response = get('/run.html')!;
  const policy = response.headers.get('content-security-policy')!;
  for (const part of ["default-src 'none'", 'sandbox allow-scripts', "frame-ancestors 'self'", 'worker-src blob:'])
    assert.ok(policy.includes(part), part);
  assert.doesNotMatch(policy, /allow-same-origin|connect-src|https?:|'self' |\*/);
  assert.equal(response.headers.get('x-frame-options'), 'SAMEORIGIN');
  assert.equal(get('/')!.headers.get('x-frame-options'), 'DENY');
});

test('the shell names every file that the page needs offline, and nothing of the API', async () => {
  const shell = (await get('/shell.json')!.json()) as { version: string; paths: string[] };
  assert.match(shell.version, /^[\w-]{16}$/);
  for (const path of ['./', './app.ts', './sw.ts', './icon-192.png', './manifest.webmanifest', './vendor/marked.js'])
    assert.ok(shell.paths.includes(path), path);
  for (const path of shell.paths) {
    assert.equal(get(path.slice(1))?.status, 200, path);
    assert.doesNotMatch(path, /^\.\/(?:v1|api)\//);
  }
  const manifest = (await get('/manifest.webmanifest')!.json()) as { icons: { src: string }[] };
  for (const { src } of manifest.icons) assert.equal(get(src.slice(1))?.status, 200, src);
});

test('every file that the page loads is there, and comes from here', async () => {
  const html = await get('/')!.text();
  for (const [, path] of html.matchAll(/(?:href|src)="\.(\/[^"#]+)"|"\.(\/vendor[^"]+)"/g))
    if (path) assert.equal(get(path)?.status, 200, path);
  const script = await get('/app.ts')!.text();
  for (const [, path] of script.matchAll(/from '\.(\/[^']+)'/g))
    assert.match(get(path!)!.headers.get('content-type')!, /javascript/, path);
  const style = await get('/vendor/katex/katex.css')!.text();
  for (const [, font] of style.matchAll(/url\((fonts\/[^)]+\.woff2)\)/g))
    assert.equal(get(`/vendor/katex/${font}`)?.status, 200, font);
});

test('types are gone from what is served as a script', async () => {
  const script = await get('/models.ts')!.text();
  assert.doesNotMatch(script, /export type|: Json\b/);
  assert.match(script, /export const readModels/);
});

test('an unchanged file is not sent again, and gzip only to those who take it', async () => {
  const plain = get('/app.ts')!;
  const tag = plain.headers.get('etag')!;
  assert.equal(get('/app.ts', { 'if-none-match': `W/${tag}` })!.status, 304);
  const zipped = get('/app.ts', { 'accept-encoding': 'br, gzip' })!;
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.equal(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString(), await plain.text());
});

test('paths beside the page are none of it', () => {
  for (const path of [
    '/tsconfig.json',
    '/../package.json',
    '/%2e%2e/package.json',
    '/vendor/katex/package.json',
    '/vendor/',
    '/v1/models',
    '//etc/passwd',
    '/__proto__',
  ])
    assert.equal(get(path), undefined, path);
  assert.equal(get('/', {}, 'POST')!.status, 405);
  const head = get('/', {}, 'HEAD')!;
  assert.equal(head.status, 200);
  assert.equal(head.body, null);
});

test('a folder without a page is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-nopage-'));
  try {
    assert.throws(() => openPage(folder), /has no index\.html/);
    assert.throws(() => openPage(join(folder, 'none')), /there is no page in .*none/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
