/** Asks the reader for a short text in a dialog: a title, the name of a folder or of a preset. */
import { h } from './dom.ts';
import { t } from './language.ts';

/** The text without space around it; undefined when the dialog was closed. */
export const askText = (question: string, value = ''): Promise<string | undefined> =>
  new Promise((resolve) => {
    const field = h('input', { class: 'field', value, dir: 'auto', 'aria-label': question, maxlength: '200' });
    let answer: string | undefined;
    const dialog = h(
      'dialog',
      { class: 'ask-text', 'aria-label': question },
      h(
        'form',
        {
          class: 'sheet',
          on: {
            submit: (event) => {
              event.preventDefault();
              answer = field.value.trim();
              dialog.close();
            },
          },
        },
        h('h2', {}, question),
        field,
        h(
          'div',
          { class: 'row' },
          h('button', { class: 'button main' }, t('Save')),
          h('button', { type: 'button', class: 'button', on: { click: () => dialog.close() } }, t('Cancel')),
        ),
      ),
    );
    dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') event.stopPropagation();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    field.select();
  });
