/**
 * Code, boxes and task lists of answers: coloured, copied, run. Code of an answer runs in a frame of its own without
 * network or storage, and can neither hang the page nor reach it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { answered, ask, counted, eventually, reads, skip, useBrowser, withScript } from './page-browser.ts';
import { plain } from './page-script.ts';

useBrowser();

const block = (code: string, language = 'js'): string => `\`\`\`${language}\n${code}\n\`\`\``;

/** Asks for an answer that is this code, runs it, and gives what is printed when it has come to its end. */
const printed = async (page: Page, code: string): Promise<string> => {
  const before = await answered(page).count();
  await ask(page, code);
  await answered(page).nth(before).waitFor();
  const figure = page.locator('figure.code').last();
  await figure.getByRole('button', { name: 'Run' }).click();
  await figure.locator('.run-output').waitFor();
  await figure.getByRole('button', { name: 'Run' }).waitFor();
  return figure.locator('.run-output').innerText();
};

test('boxes, task lists and colours of code', { skip }, async () => {
  const text = [
    'The answer is \\boxed{42}, in words \\boxed{Paris is nice}, and $x=\\boxed{7}$.',
    '- [x] first\n- [ ] second',
    block('const a = 1; // one', 'ts'),
    block('nothing known', 'nolanguage'),
    block('print("hi")', 'python'),
  ].join('\n\n');
  await withScript({ answer: () => plain(text) }, async ({ page, errors }) => {
    await ask(page, 'Show me');
    await answered(page).waitFor();
    const prose = page.locator('.prose');
    await counted(prose.locator('.katex'), 3);
    await reads(prose, /Paris\sis\snice/);
    await counted(prose.locator('.hljs-keyword', { hasText: 'const' }), 1);
    await counted(prose.locator('.hljs-comment'), 1);
    await counted(prose.locator('.hljs-built_in', { hasText: 'print' }), 1);
    assert.equal(await prose.getByRole('checkbox', { name: 'done', exact: true }).isChecked(), true);
    assert.equal(await prose.getByRole('checkbox', { name: 'not done' }).isChecked(), false);
    assert.equal(await prose.getByRole('button', { name: 'Run' }).count(), 0, 'only JavaScript can be run');
    assert.deepEqual(errors, []);
  });
});

test('code runs apart from the page: no network, no storage, no parent, and an end', { skip }, async () => {
  await withScript({ answer: ({ messages }) => plain(block(messages.at(-1)!.content)) }, async ({ page, server }) => {
    await page.locator('.dot.up').waitFor(); // the page has asked for models
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const apart = `
        console.log(typeof document, typeof parent, typeof localStorage, self.origin);
        await fetch("${server.url}/v1/models").then(() => console.log("fetched"), () => console.log("fetch refused"));
        try { importScripts("${server.url}/app.ts"); } catch { console.log("import refused"); }
        self.postMessage({ kind: "end", how: "done" });
        return "still running";`;
    for (const [code, wanted] of [
      [
        'console.log("<img src=x onerror=alert(1)>", {b: [1, 2]}, new Map([[1, 2]])); 6 * 7',
        /<img src=x onerror=alert\(1\)> \{ b: \[1, 2\] \} Map \[\[1, 2\]\]\n→ 42/,
      ],
      [apart, /undefined undefined undefined null\nfetch refused\nimport refused\n→ still running/],
      ['throw new TypeError("no")', /TypeError: no/],
      ['let x = ;', /SyntaxError/],
      ['const quiet = 1;', /It printed nothing/],
      ['for (let i = 0; ; i++) console.log(i)', /Ended: it printed too much/],
    ] as const)
      assert.match(await printed(page, code), wanted, code);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(server.url) && !url.startsWith('blob:null/')),
      [],
    );
    assert.equal(requests.filter((url) => url.endsWith('/v1/models')).length, 0, 'the code did not ask for models');
  });
});

test('an endless loop leaves the page alone and can be stopped', { skip }, async () => {
  await withScript({ answer: () => plain(block('while (true) {}')) }, async ({ page, errors }) => {
    await ask(page, 'Loop');
    await answered(page).waitFor();
    const figure = page.locator('figure.code');
    await figure.getByRole('button', { name: 'Run' }).click();
    await figure.getByRole('button', { name: 'Stop' }).waitFor();
    await page.getByLabel('Question', { exact: true }).fill('still here');
    await figure.getByRole('button', { name: 'Stop' }).click();
    await reads(figure, /Stopped\./);
    await counted(page.locator('iframe'), 0);
    await eventually(
      () => errors.length,
      (count) => count === 0,
      'no error is logged',
    );
  });
});
