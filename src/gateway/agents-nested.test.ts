/**
 * Agents that call agents, behind the server: the trace is a tree of agent, call, sub-agent, its calls; budgets are
 * shared; GET /v1/mizan/runs shows the same tree while they work, and so do the events of the stream.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentTool } from '../agent/types.ts';
import { demoModel } from '../local/testing.ts';
import { readConfig } from '../provider/config.ts';
import { startFakeUpstream, type Answer, type Seen } from '../testing/upstream.ts';
import type { Wire } from '../types.ts';
import type { RunNode } from './run-tree.ts';
import { startServer } from './serve.ts';

type Gate = { waiting: boolean; open: () => void };

/** A tool that answers at once, or waits at the gate. */
const lookTool = (gate: Gate): AgentTool => ({
  name: 'look',
  parameters: { type: 'object', properties: { at: { type: 'string' } }, required: ['at'] },
  effect: 'read',
  run: async ({ at }) => {
    if (at === 'gate')
      await new Promise<void>((resolve) => {
        Object.assign(gate, { waiting: true, open: resolve });
      });
    return { content: `seen ${String(at)}` };
  },
});

const call = (name: string, args: Wire): Answer => ({ toolCalls: [{ name, arguments: JSON.stringify(args) }] });
const turnsOf = ({ body }: Seen): { role: string; content: string }[] => body.messages as never;
const taskOf = (seen: Seen): string => turnsOf(seen).find(({ role }) => role === 'user')!.content;

const start = async (t: TestContext, script: (seen: Seen) => Answer, agents: Wire) => {
  const upstream = await startFakeUpstream(script, { models: ['small'] });
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'mizan-nested-')));
  const gate: Gate = { waiting: false, open: () => {} };
  const server = await startServer({
    model: demoModel(),
    config: readConfig(
      JSON.stringify({ providers: { up: { baseUrl: upstream.url, models: { small: {} } } }, agents }),
      'mizan.json',
      base,
    ),
    data: join(base, 'data'),
    port: 0,
    env: {},
    tools: async () => [lookTool(gate)],
    report: (error) => assert.fail(String(error)),
  });
  t.after(async () => {
    await server.stop(0);
    await upstream.close();
    rmSync(base, { recursive: true, force: true });
  });
  const get = async (path: string): Promise<Wire> => (await (await fetch(`${server.url}${path}`)).json()) as Wire;
  /** Asks, and gives the answer and the events of the run. */
  const ask = async (model: string): Promise<{ answer: string; acts: Wire[] }> => {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        stream: true,
        messages: [{ role: 'user', content: 'top' }],
        mizan: { events: true },
      }),
    });
    const text = await response.text();
    const chunks = text
      .split('\n\n')
      .flatMap((frame) => (frame.startsWith('data: {') ? [JSON.parse(frame.slice(6)) as Wire] : []));
    const events = chunks.map(({ mizan }) => (mizan as { event?: Wire } | undefined)?.event);
    return {
      answer: chunks.map(({ choices }) => (choices as { delta: Wire }[])[0]?.delta.content ?? '').join(''),
      acts: events.flatMap((event) => (event?.type === 'act' ? [event.event as Wire] : [])),
    };
  };
  const runs = async (): Promise<{ agent: string; tree: RunNode }[]> =>
    (await get('/v1/mizan/runs')).data as { agent: string; tree: RunNode }[];
  /** The newest trace as indented lines. */
  const traceLines = async (): Promise<string[]> => {
    const [newest] = (await get('/v1/traces')).data as Wire[];
    const { tree } = (await get(`/v1/traces/${String(newest!.id)}`)) as {
      tree: { id: string; parent: string | null; role: string; model: string }[];
    };
    const below = (parent: string | null, depth: number): string[] =>
      tree
        .filter((node) => node.parent === parent)
        .flatMap(({ id, role, model }) => [`${'  '.repeat(depth)}${role} ${model}`, ...below(id, depth + 1)]);
    return below(null, 0);
  };
  return { ask, runs, traceLines, gate, upstream };
};

