/**
 * The events of an exchange as Anthropic streams a message: message_start, the blocks one after another
 * (content_block_start, deltas, content_block_stop), message_delta with the reason to stop and the usage, message_stop.
 * Only one block is open at a time, so the input of a tool is told when it is whole. A failure is an `error` event, and
 * the stream ends.
 */
import type { ChatEvent, Reply, ToolCall, Wire } from '../../types.ts';
import { NO_USAGE } from '../../usage.ts';
import type { Exchange } from '../exchange.ts';
import { createSummary } from '../openai/summary.ts';
import { createThinkingLog } from '../openai/thinking-log.ts';
import { namedFrame } from '../sse.ts';
import { anthropicError } from './errors.ts';
import { messageOf, messagesUsage, signatureOf, stopReason, toolInput, type MessageHead } from './format.ts';

type Event = Wire & { type: string };

export const PING = namedFrame({ type: 'ping' });

type Kind = 'thinking' | 'text';
const START: Readonly<Record<Kind, Wire>> = {
  thinking: { type: 'thinking', thinking: '', signature: '' },
  text: { type: 'text', text: '', citations: null },
};

/** The blocks of one message, opened as they are needed. */
const createBlocks = (thinks: boolean) => {
  const calls = new Map<number, ToolCall>();
  let index = -1;
  let open: Kind | undefined;
  let thought = false;
  let said = false;

  const delta = (value: Wire): Event => ({ type: 'content_block_delta', index, delta: value });
  const stop = (): Event => ({ type: 'content_block_stop', index });
  const shut = (): Event[] => {
    const events = open ? [stop()] : [];
    open = undefined;
    return events;
  };
  const enter = (kind: Kind): Event[] => {
    if (open === kind) return [];
    const events = shut();
    open = kind;
    return [...events, { type: 'content_block_start', index: ++index, content_block: START[kind] }];
  };
  const think = (text: string): Event[] => {
    if (text === '' || !thinks) return [];
    thought = true;
    return [...enter('thinking'), delta({ type: 'thinking_delta', thinking: text })];
  };
  const say = (text: string): Event[] => {
    if (text === '') return [];
    said = true;
    return [...enter('text'), delta({ type: 'text_delta', text })];
  };
  const call = ({ call: at, id, name, arguments: text }: Extract<ChatEvent, { type: 'tool' }>): Event[] => {
    const known = calls.get(at) ?? { id: id ?? `toolu_${at}`, name: '', arguments: '' };
    calls.set(at, { ...known, name: known.name || (name ?? ''), arguments: known.arguments + text });
    return [];
  };
  const use = ({ id, name, arguments: text }: ToolCall): Event[] => [
    { type: 'content_block_start', index: ++index, content_block: { type: 'tool_use', id, name, input: {} } },
    delta({ type: 'input_json_delta', partial_json: JSON.stringify(toolInput(text)) }),
    stop(),
  ];
  /** What the reply has and the deltas had not, and the end of everything. */
  const finish = (reply: Reply): Event[] => {
    const signature = thinks ? signatureOf(reply) : '';
    const events = thought ? [] : think(reply.reasoning);
    if (signature !== '' && (open === 'thinking' || !said))
      events.push(...enter('thinking'), delta({ type: 'signature_delta', signature }));
    if (!said) events.push(...say(reply.content));
    events.push(...shut());
    const made =
      calls.size > 0 ? [...calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call) : reply.toolCalls;
    return [...events, ...(made ?? []).flatMap(use)];
  };
  return { think, say, call, finish };
};

/** The frames of a streamed message. */
export async function* messageFrames(
  exchange: Pick<Exchange, 'opened' | 'turn' | 'events'>,
  { head, thinks, requestId }: { head: MessageHead; thinks: boolean; requestId: string },
): AsyncGenerator<string> {
  const { selects } = exchange.opened;
  const summary = createSummary(exchange);
  const progress = createThinkingLog();
  const blocks = createBlocks(thinks);
  const tell = (event: ChatEvent): Event[] => {
    if (event.type === 'done') return event.failure ? [] : blocks.finish(event.reply);
    if (selects) return blocks.think(progress.tell(event));
    switch (event.type) {
      case 'delta':
        return event.section === 'answer' ? blocks.say(event.text) : blocks.think(event.text);
      case 'tool':
        return blocks.call(event);
      case 'reply':
      case 'plan':
      case 'verdict':
      case 'decision':
      case 'act':
      case 'raw':
        return [];
      default:
        return event satisfies never;
    }
  };
  yield namedFrame({ type: 'message_start', message: messageOf(head, [], { reason: null, usage: NO_USAGE }) });
  yield PING;
  for await (const event of exchange.events) {
    summary.observe(event);
    for (const frame of tell(event)) yield namedFrame(frame);
  }
  const failure = summary.failure();
  if (failure) {
    yield namedFrame(anthropicError(failure, requestId) as Event);
    return;
  }
  const reply = summary.replies()[0]!;
  yield namedFrame({
    type: 'message_delta',
    delta: { stop_reason: stopReason(reply.finish, reply.toolCalls), stop_sequence: null },
    usage: messagesUsage(summary.usage()),
  });
  yield namedFrame({ type: 'message_stop' });
}
