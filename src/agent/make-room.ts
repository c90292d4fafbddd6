/**
 * Makes room in the model's window, one step at a time: old results of tools become one line each, then the middle of
 * the conversation becomes a summary that the model writes. What can't be made to fit ends the run with the figures.
 * Each step is decided by the state alone, so that a run that is killed in between goes on alike.
 */
import { askModel, type NoReply } from './ask-model.ts';
import { NO_USAGE } from '../usage.ts';
import type { Run } from './run.ts';
import { messagesTokens, needOf, neverFits, resultsToCut, summaryAsk, summaryRange, windowSentence } from './window.ts';

/**
 * Undefined: the next call fits, or nobody knows the window. 'made': some room was made; look again. Else why there is
 * no reply.
 */
export const makeRoom = async (run: Run): Promise<NoReply | 'made' | undefined> => {
  const { state, tools, task, write } = run;
  const { window } = state;
  if (window === undefined) return undefined;
  const need = needOf(state, tools, window, task.maxTokens);
  if (need.total <= window) return undefined;
  const full: NoReply = { type: 'full', message: windowSentence(need, window), usage: NO_USAGE };
  if (neverFits(need, window)) return full;
  const { cut, after } = resultsToCut(state, need, window);
  if (cut.length > 0) {
    write({ type: 'compacted', by: 'results', before: need.total, after, cut });
    return 'made';
  }
  // The range grows shorter each time, so this comes to an end whatever the summary is.
  const range = summaryRange(state);
  if (!range) return full;
  const part = state.messages.slice(range.from, range.to);
  const end = await askModel(run, summaryAsk(part), { withTools: false, show: () => {} });
  if (end.type !== 'reply') return end;
  const summary = end.reply.content;
  const gain = messagesTokens(part) - messagesTokens([{ role: 'user', content: summary }]);
  write({
    type: 'compacted',
    by: 'summary',
    before: need.total,
    after: need.total - gain,
    ...range,
    summary,
    usage: end.usage,
  });
  return 'made';
};
