/** Errors as Ollama's API has them: `{ error: 'one sentence' }`. */
import type { Failure } from '../../types.ts';
import { json, retryAfterHeader } from '../http.ts';

/** The response to a failure. */
export const ollamaFailed = (failure: Failure, headers: Record<string, string>): Response =>
  json(
    { error: failure.message },
    { ...headers, ...retryAfterHeader(failure) },
    failure.status >= 400 ? failure.status : 502,
  );
