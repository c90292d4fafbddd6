/**
 * The whole server in one call: a config and a local model become a catalog, a ledger, an HTTP app and a socket. The
 * verb
 * `mizan serve` adds flags, screen and signals; `serve` of the library calls it too.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defined } from '../json.ts';
import type { Config, ProviderEntry } from '../provider/config.ts';
import { createRedact, type Redact } from '../redact.ts';
import { createApp, type App, type AppOptions } from '../server/app.ts';
import { openConversations, type ConversationStore } from '../server/conversations/store.ts';
import { isLive } from '../server/ledger/keys.ts';
import type { Ledger } from '../server/ledger/ledger.ts';
import { openLedger } from '../server/ledger/open-ledger.ts';
import { RETENTION } from '../server/ledger/retention.ts';
import { LIMITS, type Limits } from '../server/limits.ts';
import { listen } from '../server/listen.ts';
import { createOtlp, otlpTarget, type Otlp } from '../server/telemetry/otlp.ts';
import { openEnginePage } from '../server/engine-page.ts';
import { openPage } from '../server/page.ts';
import { tracesApi } from '../server/ledger/traces-api.ts';
import { openModelStore } from '../hub/model-store.ts';
import type { ServedAgents } from './agents.ts';
import { findEngine } from './browser/engine-files.ts';
import { openConnections, type ConnectionStore } from './connections.ts';
import { connectionsApi } from './connections-api.ts';
import { createSharedMcp } from './mcp/sources.ts';
import { createPulls } from './pulls.ts';
import { createLiveRuns } from './live-runs.ts';
import { PAGE } from './page-folder.ts';
import { pullsApi } from './pulls-api.ts';
import { startRunCleaning } from './run-cleaning.ts';
import { runsApi } from './runs-api.ts';
import { createSwaps, swapsApi, type Swaps } from './swaps.ts';
import { gaugeLines } from '../server/telemetry/prometheus.ts';
import { followFiles, type FollowOptions } from './follow-files.ts';
import { openCatalog, type Env, type OpenCatalog, type OpenCatalogOptions } from './open-catalog.ts';

/** The port that is used when none is named. */
export const PORT = 4747;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Whether only programs of this machine can reach this address. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

export type StartServerOptions = Omit<OpenCatalogOptions, 'connections'> & {
  /** The folder of ledger.db, keys.db, conversations.db and connections.json. ':memory:' writes no files. */
  data: string;
  /** The config file, to be read again when it is edited. */
  configFile?: FollowOptions['configFile'];
  /** How often the config and the connections are looked at, in milliseconds. Default 1000. */
  followMs?: number;
  /** Default 127.0.0.1. Any other address requires at least one API key. */
  host?: string | undefined;
  /** Default 4747. 0 takes a free port. */
  port?: number | undefined;
  /** Require API keys on loopback too, as behind a proxy. */
  requireKeys?: boolean | undefined;
  /** Receives unexpected errors of this program. Default: standard error. */
  report?: (error: unknown) => void;
};

export type RunningServer = Omit<OpenCatalog, 'close' | 'warnings'> & {
  /** What the operator should know about the start, in plain sentences. */
  warnings: readonly string[];
  /** Such as http://127.0.0.1:4747. */
  url: string;
  port: number;
  ledger: Ledger;
  /** Callers need an API key. */
  keyed: boolean;
  /** Number of requests in progress. */
  running(): number;
  /**
   * Lets requests finish for `graceSeconds` (default 10), cancels the rest and closes the ledger. The model stays open:
   * it belongs to the caller.
   */
  stop(graceSeconds?: number): Promise<void>;
};

/** The values of the environment variables that hold keys of providers: traces must not contain them. */
const secretsOf = (providers: readonly ProviderEntry[], env: Env): string[] =>
  providers.flatMap(({ key, headers }) =>
    [key, ...Object.values(headers)].flatMap((header) => {
      const value = typeof header === 'object' ? env[header.env]?.trim() : undefined;
      return value ? [value] : [];
    }),
  );

type Records = {
  ledger: ReturnType<typeof openLedger>;
  conversations: ConversationStore;
  redact: Redact;
  close(): Promise<void>;
};

/**
 * Takes the keys of the config, of the connections and of `further` out of texts. Keys that are added later count too.
 */
