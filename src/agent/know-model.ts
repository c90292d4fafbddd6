/**
 * What is known of the model before a run asks it first: whether it sees what its tools give, and how large its window
 * really is. Who puts the agent together finds that out (`Agent.probe`); here it is written down and takes effect. A
 * model that does not see the results of tools is not asked: it would call for ever.
 */
import { defined } from '../json.ts';
import { NO_USAGE } from '../usage.ts';
import type { NoReply } from './ask-model.ts';
import type { Run } from './run.ts';

/** Once for each run of a process. Undefined: the model may be asked. */
export const knowModel = async (run: Run): Promise<NoReply | undefined> => {
  const { agent, state, tools, signal } = run;
  if (run.modelKnown) return undefined;
  run.modelKnown = true;
  const facts = await agent.probe?.(signal, tools.length > 0).catch(() => undefined); // what can't be found out is not known
  if (!facts) return undefined;
  const { visible, reason, usage = NO_USAGE } = facts;
  // What the agent was told, or what an error of the model has named, may be less.
  const window = facts.window === undefined ? undefined : Math.min(facts.window, state.window ?? Infinity);
  const known = (window ?? state.window) === state.window && (visible ?? state.visible) === state.visible;
  const news = !known || facts.usage !== undefined;
  if (news)
    run.write({ type: 'probed', ...defined({ visible, window, assumed: facts.assumed, usage: facts.usage }), reason });
  if (visible !== false || tools.length === 0) return undefined;
  const message = `${reason}; give another model, or a chat template that knows the role "tool"`;
  return {
    type: 'blind',
    message: `${message} (to go on all the same: --no-probe, or "probe": false in mizan.json)`,
    usage,
  };
};
