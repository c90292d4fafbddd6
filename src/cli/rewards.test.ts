import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { item } from '../task/registry.ts';
import { standardRubric, trainingRubric } from '../task/reward.ts';
import { labelOf } from '../datasets/label.ts';
import { shim, type ShimName } from '../datasets/shims.ts';
import { UsageError } from '../usage-error.ts';
import { help, listenRewards, rewardApp, run } from './rewards.ts';
import { loadRubric } from '../lab/rl/rubric-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-rewards-'));
after(() => rmSync(folder, { recursive: true }));

const example = item('roman', 'train', 3, 0, 1);
const label = labelOf(example);
const app = rewardApp(standardRubric);
const post = (body: unknown) =>
  app.request('/get_reward', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('the request that OpenRLHF documents is answered with a reward for each row', async () => {
  const prompt = `<|user|>${example.question}<|assistant|>`;
  const response = await post({
    query: [`${prompt}<think>x</think>\\boxed{${example.gold}}`, `${prompt}MMXX`],
    prompts: [prompt, prompt],
    labels: [label, label],
  });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    rewards: [1, 0],
    scores: [1, 0],
    extra_logs: { correct: [1, 0], 'well-formed': [1, 1], 'no-loop': [1, 1] },
  });
});

test('every criterion is logged with a number for every row, also where it has nothing to say', async () => {
  const body = JSON.stringify({ query: ['<think>1+1=3</think>5', '5'], labels: [label, label] });
  const { extra_logs: logs } = (await (
    await rewardApp(trainingRubric).request('/get_reward', { method: 'POST', body })
  ).json()) as { extra_logs: Record<string, number[]> };
  assert.deepEqual(logs, { correct: [0, 0], 'well-formed': [1, 1], 'true-sums': [0, 1], 'no-loop': [1, 1] });
});

test('with --thinking an answer that never left its thoughts earns nothing, though no prompt shows them', async () => {
  const body = JSON.stringify({
    query: [`so \\boxed{${example.gold}}`, `x</think>\\boxed{${example.gold}}`],
    labels: [label, label],
  });
  const rewards = async (thinking: boolean) =>
    (
      (await (await rewardApp(standardRubric, thinking).request('/get_reward', { method: 'POST', body })).json()) as {
        rewards: number[];
      }
    ).rewards;
  assert.deepEqual(
    [await rewards(true), await rewards(false)],
    [
      [0, 1],
      [1, 1],
    ],
  );
});

test('malformed requests are refused with the reason, and never graded', async () => {
  const cases: [unknown, RegExp][] = [
    ['{', /send JSON/],
    [[], /send JSON/],
    [{ query: 'x', labels: ['y'] }, /query/],
    [{ query: ['x'], labels: [] }, /query has 1 rows, labels 0/],
    [{ query: ['x'], labels: [label], prompts: ['a', 'b'] }, /prompts 2/],
    [{ query: ['x'], labels: ['gold'] }, /no label of mizan rows/],
    [{ query: [example.gold], prompts: ['What?'], labels: [label] }, /does not hold its prompt/],
    [{ query: Array(5000).fill('x'), labels: Array(5000).fill(label) }, /4096/],
  ];
  for (const [body, message] of cases) {
    const response = await post(body);
    assert.equal(response.status, 400);
    assert.match(((await response.json()) as { error: { message: string } }).error.message, message);
  }
  assert.equal((await app.request('/other')).status, 404);
  assert.deepEqual(await (await post({ query: [], labels: [] })).json(), {
    rewards: [],
    scores: [],
    extra_logs: { correct: [], 'well-formed': [], 'no-loop': [] },
  });
});

const CALLS: Record<ShimName, string> = {
  verl: 'print(json.dumps([compute_score("d", RIGHT, LABEL, {})["score"], compute_score("d", "no", LABEL)["score"]]))',
  trl: 'ASKED = [{"role": "user", "content": "?"}]\nprint(json.dumps(mizan_reward(prompts=[ASKED, "?<think>"], completions=[[{"role": "assistant", "content": RIGHT}], CUT], completion_ids=[], label=[LABEL, LABEL])))',
  verifiers:
    'import asyncio\nprint(json.dumps([asyncio.run(mizan_reward(completion=c, info=json.dumps({"label": LABEL}))) for c in (RIGHT, [{"role": "assistant", "content": "no"}])]))',
};

