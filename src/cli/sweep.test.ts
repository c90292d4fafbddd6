/** `mizan sweep`: plans, tables, and a sweep that was killed and stopped against one that was not. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { meanInterval } from '../eval/statistics.ts';
import { readFromScratchRecipe } from '../lab/recipe/sft.ts';
import { tableText } from '../eval/report.ts';
import { kindOf, kinds } from '../lab/sweep/kinds.ts';
import { applySetting, parseSeeds, parseVary, settingsOf } from '../lab/sweep/plan.ts';
import { curvesPlot, rowsOf, scorePlots, sweepTable, type SweepRun } from '../lab/sweep/table.ts';
import { run } from './sweep.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-sweep-'));
after(() => rmSync(root, { recursive: true, force: true }));

const micro = {
  name: 'micro',
  about: 'as small as it trains',
  seed: 1,
  model: {
    model_type: 'llama',
    hidden_size: 32,
    num_hidden_layers: 1,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    intermediate_size: 48,
    max_position_embeddings: 256,
    tie_word_embeddings: true,
  },
  tokenizer: { vocab_size: 320, items: 40 },
  data: { seed: 1, families: ['roman', 'linear'], difficulties: { 1: 1, 2: 0, 3: 0 }, planned: 0.5 },
  train: {
    updates: 16,
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
    save_every: 3,
    validate_every: 8,
    validation_items: 4,
  },
};
const recipe = join(root, 'micro.json');
writeFileSync(recipe, JSON.stringify(micro));

test('fields and values: lists, JSON, words, ranges; and every mistake is one sentence', () => {
  assert.deepEqual(parseVary('train.lr=1e-3, 0.01'), { field: 'train.lr', type: 'list', values: [0.001, 0.01] });
  assert.deepEqual(parseVary('train.muon=null,{"momentum":0.9,"rms":[1,2]},"a,b"'), {
    field: 'train.muon',
    type: 'list',
    values: [null, { momentum: 0.9, rms: [1, 2] }, 'a,b'],
  });
  assert.deepEqual(parseVary('model.model_type=llama,qwen2'), {
    field: 'model.model_type',
    type: 'list',
    values: ['llama', 'qwen2'],
  });
  assert.deepEqual(parseVary('train.lr=log:1e-4..1e-2'), {
    field: 'train.lr',
    type: 'range',
    low: 1e-4,
    high: 1e-2,
    log: true,
    whole: false,
  });
  assert.deepEqual(parseVary('model.num_hidden_layers=2..6'), {
    field: 'model.num_hidden_layers',
    type: 'range',
    low: 2,
    high: 6,
    log: false,
    whole: true,
  });
  for (const [word, message] of [
    ['train.lr', /takes fields as FIELD=VALUES/],
    ['=1', /takes fields/],
    ['train..lr=1', /takes fields/],
    ['a.__proto__=1', /no field of a recipe/],
    ['train.lr=1,1.0', /1 stands there twice/],
    ['train.lr=', /"" is neither/],
    ['train.lr=[1', /neither a number, a word nor JSON/],
    ['train.lr=3..1', /must rise/],
    ['train.lr=log:0..1', /begin above 0/],
  ] as const)
    assert.throws(
      () => parseVary(word),
      (error: Error) => error.name === 'UsageError' && message.test(error.message),
      word,
    );
  assert.deepEqual(parseSeeds('1, 2,5'), [1, 2, 5]);
  assert.deepEqual(parseSeeds('3..5'), [3, 4, 5]);
  for (const text of ['', '1,1', '5..3', '1.5', '-1', 'x'])
    assert.throws(() => parseSeeds(text), /--seeds takes different whole numbers/);
});

test('settings: every combination, or draws that stay when more are asked for', () => {
  const grid = settingsOf(['a=1,2', 'b=x,y,null'].map(parseVary));
  assert.deepEqual(
    grid.map((setting) => JSON.stringify(setting)),
    [1, 2].flatMap((a) => ['x', 'y', null].map((b) => JSON.stringify({ a, b }))),
  );
  assert.deepEqual(settingsOf([]), [{}]);
  assert.throws(() => settingsOf([parseVary('a=1..2')]), /a is a range, from which values must be drawn/);
  assert.throws(() => settingsOf(['a.b=1', 'a=2'].map(parseVary)), /a is given twice, or with a part of it/);
  assert.throws(() => settingsOf(['a=1', 'b=1', 'a=2'].map(parseVary)), /a is given twice/);
  const fields = ['lr=log:1e-4..1e-2', 'n=2..5', 'x=0.5..1.5', 'w=p,q'].map(parseVary);
  const many = settingsOf(fields, { count: 400, seed: 1 });
  assert.deepEqual(settingsOf(fields, { count: 10, seed: 1 }), many.slice(0, 10));
  assert.notDeepEqual(settingsOf(fields, { count: 10, seed: 2 }), many.slice(0, 10));
  const of = (field: string) => many.map((setting) => setting[field] as number);
  assert.ok(of('lr').every((x) => x >= 1e-4 && x <= 1e-2) && of('x').every((x) => x >= 0.5 && x <= 1.5));
  assert.deepEqual([...new Set(of('n'))].sort(), [2, 3, 4, 5]);
  assert.ok(
    Math.abs(of('lr').filter((x) => x < 1e-3).length / many.length - 0.5) < 0.08,
    'half of the draws below the middle of the logarithm',
  );
  assert.deepEqual(
    applySetting({ train: { lr: 1, muon: { rms: 1 } } }, { 'train.lr': 2, 'train.muon': null, 'data.x.y': [1] }),
    { train: { lr: 2 }, data: { x: { y: [1] } } },
  );
});

test("Student's interval over seeds", () => {
  // By hand: 1, 2, 4 have mean 7/3 and variance 7/3; t of 2 degrees is 4.30265.
  const { value, low, high } = meanInterval([1, 2, 4]);
  const half = 4.30265 * Math.sqrt(7 / 9);
  assert.ok(
    Math.abs(value - 7 / 3) < 1e-12 && Math.abs(low - (7 / 3 - half)) < 1e-3 && Math.abs(high - (7 / 3 + half)) < 1e-3,
  );
  // Published points: 2.2010 at 11 degrees, 2.0423 at 30.
  for (const [n, t] of [
    [12, 2.201],
    [31, 2.0423],
  ] as const) {
    const values = Array.from({ length: n }, (_, i) => (i % 2 ? 1 : -1));
    const { high: end, value: centre } = meanInterval(values);
    const spread = Math.sqrt(values.reduce((s, x) => s + (x - centre) ** 2, 0) / (n - 1) / n);
    assert.ok(Math.abs((end - centre) / spread - t) < 3e-3, `${(end - centre) / spread} of ${t}`);
  }
  assert.ok(Number.isNaN(meanInterval([1]).low));
});

test('the table does not depend on the order of runs, and says what diverged or waits', () => {
  const kind = kinds.at(-1)!;
  const shown = (score: number) => ({
    status: 'done' as const,
    shown: {
      score,
      curve: [
        [8, score + 1],
        [16, score],
      ] as [number, number][],
      parameters: 1,
      tokens: 1,
    },
  });
  const runs: SweepRun[] = [
    ...[1.5, 1.7].map((score, i) => ({ setting: { lr: 0.1, m: null }, seed: i, name: `a${i}`, ...shown(score) })),
    ...[0.5, 0.7].map((score, i) => ({ setting: { lr: 0.01, m: null }, seed: i, name: `b${i}`, ...shown(score) })),
    { setting: { lr: 10, m: 'x' }, seed: 0, name: 'c0', status: 'diverged', why: 'NaN' },
    { setting: { lr: 10, m: 'x' }, seed: 1, name: 'c1', ...shown(0.1) },
    { setting: { lr: 0.2, m: 'x' }, seed: 0, name: 'd0', status: 'waiting' },
    { setting: { lr: 0.2, m: 'x' }, seed: 1, name: 'd1', status: 'waiting' },
  ];
  const rows = rowsOf(runs, kind);
  const text = tableText(sweepTable(rows, 'test', kind), 'plain');
  assert.deepEqual(
    text
      .split('\n')
      .slice(3, 7)
      .map((line) => line.trim().replaceAll(/ {2,}/g, ' | ')),
    [
      '0.01 | left out | 0.6000 | [-0.6706, 1.8706] | 0.5000 to 0.7000',
      '0.1 | left out | 1.6000 | [0.3294, 2.8706] | 1.5000 to 1.7000',
      '10 | x | 1 diverged | 0.1000 to 0.1000',
      '0.2 | x | 2 to run',
    ],
  );
  const swapped = rowsOf([...runs.slice(2), ...runs.slice(0, 2)], kind);
  assert.equal(
    tableText(sweepTable(swapped, 'test', kind), 'plain')
      .split('\n')
      .slice(3, 5)
      .join(),
    text.split('\n').slice(3, 5).join(),
  );
  const plots = scorePlots(rows, 'test', kind, false);
  assert.deepEqual([...plots.keys()], ['lr']);
  assert.match(plots.get('lr')!, /m left out/);
  assert.match(curvesPlot(rows, 'test', kind), /the best 3 settings of 4/);
  assert.equal(
    scorePlots(rows, 'test', kind, true)
      .get('lr')!
      .match(/class="line/g),
    null,
  );
});

const rates = ['train.lr=0.001,0.01'];

/** Runs the verb quietly; `stopAfter` stops it that soon. Gives exit code and what it printed. */
const sweep = async (args: string[], stopAfter = Infinity): Promise<{ code: number; out: string }> => {
  const stop = new AbortController();
  const timer = Number.isFinite(stopAfter) ? setTimeout(() => stop.abort(), stopAfter) : undefined;
  const [log, error] = [console.log, console.error];
  const lines: string[] = [];
  console.log = (line: string) => {
    lines.push(line);
  };
  console.error = () => {};
  try {
    return { code: await run([recipe, ...args], stop.signal), out: lines.join('\n') };
  } finally {
    clearTimeout(timer);
    [console.log, console.error] = [log, error];
  }
};

