/**
 * Mizan as a library: the server as a function (`serve`), and its models without a server (`openModels`).
 *
 *   const models = await openModels({ config: { providers: { ollama: { preset: 'ollama' } } } });
 *   const chat = models.chat('mizan', { effort: 'high' });
 *   for await (const event of chat({ messages: [{ role: 'user', content: 'What is 17 * 23?' }] })) console.log(event);
 *   await models.close();
 */
import { loadConfig, NO_CONFIG, readConfig, type Config } from '../provider/config.ts';
import { loadModel, type LoadOptions, type LoadedModel } from '../local/load-model.ts';
import { defined } from '../json.ts';
import { openCatalog, type OpenCatalog } from './open-catalog.ts';
import { startServer } from './serve.ts';

export type LibraryOptions = {
  /** A model folder, or a loaded model, which the caller closes. Default: the embedded model. */
  model?: string | LoadedModel;
  /** The path of a config file, or its content (docs/formats.md). Default: none; mizan.json is not looked for. */
  config?: string | Readonly<Record<string, unknown>>;
  /** Processor threads of the model. */
  threads?: number;
  /** How the weights of a model folder are held; 'auto' (default) takes int8 where it pays. */
  precision?: LoadOptions['precision'];
  /** A folder with a small model of the same tokenizer that drafts for the model in `model`. */
  draft?: string;
  /** Where the model folder runs: 'cpu' (default), 'webgpu' or 'cuda'. */
  device?: LoadOptions['device'];
};

export type ServeOptions = LibraryOptions & {
  /** Default 127.0.0.1. Any other address requires API keys, which are stored in `data`. */
  host?: string;
  /** Default 4747; 0 takes a free one. */
  port?: number;
  /** The folder of traces, spend, keys and connections. Default: in memory, gone at the end. */
  data?: string;
  /** Ask for a key on loopback too. */
  requireKeys?: boolean;
};

export type Served = {
  /** http://127.0.0.1:4747; the base URL of OpenAI clients is this and /v1. */
  url: string;
  port: number;
  /** What the operator should know, in plain sentences. */
  warnings: readonly string[];
  /** Lets requests finish for `graceSeconds` (default 10), cancels the rest, and closes everything that was opened. */
  stop(graceSeconds?: number): Promise<void>;
};

const configFrom = (config: LibraryOptions['config']): Config => {
  if (config === undefined) return NO_CONFIG;
  if (typeof config === 'string') return loadConfig(config, process.cwd());
  return readConfig(JSON.stringify(config), 'config', process.cwd());
};

/** The model and how to close it. A model that the caller passed stays open. */
const modelFrom = async ({
  model,
  threads,
  precision,
  draft,
  device,
}: LibraryOptions): Promise<{ model: LoadedModel; close(): Promise<void> }> => {
  if (typeof model === 'object') return { model, close: async () => {} };
  const loaded = await loadModel(model, defined({ threads, precision, draft, device }));
  return { model: loaded, close: loaded.close };
};

/** Opens the models of a config for use in this process. Rejects with one clear sentence; nothing stays open then. */
export const openModels = async (options: LibraryOptions = {}): Promise<OpenCatalog> => {
  const config = configFrom(options.config);
  const { model, close } = await modelFrom(options);
  try {
    const opened = await openCatalog({ model, config });
    return {
      ...opened,
      async close() {
        await opened.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** The server of `mizan serve`, in this process. Rejects with one clear sentence and leaves nothing open. */
export const serve = async (options: ServeOptions = {}): Promise<Served> => {
  const { host, port, data = ':memory:', requireKeys } = options;
  const config = configFrom(options.config);
  const { model, close } = await modelFrom(options);
  try {
    const { url, port: taken, warnings, stop } = await startServer({ model, config, data, host, port, requireKeys });
    return {
      url,
      port: taken,
      warnings,
      async stop(graceSeconds) {
        await stop(graceSeconds);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};
