/**
 * Runs that ask the person over HTTP: who may answer, what is remembered, steering, time that runs out, undo, the
 * trace.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openRememberedRules } from '../agent/permission-file.ts';
import { openToolbox } from '../agent/toolbox.ts';
import { isObject } from '../json.ts';
import { readConfig } from '../provider/config.ts';
import { openLedger } from '../server/ledger/open-ledger.ts';
import { startFakeUpstream, type Answer, type Seen } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import { createLiveRuns } from './live-runs.ts';
import { startServer } from './serve.ts';
import { demoModel } from '../local/testing.ts';

const call = (name: string, args: Wire): Answer => ({ toolCalls: [{ name, arguments: JSON.stringify(args) }] });
const lastOf = ({ body }: Seen): Wire => (body.messages as Wire[]).at(-1)!;

/** An event of a run, and the run it is of. */
type Told = { event: Wire; run: string };

const start = async (
  t: TestContext,
  script: (request: Seen, i: number) => Answer,
  { settings = {}, patience = 60, keyed = false }: { settings?: Wire; patience?: number; keyed?: boolean } = {},
) => {
  const upstream = await startFakeUpstream(script, { models: ['small'] });
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'mizan-runs-')));
  const [folder, data] = [join(base, 'work'), join(base, 'data')];
  mkdirSync(folder);
  mkdirSync(data);
  const made = openLedger({ folder: data });
  const keys = ['one', 'two'].map((name) => made.keys.create({ name }).key);
  await made.close();
  const agents = { act: { model: 'small', folder, ...settings } };
  const providers = { up: { baseUrl: upstream.url, models: { small: {} } } };
  const server = await startServer({
    model: demoModel(),
    config: readConfig(JSON.stringify({ providers, agents }), 'mizan.json', '/'),
    data,
    port: 0,
    env: {},
    requireKeys: keyed,
    live: createLiveRuns({ data, patience }),
    tools: async (where) =>
      where === undefined ? [] : (await openToolbox({ folder: where, names: ['read', 'grep', 'write', 'ask'] })).tools,
    report: (error) => assert.fail(String(error)),
  });
  t.after(async () => {
    await server.stop(0);
    await upstream.close();
    rmSync(base, { recursive: true, force: true });
  });
  const send = async (path: string, body?: Wire, key = keys[0]!) => {
    const response = await fetch(`${server.url}/v1/mizan/runs${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...(keyed && { authorization: `Bearer ${key}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Wire };
  };
  /** Asks, and gives every line of the run to `on` as it comes; resolves with all of them. */
  const act = async (
    task: string,
    on: (told: Told) => unknown = () => {},
    mizan: Wire = { events: true, asks: true },
  ) => {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(keyed && { authorization: `Bearer ${keys[0]}` }) },
      body: JSON.stringify({ model: 'mizan:act', stream: true, messages: [{ role: 'user', content: task }], mizan }),
    });
    assert.equal(response.status, 200);
    const lines: Wire[] = [];
    let [rest, run, answer] = ['', '', ''];
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const frames = `${rest}${piece}`.split('\n\n');
      rest = frames.pop()!;
      for (const frame of frames.filter((text) => text.startsWith('data: {'))) {
        const chunk = JSON.parse(frame.slice(6)) as { mizan?: { event?: Wire }; choices: { delta: Wire }[] };
        answer += String(chunk.choices[0]?.delta.content ?? '');
        const event = chunk.mizan?.event;
        if (event?.type !== 'act' || !isObject(event.event)) continue;
        lines.push(event.event);
        if (event.event.type === 'begin') run = String(event.event.id);
        void on({ event: event.event, run });
      }
    }
    return { lines, run, answer };
  };
  return { upstream, server, folder, data, send, act, keys };
};

const writing =
  (path: string) =>
  (request: Seen): Answer =>
    lastOf(request).role === 'tool'
      ? `done: ${String(lastOf(request).content)}`
      : call('write', { path, content: 'hi\n' });

