/**
 * The K2 Think pipeline as its authors released it (MBZUAI-IFM/K2-Think-Inference, main.py, 2025-09-08; arXiv
 * 2509.07604), over any models, so that it can be measured beside Mizan's own. Three candidates are made at the same
 * time, each by its own triage, plan and solution; then a scan compares the best so far with the next. The prompts are
 * our words for the same tasks.
 *
 * Defects of the source that are kept:
 * - The judge gives its verdict before its reasons, and sees each pair in one order only, the incumbent first.
 * - Answers are not compared: the judge is asked even when all agree. Easy questions cost the same number of solutions.
 * - A first candidate that never came stands as the champion; a missing one is shown as "No answer.".
 * - A plan that gives the answer away is used all the same; the plan and the topics of the triage are asked for, and only the
 *   topics are used.
 *
 * What differs from the source:
 * - The triage and the judge are asked for JSON by the schema of the request; where the reply holds none the source stops
 *   with an error, and here the question counts as hard and the champion stays. The source's judge prompt names another field
 *   (`better_index`) than its schema (`index`); either is read.
 * - Earlier turns of the conversation are kept in front of the question; the source knows single questions only.
 * - Answer tags are taken off the winner. Budgets hold, over all calls; when one runs out, the first candidate that ended is given.
 * - Candidates are drawn at top-p 0.95, as in the report's evaluation; main.py sets none.
 * - A model with a section for plans is asked and told there (`plans`), and knows no triage: every question counts as hard.
 */
import { hashString } from '../random.ts';
import type { Chat, ChatEvent, ChatRequest, Failure, Message, Reply, Usage } from '../types.ts';
import type { Price } from '../usage.ts';
import type { Candidate } from './cluster.ts';
import { confidenceOf } from './confidence.ts';
import { answerAndSource } from '../answers/read.ts';
import { emptyReply } from '../answer.ts';
import { mergeStreams } from './merge-streams.ts';
import { createMeter, type Budget, type Meter } from './budget.ts';
import { replaceQuestion } from './plans/plan-message.ts';
import type { PlanForm } from './plans/plan.ts';

export type K2ThinkOptions = {
  /** Triage, plans. Default: the solver; in the source another, larger model. */
  planner?: Chat;
  /** Asked for its triage; the planner when not given. */
  triage?: Chat;
  /** Default: the planner. */
  judge?: Chat;
  /** For a solver that has a section for plans. */
  plans?: PlanForm;
  /** Candidates. Default 3. */
  n?: number;
  budget?: Budget;
  /** Candidates that have not ended by then are left behind. Default 1200, as in the source. */
  softSeconds?: number;
  /** Most tokens of one solution. Default: the request's. */
  maxTokens?: number;
  prices?: { solver?: Price; planner?: Price; judge?: Price };
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
};

const SOFT_TIMEOUT_MS = 1_200_000;
const TAIL = 2000;

const TRIAGE_SCHEMA = {
  type: 'object',
  properties: {
    is_hard: { type: 'boolean' },
    plan: { type: 'string' },
    topics: { type: 'array', items: { type: 'string' } },
  },
  required: ['is_hard', 'plan', 'topics'],
  additionalProperties: false,
};
/** The verdict stands before the reasons, as in the source. */
const JUDGE_SCHEMA = {
  type: 'object',
  properties: { index: { type: 'integer', enum: [0, 1] }, explanation: { type: 'string' } },
  required: ['index', 'explanation'],
  additionalProperties: false,
};

const triagePrompt = (question: string): string =>
  `Decide whether this question is a hard problem of mathematics, science, technology or programming, or needs information from elsewhere.
Then sketch a plan for it and name fewer than five topics, phrased as web searches would be, that bear on it.

${question}

Reply with JSON: is_hard (true or false), plan (text), topics (list of texts).`;

const planPrompt = (question: string, topics: readonly string[]): string =>
  `Plan how this question could be answered. Give away neither the answer nor a hint at it.

${question}
${topics.length > 0 ? `\nTopics that bear on it: ${topics.join('; ')}\n` : ''}
Write the plan between <plan> and </plan>.`;

const SOLVER_SYSTEM =
  'You are K2-Think, an assistant that reasons before it answers. Write your reasoning between <think> and </think>, then the answer between <answer> and </answer>.';

const augmented = (question: string, plan: string): string =>
  `<question>\n${question}\n</question>\n<ideas>\n${plan}\n</ideas>\nThe ideas may help. Answer the question.`;

const judgePrompt = (question: string, first: string, second: string): string =>
  `Which of two answers to this question is better?

${question}

Answer 0:
${first}

Answer 1:
${second}

Reply with JSON: index (0 or 1, the better one), explanation (text).`;

