/**
 * Claim: an agent whose small model writes malformed calls succeeds more often behind Mizan. Two-step tasks through the
 * server, streamed, with the official `openai` SDK: the model must make the right call, gets its result, and must
 * answer. Each upstream replies with what one model was recorded to say to that question, so error rates are real;
 * there is one recorded reply per model and question, so several draws of one model are alike and only a panel's draws
 * differ.
 *
 *   node bin/node24.mjs bench/tool-calls.ts DATA [--runs 100] [--seed 1]
 *
 * DATA is the folder that `mizan study recorded` reads. Arms alternate run by run. The last line is one JSON object.
 */
import { parseArgs } from 'node:util';
import OpenAI from 'openai';
import { scoreCalls, type Called } from '../src/eval/bfcl.ts';
import { SMALL_MODELS } from '../src/eval/recorded/tool-panel.ts';
import { readRecordedTurns, type RecordedReply, type RecordedTurn } from '../src/eval/recorded/tool-replies.ts';
import { percent, tableText, within } from '../src/eval/report.ts';
import { mean, pairedDifference, wilson } from '../src/eval/statistics.ts';
import { startServer } from '../src/gateway/serve.ts';
import type { LoadedModel } from '../src/local/load-model.ts';
import { readConfig } from '../src/provider/config.ts';
import { createRandom } from '../src/random.ts';
import { scriptedChat } from '../src/testing/scripted-chat.ts';
import { startFakeUpstream, type Answer, type FakeUpstream, type Seen } from '../src/testing/upstream.ts';
import type { Tool, Wire } from '../src/types.ts';
import { quantile } from './load.ts';
import { machine } from './timing.ts';

/** What an upstream takes: before its first piece, and for each word. */
const FIRST_MS = 20;
const PIECE_MS = 1;

/** The panel that cross-fitting chooses most often (docs/results/tool-calls.md). */
const PANEL = [
  'functionary-small-v3.1',
  'hermes-2-pro-llama-3-8b',
  'hermes-2-pro-mistral-7b',
  'llama-3-8b',
  'gemma-7b',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});

/** A tool as a client of the OpenAI API declares it: JSON Schema types, and a name without dots. */
const declared = ({ name, description, parameters }: Tool): OpenAI.ChatCompletionTool => {
  const types: Readonly<Record<string, string>> = { dict: 'object', float: 'number', tuple: 'array', any: '' };
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, member]): [string, unknown] => [
      key,
      key === 'type' && typeof member === 'string' ? (types[member] ?? member) : walk(member),
    ]);
    return Object.fromEntries(entries.filter(([key, member]) => !(key === 'type' && member === '')));
  };
  const form = { name: name.replaceAll('.', '_'), parameters: walk(parameters) as Record<string, unknown> };
  return { type: 'function', function: { ...form, ...(description !== undefined && { description }) } };
};

const answerOf = ({ text, calls }: RecordedReply): Answer => ({
  ...(calls ? { toolCalls: calls.map((call, i) => ({ id: `call_${i}`, ...call })) } : { content: text ?? '' }),
  firstMs: FIRST_MS,
  pieceMs: PIECE_MS,
});

/** Says what `model` said to the question of the conversation, and that it is done when the results are there. */
const recordedUpstream = (model: string, turns: ReadonlyMap<string, RecordedTurn>): Promise<FakeUpstream> =>
  startFakeUpstream(({ body }: Seen): Answer => {
    const messages = body.messages as { role: string; content: unknown }[];
    if (messages.at(-1)?.role === 'tool') return { content: 'Done.', firstMs: FIRST_MS };
    const turn = messages.map(({ content }) => turns.get(String(content))).find((turn) => turn !== undefined);
    const reply = turn?.replies.find((reply) => reply.model === model);
    return reply ? answerOf(reply) : { status: 404, body: { error: { message: 'not recorded' } } };
  });

type Streamed = { text: string; calls: { id: string; name: string; arguments: string }[]; tokens: number };

const stream = async (
  client: OpenAI,
  body: Omit<OpenAI.ChatCompletionCreateParamsStreaming, 'stream'>,
): Promise<Streamed> => {
  const out: Streamed = { text: '', calls: [], tokens: 0 };
  for await (const chunk of await client.chat.completions.create({
    ...body,
    stream: true,
    stream_options: { include_usage: true },
  })) {
    const delta = chunk.choices[0]?.delta;
    out.text += delta?.content ?? '';
    out.tokens += chunk.usage?.completion_tokens ?? 0;
    for (const piece of delta?.tool_calls ?? []) {
      const call = (out.calls[piece.index] ??= { id: piece.id ?? '', name: '', arguments: '' });
      call.name += piece.function?.name ?? '';
      call.arguments += piece.function?.arguments ?? '';
    }
  }
  return out;
};

const called = ({ name, arguments: text }: { name: string; arguments: string }, tools: readonly Tool[]): Called => {
  const tool = tools.find((tool) => tool.name.replaceAll('.', '_') === name);
  try {
    return { name: tool?.name ?? name, arguments: JSON.parse(text) as Wire };
  } catch {
    return { name: '', arguments: {} };
  }
};

type Run = { success: boolean; tokens: number; seconds: number };

