/**
 * The plan of the study of small against large: sizes, data, stages, and the recipes made of them. study.ts runs it,
 * report.ts reads the results.
 */
import { countParameters, parseConfig, type ModelConfig } from '../../src/model/config.ts';
import { parseCriticRecipe, type CriticRecipe } from '../../src/lab/recipe/critic.ts';
import { parseFromScratchRecipe, type FromScratchRecipe } from '../../src/lab/recipe/sft.ts';
import { parseRlRecipe, type RlRecipe } from '../../src/lab/recipe/rl.ts';
import type { ExamRecord } from '../../src/lab/exam/exam.ts';

export type Size = 'small' | 'large';
/**
 * Stages of a model: SFT, RL, and a critic of its answers. RL has an SFT loss beside (PTX); `rehearsal` is that loss
 * alone, the control.
 */
export type Stage = 'sft' | 'rehearsal' | 'rl' | 'critic';

/** In their order. */
export const STAGES: readonly Stage[] = ['sft', 'rehearsal', 'rl', 'critic'];

/** The stage that a stage goes on from. */
export const BEFORE: Record<Stage, Stage | undefined> = { sft: undefined, rehearsal: 'sft', rl: 'sft', critic: 'rl' };

export type Plan = {
  families: string[];
  model: Record<Size, Record<string, unknown>>;
  /** Fields of `train` of the imitation of each size. */
  train: Record<Size, Partial<FromScratchRecipe['train']>>;
  documents: number;
  vocabulary: number;
  /** `credit`: what the results of an answer's sums are worth (rewards.steps); `documents`: rehearsed in each step. */
  rl: {
    steps: Record<Size, number>;
    groups: number;
    size: number;
    learn: number;
    temperature: number;
    lr: number;
    decay: number;
    credit: number;
    documents: number;
  };
  critic: { questions: number; corrupted: number; updates: number; rounds: number };
  seeds: number[];
  /** What each size goes through, at every seed. */
  stages: Record<Size, readonly Stage[]>;
  /** Held-out questions of each family, and the numbers of candidates that are looked at, the greedy one among them. */
  items: number;
  ns: Record<Size, number[]>;
};

/** The most candidates that are looked at. */
export const mostOf = (plan: Plan, size: Size): number => plan.ns[size].at(-1)!;

/** About 136 thousand and 2.85 million parameters. */
export const WIDTHS: Record<Size, Record<string, number>> = {
  small: {
    hidden_size: 64,
    num_hidden_layers: 3,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    intermediate_size: 128,
  },
  large: {
    hidden_size: 256,
    num_hidden_layers: 4,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    intermediate_size: 640,
  },
};

/** Less than half the parameters of both, so that a quick look can train the large one far enough. */
const QUICK_WIDTHS: Record<Size, Record<string, number>> = {
  small: {
    hidden_size: 48,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    intermediate_size: 96,
  },
  large: {
    hidden_size: 176,
    num_hidden_layers: 3,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    intermediate_size: 480,
  },
};

export const smallLargePlan = (quick: boolean): Plan => {
  const seeds = quick ? [1] : [1, 2, 3];
  return {
    families: ['countdown', 'linear', 'word'],
    model: quick ? QUICK_WIDTHS : WIDTHS,
    documents: 12_000,
    vocabulary: 384,
    train: {
      small: { updates: quick ? 1500 : 4000, rows: 4 },
      large: { updates: quick ? 1500 : 4000, rows: 4, lr: 0.0012 },
    },
    rl: {
      steps: quick ? { small: 20, large: 20 } : { small: 250, large: 100 },
      groups: 32,
      size: 8,
      learn: 8,
      temperature: 1,
      lr: 0.001,
      decay: 1,
      credit: 10,
      documents: 32,
    },
    critic: {
      questions: quick ? 200 : 1000,
      corrupted: quick ? 300 : 2000,
      updates: quick ? 40 : 600,
      rounds: quick ? 1 : 2,
    },
    seeds,
    stages: { small: STAGES, large: quick ? ['sft'] : STAGES },
    items: quick ? 30 : 100,
    ns: { small: [2, 4, 8, 16, 32], large: [2, 4, 8] },
  };
};

/** Tokens of a document of these families, about. */
export const DOCUMENT_TOKENS = 70;

/** How fast imitation lets a size learn, over how fast the small one does by default: every later stage keeps to it. */
const RATE = 0.003;
const rateOf = (plan: Plan, size: Size): number => (plan.train[size].lr ?? RATE) / RATE;

const EASY = { 1: 1, 2: 0, 3: 0 };

export const sftRecipeOf = (plan: Plan, size: Size, seed: number): FromScratchRecipe =>
  parseFromScratchRecipe(
    {
      name: `${size}-${seed}`,
      about: '',
      seed,
      model: {
        model_type: 'llama',
        max_position_embeddings: 512,
        rope_theta: 10000,
        rms_norm_eps: 1e-6,
        attention_bias: false,
        tie_word_embeddings: true,
        ...plan.model[size],
      },
      tokenizer: { vocab_size: plan.vocabulary, items: Math.min(6000, 2 * plan.documents) },
      data: { seed, families: plan.families, difficulties: EASY, planned: 0.5, documents: plan.documents },
      train: {
        updates: 0,
        rows: 0,
        length: 192,
        accumulate: 1,
        lr: RATE,
        warmup: 100,
        decay: 0.5,
        weight_decay: 0.1,
        betas: [0.9, 0.98],
        clip: 1,
        muon: { momentum: 0.95, rms: 0.4 },
        threads: 1,
        save_every: 250,
        validate_every: 500,
        validation_items: 60,
        ...plan.train[size],
      },
    },
    'the study',
  );

