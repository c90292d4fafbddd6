/**
 * A thought and a text of 32,000 tokens each on the page: it stays responsive while they stream, in bounded memory, and
 * shows all of both. Without Chromium it is skipped and says so.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, ask, eventually, skip, useBrowser, withScript } from './page-browser.ts';
import type { Step } from './page-server.ts';

useBrowser();

const TOKENS = 32_000;
/** Tokens in one event, as servers join them when they come fast. */
const JOINED = 16;

/** Paragraphs, lists and code, a token at a time. */
const words = (count: number, kind: 'reasoning_content' | 'content'): Step[] => {
  const steps: Step[] = [];
  for (let i = 0; i < count; i += JOINED) {
    let text = '';
    for (let k = i; k < i + JOINED; k++) text += k % 60 === 59 ? '\n\n' : ` w${k}`;
    steps.push({ chunk: { choices: [{ index: 0, delta: { [kind]: text }, finish_reason: null }] } });
    // The last come as slowly as models write, so that each is drawn by itself.
    if (i % 800 === 0 || i > count - 40 * JOINED) steps.push({ wait: i % 800 === 0 ? 4 : 40 });
  }
  return steps;
};

type Watched = { longest: number; busy: number; drawn: number };

/** Runs in the page: notes how long its thread is busy at a time, in milliseconds, and how much text is drawn. */
const WATCH = `
  window.watched = { longest: 0, busy: 0, drawn: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      watched.longest = Math.max(watched.longest, duration);
      watched.busy += duration;
    }
  }).observe({ entryTypes: ['longtask'] });
  new MutationObserver((changes) => {
    for (const { type, target, oldValue, addedNodes } of changes) {
      if (type === 'characterData') watched.drawn += target.data.length - oldValue.length;
      else for (const node of addedNodes) watched.drawn += node.textContent.length;
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true, characterDataOldValue: true });`;

const last = (count: number): string => `w${count - 2}`;

test('a thought and a text of 32,000 tokens each', { skip }, async (t) => {
  await withScript(
    {
      answer: () => [
        ...words(TOKENS, 'reasoning_content'),
        ...words(TOKENS, 'content'),
        { chunk: { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] } },
      ],
    },
    async ({ page, errors }) => {
      await page.evaluate(WATCH);
      const began = performance.now();
      await ask(page, 'think for long');
      await answered(page).waitFor({ timeout: 120_000 });
      const seconds = (performance.now() - began) / 1000;
      const seen = await page.evaluate<Watched>('watched');
      const heapMb = (await page.evaluate<number>('performance.memory.usedJSHeapSize')) / 2 ** 20;
      const length = await page.evaluate<number>("document.querySelector('article.answer').textContent.length");
      t.diagnostic(JSON.stringify({ seconds, ...seen, length, heapMb }));
      // Drawing all of it anew at every piece at every frame, however rarely, is more than three times its length.
      assert.ok(seen.drawn < 2.5 * length, JSON.stringify(seen));
      assert.ok(heapMb < 200, `${heapMb} MiB`);
      await eventually(
        () => page.locator('article.answer .prose').textContent(),
        (text) => text!.includes(last(TOKENS)),
        'the text is whole',
      );
      await page.locator('.thought > summary').click();
      await eventually(
        () => page.locator('.reasoning').textContent(),
        (text) => text!.includes(last(TOKENS)),
        'the thought is whole',
      );
      assert.deepEqual(errors, []);
    },
  );
});
