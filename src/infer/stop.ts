/** Stop strings in a stream of text: what may be shown, and where it ends. Knows nothing of tokens or models. */

/** Takes text piece by piece. `text` is safe to show; once `stopped`, the stop string and what follows it are gone. */
export type Cutter = {
  push(text: string): { text: string; stopped: boolean };
  /** What was held back because a stop string might have begun there. */
  end(): string;
};

/** The first place from which the rest of `text` begins one of `stops`; its length when there is none. */
const holdFrom = (text: string, stops: readonly string[]): number => {
  const longest = Math.max(0, ...stops.map((stop) => stop.length - 1));
  for (let at = Math.max(0, text.length - longest); at < text.length; at++) {
    if (stops.some((stop) => stop.startsWith(text.slice(at)))) return at;
  }
  return text.length;
};

/**
 * Cuts a text before the first of `stops` to appear in it, even one spread over many pieces, and holds back no more than
 * might be the beginning of one. Of stops that begin at different places the earliest counts. Empty strings stop nothing.
 */
export const createCutter = (stops: readonly string[]): Cutter => {
  const real = stops.filter((stop) => stop !== '');
  let held = '';
  return {
    push: (text) => {
      held += text;
      const found = real.map((stop) => held.indexOf(stop)).filter((at) => at >= 0);
      const at = found.length > 0 ? Math.min(...found) : holdFrom(held, real);
      const shown = held.slice(0, at);
      held = found.length > 0 ? '' : held.slice(at);
      return { text: shown, stopped: found.length > 0 };
    },
    end: () => {
      const rest = held;
      held = '';
      return rest;
    },
  };
};
