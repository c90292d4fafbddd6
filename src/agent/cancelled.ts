/**
 * Why a caller ended a run. A caller that leaves says nothing; a server that ends a request says why with the reason of
 * its signal, as an error with a `failure`: the budget of an API key that is used up, a limit of time.
 */
import type { Failure } from '../types.ts';
import type { StopReason } from './types.ts';

const failureOf = (reason: unknown): Failure | undefined =>
  typeof reason === 'object' && reason !== null && 'failure' in reason ? (reason.failure as Failure) : undefined;

/** The reason and the sentence of a run whose caller has aborted `signal`. */
export const cancelledBy = (signal: AbortSignal | undefined): [StopReason, string] => {
  const failure = failureOf(signal?.reason);
  if (!failure) return ['cancelled', 'the run was cancelled'];
  return [failure.type === 'insufficient_quota' ? 'budget' : 'cancelled', failure.message];
};
