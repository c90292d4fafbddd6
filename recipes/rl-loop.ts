/**
 * The whole of reinforcement learning with a verifiable reward, top to bottom: own questions, an own reward, and the
 * loop sample → grade → update → hand over. `mizan rl` does the same with curricula, rubrics, checkpoints and plots.
 *
 *   node bin/node24.mjs recipes/rl-loop.ts    a minute or two from the model that ships with Mizan
 *
 * Left out, as in Kimi K1.5 and K2: a value network, a KL term, an entropy bonus. A group's rewards are centred.
 */
import {
  adamwDefaults,
  createRandom,
  decodeSections,
  kimi,
  learningRate,
  mizanTemplate,
  openModelFolder,
  openPolicyTrainer,
  renderPrompt,
  sampleAll,
  saveModel,
  trainableWeights,
  type BatchSampler,
  type GradedRollout,
  type Random,
} from 'mizan/train';

export type RlLoopOptions = {
  /** A model folder. Default: the model that ships with Mizan. */
  start?: string;
  steps: number;
  /** Questions of a step, and answers to each. */
  questions: number;
  samples: number;
  lr: number;
  seed: number;
  heldOut: number;
  /** Where the trained model is written. */
  out?: string;
};

type Question = { text: string; gold: string };

/** Own data: lists longer than the five numbers that the model knows. Held-out questions have odd numbers. */
const makeQuestion = (random: Random, heldOut: boolean): Question => {
  const numbers = Array.from({ length: random.int(6, 7) }, () => 2 * random.int(5, 49) + (heldOut ? 1 : 0));
  return { text: `Find the maximum of ${numbers.join(', ')}.`, gold: `${Math.max(...numbers)}` };
};

/** Own reward, 0 to 1: a right answer, and nothing else. */
const reward = (question: Question, answer: string): number => (answer.trim() === question.gold ? 1 : 0);

const MAX_TOKENS = 120;

/** `n` answers to each question: token ids, ln p of each when it was sampled, and the text of the answer. */
const answerAll = async (
  sampler: BatchSampler,
  questions: Question[],
  n: number,
  temperature: number,
  seed: number,
) => {
  const { tokenizer } = sampler;
  const prompts = questions.map(({ text }) =>
    renderPrompt(tokenizer, mizanTemplate, [{ role: 'user', content: text }], 'think'),
  );
  const sampled = await sampleAll(
    sampler,
    prompts.map((prompt, i) => ({
      prompt,
      n,
      temperature,
      tempered: true,
      maxTokens: MAX_TOKENS,
      seed: seed * 100_000 + i,
    })),
  );
  return questions.map((question, i) => ({
    question,
    prompt: prompts[i]!,
    answers: sampled![i]!.map(({ ids, logprobs }) => ({
      ids,
      logprobs,
      text: decodeSections(tokenizer, 'think', ids).answer,
    })),
  }));
};

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Runs the loop. Returns held-out accuracy before and after, and the mean reward of each step. */
export const rlLoop = async (options: RlLoopOptions, log: (line: string) => void = console.log) => {
  const { steps, questions, samples, lr, seed, heldOut } = options;
  const random = createRandom(seed);
  const model = await openModelFolder(options.start);
  const { config, tokenizer } = model;
  const start = trainableWeights(config, await model.weights());
  const trainer = await openPolicyTrainer({ config, tokenizer }, start, {
    step: { clip: 1, optimiser: { ...adamwDefaults, beta2: 0.99, weightDecay: 0 } },
    rows: 8,
    length: 192,
    threads: 1,
    generators: 1,
    generatorRows: 128,
  });
  const objective = kimi({ tau: 0.1 });

  const exam = Array.from({ length: heldOut }, () => makeQuestion(createRandom(random.int(0, 2 ** 30)), true));
  const accuracy = async (): Promise<number> => {
    const groups = await answerAll(trainer.sampler, exam, 1, 0, 0);
    return mean(groups.map(({ question, answers }) => reward(question, answers[0]!.text)));
  };

  try {
    const before = await accuracy();
    const rewards: number[] = [];
    for (let step = 1; step <= steps; step++) {
      // Sample: several answers to each of a few new questions.
      const batch = Array.from({ length: questions }, () => makeQuestion(random, false));
      const groups = await answerAll(trainer.sampler, batch, samples, 1, seed * 1000 + step);

      // Grade: the advantage of an answer is its reward less the mean of its group. Equal rewards teach nothing.
      const version = step - 1;
      const graded = groups.flatMap(({ question, prompt, answers }): GradedRollout[] => {
        const earned = answers.map(({ text }) => reward(question, text));
        rewards[version] = (rewards[version] ?? 0) + mean(earned) / questions;
        const advantages = objective.advantages(earned);
        return answers.flatMap(({ ids, logprobs }, i) =>
          advantages[i] === 0 ? [] : [{ prompt, segments: [{ version, ids, logprobs }], advantage: advantages[i]! }],
        );
      });

      // Update: one step of AdamW on all of them. Hand over: the generator gets the new weights.
      const rate = learningRate({ lr, updates: steps, warmup: Math.ceil(steps / 20), decay: 1 }, step);
      const { norm } = await trainer.update(graded, { objective, version, lr: rate, step });
      await trainer.handOver();
      const figures = `reward ${rewards[version]!.toFixed(3)}, gradient ${norm.toFixed(2)}`;
      log(`step ${step}: ${figures}, ${graded.length} answers to learn from`);
    }
    const after = await accuracy();
    log(`held-out, ${heldOut} questions: ${(100 * before).toFixed(1)} → ${(100 * after).toFixed(1)} %`);
    if (options.out !== undefined) saveModel(model.source, options.out, config, trainer.weights());
    return { before, after, rewards };
  } finally {
    await trainer.close();
  }
};

if (import.meta.main)
  await rlLoop({ steps: 60, questions: 24, samples: 8, lr: 3e-4, seed: 1, heldOut: 200, out: 'runs/rl-loop' });
