/**
 * What the page tells the server about a run of an agent: answers to its questions, a word in between, taking changes
 * back.
 */
import { getJson, sendJson } from './api.ts';
import { isObject, number, text } from './piece.ts';

const path = (run: string, rest: string): string => `v1/mizan/runs/${encodeURIComponent(run)}/${rest}`;

/** What the person says to a question; `always`: the same is not asked again in this folder. */
export type Said = { allow: boolean; text?: string; always?: boolean };

/** Answers a question of a run. Throws an ApiError. */
export const answerAsk = async (run: string, ask: string, said: Said): Promise<void> => {
  await sendJson('POST', path(run, 'answers'), { ask, ...said });
};

/** Tells a run that works something before its next step. Throws an ApiError. */
export const tellRun = async (run: string, said: string): Promise<void> => {
  await sendJson('POST', path(run, 'messages'), { text: said });
};

export type Change = { change: string; path: string };

/** The files that an ended run has changed. Throws an ApiError. */
export const changesOf = async (run: string): Promise<Change[]> => {
  const body = await getJson(path(run, 'changes'));
  const steps = isObject(body) && Array.isArray(body.data) ? body.data : [];
  return steps
    .filter((step) => isObject(step) && step.outside !== true && number(step.step) !== 0)
    .flatMap((step) => (Array.isArray(step.changes) ? (step.changes as unknown[]) : []))
    .flatMap((change): Change[] =>
      isObject(change) ? [{ change: text(change.change) ?? '', path: text(change.path) ?? '' }] : [],
    );
};

const names = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).map((item: unknown) => (isObject(item) ? String(item.path) : String(item)));

/**
 * Takes back all that a run has changed; `left`: what someone else changed since, or could not be undone. Throws an
 * ApiError.
 */
export const undoRun = async (run: string): Promise<{ undone: string[]; left: string[] }> => {
  const body = await sendJson('POST', path(run, 'undo'), {});
  if (!isObject(body)) return { undone: [], left: [] };
  return {
    undone: [...names(body.restored), ...names(body.removed)],
    left: [...names(body.kept), ...names(body.failed)],
  };
};
