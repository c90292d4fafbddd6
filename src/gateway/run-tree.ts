/**
 * A run at work as a tree, for GET /v1/mizan/runs: the agent, its calls, and inside a call of another agent that one's
 * run. It is folded from the events of the run and holds no texts of models or tools; those are in the stream and in
 * the trace.
 */
import type { AgentEvent } from '../agent/types.ts';

/** A call of a run. `run` is what the agent that it calls does. */
type CallNode = {
  id: string;
  name: string;
  state: 'waiting' | 'asked' | 'running' | 'done' | 'failed';
  /** Why it has no result of its tool. */
  error?: string;
  run?: RunNode;
};

/** `steps` are replies of its own model, `tokens` what these used; `stopped` why it ended. */
export type RunNode = { agent: string; steps: number; tokens: number; stopped?: string; calls: CallNode[] };

/** Calls that a run shows; older ones are left out. */
const MOST = 200;

export const newRunNode = (agent: string): RunNode => ({ agent, steps: 0, tokens: 0, calls: [] });

/** Changes `node` by one event of its run. */
export const foldRunNode = (node: RunNode, event: AgentEvent): void => {
  const find = (id: string): CallNode | undefined => node.calls.findLast((call) => call.id === id);
  switch (event.type) {
    case 'begin':
      node.agent = event.agent;
      return;
    case 'reply': {
      node.steps++;
      node.tokens += event.usage.promptTokens + event.usage.completionTokens;
      node.calls.push(...event.calls.map(({ id, name }): CallNode => ({ id, name, state: 'waiting' })));
      node.calls.splice(0, node.calls.length - MOST);
      return;
    }
    case 'ask': {
      const { id } = event.ask;
      const call = node.calls.findLast((each) => id === each.id || id.startsWith(`${each.id}/`));
      if (call) call.state = 'asked';
      return;
    }
    case 'answer': // of a question that a tool asks; a permission is followed by its call
    case 'call': {
      const call = find(event.id.split('/')[0]!) ?? find(event.id);
      if (call) call.state = 'running';
      return;
    }
    case 'result': {
      const call = find(event.id);
      if (!call) return;
      const { error } = event.result;
      call.state = error === undefined ? 'done' : 'failed';
      if (error !== undefined) call.error = error;
      return;
    }
    case 'child': {
      const call = find(event.id);
      if (call) foldRunNode((call.run ??= newRunNode(event.name)), event.event);
      return;
    }
    case 'stopped':
      node.stopped = event.reason;
      return;
    default:
      return;
  }
};
