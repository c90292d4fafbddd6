/**
 * `mizan train` over what can be wrong with a run's folder: each time one sentence, and every file as it was. One small run,
 * stopped in the middle, is what the cases are copies of. Kills, signals and full disks are in test/failures.test.ts.
 */
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { lockFolder } from '../files.ts';
import { loadCheckpoint } from '../train/checkpoint.ts';
import { report } from './main.ts';
import { run } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-train-'));
after(() => rmSync(root, { recursive: true, force: true }));

const UPDATES = 24;
const micro = {
  name: 'micro',
  about: 'as small as it trains',
  seed: 1,
  model: {
    model_type: 'llama',
    hidden_size: 32,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    intermediate_size: 48,
    max_position_embeddings: 256,
    tie_word_embeddings: true,
  },
  tokenizer: { vocab_size: 320, items: 40 },
  data: { seed: 1, families: ['roman', 'linear'], difficulties: { 1: 1, 2: 0, 3: 0 }, planned: 0.5 },
  train: {
    updates: UPDATES,
    rows: 2,
    length: 192,
    accumulate: 1,
    lr: 0.003,
    warmup: 3,
    decay: 0.25,
    weight_decay: 0.1,
    betas: [0.9, 0.98],
    clip: 1,
    threads: 1,
    save_every: 5,
    validate_every: 8,
    validation_items: 4,
  },
};

const recipeFile = (name: string, recipe: object): string => {
  const path = join(root, name);
  writeFileSync(path, JSON.stringify(recipe));
  return path;
};
const recipe = recipeFile('micro.json', micro);
const stopped = join(root, 'stopped');
let standsAt = 0;

/** Runs the verb; `stopAfter` asks it to stop once its log has that many lines. */
const train = async (args: string[], folder: string, stopAfter = Infinity): Promise<number> => {
  const stop = new AbortController();
  const log = join(folder, 'log.jsonl');
  const timer = setInterval(() => {
    if (existsSync(log) && readFileSync(log, 'utf8').split('\n').length > stopAfter) stop.abort();
  }, 2);
  try {
    return await run([...args, '--out', folder], stop.signal);
  } finally {
    clearInterval(timer);
  }
};

const filesOf = (folder: string): Map<string, string> =>
  new Map(
    !existsSync(folder)
      ? []
      : readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => [
            join(entry.parentPath, entry.name),
            readFileSync(join(entry.parentPath, entry.name), 'base64'),
          ]),
  );

let copies = 0;
const copy = (from = stopped): string => {
  const folder = join(root, `copy-${copies++}`);
  cpSync(from, folder, { recursive: true });
  return folder;
};

/** Asserts that the verb fails with one sentence that matches, and changes nothing on disk. */
const refused = async (args: string[], folder: string, message: RegExp): Promise<void> => {
  const files = filesOf(folder);
  let line = '';
  await assert.rejects(train(args, folder), (error) => {
    report(
      error,
      (text) => {
        line += text;
      },
      {},
    );
    return true;
  });
  assert.match(line, message);
  assert.equal(line.split('\n').length, 2, line);
  assert.doesNotMatch(line, /looks like a bug/);
  assert.deepEqual(filesOf(folder), files);
};

before(async () => {
  assert.equal(await train([recipe], stopped, 2), 130);
  standsAt = (await loadCheckpoint(stopped))!.state.update;
  assert.ok(standsAt >= 2 && standsAt < UPDATES * 0.75, `stopped after update ${standsAt}`);
});

test('a damaged, cut off or missing checkpoint', async () => {
  const weights = readdirSync(stopped).find((name) => name.startsWith('checkpoint-'))!;
  for (const [damage, message] of [
    [
      (at: string) => {
        const bytes = readFileSync(join(at, weights));
        bytes[bytes.length >> 1]! ^= 4;
        writeFileSync(join(at, weights), bytes);
      },
      /can't be resumed: checkpoint-\d+\.safetensors is damaged/,
    ],
    [
      (at: string) => truncateSync(join(at, weights), 1000),
      /is damaged .*restore the folder, or start again in another one with --out/,
    ],
    [(at: string) => truncateSync(join(at, weights), 0), /is damaged/],
    [(at: string) => rmSync(join(at, weights)), /checkpoint-\d+\.safetensors is missing/],
    [
      (at: string) => rmSync(join(at, 'latest.json')),
      /latest\.json is missing, though checkpoint-\d+\.safetensors is there/,
    ],
    [(at: string) => writeFileSync(join(at, 'latest.json'), 'not\nJSON'), /latest\.json is not JSON/],
    [(at: string) => writeFileSync(join(at, 'latest.json'), ''), /latest\.json is not JSON/],
    [(at: string) => writeFileSync(join(at, 'latest.json'), 'null'), /latest\.json is not a version 1 checkpoint/],
    [
      (at: string) =>
        writeFileSync(
          join(at, 'latest.json'),
          readFileSync(join(at, 'latest.json'), 'utf8').replace('"offset"', '"ofset"'),
        ),
      /latest\.json is not a version 1 checkpoint/,
    ],
    [(at: string) => rmSync(join(at, 'recipe.json')), /lacks its recipe\.json; restore it/],
    [(at: string) => writeFileSync(join(at, 'recipe.json'), '{\n'), /recipe\.json is not valid JSON/],
    [
      (at: string) => truncateSync(join(at, 'tokenizer.json'), 500),
      /tokenizer\.json is damaged .*remove it, and it is made again/,
    ],
  ] as const) {
    const folder = copy();
    damage(folder);
    await refused([recipe], folder, message);
    await refused([recipe, '--export'], folder, message);
  }
});

