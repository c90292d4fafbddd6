/**
 * One request while it runs: the tree of its calls as spans that fill in, and the `Trace` that the tree is at any moment.
 * It writes nothing; ledger-book.ts is told when something happens.
 */
import type { ChatEvent, Failure, Finish, Usage, Wire } from '../../types.ts';
import { newCallId, newTraceId } from './schema.ts';
import type { RequestStart, Entry } from './ledger.ts';
import type { Role, Span, SpanEnd } from './span.ts';
import { ownUsage, totalUsage, type CostOf } from './budget.ts';
import type { Trace, TraceCall, TraceState, TraceSummary } from './trace.ts';

type Call = {
  id: string;
  parent: string | null;
  role: Role;
  model: string;
  input: Wire;
  children: Call[];
  /** Milliseconds since 1970, and of the timer that durations are measured with. */
  started: number;
  begun: number;
  first: number | undefined;
  ended: number | undefined;
  drawn: number;
  usage: Usage;
  finish: Finish | null;
  failure: Failure | null;
  output: Wire | null;
  events: ChatEvent[];
};

export type RunningRequest = {
  readonly entry: Entry;
  readonly keyId: string;
  readonly begun: number;
  /** Tokens and cost so far: exact where a call has ended, counted as they were drawn where it runs. */
  readonly paid: { tokens: number; cost: number };
  /** The tree as it stands; a call that runs while the request has ended counts as cancelled. */
  trace(state: TraceState): Trace;
  summary(state: TraceState): TraceSummary;
  /** Ends the request from outside, for want of budget. */
  stop(reason: Error): void;
  /** Resolves `kept`. */
  markCommitted(): void;
};

export type RunningRequestOptions = {
  clock: () => number;
  timer: () => number;
  costOf: CostOf;
  /** Whether to price tokens as they are drawn: only when a budget needs it. */
  watched: boolean;
  onPaid(live: RunningRequest): void;
  /** The request has ended; or a call of it has, later than the request. */
  onEnd(live: RunningRequest, late: boolean): void;
};

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (part as { text?: unknown } | null)?.text)
    .filter((text) => typeof text === 'string')
    .join('\n');
};

/** The last thing that was asked, in any of the bodies that the server takes. */
const questionOf = (body: Wire): string => {
  const turns = Array.isArray(body.messages) ? body.messages : Array.isArray(body.input) ? body.input : undefined;
  if (!turns) return textOf(body.input ?? body.prompt);
  const last = turns.findLast((turn: unknown) => (turn as { role?: unknown } | null)?.role === 'user') as
    | { content?: unknown }
    | undefined;
  return textOf(last?.content);
};

const SHOWN = 2000;
const excerpt = (text: string): string => (text.length <= SHOWN ? text : text.slice(0, SHOWN));

export const createRunningRequest = (begin: RequestStart, options: RunningRequestOptions): RunningRequest => {
  const { clock, timer, costOf, watched } = options;
  const over = new AbortController();
  const kept = Promise.withResolvers<void>();
  const paid = { tokens: 0, cost: 0 };
  const calls: Call[] = [];
  let settings: Wire | null = null;

  const newCall = (id: string, parent: Call | null, role: Role, model: string, input: Wire): Call => {
    const call: Call = {
      id,
      parent: parent?.id ?? null,
      role,
      model,
      input,
      children: [],
      started: clock(),
      begun: timer(),
      first: undefined,
      ended: undefined,
      drawn: 0,
      usage: { promptTokens: 0, completionTokens: 0 },
      finish: null,
      failure: null,
      output: null,
      events: [],
    };
    parent?.children.push(call);
    calls.push(call);
    return call;
  };
  const id = newTraceId(clock());
  const root = newCall(id.slice(16), null, 'request', begin.model, begin.body);

  const recount = (): void => {
    const { promptTokens, completionTokens, cost } = totalUsage(root, costOf);
    Object.assign(paid, { tokens: promptTokens + completionTokens, cost: cost ?? 0 });
  };
  const end = (call: Call, { finish, usage, failure, output }: SpanEnd): void => {
    if (call.ended !== undefined) return;
    Object.assign(call, { ended: timer(), finish, usage, failure: failure ?? null, output: output ?? null });
    recount();
    options.onPaid(live);
    if (call === root || root.ended !== undefined) options.onEnd(live, call !== root);
  };
  const spanOf = (call: Call): Span => ({
    id: call.id,
    child: (role, model, input) => spanOf(newCall(newCallId(), call, role, model, input)),
    note: (event) => {
      call.events.push(event);
    },
    firstToken: () => {
      call.first ??= timer();
    },
    drew: (tokens) => {
      call.drawn += tokens;
      if (!watched || call.children.length > 0) return;
      paid.tokens += tokens;
      paid.cost += costOf(call.model, { promptTokens: 0, completionTokens: tokens }) ?? 0;
      options.onPaid(live);
    },
    end: (ending) => end(call, ending),
  });

  const seconds = (from: number, to: number): number => Math.max(0, to - from) / 1000;
  const firstOf = (call: Call): number | null => (call.first === undefined ? null : seconds(call.begun, call.first));
  const callNow = (call: Call, state: TraceState): TraceCall => {
    const open = call.ended === undefined && state === 'running';
    return {
      id: call.id,
      parent: call.parent,
      role: call.role,
      model: call.model,
      started: call.started,
      first_token_seconds: firstOf(call),
      seconds: open ? null : seconds(call.begun, call.ended ?? timer()),
      finish: open ? null : (call.finish ?? 'cancelled'),
      failure: call.failure,
      usage: call.children.length === 0 ? ownUsage(call, costOf) : call.usage,
      input: call.input,
      output: call.output,
      events: call.events,
    };
  };

  const summary = (state: TraceState): TraceSummary => {
    const usage = totalUsage(root, costOf);
    const decision = root.events.findLast((event) => event.type === 'decision')?.decision;
    const done = root.events.findLast((event) => event.type === 'done');
    const firsts = calls.flatMap((call) => call.first ?? []);
    return {
      id,
      object: 'trace',
      request_id: begin.requestId,
      key: begin.keyId,
      model: begin.model,
      path: begin.path,
      stream: begin.stream === true,
      state,
      finish: state === 'interrupted' ? 'cancelled' : root.finish,
      failure: root.failure,
      started: root.started,
      seconds: seconds(root.begun, root.ended ?? timer()),
      first_token_seconds: firsts.length === 0 ? null : seconds(root.begun, root.first ?? Math.min(...firsts)),
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      cached_tokens: usage.cachedTokens ?? 0,
      reasoning_tokens: usage.reasoningTokens ?? 0,
      cost: usage.cost ?? null,
      calls: calls.length - 1,
      rule: decision?.rule ?? null,
      confidence: decision?.confidence ?? null,
      question: excerpt(questionOf(begin.body)),
      answer: excerpt(done?.reply.content ?? textOf(root.output?.content)),
    };
  };

  const live: RunningRequest = {
    entry: {
      ...spanOf(root),
      id,
      overBudget: over.signal,
      committed: kept.promise,
      setSettings: (given) => {
        settings = given;
      },
    },
    keyId: begin.keyId,
    begun: root.begun,
    paid,
    summary,
    trace: (state) => ({ ...summary(state), settings, tree: calls.map((call) => callNow(call, state)) }),
    stop: (reason) => {
      if (!over.signal.aborted) over.abort(reason);
    },
    markCommitted: kept.resolve,
  };
  return live;
};
