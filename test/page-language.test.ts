/**
 * The languages of the page: every message is there in every language with the same places for values, nothing is
 * listed that nobody says, and what is shown in a right-to-left language reads from right to left.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ar } from '../web/lang-ar.ts';
import { MESSAGES, PLURALS } from '../web/lang-en.ts';
import { fa } from '../web/lang-fa.ts';
import { zh } from '../web/lang-zh.ts';
import { isPressed } from '../web/keys.ts';
import { filled, preferredLanguage, t, tn } from '../web/language.ts';
import { answered, eventually, fitsWidth, QUESTION, reads, skip, useBrowser, withScript } from './page-browser.ts';
import { COUNTDOWN, selectedAnswer, stats, TRACE, traceRow, VERIFIED } from './page-script.ts';

useBrowser();

const web = new URL('../web/', import.meta.url);
const sources = readdirSync(web)
  .filter((name) => name.endsWith('.ts') && !name.startsWith('lang-'))
  .map((name) => readFileSync(new URL(name, web), 'utf8'))
  .join('\n');

test('every listed message is said somewhere, and is listed once', () => {
  const server = readFileSync(new URL('../src/gateway/effort.ts', import.meta.url), 'utf8');
  for (const message of [...MESSAGES, ...Object.keys(PLURALS)])
    assert.ok(sources.includes(`'${message}'`) || server.includes(message), `nobody says "${message}"`);
  assert.equal(new Set(MESSAGES).size, MESSAGES.length);
});

const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();

for (const [name, { messages, plurals }] of Object.entries({ ar, fa, zh }))
  test(`every message is there with its values: ${name}`, () => {
    assert.deepEqual(Object.keys(messages).sort(), [...MESSAGES].sort());
    for (const message of MESSAGES) {
      assert.notEqual(messages[message].trim(), '', message);
      assert.deepEqual(places(messages[message]), places(message), message);
      // A message is a piece of a sentence or stands alone: what is around it decides about the space at its ends.
      if (message !== 'Top-p') assert.notEqual(messages[message], message, `"${message}" is not translated`);
    }
    assert.deepEqual(Object.keys(plurals).sort(), Object.keys(PLURALS).sort());
    const categories = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    for (const [message, forms] of Object.entries(plurals)) {
      for (const [category, form] of Object.entries(forms)) {
        assert.ok(categories.includes(category as Intl.LDMLPluralRule), `${message} has a form for ${category}`);
        const left = places(message).filter((place) => !places(form).includes(place));
        assert.ok(left.length === 0 || left.join() === '{n}', `${form} lacks ${left.join()}`);
      }
      assert.ok(forms.other.includes('{n}'), forms.other);
    }
  });

/**
 * Words of Latin letters that no language of the page writes otherwise: names, keys, units, what servers and models
 * say.
 */
const NAMES =
  /\b(?:Mizan|mizan(?:-1m)?|qwen|plain|Ollama|llama3\.2|OpenAI|JSON|JavaScript|Markdown|API|UTC|Ctrl|Shift|Alt|Enter|Esc|Backspace|K|F2|[OSEGYZ]|kB|MB|GB|B|k|M|G|local|medium|minimal|low|high|xhigh|max|none|auto|k2-think|K2 Think|English|Top-p|npm start|http|US|US\$|name|age|city|trace-1|shared|verified|planner|solver|request)\b/g;

/** What is seen or said in the page now and holds words of Latin letters that are no names. */
const untranslated = async (page: Page, ignored: string): Promise<string[]> => {
  const texts = await page.evaluate<string[]>(`(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (parent.closest(${JSON.stringify(ignored)}) || !parent.checkVisibility()) continue;
      found.push(walker.currentNode.data);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      if (element.closest(${JSON.stringify(ignored)}) || !element.checkVisibility()) continue;
      for (const name of ['aria-label', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '');
    }
    return found;
  })()`);
  return texts.filter((text) => /[A-Za-z]{2,}/.test(text.replace(NAMES, '').replace(/https?:\S+/g, '')));
};

// Answers, questions, reasons and names of servers are in the language of whoever wrote them.
const WRITTEN =
  '.said, .prose, .why, .value, .how, .candidate, .of, .plan, .history li, h1, td.what, .asked, .lead, .examples';

