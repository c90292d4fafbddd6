/**
 * Test support: a provider over the scripted upstream of testing/upstream.ts. Waits between retries are recorded, not
 * waited for.
 */
import {
  startFakeUpstream,
  type FakeUpstream,
  type UpstreamOptions,
  type UpstreamScript,
} from '../testing/upstream.ts';
import { createRandom } from '../random.ts';
import type { ChatEvent } from '../types.ts';
import { readConfig, type Config } from './config.ts';
import { openProviders, type ProviderModel, type Providers } from './providers.ts';
import { sleep, type Runtime } from './retry.ts';
import { createTransport } from './transport.ts';

type Settings = Readonly<Record<string, unknown>>;

export type FakeProvider = {
  upstream: FakeUpstream;
  providers: Providers;
  /** The model `fake`. */
  model: ProviderModel;
  /** Milliseconds of every wait between tries. */
  waits: number[];
  close(): Promise<void>;
};

/** A config of providers, as its JSON form. */
export const configOf = (providers: Settings): Config => readConfig(JSON.stringify({ providers }), 'mizan.json', '/');

/** A clock that runs, chance from a seed, waits that are noted and take no time. */
const quickOutside = (waits: number[] = []): Runtime => ({
  clock: () => performance.now(),
  random: createRandom('fake'),
  sleep: (ms, signal) => {
    waits.push(ms);
    return sleep(0, signal);
  },
});

/**
 * One provider, `p`, with the model `fake`; `model` and `provider` are further fields of their entries, `others`
 * further providers.
 */
export const openFake = async (
  script: UpstreamScript,
  {
    model = {},
    provider = {},
    others = {},
    env = {},
    ...options
  }: {
    model?: Settings;
    provider?: Settings;
    others?: Settings;
    env?: Readonly<Record<string, string>>;
  } & UpstreamOptions = {},
): Promise<FakeProvider> => {
  const upstream = await startFakeUpstream(script, options);
  const waits: number[] = [];
  const config = configOf({ p: { baseUrl: upstream.url, models: { fake: model }, ...provider }, ...others });
  const providers = openProviders(config, { env, transport: createTransport(), runtime: quickOutside(waits) });
  return {
    upstream,
    providers,
    waits,
    model: providers.find('fake')!,
    async close() {
      await providers.close();
      await upstream.close();
    },
  };
};

/** All events of a chat. */
export const eventsOf = async (chat: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> => {
  const events: ChatEvent[] = [];
  for await (const event of chat) events.push(event);
  return events;
};

/** The last event, which has to be `done`. */
export const doneOf = (events: readonly ChatEvent[]): ChatEvent & { type: 'done' } => {
  const last = events.at(-1);
  if (last?.type !== 'done')
    throw new Error(`the last of ${events.length} events is ${last?.type ?? 'none'}, not done`);
  return last;
};
