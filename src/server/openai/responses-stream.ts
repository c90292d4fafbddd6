/**
 * The events of an exchange as the events of a streamed response: each with its name and a sequence number, each item
 * of output opened, grown and closed. A failure is `response.failed`. There is no [DONE] in this form.
 */
import type { ChatEvent, Reply, TokenChoice, Wire } from '../../types.ts';
import type { Exchange } from '../exchange.ts';
import { createThinkingLog } from './thinking-log.ts';
import {
  callItem,
  messageItem,
  reasoningItem,
  responseOf,
  sealOf,
  textPart,
  thoughtPart,
  tokenLogprobs,
  type ItemStatus,
  type ResponseHead,
} from './responses-format.ts';
import { customInput, type ToolForms } from './responses-tools.ts';
import { namedFrame } from '../sse.ts';
import { createSummary } from './summary.ts';

type Event = Wire & { type: string };

/** An item that grows. */
type Item = {
  add(text: string, logprobs?: readonly TokenChoice[]): Event[];
  close(status: ItemStatus, sealed?: string): Event[];
};

/** `item_id`, `output_index`. */
type Place = { item_id: string; output_index: number };

const openMessage = (place: Place, keep: (item: Wire) => void): { item: Item; events: Event[] } => {
  const { item_id: id, output_index } = place;
  const at = { ...place, content_index: 0 };
  let text = '';
  const tokens: TokenChoice[] = [];
  return {
    events: [
      { type: 'response.output_item.added', output_index, item: messageItem(id, 'in_progress', []) },
      { type: 'response.content_part.added', ...at, part: textPart('') },
    ],
    item: {
      add: (delta, logprobs) => {
        text += delta;
        tokens.push(...(logprobs ?? []));
        return [{ type: 'response.output_text.delta', ...at, delta, logprobs: tokenLogprobs(logprobs) }];
      },
      close: (status) => {
        const part = textPart(text, tokens);
        const item = messageItem(id, status, [part]);
        keep(item);
        return [
          { type: 'response.output_text.done', ...at, text, logprobs: part.logprobs },
          { type: 'response.content_part.done', ...at, part },
          { type: 'response.output_item.done', output_index, item },
        ];
      },
    },
  };
};

const openThought = (place: Place, summary: boolean, keep: (item: Wire) => void): { item: Item; events: Event[] } => {
  const { item_id: id, output_index } = place;
  const at = { ...place, ...(summary ? { summary_index: 0 } : { content_index: 0 }) };
  const [word, part] = summary
    ? ['response.reasoning_summary_text', 'response.reasoning_summary_part']
    : ['response.reasoning_text', 'response.content_part'];
  let text = '';
  return {
    events: [
      { type: 'response.output_item.added', output_index, item: reasoningItem(id, 'in_progress', [], summary) },
      { type: `${part}.added`, ...at, part: thoughtPart('', summary) },
    ],
    item: {
      add: (delta) => {
        text += delta;
        return [{ type: `${word}.delta`, ...at, delta }];
      },
      close: (_, sealed) => {
        const whole = thoughtPart(text, summary);
        const item = reasoningItem(id, 'completed', text === '' ? [] : [whole], summary, sealed);
        keep(item);
        return [
          { type: `${word}.done`, ...at, text },
          { type: `${part}.done`, ...at, part: whole },
          { type: 'response.output_item.done', output_index, item },
        ];
      },
    },
  };
};

/** Calls of functions grow; those of other tools are told when they are whole, since their form is known then. */
const openCall = (
  place: Place,
  { callId, name, forms }: { callId: string; name: string; forms: ToolForms },
  keep: (item: Wire) => void,
): { item: Item; events: Event[] } => {
  const { item_id: id, output_index } = place;
  let text = '';
  const form = forms.get(name) ?? { type: 'function', name };
  const item = (status: ItemStatus): Wire => callItem(id, status, { id: callId, name, arguments: text }, forms);
  const ended = (status: ItemStatus): Event[] => {
    const done: Event = { type: 'response.output_item.done', output_index, item: item(status) };
    switch (form.type) {
      case 'function':
        return [{ type: 'response.function_call_arguments.done', ...place, name: form.name, arguments: text }, done];
      case 'custom': {
        const input = customInput(text);
        return [
          { type: 'response.custom_tool_call_input.delta', ...place, delta: input },
          { type: 'response.custom_tool_call_input.done', ...place, input },
          done,
        ];
      }
      default:
        return [{ type: 'response.output_item.added', output_index, item: item('in_progress') }, done];
    }
  };
  const grows = form.type === 'function';
  const opens = grows || form.type === 'custom';
  return {
    events: opens ? [{ type: 'response.output_item.added', output_index, item: item('in_progress') }] : [],
    item: {
      add: (delta) => {
        text += delta;
        return delta === '' || !grows ? [] : [{ type: 'response.function_call_arguments.delta', ...place, delta }];
      },
      close: (status) => {
        keep(item(status));
        return ended(status);
      },
    },
  };
};

