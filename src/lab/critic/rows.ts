/**
 * What a critic learns in one round: critiques of right and wrong answers. The model answers questions of the train
 * split; of each question that has right and wrong answers, equally many of both are taken. Corrupted reference
 * solutions come beside. A critique is the reference (task/critique.ts), or the critic's own where only that comes to
 * the right verdict; its last word is the truth. From the second round on, what the critic still gets wrong is
 * repeated.
 */
import { rmSync } from 'node:fs';
import { writeAtomic } from '../../files.ts';
import { createRandom } from '../../random.ts';
import { criticMessages } from '../../reason/critic.ts';
import type { BatchSampler } from '../../local/batch-sampler.ts';
import { corruptAnswer } from '../../task/corrupt.ts';
import { critiqueOf, type WorkedAnswer } from '../../task/critique.ts';
import type { Message } from '../../types.ts';
import { critiqueAnswers, pairAnswers, type AnswerPair } from '../exam/pairs.ts';
import type { CriticRecipe } from '../recipe/critic.ts';
import { answerQuestions, questionNumber } from './answers.ts';

/** A training document: the critic's prompt and the critique. */
type Row = { messages: Message[] };

/** An answer of which it is known whether it is right. */
type Judgeable = { family: string; question: string; side: WorkedAnswer; right: boolean };

/** The model that answers and the critic as it is before this round. */
export type Models = { solver: BatchSampler; critic: BatchSampler };

const criticRow = ({ question, side, right }: Judgeable, critique: string): Row => ({
  messages: [
    ...criticMessages(question, side),
    { role: 'assistant', reasoning: critique, content: right ? 'yes' : 'no' },
  ],
});

/** Both answers of each pair. */
const answersOfPairs = (pairs: readonly AnswerPair[]): Judgeable[] =>
  pairs.flatMap(({ item: { family, question }, right, wrong }) =>
    [right, wrong].map((side) => ({ family, question, side, right: side.right })),
  );

/** Reference solutions, every other one corrupted, where the reference critique comes to the right verdict. */
const corruptedSolutions = (recipe: CriticRecipe, round: number): Judgeable[] => {
  const random = createRandom(`spoilt/${recipe.seed}/${round}`);
  const found: Judgeable[] = [];
  for (let k = 0; found.length < recipe.corrupted && k < 4 * recipe.corrupted; k++) {
    const item = questionNumber(recipe, 'train', recipe.data.seed, `spoilt/${round}`, k);
    const { family, question, thought, gold } = item;
    const right = found.length % 2 === 0;
    const side = right ? { thought, answer: gold } : corruptAnswer(item, random);
    if (side && critiqueOf(family, question, side).holds === right) found.push({ family, question, side, right });
  }
  return found;
};

/** How often an answer that the critic got wrong stands among the rows of the next round. */
const REPEATS = 3;

/** Rows for these answers; undefined when the signal came first. */
const critiqueRows = async (
  critic: BatchSampler,
  recipe: CriticRecipe,
  answers: readonly Judgeable[],
  round: number,
  signal: AbortSignal,
): Promise<Row[] | undefined> => {
  const critiques =
    round === 0 ? [] : await critiqueAnswers(critic, answers, { maxTokens: recipe.train.length, signal });
  return (
    critiques &&
    answers.flatMap((answer, i) => {
      const reference = critiqueOf(answer.family, answer.question, answer.side);
      const critique = critiques[i];
      const agrees = critique?.right !== undefined && critique.right > 0.5 === answer.right;
      const text = reference.holds !== answer.right && agrees ? critique.text : reference.text;
      return Array<Row>(round === 0 || agrees ? 1 : REPEATS).fill(criticRow(answer, text));
    })
  );
};

/** Writes the rows of a round to `path`. False when the signal came first. */
export const writeRows = async (
  recipe: CriticRecipe,
  { solver, critic }: Models,
  path: string,
  round: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const {
    data,
    answers: { questions: count, draws, pairs },
    seed,
  } = recipe;
  const questions = Array.from({ length: count }, (_, k) =>
    questionNumber(recipe, 'train', data.seed, `round/${round}`, k),
  );
  const answersPath = `${path}.answers`;
  const label = `answering, round ${round + 1}`;
  const answers = await answerQuestions(solver, recipe, questions, {
    label,
    path: answersPath,
    draws,
    seed: seed + round,
    signal,
  });
  if (!answers) return false;
  const paired = answersOfPairs(pairAnswers(questions, answers, pairs));
  const rows = await critiqueRows(critic, recipe, paired, round, signal);
  const corrupted = rows && (await critiqueRows(critic, recipe, corruptedSolutions(recipe, round), round, signal));
  if (!corrupted) return false;
  console.error(
    `round ${round + 1}: ${rows.length} critiques of the model's answers, ${corrupted.length} of reference solutions`,
  );
  const shuffled = createRandom(`rows/${seed}/${round}`).shuffle([...rows, ...corrupted]);
  writeAtomic(path, shuffled.map((row) => `${JSON.stringify(row)}\n`).join(''));
  rmSync(answersPath, { force: true });
  return true;
};
