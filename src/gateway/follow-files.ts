/**
 * Picks up edits of the config file and of the stored connections while a server runs. A file that can't be used
 * changes nothing: the old state stays, and the log says why.
 */
import { statSync } from 'node:fs';
import type { Config } from '../provider/config.ts';
import type { ConnectionStore } from './connections.ts';
import type { OpenCatalog } from './open-catalog.ts';

export type FollowOptions = {
  opened: Pick<OpenCatalog, 'setConfig' | 'setConnections' | 'refresh'>;
  connections: ConnectionStore;
  /** The config file and how to read it. Undefined: there is none to follow. */
  configFile?: { path: string; read(): Config | Promise<Config> } | undefined;
  log: (line: string) => void;
  /** The folder of pulled models: one that is pulled or removed elsewhere is there at once. */
  models?: string | undefined;
  /** Files that say that a model was published again, and what is done then. */
  published?: readonly { file: string; changed(): Promise<void> }[];
  /** How often the files are looked at, in milliseconds. Default 1000. */
  intervalMs?: number;
};

/** What changes when a file is written or replaced; '' when it can't be seen. */
const stampOf = (path: string): string => {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
};

/** Calls `changed` after each change of a file since now, one call at a time. Gives a function that ends it. */
const follow = (path: string, intervalMs: number, changed: () => Promise<void>): (() => void) => {
  let [seen, busy] = [stampOf(path), false];
  const timer = setInterval(() => {
    const stamp = stampOf(path);
    if (stamp === seen || busy) return;
    [seen, busy] = [stamp, true];
    void changed().finally(() => {
      busy = false;
    });
  }, intervalMs).unref();
  return () => clearInterval(timer);
};

/** Starts to follow the files. Gives a function that ends it. */
export const followFiles = ({
  opened,
  connections,
  configFile,
  log,
  models,
  published = [],
  intervalMs = 1000,
}: FollowOptions): (() => void) => {
  const guarded =
    (what: string, action: () => Promise<void>): (() => Promise<void>) =>
    async () => {
      try {
        await action();
        log(`${what} changed, and is in use now`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log(`${what} changed, but can't be used; the old one stays: ${message}`);
      }
    };
  const ends = published.map(({ file, changed }) => follow(file, intervalMs, changed));
  if (connections.path !== undefined)
    ends.push(
      follow(
        connections.path,
        intervalMs,
        guarded('the list of connections', () => opened.setConnections(connections.list(), connections.defaultModel())),
      ),
    );
  if (models !== undefined)
    ends.push(
      follow(
        models,
        intervalMs,
        guarded('the list of pulled models', () => opened.refresh()),
      ),
    );
  if (configFile)
    ends.push(
      follow(
        configFile.path,
        intervalMs,
        guarded(configFile.path, async () => opened.setConfig(await configFile.read())),
      ),
    );
  return () => {
    for (const end of ends) end();
  };
};
