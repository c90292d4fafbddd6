/** The summary of one answered question, computed from its events: equal for a live stream and for a run file. */
import { foldEvent, newAnswerState } from '../answer.ts';
import type { AnswerSource, ChatEvent, Decision, Finish, Reply, Usage, Verdict } from '../types.ts';
import { NO_USAGE } from '../usage.ts';

type CandidateSummary = {
  index: number;
  /** Reasoning and content, as written. */
  text: string;
  /** '' when it has no vote. */
  answer: string;
  /** How the answer was read, or why there is none. */
  read?: AnswerSource | undefined;
  verdict: Verdict | undefined;
  finish: Finish;
  tokens: number;
};

const textOf = ({ reasoning, content }: Reply): string => [reasoning, content].filter((part) => part !== '').join('\n');

export type Summary = {
  answer: string;
  abstained: boolean;
  confidence: number | undefined;
  rule: Decision['rule'] | undefined;
  reason: string;
  /** Of a check: the answer that was there before. */
  first?: Decision['first'];
  /** The plan that was followed first; '' when there was none. */
  plan: string;
  candidates: CandidateSummary[];
  finish: Finish | undefined;
  usage: Usage;
  seconds: number;
};

/** The summary of a whole stream; of a stream without `done`, what is known so far. */
export const replay = (events: Iterable<ChatEvent>): Summary => {
  const state = newAnswerState();
  for (const event of events) foldEvent(state, event);
  const { decision, done, plans, candidates } = state;
  const finish = done?.reply.finish;
  return {
    answer: decision?.answer ?? (finish === 'stop' ? done!.reply.content : ''),
    abstained: decision?.abstained ?? false,
    confidence: decision?.confidence,
    rule: decision?.rule,
    reason: finish === 'error' ? done!.reply.content : (decision?.reason ?? ''),
    ...(decision?.first && { first: decision.first }),
    plan: plans.find(({ leak, open }) => !leak && !open)?.text ?? '',
    candidates: candidates.flatMap(({ index, answer = '', read, verdict, reply }): CandidateSummary[] =>
      reply ? [{ index, text: textOf(reply), answer, read, verdict, finish: reply.finish, tokens: reply.tokens }] : [],
    ),
    finish,
    usage: done?.usage ?? NO_USAGE,
    seconds: done?.seconds ?? 0,
  };
};

/** The summary of a stream as it runs, and every event on its way. */
export const collect = async (stream: AsyncIterable<ChatEvent>): Promise<{ events: ChatEvent[]; summary: Summary }> => {
  const events: ChatEvent[] = [];
  for await (const event of stream) events.push(event);
  return { events, summary: replay(events) };
};
