/**
 * Whole conversations: settings of their own, renamed, pinned, in folders, deleted and brought back, ten thousand of
 * them, one of them in two tabs, and a model that disappears. What was written is never lost.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { shelve } from '../web/shelf.ts';
import { bounded, readPresets, readTuning, requestFields } from '../web/tuning.ts';
import type { Conversation } from '../web/turn.ts';
import { answered, ask, counted, eventually, open, reads, skip, useBrowser, withScript } from './page-browser.ts';
import { MODELS, plain } from './page-script.ts';

useBrowser();

const conversation = (id: string, more: Partial<Conversation> = {}): Conversation => ({
  id,
  title: id,
  created: 0,
  updated: 0,
  leaf: null,
  ...more,
});

test('settings of a conversation: what makes no sense is left out', () => {
  assert.deepEqual(readTuning({ system: '  Be short. ', temperature: '0', topP: 2, maxTokens: '12.6', x: 1 }), {
    system: 'Be short.',
    temperature: 0,
    maxTokens: 13,
  });
  for (const [name, value] of [
    ['temperature', '-1'],
    ['temperature', '2.1'],
    ['temperature', 'warm'],
    ['topP', Number.NaN],
    ['maxTokens', '0'],
    ['maxTokens', ''],
  ] as const)
    assert.equal(bounded(name, value), undefined, `${name} ${value}`);
  assert.deepEqual(requestFields({ system: 'x', temperature: 0, topP: 0.5, maxTokens: 9 }), {
    temperature: 0,
    top_p: 0.5,
    max_tokens: 9,
  });
  for (const stored of ['', '{', 'null', '[1, {"name": ""}]']) assert.deepEqual(readPresets(stored), [], stored);
});

test('the order of the list: pinned, folders by name, then days; no more rows than asked for', () => {
  const all = [
    conversation('a', { updated: 9 }),
    conversation('b', { updated: 8, pinned: true, folder: 'Work' }),
    conversation('c', { updated: 7, folder: 'Work' }),
    conversation('d', { updated: 6, folder: 'Home' }),
    conversation('e', { updated: 5 }),
    conversation('f', { updated: 1 }),
  ];
  const dayOf = (at: number): string => (at > 4 ? 'new' : 'old');
  const drawn = (most: number, ...names: string[]) => {
    const { groups, left } = shelve(all, { open: new Set(names), most, dayOf });
    return [...groups.map(({ name, items, size }) => `${name}:${items.map(({ id }) => id).join('')}/${size}`), left];
  };
  assert.deepEqual(drawn(9), [':b/1', 'Home:/1', 'Work:/1', 'new:ae/2', 'old:f/1', 0]);
  assert.deepEqual(drawn(9, 'Work'), [':b/1', 'Home:/1', 'Work:c/1', 'new:ae/2', 'old:f/1', 0]);
  assert.deepEqual(drawn(2), [':b/1', 'Home:/1', 'Work:/1', 'new:a/1', 2]);
});

const rows = (page: Page): Locator => page.getByRole('navigation', { name: 'Conversations' }).locator('li a');
const choose = async (page: Page, title: string, ...items: string[]): Promise<void> => {
  await page.getByRole('button', { name: `Options of “${title}”` }).click();
  for (const name of items) await page.getByRole('menuitem', { name, exact: true }).click();
};
const answerText = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox').last().fill(text);
  await page.keyboard.press('Enter');
};

test(
  'renamed, pinned, in a folder, deleted and brought back; settings and presets; another model',
  { skip },
  async () => {
    await withScript(
      { answer: ({ messages }) => plain(`About ${messages.at(-1)!.content}`) },
      async ({ page, server, errors }) => {
        await page.locator('.dot.up').waitFor();
        await page.keyboard.press('Control+.');
        await page.getByLabel('System prompt').fill('Be kind.');
        await page.getByLabel('Temperature').fill('9');
        await page.getByLabel('Top-p').fill('0.5');
        await page.getByText('A number from 0 to 2 is needed.').waitFor();
        await page.getByLabel('Temperature').fill('0.3');
        await page.getByRole('button', { name: 'Save as preset' }).click();
        await page.getByRole('textbox', { name: 'Name of the preset' }).fill('Kind');
        await page.keyboard.press('Enter');
        await page.getByText('Kind is saved.').waitFor();
        await page.keyboard.press('Escape');
        for (const question of ['first', 'second']) {
          if (question === 'second') await page.keyboard.press('Control+Shift+O');
          await ask(page, question);
          await page.locator('.prose', { hasText: `About ${question}` }).waitFor();
        }
        const [first, second] = server.asked;
        assert.deepEqual(
          first!.messages.map(({ role, content }) => [role, content]),
          [
            ['system', 'Be kind.'],
            ['user', 'first'],
          ],
        );
        assert.deepEqual([first!.body.temperature, first!.body.top_p, first!.body.max_tokens], [0.3, 0.5, undefined]);
        assert.equal(second!.messages.length, 1, 'settings are those of one conversation');
        await page.keyboard.press('Control+.');
        await page.getByLabel('Preset', { exact: true }).selectOption('Kind');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Ask another model' }).click();
        await page.getByRole('menuitemradio', { name: 'plain' }).click();
        await page.locator('.versions', { hasText: '2 of 2' }).waitFor();
        await eventually(
          () => server.asked.at(-1)!,
          ({ model, messages }) => model === 'plain' && messages[0]!.content === 'Be kind.',
          'another model is asked, with the preset',
        );

        await choose(page, 'first', 'Rename');
        await answerText(page, 'The beginning');
        await rows(page).filter({ hasText: 'The beginning' }).waitFor();
        await choose(page, 'The beginning', 'Pin');
        await page.locator('.history h2', { hasText: 'Pinned' }).waitFor();
        await choose(page, 'second', 'Move to a folder', 'New folder');
        await answerText(page, 'Work');
        await page.locator('.folder summary', { hasText: 'Work' }).click();
        await page.locator('.folder[open] a', { hasText: 'second' }).waitFor();
        await choose(page, 'second', 'Delete');
        await counted(rows(page), 1);
        await page.getByRole('button', { name: 'Undo' }).click();
        await counted(rows(page), 2);
        await choose(page, 'The beginning', 'Delete');
        await counted(rows(page), 1);
        await page.reload();
        await page.locator('.folder[open] a', { hasText: 'second' }).waitFor();
        await counted(rows(page), 1);
        assert.deepEqual(errors, []);
      },
    );
  },
);

test('one conversation in two tabs: each sees what the other asks, and nothing is lost', { skip }, async () => {
  await withScript({ answer: ({ messages }) => plain(`About ${messages.at(-1)!.content}`) }, async ({ page }) => {
    await ask(page, 'one');
    await page.locator('.prose', { hasText: 'About one' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.locator('.prose', { hasText: 'About one' }).waitFor();
    await ask(other, 'two');
    await page.locator('.prose', { hasText: 'About two' }).waitFor();
    await Promise.all([ask(page, 'three'), ask(other, 'four')]);
    for (const [tab, text] of [
      [page, 'About three'],
      [other, 'About four'],
    ] as const)
      await tab.locator('.prose', { hasText: text }).waitFor();
    const stored = (): Promise<string[]> =>
      page.evaluate<string[]>(`new Promise((resolve) => {
        const opening = indexedDB.open('mizan');
        opening.onsuccess = () => {
          const all = opening.result.transaction('turns').objectStore('turns').getAll();
          all.onsuccess = () => resolve(all.result.flatMap((turn) => turn.answers.map(({ text }) => text)).sort());
        };
      })`);
    await eventually(
      stored,
      (texts) => texts.join() === 'About four,About one,About three,About two',
      'every question and answer is kept',
    );
    await choose(other, 'one', 'Delete');
    await page.getByText('This conversation was deleted in another tab.').waitFor();
  });
});

test(
  'ten thousand conversations: the list is there soon, grows as it is scrolled, and is searched',
  { skip },
  async () => {
    await withScript({}, async ({ page, server }) => {
      await page.locator('.dot.up').waitFor();
      await page.evaluate(`new Promise((resolve, reject) => {
      const opening = indexedDB.open('mizan');
      opening.onsuccess = () => {
        const change = opening.result.transaction(['conversations', 'turns'], 'readwrite');
        for (let i = 0; i < 10000; i++) {
          const at = Date.now() - i * 3600000;
          change.objectStore('conversations').put({ id: 'c' + i, title: 'Talk ' + i, created: at, updated: at, leaf: 't' + i });
          change.objectStore('turns').put({ id: 't' + i, conversation: 'c' + i, parent: null, created: at,
            question: i === 9876 ? 'a needle' : 'hay ' + i, answers: [], columns: [], follow: 0 });
        }
        change.oncomplete = () => { opening.result.close(); resolve(); };
        change.onabort = () => reject(change.error);
      };
    })`);
      await open(server.url, {}, async () => {});
      const started = performance.now();
      await page.reload();
      await rows(page).filter({ hasText: 'Talk 0' }).first().waitFor();
      const seconds = (performance.now() - started) / 1000;
      assert.ok(seconds < 15, `the list took ${seconds.toFixed(1)} s`);
      const drawn = await rows(page).count();
      assert.ok(drawn <= 80, `${drawn} rows are drawn at first`);
      // A real click scrolls to the button first, and scrolling makes the list grow before the button is pressed.
      await page.getByRole('button', { name: /Show more \([\d,]+ left\)/ }).dispatchEvent('click');
      const more = await eventually(
        () => rows(page).count(),
        (count) => count > drawn && count <= 400,
        'more rows, not all',
      );
      await page.evaluate(`document.querySelector('.history').scrollTo(0, 1e9)`);
      await eventually(
        () => rows(page).count(),
        (count) => count > more,
        'the list grows as it is scrolled',
      );
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('needle');
      await page.getByRole('option', { name: /Talk 9876/ }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.said', { hasText: 'a needle' }).waitFor();
    });
  },
);

test('a model that disappears: the error is said, and another model answers the same question', { skip }, async () => {
  const script = {
    models: MODELS as { data: { id: string }[] },
    answer: ({ model }: { model: string }) =>
      model.startsWith('mizan')
        ? {
            status: 404,
            body: { error: { message: 'there is no model mizan any more', type: 'invalid_request_error' } },
          }
        : plain('Here I am.'),
  };
  await withScript(script, async ({ page, server }) => {
    await page.getByText('2 models').waitFor();
    await ask(page, 'Are you there?');
    await page.locator('.trouble', { hasText: 'there is no model mizan any more' }).waitFor();
    await reads(page.locator('.trouble'), /Choose another model/);
    await page.getByRole('button', { name: 'Ask another model' }).click();
    await page.getByRole('menuitemradio', { name: 'plain' }).click();
    await page.locator('.prose', { hasText: 'Here I am.' }).waitFor();
    assert.equal(server.asked.at(-1)!.messages.length, 1, 'the model is not told of the error');
    await counted(answered(page), 1);
  });
});

test('a wrong key is said, and the right one is asked for again; nothing is lost', { skip }, async () => {
  await withScript({ key: 'mz-right', answer: () => plain('Fine.') }, async ({ page, server }) => {
    for (const key of ['mz-wrong', 'mz-right']) {
      await page.locator('.notice', { hasText: 'This server wants an API key.' }).getByLabel('API key').fill(key);
      await page.locator('.notice').getByRole('button', { name: 'Use', exact: true }).click();
      if (key === 'mz-wrong') await reads(page.locator('.state'), /A key is needed/);
    }
    await page.getByText('2 models').waitFor();
    await ask(page, 'Hello');
    await page.locator('.prose', { hasText: 'Fine.' }).waitFor();
    assert.equal(server.asked[0]!.authorization, 'Bearer mz-right');
  });
});
