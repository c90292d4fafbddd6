/** Stop strings in a stream of text: which text may be shown, and where it ends. Independent of tokens and models. */

/** Takes text piece by piece. `text` is safe to show; once `stopped`, the stop string and what follows it are gone. */
export type StopCutter = {
  push(text: string): { text: string; stopped: boolean };
  /** The text that was held back because a stop string might have begun there. */
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
 * Cuts a text before the first of `stops` to appear in it, even one spread over many pieces, and holds back no more
 * than might be the beginning of one. Of stops that begin at different places the earliest counts. Empty strings stop
 * nothing.
 */
export const createStopCutter = (stops: readonly string[]): StopCutter => {
  const stopStrings = stops.filter((stop) => stop !== '');
  let pending = '';
  return {
    push: (text) => {
      pending += text;
      const hits = stopStrings.map((stop) => pending.indexOf(stop)).filter((at) => at >= 0);
      const stopped = hits.length > 0;
      const at = stopped ? Math.min(...hits) : holdFrom(pending, stopStrings);
      const shown = pending.slice(0, at);
      pending = stopped ? '' : pending.slice(at);
      return { text: shown, stopped };
    },
    end: () => {
      const rest = pending;
      pending = '';
      return rest;
    },
  };
};
