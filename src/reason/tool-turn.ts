/**
 * Tool calling with voting, as a Chat made of a Chat. It draws several replies, reads the calls in each
 * (calls/read-calls.ts), repairs and validates them by the tools' schemas, and answers with the calls that most replies
 * make (calls/vote.ts). When no reply has a valid call, the model is told once what is wrong.
 *
 * Deterministic when the chat below is: each draw gets its own seed from the request's.
 */
import { hashString } from '../random.ts';
import type {
  Chat,
  ChatEvent,
  ChatRequest,
  Decision,
  Failure,
  Message,
  Reply,
  ToolCall,
  Usage,
  Verdict,
} from '../types.ts';
import type { Price } from '../usage.ts';
import { createMeter, type Budget, type Meter } from './budget.ts';
import { checkCall, toolCallOf, type ReadCall } from './calls/check-call.ts';
import { readCalls, type CallReading } from './calls/read-calls.ts';
import { ballotOf, voteOnCalls, type ToolBallot, type ToolSelection } from './calls/vote.ts';
import { confidenceOf } from './confidence.ts';
import { cluster } from './cluster.ts';
import { answerText } from '../answers/read.ts';
import { emptyReply } from '../answer.ts';

export type ToolTurnOptions = {
  /** Most replies. Default 1. */
  n?: number;
  /** Enforced over everything that the turn costs. */
  budget?: Budget;
  price?: Price | undefined;
  /** Of the draws. Default: the request's, else 1 for several and the model's own for one. */
  temperature?: number;
  topP?: number;
  /** Draw the first reply greedily. */
  greedyFirst?: boolean;
  /** Most tokens of one reply. Default: the request's. */
  maxTokens?: number;
  /** What a vote for text weighs beside a vote for a call. Default 1. */
  textWeight?: number;
  /** Tell the model once what is wrong when no reply can be used. Default true. */
  retry?: boolean;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
};

/** A reply and the calls read from it. */
type ToolCandidate = { reply: Reply; reading: CallReading; ballot: ToolBallot };

/** Calls of the protocol are checked; text is read for calls. A call of an unknown tool stays for its fault. */
const readReply = (reply: Reply, { tools = [] }: Pick<ChatRequest, 'tools'>): CallReading => {
  if (!reply.toolCalls?.length) return readCalls(reply.content, tools);
  return {
    calls: reply.toolCalls.map((call) => checkCall(call, tools)),
    text: reply.content,
    declined: false,
    faults: [],
  };
};

/** Whether a reply ended by itself and is not empty. */
const isUsable = ({ finish, content, toolCalls }: Reply): boolean =>
  (finish === 'stop' || finish === 'tools') && (content.trim() !== '' || (toolCalls?.length ?? 0) > 0);

/** The choice of the client: `required` or a name makes text no answer, `none` makes a call none. */
const allowed = (ballot: ToolBallot, reading: CallReading, { toolChoice }: ChatRequest): ToolBallot => {
  if (toolChoice === undefined || toolChoice === 'auto') return ballot;
  if (toolChoice === 'none') return ballot;
  const wanted = typeof toolChoice === 'object' ? toolChoice.name : undefined;
  const fits = ballot.kind === 'calls' && (wanted === undefined || reading.calls.every((call) => call.name === wanted));
  return fits ? ballot : { ...ballot, kind: 'invalid' };
};

const candidateOf = (reply: Reply, request: ChatRequest): ToolCandidate => {
  const reading = readReply(reply, request);
  const ballot = ballotOf(reply.index, reading, request.tools ?? [], isUsable(reply));
  return { reply, reading, ballot: allowed(ballot, reading, request) };
};

/** Why a candidate can't win, as one sentence; undefined when it can. */
const faultOf = ({ reply, reading, ballot }: ToolCandidate, { toolChoice }: ChatRequest): string | undefined => {
  if (ballot.kind !== 'invalid') return undefined;
  const fault = reading.calls.find((call) => call.fault)?.fault ?? reading.faults[0];
  if (fault) return fault.message;
  if (reply.finish === 'length') return 'The reply was cut off by its limit of tokens. Answer more briefly.';
  if (typeof toolChoice === 'object') return `Call the tool ${toolChoice.name}.`;
  if (toolChoice === 'required') return 'Call one of the tools.';
  return isUsable(reply) ? 'The reply can not be used.' : 'The reply was empty. Call a tool or answer in words.';
};

