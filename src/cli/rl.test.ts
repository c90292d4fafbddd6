/**
 * `mizan rl` through the command line, from the embedded model: what a run leaves, that it repeats, that it ends
 * bitwise the same however often it is killed (once here; MIZAN_KILLS=10 for more), and what is refused.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { lockFolder } from '../files.ts';
import { runRl } from '../lab/rl/loop.ts';
import { parseRlRecipe, readRlRecipe } from '../lab/recipe/rl.ts';
import { openRun } from '../lab/rl/run-folder.ts';
import { tokensOf } from '../lab/rl/rollouts.ts';
import { run } from './rl.ts';
import { assertSame, lines, runMizan, type Ended } from './testing.ts';
import { loadModel } from '../local/load-model.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-rl-'));
after(() => rmSync(root, { recursive: true, force: true }));

const KILLS = Number(process.env.MIZAN_KILLS ?? 1);
/** Enough for each kill to come before the end. */
const STEPS = 3 + KILLS;
/** Small, and with all that a recipe can have: two families, plans, partial rollouts, Muon, PTX. */
const recipe = {
  name: 'micro',
  about: '',
  seed: 1,
  start: 'embedded',
  data: {
    seed: 1,
    families: { countdown: 1, counting: 1 },
    difficulties: { start: { 1: 1, 2: 1, 3: 0 }, end: { 1: 0, 2: 1, 3: 1 } },
    floor: 0.1,
    memory: 0.8,
    planned: 0.25,
  },
  rollouts: {
    groups: 3,
    size: 4,
    learn: 4,
    temperature: [1, 0.9],
    budget: { factor: 1.2, slack: 8, most: 120 },
    partial_tokens: 48,
    stale: true,
    generators: 1,
    rows: 32,
  },
  objective: { type: 'kimi', tau: 0.1 },
  rewards: { rubric: 'training', truncated: 0.1, length: 0 },
  train: {
    steps: STEPS,
    updates: 1,
    rows: 4,
    length: 256,
    threads: 1,
    lr: 0.001,
    warmup: 2,
    decay: 0.3,
    weight_decay: 0,
    betas: [0.9, 0.98],
    clip: 1,
    muon: { momentum: 0.9, rms: 0.2 },
    ptx: { weight: 0.1, documents: 4 },
    save_every: 1,
  },
  check: { answers: 8, max_logprob_gap: 0.001 },
  held_out: { every: 3, items: 1, final: 1, drawn: 1, draws: 2 },
};
const recipePath = join(root, 'micro.json');
const [whole, other] = [join(root, 'whole'), join(root, 'other')];

const mizan = (args: string[], kill?: { after: RegExp; delay: number }): Promise<Ended> => runMizan(root, args, kill);

let took = 0;
before(async () => {
  writeFileSync(recipePath, JSON.stringify(recipe));
  const began = performance.now();
  const { code, out, err } = await mizan(['rl', recipePath, '--out', whole, '--json']);
  took = performance.now() - began;
  assert.equal(code, 0, err);
  assert.equal(JSON.parse(out).finished, true);
});

