/** Folds the events of one answered question into a summary: the same from a live stream and from a run file. */
import type { ChatEvent, Decision, Finish, Usage, Verdict } from '../types.ts';

type CandidateSummary = {
  index: number;
  /** Reasoning and content, as written. */
  text: string;
  /** '' when it has no vote. */
  answer: string;
  verdict: Verdict | undefined;
  finish: Finish;
  tokens: number;
};

export type Summary = {
  answer: string;
  abstained: boolean;
  confidence: number | undefined;
  rule: Decision['rule'] | undefined;
  reason: string;
  /** The plan that was followed first; '' when there was none. */
  plan: string;
  candidates: CandidateSummary[];
  finish: Finish | undefined;
  usage: Usage;
  seconds: number;
};

/** The summary of a whole stream; of a stream without `done`, what is known so far. */
export const replay = (events: Iterable<ChatEvent>): Summary => {
  const summary: Summary = {
    answer: '',
    abstained: false,
    confidence: undefined,
    rule: undefined,
    reason: '',
    plan: '',
    candidates: [],
    finish: undefined,
    usage: { promptTokens: 0, completionTokens: 0 },
    seconds: 0,
  };
  for (const event of events) {
    switch (event.type) {
      case 'delta':
      case 'tool':
        break;
      case 'plan':
        if (!event.leak && summary.plan === '') summary.plan = event.text;
        break;
      case 'reply': {
        const { index, reasoning, content, finish, tokens } = event.reply;
        const text = [reasoning, content].filter((part) => part !== '').join('\n');
        summary.candidates.push({ index, text, answer: '', verdict: undefined, finish, tokens });
        break;
      }
      case 'verdict': {
        const candidate = summary.candidates.find((one) => one.index === event.index);
        if (candidate) Object.assign(candidate, { answer: event.answer, verdict: event.verdict });
        break;
      }
      case 'decision': {
        const { answer, abstained, confidence, rule, reason } = event.decision;
        Object.assign(summary, { answer, abstained, confidence, rule, reason });
        break;
      }
      case 'done':
        if (summary.rule === undefined && event.reply.finish === 'stop') summary.answer = event.reply.content;
        if (event.reply.finish === 'error') summary.reason = event.reply.content;
        Object.assign(summary, { finish: event.reply.finish, usage: event.usage, seconds: event.seconds });
        break;
      default:
        event satisfies never;
    }
  }
  return summary;
};

/** The summary of a stream as it runs, and every event on its way. */
export const collect = async (stream: AsyncIterable<ChatEvent>): Promise<{ events: ChatEvent[]; summary: Summary }> => {
  const events: ChatEvent[] = [];
  for await (const event of stream) events.push(event);
  return { events, summary: replay(events) };
};