const described = ({ reading, ballot }: ToolCandidate): string => {
  if (ballot.kind === 'text') return 'text';
  return reading.calls
    .map((call) => `${call.name}(${call.json.length > 200 ? `${call.json.slice(0, 199)}…` : call.json})`)
    .join(', ');
};

const verdictOf = (candidate: ToolCandidate, request: ChatRequest): Verdict => {
  const fault = faultOf(candidate, request);
  if (fault !== undefined) return { pass: false, reason: fault };
  const repairs = candidate.reading.calls.flatMap((call) =>
    call.repairs.map((repair) => `${repair.rule} ${repair.path}`.trim()),
  );
  return { pass: true, reason: repairs.length > 0 ? `repaired: ${repairs.join(', ')}` : 'it fits its schema' };
};

/** The calls as the protocol has them. Ids of the model are kept. */
const protocolCalls = ({ reply, reading }: ToolCandidate, seed: number): ToolCall[] =>
  reading.calls.map((call: ReadCall, i) =>
    toolCallOf(call, reply.toolCalls?.[i]?.id || `call_${hashString(`${seed}/${i}`).toString(36)}_${i}`),
  );

/** A reply with its valid calls in the protocol's form; unchanged when it has none. */
const repairedReply = (candidate: ToolCandidate, request: ChatRequest): Reply => {
  const { reply, reading, ballot } = candidate;
  if (ballot.kind !== 'calls' || request.toolChoice === 'none') return reply;
  const calls = request.parallelToolCalls === false ? reading.calls.slice(0, 1) : reading.calls;
  return {
    ...reply,
    content: reading.text,
    toolCalls: protocolCalls({ ...candidate, reading: { ...reading, calls } }, request.seed ?? 0),
    finish: 'tools',
  };
};

/** A single reply read and repaired; `verdict` says what was done, where anything was. */
export const repairReply = (
  reply: Reply,
  request: ChatRequest,
): { reply: Reply; verdict?: Extract<ChatEvent, { type: 'verdict' }> } => {
  const candidate = candidateOf(reply, request);
  if (candidate.ballot.kind !== 'calls') return { reply };
  const changed = candidate.reading.calls.some((call) => call.spelling !== 'native' || call.repairs.length > 0);
  const verdict = verdictOf(candidate, request);
  return {
    reply: repairedReply(candidate, request),
    ...(changed && { verdict: { type: 'verdict', index: reply.index, answer: described(candidate), verdict } }),
  };
};

type State = {
  request: ChatRequest;
  options: ToolTurnOptions;
  n: number;
  meter: Meter;
  candidates: ToolCandidate[];
  failure?: ChatEvent;
};

const bound = ({ meter, options, request }: State): number | undefined => {
  const least = Math.min(options.maxTokens ?? request.maxTokens ?? Infinity, meter.left(options.price));
  return least === Infinity ? undefined : Math.max(1, least);
};

const vote = ({ candidates, options }: State, remaining: number): ToolSelection =>
  voteOnCalls(
    candidates.map((candidate) => candidate.ballot),
    { remaining, ...(options.textWeight !== undefined && { textWeight: options.textWeight }) },
  );

/** How the draws of one round are asked for: greedily or warm. */
const asks = (state: State, size: number): { positions: number[]; request: ChatRequest }[] => {
  const { request, options, n, candidates } = state;
  const base = candidates.length;
  const drawTemperature = n > 1 && request.temperature === 0 ? undefined : request.temperature;
  const temperature = options.temperature ?? drawTemperature ?? (n > 1 ? 1 : undefined);
  const topP = request.topP ?? options.topP;
  const all = Array.from({ length: size }, (_, i) => base + i);
  const greedy = options.greedyFirst === true && n > 1 && base === 0 ? [[0], all.slice(1)] : [all];
  const maxTokens = bound(state);
  return greedy
    .filter((positions) => positions.length > 0)
    .map((positions, i) => ({
      positions,
      request: {
        ...request,
        n: positions.length,
        seed: hashString(`${request.seed ?? 0}/tools/${positions[0]!}`),
        ...(maxTokens !== undefined && { maxTokens }),
        ...(temperature !== undefined && { temperature: greedy.length > 1 && i === 0 ? 0 : temperature }),
        ...(topP !== undefined && { topP }),
      },
    }));
};

