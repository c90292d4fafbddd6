/**
 * Where the questions of an RL run come from: task families by curriculum, or files of a user's own. Training questions
 * and held-out questions never overlap.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { evaluationItems } from '../../eval/collect.ts';
import type { Random } from '../../random.ts';
import { drawKind, updateSuccessRates, type Kind, type SuccessRates } from '../../task/curriculum.ts';
import { OWN, ownItem } from '../../task/own-questions.ts';
import { item as taskItem } from '../../task/registry.ts';
import type { Item } from '../../types.ts';
import type { RlRecipe } from '../recipe/rl.ts';

export type QuestionSource = {
  /** The question of group `number`, by the group's own randomness; `progress` (0 to 1) is how far the run has come. */
  draw(random: Random, rates: SuccessRates, progress: number, number: number): { kind: Kind; item: Item };
  /** Success rates after a group of that kind of which the share `success` was right. */
  update(rates: SuccessRates, kind: Kind, success: number): SuccessRates;
  /**
   * Questions that are asked during a run and those before and after it: `count` of each family, the same at each call.
   */
  watched(count: number): Item[];
  final(count: number): Item[];
};

/** Seeds from 1000 on are for measuring. mizan eval asks the questions of the second by default. */
const [WATCH_SEED, FINAL_SEED] = [3000, 1000];

type Data = RlRecipe['data'];
type TaskData = Exclude<Data, { file: string }>;

/** Task families, weak kinds more often (Kimi K1.5, §2.3.4). */
const taskQuestions = (data: TaskData): QuestionSource => {
  const { start, end } = data.difficulties;
  const heldOut = (seed: number, count: number): Item[] =>
    evaluationItems(Object.keys(data.families), {
      split: 'test',
      seed,
      count,
      difficulties: ([1, 2, 3] as const).filter((level) => start[level] + end[level] > 0),
    });
  return {
    draw: (random, rates, progress, number) => {
      const kind = drawKind(data, rates, progress, random);
      return { kind, item: taskItem(kind.family, 'train', random.int(0, 2 ** 30), number, kind.difficulty) };
    },
    update: (rates, kind, success) => updateSuccessRates(data, rates, kind, success),
    watched: (count) => heldOut(WATCH_SEED, count),
    final: (count) => heldOut(FINAL_SEED, count),
  };
};

const row = z.object({ question: z.string().min(1), answer: z.string().min(1) });

/** The questions in a JSON Lines file. Throws one sentence that names the file, and the line when one is wrong. */
export const readQuestions = (path: string): Item[] => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`can't read the questions in ${path} (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  const items = text.split('\n').flatMap((line, i): Item[] => {
    if (line.trim() === '') return [];
    try {
      const { question, answer } = row.parse(JSON.parse(line));
      return [ownItem(`${i + 1}`, question, answer)];
    } catch (error) {
      throw new Error(`${path}, line ${i + 1}: must be {"question": "…", "answer": "…"}`, { cause: error });
    }
  });
  if (items.length === 0) throw new Error(`${path} holds no questions; write one {"question", "answer"} a line`);
  return items;
};

/** Questions of a user's own. The end of the held-out file is asked during the run, its beginning before and after. */
const ownQuestions = (train: readonly Item[], heldOut: readonly Item[]): QuestionSource => ({
  draw: (random) => ({ kind: { family: OWN, difficulty: 1 }, item: random.pick(train) }),
  update: (rates) => rates,
  watched: (count) => heldOut.slice(-count),
  final: (count) => heldOut.slice(0, count),
});

/** Checks that no held-out question is trained on and that there are enough of them. Throws one sentence. */
const requireHeldOut = ({ held_out: { items, final } }: RlRecipe, train: readonly Item[], heldOut: readonly Item[]) => {
  const trained = new Set(train.map(({ question }) => question));
  const both = heldOut.find(({ question }) => trained.has(question));
  if (both)
    throw new Error(`"${both.question}" is both a training and a held-out question; take it out of one of the files`);
  if (heldOut.length < items + final)
    throw new Error(
      `data.held_out has ${heldOut.length} questions, and held_out.items + held_out.final are ${items + final}; lower those or write more`,
    );
};

/** Names of the copies of both files in the folder of a run. */
export const OWN_FILES = { file: 'questions.jsonl', held_out: 'held-out-questions.jsonl' } as const;

/** The questions of a recipe. Throws one sentence when a file is missing, damaged or too short. */
export const questionSource = (recipe: RlRecipe): QuestionSource => {
  const { data } = recipe;
  if (!('file' in data)) return taskQuestions(data);
  const [train, heldOut] = [readQuestions(data.file), readQuestions(data.held_out)];
  requireHeldOut(recipe, train, heldOut);
  return ownQuestions(train, heldOut);
};
