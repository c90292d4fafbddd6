/**
 * Recorded outputs of real models: one question with the candidates that were drawn for it, each known to be right or
 * wrong. Any policy is replayed over them without a model. The same shape is a line of a traces file (docs/formats.md),
 * so that users replay their own. This file says what a question is and reads files; it decides nothing.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { answerText } from '../../answers/read.ts';
import type { Finish, Verdict, Verify } from '../../types.ts';

/** One output of one model. `answer` is what takes part in votes: '' has no vote, equal answers vote together. */
export type RecordedCandidate = {
  model: string;
  text: string;
  right: boolean;
  answer: string;
  /** Where equal answers are not equal texts, such as of calls: what is equal for equal answers. */
  key?: string | undefined;
  /** Completion tokens; where nobody counted them, a quarter of the characters. */
  tokens: number;
  finish: Finish;
  /** What a check without the gold answer says of it; undefined: nothing. */
  verdict: Verdict | undefined;
};

/** One question. `category` is the stratum of every mean. Candidates of one model stand in the order of drawing. */
export type RecordedQuestion = {
  id: string;
  category: string;
  question: string;
  candidates: readonly RecordedCandidate[];
};

/** What a file or a data set gives of a candidate; everything else is filled in by `toQuestion`. */
const candidateSchema = z.object({
  model: z.string().default('model'),
  text: z.string(),
  right: z.union([z.boolean(), z.literal(0), z.literal(1)]).transform(Boolean),
  answer: z.string().optional(),
  key: z.string().optional(),
  tokens: z.int().nonnegative().optional(),
  finish: z.enum(['stop', 'tools', 'length', 'filtered', 'cancelled', 'error']).default('stop'),
});

const questionSchema = z.object({
  id: z.string(),
  category: z.string().default(''),
  question: z.string(),
  candidates: z.array(candidateSchema).min(1),
});

/** A question as a file holds it. */
export type RecordedLine = z.input<typeof questionSchema>;

const headerSchema = z.object({
  type: z.literal('recorded'),
  version: z.literal(1),
  name: z.string().default('traces'),
  /** The model that a cascade asks when the others don't agree. */
  large: z.string().optional(),
});
export type RecordedHeader = z.output<typeof headerSchema>;

/** How a line becomes a question: reads answers where the line has none, and checks them. */
export type Reading = {
  /** Default: `answerText`. */
  read?: (text: string, question: string, finish: Finish) => string;
  verify?: Verify;
};

const readText = (content: string, question: string, finish: Finish): string =>
  answerText({ content, reasoning: '', finish }, question);

/** Fills in what a line leaves out. Throws what zod throws when the line has another shape. */
export const toQuestion = (line: RecordedLine, { read = readText, verify }: Reading = {}): RecordedQuestion => {
  const { candidates, ...rest } = questionSchema.parse(line);
  return {
    ...rest,
    candidates: candidates.map(({ answer, tokens, ...fields }) => {
      const found = answer ?? read(fields.text, rest.question, fields.finish);
      return {
        ...fields,
        answer: found,
        tokens: tokens ?? Math.ceil(fields.text.length / 4),
        verdict: found === '' ? undefined : verify?.(rest.question, found),
      };
    }),
  };
};

/** The lines of a JSONL text as JSON values. Throws an error with the number of a line that is no JSON. */
export const jsonLines = (text: string, name: string): unknown[] =>
  text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      throw new Error(`${name}, line ${i + 1}: this is no JSON`);
    }
  });

/** A traces file: its header, and its questions. Throws an error that names file, line and field. */
export const readTraces = (
  file: string,
  reading: Reading,
): { header: RecordedHeader; questions: RecordedQuestion[] } => {
  const [first, ...rest] = jsonLines(readFileSync(file, 'utf8'), file);
  const header = headerSchema.safeParse(first);
  if (!header.success) {
    throw new Error(`${file}, line 1: a traces file begins with {"type":"recorded","version":1}; see docs/formats.md`);
  }
  const questions = rest.map((line, i) => {
    const parsed = questionSchema.safeParse(line);
    if (!parsed.success) throw new Error(`${file}, question ${i + 1}: ${z.prettifyError(parsed.error)}`);
    return toQuestion(line as RecordedLine, reading);
  });
  if (questions.length === 0) throw new Error(`${file} holds no question after its first line`);
  return { header: header.data, questions };
};