/** Draws `size` replies, reads each as it ends, and stops the rest as soon as the vote is decided. */
async function* drawRound(state: State, chat: Chat, size: number): AsyncGenerator<ChatEvent, ToolSelection> {
  const { request, options, meter, candidates, n } = state;
  const groups = asks(state, size);
  const stop = new AbortController();
  const ended = new Set<number>();
  let selection: ToolSelection = { type: 'open' };
  const end = function* (reply: Reply, usage: Usage): Generator<ChatEvent> {
    if (ended.has(reply.index)) return;
    ended.add(reply.index);
    yield { type: 'reply', reply, usage };
    const candidate = candidateOf(reply, request);
    candidates.push(candidate);
    yield { type: 'verdict', index: reply.index, answer: described(candidate), verdict: verdictOf(candidate, request) };
    const remaining = n - candidates.length;
    if (remaining > 0) selection = vote(state, remaining);
    if (selection.type !== 'open') stop.abort();
  };
  const calls = groups.map((group) => ({ chat, price: options.price, request: group.request }));
  try {
    for await (const { source, event } of meter.run(calls, stop.signal)) {
      const { positions } = groups[source]!;
      const at = (index: number): number => positions[index] ?? positions[0]!;
      if (event.type === 'delta') yield { ...event, index: at(event.index) };
      if (event.type === 'reply' && selection.type === 'open') {
        yield* end({ ...event.reply, index: at(event.reply.index) }, event.usage);
      }
      if (event.type !== 'done' || selection.type !== 'open') continue;
      if (event.reply.finish === 'error') state.failure ??= event;
      else if (positions.length === 1 && event.reply.finish !== 'cancelled') {
        yield* end({ ...event.reply, index: positions[0]! }, event.usage);
      }
    }
    return selection;
  } finally {
    stop.abort();
  }
}

/** The size of the next round: the fewest that can decide the vote, then all that are left. */
const sizeOf = ({ candidates, n }: State): number =>
  candidates.length === 0 ? Math.min(n, Math.floor(n / 2) + 1) : n - candidates.length;

/** The conversation with a reply that can't be used and what is wrong with it. What goes back is always well-formed. */
const corrected = (messages: readonly Message[], { reply }: ToolCandidate, fault: string): Message[] => {
  const calls = (reply.toolCalls ?? []).map((call) => `${call.name}(${call.arguments})`).join('\n');
  const said = [reply.content, calls].filter((part) => part !== '').join('\n');
  return [
    ...messages,
    { role: 'assistant', content: said.slice(0, 20_000) || '(nothing)' },
    { role: 'user', content: `${fault} If no tool fits, answer in words.` },
  ];
};

/** Asks once more, with the fault that most replies share. */
async function* retryOnce(state: State, chat: Chat): AsyncGenerator<ChatEvent, ToolCandidate | undefined> {
  const { request, candidates, meter, options } = state;
  const faults = candidates.map((candidate) => ({ candidate, fault: faultOf(candidate, request)! }));
  const common = [...Map.groupBy(faults, (fault) => fault.fault).values()].sort((a, b) => b.length - a.length)[0]?.[0];
  if (!common || meter.signal.aborted) return undefined;
  const index = candidates.length;
  const maxTokens = bound(state);
  const corrective: ChatRequest = {
    ...request,
    messages: corrected(request.messages, common.candidate, common.fault),
    n: 1,
    seed: hashString(`${request.seed ?? 0}/tools/retry`),
    ...(maxTokens !== undefined && { maxTokens }),
  };
  let found: ToolCandidate | undefined;
  for await (const { event } of meter.run([{ chat, price: options.price, request: corrective }])) {
    if (event.type === 'delta') yield { ...event, index };
    if (event.type !== 'done' || event.reply.finish === 'error' || event.reply.finish === 'cancelled') continue;
    const reply = { ...event.reply, index };
    found = candidateOf(reply, request);
    yield { type: 'reply', reply, usage: event.usage };
    yield { type: 'verdict', index, answer: described(found), verdict: verdictOf(found, request) };
  }
  if (found) candidates.push(found);
  return found?.ballot.kind === 'invalid' ? undefined : found;
}

/**
 * Of replies without a call, the one to give: the first of those whose answers agree most, else the first that says
 * more than that no tool fits.
 */