test('the Python for each trainer asks the server and gives its rewards', async (t) => {
  const python = promisify(execFile);
  if (
    !(await python('python3', ['--version']).then(
      () => true,
      () => false,
    ))
  )
    return t.skip('there is no python3 here');
  const { url, close } = await listenRewards(
    [...standardRubric, { name: 'score', weight: 0, reward: () => ({ value: 0.5, reason: 'replaces no reward' }) }],
    0,
  );
  try {
    for (const [name, call] of Object.entries(CALLS) as [ShimName, string][]) {
      const file = join(folder, `${name}.py`);
      writeFileSync(
        file,
        `${shim(name, url)}\nRIGHT = ${JSON.stringify(`<think>x</think>\\boxed{${example.gold}}`)}\nCUT = ${JSON.stringify(`so \\boxed{${example.gold}}`)}\nLABEL = ${JSON.stringify(label)}\n${call}\n`,
      );
      const { stdout } = await python('python3', [file]);
      assert.deepEqual(JSON.parse(stdout), [1, 0], name);
    }
  } finally {
    await close();
  }
});

test("a user's own file of rewards is loaded, and a wrong one is named", async () => {
  const file = join(folder, 'mine.ts');
  writeFileSync(
    file,
    "export const rubric = [{ name: 'short', weight: 2, reward: ({ answer }: { answer: string }) => ({ value: answer.length < 5 ? 1 : 0, reason: 'length' }) }];\n",
  );
  const mine = await loadRubric(file);
  const answer = await rewardApp(mine).request('/get_reward', {
    method: 'POST',
    body: JSON.stringify({ query: ['abc', 'abcdefgh'], labels: [label, label] }),
  });
  assert.deepEqual(((await answer.json()) as { rewards: number[] }).rewards, [1, 0]);
  writeFileSync(join(folder, 'empty.ts'), 'export const rubric = [];\n');
  await assert.rejects(loadRubric(join(folder, 'empty.ts')), /holds no rubric; it should export/);
  await assert.rejects(loadRubric(join(folder, 'absent.ts')), /could not load the rubric/);
  assert.equal(await loadRubric(undefined), standardRubric);
});

test('the file in the help works as it stands, in a folder without mizan', async () => {
  const file = join(folder, 'help.ts');
  writeFileSync(file, /A file for --rubric.*\n([\s\S]*?)\n\n/.exec(help)![1]!);
  const mine = await loadRubric(file);
  assert.match(help, /reply\.tokens counts words/);
  const query = [197, 198].map((words) => `<think>${'w '.repeat(words)}</think> ${example.gold}`);
  const answer = await rewardApp(mine).request('/get_reward', {
    method: 'POST',
    body: JSON.stringify({ query, labels: [label, label] }),
  });
  assert.deepEqual(((await answer.json()) as { extra_logs: unknown }).extra_logs, { correct: [1, 1], short: [1, 0] });
});

test('a rubric that could reward nothing is refused before it serves', async () => {
  const load = (name: string, weight: number, reward: string) => {
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, `export const rubric = [{ name: '${name}', weight: ${weight}, reward: ${reward} }];\n`);
    return loadRubric(file);
  };
  await assert.rejects(
    load('watched', 0, "() => ({ value: 1, reason: '' })"),
    /no criterion of .* has a weight above 0/,
  );
  await assert.rejects(
    load('slow', 1, "async () => ({ value: 1, reason: '' })"),
    /can't score an answer: reward "slow" gave undefined .* no promise/,
  );
  await assert.rejects(
    load('odd', 1, "() => ({ value: 7, reason: '' })"),
    /can't score an answer: reward "odd" gave 7/,
  );
  await assert.rejects(load('bug', 1, '({ no }: { no: string }) => no.length'), /can't score an answer: Cannot read/);
  assert.equal(
    (await load('picky', 1, '() => undefined')).length,
    1,
    'one that has nothing to say about some items may serve',
  );
  await assert.rejects(run(['--rubric', 'critic', '--port', '0'], AbortSignal.abort()), UsageError);
});

test('a taken port is said, with what to do', async () => {
  const { url, close } = await listenRewards(standardRubric, 0);
  await assert.rejects(listenRewards(standardRubric, Number(new URL(url).port)), /is taken; stop what listens there/);
  await close();
});

test('it ends though a client holds a request that it never finishes, and to be stopped is no failure', async () => {
  const { url, close } = await listenRewards(standardRubric, 0);
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  client.on('error', () => {});
  client.write('POST /get_reward HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n');
  await new Promise((resolve) => {
    client.once('data', resolve);
  }); // the server has it and waits for the rest
  const closed = new Promise((resolve) => {
    client.once('close', resolve);
  });
  await close(0.05);
  await closed;

  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'rewards', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.once('data', () => child.kill('SIGINT'));
  assert.equal(
    await new Promise((resolve) => {
      child.once('close', resolve);
    }),
    0,
  );
});
