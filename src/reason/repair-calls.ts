/**
 * Tool-call repair for one reply at a time: a Chat whose calls are read from text and repaired while it streams,
 * without votes and without a second request. Thoughts and text stream through. Text that may be a call is buffered
 * until the reply ends, and then sent as the call.
 */
import type { Chat, ChatEvent, ChatRequest, Reply } from '../types.ts';
import { readCalls } from './calls/read-calls.ts';
import { repairReply } from './tool-turn.ts';

type Delta = Extract<ChatEvent, { type: 'delta' }>;
type ToolPiece = Extract<ChatEvent, { type: 'tool' }>;

/**
 * One continuation while it grows. `buffered` may turn out to be a call; `passed` counts the characters already sent.
 */
type Continuation = {
  text: string;
  passed: number;
  buffered: Delta[];
  pieces: ToolPiece[];
  ended: boolean;
};

/** Marks with which a call may begin anywhere in a reply. */
const MARKS = [
  '<tool',
  '<function',
  '<invoke',
  '<minimax:',
  '<seed:',
  '<start_function',
  '<TOOLCALL',
  '<|',
  '<｜',
  '[TOOL_CALLS]',
  '>>>',
];

const LONGEST_MARK = Math.max(...MARKS.map((mark) => mark.length));

/** Whether a reply with this beginning may be a call as a whole. */
const mayBeCall = (text: string, { tools = [] }: ChatRequest): boolean => {
  const start = text.trimStart();
  if (start === '') return true;
  if ('<[{`>'.includes(start[0]!)) return true;
  const word = /^[\w.:/-]+/.exec(start)?.[0] ?? '';
  const rest = start.slice(word.length);
  if (rest === '')
    return (
      /^(?:commentary|analysis|assistant|to=|Action|print|await)/.test(word) ||
      tools.some((tool) => tool.name.startsWith(word))
    );
  if (/^(?:commentary|analysis|assistant|to|Action|print)$/.test(word)) return /^\s*[=:(]|^\s+to=/.test(rest);
  return tools.some((tool) => tool.name === word) && /^\s*[({\n]/.test(rest);
};

/** Where in `text`, from `from` on, a mark begins or may begin at its end; -1 where none does. */
const markAt = (text: string, from: number): number => {
  const found = MARKS.map((mark) => text.indexOf(mark, from)).filter((at) => at >= 0);
  if (found.length > 0) return Math.min(...found);
  for (let at = Math.max(from, text.length - LONGEST_MARK + 1); at < text.length; at++) {
    const tail = text.slice(at);
    if (MARKS.some((mark) => mark.startsWith(tail))) return at;
  }
  return -1;
};

const continuationAt = (continuations: Map<number, Continuation>, index: number): Continuation => {
  const found = continuations.get(index) ?? {
    text: '',
    passed: 0,
    buffered: [],
    pieces: [],
    ended: false,
  };
  continuations.set(index, found);
  return found;
};

/** Releases buffered text that is not a call. */
const release = (continuation: Continuation): Delta[] => {
  const { buffered } = continuation;
  continuation.buffered = [];
  continuation.passed += buffered.reduce((sum, piece) => sum + piece.text.length, 0);
  return buffered;
};

/** The part of the buffered answer that can be sent now. */
const passable = (continuation: Continuation, delta: Delta, request: ChatRequest): Delta[] => {
  continuation.text += delta.text;
  continuation.buffered.push(delta);
  if (continuation.passed === 0 && mayBeCall(continuation.text, request)) return [];
  return markAt(continuation.text, continuation.passed) >= 0 ? [] : release(continuation);
};

/** The end of one continuation: its buffered text, or its calls. */
const finished = (
  continuation: Continuation,
  index: number,
  reply: Reply,
  request: ChatRequest,
): { events: ChatEvent[]; reply: Reply } => {
  const { reply: repaired, verdict } = repairReply(reply, request);
  if (continuation.ended) return { events: [], reply: repaired };
  continuation.ended = true;
  if (repaired === reply) return { events: [...release(continuation), ...continuation.pieces], reply };
  const rest = readCalls(continuation.text.slice(continuation.passed), request.tools ?? []).text;
  // Buffered tokens were paid for: they are counted in the first event that replaces them.
  let tokens = [...continuation.buffered, ...continuation.pieces].reduce((sum, piece) => sum + piece.tokens, 0);
  const due = (): number => {
    const all = tokens;
    tokens = 0;
    return all;
  };
  const text: ChatEvent[] =
    rest === '' || continuation.buffered.length === 0
      ? []
      : [{ type: 'delta', index, section: 'answer', text: rest, tokens: due() }];
  const calls = (repaired.toolCalls ?? []).map((toolCall, call): ChatEvent => ({
    type: 'tool',
    index,
    call,
    ...toolCall,
    tokens: due(),
  }));
  return { events: [...text, ...calls, ...(verdict ? [verdict] : [])], reply: repaired };
};

/**
 * `chat` with its calls read from text where they were written as text, and repaired by the schemas of the tools. Calls
 * that can't be made, and replies without calls, come through as they are; so does a request without tools.
 */
export const repairCalls = (chat: Chat): Chat =>
  async function* (request) {
    if (!request.tools?.length || request.toolChoice === 'none') return yield* chat(request);
    const continuations = new Map<number, Continuation>();
    for await (const event of chat(request)) {
      switch (event.type) {
        case 'delta':
          if (event.section !== 'answer') yield event;
          else yield* passable(continuationAt(continuations, event.index), event, request);
          break;
        case 'tool':
          continuationAt(continuations, event.index).pieces.push(event);
          break;
        case 'reply': {
          const { index } = event.reply;
          const { events, reply } = finished(continuationAt(continuations, index), index, event.reply, request);
          yield* events;
          yield { ...event, reply };
          break;
        }
        case 'done': {
          const { events, reply } = finished(
            continuationAt(continuations, event.reply.index),
            event.reply.index,
            event.reply,
            request,
          );
          yield* events;
          yield { ...event, reply };
          break;
        }
        case 'raw': // what was sent may not be what is told
          break;
        case 'plan':
        case 'verdict':
        case 'decision':
        case 'act':
          yield event;
          break;
        default:
          event satisfies never;
      }
    }
  };