test('a sweep that was killed, and stopped, and went on ends with the same files as one that was not', async () => {
  const [straight, broken] = [join(root, 'straight'), join(root, 'broken')];
  const whole = await sweep([...rates, '--seeds', '1,2', '--out', straight]);
  assert.equal(whole.code, 0);

  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('./main.ts', import.meta.url)),
      'sweep',
      recipe,
      ...rates,
      '--seeds',
      '1,2',
      '--out',
      broken,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((done) => {
    child.on('close', done);
  });
  const checkpointed = (): number =>
    existsSync(join(broken, 'runs'))
      ? readdirSync(join(broken, 'runs')).filter((name) => existsSync(join(broken, 'runs', name, 'latest.json'))).length
      : 0;
  for (let i = 0; i < 3000 && checkpointed() < 2; i++) await sleep(10);
  child.kill('SIGKILL'); // in the middle of the second run
  await ended;
  const done = readdirSync(join(broken, 'runs')).filter((name) =>
    existsSync(join(broken, 'runs', name, 'result.json')),
  ).length;
  assert.ok(done >= 1 && done < 4, `${done} runs were done`);

  const stopped = await sweep([...rates, '--seeds', '1,2', '--out', broken], 300);
  assert.equal(stopped.code, 130);
  assert.match(stopped.out, /to run/);
  const listed = await sweep([...rates, '--seeds', '1,2', '--out', broken, '--list']);
  assert.deepEqual([listed.code, listed.out], [0, stopped.out]);
  const rest = await sweep([...rates, '--seeds', '1,2', '--out', broken]);
  assert.deepEqual([rest.code, rest.out], [0, whole.out]);
  for (const name of ['table.md', 'curves.svg', 'by-train.lr.svg', 'best.json'])
    assert.equal(readFileSync(join(broken, name), 'utf8'), readFileSync(join(straight, name), 'utf8'), name);
  assert.equal(
    readFileSync(join(broken, 'results.json'), 'utf8').replaceAll(broken, straight),
    readFileSync(join(straight, 'results.json'), 'utf8'),
  );
  assert.deepEqual(
    { ...readFromScratchRecipe(join(straight, 'best.json')), about: '' },
    {
      ...readFromScratchRecipe(recipe),
      about: '',
      name: 'micro-best',
      train: { ...readFromScratchRecipe(recipe).train, lr: 0.01 },
    },
  );

  // Once more: nothing is trained, and a further seed adds its two runs only.
  const before = readdirSync(join(straight, 'runs')).map((name) => [
    name,
    statSync(join(straight, 'runs', name, 'log.jsonl')).mtimeMs,
  ]);
  const second = await sweep([...rates, '--seeds', '1,2', '--out', straight, '--json']);
  const json = JSON.parse(second.out) as {
    finished: boolean;
    settings: { setting: unknown; mean: number; scores: number[]; runs: { status: string }[] }[];
  };
  assert.equal(json.finished, true);
  assert.deepEqual(
    json.settings.map(({ setting, scores }) => [setting, scores.length]),
    [
      [{ 'train.lr': 0.01 }, 2],
      [{ 'train.lr': 0.001 }, 2],
    ],
  );
  assert.ok(json.settings[0]!.mean < json.settings[1]!.mean);
  assert.deepEqual(
    readdirSync(join(straight, 'runs')).map((name) => [
      name,
      statSync(join(straight, 'runs', name, 'log.jsonl')).mtimeMs,
    ]),
    before,
  );
});

