/**
 * Adds a connection by preset or address: the server is looked at first, so that a wrong address or key is told before
 * anything is stored. `mizan connect` and the page add connections through this function.
 */
import { defined } from '../json.ts';
import { suggest } from '../suggest.ts';
import { PRESET_NAMES, PRESETS, type Preset, type PresetName } from '../provider/presets.ts';
import { UsageError } from '../usage-error.ts';
import type { Connection, ConnectionStore } from './connections.ts';
import { findModelServer, parseAddress } from './model-servers.ts';

export type AddConnectionOptions = {
  /** Default: the preset's name, else the host. A name that is taken gets a number. */
  name?: string | undefined;
  preset?: PresetName | undefined;
  baseUrl?: string | undefined;
  key?: string | undefined;
  /** Holds the key of a hosted preset under its usual variable. Such a key is used, and not stored. */
  env?: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
  /** Store it even when the server does not answer now. */
  force?: boolean;
};

/**
 * The preset that a word names, or undefined when it looks like an address. Throws a `UsageError` for any other word;
 * `further` are other words that would be right.
 */
export const presetNamed = (word: string, further: readonly string[] = []): PresetName | undefined => {
  if ((PRESET_NAMES as readonly string[]).includes(word)) return word as PresetName;
  if (/[/:]|^localhost$|\.[a-z0-9-]+$|^\d+(\.\d+){3}$/i.test(word)) return undefined;
  const known = [...new Set([...further, ...PRESET_NAMES])];
  const meant = suggest(word, known);
  throw new UsageError(
    `"${word}" is neither an address nor a known server; ${meant ? `did you mean ${meant}?` : `known: ${known.join(', ')}`}`,
  );
};

const freeName = (wanted: string, taken: readonly string[]): string => {
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (!taken.includes(name)) return name;
  }
};

const nameOf = (preset: PresetName | undefined, baseUrl: string): string =>
  preset ?? (new URL(baseUrl).hostname.replace(/^\[|\]$/g, '').replace(/[^\w.-]/g, '-') || 'server');

/**
 * Looks at the server and stores the connection. A server at an address that is stored already keeps its name. Throws a
 * `UsageError` that says what is wrong with the address or the key.
 */
export const addConnection = async (
  store: ConnectionStore,
  { name, preset, baseUrl, key, env = {}, signal, force = false }: AddConnectionOptions,
): Promise<{ connection: Connection; models: string[] }> => {
  const usual: Preset | undefined = preset && PRESETS[preset];
  const address = baseUrl ?? usual?.baseUrl;
  if (address === undefined) throw new UsageError('name a server (ollama, groq …) or give its address');
  const stored = store.list();
  const before = stored.find((connection) => connection.baseUrl === address || connection.name === name);
  const storedKey = key?.trim() || before?.key;
  const usedKey = storedKey ?? (usual?.keyEnv === undefined ? undefined : env[usual.keyEnv]?.trim() || undefined);
  if (usedKey !== undefined && /[^\x21-\x7e]/.test(usedKey))
    throw new UsageError('the key holds spaces or characters that no key has; copy it again');
  const server = await findModelServer(address, { key: usedKey, signal }).catch((error: unknown) => {
    if (!force || !(error instanceof UsageError)) throw error;
    return { preset, baseUrl: parseAddress(address).href.replace(/\/+$/, ''), models: [] as string[] };
  });
  const same = stored.find((connection) => connection.baseUrl === server.baseUrl);
  const kind = preset ?? server.preset;
  const connection = {
    name:
      name ??
      same?.name ??
      freeName(
        nameOf(kind, server.baseUrl),
        stored.map((connection) => connection.name),
      ),
    baseUrl: server.baseUrl,
    ...defined({ preset: kind, key: storedKey ?? same?.key }),
  };
  store.add(connection);
  return { connection, models: server.models };
};
