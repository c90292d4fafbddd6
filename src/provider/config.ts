/**
 * Reads the config file into entries with every default filled in: providers with their models, roles, settings of the
 * server, verifiers. It opens no connection and reads no key: `headersOf` looks keys up when a provider is first used.
 * The form of the file is in config-schema.ts and docs/formats.md.
 */
import { defined } from '../json.ts';
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { suggest } from '../suggest.ts';
import type { Wire } from '../types.ts';
import type { Price } from '../usage.ts';
import { configProblems, ConfigError, jsonFault } from './complaint.ts';
import { mcpEntries, mcpFault, type McpServerEntry } from './mcp-servers.ts';
import { PRESETS, UNKNOWN, type Capabilities, type Dialect, type Preset, type PresetName } from './presets.ts';
import {
  configSchema,
  type AgentSettings,
  type ModelFile,
  type ProviderFile,
  type ServerSettings,
  type VerifierSettings,
} from './config-schema.ts';

/** Bounds on waiting, in seconds. `idle` is between two pieces of a response, `total` from the first try to the end. */
export type Timeouts = { connect: number; firstByte: number; idle: number; total: number };

/**
 * Whether a model writes its thoughts into its answer between `<think>` tags. 'auto': if its name is of a family that
 * does. 'opened': it does and its template has written the opening tag already.
 */
export type ThinkTags = boolean | 'auto' | 'opened';

export type ModelEntry = {
  /** The name that callers use; unique among all providers. */
  name: string;
  provider: string;
  /** The name at the upstream. */
  model: string;
  about?: string;
  price?: Price;
  contextLength?: number;
  /** Whose advice on sampling holds: a row of model-families.ts. False: none. Undefined: that of its name. */
  family?: string | false;
  capabilities: Capabilities;
  thinkTags: ThinkTags;
  /** Names of models to turn to, in order, when this one can't be had. */
  fallbacks: readonly string[];
  /** Its tool calls are read and repaired when it is asked by its own name. */
  repair: boolean;
  /** Fields put into every request that does not have them. */
  body?: Wire;
};

/**
 * A GGUF file to be served by a llama-server that runs as a child. `gguf` and `executable` are absolute or bare names.
 */
export type LlamaServerEntry = {
  gguf: string;
  /** A GGUF file of a small model with the same vocabulary, which drafts tokens. */
  draft?: string;
  /** Requests that it answers side by side. */
  slots?: number;
  executable: string;
  args: readonly string[];
  port?: number;
  startSeconds: number;
  restarts: number;
};

type Reference = { env: string };

export type ProviderEntry = {
  name: string;
  title: string;
  preset?: PresetName;
  /** Without a slash at the end. Undefined for a llama-server child, which gets its port when it starts. */
  baseUrl: string | undefined;
  local: boolean;
  key?: Reference;
  headers: Readonly<Record<string, string | Reference>>;
  /** Undefined: whatever the upstream lists. */
  models: readonly ModelEntry[] | undefined;
  llamaServer?: LlamaServerEntry;
  timeouts: Timeouts;
  /** Tries after the first. */
  retries: number;
  concurrency: number;
  /** Calls that may wait for one of the `concurrency` places; more are turned away with 429. */
  queue: number;
  fallbacks: readonly string[];
  repair: boolean;
  dialect: Dialect;
  capabilities: Capabilities;
  body?: Wire;
};

/** `panel`: several names were given as the solver; `solver` is the first. */
type Roles = { solver?: string; panel?: readonly string[]; planner?: string; judge?: string };

type RolesFile = {
  solver?: string | readonly string[] | undefined;
  planner?: string | undefined;
  judge?: string | undefined;
};

const readRoles = ({ solver, ...rest }: RolesFile): Roles => {
  const panel = typeof solver === 'object' ? solver : undefined;
  return defined({ ...rest, solver: panel ? panel[0] : (solver as string | undefined), panel });
};

export type Config = {
  /** The file that it came from; undefined when there is none. */
  path?: string;
  providers: readonly ProviderEntry[];
  roles: Roles;
  server: ServerSettings;
  verifiers: readonly VerifierSettings[];
  agents: Readonly<Record<string, AgentSettings>>;
  panels: Readonly<Record<string, readonly string[]>>;
  mcpServers: readonly McpServerEntry[];
};

export const NO_CONFIG: Config = {
  providers: [],
  roles: {},
  server: {},
  verifiers: [],
  agents: {},
  panels: {},
  mcpServers: [],
};
/** The model that comes with Mizan: a name that roles and fallbacks may use. */
export const EMBEDDED = 'mizan';
/** The file that is read when none is named. */
const CONFIG_FILE = 'mizan.json';

