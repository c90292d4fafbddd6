/**
 * A local model as a `Chat`: a `Sample` with words around it. Renders the prompt, follows each continuation through its
 * sections, cuts at stop strings and keeps the account. It draws no tokens itself and decides nothing about answers.
 */
import type { Chat, ChatEvent, ChatRequest, Finish, Reply, Sample, Section, Thinking, Usage } from '../types.ts';
import type { ModelConfig } from '../model/config.ts';
import { openSection, renderPrompt, sections, type ChatTemplate, type Part, type Sections } from '../model/template.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { budgeted, type ThoughtBudget } from './budget.ts';
import { createCutter, type Cutter } from './stop.ts';

export type LocalChatOptions = {
  sample: Sample;
  tokenizer: Tokenizer;
  template: ChatTemplate;
  /** The room for prompt and reply together, and the ids that end a reply besides the template's own. */
  config: Pick<ModelConfig, 'maxPositions' | 'eosTokenIds'>;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
};

/** Most tokens of a reply when the request names no bound and the context leaves as many. */
const DEFAULT_MAX_TOKENS = 512;

const fieldOf = { plan: 'plan', think: 'reasoning', answer: 'content' } as const satisfies Record<Section, keyof Reply>;

/** One continuation being written. `held` counts tokens whose text has not been shown yet. */
type Voice = {
  reply: Reply;
  follow: Sections;
  section: Section | undefined;
  cutter: Cutter;
  held: number;
  ended: boolean;
};

const idsOf = (tokenizer: Tokenizer, ...tokens: string[]): number[] =>
  tokens.map((token) => tokenizer.idOf(token)).filter((id) => id !== undefined);

/** The ids after which a reply is over: the config's, the template's end marker, and for a plan the section after it. */
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

/** What a thought that would end too early goes on with, when the request says nothing. */
const NUDGE = '\ncheck';

/** A request's wish in token ids. Throws when the model has no single token that ends a thought. */
const thoughtBudget = (
  tokenizer: Tokenizer,
  { most, least, nudge = NUDGE, nudges = 4 }: Thinking,
  open: boolean,
): ThoughtBudget => {
  for (const [name, value] of Object.entries({ most, least, nudges }))
    if (value !== undefined) requireCount(`thinking.${name}`, value);
  const [start, end] = [
    ['<|think|>', '<think>'],
    ['<|answer|>', '</think>'],
  ].map((names) => idsOf(tokenizer, ...names)[0]);
  if (start === undefined || end === undefined)
    throw new Error(
      "this model has no token that ends a thought, so its thoughts can't be held to a length; leave out the thinking budget",
    );
  return {
    ...(most !== undefined && { most }),
    ...(least !== undefined && { least }),
    nudge: tokenizer.encode(nudge),
    nudges,
    start,
    end,
    open,
  };
};

/** What `source` yields until `signal` aborts; then it is asked to end and not waited for. */
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

/**
 * A `Chat` over `sample`. `maxTokens` defaults to 512 or what the context leaves. Stop strings are looked for in the
 * answer (in the plan, when only that is asked for), never in thoughts; the cut is exact, while `tokens` and `logprob`
 * keep the token that completed the stop string. With `open: 'plan'` the reply ends at the marker of the next section.
 * The prompt is counted in the usage of continuation 0 alone. `logprobs`: ln p of each token of the answer, without alternatives.
 */
