/**
 * Writes the events of a request as the chunks of a streamed chat completion: role first, then thoughts, content and
 * tool calls by index, a finish per choice, the usage when it was asked for, [DONE]. A failure is a frame with an error
 * body.
 *
 * Chunks of an upstream that have the form (`raw` events) are passed on as they came, but for the model's name; what
 * was read from them is then not written again.
 */
import { batchesOf } from '../../event-stream.ts';
import type { ChatEvent, Reply, TokenChoice, Wire } from '../../types.ts';
import type { Exchange } from '../exchange.ts';
import { errorBody } from '../http.ts';
import { DONE, frame } from '../sse.ts';
import {
  extraFields,
  finishReason,
  logprobsOf,
  passable,
  reasoningUnder,
  withRequiredFields,
} from './chat-completions-format.ts';
import { chatUsage, createSummary } from './summary.ts';
import { createThinkingLog } from './thinking-log.ts';

export type ChunkOptions = {
  /** id, object, created, model, system_fingerprint. */
  head: Wire;
  includeUsage: boolean;
  /** Every chunk carries the event that it comes from. */
  events: boolean;
  reasoningFields: readonly string[];
};

type ToolEvent = Pick<Extract<ChatEvent, { type: 'tool' }>, 'call' | 'id' | 'name' | 'arguments'>;
type RawEvent = Extract<ChatEvent, { type: 'raw' }>;

/** The deltas of one choice in order; it knows what has been sent and adds what has to come before. */
const createChoice = (index: number, reasoningFields: readonly string[]) => {
  const sent = { role: false, content: false, reasoning: false, finish: false, calls: new Set<number>() };
  const choice = (delta: Wire, finish: string | null = null, logprobs?: readonly TokenChoice[]): Wire => {
    const first = sent.role ? {} : { role: 'assistant', content: '' };
    sent.role = true;
    return { index, delta: { ...first, ...delta }, logprobs: logprobsOf(logprobs), finish_reason: finish };
  };
  const reasoning = (text: string): Wire[] => {
    sent.reasoning ||= text !== '';
    return text === '' ? [] : [choice(reasoningUnder(text, reasoningFields))];
  };
  const content = (text: string, logprobs?: readonly TokenChoice[]): Wire[] => {
    sent.content ||= text !== '';
    return text === '' && !logprobs ? [] : [choice({ content: text }, null, logprobs)];
  };
  const tool = ({ call, id, name, arguments: text }: ToolEvent): Wire[] => {
    const begun = sent.calls.has(call);
    sent.calls.add(call);
    const named = begun ? {} : { id: id ?? `call_${index}_${call}`, type: 'function' };
    return [
      choice({
        tool_calls: [
          { index: call, ...named, function: { ...((!begun || name) && { name: name ?? '' }), arguments: text } },
        ],
      }),
    ];
  };
  const lateCalls = (reply: Reply): Wire[] =>
    (reply.toolCalls ?? []).flatMap((made, call) => [
      ...tool({ call, id: made.id, name: made.name, arguments: '' }),
      ...tool({ call, arguments: made.arguments }),
    ]);
  /** What the reply has and the deltas had not, then its end. */
  const finish = (reply: Reply): Wire[] => {
    const late = [
      ...(sent.reasoning ? [] : reasoning(reply.reasoning)),
      ...(sent.content ? [] : content(reply.content, reply.logprobs)),
      ...(sent.calls.size > 0 ? [] : lateCalls(reply)),
    ];
    if (sent.finish) return late;
    sent.finish = true;
    return [...late, choice(extraFields(reply), finishReason(reply.finish, reply.toolCalls))];
  };
  return { sent, reasoning, content, tool, finish };
};

type ChoiceWriter = ReturnType<typeof createChoice>;

