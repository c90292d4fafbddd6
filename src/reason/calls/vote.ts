/**
 * Which of several replies to a tool turn wins, as a pure function of what was read in them: replies vote by what they
 * call. Draws nothing, asks nobody, so that every rule can be replayed over recorded replies.
 *
 *   calls that can be made, or text → groups by tool and required arguments → strict majority → most votes → first drawn
 *
 * Within the group that wins the commonest whole call is taken, so that optional arguments are voted on too. Replies
 * without a call are one group: that no tool fits is an answer. A reply whose call can't be made, or that was cut off,
 * has no vote.
 */
import type { Tool } from '../../types.ts';
import type { ReadCall } from './check-call.ts';
import type { CallReading } from './read-calls.ts';
import { canonicalCalls } from './same-call.ts';

/** One reply as the vote sees it. */
export type ToolBallot = {
  /** The order of drawing: the first of equals is taken. */
  index: number;
  kind: 'calls' | 'text' | 'invalid';
  /** What it groups by: its tools and required arguments, '' unless it calls. */
  core: string;
  /** The whole call, likewise. */
  full: string;
  /** Its vote; default 1. */
  weight?: number;
};

export type ToolSelection =
  /** Replies that are still to come can change which group wins. */
  | { type: 'open' }
  /** No reply has a vote. */
  | { type: 'none' }
  | {
      type: 'chosen';
      rule: 'majority' | 'confidence' | 'shorter' | 'single';
      index: number;
      votes: number;
      ballots: number;
    };

export type ToolVoteOptions = {
  /** Votes that may still come, by weight. Default 0. */
  remaining?: number;
  /** What a vote for text weighs beside a vote for a call. Default 1. */
  textWeight?: number;
};

const EPSILON = 1e-9;

/** The ballot of a reply. `usable`: it came to its own end, so that what it says is all that it says. */
export const ballotOf = (index: number, reading: CallReading, tools: readonly Tool[], usable = true): ToolBallot => {
  const { calls, faults } = reading;
  const invalid = !usable || calls.some((call) => call.fault) || (calls.length === 0 && faults.length > 0);
  if (invalid) return { index, kind: 'invalid', core: '', full: '' };
  if (calls.length === 0) return { index, kind: 'text', core: '', full: '' };
  const { core, full } = canonicalCalls(
    calls.map((call: ReadCall) => ({ name: call.name, arguments: call.json })),
    tools,
  );
  return { index, kind: 'calls', core, full };
};

type Group = { key: string; weight: number; members: ToolBallot[] };

/** The groups by `key`, heaviest first; of equals the one that was drawn first. */
const grouped = (
  ballots: readonly ToolBallot[],
  key: (ballot: ToolBallot) => string,
  weigh: (ballot: ToolBallot) => number,
): Group[] =>
  [...Map.groupBy(ballots, key)]
    .map(([name, members]) => ({ key: name, members, weight: members.reduce((sum, member) => sum + weigh(member), 0) }))
    .sort((a, b) =>
      Math.abs(a.weight - b.weight) > EPSILON ? b.weight - a.weight : a.members[0]!.index - b.members[0]!.index,
    );

/** Applies the rules to the replies that have ended. */
export const voteOnCalls = (
  all: readonly ToolBallot[],
  { remaining = 0, textWeight = 1 }: ToolVoteOptions = {},
): ToolSelection => {
  const ballots = all.filter((ballot) => ballot.kind !== 'invalid').toSorted((a, b) => a.index - b.index);
  const weigh = (ballot: ToolBallot): number => (ballot.weight ?? 1) * (ballot.kind === 'text' ? textWeight : 1);
  const groups = grouped(ballots, (ballot) => `${ballot.kind} ${ballot.core}`, weigh);
  const [first, second] = groups;
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  const majority = first !== undefined && first.weight * 2 > total + remaining + EPSILON;
  if (remaining > 0 && !majority) return { type: 'open' };
  if (!first) return { type: 'none' };
  const whole = grouped(first.members, (ballot) => ballot.full, weigh)[0]!;
  const counts = { index: whole.members[0]!.index, votes: first.members.length, ballots: ballots.length };
  if (ballots.length === 1 && remaining === 0) return { type: 'chosen', rule: 'single', ...counts };
  if (majority) return { type: 'chosen', rule: 'majority', ...counts };
  const heavier = first.weight - second!.weight > EPSILON;
  return { type: 'chosen', rule: heavier ? 'confidence' : 'shorter', ...counts };
};
