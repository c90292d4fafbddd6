/**
 * Bundles of what a generator tells. The first tokens and the end of a continuation are told at once, other tokens
 * every 16 ms at most: a screen draws no faster, and every bundle costs a message, a frame and a write to a socket. A
 * model that takes longer for a step tells each step by itself.
 */
import { nextTurn } from '../next-turn.ts';

/** A frame of a screen with 60 Hz, in milliseconds. */
const FRAME_MS = 16;

/**
 * Gives what takes items one by one. `send` gets them in order: in the next turn of the event loop where one is
 * `urgent` or the last bundle is `every` milliseconds old, and as soon as it is that old otherwise.
 */
export const createPacer = <T>(
  send: (bundle: T[]) => void,
  { every = FRAME_MS, clock = () => performance.now() }: { every?: number; clock?: () => number } = {},
): ((item: T, urgent: boolean) => void) => {
  let bundle: T[] = [];
  let sent = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let soon = false;
  const flush = (): void => {
    clearTimeout(timer);
    [timer, soon, sent] = [undefined, false, clock()];
    const items = bundle;
    bundle = [];
    if (items.length > 0) send(items);
  };
  return (item, urgent) => {
    bundle.push(item);
    if (soon) return;
    const wait = sent + every - clock();
    if (urgent || wait <= 0) {
      soon = true;
      void nextTurn().then(flush);
    } else timer ??= setTimeout(flush, wait);
  };
};
