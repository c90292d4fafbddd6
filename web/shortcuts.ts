/** Listens to the keys of one table of shortcuts, and shows that table as a sheet: the sheet can't be wrong. */
import { h } from './dom.ts';
import { isPressed, keyNames, type Shortcut } from './keys.ts';
import { t } from './language.ts';
import { createDialog } from './sheet.ts';

/** Listens for `shortcuts` as long as the page lives. While a dialog is open it alone has the keyboard. */
export const listen = (shortcuts: readonly Shortcut[]): void => {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || document.querySelector('dialog[open], [popover]:popover-open') !== null) return;
    const typing = (event.target as Element).closest('input, textarea, select, [contenteditable]') !== null;
    const found = shortcuts.find((item) => item.run && (item.always || !typing) && isPressed(event, item.keys));
    if (!found) return;
    event.preventDefault();
    found.run!();
  });
};

/** The sheet that lists the keys. */
export const createSheet = (shortcuts: () => readonly Shortcut[]): { element: HTMLDialogElement; show(): void } => {
  const { dialog, body } = createDialog(t('Keyboard'));
  return {
    element: dialog,
    show() {
      body.replaceChildren(
        h(
          'div',
          { class: 'keys' },
          shortcuts().map(({ keys, about }) => [
            h(
              'span',
              { dir: 'ltr' },
              keyNames(keys).map((key, i) => [i > 0 && ' ', h('kbd', {}, key)]),
            ),
            h('span', {}, about),
          ]),
        ),
      );
      dialog.showModal();
    },
  };
};
