/** Where Mizan stores what it keeps between runs: traces, spend, keys, connections, run files. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensureFolder } from '../files.ts';
import type { Config } from '../provider/config.ts';

/** The data folder: the one asked for, else MIZAN_DATA, the config's, ~/.mizan. */
export const dataFolder = (
  folder: string | undefined,
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): string => folder ?? (env.MIZAN_DATA || undefined) ?? config.server.data ?? join(homedir(), '.mizan');

/**
 * The folder of run files in a data folder. A data folder that does not exist is made for its owner alone, because run
 * files hold a person's questions. Where that fails nothing is thrown: the writer of the run file says what is wrong.
 */
export const runsFolder = (data: string): string => {
  try {
    ensureFolder(data, 0o700);
  } catch {
    // told when the run file is written
  }
  return join(data, 'runs');
};
