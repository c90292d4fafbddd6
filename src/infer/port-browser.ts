/** port.ts in a browser: the generator works in the thread that asks it, the worker of the page, one step at a time. */
import { nextTurn } from '../next-turn.ts';
import type { GeneratorOptions } from './generator.ts';
import type { Hear, Port } from './port.ts';
import { serveGenerator } from './serve-generator.ts';

/** Starts a generator. Messages arrive in the next turn, as those between threads do. */
export const openPort = (options: GeneratorOptions, _transfer: ArrayBuffer[], { answer, exited }: Hear): Port => {
  const take = serveGenerator(options, answer, exited);
  return { post: (message) => void nextTurn().then(() => take(message)), keepAlive: () => {} };
};
