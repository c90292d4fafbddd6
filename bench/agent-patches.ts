/**
 * Claim: an agent whose small model writes malformed calls and wrong patches mends more bugs behind Mizan. A scripted
 * policy works on Exercism-mutants through the real loop, tools and sandbox: read, run the tests, edit, run them again,
 * at most two patches, finish. Its calls are written as recorded small models wrote theirs
 * (eval/recorded/corrupt-call.ts), its patches are drawn: right with a probability of the bug (0.2, 0.5 or 0.8), else
 * one of three wrong ones. Draws are independent, which real draws of one model are not: votes are an upper bound.
 *
 *   node bin/node24.mjs bench/agent-patches.ts DATA [--tasks 30] [--seeds 6] [--seed 1000]
 *
 * DATA holds exercism-typescript, bfcl and router/bfcl. The last line is one JSON object.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openToolbox } from '../src/agent/toolbox.ts';
import { readExercises } from '../src/eval/code/exercises.ts';
import { mutantsOf, type CodeTask } from '../src/eval/code/mutants.ts';
import { mutationsOf } from '../src/eval/code/mutate.ts';
import { sandboxedTests, type RunTests } from '../src/eval/code/run-tests.ts';
import { solveTask, type Solved } from '../src/eval/code/solve.ts';
import { mannersOf, type Manner } from '../src/eval/recorded/corrupt-call.ts';
import { SMALL_MODELS } from '../src/eval/recorded/tool-panel.ts';
import { readRecordedTurns, strictCalls } from '../src/eval/recorded/tool-replies.ts';
import { signed, tableText, within } from '../src/eval/report.ts';
import { clusteredShare, mean, pairedDifference } from '../src/eval/statistics.ts';
import { createRandom, type Random } from '../src/random.ts';
import { checkCall } from '../src/reason/calls/check-call.ts';
import { toolTurn } from '../src/reason/tool-turn.ts';
import { sharedSandbox, type Sandbox } from '../src/sandbox/sandbox.ts';
import type { RunResult } from '../src/sandbox/types.ts';
import { createProgress } from '../src/terminal/progress.ts';
import { scriptedChat, type ScriptedReply } from '../src/testing/scripted-chat.ts';
import type { Chat, ChatRequest, Wire } from '../src/types.ts';
import { machine } from './timing.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string', default: '30' },
    seeds: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1000' },
  },
});

const TEST = 'node --run test';
const RIGHT = [0.2, 0.5, 0.8];
const PATCHES = 2;
const STEPS = 20;

/** A patch as a replacement of lines that stand once in the file. */
type Patch = { from: string; to: string };

