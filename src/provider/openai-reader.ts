/**
 * Reads an upstream of OpenAI's form into the events of a `Chat`: chunks of a stream, or a whole completion. It reads
 * every known spelling of reasoning, tool calls, finish reasons and usage, and gets parsed JSON that may hold
 * anything.
 *
 * With `raw`, a value that has OpenAI's form is given along with the events that were read from it, if they say the
 * same. A chunk that only ends a choice is held back until the end, since some servers send it early and go on.
 */
import { isObject, type JsonObject } from '../json.ts';
import type { Redact } from '../redact.ts';
import type { ChatEvent, Finish, Reply, Section, TokenChoice, Usage } from '../types.ts';
import { readUsage } from '../usage.ts';
import { estimateTokens } from './estimate.ts';
import { fromErrorValue, malformed, UpstreamError } from './failure.ts';
import type { BodyValue } from './response-body.ts';
import { createThoughtParser, type ThoughtForm } from './thought-parser.ts';
import type { Part, ThoughtParser } from './thoughts.ts';
import { createCallReader, type CallPiece, type CallReader } from './tool-call-fragments.ts';
import { detailsText } from './turns.ts';
import { isChunk, isCompletion } from './well-formed.ts';

export type ReaderOptions = {
  provider: string;
  redact: Redact;
  /** Continuations that were asked for. */
  n: number;
  /** How thoughts stand in the text; undefined when the server tells them apart itself. */
  thoughts: ThoughtForm | undefined;
  /** Where plain text belongs. */
  section: Extract<Section, 'plan' | 'answer'>;
  /** Give along what has OpenAI's form. */
  raw: boolean;
};

export type OpenAiReader = {
  /** Reads a value. Throws an `UpstreamError` for an error in it, and for a whole body that is no completion. */
  read(value: BodyValue): ChatEvent[];
  /** The body is over; `marked`: it said so itself. Throws when it ended in the middle of a reply. */
  end(marked: boolean): ChatEvent[];
  /** The replies so far, complete or not. */
  replies(): Reply[];
  /** What the upstream counted; undefined when it did not. */
  counted(): Usage | undefined;
  /** Tokens drawn so far, by estimate. */
  drawn(): number;
};

type RawEvent = Extract<ChatEvent, { type: 'raw' }>;

/** What is known of one choice. */
type Choice = {
  reply: Reply;
  thoughts: ThoughtParser | undefined;
  /** Some text has come. */
  spoken: boolean;
  /** Thoughts were looked for in the text, so that it is not told as it came. */
  parsed: boolean;
  calls: CallReader;
  /** Calls that stood in the text. */
  written: number;
  /** What the upstream wants back on the next turn, and fields that are not known here. */
  extra: JsonObject;
  logprobs: TokenChoice[];
  finish: Finish | undefined;
};

type State = ReaderOptions & {
  choices: Choice[];
  usage: Usage | undefined;
  responseId: string;
  /** Chunks that end a choice or count tokens: given at the end. */
  endings: RawEvent[];
};

const NOTHING: readonly never[] = [];
/** The objects in a list; the list itself where it holds nothing else, as nearly always. */
const list = (value: unknown): readonly JsonObject[] => {
  if (!Array.isArray(value)) return NOTHING;
  return value.every(isObject) ? value : value.filter(isObject);
};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const FINISHES: Readonly<Record<string, Finish>> = {
  tool_calls: 'tools',
  tool_use: 'tools',
  function_call: 'tools',
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  content_filter: 'filtered',
  safety: 'filtered',
  error: 'error',
};

const tokenChoices = (value: unknown): readonly TokenChoice[] =>
  value === undefined || value === null
    ? NOTHING
    : list(isObject(value) ? value.content : undefined).flatMap(({ token, logprob, top_logprobs: top }) =>
        typeof token === 'string' && typeof logprob === 'number'
          ? [
              {
                text: token,
                logprob,
                top: list(top).flatMap((other) =>
                  typeof other.logprob === 'number' ? [{ text: text(other.token), logprob: other.logprob }] : [],
                ),
              },
            ]
          : [],
      );

