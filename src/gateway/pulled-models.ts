/**
 * The models of the store (hub/model-store.ts) as backends of the catalog: folders of safetensors run in this process,
 * GGUF files in a llama-server that is started for them. Nothing is loaded before a model is asked.
 *
 * Models of this process share its memory: one that is not in use makes room for one that is asked.
 */
import { totalmem } from 'node:os';
import { defined } from '../json.ts';
import { findExecutable } from '../provider/llama-server.ts';
import { modelFamilyOf } from '../provider/model-families.ts';
import { NO_CONFIG, readConfig, type Config } from '../provider/config.ts';
import { openProviders, type Providers } from '../provider/providers.ts';
import type { ModelStore, StoredModel } from '../hub/model-store.ts';
import type { LoadedModel } from '../local/load-model.ts';
import type { Chat, ChatEvent, ChatRequest } from '../types.ts';
import { providerBackend, type Backend } from './backend.ts';
import { localBackend } from './local-backend.ts';
import { advisedSampling, describeFamily } from './family-advice.ts';

/** The owner of a pulled model in GET /v1/models. */
export const PULLED = 'pulled';

/** Opens a model folder; it may read the weights with its first request. */
export type OpenModel = (folder: string) => Promise<LoadedModel>;

export type PulledModelsOptions = {
  store: ModelStore;
  open: OpenModel;
  env: Readonly<Record<string, string | undefined>>;
  log?: ((line: string) => void) | undefined;
  /** Bytes of memory that loaded models may take together. */
  memory?: number;
};

/** Which engine runs a stored model here, and what is missing when none does. */
export type Engine = { engine: 'mizan' | 'llama-server' } | { engine: null; missing: string };

/** Most tokens of a reply when the request names no bound: models of this kind may think first. */
const MOST_TOKENS = 4096;

export const engineOf = ({ kind }: Pick<StoredModel, 'kind'>, env: PulledModelsOptions['env']): Engine => {
  if (kind === 'safetensors') return { engine: 'mizan' };
  if (findExecutable('llama-server', env.PATH) !== undefined) return { engine: 'llama-server' };
  return {
    engine: null,
    missing:
      'a GGUF file runs in llama-server, which is not on the PATH; install it (brew install llama.cpp, or https://github.com/ggml-org/llama.cpp/releases), or pull it into Ollama: mizan pull ollama:hf.co/OWNER/REPO:FILE',
  };
};

type Loaded = { model: Promise<LoadedModel>; bytes: number; active: number; used: number };

/** Loads models of this process when they are asked, within `memory` bytes together. */
class Loader {
  readonly #open: OpenModel;
  readonly #memory: number;
  readonly #loaded = new Map<string, Loaded>();
  #waiting: (() => void)[] = [];
  #uses = 0;

  constructor(open: OpenModel, memory: number) {
    this.#open = open;
    this.#memory = memory;
  }

