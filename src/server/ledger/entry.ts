/**
 * A request while it runs: the tree of its calls as spans that fill in, and its `Trace` at any moment. It writes
 * nothing; open-ledger.ts is told when something happens.
 */
import type { Failure } from '../../types.ts';
import { RequestError } from '../http.ts';
import type { Spender } from './accounts.ts';
import { totalUsage, type Amount, type CostOf } from './key-budget.ts';
import { newCall, traceCall, traceSummary, type Call } from './call-tree.ts';
import type { Entry, RequestStart } from './ledger.ts';
import { newCallId } from './tables.ts';
import type { Span, SpanEnd } from './span.ts';
import type { Trace, TraceState, TraceSummary } from './request-trace.ts';

export type RunningRequest = Spender & {
  readonly entry: Entry;
  readonly keyId: string;
  readonly begun: number;
  trace(state: TraceState): Trace;
  summary(state: TraceState): TraceSummary;
  /** Resolves `entry.committed`. */
  markCommitted(): void;
};

export type RunningRequestOptions = {
  /** The trace's: see `newTraceId`. */
  id: string;
  clock: () => number;
  timer: () => number;
  costOf: CostOf;
  /** What the request is expected to take. */
  reserved: Amount;
  /** Whether to price tokens as they are drawn: only where a budget needs it. */
  watched: () => boolean;
  onPaid(request: RunningRequest): void;
  /** The request has ended; `late`: a call of it has, after the request. */
  onEnd(request: RunningRequest, late: boolean): void;
};

export const createRunningRequest = (start: RequestStart, options: RunningRequestOptions): RunningRequest => {
  const { clock, timer, costOf } = options;
  const over = new AbortController();
  const committed = Promise.withResolvers<void>();
  const paid = { tokens: 0, cost: 0 };
  const { id } = options;
  const begin = (parent: Call | null, given: Pick<Call, 'id' | 'role' | 'model' | 'input'>): Call =>
    newCall(parent, { ...given, started: clock(), begun: timer() });
  const root = begin(null, { id: id.slice(16), role: 'request', model: start.model, input: start.body });
  const calls = [root];
  let settings: Trace['settings'] = null;

  const end = (call: Call, { finish, usage, failure, output }: SpanEnd): void => {
    if (call.ended !== undefined) return;
    Object.assign(call, { ended: timer(), finish, usage, failure: failure ?? null, output: output ?? null });
    const { promptTokens, completionTokens, cost } = totalUsage(root, costOf);
    Object.assign(paid, { tokens: promptTokens + completionTokens, cost: cost ?? 0 });
    options.onPaid(request);
    if (call === root || root.ended !== undefined) options.onEnd(request, call !== root);
  };
  const drew = (call: Call, tokens: number): void => {
    call.drawn += tokens;
    if (call.children.length > 0 || !options.watched()) return;
    paid.tokens += tokens;
    paid.cost += costOf(call.model, { promptTokens: 0, completionTokens: tokens }) ?? 0;
    options.onPaid(request);
  };
  const spanOf = (call: Call): Span => ({
    id: call.id,
    child: (role, model, input) => {
      const child = begin(call, { id: newCallId(), role, model, input });
      calls.push(child);
      return spanOf(child);
    },
    note: (event) => {
      call.events.push(event);
    },
    firstToken: () => {
      call.first ??= timer();
    },
    drew: (tokens) => drew(call, tokens),
    end: (ending) => end(call, ending),
  });
  const summary = (state: TraceState): TraceSummary => traceSummary(id, start, calls, state, timer(), costOf);

  const request: RunningRequest = {
    entry: {
      ...spanOf(root),
      id,
      overBudget: over.signal,
      committed: committed.promise,
      setSettings: (given) => {
        settings = given;
      },
    },
    keyId: start.keyId,
    begun: root.begun,
    paid,
    reserved: options.reserved,
    free: start.free === true,
    summary,
    trace: (state) => ({
      ...summary(state),
      settings,
      tree: calls.map((call) => traceCall(call, state, timer(), costOf)),
    }),
    stop: (failure: Failure) => {
      if (!over.signal.aborted) over.abort(new RequestError(failure));
    },
    markCommitted: committed.resolve,
  };
  return request;
};
