/**
 * A model that knows the answer: it looks at the file, writes the reference over it, runs the tests and says so. It
 * goes through the loop, the tools and the sandbox like any other, so that less than 100 % is a fault of the
 * evaluation.
 */
import { emptyReply } from '../../answer.ts';
import type { Chat, Reply, ToolCall } from '../../types.ts';
import { NO_USAGE } from '../../usage.ts';
import type { CodeTask } from './mutants.ts';

export const goldChat = ({ exercise: { file, reference } }: CodeTask): Chat =>
  async function* (request) {
    const step = request.messages.filter(({ role }) => role === 'assistant').length;
    const calls: readonly (readonly [string, object])[] = [
      ['read', { path: file }],
      ['write', { path: file, content: reference }],
      ['bash', { command: 'node --run test' }],
    ];
    const call = calls[step];
    const toolCalls: ToolCall[] = call
      ? [{ id: `gold_${step}`, name: call[0], arguments: JSON.stringify(call[1]) }]
      : [];
    const reply: Reply = { ...emptyReply(call ? 'tools' : 'stop', call ? '' : 'Done.'), ...(call && { toolCalls }) };
    yield { type: 'done', reply, usage: NO_USAGE, seconds: 0 };
  };
