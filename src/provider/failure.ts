/**
 * Errors of an upstream as values (`UpstreamError` with a `Failure`): from statuses, error bodies and sockets. It says
 * what may be retried and where a fallback helps; retry.ts does it. Texts of an upstream pass through `redact`.
 */
import { STORED_KEY } from './config.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Redact } from '../redact.ts';
import type { Failure } from '../types.ts';
import { alternatives } from '../regex.ts';

/**
 * A call that failed. `retryable`: the same call may succeed a little later. `fallback`: another model may succeed
 * where this one did not.
 */
export class UpstreamError extends Error {
  override name = 'UpstreamError';
  readonly failure: Failure;
  readonly retryable: boolean;
  readonly fallback: boolean;
  constructor(
    failure: Failure,
    { retryable = false, fallback = retryable }: { retryable?: boolean; fallback?: boolean } = {},
    cause?: unknown,
  ) {
    super(failure.message, { cause });
    this.failure = failure;
    this.retryable = retryable;
    this.fallback = fallback;
  }
}

/** Longest text of an upstream that a message repeats. */
const LONGEST = 500;

const clipped = (text: string, redact: Redact): string => {
  const clean = redact(text).replace(/\s+/g, ' ').trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
};

type ErrorObject = { message?: unknown; msg?: unknown; code?: unknown; type?: unknown; metadata?: { raw?: unknown } };

const asObject = (value: unknown): ErrorObject | undefined =>
  typeof value === 'object' && value !== null ? value : undefined;

/**
 * What an error body says: OpenAI's form, a text in `error`, `detail` or `message`, or the text itself when it is no
 * page of HTML.
 */
const readErrorBody = (body: string, redact: Redact): { message: string; code?: string } => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { message: /^\s*</.test(body) ? '' : clipped(body, redact) };
  }
  const outer = asObject(Array.isArray(parsed) ? parsed[0] : parsed) as
    | { error?: unknown; detail?: unknown; message?: unknown; msg?: unknown; code?: unknown }
    | undefined;
  const inner = asObject(outer?.error);
  const raw = inner?.metadata?.raw;
  const said =
    [inner?.message, inner?.msg, outer?.error, outer?.message, outer?.msg, outer?.detail].find(
      (value) => typeof value === 'string',
    ) ?? (outer?.detail ? JSON.stringify(outer.detail) : '');
  const code = inner?.code ?? inner?.type ?? outer?.code;
  return {
    message: clipped(`${said as string}${typeof raw === 'string' ? ` (${raw})` : ''}`, redact),
    ...(typeof code === 'string' && { code: clipped(code, redact).slice(0, 60) }),
  };
};

/** Seconds that a retry-after header asks for: a number of seconds, or an HTTP date seen from `now` (milliseconds). */
const readRetryAfter = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined || header.trim() === '') return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
};

const RETRYABLE = new Set([408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529]);
/** Codes of a 429 that no waiting cures. */
const OUT_OF_CREDIT = /insufficient_quota|billing|credit/i;

