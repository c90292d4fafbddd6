/**
 * Language models for the Vercel AI SDK, in this process: any `Chat`, or any model of the catalog, can be given to
 * `generateText` and `streamText`. No server is involved. Only types of the SDK are imported.
 *
 *   const mizan = createProvider(() => catalog);
 *   const { text } = await generateText({ model: mizan('mizan:high'), prompt: 'What is 17 * 23?' });
 */
import type {
  JSONValue,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import type { Chat, ChatEvent, ChatRequest, Decision, Failure, Wire } from '../types.ts';
import { contentOf, finishOf, readCall, usageOf } from './ai-sdk-prompt.ts';
import type { Catalog, Opened } from '../server/catalog.ts';
import { withAnswerFormat } from '../server/openai/answer-format.ts';
import { nullSpan } from '../server/ledger/span.ts';

export type LanguageModelOptions = {
  /** Default 'mizan'. */
  modelId?: string;
  /**
   * The deltas of `chat` are of candidates that may lose, as those of `think`: streamed as reasoning, the answer after
   * them.
   */
  selects?: boolean;
};

/** A failed call, with the HTTP status that a server would have answered. */
export class MizanError extends Error {
  override name = 'MizanError';
  readonly failure: Failure | undefined;
  constructor(message: string, failure?: Failure) {
    super(message);
    this.failure = failure;
  }
}

/** A chat that is ready for one call. */
type Ready = Pick<Opened, 'chat' | 'selects'> & { settings?: Wire };
type Open = (request: ChatRequest, options: LanguageModelV4CallOptions) => Ready | Promise<Ready>;
type Done = ChatEvent & { type: 'done' };

const aborted = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new DOMException('The call was aborted', 'AbortError');

/** Throws when a `done` says that the call failed or was cancelled. */
const requireSuccess = (done: Done | undefined, signal: AbortSignal | undefined): Done => {
  if (!done) throw new MizanError('the model ended its stream without a "done" event');
  if (done.reply.finish === 'cancelled') throw aborted(signal);
  if (done.reply.finish === 'error')
    throw new MizanError(done.failure?.message ?? (done.reply.content || 'the model failed'), done.failure);
  return done;
};

const metadata = (
  decision: Decision | undefined,
  settings: Wire | undefined,
  done: Done,
): SharedV4ProviderMetadata | undefined => {
  if (!decision && !settings) return undefined;
  const json = JSON.parse(
    JSON.stringify({
      ...(decision && { decision }),
      ...(settings && { settings }),
      cost: done.usage.cost,
      seconds: done.seconds,
    }),
  ) as Record<string, JSONValue>;
  return { mizan: json };
};

/**
 * Turns the events of one reply into parts of a stream. It remembers which parts are open and what was shown of the
 * answer.
 */
const createParts = (selects: boolean) => {
  const open = new Map<string, 'text' | 'reasoning' | 'tool'>();
  const calls = new Map<number, { id: string; name: string; input: string }>();
  let shownText = '';
  let shownThought = false;

  function* begin(id: string, type: 'text' | 'reasoning'): Generator<LanguageModelV4StreamPart> {
    if (open.has(id)) return;
    open.set(id, type);
    yield type === 'text' ? { type: 'text-start', id } : { type: 'reasoning-start', id };
  }
  function* end(id: string): Generator<LanguageModelV4StreamPart> {
    const type = open.get(id);
    if (type === undefined) return;
    open.delete(id);
    yield type === 'tool'
      ? { type: 'tool-input-end', id }
      : type === 'text'
        ? { type: 'text-end', id }
        : { type: 'reasoning-end', id };
  }
  function* endAll(but?: string): Generator<LanguageModelV4StreamPart> {
    for (const id of open.keys()) if (id !== but) yield* end(id);
  }
  function* delta(event: ChatEvent & { type: 'delta' }): Generator<LanguageModelV4StreamPart> {
    if (event.text === '') return;
    if (selects || event.section !== 'answer') {
      const id = selects ? `candidate-${event.index}` : 'thought';
      yield* begin(id, 'reasoning');
      shownThought = true;
      yield { type: 'reasoning-delta', id, delta: event.text };
    } else if (event.index === 0) {
      yield* endAll('answer');
      yield* begin('answer', 'text');
      shownText += event.text;
      yield { type: 'text-delta', id: 'answer', delta: event.text };
    }
  }
  function* tool(event: ChatEvent & { type: 'tool' }): Generator<LanguageModelV4StreamPart> {
    if (event.index !== 0) return;
    const call = calls.get(event.call) ?? { id: event.id ?? `call_${event.call}`, name: event.name ?? '', input: '' };
    if (!calls.has(event.call)) {
      yield* endAll();
      open.set(call.id, 'tool');
      yield { type: 'tool-input-start', id: call.id, toolName: call.name };
    }
    call.input += event.arguments;
    calls.set(event.call, call);
    if (event.arguments !== '') yield { type: 'tool-input-delta', id: call.id, delta: event.arguments };
  }
  /** Parts for what the reply holds and no event has shown. */
  function* finish(done: Done): Generator<LanguageModelV4StreamPart> {
    const { reply } = done;
    if (!shownThought && reply.reasoning !== '') {
      yield* begin('thought', 'reasoning');
      yield { type: 'reasoning-delta', id: 'thought', delta: reply.reasoning };
    }
    const rest =
      shownText === ''
        ? reply.content
        : reply.content.startsWith(shownText)
          ? reply.content.slice(shownText.length)
          : '';
    if (rest !== '') {
      yield* endAll('answer');
      yield* begin('answer', 'text');
      yield { type: 'text-delta', id: 'answer', delta: rest };
    }
    yield* endAll();
    const made = reply.toolCalls ?? [...calls.values()].map(({ id, name, input }) => ({ id, name, arguments: input }));
    for (const { id, name, arguments: input } of made)
      yield { type: 'tool-call', toolCallId: id, toolName: name, input: input === '' ? '{}' : input };
  }
  return { delta, tool, finish };
};

/** A stream that asks for the next part when it is read. `left` aborts when its reader leaves. */
const streamOf = (
  source: AsyncGenerator<LanguageModelV4StreamPart>,
  left: AbortController,
  abortSignal: AbortSignal | undefined,
): ReadableStream<LanguageModelV4StreamPart> =>
  new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        try {
          const next = await source.next();
          if (next.done) controller.close();
          else controller.enqueue(next.value);
        } catch (error) {
          if (abortSignal?.aborted) controller.error(aborted(abortSignal));
          else {
            controller.enqueue({ type: 'error', error });
            controller.close();
          }
        }
      },
      async cancel() {
        left.abort();
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );

