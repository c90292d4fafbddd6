/**
 * Candidate sampling: drafts plans, draws candidates in rounds, checks each, and asks the judge when votes don't
 * decide. It ends when the outcome is settled, when nothing more may be drawn, or when the budget is spent. select.ts
 * decides the outcome.
 */
import { hashString } from '../random.ts';
import type { AnswerSource, Chat, ChatEvent, ChatRequest, Failure, Reply, Sampling, Usage, Verify } from '../types.ts';
import { NO_USAGE, type Price } from '../usage.ts';
import { runChecks, type Check } from './check.ts';
import { answerAndSource } from '../answers/read.ts';
import { isWhole, type Candidate } from './cluster.ts';
import type { ExactAnswer } from './exact-answer.ts';
import type { CodeProbe, CodeRunners } from './code/code-probe.ts';
import { emptyReply } from '../answer.ts';
import { scoreWithCritic } from './critic.ts';
import { draftPlans, type Ask } from './plans/draft-plans.ts';
import { compare, compareByScores, judgeInWords, pairs, type JudgeForm } from './judge.ts';
import type { Meter } from './budget.ts';
import { firstReply } from './first-answer.ts';
import { paysToGoOn } from './pays.ts';
import { messagePlans } from './plans/plan-message.ts';
import { sectionPlans, type PlanForm, type PlanMode } from './plans/plan.ts';
import { contenders, roundSize, select, type Comparison, type Selection } from './select.ts';

export type CandidateOptions = {
  plan?: PlanMode;
  /** Of the candidates. Default: the request's, else 1 for several candidates and 0 for one. */
  temperature?: number;
  /** Of the candidates, where the request has none. Default: the model's own. */
  topP?: number;
  /** Draw the first candidate greedily, in a round of its own when a check can settle it. */
  greedyFirst?: boolean;
  /**
   * Draw the first candidate alone, and more only where that pays (pays.ts). It is drawn with the sampling of the
   * request, or with this where the request names none.
   */
  eager?: Pick<Sampling, 'temperature' | 'topP'>;
  /** The text of an answer that is there already: it is the first candidate (first-answer.ts). */
  first?: string;
  /** Most tokens of one candidate. Default: the request's. */
  maxTokens?: number;
  /**
   * How `chat` is asked for plans and given them. Default: in a section of their own (plan.ts); any model:
   * plan-message.ts.
   */
  plans?: PlanForm;
  /** Writes the plans. Default: `chat` itself. */
  planner?: Chat;
  /** How the planner is asked. Default: in words. */
  plannerPlans?: PlanForm;
  /** Most tokens of one plan. Default: the form's. */
  planTokens?: number;
  verify?: Verify;
  /** Further checks of every candidate. The form that a request asks for is always checked. */
  checks?: readonly Check[];
  /** Runs the programs of candidates where the question asks for code: their examples, tests and behaviour count. */
  code?: CodeRunners;
  /** What the tokens of each role cost, for budgets in dollars and the account. */
  prices?: { solver?: Price; planner?: Price; judge?: Price };
  /** Compares answers, only when votes do not decide. */
  judge?: Chat;
  /** How the judge is asked. Default: in words. */
  judgeForm?: JudgeForm;
  /** Most tokens of one judgement. Default: the form's. */
  judgeTokens?: number;
};

/** The state of one question while it is answered. */
export type State = {
  chat: Chat;
  options: CandidateOptions;
  request: ChatRequest;
  question: string;
  n: number;
  /** There are checks besides the form of the answer: one candidate may settle it. */
  settles: boolean;
  /** The answer by exact code: a candidate where none of the model's passes. */
  exact?: ExactAnswer;
  /** Runs the program of a candidate, where the question asks for one. */
  probe?: CodeProbe | undefined;
  meter: Meter;
  candidates: Candidate[];
  /** Those that were cut off before their end. */
  unfinished: Reply[];
  /** The failure that the chat below reported. */
  failure?: { message: string; failure?: Failure };
};

const seedOf = ({ request }: State, part: string): number => hashString(`${request.seed ?? 0}/${part}`);

const over = (state: State): boolean => state.meter.signal.aborted || state.failure !== undefined;

/** At least 1, since a request for 0 tokens gives nothing. */
const bound = ({ meter }: State, most: number | undefined, price: Price | undefined): number | undefined => {
  const least = Math.min(most ?? Infinity, meter.left(price));
  return least === Infinity ? undefined : Math.max(1, least);
};

