/**
 * Opens the models that the flags of a verb name: those of the config file, the connections of the data folder, the
 * server of
 * `--use`, and the solver among them.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { presetNamed } from '../../gateway/add-connection.ts';
import { openModelStore, type ModelStore } from '../../hub/model-store.ts';
import { openConnections, type Connection } from '../../gateway/connections.ts';
import { findModelServer } from '../../gateway/model-servers.ts';
import { openCatalog, type OpenCatalog, type OpenCatalogOptions } from '../../gateway/open-catalog.ts';
import type { SolverChoice } from '../../gateway/role-choice.ts';
import { dataFolder } from '../../gateway/data-folder.ts';
import type { LoadedModel } from '../../local/load-model.ts';
import { EMBEDDED, loadConfig, readConfig, type Config, type ProviderEntry } from '../../provider/config.ts';
import { PRESETS, type Preset } from '../../provider/presets.ts';
import { defined } from '../../json.ts';
import { printable } from '../../terminal/text-width.ts';
import { UsageError } from '../../usage-error.ts';
import type { CliContext } from './context.ts';
import type { MODEL_FLAGS } from './model-flags.ts';
import type { Values } from './options.ts';

type ModelValues = Values<typeof MODEL_FLAGS>;

export type Prepared = {
  config: Config;
  data: string;
  connections: readonly Connection[];
  choice: SolverChoice;
  /** Models that were pulled. */
  pulled: ModelStore;
  /** The config file, to be read again when it is edited. */
  configFile: { path: string; read(): Config } | undefined;
};

/** A provider that `--use` adds to the config, the name of one that is there, or a pulled model. */
type Use =
  | { provider: string; entry?: ProviderEntry; model?: undefined }
  | { model: string; provider?: undefined; entry?: undefined };

const readUse = async (
  word: string,
  config: Config,
  connections: readonly Connection[],
  signal: AbortSignal,
  pulled: ModelStore,
): Promise<Use> => {
  const known = [...config.providers.map(({ name }) => name), ...connections.map(({ name }) => name)];
  if (known.includes(word)) return { provider: word };
  const models = pulled.list();
  const model = models.find(({ name, repo }) => name.toLowerCase() === word.toLowerCase() || repo === word);
  if (model) return { model: model.name };
  const preset = presetNamed(word, [...known, ...models.map(({ name }) => name)]);
  const server = preset === undefined ? await findModelServer(word, { signal }) : undefined;
  const same = [...config.providers, ...connections].find(({ baseUrl }) => baseUrl === server?.baseUrl);
  if (server && same) return { provider: same.name };
  const kind = preset ?? server?.preset;
  const usual: Preset | undefined = kind && PRESETS[kind];
  const name =
    kind !== undefined && !known.includes(kind) ? kind : new URL(server!.baseUrl).host.replace(/[^\w.-]/g, '-');
  const file = {
    preset: kind,
    baseUrl: server?.baseUrl,
    key: usual?.keyEnv === undefined ? undefined : `$${usual.keyEnv}`,
  };
  const { providers } = readConfig(JSON.stringify({ providers: { [name]: file } }), '--use', process.cwd());
  return { provider: name, entry: providers[0]! };
};

/** Requests that the llama-server of --gguf answers side by side: the candidates of a vote. */
const GGUF_SLOTS = 4;

