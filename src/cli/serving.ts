/**
 * A server put together: a config and a local model become the catalog, the ledger, the app and a socket. Flags, screen
 * and signals are the verb's business (serve.ts); this is also `serve` of the library.
 */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { EMBEDDED, missingKeys, type Config, type ProviderEntry } from '../provider/config.ts';
import { createRedact } from '../redact.ts';
import { createApp } from '../server/app.ts';
import type { Catalog } from '../server/catalog.ts';
import type { Ledger } from '../server/ledger.ts';
import { openLedger } from '../server/ledger-book.ts';
import { RETENTION } from '../server/ledger-keeper.ts';
import { LIMITS } from '../server/limits.ts';
import { listen, type Listening } from '../server/listen.ts';
import { localBehind, type Behind } from './behind.ts';
import { createDoor, type Roles } from './door.ts';
import type { LoadedModel } from './load.ts';
import { createVerifiers } from './verifiers.ts';

/** The port that is listened on when none is named: room for a balance, with a bit left over. */
export const PORT = 4747;

type Env = Readonly<Record<string, string | undefined>>;

/** Where traces, spend and keys lie: what is asked for, MIZAN_DATA, the config, ~/.mizan. */
export const dataFolder = (asked: string | undefined, config: Config, env: Env): string =>
  asked ?? (env.MIZAN_DATA || undefined) ?? config.server.data ?? join(homedir(), '.mizan');

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Only programs of this machine reach such an address. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

export type ServingOptions = {
  model: LoadedModel;
  config: Config;
  /** Where ledger.db and keys.db lie; ':memory:' keeps nothing. */
  data: string;
  /** Default 127.0.0.1. Any other needs keys, of which there must be one. */
  host?: string | undefined;
  /** Default 4747; 0 takes a free one. */
  port?: number | undefined;
  /** Ask for a key on loopback too: when a proxy lets others in. */
  requireKeys?: boolean | undefined;
  env?: Env;
  /** Hears of faults of this program. Default: standard error. */
  report?: (error: unknown) => void;
};

export type Serving = {
  /** http://127.0.0.1:4747 */
  url: string;
  port: number;
  catalog: Catalog;
  ledger: Ledger;
  /** A caller needs a key. */
  keyed: boolean;
  /** The solver of `mizan`. */
  solver: Behind;
  /** What the operator should know, in plain sentences. */
  warnings: readonly string[];
  running(): number;
  /** Lets requests finish for `graceSeconds`, cancels the rest, closes the book. The model stays open: it is the caller's. */
  stop(graceSeconds?: number): Promise<void>;
};

const secretsOf = (providers: readonly ProviderEntry[], env: Env): string[] =>
  providers.flatMap(({ key, headers }) => [key, ...Object.values(headers)].flatMap((one) => {
    const value = typeof one === 'object' ? env[one.env]?.trim() : undefined;
    return value ? [value] : [];
  }));

/** Who has which role, among `models` by name. */
const rolesOf = (config: Config, local: Behind, models: readonly Behind[]): Roles => {
  const named = (role: keyof Roles, name: string): Behind => {
    const found = name === EMBEDDED ? local : models.find((one) => one.id === name);
    if (!found) throw new Error(`${config.path ?? 'the config'}: roles.${role} names "${name}", which is not there now; known: ${[EMBEDDED, ...models.map((one) => one.id)].join(', ')}`);
    return found;
  };
  const { solver, planner, judge } = config.roles;
  return {
    solver: solver === undefined ? local : named('solver', solver),
    ...(planner !== undefined && { planner: named('planner', planner) }), ...(judge !== undefined && { judge: named('judge', judge) }),
  };
};

const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

/** Thinking decides with what it has when so much of the server's time limit is used up, rather than failing at its end. */
const DECIDE_AT = 0.95;

/** Opens everything and listens. Rejects with one clear sentence when something is not to be had; nothing stays open then. */
export const startServing = async (options: ServingOptions): Promise<Serving> => {
  const { model, config, data, env = process.env, report } = options;
  const { server } = config;
  const host = options.host ?? server.host ?? '127.0.0.1';
  const near = isLoopback(host);
  const keyed = options.requireKeys ?? server.requireKeys ?? !near;
  if (!near && !keyed) throw new Error(`${host} lets other machines in, which takes API keys; leave out "requireKeys": false`);
  const verifiers = createVerifiers(config.verifiers, config.path === undefined ? process.cwd() : dirname(config.path));
  const local = localBehind(model);
  const models = [local];
  const roles = rolesOf(config, local, models);
  const limits = {
    ...LIMITS,
    ...defined({ bodyBytes: server.maxBodyBytes, messages: server.maxMessages, seconds: server.requestSeconds, concurrent: server.maxActive, queue: server.maxQueued }),
  };
  const catalog = createDoor({
    roles, models, verifiers,
    ceilings: { seconds: limits.seconds * DECIDE_AT, ...defined({ tokens: server.maxTokens, cost: server.maxCost }) },
  });
  const ledger = openLedger({
    folder: data, redact: createRedact(secretsOf(config.providers, env)),
    retention: { ...RETENTION, ...defined({ days: server.traces?.days, bytes: server.traces?.maxBytes }) },
    costOf: (name, usage) => catalog.find(name)?.model.cost?.(usage),
  });
  let listening: Listening;
  try {
    if (keyed && !ledger.keys.list().some((one) => one.revoked === null)) {
      throw new Error(`${near ? 'the server was told to ask for API keys' : `${host} lets other machines in, which takes API keys`}, and there is none yet; make one with: mizan keys create NAME`);
    }
    const app = createApp({
      catalog, ledger, limits, keyless: !keyed, hosts: near ? (server.hosts ?? []) : 'any', origins: server.cors ?? [],
      ...(server.heartbeatSeconds !== undefined && { heartbeatSeconds: server.heartbeatSeconds }), ...(report && { report }),
    });
    listening = await listen(app, { hostname: host.replace(/^\[|\]$/g, ''), port: options.port ?? server.port ?? PORT });
    let stopping: Promise<void> | undefined;
    const stop = async (graceSeconds?: number): Promise<void> => {
      await listening.stop(graceSeconds);
      await ledger.close();
    };
    return {
      url: listening.url, port: listening.port, catalog, ledger, keyed, solver: roles.solver,
      warnings: [
        ...(near ? [] : [`${host} is reachable by other machines, and what goes over the network is not encrypted; a proxy with TLS in front is advised`]),
        ...missingKeys(config, env), ...ledger.health().problems,
      ],
      running: app.running,
      stop: (graceSeconds) => (stopping ??= stop(graceSeconds)),
    };
  } catch (error) {
    await ledger.close();
    throw error;
  }
};
