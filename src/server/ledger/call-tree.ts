/** The calls of one request as plain records, and their form in a trace. Pure functions. */
import type { ChatEvent, Failure, Finish, Usage, Wire } from '../../types.ts';
import { ownUsage, totalUsage, type CostOf } from './key-budget.ts';
import type { RequestStart } from './ledger.ts';
import type { Role } from './span.ts';
import type { TraceCall, TraceState, TraceSummary } from './request-trace.ts';

export type Call = {
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
  /** Tokens that were seen to be drawn. */
  drawn: number;
  usage: Usage;
  finish: Finish | null;
  failure: Failure | null;
  output: Wire | null;
  events: ChatEvent[];
};

type NewCall = Pick<Call, 'id' | 'role' | 'model' | 'input' | 'started' | 'begun'>;

/** A call that begins, as a child of `parent`. */
export const newCall = (parent: Call | null, given: NewCall): Call => {
  const call: Call = {
    ...given,
    parent: parent?.id ?? null,
    children: [],
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
  return call;
};

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (part as { text?: unknown } | null)?.text)
    .filter((text) => typeof text === 'string')
    .join('\n');
};

/** The last question of a body, in any of the forms that the server takes. */
const questionOf = (body: Wire): string => {
  const turns = Array.isArray(body.messages) ? body.messages : Array.isArray(body.input) ? body.input : undefined;
  if (!turns) return textOf(body.input ?? body.prompt);
  // Results of tools are turns of the user in Anthropic's form: they hold no words of a question.
  const texts = turns.flatMap((turn: unknown) => {
    const { role, content } = (turn ?? {}) as { role?: unknown; content?: unknown };
    const words = role === 'user' ? textOf(content) : '';
    return words === '' ? [] : [words];
  });
  return texts.at(-1) ?? '';
};

/** Longest beginning of a question or answer in a summary, in characters. */
const SHOWN = 2000;
const excerpt = (text: string): string => (text.length <= SHOWN ? text : text.slice(0, SHOWN));

const seconds = (from: number, to: number): number => Math.max(0, to - from) / 1000;

/**
 * What a trace says of a call at the time `now` of the timer. A call that runs while its request has ended counts as
 * cancelled.
 */
export const traceCall = (call: Call, state: TraceState, now: number, costOf: CostOf): TraceCall => {
  const open = call.ended === undefined && state === 'running';
  return {
    id: call.id,
    parent: call.parent,
    role: call.role,
    model: call.model,
    started: call.started,
    first_token_seconds: call.first === undefined ? null : seconds(call.begun, call.first),
    seconds: open ? null : seconds(call.begun, call.ended ?? now),
    finish: open ? null : (call.finish ?? 'cancelled'),
    failure: call.failure,
    usage: call.children.length === 0 ? ownUsage(call, costOf) : call.usage,
    input: call.input,
    output: call.output,
    events: call.events,
  };
};

/** The row of a request: `calls[0]` is the request itself. */
export const traceSummary = (
  id: string,
  start: RequestStart,
  calls: readonly Call[],
  state: TraceState,
  now: number,
  costOf: CostOf,
): TraceSummary => {
  const root = calls[0]!;
  const usage = totalUsage(root, costOf);
  const decision = root.events.findLast((event) => event.type === 'decision')?.decision;
  const done = root.events.findLast((event) => event.type === 'done');
  const firsts = calls.flatMap((call) => call.first ?? []);
  return {
    id,
    object: 'trace',
    request_id: start.requestId,
    key: start.keyId,
    model: start.model,
    path: start.path,
    stream: start.stream === true,
    state,
    finish: state === 'interrupted' ? 'cancelled' : root.finish,
    failure: root.failure,
    started: root.started,
    seconds: seconds(root.begun, root.ended ?? now),
    first_token_seconds: firsts.length === 0 ? null : seconds(root.begun, root.first ?? Math.min(...firsts)),
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    cached_tokens: usage.cachedTokens ?? 0,
    reasoning_tokens: usage.reasoningTokens ?? 0,
    cost: usage.cost ?? null,
    calls: calls.length - 1,
    rule: decision?.rule ?? null,
    confidence: decision?.confidence ?? null,
    labels: {},
    question: excerpt(questionOf(start.body)),
    answer: excerpt(done?.reply.content ?? textOf(root.output?.content)),
  };
};
