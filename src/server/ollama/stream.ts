/**
 * The events of an exchange as Ollama streams them: one JSON object a line, pieces of words and thoughts, calls when
 * they are whole, at the end one with `done: true`, the reason and the counts. A failure is a line with `error`.
 */
import { isObject } from '../../json.ts';
import type { ChatEvent, Finish, Reply, ToolCall, Usage, Wire } from '../../types.ts';
import type { Exchange } from '../exchange.ts';
import { createSummary } from '../openai/summary.ts';
import { createThinkingLog } from '../openai/thinking-log.ts';

/** What one line says of the answer. */
type Piece = { content?: string; thinking?: string; toolCalls?: readonly ToolCall[] };

/** Spells a piece: as a message (/api/chat) or a response (/api/generate). */
export type Spell = (piece: Piece) => Wire;

const argumentsOf = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return isObject(value) ? value : { malformed_arguments: text };
  } catch {
    return { malformed_arguments: text };
  }
};

export const chatPiece: Spell = ({ content = '', thinking, toolCalls }) => ({
  message: {
    role: 'assistant',
    content,
    ...(thinking && { thinking }),
    ...(toolCalls?.length && {
      tool_calls: toolCalls.map(({ id, name, arguments: text }, index) => ({
        id,
        function: { index, name, arguments: argumentsOf(text) },
      })),
    }),
  },
});
export const generatePiece: Spell = ({ content = '', thinking }) => ({
  response: content,
  ...(thinking && { thinking }),
});

const doneReason = (finish: Finish): string => (finish === 'length' ? 'length' : 'stop');

/** The fields that a finished answer ends with; durations in nanoseconds. */
export const endOf = (finish: Finish, usage: Usage, seconds: number): Wire => {
  const duration = Math.round(seconds * 1e9);
  return {
    done: true,
    done_reason: doneReason(finish),
    total_duration: duration,
    load_duration: 0,
    prompt_eval_count: usage.promptTokens,
    prompt_eval_duration: 0,
    eval_count: usage.completionTokens,
    eval_duration: duration,
  };
};

export const line = (value: Wire): string => `${JSON.stringify(value)}\n`;

/** The lines of a streamed answer. `head` makes the fields that each begins with. */
export async function* answerLines(
  exchange: Pick<Exchange, 'opened' | 'turn' | 'events'>,
  { head, spell, thinks }: { head: () => Wire; spell: Spell; thinks: boolean },
): AsyncGenerator<string> {
  const { selects } = exchange.opened;
  const summary = createSummary(exchange);
  const progress = createThinkingLog();
  const sent = { content: false, thinking: false };
  let seconds = 0;
  const think = (thinking: string): Piece[] => {
    if (thinking === '' || !thinks) return [];
    sent.thinking = true;
    return [{ thinking }];
  };
  const say = (content: string): Piece[] => {
    if (content === '') return [];
    sent.content = true;
    return [{ content }];
  };
  const finish = (reply: Reply): Piece[] => [
    ...(sent.thinking ? [] : think(reply.reasoning)),
    ...(sent.content ? [] : say(reply.content)),
    ...(reply.toolCalls?.length ? [{ toolCalls: reply.toolCalls }] : []),
  ];
  const tell = (event: ChatEvent): Piece[] => {
    if (event.type === 'done') return event.failure ? [] : finish(event.reply);
    if (selects) return think(progress.tell(event));
    if (event.type !== 'delta') return [];
    return event.section === 'answer' ? say(event.text) : think(event.text);
  };
  for await (const event of exchange.events) {
    summary.observe(event);
    if (event.type === 'done') ({ seconds } = event);
    for (const piece of tell(event)) yield line({ ...head(), ...spell(piece), done: false });
  }
  const failure = summary.failure();
  if (failure) {
    yield line({ error: failure.message });
    return;
  }
  const reply = summary.replies()[0]!;
  yield line({ ...head(), ...spell({}), ...endOf(reply.finish, summary.usage(), seconds) });
}
