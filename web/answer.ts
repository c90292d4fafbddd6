/**
 * One answer as the page shows and stores it. The same pieces give the same answer whether they come from the server
 * now or from the journal after a crash. Events are folded by src/answer.ts; times, text and errors are added here.
 * Pure.
 */
import { foldEvent, newAnswerState, type AnswerState, type Candidate } from '../src/answer.ts';
import type { Figures, Json, Piece, Trouble } from './piece.ts';
import { slimLine } from './run.ts';

type Progress = 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed' | 'interrupted';

/** A candidate with the times of its first and last piece, in milliseconds since the question was sent. */
export type CandidateView = Candidate & { from?: number; to?: number };

export type Rating = 'up' | 'down';

export type Answer = Omit<AnswerState, 'candidates' | 'done'> & {
  id: string;
  /** The name that was sent, suffix included. */
  model: string;
  /** '' for a model that was asked as it is. */
  effort: string;
  state: Progress;
  /** When the question was sent: milliseconds since 1970. */
  asked: number;
  text: string;
  /** Reasoning of a model that shows it without candidates. */
  reasoning: string;
  candidates: CandidateView[];
  figures: Figures;
  /** Milliseconds from the question to the first piece of output, and to the last. */
  first?: number;
  last?: number;
  finish?: string;
  trouble?: Trouble;
  /** What the reader says of it. */
  rating?: Rating;
  /** The answer that was thought over again at a higher effort. */
  after?: string;
  /** It checks that answer: it counted as the first candidate. */
  checks?: boolean;
  /** The stream carries the events of the thinking: candidates come from there. */
  events: boolean;
  /** The lines of an agent's run, as run.ts folds them. */
  acts?: Json[];
  /** The whole text has come with the last event: text that follows says it again. */
  whole?: boolean;
};

export const newAnswer = (id: string, model: string, effort: string, askedAt: number): Answer => ({
  id,
  model,
  effort,
  state: 'waiting',
  asked: askedAt,
  text: '',
  reasoning: '',
  ...newAnswerState(),
  figures: {},
  events: false,
});

type Event = Extract<Piece, { type: 'event' }>['event'];

/** The candidate that an event belongs to. */
const indexOf = (event: Event): number | undefined => {
  if (event.type === 'reply') return event.reply.index;
  return event.type === 'delta' && event.section !== 'plan' ? event.index : undefined;
};

const end = (answer: Answer, { reply, failure }: Extract<Event, { type: 'done' }>, at: number): void => {
  if (reply.content !== '') Object.assign(answer, { text: reply.content, whole: true });
  answer.finish = reply.finish;
  for (const candidate of answer.candidates) candidate.to ??= at;
  if (reply.finish !== 'error') return;
  answer.trouble = {
    message: failure?.message ?? reply.content,
    ...(failure && { status: failure.status, kind: failure.type, retryAfter: failure.retryAfter }),
  };
  if (!failure && answer.text === reply.content) answer.text = '';
};

/** Folds an event. What the answer stores once (`done`, the replies) is not stored a second time. */
const foldWithTimes = (answer: Answer, event: Event, at: number): void => {
  answer.events = true;
  if (event.type === 'done') return end(answer, event, at);
  if (event.type === 'act') return void (answer.acts ??= []).push(slimLine(event.event));
  foldEvent(answer, event);
  const index = indexOf(event);
  const candidate = answer.candidates.find((other) => other.index === index);
  if (!candidate) return;
  candidate.from ??= at;
  candidate.to = at;
  delete candidate.reply;
};