const solverPlans = ({ options }: State) => options.plans ?? sectionPlans;

/** Plans for the candidates from `base` on, under the budget; '' for one that was dropped or never came. */
async function* plansFor(state: State, count: number, base: number): AsyncGenerator<ChatEvent, string[]> {
  const { options, request, meter } = state;
  const form = options.planner ? (options.plannerPlans ?? messagePlans) : solverPlans(state);
  const price = options.planner ? options.prices?.planner : options.prices?.solver;
  const chat = options.planner ?? state.chat;
  const ask: Ask = async function* (subRequest) {
    for await (const { event } of meter.run([{ chat, request: subRequest, price }])) yield event;
  };
  const drafts = draftPlans(ask, {
    form,
    messages: request.messages,
    question: state.question,
    count,
    seed: seedOf(state, `plan/${base}`),
    temperature: count > 1 ? 1 : (request.temperature ?? 0),
    maxTokens: bound(state, options.planTokens ?? form.tokens, price),
  });
  let step = await drafts.next();
  for (; !step.done; step = await drafts.next())
    yield 'index' in step.value ? { ...step.value, index: base + step.value.index } : step.value;
  return step.value;
}

/** What the request says of sampling, or else `given`; neither means the model's own. */
const samplingAlone = (request: ChatRequest, given: Pick<Sampling, 'temperature' | 'topP'>): Sampling => ({
  temperature: request.temperature ?? given.temperature,
  topP: request.topP ?? given.topP,
});

/** One request per plan (and one for a greedy candidate); `positions` are the candidates of the round it draws. */
const callsFor = (state: State, plans: readonly string[], base: number) => {
  const { options, request, n } = state;
  const form = solverPlans(state);
  const drawTemperature = n > 1 && request.temperature === 0 ? undefined : request.temperature;
  const temperature = options.temperature ?? drawTemperature ?? (n > 1 ? 1 : 0);
  const topP = request.topP ?? options.topP;
  const greedy = (position: number): boolean => options.greedyFirst === true && base + position === 0;
  // The first answer of an eager request is what the model alone would say.
  const alone = base === 0 ? options.eager : undefined;
  const groups = Map.groupBy(plans.keys(), (position) => JSON.stringify([greedy(position), plans[position]]));
  return [...groups.values()].map((positions) => {
    const first = positions[0]!;
    const plan = plans[first]!;
    const price = options.prices?.solver;
    return {
      positions,
      plan,
      call: {
        chat: state.chat,
        price,
        request: {
          ...request,
          messages: form.along(request.messages, plan),
          open: request.open ?? (plan === '' ? 'think' : undefined),
          n: positions.length,
          temperature: greedy(first) ? 0 : temperature,
          ...(topP !== undefined && !greedy(first) && { topP }),
          ...(alone && samplingAlone(request, alone)),
          maxTokens: bound(state, options.maxTokens ?? request.maxTokens, price),
          seed: seedOf(state, `solve/${base + first}`),
        } satisfies ChatRequest,
      },
    };
  });
};

/** A finished reply as a candidate: its answer, what its checks say of it, and what its program does. */
const weigh = async (state: State, reply: Reply): Promise<{ candidate: Candidate; read: AnswerSource }> => {
  const { meter, options, question, request, probe } = state;
  const { answer, read } = answerAndSource(reply, question);
  const candidate = { index: reply.index, question, answer, reply };
  // A whole text without an answer is checked too (is it JSON?), but has no vote.
  const whole = isWhole(reply) ? reply.content.trim() : '';
  if (answer === '' && whole === '') return { candidate, read };
  const checked = { question, answer: answer || whole, reply, request, signal: meter.signal };
  const verdict = await runChecks(checked, options.checks ?? [], options.verify);
  if (!probe || verdict?.pass === false) return { candidate: { ...candidate, verdict }, read };
  const ran = await probe(reply, meter.signal).catch(() => undefined);
  if (!ran) return { candidate: { ...candidate, verdict }, read };
  // A program that was run is the answer; text around it is ignored.
  const { verdict: found, ...vote } = ran;
  const settled = found?.pass === false ? found : (verdict ?? found);
  return { candidate: { ...candidate, answer: answer || whole, verdict: settled, ...vote }, read };
};

/**
 * An answer that is there already as the first candidate: read and checked like one that was drawn. It cost nothing.
 */