/** What servers say when a conversation is longer than the context of the model. */
const TOO_LONG = new RegExp(
  alternatives(
    /context[ _-]?(length|window|size)|maximum (context|model) length|max_model_len/,
    /exceed\w* (the )?(available |maximum |model's )?(context|input length)/,
    /(prompt|input|message)s? (is|are) too long|too many (input )?tokens/,
    /input.{0,30}tokens.{0,30}(exceed|must be|limit)|prompt contains.{0,20}tokens|exceed_context_size/,
    /n_ctx|must have less than \d+ tokens|longer than the maximum model/,
    /(length|token count|tokens).{0,30}exceeds? the maximum (allowed length|number of tokens)/,
    /reduce the length of the (messages|prompt|input)|input is too long for/,
  ),
  'i',
);

/** Statuses with which servers say so. */
const SAYS_TOO_LONG = new Set([400, 413, 422, 500, 501, 502, 503]);

/** What was refused: the call without a key, the key of a variable, or one that was stored with `mizan connect`. */
const keyWords = (variable: string | undefined, provider: string): string => {
  if (variable === undefined) return 'the call; it seems to need a key';
  if (variable.startsWith(STORED_KEY)) return `the stored key; give the right one: mizan connect ${provider} --key -`;
  return `the key in ${variable}`;
};

type ErrorResponse = {
  provider: string;
  keyName?: string;
  status: number;
  body: string;
  retryAfter?: string;
  now: number;
  redact: Redact;
};

/**
 * An error response of the upstream. The caller's mistakes keep their status; what the operator has to mend (key,
 * purse, a wrong address) is a 502, as the caller can do nothing about it.
 */
export const fromStatus = ({
  provider,
  keyName,
  status,
  body,
  retryAfter,
  now,
  redact,
}: ErrorResponse): UpstreamError => {
  const { message, code } = readErrorBody(body, redact);
  const says = message === '' ? '' : `: ${message}`;
  const wait = readRetryAfter(retryAfter, now);
  const coded = { ...(code !== undefined && { code }), ...(wait !== undefined && { retryAfter: wait }) };
  const operator = (why: string): UpstreamError =>
    new UpstreamError(
      { status: 502, type: 'upstream_error', code: 'upstream_refused', message: `provider ${provider} ${why}${says}` },
      { fallback: true },
    );
  if (SAYS_TOO_LONG.has(status) && TOO_LONG.test(`${code ?? ''} ${message}`))
    return new UpstreamError(
      { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', message },
      { fallback: true },
    );
  if (status === 401 || status === 403) return operator(`refused ${keyWords(keyName, provider)} (${status})`);
  if (status === 402) return operator('wants to be paid first (402)');
  if (status >= 300 && status < 400)
    return operator(`sends the call elsewhere (${status}); put the final address into its baseUrl`);
  if (status === 404 && message === '')
    return operator('has no chat completions at this address (404); check its baseUrl');
  if (status === 429) {
    const broke = OUT_OF_CREDIT.test(`${code} ${message}`);
    return new UpstreamError(
      {
        status: 429,
        type: 'rate_limit_error',
        code: code ?? 'rate_limit_exceeded',
        message: `provider ${provider} is at its limit (429)${says}`,
        ...(wait !== undefined && { retryAfter: wait }),
      },
      { retryable: !broke, fallback: true },
    );
  }
  if (status >= 500 || RETRYABLE.has(status)) {
    return new UpstreamError(
      {
        status: status === 503 ? 503 : status === 504 || status === 408 ? 504 : 502,
        type: 'upstream_error',
        message: `provider ${provider} failed (${status})${says}`,
        ...coded,
      },
      { retryable: RETRYABLE.has(status), fallback: true },
    );
  }
  return new UpstreamError(
    {
      status,
      type: 'invalid_request_error',
      message: message === '' ? `provider ${provider} refused the request (${status})` : message,
      ...coded,
    },
    { fallback: status === 404 },
  );
};

/** The first HTTP status of an error among its fields. */
const statusIn = (...objects: readonly (JsonObject | undefined)[]): number | undefined => {
  for (const object of objects)
    for (const field of ['code', 'status', 'status_code', 'statusCode', 'http_code', 'httpCode']) {
      const value = object?.[field];
      const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
      if (typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600) return status;
    }
  return undefined;
};

/** Whether a value without choices tells of an error in a form other than `{ error }`. */
const isBareError = ({ object, type, status, detail, message, errors, success }: JsonObject): boolean =>
  object === 'error' ||
  type === 'error' ||
  status === 'error' ||
  success === false ||
  Array.isArray(errors) ||
  (detail !== undefined && detail !== null) ||
  (typeof message === 'string' && typeof type === 'string' && /error|exception/i.test(type));

/**
 * An error that stands where a reply should, in whatever form, inside a response of status 200: as if it had come with
 * the status that it names, else 502. Undefined when `value` is none.
 */
export const fromErrorValue = (provider: string, value: JsonObject, redact: Redact): UpstreamError | undefined => {
  const choices: unknown[] = Array.isArray(value.choices) ? value.choices : [];
  const inside = choices.find((choice): choice is JsonObject => isObject(choice) && Boolean(choice.error));
  const error = value.error || inside?.error;
  if (!error && (choices.length > 0 || Array.isArray(value.choices) || !isBareError(value))) return undefined;
  const first: unknown = Array.isArray(value.errors) ? value.errors[0] : undefined;
  const said: JsonObject = error ? { error } : isObject(first) ? { error: first } : value;
  const status = statusIn(isObject(error) ? error : undefined, isObject(first) ? first : undefined, value);
  const failed = fromStatus({ provider, status: status ?? 502, body: JSON.stringify(said), now: 0, redact });
  if (status !== undefined || failed.failure.status === 400) return failed;
  const { message, code } = readErrorBody(JSON.stringify(said), redact);
  return new UpstreamError(
    {
      status: 502,
      type: 'upstream_error',
      message: `provider ${provider} sent an error in the place of a reply: ${message || 'it gave no reason'}`,
      ...(code !== undefined && { code }),
    },
    { retryable: true },
  );
};

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; start it or correct its baseUrl',
  ENOTFOUND: 'its name has no address; correct its baseUrl',
  EAI_AGAIN: 'its name could not be looked up; check the network',
  ECONNRESET: 'it cut the connection',
  EPIPE: 'it cut the connection',
  EHOSTUNREACH: "its machine can't be reached",
  ENETUNREACH: 'there is no network to it',
  ETIMEDOUT: 'it did not answer the connection',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; NODE_EXTRA_CA_CERTS names a file with it',
};

/** A connection that failed. */
export const fromSocket = (provider: string, where: string, error: unknown): UpstreamError => {
  const { code = '' } = error as NodeJS.ErrnoException;
  const inner =
    error instanceof AggregateError ? ((error.errors[0] as NodeJS.ErrnoException | undefined)?.code ?? code) : code;
  const parsing = inner.startsWith('HPE_');
  const reason = parsing ? 'what it sends is not HTTP' : (REASONS[inner] ?? 'the connection failed');
  return new UpstreamError(
    {
      status: 502,
      type: 'upstream_error',
      code: 'upstream_unreachable',
      message: `provider ${provider} at ${where}: ${reason}${inner ? ` (${inner})` : ''}`,
    },
    { retryable: !inner.startsWith('CERT') && !parsing, fallback: true },
    error,
  );
};

/** A response that was waited for too long. */
export const tooLate = (
  provider: string,
  what: 'connect' | 'firstByte' | 'idle' | 'total',
  seconds: number,
): UpstreamError => {
  const why = {
    connect: `did not take the connection within ${seconds} s`,
    firstByte: `sent nothing within ${seconds} s`,
    idle: `fell silent for ${seconds} s in the middle of its response`,
    total: `did not finish within ${seconds} s`,
  }[what];
  return new UpstreamError(
    {
      status: 504,
      type: 'upstream_error',
      code: 'upstream_timeout',
      message: `provider ${provider} ${why} (timeoutSeconds.${what})`,
    },
    { retryable: what !== 'total', fallback: what !== 'total' },
  );
};

/** A response that is not what it should be; `again`: by accident, it seems. */
export const malformed = (provider: string, what: string, retryable = true): UpstreamError =>
  new UpstreamError(
    { status: 502, type: 'upstream_error', code: 'upstream_malformed', message: `provider ${provider} sent ${what}` },
    { retryable: retryable, fallback: true },
  );

/** No place is left at a provider, and too many wait already. */
export const overloaded = (provider: string, waiting: number): UpstreamError =>
  new UpstreamError(
    {
      status: 429,
      type: 'rate_limit_error',
      code: 'overloaded',
      retryAfter: 1,
      message: `provider ${provider} is busy and ${waiting} calls wait for it already; try again shortly`,
    },
    { fallback: true },
  );
