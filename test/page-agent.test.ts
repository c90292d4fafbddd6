/**
 * Agents on the page, in a real browser against the real server: the tree as it grows, questions answered, steering, a
 * reload in the middle, replay, undo, hostile results; and the same task on the terminal, over HTTP and on the page
 * writes the same lines.
 */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { JournalLine } from '../src/agent/types.ts';
import { run as act } from '../src/cli/act.ts';
import { startServer } from '../src/gateway/serve.ts';
import { readConfig } from '../src/provider/config.ts';
import { startFakeUpstream, type Answer, type Seen } from '../src/testing/upstream.ts';
import type { Wire } from '../src/types.ts';
import {
  answered,
  ask,
  counted,
  eventually,
  fitsWidth,
  open,
  reads,
  seriousFindings,
  skip,
  useBrowser,
  withScript,
} from './page-browser.ts';
import { plain } from './page-script.ts';
import type { Step } from './page-server.ts';
import { demoModel } from '../src/local/testing.ts';

useBrowser();

const embedded = demoModel();

const call = (name: string, args: Wire, content = ''): Answer => ({
  content,
  toolCalls: [{ name, arguments: JSON.stringify(args) }],
});
const messagesOf = ({ body }: Seen): Wire[] => body.messages as Wire[];

/** How many results of tools the model sees: the step that it is at. */
const step = (seen: Seen): number => messagesOf(seen).filter(({ role }) => role === 'tool').length;

const HOSTILE = '\u001b[31mred\u001b[0m <img src=x onerror="document.title=\'owned\'"> \u202Etxt.exe <b>bold</b>';

/** Reads, asks a sub-agent, writes, answers; what the person said in between is in the answer. */
const script = (seen: Seen): Answer => {
  const messages = messagesOf(seen);
  if (messages.some(({ content }) => content === 'Count it.')) return 'Two words.';
  const steered = messages.filter(({ role }) => role === 'user').length > 1 ? ' As you said.' : '';
  const replies = [
    call('read', { path: 'a.txt' }, 'Let me look.'),
    call('agent_helper', { task: 'Count it.' }),
    call('write', { path: 'new.txt', content: 'hello\n' }),
  ];
  return replies[step(seen)] ?? `Done: ${String(messages.findLast(({ role }) => role === 'tool')?.content)}${steered}`;
};

const start = async (t: TestContext) => {
  const upstream = await startFakeUpstream(script, { models: ['small'] });
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'mizan-page-agent-')));
  const [folder, data, config] = [join(base, 'work'), join(base, 'data'), join(base, 'mizan.json')];
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), HOSTILE);
  const text = JSON.stringify({
    providers: { up: { baseUrl: upstream.url, models: { small: {} } } },
    agents: { act: { model: 'small', folder }, helper: { model: 'small' } },
  });
  writeFileSync(config, text);
  const server = await startServer({ model: embedded, config: readConfig(text, config, base), data, port: 0, env: {} });
  t.after(async () => {
    await server.stop(0);
    await upstream.close();
    rmSync(base, { recursive: true, force: true });
  });
  return { upstream, server, folder, data, config, base };
};

/** The page with `mizan:act` chosen. */
const withAgent = async (
  url: string,
  use: (page: Page, errors: string[]) => Promise<void>,
  language = 'en',
): Promise<void> =>
  open(url, {}, async ({ page, errors }) => {
    await page.evaluate(
      `localStorage.setItem('mizan.choice', 'mizan:act\\n'), localStorage.setItem('mizan.language', '${language}')`,
    );
    await page.reload();
    await page.locator('.composer .box').waitFor();
    await page.locator('.composer', { hasText: 'mizan:act' }).waitFor();
    await use(page, errors);
  });

/** Times, seeds, and how a client spelled its message: what differs from run to run. */
const OWN = ['seconds', 'took', 'started', 'seed', 'wire'];

/** Lines of a journal without that, with the names of runs and calls in their order. */
const comparable = (path: string): unknown[] => {
  const text = readFileSync(join(path, 'journal.jsonl'), 'utf8');
  const ids = new Map<string, string>();
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalLine & Wire);
  for (const line of lines) {
    if (line.type === 'begin') ids.set(line.id, 'run');
    if (line.type === 'reply') for (const { id } of line.calls) ids.set(id, `call ${ids.size}`);
  }
  let plain = text;
  for (const [id, name] of ids) plain = plain.replaceAll(id, name);
  const shared = (key: string, value: unknown): unknown => (OWN.includes(key) ? undefined : value);
  const read = plain
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line, shared) as JournalLine);
  return read.filter(({ type }) => type !== 'probed'); // a model is tried by its first run alone
};

const runsIn = (data: string): string[] => readdirSync(join(data, 'agents'));

