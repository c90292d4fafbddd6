/**
 * The thread in which a model generates, seen from outside: where messages go, who waits for its answers, and how it
 * ends. What it does inside is in serve-generator.ts; a
 * port carries the messages.
 */
import { openPort, type Port } from '#generator-port';
import type { SampleEvent } from '../types.ts';
import type { GeneratorOptions } from './generator.ts';
import type { FromThread, ToThread } from './serve-generator.ts';

/** An event of a request, or why it failed. */
export type Incoming = SampleEvent | { type: 'failure'; message: string };

export class GeneratorThread {
  /** Who receives the events of a request, how many of its continuations have not ended, and which have a token. */
  readonly #open = new Map<
    number,
    { receive(event: Incoming): void; left: number; count: number; begun: Set<number> }
  >();
  /** Why the thread has ended; undefined while it works. */
  ended: string | undefined;
  readonly #weightUpdates: { resolve(): void; reject(error: Error): void }[] = [];
  readonly #port: Port;
  readonly #exited: Promise<void>;
  #next = 0;

  constructor(options: GeneratorOptions, transfer: ArrayBuffer[]) {
    const exit = Promise.withResolvers<void>();
    this.#exited = exit.promise;
    this.#port = openPort(options, transfer, {
      answer: (answer) => this.#receive(answer),
      failed: (error) => this.#end(`the model's thread failed: ${String(error)}`),
      exited: () => {
        this.#end("the model's thread has ended");
        exit.resolve();
      },
    });
    this.#port.keepAlive(false);
  }

  #receive(answer: FromThread): void {
    if (answer.type === 'events') {
      for (const [id, event] of answer.events) {
        const request = this.#open.get(id);
        if (!request) continue;
        if (event.type === 'finish') request.left--;
        if (event.type !== 'failure') request.begun.add(event.index);
        request.receive(event);
      }
      return;
    }
    const update = this.#weightUpdates.shift()!;
    this.rest();
    if (answer.error === undefined) update.resolve();
    else update.reject(new Error(answer.error));
  }

  #end(message: string): void {
    this.ended ??= message;
    for (const { receive } of this.#open.values()) receive({ type: 'failure', message });
    for (const update of this.#weightUpdates.splice(0)) update.reject(new Error(message));
  }

  /** Continuations that have not ended. */
  get load(): number {
    return [...this.#open.values()].reduce((sum, { left }) => sum + left, 0);
  }

  /** Continuations without a token. */
  get waiting(): number {
    return [...this.#open.values()].reduce((sum, { count, begun }) => sum + count - begun.size, 0);
  }

  /** Sends the events of request `id`, with n continuations, to `receive` from now on. */
  receive(id: number, n: number, receive: (event: Incoming) => void): void {
    this.#open.set(id, { receive, left: n, count: n, begun: new Set() });
  }

  /** Sends nothing more of a request. */
  leave(id: number): void {
    this.#open.delete(id);
    this.rest();
  }

  nextId(): number {
    return this.#next++;
  }

  post(message: ToThread): void {
    this.#port.post(message);
  }

  /** Throws when the thread has ended; otherwise keeps the process alive until `rest`. */
  use(): void {
    if (this.ended !== undefined) throw new Error(this.ended);
    this.#port.keepAlive(true);
  }

  /** Lets the process end when nothing is asked of the thread any more. */
  rest(): void {
    if (this.#open.size === 0 && this.#weightUpdates.length === 0 && this.ended === undefined)
      this.#port.keepAlive(false);
  }

  updateWeights(weights: GeneratorOptions['weights'], adapters: GeneratorOptions['adapters']): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) return reject(new Error(this.ended));
      this.#weightUpdates.push({ resolve, reject });
      this.#port.keepAlive(true);
      return this.post({ type: 'weights', weights, adapters });
    });
  }

  /**
   * Asks the thread to end and waits. It is never terminated: ONNX Runtime aborts the process when that happens
   * during a run.
   */
  async close(): Promise<void> {
    if (this.ended === undefined) this.post({ type: 'close' });
    this.#end("the model's thread has ended");
    this.#port.keepAlive(true);
    await this.#exited;
  }
}
