/**
 * An intent: one thing that people ask, in many wordings. Its slots are drawn and spelled, and from the spelling alone
 * follows the formal problem, or the reason why there is none: so what is generated and what is recognised can't
 * differ.
 */
import type { Random } from '../../random.ts';
import type { Problem } from '../../problem/formal/problem.ts';
import type { Why } from '../../problem/solve/solution.ts';

/** The spelling of each slot. */
export type Slots = Readonly<Record<string, string>>;
/** 0: tiny numbers and one step, for the simplest questions. */
export type Level = 0 | 1 | 2;

export type Meaning = { type: 'problem'; problem: Problem } | { type: 'refusal'; why: Why };

export type Intent = {
  /** One of the fifteen kinds of test/words. */
  family: string;
  name: string;
  wordings: readonly string[];
  draw(random: Random, level: Level): Slots;
  /** Undefined: these slots make no sense together. */
  meaning(slots: Slots): Meaning | undefined;
};

export const problem = (one: Problem): Meaning => ({ type: 'problem', problem: one });
export const refuse =
  (why: Why): (() => Meaning) =>
  () => ({ type: 'refusal', why });

/** The largest number of a level. */
export const most = (level: Level): number => [9, 60, 400][level]!;

/** "what is", "work out": what stands before the thing that is asked for. */
export const WHAT =
  '[what is|tell me|give me|find|work out|calculate|compute|i need|can you tell me|could you tell me|do you know|i want to know|please find|what would be|kindly state|kindly give|please state|please calculate|i would like to know|say me please|determine|please to tell me|help me find|let me know]';
/** The same before a noun with "the". */
export const ASK = `${WHAT} the`;
