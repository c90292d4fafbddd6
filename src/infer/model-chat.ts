/**
 * A local model as a `Chat`. It renders the prompt with the chat template, turns sampled tokens into text and
 * sections, cuts at stop strings and counts usage. Tokens come from a `Sample`; which answer is best is decided
 * elsewhere (reason/).
 */
import type {
  Chat,
  ChatEvent,
  ChatRequest,
  Failure,
  Finish,
  Reply,
  Sample,
  SampleEvent,
  Section,
  Thinking,
  Usage,
} from '../types.ts';
import { batchesOf } from '../event-stream.ts';
import { defined } from '../json.ts';
import type { ModelConfig } from '../model/config.ts';
import {
  openSection,
  renderPrompt,
  createSectionParser,
  type ChatTemplate,
  type SectionPart,
  type SectionParser,
} from '../model/template.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { withThinkingBudget, type ThinkingBudget } from './think-budget.ts';
import { createStopCutter, type StopCutter } from './stop.ts';

export type LocalChatOptions = {
  sample: Sample;
  tokenizer: Tokenizer;
  template: ChatTemplate;
  /** The room for prompt and reply together, and the ids that end a reply besides the template's own. */
  config: Pick<ModelConfig, 'maxPositions' | 'eosTokenIds'>;
  /** The version of the weights that a request gets now, where the model has versions. */
  version?: () => string;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
};

/** Most tokens of a reply when the request names no bound and the context leaves as many. */
const DEFAULT_MAX_TOKENS = 512;

const fieldOf = { plan: 'plan', think: 'reasoning', answer: 'content' } as const satisfies Record<Section, keyof Reply>;

/** One continuation being written. */
type Continuation = {
  reply: Reply;
  parser: SectionParser;
  section: Section | undefined;
  cutter: StopCutter;
  /** Tokens whose text has not been shown yet. */
  hiddenTokens: number;
  ended: boolean;
};

/** What the functions below share of one request. */
type Turn = {
  /** The section in which stop strings count. */
  cutSection: Section;
  stop: readonly string[];
  usage: Usage;
};

const idsOf = (tokenizer: Tokenizer, ...tokens: string[]): number[] =>
  tokens.map((token) => tokenizer.idOf(token)).filter((id) => id !== undefined);

/**
 * The ids after which a reply is over: the config's, the template's end marker, and for a plan the section after it.
 */
const stopIds = ({ tokenizer, template, config }: LocalChatOptions, open: Section | undefined): number[] => [
  ...new Set([
    ...(config.eosTokenIds ?? []),
    ...idsOf(tokenizer, template.eosToken, ...(open === 'plan' ? ['<|think|>', '<|answer|>'] : [])),
  ]),
];

