/**
 * Fakes for tests, here and in projects that build on this one: a Chat that follows a script, a Sample that draws
 * uniform tokens, a tokenizer of bytes. They keep the contracts of types.ts.
 */
import { createRandom } from '../random.ts';
import type { Chat, ChatEvent, ChatRequest, Finish, Reply, Sample, Section, ToolCall, Usage } from '../types.ts';

/**
 * One scripted continuation; a string is its content. `stall` writes what it has and then waits for the abort;
 * `error` ends the whole request with that message; `deaf` with `stall` ignores even the abort. `toolCalls` come after
 * the content, their arguments in pieces.
 */
export type ScriptedReply =
  | string
  | {
      content?: string;
      reasoning?: string;
      finish?: Finish;
      logprob?: number;
      tokens?: number;
      stall?: boolean;
      deaf?: boolean;
      error?: string;
      toolCalls?: readonly ToolCall[];
    };

/** Replies and plans are handed out in the order of asking, across requests; a function makes the i-th itself. */
export type Script = {
  replies?: readonly ScriptedReply[] | ((request: ChatRequest, i: number) => ScriptedReply);
  plans?: readonly ScriptedReply[] | ((request: ChatRequest, i: number) => ScriptedReply);
};

export type ScriptedChat = Chat & {
  /** Every request so far, as it came. */
  requests: ChatRequest[];
  /** Deltas handed out so far, over all requests. */
  drawn(): number;
};

type ToolPiece = { call: number; id?: string; name?: string; arguments: string };
type Voice = {
  reply: Reply;
  pieces: ({ section: Section; text: string } | ToolPiece)[];
  stall: boolean;
  deaf: boolean;
  error?: string;
  ended: boolean;
};

const pieces = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? [];

/** A call as a model streams it: its name first, then its arguments word by word. */
const toolPieces = ({ id, name, arguments: text }: ToolCall, call: number): ToolPiece[] => [
  { call, id, name, arguments: '' },
  ...pieces(text).map((piece) => ({ call, arguments: piece })),
];

/** How many tokens the fake counts for a prompt: its words. */
const promptTokens = (request: ChatRequest): number =>
  request.messages.reduce((sum, part) => sum + pieces(`${part.content} ${part.plan ?? ''}`.trim()).length, 0);

/** A scripted reply as what its continuation sends, cut at the request's `maxTokens`. */
const voiceOf = (given: ScriptedReply, request: ChatRequest, index: number): Voice => {
  const scripted = typeof given === 'string' ? { content: given } : given;
  const last: Section = request.open === 'plan' ? 'plan' : 'answer';
  const all = [
    ...pieces(scripted.reasoning ?? '').map((text) => ({ section: 'think' as Section, text })),
    ...pieces(scripted.content ?? '').map((text) => ({ section: last, text })),
  ];
  const bounded = all.slice(0, request.maxTokens ?? all.length);
  const calls = bounded.length < all.length ? [] : (scripted.toolCalls ?? []);
  const text = (section: Section) =>
    bounded
      .filter((part) => part.section === section)
      .map((part) => part.text)
      .join('');
  const written: Voice['pieces'] = [...bounded, ...calls.flatMap(toolPieces)];
  const tokens = scripted.tokens ?? written.length;
  return {
    pieces: written,
    stall: scripted.stall ?? false,
    deaf: scripted.deaf ?? false,
    ended: false,
    ...(scripted.error === undefined ? {} : { error: scripted.error }),
    reply: {
      index,
      plan: text('plan'),
      reasoning: text('think'),
      content: text('answer'),
      finish: bounded.length < all.length ? 'length' : (scripted.finish ?? (calls.length > 0 ? 'tools' : 'stop')),
      tokens,
      logprob: scripted.logprob ?? -0.1 * tokens,
      ...(calls.length > 0 && { toolCalls: calls }),
    },
  };
};

