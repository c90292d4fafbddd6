/**
 * The agent loop, all of it. A run is a state (state.ts) that changes only by lines of a journal, each written before
 * it takes effect, and a `step` that looks at the state and does the one next thing: ask the model, run its calls,
 * correct it, judge its answer, stop. Killed anywhere and opened again with its journal, it goes on as if nothing had
 * happened.
 *
 * How one call is run is run-calls.ts, how a reply is read read-reply.ts, how room is made make-room.ts.
 */
import { askModel, type NoReply } from './ask-model.ts';
import { cancelledBy } from './cancelled.ts';
import { knowModel } from './know-model.ts';
import { readReply } from './read-reply.ts';
import { runCalls } from './run-calls.ts';
import { beginLine, openRun, outcomeOf, type Agent, type Run } from './run.ts';
import { REPEATS } from './state.ts';
import type { AgentEvent, MessageFrom, Outcome, StopReason, Task } from './types.ts';
import { makeRoom } from './make-room.ts';
import { windowInError } from './window.ts';

const MALFORMED = 3; // replies in a row that fail for one cause
const DENIED = 3; // calls in a row that were denied
const CHECKS = 2; // answers that did not pass

/** Runs `agent` on `task` to its end. `emit` gets every event. Rejects only when the journal can't be written. */
export const runAgent = async (
  agent: Agent,
  task: Task,
  emit: (event: AgentEvent) => void = () => {},
): Promise<Outcome> => {
  const run = openRun(agent, task, emit);
  try {
    if (run.state.next === 'begin') run.write(beginLine(run));
    else if (run.state.stopped || run.journal.lines.length > 0) goOn(run);
    while (!run.state.stopped) await step(run);
    return outcomeOf(run);
  } finally {
    run.close();
  }
};

/** The one next thing. */
const step = async (run: Run): Promise<void> => {
  const { state } = run;
  switch (state.next) {
    case 'calls':
      return runCalls(run);
    case 'caller':
      return stop(run, 'handed', 'calls of the caller wait for their results');
    case 'correct':
      return say(run, 'correction', `${state.fault?.message ?? ''} If no tool fits, answer in words.`);
    case 'answer':
      return judge(run);
    case 'begin':
    case 'model': {
      const reason = reasonToStop(run);
      if (reason) return stop(run, ...reason);
      for (const text of run.agent.inbox?.() ?? []) say(run, 'steering', text);
      const room = (await knowModel(run)) ?? (await makeRoom(run));
      if (room === 'made') return;
      return room ? noReply(run, room) : ask(run);
    }
    default:
      state.next satisfies never;
  }
};

/** Goes on from a journal, with results of the caller's tools where the task brings them. */
const goOn = (run: Run): void => {
  const { state, task } = run;
  run.write({ type: 'resumed', started: new Date().toISOString() });
  for (const { id, name } of state.calls) {
    const given = task.messages.findLast(({ role, toolCallId }) => role === 'tool' && toolCallId === id);
    if (given && !state.results[id])
      run.write({ type: 'result', id, name, result: { content: given.content }, took: 0 });
  }
};

const say = ({ write }: Run, from: MessageFrom, content: string): void =>
  write({ type: 'message', from, message: { role: 'user', content } });

const stop = ({ write }: Run, reason: StopReason, text: string, end?: NoReply): void => {
  const failure = end?.type === 'failed' ? end.failure : undefined;
  write({ type: 'stopped', reason, text, ...(end && { usage: end.usage }), ...(failure && { failure }) });
};

/** Why the model is not asked again, and the sentence for it. */
const reasonToStop = (run: Run): [StopReason, string] | undefined => {
  const { state, signal, task } = run;
  const left = run.left();
  if (task.signal?.aborted) return cancelledBy(task.signal);
  if (state.refused >= REPEATS.refusedInRow) return ['repeated', 'the model made the same calls again and again'];
  if (state.malformed.count >= MALFORMED)
    return ['malformed', `${MALFORMED} replies in a row can't be used (${state.malformed.cause}): ${lastWords(run)}`];
  if (state.failedChecks > CHECKS) return ['unchecked', lastWords(run)];
  if (state.denied >= DENIED) return ['denied', `${DENIED} calls in a row were not allowed: ${lastWords(run)}`];
  if (signal.aborted || left.seconds === 0)
    return ['seconds', `the time is up after ${Math.round(state.spent.seconds)} s`];
  if (left.steps === 0) return ['steps', `there is no answer after ${state.spent.steps} steps`];
  if (left.tokens === 0) return ['tokens', `the budget of tokens is used up (${state.spent.tokens})`];
  if (left.cost === 0) return ['cost', `the budget is used up ($${state.spent.cost.toFixed(4)})`];
  return undefined;
};

const lastWords = ({ state }: Run): string => state.messages.at(-1)?.content.slice(0, 400) ?? '';

/** Asks the model for its next reply and writes it down, read. */
const ask = async (run: Run): Promise<void> => {
  const { state, tools } = run;
  const number = state.spent.steps + 1;
  const show = (event: Extract<AgentEvent, { type: 'model' }>['event']): void =>
    run.emit({ type: 'model', step: number, event });
  const end = await askModel(run, state.messages, { withTools: true, show });
  if (end.type !== 'reply') return noReply(run, end);
  const read = readReply(end.reply, tools, { run: state.id, step: number, seed: state.seed, taken: state.ids });
  const { finish, model } = end.reply;
  run.write({ type: 'reply', step: number, ...read, finish, usage: end.usage, ...(model !== undefined && { model }) });
};

/** There is no reply. An error that names a smaller window is a reason to make room; all else ends the run. */
const noReply = (run: Run, end: NoReply): void => {
  if (end.type === 'full') return stop(run, 'window', end.message, end);
  if (end.type === 'blind') return stop(run, 'blind', end.message);
  if (end.type === 'bound')
    return stop(run, end.bound, `the budget of ${end.bound} was reached while the model wrote`, end);
  if (end.type === 'cancelled')
    return run.task.signal?.aborted
      ? stop(run, ...cancelledBy(run.task.signal), end)
      : stop(run, 'seconds', 'the time was up while the model wrote', end);
  const tokens = windowInError(end.message);
  if (tokens !== undefined && tokens < (run.state.window ?? Infinity)) return run.write({ type: 'window', tokens });
  return stop(run, 'failed', end.message, end);
};

/** The final answer passes the checks, or the model is told why not, at most twice. The person's words go first. */
const judge = async (run: Run): Promise<void> => {
  const { state, agent } = run;
  const answer = state.messages.at(-1)!.content;
  if (run.task.signal?.aborted) return stop(run, ...cancelledBy(run.task.signal));
  if (!state.accepted) {
    for (const check of agent.checks) {
      const verdict = await check({ task: state.task, answer, messages: state.messages });
      if (verdict && !verdict.pass) return run.write({ type: 'checked', pass: false, reason: verdict.reason });
    }
    if (agent.checks.length > 0) run.write({ type: 'checked', pass: true, reason: '' });
  }
  const further = agent.inbox?.() ?? [];
  if (further.length === 0) return stop(run, 'answered', answer);
  for (const text of further) say(run, 'follow-up', text);
};