const LOCAL_TIMEOUTS: Timeouts = { connect: 5, firstByte: 600, idle: 300, total: 3600 };
const REMOTE_TIMEOUTS: Timeouts = { connect: 10, firstByte: 120, idle: 60, total: 1800 };

const pick = <T extends object>(from: T, keys: readonly (keyof T)[]): Partial<T> =>
  Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Partial<T>;

/** The entry of a model at a provider, with the provider's defaults. Also for models that an upstream lists. */
export const modelEntry = (provider: ProviderEntry, name: string, given: ModelFile = {}): ModelEntry => ({
  name,
  provider: provider.name,
  model: given.model ?? name,
  ...(pick(given, ['about', 'price', 'contextLength', 'family']) as Pick<
    ModelEntry,
    'about' | 'price' | 'contextLength' | 'family'
  >),
  capabilities: { ...provider.capabilities, ...given.capabilities },
  thinkTags: given.thinkTags ?? (provider.dialect.parts ? false : 'auto'),
  fallbacks: given.fallbacks ?? provider.fallbacks,
  repair: given.repair ?? provider.repair,
  ...((provider.body ?? given.body) && { body: { ...provider.body, ...given.body } }),
});

const parseBaseUrl = (given: string, path: string, fault: (problem: string) => void): string => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    fault(`${path} must be an address such as http://127.0.0.1:8000/v1`);
  else if (url.username || url.password) fault(`${path} must not hold a name or password; use "key" or "headers"`);
  else if (/\/(chat\/)?completions\/?$/.test(url.pathname))
    fault(`${path} must end before /chat/completions, as in ${url.origin}/v1`);
  else if (url.search || url.hash) fault(`${path} must end with its path, without ? or #`);
  return given.replace(/\/+$/, '');
};

type Fault = (problem: string) => void;

/** A path of the file, from the folder that the file lies in. */
const resolvePath = (given: string, folder: string): string => {
  if (given.startsWith('~/')) return join(process.env.HOME ?? '', given.slice(2));
  return isAbsolute(given) ? given : join(folder, given);
};

/** Complains of headers that hold a secret in plain sight, and of those that HTTP can't carry. */
const checkHeaders = (headers: ProviderFile['headers'], at: string, fault: Fault): void => {
  for (const [header, value] of Object.entries(headers ?? {})) {
    if (typeof value === 'string' && /authorization|key|token|secret/i.test(header))
      fault(`${at}.headers.${header} must be "$NAME", the name of an environment variable`);
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header) || (typeof value === 'string' && /[^\t\x20-\x7e]/.test(value)))
      fault(`${at}.headers.${header} can't be sent as a header`);
  }
};

const llamaServerEntry = (llama: NonNullable<ProviderFile['llamaServer']>, folder: string): LlamaServerEntry => {
  const { executable = 'llama-server' } = llama;
  return {
    gguf: resolvePath(llama.gguf, folder),
    args: llama.args ?? [],
    startSeconds: llama.startSeconds ?? 300,
    restarts: llama.restarts ?? 5,
    executable: /[\\/]/.test(executable) ? resolvePath(executable, folder) : executable,
    ...(llama.port !== undefined && { port: llama.port }),
    ...(llama.draft !== undefined && { draft: resolvePath(llama.draft, folder) }),
    ...(llama.slots !== undefined && { slots: llama.slots }),
  };
};

/** One number bounds every wait but the connection, which it only shortens. */
const timeoutsOf = (given: ProviderFile['timeoutSeconds'], local: boolean): Timeouts => {
  const bounds = local ? LOCAL_TIMEOUTS : REMOTE_TIMEOUTS;
  if (typeof given !== 'number') return { ...bounds, ...given };
  return { connect: Math.min(bounds.connect, given), firstByte: given, idle: given, total: given };
};

const DIALECT_FIELDS = [
  'reasoning',
  'echo',
  'maxTokens',
  'seed',
  'streamUsage',
  'parts',
  'developer',
  'plainTurns',
  'lists',
  'noThink',
] as const;

/** The preset's dialect with what the file says in its place. */
const dialectOf = (preset: Omit<Preset, 'baseUrl'>, file: ProviderFile): Dialect => {
  const { reasoning, echo, maxTokens, seed, streamUsage, parts, developer, plainTurns, lists, noThink } = preset;
  return {
    reasoning,
    echo,
    maxTokens,
    seed,
    streamUsage,
    lists,
    ...(parts && { parts }),
    ...(developer && { developer }),
    ...(plainTurns && { plainTurns }),
    ...(noThink && { noThink }),
    ...(pick(file, DIALECT_FIELDS) as Partial<Dialect>),
  };
};