/** Waits for the abort of the request; for ever when one of the waiting continuations is deaf to it. */
const untilAborted = ({ signal }: ChatRequest, waiting: readonly Voice[]): Promise<void> =>
  new Promise<void>((resolve) => {
    if (waiting.some((item) => item.deaf)) return;
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * A Chat that plays a script: one token per word, the n continuations taking turns word by word. It honours
 * `maxTokens` and the abort signal. Throws a RangeError when the script has no reply left.
 */
export const scriptedChat = (script: Script): ScriptedChat => {
  const requests: ChatRequest[] = [];
  const handed = { reply: 0, plan: 0 };
  let deltas = 0;

  const next = (request: ChatRequest): ScriptedReply => {
    const kind = request.open === 'plan' ? 'plan' : 'reply';
    const source = kind === 'plan' ? script.plans : script.replies;
    const i = handed[kind]++;
    const found = typeof source === 'function' ? source(request, i) : source?.[i];
    if (found === undefined) throw new RangeError(`the script has no ${kind} number ${i + 1}; give it one more`);
    return found;
  };

  async function* play(request: ChatRequest): AsyncGenerator<ChatEvent> {
    requests.push(request);
    const voices = Array.from({ length: request.n ?? 1 }, (_, index) => voiceOf(next(request), request, index));
    const usage: Usage = { promptTokens: promptTokens(request), completionTokens: 0 };
    const first = voices[0]!.reply;
    const done = (finish: Finish, content: string): ChatEvent => ({
      type: 'done',
      reply: { ...first, finish, content },
      usage,
      seconds: 0,
    });
    const cancelled = () => request.signal?.aborted === true;
    for (let step = 0; voices.some((voice) => !voice.ended); step++) {
      for (const voice of voices) {
        await Promise.resolve();
        if (cancelled()) return yield done('cancelled', '');
        if (voice.ended) continue;
        const piece = voice.pieces[step];
        if (piece) {
          usage.completionTokens++;
          deltas++;
          const { index } = voice.reply;
          yield 'call' in piece
            ? { type: 'tool', index, ...piece, tokens: 1 }
            : { type: 'delta', index, ...piece, tokens: 1 };
        } else if (voice.error !== undefined) {
          return yield done('error', voice.error);
        } else if (!voice.stall) {
          voice.ended = true;
          yield {
            type: 'reply',
            reply: voice.reply,
            usage: { promptTokens: voice === voices[0] ? usage.promptTokens : 0, completionTokens: voice.reply.tokens },
          };
        }
      }
      const waiting = voices.filter((voice) => !voice.ended);
      if (waiting.length > 0 && waiting.every((item) => item.stall && step >= item.pieces.length))
        await untilAborted(request, waiting);
    }
    yield done(first.finish, first.content);
  }
  return Object.assign(play, { requests, drawn: () => deltas });
};

/**
 * A Sample whose tokens are uniform over `vocabulary` ids, from the request's seed; every logprob is -ln vocabulary.
 */
export const uniformSample = (vocabulary: number): Sample =>
  async function* ({ seed = 0, n = 1, maxTokens, stopIds = [], signal }) {
    const sources = Array.from({ length: n }, (_, index) => createRandom(`${seed}/${index}`));
    const open = new Set(sources.keys());
    for (let step = 0; step < maxTokens; step++) {
      for (const index of open) {
        await Promise.resolve();
        if (signal?.aborted) {
          for (const left of open) yield { type: 'finish', index: left, finish: 'cancelled' };
          return;
        }
        const id = sources[index]!.int(0, vocabulary - 1);
        yield { type: 'token', index, id, logprob: -Math.log(vocabulary) };
        if (stopIds.includes(id)) {
          open.delete(index);
          yield { type: 'finish', index, finish: 'stop' };
        }
      }
    }
    for (const index of open) yield { type: 'finish', index, finish: 'length' };
  };

/** One id per UTF-8 byte, 0..255. Decoding what was encoded gives the same text. */
export const byteTokenizer = {
  size: 256,
  encode: (text: string): number[] => [...new TextEncoder().encode(text)],
  decode: (ids: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(ids)),
};