test('a change is asked; what is allowed for ever is not asked again; the change can be taken back', async (t) => {
  const { act, send, folder, server } = await start(t, writing('new.txt'));
  const asked: Wire[] = [];
  const allow = async ({ event, run }: Told): Promise<void> => {
    if (event.type !== 'ask') return;
    const ask = event.ask as Wire;
    asked.push(ask);
    const listed = (await send('')).body.data as Wire[];
    assert.deepEqual(
      listed.map(({ id, asks }) => [id, (asks as Wire[])[0]!.id]),
      [[run, ask.id]],
    );
    assert.equal((await send(`/${run}/undo`, {})).status, 400, 'not while it works');
    const said = await send(`/${run}/answers`, { ask: ask.id, allow: true, always: true });
    assert.deepEqual(said.body.rule, { tool: 'write', pattern: '=new.txt', action: 'allow' });
    assert.equal((await send(`/${run}/answers`, { ask: ask.id, allow: false })).status, 404, 'answered once');
  };
  const first = await act('Write it.', allow);
  assert.equal(readFileSync(join(folder, 'new.txt'), 'utf8'), 'hi\n');
  const permission = asked[0]!.permission as Wire;
  assert.deepEqual([permission.tool, permission.subject, permission.always], ['write', 'new.txt', '=new.txt']);
  assert.match(String(permission.preview), /\+hi/);
  assert.deepEqual((await send('')).body.data, []);
  // The trace holds the same lines as the stream.
  const trace = async (path: string): Promise<Wire> =>
    (await (await fetch(`${server.url}/v1/traces${path}`)).json()) as Wire;
  const [newest] = (await trace('')).data as Wire[];
  const [root] = (await trace(`/${String(newest!.id)}`)).tree as { events: Wire[] }[];
  assert.deepEqual(
    root!.events.filter(({ type }) => type === 'act').map(({ event }) => event),
    first.lines,
  );
  const steps = (await send(`/${first.run}/changes`)).body.data as { step: number; changes: Wire[] }[];
  assert.deepEqual(
    steps.map(({ changes }) => changes.map(({ change, path }) => `${String(change)} ${String(path)}`)),
    [[], ['made new.txt']],
  );
  assert.equal((await send(`/${first.run}/undo`, { step: 9 })).status, 400);
  assert.deepEqual((await send(`/${first.run}/undo`, {})).body.removed, ['new.txt']);
  assert.equal(existsSync(join(folder, 'new.txt')), false);
  await act('Again.', ({ event }) => assert.notEqual(event.type, 'ask', 'it is remembered'));
  assert.equal(existsSync(join(folder, 'new.txt')), true);
});

test('a rule that another process adds or takes away is seen by the running server', async (t) => {
  const { act, send, folder, data } = await start(t, writing('new.txt'));
  let asked = 0;
  const allow = async ({ event, run }: Told): Promise<void> => {
    if (event.type !== 'ask') return;
    asked++;
    await send(`/${run}/answers`, { ask: (event.ask as Wire).id, allow: true, always: asked === 1 });
  };
  const again = async (): Promise<number> => {
    rmSync(join(folder, 'new.txt'), { force: true });
    await act('Write it.', allow);
    assert.equal(existsSync(join(folder, 'new.txt')), true);
    return asked;
  };
  assert.equal(await again(), 1);
  assert.equal(await again(), 1, 'the server remembers its own rule');
  const other = openRememberedRules(data, folder);
  other.forget();
  assert.equal(await again(), 2, 'another process took the rule away');
  other.remember({ tool: 'write', pattern: '*.txt', action: 'allow' });
  assert.equal(await again(), 2, 'another process added one');
  rmSync(join(data, 'permissions'), { recursive: true });
  assert.equal(await again(), 3, 'its file was removed');
});

