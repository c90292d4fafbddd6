/**
 * The trace store of a data folder, opened for reading by `mizan traces`, `trace` and `spend`, whether or not a server
 * runs. It creates nothing and repairs nothing: a missing folder or a damaged file is reported.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../provider/config.ts';
import { createRedact } from '../redact.ts';
import { openKeys, type KeyStore } from '../server/ledger/keys.ts';
import { openStore, type LedgerStore } from '../server/ledger/store.ts';
import { LOCAL } from '../server/ledger/ledger.ts';
import type { Options } from './flags/options.ts';
import { dataFolder } from '../gateway/data-folder.ts';
import type { CliContext } from './flags/context.ts';

/** The flags that name the data folder. */
export const DATA_OPTIONS = {
  config: {
    type: 'text',
    about: 'the config that names the data folder (default mizan.json, if there is one)',
    value: 'FILE',
  },
  data: { type: 'text', about: "the server's data folder (default ~/.mizan)", value: 'FOLDER' },
} as const satisfies Options;

/** The data folder that the server of this config and environment uses. */
export const dataFolderFor = (
  { data, config }: { data: string | undefined; config: string | undefined },
  context: CliContext,
): string => dataFolder(data, loadConfig(config, process.cwd()), context.env);

/** The name of a key by its id. An id that no key has any more stays as it is. */
export const keyNameLookup =
  (keys: KeyStore | undefined) =>
  (id: string): string =>
    id === LOCAL.keyId ? LOCAL.name : (keys?.find(id)?.name ?? id);

/**
 * Opens the traces and keys for `use`, and closes them after it. Throws one clear sentence when the folder has none.
 */
export const withTraceStore = async <T>(
  folder: string,
  use: (store: LedgerStore, keys: KeyStore | undefined) => T | Promise<T>,
): Promise<T> => {
  const path = join(folder, 'ledger.db');
  if (!existsSync(path))
    throw new Error(`there are no traces in ${folder} yet; mizan serve stores them there, --data names another folder`);
  const store = openStore(path, { redact: createRedact(), replace: false });
  try {
    const keysPath = join(folder, 'keys.db');
    const keys = existsSync(keysPath) ? openKeys(keysPath) : undefined;
    try {
      return await use(store, keys);
    } finally {
      keys?.close();
    }
  } finally {
    store.close();
  }
};

/** The id of the key of this name or id. 'local' stands for callers without a key. Throws when there is no such key. */
export const findKeyId = (keys: KeyStore | undefined, nameOrId: string): string => {
  if (nameOrId === LOCAL.keyId) return nameOrId;
  const found = keys?.find(nameOrId);
  if (!found) throw new Error(`there is no key "${nameOrId}"; mizan keys list shows them`);
  return found.id;
};

/** A UTC time to the second: '2026-11-25 08:00:00'. */
export const timeText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** US dollars as '$0.001234'; a dash when no price is known. */
export const costText = (cost: number | null): string => (cost === null ? '–' : `$${cost.toFixed(cost >= 1 ? 2 : 6)}`);