async function* takeFirst(state: State, text: string): AsyncGenerator<ChatEvent> {
  const reply = firstReply(text);
  yield { type: 'reply', reply, usage: NO_USAGE };
  const { candidate, read } = await weigh(state, reply);
  state.candidates.push(candidate);
  yield { type: 'verdict', index: reply.index, answer: candidate.answer, read, verdict: candidate.verdict };
}

/** The text of candidates while they are drawn, by candidate. */
const createDrafts = () => {
  const partial = new Map<number, Reply>();
  return {
    /** Adds a delta to the candidate `index`, which follows `plan`. */
    add({ section, text, tokens }: ChatEvent & { type: 'delta' }, index: number, plan: string): void {
      const soFar = partial.get(index) ?? { ...emptyReply('length'), index, plan };
      const part = PART_OF[section];
      partial.set(index, { ...soFar, [part]: soFar[part] + text, tokens: soFar.tokens + tokens });
    },
    /** Those that are not in `ended`, by their index. */
    unfinished: (ended: ReadonlySet<number>): Reply[] =>
      [...partial.values()].filter(({ index }) => !ended.has(index)).sort((a, b) => a.index - b.index),
  };
};

const PART_OF = { answer: 'content', think: 'reasoning', plan: 'plan' } as const;

/** Why a candidate was cut off. */
const cutBy = (meter: Meter, settled: boolean): Reply['finish'] => {
  if (meter.spent() && !settled) return 'length';
  return settled || meter.signal.aborted ? 'cancelled' : 'error';
};

const failureOf = ({ reply, failure }: ChatEvent & { type: 'done' }): NonNullable<State['failure']> => ({
  message: reply.content || 'the model failed without a message',
  ...(failure && { failure }),
});

/** Draws one candidate per plan, checks each as it ends, and stops the rest as soon as the outcome is settled. */
async function* drawRound(state: State, plans: readonly string[]): AsyncGenerator<ChatEvent, Selection> {
  const { candidates, meter, n } = state;
  const base = candidates.length;
  const groups = callsFor(state, plans, base);
  const stop = new AbortController();
  const drafts = createDrafts();
  const ended = new Set<number>();
  let selection: Selection = { type: 'open' };

  const end = async function* (reply: Reply, usage: Usage): AsyncGenerator<ChatEvent> {
    if (ended.has(reply.index)) return;
    ended.add(reply.index);
    yield { type: 'reply', reply, usage };
    const { candidate, read } = await weigh(state, reply);
    const { answer, verdict } = candidate;
    candidates.push(candidate);
    yield { type: 'verdict', index: reply.index, answer, read, verdict };
    // The last candidate ends the round by itself; the judge may still be needed then.
    const remaining = n - candidates.length;
    if (remaining > 0) selection = select(candidates, { remaining });
    if (selection.type !== 'open') stop.abort();
  };

  try {
    for await (const { source, event } of meter.run(
      groups.map((group) => group.call),
      stop.signal,
    )) {
      const { positions, plan } = groups[source]!;
      const indexOf = (local: number): number => base + (positions[local] ?? positions[0]!);
      switch (event.type) {
        case 'delta': {
          const index = indexOf(event.index);
          drafts.add(event, index, plan);
          yield { ...event, index };
          break;
        }
        case 'plan':
          yield { ...event, index: indexOf(event.index) };
          break;
        case 'reply':
          // Nothing counts after the outcome is settled; what was cut off is noted below.
          if (selection.type !== 'open') break;
          yield* end(
            { ...event.reply, index: indexOf(event.reply.index), plan: event.reply.plan || plan },
            event.usage,
          );
          break;
        case 'done': {
          const index = indexOf(0);
          if (event.reply.finish === 'error') {
            state.failure = failureOf(event);
          } else {
            const alone = positions.length === 1 && !ended.has(index) && event.reply.finish !== 'cancelled';
            if (alone && selection.type === 'open')
              yield* end({ ...event.reply, index, plan: event.reply.plan || plan }, event.usage);
          }
          break;
        }
        case 'verdict':
        case 'decision':
        case 'tool':
        case 'act':
        case 'raw':
          break;
        default:
          event satisfies never;
      }
    }
    const settled = selection.type !== 'open';
    for (const reply of drafts.unfinished(ended)) {
      const finish = cutBy(meter, settled);
      state.unfinished.push({ ...reply, finish });
      yield { type: 'reply', reply: { ...reply, finish }, usage: { promptTokens: 0, completionTokens: reply.tokens } };
    }
    return selection;
  } finally {
    stop.abort();
  }
}

/**
 * Sends requests to the judge under the budget, and gives its replies in their order; undefined for one that never
 * came.
 */