test('one task on the terminal, over HTTP and on the page: the same lines', { skip }, async (t) => {
  const { server, data, config, base, folder } = await start(t);
  const again = (): void => rmSync(join(folder, 'new.txt'), { force: true });
  const quiet = { isTTY: false, columns: 120, write: () => {} };
  const context = {
    input: Readable.from([]),
    output: quiet,
    errors: quiet,
    env: {},
    clock: Date.now,
    open: async () => embedded,
    places: { places: [] },
  };
  const terminal = join(base, 'terminal');
  const args = ['Write it.', '--yes', '--folder', folder, '--config', config, '--data', terminal];
  assert.equal(await act(args, new AbortController().signal, context), 0);
  const wanted = comparable(join(terminal, 'agents', runsIn(terminal)[0]!));
  assert.deepEqual(
    wanted.map((line) => (line as Wire).type),
    [
      'begin',
      'reply',
      'call',
      'result',
      'reply',
      'call',
      'result',
      'reply',
      'ask',
      'answer',
      'call',
      'result',
      'reply',
      'stopped',
    ],
  );
  again();

  const post = (path: string, body: Wire) =>
    fetch(`${server.url}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const asked = post('chat/completions', {
    model: 'mizan:act',
    messages: [{ role: 'user', content: 'Write it.' }],
    mizan: { asks: true },
  });
  const listed = await eventually(
    async () =>
      ((await (await fetch(`${server.url}/v1/mizan/runs`)).json()) as { data: { id: string; asks: Wire[] }[] }).data,
    (runs) => runs[0]?.asks.length === 1,
    'a question should be open',
  );
  const [{ id, asks }] = listed as [{ id: string; asks: Wire[] }];
  await post(`mizan/runs/${id}/answers`, { ask: asks[0]!.id, allow: true });
  assert.equal((await asked).status, 200);
  assert.deepEqual(comparable(join(data, 'agents', id)), wanted, 'over HTTP');
  again();

  await withAgent(server.url, async (page) => {
    await ask(page, 'Write it.');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await answered(page).waitFor();
  });
  const other = runsIn(data).find((name) => name !== id)!;
  assert.deepEqual(comparable(join(data, 'agents', other)), wanted, 'on the page');
});

test('the tree grows, a reload keeps its question, it is steered, replayed and taken back', { skip }, async (t) => {
  const { server, upstream, folder } = await start(t);
  await withAgent(server.url, async (page, errors) => {
    await ask(page, 'Write it.');
    const allow = page.getByRole('button', { name: 'Allow', exact: true });
    await allow.waitFor();
    const calls = page.locator('.run .run-call');
    await counted(calls, 3);
    await reads(page.locator('.run'), /Let me look\./);
    await reads(page.locator('.run-ask.open'), /May write run\? new\.txt[\s\S]*\+hello/);
    assert.equal(existsSync(join(folder, 'new.txt')), false);
    assert.deepEqual(await seriousFindings(page), []);

    await page.reload();
    await allow.waitFor();
    await counted(calls, 3);
    await page.locator('.composer', { hasText: 'tells the agent' }).waitFor();
    await ask(page, 'Use few words.');
    await eventually(
      async () => (await page.locator('#live').textContent()) ?? '',
      (said) => /Told the agent/.test(said),
      'the agent should have been told',
    );
    await allow.click();
    await answered(page).waitFor();
    await reads(page.locator('.prose').first(), /Done: .* As you said\./);
    await counted(page.locator('.run-note.steering', { hasText: 'Use few words.' }), 1);
    assert.ok(
      upstream.requests.some(
        (seen) => seen.body.messages && messagesOf(seen).some(({ content }) => content === 'Use few words.'),
      ),
    );
    assert.equal(readFileSync(join(folder, 'new.txt'), 'utf8'), 'hello\n');
    await counted(page.locator('.turn'), 1);

    // What a tool gave is text, whatever it holds; the agent that was called lies inside its call.
    await calls.first().locator('summary').click();
    const result = calls.first().locator('.inside');
    await reads(result, /\\u\{1b\}\[31mred\\u\{1b\}\[0m <img src=x onerror=.*\\u\{202e\}txt\.exe <b>bold<\/b>/);
    await counted(page.locator('.run img, .run b b, .run pre b'), 0);
    assert.notEqual(await page.title(), 'owned');
    await counted(page.locator('.run-child .run-said', { hasText: 'Two words.' }), 1);

    const moment = page.getByRole('slider', { name: 'Moment of the run' });
    await moment.fill('3'); // begin, what was found out of the model, its first reply
    await counted(calls, 1);
    await page.getByRole('button', { name: 'Replay' }).click();
    await counted(calls, 3);
    await page.getByRole('button', { name: 'Replay' }).waitFor();

    const tree = await page.locator('.run-steps').first().innerText();
    await page.getByRole('button', { name: 'Take its changes back' }).click();
    await page.locator('.run-undo', { hasText: 'made new.txt' }).waitFor();
    await page.getByRole('button', { name: 'Take all of it back' }).click();
    await reads(page.locator('.run-undo'), /1 file is taken back/);
    assert.equal(existsSync(join(folder, 'new.txt')), false);

    const [newest] = ((await (await fetch(`${server.url}/v1/traces`)).json()) as { data: Wire[] }).data;
    await page.goto(`${server.url}/#/traces/${String(newest!.id)}`);
    const traced = page.locator('.page:visible .run-steps').first();
    await eventually(
      () => traced.innerText(),
      (text) => text === tree,
      `the trace should show the same tree as\n${tree}\n`,
    );
    assert.deepEqual(await seriousFindings(page), []);
    assert.deepEqual(
      errors.filter((error) => !/ERR_|Failed to (?:load|fetch)/.test(error)),
      [],
    );
  });
});