const redactKeys = (
  { config, env = process.env }: StartServerOptions,
  store: ConnectionStore,
  further: string[],
): Redact => {
  const fixed = [...secretsOf(config.providers, env), ...further];
  let [count, redact] = [0, createRedact(fixed)];
  return (text) => {
    const keys = store.keys();
    if (keys.length !== count) [count, redact] = [keys.length, createRedact([...fixed, ...keys])];
    return redact(text);
  };
};

/**
 * Opens the ledger and the conversations, and the export of its spans to OpenTelemetry where the config names a
 * collector.
 */
const openRecords = (options: StartServerOptions, catalog: OpenCatalog['catalog'], store: ConnectionStore): Records => {
  const { config, data, env = process.env, log } = options;
  const { server } = config;
  const target = otlpTarget(server.otlp, env);
  const otlpSecrets = Object.values(target?.headers ?? {}).flatMap((header) => [
    header,
    header.slice(header.indexOf(' ') + 1),
  ]);
  const redact = redactKeys(options, store, otlpSecrets);
  const otlp: Otlp | undefined = target && createOtlp({ ...target, redact, ...defined({ log }) });
  const ledger = openLedger({
    folder: data,
    redact,
    onTrace: (trace) => otlp?.send(trace),
    ...defined({ log }),
    retention: { ...RETENTION, ...defined({ days: server.traces?.days, bytes: server.traces?.maxBytes }) },
    costOf: (name, usage) => catalog.find(name)?.model.cost?.(usage),
  });
  const conversations = openConversations(data);
  return {
    ledger,
    conversations,
    redact,
    async close() {
      conversations.close();
      await ledger.close();
      await otlp?.close();
    },
  };
};

const limitsOf = ({ server }: Config): Limits => ({
  ...LIMITS,
  ...defined({
    bodyBytes: server.maxBodyBytes,
    messages: server.maxMessages,
    seconds: server.requestSeconds,
    concurrent: server.maxActive,
    queue: server.maxQueued,
  }),
});

/**
 * Where the server listens and whether callers need keys. Throws when the options would let strangers in without one.
 */
const accessOf = ({ config: { server }, ...options }: StartServerOptions) => {
  const host = options.host ?? server.host ?? '127.0.0.1';
  const loopback = isLoopback(host);
  const keyed = options.requireKeys ?? server.requireKeys ?? !loopback;
  if (!loopback && !keyed)
    throw new Error(`${host} lets other machines in, which requires API keys; leave out "requireKeys": false`);
  return { host, loopback, keyed };
};

/** The page, read when it is first asked for: a server that only programs talk to never needs it in memory. */
const pageWhenAsked = (): NonNullable<AppOptions['page']> => {
  if (!existsSync(join(PAGE, 'index.html')))
    throw new Error(`there is no page in ${PAGE}; install mizan again, or check out its folder web/`);
  let page: ReturnType<typeof openPage> | undefined;
  const files = findEngine(PAGE);
  const engine = files && openEnginePage(files);
  return (request) => engine?.(request) ?? (page ??= openPage(PAGE, { engine: engine !== undefined }))(request);
};

type Access = ReturnType<typeof accessOf>;

/** Throws when keys are required and none exists: nobody could use the server. */
const requireKey = ({ host, loopback, keyed }: Access, { keys }: ReturnType<typeof openLedger>): void => {
  if (!keyed || keys.list().some((key) => isLive(key, Date.now()))) return;
  const why = loopback
    ? 'the server was told to ask for API keys'
    : `${host} lets other machines in, which takes API keys`;
  throw new Error(`${why}, and there is none yet; make one with: mizan keys create NAME`);
};

const warningsOf = ({ host, loopback }: Access, opened: OpenCatalog, ledger: Ledger): string[] => [
  ...(loopback
    ? []
    : [
        `${host} is reachable by other machines, and what goes over the network is not encrypted; put a proxy with TLS in front`,
      ]),
  ...opened.warnings(),
  ...ledger.health().problems,
];

/** The tools of an agent that is served, where the config names its folder. */
export const servedTools: ServedAgents['tools'] = async (folder, hosts = []) => {
  if (folder === undefined) return [];
  const { openToolbox } = await import('../agent/toolbox.ts'); // much code that most servers never need
  return (await openToolbox({ folder, hosts })).tools;
};

/** The folders that models began with: what is published there again is taken into use. */
const publishedFolders = ({ swappable }: OpenCatalog, swaps: Swaps): FollowOptions['published'] =>
  swappable().map(({ id, versions: { published } }) => ({
    file: published,
    changed: async () => {
      await swaps.swap(id, dirname(published), 'finish').catch(() => {}); // the log has its reason
    },
  }));

