/**
 * Answers a question by reading it: a formal problem, an exact solver, a check. No model is asked. A question that is
 * read in two ways that differ, or that has no answer, is declined in one line with its reason; one that no reader
 * understands is left to the model.
 */
import { readsAsTemplate, verify } from '../task/registry.ts';
import { CHECKED, confidenceOfReading } from '../reading/trust.ts';
import { understand, type Understanding, type Understood } from '../reading/understand.ts';
import {
  decideReadings,
  GUESSES,
  isFallback,
  VOTES,
  votesFor,
  type Draws,
  type Reading,
} from '../reading/slots/decide.ts';
import { isFollowUp, unreadReason } from './nearest-kind.ts';
import type { Why } from '../problem/solve/solution.ts';
import type { ChatEvent, ChatRequest, Decision, Reply } from '../types.ts';
import { NO_USAGE } from '../usage.ts';

/** What came of reading: events up to the decision, and the reply. */
export type ReadAnswer = {
  events: ChatEvent[];
  reply: Reply;
  /** Why it was declined. */
  why?: Why;
};

const reply = (content: string, reasoning = ''): Reply => ({
  index: 0,
  plan: '',
  reasoning,
  content,
  finish: 'stop',
  tokens: 0,
  logprob: 0,
});

const plan = (text: string): ChatEvent => ({ type: 'plan', index: 0, text, leak: false, usage: NO_USAGE });

const declined = (reason: string, content: string, line: string | undefined): ReadAnswer => {
  const decision: Decision = { chosen: undefined, answer: '', rule: 'outside', confidence: 0, abstained: true, reason };
  const read = line === undefined ? [] : [plan(`understood as: ${line}`)];
  return { events: [...read, { type: 'decision', decision }], reply: reply(content) };
};

/** Words without spaces that ask for the value of what stands beside them. */
const ASKING = new RegExp(
  '^(?:please|pls|can|could|you|tell|me|what|whats|is|the|value|result|answer|solution|unknown|of|to|compute|calculate|' +
    'solve|evaluate|work|out|find|for|[a-z](?![a-z])|equation|expression|sum|equals?|how|much|give|exactly|[=?!.,:;\'’"()])*$',
);

