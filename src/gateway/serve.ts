/**
 * A server put together: a config and a local model become the catalog, the ledger, the app and a socket. Flags, screen
 * and signals are the verb's business (serve.ts); this is also `serve` of the library.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defined } from '../defined.ts';
import type { Config, ProviderEntry } from '../provider/config.ts';
import { createRedact } from '../redact.ts';
import { existsSync } from 'node:fs';
import { createApp } from '../server/app.ts';
import { isLive } from '../server/ledger/keys.ts';
import type { Ledger } from '../server/ledger/ledger.ts';
import { openLedger } from '../server/ledger/open-ledger.ts';
import { RETENTION } from '../server/ledger/retention.ts';
import { LIMITS } from '../server/limits.ts';
import { listen } from '../server/listen.ts';
import { createOtlp, otlpTarget, type Otlp } from '../server/telemetry/otlp.ts';
import { openPage } from '../server/page.ts';
import { tracesApi } from '../server/ledger/traces-api.ts';
import { openCatalog, type OpenCatalogOptions, type Env, type OpenCatalog } from './open-catalog.ts';

/** The port that is listened on when none is named. */
export const PORT = 4747;

/** The page: built beside the code in the published package, the sources in this repository. */
const SOURCE_PAGE = fileURLToPath(new URL('../../web', import.meta.url));
const BUILT_PAGE = join(SOURCE_PAGE, '..', 'dist', 'web');
const PAGE = existsSync(BUILT_PAGE) ? BUILT_PAGE : SOURCE_PAGE;

/** Where traces, spend and keys lie: what is asked for, MIZAN_DATA, the config, ~/.mizan. */
export const dataFolder = (asked: string | undefined, config: Config, env: Env): string =>
  asked ?? (env.MIZAN_DATA || undefined) ?? config.server.data ?? join(homedir(), '.mizan');

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Only programs of this machine reach such an address. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

export type StartServerOptions = OpenCatalogOptions & {
  /** Where ledger.db and keys.db lie; ':memory:' keeps nothing. */
  data: string;
  /** Default 127.0.0.1. Any other needs keys, of which there must be one. */
  host?: string | undefined;
  /** Default 4747; 0 takes a free one. */
  port?: number | undefined;
  /** Ask for a key on loopback too: when a proxy lets others in. */
  requireKeys?: boolean | undefined;
  /** Hears of faults of this program. Default: standard error. */
  report?: (error: unknown) => void;
};

export type RunningServer = Omit<OpenCatalog, 'close'> & {
  /** http://127.0.0.1:4747 */
  url: string;
  port: number;
  ledger: Ledger;
  /** A caller needs a key. */
  keyed: boolean;
  /** Requests at work. */
  running(): number;
  /** Lets requests finish for `graceSeconds` (default 10), cancels the rest, closes the book. The model stays open: it is the caller's. */
  stop(graceSeconds?: number): Promise<void>;
};

const secretsOf = (providers: readonly ProviderEntry[], env: Env): string[] =>
  providers.flatMap(({ key, headers }) =>
    [key, ...Object.values(headers)].flatMap((one) => {
      const value = typeof one === 'object' ? env[one.env]?.trim() : undefined;
      return value ? [value] : [];
    }),
  );

/** Opens everything and listens. Rejects with one clear sentence when something is not to be had; nothing stays open then. */
export const startServer = async (options: StartServerOptions): Promise<RunningServer> => {
  const { config, data, env = process.env, report } = options;
  const { server } = config;
  const host = options.host ?? server.host ?? '127.0.0.1';
  const near = isLoopback(host);
  const keyed = options.requireKeys ?? server.requireKeys ?? !near;
  if (!near && !keyed)
    throw new Error(`${host} lets other machines in, which takes API keys; leave out "requireKeys": false`);
  const { catalog, solver, discovered, warnings, close: closeCatalog } = await openCatalog(options);
  let ledger: ReturnType<typeof openLedger> | undefined;
  let otlp: Otlp | undefined;
  const close = async (): Promise<void> => {
    await closeCatalog();
    await ledger?.close();
    await otlp?.close();
  };
  try {
    const target = otlpTarget(server.otlp, env);
    const redact = createRedact([
      ...secretsOf(config.providers, env),
      ...Object.values(target?.headers ?? {}).flatMap((one) => [one, one.slice(one.indexOf(' ') + 1)]),
    ]);
    otlp = target && createOtlp({ ...target, redact, ...(options.log && { log: options.log }) });
    const book = (ledger = openLedger({
      folder: data,
      redact,
      onTrace: (trace) => otlp?.send(trace),
      ...(options.log && { log: options.log }),
      retention: { ...RETENTION, ...defined({ days: server.traces?.days, bytes: server.traces?.maxBytes }) },
      costOf: (name, usage) => catalog.find(name)?.model.cost?.(usage),
    }));
    if (keyed && !book.keys.list().some((one) => isLive(one, Date.now()))) {
      throw new Error(
        `${near ? 'the server was told to ask for API keys' : `${host} lets other machines in, which takes API keys`}, and there is none yet; make one with: mizan keys create NAME`,
      );
    }
    const app = createApp({
      catalog,
      ledger: book,
      keyless: !keyed,
      hosts: near ? (server.hosts ?? []) : 'any',
      origins: server.cors ?? [],
      routes: tracesApi(book),
      page: openPage(PAGE),
      limits: {
        ...LIMITS,
        ...defined({
          bodyBytes: server.maxBodyBytes,
          messages: server.maxMessages,
          seconds: server.requestSeconds,
          concurrent: server.maxActive,
          queue: server.maxQueued,
        }),
      },
      ...(server.heartbeatSeconds !== undefined && { heartbeatSeconds: server.heartbeatSeconds }),
      ...(report && { report }),
    });
    const listening = await listen(app, {
      hostname: host.replace(/^\[|\]$/g, ''),
      port: options.port ?? server.port ?? PORT,
    });
    let stopping: Promise<void> | undefined;
    const stop = async (graceSeconds?: number): Promise<void> => {
      await listening.stop(graceSeconds);
      await close();
    };
    return {
      url: listening.url,
      port: listening.port,
      catalog,
      ledger: book,
      keyed,
      solver,
      discovered,
      warnings: [
        ...(near
          ? []
          : [
              `${host} is reachable by other machines, and what goes over the network is not encrypted; a proxy with TLS in front is advised`,
            ]),
        ...warnings,
        ...book.health().problems,
      ],
      running: app.running,
      stop: (graceSeconds) => (stopping ??= stop(graceSeconds)),
    };
  } catch (error) {
    await close();
    throw error;
  }
};
