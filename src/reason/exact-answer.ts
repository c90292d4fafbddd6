/**
 * The exact answer to a plain question, whatever model answers it: read by a reader, computed, and checked by a second
 * reading or by its own terms. A model's answer that differs from it fails its check. Where no answer of the model
 * passes, the exact one takes part as a candidate that did.
 *
 * It is found for a question alone: earlier turns or instructions may give its words another meaning, and tools and a
 * form of the answer are the model's part. Of 1,482 such answers on sealed questions 6 were wrong
 * (docs/results/words.md).
 */
import { sameAnswer } from '../reading/compare-answers.ts';
import { understand } from '../reading/understand.ts';
import type { ChatRequest, Reply, Verdict, Verify } from '../types.ts';
import { readFirst } from './read-first.ts';

export type ExactAnswer = {
  answer: string;
  reply: Reply;
  /** Why it counts as checked. */
  verdict: Verdict;
  /** Fails an answer that is another one; undefined for one that is the same, or that can't be compared. */
  verify: Verify;
};

/** Characters. Longer questions carry documents, which no reader of problems is for. */
export const LONGEST_READ = 2000;

/** Instructions that change no question. */
const PLAIN_SYSTEM = /^\s*(?:you are (?:a|an) (?:[a-z]+,? ){0,4}(?:assistant|chatbot|ai)(?: for [a-z ]+)?[.!]?\s*)?$/i;

const isAlone = ({ messages }: ChatRequest): boolean =>
  messages.every(
    ({ role, content }, at) =>
      (role === 'user' && at === messages.length - 1) || (role === 'system' && PLAIN_SYSTEM.test(content)),
  );

/** The exact answer to the question of a request; undefined where none was found, or none that was checked. */
export const exactAnswer = (request: ChatRequest): ExactAnswer | undefined => {
  const question = request.messages.at(-1)?.content ?? '';
  if (!isAlone(request) || question.length > LONGEST_READ) return undefined;
  const read = readFirst(request);
  const verdict = read?.events.find((event) => event.type === 'verdict')?.verdict;
  const decision = read?.events.find((event) => event.type === 'decision')?.decision;
  const found = understand(question);
  if (!read || !verdict || decision?.rule !== 'verified' || found.type !== 'answered') return undefined;
  const { problem, solution, line } = found;
  return {
    answer: solution.answer,
    reply: read.reply,
    verdict,
    verify: (_, answer) =>
      sameAnswer(problem, solution, answer) === false
        ? { pass: false, reason: `the question reads as ${line}, which comes to ${solution.answer}` }
        : undefined,
  };
};
