/**
 * Chunks of a chat completion, or a whole one, put together into the events of a `Chat`: sections, tool calls, finishes,
 * usage. Every known spelling of reasoning is read. It reads parsed JSON that may hold anything, and no socket.
 */
import type { ChatEvent, Finish, Reply, Section, TokenChoice, Usage } from '../types.ts';
import { readUsage } from '../usage.ts';
import { estimateTokens } from './estimate.ts';
import { malformed, readErrorBody, UpstreamError } from './failure.ts';
import type { Redact } from '../redact.ts';
import { createTagParser, type TagParser } from './think-tags.ts';
import { detailsText } from './turns.ts';

export type AssembleOptions = {
  provider: string;
  redact: Redact;
  /** Continuations that were asked for. */
  n: number;
  /** Whether thoughts stand in the text between tags. */
  tags: 'none' | 'written' | 'opened';
  /** Where plain text belongs. */
  section: Extract<Section, 'plan' | 'answer'>;
};

export type Assembler = {
  /** Reads a chunk of a stream. Throws an `UpstreamError` for an error in it, and for what is no chunk. */
  chunk(value: unknown): ChatEvent[];
  /** Reads a completion that came whole. Throws likewise. */
  whole(value: unknown): ChatEvent[];
  /** The stream is over; `marked`: it said so itself. Throws when it ended in the middle of a reply. */
  end(marked: boolean): ChatEvent[];
  /** The replies that have got their finish since the last call. */
  ended(): Reply[];
  /** The replies so far, complete or not. */
  replies(): Reply[];
  /** What the upstream counted; undefined when it did not. */
  counted(): Usage | undefined;
  /** Tokens drawn so far, by estimate. */
  drawn(): number;
  /** All replies have their finish. */
  finished(): boolean;
};

type Call = { id: string; name: string; arguments: string };
type ChoiceState = {
  reply: Reply;
  tags: TagParser | undefined;
  raw: string;
  calls: Call[];
  keys: (number | string)[];
  extra: Record<string, unknown>;
  logprobs: TokenChoice[];
  finish: Finish | undefined;
};

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
const list = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.map(record).filter((one) => one !== undefined) : [];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const FINISHES: Readonly<Record<string, Finish>> = {
  tool_calls: 'tools',
  function_call: 'tools',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  content_filter: 'filtered',
  error: 'error',
};

const choicesOf = (value: unknown): TokenChoice[] =>
  list(record(value)?.content).flatMap(({ token, logprob, top_logprobs: top }) =>
    typeof token === 'string' && typeof logprob === 'number'
      ? [
          {
            text: token,
            logprob,
            top: list(top).flatMap((one) =>
              typeof one.logprob === 'number' ? [{ text: text(one.token), logprob: one.logprob }] : [],
            ),
          },
        ]
      : [],
  );

/** Text and thoughts of a message or delta, in whatever form; `thought` is undefined when there is no field for it. */
const partsOf = (delta: Record<string, unknown>): { thought: string | undefined; said: string } => {
  const pieces = list(delta.content); // Mistral: a list of thinking and text
  const inside = pieces
    .filter((one) => one.type === 'thinking')
    .map((one) =>
      typeof one.thinking === 'string'
        ? one.thinking
        : list(one.thinking)
            .map((part) => text(part.text))
            .join(''),
    );
  const named =
    [delta.reasoning_content, delta.reasoning].find((one) => typeof one === 'string' && one !== '') ??
    [delta.reasoning_content, delta.reasoning].find((one) => typeof one === 'string');
  const thought =
    typeof named === 'string'
      ? named
      : Array.isArray(delta.reasoning_details)
        ? detailsText(delta.reasoning_details)
        : inside.length > 0
          ? inside.join('')
          : undefined;
  return {
    thought,
    said:
      pieces.length > 0
        ? pieces
            .filter((one) => one.type === 'text')
            .map((one) => text(one.text))
            .join('')
        : text(delta.content),
  };
};

