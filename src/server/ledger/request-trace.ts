/**
 * The stored form of a request, as plain JSON: what the store writes, /v1/traces returns, the page and the CLI read;
 * and `eventsOf`, which gives the events of a stored request. Fields are snake_case, as they go over the wire.
 */
import type { ChatEvent, Failure, Finish, Reply, ToolCall, Usage, Wire } from '../../types.ts';
import type { Role } from './span.ts';

/** 'interrupted': the process ended before the request did; its tokens and cost so far are known, its answer is not. */
export type TraceState = 'running' | 'finished' | 'interrupted';

/** A person's judgement of an answer. Training and routing read it. */
export type Labels = { rating?: 'up' | 'down'; comment?: string };

/**
 * A request in one row of a list. Times are milliseconds since 1970; a cost is in US dollars, null when no price is
 * known.
 */
export type TraceSummary = {
  id: string;
  object: 'trace';
  request_id: string;
  key: string;
  model: string;
  path: string;
  stream: boolean;
  state: TraceState;
  finish: Finish | null;
  /** What the response's error said. */
  failure: Failure | null;
  started: number;
  seconds: number;
  /** From the request to the first piece of output. */
  first_token_seconds: number | null;
  /** Everything paid for: plans, candidates, judges. */
  prompt_tokens: number;
  completion_tokens: number;
  cached_tokens: number;
  reasoning_tokens: number;
  cost: number | null;
  /** How many calls were made below the request. */
  calls: number;
  /** The rule that decided among candidates, when there were any. */
  rule: string | null;
  confidence: number | null;
  /** What a person said of the answer. */
  labels: Labels;
  /** The beginnings of the last question and of the answer. */
  question: string;
  answer: string;
};

/** One call of the tree. Texts longer than the store keeps end in a note of how much is missing. */
export type TraceCall = {
  id: string;
  parent: string | null;
  role: Role;
  model: string;
  /** Milliseconds since 1970. */
  started: number;
  first_token_seconds: number | null;
  /** Null while it runs. */
  seconds: number | null;
  finish: Finish | null;
  failure: Failure | null;
  usage: Usage;
  input: Wire;
  output: Wire | null;
  /** Plans, replies, verdicts, the decision and the end, as they happened. */
  events: readonly ChatEvent[];
};

/** The whole of a request; `tree[0]` is the request itself, parents come before their children. */
export type Trace = TraceSummary & { settings: Wire | null; tree: readonly TraceCall[] };

export type TraceFilter = {
  /** Only those of this key. */
  key?: string;
  model?: string;
  state?: TraceState;
  /** Only those that ended with an error, or only those that did not. */
  failed?: boolean;
  /** Text that the question or the answer holds; case and accents don't matter. */
  search?: string;
  /** Milliseconds since 1970: started at or after, started before. */
  since?: number;
  until?: number;
  /** Most rows, 1..500. Default 50. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
};

/** Newest first. `next` is there when there may be more; a page can be empty and still have a next one. */
export type TracePage = { data: readonly TraceSummary[]; next: string | undefined };

/** Seconds that half, nine in ten and 99 in 100 requests stayed below, to within 6 %. */
export type Percentiles = { p50: number; p90: number; p99: number };

export type Tally = {
  requests: number;
  failed: number;
  prompt_tokens: number;
  completion_tokens: number;
  /** Of the requests whose price is known. */
  cost: number;
  seconds: Percentiles | null;
  first_token_seconds: Percentiles | null;
};

/** Days are UTC, 'YYYY-MM-DD', newest first; models and keys by cost, then by requests. `keys` have no percentiles. */
export type Stats = {
  days: readonly (Tally & { day: string })[];
  models: readonly (Tally & { model: string })[];
  keys: readonly (Omit<Tally, 'seconds' | 'first_token_seconds'> & { key: string; name: string })[];
};

export type TraceStore = {
  list(filter: TraceFilter): TracePage;
  /** Undefined when there is no such trace, or it is not of `key`. */
  get(id: string, key?: string): Trace | undefined;
  /** Forgets one; what it cost stays counted. False when there was none. A running one can't be removed. */
  remove(id: string, key?: string): boolean;
  /** Sets what a person says of the answer. False when there is no such trace, or it is not of `key`. */
  label(id: string, labels: Labels, key?: string): boolean;
  /** Of the last `days` days, 1..400, of one key or of all. */
  stats(days: number, key?: string): Stats;
};

const textIn = (output: Wire | null, ...names: string[]): string => {
  for (const name of names) if (typeof output?.[name] === 'string') return output[name];
  return '';
};

/** Reads tool calls of the OpenAI form and of our own; others are left out. */
const toolCallsIn = (output: Wire | null): readonly ToolCall[] => {
  const calls = Array.isArray(output?.tool_calls) ? (output.tool_calls as Wire[]) : [];
  return calls.flatMap((call): ToolCall[] => {
    const made = (
      typeof call?.function === 'object' && call.function !== null ? { ...call, ...call.function } : call
    ) as Partial<ToolCall> | null;
    return typeof made?.name === 'string'
      ? [{ id: String(made.id ?? ''), name: made.name, arguments: String(made.arguments ?? '') }]
      : [];
  });
};

/**
 * The events of a stored request, in order, for the terminal, the page or a replay. Deltas are not stored; replies hold
 * their texts in full. A request without events gets those that its output amounts to. One that never ended has no
 * `done`.
 */
export const eventsOf = (trace: Trace): ChatEvent[] => {
  const [root] = trace.tree;
  const events = root ? [...root.events] : [];
  if (!root || trace.state !== 'finished' || events.some((event) => event.type === 'done')) return events;
  const { failure, output } = root;
  const toolCalls = toolCallsIn(output);
  const reply: Reply = {
    index: 0,
    plan: '',
    reasoning: textIn(output, 'reasoning', 'reasoning_content'),
    content: failure?.message ?? textIn(output, 'content'),
    finish: trace.finish ?? 'stop',
    tokens: trace.completion_tokens,
    logprob: 0,
    ...(toolCalls.length > 0 && { toolCalls }),
  };
  const usage = {
    promptTokens: trace.prompt_tokens,
    completionTokens: trace.completion_tokens,
    ...(trace.cost !== null && { cost: trace.cost }),
  };
  if (!failure && !events.some((event) => event.type === 'reply')) events.push({ type: 'reply', reply, usage });
  return [...events, { type: 'done', reply, usage, seconds: trace.seconds, ...(failure && { failure }) }];
};
