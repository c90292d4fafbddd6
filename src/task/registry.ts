/** The registry of task families: looks one up by name, makes items, grades and verifies answers. */
import type { Item, Score, Verify } from '../types.ts';
import { gradeItem, makeItem, readSlots, type AnyFamily, type Difficulty, type Split } from './family.ts';
import { verifyByReading } from '../reading/check.ts';
import { arithmetic } from './families/arithmetic.ts';
import { bases } from './families/bases.ts';
import { calendar } from './families/calendar.ts';
import { countdown } from './families/countdown.ts';
import { counting } from './families/counting.ts';
import { linear } from './families/linear.ts';
import { logic } from './families/logic.ts';
import { numberTheory } from './families/number-theory.ts';
import { paths } from './families/paths.ts';
import { roman } from './families/roman.ts';
import { sequences } from './families/sequences.ts';
import { sorting } from './families/sorting.ts';
import { systems } from './families/systems.ts';
import { units } from './families/units.ts';
import { word } from './families/word.ts';
import { tellsNothingElse } from './telling.ts';
import { gradeOwn, OWN } from './own-questions.ts';
import { checkNumberGame, readNumberGame } from './number-game.ts';

export const families: readonly AnyFamily[] = [
  countdown,
  arithmetic,
  linear,
  systems,
  word,
  numberTheory,
  sequences,
  calendar,
  units,
  sorting,
  counting,
  bases,
  roman,
  logic,
  paths,
];

/** The family of that name. Throws an error that lists the known names when there is none. */
export const familyNamed = (name: string): AnyFamily => {
  const family = families.find((family) => family.name === name);
  if (!family) throw new Error(`no task family "${name}"; known: ${families.map((family) => family.name).join(', ')}`);
  return family;
};

export const item = (name: string, split: Split, seed: number, index: number, difficulty: Difficulty): Item =>
  makeItem(familyNamed(name), split, seed, index, difficulty);

export const grade = (item: Item, answer: string): Score =>
  item.family === OWN ? gradeOwn(item, answer) : gradeItem(familyNamed(item.family), item, answer);

/**
 * Checks an answer against the question alone: by the verifiers that read any wording, else by the families. A question
 * that fits a template and tells something else beside it is not checked.
 */
export const verify: Verify = (question, answer) => {
  const game = readNumberGame(question);
  if (game && game.all !== undefined) return checkNumberGame(game, answer);
  for (const family of families) {
    if (!family.verify) continue;
    const slots = readSlots(family, question);
    const verdict = slots && family.verify(slots, answer);
    if (verdict) return tellsNothingElse(family, slots) ? verdict : undefined;
  }
  return game && checkNumberGame(game, answer);
};

/** The same, and where these say nothing, the check that reads a question in any words: for answers to people. */
export const verifyAny: Verify = (question, answer) => verify(question, answer) ?? verifyByReading(question, answer);

/** Whether a question has the wording of a family's template: the check of the family can read it. */
export const readsAsTemplate = (question: string): boolean =>
  families.some((family) => {
    const slots = family.verify && readSlots(family, question);
    return slots !== undefined && family.verify?.(slots, '0') !== undefined;
  });
