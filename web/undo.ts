/** A message at the foot of the page with a way back: it goes after a while, and when something else is undone. */
import { announce, h } from './dom.ts';
import { t } from './language.ts';

/** Milliseconds that a deletion can be undone. */
export const UNDO_FOR = 12_000;

export type UndoBar = { element: HTMLElement; offer(words: string, undo: () => void): void; undo(): void };

export const createUndo = (): UndoBar => {
  const element = h('div', { class: 'undo', role: 'region', 'aria-label': t('Undo'), hidden: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let back: (() => void) | undefined;
  const hide = (): void => {
    clearTimeout(timer);
    back = undefined;
    element.hidden = true;
  };
  const undo = (): void => {
    const action = back;
    hide();
    action?.();
  };
  return {
    element,
    undo,
    offer(words, action) {
      hide();
      back = action;
      element.replaceChildren(
        h('p', { dir: 'auto' }, words),
        h('button', { type: 'button', class: 'button', on: { click: undo } }, t('Undo')),
      );
      element.hidden = false;
      announce(words);
      timer = setTimeout(hide, UNDO_FOR);
    },
  };
};