/** Throws a `UsageError` where a path is no GGUF file: llama-server would fail without saying why. */
const requireGguf = (flag: string, path: string): void => {
  const shown = printable(path);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`${flag} ${shown}: there is no such file; give the path of a GGUF file`);
  const magic = Buffer.alloc(4);
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    readSync(file, magic, 0, 4, 0);
  } catch (error) {
    throw new UsageError(`${flag} ${shown} can't be read: ${(error as Error).message}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
  if (magic.toString('latin1') !== 'GGUF')
    throw new UsageError(`${flag} ${shown} is no GGUF file; a folder of safetensors is given with --model`);
};

/** The provider of --gguf: a llama-server of its own, with the draft model and slots for the answers of a vote. */
const ggufUse = ({ gguf, draft, use }: Pick<ModelValues, 'gguf' | 'draft' | 'use'>, taken: readonly string[]): Use => {
  if (use !== undefined) throw new UsageError('--use and --gguf name two places to think; choose one of them');
  requireGguf('--gguf', gguf!);
  if (draft !== undefined) requireGguf('--draft', draft);
  const file = basename(gguf!)
    .replace(/\.gguf$/i, '')
    .replace(/[^\w.-]/g, '-');
  const name = taken.includes(file) ? `${file}-file` : file;
  const llamaServer = { gguf, slots: GGUF_SLOTS, ...(draft !== undefined && { draft }) };
  const { providers } = readConfig(JSON.stringify({ providers: { [name]: { llamaServer } } }), '--gguf', process.cwd());
  return { provider: name, entry: providers[0]! };
};

/** The drafting model of the model folder; --gguf has its own. */
export const draftOf = ({ draft, gguf, model }: Pick<ModelValues, 'draft' | 'gguf' | 'model'>) => {
  if (draft !== undefined && gguf === undefined && model === undefined)
    throw new UsageError('--draft names a model that drafts for another; say which with --model FOLDER or --gguf FILE');
  return gguf === undefined ? defined({ draft }) : {};
};

/** How the flags say that model folders are run. */
export const runningOf = ({ threads, precision, device }: Pick<ModelValues, 'threads' | 'precision' | 'device'>) =>
  defined({ threads, precision, device });

const withEntry = (config: Config, entry: ProviderEntry | undefined): Config =>
  entry ? { ...config, providers: [...config.providers, entry] } : config;

/** Reads the config, the connections and the choice of a model. Throws a `UsageError` or a `ConfigError`. */
export const prepareModels = async (
  values: Omit<ModelValues, 'threads' | 'precision' | 'device'>,
  context: CliContext,
  signal: AbortSignal,
): Promise<Prepared> => {
  const config = loadConfig(values.config, process.cwd());
  const data = dataFolder(values.data, config, context.env);
  const store = openConnections(data);
  const connections = store.list();
  const pulled = openModelStore(data);
  const taken = [...config.providers, ...connections].map(({ name }) => name);
  const server = values.use === undefined ? undefined : await readUse(values.use, config, connections, signal, pulled);
  const use = values.gguf === undefined ? server : ggufUse(values, taken);
  const ownFolder = values.model !== undefined && use === undefined ? EMBEDDED : undefined;
  return {
    config: withEntry(config, use?.entry),
    data,
    connections,
    pulled,
    choice: {
      name: values.solver ?? use?.model ?? ownFolder,
      provider: use?.provider,
      preferred: store.defaultModel(),
    },
    configFile:
      config.path === undefined
        ? undefined
        : { path: config.path, read: () => withEntry(loadConfig(values.config, process.cwd()), use?.entry) },
  };
};

export type OpenedModels = {
  opened: OpenCatalog;
  model: LoadedModel;
  data: string;
  /** Why no model that the person connected answers; undefined where one does, or none is connected. */
  absent: string | undefined;
  close(): Promise<void>;
};

/** Throws where the models of the person do not answer: the demo in their place would surprise. */
export const requireOwnModel = ({ absent }: Pick<OpenedModels, 'absent'>): void => {
  if (absent !== undefined)
    throw new Error(`no model of yours answers: ${absent}; to ask the embedded demo instead: --solver ${EMBEDDED}`);
};

/** An error about the default of the connections, told as one about what was never typed. */
const aboutDefault = (error: unknown): unknown =>
  error instanceof UsageError && error.message.startsWith('--solver names')
    ? new UsageError(
        `${error.message.replace('--solver names', 'your default is')}; choose another with mizan connect default NAME, or none with mizan connect default --none`,
      )
    : error;

/**
 * Opens the models for a verb that asks them itself. The default of the connections must be there, and so must be what
 * else was connected once it is asked (`requireOwnModel`). `agents`: what agents that are served may use, by the data
 * folder. `lazy`: weights are read when a question needs the model. Rejects with one clear sentence; nothing stays open
 * then.
 */
export const openModels = async (
  values: ModelValues,
  context: CliContext,
  signal: AbortSignal,
  {
    agents = () => ({}),
    lazy = false,
  }: { agents?: (data: string) => Partial<Pick<OpenCatalogOptions, 'tools' | 'mcp'>>; lazy?: boolean } = {},
): Promise<OpenedModels> => {
  const { config, data, connections, choice, pulled } = await prepareModels(values, context, signal);
  const { name, provider, preferred } = choice;
  const chosen = name ?? (provider === undefined && config.roles.solver === undefined ? preferred : undefined);
  const solver = chosen ?? (provider === undefined ? config.roles.solver : undefined);
  const others = provider !== undefined || connections.length + config.providers.length + pulled.list().length > 0;
  const remote = solver === undefined ? others : solver !== EMBEDDED;
  const running = runningOf(values);
  // Its weights are read with the first question, which may go elsewhere.
  const model = await context.open(values.model, { lazy: lazy || remote, ...running, ...draftOf(values) });
  try {
    const opened = await openCatalog({
      model,
      config,
      connections,
      pulled,
      env: context.env,
      openModel: (folder) => context.open(folder, { lazy: true, ...running }),
      choice: { ...choice, name: chosen },
      probes: join(data, 'probes'),
      unlimitedTime: true,
      ...agents(data),
    });
    const away = others && opened.chosenBy() === 'embedded' && solver === undefined;
    const reasons = opened.warnings().join('; ');
    return {
      opened,
      model,
      data,
      absent: away ? reasons || 'what you connected has no model now' : undefined,
      async close() {
        await opened.close();
        await model.close();
      },
    };
  } catch (error) {
    await model.close();
    throw name === undefined ? aboutDefault(error) : error;
  }
};
