/**
 * `mizan critic` with the embedded model: what a run leaves, that it goes on, what it says of itself, what is refused;
 * and what agreement means.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { criticForm } from '../reason/critic.ts';
import type { ChatEvent } from '../types.ts';
import { localBackend } from '../gateway/local-backend.ts';
import { trainCritic } from '../lab/critic/loop.ts';
import { pairAnswers, type GradedAnswer, type Critique } from '../lab/exam/pairs.ts';
import { parseCriticRecipe, readCriticRecipe } from '../lab/recipe/critic.ts';
import { agreementOf, agreementTable, type JudgedPair } from '../lab/critic/report.ts';
import { EMBEDDED } from '../local/model-folder.ts';
import { loadModel } from '../local/load-model.ts';
import { tableText } from '../eval/report.ts';
import { onlyInLongRun } from '../testing/long.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-critic-'));
after(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;

const tiny = JSON.parse(readFileSync(new URL('../../recipes/critic-tiny.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, unknown>
>;
const micro = parseCriticRecipe(
  {
    ...tiny,
    name: 'micro',
    rounds: 2,
    corrupted: 12,
    answers: { ...tiny['answers'], questions: 12, draws: 4 },
    held_out: { questions: 6, draws: 4, selected: 2 },
    train: { ...tiny['train'], updates: 2, rows: 2, save_every: 1, validate_every: 2, validation_items: 2, threads: 1 },
  },
  'micro',
);

const candidate = (reasoning: string, answer: string) => ({
  index: 0,
  answer,
  reply: { index: 0, plan: '', reasoning, content: answer, finish: 'stop' as const, tokens: 9, logprob: -1 },
});

test('a run: rows of each round, a model with its critic beside it, and what that is worth; started again it goes on', async () => {
  const folder = join(root, 'run');
  const stop = new AbortController();
  stop.abort();
  assert.deepEqual(await trainCritic(micro, folder, stop.signal), {
    finished: false,
    model: null,
    agreement: [],
    selected: [],
    learnt: { tokens: 0, seconds: 0 },
  });
  const { finished, model, agreement, selected, learnt } = await trainCritic(micro, folder, never);
  assert.ok(finished && learnt.tokens > 0 && learnt.seconds > 0);
  assert.deepEqual(
    selected.map(({ family, questions }) => [family, questions]),
    [
      ['arithmetic', 2],
      ['counting', 2],
      ['average', 4],
    ],
  );
  const rows = [1, 2].map((round) => readFileSync(join(folder, `rows-${round}.jsonl`), 'utf8'));
  for (const text of rows) {
    const critiques = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { messages: { role: string; content: string; reasoning?: string }[] });
    assert.ok(critiques.length > 12, 'of its own answers and of corrupted solutions');
    assert.ok(
      critiques.every(
        ({ messages }) =>
          messages[0]!.content.startsWith('Does this hold?') &&
          /^(?:yes|no)$/.test(messages[1]!.content) &&
          messages[1]!.reasoning !== '',
      ),
    );
    const words = critiques.map(({ messages }) => messages[1]!.content);
    assert.ok(words.includes('yes') && words.includes('no'));
  }
  assert.notEqual(rows[0], rows[1], 'each round has questions of its own');
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')).agreement, agreement);
  assert.ok(
    readFileSync(join(model!, 'model.safetensors')).equals(readFileSync(join(EMBEDDED, 'model.safetensors'))),
    'it answers as before',
  );
  // Whoever opens the folder has the critic beside, and asks it in its own form.
  const loaded = await loadModel(model!, { threads: 1, lazy: true });
  const behind = localBackend(loaded);
  assert.deepEqual(
    [behind.judges, behind.critic, behind.efforts.medium.judge, behind.efforts.minimal.judge],
    [true, loaded.critic, true, false],
  );
  assert.ok(criticForm.type === 'each');
  const request = {
    messages: criticForm.messages('What is 3 + 4?', candidate('3+4=7', '7')),
    open: 'think',
    maxTokens: 60,
    temperature: 0,
    logprobs: 0,
  } as const;
  let last: ChatEvent | undefined;
  for await (const event of loaded.critic!(request)) last = event;
  assert.equal(last!.type, 'done');
  await loaded.close();
  const plain = await loadModel(undefined, { threads: 1, lazy: true });
  assert.deepEqual(
    [localBackend(plain).judges, plain.critic],
    plain.critic ? [true, plain.critic] : [false, undefined],
  );
  await plain.close();
  await assert.rejects(
    trainCritic({ ...micro, corrupted: 13 }, folder, never),
    /made from another recipe; give another folder with --out/,
  );
  // A finished run is only read; without its results it is measured again, by the rows and the training that are there.
  const made = (name: string): number => statSync(join(folder, name)).mtimeMs;
  const before = ['rows-1.jsonl', 'rows-2.jsonl', 'round-2/latest.json', 'model'].map(made);
  assert.deepEqual(await trainCritic(micro, folder, never), { finished, model, agreement, selected, learnt });
  assert.deepEqual(['rows-1.jsonl', 'rows-2.jsonl', 'round-2/latest.json', 'model'].map(made), before);
  rmSync(join(folder, 'results.json'));
  const second = await trainCritic(micro, folder, never);
  assert.deepEqual(
    [second.agreement, second.selected, second.learnt],
    [agreement, selected, learnt],
    'the same model says the same',
  );
  assert.deepEqual(['rows-1.jsonl', 'rows-2.jsonl'].map(made), before.slice(0, 2), 'rows are drawn once');
  assert.ok(
    !readdirSync(folder).some((name) => name.endsWith('.answers')),
    'nothing is left of what was kept meanwhile',
  );
  // Files that can't be read are named.
  writeFileSync(join(folder, 'results.json'), '{"agree');
  await assert.rejects(
    trainCritic(micro, folder, never),
    /results\.json is damaged \(.*\); remove it to have the critic measured again/,
  );
  writeFileSync(join(folder, 'recipe.json'), '{"name": "mic');
  await assert.rejects(trainCritic(micro, folder, never), /recipe\.json/);
});

test('a start that is no model leaves nothing behind', async () => {
  const folder = join(root, 'nothing');
  await assert.rejects(trainCritic({ ...micro, start: join(root, 'no-model') }, folder, never), /no-model/);
  assert.ok(!existsSync(folder));
});

test('stopped while it answers, it asks only what it has not asked yet', { skip: onlyInLongRun }, async () => {
  const [folder, whole] = [join(root, 'cut'), join(root, 'whole')];
  const many = { ...micro, rounds: 1, answers: { ...micro.answers, questions: 201, draws: 2 } };
  const [answers, rows] = ['rows-1.jsonl.answers', 'rows-1.jsonl'].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  const stop = new AbortController();
  const timer = setInterval(() => {
    if (existsSync(answers)) stop.abort();
  }, 1);
  assert.equal((await trainCritic(many, folder, stop.signal)).finished, false);
  clearInterval(timer);
  if (!existsSync(rows)) {
    assert.equal(readFileSync(answers, 'utf8').trim().split('\n').length, 200, 'a batch is kept whole');
    const whole = readFileSync(answers, 'utf8');
    writeFileSync(answers, whole.replace('[', ''));
    await assert.rejects(trainCritic(many, folder, never), /rows-1\.jsonl\.answers is damaged at line 1; remove it/);
    writeFileSync(answers, `${whole}[{"thought": "torn`);
  }
  for (const path of [folder, whole]) assert.ok((await trainCritic(many, path, never)).finished);
  assert.equal(readFileSync(rows, 'utf8'), readFileSync(join(whole, 'rows-1.jsonl'), 'utf8'));
});

test('a recipe that is wrong is one sentence with the field in it', () => {
  for (const [change, message] of [
    [{ rounds: 0 }, /rounds must be a whole number from 1/],
    [{ more: 1 }, /more is not a field/],
    [{ data: { ...tiny['data'], families: ['arithmetik'] } }, /families must be "all", a list/],
    [{ answers: { ...tiny['answers'], draws: 1 } }, /answers\.draws must be a whole number from 2/],
  ] as const)
    assert.throws(() => parseCriticRecipe({ ...tiny, ...change }, 'x.json'), message);
  assert.throws(() => readCriticRecipe(join(root, 'nowhere.json')), /can't read the recipe .*nowhere\.json \(ENOENT\)/);
  for (const name of ['critic-tiny', 'critic-1m'])
    assert.equal(readCriticRecipe(new URL(`../../recipes/${name}.json`, import.meta.url).pathname).name, name);
});

const drawn = (right: boolean, thought: string, more: Partial<GradedAnswer> = {}): GradedAnswer => ({
  right,
  thought,
  answer: right ? '7' : '8',
  tokens: 10,
  logprob: -1,
  ...more,
});

test('pairs are of one right and one wrong answer, no thought twice, those without an answer left out', () => {
  const item = { id: 'a/b', family: 'word', question: 'q', gold: '7' } as never;
  const answers = [
    drawn(true, 'a'),
    drawn(true, 'a'),
    drawn(false, 'x'),
    drawn(false, 'y', { answer: '' }),
    drawn(false, 'z'),
    drawn(true, 'b'),
  ];
  assert.deepEqual(
    pairAnswers([item], [answers], 5).map(({ right, wrong }) => right.thought + wrong.thought),
    ['ax', 'bz'],
  );
  assert.equal(pairAnswers([item], [answers], 1).length, 1);
  assert.deepEqual(pairAnswers([item], [[drawn(true, 'a')]], 5), []);
});

const said = (right: number | undefined): Critique => ({ right, text: '', tokens: 4 });
const judged = (ofRight: number | undefined, ofWrong: number | undefined, family = 'word'): JudgedPair => ({
  family,
  question: 'q',
  right: drawn(true, 'a', { logprob: -1 }),
  wrong: drawn(false, 'x', { logprob: -2 }),
  ofRight: said(ofRight),
  ofWrong: said(ofWrong),
});

test('agreement, verdicts and decided pairs are told apart', () => {
  const find = (...list: JudgedPair[]) => {
    const { agreement, alone, verdicts, decided, decidedRight, likelier } = agreementOf(list).at(-1)!;
    return [agreement.value, alone.value, verdicts, decided, decidedRight, likelier];
  };
  assert.deepEqual(find(judged(0.9, 0.1)), [1, 1, 1, 1, 1, 1]);
  assert.deepEqual(find(judged(0.9, 0.8)), [1, 1, 0.5, 0, null, 1], 'two times yes, of which one is more likely');
  assert.deepEqual(find(judged(0.1, 0.9), judged(0.9, 0.1)), [0.5, 0.5, 0.5, 1, 0.5, 1]);
  assert.deepEqual(find(judged(0.7, 0.75)), [1, 0, 0.5, 0, null, 1], 'about equal: ln p per token decides');
  assert.deepEqual(
    find(judged(undefined, 0.1), judged(0.9, undefined)),
    [1, 0, 0.5, 0, null, 1],
    'silence is no verdict',
  );
  assert.deepEqual(
    agreementOf([judged(0.9, 0.1), judged(0.1, 0.9, 'linear')]).map(({ family, agreement }) => [
      family,
      agreement.value,
    ]),
    [
      ['word', 1],
      ['linear', 0],
      ['all pairs', 0.5],
    ],
  );
  assert.match(tableText(agreementTable(agreementOf([judged(0.9, 0.1)])), 'plain'), /all pairs +1 +1 +100\.0 \[/);
  assert.deepEqual(agreementOf([]), []);
});