const model = (modelId: string, open: Open): LanguageModelV4 => ({
  specificationVersion: 'v4',
  provider: 'mizan',
  modelId,
  supportedUrls: {},

  async doGenerate(options) {
    const { request, warnings } = readCall(options);
    const { chat, settings } = await open(request, options);
    let decision: Decision | undefined;
    let last: Done | undefined;
    for await (const event of chat(request)) {
      if (event.type === 'decision') decision = event.decision;
      if (event.type === 'done') last = event;
    }
    const done = requireSuccess(last, options.abortSignal);
    const providerMetadata = metadata(decision, settings, done);
    return {
      content: contentOf(done.reply),
      finishReason: finishOf(done.reply.finish),
      usage: usageOf(done.usage),
      warnings,
      response: { modelId: done.reply.model ?? modelId },
      ...(providerMetadata && { providerMetadata }),
    };
  },

  async doStream(options) {
    const { request, warnings } = readCall(options);
    const left = new AbortController();
    const signal = options.abortSignal ? AbortSignal.any([options.abortSignal, left.signal]) : left.signal;
    const { chat, selects, settings } = await open(request, options);

    async function* parts(): AsyncGenerator<LanguageModelV4StreamPart> {
      yield { type: 'stream-start', warnings };
      yield { type: 'response-metadata', modelId };
      const shown = createParts(selects);
      let decision: Decision | undefined;
      let last: Done | undefined;
      for await (const event of chat({ ...request, signal })) {
        if (event.type === 'delta') yield* shown.delta(event);
        else if (event.type === 'tool') yield* shown.tool(event);
        else if (event.type === 'decision') decision = event.decision;
        else if (event.type === 'done') last = event;
      }
      const done = requireSuccess(last, options.abortSignal);
      yield* shown.finish(done);
      const providerMetadata = metadata(decision, settings, done);
      yield {
        type: 'finish',
        usage: usageOf(done.usage),
        finishReason: finishOf(done.reply.finish),
        ...(providerMetadata && { providerMetadata }),
      };
    }
    return { stream: streamOf(parts(), left, options.abortSignal) };
  },
});

/** Any `Chat` as a language model of the AI SDK. For a chat made by `think` say `selects: true`. */
export const languageModel = (
  chat: Chat,
  { modelId = 'mizan', selects = false }: LanguageModelOptions = {},
): LanguageModelV4 => model(modelId, () => ({ chat, selects }));

/** The SDK's `reasoning` option and `providerOptions.mizan` as the thinking options of a request. */
const thinkingOptionsOf = ({ reasoning, providerOptions }: LanguageModelV4CallOptions, suffix: string) => ({
  suffix,
  ...(reasoning !== undefined && reasoning !== 'provider-default' && { effort: reasoning }),
  ...(providerOptions?.mizan && { mizan: providerOptions.mizan as Wire }),
});

/**
 * The models of a catalog by name ('mizan', 'mizan:high', 'qwen:k2-think'). The SDK's `reasoning` chooses the effort,
 * and
 * `providerOptions: { mizan: {...} }` takes the fields of the body field `mizan`. A call of an unknown name rejects with a
 * `MizanError` that lists the known ones.
 */
export const createProvider =
  (catalog: () => Catalog | Promise<Catalog>): ((name: string) => LanguageModelV4) =>
  (name) =>
    model(name, async (request, options) => {
      const models = await catalog();
      const found = models.find(name);
      if (!found)
        throw new MizanError(
          `there is no model "${name}"; there are ${models
            .models()
            .map((model) => model.id)
            .join(', ')}`,
        );
      const { chat, selects, settings } = found.model.open(request, thinkingOptionsOf(options, found.suffix), nullSpan);
      return { chat: request.format ? withAnswerFormat(chat, selects) : chat, selects, settings };
    });