  /**
   * Makes room for `bytes`: closes models that nobody uses, the longest unused first, and waits while all are in use.
   */
  async #makeRoom(bytes: number): Promise<void> {
    for (;;) {
      const taken = [...this.#loaded.values()].reduce((sum, entry) => sum + entry.bytes, 0);
      if (this.#loaded.size === 0 || taken + bytes <= this.#memory) return;
      const idle = [...this.#loaded].filter(([, { active }]) => active === 0);
      const [oldest] = idle.sort(([, a], [, b]) => a.used - b.used);
      if (oldest) {
        this.#loaded.delete(oldest[0]);
        await oldest[1].model.then(({ close }) => close()).catch(() => {});
      } else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #acquire({ folder, memory = 0 }: StoredModel): Promise<Loaded> {
    if (!this.#loaded.has(folder)) await this.#makeRoom(memory);
    const entry = this.#loaded.get(folder) ?? { model: this.#open(folder), bytes: memory, active: 0, used: 0 };
    this.#loaded.set(folder, entry);
    entry.active++;
    entry.used = this.#uses++;
    return entry;
  }

  async *chat(stored: StoredModel, request: ChatRequest): AsyncGenerator<ChatEvent> {
    const entry = await this.#acquire(stored);
    try {
      const model = await entry.model;
      const maxTokens = request.maxTokens ?? Math.min(MOST_TOKENS, Math.ceil(model.contextLength / 2));
      yield* model.chat({ ...request, maxTokens });
    } catch (error) {
      if (this.#loaded.get(stored.folder) === entry) this.#loaded.delete(stored.folder); // the next request tries anew
      yield failedEvent(error);
    } finally {
      entry.active--;
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#loaded.values()].map(({ model }) => model.then(({ close }) => close()).catch(() => {})),
    );
  }
}

const failedEvent = (error: unknown): ChatEvent => {
  const message = error instanceof Error ? error.message : String(error);
  const reply = {
    index: 0,
    plan: '',
    reasoning: '',
    content: message,
    finish: 'error',
    tokens: 0,
    logprob: 0,
  } as const;
  return {
    type: 'done',
    reply,
    usage: { promptTokens: 0, completionTokens: 0 },
    seconds: 0,
    failure: { status: 503, type: 'model_error', code: 'model_unavailable', message },
  };
};

/** Fields of GET /v1/models about where a model came from. */
const origin = ({ repo, hub, licence, bytes, parameters }: StoredModel): Record<string, unknown> => ({
  pulled: defined({ repository: repo, hub, licence, bytes, parameters }),
});

/** A folder of safetensors, not loaded yet. */
const folderBackend = (stored: StoredModel, chat: Chat): Backend => {
  const { name, folder, contextLength = 2048 } = stored;
  const backend = localBackend({ name, folder, chat, contextLength, sections: false, close: async () => {} });
  const family = modelFamilyOf(name);
  const answers = family?.answer === undefined ? 'label' : 'box';
  return {
    ...backend,
    ownedBy: PULLED,
    ...(family && { sampling: advisedSampling(family, {}), answers }),
    about: { ...backend.about, ...origin(stored), ...(family && { family: describeFamily(family) }) },
  };
};

/** A config of one provider for each GGUF file. */
const configOf = (models: readonly StoredModel[]): Config => {
  const providers = models.flatMap(({ name, gguf }) => {
    const file = { llamaServer: { gguf }, models: { [name]: {} } };
    return gguf === undefined
      ? []
      : readConfig(JSON.stringify({ providers: { [name]: file } }), `the pulled model ${name}`, '/').providers;
  });
  return { ...NO_CONFIG, providers };
};

/** The pulled models of a catalog. `refresh` reads the store again. */
export class PulledModels {
  readonly #options: PulledModelsOptions;
  readonly #loader: Loader;
  #seen = '';
  #backends: readonly Backend[] = [];
  #warnings: readonly string[] = [];
  #providers: Providers | undefined;

  constructor(options: PulledModelsOptions) {
    this.#options = options;
    this.#loader = new Loader(options.open, options.memory ?? 0.8 * totalmem());
    this.refresh();
  }

  /** Reads the store. Backends of models that did not change stay the same objects. */
  refresh(): void {
    const { store, env, log } = this.#options;
    const models = store.list();
    const seen = JSON.stringify(models.map(({ name, commit, pulled }) => [name, commit, pulled]));
    if (seen === this.#seen) return;
    this.#seen = seen;
    const before = this.#providers;
    const engines = models.map((model) => ({ model, runs: engineOf(model, env) }));
    const inServer = engines.filter(({ runs }) => runs.engine === 'llama-server').map(({ model }) => model);
    this.#providers = inServer.length > 0 ? openProviders(configOf(inServer), { env, ...defined({ log }) }) : undefined;
    const served = this.#providers?.models().map(providerBackend) ?? [];
    this.#backends = engines.flatMap(({ model, runs }): Backend[] => {
      if (runs.engine === null) return [];
      if (runs.engine === 'mizan') return [folderBackend(model, (request) => this.#loader.chat(model, request))];
      const found = served.find(({ id }) => id === model.name);
      return found ? [{ ...found, ownedBy: PULLED, about: { ...found.about, ...origin(model) } }] : [];
    });
    this.#warnings = engines.flatMap(({ model, runs }) =>
      runs.engine === null ? `${model.name} was pulled and can't be asked: ${runs.missing}` : [],
    );
    void before?.close().catch(() => {});
  }

  backends(): readonly Backend[] {
    return this.#backends;
  }

  /** Models that no engine here can run. */
  warnings(): readonly string[] {
    return this.#warnings;
  }

  async close(): Promise<void> {
    await Promise.all([this.#loader.close(), this.#providers?.close()]);
  }
}