/** One task: the call, its result, the answer. Where no tool fits, a reply without a call is the end. */
const task = async (client: OpenAI, model: string, { item }: RecordedTurn): Promise<Run> => {
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: item.question }];
  const tools = item.tools.map(declared);
  const begun = performance.now();
  const first = await stream(client, { model, messages, tools });
  const seconds = (performance.now() - begun) / 1000;
  const made = first.calls.map((call) => called(call, item.tools));
  if (!scoreCalls(made, item).right) return { success: false, tokens: first.tokens, seconds };
  if (made.length === 0) return { success: true, tokens: first.tokens, seconds };
  messages.push({
    role: 'assistant',
    content: first.text || null,
    tool_calls: first.calls.map(({ id, name, arguments: text }) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    })),
  });
  for (const { id } of first.calls) messages.push({ role: 'tool', tool_call_id: id, content: '{"ok": true}' });
  const second = await stream(client, { model, messages, tools });
  return { success: second.text.includes('Done.'), tokens: first.tokens + second.tokens, seconds };
};

const local: LoadedModel = {
  name: 'mizan-1m',
  chat: scriptedChat({ replies: () => 'forty-two' }),
  folder: '/nowhere',
  sections: false,
  contextLength: 256,
  close: async () => {},
};

/** `runs` questions from `seed`, as many of each category. */
const chosenTurns = (turns: readonly RecordedTurn[], runs: number, seed: string): RecordedTurn[] => {
  const random = createRandom(`bench/calls/${seed}`);
  const groups = [...Map.groupBy(turns, ({ item }) => item.category).values()];
  return Array.from({ length: runs }, (_, i) => {
    const group = groups[i % groups.length]!;
    return group[Math.floor(random.next() * group.length)]!;
  });
};

type Arm = { name: string; model: string };

const ARMS: readonly Arm[] = [
  ...SMALL_MODELS.flatMap((model) => [
    { name: `${model}, plain`, model },
    { name: `${model}, repaired`, model: `${model}:repair=true` },
    { name: `${model}, :low`, model: `${model}:low` },
    { name: `${model}, :high`, model: `${model}:high` },
  ]),
  { name: `panel of ${PANEL.length}, :high`, model: 'mizan:high,text_weight=2' },
];

const rowOf = (arm: Arm, runs: readonly Run[], base: readonly Run[], calls: number): string[] => {
  const seconds = runs.map((run) => run.seconds);
  const pairs = runs.map((run, i) => ({ stratum: '', a: Number(run.success), b: Number(base[i]!.success) }));
  const gap = pairedDifference(pairs, { seed: 1 });
  return [
    arm.name,
    within(wilson(runs.filter((run) => run.success).length, runs.length)),
    arm.name.endsWith('plain') ? '' : `${percent(gap.value)} [${percent(gap.low)}, ${percent(gap.high)}]`,
    (calls / runs.length).toFixed(1),
    mean(runs.map((run) => run.tokens)).toFixed(0),
    (1000 * quantile(seconds, 0.5)).toFixed(0),
    (1000 * quantile(seconds, 0.95)).toFixed(0),
  ];
};

const main = async (data: string): Promise<void> => {
  const turns = readRecordedTurns(data);
  if (!turns) return console.log(`skipped: ${data} does not hold the recorded replies (router/bfcl and bfcl)`);
  const byQuestion = new Map(turns.map((turn) => [turn.item.question, turn]));
  const ups = new Map<string, FakeUpstream>();
  for (const model of SMALL_MODELS) ups.set(model, await recordedUpstream(model, byQuestion));
  const providers = Object.fromEntries(
    [...ups].map(([model, up], i) => [`p${i}`, { baseUrl: up.url, retries: 0, models: { [model]: {} } }]),
  );
  const config = readConfig(JSON.stringify({ providers, roles: { solver: PANEL } }), 'mizan.json', '/');
  const serving = await startServer({ model: local, config, data: ':memory:', port: 0, report: console.error });
  const client = new OpenAI({ baseURL: `${serving.url}/v1`, apiKey: 'none', maxRetries: 0 });
  const results = new Map<Arm, { runs: Run[]; asked: number }>(ARMS.map((arm) => [arm, { runs: [], asked: 0 }]));
  const askedNow = (): number => [...ups.values()].reduce((sum, up) => sum + up.requests.length, 0);
  for (const turn of chosenTurns(turns, Number(values.runs), values.seed)) {
    for (const arm of ARMS) {
      const before = askedNow();
      const result = results.get(arm)!;
      result.runs.push(await task(client, arm.model, turn));
      result.asked += askedNow() - before;
    }
    for (const up of ups.values()) up.requests.length = 0;
  }
  await serving.stop(0);
  await Promise.all([...ups.values()].map((up) => up.close()));
  const plainOf = (arm: Arm): Run[] => {
    const base = ARMS.find((plainArm) => plainArm.name === `${arm.name.split(', ')[0]}, plain`) ?? ARMS[0]!;
    return results.get(base)!.runs;
  };
  const rows = ARMS.map((arm) => rowOf(arm, results.get(arm)!.runs, plainOf(arm), results.get(arm)!.asked));
  const note =
    `${values.runs} two-step tasks, seed ${values.seed}, through the server, streamed; upstreams take ${FIRST_MS} ms and ${PIECE_MS} ms a word. ` +
    'Success in per cent with its 95 % interval; the paired difference to the same model plain (of the panel: to the first model plain); calls of an upstream, ' +
    'completion tokens, and milliseconds of the first step.';
  const head = ['model and effort', 'success', 'minus plain', 'upstream calls', 'tokens', 'ms, median', 'ms, p95'];
  console.log(tableText({ title: 'Tool tasks behind the server', note, head, rows }, 'plain'));
  console.log(
    JSON.stringify({
      bench: 'tool-calls',
      machine: machine(),
      runs: Number(values.runs),
      seed: values.seed,
      head,
      rows,
    }),
  );
};

const [data] = positionals;
if (data === undefined) {
  console.error('usage: node bin/node24.mjs bench/tool-calls.ts DATA [--runs 100] [--seed 1]');
  process.exitCode = 2;
} else await main(data);
