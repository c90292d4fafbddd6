/** Spans: one call in the tree of calls of a request. `traced` records a Chat as a span. */
import { batchesOf, EventStream, type EventBatch } from '../../event-stream.ts';
import type { Chat, ChatEvent, ChatRequest, Failure, Finish, Usage, Wire } from '../../types.ts';

/** What a call is for. */
export type Role = 'request' | 'solver' | 'planner' | 'judge' | 'triage' | 'probe' | 'upstream' | 'agent' | 'tool';

export type SpanEnd = { finish: Finish; usage: Usage; failure?: Failure; output?: Wire };

export type Span = {
  readonly id: string;
  /** Begins a call below this one; its time starts now. */
  child(role: Role, model: string, input: Wire): Span;
  /** An event of the thinking (plan, verdict, decision), or of an agent's run: kept with the span, in order. */
  note(event: Exclude<ChatEvent, { type: 'delta' | 'tool' | 'raw' }>): void;
  /** The first piece of output has come; later calls count for nothing. */
  firstToken(): void;
  /**
   * So many more tokens were drawn: held against the caller's budget while the call runs. The usage of `end` replaces
   * them.
   */
  drew(tokens: number): void;
  /** Ends the call; a second call counts for nothing. */
  end(end: SpanEnd): void;
};

/** A span that keeps nothing. */
export const nullSpan: Span = {
  id: '',
  child: () => nullSpan,
  note: () => {},
  firstToken: () => {},
  drew: () => {},
  end: () => {},
};

const inputOf = (request: ChatRequest): Wire => ({ ...request, signal: undefined });

/** Writes what happens in a call into its span. */
const createRecorder = (call: Span) => {
  const paid: Usage = { promptTokens: 0, completionTokens: 0 };
  let ended = false;
  return {
    record(event: ChatEvent): void {
      if (event.type === 'raw' || event.type === 'act') return;
      if (event.type === 'delta' || event.type === 'tool') {
        paid.completionTokens += event.tokens;
        call.firstToken();
        call.drew(event.tokens);
        return;
      }
      call.note(event);
      if (event.type === 'reply') paid.promptTokens = Math.max(paid.promptTokens, event.usage.promptTokens);
      if (event.type !== 'done') return;
      ended = true;
      const { reply, usage, failure } = event;
      call.end({ finish: reply.finish, usage, ...(failure && { failure }) });
    },
    /** Left early: the caller had what it wanted, or was cancelled. */
    leave(): void {
      if (!ended) call.end({ finish: 'cancelled', usage: paid });
    },
  };
};

async function* recorded(events: () => AsyncIterable<ChatEvent>, begin: () => Span): AsyncGenerator<EventBatch> {
  const { record, leave } = createRecorder(begin());
  try {
    for await (const batch of batchesOf(events())) {
      for (const event of batch) record(event);
      yield batch;
    }
  } finally {
    leave();
  }
}

/** `chat` with each of its calls as a child of `span`: its input, first token, replies, usage and end. */
export const traced =
  (chat: Chat, span: Span, role: Role, model: string): Chat =>
  (request) =>
    new EventStream(
      recorded(
        () => chat(request),
        () => span.child(role, model, inputOf(request)),
      ),
    );
