/** UsageError: a mistake by the user. The command prints its message and exits with code 2. */

/** A mistake in how a command, a recipe or a function was used. The message says what to do instead. */
export class UsageError extends Error {
  override name = 'UsageError';
}
