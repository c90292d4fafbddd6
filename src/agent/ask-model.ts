/**
 * One call of the model within what is left of the budget. Its end is a value: a reply, a bound that was reached, a
 * cancellation, a failure. It retries nothing: that is the Chat's business.
 */
import { defined } from '../json.ts';
import { hashString } from '../random.ts';
import { createMeter } from '../reason/budget.ts';
import type { ChatEvent, ChatRequest, Failure, Message, Reply, Usage, Wire } from '../types.ts';
import { NO_USAGE } from '../usage.ts';
import type { Run } from './run.ts';
import { declared } from './tool-names.ts';
import { messagesTokens, toolTokens } from './window.ts';

export type ModelEnd = { type: 'reply'; reply: Reply; usage: Usage } | NoReply;

/**
 * Why there is no reply. `full`: what is sent does not fit the window. `blind`: it does not see what its tools give.
 */
export type NoReply =
  | { type: 'full' | 'blind'; message: string; usage: Usage }
  | { type: 'bound'; bound: 'tokens' | 'seconds' | 'cost'; usage: Usage }
  | { type: 'cancelled'; usage: Usage }
  | { type: 'failed'; message: string; usage: Usage; failure?: Failure };

/** What the caller said about how much its model thinks; other fields are about the caller's own conversation. */
const effortOf = (wire: Wire = {}): Wire | undefined => {
  const { reasoning_effort, reasoning } = wire;
  const given = defined({ reasoning_effort, reasoning });
  return Object.keys(given).length > 0 ? given : undefined;
};

/** The request of a step. The seed is that of the run and the step, so that a step that is repeated is the same. */
const requestFor = (
  { agent, state, task, tools }: Run,
  messages: readonly Message[],
  withTools: boolean,
): ChatRequest => ({
  messages: state.system === '' ? [...messages] : [{ role: 'system', content: state.system }, ...messages],
  seed: hashString(`${state.seed}/${state.spent.steps}`),
  ...(withTools && tools.length > 0 && { tools: tools.map(declared) }),
  ...defined({
    maxTokens: task.maxTokens,
    headers: task.headers,
    wire: effortOf(task.wire),
    // The caller's choice is about its first reply.
    toolChoice: withTools && state.spent.steps === 0 && agent.depth === 0 ? task.toolChoice : undefined,
  }),
});

/** Asks the model with these messages. `show` gets every event. */
export const askModel = async (
  run: Run,
  messages: readonly Message[],
  { withTools, show }: { withTools: boolean; show: (event: ChatEvent) => void },
): Promise<ModelEnd> => {
  const { agent, signal, tools } = run;
  const left = run.left();
  const request = requestFor(run, messages, withTools);
  const prompt = messagesTokens(request.messages) + (withTools ? toolTokens(tools) : 0);
  const tokens = left.tokens === undefined ? undefined : Math.max(0, left.tokens - prompt);
  const meter = createMeter(defined({ tokens, cost: left.cost }), agent.clock ?? (() => performance.now()), signal);
  const affordable =
    agent.price && left.cost !== undefined && agent.price.output > 0
      ? Math.floor((left.cost * 1e6 - prompt * agent.price.input) / agent.price.output)
      : Infinity;
  if (affordable < 1) {
    meter.close();
    return { type: 'bound', bound: 'cost', usage: NO_USAGE };
  }
  const most = Math.min(request.maxTokens ?? Infinity, meter.left(agent.price), affordable);
  let done: Extract<ChatEvent, { type: 'done' }> | undefined;
  try {
    const bounded = most === Infinity ? request : { ...request, maxTokens: Math.max(1, most) };
    for await (const { event } of meter.run([{ chat: agent.chat, price: agent.price, request: bounded }])) {
      if (event.type === 'done') done = event;
      else show(event);
    }
  } catch (error) {
    if (!signal.aborted && !meter.spent())
      return { type: 'failed', message: error instanceof Error ? error.message : String(error), usage: meter.usage() };
  } finally {
    meter.close();
  }
  const usage = meter.usage();
  const spent = meter.spent();
  if (done && (done.reply.finish === 'stop' || done.reply.finish === 'tools'))
    return { type: 'reply', reply: done.reply, usage };
  if (signal.aborted) return { type: 'cancelled', usage };
  if (spent) return { type: 'bound', bound: spent, usage };
  if (done?.reply.finish === 'length' && most < (request.maxTokens ?? Infinity))
    return { type: 'bound', bound: most === affordable ? 'cost' : 'tokens', usage };
  if (done?.reply.finish === 'length') return { type: 'reply', reply: done.reply, usage };
  if (done?.reply.finish === 'cancelled') return { type: 'cancelled', usage };
  const message = done?.failure?.message ?? (done?.reply.content || 'the model failed without a message');
  return { type: 'failed', message, usage, ...(done?.failure && { failure: done.failure }) };
};
