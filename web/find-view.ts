/** The search dialog: type, arrows, Enter. */
import { fill, h, say } from './dom.ts';
import { foldText, findAll, type Hit } from './find.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';
import { t, tn } from './language.ts';

/** The text with the words that were looked for marked. Folding may change lengths; then nothing is marked. */
const marked = (text: string, words: readonly string[]): (Node | string)[] => {
  const folded = foldText(text);
  const found =
    folded.length === text.length
      ? words
          .map((word) => ({ word, at: folded.indexOf(word) }))
          .filter(({ at }) => at >= 0)
          .sort((a, b) => a.at - b.at)[0]
      : undefined;
  if (!found) return [text];
  return [
    text.slice(0, found.at),
    h('mark', {}, text.slice(found.at, found.at + found.word.length)),
    text.slice(found.at + found.word.length),
  ];
};

export const createFind = (
  store: Store,
  open: (conversation: string) => void,
): { element: HTMLDialogElement; show(): void } => {
  let hits: Hit[] = [];
  let at = 0;
  let turn = 0;
  let looking = Promise.resolve();
  const list = h('ul', { id: 'find-list', role: 'listbox', 'aria-label': t('Conversations') });
  const input = h('input', {
    type: 'search',
    placeholder: t('Search your conversations'),
    'aria-label': t('Search your conversations'),
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': 'find-list',
    autocomplete: 'off',
  });
  const count = h('p', { class: 'unseen', role: 'status' });
  const dialog = h(
    'dialog',
    { class: 'finder', 'aria-label': t('Search') },
    h(
      'div',
      { class: 'find' },
      h('div', { class: 'find-box' }, icon('search'), input, h('kbd', {}, 'Esc')),
      list,
      count,
    ),
  );

  const choose = (i: number): void => {
    const hit = hits[i];
    if (!hit) return;
    dialog.close();
    open(hit.conversation.id);
  };
  const mark = (): void => {
    [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === at && hits.length > 0)));
    list.children[at]?.scrollIntoView({ block: 'nearest' });
    if (hits.length > 0) input.setAttribute('aria-activedescendant', `find-${at}`);
    else input.removeAttribute('aria-activedescendant');
  };
  const look = async (): Promise<void> => {
    const mine = ++turn;
    const query = input.value;
    const found = await findAll(store, query, 50);
    if (mine !== turn) return;
    hits = found;
    at = 0;
    const words = foldText(query).split(/\s+/).filter(Boolean);
    if (hits.length === 0)
      fill(
        list,
        h(
          'li',
          { class: 'none', role: 'presentation' },
          query.trim() === '' ? t('There is no conversation yet.') : t('No conversation holds these words.'),
        ),
      );
    else {
      fill(
        list,
        hits.map((hit, i) =>
          h(
            'li',
            {
              id: `find-${i}`,
              role: 'option',
              on: {
                click: () => choose(i),
                pointermove: () => {
                  if (at !== i) {
                    at = i;
                    mark();
                  }
                },
              },
            },
            h('b', { dir: 'auto' }, marked(hit.conversation.title, words)),
            hit.excerpt !== '' && h('span', { dir: 'auto' }, marked(hit.excerpt, words)),
          ),
        ),
      );
    }
    say(count, tn('{n} found', hits.length));
    mark();
  };
  input.addEventListener('input', () => {
    looking = look();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      at = hits.length === 0 ? 0 : (at + (event.key === 'ArrowDown' ? 1 : -1) + hits.length) % hits.length;
      mark();
    }
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      void looking.then(() => choose(at));
    } // what was typed last decides, not what was listed before
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      dialog.close();
    }
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return {
    element: dialog,
    show() {
      if (dialog.open) return input.select();
      input.value = '';
      dialog.showModal();
      input.focus();
      looking = look();
    },
  };
};