export const rlRecipeOf = (plan: Plan, size: Size, seed: number, start: string): RlRecipe =>
  parseRlRecipe(
    {
      name: `${size}-${seed}-rl`,
      about: '',
      seed,
      start,
      data: {
        seed: 100 + seed,
        families: plan.families,
        difficulties: { start: EASY, end: EASY },
        floor: 0.1,
        memory: 0.9,
        planned: 0.3,
      },
      rollouts: {
        groups: plan.rl.groups,
        size: plan.rl.size,
        learn: plan.rl.learn,
        temperature: [plan.rl.temperature, plan.rl.temperature],
        budget: { factor: 3, slack: 48, most: 150 },
        partial_tokens: 150,
        stale: true,
        generators: 1,
        rows: 256,
      },
      objective: { type: 'kimi', tau: 0.1 },
      rewards: { rubric: 'standard', truncated: 0, length: 0, steps: plan.rl.credit },
      train: {
        steps: plan.rl.steps[size],
        updates: 1,
        rows: 16,
        length: 192,
        threads: 1,
        lr: plan.rl.lr * rateOf(plan, size),
        warmup: 3,
        decay: plan.rl.decay,
        weight_decay: 0,
        betas: [0.9, 0.99],
        clip: 4,
        ptx: { weight: 30, documents: plan.rl.documents },
        save_every: 10,
      },
      check: { answers: 16, max_logprob_gap: 0.001 },
      held_out: {
        every: Math.max(1, Math.ceil(plan.rl.steps[size] / 8)),
        items: 100,
        final: 2 * plan.items,
        drawn: Math.ceil(plan.items / 4),
        draws: 32,
      },
    },
    'the study',
  );

/** The same without rewards. */
export const rehearsalRecipeOf = (plan: Plan, size: Size, seed: number, start: string): RlRecipe => {
  const recipe = rlRecipeOf(plan, size, seed, start);
  return { ...recipe, name: `${recipe.name}-control`, rollouts: { ...recipe.rollouts, groups: 0 } };
};

export const criticRecipeOf = (plan: Plan, size: Size, seed: number, start: string): CriticRecipe =>
  parseCriticRecipe(
    {
      name: `${size}-${seed}-critic`,
      about: '',
      seed,
      start,
      data: { seed: 200 + seed, families: plan.families, difficulties: EASY },
      rounds: plan.critic.rounds,
      answers: { questions: plan.critic.questions, draws: 8, pairs: 3, temperature: 1, most: 160 },
      corrupted: plan.critic.corrupted,
      train: {
        updates: plan.critic.updates,
        rows: 4,
        length: 512,
        accumulate: 1,
        lr: 0.002 * rateOf(plan, size),
        warmup: 20,
        decay: 0.5,
        weight_decay: 0.1,
        betas: [0.9, 0.98],
        clip: 1,
        muon: { momentum: 0.95, rms: 0.4 },
        threads: 1,
        save_every: 100,
        validate_every: Math.min(200, plan.critic.updates),
        validation_items: Math.min(60, Math.ceil(plan.critic.corrupted / 8)),
      },
      held_out: { questions: 3 * plan.items, draws: 8, selected: 5 },
    },
    'the study',
  );

const RECIPES = { sft: sftRecipeOf, rehearsal: rehearsalRecipeOf, rl: rlRecipeOf, critic: criticRecipeOf };

/** What a stage depends on beside the model that it begins with: two results of one stage are the same when this is. */
export const madeBy = (plan: Plan, size: Size, seed: number, stage: Stage): unknown => ({
  recipe: RECIPES[stage](plan, size, seed, 'START'),
  items: plan.items,
  ns: plan.ns[size],
});

const PARSERS = {
  sft: parseFromScratchRecipe,
  rehearsal: parseRlRecipe,
  rl: parseRlRecipe,
  critic: parseCriticRecipe,
} as const;

/**
 * Whether a stored `madeBy` of this stage is the same, also when its recipe was written with the field names of before.
 */
export const isMadeBy = (stored: unknown, made: unknown, stage: Stage): boolean => {
  const { recipe, ...rest } = (stored ?? {}) as { recipe?: unknown };
  try {
    return JSON.stringify({ recipe: PARSERS[stage](recipe, 'the study'), ...rest }) === JSON.stringify(made);
  } catch {
    return false; // a recipe that is not sound any more made something else
  }
};

/** A model as it stands after a stage, and how it did. `tokens`, `seconds`: of training in this stage. */
export type Result = {
  size: Size;
  seed: number;
  stage: Stage;
  parameters: number;
  tokens: number;
  learnt: number;
  seconds: number;
  examined: ExamRecord[];
};

/** FLOPs of one token: two for each parameter, and attention over half of `context` tokens on average. */
export const flopsPerToken = (config: ModelConfig, context: number): number => {
  const width = 'headDim' in config ? config.numHeads * config.headDim : 0;
  return 2 * countParameters(config) + 4 * config.numLayers * width * (context / 2);
};

/** The config that a size has, for counting. */
export const configOf = (plan: Plan, size: Size): ModelConfig =>
  parseConfig({ hidden_act: 'silu', ...sftRecipeOf(plan, size, 1).model, vocab_size: plan.vocabulary });
