/**
 * Two versions of one conversation or turn, from two devices, as one: no answer is lost, and one that has ended wins.
 * Pure.
 */
import type { Answer } from './answer.ts';
import type { Conversation, Turn } from './turn.ts';

/** From the least to the most that is known of an answer's end. */
const RANKS: readonly Answer['state'][] = ['waiting', 'streaming', 'interrupted', 'failed', 'stopped', 'done'];

const further = (a: Answer, b: Answer): Answer => (RANKS.indexOf(b.state) > RANKS.indexOf(a.state) ? b : a);

/** Every answer of both; of one that both have, the one that is further. What is shown is what `mine` shows. */
export const mergeTurns = (mine: Turn, theirs: Turn): Turn => {
  const answers = mine.answers.map((answer) => {
    const other = theirs.answers.find(({ id }) => id === answer.id);
    return other ? further(answer, other) : answer;
  });
  answers.push(...theirs.answers.filter(({ id }) => !answers.some((answer) => answer.id === id)));
  const columns = Array.from({ length: Math.max(mine.columns.length, theirs.columns.length) }, (_, i) => {
    const [a, b] = [mine.columns[i], theirs.columns[i]];
    const versions = [...new Set([...(a?.versions ?? []), ...(b?.versions ?? [])])];
    // A newer version of the other device is shown, as it would be had it been asked for here.
    const added = (b?.versions ?? []).some((id) => !a?.versions.includes(id));
    const shown = added || !a ? b!.shown : a.shown;
    return { ...b, ...a, versions, shown };
  });
  return { ...theirs, ...mine, answers, columns };
};

/** The one that was changed last. */
export const mergeConversations = (mine: Conversation, theirs: Conversation): Conversation =>
  theirs.updated > mine.updated ? { ...mine, ...theirs } : mine;