/** The object in a reply that should be JSON, or undefined. */
const objectIn = (text: string): Record<string, unknown> | undefined => {
  const inside = /\{[\s\S]*\}/.exec(text)?.[0];
  if (inside === undefined) return undefined;
  try {
    return JSON.parse(inside) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};

/** What the judge sees of a candidate: what follows the thinking. */
const shown = (reply: Reply | undefined): string => {
  if (!reply) return 'No answer.';
  const text = reply.content.includes('</think>')
    ? reply.content.slice(reply.content.lastIndexOf('</think>') + '</think>'.length)
    : reply.content;
  return text.trim() || `(No answer was found; the reasoning ends so:) ${reply.reasoning.slice(-TAIL)}`;
};

/** `stop` ends the candidates alone: the judge is heard after the soft timeout. */
type Work = {
  solver: Chat;
  options: K2ThinkOptions;
  request: ChatRequest;
  question: string;
  meter: Meter;
  stop?: AbortSignal | undefined;
};

/** One call under the meter, to its end; its deltas come through `show`. */
async function* call(
  work: Work,
  chat: Chat,
  price: Price | undefined,
  request: ChatRequest,
  show: (event: ChatEvent & { type: 'delta' }) => ChatEvent | undefined,
): AsyncGenerator<ChatEvent, (ChatEvent & { type: 'done' }) | undefined> {
  let done: (ChatEvent & { type: 'done' }) | undefined;
  const left = work.meter.left(price);
  const least = Math.min(request.maxTokens ?? Infinity, left);
  const bounded = least === Infinity ? request : { ...request, maxTokens: Math.max(1, least) };
  for await (const { event } of work.meter.run([{ chat, price, request: bounded }], work.stop)) {
    const seen = event.type === 'delta' ? show(event) : undefined;
    if (seen) yield seen;
    if (event.type === 'done') done = event;
  }
  return done;
}

/** The triage's result; no topics and 'hard' when its reply can't be read. */
async function* triage(work: Work, seed: number): AsyncGenerator<ChatEvent, { hard: boolean; topics: string[] }> {
  const { options, solver, question } = work;
  if (options.plans) return { hard: true, topics: [] };
  const done = yield* call(
    work,
    options.triage ?? options.planner ?? solver,
    options.prices?.planner,
    {
      messages: [{ role: 'user', content: triagePrompt(question) }],
      seed,
      format: { type: 'schema', name: 'triage', schema: TRIAGE_SCHEMA, strict: true },
    },
    () => undefined,
  );
  const said = objectIn(done?.reply.content ?? '');
  const topics = Array.isArray(said?.topics)
    ? said.topics.filter((topic): topic is string => typeof topic === 'string').slice(0, 4)
    : [];
  return { hard: typeof said?.is_hard === 'boolean' ? said.is_hard : true, topics };
}

const planIn = (text: string): string => {
  const end = text.lastIndexOf('</plan>');
  const start = end < 0 ? -1 : text.lastIndexOf('<plan>', end);
  return (start < 0 ? text : text.slice(start + '<plan>'.length, end)).trim();
};

async function* planFor(
  work: Work,
  index: number,
  topics: readonly string[],
  seed: number,
): AsyncGenerator<ChatEvent, string> {
  const { options, solver, question, request } = work;
  const planned: ChatRequest = options.plans
    ? options.plans.request({ messages: request.messages, seed, temperature: 1 }, 1, options.plans.tokens)
    : { messages: [{ role: 'user', content: planPrompt(question, topics) }], open: 'answer', seed };
  const done = yield* call(work, options.planner ?? solver, options.prices?.planner, planned, (event) => ({
    ...event,
    section: 'plan',
    index,
  }));
  if (done?.reply.finish !== 'stop') return '';
  const text = planIn(done.reply.plan || done.reply.content);
  yield { type: 'plan', index, text, leak: false, usage: done.usage };
  return text;
}

/** The messages that a solution is asked for with. */
const solverMessages = ({ options, request }: Work, plan: string): readonly Message[] => {
  if (options.plans) return options.plans.along(request.messages, plan);
  const messages = plan === '' ? request.messages : replaceQuestion(request.messages, (text) => augmented(text, plan));
  return [{ role: 'system', content: SOLVER_SYSTEM }, ...messages];
};

/** One candidate from triage to solution, as a Chat of its own so that all run at once. */
const attempt = (outer: Work, index: number): Chat =>
  async function* ({ signal }) {
    const work = { ...outer, stop: signal };
    const { options, request, solver } = work;
    const seedOf = (part: string) => hashString(`${request.seed ?? 0}/k2/${part}/${index}`);
    const { hard, topics } = yield* triage(work, seedOf('triage'));
    const plan = hard ? yield* planFor(work, index, topics, seedOf('plan')) : '';
    const maxTokens = options.maxTokens ?? request.maxTokens;
    const done = yield* call(
      work,
      solver,
      options.prices?.solver,
      {
        ...request,
        n: 1,
        messages: solverMessages(work, plan),
        temperature: 1,
        topP: 0.95,
        seed: seedOf('solve'),
        ...(maxTokens !== undefined && { maxTokens }),
      },
      (event) => ({ ...event, index }),
    );
    if (done) yield { ...done, reply: { ...done.reply, index, plan: done.reply.plan || plan } };
  };

/** The scan: the champion against the next, one order. */
async function* scan(work: Work, replies: readonly (Reply | undefined)[]): AsyncGenerator<ChatEvent, number> {
  const { options, question, solver, request } = work;
  // The source has no budgets. When one runs out here, the first candidate that ended is given.
  let champion = work.meter.signal.aborted
    ? Math.max(
        0,
        replies.findIndex((reply) => reply !== undefined),
      )
    : 0;
  for (let next = 1; next < replies.length && !work.meter.signal.aborted; next++) {
    const done = yield* call(
      work,
      options.judge ?? options.planner ?? solver,
      options.prices?.judge ?? options.prices?.planner,
      {
        messages: [{ role: 'user', content: judgePrompt(question, shown(replies[champion]), shown(replies[next])) }],
        seed: hashString(`${request.seed ?? 0}/k2/judge/${next}`),
        format: { type: 'schema', name: 'better', schema: JUDGE_SCHEMA, strict: true },
      },
      () => undefined,
    );
    const said = objectIn(done?.reply.content ?? '');
    if ((said?.index ?? said?.better_index) === 1) champion = next;
  }
  return champion;
}

const withoutTags = (content: string): string =>
  /<answer>([\s\S]*?)(?:<\/answer>|$)/.exec(content)?.[1]?.trim() ?? content;

/**
 * Makes a Chat that answers as K2 Think does; events as those of `think`. A request for a plan goes straight to
 * `solver`. Throws a RangeError when n is not a whole number of at least 1.
 */
export const k2Think = (solver: Chat, options: K2ThinkOptions = {}): Chat => {
  const { n = 3, clock = () => performance.now() } = options;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`k2Think: n is ${n}; give a whole number of at least 1`);
  return async function* (request) {
    if (request.open === 'plan') return yield* solver(request);
    const meter = createMeter(options.budget ?? {}, clock, request.signal);
    const soft = AbortSignal.any([
      meter.signal,
      AbortSignal.timeout(options.softSeconds === undefined ? SOFT_TIMEOUT_MS : options.softSeconds * 1000),
    ]);
    const question = request.messages.findLast((message) => message.role === 'user')?.content ?? '';
    const work: Work = { solver, options, request, question, meter };
    const done = (reply: Reply, failure?: Failure): ChatEvent => ({
      type: 'done',
      reply,
      usage: meter.usage(),
      seconds: meter.seconds(),
      ...(failure && { failure }),
    });
    const replies = Array<Reply | undefined>(n).fill(undefined);
    const candidates: Candidate[] = [];
    let failed: { message: string; failure?: Failure | undefined } | undefined;
    const note = function* (reply: Reply, usage: Usage): Generator<ChatEvent> {
      yield { type: 'reply', reply, usage };
      const { answer, read } = answerAndSource(reply, question);
      replies[reply.index] = reply;
      candidates.push({ index: reply.index, answer, reply });
      yield { type: 'verdict', index: reply.index, answer, read, verdict: undefined };
    };
    try {
      const attempts = Array.from({ length: n }, (_, index) => ({ chat: attempt(work, index), request }));
      for await (const { event } of mergeStreams(attempts, soft)) {
        if (event.type !== 'done') yield event;
        else if (event.reply.finish === 'error') failed = { message: event.reply.content, failure: event.failure };
        else if (event.reply.finish !== 'cancelled') yield* note(event.reply, event.usage);
      }
      if (request.signal?.aborted) return yield done(emptyReply('cancelled'));
      if (candidates.length === 0 && failed) return yield done(emptyReply('error', failed.message), failed.failure);
      const chosen = n > 1 ? yield* scan(work, replies) : 0;
      if (request.signal?.aborted) return yield done(emptyReply('cancelled'));
      const winner = replies[chosen];
      const answer = candidates.find((candidate) => candidate.index === chosen)?.answer ?? '';
      const rule = winner ? (n > 1 ? 'judge' : 'single') : 'empty';
      const reason = winner
        ? n > 1
          ? `candidate ${chosen} won the scan`
          : 'the only answer there is'
        : 'the candidate that won the scan has no answer';
      const confidence = winner ? confidenceOf({ rule, votes: 1, ballots: candidates.length }) : 0;
      yield {
        type: 'decision',
        decision: { chosen: winner ? chosen : undefined, answer, rule, confidence, abstained: !winner, reason },
      };
      if (!winner) return yield done(emptyReply(meter.spent() ? 'length' : 'stop', `I have no answer: ${reason}.`));
      yield done({ ...winner, content: withoutTags(winner.content) });
    } finally {
      meter.close();
    }
  };
};
