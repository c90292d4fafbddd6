/**
 * Collecting for an evaluation: each item is asked greedily and n times at random, with a plan and without, and what
 * came back is yielded as one plain record per item and arm. Nothing is scored here: task/measure.ts computes every
 * number offline from the records, so an interrupted collection resumes and a new measure needs no new sampling.
 *
 * How a plan is asked for and how an answer is read from a reply are `reason`'s business and come as arguments; files
 * and screens are the caller's. The gold answer is copied into the record after the reply; it never enters a request.
 *
 * Seeds: training draws its items with seed 1, evaluation with seeds from 1000 on, calibration with evaluation seeds
 * on the train split. Test problems are disjoint from training by construction whatever the seed (task/family.ts).
 */
import { hashString } from '../random.ts';
import type { Chat, ChatRequest, Finish, Item, Reply, Usage } from '../types.ts';
import type { Difficulty, Split } from '../task/family.ts';
import { item } from '../task/registry.ts';
import { sum } from './statistics.ts';

/** With one plan that all continuations of an item share, or straight to thinking. */
export type Arm = 'none' | 'shared';

/** What a critic made of an answer: how likely it holds it to be right, null for no verdict; `tokens` of its critique. */
export type CriticScore = { right: number | null; tokens: number };

/** One continuation as the offline measures need it. `answer` is '' when it has none, or was cut off. `held`: where a critic was asked. */
export type SampledAnswer = { answer: string; finish: Finish; tokens: number; logprob: number; held?: CriticScore };

/** Everything that asking one item in one arm brought. `seconds` is the time of each request. */
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
  n: number;
  temperature: number;
  maxTokens: number;
  seed: number;
  /** Asks for a plan; text '' when there is none to be had. The usage counts even then. */
  plan: (
    chat: Chat,
    question: string,
    options: { seed: number; signal: AbortSignal },
  ) => Promise<{ text: string; usage: Usage }>;
  /** The answer that a reply gives; '' for none. */
  extract: (reply: Reply) => string;
  /** What the model's critic holds of each answer to a question, where it is asked of it; undefined when it was stopped. */
  critic?: (
    question: string,
    drawn: readonly ReadReply[],
    signal: AbortSignal,
  ) => Promise<(CriticScore | undefined)[] | undefined>;
  /** Milliseconds. */
  clock: () => number;
  signal: AbortSignal;
};

/** A reply and the answer read from it. */
export type ReadReply = { reply: Reply; answer: string };

/** Item and arm: the unit that is asked, recorded and resumed. */
export type WorkItem = { item: Item; arm: Arm };

/** What was asked of the model and did not come: the message says what the model or the network reported. */
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
    const found = new Map<string, Item>();
    for (let index = 0; found.size < options.count && index < options.count * 20; index++) {
      const made = item(
        family,
        options.split,
        options.seed,
        index,
        options.difficulties[index % options.difficulties.length]!,
      );
      if (!found.has(made.question)) found.set(made.question, made);
    }
    return [...found.values()];
  });
  return Array.from({ length: options.count }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
};

/** The work that `records` leave to do. Throws when a recorded item no longer reads as it did: the families have changed. */
export const remaining = (
  items: readonly Item[],
  arms: readonly Arm[],
  records: readonly EvaluationRecord[],
): WorkItem[] => {
  const done = new Map(records.map((record) => [`${record.item.id} ${record.arm}`, record]));
  return items
    .flatMap((one) => arms.map((arm) => ({ item: one, arm })))
    .filter(({ item: one, arm }) => {
      const record = done.get(`${one.id} ${arm}`);
      if (record && record.item.question !== one.question) {
        const [was, is] = [record.item.question, one.question];
        throw new Error(`item ${one.id} was recorded as "${was}" and now reads "${is}"; start a new evaluation`);
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
    if (all.length !== wanted) throw new ChatFailed(`${wanted} continuations were asked for and ${all.length} came`);
    return { replies: all, usage: event.usage };
  }
  throw new ChatFailed('the model ended its stream without a "done" event');
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
  const { n, temperature, maxTokens, signal, clock } = options;
  const draw = ({ reply, answer }: ReadReply, held: CriticScore | undefined): SampledAnswer => ({
    answer,
    finish: reply.finish,
    tokens: reply.tokens,
    logprob: Math.round(reply.logprob * 1e4) / 1e4,
    ...(held && { held }),
  });
  for (const { item: one, arm } of work) {
    if (signal.aborted) return;
    const times = [clock()];
    const seed = hashString(`${options.seed}/${one.id}/${arm}`);
    const plan =
      arm === 'shared'
        ? await options.plan(chat, one.question, { seed, signal })
        : { text: '', usage: { promptTokens: 0, completionTokens: 0 } };
    const question = { role: 'user', content: one.question } as const;
    const base: ChatRequest =
      plan.text === ''
        ? { messages: [question], open: 'think', maxTokens, signal }
        : { messages: [question, { role: 'assistant', content: '', plan: plan.text }], maxTokens, signal };
    if (signal.aborted) return;
    times.push(clock());
    const greedy = await collectReplies(chat, { ...base, n: 1, temperature: 0, seed });
    if (!greedy) return;
    times.push(clock());
    const samples = await collectReplies(chat, { ...base, n, temperature, seed });
    if (!samples) return;
    times.push(clock());
    const drawn = [...greedy.replies, ...samples.replies].map((reply): ReadReply => ({
      reply,
      answer: options.extract(reply),
    }));
    const held = options.critic ? await options.critic(one.question, drawn, signal) : [];
    if (!held) return;
    const [first, ...others] = drawn.map((each, i) => draw(each, held[i]));
    const took = (step: number) => Math.round(times[step]! - times[step - 1]!) / 1000;
    yield {
      type: 'asked',
      item: { id: one.id, family: one.family, difficulty: one.difficulty, question: one.question, gold: one.gold },
      arm,
      plan: plan.text,
      planUsage: plan.usage,
      greedy: { ...first!, reasoning: greedy.replies[0]!.reasoning },
      greedyUsage: greedy.usage,
      samples: others,
      samplesUsage: samples.usage,
      seconds: { plan: took(1), greedy: took(2), samples: took(3) },
    };
  }
}

/** Completion tokens of a record, all requests together. */
export const tokensOf = (record: EvaluationRecord): number =>
  sum([record.planUsage, record.greedyUsage, record.samplesUsage].map((usage) => usage.completionTokens));
