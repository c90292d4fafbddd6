/**
 * Makes the next call fit the model's window: old results of tools become one line each, then the middle of the
 * conversation becomes a summary that the model writes. What can't be made to fit ends the run with the figures.
 */
import { askModel, type NoReply } from './ask-model.ts';
import { NO_USAGE } from '../usage.ts';
import type { Run } from './run.ts';
import { needOf, neverFits, resultsToCut, summaryAsk, summaryRange, windowSentence } from './window.ts';

/** A summary has to make the call smaller by this share at least, or the next one would be asked for at once. */
const LEAST_GAIN = 0.1;

/** Undefined: the next call fits, or nobody knows the window. Else why there will be no reply. */
export const makeRoom = async (run: Run): Promise<NoReply | undefined> => {
  const { state, tools, task, write } = run;
  const { window } = state;
  if (window === undefined) return undefined;
  const count = () => needOf(state, tools, window, task.maxTokens);
  const full = (): NoReply => ({ type: 'full', message: windowSentence(count(), window), usage: NO_USAGE });
  const before = count();
  if (before.total <= window) return undefined;
  if (neverFits(before, window)) return full();
  const { cut, after } = resultsToCut(state, before, window);
  if (cut.length > 0) write({ type: 'compacted', by: 'results', before: before.total, after, cut });
  if (count().total <= window) return undefined;
  const range = summaryRange(state);
  if (!range) return full();
  const part = state.messages.slice(range.from, range.to);
  const end = await askModel(run, summaryAsk(part), { withTools: false, show: () => {} });
  if (end.type !== 'reply') return end;
  const summary = end.reply.content;
  write({ type: 'compacted', by: 'summary', before: before.total, after: 0, ...range, summary, usage: end.usage });
  const now = count().total;
  return now <= window && now <= (1 - LEAST_GAIN) * before.total ? undefined : full();
};