/** The text of a thinking part: a text, or parts of its own. */
const thinkingText = ({ thinking }: JsonObject): string =>
  typeof thinking === 'string'
    ? thinking
    : list(thinking)
        .map((part) => text(part.text))
        .join('');

/** The field of thoughts that holds something, or one that is empty; undefined when there is none. */
const namedThought = ({ reasoning_content, reasoning, thinking }: JsonObject): string | undefined => {
  let found: string | undefined;
  for (const field of [reasoning_content, reasoning, thinking])
    if (typeof field === 'string' && (found ?? '') === '') found = field || (found ?? field);
  return found;
};

/** Text and thoughts of a message or delta, in whatever form; `thought` is undefined when there is no field for it. */
const partsOf = (delta: JsonObject): { thought: string | undefined; said: string } => {
  const named = namedThought(delta);
  if (typeof delta.content === 'string' && delta.reasoning_details === undefined)
    return { thought: named, said: delta.content };
  // Mistral: a list of thinking and text; others: a single part.
  const parts = list(isObject(delta.content) ? [delta.content] : delta.content);
  const inside = parts.filter(({ type }) => type === 'thinking').map(thinkingText);
  const details = Array.isArray(delta.reasoning_details) ? detailsText(delta.reasoning_details) : undefined;
  const said = parts
    .filter(({ type }) => type !== 'thinking')
    .map((part) => text(part.text))
    .join('');
  return {
    thought: named ?? details ?? (inside.length > 0 ? inside.join('') : undefined),
    said: parts.length > 0 ? said : text(delta.content),
  };
};

/** Joins fragments of `reasoning_details`: those of one index and type belong together. */
const joinDetails = (details: JsonObject[], more: readonly JsonObject[]): void => {
  for (const piece of more) {
    const last = details.find(
      (known) => piece.index !== undefined && known.index === piece.index && known.type === piece.type,
    );
    if (!last) details.push({ ...piece });
    else
      for (const [key, value] of Object.entries(piece))
        last[key] =
          ['text', 'summary', 'data'].includes(key) && typeof last[key] === 'string'
            ? last[key] + text(value)
            : (value ?? last[key]);
  }
};

/** Fields that are read into the reply itself. */
const READ = new Set(['role', 'content', 'tool_calls', 'function_call', 'thinking', 'reasoning_details']);
/** Fields whose pieces are joined. */
const JOINED = new Set(['reasoning_content', 'reasoning', 'refusal']);

/** Keeps what the upstream wants back under its own names, and fields of a message that are not known here. */
const keepExtra = ({ extra }: Choice, delta: JsonObject): void => {
  if (Array.isArray(delta.reasoning_details))
    joinDetails((extra.reasoning_details ??= []) as JsonObject[], list(delta.reasoning_details));
  for (const name of Object.keys(delta)) {
    const value = delta[name];
    if (READ.has(name) || name === '__proto__' || value === null || value === undefined) continue;
    extra[name] = JOINED.has(name) && typeof value === 'string' ? text(extra[name]) + value : value;
  }
};

const newChoice = (index: number, state: Pick<State, 'thoughts' | 'responseId'>): Choice => ({
  reply: { index, plan: '', reasoning: '', content: '', finish: 'error', tokens: 0, logprob: 0 },
  thoughts: state.thoughts && createThoughtParser(state.thoughts),
  spoken: false,
  parsed: false,
  calls: createCallReader((call) => `call_${state.responseId}_${index}_${call}`),
  written: 0,
  extra: {},
  logprobs: [],
  finish: undefined,
});

const fieldOf = ({ section }: State): 'plan' | 'content' => (section === 'plan' ? 'plan' : 'content');

/** Adds words to a section of a choice. */
const say = (
  state: State,
  choice: Choice,
  part: Section,
  words: string,
  chosen: readonly TokenChoice[],
): ChatEvent[] => {
  if (words === '') return [];
  const tokens = chosen.length > 0 ? chosen.length : estimateTokens(words);
  choice.reply.tokens += tokens;
  choice.reply[part === 'think' ? 'reasoning' : fieldOf(state)] += words;
  const delta: ChatEvent = { type: 'delta', index: choice.reply.index, section: part, text: words, tokens };
  return [chosen.length > 0 ? { ...delta, logprobs: chosen } : delta];
};

