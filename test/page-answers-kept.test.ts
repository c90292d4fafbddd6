/**
 * Answers that the server keeps, in a real browser against the real server: effort auto, Check this, a reload, another
 * device, a lost network, a server that ends, and Stop. The models answer as Ollama and llama-server do.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startServer } from '../src/gateway/serve.ts';
import type { LoadedModel } from '../src/local/load-model.ts';
import { EMBEDDED } from '../src/local/model-folder.ts';
import { NO_CONFIG } from '../src/provider/config.ts';
import { scriptedChat } from '../src/testing/scripted-chat.ts';
import { startFakeUpstream, type Answer, type Seen, type UpstreamOptions } from '../src/testing/upstream.ts';
import { answered, ask, counted, eventually, open, reads, skip, useBrowser } from './page-browser.ts';

useBrowser();

const embedded: LoadedModel = {
  name: 'mizan-1m',
  chat: scriptedChat({ replies: () => 'a demo answer' }),
  folder: EMBEDDED,
  sections: false,
  contextLength: 256,
  close: async () => {},
};

const upstreamFor = async (
  t: TestContext,
  answer: (request: Seen, i: number) => Answer,
  options: UpstreamOptions = { models: ['qwen3'], kind: 'llama-server' },
) => {
  const upstream = await startFakeUpstream(answer, options);
  t.after(() => upstream.close());
  return upstream;
};

/** The server with `url` connected, on files that outlive it. */
const serve = async (t: TestContext, url: string | undefined, data: string, port = 0) => {
  const server = await startServer({ model: embedded, config: NO_CONFIG, env: {}, data, port });
  t.after(() => server.stop(0));
  if (url !== undefined)
    await fetch(`${server.url}/v1/mizan/connections`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ baseUrl: url }),
    });
  return server;
};
const folderFor = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-kept-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** An answer of many words, a few milliseconds each. */
const long = (words: number, pieceMs: number): Answer => ({
  content: `${Array.from({ length: words }, (_, i) => `w${i}`).join(' ')} end.`,
  pieceMs,
});
const failuresIn = (errors: readonly string[]): string[] =>
  errors.filter((error) => !/ERR_|Failed to load|Failed to fetch/.test(error));

test(
  'found, chosen as the default, asked at auto; Check this changes a wrong answer to a right one',
  { skip },
  async (t) => {
    const replies = ['They have 54 legs.', 'They have 54 legs.', '7 * 8 = 56. It is 56.', 'It is 56.', 'So it is 56.'];
    const ollama = await upstreamFor(t, (_, i) => ({ content: replies[i] ?? 'It is 56.', pieceMs: 10 }), {
      models: ['llama3.2'],
      kind: 'ollama',
    });
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
      await page.getByRole('link', { name: 'Models', exact: true }).click();
      await page.getByRole('button', { name: 'Connect Ollama' }).click();
      await page.locator('.said-status', { hasText: 'Mizan now thinks with llama3.2' }).waitFor();
      await page.getByRole('link', { name: 'New conversation', exact: true }).first().click();
      await page.getByRole('button', { name: /^Model and effort:\s*mizan with llama3.2\s+auto/ }).waitFor();
      await ask(page, 'How many legs have 7 spiders?');
      await answered(page).waitFor();
      await reads(page.locator('article.answer .by'), /agreed 2 of 2/);
      await reads(page.locator('article.answer .prose'), /54/);
      const check = page.getByRole('button', { name: /^Check this, .*tokens/ });
      await reads(check, /Check this .*(?:s|ms)/);
      await check.click();
      await page
        .locator('.change', { hasText: /The answer has changed from 54 to 56: 2 of 3 answers agree\. It took/ })
        .waitFor();
      await reads(page.locator('article.answer .prose'), /56/);
      await page.getByRole('button', { name: 'The version before' }).click();
      await reads(page.locator('article.answer .prose'), /54/);
      assert.deepEqual(failuresIn(errors), []);
    });
  },
);

test(
  'at auto the first answer is shown while others are drawn, and a chat question has one call',
  { skip },
  async (t) => {
    const upstream = await upstreamFor(t, ({ body }, i) => {
      if (!JSON.stringify(body.messages).includes('spiders')) return 'Old pond.';
      return i === 0 ? { content: 'The first says 56.', pieceMs: 5 } : { content: 'It is 56.', firstMs: 1500 };
    });
    const server = await serve(t, upstream.url, ':memory:');
    await open(server.url, {}, async ({ page }) => {
      await ask(page, 'How many legs have 7 spiders?');
      await page.locator('.prose.draft', { hasText: 'The first says 56.' }).waitFor();
      await answered(page).waitFor();
      await page.locator('.badge', { hasText: 'agreed 2 of 2' }).waitFor();
      const before = upstream.requests.length;
      await page.keyboard.press('Control+Shift+O');
      await ask(page, 'Write a haiku about a pond');
      await page.locator('.prose', { hasText: 'Old pond.' }).waitFor();
      await answered(page).waitFor();
      assert.equal(upstream.requests.length - before, 1);
    });
  },
);

