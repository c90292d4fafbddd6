/**
 * The installed page: its files are stored by the service worker, answers of the API never are, and without a server it
 * opens and says so.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, ask, eventually, reads, skip, useBrowser, withScript } from './page-browser.ts';

useBrowser();

test('the page opens without its server, shows the history and says what is missing', { skip }, async () => {
  await withScript(
    {},
    async ({ page, server }) => {
      await ask(page, 'Remember me');
      await answered(page).waitFor();
      const stored = (): Promise<string[]> =>
        page.evaluate<string[]>(
          'caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat())',
        );
      await eventually(stored, (paths) => paths.includes('/app.ts') && paths.includes('/'), 'the shell is stored');
      await page.evaluate('navigator.serviceWorker.ready.then(() => {})');
      await page.reload();
      await page.locator('.dot.up').waitFor();
      const paths = await stored();
      assert.ok(paths.length > 40, `${paths.length} files`);
      assert.deepEqual(
        paths.filter((path) => /^\/(?:v1|api|metrics|health)(?:\/|$)/.test(path)),
        [],
        'no answer of the API is stored',
      );
      await server.close();
      await page.reload();
      await page.locator('.said', { hasText: 'Remember me' }).waitFor();
      await reads(page.locator('.state'), /Server not reached/);
      await page.context().setOffline(true);
      await reads(page.locator('.state'), /offline/);
    },
    { serviceWorkers: 'allow' },
  );
});
