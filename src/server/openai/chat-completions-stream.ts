/**
 * The events of an exchange as the chunks of a streamed chat completion: role first, then thoughts, content and tool
 * calls by index, a finish per choice, the usage when it was asked for, [DONE]. A failure is a frame with an error body.
 */
import type { ChatEvent, Reply, TokenChoice, Wire } from '../../types.ts';
import { extraFields, finishReason, logprobsOf, reasoningUnder } from './chat-completions-format.ts';
import { errorBody } from '../http.ts';
import type { Exchange } from '../exchange.ts';
import { createThinkingLog } from './thinking-log.ts';
import { DONE, frame } from '../sse.ts';
import { chatUsage, createSummary } from './summary.ts';

export type ChunkOptions = {
  /** id, object, created, model, system_fingerprint. */
  head: Wire;
  includeUsage: boolean;
  /** Every chunk carries the event that it comes from. */
  events: boolean;
  reasoningFields: readonly string[];
};

/** What has been sent of one choice. */
type Sent = { opened: boolean; content: boolean; reasoning: boolean; calls: Set<number> };

/** The deltas of one choice in order; it knows what has been sent and adds what has to come before. */
const createChoice = (index: number, reasoningFields: readonly string[]) => {
  const sent: Sent = { opened: false, content: false, reasoning: false, calls: new Set() };
  const choice = (delta: Wire, finish: string | null = null, logprobs?: readonly TokenChoice[]): Wire => {
    const first = sent.opened ? {} : { role: 'assistant', content: '' };
    sent.opened = true;
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
  const tool = ({
    call,
    id,
    name,
    arguments: text,
  }: Pick<Extract<ChatEvent, { type: 'tool' }>, 'call' | 'id' | 'name' | 'arguments'>): Wire[] => {
    const begun = sent.calls.has(call);
    sent.calls.add(call);
    const named = begun ? {} : { id: id ?? `call_${index}_${call}`, type: 'function' };
    return [
      choice({
        tool_calls: [{ index: call, ...named, function: { ...(!begun && { name: name ?? '' }), arguments: text } }],
      }),
    ];
  };
  /** What the reply has and the deltas had not, then its end. */
  const finish = (reply: Reply): Wire[] => {
    const late = [
      ...(sent.reasoning ? [] : reasoning(reply.reasoning)),
      ...(sent.content ? [] : content(reply.content, reply.logprobs)),
      ...(sent.calls.size > 0
        ? []
        : (reply.toolCalls ?? []).flatMap((entry, call) =>
            [
              tool({ call, id: entry.id, name: entry.name, arguments: '' }),
              tool({ call, arguments: entry.arguments }),
            ].flat(),
          )),
    ];
    return [...late, choice(extraFields(reply), finishReason(reply.finish, reply.toolCalls))];
  };
  return { reasoning, content, tool, finish };
};

/** The frames of a streamed chat completion. */
export async function* chatFrames(
  exchange: Pick<Exchange, 'opened' | 'turn' | 'events'>,
  options: ChunkOptions,
): AsyncGenerator<string> {
  const { head, includeUsage, reasoningFields } = options;
  const { selects } = exchange.opened;
  const summary = createSummary(exchange);
  const progress = createThinkingLog();
  const choices = new Map<number, ReturnType<typeof createChoice>>();
  const choiceAt = (index: number) => {
    const found = choices.get(index) ?? createChoice(index, reasoningFields);
    choices.set(index, found);
    return found;
  };
  const chunk = (list: readonly Wire[], more: Wire = {}): string =>
    frame({ ...head, choices: list, ...(includeUsage && { usage: null }), ...more });

  const ends = new Map<number, Reply>();
  /** The choices that say this event; several when one has to come before another. Choices end together, with the last word. */
  const say = (event: ChatEvent): Wire[] => {
    if (event.type === 'done') {
      if (event.failure) return [];
      if (selects)
        return (event.replies ?? [{ ...event.reply, index: 0 }]).flatMap((reply) =>
          choiceAt(reply.index).finish(reply),
        );
      if (!ends.has(event.reply.index)) ends.set(event.reply.index, event.reply);
      return [...ends.values()].flatMap((reply) => choiceAt(reply.index).finish(reply));
    }
    if (selects) return choiceAt(0).reasoning(progress.tell(event));
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
      case 'plan':
      case 'verdict':
      case 'decision':
        return [];
      default:
        return event satisfies never;
    }
  };

  for await (const event of exchange.events) {
    summary.observe(event);
    const said = say(event);
    const last = event.type === 'done' ? said.length - 1 : -1;
    for (const [i, choice] of said.entries()) {
      const mizan = {
        ...(i === last && !includeUsage && summary.mizan()),
        ...(options.events && i === 0 && { event }),
      };
      yield chunk([choice], Object.keys(mizan).length > 0 ? { mizan } : {});
    }
    if (options.events && said.length === 0)
      yield chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: null }], { mizan: { event } });
  }
  const failure = summary.failure();
  if (failure) yield frame({ ...errorBody(failure), ...(options.events && { mizan: summary.mizan() }) });
  else if (includeUsage)
    yield frame({ ...head, choices: [], usage: chatUsage(summary.usage()), mizan: summary.mizan() });
  yield DONE;
}
