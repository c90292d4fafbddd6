/** A dialog with a title, a cross and a body. It closes by the cross, by Escape and by a click beside it. */
import { h } from './dom.ts';
import { iconButton } from './icons.ts';
import { t } from './language.ts';

/** The dialog, closed, and its empty body. The caller adds it to the page and calls `showModal`. */
export const createDialog = (title: string, className = ''): { dialog: HTMLDialogElement; body: HTMLElement } => {
  const body = h('div', { class: 'body' });
  const dialog = h(
    'dialog',
    { class: className, 'aria-label': title },
    h(
      'div',
      { class: 'sheet' },
      h(
        'header',
        {},
        h('h2', {}, title),
        iconButton('cross', t('Close'), () => dialog.close()),
      ),
      body,
    ),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') event.stopPropagation(); // closes the dialog, and stops no answer
  });
  return { dialog, body };
};
