/**
 * Running the calls of one reply: reads side by side, everything else alone and in order. Each call ends in exactly one
 * `result` line, whatever happens: it can't be made, it is refused, it throws, it hangs, the run is cancelled, or an
 * earlier process was killed while it ran.
 */
import { defined } from '../json.ts';
import { createSlots } from '../slots.ts';
import type { Wire } from '../types.ts';
import { ruleFor } from './permission.ts';
import type { Run } from './run.ts';
import { visible } from './visible.ts';
import type { AgentTool, Answer, Ask, CallRecord, Effect, ToolContext, ToolError, ToolResult } from './types.ts';

/** Reads at one time. */
const READS = 8;
const TIMEOUT = 120;
const LONGEST = 20_000;
/** The largest share of the window that one result may take. */
const RESULT_SHARE = 3 / 8;

const failed = (error: ToolError, content: string): ToolResult => ({ content, error });

/**
 * Runs the calls that have no result yet. Those of the caller's tools are left. Rejects only when a line can't be
 * written.
 */
export const runCalls = async (run: Run): Promise<void> => {
  const { state, tools } = run;
  const open = state.calls.filter(({ id, handed }) => !handed && !state.results[id]);
  const slots = createSlots(READS, Infinity);
  let reads: Promise<void>[] = [];
  const endReads = async (): Promise<void> => {
    const ended = await Promise.allSettled(reads);
    reads = [];
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
  };
  for (const call of open) {
    const tool = tools.find((entry): entry is AgentTool => entry.name === call.name && entry.run !== undefined);
    const effect = effectOf(tool, call.arguments);
    if (effect === 'read') {
      reads.push(
        (async () => {
          const release = await slots.acquire();
          try {
            await runCall(run, call, tool, effect);
          } finally {
            release?.();
          }
        })(),
      );
    } else {
      await endReads();
      await runCall(run, call, tool, effect);
    }
  }
  await endReads();
};

const effectOf = (tool: AgentTool | undefined, args: Wire): Effect => {
  if (!tool) return 'read';
  if (typeof tool.effect !== 'function') return tool.effect;
  try {
    return tool.effect(args);
  } catch {
    return 'outside';
  }
};

/** One call from its check to its result. */
const runCall = async (run: Run, call: CallRecord, tool: AgentTool | undefined, effect: Effect): Promise<void> => {
  const { write, clock } = { write: run.write, clock: run.agent.clock ?? (() => performance.now()) };
  const began = clock();
  const end = (result: ToolResult): void =>
    write({ type: 'result', id: call.id, name: call.name, result, took: Math.round(clock() - began) / 1000 });
  const hurdle = (await obstacle(run, call, tool, effect)) ?? undefined;
  if (hurdle) return end(hurdle);
  write({ type: 'call', id: call.id, name: call.name, effect });
  end(bounded(run, call, tool!, await execute(run, call, tool!)));
};

/** Why a call is not run, as its result; undefined when it may run. */
const obstacle = async (
  run: Run,
  call: CallRecord,
  tool: AgentTool | undefined,
  effect: Effect,
): Promise<ToolResult | undefined> => {
  const { state, signal } = run;
  if (call.fault) return failed(call.fault.error, call.fault.message);
  if (!tool) return failed('unknown', `There is no tool "${call.name}" any more.`);
  const began = state.running[call.id];
  if (began !== undefined && began !== 'read' && !tool.resumable)
    return failed(
      'interrupted',
      'The program was stopped while this call ran, so it is not known whether it took effect. It was not run again. Find out first what it has done.',
    );
  if (signal.aborted) return failed('cancelled', 'The call was not run: the run was stopped.');
  if (state.refuse.includes(call.id))
    return failed(
      'repeated',
      'The call was not run: it gave the same result every time. Do something else, or give your answer.',
    );
  return began === undefined ? permitted(run, call, tool, effect) : undefined;
};

/** Asks for permission where the rules say so. Undefined: it is allowed. */
const permitted = async (
  run: Run,
  call: CallRecord,
  tool: AgentTool,
  effect: Effect,
): Promise<ToolResult | undefined> => {
  const { agent } = run;
  const subject = tool.subject?.(call.arguments) ?? JSON.stringify(call.arguments);
  const request = { tool: call.name, effect, arguments: call.arguments, subject };
  const decision = agent.permission(request);
  if (decision === 'allow') return undefined;
  if (decision !== 'ask') return failed('denied', `The call was not run: ${decision.deny}`);
  const preview = await tool.preview?.(call.arguments).catch(() => undefined);
  const answer = await askPerson(run, call.id, `May ${call.name} run? ${visible(subject)}`, {
    permission: { ...request, ...defined({ preview, always: ruleFor(request, 'allow')?.pattern }) },
  });
  if (answer?.allow) return undefined;
  if (run.signal.aborted) return failed('cancelled', 'The call was not run: the run was stopped.');
  const why = answer
    ? (answer.text ?? 'the person said no')
    : 'it needs the permission of a person, and nobody is here to give it';
  return failed('denied', `The call was not run: ${why}.`);
};

