/**
 * Folds the `ChatEvent`s of one request into an answer: plans, candidates, the decision, the end. The terminal, the
 * page, the server's summary and the traces use this fold. Pure functions. The page loads this file unchanged, so it
 * imports types only.
 */
import type { AnswerSource, ChatEvent, Decision, Failure, Finish, Reply, ToolCall, Usage, Verdict } from './types.ts';

/** One candidate answer. A plain reply is the only candidate of its request. */
export type Candidate = {
  index: number;
  think: string;
  content: string;
  toolCalls: ToolCall[];
  /** Tokens so far; the reply's own count once it has ended. */
  tokens: number;
  /** Those of them that were spent on thinking. */
  thinkTokens: number;
  /** Set when the candidate has ended. */
  finish?: Finish;
  reply?: Reply;
  /** The answer that was read out of it, '' when there is none. Undefined until it was checked. */
  answer?: string;
  /** How it was read. */
  read?: AnswerSource;
  verdict?: Verdict;
};

/** One plan; `leak`: it gave the answer away and was dropped; `open`: it is still being written. */
export type Plan = { index: number; text: string; leak: boolean; open: boolean; tokens: number };

export type AnswerState = {
  /** What was asked, where it is known: it says when answers are the same. */
  question?: string;
  /** In order of index. */
  plans: Plan[];
  candidates: Candidate[];
  decision?: Decision;
  /** Tokens drawn so far, those of plans included. */
  tokens: number;
  /** The end, once it has come. */
  done?: { reply: Reply; replies?: readonly Reply[]; usage: Usage; seconds: number; failure?: Failure };
};

export const newAnswerState = (question?: string): AnswerState => ({
  ...(question !== undefined && { question }),
  plans: [],
  candidates: [],
  tokens: 0,
});

/** The entry of this index, made with `make` and put in its place when there is none. */
const entryAt = <T extends { index: number }>(list: T[], index: number, make: () => T): T => {
  let at = list.length;
  while (at > 0 && list[at - 1]!.index > index) at--;
  const found = list[at - 1];
  if (found?.index === index) return found;
  const made = make();
  list.splice(at, 0, made);
  return made;
};

/** The candidate `index`, made when there is none. */
export const candidateAt = (state: Pick<AnswerState, 'candidates'>, index: number): Candidate =>
  entryAt(state.candidates, index, () => ({
    index,
    think: '',
    content: '',
    toolCalls: [],
    tokens: 0,
    thinkTokens: 0,
  }));

const planAt = (state: Pick<AnswerState, 'plans'>, index: number): Plan =>
  entryAt(state.plans, index, () => ({ index, text: '', leak: false, open: true, tokens: 0 }));

const foldDelta = (state: AnswerState, event: Extract<ChatEvent, { type: 'delta' }>): void => {
  state.tokens += event.tokens;
  if (event.section === 'plan') {
    const plan = planAt(state, event.index);
    plan.tokens += event.tokens;
    if (plan.open) plan.text += event.text;
    return;
  }
  const candidate = candidateAt(state, event.index);
  candidate.tokens += event.tokens;
  if (event.section === 'answer') candidate.content += event.text;
  else {
    candidate.think += event.text;
    candidate.thinkTokens += event.tokens;
  }
};

const foldToolCall = (state: AnswerState, event: Extract<ChatEvent, { type: 'tool' }>): void => {
  state.tokens += event.tokens;
  const candidate = candidateAt(state, event.index);
  candidate.tokens += event.tokens;
  const call = (candidate.toolCalls[event.call] ??= { id: '', name: '', arguments: '' });
  call.id ||= event.id ?? '';
  call.name ||= event.name ?? '';
  call.arguments += event.arguments;
};

/** Changes `state` by one event. */
export const foldEvent = (state: AnswerState, event: ChatEvent): void => {
  switch (event.type) {
    case 'delta':
      return foldDelta(state, event);
    case 'tool':
      return foldToolCall(state, event);
    case 'plan':
      Object.assign(planAt(state, event.index), { text: event.text, leak: event.leak, open: false });
      return;
    case 'reply': {
      const { reply } = event;
      const candidate = candidateAt(state, reply.index);
      Object.assign(candidate, {
        think: reply.reasoning,
        content: reply.content,
        tokens: reply.tokens,
        finish: reply.finish,
        reply,
      });
      if (reply.toolCalls) candidate.toolCalls = [...reply.toolCalls];
      return;
    }
    case 'verdict': {
      const candidate = candidateAt(state, event.index);
      candidate.answer = event.answer;
      if (event.read) candidate.read = event.read;
      if (event.verdict) candidate.verdict = event.verdict;
      return;
    }
    case 'decision':
      state.decision = event.decision;
      return;
    case 'done': {
      const { type: _, ...done } = event;
      state.done = done;
      return;
    }
    case 'act':
    case 'raw':
      return;
    default:
      // A newer server may send events that an older page does not know.
      event satisfies never;
  }
};

/** An empty reply, for a request that failed or was cancelled. */
export const emptyReply = (finish: Finish, content = ''): Reply => ({
  index: 0,
  plan: '',
  reasoning: '',
  content,
  finish,
  tokens: 0,
  logprob: 0,
});