const AGENTS = {
  top: { model: 'small', tools: ['look', 'agent:middle'], serve: 'everything' },
  middle: { model: 'small', tools: ['look', 'agent:low'] },
  low: { model: 'small', tools: ['look'] },
};

/** top looks and calls middle; middle calls low, which looks at the gate. */
const script = (seen: Seen): Answer => {
  const results = turnsOf(seen).filter(({ role }) => role === 'tool').length;
  switch (taskOf(seen)) {
    case 'top':
      return [call('look', { at: 'a' }), call('agent_middle', { task: 'middle' })][results] ?? 'top is done';
    case 'middle':
      return [call('agent_low', { task: 'low' })][results] ?? 'middle is done';
    default:
      return [call('look', { at: 'gate' })][results] ?? 'low is done';
  }
};

/** A run as indented lines. */
const linesOf = ({ agent, steps, calls }: RunNode, depth = 0): string[] => [
  `${'  '.repeat(depth)}${agent} ${steps}`,
  ...calls.flatMap(({ name, state, run }) => [
    `${'  '.repeat(depth + 1)}${name} ${state}`,
    ...(run ? linesOf(run, depth + 2) : []),
  ]),
];

test('agent, call, sub-agent, its calls: in the trace, in the runs at work, in the events of the stream', async (t) => {
  const { ask, runs, traceLines, gate } = await start(t, script, AGENTS);
  const asked = ask('agent:top');
  for (let i = 0; i < 200 && !gate.waiting; i++) await sleep(20);
  const [run] = await runs();
  assert.deepEqual(linesOf(run!.tree), [
    'top 2',
    '  look done',
    '  agent_middle running',
    '    middle 1',
    '      agent_low running',
    '        low 1',
    '          look running',
  ]);
  gate.open();
  const { answer, acts } = await asked;
  assert.equal(answer, 'top is done');
  assert.deepEqual(await traceLines(), [
    'request agent:top',
    '  probe small',
    '  solver small',
    '  tool look',
    '  solver small',
    '  tool agent_middle',
    '    solver small',
    '    tool agent_low',
    '      solver small',
    '      tool look',
    '      solver small',
    '      agent stopped',
    '    solver small',
    '    agent stopped',
    '  solver small',
    '  agent stopped',
  ]);
  const inner = acts.flatMap((act) => {
    const middle = act.type === 'child' && act.name === 'agent_middle' ? (act.event as Wire) : undefined;
    return middle?.type === 'child' && middle.name === 'agent_low' ? [(middle.event as Wire).type] : [];
  });
  assert.deepEqual(inner, ['begin', 'probed', 'reply', 'call', 'result', 'reply', 'stopped']);
  assert.deepEqual(await runs(), []);
});

test('the budget of the first agent holds for all below it, and a sub-agent gets at most half of what is left', async (t) => {
  const again = (seen: Seen): Answer => {
    const results = turnsOf(seen).filter(({ role }) => role === 'tool').length;
    if (taskOf(seen) === 'top') return call('agent_middle', { task: `middle ${results}` });
    return call('look', { at: String(results) });
  };
  const agents = {
    ...AGENTS,
    top: { ...AGENTS.top, budget: { steps: 10 } },
    middle: { ...AGENTS.middle, budget: { steps: 50 } },
  };
  const { ask, upstream, traceLines } = await start(t, again, agents);
  assert.match((await ask('agent:top')).answer, /no answer after 10 steps/);
  const tasks = upstream.requests.filter(({ body }) => body.messages).map(taskOf);
  assert.equal(tasks.length, 10, 'ten replies, whoever was asked');
  assert.deepEqual(
    ['top', 'middle 0', 'middle 1', 'middle 2'].map((task) => tasks.filter((each) => each === task).length),
    [4, 4, 2, 0],
    '9 are left after the first: 4 for the first call, then 4 are left: 2',
  );
  // The last two were called with nothing left; the fifth is the first agent's own end.
  assert.equal((await traceLines()).filter((line) => line.trim() === 'agent stopped').length, 5);
});
