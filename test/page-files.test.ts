/**
 * Pictures, files and long pastes in a question: what is sent, and what is refused in which words. Bad input loses
 * nothing: the question and whatever else is attached stay.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { contentOf, type Attachment } from '../web/attachments.ts';
import { answered, ask, counted, eventually, reads, skip, useBrowser, withScript } from './page-browser.ts';
import { plain } from './page-script.ts';

useBrowser();

const attachment = (kind: Attachment['kind'], name: string, data: string): Attachment => ({
  id: name,
  name,
  kind,
  data,
  size: data.length,
});

test('a model is told the question, texts in fences that they do not hold, and pictures as parts', () => {
  const code = attachment('text', 'a.md', 'x\n```\ny');
  const picture = attachment('image', 'p.png', 'data:image/png;base64,AA==');
  assert.equal(contentOf('Why?'), 'Why?');
  assert.equal(contentOf('Why?', [code]), 'Why?\n\na.md\n````\nx\n```\ny\n````');
  assert.deepEqual(contentOf('Why?', [picture]), [
    { type: 'text', text: 'Why?' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
  ]);
  assert.deepEqual(contentOf('', [picture]), [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }]);
});

/** Drops a picture of noise, `side` pixels square, on the question as a browser does; gives its bytes. */
const dropNoise = (page: Page, side: number): Promise<number> =>
  page.evaluate<number>(`(async () => {
    const canvas = new OffscreenCanvas(${side}, ${side});
    const pen = canvas.getContext('2d');
    const pixels = pen.createImageData(${side}, ${side});
    for (let i = 0; i < pixels.data.length; i += 65536) crypto.getRandomValues(pixels.data.subarray(i, i + 65536));
    for (let i = 3; i < pixels.data.length; i += 4) pixels.data[i] = 255;
    pen.putImageData(pixels, 0, 0);
    const file = new File([await canvas.convertToBlob()], 'large.png', { type: 'image/png' });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    document.querySelector('form.box').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    return file.size;
  })()`);

/** Pastes into the question as a browser does. */
const paste = (page: Page, text: string): Promise<void> =>
  page.evaluate(`(() => {
    const data = new DataTransfer();
    data.setData('text/plain', ${text});
    document.querySelector('textarea[name=question]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  })()`);

test(
  'a picture of 30 MB is made small and sent; what is no picture or no text is refused in words',
  { skip },
  async () => {
    const models = {
      data: [
        { id: 'mizan', object: 'model', memory: false },
        { id: 'sees', object: 'model', capabilities: { vision: true } },
      ],
    };
    await withScript({ models, answer: () => plain('A picture.') }, async ({ page, server, errors }) => {
      const input = page.getByLabel('Files to attach');
      const refused = page.locator('.refused');
      const size = await dropNoise(page, 3200);
      assert.ok(size > 30e6, `${size} bytes`);
      await page.locator('.attach-row .attached', { hasText: 'large.png' }).waitFor();
      await input.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('سلام، one two') });
      await counted(page.locator('.attach-row .attached:not(.quiet)'), 2);
      for (const [name, mimeType, content, words] of [
        [
          'broken.png',
          'image/png',
          Buffer.from('no picture'),
          /broken\.png is not a picture that this browser can read/,
        ],
        ['paper.pdf', 'application/pdf', Buffer.from('%PDF-1.7'), /PDF can’t be read here: paper\.pdf/],
        ['data.bin', '', Buffer.from([0, 1, 2, 255, 254]), /data\.bin is neither text nor a picture/],
      ] as const) {
        await input.setInputFiles({ name, mimeType, buffer: content });
        await reads(refused, words);
      }
      await ask(page, 'What is this?');
      await reads(refused, /mizan takes no pictures\. Choose another model, or remove the picture/);
      assert.equal(await page.getByLabel('Question', { exact: true }).inputValue(), 'What is this?');
      assert.equal(server.asked.length, 0);

      await page.getByRole('button', { name: /^Model and effort/ }).click();
      await page.getByRole('radio', { name: /sees/ }).check();
      await page.keyboard.press('Escape');
      await ask(page, 'What is this?');
      await answered(page).waitFor();
      const content = server.asked[0]!.messages[0]!.content as unknown as {
        type: string;
        text?: string;
        image_url?: { url: string };
      }[];
      assert.deepEqual(
        content.map(({ type }) => type),
        ['text', 'image_url'],
      );
      assert.match(content[0]!.text!, /^What is this\?\n\nnotes\.txt\n```\nسلام، one two\n```$/);
      assert.match(content[1]!.image_url!.url, /^data:image\/jpeg;base64,/);
      assert.ok(content[1]!.image_url!.url.length < 4e6, 'scaled down');

      await page.reload();
      await page.locator('.question .attached img').waitFor();
      await eventually(
        () => page.evaluate<number>("document.querySelector('.question .attached img').naturalWidth"),
        (width) => width === 1568,
        'the picture is kept at its scaled size',
      );
      await ask(page, 'And now?');
      await answered(page).nth(1).waitFor();
      assert.equal(server.asked[1]!.messages.length, 3, 'the picture is told again with the history');
      assert.deepEqual(errors, []);
    });
  },
);

test('a paste of 2 MB becomes a file; one that the model can not read is refused', { skip }, async () => {
  const models = {
    data: [
      { id: 'mizan', object: 'model', context_length: 1000 },
      { id: 'long', object: 'model', context_length: 1_000_000 },
    ],
  };
  await withScript({ models }, async ({ page, server }) => {
    await page.getByText('1 model').waitFor();
    await paste(page, "'word '.repeat(400000)");
    await page.locator('.attached', { hasText: 'pasted text' }).waitFor();
    await reads(page.locator('.refused'), /attached as a file/);
    assert.equal(await page.getByLabel('Question', { exact: true }).inputValue(), '');
    await ask(page, 'Sum it up');
    await reads(page.locator('.refused'), /about 500,000 tokens; mizan reads 1,000/);
    await page.getByRole('button', { name: /^Model and effort/ }).click();
    await page.getByRole('radio', { name: /long/ }).check();
    await page.keyboard.press('Escape');
    await ask(page, 'Sum it up');
    await answered(page).waitFor();
    assert.ok(server.asked[0]!.messages[0]!.content.length > 2_000_000);
    await page.locator('.question .attached', { hasText: '2 MB' }).waitFor();
    await paste(page, "'x'.repeat(5000000)");
    await reads(page.locator('.refused'), /too long to be read by a model/);
  });
});
