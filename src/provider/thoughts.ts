/** The interface of the thought parsers, thought-parser.ts and harmony.ts. Types only. */
import type { Section } from '../types.ts';

/** A piece of thought or answer; or of a tool call, whose first piece has the name of the tool. */
export type Part =
  | { section: Extract<Section, 'think' | 'answer'>; text: string }
  | { section: 'call'; name?: string; text: string };

export type ThoughtParser = {
  push(text: string): Part[];
  /** The text has ended; `truncated` when by a limit. To be called once. */
  end(truncated: boolean): Part[];
  /** The sections, once the text has ended. */
  result(): { reasoning: string; content: string };
};