/** The address of the API, or undefined for a llama-server that is started here. Complains of none and of two. */
const addressOf = (file: ProviderFile, preset: { baseUrl?: string }, at: string, fault: Fault): string | undefined => {
  const address = file.baseUrl ?? (file.llamaServer ? undefined : preset.baseUrl);
  if (address === undefined && !file.llamaServer)
    fault(`${at} has no address; give it a "preset", a "baseUrl" or a "llamaServer"`);
  if (file.llamaServer && file.baseUrl !== undefined)
    fault(`${at} has a "llamaServer" and a "baseUrl"; one of the two: a server started here gets its own address`);
  return address === undefined ? undefined : parseBaseUrl(address, `${at}.baseUrl`, fault);
};

const readProvider = (name: string, file: ProviderFile, folder: string, fault: Fault): ProviderEntry => {
  const at = `providers.${name}`;
  const presetName = file.preset ?? (file.llamaServer ? 'llama-server' : undefined);
  const preset: Omit<Preset, 'baseUrl'> & { baseUrl?: string } = presetName ? PRESETS[presetName] : UNKNOWN;
  const baseUrl = addressOf(file, preset, at, fault);
  checkHeaders(file.headers, at, fault);
  const local = preset.local || (baseUrl !== undefined && /^https?:\/\/(127\.|localhost|\[::1\])/.test(baseUrl));
  const key =
    file.key ?? (preset.keyEnv !== undefined && file.baseUrl === undefined ? { env: preset.keyEnv } : undefined);
  const llama = file.llamaServer;
  const entry: ProviderEntry = {
    name,
    title: preset.title,
    ...(presetName && { preset: presetName }),
    baseUrl,
    local,
    ...(key && { key }),
    headers: file.headers ?? {},
    models: undefined,
    ...(llama && { llamaServer: llamaServerEntry(llama, folder) }),
    timeouts: timeoutsOf(file.timeoutSeconds, local),
    retries: file.retries ?? 2,
    concurrency: file.concurrency ?? preset.concurrency,
    queue: file.queue ?? 256,
    fallbacks: file.fallbacks ?? [],
    repair: file.repair ?? false,
    capabilities: { ...preset.capabilities, ...file.capabilities },
    dialect: dialectOf(preset, file),
    ...(file.body && { body: file.body }),
  };
  const models = file.models ?? (llama ? { [name]: {} } : undefined);
  if (!models && !entry.dialect.lists)
    fault(`${at}.models is missing, and this upstream does not list its models; name them: "models": { "NAME": {} }`);
  return { ...entry, models: models && Object.entries(models).map(([id, given]) => modelEntry(entry, id, given)) };
};

/** Names that occur twice, and names that refer to nothing. Providers that list their models may know any name. */
const checkNames = (providers: readonly ProviderEntry[], roles: Roles, fault: (problem: string) => void): void => {
  const owner = new Map<string, string>([[EMBEDDED, 'Mizan itself']]);
  for (const { name, models } of providers) {
    for (const item of models ?? []) {
      const other = owner.get(item.name);
      if (other !== undefined)
        fault(
          `the model name "${item.name}" of providers.${name} belongs to ${other} already; give it another: "OTHER-NAME": { "model": "${item.model}" }`,
        );
      else owner.set(item.name, `providers.${name}`);
    }
  }
  const open = providers.some(({ models }) => !models);
  const refer = (to: string, path: string): void => {
    if (owner.has(to) || open) return;
    const meant = suggest(to, [...owner.keys()]);
    fault(
      `${path} names "${to}", which no provider has; ${meant ? `did you mean "${meant}"?` : `known: ${[...owner.keys()].join(', ')}`}`,
    );
  };
  const { panel, ...named } = roles;
  panel?.forEach((to, i) => refer(to, `roles.solver[${i}]`));
  for (const [role, to] of Object.entries(named)) if (!(role === 'solver' && panel)) refer(to, `roles.${role}`);
  for (const { name, models, fallbacks } of providers) {
    for (const to of fallbacks) refer(to, `providers.${name}.fallbacks`);
    for (const fallback of models ?? [])
      if (fallback.fallbacks !== fallbacks)
        for (const to of fallback.fallbacks) refer(to, `providers.${name}.models["${fallback.name}"].fallbacks`);
  }
};

/** Folders of agents, from the folder that the file lies in. */
const withFolders = (agents: Config['agents'], folder: string): Config['agents'] =>
  Object.fromEntries(
    Object.entries(agents).map(([name, agent]) => [
      name,
      agent.folder === undefined ? agent : { ...agent, folder: resolvePath(agent.folder, folder) },
    ]),
  );

/**
 * Agents that name agents or verifiers that there are not. Models come and go; they are looked up when they are asked.
 */
