/** Where Mizan stores what it keeps between runs: traces, spend, keys, connections, run files. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../provider/config.ts';

/** The data folder: the one asked for, else MIZAN_DATA, the config's, ~/.mizan. */
export const dataFolder = (
  folder: string | undefined,
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): string => folder ?? (env.MIZAN_DATA || undefined) ?? config.server.data ?? join(homedir(), '.mizan');
