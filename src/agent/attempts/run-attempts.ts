/**
 * Several attempts at one task, each in a copy of the folder, one after another until further ones can't change which
 * is taken (choose.ts). What an attempt is made of is given: `solve` works in a copy, `test` runs the visible tests
 * there. The folder itself is not touched; `takeOver` of copies.ts does that, when somebody has said yes.
 *
 * With a journal they can be gone on with: what has ended is read from it, and an attempt that was cut off goes on in
 * its copy.
 */
import type { AttemptsJournal, SolvedAttempt } from './attempts-journal.ts';
import { chooseAttempt, isDecided, type Candidate, type Choice, type TestOutcome } from './choose.ts';
import { diffOf, openCopies, type FileChange, type WorkCopy } from './copies.ts';
import { defined } from '../../json.ts';
import type { Outcome } from '../types.ts';

/** One attempt, finished. `known`: it was made before, and is read from the journal. */
export type Attempt = Candidate & {
  changes: readonly FileChange[];
  outcome: Outcome;
  seconds: number;
  known?: boolean;
};

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
  /** Where they are written down. Default: nowhere, and they begin anew each time. */
  journal?: AttemptsJournal | undefined;
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

const attemptOf = (
  { outcome, changes }: SolvedAttempt,
  { tests, seconds, known }: Pick<Attempt, 'tests' | 'seconds' | 'known'>,
): Attempt => ({
  changes,
  diff: diffOf(changes),
  touchesTests: changes.some(({ path }) => isTestPath(path)),
  outcome,
  seconds,
  ...defined({ tests, known }),
});

/** The copy of an attempt: as it was left by one that was cut off, else a new one. */
const copyFor = (i: number, { folder, journal }: AttemptsOptions, copies: ReturnType<typeof openCopies>): WorkCopy => {
  const name = String(i + 1);
  const left = journal?.began(i) ? copies.reopen(folder, name) : undefined;
  if (left) return left;
  copies.drop(name);
  journal?.forget(i);
  const copy = copies.copy(folder, name);
  if (!journal?.began(i)) journal?.writeBegan(i);
  return copy;
};

/** One attempt from where it is; undefined when it was cancelled. */
const makeAttempt = async (
  i: number,
  options: AttemptsOptions,
  copies: ReturnType<typeof openCopies>,
): Promise<Attempt | undefined> => {
  const { journal, solve, test, signal, clock = () => performance.now() } = options;
  const began = clock();
  const copy = copyFor(i, options, copies);
  let solved = journal?.solved(i);
  if (!solved) {
    const outcome = await solve(copy.folder, i);
    if (signal?.aborted) return undefined;
    // Read before the tests run, since what they write is no part of the change.
    solved = { outcome, changes: copy.changes() };
    journal?.writeSolved(i, solved);
  }
  copy.reset(solved.changes);
  const tests = solved.changes.length > 0 ? await test?.(copy.folder) : undefined;
  if (signal?.aborted) return undefined;
  const ended = { seconds: (clock() - began) / 1000, ...defined({ tests }) };
  journal?.writeEnded(i, ended);
  copies.drop(String(i + 1));
  return attemptOf(solved, ended);
};

/**
 * Makes the attempts. An attempt that is cancelled ends all of them. All copies are gone when it returns or throws, but
 * with a journal those of a run that was cancelled or failed.
 */
export const runAttempts = async (options: AttemptsOptions): Promise<Attempts> => {
  const { n, signal, onAttempt, journal } = options;
  const copies = openCopies(options.copies.root, options.copies.run, { keep: journal !== undefined });
  const attempts: Attempt[] = [];
  let over = journal === undefined;
  try {
    for (let i = 0; i < n && !signal?.aborted && !(i > 0 && isDecided(attempts, n - i)); i++) {
      const [solved, ended] = [journal?.solved(i), journal?.ended(i)];
      const attempt =
        solved && ended ? attemptOf(solved, { ...ended, known: true }) : await makeAttempt(i, options, copies);
      if (!attempt) break;
      attempts.push(attempt);
      onAttempt?.(attempt, i);
    }
    over ||= !signal?.aborted;
    return { attempts, choice: chooseAttempt(attempts) };
  } finally {
    if (over) copies.remove();
  }
};