/** What the person says; what they said already when the run was stopped in between. Undefined: nobody answers. */
const askPerson = async (
  { agent, state, write, signal }: Run,
  id: string,
  question: string,
  more: Pick<Ask, 'permission' | 'choices'>,
): Promise<Answer | undefined> => {
  const known = state.answers[id];
  if (known) return known;
  if (!agent.askPerson || signal.aborted) return undefined;
  const ask: Ask = { id, agent: agent.name, question, ...more };
  write({ type: 'ask', ask });
  const answer = await untilAborted(
    agent.askPerson(ask, signal).catch(() => undefined),
    signal,
  );
  if (answer) write({ type: 'answer', id, answer });
  return answer;
};

const untilAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
  let stop = (): void => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

/** Runs the tool under its time limit. What it throws, its silence and its cancellation are results. */
const execute = async (run: Run, call: CallRecord, tool: AgentTool): Promise<ToolResult> => {
  const seconds = tool.timeout ?? TIMEOUT;
  const stop = new AbortController();
  let late = false;
  const timer =
    seconds === Infinity
      ? undefined
      : setTimeout(() => {
          late = true;
          stop.abort();
        }, seconds * 1000);
  const onAbort = (): void => stop.abort(run.signal.reason);
  run.signal.addEventListener('abort', onAbort, { once: true });
  let grace: NodeJS.Timeout | undefined;
  // An agent waits for its own tools first.
  const patience = tool.resumable ? run.agent.grace * Math.max(2, 4 - run.agent.depth) : run.agent.grace;
  const abandoned = new Promise<ToolResult>((resolve) => {
    stop.signal.addEventListener(
      'abort',
      () => {
        const result = late
          ? failed('timeout', `The call took longer than ${seconds} s and was stopped.`)
          : failed('cancelled', 'The run was stopped while this call ran. It is not known how far it came.');
        grace = setTimeout(() => resolve(result), patience);
      },
      { once: true },
    );
  });
  const life: Life = { held: [], over: false, asked: 0 };
  const context = contextOf(run, call, tool, stop.signal, life);
  const work = (async () => tool.run(call.arguments, context))().catch((error: unknown) =>
    failed(stop.signal.aborted ? (late ? 'timeout' : 'cancelled') : 'crash', `The tool failed: ${messageOf(error)}`),
  );
  try {
    return await Promise.race([work, abandoned]);
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    run.signal.removeEventListener('abort', onAbort);
    life.over = true;
    for (const release of life.held) release();
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 400);

/** `over`: the call has its result; whatever the tool still does counts for nothing. */
type Life = { held: (() => void)[]; over: boolean; asked: number };

const contextOf = (run: Run, call: CallRecord, tool: AgentTool, signal: AbortSignal, life: Life): ToolContext => ({
  signal,
  callId: run.agent.within === undefined ? call.id : `${run.agent.within}/${call.id}`,
  progress: (text) => {
    if (!life.over) run.emit({ type: 'progress', id: call.id, text });
  },
  ask: async (question, choices) =>
    life.over ? undefined : askPerson(run, `${call.id}/${++life.asked}`, question, choices ? { choices } : {}),
  left: run.left,
  grant: (wanted) => {
    const { budget, release } = run.grant(wanted);
    life.held.push(release);
    return budget;
  },
  journal: () => run.journal.child(call.id),
  emit: (event) => {
    if (!life.over) run.emit({ type: 'child', id: call.id, name: tool.name, event });
  },
  depth: run.agent.depth,
});

/** A result that the model can take: its head and its tail where it is too long, all of it in a file. */
const bounded = ({ state, journal }: Run, call: CallRecord, tool: AgentTool, given: ToolResult): ToolResult => {
  const result = typeof given?.content === 'string' ? given : failed('crash', 'The tool gave no result.');
  const share = state.window === undefined ? Infinity : Math.floor(state.window * RESULT_SHARE * 3);
  const most = Math.min(tool.longest ?? LONGEST, share);
  const { length } = result.content;
  if (length <= most) return result;
  const file = result.truncated?.file ?? journal.keep(call.id, result.content);
  const [head, tail] = [Math.floor(most * 0.6), Math.floor(most * 0.4)];
  const note = `\n\n[${length - head - tail} of ${length} characters are left out here${file === undefined ? '' : `; all of it is in ${file}`}]\n\n`;
  return {
    ...result,
    content: `${result.content.slice(0, head)}${note}${result.content.slice(length - tail)}`,
    truncated: { kept: head + tail, of: length, ...(file !== undefined && { file }) },
  };
};
