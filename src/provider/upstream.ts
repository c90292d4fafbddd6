/**
 * One provider: its address, key and concurrency limit, and the one HTTP call that everything else uses. It retries
 * nothing (retry.ts does) and knows no events (upstream-chat.ts does).
 */
import { alternatives, sequence } from '../regex.ts';
import { createRedact, type Redact } from '../redact.ts';
import { ConfigError } from './complaint.ts';
import { headersOf, type ModelEntry, type ProviderEntry } from './config.ts';
import { fromStatus, malformed, overloaded, UpstreamError } from './failure.ts';
import { createSlots, type Release, type Slots } from '../slots.ts';
import { createCircuitBreaker, type Runtime } from './retry.ts';
import type { HttpResponse, Transport } from './transport.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export type Upstream = {
  entry: ProviderEntry;
  /** Takes out this provider's secrets, and whatever looks like one. */
  redact: Redact;
  slots: Slots;
  /** Has failed several times in a row; others should be asked first. */
  isResting(): boolean;
  /**
   * One call, at a place of its own that is given back by `release`, or by itself when the call fails. The response has
   * status of success. Throws an `UpstreamError`, or the signal's reason.
   */
  call(
    path: string,
    body: string | undefined,
    group: object,
    signal: AbortSignal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ received: HttpResponse; release: Release }>;
  /** The models that it lists. Throws likewise. */
  list(signal: AbortSignal): Promise<string[]>;
};

export type UpstreamOptions = {
  transport: Transport;
  runtime: Runtime;
  env: Env;
  /** Where it is, when that is known only once it runs: a llama-server child. */
  address?: (signal: AbortSignal) => Promise<string>;
};

/** Where a request goes: a model at an upstream. */
export type Target = { upstream: Upstream; model: ModelEntry };

const secretsOf = ({ key, headers }: ProviderEntry, env: Env): string[] =>
  [key, ...Object.values(headers)].flatMap((header) =>
    typeof header === 'object' && env[header.env] ? [env[header.env]!.trim()] : [],
  );

const LONGEST_ERROR = 1 << 16;

/** Headers of a caller that are not the upstream's business: connection, credentials, encodings. */
const WITHHELD = new RegExp(
  sequence(
    /^/,
    '(',
    alternatives(
      /authorization|connection|content-(length|type|encoding)|cookie|host|accept|accept-encoding/,
      /keep-alive|transfer-encoding|upgrade|expect|te|trailer|proxy-authorization|x-api-key|api-key/,
    ),
    ')',
    /$/,
  ),
  'i',
);

const passedOn = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !WITHHELD.test(name)));

/**
 * The headers of a call: those of the caller, then the provider's own with its key. Throws an `UpstreamError` without a
 * key.
 */
const headersFor = (
  entry: ProviderEntry,
  env: Env,
  given: Readonly<Record<string, string>>,
): Record<string, string> => {
  try {
    return { ...passedOn(given), ...headersOf(entry, env) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UpstreamError(
      { status: 502, type: 'upstream_error', code: 'not_configured', message: error.message },
      { fallback: true },
    );
  }
};

/** The names in a list of models. Throws an `UpstreamError` for anything else. */
const modelsIn = (text: string, provider: string): string[] => {
  let data: unknown;
  try {
    const parsed = JSON.parse(text) as { data?: unknown } | unknown[] | null;
    data = Array.isArray(parsed) ? parsed : parsed?.data;
  } catch {
    /* said below */
  }
  if (!Array.isArray(data)) throw malformed(provider, 'no list of models');
  return data
    .map((item: { id?: unknown } | null) => item?.id)
    .filter((id): id is string => typeof id === 'string' && id !== '');
};

/** The upstream of `entry`. Nothing is opened until the first call. */
export const createUpstream = (
  entry: ProviderEntry,
  { transport, runtime, env, address }: UpstreamOptions,
): Upstream => {
  const redact = createRedact(secretsOf(entry, env));
  const slots = createSlots(entry.concurrency, entry.queue);
  const rest = createCircuitBreaker(runtime.clock);
  const { name, timeouts } = entry;

  const send = async (
    path: string,
    body: string | undefined,
    signal: AbortSignal,
    given: Readonly<Record<string, string>>,
  ): Promise<HttpResponse> => {
    const headers = headersFor(entry, env, given);
    const base = address ? await address(signal) : entry.baseUrl!;
    const received = await transport.send({
      url: `${base}${path}`,
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body !== undefined && { body }),
      signal,
      timeouts,
      provider: name,
    });
    if (received.status >= 200 && received.status < 300) return received;
    const text = await received.text(LONGEST_ERROR).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return '';
    });
    throw fromStatus({
      provider: name,
      status: received.status,
      body: text,
      now: runtime.clock(),
      redact,
      ...(entry.key && { keyName: entry.key.env }),
      ...(received.headers['retry-after'] !== undefined && { retryAfter: received.headers['retry-after'] }),
    });
  };

  return {
    entry,
    redact,
    slots,
    isResting: rest.isOpen,
    async call(path, body, group, signal, headers = {}) {
      const release = await slots.acquire({ group, signal });
      if (!release) throw overloaded(name, slots.waiting());
      try {
        const received = await send(path, body, signal, headers);
        rest.worked();
        return { received, release };
      } catch (error) {
        release();
        if (error instanceof UpstreamError && error.retryable && error.failure.status !== 429) rest.failed();
        throw error;
      }
    },
    async list(signal) {
      const text = await (await send('/models', undefined, signal, {})).text();
      return modelsIn(text, name);
    },
  };
};

/** `targets` with those that rest at the end: the order in which to ask. */
export const availableFirst = (targets: readonly Target[]): Target[] => [
  ...targets.filter(({ upstream }) => !upstream.isResting()),
  ...targets.filter(({ upstream }) => upstream.isResting()),
];
