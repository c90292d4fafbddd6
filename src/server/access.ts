/**
 * Where a request may come from: checks the Host header (against DNS rebinding) and the Origin header (pages of other
 * sites), and finds the API key in the headers. The ledger checks the key.
 */
import { RequestError } from './http.ts';

export type AccessOptions = {
  /** Names under which the server may be addressed besides loopback; 'any' when it is meant for other machines. */
  hosts?: readonly string[] | 'any';
  /** Origins of web pages that may call it, or '*'. Default: none but its own page. */
  origins?: readonly string[];
  /** Whoever has no key may ask too: for a server that listens on loopback only. */
  keyless?: boolean;
};

const forbidden = (message: string, code: string): RequestError =>
  new RequestError({ status: 403, type: 'permission_error', code, message });

const LOOPBACK = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** A Host header without its port, in lower case. */
const nameOf = (host: string): string => host.replace(/:\d*$/, '').toLowerCase();

/** Throws a `RequestError` (403) when the request was addressed to a name that is not this server's. */
export const checkHost = (host: string | null, hosts: AccessOptions['hosts'] = []): void => {
  if (hosts === 'any') return;
  const name = nameOf(host ?? '');
  if (LOOPBACK.test(name) || hosts.includes(name)) return;
  throw forbidden(
    `the Host header is ${JSON.stringify(name.slice(0, 100))}, and this server answers on loopback only; add the name to server.hosts in the config`,
    'host_not_allowed',
  );
};

/**
 * The headers that let the page of `origin` read the response; none for a request of no page or of this server's own.
 * Throws a `RequestError` (403) for a page of another site that is not on the list.
 */
export const checkOrigin = (
  origin: string | null,
  host: string | null,
  origins: readonly string[] = [],
): Record<string, string> => {
  if (origin === null) return {};
  const isOwnPage = host !== null && (origin === `http://${host}` || origin === `https://${host}`);
  if (isOwnPage) return {};
  const everyone = origins.includes('*');
  if (!everyone && !origins.includes(origin)) {
    throw forbidden(
      `pages of ${origin.slice(0, 200)} may not call this server; add the origin to server.cors in the config`,
      'origin_not_allowed',
    );
  }
  return {
    'access-control-allow-origin': everyone ? '*' : origin,
    ...(!everyone && { vary: 'origin' }),
    'access-control-expose-headers': 'x-request-id, request-id, retry-after, x-mizan-left-out',
  };
};

/** Headers that a page may send. */
const HEADERS = [
  'authorization',
  'x-api-key',
  'api-key',
  'content-type',
  'content-encoding',
  'x-request-id',
  'traceparent',
  'tracestate',
  'http-referer',
  'x-title',
  'openai-organization',
  'openai-project',
  'openai-beta',
  'anthropic-version',
  'anthropic-beta',
  'anthropic-dangerous-direct-browser-access',
  'user-agent',
].join(', ');

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,128}$/;

/**
 * What a preflight is answered with, besides the headers of `checkOrigin`: the headers that the page asks to send, and
 * whether a public page may call this machine (Private Network Access).
 */
export const preflightHeaders = (request: Headers): Record<string, string> => {
  const requested = (request.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => HEADER_NAME.test(name));
  return {
    'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
    'access-control-allow-headers': [...new Set([...HEADERS.split(', '), ...requested.slice(0, 64)])].join(', '),
    'access-control-max-age': '600',
    ...(request.get('access-control-request-private-network') === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
  };
};

/** Headers in which clients send a key, besides a bearer token: Anthropic's, Azure's, Google's. */
const KEY_HEADERS = ['x-api-key', 'api-key', 'x-goog-api-key'];

/** The key of a request, in whichever header clients send it. */
export const tokenOf = (headers: Headers): string | undefined => {
  const authorization = headers.get('authorization')?.trim() ?? '';
  const [, bearer] = /^(?:Bearer|Token|Key) +(\S+)$/i.exec(authorization) ?? [];
  const candidates = [bearer, ...KEY_HEADERS.map((name) => headers.get(name)?.trim()), authorization];
  // A client may send a placeholder in one header and its key in another.
  return candidates.find((token) => token?.startsWith('mz-')) ?? candidates.find((token) => token) ?? undefined;
};
