/**
 * An agent as a Chat, so that it is served, measured and used like any model. Its steps are thoughts: what the model
 * says before a call, the calls, what they gave in one line. The final answer is the answer. Calls of the caller's own
 * tools are calls of the reply.
 */
import { emptyReply } from '../answer.ts';
import type { Chat, ChatEvent, ChatRequest, Failure, Finish, Reply, Wire } from '../types.ts';
import { defined } from '../json.ts';
import { NO_USAGE } from '../usage.ts';
import { runAgent } from './loop.ts';
import type { Agent } from './run.ts';
import type { AgentEvent, CallRecord, Journal, Outcome, StopReason, ToolResult } from './types.ts';

export type AgentOptions = Omit<Agent, 'journal' | 'depth'> & {
  /** The journal of one request. Default: in memory. */
  openJournal?: (request: ChatRequest) => Journal | Promise<Journal>;
  /** Receives every event of the run beside what the Chat yields. */
  onEvent?: (event: AgentEvent) => void;
};

/**
 * Makes a Chat of an agent.
 *
 *   const chat = agent({ chat: model, tools: [readFile], budget: { steps: 20 } });
 *   for await (const event of chat({ messages: [{ role: 'user', content: 'What does README.md say?' }] })) …
 *
 * A run that reached a bound ends with finish 'length' and a sentence; one that failed, looped or does not fit the
 * window with 'error' and a `failure` whose `code` is the reason.
 */
export const agent = (options: AgentOptions): Chat => {
  const { openJournal = () => undefined, onEvent, ...parts } = options;
  return async function* (request) {
    const stop = new AbortController();
    const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
    const clock = options.clock ?? (() => performance.now());
    const began = clock();
    const queue = createQueue<ChatEvent>();
    const tell = createTeller();
    const work = async (): Promise<ChatEvent[]> => {
      const journal = await openJournal(request);
      try {
        const outcome = await runAgent(
          { ...parts, instructions: instructionsFor(options.instructions, request), ...defined({ journal }) },
          { ...request, signal },
          (event) => {
            onEvent?.(event);
            const act = actOf(event);
            if (act) queue.push({ type: 'act', event: act });
            for (const told of tell.event(event)) queue.push(told);
          },
        );
        return endOf(outcome, (clock() - began) / 1000, tell.tokens());
      } finally {
        journal?.close();
      }
    };
    const running = work().then(
      (events) => {
        for (const event of events) queue.push(event);
        queue.end();
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        const failure: Failure = { status: 500, type: 'agent_error', message };
        queue.push({ type: 'done', reply: emptyReply('error', message), usage: NO_USAGE, seconds: 0, failure });
        queue.end();
      },
    );
    try {
      yield* queue.items();
    } finally {
      stop.abort();
      await running;
    }
  };
};

/** The form of the answer as a sentence: a model that must call tools can't be held to it on every step. */
const instructionsFor = (own = '', { format }: ChatRequest): string => {
  if (!format) return own;
  const schema = format.type === 'schema' ? ` that fits this schema: ${JSON.stringify(format.schema)}` : '';
  return `${own}\n\nYour final answer must be JSON only${schema}`.trim();
};

/** A queue that one reader waits on. */
const createQueue = <T>() => {
  const waiting: T[] = [];
  let ended = false;
  let wake = (): void => {};
  return {
    push: (item: T): void => {
      waiting.push(item);
      wake();
    },
    end: (): void => {
      ended = true;
      wake();
    },
    async *items(): AsyncGenerator<T> {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift()!;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (waiting.length > 0 || ended) resolve();
        });
      }
    },
  };
};

/**
 * An event of a run as the stream and the trace have it: the lines of its journal and those of its sub-agents. The
 * first line comes without the conversation, which the request holds.
 */
const actOf = (event: AgentEvent): Wire | undefined => {
  switch (event.type) {
    case 'model':
    case 'progress':
      return undefined;
    case 'child': {
      const inner = actOf(event.event);
      return inner && { ...event, event: inner };
    }
    case 'begin': {
      const { messages: _, system: __, ...line } = event;
      return line;
    }
    default:
      return event;
  }
};

const short = (text: string, most: number): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
};

/** A call in one line. */
export const callLine = ({ name, arguments: args, raw = '', fault }: CallRecord): string => {
  // What can't be read is shown as it was written, which often begins with the name.
  const written = raw.startsWith(`${name}(`) && raw.endsWith(')') ? raw.slice(name.length + 1, -1) : raw;
  return `→ ${name}(${short(fault ? written : JSON.stringify(args).slice(1, -1), 160)})`;
};