test('an answer goes on when the page is reloaded, and is there on another device', { skip }, async (t) => {
  const upstream = await upstreamFor(t, () => long(90, 25));
  const server = await serve(t, upstream.url, ':memory:');
  await open(server.url, {}, async ({ page, errors }) => {
    await ask(page, 'Talk for a while');
    await page.getByText('w5 w6').first().waitFor();
    await page.reload();
    await page.locator('article.answer[aria-busy="true"] .prose', { hasText: 'w8 w9' }).waitFor();
    await open(page.url(), {}, async ({ page: other }) => {
      await other.locator('.said', { hasText: 'Talk for a while' }).waitFor();
      await other.locator('article.answer[aria-busy="false"] .prose', { hasText: 'end.' }).waitFor();
      await counted(other.locator('.trouble:not([hidden])'), 0);
      await ask(other, 'And from here');
      await other.locator('article.answer[aria-busy="false"]').nth(1).waitFor();
    });
    await page.locator('article.answer[aria-busy="false"] .prose', { hasText: 'end.' }).first().waitFor();
    await page.reload();
    await page.locator('.said', { hasText: 'And from here' }).waitFor();
    await counted(answered(page), 2);
    assert.equal(upstream.requests.filter(({ path }) => path.endsWith('/chat/completions')).length, 2);
    assert.deepEqual(failuresIn(errors), []);
  });
});

test('Stop ends the model although the answer is kept', { skip }, async (t) => {
  const upstream = await upstreamFor(t, () => long(2000, 20));
  const server = await serve(t, upstream.url, ':memory:');
  await open(server.url, {}, async ({ page }) => {
    await ask(page, 'Talk for ever');
    await page.getByText('w3 w4').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.trouble.mild', { hasText: 'You stopped this answer' }).waitFor();
    await eventually(
      () => [server.running(), upstream.active()],
      ([running, active]) => running === 0 && active === 0,
      'the request ends on the server and at the model',
    );
    await page.reload();
    await page.locator('.trouble.mild', { hasText: 'You stopped this answer' }).waitFor();
  });
});

test('offline: it is said, and the answer is whole when the network is back', { skip }, async (t) => {
  const upstream = await upstreamFor(t, () => long(100, 25));
  const server = await serve(t, upstream.url, ':memory:');
  await open(server.url, {}, async ({ page }) => {
    await ask(page, 'Talk for a while');
    await page.getByText('w5 w6').first().waitFor();
    // Emulated offline lets open streams live; a cut takes this one too.
    await page.context().setOffline(true);
    await page.getByText('This device is offline').waitFor();
    await page.context().setOffline(false);
    await page.locator('article.answer[aria-busy="false"] .prose', { hasText: 'end.' }).waitFor();
    await page.getByText(/^\d+ models?$/).waitFor();
  });
});

test(
  'the server ends in the middle: what is finished is there, what is not is called broken off',
  { skip },
  async (t) => {
    const data = folderFor(t);
    const upstream = await upstreamFor(t, (_, i) => (i === 0 ? 'The first.' : long(400, 25)));
    const server = await serve(t, upstream.url, data);
    await open(server.url, {}, async ({ page }) => {
      await ask(page, 'Say one thing');
      await page.locator('.prose', { hasText: 'The first.' }).waitFor();
      await ask(page, 'Talk for a while');
      await page.getByText('w5 w6').first().waitFor();
      await server.stop(0);
      await eventually(
        () => page.locator('article.answer').nth(1).innerText(),
        (text) => /can’t be reached|broken off|shutting down|stopped|ended/i.test(text),
        'the server that is gone is said',
      );
      await page.getByText('Server not reached').waitFor();
      const again = await serve(t, undefined, data, server.port);
      await page.reload();
      await page.locator('.prose', { hasText: 'The first.' }).waitFor();
      await eventually(
        () => page.locator('article.answer').nth(1).getAttribute('aria-busy'),
        (busy) => busy === 'false',
        'the answer that was cut has ended',
      );
      await page.getByText(/^\d+ models?$/).waitFor();
      assert.equal(again.running(), 0);
    });
  },
);

test('Enter during an answer queues the question and says so', { skip }, async (t) => {
  const upstream = await upstreamFor(t, (_, i) => (i === 0 ? long(60, 25) : 'The second.'));
  const server = await serve(t, upstream.url, ':memory:');
  await open(server.url, {}, async ({ page }) => {
    await ask(page, 'Talk for a while');
    await page.getByText('w2 w3').first().waitFor();
    await ask(page, 'And then this');
    await page.locator('.queued', { hasText: 'Queued: And then this' }).waitFor();
    assert.equal(upstream.requests.filter(({ path }) => path.endsWith('/chat/completions')).length, 1);
    await page.locator('.prose', { hasText: 'The second.' }).waitFor();
    const { body } = upstream.requests.at(-1)!;
    assert.match(JSON.stringify(body.messages), /w2 w3[\s\S]*And then this/, 'it is told the whole first answer');
    await page.locator('.queued').waitFor({ state: 'hidden' });
  });
});