/** A space between a number and a letter or a bracket stays, as `_`: "31 k" may be two things. */
const symbols = (text: string): string =>
  text
    .replace(/[×·]/g, '*')
    .replace(/÷/g, '/')
    .replace(/[−–]/g, '-')
    .replace(/(?<=\d)\s+(?=[\p{L}(])/gu, '_')
    .replace(/\s/g, '')
    .toLowerCase();

/**
 * Whether a sum or an equation stands in the question as it was read, sign for sign, with nothing beside it but words
 * that ask for its value: then there was nothing to misread.
 */
export const standsInQuestion = (question: string, line: string): boolean => {
  const formula = /^(?:value|solve(?: [a-z]:)?) (.+)$/.exec(line)?.[1];
  if (formula === undefined || !/[-+*/^=]/.test(formula)) return false;
  const parts = symbols(question)
    .split(symbols(formula))
    .map((part) => part.replaceAll('_', ''));
  if (parts.length !== 2 || parts.some((part) => part.length > 200)) return false;
  return ASKING.test(parts[0]!) && ASKING.test(parts[1]!);
};

const answered = (question: string, found: Understanding & { type: 'answered' }): ReadAnswer => {
  const { line, solution } = found;
  const answer = reply(solution.answer, `understood as: ${line}\n${solution.check}`);
  // A check that reads the question by itself: the template of a family, or the puzzle of numbers.
  const verdict =
    verify(question, solution.answer) ??
    (standsInQuestion(question, line) ? { pass: true, reason: solution.check } : undefined) ??
    (found.agreed
      ? { pass: true, reason: `${solution.check}, and read in the same way by a second reader` }
      : undefined);
  const sure = (found.sure || found.agreed === true) && found.disputed !== true && verdict?.pass === true;
  const decision: Decision = {
    chosen: 0,
    answer: solution.answer,
    rule: sure ? 'verified' : 'single',
    confidence: sure ? CHECKED : confidenceOfReading(found),
    abstained: false,
    reason: sure
      ? `computed exactly and checked: ${verdict.reason}`
      : `computed exactly, if it is read rightly: ${line}`,
  };
  return {
    events: [
      plan(`understood as: ${line}`),
      { type: 'reply', reply: answer, usage: NO_USAGE },
      { type: 'verdict', index: 0, answer: solution.answer, verdict },
      { type: 'decision', decision },
    ],
    reply: answer,
  };
};

/** Requests that only a model can serve: tools, a form of the answer, a turn to be continued. */
const plainQuestion = ({ messages, tools, format, open }: ChatRequest): string | undefined => {
  if ((tools?.length ?? 0) > 0 || format || open !== undefined) return undefined;
  const last = messages.at(-1);
  return last?.role === 'user' ? last.content : undefined;
};

/** A second reader of questions, made in another way: a model that writes forms (local/reader.ts). */
export type SecondReader = (question: string, draws: Draws) => Promise<readonly Reading[]>;

/** Trust in what only a model has read. */
const GUESS = 0.6;

/**
 * The same with a second reader: it votes on stories, and where no rule fits the answer that all of its draws come to is
 * a guess. Why it would
 * decline is not told, since it knows nothing but its kinds. That it agrees with a reading is no check, not even where
 * every word of the question is a word of its kind: of sealed questions where it did, some were misread by both
 * (docs/results/words.md).
 */
export const readTwice = async (
  request: ChatRequest,
  least: number | undefined,
  second: SecondReader | undefined,
): Promise<ReadAnswer | undefined> => {
  const question = plainQuestion(request);
  if (question === undefined || second === undefined) return readFirst(request, least);
  const found = understand(question);
  if (found.type === 'answered' && found.problem.type === 'story' && !readsAsTemplate(question))
    return readFound(question, voted(found, found.problem.expression, await second(question, VOTES)), least);
  const empty =
    found.type === 'unknown' || (found.type === 'declined' && found.line === undefined && found.firm !== true);
  if (!empty || readsAsTemplate(question)) return readFound(question, found, least);
  const guess = decideReadings(question, await second(question, GUESSES));
  if (guess) return answered(question, { type: 'answered', ...guess, sure: false, chance: GUESS });
  return readFound(question, found, least);
};

/** Trust in a story that no draw comes to, where it is what readers fall back to. */
const UNVOTED = 0.5;

/** A story after the draws of the second reader: one that a draw comes to is trusted more, other ones less. */
const voted = (found: Understood, expression: string, draws: readonly Reading[]): Understood => {
  if (found.agreed || votesFor(found.solution.answer, draws) > 0) return { ...found, fits: true };
  const isGuess = !found.fits && draws.length > 0 && isFallback(expression);
  return isGuess ? { ...found, chance: Math.min(UNVOTED, found.chance ?? 1) } : found;
};

/**
 * The answer of a request by reading alone, or undefined when the model is to be asked. Below `least` nothing is
 * answered.
 */
export const readFirst = (request: ChatRequest, least?: number): ReadAnswer | undefined => {
  const question = plainQuestion(request);
  return question === undefined ? undefined : readFound(question, understand(question), least);
};

const readFound = (question: string, found: Understanding, least = 0.5): ReadAnswer | undefined => {
  switch (found.type) {
    case 'answered':
      // A good guess gives way to the model where the question has the wording that the model was trained on.
      if (!found.sure && readsAsTemplate(question)) return undefined;
      return confidenceOfReading(found) >= least ? answered(question, found) : undefined;
    case 'declined': {
      // A question in the wording of a template is the model's own: it may know what the reader does not.
      if (
        readsAsTemplate(question) &&
        found.firm !== true &&
        (found.line === undefined || found.line.startsWith('path '))
      )
        return undefined;
      const { reason, advice } = isFollowUp(question) ? unreadReason(question, []) : { ...found, advice: '' };
      return { ...declined(reason, `I can't answer that: ${reason}. ${advice}`.trim(), found.line), why: found.why };
    }
    case 'several': {
      const ways = found.readings.map(({ line, answer }) => `"${line}" gives ${answer}`).join('; ');
      return declined(
        `it can be read in several ways: ${ways}`,
        `I can read that in several ways, so I don't answer: ${ways}.`,
        undefined,
      );
    }
    case 'unknown':
      return undefined;
    default:
      return found satisfies never;
  }
};
