/**
 * The page for everyone: axe-core finds nothing serious in any view, light and dark, and every key of the sheet does
 * what the sheet says.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answered,
  ask,
  counted,
  eventually,
  reads,
  QUESTION,
  seriousFindings,
  skip,
  useBrowser,
  withScript,
} from './page-browser.ts';
import { COUNTDOWN, plain, selectedAnswer, stats, TRACE, traceRow, VERIFIED } from './page-script.ts';

useBrowser();

// The colours are all that differs in the dark.
for (const [colorScheme, rules] of [
  ['light', []],
  ['dark', ['color-contrast']],
] as const)
  test(`axe finds nothing serious in any view: ${colorScheme}`, { skip }, async () => {
    const today = new Date().toISOString().slice(0, 10);
    const rich =
      '# Title\n\n- [x] task\n\n```js\nconst a = 1; // x\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n$x^2$ [link](https://example.com)';
    await withScript(
      {
        answer: ({ messages }) =>
          messages.at(-1)!.content === QUESTION
            ? selectedAnswer('a plan', COUNTDOWN, VERIFIED, { content: rich })
            : { status: 500, body: { error: { message: 'the upstream is on fire' } } },
        traces: () => ({ data: [traceRow('trace-1', QUESTION)], has_more: false, next: null }),
        trace: () => TRACE,
        stats: (days) => stats(days, today),
      },
      async ({ page, server }) => {
        const clean = async (view: string): Promise<void> =>
          assert.deepEqual(await seriousFindings(page, rules), [], view);
        await page.getByText('2 models').waitFor();
        await clean('home');
        await ask(page, QUESTION);
        await answered(page).waitFor();
        await page.locator('.thought > summary').click();
        await page.locator('.step', { hasText: 'Choice' }).waitFor();
        await ask(page, 'fail');
        await page.locator('.trouble', { hasText: 'on fire' }).waitFor();
        await clean('conversation');
        for (const [key, name] of [
          ['?', 'Keyboard'],
          ['Control+k', 'Search'],
          ['Control+,', 'Settings'],
          ['Control+.', 'Settings of this conversation'],
        ] as const) {
          await page.locator('.thread').focus();
          await page.keyboard.press(key);
          await page.getByRole('dialog', { name, exact: true }).waitFor();
          await clean(name);
          await page.keyboard.press('Escape');
          await page.getByRole('dialog', { name, exact: true }).waitFor({ state: 'hidden' });
        }
        await page.getByRole('button', { name: /^Options of/ }).click();
        await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
        await clean('menu');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: /^Model and effort/ }).click();
        await page.getByRole('radiogroup', { name: 'Effort' }).waitFor();
        await clean('picker');
        for (const [place, text] of [
          ['#/traces', 'make 128'],
          ['#/traces/trace-1', 'planner'],
          ['#/dashboard', 'Time to answer'],
          ['#/models', 'Models'],
        ] as const) {
          await page.goto(`${server.url}/${place}`);
          await page.locator('.page:visible', { hasText: text }).waitFor();
          await clean(place);
        }
      },
      { colorScheme },
    );
  });

test('every key of the sheet does what it says', { skip }, async () => {
  await withScript(
    { answer: ({ messages }) => plain(`About ${messages.at(-1)!.content}`) },
    async ({ page, server }) => {
      for (const question of ['first', 'second']) {
        await page.keyboard.press('Control+Shift+O');
        await ask(page, question);
        await page.locator('.prose', { hasText: `About ${question}` }).waitFor();
      }
      const title = page.locator('.top h1');
      await reads(title, /second/);
      await page.keyboard.press('Alt+ArrowDown');
      await reads(title, /first/);
      await page.keyboard.press('Alt+ArrowUp');
      await reads(title, /second/);

      await page.keyboard.press('Control+Shift+G');
      await eventually(
        () => server.asked.length,
        (asked) => asked === 3,
        'asked again',
      );
      await page.locator('.versions', { hasText: '2 of 2' }).waitFor();
      await page.keyboard.press('Control+Shift+E');
      await page.getByLabel('Edit the question').fill('third');
      await page.keyboard.press('Enter');
      await page.locator('.prose', { hasText: 'About third' }).waitFor();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.keyboard.press('Control+Shift+Y');
      await eventually(
        () => page.evaluate<string>('navigator.clipboard.readText()'),
        (text) => text === 'About third',
        'the last answer is copied',
      );

      await page.keyboard.press('F2');
      await page.getByRole('textbox', { name: 'Title of the conversation' }).fill('Renamed');
      await page.keyboard.press('Enter');
      await reads(title, /Renamed/);
      await page.keyboard.press('Control+Shift+S');
      await page.locator('#app.folded').waitFor();
      await page.keyboard.press('Control+Shift+S');
      await page.locator('#app:not(.folded)').waitFor();
      for (const [key, name] of [
        ['Control+k', 'Search'],
        ['Control+,', 'Settings'],
        ['Control+.', 'Settings of this conversation'],
      ] as const) {
        await page.keyboard.press(key);
        await page.getByRole('dialog', { name, exact: true }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog', { name, exact: true }).waitFor({ state: 'hidden' });
      }
      await page.keyboard.press('Control+Shift+Backspace');
      const row = page.getByRole('navigation', { name: 'Conversations' }).getByText('Renamed');
      await counted(row, 0);
      await page.locator('.thread').focus();
      await page.keyboard.press('Control+Shift+Z');
      await row.waitFor();
      await page.locator('.thread').focus();
      await page.keyboard.press('/');
      await eventually(
        () => page.evaluate<string>("document.activeElement.getAttribute('aria-label')"),
        (label) => label === 'Question',
        'the question has the focus',
      );
      await page.locator('.thread').focus();
      await page.keyboard.press('?');
      const sheet = page.getByRole('dialog', { name: 'Keyboard' });
      await sheet.getByText('bring back what was deleted').waitFor();
      assert.equal(await sheet.locator('.keys > span').count(), 2 * 18, 'a new key needs a line in this test');
    },
  );
});
