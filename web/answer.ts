/**
 * One answer as it is shown and kept: what the stream said, folded. The same pieces give the same answer whether they
 * come from the server now or from the journal after a crash. Pure: no clock, no network, no elements.
 */
import type { Decision, Finish, Verdict } from '../src/types.ts';
import type { Figures, Piece, Trouble } from './piece.ts';

type AnswerState = 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed' | 'interrupted';

export type CandidateView = {
  index: number;
  think: string;
  content: string;
  tokens: number;
  /** Milliseconds since the question was sent. */
  from: number;
  to?: number;
  finish?: Finish;
  /** The answer that was read out of it; '' when it has none. Undefined until it was checked. */
  answer?: string;
  verdict?: Verdict;
};

type PlanView = { index: number; text: string; leak: boolean; open: boolean };

export type Answer = {
  id: string;
  /** The name that was sent, suffix included. */
  model: string;
  /** '' for a model that was asked as it is. */
  effort: string;
  state: AnswerState;
  /** When the question was sent: milliseconds since 1970. */
  asked: number;
  text: string;
  /** Reasoning of a model that shows it without candidates. */
  reasoning: string;
  plans: PlanView[];
  candidates: CandidateView[];
  decision?: Decision;
  /** Tokens seen so far, plans included; the server's own count replaces it at the end. */
  tokens: number;
  figures: Figures;
  /** Milliseconds from the question to the first piece of output, and to the last. */
  first?: number;
  last?: number;
  finish?: string;
  trouble?: Trouble;
  /** The stream carries the events of the thinking: candidates come from there. */
  events: boolean;
  /** The whole text has come with the last event: text that follows says it again. */
  whole?: boolean;
};

export const newAnswer = (id: string, model: string, effort: string, asked: number): Answer => ({
  id,
  model,
  effort,
  state: 'waiting',
  asked,
  text: '',
  reasoning: '',
  plans: [],
  candidates: [],
  tokens: 0,
  figures: {},
  events: false,
});

const candidateAt = (answer: Answer, index: number, at: number): CandidateView => {
  const found = answer.candidates.find((candidate) => candidate.index === index);
  if (found) return found;
  const made: CandidateView = { index, think: '', content: '', tokens: 0, from: at };
  answer.candidates.push(made);
  answer.candidates.sort((a, b) => a.index - b.index);
  return made;
};

const planAt = (answer: Answer, index: number): PlanView => {
  const found = answer.plans.find((plan) => plan.index === index);
  if (found) return found;
  const made: PlanView = { index, text: '', leak: false, open: true };
  answer.plans.push(made);
  answer.plans.sort((a, b) => a.index - b.index);
  return made;
};

const foldEvent = (answer: Answer, piece: Extract<Piece, { type: 'event' }>, at: number): void => {
  answer.events = true;
  const { event } = piece;
  switch (event.type) {
    case 'delta': {
      answer.tokens += event.tokens;
      if (event.section === 'plan') {
        planAt(answer, event.index).text += event.text;
        return;
      }
      const candidate = candidateAt(answer, event.index, at);
      candidate.tokens += event.tokens;
      candidate.to = at;
      if (event.section === 'think') candidate.think += event.text;
      else candidate.content += event.text;
      return;
    }
    case 'tool':
      answer.tokens += event.tokens;
      return;
    case 'plan': {
      const plan = planAt(answer, event.index);
      Object.assign(plan, { text: event.text, leak: event.leak, open: false });
      return;
    }
    case 'reply': {
      const { reply } = event;
      const candidate = candidateAt(answer, reply.index, at);
      Object.assign(candidate, {
        think: reply.reasoning,
        content: reply.content,
        tokens: reply.tokens,
        finish: reply.finish,
        to: at,
      });
      return;
    }
    case 'verdict': {
      const candidate = candidateAt(answer, event.index, at);
      candidate.answer = event.answer;
      if (event.verdict) candidate.verdict = event.verdict;
      return;
    }
    case 'decision':
      answer.decision = event.decision;
      return;
    case 'done':
      if (event.reply.content !== '') Object.assign(answer, { text: event.reply.content, whole: true });
      answer.finish = event.reply.finish;
      for (const candidate of answer.candidates) candidate.to ??= at;
      if (event.reply.finish === 'error') {
        const failure = event.failure;
        answer.trouble = {
          message: failure?.message ?? event.reply.content,
          ...(failure && { status: failure.status, kind: failure.type, retryAfter: failure.retryAfter }),
        };
        if (!failure && answer.text === event.reply.content) answer.text = '';
      }
      return;
    default:
      // A newer server may say more than this page knows.
      event satisfies never;
  }
};

/** Changes `answer` by one piece that came `at` milliseconds after the question. */
export const fold = (answer: Answer, piece: Piece, at: number): void => {
  answer.last = at;
  if (answer.state === 'waiting') answer.state = 'streaming';
  switch (piece.type) {
    case 'event':
      if (piece.event.type === 'delta' || piece.event.type === 'tool') answer.first ??= at;
      return foldEvent(answer, piece, at);
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

export const isLive = (answer: Answer): boolean => answer.state === 'waiting' || answer.state === 'streaming';

/** Whether a candidate was drawn to its end, cut at its limit, or left because the outcome was settled. */
export const candidateState = (
  answer: Answer,
  one: CandidateView,
): 'growing' | 'passed' | 'refuted' | 'voted' | 'empty' | 'left' => {
  if (one.verdict) return one.verdict.pass ? 'passed' : 'refuted';
  if (one.answer !== undefined) return one.answer === '' ? (one.finish === 'cancelled' ? 'left' : 'empty') : 'voted';
  if (one.finish === undefined && isLive(answer)) return 'growing';
  return one.finish === 'stop' || one.finish === 'length' ? 'voted' : 'left';
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
