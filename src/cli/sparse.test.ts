/**
 * The miniature Kimi K2 through the verbs: its recipe, cut short, trains, goes on after a stop, answers, and is
 * exported in the published layout and as GGUF. What a longer run learns is in docs/results.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { run as ask } from './ask.ts';
import { run as exportModel } from './export.ts';
import { openModelFolder } from '../local/model-folder.ts';
import { readFromScratchRecipe } from '../lab/recipe/sft.ts';
import { run as train } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-sparse-'));
after(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;
const recipe = readFromScratchRecipe('recipes/k2-tiny.json');

/** Runs a verb; gives the JSON that it printed. */
const printed = async (verb: () => Promise<number>): Promise<Record<string, unknown>> => {
  const lines: string[] = [];
  const write = process.stdout.write;
  const log = console.log;
  console.log = (line: string) => {
    lines.push(line);
  };
  process.stdout.write = ((line: string) => {
    lines.push(line);
    return true;
  }) as typeof write;
  try {
    assert.equal(await verb(), 0);
  } finally {
    process.stdout.write = write;
    console.log = log;
  }
  return JSON.parse(lines.join('\n')) as Record<string, unknown>;
};

test('it is the small dense recipe with another model and another optimiser', () => {
  const dense = readFromScratchRecipe('recipes/tiny.json');
  const { muon, qk_clip: clip, bias_rate: rate, ...rest } = recipe.train;
  assert.ok(muon && clip && rate);
  assert.deepEqual({ ...rest }, { ...dense.train });
  assert.deepEqual([recipe.data, recipe.tokenizer, recipe.seed], [dense.data, dense.tokenizer, dense.seed]);
});

test('it trains, goes on after a stop, answers, and is exported', async () => {
  const path = join(root, 'recipe.json');
  const [UPDATES, ROWS, LENGTH] = [8, 2, 192];
  const cut = {
    ...recipe,
    tokenizer: { vocab_size: 320, items: 40 },
    train: {
      ...recipe.train,
      updates: UPDATES,
      rows: ROWS,
      length: LENGTH,
      warmup: 2,
      threads: 1,
      save_every: 3,
      validate_every: 4,
      validation_items: 4,
    },
  };
  writeFileSync(path, JSON.stringify(cut));
  const folder = join(root, 'run');
  const stop = new AbortController();
  const timer = setInterval(() => {
    try {
      if (readFileSync(join(folder, 'log.jsonl'), 'utf8').includes('"update":3')) stop.abort();
    } catch {
      /* not there yet */
    }
  }, 2);
  assert.equal(await train([path, '--out', folder], stop.signal), 130);
  clearInterval(timer);
  assert.equal(await train([path, '--out', folder], never), 0);

  const log = readFileSync(join(folder, 'log.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as { type: string; update: number; maxLogits: number[][]; clipped: number; busiest: number[] },
    );
  const updates = log.filter((line) => line.type === 'update');
  assert.deepEqual(
    updates.map((line) => line.update),
    Array.from({ length: UPDATES }, (_, i) => i + 1),
  );
  for (const { maxLogits, clipped, busiest } of updates) {
    assert.deepEqual(
      maxLogits.map((layer) => layer.length),
      [4, 4, 4, 4],
    );
    assert.equal(clipped, 0);
    assert.equal(busiest.length, 3, 'three of the four layers are sparse');
    assert.ok(
      busiest.every((value) => value >= 1 && value <= 8),
      `${busiest}: of 16 experts the busiest has 1 to 8 times the mean when a token takes 2`,
    );
  }

  const model = join(folder, 'model');
  assert.equal(JSON.parse(readFileSync(join(model, 'config.json'), 'utf8')).model_type, 'kimi_k2');
  const { candidates, usage } = (await printed(() =>
    ask(
      [
        '--model',
        model,
        '--effort',
        'none', // the model itself: other efforts compute this question exactly
        '--max-tokens',
        '16',
        '--threads',
        '1',
        '--json',
        '--no-trace',
        'What is MCMXCIV as a number?',
      ],
      never,
    ),
  )) as { candidates: { tokens: number }[]; usage: object };
  assert.ok(
    candidates.length === 1 && candidates.every(({ tokens }) => tokens > 0),
    JSON.stringify({ candidates, usage }),
  );

  const [huggingFace, gguf] = [join(root, 'hf'), join(root, 'k2.gguf')];
  await printed(() => exportModel([model, '--out', huggingFace, '--json']));
  const { config } = await openModelFolder(huggingFace);
  assert.ok(config.type === 'deepseek' && config.numExperts === 16 && config.kvLoraRank === 24);
  await printed(() => exportModel([model, '--out', gguf, '--json']));
  assert.match(readFileSync(gguf).subarray(0, 4096).toString('latin1'), /^GGUF.*general\.architecture.{12}deepseek2/s);
});