test('another recipe, a file in the way, nothing to export', async () => {
  for (const other of [
    { ...micro, seed: 2 },
    { ...micro, model: { ...micro.model, hidden_size: 64 } },
    { ...micro, data: { ...micro.data, families: ['linear', 'roman'] } },
    { ...micro, train: { ...micro.train, lr: 0.001 } },
  ]) {
    const path = recipeFile('other.json', other);
    for (const args of [[path], [path, '--export']])
      await refused(
        args,
        stopped,
        /was made from another recipe; choose another folder with --out, or continue with .*recipe\.json/,
      );
  }
  await refused([recipe, '--export'], join(root, 'none'), /none has no checkpoint to export; train first/);
  assert.ok(!existsSync(join(root, 'none')));
  writeFileSync(join(root, 'file'), 'mine');
  await assert.rejects(train([recipe], join(root, 'file')), /could not lock .*file: a file of that name is in the way/);
  assert.equal(readFileSync(join(root, 'file'), 'utf8'), 'mine');
});

test('a folder in which a process is at work: refused, but for an export', async () => {
  const folder = copy();
  using _lock = lockFolder(folder);
  await refused([recipe], folder, /process \d+ is at work in .*; wait for it or stop it/);
  assert.equal(await train([recipe, '--export'], folder), 0);
});

test('rows too short for any document', async () => {
  const path = recipeFile('short.json', { ...micro, train: { ...micro.train, length: 8 } });
  let line = '';
  await assert.rejects(train([path], join(root, 'short')), (error) => {
    report(
      error,
      (text) => {
        line += text;
      },
      {},
    );
    return true;
  });
  assert.match(line, /^mizan: 20 documents in a row are longer than 8 tokens; raise "length" in the recipe\n$/);
});

test('a mistake in the command changes nothing', async () => {
  for (const [args, message] of [
    [[], /takes one recipe/],
    [[recipe, recipe], /takes one recipe/],
    [[recipe, '--updates', '0'], /--updates takes a whole number of at least 1, got "0"/],
  ] as const) {
    await assert.rejects(run([...args], new AbortController().signal), message);
  }
});

test('leftovers of a killed run go, lines torn or ahead of the checkpoint too; the length may change until the decay, not after', async () => {
  const folder = copy();
  writeFileSync(join(folder, '.4194304-0.tmp'), 'half a checkpoint'); // above the largest process id
  writeFileSync(
    join(folder, 'log.jsonl'),
    `${readFileSync(join(folder, 'log.jsonl'), 'utf8')}null\n{"type":"update","update":999,"loss":1}\n{"type":"upd`,
  );
  rmSync(join(folder, 'tokenizer.json'));
  assert.equal(await train([recipe, '--updates', '26'], folder), 0);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
  const log = readFileSync(join(folder, 'log.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; update: number });
  assert.deepEqual(
    log.filter((line) => line.type === 'update').map((line) => line.update),
    Array.from({ length: 26 }, (_, i) => i + 1),
  );
  assert.equal(
    readFileSync(join(folder, 'tokenizer.json'), 'utf8'),
    readFileSync(join(stopped, 'tokenizer.json'), 'utf8'),
  );
  assert.equal((await loadCheckpoint(folder))!.state.update, 26);
  for (const updates of ['24', '60'])
    await refused(
      [recipe, '--updates', updates],
      folder,
      new RegExp(
        `has made 26 updates; its length can no longer be changed to ${updates}, because the learning rate has begun to fall`,
      ),
    );
});
