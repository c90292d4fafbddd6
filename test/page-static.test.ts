/**
 * The page as a static folder in a browser: it thinks by itself, with and without a network, on a desktop and on a
 * phone; and what it draws is what a server draws for the same seeds.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createEngine } from '../src/gateway/browser/engine.ts';
import { writeStaticPage } from '../src/gateway/browser/static-page.ts';
import { createCatalog } from '../src/gateway/catalog.ts';
import { localBackend } from '../src/gateway/local-backend.ts';
import { PAGE } from '../src/gateway/page-folder.ts';
import { startServer } from '../src/gateway/serve.ts';
import { loadModel } from '../src/local/load-model.ts';
import { NO_CONFIG } from '../src/provider/config.ts';
import { inLongRun } from '../src/testing/long.ts';
import type { Wire } from '../src/types.ts';
import { serveFolder } from './file-server.ts';
import {
  answered,
  ask,
  counted,
  eventually,
  fitsWidth,
  open,
  QUESTION,
  reads,
  skip,
  useBrowser,
} from './page-browser.ts';

useBrowser();
const parent = mkdtempSync(join(tmpdir(), 'mizan-static-'));
const site = join(parent, 'site');
let host: Awaited<ReturnType<typeof serveFolder>>;
before(async () => {
  await writeStaticPage(PAGE, site);
  host = await serveFolder(site, '/some/place/');
});
after(async () => {
  await host.close();
  rmSync(parent, { recursive: true, force: true });
});

test('the folder has every file that its documents name, and scripts that file servers know', () => {
  const { paths } = JSON.parse(readFileSync(join(site, 'shell.json'), 'utf8')) as { paths: string[] };
  for (const path of paths) assert.ok(existsSync(join(site, path)), path);
  assert.ok(paths.every((path) => !path.endsWith('.ts')));
  for (const path of paths.filter((name) => name.endsWith('.js') && !name.includes('vendor')))
    assert.doesNotMatch(readFileSync(join(site, path), 'utf8'), /from ['"]\.[^'"]*\.ts['"]/, path);
  const html = readFileSync(join(site, 'index.html'), 'utf8');
  assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none'/);
  assert.doesNotMatch(html, /https?:\/\//);
});

test('a folder of something else is left alone; its own is written again, beside files of others', async () => {
  await assert.rejects(writeStaticPage(PAGE, parent), /holds other files/);
  writeFileSync(join(site, 'CNAME'), 'mizan.example');
  await writeStaticPage(PAGE, site);
  assert.equal(readFileSync(join(site, 'CNAME'), 'utf8'), 'mizan.example');
});

test('a file server is enough: a checked answer, and another one without a network', { skip }, async () => {
  await open(host.url, { serviceWorkers: 'allow' }, async ({ page, errors }) => {
    await ask(page, QUESTION);
    await counted(answered(page), 1);
    assert.match(await answered(page).innerText(), /checked/);
    // All of it is kept before the network goes.
    await eventually(
      () =>
        page.evaluate<boolean>(
          `caches.open('mizan-engine').then((cache) => cache.match('./engine/engine.json')).then(Boolean)`,
        ),
      Boolean,
      'the files of the engine should be kept',
    );
    await eventually(() => page.evaluate<boolean>('!!navigator.serviceWorker.controller'), Boolean, 'a service worker');
    assert.deepEqual(errors, []);
    assert.deepEqual(host.missing, []);
    await page.context().setOffline(true);
    await page.reload();
    await ask(page, 'What is 17 times 23, please?');
    await counted(answered(page), 2);
    assert.match(await answered(page).last().innerText(), /391/);
    await reads(answered(page).last(), /(?<!not )checked/);
  });
});

test('on a phone nothing is wider than the screen', { skip }, async () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  await open(host.url, phone, async ({ page }) => {
    await fitsWidth(page, 'the empty page');
    await ask(page, 'How many days are there from 3 March to 5 May?');
    await counted(answered(page), 1);
    await fitsWidth(page, 'an answer');
  });
});

test('a request that is stopped ends, and the next one is answered', { skip }, async () => {
  await open(host.url, {}, async ({ page }) => {
    const said = await page.evaluate<string[]>(`(async () => {
      const { askBrowser } = await import('./engine.js');
      const body = { model: 'mizan:none', n: 16, stream: true, temperature: 1, messages: [{ role: 'user', content: 'Sort pear, fig, plum by letter.' }] };
      const controller = new AbortController();
      const response = await askBrowser(body, controller.signal);
      const reader = response.body.getReader();
      await reader.read();
      controller.abort();
      const ended = await reader.read().then(({ done }) => (done ? 'ended' : 'more'), ({ name }) => name);
      const next = await askBrowser({ ...body, n: 1, stream: false }, new AbortController().signal);
      return [ended, (await next.json()).object];
    })()`);
    assert.deepEqual(said, ['AbortError', 'chat.completion']);
  });
});

test(
  'the page of a server offers it, fetches it when it is asked, and goes on when the server has gone',
  { skip },
  async () => {
    const model = await loadModel(undefined, { threads: 1 });
    const server = await startServer({ model, config: NO_CONFIG, data: ':memory:', port: 0, env: {} });
    try {
      await open(server.url, { serviceWorkers: 'allow' }, async ({ page }) => {
        const asked: string[] = [];
        page.on('request', (request) => asked.push(new URL(request.url()).pathname));
        const pick = page.getByRole('button', { name: /Model and effort/ });
        await pick.click();
        const radio = (id: string) => page.locator(`input[value="${id}"]`).first();
        const option = radio('mizan-in-browser');
        await option.waitFor();
        assert.deepEqual(
          asked.filter((path) => /engine\/(?!engine\.json)/.test(path)),
          [],
        );
        await option.check();
        await page.keyboard.press('Escape');
        await ask(page, 'What is 12 times 34?');
        await counted(answered(page), 1);
        await reads(answered(page), /Mizan in this browser[\s\S]*408/);
        await pick.click();
        await radio('mizan').check();
        await page.keyboard.press('Escape');
        const isKept = `caches.open('mizan-engine').then((cache) => cache.match('./engine/engine.json')).then(Boolean)`;
        await eventually(() => page.evaluate<boolean>(isKept), Boolean, 'the files of the engine should be kept');
        await server.stop(0);
        await page.reload();
        await reads(pick, /Mizan in this browser/);
        await ask(page, 'What is 13 times 34?');
        await counted(answered(page), 2);
        await reads(answered(page).last(), /(?<!not )checked[\s\S]*442/);
      });
    } finally {
      await server.stop(0);
      await model.close();
    }
  },
);

/** Every so many of the fixed questions, which are of all families. */
const EVERY = inLongRun(4, 20);
const questions = readFileSync(new URL('golden/questions.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line, i) => line.trim() !== '' && i % EVERY === 0);

test('for the same seeds it draws what a server draws', { skip }, async () => {
  const model = await loadModel(undefined, { threads: 1 });
  const engine = createEngine(createCatalog({ roles: { solver: localBackend(model) }, models: [] }));
  const { signal } = new AbortController();
  const bodies = questions.map((content, seed): Wire => ({
    model: `mizan:${seed % 2 === 0 ? 'none' : 'minimal'}`,
    messages: [{ role: 'user', content }],
    seed,
    temperature: 1,
  }));
  const textOf = (completion: Wire): string => JSON.stringify((completion.choices as { message: Wire }[])[0]!.message);
  try {
    assert.ok(bodies.length >= 5);
    await open(host.url, {}, async ({ page }) => {
      for (const body of bodies) {
        const [here, there] = await Promise.all([
          engine({ body, signal }).then((response) => response.json() as Promise<Wire>),
          page.evaluate<Wire>(
            `import('./engine.js').then(({ askBrowser }) => askBrowser(${JSON.stringify(body)}, new AbortController().signal)).then((response) => response.json())`,
          ),
        ]);
        assert.equal(textOf(there), textOf(here), JSON.stringify(body.messages));
      }
    });
  } finally {
    await model.close();
  }
});
