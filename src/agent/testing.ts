/**
 * Random episodes of the agent loop, for its proof: a model, tools, a person and faults that all follow from one seed,
 * and a journal that dies at a chosen line as a killed process would. `playEpisode` plays one with and without its
 * kills and says what is wrong. No real model and no real tool is in it.
 */
import { createRandom, hashString } from '../random.ts';
import type { Chat, ChatEvent, Message, Reply, ToolCall } from '../types.ts';
import { emptyReply } from '../answer.ts';
import { memoryJournal, type MemoryJournal } from './journal.ts';
import { runAgent } from './loop.ts';
import type { Agent } from './run.ts';
import { subAgentTool } from './sub-agent.ts';
import type { AgentTool, Journal, JournalLine, Outcome } from './types.ts';

/** What a dead process does: nothing more. */
class Killed extends Error {}

/** Counts lines over all journals of an episode; at `at` the process dies, before or after the line is on the disk. */
type Death = { at: number; persisted: boolean; count: number; dead: boolean };

const mortal = (journal: Journal, death: Death): Journal => ({
  ...journal,
  append: (line) => {
    if (death.dead) throw new Killed('dead');
    const now = death.count++ === death.at;
    if (now) death.dead = true;
    if (!now || death.persisted) journal.append(line);
    if (now) throw new Killed('killed');
  },
  child: async (callId) => mortal(await journal.child(callId), death),
});

/** What happened outside the program: how often each write took effect. It outlives every process. */
type World = { writes: Map<string, number> };

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};

const pathSchema = {
  type: 'object',
  properties: { n: { type: 'integer' } },
  required: ['n'],
  additionalProperties: false,
};

const toolsOf = (seed: string, world: World, alive: () => boolean): AgentTool[] => {
  const tool = (
    name: string,
    effect: AgentTool['effect'],
    run: AgentTool['run'],
    more: Partial<AgentTool> = {},
  ): AgentTool => ({
    name,
    description: `${name} something`,
    parameters: pathSchema,
    effect,
    run,
    ...more,
  });
  const delay = (what: unknown): number => hashString(`${seed}/${JSON.stringify(what)}`) % 4;
  const write: AgentTool['run'] = async ({ n }, { callId }) => {
    await turns(delay(n));
    if (alive()) world.writes.set(callId, (world.writes.get(callId) ?? 0) + 1);
    await turns(delay([n]));
    return { content: `wrote ${String(n)}` };
  };
  return [
    tool('read', 'read', async ({ n }) => {
      await turns(delay(n));
      return { content: `value ${hashString(`${seed}/read/${String(n)}`) % 3} `.repeat(Number(n) % 7 === 0 ? 60 : 1) };
    }),
    tool('write', 'write', write),
    tool('send', 'outside', write),
    tool('crash', 'read', async ({ n }) => {
      await turns(delay(n));
      throw new Error(`crash ${String(n)}`);
    }),
    tool('fail', 'write', async (args, context) => ({ ...(await write(args, context)), error: 'tool' })),
    tool('question', 'read', async ({ n }, context) => ({
      content: (await context.ask(`which ${String(n)}?`))?.text ?? 'nobody',
    })),
    tool('hang', 'read', () => new Promise(() => {}), { timeout: 0.002 }),
  ];
};

const NAMES = [
  'read',
  'read',
  'read',
  'write',
  'write',
  'send',
  'crash',
  'fail',
  'question',
  'hang',
  'agent_helper',
  'nothing',
];

/** The reply of the model at a step: a pure function of the seed that the loop gives it. */
const replyOf = (seed: string): Reply => {
  const random = createRandom(seed);
  const reply = (fields: Partial<Reply>): Reply => ({ ...emptyReply('stop'), tokens: 5, ...fields });
  const kind = random.next();
  if (kind < 0.15) return reply({ content: `answer ${random.int(0, 5)}` });
  if (kind < 0.18) return reply({ content: '' });
  if (kind < 0.2) return reply({ content: 'cut', finish: 'length' });
  if (kind < 0.22) return reply({ finish: 'error', content: 'the model is gone' });
  if (kind < 0.3) {
    const n = random.chance(0.3) ? `"${random.int(0, 9)}"` : String(random.int(0, 9));
    return reply({ content: `<tool_call>{"name": "${random.pick(NAMES)}", "arguments": {"n": ${n}}}</tool_call>` });
  }
  const toolCalls = Array.from({ length: random.int(1, 5) }, (_, i): ToolCall => {
    const name = random.pick(NAMES);
    const id = random.pick(['', `c${i}`, 'same']);
    const n = random.int(0, 9);
    if (name === 'agent_helper') return { id, name, arguments: JSON.stringify({ task: `help ${n}` }) };
    const faulty = random.chance(0.1) ? random.pick(['{"n": ', '{"m": 1}', '{"n": "x"}', 'n=1']) : undefined;
    return { id, name, arguments: faulty ?? JSON.stringify({ n }) };
  });
  return reply({ toolCalls, finish: random.chance(0.03) ? 'length' : 'tools' });
};

