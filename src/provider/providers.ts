/**
 * Opens all providers of a config: their models under the names that callers use, each as a `Chat` with its fallbacks.
 */
import { createRandom } from '../random.ts';
import type { Chat, PassOn, Usage } from '../types.ts';
import { priced } from '../usage.ts';
import { modelEntry, type Config, type ModelEntry, type ProviderEntry } from './config.ts';
import { upstreamChat } from './upstream-chat.ts';
import { UpstreamError } from './failure.ts';
import { superviseLlamaServer, type LlamaServer } from './llama-server.ts';
import { passOnTo } from './pass-on.ts';
import { sleep, type Runtime } from './retry.ts';
import { createTransport, type Transport } from './transport.ts';
import { createUpstream, type Env, type Target, type Upstream } from './upstream.ts';

export type ProviderModel = {
  entry: ModelEntry;
  provider: ProviderEntry;
  chat: Chat;
  passOn: PassOn;
  /**
   * US dollars for `usage` by the price of the entry, or of the fallback that answered in its place; undefined without
   * one.
   */
  cost(usage: Usage, answering?: string): number | undefined;
};

export type Providers = {
  /** Declared and listed models, in the order of the config. */
  models(): readonly ProviderModel[];
  find(name: string): ProviderModel | undefined;
  /**
   * Asks the providers without declared models what they have, all at once, each for `seconds` at most; the names of
   * those that did not answer with why. A model that an earlier one has already is found as PROVIDER/MODEL.
   */
  refresh(seconds?: number, signal?: AbortSignal): Promise<{ provider: string; message: string }[]>;
  /** Starts the llama-server children; they start by themselves with their first request otherwise. */
  start(signal?: AbortSignal): Promise<void>;
  /** Ends the children and closes all connections. */
  close(): Promise<void>;
};

export type ProvidersOptions = {
  env?: Env;
  transport?: Transport;
  runtime?: Runtime;
  /** Told what children say and do, a line at a time, without secrets. */
  log?: (line: string) => void;
};

/** The clock, chance and waiting of this machine. */
export const systemRuntime = (): Runtime => ({
  clock: Date.now,
  random: createRandom(`${process.pid}/${Date.now()}`),
  sleep,
});

type ListFault = { provider: string; message: string };

/** Asks all `upstreams` for their models at once, each for `seconds` at most; undefined for one that did not answer. */
const listAll = async (
  upstreams: readonly Upstream[],
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<{ results: (string[] | undefined)[]; faults: ListFault[] }> => {
  const faults: ListFault[] = [];
  const results = await Promise.all(
    upstreams.map(async ({ entry: { name }, list }) => {
      const timeout = AbortSignal.timeout(seconds * 1000);
      try {
        return await list(signal ? AbortSignal.any([signal, timeout]) : timeout);
      } catch (error) {
        signal?.throwIfAborted();
        const late = `provider ${name} did not list its models within ${seconds} s`;
        faults.push({ provider: name, message: error instanceof UpstreamError ? error.message : late });
        return undefined;
      }
    }),
  );
  return { results, faults };
};

/** Opens the providers of `config`. No connection is made and no child started yet. */
export const openProviders = (config: Config, options: ProvidersOptions = {}): Providers => {
  const { env = process.env, transport = createTransport(), runtime = systemRuntime(), log = () => {} } = options;
  const children: LlamaServer[] = [];
  const upstreams = new Map<string, Upstream>();
  for (const entry of config.providers) {
    const child =
      entry.llamaServer && superviseLlamaServer(entry.llamaServer, { provider: entry.name, transport, runtime, log });
    if (child) children.push(child);
    upstreams.set(
      entry.name,
      createUpstream(entry, { transport, runtime, env, ...(child && { address: child.address }) }),
    );
  }
  const listed = new Map<string, readonly ModelEntry[]>();
  const entries = (): ModelEntry[] => config.providers.flatMap(({ name, models }) => models ?? listed.get(name) ?? []);
  const targetOf = (model: ModelEntry): Target => ({ model, upstream: upstreams.get(model.provider)! });

  const known = new Map<ModelEntry, ProviderModel>();
  const modelOf = (entry: ModelEntry): ProviderModel => {
    const found = known.get(entry);
    if (found) return found;
    // Fallbacks are looked up at each request: listed models come and go.
    const targets = (): Target[] =>
      [
        entry,
        ...entry.fallbacks.flatMap((name) => entries().filter((item) => item.name === name && item !== entry)),
      ].map(targetOf);
    const made: ProviderModel = {
      entry,
      provider: upstreams.get(entry.provider)!.entry,
      chat: (request) => upstreamChat(targets(), runtime)(request),
      passOn: passOnTo(targetOf(entry)),
      cost: (usage, answering = entry.name) =>
        priced(usage, (answering === entry.name ? entry : entries().find((item) => item.name === answering))?.price)
          .cost,
    };
    known.set(entry, made);
    return made;
  };

  return {
    models: () => entries().map(modelOf),
    find(name) {
      const entry = entries().find((item) => item.name === name);
      return entry && modelOf(entry);
    },
    async refresh(seconds = 3, signal) {
      const open = config.providers.filter(({ models }) => !models);
      const upstreamOf = (name: string): Upstream => upstreams.get(name)!;
      const { results, faults } = await listAll(
        open.map(({ name }) => upstreamOf(name)),
        seconds,
        signal,
      );
      const taken = new Set(config.providers.flatMap(({ models }) => (models ?? []).map((entry) => entry.name)));
      open.forEach((provider, i) => {
        const before = listed.get(provider.name) ?? [];
        listed.set(
          provider.name,
          results[i]?.map((model) => {
            const name = taken.has(model) ? `${provider.name}/${model}` : model;
            taken.add(name);
            return before.find((entry) => entry.name === name) ?? modelEntry(provider, name, { model });
          }) ?? before,
        );
      });
      return faults;
    },
    async start(signal) {
      await Promise.all(children.map((child) => child.address(signal)));
    },
    async close() {
      await Promise.all(children.map((child) => child.stop()));
      transport.close();
    },
  };
};
