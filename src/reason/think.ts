/**
 * The whole system as a Chat made of a Chat: domain gate, plan, candidates in rounds, checks, selection, confidence.
 * Everything it decides is decided in select.ts, decide.ts and abstain.ts; here is the order in which things happen.
 *
 * Deterministic when the chat below is: each request gets its own seed from the seed of the question.
 */
import { hashString } from '../random.ts';
import type { Chat, ChatEvent, ChatRequest, Decision, Reply, Verify } from '../types.ts';
import { describeAbilities, familiarity, type Domain } from './abstain.ts';
import type { Candidate } from './cluster.ts';
import type { Calibration } from './confidence.ts';
import { toDecision } from './decide.ts';
import { extractAnswer } from './extract.ts';
import { emptyReply } from './gather.ts';
import { compare, judgeMessages, pairs, readVerdict } from './judge.ts';
import { createMeter, type Budget, type Meter } from './meter.ts';
import { planRequest, readPlan, withPlan, type PlanMode } from './plan.ts';
import { contenders, roundSize, select, type Comparison, type Selection } from './select.ts';

export type ThinkOptions = {
  plan?: PlanMode;
  /** Most candidates per question. Default 1. */
  n?: number;
  /** Of the candidates. Default: the request's, else 1 for several candidates and 0 for one. */
  temperature?: number;
  /** Draw the first candidate greedily, in a round of its own when a check can settle it. */
  greedyFirst?: boolean;
  /** Most tokens of one candidate. Default: the request's. */
  maxTokens?: number;
  /** Most tokens of one plan. Default 200. */
  planTokens?: number;
  /** Enforced over everything that the question costs. */
  budget?: Budget;
  verify?: Verify;
  /** Compares answers, only when votes do not decide. */
  judge?: Chat;
  /** Most tokens of one judgement. Default 600. */
  judgeTokens?: number;
  domain?: Domain;
  /** What the model can do, for the text of a refusal: see describeAbilities. */
  abilities?: string;
  calibration?: Calibration;
  /** Decline below this confidence, 0..1. Default 0. */
  abstainBelow?: number;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
};

/** What is known while one question is answered. */
type State = {
  chat: Chat;
  options: ThinkOptions;
  request: ChatRequest;
  question: string;
  n: number;
  meter: Meter;
  candidates: Candidate[];
  /** What the chat below said when it failed. */
  failure?: string;
};

const seedOf = ({ request }: State, part: string): number => hashString(`${request.seed ?? 0}/${part}`);

const over = (state: State): boolean => state.meter.signal.aborted || state.failure !== undefined;

/** At least 1: a request for no tokens says nothing. */
const bound = ({ meter }: State, most: number | undefined): number | undefined => {
  const least = Math.min(most ?? Infinity, meter.left());
  return least === Infinity ? undefined : Math.max(1, least);
};

/** Asks for `count` plans for the candidates from `base` on; '' stands for a plan that was dropped or never came. */
async function* draftPlans(state: State, count: number, base: number): AsyncGenerator<ChatEvent, string[]> {
  const plans = Array<string>(count).fill('');
  const request = planRequest(
    {
      messages: state.request.messages, seed: seedOf(state, `plan/${base}`),
      temperature: count > 1 ? 1 : (state.request.temperature ?? 0),
    },
    count, bound(state, state.options.planTokens ?? 200)!,
  );
  for await (const { event } of state.meter.run([{ chat: state.chat, request }])) {
    if (event.type === 'delta') yield { ...event, section: 'plan', index: base + event.index };
    if (event.type !== 'reply' || event.reply.finish !== 'stop') continue;
    const { text, leak } = readPlan(event.reply, state.question);
    if (!leak) plans[event.reply.index] = text;
    yield { type: 'plan', index: base + event.reply.index, text, leak, usage: event.usage };
  }
  return plans;
}

/** One request per plan (and one for a greedy candidate); `positions` are the candidates of the round it draws. */
const callsFor = (state: State, plans: readonly string[], base: number) => {
  const { options, request, n } = state;
  const asked = n > 1 && request.temperature === 0 ? undefined : request.temperature;
  const temperature = options.temperature ?? asked ?? (n > 1 ? 1 : 0);
  const greedy = (position: number): boolean => options.greedyFirst === true && base + position === 0;
  const groups = Map.groupBy(plans.keys(), (position) => JSON.stringify([greedy(position), plans[position]]));
  return [...groups.values()].map((positions) => {
    const first = positions[0]!;
    const plan = plans[first]!;
    return {
      positions,
      plan,
      call: {
        chat: state.chat,
        request: {
          ...request,
          messages: withPlan(request.messages, plan),
          open: request.open ?? (plan === '' ? 'think' : undefined),
          n: positions.length,
          temperature: greedy(first) ? 0 : temperature,
          maxTokens: bound(state, options.maxTokens ?? request.maxTokens),
          seed: seedOf(state, `solve/${base + first}`),
        } satisfies ChatRequest,
      },
    };
  });
};