const modelOf = (seed: string): Chat =>
  async function* (request) {
    const usage = { promptTokens: request.messages.length * 3, completionTokens: 5 };
    const reply = request.tools
      ? replyOf(`${seed}/${request.seed ?? 0}`)
      : { ...emptyReply('stop', 'a summary'), tokens: 5 };
    await turns(hashString(`${seed}/${request.seed ?? 0}`) % 2);
    const finish: Reply['finish'] = request.signal?.aborted ? 'cancelled' : reply.finish;
    yield { type: 'done', reply: { ...reply, finish }, usage, seconds: 0 } satisfies ChatEvent;
  };

type Plan = { agent: (alive: () => boolean) => Agent; kills: Death[]; cancelAt: number | undefined };

const planOf = (seed: number, world: World, root: string): Plan => {
  const random = createRandom(`episode/${seed}`);
  const [asks, denies, steps] = [random.chance(0.3), random.chance(0.2), random.int(3, 14)];
  const window = random.chance(0.25) ? random.int(500, 1200) : undefined;
  const checks = random.chance(0.3);
  const kills = Array.from({ length: random.int(1, 3) }, () => ({
    at: random.int(0, 60),
    persisted: random.chance(0.5),
    count: 0,
    dead: false,
  }));
  const cancelAt = random.chance(0.2) ? random.int(0, 40) : undefined;
  const probed = random.chance(0.3) ? random.int(500, 2500) : undefined;
  const agent = (alive: () => boolean): Agent => {
    const tools = toolsOf(root, world, alive);
    const base: Agent = {
      chat: modelOf(root),
      tools,
      grace: 2,
      permission: ({ tool, arguments: args }) => {
        const dice = hashString(`${root}/${tool}/${JSON.stringify(args)}`) % 10;
        if (denies && dice === 0) return { deny: 'not this one' };
        return asks && dice < 4 ? 'ask' : 'allow';
      },
      askPerson: async ({ id }) => {
        await turns(1);
        const dice = hashString(`${root}/${id}`) % 5;
        return dice === 0 ? undefined : { allow: dice > 1, text: `because ${dice}` };
      },
      checks: checks
        ? [({ answer }) => ({ pass: hashString(`${root}/${answer}`) % 2 === 0, reason: 'It is wrong.' })]
        : [],
      ...(window !== undefined && { window }),
      ...(probed !== undefined && {
        probe: async () => (await turns(1), { visible: true, window: probed, reason: '' }),
      }),
    };
    const helper = subAgentTool({
      name: 'helper',
      open: () => ({ ...base, chat: modelOf(`${root}/helper`), budget: { steps: 4 } }),
    });
    return { ...base, tools: [...tools, helper], budget: { steps } };
  };
  return { agent, kills, cancelAt };
};

const TASK = { messages: [{ role: 'user' as const, content: 'Do what is to be done.' }], seed: 1 };

/** Why a conversation is not one result per call in the order of the calls; undefined when it is. */
export const pairingFault = (messages: readonly Message[]): string | undefined => {
  const seen = new Set<string>();
  for (let at = 0; at < messages.length; at++) {
    const { role, toolCalls = [], toolCallId } = messages[at]!;
    if (role === 'tool' && !seen.has(toolCallId!)) return `a result without a call at ${at}`;
    for (const [i, call] of toolCalls.entries()) {
      const result = messages[at + 1 + i];
      if (result?.role !== 'tool' || result.toolCallId !== call.id) return `no result for call ${i} of message ${at}`;
      if (seen.has(call.id)) return `the id ${call.id} twice`;
      seen.add(call.id);
      try {
        JSON.parse(call.arguments);
      } catch {
        return `arguments that are no JSON at ${at}`;
      }
    }
    at += toolCalls.length;
  }
  return undefined;
};

type Trail = MemoryJournal;

