/**
 * One GET request to a hub: redirects are followed by hand, so that a token goes to the hub alone and never to the
 * store that a link leads to. Failures become a `HubError`; passing ones are tried again, after the wait that the hub
 * names.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { HubError, refusal, unreachable, type Subject } from './failure.ts';
import type { Hub, RequestOptions } from './hub.ts';

export const subjectOf = (hub: Hub, repo: string, file?: string): Subject => ({
  hub,
  repo,
  page: hub.page(repo),
  file,
  hasToken: hub.token !== undefined,
});

const USER_AGENT = 'mizan (+https://www.npmjs.com/package/mizan)';
const MOST_REDIRECTS = 5;
const MOST_TRIES = 5;
/** Longest wait for a rate limit to pass, in seconds. A longer one is told instead. */
const PATIENCE = 120;
/** Longest answer of an API that is read, in bytes. */
const LONGEST = 16 << 20;

const sleepFor = (seconds: number, signal: AbortSignal): Promise<void> => delay(seconds * 1000, undefined, { signal });

type Hop = { response: Response; linked: Headers };

/** Follows redirects. `linked` are the headers of the hub's own last answer. */
const follow = async (hub: Hub, url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Hop> => {
  let at = new URL(url);
  const home = at.origin;
  let linked: Headers | undefined;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const own = at.origin === home;
    const authorization = own && hub.token !== undefined ? { authorization: `Bearer ${hub.token}` } : {};
    const response = await fetch(at.href, {
      signal,
      redirect: 'manual',
      headers: { 'user-agent': USER_AGENT, 'accept-encoding': 'identity', ...headers, ...authorization },
    });
    if (own) linked = response.headers;
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null)
      return { response, linked: linked ?? response.headers };
    await response.body?.cancel();
    if (!URL.canParse(location, at.href)) throw new HubError('refused', `${hub.title} sends a link that is no address`);
    const next = new URL(location, at.href);
    // No way back from an encrypted connection to a plain one.
    if (!/^https?:$/.test(next.protocol) || (at.protocol === 'https:' && next.protocol !== 'https:'))
      throw new HubError('refused', `${hub.title} leads to ${next.protocol}//${next.host}, which is not encrypted`);
    at = next;
  }
  throw new HubError('refused', `${hub.title} leads in circles for ${url}`);
};

const isPassing = ({ kind }: HubError): boolean =>
  kind === 'network' || kind === 'unavailable' || kind === 'rate-limited';

/**
 * Runs `action` again after passing failures: after the wait that was named, else 1, 2, 4, 8 s. Tries are counted from
 * the last one that brought something, as `progressed` tells.
 */
export const withRetries = async <T>(
  action: () => Promise<T>,
  { signal, onWait, sleep = sleepFor, progressed }: RequestOptions & { progressed?: () => Promise<boolean> },
): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      if (await progressed?.()) attempt = 0;
      if (!(error instanceof HubError) || !isPassing(error) || attempt >= MOST_TRIES - 1) throw error;
      const wait = error.retryAfter ?? 2 ** attempt;
      if (wait > PATIENCE) throw error;
      onWait?.(wait, error.message);
      await sleep(wait, signal);
    }
  }
};

/**
 * One try of a GET request. `linked` are the headers that the hub itself gave, before a redirect to a store:
 * X-Linked-ETag and X-Linked-Size are there. Throws a `HubError` for any status but 200, 206 and 416.
 */
export const requestOnce = async (
  hub: Hub,
  url: string,
  subject: Subject,
  { signal, headers = {} }: { signal: AbortSignal; headers?: Record<string, string> },
): Promise<Hop> => {
  let hop: Hop;
  try {
    hop = await follow(hub, url, headers, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HubError) throw error;
    throw unreachable(error, new URL(url).origin, hub.endpointVariable);
  }
  const { status } = hop.response;
  if (status === 200 || status === 206 || status === 416) return hop;
  await hop.response.body?.cancel();
  throw refusal(status, hop.response.headers, subject, Date.now());
};

/** Seconds that a hub may take for an answer of its API. */
const ANSWER_SECONDS = 30;

/** A GET request to the API of a hub, tried again after passing failures. */
export const request = (hub: Hub, url: string, subject: Subject, options: RequestOptions): Promise<Response> =>
  withRetries(async () => {
    const timeout = AbortSignal.timeout((options.silence ?? ANSWER_SECONDS) * 1000);
    try {
      const signal = AbortSignal.any([options.signal, timeout]);
      return (await requestOnce(hub, url, subject, { signal, headers: { accept: 'application/json' } })).response;
    } catch (error) {
      if (timeout.aborted && !options.signal.aborted)
        throw unreachable(new Error('no answer in time'), hub.endpoint, hub.endpointVariable);
      throw error;
    }
  }, options);

/** The body of an answer through its schema. Throws a `HubError` when it has another form. */
export const readJson = async <T>(response: Response, schema: z.ZodType<T>, hub: Hub): Promise<T> => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > LONGEST) throw new HubError('refused', `${hub.endpoint} sends a list without end`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new HubError(
    'refused',
    `${hub.endpoint} does not answer as ${hub.title} does; unset ${hub.endpointVariable}, or correct it`,
  );
};
