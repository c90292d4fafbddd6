/**
 * Several attempts at one task, each in a copy of the folder, one after another until further ones can't change which
 * is taken (choose.ts). What an attempt is made of is given: `solve` works in a copy, `test` runs the visible tests
 * there. The folder itself is not touched; `takeOver` of copies.ts does that, when somebody has said yes.
 */
import { chooseAttempt, isDecided, type Candidate, type Choice, type TestOutcome } from './choose.ts';
import { diffOf, openCopies, takeOver, type FileChange } from './copies.ts';
import { defined } from '../../json.ts';
import type { Outcome } from '../types.ts';

/** One attempt, finished. */
type Attempt = Candidate & { changes: readonly FileChange[]; outcome: Outcome; seconds: number };

export type AttemptsOptions = {
  folder: string;
  /** Where the copies lie: outside the folder. */
  copies: { root: string; run: string };
  /** At most so many. */
  n: number;
  /** Works on the task in a copy. `i` counts from 0 and is for the seed. */
  solve: (folder: string, i: number) => Promise<Outcome>;
  /** Runs the visible tests in a copy that was not worked in since. Absent: there are none. */
  test?: ((folder: string) => Promise<TestOutcome>) | undefined;
  signal?: AbortSignal | undefined;
  onAttempt?: (attempt: Attempt, i: number) => void;
  /** Milliseconds. */
  clock?: () => number;
};

export type Attempts = { attempts: Attempt[]; choice: Choice | undefined };

const TEST_PATH =
  /(?:^|\/)(?:tests?|__tests__|spec)\/|[._-](?:test|spec)\.[^/]+$|(?:^|\/)test_[^/]+\.py$|(?:^|\/)conftest\.py$/;

/** Whether a path is that of a test by its usual name. */
export const isTestPath = (path: string): boolean => TEST_PATH.test(path);

/** Makes the attempts. An attempt that is cancelled ends all of them. All copies are gone when it returns or throws. */
export const runAttempts = async (options: AttemptsOptions): Promise<Attempts> => {
  const { folder, n, solve, test, signal, onAttempt, clock = () => performance.now() } = options;
  const copies = openCopies(options.copies.root, options.copies.run);
  const attempts: Attempt[] = [];
  try {
    for (let i = 0; i < n && !signal?.aborted && !(i > 0 && isDecided(attempts, n - i)); i++) {
      const began = clock();
      const name = String(i + 1);
      const copy = copies.copy(folder, name);
      const outcome = await solve(copy.folder, i);
      // Read before the tests run, since what they write is no part of the change.
      const changes = copy.changes();
      takeOver(copy.folder, changes);
      const tests = changes.length > 0 && !signal?.aborted ? await test?.(copy.folder) : undefined;
      const touchesTests = changes.some(({ path }) => isTestPath(path));
      const seconds = (clock() - began) / 1000;
      const attempt: Attempt = {
        changes,
        diff: diffOf(changes),
        touchesTests,
        outcome,
        seconds,
        ...defined({ tests }),
      };
      copies.drop(name);
      if (signal?.aborted) break;
      attempts.push(attempt);
      onAttempt?.(attempt, i);
    }
    return { attempts, choice: chooseAttempt(attempts) };
  } finally {
    copies.remove();
  }
};
