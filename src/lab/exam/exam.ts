/**
 * The examination of one model for a study: every held-out question is answered greedily and n times at random, with a plan and
 * without, and where checks and votes leave a choice open the critic is heard. What is written down is enough to work out later
 * what any part of the system would have answered, and for how many tokens. No number of the report is made here.
 */
import { mizanTemplate, renderPrompt } from '../../model/template.ts';
import { hashString } from '../../random.ts';
import { criticForm, criticMessages } from '../../reason/critic.ts';
import { extractAnswer } from '../../reason/extract.ts';
import { compareScores, pairs } from '../../reason/judge.ts';
import { readPlan } from '../../reason/plan.ts';
import { contenders, type Comparison } from '../../reason/select.ts';
import type { EvaluationRecord, Arm, SampledAnswer } from '../../eval/collect.ts';
import { verify } from '../../task/registry.ts';
import type { Item, Message } from '../../types.ts';
import { critiqueAnswers } from './pairs.ts';
import { sampleAll, openBatchSampler, decodeSections, type BatchSampler } from '../../local/batch-sampler.ts';

/** What the critic said where the first `n` candidates left a choice open; indices are those of the run: greedy first. */
type Replies = { comparisons: Comparison[]; calls: number; promptTokens: number; completionTokens: number };

export type ExamRecord = EvaluationRecord & {
  /** By n, where there was something to score. */ heard: Record<string, Replies>;
};

export type ExamOptions = {
  /** With a plan, without, or both. */ arms: readonly Arm[];
  n: number;
  ns: readonly number[];
  seed: number;
  maxTokens: number;
  /** Folder of the critic that is heard. */ critic?: string | undefined;
  threads: number;
  signal: AbortSignal;
};

type Thought = SampledAnswer & { reasoning: string };

const PLAN_TOKENS = 48;

/** One plan for each question, greedily; '' where it was dropped. */
const plansFor = async (drawer: BatchSampler, items: readonly Item[], signal: AbortSignal) => {
  const prompts = items.map((one) =>
    renderPrompt(drawer.tokenizer, mizanTemplate, [{ role: 'user', content: one.question }], 'plan'),
  );
  const drawn = await sampleAll(
    drawer,
    prompts.map((prompt) => ({ prompt, n: 1, temperature: 0, maxTokens: PLAN_TOKENS, seed: 1 })),
    { signal, ends: ['<|think|>'] },
  );
  return drawn?.map(([one], i) => {
    const { plan } = decodeSections(drawer.tokenizer, 'plan', one!.ids);
    const read = readPlan({ plan, content: '' }, items[i]!.question);
    return {
      text: read.leak || one!.finish !== 'stop' ? '' : read.text,
      usage: { promptTokens: prompts[i]!.length, completionTokens: one!.ids.length },
    };
  });
};

const answersIn = async (
  drawer: BatchSampler,
  items: readonly Item[],
  arm: Arm,
  { n, seed, maxTokens, signal }: ExamOptions,
): Promise<{ asked: EvaluationRecord; thoughts: Thought[] }[] | undefined> => {
  const plans =
    arm === 'shared'
      ? await plansFor(drawer, items, signal)
      : items.map(() => ({ text: '', usage: { promptTokens: 0, completionTokens: 0 } }));
  if (!plans) return undefined;
  const prompts = items.map((one, i) => {
    const messages: Message[] = [
      { role: 'user', content: one.question },
      ...(plans[i]!.text === '' ? [] : [{ role: 'assistant' as const, content: '', plan: plans[i]!.text }]),
    ];
    return renderPrompt(drawer.tokenizer, mizanTemplate, messages, plans[i]!.text === '' ? 'think' : undefined);
  });
  const base = items.map((one, i) => ({
    prompt: prompts[i]!,
    maxTokens,
    seed: hashString(`${seed}/${one.id}/${arm}`),
  }));
  const drawn = await sampleAll(
    drawer,
    base.flatMap((one) => [
      { ...one, n: 1, temperature: 0 },
      { ...one, n, temperature: 1 },
    ]),
    { signal, label: arm === 'none' ? 'answers' : 'answers with a plan' },
  );
  if (!drawn) return undefined;
  return items.map((one, i) => {
    const [[greedy], samples] = [drawn[2 * i]!, drawn[2 * i + 1]!].map((some) =>
      some.map(({ ids, logprobs, finish }): Thought => {
        const { think: reasoning, answer: content } = decodeSections(drawer.tokenizer, 'think', ids);
        return {
          answer: extractAnswer({ content, reasoning, finish }),
          finish,
          tokens: ids.length,
          logprob: logprobs.reduce((sum, x) => sum + x, 0),
          reasoning,
        };
      }),
    ) as [Thought[], Thought[]];
    const { reasoning, ...greedyDraw } = greedy!;
    const usage = (completion: number) => ({ promptTokens: prompts[i]!.length, completionTokens: completion });
    const asked: EvaluationRecord = {
      type: 'asked',
      item: { id: one.id, family: one.family, difficulty: one.difficulty, question: one.question, gold: one.gold },
      arm,
      plan: plans[i]!.text,
      planUsage: plans[i]!.usage,
      greedy: { ...greedyDraw, reasoning },
      greedyUsage: usage(greedy!.tokens),
      samples: samples.map(({ reasoning: _reasoning, ...draw }) => draw),
      samplesUsage: usage(samples.reduce((sum, { tokens }) => sum + tokens, 0)),
      seconds: { plan: 0, greedy: 0, samples: 0 },
    };
    return { asked, thoughts: [greedy!, ...samples] };
  });
};