test('a refusal with its reason, a question with its answer, and steering reach the model', async (t) => {
  const replies: Answer[] = [
    call('ask', { question: 'Which name?', choices: ['a', 'b'] }),
    call('write', { path: 'b.txt', content: 'x' }),
    'I am done',
    'really done',
  ];
  const { act, send, folder, upstream } = await start(t, (_, i) => replies[i]!);
  let steered = false;
  const { answer, lines } = await act('Go.', async ({ event, run }) => {
    if (event.type !== 'ask') return;
    const { id: ask, permission, choices } = event.ask as Wire;
    if (!permission) {
      assert.deepEqual(choices, ['a', 'b']);
      assert.equal((await send(`/${run}/messages`, { text: 'Be quick.' })).status, 202);
      steered = true;
      return void (await send(`/${run}/answers`, { ask, allow: true, text: 'b' }));
    }
    await send(`/${run}/answers`, { ask, allow: false, text: 'not in this folder' });
  });
  assert.ok(steered);
  assert.match(answer, /done/);
  const said = upstream.requests.filter(({ body }) => body.messages).map((request) => request.body.messages as Wire[]);
  assert.ok(said.at(-1)!.some(({ role, content }) => role === 'tool' && content === 'b'));
  assert.ok(said.at(-1)!.some(({ role, content }) => role === 'user' && content === 'Be quick.'));
  assert.ok(said.at(-1)!.some(({ content }) => String(content).includes('not in this folder')));
  assert.equal(existsSync(join(folder, 'b.txt')), false);
  assert.ok(lines.some(({ type, from }) => type === 'message' && from === 'steering'));
});

test('nobody answers in time, or nobody can be asked: it is refused', async (t) => {
  const { act, folder } = await start(t, writing('new.txt'), { patience: 0.05 });
  assert.match((await act('Write it.')).answer, /nobody answered within 0\.05 s/);
  assert.match((await act('Write it.', undefined, { events: true })).answer, /nobody is here/);
  assert.equal(existsSync(join(folder, 'new.txt')), false);
});

test('only the key that asked sees, answers, steers and undoes a run', async (t) => {
  const { act, send, keys, folder } = await start(t, writing('new.txt'), { keyed: true });
  const { run } = await act('Write it.', async ({ event, run: id }) => {
    if (event.type !== 'ask') return;
    const { id: ask } = event.ask as Wire;
    assert.deepEqual((await send('', undefined, keys[1])).body.data, []);
    assert.equal((await send(`/${id}/answers`, { ask, allow: true }, keys[1])).status, 404);
    assert.equal((await send(`/${id}/messages`, { text: 'x' }, keys[1])).status, 404);
    assert.equal((await send(`/${id}/answers`, { ask, allow: true }, 'sk-none')).status, 401);
    assert.equal((await send(`/${id}/answers`, { ask, allow: 'yes' })).status, 400);
    assert.equal((await send(`/${id}/answers`, { ask, allow: true })).status, 200);
  });
  assert.equal(existsSync(join(folder, 'new.txt')), true);
  assert.equal((await send(`/${run}/undo`, {}, keys[1])).status, 404);
  assert.equal((await send(`/${encodeURIComponent('../../x')}/undo`, {})).status, 404);
  assert.equal((await send(`/${run}/undo`, {})).status, 200);
});

test('without a folder in the config its tools are off; rules and secrets hold for callers', async (t) => {
  const listed = async ({ server }: Awaited<ReturnType<typeof start>>): Promise<unknown> => {
    const models = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: Wire[] };
    return (models.data.find(({ id }) => id === 'mizan:act')!.agent as Wire).serve;
  };
  const off = await start(t, writing('new.txt'), { settings: { folder: undefined } });
  assert.equal(await listed(off), 'nothing');
  assert.match((await off.act('Write it.')).answer, /no tool/i);
  const reading =
    (path: string) =>
    (request: Seen): Answer =>
      lastOf(request).role === 'tool' ? String(lastOf(request).content) : call('read', { path });
  const reads = await start(t, reading('.env'), { settings: { serve: 'reads' } });
  writeFileSync(join(reads.folder, '.env'), 'SECRET=1');
  assert.doesNotMatch((await reads.act('Read it.', undefined, {})).answer, /SECRET/);
  const ruled = await start(t, writing('a.txt'), { settings: { permissions: { write: { 'a.txt': 'allow' } } } });
  assert.equal(await listed(ruled), 'asked');
  await ruled.act('Write it.', undefined, {});
  assert.equal(existsSync(join(ruled.folder, 'a.txt')), true);
});
