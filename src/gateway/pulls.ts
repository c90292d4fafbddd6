/**
 * Pulls of a server or of one command: what was typed becomes a model of the store or of Ollama, with its progress. A
 * server may run several side by side; one that is cancelled or killed goes on when it is asked for again.
 */
import { EventEmitter, on } from 'node:events';
import { defined } from '../json.ts';
import { HubError } from '../hub/failure.ts';
import type { HubName } from '../hub/hub.ts';
import { openHub } from '../hub/hubs.ts';
import type { ModelStore, StoredModel } from '../hub/model-store.ts';
import { pullIntoOllama } from '../hub/ollama-pull.ts';
import { pull, type Examined, type PullEvent, type PullOptions } from '../hub/pull.ts';
import { referenceOf } from '../hub/short-list.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type PullProgress = PullEvent | { type: 'status'; status: string };
/** What a pull gave: a model of the store, or the name of one in Ollama. */
export type Pulled = { type: 'stored'; model: StoredModel } | { type: 'ollama'; name: string };

export type PullSetting = {
  store: ModelStore;
  env: Env;
  /** Addresses of Ollamas that are connected or were found, best first. */
  baseUrls: () => readonly string[];
} & Partial<Pick<PullOptions, 'freeBytes' | 'memory' | 'sleep' | 'silence' | 'examine' | 'check'>>;

export type PullRequest = {
  /** What was typed. */
  word: string;
  /** The hub of a bare OWNER/REPO. */
  hub?: HubName | undefined;
  name?: string | undefined;
  signal: AbortSignal;
  onEvent: (event: PullProgress) => void;
};

const examine = async (): Promise<(config: unknown) => Examined> => {
  const { examineConfig } = await import('../local/pull-check.ts');
  return examineConfig;
};
const check = async (folder: string): Promise<void> =>
  (await import('../local/pull-check.ts')).checkModelFolder(folder);

/** Carries out one pull. Rejects with a `HubError` or a `UsageError` in words, or the signal's reason. */
export const runPull = async (
  { store, env, baseUrls, ...options }: PullSetting,
  { word, hub = 'huggingface', name, signal, onEvent }: PullRequest,
): Promise<Pulled> => {
  const reference = referenceOf(word, hub);
  if (reference.type === 'ollama') {
    const [baseUrl] = baseUrls();
    if (baseUrl === undefined)
      throw new HubError('unavailable', 'no Ollama is connected or runs here; start it, or pull from Hugging Face');
    await pullIntoOllama({ baseUrl, name: reference.name, signal, onEvent });
    return { type: 'ollama', name: reference.name };
  }
  const model = await pull({
    examine: await examine(),
    check,
    ...options,
    hub: openHub(reference.hub, env),
    reference,
    store,
    signal,
    onEvent,
    ...defined({ name }),
  });
  return { type: 'stored', model };
};

/** A pull of a server as its API shows it. `state` ends with 'done', 'cancelled' or 'failed'. */
export type PullState = {
  id: string;
  word: string;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  /** The last thing that was said. */
  event?: PullProgress;
  /** The model's name, once it is known. */
  model?: string;
  /** Why it failed, in words. */
  error?: string;
};

export type Pulls = {
  store: ModelStore;
  list(): readonly PullState[];
  /** Starts a pull, or gives the one of this word that runs. Throws a `UsageError` for what names no model. */
  start(word: string, hub?: HubName): PullState;
  find(id: string): PullState | undefined;
  /** Stops it; what has come stays. False: it does not run. */
  cancel(id: string): boolean;
  /** The states of a pull from now to its end. */
  watch(id: string, signal: AbortSignal): AsyncIterable<PullState>;
  /** Stops all. */
  close(): Promise<void>;
};

/** Ended pulls that are remembered. */
const REMEMBERED = 20;

/** The pulls of one server. */
export const createPulls = ({ log = () => {}, ...setting }: PullSetting & { log?: (line: string) => void }): Pulls => {
  type Entry = { state: PullState; stop: AbortController; ended: Promise<void> };
  const entries = new Map<string, Entry>();
  const changes = new EventEmitter().setMaxListeners(0);
  let count = 0;

  const change = (entry: Entry, next: Partial<PullState>): void => {
    entry.state = { ...entry.state, ...next };
    changes.emit(entry.state.id, entry.state);
  };
  const run = async (entry: Entry, hub: HubName | undefined): Promise<void> => {
    const { signal } = entry.stop;
    const { word } = entry.state;
    try {
      const pulled = await runPull(setting, {
        word,
        hub,
        signal,
        onEvent: (event) => change(entry, { event, ...(event.type === 'listed' && { model: event.name }) }),
      });
      change(entry, { state: 'done', model: pulled.type === 'ollama' ? pulled.name : pulled.model.name });
    } catch (error) {
      if (signal.aborted) return change(entry, { state: 'cancelled' });
      const message = error instanceof Error ? error.message : String(error);
      log(`the pull of ${word} failed: ${message}`);
      change(entry, { state: 'failed', error: message });
    }
  };
  const forgetOld = (): void => {
    const ended = [...entries.values()].filter(({ state }) => state.state !== 'running');
    for (const { state } of ended.slice(0, Math.max(0, ended.length - REMEMBERED))) entries.delete(state.id);
  };
  return {
    store: setting.store,
    list: () => [...entries.values()].map(({ state }) => state),
    find: (id) => entries.get(id)?.state,
    start(word, hub) {
      const same = [...entries.values()].find(({ state }) => state.word === word && state.state === 'running');
      if (same) return same.state;
      referenceOf(word, hub ?? 'huggingface');
      forgetOld();
      const entry: Entry = {
        state: { id: `pull-${++count}`, word, state: 'running' },
        stop: new AbortController(),
        ended: Promise.resolve(),
      };
      entries.set(entry.state.id, entry);
      entry.ended = run(entry, hub);
      return entry.state;
    },
    cancel(id) {
      const entry = entries.get(id);
      if (entry?.state.state !== 'running') return false;
      entry.stop.abort();
      return true;
    },
    async *watch(id, signal) {
      const states = on(changes, id, { signal });
      const entry = entries.get(id);
      if (!entry) return;
      yield entry.state;
      if (entry.state.state !== 'running') return;
      for await (const [state] of states as AsyncIterable<[PullState]>) {
        yield state;
        if (state.state !== 'running') return;
      }
    },
    async close() {
      for (const { stop } of entries.values()) stop.abort();
      await Promise.all([...entries.values()].map(({ ended }) => ended));
    },
  };
};