/** Every line of a journal and of those below it, with the calls above. */
const allLines = async (journal: Trail, within = ''): Promise<{ within: string; line: JournalLine }[]> => {
  const lines = journal.written.map((line) => ({ within, line }));
  const ids = journal.written.flatMap((line) =>
    line.type === 'call' && line.name === 'agent_helper' ? [line.id] : [],
  );
  const below = await Promise.all(
    [...new Set(ids)].map(async (id) => allLines((await journal.child(id)) as Trail, `${within}${id}/`)),
  );
  return [...lines, ...below.flat()];
};

/** Writes that have begun and have no result. */
const openWrites = (lines: readonly { within: string; line: JournalLine }[]): string[] => {
  const ended = new Set(lines.flatMap(({ within, line }) => (line.type === 'result' ? [within + line.id] : [])));
  return lines.flatMap(({ within, line }) => {
    const isWrite = line.type === 'call' && line.effect !== 'read' && line.name !== 'agent_helper';
    return isWrite && !ended.has(within + line.id) ? [within + line.id] : [];
  });
};

export type EpisodeResult = {
  faults: string[];
  kills: number;
  insideWrites: number;
  cancelled: boolean;
  lines: number;
  compacted: number;
};

const runOnce = async (
  plan: Plan,
  journal: Journal,
  death: Death | undefined,
  cancelAt?: number,
): Promise<Outcome | undefined> => {
  const stop = new AbortController();
  let events = 0;
  const agent = plan.agent(() => !death?.dead);
  try {
    return await runAgent(
      { ...agent, journal: death ? mortal(journal, death) : journal },
      { ...TASK, signal: stop.signal },
      () => {
        if (events++ === cancelAt) stop.abort();
      },
    );
  } catch (error) {
    if (error instanceof Killed) return undefined;
    throw error;
  }
};

/** Plays the episode of this seed: unbroken, then killed and resumed; a cancelled one also cancelled and resumed. */
export const playEpisode = async (seed: number): Promise<EpisodeResult> => {
  const faults: string[] = [];
  const root = `episode/${seed}`;
  const fault = (text: string | undefined): void => {
    if (text !== undefined) faults.push(`episode ${seed}: ${text}`);
  };
  const whole = await runOnce(planOf(seed, { writes: new Map() }, root), memoryJournal(), undefined);
  fault(pairingFault(whole!.messages));

  const world: World = { writes: new Map() };
  const plan = planOf(seed, world, root);
  let journal: Trail = memoryJournal();
  let outcome: Outcome | undefined;
  let kills = 0;
  const interrupted = new Set<string>();
  for (const death of [...plan.kills, undefined]) {
    outcome = await runOnce(plan, journal, death);
    if (outcome) break;
    kills++;
    const lines = await allLines(journal);
    for (const id of openWrites(lines)) interrupted.add(id);
    journal = journal.reopened();
  }
  await turns(8); // what the dead processes still do
  fault(pairingFault(outcome!.messages));
  for (const [id, times] of world.writes) if (times > 1) fault(`write ${id} ran ${times} times`);
  const lines = await allLines(journal);
  const told = lines.flatMap(({ within, line }) =>
    line.type === 'result' && line.result.error === 'interrupted' ? [within + line.id] : [],
  );
  if (interrupted.size !== told.length || !told.every((id) => interrupted.has(id)))
    fault(`interrupted ${[...interrupted].join(', ')} but told ${told.join(', ')}`);
  if (interrupted.size === 0) {
    const same =
      JSON.stringify(outcome!.messages) === JSON.stringify(whole!.messages) && outcome!.reason === whole!.reason;
    if (!same) fault('the resumed run differs from the unbroken one');
  }
  if (plan.cancelAt !== undefined) await playCancelled(seed, root, plan.cancelAt, fault);
  return {
    faults,
    kills,
    insideWrites: interrupted.size,
    cancelled: plan.cancelAt !== undefined,
    lines: lines.length,
    compacted: lines.filter(({ line }) => line.type === 'compacted').length,
  };
};

const playCancelled = async (
  seed: number,
  root: string,
  cancelAt: number,
  fault: (text: string | undefined) => void,
): Promise<void> => {
  const world: World = { writes: new Map() };
  const plan = planOf(seed, world, root);
  const journal = memoryJournal();
  const cancelled = await runOnce(plan, journal, undefined, cancelAt);
  fault(pairingFault(cancelled!.messages));
  const resumed = await runOnce(plan, journal.reopened(), undefined);
  fault(pairingFault(resumed!.messages));
  for (const [id, times] of world.writes) if (times > 1) fault(`after a cancel, write ${id} ran ${times} times`);
};
