/**
 * Does this model see the results of its tools? Some servers drop them on the way, and the model then calls for ever.
 * One call with a result that holds a word which nobody can guess tells: the model is asked to repeat it. A model that
 * does not is asked once more, since small ones miss now and then.
 */
import { randomBytes } from 'node:crypto';
import type { Chat, Message, Reply, Tool, Usage } from '../types.ts';
import { addUsage, NO_USAGE } from '../usage.ts';

/** The tool of the question. */
const PROBE_TOOL: Tool = {
  name: 'get_code',
  description: 'Gives the code.',
  parameters: { type: 'object', properties: {} },
};

/**
 * Nine letters and digits: Mistral's templates take no others. No temperature is asked for either: some models take
 * none.
 */
const CALL_ID = 'probe0001';
const TRIES = 2;
const TOKENS = 400;

/**
 * What the probe found. `visible` is undefined where it can't be told: the model failed, or was cut off while it
 * thought. `reason` is one sentence for a person unless the results are seen.
 */
export type ProbeResult = { visible: boolean | undefined; reason: string; usage: Usage };

type Said = { reply: Reply | undefined; failure: string; usage: Usage };

const askOnce = async (chat: Chat, code: string, signal: AbortSignal | undefined): Promise<Said> => {
  const messages: Message[] = [
    { role: 'user', content: 'Call get_code, then answer with the code that it gave, and nothing else.' },
    { role: 'assistant', content: '', toolCalls: [{ id: CALL_ID, name: PROBE_TOOL.name, arguments: '{}' }] },
    { role: 'tool', content: `The code is ${code}.`, toolCallId: CALL_ID },
  ];
  const said: Said = { reply: undefined, failure: 'the model gave no reply', usage: NO_USAGE };
  try {
    const request = { messages, tools: [PROBE_TOOL], maxTokens: TOKENS, ...(signal && { signal }) };
    for await (const event of chat(request)) {
      if (event.type !== 'done') continue;
      said.usage = event.usage;
      if (event.reply.finish === 'error') said.failure = event.failure?.message ?? event.reply.content;
      else if (event.reply.finish !== 'cancelled') said.reply = event.reply;
    }
  } catch (error) {
    said.failure = error instanceof Error ? error.message : String(error);
  }
  return said;
};

/** The code may stand in the answer, in the thoughts, or in the arguments of a call. */
const holds = ({ content, reasoning = '', toolCalls = [] }: Reply, code: string): boolean =>
  [content, reasoning, ...toolCalls.map((call) => call.arguments)].some((text) => text.includes(code));

const whyNot = ({ content, toolCalls = [] }: Reply): string =>
  toolCalls.length > 0
    ? 'it called the tool again instead of reading its result'
    : `it was told a code and answered "${content.slice(0, 80)}"`;

/**
 * Asks `chat` once, and once more where it did not repeat the code, for at most 400 tokens each. Never throws. `code`
 * gives the words.
 */
export const probeToolResults = async (
  chat: Chat,
  { signal, code = () => randomBytes(4).toString('hex') }: { signal?: AbortSignal; code?: () => string } = {},
): Promise<ProbeResult> => {
  let usage = NO_USAGE;
  let why = '';
  for (let i = 0; i < TRIES; i++) {
    const word = code();
    const { reply, failure, usage: used } = await askOnce(chat, word, signal);
    usage = addUsage(usage, used);
    if (!reply) return { visible: undefined, reason: failure, usage };
    if (holds(reply, word)) return { visible: true, reason: '', usage };
    const thinking = reply.finish === 'length' && reply.content.trim() === '' && !reply.toolCalls?.length;
    if (thinking) return { visible: undefined, reason: `it was cut off after ${TOKENS} tokens of thought`, usage };
    why = whyNot(reply);
  }
  return { visible: false, reason: `this model does not see what its tools give: ${why}`, usage };
};
