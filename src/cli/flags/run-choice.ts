/**
 * Which run of an agent is meant: by its id, the beginning of it, or the last one. The last one is that of a folder, as
 * with Git: a run in another folder is never gone on with or taken back unless it is named.
 */
import type { RunSummary } from '../../agent/journal.ts';
import { printable } from '../../terminal/text-width.ts';
import { UsageError } from '../../usage-error.ts';

/** The run whose id begins with `wanted`. Throws a `UsageError` when there is none, or more than one. */
export const runById = (runs: readonly RunSummary[], wanted: string): RunSummary => {
  const found = runs.filter(({ id }) => id.startsWith(wanted));
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    found.length > 1
      ? `${found.length} runs begin with "${wanted}"; give more of the id`
      : `there is no run "${wanted}"; mizan act --runs lists them`,
  );
};

/**
 * The last run in `folder`, a real path; `runs` come newest first, and `byId` is how another one is named. Throws a
 * `UsageError` when there is none.
 */
export const lastRunIn = (runs: readonly RunSummary[], folder: string, byId: (id: string) => string): RunSummary => {
  const found = runs.find((run) => run.folder === folder);
  if (found) return found;
  const other = runs.find((run) => run.folder !== undefined);
  throw new UsageError(
    other
      ? `no run worked in ${printable(folder)}; the last one elsewhere worked in ${printable(other.folder!)}: ${byId(other.id)}`
      : 'there is no run yet; mizan act "…" begins one',
  );
};
