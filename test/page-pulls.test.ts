/** Getting a model on the page: from a scripted hub and into a scripted Ollama, stopped, resumed, used, deleted. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from '../src/gateway/serve.ts';
import type { LoadedModel } from '../src/local/load-model.ts';
import { EMBEDDED } from '../src/local/model-folder.ts';
import { trainBpe } from '../src/model/bpe.ts';
import { parseConfig } from '../src/model/config.ts';
import { encodeSafetensors } from '../src/model/safetensors.ts';
import { qwen3Json, randomWeights } from '../src/model/testing.ts';
import { NO_CONFIG } from '../src/provider/config.ts';
import { startHub } from '../src/testing/hub.ts';
import { startOllama } from '../src/testing/ollama.ts';
import { scriptedChat } from '../src/testing/scripted-chat.ts';
import { counted, fitsWidth, open, skip, useBrowser } from './page-browser.ts';

useBrowser();

const embedded: LoadedModel = {
  name: 'mizan-1m',
  chat: scriptedChat({ replies: () => 'a demo answer' }),
  folder: EMBEDDED,
  sections: false,
  contextLength: 256,
  close: async () => {},
};

/** A repository in the layout of Qwen3, with random weights. */
const repository = () => {
  const weights = randomWeights(parseConfig(qwen3Json), 'page');
  const specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
  return {
    files: {
      'config.json': JSON.stringify(qwen3Json),
      'tokenizer.json': JSON.stringify(trainBpe(['one two '], { vocabSize: 270, specials })),
      'tokenizer_config.json': JSON.stringify({ eos_token: '<|im_end|>', chat_template: '{{ messages[0].content }}' }),
      'model.safetensors': Buffer.from(encodeSafetensors(new Map(Object.entries(weights)) as never, { dtype: 'F32' })),
    },
    lfs: ['model.safetensors'],
  };
};

test('a model is pulled with progress, stopped, resumed, used and deleted', { skip }, async (t) => {
  let slow = true;
  const hub = await startHub(
    { 'me/Tiny': repository(), 'me/Gated': { ...repository(), gated: true } },
    { fault: ({ at }) => (at === 'store' && slow ? { type: 'stall', after: 100_000 } : undefined) },
  );
  t.after(() => hub.close());
  const ollama = await startOllama({ library: { 'qwen3:0.6b': 500e6 }, pauseMs: 5 });
  t.after(() => ollama.close());
  const data = mkdtempSync(join(tmpdir(), 'mizan-page-pulls-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const server = await startServer({
    model: embedded,
    config: NO_CONFIG,
    env: { HF_ENDPOINT: hub.url, PATH: '' },
    data,
    port: 0,
    discover: { places: [{ preset: 'ollama', url: ollama.url }], patience: 15_000 },
  });
  t.after(() => server.stop(0));
  await open(server.url, {}, async ({ page, errors }) => {
    const status = page.locator('.said-status');
    const card = page.getByRole('region', { name: 'Pull of me/Tiny' });
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('button', { name: 'Pull qwen3-0.6b', exact: true }).waitFor();
    await page
      .getByText(/about [\d.]+ tokens\/s here · Apache 2\.0/)
      .first()
      .waitFor();

    await page.getByLabel('Repository').fill('me/Tiny');
    await page.getByRole('button', { name: 'Pull', exact: true }).click();
    await card.getByText(/kB of .* kB/).waitFor();
    await card.getByRole('button', { name: 'Stop me/Tiny' }).click();
    await card.getByText('stopped; what has come stays').waitFor();
    slow = false;
    await card.getByRole('button', { name: 'Resume me/Tiny' }).click();
    await status.filter({ hasText: 'Tiny is here' }).waitFor();
    assert.match(hub.requests.findLast(({ at }) => at === 'store')!.headers.range ?? '', /^bytes=100000-$/);

    await page.locator('.served li', { hasText: 'Tiny' }).getByText('In use').waitFor();
    assert.equal(server.solver().id, 'Tiny');

    await page.getByLabel('Repository').fill('me/Gated');
    await page.getByRole('button', { name: 'Pull', exact: true }).click();
    await status.filter({ hasText: 'me/Gated is gated: accept its licence' }).waitFor();

    await page.getByRole('button', { name: 'Pull qwen3-0.6b into Ollama' }).click();
    await status.filter({ hasText: 'qwen3:0.6b is here' }).waitFor();
    assert.deepEqual(ollama.models, ['qwen3:0.6b']);

    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete Tiny' }).click();
    await counted(page.getByRole('button', { name: 'Delete Tiny' }), 0);
    await page.setViewportSize({ width: 360, height: 720 });
    await fitsWidth(page, 'Models');
    assert.deepEqual(errors, []);
  });
});
