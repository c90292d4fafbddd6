/**
 * The events of a chat in batches: events that came together travel together. A stream of an upstream brings dozens of
 * events in one piece of the network, and every `async` layer between the model and the socket costs about a
 * microsecond per step. It is an `AsyncIterable<ChatEvent>` like any other; whoever knows of batches asks for them with
 * `batchesOf`.
 */
import type { ChatEvent } from './types.ts';

export type EventBatch = readonly ChatEvent[];

/** Events that are made in batches. They can be read once, either way. */
export class EventStream implements AsyncIterable<ChatEvent> {
  readonly batches: AsyncIterable<EventBatch>;
  constructor(batches: AsyncIterable<EventBatch>) {
    this.batches = batches;
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<ChatEvent> {
    for await (const batch of this.batches) for (const event of batch) yield event;
  }
}

async function* alone(events: AsyncIterable<ChatEvent>): AsyncGenerator<EventBatch> {
  for await (const event of events) yield [event];
}

/** The events in the batches in which they were made, or each by itself. Leaving them early leaves their source. */
export const batchesOf = (events: AsyncIterable<ChatEvent>): AsyncIterable<EventBatch> =>
  events instanceof EventStream ? events.batches : alone(events);
