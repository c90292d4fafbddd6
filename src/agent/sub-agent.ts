/**
 * An agent as a tool of another: its own window and tools, a share of the budget, its events inside the call. It keeps
 * a journal of its own below the call, so that after a kill it goes on where it was.
 */
import { hashString } from '../random.ts';
import type { Wire } from '../types.ts';
import { runAgent } from './loop.ts';
import type { Agent } from './run.ts';
import { legalName } from './tool-names.ts';
import type { AgentTool, ToolContext, ToolResult } from './types.ts';

/** Agents below the first. */
const DEEPEST = 2;

export type SubAgent = {
  name: string;
  /** What it is good at, for the model that calls it. */
  about?: string;
  /** Made when it is called, so that agents may name each other. */
  open: (context: ToolContext) => Agent;
  /** None of its tools changes anything: it runs beside other reads. Default false. */
  readsOnly?: boolean;
};

/** The tool `agent_NAME` with one argument, the task. */
export const subAgentTool = ({ name, about, open, readsOnly = false }: SubAgent): AgentTool => ({
  name: legalName(`agent_${name}`),
  description: `Gives a task to the agent ${name}${about === undefined ? '' : `, ${about}`}. It sees nothing of this conversation: say all that it needs to know. It gives its answer.`,
  parameters: {
    type: 'object',
    properties: { task: { type: 'string', description: 'The whole task, with all that is needed to do it.' } },
    required: ['task'],
    additionalProperties: false,
  },
  effect: readsOnly ? 'read' : 'write',
  resumable: true,
  timeout: Infinity,
  subject: ({ task }: Wire) => String(task),
  run: async ({ task }, context): Promise<ToolResult> => {
    if (context.depth >= DEEPEST)
      return { content: `An agent that is ${DEEPEST} agents deep can't call a further one.`, error: 'limit' };
    const agent = open(context);
    const journal = await context.journal();
    const outcome = await runAgent(
      {
        ...agent,
        name,
        budget: context.grant(agent.budget),
        journal,
        depth: context.depth + 1,
        within: context.callId,
      },
      { messages: [{ role: 'user', content: String(task) }], seed: hashString(context.callId), signal: context.signal },
      context.emit,
    );
    journal.close();
    const { reason, text, answer, usage, spent } = outcome;
    const good = reason === 'answered';
    const said = answer === '' || good ? '' : ` The last that it said: ${answer}`;
    return {
      content: good ? text : `The agent ${name} gave no answer: ${text}.${said}`,
      ...(!good && { error: reason === 'cancelled' || reason === 'budget' ? 'cancelled' : 'tool' }),
      value: { reason, spent },
      usage,
      steps: spent.steps,
    };
  },
});
