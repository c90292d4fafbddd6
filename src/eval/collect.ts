/**
 * Collecting for an evaluation: each item is asked greedily and n times at random, with a plan and without, as the live
 * system asks (reason/plans/draft-plans.ts, answers/read.ts, reason/critic.ts). What came back is yielded as one plain
 * record per item and arm. Nothing is scored here: metrics.ts computes every number offline from the records, so an
 * interrupted collection resumes, and a new measure needs no new sampling.
 *
 * The gold answer is copied into the record after the reply; it never enters a request.
 *
 * Seeds: training draws its items with seed 1, evaluation with seeds from 1000 on, calibration with evaluation seeds
 * on the train split. Test problems are disjoint from training by construction whatever the seed (task/family.ts).
 */
import { hashString } from '../random.ts';
import { criticForm, scoreWithCritic, type CriticScore } from '../reason/critic.ts';
import { draftPlan, type Draft } from '../reason/plans/draft-plans.ts';
import { answerText } from '../answers/read.ts';
import { groupAnswers } from '../answers/same.ts';
import type { Chat, ChatRequest, Finish, Item, Reply, Usage } from '../types.ts';
import type { Difficulty, Split } from '../task/family.ts';
import { item as taskItem, verify } from '../task/registry.ts';
import { sum } from './statistics.ts';

/** With one plan that all continuations of an item share, or straight to thinking. */
export type Arm = 'none' | 'shared';

/**
 * One continuation as the offline measures need it. `answer` is '' when it has none, or was cut off. `critic` is what a
 * critic said of it, where one was asked: how likely it believes the answer to be right, null for no verdict, and its
 * tokens.
 */
export type SampledAnswer = {
  answer: string;
  finish: Finish;
  tokens: number;
  logprob: number;
  critic?: { score: number | null; tokens: number };
};

/** Everything that asking one item in one arm brought: a line of a run file. `seconds` is the time of each request. */
export type EvaluationRecord = {
  type: 'asked';
  item: Pick<Item, 'id' | 'family' | 'difficulty' | 'question' | 'gold'>;
  arm: Arm;
  /** '' in the arm without plans, and when the plan was empty or dropped. */
  plan: string;
  planUsage: Usage;
  greedy: SampledAnswer & { reasoning: string };
  greedyUsage: Usage;
  samples: SampledAnswer[];
  samplesUsage: Usage;
  seconds: { plan: number; greedy: number; samples: number };
};

export type CollectOptions = {
  /** Continuations of each item and arm. */
  n: number;
  temperature: number;
  maxTokens: number;
  seed: number;
  /** Scores the answers to a question where they differ and no check can read it. */
  critic?: Chat | undefined;
  signal: AbortSignal;
  /** Milliseconds. */
  clock?: () => number;
};

/** Item and arm: the unit that is asked, recorded and resumed. */
export type WorkItem = { item: Item; arm: Arm };

/** The model or the network failed; the message is what it reported. */
export class ChatFailed extends Error {}

/**
 * `count` items of each family, with the given difficulties in turn, no question twice. A family with too few distinct
 * questions gives fewer. Ordered so that any beginning of the list holds every family about equally.
 */
