/**
 * The page in a real browser, against scripted models and against the embedded one. Without Chromium the tests are
 * skipped and say so.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadModel } from '../src/local/load-model.ts';
import { startServer } from '../src/gateway/serve.ts';
import { loadConfig } from '../src/provider/config.ts';
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
  withScript,
} from './page-browser.ts';
import { COUNTDOWN, plain, stats, TRACE, traceRow, VERIFIED, selectedAnswer } from './page-script.ts';

useBrowser();

test('against the embedded model: question, thought tree, trace and dashboard', { skip }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'mizan-page-'));
  const model = await loadModel(undefined, { threads: 1 });
  const serving = await startServer({ model, config: loadConfig(undefined, data), data, port: 0 });
  try {
    await open(serving.url, {}, async ({ page, errors }) => {
      await ask(page, QUESTION);
      await answered(page).waitFor();
      await page.locator('.badge', { hasText: 'checked' }).waitFor();
      await page.locator('.thought > summary').click();
      await page.locator('.step', { hasText: 'Choice' }).waitFor();
      for (const part of [/Choice/, /computed exactly and checked/, /Spent/, /First token/])
        await reads(page.locator('article.answer'), part);
      await page.getByRole('link', { name: 'Traces' }).click();
      await page.getByText('make 128').first().waitFor();
      await page.getByRole('link', { name: 'Dashboard' }).click();
      await page.getByText('Tokens written').waitFor();
      assert.deepEqual(errors, []);
    });
  } finally {
    await serving.stop(0);
    await model.close();
    rmSync(data, { recursive: true, force: true });
  }
});

test('candidates grow, are checked and chosen; the winner is the answer', { skip }, async () => {
  const seen = Promise.withResolvers<void>();
  await withScript(
    {
      answer: () =>
        selectedAnswer('make a pair near the target', [...COUNTDOWN, { think: 'no end', answer: '' }], VERIFIED, {
          pace: 1,
          before: seen.promise,
        }),
    },
    async ({ page, errors }) => {
      await ask(page, QUESTION);
      await page.locator('.candidate').nth(4).waitFor();
      seen.resolve();
      await answered(page).waitFor();
      await page.locator('.thought > summary').click();
      await counted(page.locator('.candidate.passed'), 3);
      await counted(page.locator('.candidate.refuted'), 2);
      await counted(page.locator('.candidate.won'), 1);
      await counted(page.locator('.candidate.empty'), 1);
      await eventually(
        () => page.locator('.candidate').evaluateAll((all) => all.map((item) => item.getBoundingClientRect().height)),
        (heights) => heights.length === 6 && heights.every((height) => height > 0 && height < 40),
        'each answer is one line until it is opened',
      );
      const row = page.locator('.candidate.won');
      await row.locator('summary').click();
      await row.getByText('Check passed').waitFor();
      await reads(row, /Check passed: 25\*7-50\+3=128[\s\S]*25\*7=175/);
      await reads(page.locator('article.answer'), /make a pair near the target/);
      assert.deepEqual(errors, []);
    },
  );
});

test('markdown and mathematics are drawn; what a hostile model writes does nothing', { skip }, async () => {
  const text = [
    '# A title',
    '- **bold** item',
    '```js\nlet x = "<b>";\n```',
    'Euler: $e^{i\\pi}+1=0$ and',
    '$$\\int_0^1 x^2\\,dx$$',
    '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>',
    '[link](javascript:window.hacked=3)',
    '<a href="https://example.com" onclick="window.hacked=4">x</a>',
    '<iframe src="https://example.com"></iframe><style>body{display:none}</style>',
    '![pixel](https://example.com/pixel.png)',
    '$\\href{javascript:window.hacked=5}{x}$',
  ].join('\n\n');
  await withScript({ answer: () => plain(text) }, async ({ page, server }) => {
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) foreign.push(request.url());
    });
    await ask(page, 'Show me');
    await answered(page).waitFor();
    const article = page.locator('article.answer');
    await counted(article.locator('h1, h2, h3').filter({ hasText: 'A title' }), 1);
    await article.locator('.katex').nth(1).waitFor();
    await reads(article.locator('pre'), /let x = "<b>";/);
    for (const link of await article.locator('a').all())
      await link.click({ timeout: 500, trial: false, noWaitAfter: true }).catch(() => {});
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.equal(
      await article
        .locator('script, iframe, style, img[src^="http"], [onclick], [onerror], a[href^="javascript"]')
        .count(),
      0,
    );
    assert.deepEqual(
      foreign.filter((url) => !url.startsWith('https://example.com/')),
      [],
    );
    assert.ok(!foreign.includes('https://example.com/pixel.png'), 'no image is fetched from elsewhere');
  });
});

test('Arabic and Persian read from right to left, English beside them from left to right', { skip }, async () => {
  await withScript(
    {
      answer: ({ messages }) =>
        plain(
          messages.at(-1)!.content.startsWith('كم')
            ? 'الجواب هو ١٢ تفاحة.'
            : messages.at(-1)!.content.startsWith('چند')
              ? 'پاسخ دوازده است.'
              : 'The answer is 12.',
        ),
    },
    async ({ page }) => {
      const direction = (of: string): Promise<string> =>
        page.evaluate(`getComputedStyle([...document.querySelectorAll(${JSON.stringify(of)})].at(-1)).direction`);
      for (const [question, expected] of [
        ['كم تفاحة لدى آنا؟', 'rtl'],
        ['چند سیب دارد؟', 'rtl'],
        ['How many apples?', 'ltr'],
      ] as const) {
        const before = await answered(page).count();
        await ask(page, question);
        await answered(page).nth(before).waitFor();
        assert.equal(await direction('.said'), expected, question);
        assert.equal(
          await direction('article.answer .prose p, article.answer .prose'),
          expected,
          `the answer to ${question}`,
        );
      }
    },
  );
});

test('two efforts are compared side by side, and one is followed', { skip }, async () => {
  await withScript(
    { answer: ({ body }) => plain(String(body.model).startsWith('qwen') ? 'Twelve.' : '12') },
    async ({ page, server }) => {
      await page.getByRole('button', { name: 'Compare two models or efforts' }).click();
      await page.getByRole('button', { name: /Compared model and effort/ }).click();
      await page.getByRole('radio', { name: /qwen/ }).last().check();
      await page.keyboard.press('Escape');
      await ask(page, 'How many?');
      await answered(page).nth(1).waitFor();
      assert.equal(server.asked.length, 2);
      assert.deepEqual(server.asked.map(({ model }) => model).sort(), ['mizan:medium', 'qwen:minimal']);
      await reads(page.locator('.versus'), /Different answers/);
      const boxes = await Promise.all((await answered(page).all()).map((locator) => locator.boundingBox()));
      assert.ok(boxes[1]!.x > boxes[0]!.x + boxes[0]!.width - 1, 'side by side');
      await page.getByRole('button', { name: 'Go on from this one' }).last().click();
      await page.getByRole('button', { name: 'The conversation goes on from here' }).waitFor();
    },
  );
});

test(
  'keys do what the list of keys says; models, efforts and servers of this machine are offered',
  { skip },
  async () => {
    await withScript({}, async ({ page, server }) => {
      await page.getByText('2 models').waitFor();
      await page.keyboard.press('/');
      assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), 'Question');
      await page.getByRole('button', { name: /^Model and effort/ }).focus();
      assert.notEqual(
        await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'),
        'none',
        'the focus is visible',
      );
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).getByText('search the history').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Model and effort/ }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('Found on this machine: Ollama').first().waitFor();
      await page.getByRole('radiogroup', { name: 'Effort' }).getByRole('radio', { name: 'medium' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await ask(page, 'Why?');
      await answered(page).waitFor();
      assert.equal(server.asked[0]!.model, 'mizan:high');
      const nameless = await page.evaluate(
        "[...document.querySelectorAll('button, input, textarea, select, a')].filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label')?.textContent.trim())).map((e) => e.outerHTML)",
      );
      assert.deepEqual(nameless, [], 'everything to press has a name');
    });
  },
);

test('history is kept, found and exported', { skip }, async () => {
  await withScript({}, async ({ page }) => {
    for (const question of ['What is a pangolin?', 'Name a prime above 90']) {
      await page.keyboard.press('Control+Shift+O');
      await ask(page, question);
      await answered(page).waitFor();
    }
    await page.reload();
    await page.getByRole('navigation', { name: 'Conversations' }).getByText('pangolin').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('pangol');
    await page.keyboard.press('Enter'); // at once: the list of before must not decide
    await page.locator('.said', { hasText: 'pangolin' }).waitFor();
    for (const [button, check] of [
      ['Export as JSON', (text: string) => JSON.stringify(JSON.parse(text)).includes('pangolin')],
      ['Export as Markdown', (text: string) => /pangolin[\s\S]*Yes\./.test(text)],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ]);
      assert.ok(check(readFileSync(await download.path(), 'utf8')), button);
    }
  });
});

test('Esc stops an answer and the server hears of it; what had come stays', { skip }, async () => {
  await withScript(
    { answer: () => [...plain('word '.repeat(20)).slice(0, -1), { until: new Promise(() => {}) }] },
    async ({ page, server }) => {
      await ask(page, 'Talk for ever');
      await page.getByText('word word').waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('You stopped this answer.').waitFor();
      await eventually(
        () => server.left(),
        (left) => left === 1,
        'the server should hear that its client left',
      );
      await reads(page.locator('article.answer'), /word word/);
    },
  );
});

test('errors say what happened, and a key is asked for', { skip }, async () => {
  let busy = true;
  await withScript(
    {
      key: 'mz-right',
      answer: () =>
        busy
          ? {
              status: 429,
              retryAfter: 7,
              body: {
                error: {
                  message: 'this key has spent its budget of the day',
                  type: 'rate_limit_error',
                  param: null,
                  code: 'budget',
                },
              },
            }
          : plain('Fine.'),
    },
    async ({ page }) => {
      await page.getByText('This server wants an API key.').waitFor();
      await page.getByLabel('API key').first().fill('mz-right');
      await page.getByLabel('Keep it on this device', { exact: true }).check();
      await page.getByRole('button', { name: 'Use', exact: true }).click();
      await page.getByText('2 models').waitFor();
      assert.deepEqual(
        await page.evaluate("[localStorage.getItem('mizan.key'), sessionStorage.getItem('mizan.key')]"),
        ['mz-right', null],
      );
      await ask(page, 'Hello');
      await page.locator('.trouble', { hasText: 'this key has spent its budget of the day' }).waitFor();
      busy = false;
      await page.locator('.trouble').getByRole('button', { name: 'Ask again' }).click();
      await page.locator('article.answer', { hasText: 'Fine.' }).waitFor();
    },
  );
});

test('a stream that breaks off, and one that is no stream, end as errors', { skip }, async () => {
  let next: 'cut' | 'raw' = 'cut';
  await withScript(
    {
      answer: () =>
        next === 'cut' ? [...plain('Half an').slice(0, 1), 'cut'] : [{ raw: 'data: {"choices": [{"del\n\n' }],
    },
    async ({ page, errors }) => {
      for (const kind of ['cut', 'raw'] as const) {
        next = kind;
        await page.keyboard.press('Control+Shift+O');
        await ask(page, kind);
        await page.locator('.trouble:not([hidden])').waitFor();
        await counted(answered(page), 1);
      }
      assert.deepEqual(
        errors.filter((error) => !/ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION|Failed to load/.test(error)),
        [],
      );
    },
  );
});

test('traces and dashboard show what the server kept', { skip }, async () => {
  const today = new Date().toISOString().slice(0, 10);
  await withScript(
    {
      traces: () => ({ data: [traceRow('trace-1', QUESTION)], has_more: false, next: null }),
      trace: () => TRACE,
      stats: (days) => stats(days, today),
    },
    async ({ page, errors, server }) => {
      await page.goto(`${server.url}/#/traces`);
      await page.locator('main a[href^="#/traces/"]').filter({ hasText: 'make 128' }).first().click(); // not the example of the empty page, which says it too
      await page.locator('main').getByText('planner').locator('visible=true').first().waitFor();
      await page.goto(`${server.url}/#/dashboard`);
      await page.getByText('Time to answer').waitFor();
      await page.locator('svg rect, svg path').nth(20).waitFor({ state: 'attached' }); // plots are drawn
      assert.deepEqual(errors, []);
    },
  );
});

test('a narrow screen has no sideways scrolling, dark is dark, and the theme is remembered', { skip }, async () => {
  await withScript(
    { answer: () => selectedAnswer('a plan', COUNTDOWN, VERIFIED) },
    async ({ page, server }) => {
      await ask(page, `${QUESTION} ${'x'.repeat(300)}`);
      await answered(page).waitFor();
      await fitsWidth(page, 'the answer');
      await page.getByRole('button', { name: 'Compare two models or efforts' }).click();
      for (const name of ['Compare two models or efforts', 'Ask']) {
        const box = (await page.getByRole('button', { name, exact: true }).boundingBox())!;
        assert.ok(box.x + box.width <= 350, `"${name}" lies inside the composer`);
      }
      for (const place of ['#/traces', '#/dashboard']) {
        await page.goto(`${server.url}/${place}`);
        await page.locator('main .page:not([hidden])').waitFor();
        await fitsWidth(page, place);
      }
      const light = (): Promise<number> =>
        page.evaluate(
          'getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b)',
        );
      await eventually(light, (sum) => sum < 150, 'dark');
      await page.evaluate("localStorage.setItem('mizan.theme', 'light')");
      await page.reload();
      await eventually(light, (sum) => sum > 600, 'light');
    },
    { viewport: { width: 360, height: 720 }, colorScheme: 'dark', isMobile: true, hasTouch: true },
  );
});