test('a refusal with its reason, from right to left; Stop ends a run that asks', { skip }, async (t) => {
  const { server, folder } = await start(t);
  await withAgent(
    server.url,
    async (page) => {
      const field = page.locator('.composer textarea');
      await field.fill('Write it.');
      await page.keyboard.press('Enter');
      const open = page.locator('.run-ask.open');
      await open.waitFor();
      await fitsWidth(page, 'the question');
      const [button, box] = await Promise.all([open.locator('.button').first().boundingBox(), open.boundingBox()]);
      assert.ok(button!.x + button!.width > box!.x + box!.width - 60, 'the first button stands at the right');
      await open.locator('.field').fill('not here');
      await open.getByRole('button', { name: 'لا تسمح' }).click();
      await answered(page).waitFor();
      await reads(page.locator('.run'), /not here/);
      assert.equal(existsSync(join(folder, 'new.txt')), false);

      await field.fill('Again.');
      await page.keyboard.press('Enter');
      await open.waitFor();
      await page.keyboard.press('Escape');
      await counted(answered(page), 2);
      await counted(open, 0);
      const { data } = (await (await fetch(`${server.url}/v1/mizan/runs`)).json()) as { data: Wire[] };
      assert.deepEqual(data, []);
    },
    'ar',
  );
});

test(
  'lines that make no sense break nothing; a question that is over says so; tools that are off are named',
  { skip },
  async () => {
    const call = { id: 'c1', name: 'ask', arguments: { question: 'Which?' } };
    const lines: Wire[] = [
      { type: 'nothing' },
      { type: 'begin', id: 'run-1', agent: 'act' },
      { type: 'reply' },
      { type: 'reply', message: { content: 7 }, calls: [null, { id: 'x' }, { name: 'y' }, 'z'] },
      { type: 'result', id: 'none', result: { content: 'lost' } },
      { type: 'child', id: 'none', event: { type: 'begin' } },
      { type: 'answer', id: 'none', answer: {} },
      { type: 'ask', ask: { id: 5 } },
      { type: 'reply', step: 2, message: { content: 'I ask.' }, calls: [call] },
      { type: 'call', id: 'c1', effect: 'read' },
      { type: 'ask', ask: { id: 'c1/1', question: 'Which <b>name</b>?', choices: ['one', 3, '\u202Etwo'] } },
    ];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const steps: Step[] = [
      ...lines.map((event): Step => ({ event: { type: 'act', event } })),
      { until: held },
      { event: { type: 'act', event: { type: 'stopped', reason: 'steps', text: 'no answer after 2 steps' } } },
      ...plain('Nothing.'),
      { chunk: { choices: [], mizan: { settings: { agent: 'act', serve: 'nothing' }, trace: 't' } } },
    ];
    await withScript({ answer: () => steps }, async ({ page, errors }) => {
      await ask(page, 'Go.');
      const question = page.locator('.run-ask.open');
      await reads(question, /Which <b>name<\/b>\?/);
      await question.getByRole('button', { name: '\\u{202e}two' }).waitFor();
      await question.getByRole('button', { name: 'one' }).click();
      await reads(question.getByRole('alert'), /unknown request URL/);
      assert.equal(await question.getByRole('button', { name: 'one' }).isEnabled(), true);
      release();
      await answered(page).waitFor();
      await counted(question, 0);
      await reads(page.locator('.run'), /It was not answered\.[\s\S]*Stopped \(steps\): no answer after 2 steps/);
      await reads(page.locator('article.answer'), /Name the folder that it may work in: agents\.NAME\.folder/);
      assert.deepEqual(
        errors.filter((error) => !/404/.test(error)),
        [],
      );
    });
  },
);
