/**
 * A recipe of a self-critic: one JSON file that says everything a run depends on, checked field by field. It is saved with the
 * run. What is made of it is critic.ts's affair.
 */
import { readData, readName, reader, readRecipeJson, readTrain } from '../data/sft-recipe.ts';
import type { SftSection, TaskData } from '../recipe/sections.ts';

export type CriticRecipe = {
  name: string;
  about: string;
  seed: number;
  /** Folder of the model whose answers are compared, and a copy of which learns to; or "embedded". */
  start: string;
  data: Omit<TaskData, 'planned'>;
  /** How often the model answers, is paired with itself and learns, each time as it then is. */
  rounds: number;
  /** Questions of a round, answers to each, pairs of a right and a wrong one taken of each at the most. */
  answers: { questions: number; draws: number; pairs: number; temperature: number; most: number };
  /** Pairs of a reference answer and one that was spoilt, beside the model's own, in each round. */
  spoilt: number;
  /** As in a training recipe; `updates` are those of a round. */
  train: SftSection;
  /** Test-split questions that pairs to measure with are drawn from, and answers to each; and questions of each family that are answered with the critic heard and without. */
  held_out: { questions: number; draws: number; selected: number };
};

/** Checks the parsed content of such a recipe. Throws one clear sentence at the first thing that is wrong. */
export const parseCriticRecipe = (json: unknown, path: string): CriticRecipe => {
  const top = reader(path, '', json, [
    'name',
    'about',
    'seed',
    'start',
    'data',
    'rounds',
    'answers',
    'spoilt',
    'train',
    'held_out',
  ]);
  const data = reader(path, 'data.', top.object.data, ['seed', 'families', 'difficulties']);
  const { planned: _planned, ...drawn } = readData({ ...data.object, planned: 0 }, path);
  const answers = reader(path, 'answers.', top.object.answers, ['questions', 'draws', 'pairs', 'temperature', 'most']);
  const heldOut = reader(path, 'held_out.', top.object.held_out, ['questions', 'draws', 'selected']);
  return {
    name: readName(top),
    about: top.text('about'),
    seed: top.whole('seed', 0, 2 ** 31),
    start: top.text('start'),
    data: drawn,
    rounds: top.whole('rounds', 1, 100),
    answers: {
      questions: answers.whole('questions', 1, 1e6),
      draws: answers.whole('draws', 2, 128),
      pairs: answers.whole('pairs', 1, 64),
      temperature: answers.number('temperature', 0.05, 5, false),
      most: answers.whole('most', 8, 65536),
    },
    spoilt: top.whole('spoilt', 0, 1e6),
    train: readTrain(top.object.train, path),
    held_out: {
      questions: heldOut.whole('questions', 1, 1e5),
      draws: heldOut.whole('draws', 2, 128),
      selected: heldOut.whole('selected', 1, 1e5),
    },
  };
};

/** Reads and checks a critic recipe file. */
export const readCriticRecipe = (path: string): CriticRecipe => parseCriticRecipe(readRecipeJson(path), path);
