/**
 * Does this model see the results of its tools? Some servers drop them on the way, and the model then calls for ever.
 * One call with a result that holds a word which nobody can guess tells: the model is asked to repeat it.
 */
import { randomBytes } from 'node:crypto';
import type { Chat, Message, Tool } from '../types.ts';

const TOOL: Tool = {
  name: 'get_code',
  description: 'Gives the code.',
  parameters: { type: 'object', properties: {} },
};

/** What the probe found. `reason` is one sentence for a person where the results are not seen. */
export type ProbeResult = { visible: boolean; reason: string };

/** Asks `chat` once, for at most 400 tokens. Never throws: a model that fails is one whose results can't be seen. */
export const probeToolResults = async (
  chat: Chat,
  { signal, code = randomBytes(4).toString('hex') }: { signal?: AbortSignal; code?: string } = {},
): Promise<ProbeResult> => {
  const messages: Message[] = [
    { role: 'user', content: 'Call get_code, then answer with the code that it gave, and nothing else.' },
    { role: 'assistant', content: '', toolCalls: [{ id: 'call_probe', name: TOOL.name, arguments: '{}' }] },
    { role: 'tool', content: `The code is ${code}.`, toolCallId: 'call_probe' },
  ];
  let [said, failure] = ['', ''];
  try {
    const request = { messages, tools: [TOOL], temperature: 0, maxTokens: 400, ...(signal && { signal }) };
    for await (const event of chat(request)) {
      if (event.type !== 'done') continue;
      said = event.reply.content;
      if (event.reply.finish === 'error') failure = event.failure?.message ?? event.reply.content;
      else if (event.reply.toolCalls?.length) failure = 'it called the tool again instead of reading its result';
    }
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  if (said.includes(code)) return { visible: true, reason: '' };
  const why = failure || `it was told a code and answered "${said.slice(0, 80)}"`;
  return { visible: false, reason: `this model does not see what its tools give: ${why}` };
};