/** The chunks of an upstream that may be passed on, with what was sent noted. */
const createRelay = (options: ChunkOptions, choiceAt: (index: number) => ChoiceWriter) => {
  let head: Wire = {};
  let usageSent = false;
  const isUsage = ({ choices, usage }: Wire): boolean => (choices as unknown[]).length === 0 && Boolean(usage);
  const choicesOf = (value: Wire) => value.choices as { index: number; delta: Wire; finish_reason?: unknown }[];
  /** Indices of the choices whose role has been said, in chunks before and in this event. */
  const roles = new Set<number>();
  /** The first chunk of a choice says its role. */
  const startsWell = (value: Wire): boolean =>
    choicesOf(value).every(({ index, delta }) => {
      if (delta.role) roles.add(index);
      return roles.has(index) || choiceAt(index).sent.role;
    });
  const note = (value: Wire): void => {
    for (const { index, finish_reason: reason } of choicesOf(value)) {
      const { sent } = choiceAt(index);
      sent.role = true;
      sent.finish ||= Boolean(reason);
    }
    usageSent ||= isUsage(value);
    head = { id: value.id, created: value.created };
  };
  return {
    /** Fields of the upstream's stream that written chunks take over, so that one stream has one id. */
    head: (): Wire => head,
    usageSent: (): boolean => usageSent,
    /** The frames to send in the place of what `event` covers: '' for none; undefined when that is to be written. */
    pass: ({ chunks }: RawEvent): string | undefined => {
      const fits = chunks.every(
        ({ value }) =>
          value.object === 'chat.completion.chunk' &&
          passable(value, 'delta', options.reasoningFields) &&
          startsWell(value),
      );
      if (!fits) return undefined;
      const { model } = options.head;
      let frames = '';
      for (const { value, text } of chunks) {
        if (isUsage(value) && !options.includeUsage) continue;
        note(value);
        const whole = withRequiredFields(value, 'delta');
        frames += whole === value && value.model === model ? `data: ${text}\n\n` : frame({ ...whole, model });
      }
      return frames;
    },
  };
};

/**
 * The choices that say an event; several when one has to come before another. Choices end together, with the last word.
 */
const createEventWriter = (selects: boolean, choiceAt: (index: number) => ChoiceWriter) => {
  const log = createThinkingLog();
  const ends = new Map<number, Reply>();
  return (event: ChatEvent): Wire[] => {
    if (event.type === 'done') {
      if (event.failure) return [];
      if (selects)
        return (event.replies ?? [{ ...event.reply, index: 0 }]).flatMap((reply) =>
          choiceAt(reply.index).finish(reply),
        );
      if (!ends.has(event.reply.index)) ends.set(event.reply.index, event.reply);
      return [...ends.values()].flatMap((reply) => choiceAt(reply.index).finish(reply));
    }
    if (selects) return choiceAt(0).reasoning(log.tell(event));
    switch (event.type) {
      case 'delta': {
        const choice = choiceAt(event.index);
        return event.section === 'answer' ? choice.content(event.text, event.logprobs) : choice.reasoning(event.text);
      }
      case 'tool':
        return choiceAt(event.index).tool(event);
      case 'reply':
        ends.set(event.reply.index, event.reply);
        return [];
      case 'act':
      case 'raw':
      case 'plan':
      case 'verdict':
      case 'decision':
        return [];
      default:
        return event satisfies never;
    }
  };
};

/** The frames of a streamed chat completion; those of events that came together as one text. */
export async function* chatFrames(
  exchange: Pick<Exchange, 'opened' | 'turn' | 'events'>,
  options: ChunkOptions,
): AsyncGenerator<string> {
  const { includeUsage, events, reasoningFields } = options;
  const summary = createSummary(exchange);
  const choices = new Map<number, ChoiceWriter>();
  const choiceAt = (index: number): ChoiceWriter => {
    const found = choices.get(index) ?? createChoice(index, reasoningFields);
    choices.set(index, found);
    return found;
  };
  const relay = createRelay(options, choiceAt);
  const write = createEventWriter(exchange.opened.selects, choiceAt);
  const chunk = (list: readonly Wire[], more: Wire = {}): string =>
    frame({ ...options.head, ...relay.head(), choices: list, ...(includeUsage && { usage: null }), ...more });
  /** Events that need not be written, since the chunk that they were read from was passed on. */
  let covered = 0;
  const framesOf = (event: ChatEvent): string => {
    summary.observe(event);
    if (event.type === 'raw') {
      const passed = relay.pass(event);
      if (passed !== undefined) covered = event.covers;
      return passed ?? '';
    }
    const said = write(event);
    if (covered > 0) {
      covered--;
      return '';
    }
    const last = event.type === 'done' ? said.length - 1 : -1;
    let frames = '';
    for (const [i, choice] of said.entries()) {
      const mizan = { ...(i === last && !includeUsage && summary.mizan()), ...(events && i === 0 && { event }) };
      frames += chunk([choice], Object.keys(mizan).length > 0 ? { mizan } : {});
    }
    if (events && said.length === 0)
      frames += chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: null }], { mizan: { event } });
    return frames;
  };

  let ending = '';
  for await (const batch of batchesOf(exchange.events)) {
    let frames = '';
    for (const event of batch) frames += framesOf(event);
    if (batch.at(-1)?.type === 'done') ending = frames;
    else if (frames !== '') yield frames;
  }
  const failure = summary.failure();
  if (failure) ending += frame({ ...errorBody(failure), ...(events && { mizan: summary.mizan() }) });
  else if (includeUsage && !relay.usageSent())
    ending += chunk([], { usage: chatUsage(summary.usage()), mizan: summary.mizan() });
  yield ending + DONE;
}
