/**
 * The section Models of the page against the real server and upstreams that answer as Ollama and llama-server do:
 * found, connected, tested, chosen, asked, removed. A key is never shown again.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startServer } from '../src/gateway/serve.ts';
import type { LoadedModel } from '../src/local/load-model.ts';
import { EMBEDDED } from '../src/local/model-folder.ts';
import { NO_CONFIG } from '../src/provider/config.ts';
import { scriptedChat } from '../src/testing/scripted-chat.ts';
import { refusedAddress, startFakeUpstream, type UpstreamOptions } from '../src/testing/upstream.ts';
import { answered, ask, counted, eventually, fitsWidth, open, skip, useBrowser } from './page-browser.ts';

useBrowser();

const KEY = 'sk-secret-key-0123456789';
const embedded: LoadedModel = {
  name: 'mizan-1m',
  chat: scriptedChat({ replies: () => 'a demo answer' }),
  folder: EMBEDDED,
  sections: false,
  contextLength: 256,
  close: async () => {},
};
const upstreamFor = async (t: TestContext, content: string, options: UpstreamOptions) => {
  const upstream = await startFakeUpstream(() => ({ content, pieceMs: 5 }), options);
  t.after(() => upstream.close());
  return upstream;
};

test('a model server is found, connected, tested, made the default, asked and removed', { skip }, async (t) => {
  const ollama = await upstreamFor(t, 'Ollama says hello to you', { models: ['llama3.2'], kind: 'ollama' });
  const llama = await upstreamFor(t, 'Qwen says hello to you', { models: ['qwen3'], kind: 'llama-server', key: KEY });
  const server = await startServer({
    model: embedded,
    config: NO_CONFIG,
    env: {},
    data: ':memory:',
    port: 0,
    discover: { places: [{ preset: 'ollama', url: ollama.url }], patience: 15_000 },
  });
  t.after(() => server.stop(0));
  await open(server.url, {}, async ({ page, errors }) => {
    const status = page.locator('.said-status');
    await page.getByText('reads questions with numbers in plain English').waitFor();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByText('It is a demo').waitFor();
    await page.getByRole('button', { name: 'Connect Ollama' }).click();
    await status.filter({ hasText: 'Mizan now thinks with llama3.2' }).waitFor();
    await page.locator('.served', { hasText: 'a demo: it answers small puzzles only' }).waitFor();

    await page.getByLabel('Address').fill(llama.url);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await status.filter({ hasText: 'asks for a key' }).waitFor();
    await page.getByLabel('Key of the server').fill(KEY);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await status.filter({ hasText: 'llama-server is connected with 1 model' }).waitFor();
    await eventually(
      () => page.getByLabel('Key of the server').inputValue(),
      (value) => value === '',
      'the field of the key is emptied',
    );
    await counted(page.getByText('key kept'), 1);
    assert.ok(!(await page.content()).includes(KEY));

    await page.getByRole('button', { name: 'Test the speed of qwen3' }).click();
    await status.filter({ hasText: /qwen3: first text after .* tokens\/s/ }).waitFor();
    await page.getByRole('button', { name: 'Use qwen3 as the default' }).click();
    await status.filter({ hasText: 'Mizan now thinks with qwen3' }).waitFor();

    await page.getByRole('link', { name: 'New conversation', exact: true }).first().click();
    await page.locator('.welcome', { hasText: 'Mizan thinks with qwen3' }).waitFor();
    await counted(page.locator('.examples', { hasText: 'JavaScript' }), 1); // examples for any model
    await page.getByRole('button', { name: /^Model and effort: mizan with qwen3/ }).waitFor();
    await ask(page, 'Say hello');
    await answered(page).filter({ hasText: 'Qwen says hello' }).waitFor();
    await page.getByRole('button', { name: 'A good answer' }).click();
    await page.getByRole('button', { name: 'A good answer', pressed: true }).waitFor();
    const listed = (await (await fetch(`${server.url}/v1/traces`)).json()) as { data: { labels?: object }[] };
    assert.deepEqual(listed.data[0]!.labels, { rating: 'up' });

    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('button', { name: 'Remove llama-server' }).click();
    await status.filter({ hasText: 'llama-server is removed' }).waitFor();
    assert.equal(server.solver().id, 'llama3.2');
    await page.setViewportSize({ width: 360, height: 720 });
    await fitsWidth(page, 'Models');
    assert.deepEqual(
      errors.filter((error) => !/400/.test(error)),
      [],
    );
  });
});

test('an address that is no server, and one of no known form, are said', { skip }, async (t) => {
  const server = await startServer({ model: embedded, config: NO_CONFIG, env: {}, data: ':memory:', port: 0 });
  t.after(() => server.stop(0));
  await open(`${server.url}/#/models`, {}, async ({ page }) => {
    const status = page.locator('.said-status.bad');
    await page.getByLabel('Address').fill(await refusedAddress());
    await page.keyboard.press('Enter');
    await status.filter({ hasText: 'nothing listens there' }).waitFor();
    await page.getByLabel('Address').fill('ftp://x');
    await page.keyboard.press('Enter');
    await status.filter({ hasText: 'is no address' }).waitFor();
    assert.equal(server.solver().id, 'mizan-1m');
  });
});

test(
  'the form stands above the downloads, a server that started later is seen, and no page is told as such',
  { skip },
  async (t) => {
    const places: { preset: 'ollama'; url: string }[] = [];
    const server = await startServer({
      model: embedded,
      config: NO_CONFIG,
      env: {},
      data: ':memory:',
      port: 0,
      discover: { places, patience: 15_000 },
    });
    t.after(() => server.stop(0));
    await open(`${server.url}/#/nonsense`, {}, async ({ page }) => {
      await page.locator('.notice', { hasText: 'no page at this address' }).waitFor();
      await page.getByText('1 model', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Models', exact: true }).click();
      await counted(page.locator('.notice'), 0);
      const form = page.locator('.add-server');
      await form.waitFor();
      assert.ok(await form.evaluate((element) => element.nextElementSibling !== null), 'the downloads follow');
      const late = await upstreamFor(t, 'hello', { models: ['late-model'], kind: 'ollama' });
      places.push({ preset: 'ollama', url: late.url });
      await page.getByRole('link', { name: 'Dashboard', exact: true }).click();
      await page.getByRole('link', { name: 'Models', exact: true }).click();
      await page.getByRole('button', { name: 'Connect Ollama' }).waitFor();
    });
  },
);

test('an answer that was stopped is not counted as failed', { skip }, async (t) => {
  const upstream = await startFakeUpstream(() => ({ content: 'word '.repeat(400), pieceMs: 20 }), { models: ['slow'] });
  t.after(() => upstream.close());
  const server = await startServer({ model: embedded, config: NO_CONFIG, env: {}, data: ':memory:', port: 0 });
  t.after(() => server.stop(0));
  await fetch(`${server.url}/v1/mizan/connections`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ baseUrl: upstream.url }),
  });
  await open(server.url, {}, async ({ page }) => {
    await page.getByRole('button', { name: /^Model and effort: mizan with slow/ }).waitFor();
    await ask(page, 'Talk for ever');
    await page.getByText('word word').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.trouble.mild', { hasText: 'You stopped this answer' }).waitFor();
    await eventually(
      () => server.running(),
      (running) => running === 0,
      'the request ends on the server',
    );
    const stats = (await (await fetch(`${server.url}/v1/stats`)).json()) as { days: { failed: number }[] };
    assert.deepEqual(
      stats.days.map(({ failed }) => failed),
      [0],
    );
    await page.goto(`${server.url}/#/dashboard`);
    await page.getByText('none failed').first().waitFor();
    await page.goto(`${server.url}/#/traces`);
    await page.locator('.grid .state').first().waitFor();
    await counted(page.locator('.grid .state.bad'), 0);
  });
});
