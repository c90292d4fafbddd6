/** The ledger keeps what ended, counts what it cost once, and stops who has no money left. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { createRedact } from '../../redact.ts';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import type { Usage } from '../../types.ts';
import { RequestError } from '../http.ts';
import { openLedger, type LedgerOptions } from './open-ledger.ts';
import type { RequestStart } from './ledger.ts';
import { traced } from './span.ts';

const folderFor = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-ledger-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const opened = (t: TestContext, options: Partial<LedgerOptions> = {}) => {
  const ledger = openLedger({ folder: ':memory:', ...options });
  t.after(() => ledger.close());
  return ledger;
};

const startOf = (question: string, more: Partial<RequestStart> = {}): RequestStart => ({
  requestId: 'req-1',
  keyId: 'local',
  model: 'mizan',
  path: '/v1/chat/completions',
  body: { model: 'mizan', messages: [{ role: 'user', content: question }] },
  ...more,
});

const usage = (promptTokens: number, completionTokens: number, cost?: number): Usage => ({
  promptTokens,
  completionTokens,
  ...(cost !== undefined && { cost }),
});
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a request is kept as a tree of calls with times, tokens, cost, events and failures', async (t) => {
  let now = 1_000_000_000_000;
  const ledger = opened(t, { clock: () => now, timer: () => now });
  const entry = ledger.begin(startOf('What is 2 + 2?', { stream: true }));
  now += 10;
  const plan = entry.child('planner', 'small', { messages: [{ role: 'user', content: 'plan it' }] });
  now += 40;
  plan.end({ finish: 'stop', usage: usage(10, 5, 0.001) });
  const solve = entry.child('solver', 'small', { n: 2 });
  now += 20;
  solve.firstToken();
  entry.firstToken();
  now += 500;
  solve.firstToken();
  const deeper = solve.child('upstream', 'small', { try: 1 });
  deeper.end({
    finish: 'error',
    usage: usage(0, 0),
    failure: { status: 502, type: 'upstream_error', message: 'reset' },
  });
  entry.note({ type: 'verdict', index: 0, answer: '4', verdict: { pass: true, reason: 'sums up' } });
  entry.note({
    type: 'decision',
    decision: { chosen: 0, answer: '4', rule: 'verified', confidence: 0.97, abstained: false, reason: 'it passed' },
  });
  solve.end({ finish: 'stop', usage: usage(20, 100, 0.02) });
  entry.setSettings({ effort: 'high' });
  entry.end({ finish: 'stop', usage: usage(30, 105, 0.021), output: { role: 'assistant', content: 'It is 4.' } });
  entry.end({ finish: 'error', usage: usage(9, 9) });
  await entry.committed;

  const trace = ledger.traces.get(entry.id)!;
  assert.equal(trace.state, 'finished');
  assert.deepEqual([trace.prompt_tokens, trace.completion_tokens, trace.cost, trace.calls], [30, 105, 0.021, 3]);
  assert.deepEqual([trace.seconds, trace.first_token_seconds, trace.started], [0.57, 0.07, 1_000_000_000_000]);
  assert.deepEqual(
    [trace.rule, trace.confidence, trace.question, trace.answer, trace.finish],
    ['verified', 0.97, 'What is 2 + 2?', 'It is 4.', 'stop'],
  );
  assert.deepEqual(trace.settings, { effort: 'high' });
  assert.deepEqual(
    trace.tree.map((call) => [
      call.role,
      call.parent === null ? null : trace.tree.findIndex((entry) => entry.id === call.parent),
      call.seconds,
    ]),
    [
      ['request', null, 0.57],
      ['planner', 0, 0.04],
      ['solver', 0, 0.52],
      ['upstream', 2, 0],
    ],
  );
  assert.deepEqual(trace.tree[3]!.failure, { status: 502, type: 'upstream_error', message: 'reset' });
  assert.deepEqual(
    trace.tree[0]!.events.map((event) => event.type),
    ['verdict', 'decision'],
  );
  assert.deepEqual(trace.tree[1]!.input, { messages: [{ role: 'user', content: 'plan it' }] });
  const { settings: _settings, tree: _tree, ...summary } = trace;
  assert.deepEqual(ledger.traces.list({}), { data: [summary], next: undefined });
});

test('nothing is double counted, and nothing is free: reports and calls below tell of the same money', async (t) => {
  const price = (_model: string, { promptTokens, completionTokens }: Usage) =>
    (promptTokens + 2 * completionTokens) / 2 ** 20;
  const ledger = opened(t, { costOf: (model, item) => (model === 'priced' ? price(model, item) : undefined) });
  const costs: (number | null)[] = [];
  const run = async (act: (entry: ReturnType<typeof ledger.begin>) => void, model = 'priced') => {
    const entry = ledger.begin(startOf('q', { model }));
    act(entry);
    await entry.committed;
    const { prompt_tokens, completion_tokens, cost } = ledger.traces.get(entry.id)!;
    costs.push(cost);
    return [prompt_tokens, completion_tokens, cost];
  };
  // Passed through: reported, unreported cost, and no usage at all but tokens seen.
  assert.deepEqual(await run((e) => e.end({ finish: 'stop', usage: usage(100, 50, 0.5) })), [100, 50, 0.5]);
  assert.deepEqual(await run((e) => e.end({ finish: 'stop', usage: usage(100, 50) })), [100, 50, 200 / 2 ** 20]);
  assert.deepEqual(
    await run((e) => {
      for (let i = 0; i < 50; i++) e.drew(1);
      e.end({ finish: 'stop', usage: usage(0, 0) });
    }),
    [0, 50, 100 / 2 ** 20],
  );
  // The request forgot its judge, or was cut off before it could report.
  assert.deepEqual(
    await run((e) => {
      e.child('solver', 'priced', {}).end({ finish: 'stop', usage: usage(10, 10) });
      e.child('judge', 'priced', {}).end({ finish: 'stop', usage: usage(10, 10) });
      e.end({ finish: 'stop', usage: usage(10, 10) });
    }, 'mizan'),
    [20, 20, 60 / 2 ** 20],
  );
  assert.deepEqual(
    await run((e) => {
      e.child('solver', 'priced', {}).drew(7);
      e.end({ finish: 'cancelled', usage: usage(0, 0) });
    }, 'mizan'),
    [0, 7, 14 / 2 ** 20],
  );
  assert.deepEqual(await run((e) => e.end({ finish: 'stop', usage: usage(5, 5) }), 'unknown'), [5, 5, null]);
  const total = costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  assert.ok(Math.abs(ledger.store().totals.spent('local', Date.now()).totalUsd - total) < 1e-12);
});

test('a call that ends after its request is counted late, once', async (t) => {
  const ledger = opened(t);
  const entry = ledger.begin(startOf('q'));
  const call = entry.child('solver', 'm', {});
  call.drew(3);
  entry.end({ finish: 'cancelled', usage: usage(0, 0) });
  await entry.committed;
  assert.equal(ledger.traces.get(entry.id)!.completion_tokens, 3);
  call.end({ finish: 'cancelled', usage: usage(40, 9, 0.25) });
  await sleep(5);
  const { prompt_tokens, completion_tokens, cost, tree } = ledger.traces.get(entry.id)!;
  assert.deepEqual([prompt_tokens, completion_tokens, cost, tree.length], [40, 9, 0.25, 2]);
  assert.deepEqual(ledger.store().totals.spent('local', Date.now()), {
    dayUsd: 0.25,
    totalUsd: 0.25,
    dayTokens: 49,
    totalTokens: 49,
  });
  assert.equal(ledger.traces.stats(1).models[0]!.requests, 1);
});

test('streamed and plain requests cost the same, whether they are read to the end or seen through `traced`', async (t) => {
  const ledger = opened(t, {
    costOf: (_m, { promptTokens, completionTokens }) => promptTokens * 3e-6 + completionTokens * 6e-6,
  });
  const once = async (stream: boolean) => {
    const entry = ledger.begin(startOf('one two three', { stream }));
    const chat = traced(scriptedChat({ replies: ['a b c d e', 'f g'] }), entry, 'solver', 'm');
    let last: Usage = usage(0, 0);
    for await (const event of chat({ messages: [{ role: 'user', content: 'one two three' }], n: 2 })) {
      if (event.type === 'delta' && stream) entry.firstToken();
      if (event.type === 'done') last = event.usage;
    }
    entry.end({ finish: 'stop', usage: last });
    await entry.committed;
    const { prompt_tokens, completion_tokens, cost } = ledger.traces.get(entry.id)!;
    return { prompt_tokens, completion_tokens, cost };
  };
  const [plain, streamed] = [await once(false), await once(true)];
  assert.deepEqual(plain, streamed);
  assert.deepEqual(plain, { prompt_tokens: 3, completion_tokens: 7, cost: 3 * 3e-6 + 7 * 6e-6 });
});

test('secrets are not kept, wherever they stand', async (t) => {
  const folder = folderFor(t);
  const secret = 'operators-own-secret-value';
  const ledger = opened(t, { folder, redact: createRedact([secret]) });
  const entry = ledger.begin(startOf(`my key is ${secret} and sk-abcdefghijklmnopqrstuvwx`));
  entry
    .child('upstream', 'm', { headers: { authorization: `Bearer ${secret}` } })
    .end({ finish: 'error', usage: usage(0, 0), failure: { status: 401, type: 'x', message: `wrong key ${secret}` } });
  entry.setSettings({ note: secret });
  entry.end({
    finish: 'error',
    usage: usage(0, 0),
    failure: { status: 401, type: 'x', message: `wrong key ${secret}` },
    output: { content: secret },
  });
  await entry.committed;
  await ledger.close();
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    assert.ok(!bytes.includes(secret) && !bytes.includes('abcdefghijklmnopqrstuvwx'), name);
  }
});

test("the files are their owner's only", { skip: process.platform === 'win32' }, (t) => {
  const folder = join(folderFor(t), 'made');
  opened(t, { folder });
  for (const name of ['', ...readdirSync(folder)]) assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
});

test('budgets: refused before a call is made, and stopped while one runs', async (t) => {
  let now = Date.UTC(2026, 10, 25, 18);
  const ledger = opened(t, { clock: () => now, costOf: (_m, item) => item.completionTokens * 0.01 });
  const make = (name: string, budget: object) => ledger.keys.create({ name, budget }).record.id;
  const spend = async (keyId: string, tokens: number) => {
    const entry = ledger.begin(startOf('q', { keyId }));
    entry.end({ finish: 'stop', usage: usage(0, tokens) });
    await entry.committed;
  };
  const day = make('day', { dayUsd: 1 });
  assert.equal(ledger.allow(day), undefined);
  await spend(day, 99);
  assert.equal(ledger.allow(day), undefined);
  await spend(day, 1);
  const failure = ledger.allow(day)!;
  assert.deepEqual(
    [failure.status, failure.type, failure.code, failure.retryAfter],
    [429, 'insufficient_quota', 'daily_budget_exceeded', 6 * 3600],
  );
  assert.match(failure.message, /\$1\.00 of \$1\.00 today.*midnight UTC/);
  now += 6 * 3_600_000;
  assert.equal(ledger.allow(day), undefined);

  const total = make('total', { totalTokens: 50 });
  await spend(total, 60);
  assert.deepEqual(
    [ledger.allow(total)?.status, ledger.allow(total)?.code, ledger.allow(total)?.retryAfter],
    [402, 'budget_exceeded', undefined],
  );
  ledger.keys.limit('total', { totalTokens: 100 });
  assert.equal(ledger.allow(total), undefined);

  // 40 tokens are left: two requests that run together pass them between them, and both are stopped.
  const [first, two] = [ledger.begin(startOf('a', { keyId: total })), ledger.begin(startOf('b', { keyId: total }))];
  const [callOne, callTwo] = [first.child('solver', 'm', {}), two.child('solver', 'm', {})];
  for (let i = 0; i < 19; i++) {
    callOne.drew(1);
    callTwo.drew(1);
  }
  assert.deepEqual([first.overBudget.aborted, two.overBudget.aborted, ledger.allow(total)], [false, false, undefined]);
  callOne.drew(1);
  callTwo.drew(1);
  assert.deepEqual([first.overBudget.aborted, two.overBudget.aborted], [true, true]);
  assert.ok(first.overBudget.reason instanceof RequestError);
  assert.equal(first.overBudget.reason.failure.status, 402);
  assert.equal(ledger.allow(total)?.status, 402);

  // In dollars, at the end of a call whose price only then is known.
  const dollars = make('dollars', { totalUsd: 0.5 });
  const entry = ledger.begin(startOf('c', { keyId: dollars }));
  entry.child('planner', 'm', {}).end({ finish: 'stop', usage: usage(10, 10, 0.49) });
  assert.equal(entry.overBudget.aborted, false);
  entry.child('solver', 'm', {}).end({ finish: 'stop', usage: usage(10, 10, 0.02) });
  assert.equal(entry.overBudget.aborted, true);
  for (const open of [first, two, entry]) open.end({ finish: 'cancelled', usage: usage(0, 0) });
  await entry.committed;
  assert.ok(ledger.store().totals.spent(dollars, now).totalUsd > 0.5);
  assert.equal(ledger.allow('local'), undefined);
});

test('who calls: keys are recognised, wrong and revoked ones are not, nobody is on loopback only', (t) => {
  const ledger = opened(t);
  const { key, record } = ledger.keys.create({ name: 'ben', admin: true });
  assert.deepEqual(ledger.identify(key, { keyless: false }), {
    keyId: record.id,
    name: 'ben',
    admin: true,
    priority: 0,
  });
  assert.deepEqual(ledger.identify(undefined, { keyless: true }).keyId, 'local');
  assert.deepEqual(ledger.identify('sk-anything', { keyless: true }).keyId, 'local');
  const refused = (token: string | undefined, keyless: boolean) =>
    assert.throws(
      () => ledger.identify(token, { keyless }),
      (error) =>
        error instanceof RequestError && error.failure.status === 401 && !error.message.includes(token || '\0'),
    );
  refused(undefined, false);
  refused('', false);
  refused('sk-anything-at-all', false);
  refused(`${key}x`, true);
  refused(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`, true);
  ledger.keys.revoke('ben');
  refused(key, true);
});

test('lists: newest first, pages, filters, search without case and accents', async (t) => {
  let now = Date.UTC(2026, 0, 1);
  const ledger = opened(t, { clock: () => now });
  for (let i = 0; i < 60; i++) {
    now += 1000;
    const entry = ledger.begin(
      startOf(i === 7 ? 'Wo liegt KÖLN? کتاب' : `question ${i}`, {
        model: i % 3 === 0 ? 'a' : 'b',
        keyId: i % 2 === 0 ? 'local' : 'other',
      }),
    );
    entry.end({
      finish: i % 10 === 0 ? 'error' : 'stop',
      usage: usage(1, 1),
      output: { content: `answer ${i}` },
      ...(i % 10 === 0 && { failure: { status: 500, type: 'x', message: 'm' } }),
    });
    await entry.committed;
  }
  const all: string[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 20; pages++) {
    const page = ledger.traces.list({ limit: 7, ...(cursor !== undefined && { cursor }) });
    all.push(...page.data.map((entry) => entry.question));
    if (!(cursor = page.next)) break;
  }
  assert.equal(all.length, 60);
  assert.equal(all[0], 'question 59');
  const count = (filter: object) => ledger.traces.list({ limit: 500, ...filter }).data.length;
  assert.deepEqual(
    [
      count({ model: 'a' }),
      count({ key: 'other' }),
      count({ failed: true }),
      count({ failed: false }),
      count({ state: 'running' }),
    ],
    [20, 30, 6, 54, 0],
  );
  assert.deepEqual(
    [
      count({ search: 'koln' }),
      count({ search: 'کتاب' }),
      count({ search: 'ANSWER 33' }),
      count({ search: '%' }),
      count({ search: "'; DROP TABLE requests" }),
    ],
    [1, 1, 1, 0, 0],
  );
  assert.equal(count({ since: Date.UTC(2026, 0, 1) + 50_000, until: Date.UTC(2026, 0, 1) + 55_000 }), 5);
  const { id } = ledger.traces.list({ key: 'other' }).data[0]!;
  assert.equal(ledger.traces.get(id, 'local'), undefined);
  assert.equal(ledger.traces.remove(id, 'local'), false);
  assert.equal(ledger.traces.remove(id, 'other'), true);
  assert.equal(ledger.traces.get(id), undefined);
  assert.equal(ledger.traces.stats(400).days[0]!.requests, 60);
});