/** A result in one line. */
export const resultLine = (name: string, { content, error }: ToolResult): string =>
  `← ${name}: ${error === undefined ? '' : `${error}: `}${short(content, 160)}`;

/** What a run shows while it works, as thoughts. */
const createTeller = () => {
  let tokens = 0;
  let answer = '';
  const thought = (text: string, many = 0): ChatEvent[] =>
    text === '' ? [] : [{ type: 'delta', index: 0, section: 'think', text, tokens: many }];
  const event = (given: AgentEvent): ChatEvent[] => {
    switch (given.type) {
      case 'model': {
        const inner = given.event;
        if (inner.type !== 'delta' && inner.type !== 'tool') return [];
        tokens += inner.tokens;
        // Text may be the final answer, so it is told when that is known; its tokens count now.
        const text = inner.type === 'delta' && inner.section !== 'answer' ? inner.text : '';
        return [{ type: 'delta', index: 0, section: 'think', text, tokens: inner.tokens }];
      }
      case 'reply': {
        const lines = given.calls.filter(({ handed }) => !handed).map(callLine);
        answer = given.message.content;
        const said = given.calls.length > 0 || given.fault ? answer : '';
        return thought(
          [said, ...lines]
            .filter((part) => part !== '')
            .map((part) => `\n${part}`)
            .join('') + (lines.length > 0 ? '\n' : ''),
        );
      }
      case 'result':
        return thought(`${resultLine(given.name, given.result)}\n`);
      case 'checked':
        return given.pass ? [] : thought(`\n${answer}\n✗ ${given.reason}\n`);
      case 'compacted':
        return thought(`\n[made room in the window: ${given.before} tokens before]\n`);
      case 'message':
        return given.from === 'steering' || given.from === 'follow-up' ? thought(`\n> ${given.message.content}\n`) : [];
      case 'ask':
        return thought(`\n? ${given.ask.question}\n`);
      case 'child': {
        const told = event(given.event).filter((inner) => inner.type === 'delta');
        return told.map((inner) => ({ ...inner, section: 'think' as const }));
      }
      case 'begin':
      case 'resumed':
      case 'window':
      case 'probed':
      case 'answer':
      case 'call':
      case 'progress':
      case 'stopped':
        return [];
      default:
        return given satisfies never;
    }
  };
  return { event, tokens: () => tokens };
};

const BOUNDS: readonly StopReason[] = ['steps', 'tokens', 'seconds', 'cost'];

const finishOf = (reason: StopReason): Finish => {
  if (reason === 'handed') return 'tools';
  if (reason === 'cancelled' || reason === 'budget') return 'cancelled';
  if (BOUNDS.includes(reason)) return 'length';
  return reason === 'answered' || reason === 'unchecked' || reason === 'denied' ? 'stop' : 'error';
};

/** The last events: the answer, or the calls that are handed back, then `done`. */
const endOf = (outcome: Outcome, seconds: number, tokens: number): ChatEvent[] => {
  const { reason, text, answer, calls, usage, failure } = outcome;
  const finish = finishOf(reason);
  const handed = calls.map(({ id, name, arguments: args }) => ({ id, name, arguments: JSON.stringify(args) }));
  const contents: Partial<Record<StopReason, string>> = { handed: '', unchecked: answer, cancelled: '', budget: '' };
  const content = contents[reason] ?? text;
  const reply: Reply = { ...emptyReply(finish, content), tokens, ...(handed.length > 0 && { toolCalls: handed }) };
  const events: ChatEvent[] = [];
  if (finish !== 'error' && content !== '')
    events.push({ type: 'delta', index: 0, section: 'answer', text: content, tokens: 0 });
  for (const [call, { id, name, arguments: json }] of handed.entries())
    events.push({ type: 'tool', index: 0, call, id, name, arguments: json, tokens: 0 });
  if (reason === 'unchecked')
    events.push({ type: 'verdict', index: 0, answer, verdict: { pass: false, reason: text } });
  if (finish !== 'error' && finish !== 'cancelled') events.push({ type: 'reply', reply, usage });
  const told =
    finish === 'error'
      ? {
          failure: failure ?? {
            status: reason === 'window' ? 400 : 502,
            type: 'agent_error',
            code: reason,
            message: text,
          },
        }
      : {};
  return [...events, { type: 'done', reply, usage, seconds, ...told }];
};
