/**
 * Training runs of studies: made once, gone on with, made again when their recipe is another; and the curves of a log.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { condense, makeRuns, type LogLine, type StudyRun } from './training-runs.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-runs-'));
after(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;

test('a log becomes points over stretches of updates', () => {
  const lines: LogLine[] = [
    {
      type: 'update',
      update: 1,
      loss: 4,
      tokens: 10,
      seconds: 1,
      maxLogits: [
        [1, 2],
        [3, 0],
      ],
      clipped: 0.25,
      busiest: [2, 4],
    },
    {
      type: 'update',
      update: 2,
      loss: 2,
      tokens: 20,
      seconds: 2,
      maxLogits: [
        [1, 5],
        [2, 0],
      ],
      clipped: 0.75,
      busiest: [1, 1],
    },
    { type: 'validation', update: 2, loss: 2.5 },
    {
      type: 'update',
      update: 3,
      loss: 1,
      tokens: 30,
      seconds: 3,
      maxLogits: [
        [0, 1],
        [9, 0],
      ],
      clipped: 0.25,
      busiest: [1, 2],
    },
  ];
  assert.deepEqual(condense(lines, 2, 2.5), {
    tokens: 30,
    seconds: 3,
    heldOut: [[2, 2.5]],
    training: [
      [2, 3],
      [3, 1],
    ],
    maxLogit: [
      [2, 5],
      [3, 9],
    ],
    clipped: [
      [2, 0.5],
      [3, 0.25],
    ],
    busiest: [
      [2, 2],
      [3, 1.5],
    ],
    heads: [
      [1, 5],
      [9, 0],
    ],
    timesClipped: [
      [0, 1],
      [2, 0],
    ],
  });
  const dense = condense([{ type: 'update', update: 1, loss: 4, tokens: 10, seconds: 1 }], 2, undefined);
  assert.deepEqual(
    [dense.maxLogit, dense.clipped, dense.busiest, dense.heads, dense.timesClipped],
    [[], [], [], [], []],
  );
});

const micro = (name: string, updates: number, lr = 0.003): StudyRun => ({
  name,
  recipe: {
    name,
    about: '',
    seed: 1,
    tokenizer: { vocab_size: 320, items: 40 },
    data: { seed: 1, families: ['roman'], difficulties: { 1: 1, 2: 0, 3: 0 }, planned: 0 },
    model: {
      model_type: 'llama',
      hidden_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      num_key_value_heads: 2,
      intermediate_size: 24,
      max_position_embeddings: 192,
      tie_word_embeddings: true,
    },
    train: {
      updates,
      rows: 2,
      length: 192,
      accumulate: 1,
      lr,
      warmup: 1,
      decay: 0.25,
      weight_decay: 0.1,
      betas: [0.9, 0.98],
      clip: 1,
      threads: 1,
      save_every: 2,
      validate_every: 3,
      validation_items: 4,
      watch_logits: true,
    },
  },
});

test('runs are made once; one that was stopped goes on; another recipe is another run', async () => {
  const folder = join(root, 'runs-test');
  const runs = [micro('a', 4), micro('b', 6)];
  const stop = new AbortController();
  const log = () => readdirSync(join(folder, 'runs')).find((name) => name.startsWith('b.'));
  const timer = setInterval(() => {
    try {
      if (readFileSync(join(folder, 'runs', log()!, 'log.jsonl'), 'utf8').includes('"update":2')) stop.abort();
    } catch {
      /* not there yet */
    }
  }, 1);
  const first = await makeRuns(folder, runs, stop.signal);
  clearInterval(timer);
  if (first.size < 2) {
    // stopped in time, as is usual: the first run is kept, the second stands where it was
    assert.ok(existsSync(join(folder, 'runs', 'a.json')) && !existsSync(join(folder, 'runs', 'b.json')) && log());
  }
  assert.equal((await makeRuns(folder, runs, never, { make: false })).size, first.size);
  const results = await makeRuns(folder, runs, never);
  assert.deepEqual(
    [...results].map(([name, { heldOut }]) => [name, heldOut.map(([x]) => x)]),
    [
      ['a', [3, 4]],
      ['b', [3, 6]],
    ],
  );
  assert.deepEqual(readdirSync(join(folder, 'runs')).sort(), ['a.json', 'b.json'], 'checkpoints are gone');
  const before = readFileSync(join(folder, 'runs', 'a.json'), 'utf8');
  assert.deepEqual(await makeRuns(folder, runs, never), results);
  assert.equal(readFileSync(join(folder, 'runs', 'a.json'), 'utf8'), before);
  writeFileSync(join(folder, 'runs', 'a.json'), before.slice(0, 40));
  assert.deepEqual(
    (await makeRuns(folder, runs, never)).get('a')!.heldOut,
    results.get('a')!.heldOut,
    'a damaged file is made again, and gives the same',
  );
  const other = (await makeRuns(folder, [micro('a', 5)], never)).get('a')!;
  assert.equal(other.heldOut.at(-1)![0], 5);
  await assert.rejects(
    makeRuns(folder, [micro('a', 5), { name: 'c', recipe: { ...micro('c', 5).recipe, seed: -1 } }], never),
    /c: seed must be/,
  );
});