/** Each contender, of all questions together, and what that says of every two. */
const collectReplies = async (
  drawer: BatchSampler,
  asked: readonly { asked: EvaluationRecord; thoughts: Thought[] }[],
  n: number,
  signal: AbortSignal,
): Promise<(Replies | undefined)[] | undefined> => {
  const open = asked.map(
    ({
      asked: {
        item: { question },
      },
      thoughts,
    }) => {
      const candidates = thoughts.slice(0, n).map(({ reasoning, answer, tokens, logprob, finish }, index) => ({
        index,
        answer,
        verdict: answer === '' ? undefined : verify(question, answer),
        reply: { index, plan: '', reasoning, content: answer, finish, tokens, logprob },
      }));
      return contenders(candidates).map((one) => ({
        one,
        question,
        side: { thought: one.reply.reasoning, answer: one.answer },
      }));
    },
  );
  const said = await critiqueAnswers(drawer, open.flat(), {
    maxTokens: criticForm.tokens,
    signal,
    label: `critic, best of ${n}`,
  });
  if (!said) return undefined;
  let next = 0;
  return open.map((shown, at) => {
    const judged = shown.map((one) => ({ ...one, said: said[next++]! }));
    const of = new Map(judged.map((one) => [one.one.index, one.said.right]));
    return judged.length < 2
      ? undefined
      : {
          comparisons: pairs(
            judged.map(({ one }) => one),
            `critic/${asked[at]!.asked.item.id}`,
          ).map(([a, b]) => compareScores(a, b, of.get(a.index), of.get(b.index))),
          calls: judged.length,
          promptTokens: judged.reduce(
            (sum, { question, side }) =>
              sum + renderPrompt(drawer.tokenizer, mizanTemplate, criticMessages(question, side), 'think').length,
            0,
          ),
          completionTokens: judged.reduce((sum, one) => sum + one.said.tokens, 0),
        };
  });
};

/** Seconds of one question asked alone: a plan, a greedy answer, n answers. Means over a few. */
const timesOf = async (
  drawer: BatchSampler,
  items: readonly Item[],
  { n, maxTokens, signal }: ExamOptions,
): Promise<EvaluationRecord['seconds'] | undefined> => {
  const alone = { ...drawer, samplers: drawer.samplers.slice(0, 1) };
  const spent = { plan: 0, greedy: 0, samples: 0 };
  const timed = async <T>(what: keyof typeof spent, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const found = await work();
    spent[what] += (performance.now() - from) / 1000 / items.length;
    return found;
  };
  for (const one of items) {
    const prompt = renderPrompt(drawer.tokenizer, mizanTemplate, [{ role: 'user', content: one.question }], 'think');
    await timed('plan', () => plansFor(alone, [one], signal));
    for (const [what, count, temperature] of [
      ['greedy', 1, 0],
      ['samples', n, 1],
    ] as const)
      await timed(what, () => sampleAll(alone, [{ prompt, n: count, temperature, maxTokens, seed: 1 }], { signal }));
    if (signal.aborted) return undefined;
  }
  return spent;
};

const TIMED = 12;

/** Examines the model in `folder`; undefined when it was stopped. */
export const examineModel = async (
  folder: string,
  items: readonly Item[],
  options: ExamOptions,
): Promise<ExamRecord[] | undefined> => {
  const drawer = await openBatchSampler(folder, options.threads);
  const critic = options.critic === undefined ? undefined : await openBatchSampler(options.critic, options.threads);
  try {
    const seconds = await timesOf(drawer, items.slice(0, TIMED), options);
    const all: ExamRecord[] = [];
    for (const arm of options.arms) {
      const found = seconds && (await answersIn(drawer, items, arm, options));
      if (!found) return undefined;
      const heard: Record<string, Replies>[] = found.map(() => ({}));
      for (const n of critic ? options.ns : []) {
        const said = await collectReplies(critic!, found, n, options.signal);
        if (!said) return undefined;
        said.forEach((one, i) => {
          if (one) heard[i]![n] = one;
        });
      }
      all.push(...found.map(({ asked }, i): ExamRecord => ({ ...asked, seconds, heard: heard[i]! })));
    }
    return all;
  } finally {
    await Promise.all([drawer.close(), critic?.close()]);
  }
};
