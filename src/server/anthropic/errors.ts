/** Errors as the Anthropic API has them: `{ type: 'error', error: { type, message }, request_id }`. */
import type { Failure, Wire } from '../../types.ts';
import { json, retryAfterHeader } from '../http.ts';

/** The kinds that Anthropic's clients tell apart, by status: https://docs.anthropic.com/en/api/errors */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

const typeOf = (status: number): string =>
  TYPES[status] ?? (status >= 400 && status < 500 ? 'invalid_request_error' : 'api_error');

/** Claude Code knows a prompt that does not fit by these words, and then compacts its conversation. */
const messageOf = ({ code, message }: Failure): string =>
  code === 'context_length_exceeded' ? `prompt is too long: ${message}` : message;

/** The body of an error, also of an `error` event in a stream. */
export const anthropicError = (failure: Failure, requestId?: string): Wire => ({
  type: 'error',
  error: { type: typeOf(failure.status), message: messageOf(failure) },
  ...(requestId !== undefined && { request_id: requestId }),
});

/** The response to a failure. */
export const anthropicFailed = (failure: Failure, headers: Record<string, string>): Response => {
  const status = failure.status >= 400 ? failure.status : 502;
  return json(
    anthropicError({ ...failure, status }, headers['x-request-id']),
    { ...headers, ...retryAfterHeader(failure) },
    status,
  );
};
