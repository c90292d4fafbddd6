/**
 * Events in batches: those that came together travel together. A stream of an upstream brings dozens of events in one
 * piece of the network, a model of this machine those of several steps, and every `async` layer between the model and
 * the socket costs about a microsecond per step. It is an `AsyncIterable` of events like any other; whoever knows of
 * batches asks for them with `batchesOf`.
 */
import type { ChatEvent } from './types.ts';

export type EventBatch = readonly ChatEvent[];

/** Events that are made in batches. They can be read once, either way. */
export class EventStream<T = ChatEvent> implements AsyncIterable<T> {
  readonly batches: AsyncIterable<readonly T[]>;
  constructor(batches: AsyncIterable<readonly T[]>) {
    this.batches = batches;
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const batch of this.batches) for (const event of batch) yield event;
  }
}

async function* alone<T>(events: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  for await (const event of events) yield [event];
}

/** The events in the batches in which they were made, or each by itself. Leaving them early leaves their source. */
export const batchesOf = <T>(events: AsyncIterable<T>): AsyncIterable<readonly T[]> =>
  events instanceof EventStream ? (events as EventStream<T>).batches : alone(events);