const askingJudge =
  (state: State, judge: Chat, form: JudgeForm) =>
  async (requests: readonly { request: ChatRequest; name: string }[]): Promise<(Reply | undefined)[]> => {
    const price = state.options.prices?.judge;
    const replies = requests.map((): Reply | undefined => undefined);
    const calls = requests.map(({ request, name }) => ({
      chat: judge,
      price,
      request: {
        ...request,
        seed: seedOf(state, `judge/${name}`),
        maxTokens: bound(state, state.options.judgeTokens ?? form.tokens, price)!,
      },
    }));
    for await (const { source, event } of state.meter.run(calls))
      if (event.type === 'done') replies[source] = event.reply;
    return replies;
  };

/**
 * Asks the judge about the strongest answers: each alone, or every pair in both orders, as its form says. Empty when
 * there is nothing to judge.
 */
async function askJudge(state: State, judge: Chat): Promise<Comparison[]> {
  const form = state.options.judgeForm ?? judgeInWords;
  const ask = askingJudge(state, judge, form);
  const strongest = contenders(state.candidates);
  const seed = `${seedOf(state, 'judge')}`;
  if (form.type === 'each') {
    if (strongest.length < 2) return [];
    const scores = await scoreWithCritic(form, state.question, strongest, (requests) =>
      ask(requests.map(({ request, answer }) => ({ request, name: `${answer.index}` }))),
    );
    return compareByScores(strongest, seed, (i) => scores?.[i]?.score);
  }
  const found: Comparison[] = [];
  for (const [a, b] of pairs(strongest, seed)) {
    if (state.meter.signal.aborted) break;
    const [straight, swapped] = await ask(
      [[a, b, 'straight'] as const, [b, a, 'swapped'] as const].map(([first, second, order]) => ({
        request: { messages: form.messages(state.question, first, second), open: 'think' as const, temperature: 0 },
        name: `${a.index}/${b.index}/${order}`,
      })),
    );
    found.push(compare(a, b, straight && form.read(straight), swapped && form.read(swapped)));
  }
  return found;
}

/** The exact answer as a candidate that passed, once an answer of the model differs from it. It cost nothing. */
async function* takeExact({ candidates }: State, { answer, reply, verdict }: ExactAnswer): AsyncGenerator<ChatEvent> {
  const index = Math.max(...candidates.map((candidate) => candidate.index)) + 1;
  const own = { ...reply, index };
  yield { type: 'reply', reply: own, usage: NO_USAGE };
  candidates.push({ index, answer, reply: own, verdict });
  yield { type: 'verdict', index, answer, verdict };
}

/** Whether the model has answered, and nothing that it said passed. */
const allFailed = (candidates: readonly Candidate[]): boolean =>
  candidates.length > 0 && candidates.every(({ verdict }) => verdict?.pass === false);

/** Draws plans and candidates, round by round, until the outcome is settled or nothing more may be drawn. */
export async function* sampleCandidates(state: State): AsyncGenerator<ChatEvent, Selection> {
  const { options, candidates, n } = state;
  const mode = state.request.messages.at(-1)?.role === 'assistant' ? 'none' : (options.plan ?? 'none');
  if (options.first !== undefined) {
    yield* takeFirst(state, options.first);
    const selection = n > 1 ? select(candidates, { remaining: n - 1 }) : undefined;
    if (selection && selection.type !== 'open') return selection;
  }
  let shared: string | undefined;
  for (;;) {
    if (state.exact && allFailed(candidates)) {
      yield* takeExact(state, state.exact);
      return select(candidates);
    }
    const alone = options.eager !== undefined && candidates.length === 0;
    const size = alone ? 1 : roundSize(candidates, n - candidates.length, state.settles);
    if (size === 0 || over(state)) break;
    if (options.eager && candidates.length === 1 && !paysToGoOn(candidates[0]!, options.verify !== undefined))
      return select(candidates);
    if (mode === 'shared') shared ??= (yield* plansFor(state, 1, 0))[0]!;
    const plans =
      mode === 'each' ? yield* plansFor(state, size, candidates.length) : Array<string>(size).fill(shared ?? '');
    if (over(state)) break;
    const before = candidates.length;
    const selection = yield* drawRound(state, plans);
    if (selection.type !== 'open') return selection;
    if (candidates.length < before + size) break;
  }
  const comparisons = options.judge && !state.meter.signal.aborted ? await askJudge(state, options.judge) : [];
  return select(candidates, { comparisons });
}
