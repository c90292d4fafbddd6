/** A conversation and its turns, as the page shows and stores them. Types only. */
import type { Answer } from './answer.ts';
import type { Attachment } from './attachments.ts';
import type { Tuning } from './tuning.ts';

export type Conversation = {
  id: string;
  title: string;
  created: number;
  updated: number;
  /** The last turn on the path shown. */ leaf: string | null;
  pinned?: boolean;
  folder?: string;
  /** Its own system prompt and sampling. */
  tuning?: Tuning;
  /** When it was deleted: it is hidden, and can come back until it is swept away. */
  deleted?: number;
};

export type Turn = {
  id: string;
  conversation: string;
  /** Turns form a tree: a question asked in other words is a sibling. */
  parent: string | null;
  created: number;
  question: string;
  attachments?: readonly Attachment[];
  answers: Answer[];
  /** Answers by column: one, or two when models are compared. Each column shows one of its versions. */
  columns: { versions: string[]; shown: string }[];
  /** The column that later turns build on. */
  follow: number;
};
