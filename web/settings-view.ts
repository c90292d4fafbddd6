/** The settings dialog: appearance, the key for this server, the history as a file, the keyboard. */
import { keyIsKept, savedKey, saveKey } from './api.ts';
import { fill, h, say } from './dom.ts';
import { bytes, plural } from './format.ts';
import { iconButton } from './icons.ts';
import { download, fromJson, toJson } from './portable.ts';
import { setTheme, theme, type Theme } from './prefs.ts';
import type { Store } from './store.ts';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

const KEYS: readonly (readonly [string[], string])[] = [
  [['Enter'], 'ask'],
  [['Shift', 'Enter'], 'a new line'],
  [['Esc'], 'stop the answer, close a dialog'],
  [['Ctrl', 'K'], 'search the history'],
  [['Ctrl', 'Shift', 'O'], 'a new conversation'],
  [['/'], 'write a question'],
  [['?'], 'this list'],
];

export type SettingsEvents = { changed(): void; keySaved(): void };

export const createSettings = (store: Store, events: SettingsEvents): { element: HTMLDialogElement; show(): void } => {
  const said = h('p', { role: 'status' });
  const key = h('input', {
    class: 'field',
    type: 'password',
    autocomplete: 'off',
    placeholder: 'None is needed on this machine',
    'aria-label': 'API key',
  });
  const remember = h('input', { type: 'checkbox' });
  const room = h('p', {});
  const file = h('input', {
    type: 'file',
    accept: 'application/json,.json',
    hidden: true,
    'aria-label': 'History file',
  });

  const exportAll = async (): Promise<void> => {
    const bundles = [];
    for (const conversation of await store.conversations())
      bundles.push({ conversation, turns: await store.turns(conversation.id) });
    download(`mizan-history-${new Date().toISOString().slice(0, 10)}.json`, toJson(bundles), 'application/json');
    say(said, `${plural(bundles.length, 'conversation')} exported.`);
  };

  const importFile = async (chosen: File): Promise<void> => {
    try {
      const { bundles, skipped } = fromJson(await chosen.text());
      for (const { conversation, turns } of bundles) {
        for (const turn of turns) await store.putTurn(turn);
        await store.putConversation(conversation);
      }
      say(
        said,
        `${plural(bundles.length, 'conversation')} imported${skipped > 0 ? `; ${plural(skipped, 'entry', 'entries')} made no sense and ${skipped === 1 ? 'was' : 'were'} left out` : ''}.`,
      );
      events.changed();
    } catch (error) {
      say(said, (error as Error).message);
    }
  };
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen) void importFile(chosen);
    file.value = '';
  });

  /** The first press asks, the second deletes. */
  const remove = h(
    'button',
    {
      type: 'button',
      class: 'button danger',
      on: {
        click: () => {
          if (remove.dataset.sure !== 'yes') {
            remove.dataset.sure = 'yes';
            say(remove, 'Press again to delete everything');
            setTimeout(() => {
              remove.dataset.sure = '';
              say(remove, 'Delete the history');
            }, 4000);
            return;
          }
          void store.clear().then(() => {
            say(said, 'The history is deleted.');
            events.changed();
          });
        },
      },
    },
    'Delete the history',
  );

  const body = h('div', { class: 'body' });
  const dialog = h(
    'dialog',
    { 'aria-label': 'Settings' },
    h(
      'div',
      { class: 'sheet' },
      h(
        'header',
        {},
        h('h2', {}, 'Settings'),
        iconButton('cross', 'Close', () => dialog.close()),
      ),
      body,
    ),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') event.stopPropagation();
  });

  const draw = (): void => {
    const now = theme();
    key.value = savedKey();
    remember.checked = keyIsKept();
    fill(
      body,
      h(
        'section',
        {},
        h('h3', {}, 'Appearance'),
        h(
          'div',
          { class: 'choices', role: 'radiogroup', 'aria-label': 'Appearance' },
          THEMES.map(([name, label]) =>
            h(
              'label',
              {},
              h('input', {
                type: 'radio',
                name: 'theme',
                value: name,
                checked: name === now,
                on: { change: () => setTheme(name) },
              }),
              label,
            ),
          ),
        ),
      ),
      h(
        'section',
        {},
        h('h3', {}, 'Key for this server'),
        h(
          'form',
          {
            class: 'row',
            on: {
              submit: (event) => {
                event.preventDefault();
                saveKey(key.value.trim(), remember.checked);
                say(said, key.value.trim() === '' ? 'The key is forgotten.' : 'The key is used from now on.');
                events.keySaved();
              },
            },
          },
          h('span', { class: 'grow' }, key),
          h('button', { class: 'button' }, 'Use'),
        ),
        h('label', { class: 'check' }, remember, 'Keep it on this device. Otherwise it is forgotten with this tab.'),
      ),
      h(
        'section',
        {},
        h('h3', {}, 'History'),
        h('p', {}, 'Conversations stay in this browser. The server keeps its own traces of what it was asked.'),
        room,
        h(
          'div',
          { class: 'row' },
          h('button', { type: 'button', class: 'button', on: { click: () => void exportAll() } }, 'Export all'),
          h('button', { type: 'button', class: 'button', on: { click: () => file.click() } }, 'Import'),
          remove,
          file,
        ),
        said,
      ),
      h(
        'section',
        {},
        h('h3', {}, 'Keyboard'),
        h(
          'div',
          { class: 'keys' },
          KEYS.map(([keys, what]) => [
            h(
              'span',
              {},
              keys.map((key, i) => [i > 0 && ' ', h('kbd', {}, key)]),
            ),
            h('span', {}, what),
          ]),
        ),
      ),
    );
    void navigator.storage?.estimate?.().then(
      ({ usage, quota }) => {
        if (usage !== undefined && quota !== undefined) say(room, `${bytes(usage)} of ${bytes(quota)} are used.`);
      },
      () => {},
    );
  };
  return {
    element: dialog,
    show() {
      if (dialog.open) return;
      say(said, '');
      draw();
      dialog.showModal();
    },
  };
};