const requireCount = (name: string, value: number): void => {
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${name} is ${value}; it must be a whole number from 1`);
};

/** What is appended to a thought that would end too early, unless the request names something else. */
const NUDGE = '\ncheck';

/** A request's thinking budget in token ids. Throws when the model has no single token that ends a thought. */
const thoughtBudget = (
  tokenizer: Tokenizer,
  { most, least, nudge = NUDGE, nudges = 4 }: Thinking,
  open: boolean,
): ThinkingBudget => {
  for (const [name, value] of Object.entries({ most, least, nudges }))
    if (value !== undefined) requireCount(`thinking.${name}`, value);
  const [start, end] = [
    ['<|think|>', '<think>'],
    ['<|answer|>', '</think>'],
  ].map((names) => idsOf(tokenizer, ...names)[0]);
  if (start === undefined || end === undefined)
    throw new Error(
      "this model has no token that ends a thought, so a thinking budget can't be applied; leave it out of the request",
    );
  return {
    ...defined({ most, least }),
    nudge: tokenizer.encode(nudge),
    nudges,
    start,
    end,
    open,
  };
};

/** Yields from `source` until `signal` aborts; then `source` is told to end, without waiting for it. */
async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const aborted = Promise.withResolvers<undefined>();
  const stop = () => aborted.resolve(undefined);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    while (!signal?.aborted) {
      const next = await Promise.race([aborted.promise, iterator.next()]);
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    void iterator.return?.().catch(() => {});
  }
}

/** Yields text of the current section. */
function* show(line: Continuation, text: string): Generator<ChatEvent> {
  if (text === '') return;
  const section = line.section!;
  line.reply[fieldOf[section]] += text;
  yield { type: 'delta', index: line.reply.index, section, text, tokens: line.hiddenTokens };
  line.hiddenTokens = 0;
}

/** Appends a part to a continuation. Returns whether a stop string ended it. */
function* write({ cutSection, stop }: Turn, line: Continuation, part: SectionPart): Generator<ChatEvent, boolean> {
  if (part.section !== line.section) {
    yield* show(line, line.cutter.end());
    line.section = part.section;
    line.cutter = createStopCutter(part.section === cutSection ? stop : []);
  }
  const { text, stopped } = line.cutter.push(part.text);
  yield* show(line, text);
  return stopped;
}

/** Ends a continuation, with the text that was still held back unless a stop string `cut` it. */
function* finish(turn: Turn, line: Continuation, reason: Finish, cut = false): Generator<ChatEvent> {
  line.ended = true;
  if (!cut) {
    for (const part of line.parser.end()) if ((cut = yield* write(turn, line, part))) break;
    if (!cut) yield* show(line, line.cutter.end());
  }
  line.reply.finish = cut ? 'stop' : reason;
  const { index, tokens } = line.reply;
  yield {
    type: 'reply',
    reply: { ...line.reply },
    usage: { promptTokens: index === 0 ? turn.usage.promptTokens : 0, completionTokens: tokens },
  };
}

/** Events that follow from one event of the sampler. `withLogprobs`: the answer's tokens are listed with ln p. */
function* follow(turn: Turn, line: Continuation, event: SampleEvent, withLogprobs: boolean): Generator<ChatEvent> {
  if (event.type === 'finish') {
    if (event.weights !== undefined) line.reply.weights = event.weights;
    return yield* finish(turn, line, event.finish);
  }
  turn.usage.completionTokens++;
  line.reply.tokens++;
  line.reply.logprob += event.logprob;
  line.hiddenTokens++;
  const part = line.parser.push(event.id);
  if (part?.section === 'answer' && withLogprobs) {
    const choice = { text: part.text, logprob: event.logprob, top: [] };
    line.reply.logprobs = [...(line.reply.logprobs ?? []), choice];
  }
  if (part && (yield* write(turn, line, part))) yield* finish(turn, line, 'stop', true);
}

type Delta = Extract<ChatEvent, { type: 'delta' }>;

/** Events of one moment, with the text of a continuation's section in one piece. */
function* mergeDeltas(events: Iterable<ChatEvent>): Generator<ChatEvent> {
  const held = new Map<number, Delta>();
  for (const event of events) {
    if (event.type !== 'delta') {
      yield* held.values();
      held.clear();
      yield event;
      continue;
    }
    const before = held.get(event.index);
    const same = before?.section === event.section;
    if (before && !same) yield before;
    const { text, tokens } = same ? before! : { text: '', tokens: 0 };
    held.set(event.index, { ...event, text: text + event.text, tokens: tokens + event.tokens });
  }
  yield* held.values();
}

const emptyReply = (index: number, finishReason: Finish): Reply => ({
  index,
  plan: '',
  reasoning: '',
  content: '',
  finish: finishReason,
  tokens: 0,
  logprob: 0,
});

/** The conversation is longer than the context of the model: the caller's mistake, in the code that agents know. */
class ContextLengthError extends Error {
  override name = 'ContextLengthError';
}

/** The failure of an error that is the caller's mistake; undefined for any other. */
const failureOf = (error: unknown): Failure | undefined =>
  error instanceof ContextLengthError
    ? { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', message: error.message }
    : undefined;

/** The prompt of a request, and the tokens that are left for its reply. Throws when none are. */
const promptOf = ({ tokenizer, template, config }: LocalChatOptions, { messages, open }: ChatRequest) => {
  const prompt = renderPrompt(tokenizer, template, messages, open);
  const left = config.maxPositions - prompt.length;
  if (left < 1) {
    throw new ContextLengthError(
      `the conversation takes ${prompt.length} tokens, but prompt and reply together have room for` +
        ` ${config.maxPositions} in this model; shorten the conversation or start a new one`,
    );
  }
  return { prompt, left, section: openSection(tokenizer, prompt, open) };
};

/**
 * A `Chat` over `sample`. `maxTokens` defaults to 512 or what the context leaves. Stop strings are looked for in the
 * answer (in the plan, when only that is asked for), never in thoughts; the cut is exact, while `tokens` and
 * `logprob` keep the token that completed the stop string. With `open: 'plan'` the reply ends at the marker of the
 * next section. The prompt is counted in the usage of continuation 0 alone. `logprobs`: ln p of each token of the
 * answer, without alternatives.
 */
export const localChat = (options: LocalChatOptions): Chat => {
  const { tokenizer, clock = () => performance.now() } = options;

  async function* chat(request: ChatRequest): AsyncGenerator<ChatEvent> {
    const { open, n = 1, stop = [], signal, maxTokens = DEFAULT_MAX_TOKENS, thinking, logprobs } = request;
    const { temperature, topP, minP, seed, caller, priority } = request;
    requireCount('n', n);
    requireCount('maxTokens', maxTokens);
    const start = clock();
    const usage: Usage = { promptTokens: 0, completionTokens: 0 };
    const turn: Turn = { cutSection: open === 'plan' ? 'plan' : 'answer', stop, usage };
    let lines: Continuation[] = [];
    const done = (change: Partial<Reply> = {}): Extract<ChatEvent, { type: 'done' }> => ({
      type: 'done',
      reply: { ...(lines[0]?.reply ?? emptyReply(0, 'error')), ...change },
      usage: { ...usage },
      seconds: (clock() - start) / 1000,
    });

    try {
      const { prompt, left, section } = promptOf(options, request);
      lines = Array.from({ length: n }, (_, index) => ({
        reply: { ...emptyReply(index, 'stop'), ...defined({ weights: options.version?.() }) },
        parser: createSectionParser(tokenizer, section),
        section: undefined,
        cutter: createStopCutter([]),
        hiddenTokens: 0,
        ended: false,
      }));
      if (signal?.aborted) return yield done({ finish: 'cancelled' });
      usage.promptTokens = prompt.length;
      const withBudget = thinking && open !== 'plan' && open !== 'answer';
      const sample = withBudget
        ? withThinkingBudget(options.sample, thoughtBudget(tokenizer, thinking, section === 'think'))
        : options.sample;
      const events = sample({
        ...defined({ temperature, topP, minP, seed, signal, caller, priority }),
        prompt,
        n,
        maxTokens: Math.min(maxTokens, left),
        stopIds: stopIds(options, open),
      });
      const told = function* (batch: readonly SampleEvent[]): Generator<ChatEvent> {
        for (const event of batch) {
          const line = lines[event.index]!;
          if (line.ended) continue; // sampled after its stop string
          const aborted = event.type === 'finish' && event.finish === 'cancelled' && signal?.aborted;
          if (!aborted) yield* follow(turn, line, event, logprobs !== undefined);
        }
      };
      for await (const batch of untilAborted(batchesOf(events), signal)) {
        yield* mergeDeltas(told(batch));
        if (lines.every(({ ended }) => ended)) break;
      }
      if (lines.every(({ ended }) => ended)) yield done();
      else if (signal?.aborted) yield done({ finish: 'cancelled' });
      else throw new Error('the model stopped in the middle of a reply; ask again');
    } catch (error) {
      const failure = failureOf(error);
      const end = done({ finish: 'error', content: error instanceof Error ? error.message : String(error) });
      yield failure ? { ...end, failure } : end;
    }
  }
  return chat;
};
