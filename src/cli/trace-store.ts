/**
 * What the server has kept, opened by verbs that read it while a server may run or none does: the traces and the names of
 * keys in a data folder. It changes nothing: a missing folder is not made, a damaged file is reported and left where it is.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../provider/config.ts';
import { createRedact } from '../redact.ts';
import { openKeys, type KeyStore } from '../server/ledger/keys.ts';
import { openStore, type LedgerStore } from '../server/ledger/store.ts';
import { LOCAL } from '../server/ledger/ledger.ts';
import type { Options } from './options.ts';
import { dataFolder } from '../gateway/serve.ts';
import type { CliContext } from './context.ts';

/** The flags that say which folder. */
export const DATA_OPTIONS = {
  config: {
    type: 'text',
    about: 'the config whose folder is meant; default: mizan.json, when it is there',
    value: 'FILE',
  },
  data: { type: 'text', about: "the server's data folder (default ~/.mizan)", value: 'FOLDER' },
} as const satisfies Options;

/** The data folder that the server of this config and environment uses. */
export const dataFolderFor = (
  { data, config }: { data: string | undefined; config: string | undefined },
  context: CliContext,
): string => dataFolder(data, loadConfig(config, process.cwd()), context.env);

/** Who a key's id is; the id itself when no key has it any more. */
export const keyNameLookup =
  (keys: KeyStore | undefined) =>
  (id: string): string =>
    id === LOCAL.keyId ? LOCAL.name : (keys?.find(id)?.name ?? id);

/** Gives `use` the traces and the keys, and closes them after it. Throws one clear sentence when nothing has been kept there. */
export const withTraceStore = async <T>(
  folder: string,
  use: (store: LedgerStore, keys: KeyStore | undefined) => T | Promise<T>,
): Promise<T> => {
  const path = join(folder, 'ledger.db');
  if (!existsSync(path))
    throw new Error(`nothing is kept in ${folder} yet: mizan serve begins it, --data names another folder`);
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

/** The id of the key of this name or id; 'local' is who asks without one. Throws when there is none. */
export const findKeyId = (keys: KeyStore | undefined, asked: string): string => {
  if (asked === LOCAL.keyId) return asked;
  const found = keys?.find(asked);
  if (!found) throw new Error(`there is no key "${asked}"; mizan keys list shows them`);
  return found.id;
};

/** A UTC time to the second, '2026-11-25 08:00:00'. */
export const timeText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** '$0.001234'; a dash when no price is known. */
export const costText = (cost: number | null): string => (cost === null ? '–' : `$${cost.toFixed(cost >= 1 ? 2 : 6)}`);
