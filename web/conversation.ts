/** A conversation as a tree of turns: the path that is shown, its forks, and the messages that a model gets. Pure. */
import type { Message } from './api.ts';
import type { Answer } from './answer.ts';
import { contentOf } from './attachments.ts';
import type { Turn } from './turn.ts';

/** From the first turn to `leaf`. A leaf that is not there gives the newest path; a damaged parent ends the path. */
export const pathOf = (turns: readonly Turn[], leaf: string | null): Turn[] => {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const path: Turn[] = [];
  let at = (leaf === null ? undefined : byId.get(leaf)) ?? turns.at(-1);
  while (at && !path.includes(at)) {
    path.unshift(at);
    at = at.parent === null ? undefined : byId.get(at.parent);
  }
  return path;
};

/** The turn itself and the ones asked in its place, oldest first. */
export const siblingsOf = (turns: readonly Turn[], turn: Turn): Turn[] =>
  turns.filter((item) => item.parent === turn.parent).sort((a, b) => a.created - b.created);

/** The newest leaf below `turn`. */
export const leafBelow = (turns: readonly Turn[], turn: Turn): Turn => {
  const seen = new Set<Turn>();
  let leaf = turn;
  for (
    let next: Turn | undefined = turn;
    next && !seen.has(next);
    next = turns.filter((item) => item.parent === leaf.id).sort((a, b) => b.created - a.created)[0]
  ) {
    seen.add(next);
    leaf = next;
  }
  return leaf;
};

/** The answer that a column shows. */
export const shownIn = (turn: Turn, column: number): Answer | undefined =>
  turn.answers.find((item) => item.id === turn.columns[column]?.shown);

/** The answer that later turns build on. */
export const followed = (turn: Turn): Answer | undefined => shownIn(turn, turn.follow) ?? shownIn(turn, 0);

/**
 * The text of a turn that a model may be told: of an answer that came to its end. '' for one that failed or was
 * stopped.
 */
const toldOf = (turn: Turn): string => {
  const shown = [followed(turn), ...turn.columns.map((_, column) => shownIn(turn, column))];
  return shown.find((answer) => answer?.state === 'done' && answer.text !== '')?.text ?? '';
};

/**
 * What the model is told: the system prompt, the path before `turn`, then its question with what is attached. Turns
 * without an answer that came to its end are left out: neither an error nor a stopped answer is told.
 */
export const messagesFor = (path: readonly Turn[], turn: Turn, forgets: boolean, system = ''): Message[] => {
  const before = forgets
    ? []
    : path.slice(
        0,
        path.findIndex((entry) => entry.id === turn.id),
      );
  return [
    ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
    ...before.flatMap((item): Message[] => {
      const answer = toldOf(item);
      return answer === ''
        ? []
        : [
            { role: 'user', content: contentOf(item.question, item.attachments) },
            { role: 'assistant', content: answer },
          ];
    }),
    { role: 'user', content: contentOf(turn.question, turn.attachments) },
  ];
};

/** A short title from a question: its first line, cut at a word. */
export const titleOf = (question: string): string => {
  const line = question.trim().split('\n')[0]!.trim();
  if (line.length <= 60) return line || 'Untitled';
  const cut = line.slice(0, 60);
  return `${cut.slice(0, cut.lastIndexOf(' ') > 30 ? cut.lastIndexOf(' ') : 60)}…`;
};
