/**
 * An answer that was seen already, one to be checked or the first of effort auto: it is the first candidate, and it is
 * changed for a reason only. Reasons are a failed check, a check that another answer passed, a majority against it, or
 * a judge. Where nothing decides, it stays. Pure.
 */
import type { Decision, Reply } from '../types.ts';
import { cluster, type Candidate } from './cluster.ts';
import type { Selection } from './select.ts';

/** Characters per token, about, for a text that was counted elsewhere. */
const PER_TOKEN = 4;

/** The answer that is there as a reply. Its log-probability is not known. */
export const firstReply = (text: string): Reply => ({
  index: 0,
  plan: '',
  reasoning: '',
  content: text,
  finish: 'stop',
  tokens: Math.ceil(text.length / PER_TOKEN),
  logprob: 0,
});

/** Rules that choose because one has to be chosen: none is a reason to change an answer. */
const WEAK: ReadonlySet<Decision['rule']> = new Set(['confidence', 'shorter', 'single']);

/**
 * The selection with the first answer in the place of one that says the same, and of one that was chosen without a
 * reason against the first.
 */
export const favourFirst = (candidates: readonly Candidate[], selection: Selection): Selection => {
  const first = candidates.find(({ index }) => index === 0);
  if (!first || selection.type !== 'chosen' || selection.candidate === first || first.verdict?.pass === false)
    return selection;
  const groups = cluster(candidates.filter(({ verdict }) => verdict?.pass !== false));
  const its = groups.find(({ members }) => members.includes(first));
  if (its?.members.includes(selection.candidate)) return { ...selection, candidate: first };
  if (!WEAK.has(selection.rule) || first.answer === '') return selection;
  const votes = its?.members.length ?? 1;
  return { ...selection, candidate: first, votes, reason: 'no other answer has more for it, so it stays' };
};

/** What a decision says of the first answer. */
export const firstOf = (candidates: readonly Candidate[], { chosen }: Decision): NonNullable<Decision['first']> => {
  const first = candidates.find(({ index }) => index === 0);
  return { answer: first?.answer ?? '', stands: chosen === 0 };
};
