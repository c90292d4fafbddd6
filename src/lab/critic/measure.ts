/**
 * How good a critic is: its verdicts on held-out pairs of a right and a wrong answer of the model, and what the model
 * answers with it and without. Questions are of the test split. The numbers are made in report.ts.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../../files.ts';
import { evaluationItems } from '../../eval/collect.ts';
import { CRITIC_FOLDER } from '../../local/load-model.ts';
import { examineModel } from '../exam/exam.ts';
import { critiqueAnswers, pairAnswers } from '../exam/pairs.ts';
import type { CriticRecipe } from '../recipe/critic.ts';
import { answerQuestions, familiesOf, levelsOf, questionNumber } from './answers.ts';
import { selectedOf, type JudgedPair, type Selected } from './report.ts';
import type { Models } from './rows.ts';

/** Seeds from 1000 on are for measuring. mizan eval's is 1000, which the second measurement takes. */
const [PAIRS_SEED, SELECTION_SEED] = [1009, 1000];

/** How many answers votes and critic choose from. */
export const CANDIDATES = 8;

/**
 * Held-out pairs and the critic's verdict on both answers, also written to pairs.jsonl. Undefined when the signal came
 * first.
 */
export const judgePairs = async (
  recipe: CriticRecipe,
  { solver, critic }: Models,
  folder: string,
  signal: AbortSignal,
): Promise<JudgedPair[] | undefined> => {
  const { questions: count, draws } = recipe.held_out;
  const questions = Array.from({ length: count }, (_, k) => questionNumber(recipe, 'test', PAIRS_SEED, 'held out', k));
  const path = join(folder, 'pairs.jsonl');
  const options = { label: 'held-out answers', path: `${path}.answers`, draws, seed: PAIRS_SEED, signal };
  const answers = await answerQuestions(solver, recipe, questions, options);
  if (!answers) return undefined;
  const pairs = pairAnswers(questions, answers, recipe.answers.pairs);
  const critiques = await critiqueAnswers(
    critic,
    pairs.flatMap(({ item: { question }, right, wrong }) => [right, wrong].map((side) => ({ question, side }))),
    { maxTokens: recipe.train.length, signal, label: 'critic, held-out pairs' },
  );
  const judged =
    critiques &&
    pairs.map(({ item: { family, question }, right, wrong }, i): JudgedPair => ({
      family,
      question,
      right,
      wrong,
      ofRight: critiques[2 * i]!,
      ofWrong: critiques[2 * i + 1]!,
    }));
  if (judged) writeAtomic(path, judged.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
  return judged;
};

/** Removes the answers that `judgePairs` kept for a run that is stopped. */
export const removeKeptAnswers = (folder: string): void => rmSync(join(folder, 'pairs.jsonl.answers'), { force: true });

/** What the model in `model` answers with its critic and without. Undefined when the signal came first. */
export const measureSelection = async (
  recipe: CriticRecipe,
  model: string,
  signal: AbortSignal,
): Promise<Selected[] | undefined> => {
  const items = evaluationItems(familiesOf(recipe), {
    split: 'test',
    seed: SELECTION_SEED,
    count: recipe.held_out.selected,
    difficulties: levelsOf(recipe),
  });
  const records = await examineModel(model, items, {
    arms: ['none'],
    n: CANDIDATES - 1,
    ns: [CANDIDATES],
    seed: recipe.seed,
    maxTokens: recipe.answers.most,
    critic: join(model, CRITIC_FOLDER),
    threads: recipe.train.threads,
    signal,
  });
  return records && selectedOf(records, CANDIDATES);
};
