/**
 * Which of several attempts at a change is taken: best-of-N for patches. Pure. What decides, in this order: the visible
 * tests, then agreement (how many attempts made the same change), then the smaller change, then the earlier attempt. An
 * attempt that changes tests comes after those that don't, since tests that it wrote itself say nothing. An attempt
 * without a change has no vote.
 */

/** How the visible tests ended over an attempt. `failed` is undefined where the output does not tell how many. */
export type TestOutcome = { pass: boolean; failed?: number };

export type Candidate = {
  /** The whole change as text; '' is none. Equal texts are equal changes. */
  diff: string;
  /** Absent where no tests were run. */
  tests?: TestOutcome | undefined;
  touchesTests: boolean;
};

export type Choice = { index: number; why: string };

/** Lines that a diff adds or removes. */
const changedLines = (diff: string): number =>
  diff.split('\n').filter((line) => /^[+-](?!\+\+ |-- )/.test(line)).length;

/** A change without what does not matter: places in the file and blanks at line ends. */
const sameChange = (diff: string): string =>
  diff
    .split('\n')
    .filter((line) => /^[+-]/.test(line) || line.startsWith('diff '))
    .map((line) => line.trimEnd())
    .join('\n');

/** Smaller is better. */
const testRank = ({ tests, touchesTests }: Candidate): number => {
  const own = touchesTests ? 0.5 : 0;
  if (!tests) return 1 + own;
  return tests.pass ? own : 2 + own + (tests.failed ?? 1_000_000);
};

/** How many candidates make the same change as each, among those that `counts`. */
const agreement = (candidates: readonly Candidate[], counts: readonly boolean[]): number[] => {
  const keys = candidates.map(({ diff }) => sameChange(diff));
  return keys.map((key) => keys.filter((other, i) => other === key && counts[i]).length);
};

/** The attempt to take; undefined when none changed anything. */
export const chooseAttempt = (candidates: readonly Candidate[]): Choice | undefined => {
  const open = candidates.map(({ diff }) => diff !== '');
  if (!open.includes(true)) return undefined;
  const ranks = candidates.map((candidate, i) => (open[i] ? testRank(candidate) : Infinity));
  const best = Math.min(...ranks);
  const first = ranks.map((rank) => rank === best);
  const votes = agreement(candidates, first);
  const most = Math.max(...votes.filter((_, i) => first[i]));
  const second = first.map((is, i) => is && votes[i] === most);
  const size = candidates.map(({ diff }, i) => (second[i] ? changedLines(diff) : Infinity));
  const index = size.indexOf(Math.min(...size));
  const count = (list: readonly boolean[]): number => list.filter(Boolean).length;
  return { index, why: reason(candidates[index]!, count(first), most, count(second), count(open)) };
};

const reason = (
  { tests, touchesTests }: Candidate,
  first: number,
  most: number,
  second: number,
  all: number,
): string => {
  const ran = tests?.pass ? `${first} of ${all} pass the tests` : `none passes the tests`;
  const parts = [tests ? ran : 'no tests were run'];
  if (first > 1) parts.push(`${most} of these make the same change`);
  if (second > most) parts.push('it is the smallest');
  if (touchesTests) parts.push('it changes tests');
  return parts.join(', ');
};

/**
 * Whether further attempts can't change which change is taken: one passes the tests, and no other could overtake its
 * votes.
 * `left` is how many attempts are still to come.
 */
export const isDecided = (candidates: readonly Candidate[], left: number): boolean => {
  const passing = candidates.map((candidate) => candidate.diff !== '' && testRank(candidate) === 0);
  if (!passing.includes(true)) return left === 0;
  const votes = agreement(candidates, passing).map((count, i) => (passing[i] ? count : 0));
  const keys = new Map(candidates.map(({ diff }, i) => [sameChange(diff), votes[i]!]));
  const [most = 0, next = 0] = [...keys.values()].toSorted((a, b) => b - a);
  return most > next + left;
};
