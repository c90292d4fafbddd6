/**
 * Questions of a critic run, and answers of the model to them, graded. Answers are kept in a file batch by batch, so
 * that a run that was stopped or killed goes on where it was.
 */
import { existsSync, readFileSync } from 'node:fs';
import { appendText, writeAtomic } from '../../files.ts';
import { createRandom } from '../../random.ts';
import type { BatchSampler } from '../../local/batch-sampler.ts';
import { families, item } from '../../task/registry.ts';
import { createProgress } from '../../terminal/progress.ts';
import type { Item } from '../../types.ts';
import { sampleAnswers, type GradedAnswer } from '../exam/pairs.ts';
import type { CriticRecipe } from '../recipe/critic.ts';

/** Questions that are answered together and kept at once. */
const BATCH = 200;

export const familiesOf = ({ data }: CriticRecipe): string[] => {
  if (data.families === 'all') return families.map(({ name }) => name);
  return Array.isArray(data.families) ? data.families : Object.keys(data.families);
};

/** The difficulties that have a weight. */
export const levelsOf = ({ data: { difficulties } }: CriticRecipe) =>
  ([1, 2, 3] as const).filter((level) => difficulties[level] > 0);

/** Question number k of a stream: families in turn, difficulties equally often. */
export const questionNumber = (
  recipe: CriticRecipe,
  split: 'train' | 'test',
  seed: number,
  stream: string,
  k: number,
): Item => {
  const random = createRandom(`critic/${seed}/${stream}/${k}`);
  const names = familiesOf(recipe);
  return item(names[k % names.length]!, split, seed, random.int(0, 2 ** 30), random.pick(levelsOf(recipe)));
};

/** The answers in the file `path` to `count` questions. A batch that a kill left incomplete is cut off. */
const keptAnswers = (path: string, count: number): GradedAnswer[][] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const complete = lines.length >= count ? lines : lines.slice(0, lines.length - (lines.length % BATCH));
  writeAtomic(path, complete.map((line) => `${line}\n`).join(''));
  return complete.map((line, i) => {
    try {
      return JSON.parse(line) as GradedAnswer[];
    } catch (error) {
      throw new Error(`${path} is damaged at line ${i + 1}; remove it to have the questions answered again`, {
        cause: error,
      });
    }
  });
};

export type AnsweringOptions = {
  /** Of the progress line. */
  label: string;
  /** The file that keeps answers meanwhile. */
  path: string;
  /** Answers to each question. */
  draws: number;
  seed: number;
  signal: AbortSignal;
};

/** Answers to all questions, by the recipe's temperature and token limit; undefined when the signal came first. */
export const answerQuestions = async (
  sampler: BatchSampler,
  { answers: { temperature, most } }: CriticRecipe,
  questions: readonly Item[],
  { label, path, draws, seed, signal }: AnsweringOptions,
): Promise<GradedAnswer[][] | undefined> => {
  const answered = keptAnswers(path, questions.length);
  const progress = createProgress({ total: questions.length, from: answered.length, label, unit: 'questions' });
  const options = { n: draws, temperature, maxTokens: most, seed, signal };
  while (answered.length < questions.length) {
    const batch = questions.slice(answered.length, answered.length + BATCH);
    const answers = await sampleAnswers(sampler, batch, options);
    if (!answers) {
      progress.finish('stopped');
      return undefined;
    }
    appendText(path, answers.map((ofQuestion) => `${JSON.stringify(ofQuestion)}\n`).join(''));
    answered.push(...answers);
    const all = answered.flat();
    const right = all.filter((answer) => answer.right).length;
    progress.update(answered.length, { right: `${((100 * right) / all.length).toFixed(1)} %` });
  }
  progress.finish('done');
  return answered;
};