/** Draws one candidate per plan, checks each as it ends, and stops the rest as soon as the outcome is settled. */
async function* drawRound(state: State, plans: readonly string[]): AsyncGenerator<ChatEvent, Selection> {
  const { candidates, meter, options, n } = state;
  const base = candidates.length;
  const groups = callsFor(state, plans, base);
  const stop = new AbortController();
  const partial = new Map<number, Reply>();
  const ended = new Set<number>();
  let selection: Selection = { type: 'open' };

  const end = function* (reply: Reply, usage: { promptTokens: number; completionTokens: number }): Generator<ChatEvent> {
    if (ended.has(reply.index)) return;
    ended.add(reply.index);
    yield { type: 'reply', reply, usage };
    const answer = extractAnswer(reply);
    const verdict = answer === '' ? undefined : options.verify?.(state.question, answer);
    candidates.push({ index: reply.index, answer, reply, verdict });
    yield { type: 'verdict', index: reply.index, answer, verdict };
    // The last one ends the round by itself; a judge may still have to be heard then.
    const remaining = n - candidates.length;
    if (remaining > 0) selection = select(candidates, { remaining });
    if (selection.type !== 'open') stop.abort();
  };

  try {
    for await (const { source, event } of meter.run(groups.map((group) => group.call), stop.signal)) {
      const { positions, plan } = groups[source]!;
      const indexOf = (local: number): number => base + (positions[local] ?? positions[0]!);
      switch (event.type) {
        case 'delta': {
          const index = indexOf(event.index);
          const so = partial.get(index) ?? { ...emptyReply('length'), index, plan };
          const part = event.section === 'answer' ? 'content' : event.section === 'think' ? 'reasoning' : 'plan';
          partial.set(index, { ...so, [part]: so[part] + event.text, tokens: so.tokens + event.tokens });
          yield { ...event, index };
          break;
        }
        case 'plan':
          yield { ...event, index: indexOf(event.index) };
          break;
        case 'reply':
          // After the outcome is settled nothing more is weighed; what was cut off is noted below.
          if (selection.type !== 'open') break;
          yield* end({ ...event.reply, index: indexOf(event.reply.index), plan: event.reply.plan || plan }, event.usage);
          break;
        case 'done': {
          const index = indexOf(0);
          if (event.reply.finish === 'error') state.failure = event.reply.content || 'the model failed without a message';
          else if (positions.length === 1 && !ended.has(index) && selection.type === 'open' && event.reply.finish !== 'cancelled') {
            yield* end({ ...event.reply, index, plan: event.reply.plan || plan }, event.usage);
          }
          break;
        }
        case 'verdict': case 'decision': case 'tool':
          break;
        default:
          event satisfies never;
      }
    }
    const settled = selection.type !== 'open';
    for (const reply of [...partial.values()].sort((a, b) => a.index - b.index)) {
      if (ended.has(reply.index)) continue;
      const finish = meter.spent() && !settled ? 'length' : settled || meter.signal.aborted ? 'cancelled' : 'error';
      yield { type: 'reply', reply: { ...reply, finish }, usage: { promptTokens: 0, completionTokens: reply.tokens } };
    }
    return selection;
  } finally {
    stop.abort();
  }
}

/** Asks the judge about the strongest answers, every pair in both orders. Empty when there is nothing to judge. */
async function askJudge(state: State, judge: Chat): Promise<Comparison[]> {
  const found: Comparison[] = [];
  for (const [a, b] of pairs(contenders(state.candidates), `${seedOf(state, 'judge')}`)) {
    if (state.meter.signal.aborted) break;
    const ask = (first: Candidate, second: Candidate, order: string) => ({
      chat: judge,
      request: {
        messages: judgeMessages(state.question, first, second), open: 'think' as const, temperature: 0,
        seed: seedOf(state, `judge/${a.index}/${b.index}/${order}`), maxTokens: bound(state, state.options.judgeTokens ?? 600)!,
      },
    });
    const verdicts: ('A' | 'B' | undefined)[] = [undefined, undefined];
    for await (const { source, event } of state.meter.run([ask(a, b, 'straight'), ask(b, a, 'swapped')])) {
      if (event.type === 'done') verdicts[source] = readVerdict(event.reply);
    }
    found.push(compare(a, b, verdicts[0], verdicts[1]));
  }
  return found;
}

