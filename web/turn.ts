/** A conversation and its turns, as the page shows and stores them. Types only. */
import type { Answer } from './answer.ts';

export type Conversation = {
  id: string;
  title: string;
  created: number;
  updated: number;
  /** The last turn on the path shown. */ leaf: string | null;
};

export type Turn = {
  id: string;
  conversation: string;
  /** Turns form a tree: a question asked in other words is a sibling. */
  parent: string | null;
  created: number;
  question: string;
  answers: Answer[];
  /** Answers by column: one, or two when models are compared. Each column shows one of its versions. */
  columns: { versions: string[]; shown: string }[];
  /** The column that later turns build on. */
  follow: number;
};