const spokesman = (chosen: ToolCandidate, { candidates, request }: State): ToolCandidate => {
  if (chosen.ballot.kind !== 'text') return chosen;
  const question = request.messages.findLast((message) => message.role === 'user')?.content ?? '';
  const texts = candidates
    .filter((candidate) => candidate.ballot.kind === 'text')
    .sort((a, b) => a.reply.index - b.reply.index);
  const said = texts.filter((candidate) => !candidate.reading.declined);
  const groups = cluster(
    said.map(({ reply }) => ({ index: reply.index, question, answer: answerText(reply, question), reply })),
  ).toSorted((a, b) => b.members.length - a.members.length);
  const [first, second] = groups;
  const agreed =
    first && first.members.length > Math.max(1, second?.members.length ?? 0) ? first.members[0]!.index : undefined;
  return said.find((candidate) => candidate.reply.index === agreed) ?? said[0] ?? chosen;
};

/** When no reply can be used: the first that is not empty, unchanged, so that the client sees the model's text. */
const best = ({ candidates }: State): ToolCandidate | undefined =>
  candidates.find((candidate) => isUsable(candidate.reply)) ?? candidates[0];

const decisionOf = (
  selection: ToolSelection,
  retried: ToolCandidate | undefined,
  fault: string | undefined,
): Decision => {
  if (selection.type === 'chosen') {
    const { rule, index, votes, ballots } = selection;
    const agree = ballots === 1 ? 'the only reply that can be used' : `${votes} of ${ballots} replies agree`;
    return {
      chosen: index,
      answer: '',
      rule,
      confidence: confidenceOf({ rule, votes, ballots }),
      abstained: false,
      reason: agree,
    };
  }
  if (retried) {
    const evidence = { rule: 'single', votes: 1, ballots: 1 } as const;
    const reason = `it was right after the fault was named: ${fault ?? ''}`;
    return {
      chosen: retried.reply.index,
      answer: '',
      rule: 'single',
      confidence: confidenceOf(evidence),
      abstained: false,
      reason,
    };
  }
  return {
    chosen: undefined,
    answer: '',
    rule: 'undecided',
    confidence: 0,
    abstained: true,
    reason: fault ?? 'no reply can be used',
  };
};

/**
 * Makes a Chat that answers a turn with tools by drawing up to `n` replies of `chat` and voting on their calls. Events
 * as in types.ts: the deltas are of candidates; each candidate has a verdict that names its repairs or its fault;
 * `done.reply` is the winner with its calls as calls of the protocol. A request without tools goes straight through.
 * Throws a RangeError when n is not a whole number of at least 1.
 */
export const toolTurn = (chat: Chat, options: ToolTurnOptions = {}): Chat => {
  const n = options.n ?? 1;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`toolTurn: n is ${n}; give a whole number of at least 1`);
  const clock = options.clock ?? (() => performance.now());
  return async function* (request) {
    if (!request.tools?.length) return yield* chat(request);
    const meter = createMeter(options.budget ?? {}, clock, request.signal);
    const state: State = { request, options, n, meter, candidates: [] };
    const done = (reply: Reply, failure?: Failure): ChatEvent => ({
      type: 'done',
      reply,
      usage: meter.usage(),
      seconds: meter.seconds(),
      ...(failure && { failure }),
    });
    try {
      let selection: ToolSelection = { type: 'open' };
      while (selection.type === 'open' && state.candidates.length < n && !meter.signal.aborted) {
        const before = state.candidates.length;
        const size = sizeOf(state);
        selection = yield* drawRound(state, chat, size);
        if (state.candidates.length < before + size) break;
      }
      if (selection.type === 'open') selection = vote(state, 0);
      if (request.signal?.aborted) return yield done(emptyReply('cancelled'));
      const { failure } = state;
      if (state.candidates.length === 0 && failure?.type === 'done') return yield done(failure.reply, failure.failure);
      const faulty = selection.type === 'none' ? state.candidates[0] : undefined;
      const fault = faulty && faultOf(faulty, request);
      const retried = faulty && options.retry !== false ? yield* retryOnce(state, chat) : undefined;
      const found = decisionOf(selection, retried, fault);
      const chosen = state.candidates.find((candidate) => candidate.reply.index === found.chosen);
      const winner = chosen ? spokesman(chosen, state) : best(state);
      yield { type: 'decision', decision: { ...found, chosen: chosen && winner?.reply.index } };
      if (!winner) return yield done(emptyReply(meter.spent() ? 'length' : 'error', 'the model gave no reply'));
      yield done({ ...repairedReply(winner, request), index: 0 });
    } finally {
      meter.close();
    }
  };
};
