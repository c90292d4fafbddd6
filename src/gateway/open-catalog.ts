/**
 * The catalog of a config: a local model, the providers of the config and the connections, with roles, verifiers and
 * ceilings. It follows what the providers list, and it can be given another config or other connections while it is in
 * use. The server serves it (serve.ts); a program can ask it directly (open-chat.ts, library.ts).
 */
import { dirname } from 'node:path';
import { defined } from '../json.ts';
import { missingKeys, type Config } from '../provider/config.ts';
import { discover, type Discovered, type DiscoverOptions } from '../provider/discover.ts';
import type { PresetName } from '../provider/presets.ts';
import { openProviders, type Providers } from '../provider/providers.ts';
import type { Catalog } from '../server/catalog.ts';
import { nullSpan } from '../server/ledger/span.ts';
import { LIMITS } from '../server/limits.ts';
import type { Chat } from '../types.ts';
import { providerBackend, type Backend, type Swappable } from './backend.ts';
import { adapterBackends, localBackend } from './local-backend.ts';
import { agentModels, buildAgent, type AgentPlace, type ProbeModel, type ServedAgents } from './agents.ts';
import type { SharedMcp } from './mcp/sources.ts';
import { createModelProbes, togetherFacts, type ModelProbes, type ProbeTarget } from './model-probes.ts';
import { membersOf, probeTarget } from './probe-targets.ts';
import { createCatalog, SYSTEM, type CatalogOptions } from './catalog.ts';
import { applyConnections, type Connection } from './connections.ts';
import type { ModelStore } from '../hub/model-store.ts';
import type { LoadedModel } from '../local/load-model.ts';
import { EMBEDDED as EMBEDDED_FOLDER } from '../local/model-folder.ts';
import { openChat } from './open-chat.ts';
import { createHandedRuns, type HandedRuns } from './handed-runs.ts';
import { panelBackend } from './panel.ts';
import { chooseRoles, type ChosenBy, type ChosenRoles, type RoleSources, type SolverChoice } from './role-choice.ts';
import type { ThinkingFields } from './thinking-options.ts';
import { PulledModels, type OpenModel } from './pulled-models.ts';
import { codeRunners } from '../sandbox/runners.ts';
import { createVerifiers } from './verifiers.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export type OpenCatalogOptions = {
  model: LoadedModel;
  config: Config;
  env?: Env;
  /** Model servers that were added by hand: see connections.ts. */
  connections?: readonly Connection[];
  /** Models that were pulled: see pulled-models.ts. */
  pulled?: ModelStore | undefined;
  /** Opens the folder of a pulled model. Default: local/load-model.ts, which is imported then. */
  openModel?: OpenModel;
  /** Which model `mizan` thinks with, before the config's word. */
  choice?: SolverChoice;
  /** Receives what child processes (llama-server) write, line by line. */
  log?: (line: string) => void;
  /** Where to look for model servers on this machine. Undefined: nowhere. */
  discover?: DiscoverOptions | undefined;
  /** Where runs of served agents are written down. Default: in memory. */
  runs?: string | undefined;
  /** Where it is written down what was found out of models: see model-probes.ts. Default: in memory. */
  probes?: string | undefined;
  /** The tools that agents may use in a folder. Default: none. */
  tools?: ServedAgents['tools'];
  /** Runs of served agents that a person can answer and steer. Default: nobody can. */
  live?: ServedAgents['live'];
  /** The tools of MCP servers of a config that a person has agreed to. Default: none. */
  mcp?: SharedMcp['open'];
  /** For one's own questions: no request is ended by the server's time limit. Default false. */
  unlimitedTime?: boolean;
};

export type OpenCatalog = {
  catalog: Catalog;
  /** The model that `mizan` thinks with now, and why. */
  solver(): Backend;
  chosenBy(): ChosenBy;
  /** A model as a `Chat`, as a client would ask it: see open-chat.ts. Default: 'mizan'. */
  chat(name?: string, fields?: ThinkingFields): Chat;
  /** Whether a model sees what its tools give, and how large its window really is; tried where it is not known. */
  probe: ProbeModel;
  /** An agent by name, for a caller in this process; undefined when there is none: see agents.ts. */
  agent(name: string, place: AgentPlace): ReturnType<typeof buildAgent>;
  /** The config as it is now. */
  config(): Config;
  /** What the operator should know now, in plain sentences. */
  warnings(): readonly string[];
  /** The models of this process whose weights can be replaced. */
  swappable(): readonly Swappable[];
  /** Model servers on this machine that are not in use. */
  discovered(): readonly Discovered[];
  /** Addresses of the servers of a preset that are in use or were found. */
  servers(preset: PresetName): readonly string[];
  /** Looks again at what providers list and which servers run on this machine. */
  refresh(): Promise<void>;
  /** Takes other connections or another default from now on. Requests that run are not disturbed. */
  setConnections(connections: readonly Connection[], preferred: string | undefined): Promise<void>;
  /** Takes another config from now on. Rejects with one clear sentence and keeps the old one when it can't be used. */
  setConfig(config: Config): Promise<void>;
  /** Closes connections and ends children. The local model stays open: it belongs to the caller. */
  close(): Promise<void>;
};