/**
 * The items of one response, opened as they are needed. Thoughts and words end where the other begins; calls stay open.
 */
const createItems = ({ summary, forms, newId }: Pick<ResponsesStreamOptions, 'summary' | 'forms' | 'newId'>) => {
  const output: Wire[] = [];
  const calls = new Map<number, Item>();
  let count = 0;
  let open: { kind: 'think' | 'answer'; item: Item } | undefined;
  let thought = false;
  let said = false;

  const place = (kind: string): { at: Place; keep: (item: Wire) => void } => {
    const output_index = count++;
    return {
      at: { item_id: newId(kind), output_index },
      keep: (item) => {
        output[output_index] = item;
      },
    };
  };
  const shut = (status: ItemStatus, sealed?: string): Event[] => {
    const events = open?.item.close(status, sealed) ?? [];
    open = undefined;
    return events;
  };
  const enter = (kind: 'think' | 'answer'): Event[] => {
    if (open?.kind === kind) return [];
    const before = shut('completed');
    const { at, keep } = place(kind === 'think' ? 'rs' : 'msg');
    const made = kind === 'think' ? openThought(at, summary, keep) : openMessage(at, keep);
    open = { kind, item: made.item };
    return [...before, ...made.events];
  };
  const think = (text: string): Event[] => {
    if (text === '') return [];
    thought = true;
    return [...enter('think'), ...open!.item.add(text)];
  };
  const say = (text: string, logprobs?: readonly TokenChoice[]): Event[] => {
    if (text === '' && !logprobs) return [];
    said = true;
    return [...enter('answer'), ...open!.item.add(text, logprobs)];
  };
  const call = ({
    call: at,
    id,
    name,
    arguments: text,
  }: {
    call: number;
    id?: string;
    name?: string;
    arguments: string;
  }): Event[] => {
    const known = calls.get(at);
    if (known) return known.add(text);
    const before = shut('completed');
    const { at: where, keep } = place('fc');
    const made = openCall(where, { callId: id ?? `call_${at}`, name: name ?? '', forms }, keep);
    calls.set(at, made.item);
    return [...before, ...made.events, ...made.item.add(text)];
  };
  /** What the reply has and the deltas had not, and the end of everything that is open. */
  const finish = (reply: Reply): Event[] => {
    const status: ItemStatus = reply.finish === 'length' || reply.finish === 'filtered' ? 'incomplete' : 'completed';
    const sealed = sealOf(reply);
    const events = thought ? [] : think(reply.reasoning);
    // What the upstream wants back travels with a thought, the one that is open or an empty one.
    if (sealed !== undefined) events.push(...enter('think'), ...shut('completed', sealed));
    if (!said) events.push(...say(reply.content, reply.logprobs));
    if (calls.size === 0)
      events.push(...(reply.toolCalls ?? []).flatMap((toolCall, i) => call({ call: i, ...toolCall })));
    if (calls.size === 0 && !said) events.push(...enter('answer'));
    events.push(...shut(status));
    for (const call of calls.values()) events.push(...call.close(status));
    return events;
  };
  return { think, say, call, finish, output: () => output.filter(Boolean) };
};

export type ResponsesStreamOptions = {
  head: ResponseHead;
  summary: boolean;
  forms: ToolForms;
  newId: (kind: string) => string;
  /** In seconds since 1970. */
  now: () => number;
  /** Gets the response when it has ended, before its last event leaves; gives it as it is told. */
  onEnd(response: Wire): Wire;
};

/** The frames of a streamed response. */
export async function* responseFrames(
  exchange: Pick<Exchange, 'opened' | 'turn' | 'events'>,
  options: ResponsesStreamOptions,
): AsyncGenerator<string> {
  const { head } = options;
  const { selects } = exchange.opened;
  const summary = createSummary(exchange);
  const progress = createThinkingLog();
  const items = createItems(options);
  let sequence = 0;
  const send = (event: Event): string => namedFrame({ ...event, sequence_number: sequence++ });
  const say = (event: ChatEvent): Event[] => {
    if (event.type === 'done') return event.failure ? [] : items.finish(event.reply);
    if (selects) return items.think(progress.tell(event));
    switch (event.type) {
      case 'delta':
        return event.section === 'answer' ? items.say(event.text, event.logprobs) : items.think(event.text);
      case 'tool':
        return items.call(event);
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
  yield send({ type: 'response.created', response: responseOf(head, []) });
  yield send({ type: 'response.in_progress', response: responseOf(head, []) });
  for await (const event of exchange.events) {
    summary.observe(event);
    for (const wireEvent of say(event)) yield send(wireEvent);
  }
  const failure = summary.failure();
  const finish = summary.replies()[0]?.finish ?? 'error';
  const ended = responseOf(head, items.output(), {
    finish,
    usage: summary.usage(),
    mizan: summary.mizan(),
    failure,
    at: options.now(),
  });
  const response = options.onEnd(ended);
  // A stream has no event for a response that was cancelled.
  const type = response.status === 'cancelled' ? 'incomplete' : String(response.status);
  yield send({ type: `response.${type}`, response });
}
