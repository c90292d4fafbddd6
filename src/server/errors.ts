/** What goes wrong with a request, as the value that becomes an OpenAI error body. It sends nothing. */
import type { Failure, Wire } from '../types.ts';

/** A request that can't be served, with the field at fault. Thrown while a request is read; one edge (app.ts) answers it. */
export class RequestError extends Error {
  override name = 'RequestError';
  readonly failure: Failure;
  readonly param: string | undefined;
  constructor(failure: Failure, param?: string) {
    super(failure.message);
    this.failure = failure;
    this.param = param;
  }
}

/** A mistake of the caller: 400, with the field that holds it and what would be right. */
export const badRequest = (message: string, param?: string, code?: string): RequestError =>
  new RequestError({ status: 400, type: 'invalid_request_error', message, ...(code !== undefined && { code }) }, param);

/** The body of an error response. */
export const errorBody = ({ type, message, code }: Failure, param?: string): Wire => ({
  error: { message, type, param: param ?? null, code: code ?? null },
});