/** How often providers without declared models are asked what they have, in milliseconds. */
const LIST_EVERY = 30_000;

/** Part of a request's time limit after which thinking decides with what it has, instead of failing at the limit. */
const DECIDE_AT = 0.95;

/** How long replaced providers stay open for requests that still run, in milliseconds. */
const RETIRE_AFTER = 600_000;

/** The providers of one config, as backends. */
type Source = { config: Config; env: Env; providers: Providers; backends(): Backend[] };

const openSource = (config: Config, env: Env, log: OpenCatalogOptions['log']): Source => {
  const providers = openProviders(config, { env, ...defined({ log }) });
  const known = new Map<unknown, Backend>();
  return {
    config,
    env,
    providers,
    backends: () =>
      providers.models().map((model) => {
        const backend = known.get(model) ?? providerBackend(model);
        known.set(model, backend);
        return backend;
      }),
  };
};

const openFolder: OpenModel = async (folder) =>
  (await import('../local/load-model.ts')).loadModel(folder, { lazy: true });

/** A second model of one name is found as PROVIDER/MODEL. */
const withoutDuplicates = (backends: readonly Backend[], reserved: readonly string[]): Backend[] => {
  const taken = new Set(reserved);
  return backends.flatMap((backend) => {
    const id = taken.has(backend.id) ? `${backend.ownedBy}/${backend.id}` : backend.id;
    if (taken.has(id)) return [];
    taken.add(id);
    return [id === backend.id ? backend : { ...backend, id }];
  });
};

/** What the operator's config sets for every request. */
const settingsOf = (
  config: Config,
  unlimitedTime: boolean,
  log: OpenCatalogOptions['log'],
): Omit<CatalogOptions, 'roles' | 'models'> => {
  const { server, verifiers, path } = config;
  const seconds = unlimitedTime ? undefined : (server.requestSeconds ?? LIMITS.seconds) * DECIDE_AT;
  return {
    verifiers: createVerifiers(verifiers, path === undefined ? process.cwd() : dirname(path)),
    ...(server.runCode !== false && { code: () => codeRunners(log) }),
    ceilings: defined({ seconds, tokens: server.maxTokens, cost: server.maxCost }),
  };
};

/**
 * The panels of a config over the models that are there now. One that names a missing model is left out, with a
 * sentence.
 */
const panelsOf = ({ panels }: Config, models: readonly Backend[]): { panels: Backend[]; faults: string[] } => {
  const faults: string[] = [];
  const found = Object.entries(panels).flatMap(([id, names]) => {
    const missing = names.filter((name) => !models.some((model) => model.id === name));
    const taken = models.some((model) => model.id === id);
    if (taken) faults.push(`the panel ${id} has the name of a model; rename it`);
    else if (missing.length > 0) faults.push(`the panel ${id} is not there: it needs ${missing.join(', ')}`);
    const members = names.flatMap((name) => models.filter((model) => model.id === name));
    return taken || missing.length > 0 ? [] : [{ ...panelBackend(members), id }];
  });
  return { panels: found, faults };
};

/** The catalog of what is open now, made anew when models, roles or settings have changed. */
class LiveCatalog {
  readonly #local: Backend;
  readonly #options: OpenCatalogOptions;
  readonly #handed: HandedRuns;
  readonly #probes: ModelProbes;
  readonly #retired = new Set<Source>();
  readonly #pulled: PulledModels | undefined;
  #base: Source;
  #connected: Source;
  #connectionWarnings: readonly string[] = [];
  #choice: SolverChoice;
  #settings: Omit<CatalogOptions, 'roles' | 'models'>;
  #faults: readonly string[] = [];
  #chosen: ChosenRoles | undefined;
  #models: readonly Backend[] = [];
  #panels: readonly Backend[] = [];
  #catalog: Catalog | undefined;