/** Joins fragments of `reasoning_details`: those of one index and type are one. */
const joinDetails = (details: Record<string, unknown>[], more: readonly Record<string, unknown>[]): void => {
  for (const one of more) {
    const last = details.find(
      (known) => one.index !== undefined && known.index === one.index && known.type === one.type,
    );
    if (!last) details.push({ ...one });
    else
      for (const [key, value] of Object.entries(one))
        last[key] =
          ['text', 'summary', 'data'].includes(key) && typeof last[key] === 'string'
            ? last[key] + text(value)
            : (value ?? last[key]);
  }
};

/** What the upstream wants back: its reasoning under its own names. */
const keepExtra = (voice: ChoiceState, delta: Record<string, unknown>): void => {
  for (const name of ['reasoning_content', 'reasoning'] as const)
    if (typeof delta[name] === 'string') voice.extra[name] = text(voice.extra[name]) + delta[name];
  if (Array.isArray(delta.reasoning_details))
    joinDetails((voice.extra.reasoning_details ??= []) as Record<string, unknown>[], list(delta.reasoning_details));
  if (typeof delta.refusal === 'string') voice.extra.refusal = text(voice.extra.refusal) + delta.refusal;
};

/** An assembler for one response. */
export const createAssembler = ({ provider, redact, n, tags, section }: AssembleOptions): Assembler => {
  const voices = Array.from({ length: n }, (_, index): ChoiceState => ({
    reply: { index, plan: '', reasoning: '', content: '', finish: 'error', tokens: 0, logprob: 0 },
    tags: tags === 'none' ? undefined : createTagParser(tags === 'opened'),
    raw: '',
    calls: [],
    keys: [],
    extra: {},
    logprobs: [],
    finish: undefined,
  }));
  const field = section === 'plan' ? 'plan' : 'content';
  let usage: Usage | undefined;
  let responseId = 'reply';

  const say = (
    voice: ChoiceState,
    part: Section,
    words: string,
    chosen: readonly TokenChoice[],
    events: ChatEvent[],
  ): void => {
    if (words === '') return;
    const tokens = chosen.length > 0 ? chosen.length : estimateTokens(words);
    voice.reply.tokens += tokens;
    voice.reply[part === 'think' ? 'reasoning' : field] += words;
    events.push({
      type: 'delta',
      index: voice.reply.index,
      section: part,
      text: words,
      tokens,
      ...(chosen.length > 0 && { logprobs: chosen }),
    });
  };
  const call = (voice: ChoiceState, given: Record<string, unknown>, position: number, events: ChatEvent[]): void => {
    const id = text(given.id);
    const inner = record(given.function) ?? {};
    // Servers that leave the index out send each call as one piece, or repeat its id.
    const key = typeof given.index === 'number' ? given.index : id !== '' ? id : position;
    let at = voice.keys.indexOf(key);
    const name = text(inner.name);
    const written =
      typeof inner.arguments === 'string'
        ? inner.arguments
        : record(inner.arguments)
          ? JSON.stringify(inner.arguments)
          : '';
    const fresh = at < 0;
    if (fresh) {
      at = voice.keys.push(key) - 1;
      voice.calls.push({ id: id || `call_${responseId}_${voice.reply.index}_${at}`, name: '', arguments: '' });
    }
    const so = voice.calls[at]!;
    const named = so.name === '' && name !== '';
    if (named) so.name = name;
    so.arguments += written;
    const tokens = estimateTokens(name + written);
    voice.reply.tokens += tokens;
    events.push({
      type: 'tool',
      index: voice.reply.index,
      call: at,
      ...(fresh && { id: so.id }),
      ...(named && { name }),
      arguments: written,
      tokens,
    });
  };
  const hear = (voice: ChoiceState, delta: Record<string, unknown>, logprobs: unknown, events: ChatEvent[]): void => {
    const { thought, said } = partsOf(delta);
    const chosen = choicesOf(logprobs);
    keepExtra(voice, delta);
    voice.logprobs.push(...chosen);
    if (thought !== undefined && thought !== '') {
      voice.tags = voice.raw === '' ? undefined : voice.tags; // the server parts thoughts itself
      say(voice, 'think', thought, said === '' ? chosen : [], events);
    }
    if (said !== '') {
      voice.raw += said;
      if (voice.tags)
        for (const part of voice.tags.push(said))
          say(voice, part.section === 'think' ? 'think' : section, part.text, [], events);
      else say(voice, section, said, chosen, events);
    }
    list(delta.tool_calls).forEach((one, position) => call(voice, one, position, events));
  };
  const finish = (voice: ChoiceState, reason: string, events: ChatEvent[]): void => {
    const why = FINISHES[reason] ?? 'stop';
    if (why === 'error')
      throw new UpstreamError(
        { status: 502, type: 'upstream_error', message: `provider ${provider} broke off its reply` },
        { retryable: true },
      );
    if (voice.tags) {
      for (const part of voice.tags.end(why === 'length'))
        say(voice, part.section === 'think' ? 'think' : section, part.text, [], events);
      const { reasoning, content } = voice.tags.result();
      voice.reply.reasoning = reasoning;
      voice.reply[field] = content;
      voice.tags = undefined;
    }
    voice.finish =
      voice.calls.length > 0 && why === 'stop' ? 'tools' : why === 'tools' && voice.calls.length === 0 ? 'stop' : why;
  };
  const replyOf = (voice: ChoiceState): Reply => ({
    ...voice.reply,
    finish: voice.finish ?? 'error',
    logprob: voice.logprobs.reduce((sum, one) => sum + one.logprob, 0),
    ...(voice.calls.length > 0 && { toolCalls: voice.calls.map((one) => ({ ...one })) }),
    ...(voice.logprobs.length > 0 && { logprobs: voice.logprobs }),
    ...(Object.keys(voice.extra).length > 0 && { wire: voice.extra }),
  });

  /** Reads `choices` whose content is under `name`. */
  const read = (value: unknown, name: 'delta' | 'message'): ChatEvent[] => {
    const body = record(value);
    if (body?.error)
      throw new UpstreamError(
        {
          status: 502,
          type: 'upstream_error',
          message: `provider ${provider} broke off its reply: ${readErrorBody(JSON.stringify(body), redact).message || 'it gave no reason'}`,
        },
        { retryable: true },
      );
    const counted = readUsage(body?.usage) ?? readUsage(record(body?.x_groq)?.usage);
    if (counted) usage = counted;
    if (!body || (!Array.isArray(body.choices) && !counted))
      throw malformed(provider, 'JSON that is no chat completion; is its baseUrl right?', false);
    if (typeof body.id === 'string' && body.id !== '') responseId = body.id.replace(/[^\w-]/g, '').slice(0, 60);
    const events: ChatEvent[] = [];
    list(body.choices).forEach((choice, position) => {
      const voice = voices[typeof choice.index === 'number' ? choice.index : position];
      if (!voice || voice.finish !== undefined) return; // more than was asked for
      const content = record(choice[name]) ?? record(choice.delta) ?? record(choice.message);
      if (content) hear(voice, content, choice.logprobs, events);
      if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '')
        finish(voice, choice.finish_reason, events);
    });
    return events;
  };
  const told = new Set<ChoiceState>();
  const finished = (): boolean => voices.every((voice) => voice.finish !== undefined);
  return {
    chunk: (value) => read(value, 'delta'),
    whole(value) {
      const events = read(value, 'message');
      for (const voice of voices)
        if (voice.finish === undefined && list(record(value)?.choices).length >= n) finish(voice, 'stop', events);
      return events;
    },
    end(marked) {
      const events: ChatEvent[] = [];
      for (const voice of voices)
        if (marked && voice.finish === undefined && voice.reply.tokens > 0) finish(voice, 'stop', events);
      if (!finished())
        throw malformed(
          provider,
          voices.some((voice) => voice.reply.tokens > 0)
            ? 'a stream that ends in the middle of a reply'
            : 'a response without a reply',
        );
      return events;
    },
    ended: () =>
      voices.filter((voice) => voice.finish !== undefined && !told.has(voice) && told.add(voice)).map(replyOf),
    replies: () => voices.map(replyOf),
    counted: () => usage,
    drawn: () => voices.reduce((sum, voice) => sum + voice.reply.tokens, 0),
    finished,
  };
};
