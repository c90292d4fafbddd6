/**
 * What a recorded set is: a name, the files that it reads from a data folder, and the comparisons that it makes of
 * them. The sets themselves are the other files of this folder; sets.ts lists them.
 */
import type { Table } from '../report.ts';
import type { Arm } from './replay.ts';
import type { RecordedQuestion } from './question.ts';

/** A single model's result as its authors or a leaderboard published it; `accuracy` 0..1. */
type Published = { name: string; accuracy: number; source: string };

/** Policies beside each other over the same questions. */
export type Comparison = {
  title: string;
  note?: string;
  questions: readonly RecordedQuestion[];
  arms: readonly Arm[];
  /** Name of the arm that every difference is taken against. */
  baseline: string;
  published?: readonly Published[];
  /** The model whose share of questions is shown for each policy: the one that a cascade asks last. */
  large?: string;
};

/** What a set gets to work with. */
export type SetRequest = {
  /** The data folder. Nothing of it is copied into the project. */
  data: string;
  /** A folder for what is expensive to compute and may be kept. */
  cache: string;
  /** False: nothing expensive is computed; what the cache holds is used. */
  make: boolean;
  signal: AbortSignal;
  onProgress: (text: string) => void;
};

export type RecordedSet = {
  name: string;
  about: string;
  /** Undefined, after a sentence to `onProgress`, when the folder does not hold the set or something is missing. */
  load: (request: SetRequest) => Promise<readonly Comparison[] | undefined>;
};

/** A set that makes tables of its own instead of comparisons. Undefined when the folder does not hold it. */
export type TableSet = {
  name: string;
  about: string;
  load: (data: string) => { tables: readonly Table[]; results: unknown } | undefined;
};
