/**
 * Connections: model servers that a person added with `mizan connect` or on the page, stored as connections.json in the
 * data folder. A key is stored with its connection, readable by the owner alone, and is never shown again.
 *
 * They complete the config file, where keys are names of environment variables. `applyConnections` gives both as one.
 */
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ensureFolder } from '../files.ts';
import { defined, prettyJson } from '../json.ts';
import { NO_CONFIG, readConfig, STORED_KEY, type Config } from '../provider/config.ts';
import { PRESET_NAMES, PRESETS, type Preset, type PresetName } from '../provider/presets.ts';
import { UsageError } from '../usage-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

const connection = z.strictObject({
  name: z.string().regex(NAME),
  preset: z.enum(PRESET_NAMES).optional(),
  /** Ends with its path, such as http://127.0.0.1:11434/v1. */
  baseUrl: z.string().min(1).max(2000),
  key: z.string().min(1).max(4000).optional(),
});
const connectionsFile = z.strictObject({
  version: z.literal(1),
  /** The model that `mizan` thinks with. */
  default: z.string().min(1).max(500).optional(),
  connections: z.array(connection).max(100),
});

/** One model server: its name, address, preset and key. */
export type Connection = z.infer<typeof connection>;
type Stored = z.infer<typeof connectionsFile>;

/** The connections of a data folder. Each call reads or writes the file, so that the command and a server share it. */
export type ConnectionStore = {
  /** The file; undefined for a store in memory. */
  path: string | undefined;
  list(): readonly Connection[];
  /** The model that was chosen as the default, whether or not it is there now. */
  defaultModel(): string | undefined;
  /** Adds a connection, or replaces the one of the same name. Throws a `UsageError` when a field is not usable. */
  add(connection: Connection): void;
  /** Forgets it, its key included. False: there was none of that name. */
  remove(name: string): boolean;
  /** Every key that was read or added since the store was opened, for taking them out of traces. Reads no file. */
  keys(): readonly string[];
  /** Undefined: no choice. */
  setDefault(model: string | undefined): void;
};

const EMPTY: Stored = { version: 1, connections: [] };

/** The file in the data folder. */
const FILE = 'connections.json';

const unusable = (action: string, path: string, error: unknown): Error =>
  new Error(
    `can't ${action} ${path}: ${(error as Error).message}; correct its permissions, or name another folder with --data or MIZAN_DATA`,
    { cause: error },
  );

const readStored = (path: string): Stored => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY;
    throw unusable('read', path, error);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = connectionsFile.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`${path} is damaged; repair it, or remove it and add the connections again with mizan connect`);
};

/** Replaces the file atomically. It is created with permissions for the owner alone, before the key is written. */
const writeStored = (path: string, stored: Stored): void => {
  const temporary = join(dirname(path), `.${FILE}-${process.pid}.tmp`);
  try {
    ensureFolder(dirname(path), 0o700);
    writeFileSync(temporary, '', { mode: 0o600 });
    chmodSync(temporary, 0o600);
    writeFileSync(temporary, prettyJson(stored));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unusable('write', path, error);
  }
};

const validated = (added: Connection): Connection => {
  const parsed = connection.safeParse(added);
  if (!parsed.success)
    throw new UsageError(
      `a connection needs a name of letters, digits, ".", "_" and "-", and an address; got ${JSON.stringify(added.name)}`,
    );
  applyConnections(NO_CONFIG, {}, [parsed.data]); // throws when the address can't be used
  return parsed.data;
};

/** The store of a data folder; ':memory:' keeps the connections in this process. */
export const openConnections = (folder: string): ConnectionStore => {
  let memory = EMPTY;
  const path = folder === ':memory:' ? undefined : join(folder, FILE);
  const keys: string[] = [];
  const remember = (stored: Stored): Stored => {
    for (const { key } of stored.connections) if (key !== undefined && !keys.includes(key)) keys.push(key);
    return stored;
  };
  const read = (): Stored => remember(path === undefined ? memory : readStored(path));
  const write = (stored: Stored): void => {
    remember(stored);
    if (path === undefined) memory = stored;
    else writeStored(path, stored);
  };
  return {
    path,
    list: () => read().connections,
    defaultModel: () => read().default,
    add(added) {
      const valid = validated(added);
      const stored = read();
      write({ ...stored, connections: [...stored.connections.filter(({ name }) => name !== valid.name), valid] });
    },
    remove(name) {
      const stored = read();
      const connections = stored.connections.filter((connection) => connection.name !== name);
      if (connections.length === stored.connections.length) return false;
      write({ ...stored, connections });
      return true;
    },
    keys: () => keys,
    setDefault(model) {
      const { default: _, ...stored } = read();
      write({ ...stored, ...defined({ default: model }) } as Stored);
    },
  };
};

/** The variable under which the key of a connection enters the environment that providers read. */
const variableOf = (name: string): string => `${STORED_KEY}${name.replace(/\W/g, '_').toUpperCase()}`;

/** The variable that usually holds the key of a hosted preset, where it is set. */
const usualVariable = (preset: PresetName | undefined, env: Env): string | undefined => {
  const usual: Preset | undefined = preset && PRESETS[preset];
  return usual?.keyEnv !== undefined && env[usual.keyEnv] ? usual.keyEnv : undefined;
};

/**
 * The connections as a config of providers, and the environment with their keys. A connection whose name belongs to a
 * provider of `config` is left out, and a warning says so. Throws a `ConfigError` for an address that can't be used.
 */
export const applyConnections = (
  config: Config,
  env: Env,
  connections: readonly Connection[],
): { config: Config; env: Env; warnings: string[] } => {
  const taken = new Set(config.providers.map(({ name }) => name));
  const used = connections.filter(({ name }) => !taken.has(name));
  const providers = used.map(({ name, preset, baseUrl, key }) => {
    const variable = key === undefined ? usualVariable(preset, env) : variableOf(name);
    const entry = { preset, baseUrl, key: variable === undefined ? undefined : `$${variable}` };
    return readConfig(JSON.stringify({ providers: { [name]: entry } }), `connection ${name}`, '/').providers[0]!;
  });
  const keys = used.flatMap(({ name, key }) => (key === undefined ? [] : [[variableOf(name), key] as const]));
  return {
    config: { ...NO_CONFIG, providers },
    env: { ...env, ...Object.fromEntries(keys) },
    warnings: connections
      .filter(({ name }) => taken.has(name))
      .map(({ name }) => `the connection ${name} is not used: the config has a provider of this name`),
  };
};