export const localChat = (options: LocalChatOptions): Chat => {
  const { sample, tokenizer, template, config, clock = () => performance.now() } = options;

  async function* chat(request: ChatRequest): AsyncGenerator<ChatEvent> {
    const {
      messages,
      open,
      n = 1,
      stop = [],
      signal,
      maxTokens = DEFAULT_MAX_TOKENS,
      thinking,
      logprobs,
      ...sampling
    } = request;
    requireCount('n', n);
    requireCount('maxTokens', maxTokens);
    const start = clock();
    const cutIn: Section = open === 'plan' ? 'plan' : 'answer';
    const usage: Usage = { promptTokens: 0, completionTokens: 0 };
    let voices: Voice[] = [];

    /** Shows text of the current section. */
    function* show(voice: Voice, text: string): Generator<ChatEvent> {
      if (text === '') return;
      const section = voice.section!;
      voice.reply[fieldOf[section]] += text;
      yield { type: 'delta', index: voice.reply.index, section, text, tokens: voice.held };
      voice.held = 0;
    }
    /** Adds what was written to a continuation; gives whether a stop string ended it. */
    function* write(voice: Voice, part: Part): Generator<ChatEvent, boolean> {
      if (part.section !== voice.section) {
        yield* show(voice, voice.cutter.end());
        voice.section = part.section;
        voice.cutter = createCutter(part.section === cutIn ? stop : []);
      }
      const { text, stopped } = voice.cutter.push(part.text);
      yield* show(voice, text);
      return stopped;
    }
    function* finish(voice: Voice, why: Finish, cut = false): Generator<ChatEvent> {
      voice.ended = true;
      if (!cut) {
        for (const part of voice.follow.end()) if ((cut = yield* write(voice, part))) break;
        if (!cut) yield* show(voice, voice.cutter.end());
      }
      voice.reply.finish = cut ? 'stop' : why;
      const { index, tokens } = voice.reply;
      yield {
        type: 'reply',
        reply: { ...voice.reply },
        usage: { promptTokens: index === 0 ? usage.promptTokens : 0, completionTokens: tokens },
      };
    }
    const done = (change: Partial<Reply> = {}): ChatEvent => {
      const empty: Reply = { index: 0, plan: '', reasoning: '', content: '', finish: 'error', tokens: 0, logprob: 0 };
      return {
        type: 'done',
        reply: { ...(voices[0]?.reply ?? empty), ...change },
        usage: { ...usage },
        seconds: (clock() - start) / 1000,
      };
    };

    try {
      const prompt = renderPrompt(tokenizer, template, messages, open);
      const left = config.maxPositions - prompt.length;
      if (left < 1) {
        throw new Error(
          `the conversation takes ${prompt.length} tokens and this model has room for ${config.maxPositions},` +
            ' its reply included; shorten it or start anew',
        );
      }
      const section = openSection(tokenizer, prompt, open);
      voices = Array.from({ length: n }, (_, index): Voice => ({
        reply: { index, plan: '', reasoning: '', content: '', finish: 'stop', tokens: 0, logprob: 0 },
        follow: sections(tokenizer, section),
        section: undefined,
        cutter: createCutter([]),
        held: 0,
        ended: false,
      }));
      if (signal?.aborted) return yield done({ finish: 'cancelled' });
      usage.promptTokens = prompt.length;
      const held = thinking && open !== 'plan' && open !== 'answer';
      const events = (held ? budgeted(sample, thoughtBudget(tokenizer, thinking, section === 'think')) : sample)({
        ...sampling,
        prompt,
        n,
        maxTokens: Math.min(maxTokens, left),
        stopIds: stopIds(options, open),
        ...(signal && { signal }),
      });
      for await (const event of untilAborted(events, signal)) {
        const voice = voices[event.index]!;
        if (voice.ended) continue; // drawn after its stop string
        if (event.type === 'finish') {
          if (event.finish !== 'cancelled' || !signal?.aborted) yield* finish(voice, event.finish);
        } else {
          usage.completionTokens++;
          voice.reply.tokens++;
          voice.reply.logprob += event.logprob;
          voice.held++;
          const part = voice.follow.push(event.id);
          if (part?.section === 'answer' && logprobs !== undefined)
            voice.reply.logprobs = [
              ...(voice.reply.logprobs ?? []),
              { text: part.text, logprob: event.logprob, top: [] },
            ];
          if (part && (yield* write(voice, part))) yield* finish(voice, 'stop', true);
        }
        if (voices.every((one) => one.ended)) break;
      }
      if (voices.every((one) => one.ended)) yield done();
      else if (signal?.aborted) yield done({ finish: 'cancelled' });
      else throw new Error('the model stopped in the middle of a reply; ask again');
    } catch (error) {
      yield done({ finish: 'error', content: error instanceof Error ? error.message : String(error) });
    }
  }
  return chat;
};
