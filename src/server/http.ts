/** HTTP responses: JSON bodies, errors in OpenAI's form with their headers, and the entries of /v1/models. */
import { defined } from '../json.ts';
import type { Failure, Wire } from '../types.ts';
import { suggest } from '../suggest.ts';
import type { Catalog, ServedModel } from './catalog.ts';

/** A request that can't be served, with the field at fault. Thrown while a request is read; app.ts answers it. */
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
  new RequestError({ status: 400, type: 'invalid_request_error', message, ...defined({ code }) }, param);

/** The body of an error response. */
export const errorBody = ({ type, message, code }: Failure, param?: string): Wire => ({
  error: { message, type, param: param ?? null, code: code ?? null },
});

/** A JSON response. Headers are a plain object, which the Node adapter writes fastest. */
export const json = (body: Wire, headers: Record<string, string>, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...headers, 'content-type': 'application/json' } });

/** How long to wait before the next try, where the failure says so. */
export const retryAfterHeader = ({ retryAfter }: Failure): Record<string, string> =>
  retryAfter === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) };

/** The response to a failure. Its status is never one of success. */
export const failed = (failure: Failure, headers: Record<string, string>, param?: string): Response =>
  json(
    errorBody(failure, param),
    { ...headers, ...retryAfterHeader(failure) },
    failure.status >= 400 ? failure.status : 502,
  );

/** Writes a failure in the form of an API. */
export type WriteFailure = (failure: Failure, headers: Record<string, string>, param?: string) => Response;

/**
 * The one place where errors become responses: a `RequestError` as it is, anything else as a fault of this program.
 * `write` has the form of the API that was asked.
 */
export const answerError = (
  error: unknown,
  headers: Record<string, string>,
  report: (error: unknown) => void,
  write: WriteFailure = failed,
): Response => {
  if (error instanceof RequestError) return write(error.failure, headers, error.param);
  report(error);
  return write(
    {
      status: 500,
      type: 'server_error',
      code: 'internal_error',
      message: 'the server failed unexpectedly; its operator finds the reason in its log',
    },
    headers,
  );
};

/** The model of that name, and what follows the name. Throws a `RequestError` (404) when there is none. */
export const findModel = ({ find, models }: Catalog, name: string): { model: ServedModel; suffix: string } => {
  const found = find(name);
  if (found) return found;
  const meant = suggest(
    name.slice(0, 200),
    models().map(({ id }) => id),
  );
  throw new RequestError(
    {
      status: 404,
      type: 'invalid_request_error',
      code: 'model_not_found',
      message: `there is no model called ${JSON.stringify(name.slice(0, 200))}; ${meant === undefined ? '' : `did you mean ${JSON.stringify(meant)}? `}GET /v1/models lists those that are served`,
    },
    'model',
  );
};

/**
 * An entry of /v1/models; `created` in seconds since 1970. What is known about a model never hides the fields of the
 * form.
 */
const modelEntry = ({ id, ownedBy, about }: ServedModel, created: number): Wire => ({
  ...about,
  id,
  object: 'model',
  created,
  owned_by: ownedBy,
});

/** GET /v1/models. */
export const listModels = (catalog: Catalog, created: number): Wire => {
  const discovered = catalog.discovered?.() ?? [];
  return {
    object: 'list',
    data: catalog.models().map((model) => modelEntry(model, created)),
    ...(discovered.length > 0 && { discovered }),
  };
};

/** GET /v1/models/ID. Throws a `RequestError` (404) when there is none of that name. */
export const showModel = (catalog: Catalog, id: string, created: number): Wire =>
  modelEntry(findModel(catalog, id).model, created);
