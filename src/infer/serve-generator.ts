/**
 * A generator behind messages: jobs and cancellations arrive, events are sent in bundles (pace.ts). Who carries the
 * messages is the caller's: a thread of Node (worker.ts), or a call in the same thread (port-browser.ts).
 */
import { Generator, type Emit, type GeneratorOptions, type Job } from './generator.ts';
import { createPacer } from './pace.ts';

type Event = Parameters<Emit>[1];
/** What is sent: events of requests in bundles, and the outcome of an exchange of weights (an error, or none). */
export type FromThread = { type: 'events'; events: [number, Event][] } | { type: 'weights'; error?: string };

export type ToThread =
  | { type: 'submit'; jobs: [id: number, job: Job][] }
  | { type: 'cancel'; id: number }
  | ({ type: 'weights' } & Pick<GeneratorOptions, 'weights' | 'adapters'>)
  | { type: 'close' };

/** Starts a generator. Gives what takes its messages; `closed` is called when it has ended. */
export const serveGenerator = (
  options: GeneratorOptions,
  send: (answer: FromThread) => void,
  closed: () => void,
): ((message: ToThread) => void) => {
  const tell = createPacer<[number, Event]>((events) => send({ type: 'events', events }));
  const generator = new Generator(options, (id, event, first = false) =>
    tell([id, event], first || event.type !== 'token'),
  );
  const replaceWeights = async ({
    weights,
    adapters,
  }: Pick<GeneratorOptions, 'weights' | 'adapters'>): Promise<void> => {
    const error = await generator.updateWeights(weights, adapters).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    send({ type: 'weights', ...(error === undefined ? {} : { error }) });
  };
  return (message) => {
    switch (message.type) {
      case 'submit':
        return generator.submit(...message.jobs);
      case 'weights':
        return void replaceWeights(message);
      case 'cancel':
        return generator.cancel(message.id);
      case 'close':
        return void generator.close().then(closed);
      default:
        throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
    }
  };
};
