/** Values to responses: JSON bodies and errors with their headers. */
import type { Failure, Wire } from '../types.ts';
import { errorBody, RequestError } from './errors.ts';

/** A JSON response. Headers are a plain object, which the Node adapter writes fastest. */
export const json = (body: Wire, headers: Record<string, string>, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...headers, 'content-type': 'application/json' } });

export const failed = (failure: Failure, headers: Record<string, string>, param?: string): Response =>
  json(
    errorBody(failure, param),
    {
      ...headers,
      ...(failure.retryAfter !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(failure.retryAfter))) }),
    },
    failure.status,
  );

/** The one edge where errors become responses: a `RequestError` says what it is, anything else is a fault of this program. */
export const answerError = (
  error: unknown,
  headers: Record<string, string>,
  report: (error: unknown) => void,
): Response => {
  if (error instanceof RequestError) return failed(error.failure, headers, error.param);
  report(error);
  return failed(
    {
      status: 500,
      type: 'server_error',
      code: 'internal_error',
      message: 'the server failed unexpectedly; its operator finds the reason in its log',
    },
    headers,
  );
};