/** Changes `answer` by one piece that came `at` milliseconds after the question. */
export const fold = (answer: Answer, piece: Piece, at: number): void => {
  answer.last = at;
  if (answer.state === 'waiting') answer.state = 'streaming';
  switch (piece.type) {
    case 'event':
      if (piece.event.type === 'delta' || piece.event.type === 'tool') answer.first ??= at;
      return foldWithTimes(answer, piece.event, at);
    case 'text':
      answer.first ??= at;
      if (answer.whole) return;
      answer.text += piece.text;
      if (!answer.events) answer.tokens++;
      return;
    case 'reasoning':
      answer.first ??= at;
      if (answer.events) return;
      answer.reasoning += piece.text;
      answer.tokens++;
      return;
    case 'figures':
      Object.assign(answer.figures, piece.figures);
      if (piece.figures.completionTokens !== undefined) answer.tokens = piece.figures.completionTokens;
      if (piece.decision) answer.decision ??= piece.decision;
      return;
    case 'finish':
      answer.finish = piece.reason;
      return;
    case 'trouble':
      answer.trouble = piece.trouble;
      return;
    default:
      piece satisfies never;
  }
};

/** Ends the answer: with its trouble when it has one, as it was stopped, or done. */
export const settle = (answer: Answer, how: 'done' | 'stopped' | 'interrupted'): void => {
  answer.state =
    how === 'done'
      ? answer.trouble || answer.finish === 'error'
        ? 'failed'
        : answer.finish === 'cancelled'
          ? 'stopped'
          : 'done'
      : how;
  if (answer.state === 'failed') answer.trouble ??= { message: 'The model failed and gave no reason.' };
  for (const plan of answer.plans) plan.open = false;
};

/**
 * The first answer of effort auto, which is shown while it is weighed; '' where there is none or it is decided. Any
 * other effort shows its answer when it is chosen.
 */
export const draftOf = ({ state, effort, text, candidates, decision }: Answer): string => {
  const live = state === 'waiting' || state === 'streaming';
  return live && effort === 'auto' && text === '' && !decision ? (candidates[0]?.content ?? '') : '';
};

export const isLive = (answer: Answer): boolean => answer.state === 'waiting' || answer.state === 'streaming';

/** Whether a candidate was drawn to its end, cut at its limit, or left because the outcome was settled. */
export const candidateState = (
  answer: Answer,
  candidate: CandidateView,
): 'growing' | 'passed' | 'refuted' | 'voted' | 'empty' | 'left' => {
  if (candidate.verdict) return candidate.verdict.pass ? 'passed' : 'refuted';
  if (candidate.answer !== undefined)
    return candidate.answer === '' ? (candidate.finish === 'cancelled' ? 'left' : 'empty') : 'voted';
  if (candidate.finish === undefined && isLive(answer)) return 'growing';
  return candidate.finish === 'stop' || candidate.finish === 'length' ? 'voted' : 'left';
};

/** Equal answers counted, most votes first. Only answers that were read out vote. */
export const votesOf = (answer: Answer): { answer: string; votes: number; passed: number; indices: number[] }[] => {
  const groups = Map.groupBy(
    answer.candidates.filter((candidate) => candidate.answer),
    (item) => item.answer!,
  );
  return [...groups]
    .map(([text, all]) => ({
      answer: text,
      votes: all.length,
      passed: all.filter((item) => item.verdict?.pass).length,
      indices: all.map((item) => item.index),
    }))
    .sort((a, b) => b.votes - a.votes || b.passed - a.passed || a.indices[0]! - b.indices[0]!);
};

/** Seconds the answer took: what the server says, or what was seen here when that was more (waiting, the network). */
export const secondsOf = (answer: Answer): number | undefined =>
  answer.figures.seconds === undefined && answer.last === undefined
    ? undefined
    : Math.max(answer.figures.seconds ?? 0, (answer.last ?? 0) / 1000);

/** Tokens per second from the first token on; undefined before two moments are known. */
export const speedOf = (answer: Answer): number | undefined => {
  const span = ((answer.last ?? 0) - (answer.first ?? 0)) / 1000;
  return answer.first !== undefined && span > 0.02 && answer.tokens > 1 ? answer.tokens / span : undefined;
};
