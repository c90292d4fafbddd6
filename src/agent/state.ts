/**
 * The state of a run as the fold of its journal. Pure: no clock, no randomness, nothing outside the lines. A run that
 * was killed and one that was not therefore go on alike from the same lines.
 *
 * `next` says what the loop does next; loop.ts is a switch over it.
 */
import { createHash } from 'node:crypto';
import type { Failure, Message, Usage, Wire } from '../types.ts';
import { addUsage, NO_USAGE } from '../usage.ts';
import type { Answer, CallRecord, Effect, JournalLine, Spent, StopReason, ToolResult } from './types.ts';

/**
 * `calls`: some have no result yet. `caller`: calls of the caller's tools wait. `correct`: the reply can't be used.
 * `answer`: the model has answered. `model`: it is asked.
 */
type Next = 'begin' | 'model' | 'calls' | 'caller' | 'correct' | 'answer';

export type AgentState = {
  id: string;
  agent: string;
  seed: number;
  next: Next;
  system: string;
  /** What the run is about: the last message of the person before it began. */
  task: string;
  /** The conversation after the system message. */
  messages: Message[];
  /** The calls of the last reply, in order, and how many of them have their message. */
  calls: readonly CallRecord[];
  told: number;
  results: Record<string, ToolResult>;
  /** Calls that have begun and have no result. */
  running: Record<string, Effect>;
  /** What the person said, by the ask's id. */
  answers: Record<string, Answer>;
  /** Of all calls so far. */
  ids: Set<string>;
  /** How often a call gave the same result in a row, by name and arguments. */
  repeats: Map<string, { result: string; count: number }> | undefined;
  /** Calls of the last reply that are not run because they repeat, and how many in a row were not. */
  refuse: readonly string[];
  refused: number;
  denied: number;
  malformed: { cause: string; count: number };
  failedChecks: number;
  accepted: boolean;
  fault?: { error: string; message: string };
  usage: Usage;
  spent: Spent;
  window?: number;
  /** The model sees what its tools give. */
  visible?: boolean;
  stopped?: { reason: StopReason; text: string; failure?: Failure };
};

/** A call that gave the same result this often: the model is reminded, the call is not run, the run ends. */
export const REPEATS = { remind: 3, refuse: 5, stop: 8, refusedInRow: 4 } as const;

export const newState = (): AgentState => ({
  id: '',
  agent: '',
  seed: 0,
  next: 'begin',
  system: '',
  task: '',
  messages: [],
  calls: [],
  told: 0,
  results: {},
  running: {},
  answers: {},
  ids: new Set(),
  repeats: undefined,
  refuse: [],
  refused: 0,
  denied: 0,
  malformed: { cause: '', count: 0 },
  failedChecks: 0,
  accepted: false,
  usage: NO_USAGE,
  spent: { steps: 0, tokens: 0, seconds: 0, cost: 0 },
});

/** JSON with its keys in order, so that equal arguments are equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64').slice(0, 20);

/** What tells two calls apart: the tool and its arguments. */
const keyOf = (name: string, args: Wire): string => digest(`${name} ${canonical(args)}`);

/**
 * The calls that gave the same result too often. Decided when the reply comes, so that the order of finishing changes
 * nothing.
 */
const refusedCalls = ({ repeats }: AgentState, calls: readonly CallRecord[]): string[] => {
  if (!repeats) return [];
  const seen = new Map<string, number>();
  return calls.flatMap((call) => {
    const key = keyOf(call.name, call.arguments);
    const before = (repeats.get(key)?.count ?? 0) + (seen.get(key) ?? 0);
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return !call.polls && !call.fault && before >= REPEATS.refuse - 1 ? [call.id] : [];
  });
};

/** Counts a result. A write that succeeds and was not made before is progress: everything may be looked at again. */
const countRepeat = (state: AgentState, call: CallRecord, result: ToolResult): number => {
  const { repeats } = state;
  if (!repeats || call.polls || call.fault || result.error === 'cancelled' || result.error === 'limit') return 0;
  const key = keyOf(call.name, call.arguments);
  const known = repeats.get(key);
  if (result.error === 'repeated') {
    state.refused++;
    if (known && ++known.count >= REPEATS.stop) state.refused = REPEATS.refusedInRow;
    return 0;
  }
  state.refused = 0;
  const text = digest(result.content);
  if (!known && !result.error && state.running[call.id] !== 'read') repeats.clear();
  const count = known?.result === text ? known.count + 1 : 1;
  repeats.set(key, { result: text, count });
  return count;
};

const reminder = (count: number): string =>
  `\n\n[This call gave the same result ${count} times. Do something else, or give your answer.]`;

