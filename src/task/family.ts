/**
 * The interface of a family of verifiable tasks, and how an item is made from it. The families are the files of
 * task/families/; registry.ts lists them. No models, no tensors, no I/O.
 *
 * An item is a pure function of (split, seed, index, difficulty). Train and test are disjoint by construction: the
 * canonical key of a problem, which no phrasing changes, is hashed into one of ten buckets, and bucket 0 is the test
 * split. A problem is therefore never in both splits, however it is worded.
 */
import { createRandom, hashString, type Random } from '../random.ts';
import type { Item, Score, Verdict } from '../types.ts';
import { fill, read } from './templates.ts';
import { sameWritten } from '../answers/same.ts';
import type { Claim } from './claims.ts';

export type Split = 'train' | 'test';
/** 1 easy, 2 middle, 3 hard. */
export type Difficulty = 1 | 2 | 3;

/** A result in a thought, from character `start` to `end`, and the value that follows from the text before it. */
export type Result = { start: number; end: number; value: string };

/** P describes one problem of the family: plain JSON, without wording. */
export type Family<P> = {
  name: string;
  /** One line for people: what is asked. */
  about: string;
  /** At least 25 templates with {slots}; every slot of `slots` may appear in each. */
  phrasings: readonly string[];
  make(random: Random, difficulty: Difficulty): P;
  /** Canonical identity of the problem; equal for problems that are the same in other words or order. */
  key(problem: P): string;
  /** The text of each {slot}. May vary names and wording with `random`; never gives the answer away. */
  slots(problem: P, random: Random): Record<string, string>;
  gold(problem: P): string;
  /** The plan: one short line without any result. */
  plan(problem: P): string;
  /**
   * The chain of thought: small steps, a check, backtracking when a step fails. It ends before the answer, without a
   * final newline.
   */
  solve(problem: P, random: Random): string;
  /** Score against the gold answer; default: `sameWritten`. Needed where several answers are right. */
  grade?(gold: string, answer: string, question: string): Score;
  /**
   * Check by substitution into the slots that `read` found in the question. Absent where a check would have to solve
   * the problem.
   */
  verify?(slots: Record<string, string>, answer: string): Verdict | undefined;
  /**
   * The claims of a thought besides its sums (claims.ts), each with the steps that check it. For the training of
   * critics. Claims that end in yes or no are results too.
   */
  claims?(slots: Record<string, string>, thought: string): Claim[];
  /** The results in a thought besides its sums, for process rewards. */
  results?(slots: Record<string, string>, thought: string): Result[];
  /** A second solution for critics, where checking single claims does not tell whether the answer is right. */
  alternateSolution?(slots: Record<string, string>): { text: string; value: string } | undefined;
};

/** Any family, with its problem type erased. */
// biome-ignore lint: the one marked boundary where the problem type is erased
export type AnyFamily = Family<any>;

const TEST_BUCKET = 0;
const BUCKETS = 10;

/** The split that a problem belongs to: a function of its key alone. */
export const splitOf = (family: string, key: string): Split =>
  hashString(`${family}|${key}`) % BUCKETS === TEST_BUCKET ? 'test' : 'train';

/** Makes item `index`. Throws when a family can't make a problem of the split in 1,000 draws. */
export const makeItem = <P>(
  family: Family<P>,
  split: Split,
  seed: number,
  index: number,
  difficulty: Difficulty,
): Item => {
  const id = `${family.name}/${split}/${difficulty}/${seed}/${index}`;
  const random = createRandom(id);
  for (let draw = 0; draw < 1000; draw++) {
    const problem = family.make(random, difficulty);
    if (splitOf(family.name, family.key(problem)) !== split) continue;
    const question = fill(random.pick(family.phrasings), family.slots(problem, random));
    return {
      id,
      family: family.name,
      difficulty,
      question,
      gold: family.gold(problem),
      plan: family.plan(problem),
      thought: family.solve(problem, random),
    };
  }
  throw new Error(`family ${family.name}: no ${split} problem of difficulty ${difficulty} in 1,000 draws`);
};

/** The slots of the first phrasing that fits the question, or undefined. */
export const readSlots = (family: AnyFamily, question: string): Record<string, string> | undefined => {
  for (const phrasing of family.phrasings) {
    const slots = read(phrasing, question);
    if (slots) return slots;
  }
  return undefined;
};

export const gradeItem = (family: AnyFamily, item: Item, answer: string): Score =>
  family.grade
    ? family.grade(item.gold, answer, item.question)
    : sameWritten(item.gold, answer)
      ? { correct: true, reason: 'equals the gold answer' }
      : { correct: false, reason: `expected ${item.gold}` };
