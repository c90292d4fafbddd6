/**
 * A model of a catalog as a `Chat`, for programs and verbs in this process: what a client would get over HTTP, without
 * a server. `mizan ask`, `mizan chat`, `mizan compare` and the library use it.
 */
import { emptyReply } from '../answer.ts';
import { suggest } from '../suggest.ts';
import type { Catalog, ServedModel, ThinkingOptions } from '../server/catalog.ts';
import { RequestError } from '../server/http.ts';
import type { Span } from '../server/ledger/span.ts';
import type { Chat, ChatEvent, Failure } from '../types.ts';
import { UsageError } from '../usage-error.ts';
import type { ThinkingFields } from './thinking-options.ts';

/** The names of a catalog in an error message: all of a few, the first of many. */
const listNames = (catalog: Catalog): string => {
  const names = catalog.models().map(({ id }) => id);
  return names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
};

/**
 * The model of this name, which may have an effort after a colon. Throws a `UsageError` that says what is meant, or
 * what there is.
 */
const findModel = (catalog: Catalog, name: string): { model: ServedModel; suffix: string } => {
  const found = catalog.find(name);
  if (found) return found;
  const meant = suggest(
    name,
    catalog.models().map(({ id }) => id),
  );
  throw new UsageError(
    `there is no model "${name}"; ${meant === undefined ? '' : `did you mean ${meant}? `}there are ${listNames(catalog)}`,
  );
};

const failed = (failure: Failure): ChatEvent & { type: 'done' } => ({
  type: 'done',
  reply: emptyReply('error', failure.message),
  usage: { promptTokens: 0, completionTokens: 0 },
  seconds: 0,
  failure,
});

const notFound = (message: string): Failure => ({
  status: 404,
  type: 'invalid_request_error',
  code: 'model_not_found',
  message,
});

/**
 * The model `name` ('mizan', 'mizan:high', 'qwen3:8b:n=4') as a `Chat`. `fields` are those of the body field `mizan`,
 * such as `{ effort: 'high', budget_seconds: 20 }`. Calls are recorded below `span`, where one is given.
 *
 * Throws a `UsageError` for an unknown name and for settings that the model does not take. A request that the model
 * can't serve ends with a `done` whose finish is 'error'.
 */
export const openChat = (catalog: Catalog, name = 'mizan', fields: ThinkingFields = {}, span?: Span): Chat => {
  const { suffix } = findModel(catalog, name);
  const options: ThinkingOptions = { suffix, ...(Object.keys(fields).length > 0 && { mizan: fields }) };
  // The models of a catalog come and go while it is open, so the name is looked up for every request.
  const open = (request: Parameters<Chat>[0]) => findModel(catalog, name).model.open(request, options, span);
  try {
    open({ messages: [{ role: 'user', content: '' }] });
  } catch (error) {
    throw error instanceof RequestError ? new UsageError(`${name}: ${error.message}`) : error;
  }
  return async function* (request) {
    try {
      yield* open(request).chat(request);
    } catch (error) {
      if (error instanceof RequestError) yield failed(error.failure);
      else if (error instanceof UsageError) yield failed(notFound(error.message));
      else throw error;
    }
  };
};