const callEvents = (choice: Choice, pieces: readonly CallPiece[]): ChatEvent[] =>
  pieces.map((piece) => {
    const tokens = estimateTokens((piece.name ?? '') + piece.arguments);
    choice.reply.tokens += tokens;
    return { type: 'tool', index: choice.reply.index, ...piece, tokens };
  });

/** Pieces of thought, answer and calls that were read out of text. */
const sayParts = (state: State, choice: Choice, parts: readonly Part[]): ChatEvent[] =>
  parts.flatMap((part) => {
    if (part.section !== 'call')
      return say(state, choice, part.section === 'think' ? 'think' : state.section, part.text, []);
    if (part.name !== undefined) choice.written++;
    const fragment = { index: choice.written - 1, function: { name: part.name, arguments: part.text } };
    return callEvents(choice, choice.calls.read(fragment, 0));
  });

/** Reads a message or delta of a choice. */
const readDelta = (state: State, choice: Choice, delta: JsonObject, logprobs: unknown): ChatEvent[] => {
  const { thought, said } = partsOf(delta);
  const chosen = tokenChoices(logprobs);
  keepExtra(choice, delta);
  if (chosen.length > 0) choice.logprobs.push(...chosen);
  const events: ChatEvent[] = [];
  if (thought !== undefined && thought !== '') {
    if (!choice.spoken) choice.thoughts = undefined; // the server tells thoughts apart itself
    events.push(...say(state, choice, 'think', thought, said === '' ? chosen : []));
  }
  if (said !== '') {
    choice.spoken = true;
    choice.parsed ||= choice.thoughts !== undefined;
    events.push(
      ...(choice.thoughts
        ? sayParts(state, choice, choice.thoughts.push(said))
        : say(state, choice, state.section, said, chosen)),
    );
  }
  if (!delta.tool_calls && !delta.function_call) return events;
  const fragments = [...list(delta.tool_calls), ...(isObject(delta.function_call) ? [delta.function_call] : [])];
  for (const [position, fragment] of fragments.entries())
    events.push(...callEvents(choice, choice.calls.read(fragment, position)));
  return events;
};

/** Notes why a choice ended. The last reason counts. */
const noteFinish = ({ provider }: State, choice: Choice, reason: unknown): void => {
  if (typeof reason !== 'string' || reason === '') return;
  const finish = FINISHES[reason.toLowerCase()] ?? 'stop';
  if (finish === 'error')
    throw new UpstreamError(
      { status: 502, type: 'upstream_error', message: `provider ${provider} broke off its reply` },
      { retryable: true },
    );
  choice.finish = finish;
};

const finishOf = ({ finish, calls }: Choice): Finish => {
  const called = calls.calls().length > 0;
  if (called && (finish === 'stop' || finish === undefined)) return 'tools';
  return finish === 'tools' && !called ? 'stop' : (finish ?? 'error');
};

/** The end of a choice: what was held back of its text and calls. */
const close = (state: State, choice: Choice): ChatEvent[] => {
  const cut = choice.finish === 'length';
  const events: ChatEvent[] = [];
  if (choice.thoughts) {
    events.push(...sayParts(state, choice, choice.thoughts.end(cut)));
    const { reasoning, content } = choice.thoughts.result();
    choice.reply.reasoning = reasoning;
    choice.reply[fieldOf(state)] = content;
    choice.thoughts = undefined;
  }
  return [...events, ...callEvents(choice, choice.calls.end(cut))];
};

const replyOf = (choice: Choice): Reply => {
  const toolCalls = choice.calls.calls();
  return {
    ...choice.reply,
    finish: choice.finish === undefined ? 'error' : finishOf(choice),
    logprob: choice.logprobs.reduce((sum, token) => sum + token.logprob, 0),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(choice.logprobs.length > 0 && { logprobs: choice.logprobs }),
    ...(Object.keys(choice.extra).length > 0 && { wire: choice.extra }),
  };
};

/** A chunk says nothing but that choices have ended, or what was used. */
const isEnding = (value: JsonObject): boolean =>
  list(value.choices).every(
    ({ delta, finish_reason: reason }) =>
      Boolean(reason) &&
      isObject(delta) &&
      Object.entries(delta).every(([name, field]) => name === 'role' || field === null || field === ''),
  );