  constructor(options: OpenCatalogOptions) {
    const { config, connections = [], env = process.env, choice = {}, log, unlimitedTime = false } = options;
    this.#options = options;
    this.#handed = createHandedRuns(options.runs);
    this.#probes = createModelProbes(options.probes);
    this.#choice = choice;
    this.#local = localBackend(options.model);
    this.#settings = settingsOf(config, unlimitedTime, log);
    const { pulled: store, openModel: open = openFolder } = options;
    this.#pulled = store && new PulledModels({ store, open, env, log });
    const applied = applyConnections(config, env, connections);
    this.#connectionWarnings = applied.warnings;
    this.#base = openSource(config, env, log);
    this.#connected = openSource(applied.config, applied.env, log);
  }

  get catalog(): Catalog {
    return this.#catalog!;
  }
  get chosen(): ChosenRoles {
    return this.#chosen!;
  }
  get config(): Config {
    return this.#base.config;
  }

  /** What is known of a model: that of `mizan` is its solver's, that of a panel its members'. */
  readonly probe: ProbeModel = async (name, { span = nullSpan, ...options }) => {
    const id = this.catalog.find(name)?.model.id;
    const named = [...this.#models, ...this.#panels].find((model) => model.id === id);
    const backend = id === SYSTEM ? this.chosen.roles.solver : named;
    const providers = [this.#base, this.#connected].flatMap(({ config }) => config.providers);
    const targets = backend ? membersOf(backend).map((member) => probeTarget(member, providers, span)) : [];
    const known = targets.filter((target) => target !== undefined);
    const facts = async (target: ProbeTarget) => ({ id: target.id, facts: await this.#probes.of(target, options) });
    return known.length === 0 ? undefined : togetherFacts(await Promise.all(known.map(facts)));
  };

  agent(name: string, place: AgentPlace): ReturnType<typeof buildAgent> {
    const { verifiers = [] } = this.#settings;
    const find: Catalog['find'] = (model) => this.catalog.find(model);
    return buildAgent(name, { agents: this.config.agents, verifiers, find, probe: this.probe }, place);
  }

  warnings(): string[] {
    const missing = [this.#base, this.#connected].flatMap(({ config, env }) => missingKeys(config, env));
    return [
      ...new Set([
        ...missing,
        ...this.#connectionWarnings,
        ...this.#faults,
        ...(this.#pulled?.warnings() ?? []),
        ...this.chosen.warnings,
      ]),
    ];
  }

  swappable(): Swappable[] {
    const { id, versions } = this.#local;
    return versions ? [{ id, versions }] : [];
  }

  /** Addresses that are in use, for the search for others. */
  addresses(): (string | undefined)[] {
    return [this.#base, this.#connected].flatMap(({ config }) => config.providers.map(({ baseUrl }) => baseUrl));
  }

  servers(preset: PresetName): string[] {
    return [this.#connected, this.#base].flatMap(({ config }) =>
      config.providers.flatMap((entry) => (entry.preset === preset && entry.baseUrl ? [entry.baseUrl] : [])),
    );
  }

  /** Asks the providers what they have, then makes the catalog anew when that has changed. */
  async refresh(): Promise<void> {
    await this.#list([this.#base, this.#connected]);
    this.#pulled?.refresh();
    this.#rebuild(this.#settings);
  }

  async setConnections(connections: readonly Connection[], preferred: string | undefined): Promise<void> {
    const applied = applyConnections(this.#base.config, this.#options.env ?? process.env, connections);
    const source = openSource(applied.config, applied.env, this.#options.log);
    await this.#list([this.#base, source]);
    this.#retire(this.#connected);
    this.#connected = source;
    this.#connectionWarnings = applied.warnings;
    this.#choice = { ...this.#choice, preferred };
    this.#rebuild(this.#settings);
  }

  async setConfig(config: Config): Promise<void> {
    const settings = settingsOf(config, this.#options.unlimitedTime ?? false, this.#options.log);
    const [source, before] = [openSource(config, this.#options.env ?? process.env, this.#options.log), this.#base];
    try {
      await this.#list([source, this.#connected]);
      this.#base = source;
      this.#rebuild(settings, true);
    } catch (error) {
      this.#base = before;
      await source.providers.close();
      throw error;
    }
    this.#settings = settings;
    this.#retire(before);
  }

  async close(): Promise<void> {
    const sources = [this.#base, this.#connected, ...this.#retired];
    await Promise.all([...sources.map(({ providers }) => providers.close()), this.#pulled?.close()]);
  }

  /** Closes a replaced source once its requests have had time to end; at once where a child process holds a port. */
  #retire(source: Source): void {
    this.#retired.add(source);
    const children = source.config.providers.some(({ llamaServer }) => llamaServer !== undefined);
    setTimeout(
      () => {
        this.#retired.delete(source);
        void source.providers.close().catch(() => {});
      },
      children ? 0 : RETIRE_AFTER,
    ).unref();
  }

  async #list(sources: readonly Source[]): Promise<void> {
    const faults = await Promise.all(sources.map(({ providers }) => providers.refresh()));
    this.#faults = faults.flat().map(({ message }) => message);
  }

  /** `strict`: a role that no model can take is an error. Otherwise the first model takes it, with a warning. */
  #rebuild(settings: Omit<CatalogOptions, 'roles' | 'models'>, strict = this.#chosen === undefined): void {
    const sources = [this.#base, this.#connected];
    const adapters = adapterBackends(this.#options.model);
    const remote = withoutDuplicates(
      [...sources.flatMap((source) => source.backends()), ...(this.#pulled?.backends() ?? [])],
      [this.#local, ...adapters].map(({ id }) => id),
    );
    const roleSources: RoleSources = {
      config: this.#base.config,
      choice: this.#choice,
      local: this.#local,
      remote,
      providers: sources.flatMap(({ config, env }) => config.providers.map((entry) => ({ entry, env }))),
      faults: this.#faults,
    };
    try {
      this.#chosen = chooseRoles(roleSources);
    } catch (error) {
      if (strict) throw error;
      const config = { ...roleSources.config, roles: {} };
      this.#chosen = chooseRoles({ ...roleSources, config, choice: {} });
      this.#chosen.warnings.push((error as Error).message);
    }
    const { roles } = this.#chosen!;
    const demo = roles.solver !== this.#local && this.#options.model.folder === EMBEDDED_FOLDER;
    const local = demo ? asDemo(this.#local) : this.#local;
    this.#models = [local, ...adapters, ...remote];
    const { panels, faults } = panelsOf(this.config, this.#models);
    this.#chosen!.warnings.push(...faults);
    this.#panels = panels;
    const { tools = async () => [], live, mcp } = this.#options;
    const shared = mcp && ((servers: readonly string[]) => mcp(servers, this.config));
    const more = defined({ live, mcp: shared });
    const served = { agents: this.config.agents, tools, handed: this.#handed, probe: this.probe, ...more };
    const agents: CatalogOptions['agents'] = (parts) => agentModels({ ...served, ...parts });
    this.#catalog = createCatalog({ roles, models: this.#models, panels, agents, ...settings });
  }
}

/** The embedded model beside others: /v1/models says that it is a demo. */
const asDemo = (local: Backend): Backend => ({ ...local, about: { ...local.about, demo: true } });

/**
 * Opens it. Providers that list their models are asked for them now and every half minute, and so are the usual ports
 * of this machine when `discover` is given. Rejects with one clear sentence; nothing stays open then.
 */
export const openCatalog = async (options: OpenCatalogOptions): Promise<OpenCatalog> => {
  const live = new LiveCatalog(options);
  try {
    let found: readonly Discovered[] = [];
    const look = async (): Promise<void> => {
      if (options.discover) found = await discover({ ...options.discover, known: live.addresses() });
    };
    const refresh = async (): Promise<void> => {
      await Promise.all([live.refresh(), look()]);
    };
    await refresh();
    const timer = setInterval(() => {
      void refresh().catch(() => {});
    }, LIST_EVERY).unref();
    const catalog: Catalog = {
      models: () => live.catalog.models(),
      find: (name) => live.catalog.find(name),
      discovered: () => found,
    };
    return {
      catalog,
      solver: () => live.chosen.roles.solver,
      chosenBy: () => live.chosen.chosenBy,
      chat: (name, fields) => openChat(catalog, name, fields),
      probe: live.probe,
      agent: (name, place) => live.agent(name, place),
      config: () => live.config,
      swappable: () => live.swappable(),
      warnings: () => live.warnings(),
      discovered: () => found,
      servers: (preset) => [
        ...live.servers(preset),
        ...found.filter((server) => server.preset === preset).map(({ url }) => url),
      ],
      refresh,
      async setConnections(connections, preferred) {
        await live.setConnections(connections, preferred);
        await look();
      },
      setConfig: (config) => live.setConfig(config),
      async close() {
        clearInterval(timer);
        await live.close();
      },
    };
  } catch (error) {
    await live.close();
    throw error;
  }
};
