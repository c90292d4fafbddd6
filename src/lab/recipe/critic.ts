/**
 * Recipes of `mizan critic`: everything that a run depends on in which a copy of a model learns to judge that model's
 * answers, in one JSON file that is saved with the run. The loop is lab/critic/loop.ts.
 */
import type { z } from 'zod';
import { commonFields, number, section, text, whole } from './fields.ts';
import { parseRecipeJson, readRecipeJson, renameFields } from './read.ts';
import { sftSection, taskDataFields } from './sections.ts';

const { planned: _planned, ...dataFields } = taskDataFields;

export const criticSchema = section({
  ...commonFields,
  start: text.describe('The model whose answers are judged, and a copy of which learns to: a folder, or "embedded".'),
  data: section(dataFields),
  rounds: whole(1, 100).describe('Rounds of answering, pairing and learning; each begins with the critic of the last.'),
  answers: section({
    questions: whole(1, 1e6).describe('Questions of a round.'),
    draws: whole(2, 128).describe('Answers to each.'),
    pairs: whole(1, 64).describe('Most pairs of a right and a wrong answer that are taken of a question.'),
    temperature: number(0.05, 5),
    most: whole(8, 65536).describe('Most tokens of an answer.'),
  }),
  corrupted: whole(0, 1e6).describe(
    'Reference solutions in a round, half of them corrupted, beside answers of the model.',
  ),
  train: sftSection.describe('How the critic is trained; `updates` are those of a round.'),
  held_out: section({
    questions: whole(1, 1e5).describe('Test-split questions whose answers make the pairs for measuring the critic.'),
    draws: whole(2, 128).describe('Answers to each.'),
    selected: whole(1, 1e5).describe('Questions of each family that are answered with the critic and without.'),
  }),
});
export type CriticRecipe = z.output<typeof criticSchema>;

/** Names that fields had in recipes of before; runs saved with them go on. */
const OLD_NAMES = { spoilt: 'corrupted' };

/** Reads a critic recipe from parsed JSON. Throws one sentence for the first mistake. */
export const parseCriticRecipe = (json: unknown, path: string): CriticRecipe =>
  parseRecipeJson(criticSchema, renameFields(json, OLD_NAMES), path);

/** Reads a critic recipe from its file. */
export const readCriticRecipe = (path: string): CriticRecipe => parseCriticRecipe(readRecipeJson(path), path);
