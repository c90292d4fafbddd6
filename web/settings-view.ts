/** The settings dialog: appearance, the key for this server, the history as a file, the keyboard. */
import { keyIsKept, savedKey, saveKey } from './api.ts';
import { fill, h, say } from './dom.ts';
import { bytes } from './format.ts';
import { language, LANGUAGES, t, tn, type Language } from './language.ts';
import { download, fromJson, toJson } from './portable.ts';
import { setTheme, theme, type Theme } from './prefs.ts';
import { createDialog } from './sheet.ts';
import type { Store } from './store.ts';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', t('As the system')],
  ['light', t('Light')],
  ['dark', t('Dark')],
];

export type SettingsEvents = { changed(): void; keySaved(): void; language(next: Language): void };

export const createSettings = (store: Store, events: SettingsEvents): { element: HTMLDialogElement; show(): void } => {
  const said = h('p', { role: 'status' });
  const key = h('input', {
    class: 'field',
    type: 'password',
    autocomplete: 'off',
    placeholder: t('None is needed on this machine'),
    'aria-label': t('API key'),
  });
  const remember = h('input', { type: 'checkbox' });
  const room = h('p', {});
  const file = h('input', {
    type: 'file',
    accept: 'application/json,.json',
    hidden: true,
    'aria-label': t('History file'),
  });

  const exportAll = async (): Promise<void> => {
    const bundles = [];
    for (const conversation of await store.conversations())
      bundles.push({ conversation, turns: await store.turns(conversation.id) });
    download(`mizan-history-${new Date().toISOString().slice(0, 10)}.json`, toJson(bundles), 'application/json');
    say(said, tn('{n} conversations are exported.', bundles.length));
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
        [
          tn('{n} conversations are imported.', bundles.length),
          skipped > 0 && tn('{n} entries made no sense and were left out.', skipped),
        ]
          .filter(Boolean)
          .join(' '),
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
            say(remove, t('Press again to delete everything'));
            setTimeout(() => {
              remove.dataset.sure = '';
              say(remove, t('Delete the history'));
            }, 4000);
            return;
          }
          void store.clear().then(() => {
            say(said, t('The history is deleted.'));
            events.changed();
          });
        },
      },
    },
    t('Delete the history'),
  );

  const { dialog, body } = createDialog(t('Settings'));

  const draw = (): void => {
    const now = theme();
    key.value = savedKey();
    remember.checked = keyIsKept();
    fill(
      body,
      h(
        'section',
        {},
        h('h3', {}, t('Appearance')),
        h(
          'div',
          { class: 'choices', role: 'radiogroup', 'aria-label': t('Appearance') },
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
        h('h3', {}, t('Language')),
        h(
          'div',
          { class: 'choices', role: 'radiogroup', 'aria-label': t('Language') },
          LANGUAGES.map(([name, label]) =>
            h(
              'label',
              { lang: name },
              h('input', {
                type: 'radio',
                name: 'language',
                value: name,
                checked: name === language,
                on: { change: () => events.language(name) },
              }),
              label,
            ),
          ),
        ),
      ),
      h(
        'section',
        {},
        h('h3', {}, t('Key for this server')),
        h(
          'form',
          {
            class: 'row',
            on: {
              submit: (event) => {
                event.preventDefault();
                saveKey(key.value.trim(), remember.checked);
                say(said, key.value.trim() === '' ? t('The key is forgotten.') : t('The key is used from now on.'));
                events.keySaved();
              },
            },
          },
          h('span', { class: 'grow' }, key),
          h('button', { class: 'button' }, t('Use')),
        ),
        h('label', { class: 'check' }, remember, t('Keep it on this device. Otherwise it is forgotten with this tab.')),
      ),
      h(
        'section',
        {},
        h('h3', {}, t('History')),
        h(
          'p',
          {},
          t(
            'Conversations are kept in this browser, and at the server where it keeps them. The server keeps traces of what it was asked, too.',
          ),
        ),
        room,
        h(
          'div',
          { class: 'row' },
          h('button', { type: 'button', class: 'button', on: { click: () => void exportAll() } }, t('Export all')),
          h('button', { type: 'button', class: 'button', on: { click: () => file.click() } }, t('Import')),
          remove,
          file,
        ),
        said,
      ),
    );
    void navigator.storage?.estimate?.().then(
      ({ usage, quota }) => {
        if (usage !== undefined && quota !== undefined)
          say(room, t('{used} of {all} are used.', { used: bytes(usage), all: bytes(quota) }));
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