test('a run that diverges is a result; a recipe that is not sound is refused before anything runs', async () => {
  const out = join(root, 'diverged');
  const { code, out: text } = await sweep([
    'train.lr=10',
    'train.clip=0',
    'train.weight_decay=10',
    'train.warmup=0',
    '--out',
    out,
  ]);
  assert.equal(code, 0);
  assert.match(text, /1 diverged/);
  assert.ok(!existsSync(join(out, 'best.json')));
  const refused = join(root, 'refused');
  await assert.rejects(
    sweep([...rates, 'model.num_attention_heads=4,5', '--out', refused]),
    /^Error: with train\.lr=0\.001 model\.num_attention_heads=5: recipe .*num_attention_heads/,
  );
  await assert.rejects(sweep(['train.speed=1', '--out', refused]), /train\.speed is not a field of a recipe/);
  await assert.rejects(sweep(['seed=1,2', '--out', refused]), /give seeds as --seeds/);
  assert.ok(!existsSync(refused));
});

test('a recipe of mizan rl is a kind of its own, judged by held-out accuracy', () => {
  const recipe = JSON.parse(readFileSync(new URL('../../recipes/rl-tiny.json', import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;
  assert.equal(kindOf(recipe).name, 'rl');
  assert.equal(kindOf(recipe).score.better, 'higher');
  kindOf(recipe).check(recipe, 'rl-tiny');
  assert.throws(
    () => kindOf(recipe).check({ ...recipe, objective: { type: 'ppo' } }, 'rl-tiny'),
    /objective.type must be/,
  );
});