/** What the config says of the app. */
const appOptions = (config: Config, access: Access) => {
  const { server } = config;
  return {
    keyless: !access.keyed,
    hosts: access.loopback ? (server.hosts ?? []) : ('any' as const),
    origins: server.cors ?? [],
    limits: limitsOf(config),
    ...defined({ heartbeatSeconds: server.heartbeatSeconds, reasoningFields: server.reasoningFields }),
  };
};

/** What /metrics says of now, beside the ledger's figures. */
const gaugesOf = (app: Pick<App, 'waiting'>, swaps: Swaps): string[] => [
  ...gaugeLines('mizan_requests_queued', 'Requests that wait for a place.', app.waiting()),
  ...swaps.lines(),
];

type Parts = {
  connections: ConnectionStore;
  pulled: OpenCatalogOptions['pulled'];
  live: NonNullable<ServedAgents['live']>;
  mcp: ReturnType<typeof createSharedMcp>;
};

/** The catalog with the stores of the data folder. Another config drops the MCP servers that it does not name. */
const openServed = async (
  options: StartServerOptions,
  { connections, pulled, live, mcp }: Parts,
): Promise<OpenCatalog> => {
  const data = options.data === ':memory:' ? undefined : options.data;
  const catalog = await openCatalog({
    ...options,
    live,
    mcp: mcp.open,
    pulled,
    runs: data && join(data, 'agents'),
    probes: data && join(data, 'probes'),
    tools: options.tools ?? servedTools,
    connections: connections.list(),
    choice: { ...options.choice, preferred: connections.defaultModel() },
  });
  return {
    ...catalog,
    setConfig: async (next) => {
      await catalog.setConfig(next);
      mcp.keepOnly(next);
    },
  };
};

/**
 * Opens everything and listens. Rejects with one clear sentence when a part can't be opened; nothing stays open then.
 */
export const startServer = async (options: StartServerOptions): Promise<RunningServer> => {
  const { config, report, configFile, env = process.env, log = () => {} } = options;
  const access = accessOf(options);
  const connections = openConnections(options.data);
  const pulled = options.data === ':memory:' ? undefined : openModelStore(options.data);
  const data = options.data === ':memory:' ? undefined : options.data;
  const live = options.live ?? createLiveRuns({ data });
  const mcp = createSharedMcp({ data, env, log });
  const opened = await openServed(options, { connections, pulled, live, mcp });
  let records: Records | undefined;
  let unfollow = (): void => {};
  let endCleaning = (): void => {};
  const pulls = pulled && createPulls({ store: pulled, env, baseUrls: () => opened.servers('ollama'), log });
  const close = async (): Promise<void> => {
    unfollow();
    endCleaning();
    await pulls?.close();
    await mcp.close();
    await opened.close();
    await records?.close();
  };
  try {
    records = openRecords(options, opened.catalog, connections);
    const { ledger, conversations } = records;
    requireKey(access, ledger);
    const swaps = createSwaps(opened, log);
    const app: App = createApp({
      ...appOptions(config, access),
      catalog: opened.catalog,
      ledger,
      routes: tracesApi(ledger, () => gaugesOf(app, swaps))
        .route('/', swapsApi(swaps))
        .route('/', connectionsApi({ connections, opened, env }))
        .route('/', pullsApi({ pulls, opened, env }))
        .route('/', runsApi(live)),
      conversations,
      page: pageWhenAsked(),
      ...defined({ report }),
    });
    const socket = await listen(app, {
      hostname: access.host.replace(/^\[|\]$/g, ''),
      port: options.port ?? config.server.port ?? PORT,
    });
    endCleaning = startRunCleaning(data, opened.config);
    unfollow = followFiles({
      opened,
      connections,
      configFile,
      log,
      models: pulled?.folder,
      published: publishedFolders(opened, swaps),
      ...defined({ intervalMs: options.followMs }),
    });
    let stopping: Promise<void> | undefined;
    const stop = async (graceSeconds?: number): Promise<void> => {
      await socket.stop(graceSeconds);
      await close();
    };
    const { close: _, ...shared } = opened;
    return {
      ...shared,
      url: socket.url,
      port: socket.port,
      ledger,
      keyed: access.keyed,
      warnings: warningsOf(access, opened, ledger),
      running: app.running,
      stop: (graceSeconds) => (stopping ??= stop(graceSeconds)),
    };
  } catch (error) {
    await close();
    throw error;
  }
};