export const evaluationItems = (
  families: readonly string[],
  options: { split: Split; seed: number; count: number; difficulties: readonly Difficulty[] },
): Item[] => {
  if (options.seed < 1000) {
    throw new RangeError(`evaluation seed ${options.seed}: seeds below 1000 belong to training; use 1000 or more`);
  }
  const lists = families.map((family) => {
    const { split, seed, count, difficulties } = options;
    const items = new Map<string, Item>();
    for (let index = 0; items.size < count && index < count * 20; index++) {
      const item = taskItem(family, split, seed, index, difficulties[index % difficulties.length]!);
      if (!items.has(item.question)) items.set(item.question, item);
    }
    return [...items.values()];
  });
  return Array.from({ length: options.count }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
};

/**
 * The work that `records` leave to do. Throws when a recorded item no longer reads as it did: the families have
 * changed.
 */
export const remaining = (
  items: readonly Item[],
  arms: readonly Arm[],
  records: readonly EvaluationRecord[],
): WorkItem[] => {
  const done = new Map(records.map((record) => [`${record.item.id} ${record.arm}`, record]));
  return items
    .flatMap((item) => arms.map((arm) => ({ item, arm })))
    .filter(({ item, arm }) => {
      const record = done.get(`${item.id} ${arm}`);
      if (record && record.item.question !== item.question) {
        const [was, is] = [record.item.question, item.question];
        throw new Error(`item ${item.id} was recorded as "${was}" and now reads "${is}"; start a new evaluation`);
      }
      return !record;
    });
};

type Replies = { replies: Reply[]; usage: Usage };

/** All continuations of one request by index, or undefined when it was cancelled. Throws `ChatFailed` on an error. */
export const collectReplies = async (chat: Chat, request: ChatRequest): Promise<Replies | undefined> => {
  const replies: Reply[] = [];
  for await (const event of chat(request)) {
    if (event.type === 'reply') replies.push(event.reply);
    if (event.type !== 'done') continue;
    if (event.reply.finish === 'error') throw new ChatFailed(event.reply.content);
    if (event.reply.finish === 'cancelled' || request.signal?.aborted) return undefined;
    const all = replies.length > 0 ? replies.sort((a, b) => a.index - b.index) : [event.reply];
    const wanted = request.n ?? 1;
    if (all.length !== wanted) throw new ChatFailed(`${wanted} continuations were requested and ${all.length} came`);
    return { replies: all, usage: event.usage };
  }
  throw new ChatFailed('the model ended its stream without a "done" event');
};

/** A reply and the answer read from it. */
type Answered = { reply: Reply; answer: string };

/**
 * What the critic says of each answer. It is asked where no check can read the question and at least two answers
 * differ, of every draw, since each may be a candidate in some replayed run. Undefined when the signal came first.
 */
const criticScores = async (
  critic: Chat,
  question: string,
  answers: readonly Answered[],
  signal: AbortSignal,
): Promise<(CriticScore | undefined)[] | undefined> => {
  const open = answers.flatMap(({ reply, answer }, index) =>
    answer !== '' && verify(question, answer) === undefined ? [{ index, reply, answer, verdict: undefined }] : [],
  );
  const none = answers.map(() => undefined);
  const groups = groupAnswers(
    open.map(({ answer }) => answer),
    { question },
  );
  if (new Set(groups).size < 2) return none;
  const scores = await scoreWithCritic(criticForm, question, open, async (requests) => {
    const judged = await Promise.all(requests.map(({ request }) => collectReplies(critic, { ...request, signal })));
    return judged.every((replies) => replies !== undefined) ? judged.map(({ replies }) => replies[0]!) : undefined;
  });
  const byIndex = scores && new Map(open.map(({ index }, i) => [index, scores[i]]));
  return byIndex && answers.map((_, index) => byIndex.get(index));
};

const sampledAnswer = ({ reply, answer }: Answered, critic: CriticScore | undefined): SampledAnswer => ({
  answer,
  finish: reply.finish,
  tokens: reply.tokens,
  logprob: Math.round(reply.logprob * 1e4) / 1e4,
  ...(critic && { critic: { score: critic.score ?? null, tokens: critic.tokens } }),
});

/** The request that answers a question along a plan; '' for none. */
const answerRequest = (question: string, plan: string): ChatRequest => {
  const user = { role: 'user', content: question } as const;
  return plan === ''
    ? { messages: [user], open: 'think' }
    : { messages: [user, { role: 'assistant', content: '', plan }] };
};

const noPlan = { text: '', usage: { promptTokens: 0, completionTokens: 0 } };

/** Asks one item in one arm. Undefined when the signal came first. */
const collectItem = async (
  chat: Chat,
  { item, arm }: WorkItem,
  options: CollectOptions,
): Promise<EvaluationRecord | undefined> => {
  const { n, temperature, maxTokens, critic, signal, clock = () => performance.now() } = options;
  const { id, family, difficulty, question, gold } = item;
  const times = [clock()];
  const seed = hashString(`${options.seed}/${id}/${arm}`);
  const plan: Draft = arm === 'shared' ? await draftPlan(chat, question, { seed, signal }) : noPlan;
  if (signal.aborted) return undefined;
  if (plan.failure !== undefined) throw new ChatFailed(plan.failure);
  const request: ChatRequest = { ...answerRequest(question, plan.text), maxTokens, signal, seed };
  times.push(clock());
  const greedy = await collectReplies(chat, { ...request, n: 1, temperature: 0 });
  if (!greedy) return undefined;
  times.push(clock());
  const samples = await collectReplies(chat, { ...request, n, temperature });
  if (!samples) return undefined;
  times.push(clock());
  const answers = [...greedy.replies, ...samples.replies].map((reply): Answered => ({
    reply,
    answer: answerText(reply, question),
  }));
  const scores = critic ? await criticScores(critic, question, answers, signal) : [];
  if (!scores) return undefined;
  const [first, ...others] = answers.map((answer, i) => sampledAnswer(answer, scores[i]));
  const took = (step: number) => Math.round(times[step]! - times[step - 1]!) / 1000;
  return {
    type: 'asked',
    item: { id, family, difficulty, question, gold },
    arm,
    plan: plan.text,
    planUsage: plan.usage,
    greedy: { ...first!, reasoning: greedy.replies[0]!.reasoning },
    greedyUsage: greedy.usage,
    samples: others,
    samplesUsage: samples.usage,
    seconds: { plan: took(1), greedy: took(2), samples: took(3) },
  };
};

/**
 * Asks each unit of `work` in turn: a plan (in the arm that has one), a greedy reply, then n continuations in a single
 * request. Yields a record as soon as its unit is complete; ends early, without a partial record, when `signal` aborts.
 * Seeds follow from `seed`, item and arm alone, so the records don't depend on where a collection was interrupted.
 * Throws `ChatFailed` when the model or the network fails; everything yielded before stays good.
 */
export async function* collect(
  chat: Chat,
  work: readonly WorkItem[],
  options: CollectOptions,
): AsyncGenerator<EvaluationRecord> {
  for (const unit of work) {
    const record = options.signal.aborted ? undefined : await collectItem(chat, unit, options);
    if (!record) return;
    yield record;
  }
}

/** Completion tokens of a record, all requests together. */
export const tokensOf = (record: EvaluationRecord): number =>
  sum([record.planUsage, record.greedyUsage, record.samplesUsage].map((usage) => usage.completionTokens));