for (const [name, rtl, heading] of [
  ['ar', true, 'عدة أجوبة، موزونة'],
  ['fa', true, 'چند پاسخ، سنجیده'],
  ['zh', false, '多个回答，反复权衡'],
] as const)
  test(`the whole page speaks ${name}`, { skip }, async () => {
    const today = new Date().toISOString().slice(0, 10);
    await withScript(
      {
        answer: () => selectedAnswer('', COUNTDOWN, VERIFIED),
        traces: () => ({ data: [traceRow('trace-1', QUESTION)], has_more: false, next: null }),
        trace: () => TRACE,
        stats: (days) => stats(days, today),
      },
      async ({ page, server, errors }) => {
        await reads(page.locator('.welcome h2'), new RegExp(heading));
        assert.deepEqual(await page.evaluate('[document.documentElement.lang, document.documentElement.dir]'), [
          name,
          rtl ? 'rtl' : 'ltr',
        ]);
        const side = (await page.locator('.side').boundingBox())!;
        assert.equal(side.x > 600, rtl, 'the sidebar is where reading begins');
        await page.locator('.dot.up').waitFor();
        const speaks = async (view: string): Promise<void> => {
          await eventually(
            () => untranslated(page, WRITTEN),
            (texts) => texts.length === 0,
            view,
          );
          await fitsWidth(page, view);
        };
        await speaks('home');
        await page.locator('textarea[name="question"]').fill(QUESTION);
        await page.keyboard.press('Enter');
        await answered(page).waitFor();
        await page.locator('.thought > summary').click();
        await page.locator('.step:visible').last().waitFor();
        await speaks('conversation');
        for (const [key, dialog] of [
          ['?', '.keys'],
          ['Control+,', '.choices'],
          ['Control+.', 'textarea'],
        ] as const) {
          await page.locator('.thread').focus();
          await page.keyboard.press(key);
          await page.locator(`dialog[open] ${dialog}`).first().waitFor();
          await speaks(key);
          await page.keyboard.press('Escape');
          await page.locator('dialog[open]').waitFor({ state: 'hidden' });
        }
        for (const place of ['traces', 'traces/trace-1', 'dashboard']) {
          await page.goto(`${server.url}/#/${place}`);
          await page.locator('.page td:visible, .page dd:visible, .page .plot:visible').first().waitFor();
          await speaks(place);
        }
        assert.deepEqual(errors, []);
      },
      { locale: name === 'zh' ? 'zh-CN' : name },
    );
  });

test('another language is chosen in the settings, and kept', { skip }, async () => {
  await withScript({}, async ({ page }) => {
    await page.locator('.dot.up').waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'فارسی' }).click();
    await reads(page.locator('.welcome h2'), /چند پاسخ/);
    await page.reload();
    await reads(page.locator('.welcome h2'), /چند پاسخ/);
    await page.locator('.dot.up').waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'English' }).click();
    await reads(page.locator('.welcome h2'), /Several answers/);
  });
});

test('the language is the chosen one, else the first of the browser that the page knows', () => {
  for (const [chosen, wanted, language] of [
    ['', [], 'en'],
    ['', ['de', 'en-GB'], 'en'],
    ['', ['de', 'nl'], 'en'],
    ['xx', ['EN-us'], 'en'],
    ['', ['de', 'fa-IR', 'ar'], 'fa'],
    ['zh', ['fa'], 'zh'],
    ['', ['zh-Hant-TW'], 'zh'],
  ] as const)
    assert.equal(preferredLanguage(chosen, wanted), language, `${chosen} ${wanted.join()}`);
});

test('values are put in by name; a number decides the form', () => {
  assert.equal(filled('{a} and {b} and {a}', { a: 1, b: '{a}' }), '1 and {a} and 1');
  assert.equal(filled('{missing}'), '{missing}');
  assert.equal(t('{n} of {all}', { n: 1, all: 2 }), '1 of 2');
  assert.deepEqual(
    [0, 1, 1200].map((n) => tn('{n} tokens', n)),
    ['0 tokens', '1 token', '1,200 tokens'],
  );
});

test('a key is known by its letter, by its place when the keyboard writes other letters, and with its modifiers only', () => {
  const press = (key: string, code: string, ...held: ('ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey')[]) => ({
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...Object.fromEntries(held.map((name) => [name, true])),
    key,
    code,
  });
  for (const [event, keys, pressed] of [
    [press('k', 'KeyK', 'ctrlKey'), ['Ctrl', 'K'], true],
    [press('k', 'KeyK', 'metaKey'), ['Ctrl', 'K'], true],
    [press('ن', 'KeyK', 'ctrlKey'), ['Ctrl', 'K'], true],
    [press('K', 'KeyK', 'ctrlKey', 'shiftKey'), ['Ctrl', 'K'], false],
    [press('k', 'KeyK'), ['Ctrl', 'K'], false],
    [press('?', 'Slash', 'shiftKey'), ['?'], true],
    [press('?', 'Slash', 'shiftKey', 'ctrlKey'), ['?'], false],
    [press('ArrowUp', 'ArrowUp', 'altKey'), ['Alt', 'ArrowUp'], true],
    [press('ArrowUp', 'ArrowUp'), ['Alt', 'ArrowUp'], false],
    [press('F2', 'F2'), ['F2'], true],
  ] as const)
    assert.equal(isPressed(event, keys), pressed, `${event.key} for ${keys.join('+')}`);
});