/** Whether the finish of each choice in `value` is the one that it ended with. */
const saysFinish = (state: State, value: JsonObject): boolean =>
  list(value.choices).every((choice) => {
    const known = state.choices[choice.index as number];
    return known !== undefined && (FINISHES[text(choice.finish_reason)] ?? 'stop') === finishOf(known);
  });

/** `events` with the value that they were read from before them, where it may be passed on. */
const withRaw = (state: State, { form, value, text: json }: BodyValue, events: ChatEvent[]): ChatEvent[] => {
  if (!state.raw || !(form === 'chunk' ? isChunk(value) : isCompletion(value))) return events;
  const changed = list(value.choices).some(({ index }) => {
    const choice = state.choices[index as number];
    return !choice || choice.parsed || !choice.calls.verbatim();
  });
  if (changed) return events;
  const raw: RawEvent = { type: 'raw', chunks: [{ value, text: json }], covers: events.length };
  if (form === 'whole') return [raw, ...events];
  if (isEnding(value)) {
    state.endings.push(raw);
    return events;
  }
  // Words and an end in one chunk: the words may not be the last.
  return list(value.choices).some(({ finish_reason: reason }) => reason) ? events : [raw, ...events];
};

/** Reads one value into `state`. */
const readValue = (state: State, given: BodyValue): ChatEvent[] => {
  const { form, value } = given;
  const failure = fromErrorValue(state.provider, value, state.redact);
  if (failure) throw failure;
  const counted = readUsage(value.usage) ?? readUsage(isObject(value.x_groq) ? value.x_groq.usage : undefined);
  // Zeros are not counted: the request would cost nothing.
  if (counted && counted.promptTokens + counted.completionTokens > 0) state.usage = counted;
  if (!Array.isArray(value.choices)) {
    if (form === 'whole')
      throw malformed(state.provider, 'JSON that is no chat completion; is its baseUrl right?', false);
    return []; // a ping, or usage by itself
  }
  if (typeof value.id === 'string' && value.id !== '') state.responseId = value.id.replace(/[^\w-]/g, '').slice(0, 60);
  const events: ChatEvent[] = [];
  list(value.choices).forEach((choice, position) => {
    // A single choice is the one that was asked for, whatever its number.
    const index = typeof choice.index === 'number' ? choice.index : position;
    const isOnly = state.n === 1 && position === 0 && (value.choices as unknown[]).length === 1;
    const known = state.choices[isOnly ? 0 : index];
    if (!known) return; // more than was asked for
    const content = [choice[form === 'chunk' ? 'delta' : 'message'], choice.delta, choice.message].find(isObject);
    const words = content ?? (typeof choice.text === 'string' ? { content: choice.text } : undefined);
    if (words) events.push(...readDelta(state, known, words, choice.logprobs));
    noteFinish(state, known, choice.finish_reason);
    if (form === 'whole') {
      known.finish ??= 'stop';
      events.push(...close(state, known));
    }
  });
  return withRaw(state, given, events);
};

/** A reader for one response. */
export const createOpenAiReader = (options: ReaderOptions): OpenAiReader => {
  const state: State = { ...options, choices: [], usage: undefined, responseId: 'reply', endings: [] };
  state.choices = Array.from({ length: options.n }, (_, index) => newChoice(index, state));
  return {
    read: (value) => readValue(state, value),
    end: (marked) => {
      const events = state.choices.flatMap((choice) => {
        if (marked && choice.finish === undefined && (choice.reply.tokens > 0 || choice.spoken)) choice.finish = 'stop';
        return choice.finish === undefined ? [] : close(state, choice);
      });
      if (state.choices.some(({ finish }) => finish === undefined))
        throw malformed(
          state.provider,
          state.choices.some(({ reply }) => reply.tokens > 0)
            ? 'a stream that ends in the middle of a reply'
            : 'a response without a reply',
        );
      return [...events, ...state.endings.filter(({ chunks }) => saysFinish(state, chunks[0]!.value))];
    },
    replies: () => state.choices.map(replyOf),
    counted: () => state.usage,
    drawn: () => state.choices.reduce((sum, { reply }) => sum + reply.tokens, 0),
  };
};
