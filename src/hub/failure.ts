/**
 * What can go wrong between here and a hub of models, in words that say what to do. `HubError` is for the person; every
 * other error is a fault of this program.
 */

/** `retry`: the same request may work in a moment. `gone`: it will not. */
export type HubErrorKind =
  | 'network'
  | 'unavailable'
  | 'rate-limited'
  | 'gated'
  | 'not-found'
  | 'changed'
  | 'damaged'
  | 'disk'
  | 'refused';

export class HubError extends Error {
  override name = 'HubError';
  readonly kind: HubErrorKind;
  /** Seconds that the hub asks to wait. */
  readonly retryAfter: number | undefined;
  constructor(
    kind: HubErrorKind,
    message: string,
    { cause, retryAfter }: { cause?: unknown; retryAfter?: number | undefined } = {},
  ) {
    super(message, { cause });
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

/** Longest wait that a hub is believed, in seconds. */
const LONGEST_WAIT = 3600;

/**
 * Seconds to wait before the next request: Retry-After as seconds or as a date, else `t` of the RateLimit header (IETF
 * draft, which Hugging Face sends). Undefined when the response names none.
 */
const waitOf = (headers: Headers, now: number): number | undefined => {
  const after = headers.get('retry-after')?.trim();
  const date = after === undefined || /^\d+$/.test(after) ? NaN : Date.parse(after);
  const seconds = Number.isNaN(date) ? Number(after ?? NaN) : (date - now) / 1000;
  const reset = Number(/(?:^|[;,\s])t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1] ?? NaN);
  const wait = Number.isFinite(seconds) ? seconds : reset;
  return Number.isFinite(wait) ? Math.min(LONGEST_WAIT, Math.max(0, Math.ceil(wait))) : undefined;
};

/** What a failure is about, for its sentence. */
export type Subject = {
  hub: { title: string; tokenVariable: string; tokenPage: string };
  /** OWNER/REPO. */
  repo: string;
  /** The page of the repository. */
  page: string;
  /** The file, when one was asked for. */
  file?: string | undefined;
  /** A token was sent. */
  hasToken: boolean;
};

const gated = ({ hub, repo, page, hasToken }: Subject): HubError =>
  new HubError(
    'gated',
    hasToken
      ? `${repo} is gated, and the account of ${hub.tokenVariable} has no access to it; accept its licence at ${page} with that account, then pull again`
      : `${repo} is gated: accept its licence at ${page}, make a read token at ${hub.tokenPage}, set ${hub.tokenVariable} to it, then pull again`,
  );

const notFound = (subject: Subject, code: string | null): HubError => {
  const { hub, repo, file, hasToken } = subject;
  if (code === 'RevisionNotFound')
    return new HubError('not-found', `${repo} has no such revision on ${hub.title}; leave out what follows "@"`);
  if (file !== undefined && code !== 'RepoNotFound')
    return new HubError('not-found', `${repo} has no file ${file} on ${hub.title}; correct its name`);
  const hidden = hasToken ? '' : `, or it is private and wants ${hub.tokenVariable}`;
  return new HubError('not-found', `${hub.title} has no repository ${repo}${hidden}; correct the name, OWNER/REPO`);
};

/**
 * A refusal of the hub as an error. Hugging Face answers 401 for what does not exist too, and names the reason in
 * X-Error-Code (huggingface_hub, errors of its API).
 */
export const refusal = (status: number, headers: Headers, subject: Subject, now: number): HubError => {
  const { hub, repo, hasToken } = subject;
  const code = headers.get('x-error-code');
  if (status === 429) {
    const retryAfter = waitOf(headers, now);
    const when = retryAfter === undefined ? 'in some minutes' : `in ${retryAfter} s`;
    const more = hasToken ? '' : `; with ${hub.tokenVariable} more is allowed`;
    return new HubError('rate-limited', `${hub.title} limits how often it is asked; pull again ${when}${more}`, {
      retryAfter,
    });
  }
  if (status === 404 || status === 410 || code === 'RepoNotFound') return notFound(subject, code);
  if (code === 'GatedRepo' || status === 403) return gated(subject);
  if (status === 401)
    return hasToken
      ? new HubError('gated', `${hub.title} refuses the token of ${hub.tokenVariable}; correct it, or unset it`)
      : notFound(subject, 'RepoNotFound');
  if (status >= 500 || status === 408)
    return new HubError('unavailable', `${hub.title} is in trouble (HTTP ${status}); pull again later`, {
      retryAfter: waitOf(headers, now),
    });
  return new HubError('refused', `${hub.title} refuses ${repo} (HTTP ${status}); see ${subject.page}`);
};

const CODES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known here',
  EAI_AGAIN: 'names are not resolved here just now',
  ECONNREFUSED: 'nothing answers there',
  ENETUNREACH: 'the network is down',
  EHOSTUNREACH: 'the network does not reach it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted here; a proxy may be in between (NODE_EXTRA_CA_CERTS)',
};

/** A failure of the network as an error. `origin` is the address that was asked. */
export const unreachable = (error: unknown, origin: string, endpointVariable: string): HubError => {
  const cause = (error as Error | undefined)?.cause as NodeJS.ErrnoException | undefined;
  const code = cause?.code ?? (error as NodeJS.ErrnoException | undefined)?.code;
  const why = (code !== undefined && CODES[code]) || (code ?? (error as Error | undefined)?.message ?? 'no answer');
  return new HubError(
    'network',
    `${origin} can't be reached (${why}); connect to the internet, or name a mirror with ${endpointVariable}`,
    { cause: error },
  );
};