const checkAgents = (
  agents: Config['agents'],
  panels: Config['panels'],
  { verifiers, servers }: { verifiers: readonly VerifierSettings[]; servers: readonly string[] },
  fault: Fault,
): void => {
  const checks = verifiers.map((verifier) => ('name' in verifier ? verifier.name : verifier.type));
  const refer = (to: string, known: readonly string[], path: string, what: string): void => {
    if (known.includes(to)) return;
    const meant = suggest(to, known);
    fault(`${path} names ${what} "${to}", which is not in this file${meant ? `; did you mean "${meant}"?` : ''}`);
  };
  for (const [name, { tools = [], checks: named = [] }] of Object.entries(agents)) {
    for (const tool of tools) {
      if (tool.startsWith('agent:'))
        refer(tool.slice(6), [...Object.keys(agents), 'act'], `agents.${name}.tools`, 'the agent');
      if (tool.startsWith('mcp:')) refer(tool.slice(4), servers, `agents.${name}.tools`, 'the MCP server');
    }
    for (const check of named) refer(check, checks, `agents.${name}.checks`, 'the verifier');
  }
  for (const name of Object.keys(panels))
    if (/^(?:mizan|agent)(?::|$)/.test(name))
      fault(`panels.${name} must have another name: "mizan" and "agent" are taken`);
};

/**
 * Reads the text of a config file. `where` names it in errors; relative paths in it start at `folder`. Throws a
 * `ConfigError`.
 */
export const readConfig = (text: string, where: string, folder: string): Config => {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ConfigError(where, [jsonFault(text, error)]);
  }
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw new ConfigError(where, configProblems(parsed.error.issues, value, configSchema));
  const problems: string[] = [];
  const fault = (problem: string): void => {
    problems.push(problem);
  };
  const { providers: files = {}, server = {}, verifiers = [], agents = {}, panels = {}, mcpServers = {} } = parsed.data;
  const roles = readRoles(parsed.data.roles ?? {});
  for (const name of Object.keys(files))
    if (!/^[\w.-]+$/.test(name))
      fault(`the provider name ${JSON.stringify(name)} may hold letters, digits, '.', '_' and '-' only`);
  const providers = Object.entries(files).map(([name, file]) => readProvider(name, file, folder, fault));
  checkNames(providers, roles, fault);
  checkAgents(agents, panels, { verifiers, servers: Object.keys(mcpServers) }, fault);
  for (const [name, file] of Object.entries(mcpServers)) {
    const problem = mcpFault(name, file);
    if (problem !== undefined) fault(problem);
  }
  if (problems.length > 0) throw new ConfigError(where, problems);
  return {
    path: where,
    providers,
    roles,
    server,
    verifiers,
    agents: withFolders(agents, folder),
    panels,
    mcpServers: mcpEntries(mcpServers, folder),
  };
};

/** The config of `path`, or of mizan.json in `folder` where there is one, or an empty one. Throws a `ConfigError`. */
export const loadConfig = (path: string | undefined, folder: string): Config => {
  const file = path === undefined ? join(folder, CONFIG_FILE) : isAbsolute(path) ? path : join(folder, path);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (path === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return NO_CONFIG;
    throw new ConfigError(path ?? CONFIG_FILE, [
      `it can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)}); check the path and its permissions`,
    ]);
  }
  return { ...readConfig(text, path ?? CONFIG_FILE, dirname(file)), path: file };
};

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Begins the variables under which keys of connections stand in an environment (gateway/connections.ts). Nobody types
 * them.
 */
export const STORED_KEY = 'KEY_OF_CONNECTION_';

const lookUp = ({ env: name }: Reference, provider: string, env: Env): string => {
  const value = env[name]?.trim();
  if (!value)
    throw new ConfigError(`provider ${provider}`, [
      `the environment variable ${name} is not set; set it to the provider's key and start again`,
    ]);
  if (/[^\x21-\x7e]/.test(value))
    throw new ConfigError(`provider ${provider}`, [
      name.startsWith(STORED_KEY)
        ? `the stored key holds characters that no key has; give it again: mizan connect ${provider}`
        : `the environment variable ${name} holds characters that no key has; copy the key again`,
    ]);
  return value;
};

/**
 * The headers that a provider is called with, the key among them. Throws a `ConfigError` that names the missing
 * variable.
 */
export const headersOf = ({ name, key, headers }: ProviderEntry, env: Env): Record<string, string> => ({
  ...(key && { authorization: `Bearer ${lookUp(key, name, env)}` }),
  ...Object.fromEntries(
    Object.entries(headers).map(([header, value]) => [
      header.toLowerCase(),
      typeof value === 'string' ? value : lookUp(value, name, env),
    ]),
  ),
});

/**
 * One sentence per provider whose environment variables are missing: a warning when the server starts, an error when it
 * is used.
 */
export const missingKeys = (config: Config, env: Env): string[] =>
  config.providers.flatMap((provider) => {
    try {
      headersOf(provider, env);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
