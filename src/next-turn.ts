/**
 * The next turn of the event loop: what has come in from outside is handled before. `setImmediate` in Node, a message
 * to itself in a browser, where a timer would wait for milliseconds.
 */

const waiting: (() => void)[] = [];
let wake: (() => void) | undefined;

const viaMessage = (go: () => void): void => {
  if (!wake) {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => waiting.shift()?.());
    port1.start();
    wake = () => port2.postMessage(undefined);
  }
  waiting.push(go);
  wake();
};

/** Resolves in the next turn. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else viaMessage(resolve);
  });
