/**
 * The label of an exported row, and the reward of an answer to it. A label names its item and holds the gold answer, so
 * a reward server needs no copy of the dataset: it makes the item again from its name.
 */
import { answerText } from '../answers/read.ts';
import { readThoughts } from '../reason/think-tags.ts';
import { score, type Rubric, type Scored } from '../task/reward.ts';
import { families, item } from '../task/registry.ts';
import type { Difficulty, Split } from '../task/family.ts';
import type { Item } from '../types.ts';

/** A label that can't be used; the message says what to do. */
export class LabelError extends Error {
  override name = 'LabelError';
}

export const labelOf = ({ id, gold }: Item): string => JSON.stringify({ id, gold });

const NAME = /^([a-z-]+)\/(train|test)\/([123])\/(\d{1,10})\/(\d{1,10})$/;

/**
 * The item of a label. Throws a `LabelError` when it is no label, or when this version makes another item under that
 * name: rewards by another rule than the rows were made with would be silently wrong.
 */
export const itemOf = (label: string): Item => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(label);
  } catch {
    parsed = undefined;
  }
  const { id, gold } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as {
    id?: unknown;
    gold?: unknown;
  };
  const parts = typeof id === 'string' ? NAME.exec(id) : null;
  if (!parts || typeof gold !== 'string' || !families.some(({ name }) => name === parts[1])) {
    throw new LabelError(
      `"${label.slice(0, 80)}" is no label of mizan rows; pass the label column (ground_truth in verl) as it was exported`,
    );
  }
  const [, family, split, difficulty, seed, index] = parts;
  const made = item(family!, split as Split, Number(seed), Number(index), Number(difficulty) as Difficulty);
  if (made.gold !== gold) {
    throw new LabelError(
      `the rows were exported by another version: ${id as string} has the answer "${made.gold}" here and "${gold.slice(0, 80)}" there; export them again`,
    );
  }
  return made;
};

/**
 * What a response, thoughts and all, to the item of `label` is worth. Throws a `LabelError` on a label it can't use.
 */
export const scoreResponse = (rubric: Rubric, label: string, response: string): Scored & { answer: string } => {
  const item = itemOf(label);
  const { reasoning, content, open } = readThoughts(response);
  const finish = open ? 'length' : 'stop';
  const reply = { plan: '', reasoning, content, finish, tokens: response.split(/\s+/).length } as const;
  const answer = answerText(reply);
  return { ...score(rubric, { item, answer, reply }), answer };
};