/** Draws plans and candidates, round by round, until the outcome is settled or nothing more may be drawn. */
async function* explore(state: State): AsyncGenerator<ChatEvent, Selection> {
  const { options, candidates, n } = state;
  const mode = state.request.messages.at(-1)?.role === 'assistant' ? 'none' : (options.plan ?? 'none');
  let shared: string | undefined;
  for (;;) {
    const size = roundSize(candidates, n - candidates.length, options.verify !== undefined);
    if (size === 0 || over(state)) break;
    if (mode === 'shared') shared ??= (yield* draftPlans(state, 1, 0))[0]!;
    const plans = mode === 'each' ? yield* draftPlans(state, size, candidates.length) : Array<string>(size).fill(shared ?? '');
    if (over(state)) break;
    const before = candidates.length;
    const selection = yield* drawRound(state, plans);
    if (selection.type !== 'open') return selection;
    if (candidates.length < before + size) break;
  }
  const comparisons = options.judge && !state.meter.signal.aborted ? await askJudge(state, options.judge) : [];
  return select(candidates, { comparisons });
}

const budgetReason = (state: State): string | undefined => {
  const { tokens, seconds } = state.options.budget ?? {};
  const spent = state.meter.spent();
  return spent && `the budget of ${spent === 'tokens' ? `${tokens} tokens` : `${seconds} seconds`} ran out`;
};

/** What a user reads when no answer is given. */
const refusal = ({ rule, reason }: Decision, abilities: string): string =>
  rule === 'outside'
    ? `I can't answer that reliably: ${reason}. ${abilities}`
    : `I have no answer that I would stand behind: ${reason}.`;

/**
 * Makes a Chat that plans, draws up to `n` answers, checks and weighs them, and answers once; the `n` of a request is
 * ignored. Events as in types.ts: candidates are numbered over all rounds, `done.usage` counts all that was paid for,
 * `done.reply` is the winner or says why there is none. A request for a plan goes straight to `chat`.
 * Throws a RangeError when n is not a whole number of at least 1.
 */
export const think = (chat: Chat, options: ThinkOptions = {}): Chat => {
  const n = options.n ?? 1;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`think: n is ${n}; give a whole number of at least 1`);
  const clock = options.clock ?? (() => performance.now());

  return async function* (request) {
    if (request.open === 'plan') return yield* chat(request);
    const meter = createMeter(options.budget ?? {}, clock, request.signal);
    const question = request.messages.findLast((one) => one.role === 'user')?.content ?? '';
    const state: State = { chat, options, request, question, n, meter, candidates: [] };
    const done = (reply: Reply): ChatEvent => ({ type: 'done', reply, usage: meter.usage(), seconds: meter.seconds() });
    const abilities = options.abilities ?? describeAbilities([]);
    try {
      if (options.domain && !meter.signal.aborted) {
        const { known, reason } = familiarity(options.domain, question);
        if (!known) {
          const decision: Decision = { chosen: undefined, answer: '', rule: 'outside', confidence: 0, abstained: true, reason };
          yield { type: 'decision', decision };
          return yield done(emptyReply('stop', refusal(decision, abilities)));
        }
      }
      const selection = yield* explore(state);
      if (request.signal?.aborted) return yield done(emptyReply('cancelled'));
      if (selection.type === 'none' && state.failure !== undefined) return yield done(emptyReply('error', state.failure));

      const decision = toDecision(selection, options);
      const cut = budgetReason(state);
      if (cut && selection.type === 'none') decision.reason = `${decision.reason}: ${cut}`;
      yield { type: 'decision', decision };
      const winner = state.candidates.find((one) => one.index === decision.chosen);
      if (winner) return yield done({ ...winner.reply, content: winner.reply.content || winner.answer });
      const truncated = cut !== undefined || state.candidates.some((one) => one.reply.finish === 'length');
      const finish = decision.rule === 'empty' && truncated ? 'length' : 'stop';
      yield done(emptyReply(finish, refusal(decision, abilities)));
    } finally {
      meter.close();
    }
  };
};