const patchTo = (source: string, wanted: string): Patch | undefined => {
  const [a, b] = [source.split('\n'), wanted.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  for (let more = 0; more < 4; more++) {
    const [from, to] = [Math.max(0, at - more), at + 1];
    const text = a.slice(from, to).join('\n');
    if (text.trim() !== '' && source.split(text).length === 2) return { from: text, to: b.slice(from, to).join('\n') };
  }
  return undefined;
};

/** What the policy may do about a bug: the right patch first, then three wrong ones. */
const patchesOf = ({ id, source, exercise }: CodeTask): Patch[] | undefined => {
  const right = patchTo(source, exercise.reference);
  const others = createRandom(`wrong/${id}`).shuffle(
    mutationsOf(source).filter((other) => other.source !== exercise.reference),
  );
  const wrong = others.flatMap((other) => patchTo(source, other.source) ?? []).slice(0, 3);
  return right && wrong.length === 3 ? [right, ...wrong] : undefined;
};

type Meant = { name: string; arguments: Wire } | { text: string };

/** What the policy does next, from what its tools gave so far. */
const nextStep = (request: ChatRequest, task: CodeTask, patches: readonly Patch[], random: Random): Meant => {
  const { file } = task.exercise;
  const names = new Map(
    request.messages.flatMap(({ toolCalls = [] }) =>
      toolCalls.map(({ id, name, arguments: args }) => [id, { name, args }] as const),
    ),
  );
  const done = request.messages.flatMap(({ role, toolCallId, content }) => {
    const call = role === 'tool' ? names.get(toolCallId ?? '') : undefined;
    return call ? [{ ...call, content }] : [];
  });
  const edits = done.filter(({ name, content }) => name === 'edit' && content.startsWith('changed'));
  const tried = edits.map(({ args }) => JSON.parse(args) as { old_string: string; new_string: string });
  const last = done.findLast(
    ({ name, content }) =>
      (name === 'edit' && content.startsWith('changed')) || (name === 'bash' && /^\[exit code [01];/.test(content)),
  );
  if (!done.some(({ name, content }) => name === 'read' && content.startsWith('1\t')))
    return { name: 'read', arguments: { path: file } };
  const undone = tried.length % 2 === 0;
  if (last === undefined || (last.name === 'edit' && !undone))
    return { name: 'bash', arguments: { command: TEST, seconds: 20 } };
  if (last.name === 'bash' && last.content.startsWith('[exit code 0;')) return { text: 'The tests pass.' };
  const number = Math.ceil(tried.length / 2);
  if (!undone && number >= PATCHES) return { text: 'I could not mend it.' };
  if (!undone) {
    const { old_string, new_string } = tried.at(-1)!;
    return { name: 'edit', arguments: { path: file, old_string: new_string, new_string: old_string } };
  }
  const right = RIGHT[createRandom(`hard/${task.id}`).int(0, RIGHT.length - 1)]!;
  const { from, to } = random.chance(right) ? patches[0]! : patches[random.int(1, 3)]!;
  return { name: 'edit', arguments: { path: file, old_string: from, new_string: to } };
};

/** The policy as a model that writes as the recorded ones did. */
const policy = (task: CodeTask, patches: readonly Patch[], manners: readonly Manner[], seed: string): Chat =>
  scriptedChat({
    replies: (request, i): ScriptedReply => {
      const random = createRandom(`${seed}/${i}`);
      const meant = nextStep(request, task, patches, random);
      if ('text' in meant) return meant.text;
      const tools = request.tools!;
      const { required } = tools.find(({ name }) => name === meant.name)!.parameters as { required: string[] };
      const written = random.pick(manners).write({ ...meant, required, tools: tools.map(({ name }) => name) }, random);
      return { content: written.content, ...(written.toolCalls && { toolCalls: written.toolCalls }) };
    },
  });

const ENDS = ['The tests pass.', 'I could not mend it.'];

/**
 * A server without repairs: what strict JSON or Python gives. Where that can't be read, the reply is one in words and
 * ends the run; with `told` the model is told that its call can't be read, as mini-swe-agent does.
 */
const strict =
  (told: boolean) =>
  (chat: Chat): Chat =>
    async function* (request) {
      for await (const event of chat(request)) {
        if (event.type !== 'done') continue;
        const { content, toolCalls } = event.reply;
        const calls =
          strictCalls({ model: '', right: false, ...(toolCalls ? { calls: toolCalls } : { text: content }) }) ?? [];
        const made = calls.map(({ name, arguments: args }, i) => {
          const { fault, repairs } = checkCall({ name, arguments: JSON.stringify(args) }, request.tools ?? []);
          return { id: `call_${i}`, name, arguments: fault || repairs.length > 0 ? '{}' : JSON.stringify(args) };
        });
        const { toolCalls: _, wire: __, ...reply } = event.reply;
        if (told && made.length === 0 && !ENDS.includes(content))
          made.push({ id: 'call_0', name: 'unreadable', arguments: '{}' });
        const finish = made.length > 0 ? ('tools' as const) : ('stop' as const);
        yield {
          ...event,
          reply: {
            ...reply,
            content: made.length > 0 ? '' : 'A reply in words.',
            finish,
            ...(made.length > 0 && { toolCalls: made }),
          },
        };
      }
    };

type Arm = { name: string; wrap: (chat: Chat) => Chat; attempts: number };

const vote =
  (n: number) =>
  (chat: Chat): Chat =>
    toolTurn(chat, { n });

const ARMS: readonly Arm[] = [
  { name: 'bare loop', wrap: strict(false), attempts: 1 },
  { name: 'bare loop, told what is wrong', wrap: strict(true), attempts: 1 },
  { name: 'with repairs', wrap: (chat) => chat, attempts: 1 },
  { name: 'repairs, votes of 3', wrap: vote(3), attempts: 1 },
  { name: 'repairs, votes of 5', wrap: vote(5), attempts: 1 },
  { name: 'repairs, best of 3 patches', wrap: (chat) => chat, attempts: 3 },
  { name: 'repairs, best of 5 patches', wrap: (chat) => chat, attempts: 5 },
  { name: 'votes of 3, best of 3 patches', wrap: vote(3), attempts: 3 },
];

const hash = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** Tests of equal programs are run once: they give the same, and there are few different programs. */
const remembered = (run: RunTests): RunTests => {
  const known = new Map<string, ReturnType<RunTests>>();
  return (tested) => {
    const key = hash(Object.values(tested));
    if (!known.has(key)) known.set(key, run(tested));
    return known.get(key)!;
  };
};

const rememberedSandbox = (sandbox: Sandbox, files: readonly string[]): Sandbox => {
  const known = new Map<string, Promise<RunResult>>();
  const textOf = (folder: string, file: string): string =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  return {
    ...sandbox,
    run: (request) => {
      const key = hash([...request.argv, ...files.map((file) => textOf(request.folder ?? '', file))]);
      if (!known.has(key)) known.set(key, sandbox.run(request));
      return known.get(key)!;
    },
  };
};

const drawTasks = async (data: string, count: number, seed: number, runTests: RunTests): Promise<CodeTask[]> => {
  const tasks: CodeTask[] = [];
  for (const exercise of readExercises(data)) {
    if (tasks.length === count) break;
    const found = await mutantsOf(exercise, { seed, each: 2, runTests });
    const usable = found.find((task) => patchesOf(task));
    if (usable) tasks.push(usable);
  }
  return tasks;
};

type Played = { task: string; result: Solved; asked: number };

const rowOf = ({ name }: Arm, played: readonly Played[], bare: readonly Played[]): string[] => {
  const groups = [...Map.groupBy(played, ({ task }) => task).values()].map((group) =>
    group.map(({ result }) => Number(result.solved)),
  );
  const pairs = played.map(({ task, result }, i) => ({
    stratum: task,
    a: Number(result.solved),
    b: Number(bare[i]!.result.solved),
  }));
  const average = (of: (each: Played) => number): string => mean(played.map(of)).toFixed(1);
  const shown = played.filter(({ result }) => result.visible).length;
  return [
    name,
    String(played.length),
    within(clusteredShare(groups)),
    played === bare ? '' : signed(pairedDifference(pairs, { seed: 1 })),
    ((100 * shown) / played.length).toFixed(1),
    average(({ result }) => result.attempts),
    average(({ result }) => result.steps),
    average(({ asked }) => asked),
  ];
};

const main = async (data: string): Promise<void> => {
  const turns = readRecordedTurns(data);
  if (!turns) return console.log(`skipped: ${data} does not hold the recorded replies (router/bfcl and bfcl)`);
  const sandbox = await sharedSandbox();
  const runTests = remembered(sandboxedTests(sandbox));
  const tasks = await drawTasks(data, Number(values.tasks), Number(values.seed), runTests);
  const manners = SMALL_MODELS.map((model) => mannersOf(turns, [model]));
  const played = new Map<Arm, Played[]>(ARMS.map((arm) => [arm, []]));
  const total = tasks.length * Number(values.seeds);
  const progress = createProgress({
    total,
    label: 'tasks',
    unit: 'tasks',
    clock: () => performance.now(),
    stream: process.stderr,
  });
  let at = 0;
  for (const task of tasks) {
    const { file, testFile } = task.exercise;
    const box = rememberedSandbox(sandbox, [file, testFile]);
    const tools = async (folder: string) =>
      (await openToolbox({ folder, names: ['read', 'edit', 'bash'], sandbox: box })).tools;
    for (let i = 0; i < Number(values.seeds); i++) {
      for (const arm of ARMS) {
        const model = policy(
          task,
          patchesOf(task)!,
          manners[at % manners.length]!.manners,
          `${values.seed}/${task.id}/${i}`,
        );
        const chat = arm.wrap(model);
        const { attempts } = arm;
        const result = await solveTask(task, { chat, tools, runTests, budget: { steps: STEPS }, seed: i, attempts });
        const asked = (model as ReturnType<typeof scriptedChat>).requests.reduce((sum, { n = 1 }) => sum + n, 0);
        played.get(arm)!.push({ task: task.id, result, asked });
      }
      progress.update(++at);
    }
  }
  progress.finish();
  const head = [
    'agent',
    'runs',
    'mended: all tests',
    'minus bare',
    'visible tests',
    'attempts',
    'steps',
    'replies drawn',
  ];
  const rows = ARMS.map((arm) => rowOf(arm, played.get(arm)!, played.get(ARMS[0]!)!));
  const left = manners.reduce((sum, each) => sum + each.left, 0);
  const used = manners.reduce((sum, each) => sum + each.manners.length, 0);
  const note =
    `${tasks.length} bugs, ${values.seeds} runs of each, seed ${values.seed}; calls written as ${SMALL_MODELS.length} recorded models wrote ${used} of theirs (${left} left out), in turn. ` +
    'Mended: all tests pass, the hidden half too; per cent with 95 % intervals, the bug being the unit. Means a run.';
  console.log(tableText({ title: 'A scripted agent on Exercism-mutants', note, head, rows }, 'plain'));
  console.log(
    JSON.stringify({
      bench: 'agent-patches',
      machine: machine(),
      tasks: tasks.length,
      seeds: Number(values.seeds),
      seed: Number(values.seed),
      head,
      rows,
    }),
  );
};

const [data] = positionals;
if (data === undefined) {
  console.error('usage: node bin/node24.mjs bench/agent-patches.ts DATA [--tasks 30] [--seeds 6] [--seed 1000]');
  process.exitCode = 2;
} else await main(data);