test('a run leaves its rollouts with rewards and reasons, its log, its plots, and a model that loads', async () => {
  const rollouts = lines(whole, 'rollouts.jsonl');
  assert.ok(rollouts.length >= STEPS * 4, `${rollouts.length} rollouts`);
  for (const rollout of rollouts) {
    assert.match(String(rollout.item), /^(countdown|counting)\/train\//, 'questions are of the train split');
    const { truncated, ...parts } = rollout.parts as Record<string, [weight: number, value: number, reason: string]>;
    const total = (of: (part: [number, number, string]) => number) =>
      Object.values(parts).reduce((sum, part) => sum + of(part), 0);
    const reward =
      total(([weight, value]) => weight * value) / total(([weight]) => weight) + truncated![0] * truncated![1];
    assert.ok(parts.correct && Math.abs(reward - Number(rollout.reward)) < 1e-5);
    assert.ok(Number(rollout.tokens) <= Number(rollout.budget));
    assert.equal(
      (rollout.versions as [number, number][]).reduce((total, [, count]) => total + count, 0),
      rollout.tokens,
    );
  }
  assert.ok(
    rollouts.some((rollout) => (rollout.versions as unknown[]).length > 1),
    'some answers went on under new weights',
  );
  assert.ok(
    rollouts.some((rollout) => rollout.advantage === null) && rollouts.some((rollout) => Number(rollout.advantage) > 0),
    'some groups are skipped, some are not',
  );
  const steps = lines(whole, 'log.jsonl').filter((line) => line.type === 'step');
  assert.equal(steps.length, STEPS);
  assert.ok(steps.every((line) => line.gap === null || Number(line.gap) <= recipe.check.max_logprob_gap));
  assert.ok(Number(steps.at(-1)!.kl) > 0, 'the weights have moved');
  for (const name of ['rates.svg', 'policy.svg', 'length.svg', 'speed.svg', 'results.json', 'recipe.json'])
    assert.ok(existsSync(join(whole, name)), name);
  await (await loadModel(join(whole, 'model'))).close();
});

test('killed at random and started again, it ends bitwise as the one that was not', async (t) => {
  let killed = 0;
  while (killed < KILLS) {
    const kill = { after: killed % 2 === 0 ? /\d+\/\d+ steps/ : /run in/, delay: (took * Math.random()) / STEPS };
    const { code, err } = await mizan(['rl', recipePath, '--out', other, '--json'], kill);
    if (code === 0) break; // faster than it was at first
    killed++;
    const [delay, whole] = [kill.delay, took].map(Math.round);
    const next = /going on after step \d+/.exec(err)?.[0] ?? 'a new run';
    t.diagnostic(`killed ${delay} ms after ${killed % 2 ? 'a step' : 'it began'} (a run takes ${whole}), ${next}`);
  }
  assert.ok(killed > 0, 'it ended before it was killed');
  const { code, err } = await mizan(['rl', recipePath, '--out', other, '--json']);
  assert.equal(code, 0, err);
  assertSame(other, whole);
});

test('stopped by a signal it saves, and goes on from there, also out of the middle of an examination', async () => {
  const folder = join(root, 'stopped');
  const log = join(folder, 'log.jsonl');
  /** Stops once the log ends with that line; without one, it runs to its end. */
  const until = async (type?: string, step?: number) => {
    const stop = new AbortController();
    const last = () => lines(folder, 'log.jsonl').at(-1)!;
    const timer = setInterval(() => {
      if (existsSync(log) && last().type === type && last().step === step) stop.abort();
    }, 1);
    const said = console.log;
    console.log = () => {};
    try {
      return await run([recipePath, '--out', folder, '--json'], stop.signal);
    } finally {
      console.log = said;
      clearInterval(timer);
    }
  };
  for (const [type, step, saved] of [
    ['held-out', 0, 0],
    ['step', 1, 1],
    ['step', 3, 3],
  ] as const) {
    assert.equal(await until(type, step), 130);
    assert.equal(JSON.parse(readFileSync(join(folder, 'latest.json'), 'utf8')).state.update, saved);
    assert.deepEqual([lines(folder, 'log.jsonl').at(-1)!.type, lines(folder, 'log.jsonl').at(-1)!.step], [type, step]);
    assert.equal(existsSync(join(folder, 'model')), step > 0, 'with the model as it is then');
  }
  assert.equal(await until(), 0);
  assertSame(folder, whole);
});

test('a model that has learnt from rewards before rehearses what it was taught before those', async () => {
  const { sftData } = await openRun(
    join(root, 'again'),
    parseRlRecipe(
      { ...recipe, start: join(whole, 'model'), train: { ...recipe.train, ptx: { weight: 1, documents: 2 } } },
      'again',
    ),
  );
  const sft = JSON.parse(readFileSync(join(whole, 'model', 'recipe.json'), 'utf8')).sft.sft;
  assert.deepEqual(sftData!.data.families, sft.data.families);
});

test('questions of a file are learned from and measured with; a file that changed, overlaps or is too short is refused', async () => {
  const [train, heldOut, folder] = [join(root, 'train.jsonl'), join(root, 'held-out.jsonl'), join(root, 'own')];
  const rows = (from: number, count: number) =>
    Array.from(
      { length: count },
      (_, i) => `${JSON.stringify({ question: `What is ${from + i} + 7?`, answer: `${from + i + 7}` })}\n`,
    ).join('');
  writeFileSync(train, rows(10, 5));
  writeFileSync(heldOut, rows(50, 3));
  const path = join(root, 'own.json');
  writeFileSync(
    path,
    JSON.stringify({
      ...recipe,
      name: 'own',
      data: { seed: 1, file: 'train.jsonl', held_out: 'held-out.jsonl' },
      rollouts: { ...recipe.rollouts, budget: { factor: 1, slack: 0, most: 40 } },
      rewards: { ...recipe.rewards, rubric: 'standard', steps: 1 },
      train: { ...recipe.train, steps: 2, ptx: { weight: 0, documents: 0 } },
      held_out: { ...recipe.held_out, final: 2 },
    }),
  );
  const read = readRlRecipe(path);
  const { finished, comparison } = await runRl(read, folder, new AbortController().signal);
  assert.ok(finished);
  assert.deepEqual(
    comparison!.map(({ family, items }) => [family, items]),
    [
      ['own', 2],
      ['average', 2],
    ],
  );
  const rollouts = lines(folder, 'rollouts.jsonl');
  assert.ok(rollouts.length > 0 && rollouts.every(({ item }) => /^own\/[1-5]$/.test(String(item))));
  assert.ok(rollouts.some(({ correct, reward }) => correct === true && reward === 1));
  const begin = (change: () => void, why: RegExp, place = folder) => {
    change();
    return assert.rejects(openRun(place, read), why);
  };
  await begin(
    () => writeFileSync(train, rows(11, 5)),
    /train.jsonl has changed since the run in .* began; give another folder/,
  );
  const fresh = join(root, 'own-2');
  await begin(
    () => writeFileSync(train, rows(50, 1)),
    /"What is 50 \+ 7\?" is both a training and a held-out question/,
    fresh,
  );
  await begin(
    () => writeFileSync(train, `${rows(10, 2)}{"question": 3}\n`),
    /train.jsonl, line 3: must be \{"question"/,
    fresh,
  );
  await begin(() => writeFileSync(train, '\n'), /holds no questions/, fresh);
  await begin(
    () => (writeFileSync(train, rows(10, 5)), writeFileSync(heldOut, rows(50, 2))),
    /has 2 questions, and held_out.items \+ held_out.final are 3/,
    fresh,
  );
  await begin(() => rmSync(train), /can't read the questions in .*train.jsonl \(ENOENT\)/, fresh);
  assert.ok(!existsSync(fresh), 'nothing was written');
  assert.ok(
    (await openRun(folder, { ...read, data: { ...read.data, held_out: join(root, 'moved') } as typeof read.data }))
      .resumed,
    'files that are gone do not matter',
  );
});

test('a checkpoint and a recipe of before, in which fields have their older names, are gone on with', async () => {
  const older = join(root, 'older');
  cpSync(whole, older, { recursive: true });
  const current = await openRun(whole, { ...parseRlRecipe(recipe, ''), start: join(whole, 'start') });
  const latest = JSON.parse(readFileSync(join(older, 'latest.json'), 'utf8'));
  const { successRates, unfinished, ...state } = latest.state.extra.state;
  latest.state.extra = {
    ...latest.state.extra,
    version: 1,
    state: { ...state, standing: successRates, underway: unfinished },
  };
  writeFileSync(join(older, 'latest.json'), JSON.stringify(latest));
  const saved = JSON.parse(readFileSync(join(older, 'recipe.json'), 'utf8'));
  const { partial_tokens: segment, ...rollouts } = saved.rollouts;
  const { max_logprob_gap: bound, ...check } = saved.check;
  writeFileSync(
    join(older, 'recipe.json'),
    JSON.stringify({ ...saved, rollouts: { segment, ...rollouts }, check: { ...check, bound } }),
  );
  const opened = await openRun(older, { ...parseRlRecipe(recipe, ''), start: join(whole, 'start') });
  assert.deepEqual(opened.resumed!.state, current.resumed!.state);
  assert.ok(Object.keys(opened.resumed!.state.successRates).length > 0);
});

test('a critic gives the reward where the rubric says so, and whether it was right is only watched', async () => {
  const folder = join(root, 'critic');
  const judged = parseRlRecipe(
    {
      ...recipe,
      name: 'judged',
      data: { ...recipe.data, families: ['counting'] },
      rewards: { rubric: 'critic', critic: 'embedded', truncated: 0, length: 0 },
      train: { ...recipe.train, steps: 2 },
    },
    'judged',
  );
  const { finished } = await runRl(judged, folder, new AbortController().signal);
  assert.ok(finished);
  const rollouts = lines(folder, 'rollouts.jsonl') as unknown as {
    answer: string;
    reward: number;
    correct: boolean;
    question: string;
    thought: string;
    parts: Record<string, [weight: number, value: number, reason: string]>;
  }[];
  const seen = new Map<string, number>();
  for (const { parts, reward, answer, correct, question, thought } of rollouts) {
    const { critic, correct: right } = parts;
    assert.ok(critic![0] === 1 && critic![1] >= 0 && critic![1] <= 1 && Math.abs(reward - critic![1]) < 1e-5);
    assert.deepEqual([right![0], right![1]], [0, correct ? 1 : 0]);
    if (answer === '') assert.equal(reward, 0);
    const key = JSON.stringify([question, thought, answer]);
    assert.equal(seen.get(key) ?? reward, reward, 'the same answer is held for the same');
    seen.set(key, reward);
  }
  assert.ok(new Set(rollouts.map(({ reward }) => reward)).size > 2, 'it tells answers apart');
  assert.ok(existsSync(join(folder, 'critic', 'model.safetensors')), 'the run has its own copy');
});

test('steps that complete no answer update nothing: what they drew is checked at its own temperature, and counted once', async () => {
  const folder = join(root, 'slow');
  const slow = parseRlRecipe(
    {
      ...recipe,
      name: 'slow',
      data: { ...recipe.data, families: ['countdown'] },
      rollouts: { ...recipe.rollouts, groups: 2, size: 2, learn: 2, partial_tokens: 16, temperature: [1, 0.5] },
      train: { ...recipe.train, steps: 3, ptx: { weight: 0, documents: 0 } },
    },
    'slow',
  );
  const { finished, state } = await runRl(slow, folder, new AbortController().signal);
  assert.ok(finished && state.version === 0 && state.unfinished.length > 0, 'nothing was learnt');
  const drawn = lines(folder, 'log.jsonl')
    .filter(({ type }) => type === 'step')
    .map(({ tokens }) => Number(tokens));
  assert.equal(
    drawn.reduce((a, b) => a + b),
    state.unfinished.flatMap(({ answers }) => answers).reduce((sum, answer) => sum + tokensOf(answer), 0),
  );
});

test('a folder that is no run of its own is left as it is, and so is a run whose new start is not there', async () => {
  const signal = new AbortController().signal;
  const [mine, begun] = [join(root, 'mine'), join(root, 'begun')];
  for (const place of ['critic', 'start']) {
    mkdirSync(join(mine, place), { recursive: true });
    writeFileSync(join(mine, place, 'a'), '');
  }
  writeFileSync(join(mine, 'results.json'), '{}');
  const all = readdirSync(mine, { recursive: true });
  await assert.rejects(
    run([recipePath, '--start', 'nosuch', '--out', mine], signal),
    /nosuch is no model to start from/,
  );
  await assert.rejects(
    run([recipePath, '--out', mine], signal),
    /is no run of mizan rl, which would overwrite its start; give another folder/,
  );
  assert.deepEqual(readdirSync(mine, { recursive: true }), all);

  const parsed = { ...parseRlRecipe(recipe, 'begun'), start: join(whole, 'start') };
  await openRun(begun, parsed); // as if it had been killed then
  cpSync(join(whole, 'before.json'), join(begun, 'before.json'));
  await assert.rejects(openRun(begun, { ...parsed, start: 'nosuch' }), /nosuch is no model to start from/);
  await openRun(begun, parsed);
  assert.ok(existsSync(join(begun, 'before.json')), 'what has been measured of the same start is kept');
  await openRun(begun, { ...parsed, start: join(whole, 'model') });
  assert.ok(!existsSync(join(begun, 'before.json')), 'and goes with another');
  assert.ok(
    readFileSync(join(begun, 'start', 'model.safetensors')).equals(
      readFileSync(join(whole, 'model', 'model.safetensors')),
    ),
  );
});

test('what is wrong is refused in one sentence', async () => {
  const signal = new AbortController().signal;
  const refused = async (args: string[], why: RegExp) => assert.rejects(run(args, signal), why);
  const write = (name: string, change: object): string => {
    const path = join(root, name);
    writeFileSync(path, JSON.stringify({ ...recipe, ...change }));
    return path;
  };
  await refused([], /takes one recipe/);
  await refused([join(root, 'gone.json')], /can't read the recipe/);
  await refused(
    [write('a.json', { objective: { type: 'ppo' } })],
    /objective.type must be kimi, grpo, dr-grpo or rloo, is "ppo"/,
  );
  await refused(
    [write('b.json', { rewards: { ...recipe.rewards, charm: 1 } })],
    /charm is not a field of a recipe; known here: rubric, critic, truncated, length/,
  );
  await refused(
    [write('f.json', { rewards: { ...recipe.rewards, rubric: 'critic' } })],
    /rewards.critic must name the folder of a critic/,
  );
  await refused(
    [write('g.json', { rewards: { ...recipe.rewards, critic: root } }), '--out', join(root, 'none')],
    /is no critic: it has no config.json; train one \(mizan critic/,
  );
  await refused(
    [write('c.json', { data: { ...recipe.data, seed: 1000 } })],
    /data.seed must be a whole number from 0 to 999/,
  );
  for (const [change, why] of [
    [
      { objective: { type: 'rloo' }, train: { ...recipe.train, updates: 4 } },
      /recipe micro: train.updates must be 1 with rloo, .* is 4/,
    ],
    [{ rollouts: { ...recipe.rollouts, learn: 8 } }, /rollouts.learn must be at most rollouts.size, 4, is 8/],
    [
      { rollouts: { ...recipe.rollouts, budget: { factor: 2, slack: 0, most: 1 } } },
      /rollouts.budget leaves every answer less than 4 tokens/,
    ],
    [
      { rollouts: { ...recipe.rollouts, generators: 16 } },
      /check.answers must be at least rollouts.generators, 16, .* is 8/,
    ],
  ] as const)
    await refused([write('h.json', change), '--out', join(root, 'none')], why);
  await refused(
    [recipePath, '--start', root, '--out', join(root, 'none')],
    /is no model to start from: it has no config.json/,
  );
  await refused([write('d.json', { objective: { type: 'rloo' } }), '--out', whole], /made from another recipe/);
  await refused(
    [write('e.json', { check: { answers: 8, max_logprob_gap: 0 } }), '--out', join(root, 'strict')],
    /trainer and generator disagree by .* nats about a token, more than check.max_logprob_gap \(0\)/,
  );
  {
    using _lock = lockFolder(whole);
    await refused([recipePath, '--out', whole], /process \d+ is at work in/);
  }
  const adapter = join(root, 'adapter');
  mkdirSync(adapter);
  writeFileSync(join(adapter, 'adapter_config.json'), '{}');
  await refused(
    [recipePath, '--start', adapter, '--out', join(root, 'none')],
    /is an adapter and no model to start from; merge it into its base first: mizan export/,
  );
  await refused(
    [recipePath, '--start', join(whole, 'model'), '--out', whole],
    /began with another model than .*model; go on with --start .*start, or give another folder/,
  );
  assert.ok(
    (await openRun(whole, { ...parseRlRecipe(recipe, ''), start: join(root, 'moved') })).resumed,
    'a start that is gone does not matter',
  );
  let copies = 0;
  /** A copy of the whole run in which the content of a file has been changed, or the file is gone. */
  const damaged = (name: string, change?: (text: string) => string): string => {
    const folder = join(root, `damaged-${copies++}`);
    cpSync(whole, folder, { recursive: true });
    const path = join(folder, name);
    if (change) writeFileSync(path, change(readFileSync(path, 'utf8')));
    else rmSync(path);
    return folder;
  };
  await refused(
    [recipePath, '--out', damaged('rollouts.jsonl', () => '')],
    /rollouts.jsonl has 0 bytes and the checkpoint knows of/,
  );
  await refused(
    [recipePath, '--out', damaged('log.jsonl', (text) => `x${text.slice(1)}`)],
    /log.jsonl is damaged at line 1; restore it/,
  );
  await refused(
    [recipePath, '--out', damaged('before.json', (text) => text.slice(1))],
    /before.json is damaged; restore it/,
  );
  await refused([recipePath, '--out', damaged('before.json')], /lacks its before.json; restore it/);
  await refused(
    [recipePath, '--out', damaged('recipe.json', (text) => text.slice(1))],
    /recipe .*recipe.json is not valid JSON/,
  );
});