/** Gives the calls their messages, in the order of the calls: as far as results are there without a gap. */
const tell = (state: AgentState): void => {
  for (let call = state.calls[state.told]; call && state.results[call.id]; call = state.calls[state.told]) {
    const result = state.results[call.id]!;
    const count = countRepeat(state, call, result);
    const content = count >= REPEATS.remind ? `${result.content}${reminder(count)}` : result.content;
    state.messages.push({ role: 'tool', content, toolCallId: call.id });
    delete state.running[call.id];
    for (const id of Object.keys(state.answers)) if (id.startsWith(call.id)) delete state.answers[id];
    state.denied = result.error === 'denied' ? state.denied + 1 : 0;
    state.told++;
  }
  const open = state.calls.filter(({ id }) => !state.results[id]);
  if (open.length === 0) Object.assign(state, { results: {}, calls: [], told: 0, next: 'model' });
  else state.next = open.every(({ handed }) => handed) ? 'caller' : 'calls';
};

const pay = (state: AgentState, usage: Usage | undefined): void => {
  if (!usage) return;
  state.usage = addUsage(state.usage, usage);
  state.spent.tokens += usage.promptTokens + usage.completionTokens;
  state.spent.cost += usage.cost ?? 0;
};

const foldReply = (state: AgentState, line: Extract<JournalLine, { type: 'reply' }>): void => {
  state.messages.push(line.message);
  Object.assign(state, { calls: line.calls, told: 0, results: {}, accepted: false });
  for (const { id } of line.calls) state.ids.add(id);
  state.refuse = refusedCalls(state, line.calls);
  state.spent.steps++;
  pay(state, line.usage);
  delete state.fault;
  if (line.fault) state.fault = line.fault;
  const faulty = line.calls.length > 0 && line.calls.every(({ fault }) => fault);
  const cause = line.fault?.error ?? (faulty ? line.calls[0]!.fault!.error : '');
  const again = cause !== '' && cause === state.malformed.cause;
  state.malformed = { cause, count: again ? state.malformed.count + 1 : Number(cause !== '') };
  state.next = 'answer';
  if (line.fault) state.next = 'correct';
  if (line.calls.length > 0) state.next = line.calls.every(({ handed }) => handed) ? 'caller' : 'calls';
};

const foldBegin = (state: AgentState, line: Extract<JournalLine, { type: 'begin' }>): void => {
  const { id, agent, seed, system, messages } = line;
  const task = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  Object.assign(state, { id, agent, seed, system, task, messages: [...messages], next: 'model' });
  if (line.repeats) state.repeats = new Map();
};

const foldCompacted = (state: AgentState, line: Extract<JournalLine, { type: 'compacted' }>): void => {
  if (line.by === 'results') {
    for (const at of line.cut) {
      const { content, ...message } = state.messages[at]!;
      state.messages[at] = { ...message, content: `[a result of ${content.length} characters, left out to save room]` };
    }
    return;
  }
  pay(state, line.usage);
  const summary = `What was done so far, in short:\n${line.summary}`;
  state.messages.splice(line.from, line.to - line.from, { role: 'user', content: summary });
};

const goOn = (state: AgentState): void => {
  delete state.stopped;
  Object.assign(state, { refused: 0, denied: 0, failedChecks: 0, malformed: { cause: '', count: 0 } });
};

/** Changes `state` by one line of the journal. */
export const foldLine = (state: AgentState, line: JournalLine): void => {
  state.spent.seconds = line.seconds;
  switch (line.type) {
    case 'begin':
      return foldBegin(state, line);
    case 'resumed':
      // After a stop the counters begin anew; after a kill they go on.
      if (state.stopped) goOn(state);
      return;
    case 'window':
      state.window = line.tokens;
      return;
    case 'probed':
      pay(state, line.usage);
      if (line.window !== undefined) state.window = line.window;
      if (line.visible !== undefined) state.visible = line.visible;
      return;
    case 'message':
      if (state.stopped) goOn(state);
      state.messages.push(line.message);
      if (line.from === 'follow-up') Object.assign(state, { task: line.message.content, failedChecks: 0 });
      state.next = 'model';
      return;
    case 'reply':
      return foldReply(state, line);
    case 'ask':
      return;
    case 'answer':
      state.answers[line.id] = line.answer;
      return;
    case 'call':
      state.running[line.id] = line.effect;
      return;
    case 'result':
      state.results[line.id] = line.result;
      pay(state, line.result.usage);
      state.spent.steps += line.result.steps ?? 0;
      return tell(state);
    case 'compacted':
      return foldCompacted(state, line);
    case 'checked':
      state.accepted = line.pass;
      if (line.pass) return;
      state.failedChecks++;
      state.messages.push({
        role: 'user',
        content: `Your answer did not pass a check: ${line.reason} Correct it, then answer again.`,
      });
      state.next = 'model';
      return;
    case 'stopped':
      pay(state, line.usage);
      state.stopped = { reason: line.reason, text: line.text, ...(line.failure && { failure: line.failure }) };
      return;
    default:
      line satisfies never;
  }
};
