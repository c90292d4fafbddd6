/** Removes old runs of agents while a server works: at its start and every hour. The rule is agent/stored-runs.ts. */
import { tidyRuns, type RunKeeping } from '../agent/stored-runs.ts';
import { defined } from '../json.ts';
import type { Config } from '../provider/config.ts';

const EVERY = 3_600_000;

/** What the config says of how long runs are kept. */
export const keepingOf = ({ server }: Config): Partial<RunKeeping> =>
  defined({ days: server.runs?.days, bytes: server.runs?.maxBytes });

/** `config` as it is then. Gives a function that ends it. */
export const startRunCleaning = (data: string | undefined, config: () => Config): (() => void) => {
  if (data === undefined) return () => {};
  const clean = (): void => void tidyRuns(data, keepingOf(config()));
  const timer = setInterval(clean, EVERY).unref();
  clean();
  return () => clearInterval(timer);
};
