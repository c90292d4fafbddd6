/**
 * Task items as the dataset rows of the trainers that large models are trained with: verl, TRL, OpenRLHF, verifiers and
 * reasoning-gym. Rewards of answers to these rows: label.ts, over HTTP `mizan rewards`.
 *
 * Forms follow the projects' own documents: verl docs/preparation/prepare_data, TRL docs/source/dataset_formats,
 * OpenRLHF README (input_key, label_key), verifiers (prompt, answer, info as JSON), reasoning-gym README (question,
 * answer, metadata).
 */
import type { Item } from '../types.ts';
import { labelOf } from './label.ts';

/** Asks for an answer that a grader can find; trainers that bring their own prompt leave it out. */
export const INSTRUCTION = 'Think step by step. Then give the final answer alone, in \\boxed{}.';

export type RowOptions = {
  /** Added to each question in a line of its own; '' for none. */
  instruction: string;
  /** Supervised rows: the worked solution as the assistant's turn. */
  supervised?: boolean;
};

type Turn = { role: 'user' | 'assistant'; content: string };

const questionOf = ({ question }: Item, { instruction }: RowOptions): string =>
  instruction === '' ? question : `${question}\n${instruction}`;
const solutionOf = ({ thought, gold }: Item): string => `<think>\n${thought}\n</think>\n\\boxed{${gold}}`;

const promptOf = (item: Item, options: RowOptions): Turn[] => [{ role: 'user', content: questionOf(item, options) }];

const splitOf = ({ id }: Item): string => id.split('/')[1]!;
const indexOf = ({ id }: Item): number => Number(id.split('/').at(-1));

/** Rows of verl: one Parquet row each. `ground_truth` is the label that the reward function is handed. */
export const verlRow = (item: Item, options: RowOptions) => ({
  data_source: `mizan/${item.family}`,
  prompt: promptOf(item, options),
  ability: item.family,
  reward_model: { style: 'rule', ground_truth: labelOf(item) },
  extra_info: {
    split: splitOf(item),
    index: indexOf(item),
    id: item.id,
    difficulty: item.difficulty,
    answer: item.gold,
  },
});

/** Rows of TRL: `prompt` for GRPO and `label` as a further column, or `messages` for supervised training. */
export const trlRow = (item: Item, options: RowOptions) =>
  options.supervised
    ? { messages: [...promptOf(item, options), { role: 'assistant', content: solutionOf(item) }] }
    : { prompt: promptOf(item, options), label: labelOf(item), family: item.family, difficulty: item.difficulty };

/**
 * Rows of OpenRLHF: --data.input_key input --data.label_key label --data.apply_chat_template. Supervised ones
 * (--data.output_key output) are two texts, which it takes with and without a template; a list of messages it would
 * take with one only, and not beside a text.
 */
export const openrlhfRow = (item: Item, options: RowOptions) =>
  options.supervised
    ? { input: questionOf(item, options), output: solutionOf(item) }
    : { input: promptOf(item, options), label: labelOf(item) };

/** Rows of verifiers: `info` is JSON text, since its fields would differ between tasks. */
export const verifiersRow = (item: Item, options: RowOptions) => ({
  prompt: promptOf(item, options),
  answer: item.gold,
  task: `mizan-${item.family}`,
  info: JSON.stringify({ label: labelOf(item), difficulty: item.difficulty }),
});

/** Items of reasoning-gym. Its scorers take the entry back, so the metadata carries the label. */
export const reasoningGymRow = (item: Item) => ({
  question: item.question,
  answer: item.gold,
  metadata: {
    source_dataset: `mizan_${item.family}`,
    source_index: indexOf(item),
    difficulty: { level: item.difficulty },
    label: labelOf(item),
  },
});

/** Every form by the name of its trainer. */
export const ROW_FORMS = {
  verl: verlRow,
  trl: trlRow,
  openrlhf: openrlhfRow,
  verifiers: verifiersRow,
  'reasoning-gym': reasoningGymRow,
} as const satisfies Record<string, (item: Item, options: RowOptions) => Record<string, unknown>>;

export type RowForm = keyof typeof ROW_FORMS;
